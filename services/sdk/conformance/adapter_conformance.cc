#include "services/sdk/conformance/adapter_conformance.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/base/utf8.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/cursor.h"
#include "services/sdk/problem.h"
#include "services/sdk/source_spec.h"
#include "wire/facts_wire.h"

namespace regisseur::sdk {

// The suite is instantiated where an adapter is; here it may be without cases.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AdapterConformance);

namespace {

// Keeps batches, holding each against the contract as the server would, and
// hangs up when it is told to.
class ConformanceSink final : public FactSink {
 public:
  explicit ConformanceSink(int batch_rows, size_t hang_up_after = SIZE_MAX)
      : batch_rows_(batch_rows), hang_up_after_(hang_up_after) {}

  absl::Status Send(FactBatch batch) override {
    if (Cancelled()) {
      ++sends_after_hang_up_;
      return absl::CancelledError("the caller hung up");
    }
    const absl::Status status = check_.Check(batch);
    EXPECT_TRUE(status.ok()) << status;
    batches_.push_back(std::move(batch));
    return absl::OkStatus();
  }
  bool Cancelled() const override { return batches_.size() >= hang_up_after_; }
  int batch_rows() const override { return batch_rows_; }

  const std::vector<FactBatch>& batches() const { return batches_; }
  int sends_after_hang_up() const { return sends_after_hang_up_; }

