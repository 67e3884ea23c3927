#include <string>
#include <utility>
#include <vector>

#include "aggregator/answers/answers_fixture.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using enum OperationalState;

absl::Time Local(const std::string& time) {
  return ParseInstant("2026-10-10T" + time + ":00+02:00").value();
}

// Two partners behind one function; it is 2026-10-15.
class PortfolioWholeTest : public AnswersFixture {
 protected:
  PortfolioWholeTest() {
    ProviderConfig& cloud = AddProvider("cloud", Tier::kStrategic);
    cloud.country = "NL";
    cloud.services = {{.id = "web", .name = "Web", .components = {"Web"}}};
    cloud.sources = {MakeSource("page", "cloud", "statuspage"),
                     MakeSource("bill", "cloud", "focus", absl::Hours(24))};
    ProviderConfig& pink = AddProvider("pink");
    pink.services = {{.id = "db", .name = "DB", .components = {"DB"}}};
    pink.sources = {MakeSource("pink-page", "pink", "statuspage"),
                    MakeSource("pink-bill", "pink", "focus", absl::Hours(24))};
    portfolio_.functions = {{.id = "desk",
                             .name = "Desk",
                             .critical = true,
                             .needs = {{"cloud", "web"}, {"pink", "db"}}}};
    Configure();
    Contract contract;
    contract.id = "hosting";
    contract.provider = "cloud";
    contract.title = "Hosting";
    contract.currency = "EUR";
    contract.owner = "m.visser";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {.months = 36};
    contract.term.renewal = Renewal::kTacit;
    contract.term.renewal_term = {.months = 12};
    contract.term.customer_notice = {.months = 3};
    contract.term.internal_notice_days = 21;
    contract.governance.review = "quarterly";
    contract.dossier.processing = Processing{};
    contract.dossier.processing->subprocessors = {{"Rack Ltd", "IE"}};
    contract.dossier.exit = ExitTerms{};
    contract.dossier.exit->plan = absl::CivilDay(2025, 6, 1);
    contract.dossier.assurance = {
        {.kind = "ISO 27001", .valid_until = absl::CivilDay(2026, 11, 30)}};
    contract.change.exit_payment = Decimal(250000, 2);
    contracts_.Set(absl::UnixEpoch(), ContractRegister({{"h.yaml", contract}}));
  }

  void See(const std::string& source, const std::string& component,
           const std::string& time, OperationalState state,
           absl::Duration hold) {
    Tell(source,
         MakeObservation(Local(time), {MakeComponent("1", component, state)}),
         hold);
  }
  void Went(const std::string& source, const std::string& id,
            const std::string& from, const std::string& to) {
    Incident incident;
    incident.id = id;
    incident.title = id;
    incident.start_time = Local(from);
    incident.end_time = Local(to);
    StatusObservation observation =
        MakeObservation(Local(to), {MakeComponent("1", "Web", kOperational)});
    observation.incidents = {incident};
    Tell(source, observation);
  }
};

