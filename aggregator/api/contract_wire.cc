#include "aggregator/api/contract_wire.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/rigidity_wire.h"
#include "core/contract/contract_words.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;

std::string Say(const Sentence& sentence) {
  return RenderMessage(sentence.rule, sentence.arguments);
}

std::string SayAll(const std::vector<Sentence>& sentences) {
  return absl::StrJoin(sentences, " ",
                       [](std::string* out, const Sentence& sentence) {
                         out->append(Say(sentence));
                       });
}

void SayEach(const std::vector<Sentence>& sentences,
             google::protobuf::RepeatedPtrField<std::string>* wire) {
  for (const Sentence& sentence : sentences) *wire->Add() = Say(sentence);
}

// What is known of a day, an amount, a span.
template <typename Message>
void SetDay(const std::optional<absl::CivilDay>& day, Message* message,
            std::string* (Message::*field)()) {
  if (day.has_value()) *(message->*field)() = FormatDay(*day);
}
template <typename Message>
void SetNumber(const std::optional<Decimal>& number, Message* message,
               std::string* (Message::*field)()) {
  if (number.has_value()) *(message->*field)() = number->ToString();
}
std::string SpanText(const CivilSpan& span) {
  return span.IsZero() ? "" : FormatCivilSpan(span);
}
std::string SpanText(const std::optional<CivilSpan>& span) {
  return span.has_value() ? FormatCivilSpan(*span) : "";
}

pb::Side SideToWire(Side side) {
  switch (side) {
    case Side::kCustomer:
      return pb::SIDE_CUSTOMER;
    case Side::kProvider:
      return pb::SIDE_PROVIDER;
  }
  return pb::SIDE_UNSPECIFIED;
}

pb::ContractState StateToWire(ContractState state) {
  switch (state) {
    case ContractState::kFuture:
      return pb::CONTRACT_STATE_FUTURE;
    case ContractState::kRunning:
      return pb::CONTRACT_STATE_RUNNING;
    case ContractState::kEnded:
      return pb::CONTRACT_STATE_ENDED;
  }
  return pb::CONTRACT_STATE_UNSPECIFIED;
}

const char* BasisWord(ContractValue::Basis basis) {
  switch (basis) {
    case ContractValue::Basis::kNone:
      return "";
    case ContractValue::Basis::kCharges:
      return "charges";
    case ContractValue::Basis::kInvoices:
      return "invoices";
    case ContractValue::Basis::kLedger:
      return "ledger";
    case ContractValue::Basis::kContract:
      return "contract";
  }
  return "";
}

pb::ValueCeiling ValueToWire(const ValueCeiling& ceiling,
                             const std::optional<ContractValue>& value) {
  pb::ValueCeiling wire;
  wire.set_maximum(ceiling.maximum.ToString());
  wire.set_used_elsewhere(ceiling.used_elsewhere.ToString());
  wire.set_procurement_lead(SpanText(ceiling.procurement_lead));
  wire.set_procedure(ceiling.procedure);
  wire.set_reference(ceiling.reference);
  SetNumber(ceiling.extras_at_most_percent, &wire,
            &pb::ValueCeiling::mutable_extras_at_most_percent);
  if (!value.has_value()) return wire;
  wire.set_used_basis(BasisWord(value->basis));
  if (value->first_month.has_value()) {
    wire.set_used_months(*value->first_month == *value->last_month
                             ? FormatMonth(*value->first_month)
                             : absl::StrCat(FormatMonth(*value->first_month),
                                            " to ",
                                            FormatMonth(*value->last_month)));
  }
  SetNumber(value->forecast_per_month, &wire,
            &pb::ValueCeiling::mutable_forecast_per_month);
  if (value->forecast_per_month.has_value()) {
    wire.set_forecast_basis(value->forecast_is_price ? "contract" : "average");
  }
  if (!value->use.has_value()) return wire;
  const CeilingUse& use = *value->use;
  wire.set_used(use.used.ToString());
  wire.set_left(use.left.ToString());
  const absl::StatusOr<Decimal> hundredfold =
      Decimal::Multiply(use.used, Decimal(100, 0));
  if (hundredfold.ok()) {
    const absl::StatusOr<Decimal> percent =
        Decimal::DivideTruncated(*hundredfold, ceiling.maximum, 1);
    if (percent.ok()) wire.set_used_percent(percent->ToString());
  }
  SetNumber(use.warning, &wire, &pb::ValueCeiling::mutable_warning);
  SetDay(use.exhausted_on, &wire, &pb::ValueCeiling::mutable_exhausted_on);
  SetDay(use.tender_start, &wire, &pb::ValueCeiling::mutable_tender_start);
  wire.set_tender_late(use.tender_late);
  return wire;
}

