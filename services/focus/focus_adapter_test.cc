#include "services/focus/focus_adapter.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/money/exact_sum.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::focus {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// What a collection came to.
struct Collected {
  absl::Status status;
  Checkpoint checkpoint;
  std::vector<FactBatch> batches;

  // Scope of each delivery in force after the runs: billed cost, rows.
  std::map<std::string, std::string> Billed() const {
    std::map<std::string, std::pair<ExactSum, int>> sums;
    for (const FactBatch& batch : batches) {
      for (const Charge& charge : batch.charges) {
        auto& [sum, rows] = sums[batch.deliveries[charge.delivery].scope];
        EXPECT_TRUE(sum.Add(*charge.amount(ChargeAmount::kBilledCost)).ok());
        ++rows;
      }
    }
    std::map<std::string, std::string> billed;
    for (const auto& [scope, sum] : sums) {
      billed[scope] = absl::StrCat(sum.first.ToString(), " in ", sum.second);
    }
    return billed;
  }
  int64_t Lines() const {
    int64_t lines = 0;
    for (const FactBatch& batch : batches) {
      for (const Charge& charge : batch.charges) lines += charge.LineCount();
    }
    return lines;
  }
  std::vector<std::string> Findings() const {
    FindingList list;
    for (const FactBatch& batch : batches) {
      for (const Finding& finding : batch.findings) list.Merge(finding);
    }
    for (const Finding& finding : checkpoint.findings) list.Merge(finding);
    std::vector<std::string> told;
    for (const Finding& finding : list.findings()) {
      told.push_back(
          absl::StrCat(finding.rule, ":", finding.field, "=", finding.count));
    }
    return told;
  }
};

class FocusAdapterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("focus_", info->name(), "_", getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  // A small file: one row for each account and cost, in September 2026.
  static std::string Rows(
      const std::vector<std::pair<std::string, std::string>>& rows) {
    std::string text =
        "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,"
        "BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory\n";
    for (const auto& [account, cost] : rows) {
      absl::StrAppend(&text, cost, ",", account,
                      ",EUR,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,"
                      "2026-09-01T00:00:00Z,2026-09-02T00:00:00Z,Usage\n");
    }
    return text;
  }

  sdk::SourceSpec Source(std::map<std::string, std::string> options) {
    sdk::SourceSpec source;
    source.source_id = "costs";
    source.options = std::move(options);
    source.base_directory = folder_.string();
    return source;
  }

  Collected Collect(std::map<std::string, std::string> options,
                    const std::string& cursor = "", int batch_rows = 1000,
                    int allowed = -1) {
    FocusAdapter adapter;
    sdk::RecordingSink sink(batch_rows);
    if (allowed >= 0) sink.HangUpAfter(allowed);
    Collected collected;
    const auto checkpoint = adapter.Collect(Source(options), cursor, sink);
    collected.status = checkpoint.status();
    if (checkpoint.ok()) collected.checkpoint = *checkpoint;
    collected.batches = sink.batches();
    return collected;
  }

  static sdk::SourceSpec Testdata(const std::string& name) {
    sdk::SourceSpec source;
    source.options = {{"path", name}};
    source.base_directory =
        (std::filesystem::current_path() / "testdata").string();
    return source;
  }

  std::filesystem::path folder_;
};

constexpr char kA1[] = "account=A-1 period=2026-09-01/2026-10-01";
constexpr char kB2[] = "account=B-2 period=2026-09-01/2026-10-01";

