// An agreement between a public body and its outsourcer, published as data with
// every promise, window and penalty: corpus/openslo/governify.
#include <map>
#include <regex>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/credit/contract_credits.h"
#include "core/pricing/contract_price.h"
#include "core/service_level/ticket_level.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/agreements/agreement_file.h"

namespace regisseur {
namespace {

using absl::CivilDay;
using absl::CivilMonth;
using ::testing::ElementsAre;

constexpr CivilMonth kNovember(2026, 11);

class OutsourcingTest : public ::testing::Test {
 protected:
  OutsourcingTest() : contract_(ReadAgreement("outsourcing.yaml")) {}
  void SetUp() override { ASSERT_EQ(contract_.objectives.size(), 12u); }

  const Objective& Find(const std::string& id) const {
    const Objective* objective = contract_.FindObjective(id);
    EXPECT_NE(objective, nullptr) << id;
    return *objective;
  }

  // What follows from figures for the windows that end on 15 November 2026.
  std::vector<Credit> Penalties(
      const std::vector<std::pair<std::string, Decimal>>& figures) const {
    const auto prices =
        PriceContract(contract_, {}, kNovember, kNovember).value();
    CreditBasis basis;
    basis.prices = prices;
    std::vector<ObjectiveOutcome> outcomes;
    for (const auto& [objective, figure] : figures) {
      outcomes.push_back({objective, CivilDay(2026, 11, 15), nullptr, figure});
    }
    const auto credits =
        ComputeContractCredits(contract_, kNovember, outcomes, basis);
    EXPECT_TRUE(credits.ok()) << credits.status();
    return *credits;
  }
  // In percent of the invoice, of one promise alone; zero without one.
  Decimal Penalty(const std::string& objective, const Decimal& figure) const {
    const std::vector<Credit> credits = Penalties({{objective, figure}});
    if (credits.empty()) return Decimal(0, 0);
    // A percent of the price is 1,000.00.
    return Decimal::Multiply(*credits.front().amount, D("0.001")).value();
  }

