#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "aggregator/config/contract_file.h"
#include "aggregator/config/contract_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// DESIGN 6 and USERS U4, U5 and U10 to U17, key by key, a line each.
constexpr char kEveryKey[] = R"(id: hosting
provider: cloudnine
title: Hosting
currency: EUR
version: "2"
valid_from: 2026-02-01
signed: DOC-1
parent: frame
replaces: [old-hosting]
owner: m.visser
services: [web]
parties:
  - side: customer
    name: Gemeente
    registration: "12345678"
contacts:
  - name: J. Jansen
    role: escalation
    level: 1
    at: 50%
    side: provider
    reach:
      phone: "+31 20 1234567"
      email: j@cloudnine.example
    authority:
      figures: true
      extras_up_to: "1000.00"
      contract: false
term:
  start: 2026-01-01
  initial: 24 months
  renewal: none
  options:
    extend: 12 months
    times: 2
    by: customer
    exercise: 3 months
    exercised: [2027-09-01]
  notice:
    customer: 3 months
    provider: 12 months
    to: end_of_term
  internal_notice: 21 days
  terminated:
    last_day: 2028-12-31
    by: customer
  switching: data_act
holidays:
  calendar: nl
  liberation_day: every_five_years
  good_friday: true
value:
  maximum: "1200000.00"
  used_elsewhere: "0.00"
  warn_at: [0.7, 0.9]
  procurement_lead: 12 months
  procedure: european_tender
  reference: TED 2025/S 123-456
  extras_at_most: 10%
pricing:
  - component: platform
    form: fixed
    amount: "9500.00"
    per: month
    in_advance: true
  - component: units
    form: per_unit
    price: "1.00"
    meter:
      service_name: Compute
      service: web
      sku: A1
      unit: Hours
      period: quarter
      take: p95
      beyond: 10
  - component: hours
    form: graduated
    meter: {unit: Hours}
    tiers:
      - up_to: 10000
        price: "0.042"
        flat: "1.00"
      - price: "0.036"
  - component: volume
    form: volume
    meter: {unit: Hours}
    tiers: [{price: "0.036"}]
  - component: packs
    form: package
    meter: {unit: Mails}
    size: 1000
    price: "5.00"
    free_units: 100
  - component: bundle
    form: hour_bundle
    hours: 40
    per: month
    price: "3600.00"
    overage: "105.00"
    carry_over: 3 months
    opening: 5
  - component: base
    form: baseline
    meter: {unit: Desks}
    units: 100
    amount: "900.00"
    dead_band: 5%
    arc: "10.00"
    rrc: "8.00"
    floor: "100.00"
  - component: least
    form: minimum_commitment
    amount: "1000.00"
    per: contract_year
    of: [platform, units]
  - component: card
    form: prepaid
    units: 80
    price: "8400.00"
    valid: 12 months
    step: 15 minutes
    factors: {outside_hours: "1.5"}
    renews: on_order
    ordered: [2026-03-01]
  - component: support
    form: percentage
    percent: 18
    of: [platform]
  - component: quality
    form: bonus_malus
    of: [platform]
    steps:
      - above: 98
        percent: 5
      - below: 95
        percent: 5
    meter:
      count: stated
      quantities: {2026-02: 99}
      holds_on: true
  - component: incidents
    form: per_unit
    price: "1.00"
    meter:
      count: tickets
      ticket_kind: incident
      priority: P1
  - component: seats
    form: per_unit
    price: "1.00"
    meter:
      sku: A2
      tags: {app: shop}
      take: peak_to_date
      reduce_notice: 1 month
discounts:
  - term: 12 months
    percent: 5
    components: [platform, units]
  - after: 12 months
    percent: 6
change:
  lead_time: 10 days
  surcharge: 10%
  exit_payment: "100.00"
indices: [CBS-DPI-62.csv]
indexation:
  series: CBS-DPI-62
  yearly: 01-01
  first: 2027
  compare: [Q3, Q3]
  measure: published_change
  cap: 3%
  floor: 0%
  announce: 1 month
  provisional: correct_later
  components: [platform]
  announced:
    - year: 2027
      received: 2026-11-01
      price: "9700.00"
