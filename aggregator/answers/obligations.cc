#include "aggregator/answers/obligations.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/ticket/ticket_moments.h"

namespace regisseur {
namespace {

constexpr int kUsualMonths = 12;
constexpr size_t kMostStops = 100;
constexpr char kForCustomer[] = "waiting_for_customer";

absl::Duration LengthOf(TimeRange range) { return range.to - range.from; }

bool StopsFor(const TicketTerms& terms) {
  return std::find(terms.clock_stops.begin(), terms.clock_stops.end(),
                   kForCustomer) != terms.clock_stops.end();
}

// Whose clock stands still while a ticket of the provider waits for us.
std::vector<std::string> ObjectivesThatStop(
    const std::vector<const Contract*>& contracts) {
  std::vector<std::string> objectives;
  for (const Contract* contract : contracts) {
    for (const Objective& objective : contract->objectives) {
      const auto* terms = std::get_if<TicketTerms>(&objective.terms);
      if (terms != nullptr && StopsFor(*terms)) {
        objectives.push_back(absl::StrCat(contract->id, "/", objective.id));
      }
    }
  }
  return objectives;
}

// The tickets of the providers asked for, read once.
class TicketStops {
 public:
  static absl::StatusOr<TicketStops> Read(const AnswerContext& context,
                                          const Principal& who,
                                          const SharedScope& scope,
                                          AsOf as_of) {
    TicketStops read(scope);
    ASSIGN_OR_RETURN(
        std::vector<TicketRecord> records,
        context.tickets.ListTickets(who, std::nullopt, TimeRange(), as_of));
    for (TicketRecord& record : records) {
      std::string provider = scope.known().CurrentId(record.provider);
      read.tickets_[std::move(provider)].push_back(std::move(record));
    }
    return read;
  }

  bool Tells(const std::string& provider) const {
    return tickets_.contains(provider);
  }
  // An empty `ticket` asks for all.
  std::vector<TicketStop> Of(const std::string& provider,
                             const std::string& ticket,
                             TimeRange period) const {
    std::vector<TicketStop> stops;
    const auto found = tickets_.find(provider);
    if (found == tickets_.end()) return stops;
    const std::vector<std::string> objectives =
        ObjectivesThatStop(scope_.ContractsOf(provider));
    const std::string words[] = {kForCustomer};
    for (const TicketRecord& record : found->second) {
      if (!ticket.empty() && record.ticket.id != ticket) continue;
      const bool still =
          record.ticket.steps.back().state == TicketState::kWaitingForCustomer;
      const std::vector<TimeRange> ranges =
          StopsOf(record.ticket, words, scope_.now());
      for (const TimeRange& range : ranges) {
        const absl::Duration within = TimeWithin({&range, 1}, period);
        if (within <= absl::ZeroDuration()) continue;
        stops.push_back({.source = record.source,
                         .ticket = record.ticket.id,
                         .range = range,
                         .running = still && &range == &ranges.back(),
                         .within = within,
                         .objectives = objectives});
      }
    }
    return stops;
  }

 private:
  explicit TicketStops(const SharedScope& scope) : scope_(scope) {}

