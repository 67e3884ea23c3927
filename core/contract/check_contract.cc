#include "core/contract/check_contract.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/nearest_word.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using Arguments = std::map<std::string, std::string>;

const Decimal kHundred(100, 0);

std::string At(absl::string_view list, size_t index) {
  return absl::StrCat(list, "[", index, "]");
}

// Gathers the problems of one contract.
class ContractChecker {
 public:
  explicit ContractChecker(const Contract& contract) : contract_(contract) {}

  std::vector<ContractProblem> CheckAll() {
    CheckTerm();
    CheckValue();
    CheckMoney();
    CheckIndexation();
    CheckObjectives();
    CheckCaps();
    CheckContacts();
    CheckDossier();
    return std::move(problems_);
  }

  std::vector<ContractProblem> CheckForm() {
    is_form_ = true;
    CheckMoney();
    return std::move(problems_);
  }

 private:
  void Error(absl::string_view rule, std::string place, Arguments arguments) {
    problems_.push_back({Severity::kError, std::string(rule), std::move(place),
                         std::move(arguments)});
  }
  void Warn(absl::string_view rule, std::string place, Arguments arguments) {
    problems_.push_back({Severity::kWarning, std::string(rule),
                         std::move(place), std::move(arguments)});
  }

  // A percentage that is beyond what it can be.
  void CheckPercent(const Decimal& percent, const std::string& place) {
    if (percent.IsNegative() || percent > kHundred) {
      Error("contract-percent", place, {{"value", percent.ToString()}});
    }
  }
  void CheckNotNegative(const Decimal& value, const std::string& place) {
    if (value.IsNegative()) {
      Error("contract-negative", place, {{"value", value.ToString()}});
    }
  }
  void CheckPositive(const Decimal& value, const std::string& place) {
    if (value <= Decimal()) {
      Error("contract-not-positive", place, {{"value", value.ToString()}});
    }
  }

  // Longer than anybody signs for, and than dates should be counted in.
  void CheckSpan(const CivilSpan& span, const std::string& place) {
    constexpr int kMonths = 100 * 12;
    constexpr int kDays = 100 * 366;
    if (span.months > kMonths || span.days > kDays) {
      Error("contract-span", place, {{"value", FormatCivilSpan(span)}});
    }
  }

  void CheckTerm() {
    const Term& term = contract_.term;
    CheckSpan(term.initial, "term.initial");
    CheckSpan(term.renewal_term, "term.renewal");
    CheckSpan(term.customer_notice, "term.notice");
    CheckSpan(term.provider_notice, "term.notice");
    if (term.initial.IsZero() && term.renewal != Renewal::kIndefinite) {
      Error("contract-term-without-length", "term.initial", {});
    }
    if (term.renewal == Renewal::kTacit && term.renewal_term.IsZero()) {
      Error("contract-renewal-without-length", "term.renewal", {});
    }
    if (term.renewal == Renewal::kTacit && term.customer_notice.IsZero()) {
      Warn("contract-notice-missing", "term.notice", {});
    }
    if (contract_.valid_from.has_value() &&
        *contract_.valid_from < term.start) {
      Error("contract-version-before-start", "valid_from",
            {{"valid_from", FormatDay(*contract_.valid_from)},
             {"start", FormatDay(term.start)}});
    }
    if (term.terminated.has_value() && term.terminated->last_day < term.start) {
      Error("contract-ended-before-start", "term.terminated.last_day",
            {{"last_day", FormatDay(term.terminated->last_day)},
             {"start", FormatDay(term.start)}});
    }
    if (!term.options.has_value()) return;
    const ExtensionOption& option = *term.options;
    CheckSpan(option.extend, "term.options.extend");
    CheckSpan(option.exercise, "term.options.exercise");
    if (option.extend.IsZero()) {
      Error("contract-option-without-length", "term.options.extend", {});
    }
    if (term.initial.IsZero()) {
      Error("contract-option-without-term", "term.options", {});
    }
    if (static_cast<int>(option.exercised.size()) > option.times) {
      Error("contract-option-too-often", "term.options.exercised",
            {{"count", absl::StrCat(option.exercised.size())},
             {"times", absl::StrCat(option.times)}});
    }
    if (!std::is_sorted(option.exercised.begin(), option.exercised.end())) {
      Error("contract-not-ascending", "term.options.exercised", {});
    }
  }