void DatesToWire(const NoticeDates& dates, const Term& term,
                 pb::Contract* wire) {
  using W = pb::Contract;
  SetDay(dates.term_end, wire, &W::mutable_term_end);
  SetDay(dates.last_day, wire, &W::mutable_last_day);
  SetDay(dates.notice_by, wire, &W::mutable_notice_by);
  SetDay(dates.notice_received_by, wire, &W::mutable_notice_received_by);
  SetDay(dates.internal_notice_by, wire, &W::mutable_internal_notice_by);
  wire->set_notice_missed(dates.notice_missed);
  SetDay(dates.next_term_end, wire, &W::mutable_next_term_end);
  SetDay(dates.next_notice_by, wire, &W::mutable_next_notice_by);
  SetDay(dates.next_notice_received_by, wire,
         &W::mutable_next_notice_received_by);
  SetDay(dates.earliest_exit, wire, &W::mutable_earliest_exit);
  SetDay(dates.provider_notice_by, wire, &W::mutable_provider_notice_by);
  wire->set_renews(dates.renews);
  SetDay(dates.renews_until, wire, &W::mutable_renews_until);
  if (dates.option.has_value()) {
    pb::ExtensionOption& option = *wire->mutable_option();
    option.set_nth(dates.option->nth);
    option.set_times(term.options->times);
    option.set_by(SideToWire(term.options->by));
    option.set_exercise_by(FormatDay(dates.option->exercise_by));
    option.set_received_by(FormatDay(dates.option->received_by));
    option.set_extended_end(FormatDay(dates.option->extended_end));
  }
  wire->set_option_missed(dates.option_missed);
  SetDay(dates.last_possible_end, wire, &W::mutable_last_possible_end);
  SetDay(dates.switch_exit, wire, &W::mutable_switch_exit);
  SetDay(dates.switch_notice_by, wire, &W::mutable_switch_notice_by);
}

pb::Term TermToWire(const Term& term) {
  pb::Term wire;
  wire.set_start(FormatDay(term.start));
  wire.set_initial(SpanText(term.initial));
  switch (term.renewal) {
    case Renewal::kNone:
      wire.set_renewal("none");
      break;
    case Renewal::kTacit:
      wire.set_renewal(FormatCivilSpan(term.renewal_term));
      break;
    case Renewal::kIndefinite:
      wire.set_renewal("indefinite");
      break;
  }
  wire.set_customer_notice(SpanText(term.customer_notice));
  wire.set_provider_notice(SpanText(term.provider_notice));
  wire.set_notice_to(NoticeToWord(term.notice_to));
  wire.set_internal_notice_days(term.internal_notice_days);
  if (term.options.has_value()) {
    wire.set_option_extends(FormatCivilSpan(term.options->extend));
    wire.set_option_times(term.options->times);
    for (const absl::CivilDay day : term.options->exercised) {
      wire.add_option_exercised(FormatDay(day));
    }
  }
  if (term.terminated.has_value()) {
    wire.set_terminated_last_day(FormatDay(term.terminated->last_day));
    wire.set_terminated_by(SideToWire(term.terminated->by));
  }
  wire.set_switching_data_act(term.switching_data_act);
  return wire;
}

