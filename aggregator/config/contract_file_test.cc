#include "aggregator/config/contract_file.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "aggregator/config/contract_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Decimal D(const char* text) { return *Decimal::Parse(text); }

// Every part that a contract can have.
constexpr char kGood[] = R"(id: cloudnine-hosting
provider: cloudnine
title: Managed hosting 2026
currency: EUR
version: "2"
valid_from: 2026-07-01
signed: ZK-2026-118
parent: cloudnine-framework
owner: m.visser
services: [hosting]
parties:
  - {side: provider, name: CloudNine B.V., registration: "12345678"}
term:
  start: 2026-01-01
  initial: 24 months
  renewal: none
  options: {extend: 12 months, times: 2, by: customer, exercise: 3 months, exercised: [2027-09-01]}
  notice: {customer: 3 months, provider: 12 months, to: end_of_month}
  internal_notice: 21 days
  switching: data_act
holidays: {calendar: nl, liberation_day: every_five_years, good_friday: true}
value: {maximum: "1200000.00", used_elsewhere: "0.00", warn_at: [0.7, 0.9], procurement_lead: 12 months, procedure: european_tender, reference: TED 2025/S 123-456}
pricing:
  - {component: platform, form: fixed, amount: "9500.00", per: month}
  - {component: vcpu-hours, form: graduated, meter: {service: hosting, unit: Hours}, tiers: [{up_to: 10000, price: "0.042"}, {price: "0.036", flat: "5"}]}
  - {component: change-hours, form: hour_bundle, hours: 40, per: month, price: "3600.00", overage: "105.00", carry_over: 3 months}
  - {component: seats, form: per_unit, price: "18.00", meter: {sku: SEAT, period: contract_year, take: peak_to_date, beyond: 400}}
  - {component: storage, form: package, size: 100, price: "25.00", free_units: 50, meter: {unit: GB}}
  - {component: traffic, form: volume, meter: {unit: TB}, tiers: [{price: 1}]}
  - {component: desk, form: baseline, units: 1000, amount: "50000.00", dead_band: 10%, arc: "45.50", rrc: "30.25", meter: {service_name: tickets}}
  - {component: card, form: prepaid, units: 80, price: "8400.00", valid: 12 months, step: 15 minutes, factors: {outside_hours: "1.5"}, renews: automatic}
  - {component: floor, form: minimum_commitment, amount: "120000.00", per: contract_year, of: [platform, vcpu-hours]}
indexation: {series: CBS-DPI-62, yearly: 01-01, first: 2027, compare: [Q3, Q3], measure: published_change, cap: 3%, floor: 0%, announce: 1 month, provisional: correct_later, components: [platform]}
extras: [{name: DDoS test, price: "950.00", lead_time: 5 days}]
objectives:
  - id: availability
    service: hosting
    kind: availability
    target: 99.9
    window: {calendar: month, from_day: 16, time_zone: Europe/Amsterdam}
    service_hours: {mon-fri: "07:00-19:00"}
    counts_as_down: {major_outage: 1, partial_outage: "0.5"}
    excluded:
      maintenance: {announced: 5 days, at_most: 4 hours per month}
      windows: [{every: second sunday, at: "02:00-06:00"}]
    minimum_outage: 5 minutes
    compare: {decimals: 1}
    no_data: bounds
    measured_by: measured
    evidence: {leading: provider, report_due: 10 working days, object_within: 14 days}
    credits: [{below: 99.9, percent: 10}, {below: 99.0, percent: 25}]
    bonus: [{above: 99.99, percent: 1}]
    credit_base: platform
    claim_within: {end_of_billing_cycle: 2}
    penalties: [{amount: "250.00", per: hour, free: 2}]
    earn_back: {windows: 3, attained: 99.95}
    consequences:
      - {when: missed 2 of 3, then: improvement_plan, within: 10 working days}
      - {when: missed 3 in a row, then: may_terminate, within: 30 days}
  - id: restore
    service: hosting
    kind: restore_time
    window: {calendar: month}
    support_hours: {mon-fri: "08:00-18:00"}
    holidays: nl
    levels: [{priority: P1, within: 4 hours, share: 90}, {priority: P3, within: 3 working days, share: 85}]
    counted_in: closed
    priority_from: first
    clock_stops: [waiting_for_customer]
    small_number: {below: 10, allowed_misses: 1}
  - {id: chain, kind: composite, window: {rolling: 30 days}, target: 99.5, combine: product, of: [{objective: availability}, {contract: other, objective: availability, weight: 2}]}
  - {id: reopened, kind: indicator, indicator: reopened, window: {calendar: month}, target: 1, direction: at_most, unit: "%", credits: [{above: 1, percent: 2}]}
  - {id: rto, kind: recovery_time, window: {calendar: year}, within: 4 hours, tested: 12 months}
  - {id: helpful, kind: score, window: {calendar: quarter}, target: 7.5, scale: [1, 10], least_scores: 5}
  - {id: fewer, kind: outcome, window: {calendar: year}, indicator: calls, baseline: 1200, target: 800, by: 2027-12-31}
