#include "services/sdk/fake/fake_adapter.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/base/status_macros.h"
#include "services/sdk/cursor.h"
#include "services/sdk/original_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"

namespace regisseur::sdk {
namespace {

constexpr char kKind[] = "fake";
constexpr char kBehaviours[] =
    "succeed, transient, permanent, configuration, mixed, die, hang, stubborn, "
    "garbage, huge, lie, throw";

// 2001-01-01: a batch tells of a day each.
absl::Time FirstDay() { return absl::FromUnixSeconds(978307200); }

struct FakeOptions {
  std::string behaviour = "succeed";
  int64_t fail_after = 0;
  int64_t batches = 3;
  int64_t rows = 2;
  int64_t original = 0;  // KiB
  std::string reader;    // version in cursors
};

absl::StatusOr<FakeOptions> Parse(const SourceSpec& source) {
  FakeOptions options;
  options.behaviour = source.Option("behaviour", "succeed");
  options.reader = source.Option("reader", kProgramVersion);
  if (!absl::StrContains(absl::StrCat(", ", kBehaviours, ","),
                         absl::StrCat(", ", options.behaviour, ","))) {
    return OptionProblem("option-value", {{"field", "behaviour"},
                                          {"value", options.behaviour},
                                          {"allowed", kBehaviours}});
  }
  for (const auto& [name, target] :
       {std::pair("fail_after", &options.fail_after),
        std::pair("batches", &options.batches),
        std::pair("rows", &options.rows),
        std::pair("original", &options.original)}) {
    const std::string text = source.Option(name);
    if (text.empty()) continue;
    if (!absl::SimpleAtoi(text, target) || *target < 0 || *target > 1000000) {
      return OptionProblem("option-value",
                           {{"field", name},
                            {"value", text},
                            {"allowed", "a number from 0 to 1000000"}});
    }
  }
  return options;
}

class FakeAdapter final : public Adapter {
 public:
  AdapterInfo Info() const override {
    return {kKind,
            kProgramVersion,
            {FactKind::kMeasurements},
            {{"behaviour", absl::StrCat("One of ", kBehaviours, ".")},
             {"fail_after", "Batches before the failure, a number (0)."},
             {"batches", "Batches a run, a number (3)."},
             {"rows", "Measurements a batch, a number (2)."},
             {"original", "KiB of an original sent along, a number (0)."},
             {"reader", "The version in its cursors (the program's)."}}};
  }

  absl::Status Validate(const SourceSpec& source) const override {
    return Parse(source).status();
  }

  absl::StatusOr<Checkpoint> Collect(const SourceSpec& source,
                                     absl::string_view cursor_text,
                                     FactSink& sink) override {
    ASSIGN_OR_RETURN(const FakeOptions options, Parse(source));
    ASSIGN_OR_RETURN(Cursor cursor,
                     Cursor::Parse(cursor_text, kKind, options.reader));
    const int64_t call = calls_.fetch_add(1);
    int64_t done = cursor.GetInt("done");
    const bool unchanged = done >= options.batches;
    int64_t sent = 0;
    // The original is the same in every call, cut at every batch.
    OriginalSender original("fake.bin", OriginalOf(options));
    for (int64_t number = 1; number <= options.batches; ++number) {
      FactBatch batch = Batch(options, number);
      if (options.original > 0) RETURN_IF_ERROR(original.FillUp(batch));
      if (number <= done) continue;
      if (sent++ >= options.fail_after) {
        RETURN_IF_ERROR(Misbehave(options, call, sink));
      }
      RETURN_IF_ERROR(sink.Send(std::move(batch)));
    }
    done = std::max(done, options.batches);
    Checkpoint checkpoint;
    cursor.SetInt("done", done);
    checkpoint.cursor = cursor.ToString();
    checkpoint.data_until = FirstDay() + absl::Hours(24 * options.batches);
    checkpoint.unchanged = unchanged;
    return checkpoint;
  }

 private:
  static FactBatch Batch(const FakeOptions& options, int64_t number) {
    FactBatch batch;
    batch.run = absl::StrCat("edition 1 by ", options.reader);
    batch.number = number;
    batch.last = number == options.batches;
    Cursor cursor(kKind, options.reader);
    cursor.SetInt("done", number);
    batch.cursor = cursor.ToString();
    Delivery& delivery = batch.deliveries.emplace_back();
    delivery.scope = "report=fake";
    delivery.origin = "fake";
    delivery.recorded = true;
    const int64_t rows = options.behaviour == "huge" ? 20000 : options.rows;
    for (int64_t row = 0; row < rows; ++row) {
      Measurement& measurement = batch.measurements.emplace_back();
      measurement.delivery = options.behaviour == "lie" ? 1 : 0;
      measurement.line = row + 1;
      measurement.service = absl::StrCat("Service ", row + 1);
      measurement.indicator =
          options.behaviour == "garbage" ? "caf\xE9" : "Availability";
      measurement.period_start = FirstDay() + absl::Hours(24 * (number - 1));
      measurement.period_end = FirstDay() + absl::Hours(24 * number);
      measurement.value = Decimal(9990 + number, 2);
      measurement.unit = "%";
      if (options.behaviour == "huge") measurement.remark.assign(200, 'x');
    }
    return batch;
  }

  static std::string OriginalOf(const FakeOptions& options) {
    std::string bytes(static_cast<size_t>(options.original) << 10, '\0');
    for (size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<char>(i % 251);
    }
    return bytes;
  }

  static absl::Status Misbehave(const FakeOptions& options, int64_t call,
                                FactSink& sink) {
    const std::string& behaviour = options.behaviour;
    if (behaviour == "transient" || (behaviour == "mixed" && call % 2 == 0)) {
      return TransientProblem(
          "http-status", {{"url", "https://fake.example"}, {"code", "503"}},
          absl::Seconds(7));
    }
    if (behaviour == "permanent") {
      return PartnerProblem("http-status",
                            {{"url", "https://fake.example"}, {"code", "404"}});
    }
    if (behaviour == "configuration") {
      return ConfigurationProblem("file-not-found", {{"pattern", "none.csv"}});
    }
    if (behaviour == "die") kill(getpid(), SIGKILL);
    if (behaviour == "throw") throw std::runtime_error("a library threw");
    if (behaviour == "hang" || behaviour == "stubborn") {
      while (behaviour == "stubborn" || !sink.Cancelled()) {
        absl::SleepFor(absl::Milliseconds(5));
      }
      return absl::CancelledError("the caller hung up");
    }
    return absl::OkStatus();
  }

  std::atomic<int64_t> calls_ = 0;
};

}  // namespace

std::unique_ptr<Adapter> MakeFakeAdapter() {
  return std::make_unique<FakeAdapter>();
}

}  // namespace regisseur::sdk