extras:
  - name: DDoS test
    price: "950.00"
    unit: test
    lead_time: 5 days
  - name: card of 80 hours
    price: "8400.00"
    buys: card
objectives:
  - id: availability
    title: Availability
    kind: availability
    service: web
    window:
      calendar: month
      from_day: 16
      time_zone: Europe/Amsterdam
    holidays: nl
    measured_by: reported
    evidence:
      leading: provider
      report_due: 10 working days
      object_within: 10 working days
    weight: 2
    not_accountable: [customer]
    target: 99.9
    service_hours: {mon-fri: "07:00-19:00"}
    counts_as_down: {major_outage: 1, partial_outage: "0.5"}
    excluded:
      maintenance:
        announced: 5 days
        at_most: 4 hours per month
      windows:
        - every: second sunday
          at: "02:00-06:00"
    minimum_outage: 5 minutes
    compare:
      decimals: 1
    no_data: bounds
    credits:
      - below: 99.9
        percent: 10
    bonus:
      - above: 99.95
        percent: 1
    credit_base: platform
    claim_within:
      end_of_billing_cycle: 2
    penalties:
      - amount: "100.00"
        per: hour
        free: 1
        at_most: "500.00"
    earn_back:
      windows: 3
      attained: 99.95
    consequences:
      - when: missed 2 of 3
        then: improvement_plan
        within: 10 working days
  - id: second
    kind: availability
    services: [web, mail]
    window: {rolling: 30 days}
    holidays:
      file: holidays.txt
    target: 99.5
    claim_within: {days: 60}
    credits: [{below: 99.5, percent: 5}]
  - id: restore
    kind: restore_time
    service: web
    support_hours: {mon-fri: "08:00-18:00"}
    levels:
      - priority: P1
        within: 4 hours
        share: 90
    counted_in: closed
    priority_from: first
    clock_stops: [waiting_for_customer]
    small_number:
      below: 10
      allowed_misses: 1
    holidays:
      days: [2026-05-14]
    claim_within: {months: 2}
  - id: screens
    kind: response_time
    indicator: p95
    target: 2
    direction: at_most
    unit: s
    credits: [{above: 3, percent: 5}]
    claim_within: {end_of_month_after: 1}
  - id: chain
    kind: composite
    target: 99.0
    combine: weighted
    of:
      - contract: hosting
        objective: availability
        weight: 2
      - objective: second
    no_data: bounds
  - id: rto
    kind: recovery_time
    within: 4 hours
    tested: 12 months
  - id: partnership
    kind: score
    target: 7
    scale: [1, 10]
    least_scores: 3
  - id: outcome
    kind: outcome
    indicator: tickets
    baseline: 100
    target: 50
    unit: tickets
    by: 2027-01-01
at_risk_cap:
  percent: 15
  per: month
remedy:
  settle: claim
  kind: price_reduction
  vat: reduces_price
  exclusive: false
consequences:
  - when: missed 3 in a row
    then: may_terminate
    within: 30 days
invoicing:
  references: [PO-1]
  object_within: 14 days
  tolerance: "1.00"
mandate:
  cost_above_plan: 5%
  hours: 16 per month
  amount: 1000.00 per month
  level_below_target: 0.2%
  change: "2500.00"
governance:
  review: quarterly
  meetings: [service review]
  outage_updates: 1 hour
  escalation:
    acknowledge: 30 minutes
    answer: 4 hours
    hours: always
  improvement_fund:
    credits: 50%
    gains: 50%
    gains_to_provider: 20%
    currency: EUR
documents:
  - kind: framework
    title: Frame
    link: https://dms.example/1
    version: "1"
    precedence: 1
    signed: 2026-01-01
clauses: {checklists: [gibit-2023], audit_right: "21", exit_plan: absent}
processing:
  agreement: 2026-01-15
  breach_notice: 24 hours
  subprocessors:
    - name: Third
      country: IE
  objection: 30 days