void TiersToWire(const std::vector<PriceTier>& tiers,
                 pb::PriceComponent* wire) {
  for (const PriceTier& tier : tiers) {
    pb::PriceTier& added = *wire->add_tiers();
    SetNumber(tier.up_to, &added, &pb::PriceTier::mutable_up_to);
    added.set_price(tier.price.ToString());
    added.set_flat(tier.flat.ToString());
  }
}

// Fills the fields of one form.
struct FormToWire {
  pb::PriceComponent* wire;

  void operator()(const FixedPrice& form) {
    wire->set_amount(form.amount.ToString());
    wire->set_per(PricePeriodWord(form.per));
    wire->set_in_advance(form.in_advance);
  }
  void operator()(const PerUnitPrice& form) {
    wire->set_price(form.price.ToString());
  }
  void operator()(const GraduatedPrice& form) { TiersToWire(form.tiers, wire); }
  void operator()(const VolumePrice& form) { TiersToWire(form.tiers, wire); }
  void operator()(const PackagePrice& form) {
    wire->set_size(form.size.ToString());
    wire->set_price(form.price.ToString());
    wire->set_free_units(form.free_units.ToString());
  }
  void operator()(const HourBundlePrice& form) {
    wire->set_hours(form.hours.ToString());
    wire->set_price(form.price.ToString());
    wire->set_overage(form.overage.ToString());
    wire->set_carry_over_months(form.carry_over_months);
    wire->set_opening(form.opening.ToString());
  }
  void operator()(const BaselinePrice& form) {
    wire->set_units(form.units.ToString());
    wire->set_amount(form.amount.ToString());
    wire->set_dead_band_percent(form.dead_band_percent.ToString());
    wire->set_arc(form.arc.ToString());
    wire->set_rrc(form.rrc.ToString());
    wire->set_floor(form.floor.ToString());
  }
  void operator()(const MinimumCommitment& form) {
    wire->set_amount(form.amount.ToString());
    wire->set_per(PricePeriodWord(form.per));
    for (const std::string& component : form.of) wire->add_of(component);
  }
  void operator()(const PrepaidPrice& form) {
    wire->set_units(form.units.ToString());
    wire->set_price(form.price.ToString());
    wire->set_valid(FormatCivilSpan(form.valid));
    wire->set_step(form.step.ToString());
    for (const PrepaidPrice::Factor& factor : form.factors) {
      (*wire->mutable_factors())[factor.name] = factor.factor.ToString();
    }
    wire->set_renews(form.renews == PrepaidPrice::Renews::kAutomatic
                         ? "automatic"
                         : "on_order");
    for (const absl::CivilDay day : form.ordered) {
      wire->add_ordered(FormatDay(day));
    }
  }
  void operator()(const PercentagePrice& form) {
    wire->set_percent(form.percent.ToString());
    for (const std::string& component : form.of) wire->add_of(component);
  }
  void operator()(const BonusMalusPrice& form) {
    for (const BonusMalusPrice::Step& step : form.steps) {
      pb::BonusMalusStep& added = *wire->add_steps();
      if (step.above) {
        added.set_above(step.limit.ToString());
      } else {
        added.set_below(step.limit.ToString());
      }
      added.set_percent(step.percent.ToString());
    }
    for (const std::string& component : form.of) wire->add_of(component);
  }
};