TEST_F(FocusAdapterTest, MakesOneDeliveryForEachAccountAndPeriod) {
  FocusAdapter adapter;
  sdk::RecordingSink sink(1000);
  const auto checkpoint =
      adapter.Collect(Testdata("two_accounts.csv"), "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  Collected collected;
  collected.batches = sink.batches();
  collected.checkpoint = *checkpoint;
  // 10.00 + 0.75 + 1200; 2.50; -3.1E-7.
  EXPECT_THAT(
      collected.Billed(),
      ElementsAre(std::pair(kA1, "1210.75 in 3"), std::pair(kB2, "2.50 in 1"),
                  std::pair("account=B-2 period=2026-10-01/2026-11-01",
                            "-0.00000031 in 1")));
  EXPECT_THAT(collected.Findings(), IsEmpty());
  ASSERT_EQ(sink.batches().size(), 2) << "the rows, then the file itself";
  const FactBatch& batch = sink.batches()[0];
  EXPECT_FALSE(batch.last);
  EXPECT_TRUE(sink.batches()[1].last);
  EXPECT_EQ(batch.number, 1);
  EXPECT_EQ(batch.deliveries[0].completeness, Completeness::kComplete);
  EXPECT_EQ(batch.deliveries[0].billing_account_id, "A-1");
  EXPECT_EQ(batch.deliveries[0].origin, "two_accounts.csv");
  // The blank line and the line break within quotes count as lines.
  EXPECT_EQ(batch.charges[2].line, 5);
  EXPECT_EQ(batch.charges[3].line, 7);
  EXPECT_EQ(
      batch.dictionary[batch.charges[2].text(ChargeText::kChargeDescription)],
      "Name with\na line break, and a comma");
  // The last usage ends on the 4th; the purchase reaches a year ahead.
  EXPECT_EQ(checkpoint->data_until,
            absl::FromUnixSeconds(1788220800 + 3 * 86400));
  EXPECT_FALSE(checkpoint->unchanged);
}

// aws.csv: 0.096 - 0.096 + 1.23. oci.csv: 0.0015 - 0.00000000232376. azure.csv:
// its first two rows, to the 28th decimal; the third one's day is no day.
TEST_F(FocusAdapterTest, ReadsTheExportsOfTheCloudsAsTheyAre) {
  FocusAdapter adapter;
  sdk::RecordingSink sink(1000);
  const auto checkpoint = adapter.Collect(Testdata("clouds/*.csv"), "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  Collected collected;
  collected.batches = sink.batches();
  collected.checkpoint = *checkpoint;
  EXPECT_THAT(
      collected.Billed(),
      UnorderedElementsAre(
          std::pair("account=111122223333 period=2026-09-01/2026-10-01",
                    "1.2300000000 in 3"),
          std::pair("account=ocid1.tenancy.oc1..x period=2026-09-01/2026-10-01",
                    "0.001499997676240000 in 2"),
          std::pair("account=8611537 period=2026-09-01/2026-10-01",
                    "17.2969321366366446274854190001 in 3")));
  EXPECT_THAT(collected.Findings(),
              UnorderedElementsAre("focus-personal:Tags=1",
                                   "focus-personal:AccountOwnerId=3",
                                   "focus-datetime-format:Date=1",
                                   "focus-charge-period:Date=1"));
}

TEST_F(FocusAdapterTest, CountsTheRestOfAFileWithBrokenRows) {
  FocusAdapter adapter;
  sdk::RecordingSink sink(1000);
  const auto checkpoint =
      adapter.Collect(Testdata("broken_rows.csv"), "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  Collected collected;
  collected.batches = sink.batches();
  EXPECT_THAT(collected.Billed(), ElementsAre(std::pair(kA1, "7 in 1")));
  EXPECT_THAT(
      collected.Findings(),
      UnorderedElementsAre(
          "focus-column-unknown:Id=1", "focus-numeric-format:BilledCost=1",
          "focus-datetime-format:BillingPeriodStart=1",
          "focus-datetime-format:BillingPeriodEnd=1", "focus-row-shape:=1",
          "focus-numeric-format:ListCost=1", "focus-row-not-counted:=2"));
}

TEST_F(FocusAdapterTest, GivesTheSameRowsFromEveryCursor) {
  std::string text = Rows({{"A-1", "1"},
                           {"B-2", "2"},
                           {"A-1", "3"},
                           {"A-1", "oops"},
                           {"C-3", "4"},
                           {"A-1", "5"},
                           {"A-1", "oops"}});
  Write("a.csv", "\xEF\xBB\xBF" + absl::StrReplaceAll(text, {{"\n", "\r\n"}}));
  Write("b.csv", Rows({{"D-4", "6"}, {"A-1", "7"}, {"D-4", "8"}}));
  const std::map<std::string, std::string> options = {{"path", "*.csv"}};
  const Collected whole = Collect(options, "", /*batch_rows=*/1);
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  // A batch for each row, and one for each file itself.
  ASSERT_EQ(whole.batches.size(), 9);
  EXPECT_TRUE(whole.batches[5].last);
  EXPECT_TRUE(whole.batches[8].last);

  for (size_t sent = 0; sent < whole.batches.size(); ++sent) {
    const Collected rest = Collect(options, whole.batches[sent].cursor, 1);
    ASSERT_TRUE(rest.status.ok()) << rest.status;
    ASSERT_EQ(rest.batches.size() + sent + 1, whole.batches.size());
    Collected joined = rest;
    joined.batches.insert(joined.batches.begin(), whole.batches.begin(),
                          whole.batches.begin() + sent + 1);
    EXPECT_EQ(joined.Billed(), whole.Billed()) << sent;
    EXPECT_EQ(joined.Findings(), whole.Findings()) << sent;
    EXPECT_EQ(rest.checkpoint.cursor, whole.checkpoint.cursor) << sent;
    for (size_t i = 0; i < rest.batches.size(); ++i) {
      EXPECT_EQ(rest.batches[i].run, whole.batches[sent + 1 + i].run);
      EXPECT_EQ(rest.batches[i].number, whole.batches[sent + 1 + i].number);
      EXPECT_EQ(rest.batches[i].cursor, whole.batches[sent + 1 + i].cursor);
    }
  }
}

// Batches end by their bytes, and a line in a hundred is broken.
TEST_F(FocusAdapterTest, EndsItsBatchesInTheSamePlacesFromEveryCursor) {
  std::string text = Rows({});
  text.insert(text.size() - 1, ",Tags");
  for (int i = 0; i < 400; ++i) {
    absl::StrAppend(&text, i % 100 == 7 ? "oops" : "0.01", ",A-", i % 3,
                    ",EUR,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,"
                    "2026-09-01T00:00:00Z,2026-09-02T00:00:00Z,Usage,",
                    std::string(20000, 'x'), i, i % 100 == 9 ? ",more" : "",
                    "\n");
  }
  Write("a.csv", text);
  const std::map<std::string, std::string> options = {
      {"path", "a.csv"}, {"keep_original", "false"}};
  const Collected whole = Collect(options);
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  EXPECT_EQ(whole.Lines(), 392);
  ASSERT_GT(whole.batches.size(), 8u) << "8 MB in messages of 1 MiB";
  for (size_t sent = 0; sent < whole.batches.size(); ++sent) {
    const Collected rest = Collect(options, whole.batches[sent].cursor);
    ASSERT_EQ(rest.batches.size() + sent + 1, whole.batches.size());
    for (size_t i = 0; i < rest.batches.size(); ++i) {
      EXPECT_EQ(rest.batches[i].cursor, whole.batches[sent + 1 + i].cursor);
    }
  }
}

TEST_F(FocusAdapterTest, TellsSumsWhereLinesAreNotKept) {
  std::string text = Rows({{"A-1", "1.10"},
                           {"B-2", "2"},
                           {"A-1", "3.05"},
                           {"A-1", "oops"},
                           {"B-2", "-0.5"}});
  // A row of another month of charge, and one of tax.
  absl::StrAppend(&text,
                  "4,A-1,EUR,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,"
                  "2026-08-31T00:00:00Z,2026-09-01T00:00:00Z,Usage\n"
                  "0.21,A-1,EUR,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,"
                  "2026-09-01T00:00:00Z,2026-09-02T00:00:00Z,Tax\n");
  Write("a.csv", text);
  const Collected lines = Collect({{"path", "a.csv"}});
  const Collected sums = Collect({{"path", "a.csv"}, {"keep_lines", "false"}});
  ASSERT_TRUE(sums.status.ok()) << sums.status;
  EXPECT_THAT(lines.Billed(), ElementsAre(std::pair(kA1, "8.36 in 4"),
                                          std::pair(kB2, "1.5 in 2")));
  EXPECT_THAT(sums.Billed(), ElementsAre(std::pair(kA1, "8.36 in 3"),
                                         std::pair(kB2, "1.5 in 1")));
  EXPECT_EQ(sums.Lines(), lines.Lines());
  EXPECT_EQ(sums.Findings(), lines.Findings());
  EXPECT_EQ(sums.checkpoint.data_until, lines.checkpoint.data_until);
  EXPECT_TRUE(FocusAdapter().Info().sums_charges);
}

TEST_F(FocusAdapterTest, IsUnchangedUntilTheFileChanges) {
  Write("a.csv", Rows({{"A-1", "1"}}));
  const std::map<std::string, std::string> options = {{"path", "a.csv"}};
  const Collected first = Collect(options);
  ASSERT_TRUE(first.status.ok()) << first.status;
  const Collected again = Collect(options, first.checkpoint.cursor);
  ASSERT_TRUE(again.status.ok()) << again.status;
  EXPECT_TRUE(again.checkpoint.unchanged);
  EXPECT_THAT(again.batches, IsEmpty());
  EXPECT_EQ(again.checkpoint.data_until, first.checkpoint.data_until);

  Write("a.csv", Rows({{"A-1", "1"}, {"A-1", "2"}}));
  const Collected changed = Collect(options, first.checkpoint.cursor);
  EXPECT_FALSE(changed.checkpoint.unchanged);
  EXPECT_THAT(changed.Billed(), ElementsAre(std::pair(kA1, "3 in 2")));
  EXPECT_NE(changed.batches[0].run, first.batches[0].run);
}

TEST_F(FocusAdapterTest, LosesItsCursorWhenTheFileChangesHalfway) {
  Write("a.csv", Rows({{"A-1", "1"}, {"A-1", "2"}, {"A-1", "3"}}));
  const std::map<std::string, std::string> options = {{"path", "*.csv"}};
  const Collected first = Collect(options, "", 1, /*allowed=*/1);
  EXPECT_EQ(first.status.code(), absl::StatusCode::kCancelled);
  ASSERT_EQ(first.batches.size(), 1);
  Write("a.csv", Rows({{"A-1", "9"}, {"A-1", "2"}, {"A-1", "3"}, {"B", "1"}}));
  const Collected second = Collect(options, first.batches[0].cursor, 1);
  EXPECT_TRUE(sdk::ProblemOf(second.status).cursor_gone) << second.status;
}

TEST_F(FocusAdapterTest, CountsAScopeOfTwoFilesOnceAndNamesTheOption) {
  Write("a.csv", Rows({{"A-1", "1"}}));
  Write("b.csv", Rows({{"A-1", "10"}, {"B-2", "20"}, {"A-1", "30"}}));
  const Collected collected = Collect({{"path", "*.csv"}});
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Billed(),
              ElementsAre(std::pair(kA1, "1 in 1"), std::pair(kB2, "20 in 1")));
  EXPECT_THAT(collected.Findings(), Contains("focus-two-files:=2"));
  const Finding& finding = collected.checkpoint.findings.front();
  EXPECT_EQ(finding.severity, Severity::kError);
  EXPECT_EQ(finding.file, "b.csv");
  EXPECT_EQ(finding.first_line, 2);
  EXPECT_EQ(finding.arguments.at("other"), "a.csv");

  // Told again as long as it is so.
  const Collected again =
      Collect({{"path", "*.csv"}}, collected.checkpoint.cursor);
  EXPECT_TRUE(again.checkpoint.unchanged);
  EXPECT_THAT(again.Findings(), Contains("focus-two-files:=2"));

  // The option that it names is heeded at once.
  const Collected parts = Collect({{"path", "*.csv"}, {"files", "parts"}},
                                  collected.checkpoint.cursor);
  EXPECT_THAT(parts.Billed(), ElementsAre(std::pair(kA1, "41 in 3"),
                                          std::pair(kB2, "20 in 1")));
  EXPECT_THAT(parts.Findings(), Not(Contains(HasSubstr("two-files"))));
}

TEST_F(FocusAdapterTest, MakesOneRunOfParts) {
  Write("a.csv", Rows({{"A-1", "1"}, {"A-1", "2"}}));
  Write("b.csv", Rows({{"B-2", "4"}, {"A-1", "8"}}));
  const std::map<std::string, std::string> options = {{"path", "*.csv"},
                                                      {"files", "parts"}};
  const Collected whole = Collect(options, "", 1);
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  ASSERT_EQ(whole.batches.size(), 5);
  EXPECT_EQ(whole.batches[0].run, whole.batches[4].run);
  EXPECT_FALSE(whole.batches[1].last);
  EXPECT_TRUE(whole.batches[4].last);
  EXPECT_THAT(whole.Billed(),
              ElementsAre(std::pair(kA1, "11 in 3"), std::pair(kB2, "4 in 1")));
  for (size_t sent = 0; sent < whole.batches.size(); ++sent) {
    const Collected rest = Collect(options, whole.batches[sent].cursor, 1);
    ASSERT_EQ(rest.batches.size() + sent + 1, whole.batches.size());
    EXPECT_EQ(rest.checkpoint.cursor, whole.checkpoint.cursor);
  }
  // A part more is another edition of the whole.
  Write("c.csv", Rows({{"A-1", "16"}}));
  const Collected more = Collect(options, whole.checkpoint.cursor);
  EXPECT_THAT(more.Billed(),
              ElementsAre(std::pair(kA1, "27 in 4"), std::pair(kB2, "4 in 1")));
}

TEST_F(FocusAdapterTest, VouchesForAFileThatItReadToItsEnd) {
  Write("a.csv", Rows({{"A-1", "1"}, {"B-2", "2"}}));
  const Collected first = Collect({{"path", "a.csv"}}, "", 1);
  ASSERT_EQ(first.batches.size(), 3);
  EXPECT_THAT(first.batches[0].whole_origins, IsEmpty());
  EXPECT_THAT(first.batches[1].whole_origins, IsEmpty());
  EXPECT_THAT(first.batches[2].whole_origins, ElementsAre("a.csv"));
  // Behind any batch too.
  const Collected rest =
      Collect({{"path", "a.csv"}}, first.batches[1].cursor, 1);
  ASSERT_EQ(rest.batches.size(), 1);
  EXPECT_THAT(rest.batches[0].whole_origins, ElementsAre("a.csv"));
}

TEST_F(FocusAdapterTest, VouchesForAFileWhoseRowsAreAllLeftToAnother) {
  Write("a.csv", Rows({{"A-1", "1"}}));
  Write("b.csv", Rows({{"B-2", "2"}}));
  const Collected first = Collect({{"path", "*.csv"}});
  ASSERT_TRUE(first.status.ok()) << first.status;
  // B-2 is spelled like the account of the other file now: it is told by
  // nobody, and whoever stores must hear that.
  Write("b.csv", Rows({{"A-1", "2"}}));
  const Collected second =
      Collect({{"path", "*.csv"}}, first.checkpoint.cursor);
  ASSERT_EQ(second.batches.size(), 1);
  EXPECT_TRUE(second.batches[0].last);
  EXPECT_THAT(second.batches[0].deliveries, IsEmpty());
  EXPECT_THAT(second.batches[0].whole_origins, ElementsAre("b.csv"));
  EXPECT_THAT(second.Findings(), Contains(HasSubstr("focus-two-files")));
  const Collected third =
      Collect({{"path", "*.csv"}}, second.checkpoint.cursor);
  EXPECT_THAT(third.batches, IsEmpty());
  EXPECT_TRUE(third.checkpoint.unchanged);
}

TEST_F(FocusAdapterTest, APartThatTellsNothingVouchesForNothing) {
  Write("a.csv", Rows({{"A-1", "1"}, {"A-1", "2"}}));
  Write("b.csv", Rows({}));
  Write("c.csv", Rows({{"C-3", "4"}, {"A-1", "8"}}));
  const std::map<std::string, std::string> options = {
      {"path", "*.csv"}, {"files", "parts"}, {"keep_original", "false"}};
  const Collected whole = Collect(options, "", 1);
  ASSERT_EQ(whole.batches.size(), 4);
  EXPECT_THAT(whole.batches[3].whole_origins, ElementsAre("a.csv", "c.csv"));
  EXPECT_EQ(whole.batches[0].deliveries[0].origin, "a.csv");
  EXPECT_EQ(whole.batches[3].deliveries[0].origin, "c.csv")
      << "the last part that told A-1";
  for (size_t sent = 0; sent < whole.batches.size() - 1; ++sent) {
    const Collected rest = Collect(options, whole.batches[sent].cursor, 1);
    ASSERT_FALSE(rest.batches.empty());
    EXPECT_THAT(rest.batches.back().whole_origins,
                ElementsAre("a.csv", "c.csv"))
        << "behind batch " << sent + 1;
  }
}

TEST_F(FocusAdapterTest, ManyPartsAreNamedInABatchOfTheirOwn) {
  // 400 names of 101 bytes: 40,400 bytes, more than go along with rows.
  const std::string stem(94, 'n');
  for (int i = 100; i < 500; ++i) {
    Write(absl::StrCat(stem, i, ".csv"), Rows({{"A-1", "1"}}));
  }
  const std::map<std::string, std::string> options = {
      {"path", "*.csv"}, {"files", "parts"}, {"keep_original", "false"}};
  const Collected whole = Collect(options);
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  ASSERT_EQ(whole.batches.size(), 2);
  EXPECT_THAT(whole.batches[0].whole_origins, IsEmpty());
  EXPECT_FALSE(whole.batches[0].last);
  EXPECT_EQ(whole.batches[1].whole_origins.size(), 400);
  EXPECT_TRUE(whole.batches[1].last);
  const Collected rest = Collect(options, whole.batches[0].cursor);
  ASSERT_EQ(rest.batches.size(), 1);
  EXPECT_EQ(rest.batches[0].whole_origins, whole.batches[1].whole_origins);
  EXPECT_EQ(rest.checkpoint.cursor, whole.checkpoint.cursor);
}

TEST_F(FocusAdapterTest, SaysThatAFileThatToldChargesTellsNoneNow) {
  Write("a.csv", Rows({{"A-1", "1"}, {"B-2", "2"}}));
  const Collected first = Collect({{"path", "a.csv"}});
  Write("a.csv", Rows({}));
  const Collected second =
      Collect({{"path", "a.csv"}}, first.checkpoint.cursor);
  ASSERT_TRUE(second.status.ok()) << second.status;
  EXPECT_THAT(second.batches, IsEmpty()) << "nothing is withdrawn";
  EXPECT_THAT(second.Findings(), Contains("focus-file-emptied:=1"));
  EXPECT_EQ(second.checkpoint.data_until, first.checkpoint.data_until);
  for (const Finding& finding : second.checkpoint.findings) {
    if (finding.rule != "focus-file-emptied") continue;
    EXPECT_EQ(finding.severity, Severity::kError);
    EXPECT_EQ(finding.arguments.at("scopes"), "2");
  }
  const Collected third =
      Collect({{"path", "a.csv"}}, second.checkpoint.cursor);
  EXPECT_THAT(third.Findings(), Contains("focus-file-emptied:=1"))
      << "as long as it is so";
  Write("a.csv", Rows({{"A-1", "1"}}));
  const Collected fourth =
      Collect({{"path", "a.csv"}}, third.checkpoint.cursor);
  EXPECT_THAT(fourth.Findings(), Not(Contains(HasSubstr("emptied"))));
}

TEST_F(FocusAdapterTest, LetsTheLatestFileReplaceTheEarlier) {
  Write("costs-1.csv", Rows({{"A-1", "1"}, {"B-2", "2"}}));
  Write("costs-2.csv", Rows({{"A-1", "10"}}));
  const std::map<std::string, std::string> options = {{"path", "*.csv"},
                                                      {"files", "latest"}};
  const Collected first = Collect(options);
  ASSERT_TRUE(first.status.ok()) << first.status;
  EXPECT_THAT(first.Billed(),
              ElementsAre(std::pair(kA1, "10 in 1"), std::pair(kB2, "2 in 1")));
  EXPECT_THAT(first.Findings(), Contains("focus-file-replaced:=1"));
  EXPECT_EQ(first.checkpoint.findings.front().severity, Severity::kInfo);

  // An earlier file that changes does not come back into force.
  Write("costs-1.csv", Rows({{"A-1", "3"}, {"B-2", "4"}, {"C-3", "5"}}));
  const Collected second = Collect(options, first.checkpoint.cursor);
  EXPECT_THAT(second.Billed(),
              ElementsAre(std::pair(kB2, "4 in 1"),
                          std::pair("account=C-3 period=2026-09-01/2026-10-01",
                                    "5 in 1")));
}

TEST_F(FocusAdapterTest, CountsAScopeAgainWhenTheOtherFileNoLongerHasIt) {
  Write("a.csv", Rows({{"A-1", "1"}, {"B-2", "2"}}));
  Write("b.csv", Rows({{"A-1", "10"}}));
  const std::map<std::string, std::string> options = {{"path", "*.csv"}};
  const Collected first = Collect(options);
  Write("a.csv", Rows({{"B-2", "2"}}));
  const Collected second = Collect(options, first.checkpoint.cursor);
  ASSERT_TRUE(second.status.ok()) << second.status;
  EXPECT_THAT(second.Billed(),
              ElementsAre(std::pair(kA1, "10 in 1"), std::pair(kB2, "2 in 1")));
  EXPECT_THAT(second.Findings(), Not(Contains(HasSubstr("two-files"))));
  for (const FactBatch& batch : second.batches) {
    for (const FactBatch& before : first.batches) {
      EXPECT_NE(batch.run, before.run);
    }
  }
}

TEST_F(FocusAdapterTest, TellsAnEmptyFileAgainAndAgain) {
  Write("a.csv", Rows({}));
  const Collected first = Collect({{"path", "a.csv"}});
  ASSERT_TRUE(first.status.ok()) << first.status;
  EXPECT_THAT(first.batches, IsEmpty());
  EXPECT_THAT(first.Findings(), Contains("focus-file-empty:=1"));
  EXPECT_EQ(first.checkpoint.data_until, std::nullopt);
  const Collected again = Collect({{"path", "a.csv"}}, first.checkpoint.cursor);
  EXPECT_TRUE(again.checkpoint.unchanged);
  EXPECT_EQ(again.Findings(), first.Findings());

  Write("a.csv", "");
  const Collected nothing = Collect({{"path", "a.csv"}});
  ASSERT_TRUE(nothing.status.ok()) << nothing.status;
  EXPECT_THAT(nothing.Findings(), ElementsAre("csv-no-header:=1"));
}

TEST_F(FocusAdapterTest, DeliversTheOtherFilesWhenOneIsNotFocus) {
  Write("a.csv", "name,colour\nx,red\n");
  Write("b.csv", Rows({{"B-2", "2"}}));
  const Collected collected = Collect({{"path", "*.csv"}});
  const sdk::Problem problem = sdk::ProblemOf(collected.status);
  EXPECT_EQ(problem.rule, "focus-not-focus");
  EXPECT_THAT(problem.message, HasSubstr("a.csv"));
  EXPECT_THAT(collected.Billed(), ElementsAre(std::pair(kB2, "2 in 1")));
}

TEST_F(FocusAdapterTest, JudgesAFileThatCannotBeCounted) {
  Write("a.csv", "BilledCost,ListCost\n1,$2\n3,4\n");
  const Collected collected = Collect({{"path", "a.csv"}});
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.batches, IsEmpty());
  EXPECT_THAT(collected.Findings(),
              Contains("focus-column-needed:BillingCurrency=1"));
  EXPECT_THAT(collected.Findings(),
              Contains("focus-numeric-format:ListCost=1"));
  EXPECT_THAT(collected.Findings(), Contains("focus-row-not-counted:=2"));
}

TEST_F(FocusAdapterTest, GoesOnBehindALineThatIsNoRecord) {
  std::string text = Rows({{"A-1", "1"}, {"A-1", "\"2\"x"}, {"A-1", "4"}});
  Write("a.csv", text);
  const Collected collected = Collect({{"path", "a.csv"}});
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Billed(), ElementsAre(std::pair(kA1, "5 in 2")));
  EXPECT_THAT(collected.Findings(), Contains("focus-row-not-counted:=1"));
}

