#include "services/openslo/openslo_adapter.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::openslo {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Collected {
  absl::Status status;
  Checkpoint checkpoint;
  std::vector<FactBatch> batches;

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const FactBatch& batch : batches) {
      for (const DeclaredObjective& slo : batch.objectives) {
        names.push_back(slo.name);
      }
    }
    return names;
  }
  std::vector<std::string> Rules() const {
    std::vector<std::string> rules;
    for (const Finding& finding : checkpoint.findings) {
      rules.push_back(finding.rule);
    }
    return rules;
  }
};

class OpensloAdapterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("openslo_", info->name(), "_", getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void WriteText(const std::string& name, const std::string& text,
                 bool quiet = true) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    if (!quiet) return;
    // Nobody writes to it any more.
    std::filesystem::last_write_time(
        folder_ / name,
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  }
  static std::string Slo(const std::string& name,
                         const std::string& target = "0.99") {
    return absl::StrCat(
        "- apiVersion: openslo/v1\n  kind: SLO\n  metadata: {name: ", name,
        "}\n  spec:\n    service: web\n    indicatorRef: sli\n    timeWindow: "
        "[{duration: 4w, isRolling: true}]\n    budgetingMethod: Occurrences\n"
        "    objectives: [{target: ",
        target, "}]\n");
  }

  Collected Collect(const std::string& path, const std::string& cursor = "",
                    int rows = 1000, const std::string& keep = "false") {
    sdk::SourceSpec source;
    source.options = {{"path", path}, {"keep_original", keep}};
    source.base_directory = folder_.string();
    OpensloAdapter adapter;
    sdk::RecordingSink sink(rows);
    Collected collected;
    const auto checkpoint = adapter.Collect(source, cursor, sink);
    collected.status = checkpoint.status();
    if (checkpoint.ok()) collected.checkpoint = *checkpoint;
    collected.batches = sink.batches();
    return collected;
  }

  std::filesystem::path folder_;
};

TEST_F(OpensloAdapterTest, DeliversAllFilesAsOneCompleteDelivery) {
  WriteText("a.yaml", Slo("one") + Slo("two"));
  WriteText("b.yaml", Slo("three"));
  const Collected collected = Collect("*.yaml");
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Names(), ElementsAre("one", "two", "three"));
  ASSERT_THAT(collected.batches, SizeIs(1));
  const FactBatch& batch = collected.batches[0];
  ASSERT_THAT(batch.deliveries, SizeIs(1));
  EXPECT_EQ(batch.deliveries[0].scope, "documents");
  EXPECT_EQ(batch.deliveries[0].completeness, Completeness::kComplete);
  EXPECT_EQ(batch.deliveries[0].origin, "*.yaml");
  EXPECT_TRUE(batch.last);
  EXPECT_TRUE(batch.originals.empty());
  EXPECT_EQ(batch.objectives[1].document, "a.yaml#2");
  EXPECT_EQ(batch.objectives[2].document, "b.yaml");
  EXPECT_EQ(batch.objectives[2].targets[0].percent.ToString(), "99");
}

TEST_F(OpensloAdapterTest, SaysNothingNewWhileNoFileChanges) {
  WriteText("a.yaml", Slo("one"));
  const Collected first = Collect("*.yaml");
  EXPECT_FALSE(first.checkpoint.unchanged);
  const Collected second = Collect("*.yaml", first.checkpoint.cursor);
  ASSERT_TRUE(second.status.ok()) << second.status;
  EXPECT_TRUE(second.checkpoint.unchanged);
  EXPECT_THAT(second.batches, IsEmpty());
  EXPECT_EQ(second.checkpoint.data_until, first.checkpoint.data_until);
  WriteText("b.yaml", Slo("two"));
  const Collected third = Collect("*.yaml", second.checkpoint.cursor);
  EXPECT_THAT(third.Names(), ElementsAre("one", "two"));
  EXPECT_NE(third.batches[0].run, first.batches[0].run);
}

TEST_F(OpensloAdapterTest, WithdrawsWhatNoDocumentDeclaresAnyMore) {
  WriteText("a.yaml", Slo("one", "99.9"));
  const Collected collected = Collect("*.yaml");
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Names(), IsEmpty());
  // A delivery all the same: it replaces what was declared before.
  ASSERT_THAT(collected.batches, SizeIs(1));
  EXPECT_THAT(collected.batches[0].deliveries, SizeIs(1));
  EXPECT_THAT(collected.Rules(), ElementsAre("openslo-range"));
}

TEST_F(OpensloAdapterTest, TellsWhatIsWrongAsLongAsItIs) {
  WriteText("a.yaml", Slo("one", "99.9"));
  WriteText("b.yaml", Slo("two"));
  const Collected first = Collect("*.yaml");
  EXPECT_THAT(first.Rules(), ::testing::Contains("openslo-range"));
  const Collected same = Collect("*.yaml", first.checkpoint.cursor);
  EXPECT_TRUE(same.checkpoint.unchanged);
  EXPECT_EQ(same.Rules(), first.Rules());
  std::filesystem::remove(folder_ / "a.yaml");
  const Collected gone = Collect("*.yaml", same.checkpoint.cursor);
  EXPECT_THAT(gone.Rules(), ::testing::Each("openslo-reference"));
}