pb::PriceComponent PriceToWire(const PriceComponent& component,
                               const std::string& currency) {
  pb::PriceComponent wire;
  wire.set_component(component.component);
  wire.set_form(PriceFormWord(component.form));
  wire.set_in_words(SayAll(PriceInWords(component, currency)));
  std::visit(FormToWire{&wire}, component.form);
  if (component.meter.has_value()) {
    pb::Meter& meter = *wire.mutable_meter();
    meter.set_service_name(component.meter->service_name);
    meter.set_service(component.meter->service);
    meter.set_sku(component.meter->sku);
    meter.set_unit(component.meter->unit);
    meter.set_period(PricePeriodWord(component.meter->period));
    meter.set_take(MeterTakeWord(component.meter->take));
    meter.set_beyond(component.meter->beyond.ToString());
    meter.set_count(MeterCountWord(component.meter->count));
    for (const auto& [name, value] : component.meter->tags) {
      (*meter.mutable_tags())[name] = value;
    }
    meter.set_ticket_kind(component.meter->ticket_kind);
    meter.set_priority(component.meter->priority);
    for (const auto& [month, quantity] : component.meter->stated) {
      (*meter.mutable_stated())[FormatMonth(month)] = quantity.ToString();
    }
    meter.set_holds_on(component.meter->holds_on);
    if (component.meter->reduce_notice.has_value()) {
      meter.set_reduce_notice(FormatCivilSpan(*component.meter->reduce_notice));
    }
  }
  return wire;
}

pb::TermDiscount DiscountToWire(const TermDiscount& discount) {
  pb::TermDiscount wire;
  if (discount.term.has_value()) wire.set_term(FormatCivilSpan(*discount.term));
  if (discount.after.has_value()) {
    wire.set_after(FormatCivilSpan(*discount.after));
  }
  wire.set_percent(discount.percent.ToString());
  for (const std::string& component : discount.components) {
    wire.add_components(component);
  }
  return wire;
}

// Discounts, prices that an index made, and what a change takes.
void FlexibilityToWire(const Contract& contract, pb::Contract* wire) {
  for (const TermDiscount& discount : contract.discounts) {
    *wire->add_discounts() = DiscountToWire(discount);
  }
  for (const IndexedPricing& step : contract.indexed) {
    pb::IndexedPricing& added = *wire->add_indexed();
    added.set_from(FormatMonth(step.from));
    added.set_provisional(step.provisional);
    for (const PriceComponent& component : step.pricing) {
      *added.add_pricing() = PriceToWire(component, contract.currency);
    }
  }
  if (contract.change == ChangeTerms()) return;
  pb::ChangeTerms& change = *wire->mutable_change();
  if (contract.change.lead_time.has_value()) {
    change.set_lead_time(FormatCivilSpan(*contract.change.lead_time));
  }
  SetNumber(contract.change.surcharge_percent, &change,
            &pb::ChangeTerms::mutable_surcharge_percent);
  SetNumber(contract.change.exit_payment, &change,
            &pb::ChangeTerms::mutable_exit_payment);
}

pb::Indexation IndexationToWire(const IndexationClause& clause) {
  pb::Indexation wire;
  wire.set_series(clause.series);
  wire.set_yearly(absl::StrFormat("%02d-%02d", clause.month, clause.day));
  wire.set_first_year(clause.first_year);
  wire.set_compare_from(clause.compare_from);
  wire.set_compare_to(clause.compare_to);
  wire.set_measure(clause.measure == IndexationClause::Measure::kRatio
                       ? "ratio"
                       : "published_change");
  SetNumber(clause.cap_percent, &wire, &pb::Indexation::mutable_cap_percent);
  SetNumber(clause.floor_percent, &wire,
            &pb::Indexation::mutable_floor_percent);
  wire.set_announce(SpanText(clause.announce));
  for (const std::string& component : clause.components) {
    wire.add_components(component);
  }
  for (const IndexationClause::Announcement& letter : clause.announced) {
    pb::IndexAnnouncement& added = *wire.add_announced();
    added.set_year(letter.year);
    added.set_received(FormatDay(letter.received));
    SetNumber(letter.price, &added, &pb::IndexAnnouncement::mutable_price);
  }
  return wire;
}

