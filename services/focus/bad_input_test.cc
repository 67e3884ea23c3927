// What partners send when something went wrong: each is a finding, nothing is
// lost, nothing is counted twice, the rest is counted.

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/finding/catalogue.h"
#include "core/money/exact_sum.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/focus/focus_adapter.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::focus {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// One row of a file.
struct Row {
  std::string account = "A-1";
  std::string cost = "10.00";
  std::string resource = "vm-1";
  std::string start = "2026-09-01T00:00:00Z";
  std::string end = "2026-10-01T00:00:00Z";
};

std::string File(const std::vector<Row>& rows) {
  std::string text =
      "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,"
      "BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,"
      "ResourceId\n";
  for (const Row& row : rows) {
    absl::StrAppend(&text, row.cost, ",", row.account, ",EUR,", row.start, ",",
                    row.end,
                    ",2026-09-01T00:00:00Z,2026-09-02T00:00:00Z,Usage,",
                    row.resource, "\n");
  }
  return text;
}

class BadInputTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("bad_input_", info->name(), "_", getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  // Collects and holds what came against what was in force, as the aggregator
  // does: the last batch of a run withdraws what its files no longer tell.
  void Collect(std::map<std::string, std::string> options = {}) {
    options.try_emplace("path", "*.csv");
    options["keep_original"] = "false";
    sdk::SourceSpec source;
    source.source_id = "costs";
    source.options = options;
    source.base_directory = folder_.string();
    source.currency = "EUR";
    sdk::RecordingSink sink(1000);
    FocusAdapter adapter;
    const auto checkpoint = adapter.Collect(source, cursor_, sink);
    status_ = checkpoint.status();
    FindingList findings;
    std::map<std::string, InForce> told;
    for (const FactBatch& batch : sink.batches()) {
      for (const Finding& finding : batch.findings) findings.Merge(finding);
      for (const Delivery& delivery : batch.deliveries) {
        told[delivery.scope].origin = delivery.origin;
      }
      for (const Charge& charge : batch.charges) {
        InForce& its = told[batch.deliveries[charge.delivery].scope];
        ASSERT_TRUE(
            its.sum.Add(*charge.amount(ChargeAmount::kBilledCost)).ok());
      }
      if (!batch.last) continue;
      for (const std::string& origin : batch.whole_origins) {
        std::erase_if(in_force_, [&](const auto& delivery) {
          return delivery.second.origin == origin &&
                 told.count(delivery.first) == 0;
        });
      }
      for (auto& [scope, its] : told) in_force_[scope] = std::move(its);
      told.clear();
    }
    if (checkpoint.ok()) {
      cursor_ = checkpoint->cursor;
      for (const Finding& finding : checkpoint->findings) {
        findings.Merge(finding);
      }
    }
    findings_.clear();
    for (const Finding& finding : findings.findings()) {
      // Every message names what it speaks of.
      EXPECT_FALSE(absl::StrContains(
          RenderMessage(finding.rule, finding.arguments), "?"))
          << RenderMessage(finding.rule, finding.arguments);
      if (finding.rule == "focus-column-missing") continue;
      findings_.push_back(
          absl::StrCat(finding.rule, ":", finding.field, "=", finding.count));
    }
  }

  std::string Total() const {
    ExactSum total;
    for (const auto& [scope, its] : in_force_) {
      EXPECT_TRUE(total.Add(its.sum).ok());
    }
    return total.ToText(2);
  }

  struct InForce {
    std::string origin;
    ExactSum sum;
  };
  std::filesystem::path folder_;
  std::string cursor_;
  std::map<std::string, InForce> in_force_;
  absl::Status status_;
  std::vector<std::string> findings_;
};

TEST_F(BadInputTest, ALineOfMegabytesIsToldWithTheLimit) {
  Write("a.csv", File({{}, {.resource = std::string(3 << 20, 'x')}, {}}));
  Collect();
  EXPECT_THAT(findings_, Contains("csv-record-too-long:=1"));
  EXPECT_EQ(Total(), "20.00");
}