  void CheckValue() {
    if (!contract_.value.has_value()) return;
    CheckPositive(contract_.value->maximum, "value.maximum");
    CheckNotNegative(contract_.value->used_elsewhere, "value.used_elsewhere");
    const std::vector<Decimal>& warn_at = contract_.value->warn_at;
    if (!std::is_sorted(warn_at.begin(), warn_at.end())) {
      Error("contract-not-ascending", "value.warn_at", {});
    }
    for (size_t i = 0; i < warn_at.size(); ++i) {
      if (warn_at[i] <= Decimal() || warn_at[i] > Decimal(1, 0)) {
        Error("contract-share", At("value.warn_at", i),
              {{"value", warn_at[i].ToString()}});
      }
    }
    if (contract_.value->extras_at_most_percent.has_value()) {
      CheckPercent(*contract_.value->extras_at_most_percent,
                   "value.extras_at_most");
    }
  }

  void CheckMoney() {
    if (!IsCurrencyCode(contract_.currency)) {
      Error("contract-currency", "currency", {{"value", contract_.currency}});
    }
    for (size_t i = 0; i < contract_.pricing.size(); ++i) {
      const PriceComponent& component = contract_.pricing[i];
      if (!components_.insert(component.component).second) {
        Error("contract-double", At("pricing", i) + ".component",
              {{"value", component.component}});
      }
    }
    for (size_t i = 0; i < contract_.pricing.size(); ++i) {
      CheckComponent(contract_.pricing[i], At("pricing", i));
    }
    CheckDiscounts();
    for (size_t i = 0; i < contract_.extras.size(); ++i) {
      CheckExtra(contract_.extras[i], At("extras", i));
    }
    CheckMandate(contract_.mandate);
  }

  void CheckExtra(const Extra& extra, const std::string& place) {
    CheckNotNegative(extra.price, place + ".price");
    if (!extras_.insert(extra.name).second) {
      Error("contract-double", place + ".name", {{"value", extra.name}});
    }
    if (extra.buys.empty()) return;
    const PriceComponent* const component = contract_.FindComponent(extra.buys);
    if (component == nullptr ||
        (!std::holds_alternative<PrepaidPrice>(component->form) &&
         !std::holds_alternative<HourBundlePrice>(component->form))) {
      Error("contract-extra-buys-nothing", place + ".buys",
            {{"value", extra.buys}});
      return;
    }
    // One of it is one hour of a bundle, whatever the unit is called.
    const std::pair<std::string, std::string> words =
        absl::StrSplit(extra.unit, absl::MaxSplits(' ', 1));
    const absl::StatusOr<Decimal> number = Decimal::Parse(words.first);
    if (std::holds_alternative<HourBundlePrice>(component->form) &&
        number.ok() && !(*number == Decimal(1, 0))) {
      Error("contract-extra-unit-of-hours", place + ".unit",
            {{"value", extra.unit}, {"buys", extra.buys}});
    }
  }

  void CheckMandate(const Mandate& mandate) {
    const auto check = [this](const std::optional<Decimal>& value,
                              const char* key) {
      if (value.has_value()) {
        CheckNotNegative(*value, absl::StrCat("mandate.", key));
      }
    };
    check(mandate.cost_above_plan_percent, "cost_above_plan");
    check(mandate.hours, "hours");
    check(mandate.amount, "amount");
    check(mandate.level_below_target, "level_below_target");
    check(mandate.change, "change");
  }

