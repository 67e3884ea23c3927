// Over the real files of the corpus with the exact answers of the oracle, where
// they are at hand.

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/money/exact_sum.h"
#include "core/time/time_range.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/focus/focus_adapter.h"
#include "services/sdk/recording_sink.h"
#include "simdjson.h"

namespace regisseur::focus {
namespace {

using ::testing::IsSupersetOf;

std::filesystem::path Corpus() {
  if (const char* folder = std::getenv("REGISSEUR_CORPUS")) return folder;
  return std::filesystem::current_path() / "../../../shared/corpus";
}

// Provider name, billing period, currency.
using GroupKey = std::tuple<std::string, std::string, std::string>;
struct Group {
  int64_t rows = 0;
  std::map<std::string, ExactSum> sums;
};

class FocusCorpusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto oracle = Corpus() / "../oracle/focus.json";
    if (!std::filesystem::exists(oracle)) {
      GTEST_SKIP() << "no corpus at hand: " << oracle;
    }
    ASSERT_EQ(parser_.load(oracle.string()).get(oracle_), simdjson::SUCCESS);
  }

  absl::StatusOr<Checkpoint> Collect(const std::string& name) {
    sdk::SourceSpec source;
    source.options = {{"path", name}};
    source.base_directory = std::filesystem::canonical(Corpus()).string();
    sdk::RecordingSink sink(100);
    FocusAdapter adapter;
    const auto checkpoint = adapter.Collect(source, "", sink);
    groups_.clear();
    by_category_.clear();
    fields_.clear();
    for (const FactBatch& batch : sink.batches()) Add(batch);
    if (checkpoint.ok()) Note(checkpoint->findings);
    return checkpoint;
  }

  void Note(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      if (finding.rule == "focus-numeric-format") fields_.insert(finding.field);
    }
  }

  void Add(const FactBatch& batch) {
    Note(batch.findings);
    const std::pair<const char*, ChargeAmount> amounts[] = {
        {"BilledCost", ChargeAmount::kBilledCost},
        {"EffectiveCost", ChargeAmount::kEffectiveCost},
        {"ListCost", ChargeAmount::kListCost},
        {"ContractedCost", ChargeAmount::kContractedCost}};
    const auto text = [&batch](const Charge& charge, ChargeText column) {
      return batch.dictionary[charge.text(column)];
    };
    for (const Charge& charge : batch.charges) {
      Group& group = groups_[{text(charge, ChargeText::kServiceProviderName),
                              BillingPeriodLabel(charge.billing_period_start,
                                                 charge.billing_period_end),
                              text(charge, ChargeText::kBillingCurrency)}];
      ++group.rows;
      for (const auto& [name, amount] : amounts) {
        if (!charge.amount(amount).has_value()) continue;
        ASSERT_TRUE(group.sums[name].Add(*charge.amount(amount)).ok());
      }
      ASSERT_TRUE(by_category_[text(charge, ChargeText::kServiceCategory)]
                      .Add(*charge.amount(ChargeAmount::kBilledCost))
                      .ok());
    }
  }

  static Decimal Number(absl::string_view text) {
    const auto number = Decimal::Parse(text);
    EXPECT_TRUE(number.ok()) << text;
    return number.ok() ? *number : Decimal();
  }

  simdjson::dom::parser parser_;
  simdjson::dom::element oracle_;
  std::map<GroupKey, Group> groups_;
  std::map<std::string, ExactSum> by_category_;
  std::set<std::string> fields_;  // with a number that is not in format
};

std::string TextOf(simdjson::dom::element element) {
  return std::string(std::string_view(element));
}

