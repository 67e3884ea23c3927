#include "core/contract/check_contract.h"

#include <functional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

// A contract without a fault.
Contract Good() {
  Contract contract;
  contract.id = "cloudnine-hosting";
  contract.provider = "cloudnine";
  contract.title = "Managed hosting 2026";
  contract.currency = "EUR";
  contract.term.start = absl::CivilDay(2026, 1, 1);
  contract.term.initial = {36, 0};
  contract.term.renewal = Renewal::kTacit;
  contract.term.renewal_term = {12, 0};
  contract.term.customer_notice = contract.term.provider_notice = {3, 0};
  contract.pricing = {
      {"platform", FixedPrice{D("9500.00")}, std::nullopt},
      {"vcpu-hours",
       GraduatedPrice{
           {{D("10000"), D("0.042"), {}}, {std::nullopt, D("0.036"), {}}}},
       Meter{"", "hosting", "", "Hours"}},
      {"commitment",
       MinimumCommitment{
           D("10000.00"), PricePeriod::kMonth, {"platform", "vcpu-hours"}},
       std::nullopt}};
  Objective availability;
  availability.id = "availability";
  availability.services = {"hosting"};
  AvailabilityTerms terms;
  terms.target = D("99.9");
  terms.counts_as_down = {{OperationalState::kMajorOutage}};
  availability.terms = terms;
  availability.remedies.credits = {{D("99.9"), D("10")}, {D("99.0"), D("25")}};
  availability.remedies.credit_base = "platform";
  availability.remedies.claim_within =
      ClaimRule{ClaimRule::Kind::kEndOfBillingCycle, 2};
  contract.objectives = {availability};
  contract.at_risk_caps = {{D("15"), AtRiskCap::Per::kMonth}};
  return contract;
}

std::string Problems(const Contract& contract) {
  return absl::StrJoin(CheckContract(contract), " ",
                       [](std::string* out, const ContractProblem& problem) {
                         absl::StrAppend(out, problem.rule, "@", problem.place);
                       });
}

TEST(CheckContractTest, AcceptsAGoodContract) {
  EXPECT_EQ(Problems(Good()), "");
}