at_risk_cap: [{percent: 15, per: month}, {percent: 10, per: contract_year}]
remedy: {settle: claim, kind: price_reduction, vat: reduces_price, exclusive: false}
mandate: {cost_above_plan: 5%, hours: 16 per month, change: "2500.00", level_below_target: 0.2%}
contacts:
  - {name: A. de Boer, role: escalation, level: 1, side: provider, reach: {phone: "+31 20 000 0000", email: a@cloudnine.example}, authority: {figures: true, extras_up_to: "5000.00"}}
governance: {review: quarterly}
documents: [{kind: framework, title: Raamovereenkomst, link: "https://dms.example/1", precedence: 1}]
clauses: {checklists: [gibit-2023], audit_right: "21", exit_plan: absent}
processing: {agreement: 2026-01-15, breach_notice: 24 hours, subprocessors: [{name: Rack Ltd, country: IE}], objection: 30 days}
assurance: [{kind: ISO 27001, valid_until: 2026-11-30}, {kind: ISAE 3402 type II, period: "2025", due: 2026-03-01}]
exit: {plan: 2025-06-01, tested: 2025-11-04, assistance: {hours: 120}, data: {format: SQL, within: 30 days, erased_after: 30 days}, escrow: none}
)";

absl::StatusOr<ContractFile> Parse(absl::string_view yaml) {
  return ParseContractFile("c.yaml", yaml, ContractContext());
}

TEST(ContractFileTest, ReadsEveryPart) {
  const absl::StatusOr<ContractFile> file = Parse(kGood);
  ASSERT_TRUE(file.ok()) << file.status();
  // The reopened tickets have credits and no claim_within.
  ASSERT_EQ(file->warnings.size(), 1u);
  EXPECT_EQ(file->warnings[0].rule, "contract-claim-without-date");
  EXPECT_EQ(file->warnings[0].place, "objectives[3]");
  const Contract& c = file->contract;
  EXPECT_EQ(c.ValidFrom(), absl::CivilDay(2026, 7, 1));
  EXPECT_EQ(c.parent, "cloudnine-framework");
  EXPECT_EQ(c.term.initial, (CivilSpan{24, 0}));
  EXPECT_EQ(c.term.renewal, Renewal::kNone);
  EXPECT_EQ(c.term.options->times, 2);
  EXPECT_EQ(c.term.provider_notice, (CivilSpan{12, 0}));
  EXPECT_EQ(c.term.notice_to, NoticeTo::kEndOfMonth);
  EXPECT_EQ(c.term.internal_notice_days, 21);
  EXPECT_TRUE(c.term.switching_data_act);
  EXPECT_TRUE(c.holidays.IsHoliday(absl::CivilDay(2026, 4, 3)));
  EXPECT_FALSE(c.holidays.IsHoliday(absl::CivilDay(2026, 5, 5)));
  EXPECT_EQ(c.value->maximum, D("1200000"));

  ASSERT_EQ(c.pricing.size(), 9u);
  EXPECT_EQ(std::get<FixedPrice>(c.pricing[0].form).amount, D("9500"));
  const auto& tiers = std::get<GraduatedPrice>(c.pricing[1].form).tiers;
  EXPECT_EQ(tiers[0].up_to, D("10000"));
  EXPECT_EQ(tiers[1].flat, D("5"));
  EXPECT_EQ(c.pricing[1].meter->service, "hosting");
  EXPECT_EQ(std::get<HourBundlePrice>(c.pricing[2].form).carry_over_months, 3);
  EXPECT_EQ(c.pricing[3].meter->take, MeterTake::kPeakToDate);
  EXPECT_EQ(std::get<BaselinePrice>(c.pricing[6].form).dead_band_percent,
            D("10"));
  EXPECT_EQ(std::get<PrepaidPrice>(c.pricing[7].form).step, D("0.25"));
  EXPECT_EQ(std::get<MinimumCommitment>(c.pricing[8].form).per,
            PricePeriod::kContractYear);
  EXPECT_EQ(c.indexation[0].cap_percent, D("3"));

  ASSERT_EQ(c.objectives.size(), 7u);
  const Objective& availability = c.objectives[0];
  EXPECT_EQ(availability.services, std::vector<std::string>{"hosting"});
  EXPECT_EQ(availability.window.from_day, 16);
  const auto& terms = std::get<AvailabilityTerms>(availability.terms);
  EXPECT_EQ(terms.target, D("99.9"));
  EXPECT_EQ(terms.counts_as_down[1].weight, D("0.5"));
  EXPECT_EQ(terms.excluded->maintenance->at_most, absl::Hours(4));
  EXPECT_TRUE(terms.excluded->maintenance->per_month);
  EXPECT_EQ(terms.excluded->windows[0].nth, 2);
  EXPECT_EQ(terms.compare_decimals, 1);
  EXPECT_TRUE(availability.evidence.report_due->working);
  EXPECT_EQ(availability.remedies.claim_within,
            (ClaimRule{ClaimRule::Kind::kEndOfBillingCycle, 2}));
  EXPECT_EQ(availability.remedies.consequences[1],
            (Consequence{3, 3, "may_terminate", {0, 30}, false}));
  const auto& restore = std::get<TicketTerms>(c.objectives[1].terms);
  EXPECT_EQ(restore.levels[0].within.hours, absl::Hours(4));
  EXPECT_EQ(restore.levels[1].within.working_days, 3);
  EXPECT_EQ(c.objectives[2].window.rolling_days, 30);
  EXPECT_STREQ(ObjectiveKindWord(c.objectives[4].terms), "recovery_time");
  EXPECT_EQ(c.at_risk_caps[1].per, AtRiskCap::Per::kContractYear);
  EXPECT_EQ(c.mandate.hours, D("16"));
  EXPECT_EQ(c.mandate.change, D("2500.00"));
  EXPECT_EQ(c.mandate.level_below_target, D("0.2"));
  EXPECT_EQ(c.contacts[0].authority.extras_up_to, D("5000"));
  EXPECT_EQ(c.dossier.clauses[1].absent, true);
  EXPECT_EQ(c.dossier.exit->assistance_hours, D("120"));
}

