#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/calendar/civil_span.h"
#include "core/calendar/holiday_calendar.h"
#include "core/contract/dossier.h"
#include "core/contract/objective.h"
#include "core/contract/price_component.h"
#include "core/contract/remedy.h"
#include "core/contract/term.h"
#include "core/contract/value_ceiling.h"
#include "core/money/decimal.h"
#include "core/portfolio/register_facts.h"

namespace regisseur {

// A person on either side (USERS U19: who may say yes to what). Personal data:
// kept in the file, never in facts.
struct Contact {
  struct Reach {
    std::string phone;
    std::string email;
    friend bool operator==(const Reach&, const Reach&) = default;
  };
  // What the person's word binds their side to.
  struct Authority {
    bool figures = false;  // accepts measured figures
    std::optional<Decimal> extras_up_to;
    bool contract = false;  // signs versions
    friend bool operator==(const Authority&, const Authority&) = default;
  };
  std::string name;
  std::string role;  // escalation, service_manager, contract_manager, …
  int level = 0;     // rung of the escalation ladder; 0: none
  Side side = Side::kProvider;
  Reach reach;
  Authority authority;
  // Called when so much of the promised time is over; absent: by the rung
  // (core/contact).
  std::optional<Decimal> at_percent{};
  friend bool operator==(const Contact&, const Contact&) = default;
};

// A legal entity that is a party.
struct Party {
  Side side = Side::kProvider;
  std::string name;
  std::string registration;  // chamber of commerce, LEI
  friend bool operator==(const Party&, const Party&) = default;
};

// An additional service with a price agreed beforehand.
struct Extra {
  std::string name;
  Decimal price;
  std::string unit;  // empty: once
  CivilSpan lead_time;
  // The component whose hours it adds to: a lot of a prepaid one, hours of a
  // bundle; empty for everything else.
  std::string buys{};
  friend bool operator==(const Extra&, const Extra&) = default;
};

// What it takes to have something changed, and to leave (rigidity).
struct ChangeTerms {
  std::optional<CivilSpan> lead_time;
  std::optional<Decimal> surcharge_percent;  // on the price agreed
  std::optional<Decimal> exit_payment;       // owed on leaving before the end
  friend bool operator==(const ChangeTerms&, const ChangeTerms&) = default;
};

// How its invoices are recognised and judged (USERS U8).
struct InvoicingTerms {
  // Numbers by which invoices and orders name it (BT-12, BT-13); its id always
  // does.
  std::vector<std::string> references;
  // So long after its issue day an invoice can be objected to.
  std::optional<CivilSpan> object_within;
  // A difference up to this is none; absent: what rounding explains.
  std::optional<Decimal> tolerance;
  friend bool operator==(const InvoicingTerms&,
                         const InvoicingTerms&) = default;
};

// What the partner may decide without asking (Dutch: speelruimte).
struct Mandate {
  std::optional<Decimal> cost_above_plan_percent;
  // How far a level may fall short of its target, in percentage points.
  std::optional<Decimal> level_below_target;
  // The largest single change, in money.
  std::optional<Decimal> change;
  std::optional<Decimal> hours;
  PricePeriod hours_per = PricePeriod::kMonth;
  std::optional<Decimal> amount;
  PricePeriod amount_per = PricePeriod::kMonth;
  friend bool operator==(const Mandate&, const Mandate&) = default;
};

// What is agreed about the joint fund that pays for improvements
// (core/partnership/fund.h). Percentages of 0 to 100.
struct FundTerms {
  Decimal credits;            // of a credit that was granted
  Decimal gains;              // of a saving that was measured
  Decimal gains_to_provider;  // the provider's of that; the rest the customer's
  std::string currency;       // of the fund
  friend bool operator==(const FundTerms&, const FundTerms&) = default;
};

// How the parties meet.
struct Governance {
  std::string review;  // weekly, monthly, quarterly, yearly
  std::vector<std::string> meetings;
  // While something is out the provider tells so often how it goes on.
  std::optional<absl::Duration> outage_updates{};
  // How soon an escalation of either side is taken up and answered, and the
  // hours that count; absent: as core/partnership has it.
  std::optional<absl::Duration> acknowledge{};
  std::optional<absl::Duration> answer{};
  WeeklyHours escalation_hours = WeeklyHours::Always();
  std::optional<FundTerms> improvement_fund{};
  friend bool operator==(const Governance&, const Governance&) = default;
};

// One version of a contract as it was signed (DESIGN 6): a value, made by
// aggregator/config from a file, checked by CheckContract. Thread-compatible.
struct Contract {
  std::string id;
  std::string provider;
  std::string title;
  std::string currency;
  // The version and the first day on which it holds; an amendment is a further
  // version and never rewrites the past. Absent: from the term's start.
  std::string version;
  std::optional<absl::CivilDay> valid_from;
  // The document that makes this version binding (USERS U19).
  std::string signed_reference;
  // The framework that it is a call-off under; empty without one.
  std::string parent;
  // Contracts whose place it takes, by the ids that they had: their files may
  // go.
  std::vector<std::string> replaces;
  std::string owner;
  std::vector<std::string> services;  // ours; empty: as objectives name them
  std::vector<Party> parties;
  std::vector<Contact> contacts;
  Term term;
  HolidayCalendar holidays;  // for working days of notice and reports
  std::optional<ValueCeiling> value;
  std::vector<PriceComponent> pricing;
  std::vector<TermDiscount> discounts;
  std::vector<IndexationClause> indexation;
  // What the index made of `pricing` since, ascending: derived, not agreed.
  std::vector<IndexedPricing> indexed;
  ChangeTerms change;
  std::vector<Extra> extras;
  InvoicingTerms invoicing;
  std::vector<Objective> objectives;
  std::vector<AtRiskCap> at_risk_caps;
  RemedyTerms remedy;
  Mandate mandate;
  Governance governance;
  Dossier dossier;
  ContractRegisterFacts register_facts;

  // The first day on which this version holds.
  absl::CivilDay ValidFrom() const { return valid_from.value_or(term.start); }
  const PriceComponent* FindComponent(const std::string& component) const;
  // The prices of a month, with what an index made of them.
  const std::vector<PriceComponent>& PricingIn(absl::CivilMonth month) const;
  const Objective* FindObjective(const std::string& objective) const;

  friend bool operator==(const Contract&, const Contract&) = default;
};

}  // namespace regisseur