TEST_F(FocusCorpusTest, TotalsAreExactlyThoseOfTheOracle) {
  int files = 0;
  for (const auto [key, answer] : simdjson::dom::object(oracle_)) {
    simdjson::dom::object violations;
    if (answer["violations_v1.2"].get(violations) != simdjson::SUCCESS) {
      continue;
    }
    bool good = true;
    for (const auto [version, missing] :
         simdjson::dom::object(answer["missing_mandatory"])) {
      good &= simdjson::dom::array(missing).size() == 0;
    }
    for (const auto [what, count] : violations) {
      const std::string text(what);
      good &= absl::StrContains(text, "SQL style") ||
              absl::StrContains(text, "'Usage-based'") ||
              absl::StrContains(text, "ContractedCost: null");
    }
    if (!good) continue;
    ++files;
    const std::string name(key);
    ASSERT_TRUE(Collect(name).ok()) << name;
    size_t totals = 0;
    for (const auto total : simdjson::dom::array(answer["totals"])) {
      ++totals;
      const GroupKey group = {TextOf(total["ProviderName"]),
                              TextOf(total["BillingPeriod"]),
                              TextOf(total["BillingCurrency"])};
      ASSERT_EQ(groups_.count(group), 1) << name << std::get<0>(group);
      EXPECT_EQ(groups_[group].rows, int64_t(total["rows"]));
      for (const char* column :
           {"BilledCost", "EffectiveCost", "ListCost", "ContractedCost"}) {
        simdjson::dom::element want;
        if (total[column].get(want) != simdjson::SUCCESS) continue;
        EXPECT_EQ(*groups_[group].sums[column].ToDecimal(),
                  Number(TextOf(want)))
            << name << " " << column;
      }
    }
    EXPECT_EQ(groups_.size(), totals) << name;
    simdjson::dom::object categories;
    if (answer["by_ServiceCategory"].get(categories) == simdjson::SUCCESS) {
      for (const auto [category, sums] : categories) {
        EXPECT_EQ(*by_category_[std::string(category)].ToDecimal(),
                  Number(TextOf(sums["BilledCost"])))
            << name << " " << category;
      }
    }
  }
  EXPECT_GT(files, 0);
}

TEST_F(FocusCorpusTest, NamesTheColumnsWhoseNumbersAreNotInFormat) {
  int files = 0;
  for (const auto [key, answer] : simdjson::dom::object(oracle_)) {
    simdjson::dom::object violations;
    if (answer["violations_v1.2"].get(violations) != simdjson::SUCCESS) {
      continue;
    }
    std::set<std::string> wanted;
    for (const auto [what, count] : violations) {
      const std::string text(what);
      if (absl::StrContains(text, "not in Numeric Format")) {
        wanted.insert(text.substr(0, text.find(':')));
      }
    }
    if (wanted.empty()) continue;
    ++files;
    ASSERT_TRUE(Collect(std::string(key)).ok()) << key;
    EXPECT_THAT(fields_, IsSupersetOf(wanted)) << key;
  }
  EXPECT_GT(files, 0);
}

TEST_F(FocusCorpusTest, TheCloudsOwnExportsSumToTheLastDecimal) {
  int files = 0;
  for (const auto [key, answer] : simdjson::dom::object(oracle_)) {
    simdjson::dom::element format;
    if (answer["format"].get(format) != simdjson::SUCCESS) continue;
    ++files;
    ASSERT_TRUE(Collect(std::string(key)).ok()) << key;
    size_t totals = 0;
    for (const auto total : simdjson::dom::array(answer["totals"])) {
      ++totals;
      for (const char* column : {"UnblendedCost", "myCost", "Cost"}) {
        simdjson::dom::element want;
        if (total[column].get(want) != simdjson::SUCCESS) continue;
        const std::string currency = TextOf(total["Currency"]);
        ExactSum sum;
        int64_t rows = 0;
        for (const auto& [group, its] : groups_) {
          if (std::get<2>(group) != currency) continue;
          rows += its.rows;
          ASSERT_TRUE(sum.Add(its.sums.at("BilledCost")).ok());
        }
        EXPECT_EQ(*sum.ToDecimal(), Number(TextOf(want))) << key;
        EXPECT_EQ(rows, int64_t(total["rows"])) << key;
      }
    }
    if (totals == 0) {
      EXPECT_TRUE(groups_.empty()) << key;
    }
  }
  EXPECT_GT(files, 0);
}

}  // namespace
}  // namespace regisseur::focus
