#include "aggregator/api/service_level_wire.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "aggregator/api/set_time.h"
#include "core/contract/contract_words.h"
#include "core/finding/catalogue.h"
#include "core/status/timeline.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = service_level::v1;

// What an objective holds its figures against, as the contract has it.
struct Promise {
  std::string target;
  std::string unit;
  bool lower_is_better = false;
};

std::string LengthWords(absl::Duration length) {
  const int64_t seconds = absl::ToInt64Seconds(length);
  if (seconds % 3600 == 0) {
    return absl::StrCat(seconds / 3600, seconds == 3600 ? " hour" : " hours");
  }
  if (seconds % 60 == 0) {
    return absl::StrCat(seconds / 60, seconds == 60 ? " minute" : " minutes");
  }
  return absl::StrCat(seconds, seconds == 1 ? " second" : " seconds");
}

std::string LengthWords(const ClockLength& length) {
  if (length.working_days > 0) {
    return absl::StrCat(length.working_days, length.working_days == 1
                                                 ? " working day"
                                                 : " working days");
  }
  if (length.days > 0) {
    return absl::StrCat(length.days, length.days == 1 ? " day" : " days");
  }
  return LengthWords(length.hours);
}

Promise PromiseOf(const Objective& objective, const Figure& figure) {
  struct Reader {
    const Figure& figure;
    Promise operator()(const AvailabilityTerms& terms) const {
      return {terms.target.ToString(), "%", false};
    }
    Promise operator()(const TicketTerms& terms) const {
      // That of the row which decides; without figures that of the first.
      if (const TicketRow* row = figure.DecidingRow()) {
        return {row->level.level.share.ToString(), "%", false};
      }
      if (terms.levels.empty()) return {};
      return {terms.levels.front().share.ToString(), "%", false};
    }
    Promise operator()(const IndicatorTerms& terms) const {
      return {terms.target.ToString(), terms.unit, terms.at_most};
    }
    Promise operator()(const CompositeTerms& terms) const {
      return {terms.target.ToString(), "%", false};
    }
    Promise operator()(const RecoveryTerms& terms) const {
      return {LengthWords(terms.within), "", true};
    }
    Promise operator()(const ScoreTerms& terms) const {
      return {terms.target.ToString(), "", false};
    }
    Promise operator()(const OutcomeTerms& terms) const {
      return {terms.target.ToString(), terms.unit,
              terms.target < terms.baseline};
    }
  };
  return std::visit(Reader{figure}, objective.terms);
}

int64_t WholeSeconds(const Decimal& seconds) {
  return static_cast<int64_t>(seconds.RoundedHalfAwayFromZero(0).coefficient());
}

pb::TicketLevel TicketRowToWire(const TicketRow& row) {
  pb::TicketLevel wire;
  wire.set_priority(row.level.level.priority);
  wire.set_within(LengthWords(row.level.level.within));
  wire.set_target(row.level.level.share.ToString());
  if (row.level.attained.has_value()) {
    wire.set_attained(row.level.attained->Percent().ToString());
  }
  wire.set_counted(static_cast<int32_t>(row.level.tickets.size()));
  wire.set_in_time(row.level.in_time);
  wire.set_verdict(VerdictToWire(row.verdict));
  wire.set_by_small_number(row.level.by_small_number);
  wire.set_not_judged(static_cast<int32_t>(row.not_judged.size()));
  return wire;
}

pb::Credit CreditToWire(const CreditRow& credit, const Objective& objective) {
  pb::Credit wire;
  wire.set_currency(credit.currency);
  if (const auto amount = credit.Amount()) {
    wire.set_amount(amount->ToString());
  }
  if (const auto uncapped = credit.Uncapped()) {
    wire.set_uncapped(uncapped->ToString());
  }
  if (credit.step.has_value()) {
    wire.set_percent(credit.step->tier.percent.ToString());
    wire.set_limit(credit.step->tier.limit.ToString());
    wire.set_at_least(credit.step->at_least);
    wire.set_capped(credit.step->cap.has_value());
    wire.set_base(objective.remedies.credit_base);
    if (credit.base.has_value()) {
      wire.set_base_amount(credit.base->Normalized().ToString());
    }
  }
  if (credit.penalty.has_value()) {
    wire.set_penalty(credit.penalty->ToString());
    for (const PenaltyRow& row : credit.penalties) {
      pb::UnitPenalty& to = *wire.add_penalties();
      to.set_per(UnitPenaltyWord(row.terms.per));
      to.set_units(row.units.ToString());
      to.set_paid_units(row.paid.ToString());
      to.set_price(row.terms.amount.ToString());
      if (row.terms.at_most.has_value()) {
        to.set_at_most(row.terms.at_most->ToString());
      }
      to.set_amount(row.amount.ToString());
    }
  }
  if (credit.claim_by.has_value()) {
    wire.set_claim_by(FormatDay(*credit.claim_by));
  }
  wire.set_earned_back(credit.earned_back);
  wire.set_automatic(credit.automatic);
  return wire;
}