assurance:
  - kind: ISO 27001
    valid_until: 2026-11-30
    period: "2025"
    due: 2026-03-01
register:
  annual_expense: "114000.00"
  entity: 529900VOORBEELD00105
  branch: BR-1
  law: NL
  our_notice_days: 90
  their_notice_days: 365
  ending: other
  linked_to: frame
  services:
    - type: S17
      function: pay
      country: NL
      stores_data: "yes"
      data_at: NL
      processed_in: NL
      sensitiveness: high
      reliance: full
      substitutability: easy
      substitution_reason: both
      last_audit: 2026-01-01
      reintegration: easy
      impact: high
      alternatives_identified: "yes"
      alternatives: Nimbaro
  subcontractors:
    - service: S17
      code: IE-1
      code_type: EUID
      rank: 2
      recipient: NL-1
      recipient_type: EUID
      name: Eire Data
      latin_name: Eire Data
      country: IE
      person: legal person
exit:
  plan: 2025-06-01
  tested: 2025-11-04
  assistance:
    hours: 120
  data:
    format: SQL
    within: 30 days
    erased_after: 30 days
  escrow: none
)";

std::vector<ContractFileProblem> Errors(const std::string& text) {
  ContractContext context;
  context.read_file = [](const std::string& path) {
    return std::string(path == "CBS-DPI-62.csv"
                           ? "Perioden;Index\n2025KW03;118.6\n"
                           : "2026-05-14 Hemelvaart\n");
  };
  std::vector<ContractFileProblem> errors;
  for (ContractFileProblem& problem :
       LintContractFile("c.yaml", text, context).problems) {
    if (problem.severity == Severity::kError) {
      errors.push_back(std::move(problem));
    }
  }
  return errors;
}

std::vector<std::string> Keys(const std::string& text) {
  std::vector<std::string> keys;
  for (const ContractFileProblem& problem : Errors(text)) {
    keys.push_back(problem.key);
  }
  return keys;
}

// The key of a line such as `  - amount: 1`; empty for none.
std::string KeyOf(const std::string& line) {
  const size_t from = line.find_first_not_of(" -");
  const size_t colon = line.find(':');
  return colon == std::string::npos || from == std::string::npos
             ? ""
             : line.substr(from, colon - from);
}

TEST(ContractLintTest, EveryKeyOfTheTableIsReadAndCanBeWrong) {
  ASSERT_THAT(Keys(kEveryKey), IsEmpty());
  const std::string text = kEveryKey;
  std::set<std::string> wrong;  // keys that were refused
  for (size_t from = 0; from < text.size();) {
    const size_t end = text.find('\n', from);
    const std::string line = text.substr(from, end - from);
    const size_t colon = line.find(':');
    const std::string key = KeyOf(line);
    // A key with its value on the line, given a value of no kind that there is.
    if (!key.empty() && colon + 1 < line.size()) {
      const std::string broken =
          absl::StrCat(text.substr(0, from), line.substr(0, colon),
                       ": {no-such-key: [{}]}", text.substr(end));
      if (!Errors(broken).empty()) wrong.insert(key);
    }
    from = end + 1;
  }
  for (const ConfigKey& key : ContractKeys()) {
    const bool deeper =
        text.find(absl::StrCat(" ", key.key, ":\n")) != std::string::npos ||
        text.find(absl::StrCat("\n", key.key, ":\n")) != std::string::npos;
    const bool beside =
        text.find(absl::StrCat("{", key.key, ":")) != std::string::npos;
    EXPECT_TRUE(wrong.contains(key.key) || deeper || beside)
        << key.section << " " << key.key;
  }
}

TEST(ContractLintTest, TellsWhatCannotBeReadAndWhatDoesNotFitAtOnce) {
  const std::string broken = absl::StrReplaceAll(
      kEveryKey, {{"title: Hosting", "title:"},        // no value
                  {"    per: hour", "    per: hoer"},  // no such word
                  {"credit_base: platform", "credit_base: platfrom"},
                  {"components: [platform]", "components: [platfrm]"},
                  {"percent: 15", "percent: 150"},
                  {"  contract: false", "  contract: no"}});
  EXPECT_THAT(Keys(broken),
              UnorderedElementsAre(
                  "title", "contacts[0].authority.contract",
                  "indexation.components[0]", "objectives[0].credit_base",
                  "objectives[0].penalties[0].per", "at_risk_cap.percent"));
}