// The number that is promised, where there is one.
struct TargetToWire {
  pb::Objective* wire;

  void operator()(const AvailabilityTerms& terms) { Percent(terms.target); }
  void operator()(const TicketTerms& terms) {
    for (const PriorityLevel& level : terms.levels) {
      pb::PriorityLevel& added = *wire->add_levels();
      added.set_priority(level.priority);
      added.set_within(ClockLengthText(level.within));
      added.set_share(level.share.ToString());
    }
  }
  void operator()(const IndicatorTerms& terms) {
    wire->set_target(terms.target.ToString());
    wire->set_unit(terms.unit);
    wire->set_at_most(terms.at_most);
  }
  void operator()(const CompositeTerms& terms) { Percent(terms.target); }
  void operator()(const RecoveryTerms&) { wire->set_at_most(true); }
  void operator()(const ScoreTerms& terms) {
    wire->set_target(terms.target.ToString());
  }
  void operator()(const OutcomeTerms& terms) {
    wire->set_target(terms.target.ToString());
    wire->set_unit(terms.unit);
    wire->set_at_most(terms.target < terms.baseline);
  }
  void Percent(const Decimal& target) {
    wire->set_target(target.ToString());
    wire->set_unit("%");
  }
};

pb::MeasuringWindow WindowToWire(const Objective& objective) {
  pb::MeasuringWindow wire;
  wire.set_time_zone(objective.time_zone);
  switch (objective.window.kind) {
    case MeasuringWindow::Kind::kMonth:
      wire.set_calendar("month");
      break;
    case MeasuringWindow::Kind::kQuarter:
      wire.set_calendar("quarter");
      break;
    case MeasuringWindow::Kind::kYear:
      wire.set_calendar("year");
      break;
    case MeasuringWindow::Kind::kRolling:
      wire.set_rolling_days(objective.window.rolling_days);
      return wire;
  }
  wire.set_from_day(objective.window.from_day);
  return wire;
}

pb::Objective ObjectiveToWire(const Objective& objective,
                              const std::string& currency) {
  pb::Objective wire;
  wire.set_id(objective.id);
  wire.set_title(objective.title);
  wire.set_kind(ObjectiveKindWord(objective.terms));
  for (const std::string& service : objective.services) {
    wire.add_services(service);
  }
  std::visit(TargetToWire{&wire}, objective.terms);
  *wire.mutable_window() = WindowToWire(objective);
  SayEach(ObjectiveInWords(objective), wire.mutable_in_words());
  SayEach(RemediesInWords(objective, currency),
          wire.mutable_remedies_in_words());
  const auto* indicator = std::get_if<IndicatorTerms>(&objective.terms);
  const bool above = indicator != nullptr && indicator->at_most;
  for (const CreditTier& tier : objective.remedies.credits) {
    pb::CreditTier& added = *wire.add_credits();
    if (above) {
      added.set_above(tier.limit.ToString());
    } else {
      added.set_below(tier.limit.ToString());
    }
    added.set_percent(tier.percent.ToString());
  }
  wire.set_credit_base(objective.remedies.credit_base);
  if (objective.measured_by.has_value()) {
    wire.set_measured_by(FigureOriginWord(*objective.measured_by));
  }
  wire.set_weight(objective.weight.ToString());
  return wire;
}

// Ours first, each side by its rung of the ladder; who is on none comes last.
std::vector<Contact> InOrder(std::vector<Contact> contacts) {
  const auto rank = [](const Contact& contact) {
    return std::pair(contact.side == Side::kCustomer ? 0 : 1,
                     contact.level == 0 ? 10 : contact.level);
  };
  std::stable_sort(
      contacts.begin(), contacts.end(),
      [&](const Contact& a, const Contact& b) { return rank(a) < rank(b); });
  return contacts;
}