  void CheckComponent(const PriceComponent& component,
                      const std::string& place) {
    const Arguments form = {{"form", PriceFormWord(component.form)}};
    const bool prepaid = std::holds_alternative<PrepaidPrice>(component.form);
    if (IsMetered(component.form) && !component.meter.has_value()) {
      // An hour bundle or prepaid units may be drawn on by hours that people
      // accept instead of by charges.
      if (!prepaid &&
          !std::holds_alternative<HourBundlePrice>(component.form)) {
        Error("contract-meter-missing", place, form);
      }
    }
    if (!IsMetered(component.form) && component.meter.has_value()) {
      Error("contract-meter-unused", place + ".meter", form);
    }
    if (component.meter.has_value()) {
      CheckMeter(*component.meter, place + ".meter");
    }
    if (const auto* price = std::get_if<GraduatedPrice>(&component.form)) {
      CheckTiers(price->tiers, place + ".tiers");
    } else if (const auto* price = std::get_if<VolumePrice>(&component.form)) {
      CheckTiers(price->tiers, place + ".tiers");
    } else if (const auto* price = std::get_if<PackagePrice>(&component.form)) {
      CheckPositive(price->size, place + ".size");
      CheckNotNegative(price->free_units, place + ".free_units");
    } else if (const auto* price =
                   std::get_if<HourBundlePrice>(&component.form)) {
      CheckNotNegative(price->hours, place + ".hours");
      CheckNotNegative(price->opening, place + ".opening");
    } else if (const auto* price =
                   std::get_if<BaselinePrice>(&component.form)) {
      CheckNotNegative(price->units, place + ".units");
      CheckPercent(price->dead_band_percent, place + ".dead_band");
    } else if (const auto* price =
                   std::get_if<MinimumCommitment>(&component.form)) {
      CheckNotNegative(price->amount, place + ".amount");
    } else if (const auto* price =
                   std::get_if<PercentagePrice>(&component.form)) {
      CheckNotNegative(price->percent, place + ".percent");
    } else if (const auto* price =
                   std::get_if<BonusMalusPrice>(&component.form)) {
      if (price->steps.empty()) Error("contract-steps-missing", place, {});
      for (size_t i = 0; i < price->steps.size(); ++i) {
        CheckPercent(price->steps[i].percent,
                     At(place + ".steps", i) + ".percent");
      }
    } else if (const auto* price = std::get_if<PrepaidPrice>(&component.form)) {
      CheckPositive(price->units, place + ".units");
      CheckNotNegative(price->step, place + ".step");
      if (price->valid.IsZero()) {
        Error("contract-prepaid-without-validity", place + ".valid", {});
      }
    }
    const std::vector<std::string>& of = ComponentsOf(component.form);
    for (size_t i = 0; i < of.size(); ++i) {
      CheckMember(of[i], component, At(place + ".of", i));
    }
  }

  void CheckMeter(const Meter& meter, const std::string& place) {
    const bool names_charges = !meter.service_name.empty() ||
                               !meter.sku.empty() || !meter.unit.empty() ||
                               !meter.tags.empty();
    const bool stated = meter.count == MeterCount::kStated;
    const bool tickets = meter.count == MeterCount::kTickets;
    if (stated ? meter.stated.empty()
               : !tickets && !names_charges && meter.service.empty()) {
      Error(stated ? "contract-meter-states-nothing" : "contract-meter-empty",
            place, {});
    }
    // What nobody looks at would seem to narrow the count.
    if ((tickets || stated) && names_charges) {
      Error("contract-meter-of-charges", place, {});
    }
    if (!tickets && (!meter.ticket_kind.empty() || !meter.priority.empty())) {
      Error("contract-meter-of-tickets", place, {});
    }
    if (!stated && !meter.stated.empty()) {
      Error("contract-meter-stated-unused", place, {});
    }
    for (const auto& [month, quantity] : meter.stated) {
      CheckNotNegative(quantity,
                       absl::StrCat(place, ".quantities.", FormatMonth(month)));
    }
    CheckNotNegative(meter.beyond, place + ".beyond");
  }

  // 0: stands by itself; 1: a share of those; 2: a floor under both.
  static int RankOf(const PriceForm& form) {
    if (std::holds_alternative<MinimumCommitment>(form)) return 2;
    return ComponentsOf(form).empty() &&
                   !std::holds_alternative<PercentagePrice>(form) &&
                   !std::holds_alternative<BonusMalusPrice>(form)
               ? 0
               : 1;
  }