TEST(ContractLintTest, TellsNothingThatOnlyFollowsFromAnotherMistake) {
  const struct {
    const char* good;
    const char* bad;
    const char* key;
  } cases[] = {
      // What is named elsewhere was not read.
      {"- component: platform", "- componnt: platform", "pricing[0]"},
      {"- id: second", "- id: Second", "objectives[1].id"},
      // The kind says what the other keys mean.
      {"kind: restore_time", "kind: restore", "objectives[2].kind"},
      {"form: package", "form: pack", "pricing[4].form"},
      // An empty value is told once.
      {"amount: \"9500.00\"", "amount:", "pricing[0].amount"},
      {"start: 2026-01-01", "start:", "term.start"},
      {"initial: 24 months", "initial: [24]", "term.initial"},
      {"up_to: 10000", "up_to: ten", "pricing[2].tiers[0].up_to"},
  };
  for (const auto& c : cases) {
    const std::string broken =
        absl::StrReplaceAll(kEveryKey, {{c.good, c.bad}});
    const std::vector<std::string> keys = Keys(broken);
    if (std::string(c.bad) == "- componnt: platform") {
      EXPECT_THAT(keys,
                  UnorderedElementsAre("pricing[0]", "pricing[0].componnt"));
    } else {
      EXPECT_THAT(keys, ElementsAre(c.key)) << c.bad;
    }
  }
}

TEST(ContractLintTest, AContractWithoutAnEndNeedsNoRenewal) {
  const auto term = [](const std::string& term) {
    return absl::StrCat(
        "id: a\nprovider: p\ntitle: T\ncurrency: EUR\nterm: {start: "
        "2026-01-01, notice: 1 month, ",
        term, "}\n");
  };
  for (const char* good :
       {"initial: none", "initial: none, renewal: indefinite",
        "renewal: indefinite"}) {
    const LintedContract linted =
        LintContractFile("c.yaml", term(good), ContractContext());
    ASSERT_TRUE(linted.contract.has_value()) << good;
    EXPECT_EQ(linted.contract->term.renewal, Renewal::kIndefinite);
    EXPECT_TRUE(linted.contract->term.initial.IsZero());
  }
  EXPECT_THAT(Keys(term("initial: none, renewal: none")),
              ElementsAre("term.renewal"));
  EXPECT_THAT(Keys(term("initial: none, renewal: 12 months")),
              ElementsAre("term.renewal"));
  EXPECT_THAT(Keys(term("renewal: none")), ElementsAre("term.initial"));
}

// USERS U13 has them beside the objectives, U10 a promise without a window.
TEST(ContractLintTest, ConsequencesOfAllPromisesAndTheUsualWindow) {
  const LintedContract linted = LintContractFile(
      "c.yaml",
      absl::StrReplaceAll(kEveryKey, {{"file: holidays.txt", "calendar: nl"},
                                      {"indices: [CBS-DPI-62.csv]\n", ""}}),
      ContractContext());
  ASSERT_TRUE(linted.contract.has_value());
  const std::vector<Objective>& objectives = linted.contract->objectives;
  ASSERT_EQ(objectives[0].remedies.consequences.size(), 2u);
  EXPECT_EQ(objectives[0].remedies.consequences[0].then, "improvement_plan");
  EXPECT_EQ(objectives[0].remedies.consequences[1].then, "may_terminate");
  ASSERT_EQ(objectives[2].remedies.consequences.size(), 1u);
  EXPECT_EQ(objectives[2].remedies.consequences[0].missed, 3);
  EXPECT_EQ(objectives[2].window.kind, MeasuringWindow::Kind::kMonth);
  EXPECT_EQ(objectives[2].time_zone, "Europe/Amsterdam");
}

}  // namespace
}  // namespace regisseur