  Contract contract_;
};

TEST_F(OutsourcingTest, IsJudgedFromTheSixteenthToTheFifteenth) {
  const absl::TimeZone madrid = LoadZone("Europe/Madrid").value();
  const auto at = [&](int year, int month, int day) {
    return absl::FromCivil(CivilDay(year, month, day), madrid);
  };
  const MeasuringWindow& monthly = Find("in-time-p1").window;
  // It began on 16 October 2014; the first window belongs to November.
  EXPECT_THAT(WindowsEndingIn(monthly, {at(2014, 11, 1), at(2014, 12, 1)}),
              ElementsAre(TimeRange{at(2014, 10, 16), at(2014, 11, 16)}));
  const auto november =
      WindowsEndingIn(monthly, {at(2026, 11, 1), at(2026, 12, 1)});
  ASSERT_EQ(november.size(), 1u);
  EXPECT_EQ(LastDayOf(monthly, november[0]), CivilDay(2026, 11, 15));
  // 31 days, of which one has 25 hours.
  EXPECT_EQ(november[0].to - november[0].from, absl::Hours(31 * 24 + 1));
  // A quarter from that day on.
  EXPECT_EQ(
      WindowContaining(Find("rotation-small-node").window, at(2014, 10, 16)),
      (TimeRange{at(2014, 10, 16), at(2015, 1, 16)}));
}

TEST_F(OutsourcingTest, StepsAreReachedOnTheRightSide) {
  // P1: from 90 below 95 costs 2, from 85 below 90 3, below 85 5.
  EXPECT_EQ(Penalty("in-time-p1", D("95")), D("0"));
  EXPECT_EQ(Penalty("in-time-p1", D("94.99")), D("2"));
  EXPECT_EQ(Penalty("in-time-p1", D("90")), D("2"));
  EXPECT_EQ(Penalty("in-time-p1", D("89.99")), D("3"));
  EXPECT_EQ(Penalty("in-time-p1", D("0")), D("5"));
  // Reopened P3: above 7.5 up to 11 costs 0.75, up to 14.5 1.25, above 1.75.
  EXPECT_EQ(Penalty("reopened-p3", D("7.5")), D("0"));
  EXPECT_EQ(Penalty("reopened-p3", D("11")), D("0.75"));
  EXPECT_EQ(Penalty("reopened-p3", D("11.01")), D("1.25"));
  EXPECT_EQ(Penalty("reopened-p3", D("100")), D("1.75"));
  // A second person gone costs one percent in a small node, not in a large one.
  EXPECT_EQ(Penalty("rotation-small-node", D("2")), D("1"));
  EXPECT_EQ(Penalty("rotation-large-node", D("2")), D("0"));
}

TEST_F(OutsourcingTest, AllPenaltiesTogetherTakeATenth) {
  // 5 + 3 + 1.75 + 5 = 14.75 % of 100,000.00; a tenth is 10,000.00, shared out:
  // 5,000 × 10,000 / 14,750 = 3,389.83, 3,000 → 2,033.90, 1,750 → 1,186.44.
  const std::vector<Credit> credits = Penalties({{"in-time-p1", D("80")},
                                                 {"in-time-p2", D("70")},
                                                 {"in-time-p3", D("50")},
                                                 {"reopened-p1", D("4")}});
  ASSERT_EQ(credits.size(), 4u);
  EXPECT_EQ(*credits[0].amount, D("3389.83"));
  EXPECT_EQ(*credits[1].amount, D("2033.90"));
  EXPECT_EQ(*credits[2].amount, D("1186.44"));
  EXPECT_EQ(*credits[3].amount, D("3389.83"));
}

TEST_F(OutsourcingTest, IncidentsAreTimedInSupportHours) {
  const absl::TimeZone madrid = LoadZone("Europe/Madrid").value();
  const auto at = [&](int month, int day, int hour, int minute) {
    return absl::FromCivil(absl::CivilSecond(2026, month, day, hour, minute, 0),
                           madrid);
  };
  // Within four hours of Monday to Friday 8 to 20. From Friday 6 November 19:00
  // to Monday 11:00 is one hour and three: in time. A minute more is not.
  std::vector<TicketFacts> tickets;
  for (int i = 0; i < 20; ++i) {
    tickets.push_back({absl::StrCat("INC", i),
                       at(11, 6, 19, 0),
                       at(11, 9, 11, i < 17 ? 0 : 1),
                       {"P2"},
                       {}});
  }
  // Reported on the 16th: of the next window.
  tickets.push_back({"late", at(11, 16, 0, 0), at(11, 18, 0, 0), {"P2"}, {}});
  const std::vector<TicketLevel> levels = ComputeTicketLevels(
      Find("in-time-p2"), tickets, {at(10, 16, 0, 0), at(11, 16, 0, 0)},
      at(12, 1, 0, 0));
  ASSERT_EQ(levels.size(), 1u);
  EXPECT_EQ(levels[0].tickets.size(), 20u);
  EXPECT_EQ(levels[0].verdict, Verdict::kBreached);
  // 17 of 20 are 85 %: the first step, 1.5 %.
  const Decimal attained = levels[0].attained.value().Percent();
  EXPECT_EQ(attained, D("85"));
  EXPECT_EQ(Penalty("in-time-p2", attained), D("1.5"));
}

// `A >= 90.00 && A < 95.00`, or a product of two on the left, at `figure`.
bool Holds(const std::string& condition, const Decimal& figure) {
  static const std::regex kTerm(
      R"(^\s*\w+(?:\s*\*\s*\w+)?\s*(>=|<=|==|>|<)\s*([0-9.]+)\s*$)");
  for (const absl::string_view part : absl::StrSplit(condition, "&&")) {
    const std::string term(part);
    std::smatch match;
    EXPECT_TRUE(std::regex_match(term, match, kTerm)) << term;
    if (match.empty()) return false;
    const int order = Decimal::Compare(figure, D(match[2].str()));
    const std::string sign = match[1];
    if (!(sign == ">="   ? order >= 0
          : sign == "<=" ? order <= 0
          : sign == "==" ? order == 0
          : sign == ">"  ? order > 0
                         : order < 0)) {
      return false;
    }
  }
  return true;
}

// The numbers in conditions, and what lies just beside them.
std::set<std::string> Borders(const std::string& conditions, bool whole) {
  static const std::regex kNumber(R"((?:[<>=])\s*([0-9.]+))");
  std::set<std::string> borders;
  for (std::sregex_iterator it(conditions.begin(), conditions.end(), kNumber);
       it != std::sregex_iterator(); ++it) {
    for (const char* beside : {"-1", "-0.01", "0", "0.01", "1"}) {
      if (whole && absl::StrContains(beside, '.')) continue;
      const Decimal figure = Decimal::Add(D((*it)[1].str()), D(beside)).value();
      if (figure.IsNegative() || figure > D("100")) continue;
      borders.insert(figure.ToString());
    }
  }
  return borders;
}

// The promise in our file for each of theirs, in their order.
const std::map<std::string, std::vector<std::string>>& OurNames() {
  static const auto* const kNames =
      new std::map<std::string, std::vector<std::string>>{
          {"SPU_IO_K01", {"in-time-p1", "in-time-p2", "in-time-p3"}},
          {"SPU_IO_K06_t",
           {"reopened-in-centre-p1", "reopened-in-centre-p2",
            "reopened-in-centre-p3"}},
          {"SPU_IO_K06", {"reopened-p1", "reopened-p2", "reopened-p3"}},
          {"SPU_IO_K06_C", {"reopened-again"}},
          {"SPU_IO_K18", {"rotation-small-node", "rotation-large-node"}}};
  return *kNames;
}

// Every guarantee of the file: at and beside every number in it our contract
// gives the penalty that the file's conditions give, and promises the same.
TEST_F(OutsourcingTest, GivesWhatTheAgreementItselfDefines) {
  const std::string path = absl::StrCat(
      CorpusFolder(), "/openslo/governify/T14-L2-S12-minimal.yaml");
  const auto theirs = ReadTheirs(path);
  if (theirs == nullptr) GTEST_SKIP() << "no corpus: " << path;
  const YamlValue terms = theirs->root().Get("terms");
  const std::vector<YamlValue> limits =
      terms.Get("pricing").Get("billing").Get("penalties").Elements();
  ASSERT_EQ(limits.size(), 1u);
  ASSERT_EQ(contract_.at_risk_caps.size(), 1u);
  EXPECT_EQ(D(limits[0].Get("upTo").Text()),
            contract_.at_risk_caps[0].percent.Negated());

  size_t promises = 0;
  int figures = 0;
  for (const YamlValue& guarantee : terms.Get("guarantees").Elements()) {
    const std::string id = guarantee.Get("id").Text();
    ASSERT_TRUE(OurNames().count(id)) << id;
    const std::vector<std::string>& ours = OurNames().at(id);
    const std::vector<YamlValue> scopes = guarantee.Get("of").Elements();
    ASSERT_EQ(scopes.size(), ours.size()) << id;
    for (size_t i = 0; i < scopes.size(); ++i) {
      SCOPED_TRACE(ours[i]);
      ++promises;
      const Objective& objective = Find(ours[i]);
      const YamlValue window = scopes[i].Get("window");
      EXPECT_EQ(window.Get("period").Text() == "quarterly",
                objective.window.kind == MeasuringWindow::Kind::kQuarter);
      EXPECT_TRUE(absl::EndsWith(window.Get("initial").Text(), "-16"));
      EXPECT_EQ(objective.window.from_day, 16);
      const YamlValue with = scopes[i].Get("with").Get(id);
      if (with.Get("deadline").present()) {
        const auto& tickets = std::get<TicketTerms>(objective.terms);
        EXPECT_EQ(with.Get("deadline").Text(),
                  absl::StrCat(
                      "<= ", tickets.levels[0].within.hours / absl::Hours(1)));
        EXPECT_EQ(scopes[i].Get("scope").Get("priority").Text(),
                  tickets.levels[0].priority);
      }

      const std::string promise = scopes[i].Get("objective").Text();
      std::string all = promise;
      std::vector<std::pair<std::string, Decimal>> steps;
      for (const YamlValue& over : scopes[i].Get("penalties").Elements()) {
        for (const YamlValue& step : over.Get("of").Elements()) {
          steps.emplace_back(step.Get("condition").Text(),
                             D(step.Get("value").Text()).Negated());
          absl::StrAppend(&all, " && ", steps.back().first);
        }
      }
      for (const std::string& text :
           Borders(all, absl::StartsWith(ours[i], "rotation"))) {
        ++figures;
        Decimal expected(0, 0);
        for (const auto& [condition, value] : steps) {
          if (Holds(condition, D(text))) expected = value;
        }
        EXPECT_EQ(Holds(promise, D(text)), expected.IsZero()) << text;
        EXPECT_EQ(Penalty(ours[i], D(text)), expected) << "at " << text;
      }
    }
  }
  EXPECT_EQ(promises, contract_.objectives.size());
  EXPECT_GT(figures, 100);
}

}  // namespace
}  // namespace regisseur