  // Shares are of what stands by itself, a floor is under both: so nothing is
  // of itself, whatever way round.
  void CheckMember(const std::string& name, const PriceComponent& of,
                   const std::string& place) {
    const PriceComponent* member = contract_.FindComponent(name);
    if (member == nullptr) {
      Error("contract-no-such-component", place,
            {{"value", name}, {"near", Near(name)}});
    } else if (RankOf(member->form) >= RankOf(of.form)) {
      Error(RankOf(of.form) == 2 ? "contract-commitment-of-commitment"
                                 : "contract-share-of-share",
            place, {{"value", name}});
    }
  }

  void CheckDiscounts() {
    for (size_t i = 0; i < contract_.discounts.size(); ++i) {
      const TermDiscount& discount = contract_.discounts[i];
      const std::string place = At("discounts", i);
      CheckPercent(discount.percent, place + ".percent");
      if (is_form_ && contract_.term.start == absl::CivilDay()) {
        Error("contract-discount-without-term", place, {});
      }
      for (size_t j = 0; j < discount.components.size(); ++j) {
        if (contract_.FindComponent(discount.components[j]) == nullptr) {
          Error("contract-no-such-component", At(place + ".components", j),
                {{"value", discount.components[j]},
                 {"near", Near(discount.components[j])}});
        }
      }
    }
  }

  std::string Near(const std::string& name) const {
    const std::string near =
        NearestWord(name, {components_.begin(), components_.end()});
    return near.empty() ? absl::StrCat("one of ", components_.size()) : near;
  }

  void CheckTiers(const std::vector<PriceTier>& tiers,
                  const std::string& place) {
    if (tiers.empty()) {
      Error("contract-tiers-missing", place, {});
      return;
    }
    const Decimal* below = nullptr;
    for (size_t i = 0; i < tiers.size(); ++i) {
      const bool last = i + 1 == tiers.size();
      const std::string tier = At(place, i);
      if (!tiers[i].up_to.has_value()) {
        if (!last) Error("contract-tier-open", tier, {});
        continue;
      }
      if (last) Error("contract-tier-closed", tier + ".up_to", {});
      if (*tiers[i].up_to <= (below ? *below : Decimal())) {
        Error("contract-tiers-not-ascending", tier + ".up_to",
              {{"value", tiers[i].up_to->ToString()}});
      }
      below = &*tiers[i].up_to;
    }
  }

  void CheckIndexation() {
    for (size_t i = 0; i < contract_.indexation.size(); ++i) {
      const IndexationClause& clause = contract_.indexation[i];
      const std::string place = contract_.indexation.size() == 1
                                    ? std::string("indexation")
                                    : At("indexation", i);
      if (clause.cap_percent.has_value() && clause.floor_percent.has_value() &&
          *clause.cap_percent < *clause.floor_percent) {
        Error("contract-cap-below-floor", place + ".cap",
              {{"cap", clause.cap_percent->ToString()},
               {"floor", clause.floor_percent->ToString()}});
      }
      for (size_t j = 0; j < clause.components.size(); ++j) {
        if (contract_.FindComponent(clause.components[j]) == nullptr) {
          Error("contract-no-such-component", At(place + ".components", j),
                {{"value", clause.components[j]},
                 {"near", Near(clause.components[j])}});
        }
      }
    }
  }

  void CheckObjectives() {
    std::set<std::string> ids;
    for (size_t i = 0; i < contract_.objectives.size(); ++i) {
      const Objective& objective = contract_.objectives[i];
      const std::string place = At("objectives", i);
      if (!ids.insert(objective.id).second) {
        Error("contract-double", place + ".id", {{"value", objective.id}});
      }
      CheckWindow(objective.window, place + ".window");
      std::visit([&](const auto& terms) { CheckTerms(terms, place); },
                 objective.terms);
      CheckRemedies(objective, place);
      if (objective.services.empty() && NeedsService(objective.terms)) {
        Error("contract-service-missing", place, {});
      }
    }
  }

