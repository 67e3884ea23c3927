#include "services/sdk/example/example_adapter.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/batch_builder.h"
#include "services/sdk/csv_reader.h"
#include "services/sdk/cursor.h"
#include "services/sdk/input_file.h"
#include "services/sdk/problem.h"
#include "services/sdk/source_options.h"
#include "services/sdk/version.h"

namespace regisseur::example {
namespace {

constexpr char kKind[] = "example";
constexpr int64_t kMaxBytes = 256 << 20;
constexpr char kFile[] = "file";      // name and edition: the run
constexpr char kOffset[] = "offset";  // where the next record starts
constexpr char kLine[] = "line";
constexpr char kSent[] = "sent";  // batches of the run so far
constexpr char kDone[] = "done";  // 1 behind the whole file

class ExampleAdapter final : public sdk::Adapter {
 public:
  sdk::AdapterInfo Info() const override {
    return {kKind,
            sdk::kProgramVersion,
            {FactKind::kMeasurements},
            {{"path", "The CSV file, plain or gzip.", /*required=*/true},
             {"separator", "Between fields: , ; | or tab (,)."}}};
  }

  absl::Status Validate(const sdk::SourceSpec& source) const override {
    return ExampleOptions::Parse(source).status();
  }

  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor_text,
                                     sdk::FactSink& sink) override {
    ASSIGN_OR_RETURN(const ExampleOptions options,
                     ExampleOptions::Parse(source));
    ASSIGN_OR_RETURN(
        sdk::Cursor cursor,
        sdk::Cursor::Parse(cursor_text, kKind, sdk::kProgramVersion));
    ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                     sdk::ExpandGlob(source, options.path));
    const sdk::InputFile& file = files.front();

    // Another edition of the file is another run, and so is another reader of
    // it: a batch of a run that is known already is ignored.
    const std::string run =
        absl::StrCat(file.name, " ", file.edition, " ", sdk::kProgramVersion);
    Checkpoint checkpoint;
    if (cursor.Get(kFile) == run && cursor.GetInt(kDone) == 1) {
      checkpoint.cursor = std::string(cursor_text);
      checkpoint.unchanged = true;
      return checkpoint;
    }
    if (cursor.Get(kFile) != run) {
      if (!cursor.empty() && cursor.GetInt(kDone) == 0) {
        return sdk::CursorGone(
            absl::StrCat(file.name, " changed while it was read"));
      }
      cursor = sdk::Cursor(kKind, sdk::kProgramVersion);
      cursor.Set(kFile, run);
    }
    ASSIGN_OR_RETURN(std::unique_ptr<sdk::InputStream> input,
                     sdk::OpenInput(file, kMaxBytes));
    sdk::CsvReader reader(std::move(input), {.separator = options.separator,
                                             .origin = file.name});
    RETURN_IF_ERROR(Read(file, reader, cursor, sink, checkpoint));
    return checkpoint;
  }

 private:
  // Reads from where `cursor` stands to the end of the file.
  static absl::Status Read(const sdk::InputFile& file, sdk::CsvReader& reader,
                           sdk::Cursor& cursor, sdk::FactSink& sink,
                           Checkpoint& checkpoint) {
    if (cursor.GetInt(kOffset) > 0) {
      RETURN_IF_ERROR(
          reader.SkipTo(cursor.GetInt(kOffset), cursor.GetInt(kLine)));
    }
    sdk::BatchBuilder builder(cursor.Get(kFile), cursor.GetInt(kSent), sink);
    const auto cursor_here = [&](bool done) {
      cursor.SetInt(kOffset, reader.next_offset());
      cursor.SetInt(kLine, reader.next_line());
      cursor.SetInt(kSent, builder.number());
      if (done) cursor.SetInt(kDone, 1);
      return cursor.ToString();
    };
    for (;;) {
      if (builder.Full()) {
        RETURN_IF_ERROR(builder.Flush(cursor_here(/*done=*/false)));
      }
      const absl::StatusOr<const sdk::CsvRecord*> record = reader.Next();
      if (!record.ok()) {
        if (!reader.fault()) return record.status();
        // One bad line is a finding; reading goes on behind it.
        builder.findings().Add(Severity::kError, reader.fault()->rule, "",
                               file.name, reader.fault()->line,
                               reader.fault()->value);
        continue;
      }
      if (*record == nullptr) break;
      if ((*record)->line > 1) AddRow(file, **record, builder);
    }
    checkpoint.cursor = cursor_here(/*done=*/true);
    return builder.Finish(checkpoint.cursor);
  }

  static void AddRow(const sdk::InputFile& file, const sdk::CsvRecord& record,
                     sdk::BatchBuilder& builder) {
    if (record.fields.size() != 3) {
      builder.findings().Add(
          Severity::kError, "kpi-row-shape", "", file.name, record.line,
          record.raw,
          {{"found", absl::StrCat(record.fields.size())}, {"expected", "3"}});
      return;
    }
    const auto day = ParseDay(record.fields[0]);
    if (!day.ok()) {
      builder.findings().Add(Severity::kError, "kpi-date-format", "day",
                             file.name, record.line, record.fields[0]);
      return;
    }
    const auto percent = Decimal::Parse(record.fields[2]);
    if (!percent.ok()) {
      builder.findings().Add(Severity::kError, "kpi-number-format", "percent",
                             file.name, record.line, record.fields[2],
                             {{"expected", "99.95"}});
      return;
    }
    Delivery delivery;
    delivery.scope = absl::StrCat("file=", file.name);
    delivery.completeness = Completeness::kComplete;
    delivery.recorded = true;
    delivery.origin = file.name;
    Measurement measurement;
    measurement.delivery = builder.AddDelivery(delivery);
    measurement.line = record.line;
    measurement.service = std::string(record.fields[1]);
    measurement.indicator = "availability";
    measurement.period_start = absl::FromCivil(*day, absl::UTCTimeZone());
    measurement.period_end = absl::FromCivil(*day + 1, absl::UTCTimeZone());
    measurement.value = *percent;
    measurement.unit = "%";
    builder.AddMeasurement(std::move(measurement));
  }
};

}  // namespace

absl::StatusOr<ExampleOptions> ExampleOptions::Parse(
    const sdk::SourceSpec& source) {
  RETURN_IF_ERROR(sdk::RequireOption(source, "path"));
  ExampleOptions options;
  options.path = source.Option("path");
  ASSIGN_OR_RETURN(const std::optional<char> separator,
                   sdk::ReadSeparatorOption(source));
  options.separator = separator.value_or(',');
  return options;
}

std::unique_ptr<sdk::Adapter> MakeExampleAdapter() {
  return std::make_unique<ExampleAdapter>();
}

}  // namespace regisseur::example