void PeopleToWire(const Contract& contract, pb::Contract* wire) {
  for (const Party& party : contract.parties) {
    pb::Party& added = *wire->add_parties();
    added.set_side(SideToWire(party.side));
    added.set_name(party.name);
    added.set_registration(party.registration);
  }
  for (const Contact& contact : InOrder(contract.contacts)) {
    pb::Contact& added = *wire->add_contacts();
    added.set_side(SideToWire(contact.side));
    added.set_name(contact.name);
    added.set_role(contact.role);
    added.set_level(contact.level);
    added.set_phone(contact.reach.phone);
    added.set_email(contact.reach.email);
    added.set_may_accept_figures(contact.authority.figures);
    SetNumber(contact.authority.extras_up_to, &added,
              &pb::Contact::mutable_may_order_up_to);
    added.set_may_sign(contact.authority.contract);
  }
  wire->mutable_governance()->set_review(contract.governance.review);
  for (const std::string& meeting : contract.governance.meetings) {
    wire->mutable_governance()->add_meetings(meeting);
  }
  if (const auto& terms = contract.governance.improvement_fund) {
    pb::ImprovementFund& fund =
        *wire->mutable_governance()->mutable_improvement_fund();
    fund.set_credits_percent(terms->credits.Normalized().ToString());
    fund.set_gains_percent(terms->gains.Normalized().ToString());
    fund.set_gains_to_provider_percent(
        terms->gains_to_provider.Normalized().ToString());
    fund.set_currency(terms->currency);
  }
}

void MandateToWire(const Mandate& mandate, pb::Mandate* wire) {
  SetNumber(mandate.cost_above_plan_percent, wire,
            &pb::Mandate::mutable_cost_above_plan_percent);
  SetNumber(mandate.hours, wire, &pb::Mandate::mutable_hours);
  if (mandate.hours.has_value()) {
    wire->set_hours_per(PricePeriodWord(mandate.hours_per));
  }
  SetNumber(mandate.amount, wire, &pb::Mandate::mutable_amount);
  if (mandate.amount.has_value()) {
    wire->set_amount_per(PricePeriodWord(mandate.amount_per));
  }
  SetNumber(mandate.level_below_target, wire,
            &pb::Mandate::mutable_level_below_target);
  SetNumber(mandate.change, wire, &pb::Mandate::mutable_change);
}

void DossierToWire(const Dossier& dossier, pb::Contract* wire) {
  std::vector<Document> documents = dossier.documents;
  std::stable_sort(documents.begin(), documents.end(),
                   [](const Document& a, const Document& b) {
                     const auto rank = [](const Document& document) {
                       return document.precedence == 0 ? 100
                                                       : document.precedence;
                     };
                     return rank(a) < rank(b);
                   });
  for (const Document& document : documents) {
    pb::Document& added = *wire->add_documents();
    added.set_kind(document.kind);
    added.set_title(document.title);
    added.set_link(document.link);
    added.set_version(document.version);
    added.set_precedence(document.precedence);
    SetDay(document.signed_on, &added, &pb::Document::mutable_signed_on);
  }
  for (const Clause& clause : dossier.clauses) {
    pb::Clause& added = *wire->add_clauses();
    added.set_name(clause.name);
    added.set_place(clause.place);
    added.set_absent(clause.absent);
  }
  if (dossier.processing.has_value()) {
    pb::Processing& processing = *wire->mutable_processing();
    SetDay(dossier.processing->agreement, &processing,
           &pb::Processing::mutable_agreement);
    if (dossier.processing->breach_notice.has_value()) {
      processing.set_breach_notice_seconds(
          absl::ToInt64Seconds(*dossier.processing->breach_notice));
    }
    for (const Processing::Subprocessor& other :
         dossier.processing->subprocessors) {
      pb::Subprocessor& added = *processing.add_subprocessors();
      added.set_name(other.name);
      added.set_country(other.country);
    }
    processing.set_objection(SpanText(dossier.processing->objection));
  }
  for (const Assurance& assurance : dossier.assurance) {
    pb::Assurance& added = *wire->add_assurance();
    added.set_kind(assurance.kind);
    SetDay(assurance.valid_until, &added, &pb::Assurance::mutable_valid_until);
    added.set_period(assurance.period);
    SetDay(assurance.due, &added, &pb::Assurance::mutable_due);
  }
  if (dossier.exit.has_value()) {
    pb::ExitTerms& exit = *wire->mutable_exit();
    SetDay(dossier.exit->plan, &exit, &pb::ExitTerms::mutable_plan);
    SetDay(dossier.exit->tested, &exit, &pb::ExitTerms::mutable_tested);
    SetNumber(dossier.exit->assistance_hours, &exit,
              &pb::ExitTerms::mutable_assistance_hours);
    exit.set_data_format(dossier.exit->data_format);
    exit.set_data_within(SpanText(dossier.exit->data_within));
    exit.set_data_erased_after(SpanText(dossier.exit->data_erased_after));
    exit.set_escrow(dossier.exit->escrow);
  }
}