TEST_F(BadInputTest, WrongCellsAreFoundAndTheRestIsCounted) {
  struct Case {
    Row bad;
    const char* finding;
  };
  const Case cases[] = {
      {{.cost = "\"$10,000.00 \""}, "focus-numeric-format:BilledCost=1"},
      {{.cost = "1,5"}, "focus-row-shape:=1"},
      {{.cost = "1.5.0"}, "focus-numeric-format:BilledCost=1"},
      {{.cost = "+1"}, "focus-numeric-format:BilledCost=1"},
      {{.cost = "NaN"}, "focus-numeric-format:BilledCost=1"},
      {{.cost = "1e99"}, "focus-numeric-range:BilledCost=1"},
      {{.cost = "0.00000000000000000000000000001"},
       "focus-numeric-range:BilledCost=1"},
      {{.cost = ""}, "focus-null-not-allowed:BilledCost=1"},
      {{.start = "5/1/25"}, "focus-datetime-format:BillingPeriodStart=1"},
      {{.start = "2026-09-01T30:00:00Z"},
       "focus-datetime-format:BillingPeriodStart=1"},
      {{.start = "2026-02-30"}, "focus-datetime-format:BillingPeriodStart=1"},
      {{.start = "2026-11-01T00:00:00Z"},
       "focus-period-order:BillingPeriodEnd=1"},
      {{.resource = "vm\xff"}, "adapter-not-utf8:ResourceId=1"},
      {{.resource = "\"never closed"}, "csv-quote-not-closed:=1"},
      {{.resource = std::string("a\0b", 3)}, "csv-nul:=1"},
  };
  for (const Case& c : cases) {
    cursor_.clear();
    in_force_.clear();
    Write("a.csv", File({{}, c.bad, {.cost = "5.00"}}));
    Collect();
    EXPECT_TRUE(status_.ok()) << status_;
    EXPECT_THAT(findings_, Contains(c.finding));
    const bool kept = c.bad.resource == "vm\xff";
    EXPECT_EQ(Total(), kept ? "25.00" : "15.00") << c.finding;
    // The gap is shown: how many rows are in no total.
    EXPECT_EQ(std::count(findings_.begin(), findings_.end(),
                         "focus-row-not-counted:=1"),
              kept || std::string(c.finding) == "focus-row-shape:=1" ? 0 : 1)
        << c.finding;
  }
}

TEST_F(BadInputTest, OtherEncodingsAreNamed) {
  const std::string text = File({{}});
  Write("bom.csv", "\xEF\xBB\xBF" + text);
  Collect();
  EXPECT_EQ(Total(), "10.00");
  EXPECT_THAT(findings_, IsEmpty());

  std::string utf16 = "\xFF\xFE";
  for (const char c : text) utf16 += std::string({c, '\0'});
  Write("wide.csv", utf16);
  Collect();
  EXPECT_EQ(sdk::ProblemOf(status_).rule, "csv-encoding");
  EXPECT_EQ(Total(), "10.00") << "the other file still counts";
}

TEST_F(BadInputTest, WhatIsNoTextIsRefusedWithASentence) {
  Write("good.csv", File({{}}));
  for (const auto& [bytes, found] :
       {std::pair<std::string, std::string>{"PAR1\x15\x04", "Parquet"},
        {std::string("PK\x03\x04", 4), "workbook"},
        {"%PDF-1.7", "PDF"}}) {
    Write("other.csv", bytes + std::string(100, 'x'));
    Collect();
    const sdk::Problem problem = sdk::ProblemOf(status_);
    EXPECT_EQ(problem.rule, "focus-not-text");
    EXPECT_THAT(problem.message, HasSubstr(found));
    EXPECT_THAT(problem.message, HasSubstr("CSV"));
    EXPECT_EQ(Total(), "10.00");
  }
}

