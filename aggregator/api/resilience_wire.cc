#include "aggregator/api/resilience_wire.h"

#include "aggregator/api/gap_wire.h"
#include "aggregator/api/set_time.h"
#include "aggregator/api/status_wire.h"
#include "core/money/currency.h"
#include "core/time/instant.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = resilience::v1;

pb::Dimension DimensionToWire(Dimension dimension) {
  switch (dimension) {
    case Dimension::kProvider:
      return pb::DIMENSION_PROVIDER;
    case Dimension::kCountry:
      return pb::DIMENSION_COUNTRY;
    case Dimension::kServiceCategory:
      return pb::DIMENSION_SERVICE_CATEGORY;
    case Dimension::kFourthParty:
      return pb::DIMENSION_FOURTH_PARTY;
    case Dimension::kTier:
      return pb::DIMENSION_TIER;
  }
  return pb::DIMENSION_UNSPECIFIED;
}

pb::LeavingContract ContractToWire(const LeavingContract& leaving) {
  const NoticeDates& dates = leaving.answer.dates;
  const Contract& contract = leaving.answer.contract();
  pb::LeavingContract wire;
  wire.set_contract(contract.id);
  wire.set_title(contract.title);
  const auto day = [](const std::optional<absl::CivilDay>& one) {
    return FormatDay(*one);
  };
  if (dates.last_day) wire.set_last_day(day(dates.last_day));
  if (dates.notice_received_by) {
    wire.set_notice_received_by(day(dates.notice_received_by));
  }
  wire.set_notice_missed(dates.notice_missed);
  if (dates.earliest_exit) wire.set_earliest_exit(day(dates.earliest_exit));
  if (dates.switch_notice_by) {
    wire.set_switch_notice_by(day(dates.switch_notice_by));
  }
  if (dates.switch_exit) wire.set_switch_exit(day(dates.switch_exit));
  if (dates.provider_notice_by) {
    wire.set_provider_notice_by(day(dates.provider_notice_by));
  }
  if (contract.change.exit_payment.has_value()) {
    wire.set_exit_payment(contract.change.exit_payment->ToString());
  }
  wire.set_currency(contract.currency);
  if (const std::optional<ExitTerms>& exit = contract.dossier.exit) {
    if (exit->plan) wire.set_plan(day(exit->plan));
    if (exit->tested) wire.set_tested(day(exit->tested));
    if (exit->assistance_hours) {
      wire.set_assistance_hours(exit->assistance_hours->ToString());
    }
    wire.set_data_format(exit->data_format);
    if (exit->data_within) {
      wire.set_data_within(FormatCivilSpan(*exit->data_within));
    }
    if (exit->data_erased_after) {
      wire.set_data_erased_after(FormatCivilSpan(*exit->data_erased_after));
    }
    wire.set_escrow(exit->escrow);
  }
  for (const UnusedHours& unused : leaving.unused) {
    pb::UnusedHours& hours = *wire.add_unused_hours();
    hours.set_component(unused.component);
    hours.set_hours(unused.hours);
    hours.set_amount(unused.amount);
  }
  return wire;
}

void ReadinessToWire(const std::vector<Readiness>& rows,
                     google::protobuf::RepeatedPtrField<pb::Readiness>& wire) {
  for (const Readiness& row : rows) {
    pb::Readiness& one = *wire.Add();
    *one.mutable_what() = SentenceToWire(row.what);
    one.set_subject(row.subject);
  }
}

}  // namespace

pb::ConcentrationRow ConcentrationToWire(const ConcentrationRow& row,
                                         const ConcentrationAnswer& answer) {
  pb::ConcentrationRow wire;
  wire.set_dimension(DimensionToWire(row.dimension));
  wire.set_key(row.key);
  wire.set_name(row.name);
  wire.set_known(row.known);
  if (row.amount.has_value()) {
    wire.set_amount(
        row.amount->RoundedHalfAwayFromZero(MinorUnitDigits(answer.currency))
            .ToString());
    if (const auto share = answer.ShareOf(*row.amount)) {
      wire.set_share_percent(*share);
    }
  }
  for (const std::string& provider : row.providers) {
    wire.add_providers(provider);
  }
  for (const std::string& function : row.functions) {
    wire.add_functions(function);
  }
  for (const std::string& function : row.critical_functions) {
    wire.add_critical_functions(function);
  }
  for (const std::string& country : row.countries) wire.add_countries(country);
  return wire;
}

