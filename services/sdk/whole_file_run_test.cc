#include "services/sdk/whole_file_run.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::sdk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Told {
  absl::Status status;
  Checkpoint checkpoint;
  std::vector<FactBatch> batches;

  // `scope: indicator` in the order of coming.
  std::vector<std::string> Rows() const {
    std::vector<std::string> rows;
    for (const FactBatch& batch : batches) {
      for (const Measurement& row : batch.measurements) {
        rows.push_back(absl::StrCat(batch.deliveries[row.delivery].scope, ": ",
                                    row.indicator));
      }
    }
    return rows;
  }
};

// Reads files of lines `scope indicator`; a line `fail` or `later` is a file
// that cannot be read, or not yet, and one `scope` alone has no row.
class WholeFileRunTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("whole_file_run_", info->name(), "_", getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  static absl::Status ReadLines(const InputFile& file, FindingList& findings,
                                WholeFileRun& run) {
    ASSIGN_OR_RETURN(const std::string text, ReadInput(file, 1 << 20));
    int64_t line = 0;
    for (const absl::string_view row :
         absl::StrSplit(text, '\n', absl::SkipEmpty())) {
      ++line;
      if (row == "fail") {
        return PartnerProblem("kpi-xlsx",
                              {{"origin", file.name}, {"detail", "it fails"}});
      }
      if (row == "later") return FileIncomplete(file, "too early");
      const std::vector<std::string> words = absl::StrSplit(row, ' ');
      Delivery delivery;
      delivery.scope = words[0];
      delivery.origin = file.name;
      FileScope* scope = run.ScopeFor(delivery, line);
      if (scope == nullptr || words.size() < 2) continue;
      scope->measurements.emplace_back().indicator = words[1];
    }
    if (line == 0) {
      findings.Add(Severity::kWarning, "kpi-file-empty", "", file.name, 0, "");
      return absl::OkStatus();
    }
    run.VouchFor(file.name);
    return absl::OkStatus();
  }

  Told Tell(FilesOption files = FilesOption::kSeparate,
            const std::string& cursor = "", int rows = 1000,
            bool keep_original = false, int further_origins = 0) {
    SourceSpec source;
    source.base_directory = folder_.string();
    source.time_zone = absl::UTCTimeZone();
    RecordingSink sink(rows);
    WholeFileRun run({.kind = "lines",
                      .name = "lines",
                      .when_changed = "a file was changed",
                      .two_files_rule = "kpi-two-files",
                      .file_replaced_rule = "kpi-file-replaced",
                      .files = files,
                      .keep_original = keep_original});
    run.ReadEach(ExpandGlob(source, "*").value(), sink,
                 [&](const InputFile& file, FindingList& findings) {
                   return ReadLines(file, findings, run);
                 });
    for (int i = 0; i < further_origins; ++i) {
      run.VouchFor(absl::StrCat("elsewhere-", i, std::string(90, 'x')));
    }
    Told told;
    const auto checkpoint = run.Tell(source, cursor, sink);
    told.status = checkpoint.status();
    if (checkpoint.ok()) told.checkpoint = *checkpoint;
    told.batches = sink.batches();
    BatchCheck check;
    for (const FactBatch& batch : told.batches) {
      EXPECT_TRUE(check.Check(batch).ok());
      EXPECT_LT(MessageBytes(batch), kMaxMessageBytes);
    }
    return told;
  }

  static std::vector<std::string> Rules(const std::vector<Finding>& findings) {
    std::vector<std::string> rules;
    for (const Finding& finding : findings) rules.push_back(finding.rule);
    return rules;
  }

  std::filesystem::path folder_;
};