  static bool NeedsService(const ObjectiveTerms& terms) {
    return std::holds_alternative<AvailabilityTerms>(terms) ||
           std::holds_alternative<TicketTerms>(terms);
  }

  void CheckWindow(const MeasuringWindow& window, const std::string& place) {
    if (window.kind == MeasuringWindow::Kind::kRolling) {
      if (window.rolling_days < 1 || window.rolling_days > 366) {
        Error("contract-rolling-length", place + ".rolling",
              {{"days", absl::StrCat(window.rolling_days)}});
      }
    } else if (window.from_day < 1 || window.from_day > 31) {
      Error("contract-from-day", place + ".from_day",
            {{"value", absl::StrCat(window.from_day)}});
    }
  }

  void CheckTerms(const AvailabilityTerms& terms, const std::string& place) {
    CheckTarget(terms.target, place);
    if (terms.minimum_outage > absl::Hours(24)) {
      Error("contract-minimum-outage", place + ".minimum_outage",
            {{"value", absl::FormatDuration(terms.minimum_outage)}});
    }
    if (terms.counts_as_down.empty()) {
      Error("contract-nothing-counts-as-down", place + ".counts_as_down", {});
    }
    std::set<OperationalState> states;
    for (const DownState& down : terms.counts_as_down) {
      const std::string word(OperationalStateWord(down.state));
      if (!states.insert(down.state).second) {
        Error("contract-double", place + ".counts_as_down", {{"value", word}});
      }
      if (down.state == OperationalState::kOperational ||
          down.state == OperationalState::kUnknown) {
        Error("contract-never-down", place + ".counts_as_down",
              {{"value", word}});
      }
      if (down.weight <= Decimal() || down.weight > Decimal(1, 0) ||
          down.weight.Normalized().scale() > 6) {
        Error("contract-weight", place + ".counts_as_down",
              {{"value", down.weight.ToString()}});
      }
    }
  }
  void CheckTerms(const CompositeTerms& terms, const std::string& place) {
    CheckTarget(terms.target, place);
    if (terms.of.size() < 2)
      Error("contract-composite-of-one", place + ".of", {});
    for (size_t i = 0; i < terms.of.size(); ++i) {
      const CompositeTerms::Member& member = terms.of[i];
      CheckPositive(member.weight, At(place + ".of", i) + ".weight");
      if (!member.contract.empty() && member.contract != contract_.id) continue;
      const Objective* target = contract_.FindObjective(member.objective);
      if (target == nullptr) {
        Error("contract-no-such-objective", At(place + ".of", i),
              {{"value", member.objective}});
      } else if (!std::holds_alternative<AvailabilityTerms>(target->terms)) {
        Error("contract-composite-member-kind", At(place + ".of", i),
              {{"value", member.objective},
               {"kind", ObjectiveKindWord(target->terms)}});
      }
    }
  }
  void CheckTerms(const TicketTerms& terms, const std::string& place) {
    if (terms.levels.empty()) {
      Error("contract-levels-missing", place + ".levels", {});
    }
    std::set<std::string> priorities;
    for (size_t i = 0; i < terms.levels.size(); ++i) {
      const PriorityLevel& level = terms.levels[i];
      const std::string at = At(place + ".levels", i);
      if (!priorities.insert(level.priority).second) {
        Error("contract-double", at + ".priority", {{"value", level.priority}});
      }
      CheckPercent(level.share, at + ".share");
    }
  }
  void CheckTerms(const IndicatorTerms&, const std::string&) {}
  void CheckTerms(const RecoveryTerms& terms, const std::string& place) {
    if (terms.within <= absl::ZeroDuration()) {
      Error("contract-not-positive", place + ".within", {{"value", "0"}});
    }
  }
  void CheckTerms(const ScoreTerms& terms, const std::string& place) {
    if (terms.scale_from >= terms.scale_to) {
      Error("contract-not-ascending", place + ".scale", {});
    } else if (terms.target < terms.scale_from ||
               terms.target > terms.scale_to) {
      Error("contract-score-off-scale", place + ".target",
            {{"value", terms.target.ToString()}});
    }
  }
  void CheckTerms(const OutcomeTerms& terms, const std::string& place) {
    if (terms.baseline == terms.target) {
      Error("contract-outcome-without-change", place + ".target", {});
    }
  }