pb::Chain ChainToWire(const ChainRow& row) {
  pb::Chain wire;
  wire.set_function(row.function);
  wire.set_name(row.name);
  wire.set_critical(row.critical);
  for (const ChainMember& member : row.members) {
    pb::ChainMember& one = *wire.add_members();
    one.set_provider(member.provider);
    one.set_service(member.service);
    one.set_down_seconds(absl::ToInt64Seconds(member.time.down));
    one.set_unknown_seconds(absl::ToInt64Seconds(member.time.unknown));
    if (const auto attained = member.time.Attained()) {
      one.set_attained(*attained);
    }
    one.set_state(ToWire(member.state));
    one.set_measured(member.measured);
  }
  wire.set_agreed_seconds(absl::ToInt64Seconds(row.time.agreed));
  wire.set_down_seconds(absl::ToInt64Seconds(row.time.down));
  wire.set_unknown_seconds(absl::ToInt64Seconds(row.time.unknown));
  if (const auto attained = row.time.Attained()) wire.set_attained(*attained);
  if (const auto least = row.time.AttainedAtLeast()) {
    wire.set_attained_at_least(*least);
  }
  if (const auto most = row.time.AttainedAtMost()) {
    wire.set_attained_at_most(*most);
  }
  wire.set_weakest(row.weakest);
  wire.set_hours(row.hours);
  return wire;
}

pb::Overlap OverlapToWire(const OverlapRow& row) {
  pb::Overlap wire;
  *wire.mutable_start_time() = ToWire(row.from);
  SetTime(row.to, &wire, &pb::Overlap::mutable_end_time);
  wire.set_seconds(absl::ToInt64Seconds(row.length));
  for (const std::string& provider : row.providers) {
    wire.add_providers(provider);
  }
  for (const IncidentRow& incident : row.incidents) {
    const status::v1::IncidentRow told = IncidentToWire(incident);
    pb::OverlapIncident& one = *wire.add_incidents();
    one.set_provider(told.provider());
    one.set_source(told.source());
    one.set_id(told.id());
    one.set_title(told.title());
    *one.mutable_start_time() = told.start_time();
    if (told.has_end_time()) *one.mutable_end_time() = told.end_time();
    one.set_impact(told.impact());
    *one.mutable_components() = told.components();
  }
  for (const std::string& function : row.functions) {
    wire.add_functions(function);
  }
  for (const std::string& party : row.fourth_parties) {
    wire.add_fourth_parties(party);
  }
  return wire;
}

pb::RehearseExitResponse RehearsalToWire(const RehearsalAnswer& answer) {
  pb::RehearseExitResponse wire;
  wire.set_provider(answer.provider);
  wire.set_name(answer.name);
  wire.set_on(FormatDay(answer.on));
  for (const TouchedFunction& touched : answer.functions) {
    pb::TouchedFunction& function = *wire.add_functions();
    function.set_id(touched.function->id);
    function.set_name(touched.function->name);
    function.set_critical(touched.function->critical);
    function.set_owner(touched.function->owner);
    for (const std::string& service : touched.services) {
      function.add_services(service);
    }
    function.set_recovery_time_objective(touched.function->rto);
  }
  for (const std::string& service : answer.services) wire.add_services(service);
  for (const LeavingContract& leaving : answer.contracts) {
    const Contract& contract = leaving.answer.contract();
    for (const Objective& objective : contract.objectives) {
      pb::TouchedObjective& touched = *wire.add_objectives();
      touched.set_contract(contract.id);
      touched.set_objective(objective.id);
      touched.set_kind(ObjectiveKindWord(objective.terms));
      for (const std::string& service : objective.services) {
        touched.add_services(service);
      }
    }
    *wire.add_contracts() = ContractToWire(leaving);
  }
  if (answer.month_cost.has_value()) wire.set_month_cost(*answer.month_cost);
  wire.set_month(FormatMonth(answer.month));
  wire.set_currency(answer.portfolio->currency);
  for (const LeavingDeadline& deadline : answer.deadlines) {
    pb::LeavingDeadline& one = *wire.add_deadlines();
    one.set_day(FormatDay(deadline.day));
    *one.mutable_what() = SentenceToWire(deadline.what);
    one.set_contract(deadline.contract);
    one.set_late(deadline.late);
  }
  ReadinessToWire(answer.prepared, *wire.mutable_prepared());
  ReadinessToWire(answer.missing, *wire.mutable_missing());
  for (const std::string& other : answer.other_providers) {
    wire.add_other_providers(other);
  }
  GapsToWire(answer.gaps, wire.mutable_gaps());
  return wire;
}

}  // namespace regisseur