TEST(CheckContractTest, SaysWhatIsWrongAndWhere) {
  struct Case {
    const char* problem;
    std::function<void(Contract&)> spoil;
  };
  const auto availability = [](Contract& c) -> AvailabilityTerms& {
    return std::get<AvailabilityTerms>(c.objectives[0].terms);
  };
  const auto graduated = [](Contract& c) -> std::vector<PriceTier>& {
    return std::get<GraduatedPrice>(c.pricing[1].form).tiers;
  };
  const Case cases[] = {
      {"contract-currency@currency", [](Contract& c) { c.currency = "EURO"; }},
      {"contract-term-without-length@term.initial",
       [](Contract& c) { c.term.initial = {}; }},
      {"contract-renewal-without-length@term.renewal",
       [](Contract& c) { c.term.renewal_term = {}; }},
      {"contract-notice-missing@term.notice",
       [](Contract& c) { c.term.customer_notice = {}; }},
      {"contract-version-before-start@valid_from",
       [](Contract& c) { c.valid_from = absl::CivilDay(2025, 12, 31); }},
      {"contract-span@term.notice",
       [](Contract& c) {
         c.term.customer_notice = {0, 999999999};
       }},
      {"contract-minimum-outage@objectives[0].minimum_outage",
       [&](Contract& c) { availability(c).minimum_outage = absl::Hours(25); }},
      {"contract-option-too-often@term.options.exercised",
       [](Contract& c) {
         c.term.options = ExtensionOption{
             {12, 0},
             1,
             Side::kCustomer,
             {3, 0},
             {absl::CivilDay(2026, 1, 1), absl::CivilDay(2026, 1, 2)}};
       }},
      {"contract-share@value.warn_at[1]",
       [](Contract& c) {
         c.value = ValueCeiling{D("1"), {}, {D("0.7"), D("90")}, {}, "", ""};
       }},
      {"contract-percent@value.extras_at_most",
       [](Contract& c) {
         c.value = ValueCeiling{.maximum = D("1"),
                                .extras_at_most_percent = D("101")};
       }},
      {"contract-extra-unit-of-hours@extras[0].unit",
       [](Contract& c) {
         c.pricing.push_back({.component = "change-hours",
                              .form = HourBundlePrice{.hours = D("40"),
                                                      .price = D("3600.00")}});
         c.extras = {{.name = "more hours",
                      .price = D("1800.00"),
                      .unit = "20 hours",
                      .buys = "change-hours"}};
       }},
      {"contract-extra-buys-nothing@extras[0].buys",
       [](Contract& c) {
         c.extras = {{.name = "hours", .price = D("1"), .buys = "platform"}};
       }},
      {"contract-double@extras[1].name",
       [](Contract& c) {
         c.extras = {{.name = "test", .price = D("1")},
                     {.name = "test", .price = D("2")}};
       }},
      {"contract-negative@mandate.change",
       [](Contract& c) { c.mandate.change = D("-1"); }},
      {"contract-double@pricing[1].component",
       [](Contract& c) {
         c.pricing[1].component = "platform";
         c.pricing.pop_back();
       }},
      {"contract-meter-missing@pricing[1]",
       [](Contract& c) { c.pricing[1].meter.reset(); }},
      {"contract-meter-unused@pricing[0].meter",
       [](Contract& c) {
         c.pricing[0].meter = Meter{"x", "", "", ""};
       }},
      {"contract-meter-empty@pricing[1].meter",
       [](Contract& c) { c.pricing[1].meter = Meter(); }},
      {"contract-tier-closed@pricing[1].tiers[1].up_to",
       [&](Contract& c) { graduated(c)[1].up_to = D("20000"); }},
      {"contract-tier-open@pricing[1].tiers[0]",
       [&](Contract& c) { graduated(c)[0].up_to.reset(); }},
      {"contract-tiers-not-ascending@pricing[1].tiers[1].up_to",
       [&](Contract& c) {
         graduated(c).insert(graduated(c).begin() + 1,
                             PriceTier{D("10000"), D("1"), {}});
       }},
      {"contract-tiers-missing@pricing[1].tiers",
       [&](Contract& c) { graduated(c).clear(); }},
      {"contract-no-such-component@pricing[2].of[1]",
       [](Contract& c) {
         std::get<MinimumCommitment>(c.pricing[2].form).of[1] = "vcpu-hour";
       }},
      {"contract-commitment-of-commitment@pricing[2].of[0]",
       [](Contract& c) {
         std::get<MinimumCommitment>(c.pricing[2].form).of[0] = "commitment";
       }},
      {"contract-percent@objectives[0].target",
       [&](Contract& c) {
         availability(c).target = D("999");
         c.objectives[0].remedies.credits.clear();
       }},
      {"contract-nothing-counts-as-down@objectives[0].counts_as_down",
       [&](Contract& c) { availability(c).counts_as_down.clear(); }},
      {"contract-never-down@objectives[0].counts_as_down",
       [&](Contract& c) {
         availability(c).counts_as_down = {{OperationalState::kOperational}};
       }},
      {"contract-weight@objectives[0].counts_as_down",
       [&](Contract& c) {
         availability(c).counts_as_down[0].weight = D("1.5");
       }},
      {"contract-service-missing@objectives[0]",
       [](Contract& c) { c.objectives[0].services.clear(); }},
      {"contract-from-day@objectives[0].window.from_day",
       [](Contract& c) { c.objectives[0].window.from_day = 32; }},
      {"contract-rolling-length@objectives[0].window.rolling",
       [](Contract& c) {
         c.objectives[0].window.kind = MeasuringWindow::Kind::kRolling;
       }},
      {"contract-no-such-component@objectives[0].credit_base",
       [](Contract& c) { c.objectives[0].remedies.credit_base = "plattform"; }},
      {"contract-credit-above-target@objectives[0].credits[0]",
       [](Contract& c) {
         c.objectives[0].remedies.credits[0].limit = D("99.95");
       }},
      {"contract-double@objectives[0].credits[1]",
       [](Contract& c) {
         c.objectives[0].remedies.credits[1].limit = D("99.90");
       }},
      {"contract-claim-without-date@objectives[0]",
       [](Contract& c) { c.objectives[0].remedies.claim_within.reset(); }},
      {"contract-missed-of@objectives[0].consequences[0].when",
       [](Contract& c) {
         c.objectives[0].remedies.consequences = {
             {4, 3, "may_terminate", {}, false}};
       }},
      {"contract-percent@at_risk_cap.percent",
       [](Contract& c) { c.at_risk_caps[0].percent = D("-1"); }},
      {"contract-contact-unreachable@contacts[0]",
       [](Contract& c) {
         c.contacts = {
             {"A. de Boer", "escalation", 1, Side::kProvider, {}, {}}};
       }},
      {"contract-double@clauses.audit_right",
       [](Contract& c) {
         c.dossier.clauses = {{"audit_right", "1", false},
                              {"audit_right", "2", false}};
       }},
      {"contract-cap-below-floor@indexation.cap",
       [](Contract& c) {
         IndexationClause clause;
         clause.cap_percent = D("1");
         clause.floor_percent = D("2");
         c.indexation = {clause};
       }},
      {"contract-levels-missing@objectives[1].levels",
       [](Contract& c) {
         Objective restore;
         restore.id = "restore";
         restore.services = {"hosting"};
         restore.terms = TicketTerms();
         c.objectives.push_back(restore);
       }},
      {"contract-composite-of-one@objectives[1].of "
       "contract-no-such-objective@objectives[1].of[0]",
       [](Contract& c) {
         Objective chain;
         chain.id = "chain";
         CompositeTerms terms;
         terms.target = D("99");
         terms.of = {{"", "availabilty", D("1")}};
         chain.terms = terms;
         c.objectives.push_back(chain);
       }},
  };
  for (const Case& c : cases) {
    Contract contract = Good();
    c.spoil(contract);
    EXPECT_EQ(Problems(contract), c.problem);
  }
}

TEST(CheckContractTest, EveryRuleHasItsSentence) {
  Contract contract = Good();
  contract.currency = "EURO";
  contract.objectives[0].remedies.credit_base = "plattform";
  const auto problems = CheckContract(contract);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(RenderMessage(problems[0].rule, problems[0].arguments),
            "'EURO' is no currency; write an ISO 4217 code such as EUR.");
  EXPECT_EQ(RenderMessage(problems[1].rule, problems[1].arguments),
            "'plattform' is no component under pricing; perhaps platform is "
            "meant.");
}

TEST(CheckContractTest, AFormNeedsOnlyCurrencyAndPricing) {
  Contract form;
  form.currency = "EUR";
  form.pricing = Good().pricing;
  EXPECT_TRUE(CheckPricing(form).empty());
  form.pricing[1].meter.reset();
  EXPECT_EQ(CheckPricing(form).size(), 1u);
}

}  // namespace
}  // namespace regisseur