TEST_F(BadInputTest, WrongHeadersSayWhatWouldBeRight) {
  Write("good.csv", File({{}}));
  Write("other.csv", "name,price\nx,1\n");
  Collect();
  EXPECT_EQ(sdk::ProblemOf(status_).rule, "focus-not-focus");
  EXPECT_THAT(sdk::ProblemOf(status_).message, HasSubstr("BillingPeriodEnd"));
  EXPECT_EQ(Total(), "10.00");
}

TEST_F(BadInputTest, AFileThatGrowsWhileItIsReadIsReadWhenItIsWhole) {
  const std::string whole = File({{}, {.cost = "5.00"}, {.cost = "2.00"}});
  Write("a.csv", whole.substr(0, whole.size() - 30));
  Collect();
  EXPECT_EQ(sdk::ProblemOf(status_).rule, "file-incomplete");
  EXPECT_EQ(Total(), "0.00") << "a half file replaces nothing";
  Write("a.csv", whole);
  Collect();
  EXPECT_TRUE(status_.ok()) << status_;
  EXPECT_EQ(Total(), "17.00");
}

TEST_F(BadInputTest, AHalfFileReplacesNoWholeOne) {
  const std::string whole = File({{}, {.cost = "5.00"}});
  Write("a.csv", whole);
  Collect();
  EXPECT_EQ(Total(), "15.00");
  Write("a.csv", whole.substr(0, whole.size() - 30));
  Collect();
  EXPECT_EQ(sdk::ProblemOf(status_).rule, "file-incomplete");
  EXPECT_EQ(Total(), "15.00");
}

TEST_F(BadInputTest, TheSameFileTwiceCountsOnce) {
  Write("a.csv", File({{}, {.account = "B-2", .cost = "5.00"}}));
  Write("b.csv", File({{}, {.account = "B-2", .cost = "5.00"}}));
  Collect();
  EXPECT_EQ(Total(), "15.00");
  EXPECT_THAT(findings_, ElementsAre("focus-two-files:=2"));
  Collect();
  EXPECT_EQ(Total(), "15.00");
  EXPECT_THAT(findings_, ElementsAre("focus-two-files:=2"))
      << "said at each collection, until somebody acts";
}

TEST_F(BadInputTest, TwoFilesThatOverlapCountTheOverlapOnce) {
  Write("a.csv", File({{}, {.account = "B-2", .cost = "5.00"}}));
  Write("b.csv", File({{.account = "B-2", .cost = "6.00"},
                       {.account = "C-3", .cost = "7.00"}}));
  Collect();
  // 10 + 5 of the first, 7 of the second.
  EXPECT_EQ(Total(), "22.00");
  EXPECT_THAT(findings_, ElementsAre("focus-two-files:=1"));
}

TEST_F(BadInputTest, PeriodsOfOneAccountThatOverlapCountOnce) {
  Write("a.csv", File({{}}));
  Write("b.csv", File({{.cost = "9.00", .end = "2026-09-30T00:00:00Z"}}));
  Collect();
  EXPECT_EQ(Total(), "10.00");
  EXPECT_THAT(findings_, ElementsAre("focus-same-charges:=1"));
}

TEST_F(BadInputTest, ACorrectionUnderAnotherNameCountsOnceWhileTheOldOneStays) {
  // The account was spelled wrongly; the partner mends it and sends the file
  // under another name.
  Write("september.csv", File({{.account = "A1"}, {"A1", "5.00", "vm-2"}}));
  Collect();
  Write("september_v2.csv", File({{}, {"A-1", "5.00", "vm-2"}}));
  Collect();
  EXPECT_EQ(Total(), "15.00");
  EXPECT_THAT(findings_, ElementsAre("focus-same-charges:=2"));

  // Once the old one is gone the new one takes its place.
  std::filesystem::remove(folder_ / "september.csv");
  Collect();
  EXPECT_EQ(Total(), "15.00");
  EXPECT_THAT(findings_, IsEmpty());
  EXPECT_EQ(in_force_.size(), 1);
  EXPECT_EQ(in_force_.begin()->first,
            "account=A-1 period=2026-09-01/2026-10-01");
}