// Web is down 10:00-11:00, DB 10:30-11:30 and not seen 12:00-13:00. From end to
// end: down 10:00-11:30 (5,400 s), not seen 3,600 s, of 86,400 s.
//   100 * (1 - 5400 / 82800) = 93.4782608…
//   at least 100 * (86400 - 9000) / 86400 = 89.583333…, at most 93.75
// The product of both attained figures, 95.83 % * 95.65 % = 91.67 %, is another
// number.
TEST_F(PortfolioWholeTest, AChainIsDownWhenOneOfItsServicesIs) {
  See("page", "Web", "00:00", kOperational, absl::Hours(10));
  See("page", "Web", "10:00", kMajorOutage, absl::Hours(1));
  See("page", "Web", "11:00", kOperational, absl::Hours(13));
  See("pink-page", "DB", "00:00", kOperational, absl::Hours(11));
  See("pink-page", "DB", "10:30", kPartialOutage, absl::Hours(1));
  See("pink-page", "DB", "11:30", kOperational, absl::Minutes(30));
  See("pink-page", "DB", "13:00", kOperational, absl::Hours(11));
  const auto answer = AnswerChains(
      context(), cio_, {.from = "2026-10-10", .to = "2026-10-10"}, AsOf{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->chains, SizeIs(1));
  const ChainRow& chain = answer->chains[0];
  EXPECT_EQ(chain.time.agreed, absl::Hours(24));
  EXPECT_EQ(chain.time.down, absl::Minutes(90));
  EXPECT_EQ(chain.time.unknown, absl::Hours(1));
  EXPECT_EQ(chain.time.Attained(), "93.478260");
  EXPECT_EQ(chain.time.AttainedAtLeast(), "89.583333");
  EXPECT_EQ(chain.time.AttainedAtMost(), "93.750000");
  ASSERT_THAT(chain.members, SizeIs(2));
  EXPECT_EQ(chain.members[0].time.Attained(), "95.833333");
  EXPECT_EQ(chain.members[1].time.Attained(), "95.652173");
  EXPECT_EQ(chain.weakest, "cloud/web");
}

TEST_F(PortfolioWholeTest, AChainOfWhichNobodyTellsIsNotKnown) {
  const auto answer = AnswerChains(context(), cio_, {}, AsOf{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->chains[0].time.Attained(), std::nullopt);
  EXPECT_EQ(answer->chains[0].time.AttainedAtLeast(), "0.000000");
  EXPECT_EQ(answer->chains[0].time.AttainedAtMost(), "100.000000");
  EXPECT_NE(FindGap(answer->gaps, "chain-service-not-observed"), nullptr);
  EXPECT_EQ(AnswerChains(context(), cio_, {.function = "dask"}, AsOf{})
                .status()
                .message(),
            "function: none is called \"dask\"; did you mean \"desk\"?");
}

// 150 of 200 are 75 %.
TEST_F(PortfolioWholeTest, SharesOfCostAreExactAndWhatIsNotKnownIsOne) {
  Charge("bill", "cloud", "2026-09",
         {{.billed = "100.00"}, {.billed = "50.00", .service = "Storage"}});
  Charge("pink-bill", "pink", "2026-09", {{.billed = "50.00"}});
  const auto answer = AnswerConcentration(context(), cio_, {}, AsOf{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->total.ToString(), "200.000000000000");
  const auto find = [&](Dimension dimension, const std::string& key) {
    for (const ConcentrationRow& row : answer->rows) {
      if (row.dimension == dimension && row.key == key) return &row;
    }
    return static_cast<const ConcentrationRow*>(nullptr);
  };
  const ConcentrationRow* cloud = find(Dimension::kProvider, "cloud");
  ASSERT_NE(cloud, nullptr);
  EXPECT_EQ(answer->ShareOf(*cloud->amount), "75.00");
  EXPECT_THAT(cloud->critical_functions, ElementsAre("desk"));
  const ConcentrationRow* netherlands = find(Dimension::kCountry, "NL");
  ASSERT_NE(netherlands, nullptr);
  EXPECT_EQ(answer->ShareOf(*netherlands->amount), "75.00");
  const ConcentrationRow* nowhere = find(Dimension::kCountry, "");
  ASSERT_NE(nowhere, nullptr);
  EXPECT_FALSE(nowhere->known);
  EXPECT_EQ(answer->ShareOf(*nowhere->amount), "25.00");
  EXPECT_THAT(nowhere->providers, ElementsAre("pink"));
  const ConcentrationRow* rack = find(Dimension::kFourthParty, "Rack Ltd");
  ASSERT_NE(rack, nullptr);
  EXPECT_EQ(answer->ShareOf(*rack->amount), "75.00");
  EXPECT_THAT(rack->countries, ElementsAre("IE"));
  ASSERT_NE(find(Dimension::kFourthParty, ""), nullptr);
  ASSERT_NE(find(Dimension::kTier, "strategic"), nullptr);
  EXPECT_EQ(answer->from, absl::CivilMonth(2025, 10));
  EXPECT_EQ(answer->to, absl::CivilMonth(2026, 9));
}

TEST_F(PortfolioWholeTest, NothingIsAShareOfNothing) {
  const auto answer =
      AnswerConcentration(context(), cio_, {.by = Dimension::kTier}, AsOf{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->rows, IsEmpty());
  EXPECT_EQ(answer->ShareOf(Decimal(1, 0)), std::nullopt);
  EXPECT_EQ(AnswerConcentration(context(), cio_, {.from = "soon"}, AsOf{})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(PortfolioWholeTest, OverlapsAreListedWithoutAVerdict) {
  Went("page", "first", "10:00", "12:00");
  Went("pink-page", "second", "11:00", "13:00");
  // Touches, and does not coincide.
  Went("page", "third", "13:00", "14:00");
  const auto answer = AnswerOverlaps(context(), cio_, {}, AsOf{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->overlaps, SizeIs(1));
  const OverlapRow& row = answer->overlaps[0];
  EXPECT_EQ(row.from, Local("11:00"));
  EXPECT_EQ(row.to, Local("12:00"));
  EXPECT_EQ(row.length, absl::Hours(1));
  EXPECT_THAT(row.providers, ElementsAre("cloud", "pink"));
  ASSERT_THAT(row.incidents, SizeIs(2));
  EXPECT_EQ(row.incidents[0].incident.id, "first");
  EXPECT_THAT(row.functions, ElementsAre("desk"));
}

// The term ends on 2029-01-01; three months before is 2028-10-01, and notice
// has to be received the day before: 30 September 2028 is a Saturday, so on the
// 29th.
TEST_F(PortfolioWholeTest, APartnerLeaves) {
  Charge("bill", "cloud", "2026-09", {{.billed = "9500.00"}});
  const auto answer =
      AnswerRehearsal(context(), cio_, {.provider = "cloud"}, AsOf{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->functions, SizeIs(1));
  EXPECT_EQ(answer->functions[0].function->id, "desk");
  EXPECT_THAT(answer->other_providers, ElementsAre("pink"));
  EXPECT_THAT(answer->services, ElementsAre("web"));
  EXPECT_EQ(answer->month_cost, "9500.00");
  ASSERT_THAT(answer->contracts, SizeIs(1));
  const NoticeDates& dates = answer->contracts[0].answer.dates;
  EXPECT_EQ(dates.notice_received_by, absl::CivilDay(2028, 9, 29));
  std::vector<std::string> prepared;
  for (const Readiness& one : answer->prepared)
    prepared.push_back(one.what.rule);
  EXPECT_THAT(prepared, ElementsAre("exit-plan"));
  std::vector<std::string> missing;
  for (const Readiness& one : answer->missing) missing.push_back(one.what.rule);
  EXPECT_THAT(missing,
              ElementsAre("exit-test-missing", "exit-assistance-missing",
                          "exit-data-missing", "exit-erasure-missing",
                          "exit-recovery-time-missing"));
  ASSERT_THAT(answer->deadlines, Not(IsEmpty()));
  EXPECT_EQ(answer->deadlines[0].day, absl::CivilDay(2028, 9, 29));
  EXPECT_EQ(AnswerRehearsal(context(), cio_, {.provider = "x"}, AsOf{})
                .status()
                .code(),
            absl::StatusCode::kNotFound);
  const auto other =
      AnswerRehearsal(context(), cio_, {.provider = "pink"}, AsOf{});
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(other->missing[0].what.rule, "exit-contract-missing");
}

// Ten working days after October, November and December of 2026; what was due
// before today, 15 October, is not to come: that of September was on the 14th.
TEST_F(PortfolioWholeTest, ReportsThatPartnersOwe) {
  Objective availability;
  availability.id = "availability";
  availability.terms = AvailabilityTerms{};
  availability.window.zone = LoadZone("Europe/Amsterdam").value();
  availability.evidence.report_due = {.days = 10, .working = true};
  Contract contract;
  contract.id = "hosting";
  contract.provider = "cloud";
  contract.currency = "EUR";
  contract.term.start = absl::CivilDay(2026, 1, 1);
  contract.term.initial = {.months = 36};
  contract.objectives = {availability};
  contracts_.Set(absl::UnixEpoch(), ContractRegister({{"h.yaml", contract}}));
  const auto answer = AnswerDates(
      context(), cio_, {.from = "2026-10-15", .to = "2026-12-31"}, AsOf{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  std::vector<std::string> seen;
  for (const DateRow& row : answer->dates) {
    if (row.kind == "report")
      seen.push_back(FormatDay(row.day) + " " + row.uid);
  }
  EXPECT_THAT(seen,
              ElementsAre("2026-11-13 report_overdue:hosting:availability:"
                          "2026-10-31",
                          "2026-12-14 report_overdue:hosting:availability:"
                          "2026-11-30"));
}

// Without a span of its own for deciding there is no day for that: it would be
// 1 October, after the notice had to be there.
TEST_F(PortfolioWholeTest, NobodyDecidesAfterTheNoticeHadToBeThere) {
  Contract contract;
  contract.id = "hosting";
  contract.provider = "cloud";
  contract.currency = "EUR";
  contract.term.start = absl::CivilDay(2026, 1, 1);
  contract.term.initial = {.months = 36};
  contract.term.renewal = Renewal::kTacit;
  contract.term.renewal_term = {.months = 12};
  contract.term.customer_notice = {.months = 3};
  contracts_.Set(absl::UnixEpoch(), ContractRegister({{"h.yaml", contract}}));
  const auto answer = AnswerDates(context(), cio_, {}, AsOf{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  std::vector<std::string> seen;
  for (const DateRow& row : answer->dates) {
    seen.push_back(FormatDay(row.day) + " " + row.uid);
  }
  EXPECT_THAT(seen, ElementsAre("2028-09-29 notice:hosting:2029-01-01"));
}

TEST_F(PortfolioWholeTest, TheDaysOnWhichPeopleAct) {
  const auto answer = AnswerDates(context(), cio_, {}, AsOf{});
  ASSERT_TRUE(answer.ok()) << answer.status();
  std::vector<std::string> seen;
  for (const DateRow& row : answer->dates) {
    if (row.kind == "review") continue;
    seen.push_back(FormatDay(row.day) + " " + row.uid);
  }
  // 21 days before 2028-10-01.
  EXPECT_THAT(seen, ElementsAre("2026-11-30 assurance:hosting:ISO 27001:",
                                "2028-09-10 notice_internal:hosting:2029-01-01",
                                "2028-09-29 notice:hosting:2029-01-01"));
  EXPECT_EQ(RenderMessage(answer->dates.back().title.rule,
                          answer->dates.back().title.arguments),
            "cloud: quarterly review of hosting.");
  const auto one = AnswerDates(
      context(), cio_, {.owner = "h.bakker", .from = "2026-10-01"}, AsOf{});
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_THAT(one->dates, IsEmpty());
  EXPECT_EQ(
      AnswerDates(context(), cio_, {.to = "soon"}, AsOf{}).status().message(),
      "to: \"soon\" is no day such as 2026-10-31");
}

}  // namespace
}  // namespace regisseur