TEST_F(WholeFileRunTest, GivesTheRestFromEveryCursor) {
  Write("a", "s one\ns two\nt three\n");
  Write("b", "u four\n");
  const Told whole = Tell(FilesOption::kSeparate, "", 1, true);
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  EXPECT_THAT(whole.Rows(),
              ElementsAre("s: one", "s: two", "t: three", "u: four"));
  ASSERT_THAT(whole.batches, SizeIs(5));  // the last with both files
  EXPECT_EQ(whole.batches[4].originals[1].data, "u four\n");
  EXPECT_THAT(whole.batches[3].whole_origins, IsEmpty());
  EXPECT_THAT(whole.batches[4].whole_origins, ElementsAre("a", "b"));
  for (size_t sent = 0; sent < whole.batches.size(); ++sent) {
    const Told rest =
        Tell(FilesOption::kSeparate, whole.batches[sent].cursor, 1, true);
    ASSERT_THAT(rest.batches, SizeIs(whole.batches.size() - sent - 1));
    for (size_t i = 0; i < rest.batches.size(); ++i) {
      EXPECT_EQ(rest.batches[i].cursor, whole.batches[sent + 1 + i].cursor);
      EXPECT_EQ(rest.batches[i].number, whole.batches[sent + 1 + i].number);
    }
  }
  const Told again =
      Tell(FilesOption::kSeparate, whole.checkpoint.cursor, 1, true);
  EXPECT_TRUE(again.checkpoint.unchanged);
  EXPECT_THAT(again.batches, IsEmpty());
  Write("b", "u five and more\n");
  EXPECT_TRUE(
      ProblemOf(
          Tell(FilesOption::kSeparate, whole.batches[1].cursor, 1, true).status)
          .cursor_gone);
  EXPECT_FALSE(Tell(FilesOption::kSeparate, whole.checkpoint.cursor, 1, true)
                   .checkpoint.unchanged);
}

TEST_F(WholeFileRunTest, TwoFilesOfOneScopeAreWhatTheOptionSays) {
  Write("a", "s one\nt two\n");
  Write("b", "s three\n");
  const Told separate = Tell();
  EXPECT_THAT(separate.Rows(), ElementsAre("s: one", "t: two"));
  EXPECT_THAT(Rules(separate.batches[0].findings),
              ElementsAre("kpi-two-files"));
  const Told latest = Tell(FilesOption::kLatest);
  EXPECT_THAT(latest.Rows(), ElementsAre("s: three", "t: two"));
  EXPECT_EQ(latest.batches[0].deliveries[0].origin, "b");
  EXPECT_THAT(Rules(latest.batches[0].findings),
              ElementsAre("kpi-file-replaced"));
  EXPECT_THAT(Tell(FilesOption::kParts).Rows(),
              ElementsAre("s: one", "s: three", "t: two"));
}

TEST_F(WholeFileRunTest, OneThatCannotBeReadKeepsOnlyItsPartsBack) {
  for (const char* problem : {"fail\n", "later\n"}) {
    Write("a", problem);
    Write("b", "s one\n");
    const Told told = Tell();
    EXPECT_FALSE(told.status.ok());
    EXPECT_THAT(told.Rows(), ElementsAre("s: one"));
    EXPECT_THAT(told.batches.back().whole_origins, ElementsAre("b"));
    const Told parts = Tell(FilesOption::kParts);
    EXPECT_EQ(parts.status, told.status);
    EXPECT_THAT(parts.batches, IsEmpty());
  }
}

TEST_F(WholeFileRunTest, AScopeWithoutARowIsToldAndNoScopeIsNot) {
  Write("a", "s\n");
  const Told empty = Tell();
  ASSERT_THAT(empty.batches, SizeIs(1));
  EXPECT_EQ(empty.batches[0].deliveries.at(0).scope, "s");
  EXPECT_TRUE(empty.batches[0].last);
  Write("a", "");
  const Told nothing = Tell();
  EXPECT_THAT(nothing.batches, IsEmpty());
  EXPECT_THAT(Rules(nothing.checkpoint.findings),
              ElementsAre("kpi-file-empty"));
}

TEST_F(WholeFileRunTest, ManyNamesGoInABatchOfTheirOwn) {
  Write("a", "s one\n");
  // 1,000 names of more than 100 bytes: more than the 64 KiB beside rows.
  const Told told = Tell(FilesOption::kSeparate, "", 1, true, 1000);
  ASSERT_THAT(told.batches, SizeIs(3));
  EXPECT_THAT(told.batches[1].originals, SizeIs(1));
  EXPECT_THAT(told.batches[2].whole_origins, SizeIs(1001));
  const Told rest =
      Tell(FilesOption::kSeparate, told.batches[1].cursor, 1, true, 1000);
  ASSERT_THAT(rest.batches, SizeIs(1));
  EXPECT_EQ(rest.batches[0].whole_origins, told.batches[2].whole_origins);
  // 512 KiB of them hold for fewer than 6,000.
  EXPECT_LT(Tell(FilesOption::kSeparate, "", 1, true, 6000)
                .batches.back()
                .whole_origins.size(),
            6000);
}

}  // namespace
}  // namespace regisseur::sdk