 private:
  const int batch_rows_;
  const size_t hang_up_after_;
  BatchCheck check_;
  std::vector<FactBatch> batches_;
  int sends_after_hang_up_ = 0;
};

std::string BytesOf(const FactBatch& batch) {
  return FactBatchToWire(batch).DebugString();
}

std::vector<std::string> BytesOf(const std::vector<FactBatch>& batches) {
  std::vector<std::string> out;
  for (const FactBatch& batch : batches) out.push_back(BytesOf(batch));
  return out;
}

}  // namespace

std::string ConformanceName(
    const ::testing::TestParamInfo<ConformanceCase>& info) {
  return info.param.name;
}

AdapterConformance::AdapterConformance() : adapter_(GetParam().make_adapter()) {
  source_.source_id = "conformance";
  source_.options = GetParam().options;
  source_.base_directory =
      std::filesystem::absolute(GetParam().base_directory).string();
  source_.time_zone = absl::UTCTimeZone();
  source_.currency = "EUR";
}

TEST_P(AdapterConformance, TellsWhatItCanDo) {
  const AdapterInfo info = adapter_->Info();
  EXPECT_FALSE(info.kind.empty());
  for (char c : info.kind) {
    EXPECT_TRUE(absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-')
        << info.kind;
  }
  EXPECT_FALSE(info.version.empty());
  EXPECT_FALSE(info.facts.empty());
  std::set<std::string> names;
  for (const OptionSpec& option : info.options) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_FALSE(option.description.empty()) << option.name;
    for (char c : option.name) {
      EXPECT_TRUE(absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_')
          << option.name;
    }
  }
}

TEST_P(AdapterConformance, AcceptsItsOwnOptionsAndNamesTheNearestOfOthers) {
  const AdapterInfo info = adapter_->Info();
  EXPECT_EQ(CheckOptions(source_, info), absl::OkStatus());
  EXPECT_EQ(adapter_->Validate(source_), absl::OkStatus());
  for (const OptionSpec& option : info.options) {
    if (option.secret) continue;
    SourceSpec misspelt = source_;
    misspelt.options[option.name + "x"] = "y";
    const absl::Status status = CheckOptions(misspelt, info);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(ProblemOf(status).message, ::testing::HasSubstr(option.name));
  }
}

TEST_P(AdapterConformance, EndsWithACheckpointThatContinuesNothing) {
  ConformanceSink sink(GetParam().batch_rows);
  const auto checkpoint = adapter_->Collect(source_, "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_FALSE(checkpoint->cursor.empty());
  EXPECT_FALSE(checkpoint->unchanged && !sink.batches().empty());
  if (!GetParam().delivers) return;
  ASSERT_FALSE(sink.batches().empty());
  EXPECT_TRUE(sink.batches().back().last);
  if (!GetParam().repeatable) return;
  ConformanceSink again(GetParam().batch_rows);
  const auto second = adapter_->Collect(source_, checkpoint->cursor, again);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(again.batches().empty());
  EXPECT_TRUE(second->unchanged);
  EXPECT_EQ(second->cursor, checkpoint->cursor);
}

TEST_P(AdapterConformance, DeliversWhatTheContractAllows) {
  ConformanceSink sink(GetParam().batch_rows);
  const auto checkpoint = adapter_->Collect(source_, "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  for (const FactBatch& batch : sink.batches()) {
    const std::string where =
        absl::StrCat("batch ", batch.number, " of run ", batch.run);
    FactBatch repaired = batch;
    RepairTexts(repaired);
    EXPECT_EQ(BytesOf(repaired), BytesOf(batch)) << where << ": not UTF-8";
    const adapter::v1::Batch wire = FactBatchToWire(batch);
    EXPECT_LE(static_cast<int64_t>(wire.ByteSizeLong()), kMaxMessageBytes)
        << where;
    const auto read = FactBatchFromWire(wire);
    EXPECT_TRUE(read.ok()) << where << ": " << read.status();
    for (const Delivery& delivery : batch.deliveries) {
      if (delivery.period_start && delivery.period_end) {
        EXPECT_LE(*delivery.period_start, *delivery.period_end) << where;
      }
    }
    for (const Finding& finding : batch.findings) {
      EXPECT_TRUE(IsKnownRule(finding.rule)) << where << ": " << finding.rule;
      EXPECT_GT(finding.count, 0) << where;
      EXPECT_LE(finding.examples.size(), Finding::kMaxExamples) << where;
    }
  }
  for (const Finding& finding : checkpoint->findings) {
    EXPECT_TRUE(IsKnownRule(finding.rule)) << finding.rule;
  }
}

TEST_P(AdapterConformance, KeepsToTheRowsThatWereAskedFor) {
  for (const int rows : {1, 2, 10000}) {
    ConformanceSink sink(rows);
    ASSERT_TRUE(adapter_->Collect(source_, "", sink).ok());
    for (const FactBatch& batch : sink.batches()) {
      EXPECT_LE(batch.charges.size(), static_cast<size_t>(rows));
      EXPECT_LE(batch.measurements.size(), static_cast<size_t>(rows));
      EXPECT_LE(batch.tickets.size(), static_cast<size_t>(rows));
      EXPECT_LE(batch.objectives.size(), static_cast<size_t>(rows));
    }
  }
}

TEST_P(AdapterConformance, TheSameCursorGivesTheSameAnswer) {
  if (!GetParam().repeatable) GTEST_SKIP() << "it shows only the present";
  ConformanceSink first(GetParam().batch_rows), second(GetParam().batch_rows);
  const auto one = adapter_->Collect(source_, "", first);
  const auto other = GetParam().make_adapter()->Collect(source_, "", second);
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_EQ(BytesOf(first.batches()), BytesOf(second.batches()));
  EXPECT_EQ(one->cursor, other->cursor);
}

TEST_P(AdapterConformance, ContinuesBehindEachBatchWithoutLossOrDouble) {
  if (!GetParam().repeatable) GTEST_SKIP() << "it shows only the present";
  ConformanceSink whole(GetParam().batch_rows);
  const auto checkpoint = adapter_->Collect(source_, "", whole);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  const std::vector<std::string> expected = BytesOf(whole.batches());
  // Every cursor of a short stream, some of a long one.
  const size_t step = std::max<size_t>(1, expected.size() / 50);
  for (size_t i = 0; i < expected.size(); i += step) {
    ConformanceSink rest(GetParam().batch_rows);
    // A fresh adapter: nothing may be kept from one call to the next.
    const auto end = GetParam().make_adapter()->Collect(
        source_, whole.batches()[i].cursor, rest);
    ASSERT_TRUE(end.ok()) << "behind batch " << i + 1 << ": " << end.status();
    const std::vector<std::string> got = BytesOf(rest.batches());
    const std::vector<std::string> wanted(expected.begin() + i + 1,
                                          expected.end());
    ASSERT_EQ(got.size(), wanted.size()) << "behind batch " << i + 1;
    for (size_t j = 0; j < got.size(); ++j) {
      ASSERT_EQ(got[j], wanted[j]) << "behind batch " << i + 1;
    }
    EXPECT_EQ(end->cursor, checkpoint->cursor) << "behind batch " << i + 1;
  }
}

TEST_P(AdapterConformance, EndsSoonWhenTheCallerHangsUp) {
  ConformanceSink whole(GetParam().batch_rows);
  ASSERT_TRUE(adapter_->Collect(source_, "", whole).ok());
  for (size_t i = 1; i < whole.batches().size() && i < 5; ++i) {
    ConformanceSink sink(GetParam().batch_rows, i);
    const auto checkpoint = adapter_->Collect(source_, "", sink);
    EXPECT_FALSE(checkpoint.ok());
    EXPECT_LE(sink.sends_after_hang_up(), 1);
  }
}

TEST_P(AdapterConformance, AStrangeCursorIsGone) {
  ConformanceSink whole(GetParam().batch_rows);
  const auto checkpoint = adapter_->Collect(source_, "", whole);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  std::string damaged = checkpoint->cursor;
  damaged[damaged.size() / 2] ^= 1;
  const AdapterInfo info = adapter_->Info();
  Cursor other_version(info.kind, info.version + "0");
  other_version.Set("file", "x");
  for (const std::string& cursor :
       {std::string("garbage"), std::string("\0\xFF", 2), damaged,
        checkpoint->cursor + "x", other_version.ToString()}) {
    ConformanceSink sink(GetParam().batch_rows);
    const auto again = adapter_->Collect(source_, cursor, sink);
    ASSERT_FALSE(again.ok());
    EXPECT_TRUE(ProblemOf(again.status()).cursor_gone) << again.status();
    EXPECT_TRUE(sink.batches().empty());
  }
}

TEST_P(AdapterConformance, AMissingFileIsAConfigurationProblem) {
  const std::string& option = GetParam().path_option;
  if (option.empty() || source_.options.count(option) == 0) {
    GTEST_SKIP() << "it reads no files";
  }
  source_.options[option] = "no/such/file-*.nothing";
  ConformanceSink sink(GetParam().batch_rows);
  absl::Status status = adapter_->Validate(source_);
  if (status.ok()) status = adapter_->Collect(source_, "", sink).status();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(ProblemOf(status).kind, ProblemKind::kConfiguration);
  EXPECT_THAT(ProblemOf(status).message,
              ::testing::HasSubstr("no/such/file-*.nothing"));
}

TEST_P(AdapterConformance, ADryRunReportsCoverageAndStoresNothing) {
  FindingList findings;
  const auto run = adapter_->Coverage(source_, findings);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->facts > 0, GetParam().delivers);
  if (GetParam().delivers) {
    EXPECT_FALSE(run->fields.empty());
  }
  for (const FieldCoverage& field : run->fields) {
    EXPECT_FALSE(field.field.empty());
    EXPECT_GE(field.filled, 0);
    EXPECT_LE(field.filled, field.total) << field.field;
  }
  for (const Finding& finding : findings.findings()) {
    EXPECT_TRUE(IsKnownRule(finding.rule)) << finding.rule;
  }
}

}  // namespace regisseur::sdk