  const SharedScope& scope_;
  std::map<std::string, std::vector<TicketRecord>> tickets_;
};

bool IsAsked(const ObligationsQuestion& question, const Matter& matter,
             const ObligationRecord& record) {
  const ObligationStanding& standing = record.standing;
  if (!question.id.empty() && matter.subject.name != question.id) return false;
  if (question.side.has_value() && record.side != *question.side) return false;
  if (!question.review.empty() && record.review != question.review) {
    return false;
  }
  if (question.overdue && !(standing.IsOwed() && standing.late)) return false;
  return !question.open || standing.IsOwed() ||
         standing.state == ObligationState::kAsked;
}

void AddTo(const ObligationRecord& record, const SharedPeriod& period,
           ObligationScore& own, ObligationScore& other) {
  const ObligationStanding& standing = record.standing;
  if (!standing.Counts()) return;
  // Who promised waits for the other side.
  other.others_waited += TimeWithin(standing.waits, period.range);
  if (!standing.late && !standing.fulfilled.has_value()) {
    ++own.waiting;
    return;
  }
  // By the day that was promised, however much later it is by what it waited.
  if (record.due_on < period.first || record.due_on > period.last) return;
  ++own.due;
  if (!standing.fulfilled.has_value()) {
    ++own.overdue;
  } else if (standing.late) {
    ++own.late;
  } else {
    ++own.kept;
  }
}

WaitedForCustomer SumOf(const std::string& provider,
                        std::vector<TicketStop> stops,
                        const std::set<std::string>& linked) {
  WaitedForCustomer waited{.provider = provider};
  for (const TicketStop& stop : stops) {
    waited.all += stop.within;
    if (!stop.objectives.empty()) waited.on_clock += stop.within;
    if (linked.contains(stop.ticket)) waited.linked += stop.within;
  }
  std::stable_sort(stops.begin(), stops.end(),
                   [](const TicketStop& a, const TicketStop& b) {
                     return a.within > b.within;
                   });
  if (stops.size() > kMostStops) stops.resize(kMostStops);
  waited.stops = std::move(stops);
  return waited;
}

}  // namespace

absl::Duration ObligationRow::Stopped() const {
  absl::Duration stopped;
  for (const TicketStop& stop : stops) stopped += LengthOf(stop.range);
  return stopped;
}

absl::StatusOr<ObligationsAnswer> AnswerObligations(
    const AnswerContext& context, const Principal& who,
    const ObligationsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, question.provider,
                                     question.owner, as_of));
  ASSIGN_OR_RETURN(std::vector<Matter> matters,
                   scope.Read(MatterKind::kObligation));
  ObligationsAnswer answer;
  bool any_ticket = false;
  for (Matter& matter : matters) {
    ObligationRow row;
    ASSIGN_OR_RETURN(row.record, ReadObligation(matter, scope.now()));
    if (!IsAsked(question, matter, row.record)) continue;
    row.known_names = NamesKnownTo(scope.ContractsOf(matter.subject.provider));
    any_ticket = any_ticket || !row.record.ticket.empty();
    row.matter = std::move(matter);
    answer.obligations.push_back(std::move(row));
  }
  if (!question.id.empty() && answer.obligations.empty()) {
    return absl::NotFoundError(
        absl::StrCat("id: no obligation is called \"", question.id, "\""));
  }
  if (any_ticket) {
    ASSIGN_OR_RETURN(const TicketStops stops,
                     TicketStops::Read(context, who, scope, as_of));
    for (ObligationRow& row : answer.obligations) {
      if (row.record.ticket.empty()) continue;
      row.stops =
          stops.Of(row.matter.subject.provider, row.record.ticket, TimeRange());
    }
  }
  std::stable_sort(answer.obligations.begin(), answer.obligations.end(),
                   [](const ObligationRow& a, const ObligationRow& b) {
                     return a.record.due_on < b.record.due_on;
                   });
  return answer;
}

absl::StatusOr<ObligationScoresAnswer> AnswerObligationScores(
    const AnswerContext& context, const Principal& who,
    const std::string& provider, const std::string& owner,
    const std::string& period, AsOf as_of) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, provider, owner, as_of));
  ObligationScoresAnswer answer;
  ASSIGN_OR_RETURN(answer.period,
                   ReadSharedPeriod(scope, period, kUsualMonths));
  ASSIGN_OR_RETURN(const std::vector<Matter> matters,
                   scope.Read(MatterKind::kObligation));
  ASSIGN_OR_RETURN(const TicketStops stops,
                   TicketStops::Read(context, who, scope, as_of));
  using Sides = std::pair<ObligationScore, ObligationScore>;
  std::map<std::string, Sides> scores;
  std::map<std::string, std::set<std::string>> linked;
  for (const ProviderConfig* config : scope.Providers()) scores[config->id];
  for (const Matter& matter : matters) {
    ASSIGN_OR_RETURN(const ObligationRecord record,
                     ReadObligation(matter, scope.now()));
    auto& [ours, theirs] = scores[matter.subject.provider];
    const bool is_ours = record.side == Participant::kCustomer;
    AddTo(record, answer.period, is_ours ? ours : theirs,
          is_ours ? theirs : ours);
    if (is_ours && !record.ticket.empty()) {
      linked[matter.subject.provider].insert(record.ticket);
    }
  }
  for (auto& [id, sides] : scores) {
    auto& [ours, theirs] = sides;
    ours.provider = theirs.provider = id;
    theirs.side = Participant::kProvider;
    if (stops.Tells(id)) {
      answer.waited.push_back(
          SumOf(id, stops.Of(id, "", answer.period.range), linked[id]));
      ours.others_waited += answer.waited.back().all;
    } else {
      Gap gap;
      gap.provider = id;
      gap.rule = "ticket-no-source";
      AddGap(std::move(gap), answer.gaps);
    }
    answer.scores.push_back(ours);
    answer.scores.push_back(theirs);
  }
  return answer;
}

absl::Status CheckTicketIsTold(const AnswerContext& context,
                               const Principal& who,
                               const std::string& provider,
                               const std::string& ticket) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, provider, "", AsOf{}));
  ASSIGN_OR_RETURN(
      const std::vector<TicketRecord> records,
      context.tickets.ListTickets(who, std::nullopt, TimeRange(), AsOf{}));
  for (const TicketRecord& record : records) {
    if (record.ticket.id == ticket &&
        scope.known().CurrentId(record.provider) == provider) {
      return absl::OkStatus();
    }
  }
  return absl::NotFoundError(
      absl::StrCat("ticket: no source tells a ticket \"", ticket, "\" of ",
                   provider, "; `ticket list` shows which there are"));
}

}  // namespace regisseur