TEST(ContractFileTest, AClauseThatIsSaidNotToBeThereIsAbsentInAnyWord) {
  const absl::StatusOr<ContractFile> file = ParseContractFile(
      "c.yaml",
      "id: c\nprovider: p\ntitle: C\ncurrency: EUR\n"
      "term: {start: 2026-01-01, initial: 12 months}\n"
      "clauses: {exit_plan: Absent, locations: nee, security: afwezig, "
      "audit_right: \"21\"}\n",
      {});
  ASSERT_TRUE(file.ok()) << file.status();
  const std::vector<Clause>& clauses = file->contract.dossier.clauses;
  ASSERT_EQ(clauses.size(), 4u);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(clauses[i].absent) << i;
  EXPECT_FALSE(clauses[3].absent);
}

TEST(ContractFileTest, SaysFileLineKeyAndWhatWouldBeRight) {
  struct Case {
    const char* good;
    const char* bad;
    const char* message;
  };
  const Case cases[] = {
      {"owner: m.visser", "ownre: m.visser",
       "c.yaml:9: ownre is no key of this version; did you mean 'owner'?"},
      {"currency: EUR", "currency: EURO",
       "c.yaml:4: currency is wrong: 'EURO' is no currency; write an ISO 4217 "
       "code such as EUR."},
      {"amount: \"9500.00\"", "amount: \"9.500,00\"",
       "c.yaml:24: pricing[0].amount is '9.500,00': write a number such as "
       "9500.00, with a point and no separators"},
      {"amount: \"9500.00\", per: month", "amount: \"9500.00\", pro: month",
       "c.yaml:24: pricing[0].pro is no key of this version"},
      {"form: volume", "form: volumes",
       "c.yaml:29: pricing[5].form is 'volumes': write one of fixed, per_unit"},
      {"dead_band: 10%", "dead_band: 10",
       "c.yaml:30: pricing[6].dead_band is '10': write a percentage with its "
       "sign, such as 10%"},
      {"of: [platform, vcpu-hours]", "of: [platform, vcpu-hour]",
       "c.yaml:32: pricing[8].of[1] is wrong: 'vcpu-hour' is no component "
       "under pricing; perhaps vcpu-hours is meant."},
      {"start: 2026-01-01", "start: 1 January 2026",
       "c.yaml:14: term.start is '1 January 2026': write a day such as "
       "2026-01-31"},
      {"    target: 99.9", "    targett: 99.9",
       "c.yaml:36: objectives[0] lacks 'target' (number, percent): For "
       "instance 99.9."},
      {"\"07:00-19:00\"", "7-19",
       "c.yaml:41: objectives[0].service_hours.mon-fri is wrong: '7-19' are no "
       "hours: write 07:00-19:00, 22:00-06:00 or 00:00-24:00"},
      {"second sunday", "2nd sunday",
       "objectives[0].excluded.windows[0] is wrong: '2nd sunday' is no day "
       "that comes back"},
      {"at_most: 4 hours per month", "at_most: 4 hours a month",
       "objectives[0].excluded.maintenance.at_most is '4 hours a month': write "
       "4 hours or 4 hours per month"},
      {"missed 3 in a row", "missed thrice",
       "objectives[0].consequences[1].when is 'missed thrice': write missed, "
       "missed 2 of 3 or missed 3 in a row"},
      {"{end_of_billing_cycle: 2}", "{days: 3, months: 1}",
       "objectives[0].claim_within gives days and months, and each says by "
       "when: keep one"},
      {"{end_of_billing_cycle: 2}", "{}",
       "objectives[0].claim_within needs one of days, months, "
       "end_of_month_after or end_of_billing_cycle"},
      {"internal_notice: 21 days", "internal_notice: 1 month",
       "c.yaml:19: term.internal_notice must be days, such as 21 days"},
      {"Europe/Amsterdam", "Europe/Amstelveen",
       "objectives[0].window.time_zone is 'Europe/Amstelveen': write an IANA "
       "name such as Europe/Amsterdam"},
      {"within: 4 hours, share", "within: quickly, share",
       "levels[0].within is 'quickly': write 4 hours, 3 days or 3 working "
       "days"},
  };
  for (const Case& c : cases) {
    const std::string broken = absl::StrReplaceAll(kGood, {{c.good, c.bad}});
    ASSERT_NE(broken, kGood) << c.good;
    const absl::Status status = Parse(broken).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.bad;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

TEST(ContractFileTest, TellsAllMistakesAtOnce) {
  const absl::Status status =
      Parse(
          "id: C\nprovider: p\ntitle: T\ncurrency: EUR\nterm: {start: x, "
          "notice: 3 moons}\nobjectives:\n  - {id: a, kind: fun}\n")
          .status();
  EXPECT_EQ(status.message(),
            "c.yaml:1: id is 'C': an id is 1 to 63 of a-z, 0-9 and '-'\n"
            "c.yaml:5: term.start is 'x': write a day such as 2026-01-31\n"
            "c.yaml:5: term.notice is '3 moons': write a span such as 3 months "
            "or 21 days\n"
            "c.yaml:5: term.initial is wrong: The term does not say how long "
            "it runs; write initial, such as 36 months, or last_day, or "
            "initial: none where it has no end.\n"
            "c.yaml:7: objectives[0].kind is 'fun': write one of availability, "
            "reaction_time, restore_time, resolution_time, answer_time, "
            "delivery_time, change_lead_time, response_time, indicator, "
            "composite, recovery_time, recovery_point, score, outcome");
}

TEST(ContractFileTest, ReadsTheLastDayInsteadOfALength) {
  const auto initial = [](const char* term) {
    const auto file = Parse(absl::StrCat(
        "{id: c, provider: p, title: T, currency: EUR, term: ", term, "}"));
    EXPECT_TRUE(file.ok()) << file.status();
    return file.ok() ? file->contract.term.initial : CivilSpan();
  };
  EXPECT_EQ(initial("{start: 2026-01-01, last_day: 2027-12-31}"),
            (CivilSpan{24, 0}));
  EXPECT_EQ(initial("{start: 2026-01-01, last_day: 2026-01-10}"),
            (CivilSpan{0, 10}));
  EXPECT_EQ(initial("{start: 2026-01-01, renewal: indefinite}"), CivilSpan());
}

TEST(ContractFileTest, WarnsAboutWhatMayBeMeant) {
  const auto file = Parse(
      "{id: c, provider: p, title: T, currency: EUR, term: {start: 2026-01-01, "
      "initial: 12 months, renewal: 12 months}}");
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->warnings.size(), 1u);
  EXPECT_EQ(file->warnings[0].rule, "contract-notice-missing");
}

TEST(ContractFileTest, ReadsHolidaysFromAFile) {
  constexpr char kContract[] =
      "{id: c, provider: p, title: T, currency: EUR, term: {start: 2026-01-01, "
      "initial: 12 months}, holidays: {file: be.txt}}";
  ContractContext context;
  context.read_file =
      [](const std::string& path) -> absl::StatusOr<std::string> {
    EXPECT_EQ(path, "be.txt");
    return "# Belgium\n2026-07-21 Nationale feestdag\n\n2026-11-11;\n";
  };
  const auto file = ParseContractFile("c.yaml", kContract, context);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->contract.holidays.NameOf(absl::CivilDay(2026, 7, 21)),
            "Nationale feestdag");
  EXPECT_TRUE(file->contract.holidays.IsHoliday(absl::CivilDay(2026, 11, 11)));
  EXPECT_THAT(std::string(Parse(kContract).status().message()),
              HasSubstr("holidays.file names a file"));
}