  void CheckTarget(const Decimal& target, const std::string& place) {
    CheckPercent(target, place + ".target");
    if (target.Normalized().scale() > 8) {
      Error("contract-target-decimals", place + ".target",
            {{"value", target.ToString()}});
    }
  }

  void CheckRemedies(const Objective& objective, const std::string& place) {
    const Remedies& remedies = objective.remedies;
    const auto* availability = std::get_if<AvailabilityTerms>(&objective.terms);
    for (size_t i = 0; i < remedies.credits.size(); ++i) {
      const CreditTier& tier = remedies.credits[i];
      const std::string at = At(place + ".credits", i);
      CheckPercent(tier.percent, at + ".percent");
      if (availability != nullptr && tier.limit > availability->target) {
        Warn("contract-credit-above-target", at,
             {{"below", tier.limit.ToString()},
              {"target", availability->target.ToString()}});
      }
      for (size_t j = 0; j < i; ++j) {
        if (remedies.credits[j].limit == tier.limit) {
          Error("contract-double", at, {{"value", tier.limit.ToString()}});
        }
      }
    }
    for (size_t i = 0; i < remedies.bonus.size(); ++i) {
      CheckPercent(remedies.bonus[i].percent,
                   At(place + ".bonus", i) + ".percent");
    }
    if (!remedies.credit_base.empty() &&
        contract_.FindComponent(remedies.credit_base) == nullptr) {
      Error("contract-no-such-component", place + ".credit_base",
            {{"value", remedies.credit_base},
             {"near", Near(remedies.credit_base)}});
    }
    if (!remedies.credits.empty() && !remedies.claim_within.has_value() &&
        contract_.remedy.settle == RemedyTerms::Settle::kClaim) {
      Warn("contract-claim-without-date", place, {});
    }
    for (size_t i = 0; i < remedies.consequences.size(); ++i) {
      const Consequence& consequence = remedies.consequences[i];
      if (consequence.missed < 1 || consequence.missed > consequence.of) {
        Error("contract-missed-of", At(place + ".consequences", i) + ".when",
              {{"missed", absl::StrCat(consequence.missed)},
               {"of", absl::StrCat(consequence.of)}});
      }
    }
  }

  void CheckCaps() {
    std::set<AtRiskCap::Per> periods;
    for (size_t i = 0; i < contract_.at_risk_caps.size(); ++i) {
      const std::string place = contract_.at_risk_caps.size() == 1
                                    ? std::string("at_risk_cap")
                                    : At("at_risk_cap", i);
      CheckPercent(contract_.at_risk_caps[i].percent, place + ".percent");
      if (!periods.insert(contract_.at_risk_caps[i].per).second) {
        Error("contract-double", place + ".per", {{"value", "per"}});
      }
    }
  }

  void CheckContacts() {
    for (size_t i = 0; i < contract_.contacts.size(); ++i) {
      const Contact& contact = contract_.contacts[i];
      if (contact.reach.phone.empty() && contact.reach.email.empty()) {
        Warn("contract-contact-unreachable", At("contacts", i),
             {{"name", contact.name}});
      }
    }
  }

  void CheckDossier() {
    std::set<std::string> clauses;
    for (const Clause& clause : contract_.dossier.clauses) {
      if (!clauses.insert(clause.name).second) {
        Error("contract-double", "clauses." + clause.name,
              {{"value", clause.name}});
      }
    }
  }

  const Contract& contract_;
  bool is_form_ = false;  // which needs no term
  std::set<std::string> components_;
  std::set<std::string> extras_;  // names
  std::vector<ContractProblem> problems_;
};

}  // namespace

std::vector<ContractProblem> CheckContract(const Contract& contract) {
  return ContractChecker(contract).CheckAll();
}

std::vector<ContractProblem> CheckPricing(const Contract& form) {
  return ContractChecker(form).CheckForm();
}

}  // namespace regisseur