void PromisesToWire(const Contract& contract, pb::Contract* wire) {
  for (const PriceComponent& component : contract.pricing) {
    *wire->add_pricing() = PriceToWire(component, contract.currency);
  }
  for (const IndexationClause& clause : contract.indexation) {
    *wire->add_indexation() = IndexationToWire(clause);
  }
  FlexibilityToWire(contract, wire);
  for (const Extra& extra : contract.extras) {
    pb::Extra& added = *wire->add_extras();
    added.set_name(extra.name);
    added.set_price(extra.price.ToString());
    added.set_unit(extra.unit);
    added.set_lead_time(SpanText(extra.lead_time));
    added.set_buys(extra.buys);
  }
  for (const Objective& objective : contract.objectives) {
    *wire->add_objectives() = ObjectiveToWire(objective, contract.currency);
  }
  for (const AtRiskCap& cap : contract.at_risk_caps) {
    pb::AtRiskCap& added = *wire->add_at_risk_caps();
    added.set_percent(cap.percent.ToString());
    added.set_per(AtRiskPerWord(cap.per));
  }
  pb::RemedyTerms& remedy = *wire->mutable_remedy();
  remedy.set_settle(contract.remedy.settle == RemedyTerms::Settle::kAutomatic
                        ? "automatic"
                        : "claim");
  remedy.set_kind(contract.remedy.kind == RemedyTerms::Kind::kPenalty
                      ? "penalty"
                      : "price_reduction");
  if (contract.remedy.vat_reduces_price.has_value()) {
    remedy.set_vat_reduces_price(*contract.remedy.vat_reduces_price);
  }
  remedy.set_exclusive(contract.remedy.exclusive);
  pb::InvoicingTerms& invoicing = *wire->mutable_invoicing();
  for (const std::string& reference : contract.invoicing.references) {
    invoicing.add_references(reference);
  }
  if (contract.invoicing.object_within.has_value()) {
    invoicing.set_object_within(SpanText(*contract.invoicing.object_within));
  }
  if (contract.invoicing.tolerance.has_value()) {
    invoicing.set_tolerance(contract.invoicing.tolerance->ToString());
  }
}

}  // namespace

pb::ContractVersion ContractVersionToWire(const ContractRegister::Entry& entry,
                                          const ContractRegister::Entry* next) {
  pb::ContractVersion wire;
  wire.set_version(entry.contract.version);
  wire.set_valid_from(FormatDay(entry.contract.ValidFrom()));
  if (next != nullptr) {
    wire.set_valid_until(FormatDay(next->contract.ValidFrom() - 1));
  }
  wire.set_signed_(entry.contract.signed_reference);
  wire.set_file(entry.file);
  wire.set_sha256(entry.sha256);
  return wire;
}