pb::ByHand ByHandToWire(const EnteredFigure& entered) {
  pb::ByHand wire;
  wire.set_id(entered.name);
  wire.set_name(entered.by);
  wire.set_document(entered.document);
  wire.set_document_sha256(entered.document_sha256);
  wire.set_expires(FormatDay(entered.expires));
  SetTime(entered.entered, &wire, &pb::ByHand::mutable_entered_time);
  return wire;
}

// The fields that a service level and the figures of another origin share.
template <typename Message>
void FillFigure(const Figure& figure, const Objective& objective,
                const std::optional<CreditRow>& credit, Message& wire) {
  wire.set_origin(FigureOriginToWire(figure.origin));
  for (const std::string& source : figure.sources) wire.add_sources(source);
  wire.set_stated(figure.stated);
  wire.set_verdict(VerdictToWire(figure.verdict));
  if (auto text = figure.Attained()) wire.set_attained(*text);
  if (auto text = figure.AttainedAtLeast()) wire.set_attained_at_least(*text);
  if (auto text = figure.AttainedAtMost()) wire.set_attained_at_most(*text);
  if (auto text = figure.ObservedShare()) wire.set_observed_share(*text);
  if (figure.HasTimes()) {
    const LevelTimes& times = figure.level->times;
    wire.set_agreed_seconds(RoundedSeconds(times.agreed()));
    wire.set_downtime_seconds(WholeSeconds(times.DowntimeSeconds()));
    wire.set_excluded_seconds(RoundedSeconds(times.excluded()));
    wire.set_unknown_seconds(RoundedSeconds(times.unknown()));
    wire.set_error_budget_seconds(figure.level->budget.ShownTotal().ToString());
    wire.set_error_budget_left_seconds(
        figure.level->budget.ShownLeft().ToString());
  }
  if (figure.level.has_value() && figure.level->compared_decimals.has_value() &&
      figure.level->judged.has_value()) {
    const int decimals = *figure.level->compared_decimals;
    wire.set_compared_decimals(decimals);
    wire.set_compared(figure.level->judged->RoundedPercent(decimals)
                          .RoundedHalfAwayFromZero(decimals)
                          .ToString());
  }
  if (figure.by_hand.has_value()) {
    *wire.mutable_by_hand() = ByHandToWire(*figure.by_hand);
  }
  for (const TicketRow& row : figure.tickets) {
    *wire.add_levels() = TicketRowToWire(row);
  }
  if (credit.has_value()) {
    *wire.mutable_credit() = CreditToWire(*credit, objective);
  }
}

pb::CountsAs CountsAsToWire(CountsAs counts_as) {
  switch (counts_as) {
    case CountsAs::kUp:
      return pb::COUNTS_AS_UP;
    case CountsAs::kDown:
      return pb::COUNTS_AS_DOWN;
    case CountsAs::kExcluded:
      return pb::COUNTS_AS_EXCLUDED;
    case CountsAs::kUnknown:
      return pb::COUNTS_AS_UNKNOWN;
    case CountsAs::kNotAgreed:
      return pb::COUNTS_AS_NOT_AGREED;
    case CountsAs::kInTime:
      return pb::COUNTS_AS_IN_TIME;
    case CountsAs::kTooLate:
      return pb::COUNTS_AS_TOO_LATE;
  }
  return pb::COUNTS_AS_UNSPECIFIED;
}

// What a promise is about; of a chain of promises what its members are about.
std::vector<std::string> ServicesOf(const Objective& objective,
                                    const Figure& figure) {
  std::vector<std::string> services = objective.services;
  if (!services.empty()) return services;
  for (const MemberRow& member : figure.members) {
    for (const std::string& service : member.services) {
      if (std::find(services.begin(), services.end(), service) ==
          services.end()) {
        services.push_back(service);
      }
    }
  }
  return services;
}