TEST_F(OpensloAdapterTest, ADryRunTellsFieldsAndFindings) {
  WriteText("a.yaml", Slo("one") + Slo("two", "2"));
  sdk::SourceSpec source;
  source.options = {{"path", "*.yaml"}};
  source.base_directory = folder_.string();
  FindingList findings;
  const auto run = OpensloAdapter().Coverage(source, findings);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->facts, 1);
  EXPECT_FALSE(run->fields.empty());
  EXPECT_EQ(findings.findings()[0].rule, "openslo-range");
}

TEST_F(OpensloAdapterTest, AFileThatIsTooLargeKeepsNoOtherFromBeingTold) {
  WriteText("a.yaml", std::string((4 << 20) + 1, '#'));
  WriteText("b.yaml", Slo("one"));
  const Collected collected = Collect("*.yaml");
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Names(), ElementsAre("one"));
  EXPECT_THAT(collected.Rules(), ::testing::Contains("openslo-file"));
}

TEST_F(OpensloAdapterTest, WaitsForAFileThatIsStillBeingWritten) {
  WriteText("a.yaml", Slo("one"));
  WriteText("b.yaml", "- apiVersion: openslo/v1\n  kind: [", false);
  const Collected waits = Collect("*.yaml");
  EXPECT_EQ(sdk::ProblemOf(waits.status).kind, sdk::ProblemKind::kTransient);
  EXPECT_THAT(waits.batches, IsEmpty());
  // When nobody wrote to it for a while it counts as it is.
  WriteText("b.yaml", "- apiVersion: openslo/v1\n  kind: [");
  const Collected collected = Collect("*.yaml");
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Names(), ElementsAre("one"));
  EXPECT_THAT(collected.Rules(), ::testing::Contains("openslo-yaml"));
  // An error in the middle is no sign of writing.
  WriteText("b.yaml", "a: *x\n---\nb: 1\nc: 2\n", false);
  EXPECT_TRUE(Collect("*.yaml").status.ok());
}

TEST_F(OpensloAdapterTest, CountsTheFirstOfTwoFilesWithOneName) {
  WriteText("a.yaml", Slo("one", "0.9"));
  WriteText("b.yaml", Slo("one", "0.99") + Slo("two"));
  const Collected collected = Collect("*.yaml");
  EXPECT_THAT(collected.Names(), ElementsAre("one", "two"));
  EXPECT_EQ(collected.batches[0].objectives[0].document, "a.yaml");
  EXPECT_THAT(collected.Rules(), ::testing::Contains("openslo-duplicate-name"));
}

TEST_F(OpensloAdapterTest, ContinuesBehindEveryBatchWithOriginals) {
  WriteText("a.yaml", Slo("one") + Slo("two") + Slo("three"));
  const Collected whole = Collect("*.yaml", "", 1, "true");
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  ASSERT_GE(whole.batches.size(), 3u);
  std::string original;
  for (const FactBatch& batch : whole.batches) {
    for (const OriginalChunk& chunk : batch.originals) original += chunk.data;
  }
  EXPECT_EQ(original, Slo("one") + Slo("two") + Slo("three"));
  for (size_t sent = 0; sent < whole.batches.size(); ++sent) {
    const Collected rest =
        Collect("*.yaml", whole.batches[sent].cursor, 1, "true");
    ASSERT_TRUE(rest.status.ok()) << rest.status;
    EXPECT_EQ(rest.batches.size(), whole.batches.size() - sent - 1);
  }
  // The file changes in the middle of a run.
  WriteText("a.yaml", Slo("four"));
  EXPECT_TRUE(sdk::ProblemOf(
                  Collect("*.yaml", whole.batches[0].cursor, 1, "true").status)
                  .cursor_gone);
}

TEST_F(OpensloAdapterTest, KeepsTheLargestSlosAndFindingsWithinAMessage) {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    std::string slo = Slo(absl::StrCat("slo-", i));
    std::string objective = absl::StrCat("{target: 0.9, displayName: '",
                                         std::string(300, 'x'), "'}");
    std::string all;
    for (int j = 0; j < 100; ++j) absl::StrAppend(&all, objective, ", ");
    slo.replace(slo.find("{target: 0.99}"), 14, all);
    text += slo;
  }
  // Findings as large as they come, each of its own field.
  for (int i = 0; i < 290; ++i) {
    absl::StrAppend(&text,
                    "- {apiVersion: openslo/v1, kind: Service, metadata: "
                    "{name: a}, ",
                    std::string(190, 'k'), i, ": ", std::string(300, 'v'),
                    "}\n");
  }
  WriteText("a.yaml", text);
  const Collected collected = Collect("*.yaml", "", 10000, "true");
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Names(), SizeIs(60));
  EXPECT_GE(collected.batches.size(), 3u);
  for (const FactBatch& batch : collected.batches) {
    EXPECT_LT(sdk::MessageBytes(batch), sdk::kMaxMessageBytes);
  }
  // The last says how many more there are.
  EXPECT_EQ(collected.Rules().size(), 151u);
  EXPECT_EQ(collected.Rules().back(), "openslo-more");
  FactBatch as_large;
  as_large.findings = collected.checkpoint.findings;
  EXPECT_LT(sdk::MessageBytes(as_large), sdk::kMaxMessageBytes);
}

TEST_F(OpensloAdapterTest, AMissingFileIsAConfigurationProblem) {
  const Collected collected = Collect("gone-*.yaml");
  EXPECT_EQ(sdk::ProblemOf(collected.status).kind,
            sdk::ProblemKind::kConfiguration);
  EXPECT_THAT(std::string(collected.status.message()),
              HasSubstr("gone-*.yaml"));
}

}  // namespace
}  // namespace regisseur::openslo