TEST(ContractFileTest, AFormNeedsOnlyCurrencyAndPricing) {
  const auto form = ParsePricingForm(
      "form.yaml",
      R"({"currency": "EUR", "pricing": [{"component": "use", "form": "package",
          "size": 100, "price": "12.34", "free_units": 50,
          "meter": {"service_name": "vcpu", "unit": "Hours"}}]})",
      ContractContext());
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(std::get<PackagePrice>(form->pricing[0].form).price, D("12.34"));
  const absl::Status status =
      ParsePricingForm("form.yaml", "{currency: EUR}", ContractContext())
          .status();
  EXPECT_EQ(status.message(),
            "form.yaml:1: lacks 'pricing' (list): What it costs.");
}

TEST(ContractFileTest, ReadsAChecklist) {
  const auto checklist =
      ParseClauseChecklist("dora.yaml",
                           "id: dora-art-30\ntitle: DORA article 30\nclauses:\n"
                           "  - {clause: audit_right, source: \"30(3)(e)\"}\n");
  ASSERT_TRUE(checklist.ok()) << checklist.status();
  EXPECT_THAT(checklist->items,
              ElementsAre(ClauseChecklist::Item{"audit_right", "30(3)(e)"}));
  EXPECT_FALSE(ParseClauseChecklist("d.yaml", "id: x\nclause: []\n").ok());
}