// A file that is still being copied would replace a whole one.
TEST_F(FocusAdapterTest, WaitsForAFileThatEndsInTheMiddleOfARecord) {
  const std::string whole = Rows({{"A", "1.00"}, {"B", "2.00"}});
  const std::string other = Rows({{"C", "4.00"}});
  for (const std::string& cut :
       {whole.substr(0, whole.size() - 40), whole.substr(0, whole.size() - 7),
        whole + "3.00,\"D"}) {
    Write("a.csv", cut);
    Write("b.csv", other);
    const Collected collected = Collect({{"path", "*.csv"}});
    EXPECT_EQ(sdk::ProblemOf(collected.status).rule, "file-incomplete") << cut;
    EXPECT_EQ(sdk::ProblemOf(collected.status).kind,
              sdk::ProblemKind::kTransient);
    EXPECT_THAT(std::string(collected.status.message()), HasSubstr("a.csv"));
    // The other file need not wait.
    EXPECT_EQ(collected.Billed().size(), 1u);
  }
  // However long nobody has written to it.
  std::filesystem::last_write_time(
      folder_ / "a.csv",
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
  EXPECT_EQ(sdk::ProblemOf(Collect({{"path", "a.csv"}}).status).rule,
            "file-incomplete");

  // A last line without a break is a whole one.
  Write("a.csv", whole.substr(0, whole.size() - 1));
  EXPECT_EQ(Collect({{"path", "a.csv"}}).Billed().size(), 2u);
  // A signature behind the rows is waited for until nobody writes any more.
  Write("a.csv", whole + "2 rows");
  EXPECT_EQ(sdk::ProblemOf(Collect({{"path", "a.csv"}}).status).rule,
            "file-incomplete");
  std::filesystem::last_write_time(
      folder_ / "a.csv",
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  EXPECT_EQ(Collect({{"path", "a.csv"}}).Billed().size(), 2u);
}

TEST_F(FocusAdapterTest, SendsTheFilesBehindTheirRows) {
  const std::string a = Rows({{"A", "1.00"}, {"B", "2.00"}});
  // More than one message holds.
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 20000; ++i) many.emplace_back("C", "1.00");
  const std::string b = Rows(many);
  Write("a.csv", a);
  Write("b.csv", b);
  std::map<std::string, std::string> kept;
  const Collected all = Collect({{"path", "*.csv"}, {"files", "parts"}});
  ASSERT_TRUE(all.status.ok()) << all.status;
  for (const FactBatch& batch : all.batches) {
    for (const OriginalChunk& chunk : batch.originals) {
      EXPECT_EQ(chunk.offset, static_cast<int64_t>(kept[chunk.name].size()));
      EXPECT_TRUE(batch.charges.empty());
      kept[chunk.name] += chunk.data;
    }
  }
  EXPECT_EQ(kept["a.csv"], a);
  EXPECT_EQ(kept["b.csv"], b);
  EXPECT_TRUE(all.batches.back().last);
  EXPECT_FALSE(all.batches.back().originals.empty());

  const Collected without = Collect(
      {{"path", "*.csv"}, {"files", "parts"}, {"keep_original", "false"}});
  EXPECT_EQ(without.Billed(), all.Billed());
  for (const FactBatch& batch : without.batches) {
    EXPECT_TRUE(batch.originals.empty());
  }
  EXPECT_TRUE(without.batches.back().last);
}

TEST_F(FocusAdapterTest, GuessesTheSeparator) {
  Write("a.csv", absl::StrReplaceAll(Rows({{"A-1", "1"}}), {{",", ";"}}));
  EXPECT_THAT(Collect({{"path", "a.csv"}}).Billed(),
              ElementsAre(std::pair(kA1, "1 in 1")));
  EXPECT_THAT(Collect({{"path", "a.csv"}, {"separator", ";"}}).Billed(),
              ElementsAre(std::pair(kA1, "1 in 1")));
}

TEST_F(FocusAdapterTest, ReportsHowWellColumnsAreFilled) {
  FocusAdapter adapter;
  FindingList findings;
  const auto run = adapter.Coverage(Testdata("broken_rows.csv"), findings);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->facts, 1) << "7 of A-1; the other three cannot be counted";
  std::map<std::string, sdk::FieldCoverage> fields;
  for (const sdk::FieldCoverage& field : run->fields) {
    fields[field.field] = field;
  }
  EXPECT_EQ(fields["BilledCost"].total, 4);
  EXPECT_EQ(fields["BilledCost"].filled, 2);
  EXPECT_TRUE(fields["BilledCost"].mandatory);
  EXPECT_FALSE(fields["Id"].mandatory);
  EXPECT_FALSE(findings.empty());
}