pb::Dispute DisputeToWire(const OpenObjection& objection) {
  pb::Dispute wire;
  wire.set_id(objection.name);
  wire.set_by_provider(objection.by_provider);
  SetTime(objection.raised, &wire, &pb::Dispute::mutable_raised_time);
  if (objection.figure.has_value()) {
    wire.set_figure(objection.figure->ToString());
  }
  wire.set_reason(objection.reason);
  return wire;
}

pb::DisclosureLag LagToWire(const DisclosureLag& lag) {
  pb::DisclosureLag wire;
  wire.set_incident(lag.incident);
  wire.set_title(lag.title);
  wire.set_source(lag.source);
  SetTime(lag.start, &wire, &pb::DisclosureLag::mutable_start_time);
  wire.set_measured_start(lag.measured_start);
  SetTime(lag.disclosed, &wire, &pb::DisclosureLag::mutable_disclose_time);
  SetTime(lag.told, &wire, &pb::DisclosureLag::mutable_told_time);
  if (lag.disclosed.has_value()) {
    wire.set_disclosed_after_seconds(
        RoundedSeconds(*lag.disclosed - lag.start));
  }
  wire.set_told_after_seconds(RoundedSeconds(lag.told - lag.start));
  return wire;
}

}  // namespace

type::v1::Verdict VerdictToWire(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet:
      return type::v1::VERDICT_MET;
    case Verdict::kBreached:
      return type::v1::VERDICT_BREACHED;
    case Verdict::kUnknown:
      return type::v1::VERDICT_UNKNOWN;
    case Verdict::kAtRisk:
      return type::v1::VERDICT_AT_RISK;
    case Verdict::kOnTrack:
      return type::v1::VERDICT_ON_TRACK;
  }
  return type::v1::VERDICT_UNKNOWN;
}

type::v1::Origin FigureOriginToWire(FigureOrigin origin) {
  switch (origin) {
    case FigureOrigin::kReported:
      return type::v1::ORIGIN_REPORTED;
    case FigureOrigin::kMeasured:
      return type::v1::ORIGIN_MEASURED;
    case FigureOrigin::kSettled:
      return type::v1::ORIGIN_SETTLED;
  }
  return type::v1::ORIGIN_UNSPECIFIED;
}

pb::Note NoteToWire(const LevelNote& note) {
  pb::Note wire;
  wire.set_rule(note.rule);
  wire.set_message(RenderMessage(note.rule, note.arguments));
  return wire;
}

