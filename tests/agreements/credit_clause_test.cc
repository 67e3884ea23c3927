// A clause that its authors published with a program and tests of it:
// corpus/openslo/accordproject, computed anew in oracle/sla.json.
#include <fstream>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "core/credit/contract_credits.h"
#include "core/pricing/contract_price.h"
#include "core/service_level/service_level.h"
#include "gtest/gtest.h"
#include "tests/agreements/agreement_file.h"

namespace regisseur {
namespace {

using absl::CivilDay;
using absl::CivilMonth;

constexpr CivilMonth kOctober(2026, 10);

// A closed window of which `attained` percent was up, all of it seen.
ServiceLevel Level(const Objective& objective, const Decimal& attained) {
  LevelTimes times;
  times.agreed_us = 100'000'000;
  // A percent is a second, weighted in microseconds times millionths.
  const Decimal lost = Decimal::Subtract(D("100"), attained).value();
  times.weighted_down = Decimal::Multiply(lost, Decimal(1'000'000'000'000, 0))
                            .value()
                            .Truncated(0)
                            .coefficient();
  return JudgeTimes(std::get<AvailabilityTerms>(objective.terms), times,
                    times.agreed(), true, false);
}

// What the clause gives for October at a monthly `charge`, with what was
// credited before.
Decimal Credit(absl::string_view attained, absl::string_view charge,
               CivilDay start = CivilDay(2026, 10, 1),
               std::map<CivilMonth, Decimal> credited = {}) {
  Contract contract = ReadAgreement("credit-clause.yaml");
  if (contract.objectives.size() != 1) return D("-1");
  contract.term.start = start;
  contract.pricing[0].form = FixedPrice{D(charge)};
  const auto prices =
      PriceContract(contract, {}, std::max(CivilMonth(start), kOctober - 11),
                    kOctober)
          .value();
  const ServiceLevel level = Level(contract.objectives[0], D(attained));
  const ObjectiveOutcome outcome{
      "priority-1", CivilDay(2026, 10, 31), &level, {}};
  CreditBasis basis;
  basis.prices = prices;
  basis.credited = std::move(credited);
  const auto credits =
      ComputeContractCredits(contract, kOctober, {outcome}, basis);
  EXPECT_TRUE(credits.ok()) << credits.status();
  if (credits->empty()) return Decimal(0, 0);
  EXPECT_FALSE(credits->front().claim_by.has_value());  // settles itself
  return credits->front().amount.value();
}

TEST(CreditClauseTest, GivesWhatItsStepsSay) {
  EXPECT_EQ(Credit("100", "10"), D("0"));
  EXPECT_EQ(Credit("99.8", "10"), D("0"));  // kept, to the hair
  EXPECT_EQ(Credit("99.7", "10"), D("0.20"));
  EXPECT_EQ(Credit("98", "10"), D("0.20"));  // not below 98.0
  EXPECT_EQ(Credit("97", "10"), D("0.30"));
}

TEST(CreditClauseTest, TwelveMonthsTogetherGiveATenth) {
  // Twelve months at 10.00 are 120.00, a tenth 12.00. Of 11.90 that went before
  // 0.10 is left of 0.30; of 12.00 nothing.
  const CivilDay start(2025, 11, 1);
  EXPECT_EQ(Credit("97", "10", start, {{CivilMonth(2026, 9), D("11.70")}}),
            D("0.30"));
  EXPECT_EQ(Credit("97", "10", start, {{CivilMonth(2026, 9), D("11.90")}}),
            D("0.10"));
  EXPECT_EQ(Credit("97", "10", start, {{CivilMonth(2025, 11), D("12.00")}}),
            D("0.00"));
  // What was credited thirteen months ago counts no more.
  EXPECT_EQ(Credit("97", "10", CivilDay(2025, 10, 1),
                   {{CivilMonth(2025, 10), D("12.00")}}),
            D("0.30"));
}

TEST(CreditClauseTest, OneMonthGivesATenthAtMost) {
  // Four promises with 3 % each are 12 % of 10.00; a tenth is 1.00. The cents
  // that a share leaves go to the largest, the first of equals.
  Contract contract = ReadAgreement("credit-clause.yaml");
  ASSERT_EQ(contract.objectives.size(), 1u);
  const ServiceLevel level = Level(contract.objectives[0], D("97"));
  std::vector<ObjectiveOutcome> outcomes;
  const Objective first = contract.objectives[0];
  contract.objectives.clear();
  for (const char* id : {"a", "b", "c", "d"}) {
    contract.objectives.push_back(first);
    contract.objectives.back().id = id;
    outcomes.push_back({id, CivilDay(2026, 10, 31), &level, {}});
  }
  const auto prices = PriceContract(contract, {}, kOctober, kOctober).value();
  CreditBasis basis;
  basis.prices = prices;
  const auto credits =
      ComputeContractCredits(contract, kOctober, outcomes, basis).value();
  ASSERT_EQ(credits.size(), 4u);
  for (const regisseur::Credit& credit : credits) {
    EXPECT_EQ(*credit.amount, D("0.25"));
    EXPECT_EQ(*credit.uncapped, D("0.30"));
    EXPECT_TRUE(credit.cap.has_value());
  }
}

// Every scenario of the authors, with the answer that they expect.
TEST(CreditClauseTest, GivesWhatItsAuthorsExpect) {
  const std::string clause =
      "openslo/accordproject/servicelevelagreement/test/logic.feature";
  const auto oracle =
      ReadTheirs(absl::StrCat(CorpusFolder(), "/../oracle/sla.json"));
  if (oracle == nullptr) GTEST_SKIP() << "no corpus: " << CorpusFolder();
  const Contract contract = ReadAgreement("credit-clause.yaml");
  int scenarios = 0;
  for (const YamlValue& scenario :
       oracle->root().Get("accordproject").Get(clause).Elements()) {
    SCOPED_TRACE(scenario.Get("scenario").Text());
    ++scenarios;
    // The file says what the clause says.
    const std::vector<YamlValue> tiers = scenario.Get("tiers").Elements();
    const auto& ours = contract.objectives[0].remedies.credits;
    ASSERT_EQ(tiers.size(), ours.size());
    for (size_t i = 0; i < tiers.size(); ++i) {
      EXPECT_EQ(D(tiers[i].Elements()[0].Text()), ours[i].limit);
      EXPECT_EQ(D(tiers[i].Elements()[1].Text()), ours[i].percent);
    }
    const char* caps[] = {"monthly_cap_percent", "yearly_cap_percent"};
    for (int i : {0, 1}) {
      EXPECT_EQ(D(scenario.Get(caps[i]).Text()),
                contract.at_risk_caps[i].percent);
    }
    // Nothing was charged or credited before: the contract begins this month.
    ASSERT_EQ(scenario.Get("last11MonthCharge").Text(), "0");
    ASSERT_EQ(scenario.Get("last11MonthCredit").Text(), "0");
    EXPECT_EQ(
        Credit(scenario.Get("level").Text(), scenario.Get("charge").Text()),
        D(scenario.Get("expected_by_authors").Text()));
  }
  EXPECT_EQ(scenarios, 3);
}

// The same out of the authors' own file, which the oracle was made from.
TEST(CreditClauseTest, GivesWhatTheirScenariosSay) {
  const std::string path =
      absl::StrCat(CorpusFolder(),
                   "/openslo/accordproject/servicelevelagreement/test/"
                   "logic.feature");
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "no corpus: " << path;
  std::string level;
  std::string charge;
  int scenarios = 0;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> parts = absl::StrSplit(line, ": ");
    if (parts.size() != 2) continue;
    const absl::string_view value =
        absl::StripSuffix(absl::StripAsciiWhitespace(parts[1]), ",");
    if (absl::StrContains(parts[0], "\"monthlyServiceLevel\"")) {
      level = std::string(value);
    } else if (absl::StrContains(parts[0], "\"monthlyCharge\"")) {
      charge = std::string(value);
    } else if (absl::StrContains(parts[0], "\"monthlyCredit\"")) {
      ++scenarios;
      EXPECT_EQ(Credit(level, charge), D(value)) << level;
    }
  }
  EXPECT_EQ(scenarios, 3);
}

}  // namespace
}  // namespace regisseur