TEST(ContractFileTest, TheManualsExamplesAreContracts) {
  std::ifstream in("../../docs/writing-a-contract.md");
  ASSERT_TRUE(in.good());
  std::ostringstream text;
  text << in.rdbuf();
  const std::string page = text.str();
  const std::vector<std::string> parts = absl::StrSplit(page, "```yaml\n");
  EXPECT_EQ(parts.size(), 6u);
  for (size_t i = 1; i < parts.size(); ++i) {
    const auto file = Parse(parts[i].substr(0, parts[i].find("```")));
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_TRUE(file->warnings.empty()) << parts[i];
  }
}

// The page is printed by `RenderContractReference`.
TEST(ContractFileTest, ThePageOfKeysIsTheTable) {
  std::ifstream in("../../docs/contract-keys.md");
  ASSERT_TRUE(in.good());
  std::ostringstream page;
  page << in.rdbuf();
  EXPECT_EQ(page.str(), RenderContractReference());
}

TEST(ContractFileTest, ListsItsValuesByWhatNamesThem) {
  const absl::StatusOr<ContractKeyValues> keys = ListContractKeys("c.yaml", R"(
id: c
term: {start: 2026-01-01, notice: {customer: 3 months}}
pricing:
  - {component: platform, form: fixed, amount: "9500.00"}
  - component: use
    tiers: [{up_to: 10, price: "1"}, {price: "2"}]
services: [web, mail]
documents: [{kind: sla, title: SLA}, {kind: sla, title: SLA}]
owner:
)");
  ASSERT_TRUE(keys.ok()) << keys.status();
  std::string lines;
  for (const auto& [key, value] : *keys) {
    absl::StrAppend(&lines, key, "=", value, "\n");
  }
  EXPECT_EQ(lines,
            "id=c\n"
            "term.start=2026-01-01\n"
            "term.notice.customer=3 months\n"
            "pricing[platform].component=platform\n"
            "pricing[platform].form=fixed\n"
            "pricing[platform].amount=9500.00\n"
            "pricing[use].component=use\n"
            "pricing[use].tiers[0].up_to=10\n"
            "pricing[use].tiers[0].price=1\n"
            "pricing[use].tiers[1].price=2\n"
            "services=web, mail\n"
            "documents[SLA].kind=sla\n"
            "documents[SLA].title=SLA\n"
            "documents[SLA#2].kind=sla\n"
            "documents[SLA#2].title=SLA\n");
  EXPECT_FALSE(ListContractKeys("c.yaml", "id: [").ok());
}

}  // namespace
}  // namespace regisseur