pb::ServiceLevel ServiceLevelToWire(const ServiceLevelRow& row) {
  pb::ServiceLevel wire;
  const ObjectiveWindow& window = row.figures.window;
  const Contract& contract = *window.contract;
  const Objective& objective = *window.objective;
  const Figure& lead = row.figures.lead;
  wire.set_contract(contract.id);
  wire.set_contract_valid_from(FormatDay(contract.ValidFrom()));
  wire.set_contract_version(contract.version);
  wire.set_provider(row.provider);
  wire.set_objective(objective.id);
  wire.set_title(objective.title);
  wire.set_kind(ObjectiveKindWord(objective.terms));
  for (const std::string& service : ServicesOf(objective, lead)) {
    if (wire.service().empty()) wire.set_service(service);
    wire.add_services(service);
  }
  const Promise promise = PromiseOf(objective, lead);
  wire.set_target(promise.target);
  wire.set_unit(promise.unit);
  wire.set_lower_is_better(promise.lower_is_better);
  SetTime(window.range.from, &wire,
          &pb::ServiceLevel::mutable_window_start_time);
  SetTime(window.range.to, &wire, &pb::ServiceLevel::mutable_window_end_time);
  wire.set_window_last_day(FormatDay(window.last_day));
  wire.set_closed(row.figures.closed);
  FillFigure(lead, objective, row.credit, wire);
  for (size_t i = 0; i < row.figures.others.size(); ++i) {
    FillFigure(
        row.figures.others[i], objective,
        i < row.other_credits.size() ? row.other_credits[i] : std::nullopt,
        *wire.add_others());
  }
  for (const Disagreement& difference : row.disagreements) {
    pb::Disagreement& to = *wire.add_disagreements();
    const Figure& other = row.figures.others[difference.other];
    to.set_origin(FigureOriginToWire(other.origin));
    for (const std::string& source : other.sources) to.add_sources(source);
    to.set_stated(other.stated);
    to.set_verdict(VerdictToWire(other.verdict));
    if (auto text = other.Attained()) to.set_attained(*text);
    if (auto text = other.AttainedAtLeast()) to.set_attained_at_least(*text);
    if (auto text = other.AttainedAtMost()) to.set_attained_at_most(*text);
    if (difference.minutes.has_value()) {
      to.set_minutes(difference.minutes->ToString());
    }
    if (difference.amount.has_value()) {
      to.set_amount(difference.amount->ToString());
    }
    to.set_currency(contract.currency);
    to.set_verdict_differs(difference.verdict_differs);
  }
  for (const DisclosureLag& lag : row.disclosure_lags) {
    *wire.add_disclosure_lags() = LagToWire(lag);
  }
  for (const DueConsequence& due : row.consequences) {
    pb::Consequence& to = *wire.add_consequences();
    to.set_then(due.then);
    if (due.by.has_value()) to.set_by(FormatDay(*due.by));
  }
  for (const LevelNote& note : lead.notes) *wire.add_notes() = NoteToWire(note);
  for (const MemberRow& member : lead.members) {
    pb::MemberFigure& to = *wire.add_members();
    to.set_contract(member.contract);
    to.set_objective(member.objective);
    to.set_provider(member.provider);
    to.set_weight(member.weight.ToString());
    if (!member.level.has_value()) continue;
    to.set_verdict(VerdictToWire(member.level->verdict));
    if (member.level->attained.has_value()) {
      to.set_attained(member.level->attained->Percent().ToString());
    }
    if (member.level->attained_at_least.has_value()) {
      to.set_attained_at_least(
          member.level->attained_at_least->Percent().ToString());
    }
    if (member.level->attained_at_most.has_value()) {
      to.set_attained_at_most(
          member.level->attained_at_most->Percent().ToString());
    }
  }
  for (const OpenObjection& objection : row.figures.disputes) {
    *wire.add_disputes() = DisputeToWire(objection);
  }
  wire.set_told_otherwise(row.told_otherwise);
  for (const UnknownCause& cause : row.unknown_causes) {
    pb::UnknownCause& to = *wire.add_unknown_causes();
    to.set_rule(cause.why.rule);
    to.set_message(RenderMessage(cause.why.rule, cause.why.arguments));
    to.set_seconds(RoundedSeconds(cause.length));
  }
  if (row.bonus.has_value()) {
    pb::Bonus& to = *wire.mutable_bonus();
    if (row.bonus->amount.has_value()) {
      to.set_amount(row.bonus->amount->ToString());
    }
    to.set_currency(row.bonus->currency);
    to.set_percent(row.bonus->tier.percent.ToString());
    to.set_limit(row.bonus->tier.limit.ToString());
  }
  return wire;
}

pb::Objective ObjectiveToWire(const ObjectiveStanding& standing) {
  pb::Objective wire;
  *wire.mutable_running() = ServiceLevelToWire(standing.running);
  wire.set_provider(standing.running.provider);
  for (const BurnRate& rate : standing.burn_rates) {
    pb::BurnRate& to = *wire.add_burn_rates();
    to.set_long_seconds(RoundedSeconds(rate.long_lookback));
    to.set_short_seconds(RoundedSeconds(rate.short_lookback));
    if (rate.long_rate.has_value()) {
      to.set_long_rate(rate.long_rate->ToString());
    }
    if (rate.short_rate.has_value()) {
      to.set_short_rate(rate.short_rate->ToString());
    }
    to.set_threshold(rate.threshold.ToString());
    to.set_firing(rate.firing);
  }
  if (standing.budget_used.has_value()) {
    wire.set_budget_used(standing.budget_used->ToString());
  }
  if (standing.last.has_value()) {
    wire.set_last_verdict(VerdictToWire(standing.last->lead.verdict));
    const Figure& last = standing.last->lead;
    if (const auto text = last.Attained()) wire.set_last_attained(*text);
    if (const auto text = last.AttainedAtLeast()) {
      wire.set_last_attained_at_least(*text);
    }
    if (const auto text = last.AttainedAtMost()) {
      wire.set_last_attained_at_most(*text);
    }
    wire.set_last_window_last_day(FormatDay(standing.last->window.last_day));
    wire.set_last_disputed(!standing.last->disputes.empty());
    wire.set_last_told_otherwise(standing.last_told_otherwise);
  }
  if (standing.state.has_value()) {
    wire.set_state(ToWire(standing.state->state));
    SetTime(standing.state->since, &wire,
            &pb::Objective::mutable_state_since_time);
  }
  return wire;
}