pb::ContractRow ContractRowToWire(const ContractAnswer& answer) {
  const Contract& contract = answer.contract();
  const NoticeDates& dates = answer.dates;
  using W = pb::ContractRow;
  W wire;
  wire.set_id(contract.id);
  wire.set_title(contract.title);
  wire.set_provider(answer.provider);
  wire.set_version(contract.version);
  wire.set_parent(contract.parent);
  wire.set_state(StateToWire(answer.state));
  SetDay(dates.last_day, &wire, &W::mutable_last_day);
  SetDay(dates.notice_received_by, &wire, &W::mutable_notice_received_by);
  wire.set_notice_missed(dates.notice_missed);
  if (dates.option.has_value()) {
    wire.set_option_received_by(FormatDay(dates.option->received_by));
  }
  wire.set_if_nobody_acts(Say(IfNobodyActs(contract.term, dates, answer.on)));
  wire.set_owner(answer.owner);
  SetDay(dates.internal_notice_by, &wire, &W::mutable_internal_notice_by);
  if (contract.value.has_value()) {
    *wire.mutable_value() = ValueToWire(*contract.value, answer.value);
  }
  wire.set_currency(contract.currency);
  return wire;
}

pb::Contract ContractToWire(const ContractAnswer& answer) {
  const Contract& contract = answer.contract();
  pb::Contract wire;
  wire.set_id(contract.id);
  wire.set_title(contract.title);
  wire.set_provider(answer.provider);
  wire.set_currency(contract.currency);
  wire.set_version(contract.version);
  wire.set_valid_from(FormatDay(contract.ValidFrom()));
  wire.set_signed_(contract.signed_reference);
  wire.set_parent(contract.parent);
  for (const Contract* child : answer.children) {
    pb::ContractName& added = *wire.add_children();
    added.set_id(child->id);
    added.set_title(child->title);
    added.set_provider(child->provider);
  }
  wire.set_owner(answer.owner);
  if (answer.rigidity.has_value()) {
    *wire.mutable_rigidity() = RigidityToWire(*answer.rigidity);
  }
  for (const std::string& service : contract.services) {
    wire.add_services(service);
  }
  wire.set_on(FormatDay(answer.on));
  wire.set_state(StateToWire(answer.state));
  wire.set_if_nobody_acts(
      Say(IfNobodyActs(contract.term, answer.dates, answer.on)));
  DatesToWire(answer.dates, contract.term, &wire);
  *wire.mutable_term() = TermToWire(contract.term);
  const std::vector<const ContractRegister::Entry*> versions =
      answer.Versions();
  for (size_t i = 0; i < versions.size(); ++i) {
    const bool last = i + 1 == versions.size();
    pb::ContractVersion& added = *wire.add_versions();
    added =
        ContractVersionToWire(*versions[i], last ? nullptr : versions[i + 1]);
    added.set_in_force(versions[i] == answer.entry);
  }
  PeopleToWire(contract, &wire);
  PromisesToWire(contract, &wire);
  MandateToWire(contract.mandate, wire.mutable_mandate());
  DossierToWire(contract.dossier, &wire);
  for (const ClauseGap& gap : answer.clause_gaps) {
    *wire.add_clause_gaps() =
        ClauseGapToWire({contract.id, answer.provider, gap});
  }
  if (contract.value.has_value()) {
    *wire.mutable_value() = ValueToWire(*contract.value, answer.value);
  }
  GapsToWire(answer.gaps, wire.mutable_gaps());
  return wire;
}

pb::ClauseGap ClauseGapToWire(const ContractClauseGap& gap) {
  pb::ClauseGap wire;
  wire.set_contract(gap.contract);
  wire.set_provider(gap.provider);
  wire.set_checklist(gap.gap.checklist);
  wire.set_clause(gap.gap.clause);
  wire.set_source(gap.gap.source);
  wire.set_known_absent(gap.gap.known_absent);
  return wire;
}

}  // namespace regisseur