TEST_F(BadInputTest, ACorrectionThatTakesTheOldOnesPlaceAtOnceCountsOnce) {
  Write("september.csv", File({{.account = "A1"}}));
  Collect();
  std::filesystem::remove(folder_ / "september.csv");
  Write("september_v2.csv", File({{}}));
  Collect();
  EXPECT_EQ(Total(), "10.00");
  EXPECT_EQ(in_force_.begin()->second.origin, "september_v2.csv");
}

TEST_F(BadInputTest, WithLatestACorrectionReplacesWhatItCorrects) {
  Write("1.csv", File({{.account = "A1"}}));
  Write("2.csv", File({{}}));
  Collect({{"files", "latest"}});
  EXPECT_EQ(Total(), "10.00");
  EXPECT_EQ(in_force_.begin()->second.origin, "2.csv");
  EXPECT_THAT(findings_, ElementsAre("focus-file-replaced:=1"));
}

TEST_F(BadInputTest, AFileThatLeavesTakesNothingWithIt) {
  Write("a.csv", File({{}}));
  Write("b.csv", File({{.account = "B-2", .cost = "5.00"}}));
  Collect();
  std::filesystem::remove(folder_ / "a.csv");
  Collect();
  EXPECT_EQ(Total(), "15.00") << "it was archived, not taken back";
}

TEST_F(BadInputTest, EqualFeesOfTwoAccountsBothCount) {
  // No resource, no invoice: nothing says that they are the same.
  Write("a.csv", File({{.resource = ""}}));
  Write("b.csv", File({{.account = "B-2", .resource = ""}}));
  Collect();
  EXPECT_EQ(Total(), "20.00");
  EXPECT_THAT(findings_, IsEmpty());
}

TEST_F(BadInputTest, FilesOfTwoFormatsLieInOneFolder) {
  Write("focus.csv", File({{}}));
  Write("cur.csv",
        "lineItem/LineItemType,lineItem/UnblendedCost,lineItem/CurrencyCode,"
        "bill/BillingPeriodStartDate,bill/BillingPeriodEndDate,"
        "lineItem/UsageStartDate,lineItem/UsageEndDate,bill/PayerAccountId\n"
        "Usage,1.25,USD,2026-09-01T00:00:00.000Z,2026-10-01T00:00:00.000Z,"
        "2026-09-01T00:00:00.000Z,2026-09-01T01:00:00.000Z,42\n"
        "Usage,x,USD,2026-09-01T00:00:00.000Z,2026-10-01T00:00:00.000Z,"
        "2026-09-01T00:00:00.000Z,2026-09-01T01:00:00.000Z,42\n");
  Collect();
  EXPECT_TRUE(status_.ok()) << status_;
  EXPECT_EQ(Total(), "11.25");
  EXPECT_THAT(findings_, UnorderedElementsAre(
                             "focus-numeric-format:lineItem/UnblendedCost=1",
                             "focus-row-not-counted:=1"));
}

TEST_F(BadInputTest, AnotherDataSetOfFocusIsToldAndInNoTotal) {
  Write("charges.csv", File({{}}));
  Write("periods.csv",
        "BillingPeriodStart,BillingPeriodEnd,BillingPeriodStatus,"
        "InvoiceIssuerName\n"
        "2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,Open,CloudNine\n");
  for (int i = 0; i < 2; ++i) {
    Collect();
    EXPECT_TRUE(status_.ok()) << status_;
    EXPECT_EQ(Total(), "10.00");
    // What is delivered is not told again.
    EXPECT_EQ(findings_, i == 0 ? std::vector<std::string>{"focus-data-set:=1"}
                                : std::vector<std::string>());
  }
}

}  // namespace
}  // namespace regisseur::focus