pb::Piece PieceToWire(const ExplainedPiece& piece) {
  pb::Piece wire;
  SetTime(piece.from, &wire, &pb::Piece::mutable_start_time);
  SetTime(piece.to, &wire, &pb::Piece::mutable_end_time);
  wire.set_seconds(RoundedSeconds(piece.length));
  if (piece.ticket.empty()) wire.set_state(ToWire(piece.state));
  wire.set_counts_as(CountsAsToWire(piece.counts_as));
  if (piece.counts_as == CountsAs::kDown &&
      piece.weight_millionths < 1'000'000) {
    wire.set_weight(
        Decimal(piece.weight_millionths, 6).Normalized().ToString());
  }
  for (const std::string& name : piece.components) wire.add_components(name);
  for (const std::string& source : piece.sources) wire.add_sources(source);
  for (const std::string& id : piece.incidents) wire.add_incidents(id);
  for (const std::string& id : piece.maintenances) wire.add_maintenances(id);
  wire.set_rule(piece.why.rule);
  wire.set_message(RenderMessage(piece.why.rule, piece.why.arguments));
  wire.set_approver(piece.approver);
  wire.set_ticket(piece.ticket);
  wire.set_priority(piece.priority);
  SetTime(piece.due, &wire, &pb::Piece::mutable_due_time);
  wire.set_stopped_seconds(RoundedSeconds(piece.stopped));
  wire.set_lowered(piece.lowered);
  return wire;
}

pb::Witness WitnessToWire(const Witness& witness) {
  pb::Witness wire;
  wire.set_source(witness.source);
  wire.set_adapter(witness.adapter);
  wire.set_origin(FigureOriginToWire(witness.origin));
  if (witness.tells.has_value()) {
    SetTime(witness.tells->from, &wire, &pb::Witness::mutable_first_time);
    SetTime(witness.tells->to, &wire, &pb::Witness::mutable_last_time);
  }
  for (const std::string& name : witness.components) wire.add_components(name);
  wire.set_value(witness.value);
  return wire;
}

pb::Difference DifferenceToWire(const FigureDifference& difference) {
  pb::Difference wire;
  wire.set_origin(FigureOriginToWire(difference.origin));
  SetTime(difference.range.from, &wire, &pb::Difference::mutable_start_time);
  SetTime(difference.range.to, &wire, &pb::Difference::mutable_end_time);
  wire.set_seconds(RoundedSeconds(difference.range.to - difference.range.from));
  wire.set_counts_as(CountsAsToWire(difference.counts_as));
  wire.set_other_counts_as(CountsAsToWire(difference.other_counts_as));
  return wire;
}

pb::Restatement RestatementToWire(const Restatement& restatement) {
  pb::Restatement wire;
  SetTime(restatement.known, &wire, &pb::Restatement::mutable_known_time);
  wire.set_source(restatement.source);
  wire.set_rule(restatement.why.rule);
  wire.set_message(
      RenderMessage(restatement.why.rule, restatement.why.arguments));
  if (restatement.attained_before.has_value()) {
    wire.set_attained_before(*restatement.attained_before);
  }
  if (restatement.attained_after.has_value()) {
    wire.set_attained_after(*restatement.attained_after);
  }
  if (restatement.at_least_before.has_value()) {
    wire.set_attained_at_least_before(*restatement.at_least_before);
  }
  if (restatement.at_most_before.has_value()) {
    wire.set_attained_at_most_before(*restatement.at_most_before);
  }
  if (restatement.at_least_after.has_value()) {
    wire.set_attained_at_least_after(*restatement.at_least_after);
  }
  if (restatement.at_most_after.has_value()) {
    wire.set_attained_at_most_after(*restatement.at_most_after);
  }
  wire.set_verdict_before(VerdictToWire(restatement.verdict_before));
  wire.set_verdict_after(VerdictToWire(restatement.verdict_after));
  return wire;
}

}  // namespace regisseur