TEST_F(FocusAdapterTest, ADryRunOfAFileWithoutAReadableRowHasNoFacts) {
  Write("a.csv", Rows({{"A-1", "$1"}, {"B-2", "one"}}));
  FocusAdapter adapter;
  FindingList findings;
  const auto run = adapter.Coverage(Source({{"path", "a.csv"}}), findings);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->facts, 0);
  EXPECT_FALSE(run->fields.empty()) << "what is there is still told";
  EXPECT_FALSE(findings.empty());
}

TEST_F(FocusAdapterTest, FlushesABatchBeforeItIsTooLargeForAMessage) {
  std::string text =
      "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,"
      "BillingPeriodEnd,ChargeDescription\n";
  for (int i = 0; i < 20; ++i) {
    absl::StrAppend(&text,
                    "1,A-1,EUR,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,",
                    std::string(100'000, static_cast<char>('a' + i)), "\n");
  }
  Write("a.csv", text);
  const Collected collected = Collect({{"path", "a.csv"}});
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Billed(), ElementsAre(std::pair(kA1, "20 in 20")));
  for (const FactBatch& batch : collected.batches) {
    EXPECT_LE(sdk::MessageBytes(batch), sdk::kMaxMessageBytes);
  }
}

// Such amounts share no number of decimals: they travel as texts.
TEST_F(FocusAdapterTest, FlushesABatchOfAmountsOfEverySize) {
  std::string text =
      "BilledCost,EffectiveCost,ListCost,ContractedCost,ListUnitPrice,"
      "PricingQuantity,BillingAccountId,BillingCurrency,BillingPeriodStart,"
      "BillingPeriodEnd,ChargeCategory\n";
  for (int i = 0; i < 20000; ++i) {
    for (int column = 0; column < 6; ++column) {
      absl::StrAppend(&text, i % 2 == 0 ? "0.0000000000000000000000000001,"
                                        : "99999999999999999999999999.25,");
    }
    absl::StrAppend(
        &text, "A-1,EUR,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,Usage\n");
  }
  Write("a.csv", text);
  const Collected collected = Collect({{"path", "a.csv"}}, "", 10'000);
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  for (const FactBatch& batch : collected.batches) {
    EXPECT_LE(sdk::MessageBytes(batch), sdk::kMaxMessageBytes);
  }
}

}  // namespace
}  // namespace regisseur::focus
