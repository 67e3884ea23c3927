#include "aggregator/answers/escalations.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/escalation_links.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int kUsualMonths = 12;

Side SideOf(Participant side) {
  return side == Participant::kProvider ? Side::kProvider : Side::kCustomer;
}

bool IsAsked(const EscalationsQuestion& question, const Matter& matter,
             const EscalationRecord& record) {
  if (!question.id.empty() && matter.subject.name != question.id) return false;
  if (!question.service.empty() && record.service != question.service) {
    return false;
  }
  if (question.open && record.standing.state == EscalationState::kClosed) {
    return false;
  }
  return !question.opened_by.has_value() ||
         record.opened_by == *question.opened_by;
}

void NoteLadder(const EscalationRow& row, std::vector<Gap>& gaps) {
  if (!row.ladder.empty() ||
      row.record.standing.state == EscalationState::kClosed) {
    return;
  }
  Gap gap;
  gap.provider = row.matter.subject.provider;
  gap.rule = "escalation-without-ladder";
  gap.arguments = {{"side", std::string(ParticipantWord(row.record.called()))},
                   {"provider", row.matter.subject.provider}};
  gap.notice = true;
  AddGap(std::move(gap), gaps);
}

// One clock of the rounds of one side.
class Clock {
 public:
  Clock(absl::Time now, ClockTimes& times) : now_(now), times_(times) {}

  void Add(absl::Time due, std::optional<absl::Time> done,
           std::optional<int64_t> seconds, bool by_machine,
           std::optional<absl::Time> closed) {
    ++times_.asked;
    if (by_machine) {
      ++times_.by_machine;
    } else if (done.has_value() && seconds.has_value()) {
      ++times_.done;
      if (*done <= due) ++times_.in_time;
      seconds_.push_back(*seconds);
    } else if (std::min(now_, closed.value_or(now_)) > due) {
      ++times_.overdue;
    }
  }
  void Finish() { times_.taken = SummarizeTimes(std::move(seconds_)); }

 private:
  const absl::Time now_;
  ClockTimes& times_;
  std::vector<int64_t> seconds_;
};

EscalationTimesRow TimesOf(const std::string& provider, Participant side,
                           const std::vector<EscalationRecord>& records,
                           TimeRange period, absl::Time now) {
  EscalationTimesRow row{.provider = provider, .side = side};
  Clock acknowledgement(now, row.acknowledgement);
  Clock answer(now, row.answer);
  for (const EscalationRecord& record : records) {
    if (record.called() != side) continue;
    for (size_t i = 0; i < record.rounds.size(); ++i) {
      const EscalationRecord::Round& round = record.rounds[i];
      if (!period.Contains(round.opened)) continue;
      if (i > 0) ++row.reopened;
      acknowledgement.Add(round.acknowledge_by, round.acknowledged,
                          round.acknowledged_seconds,
                          round.acknowledged_by_machine, round.closed);
      answer.Add(round.answer_by, round.answered, round.answered_seconds,
                 round.answered_by_machine, round.closed);
    }
    for (const EscalatedRung& rung : record.standing.called) {
      if ((IsByTime(rung.reason) || rung.reason == RungReason::kRaised) &&
          period.Contains(rung.at)) {
        ++row.raised;
      }
    }
  }
  acknowledgement.Finish();
  answer.Finish();
  return row;
}

// Reads escalations with what is promised for their incidents.
class EscalationReader {
 public:
  EscalationReader(const AnswerContext& context, const Principal& who,
                   const SharedScope& scope, AsOf as_of)
      : context_(context), who_(who), scope_(scope), as_of_(as_of) {}

  absl::StatusOr<EscalationRecord> Read(const Matter& matter) {
    ASSIGN_OR_RETURN(EscalationRecord record,
                     ReadEscalation(matter, scope_.now()));
    if (record.links.incident.empty() ||
        record.standing.state == EscalationState::kClosed) {
      return record;
    }
    ASSIGN_OR_RETURN(std::optional<EscalationTarget> target,
                     FindTarget(matter.subject.provider, record));
    if (!target.has_value()) return record;
    return ReadEscalation(matter, scope_.now(), std::move(target));
  }

 private:
  absl::StatusOr<std::optional<EscalationTarget>> FindTarget(
      const std::string& provider, const EscalationRecord& record) {
    auto known = incidents_.find(provider);
    if (known == incidents_.end()) {
      ASSIGN_OR_RETURN(LinkedIncidents read,
                       LinkedIncidents::Read(context_, who_, scope_.known(),
                                             provider, as_of_));
      known = incidents_.emplace(provider, std::move(read)).first;
    }
    std::optional<TargetedIncident> incident =
        known->second.Find(record.links.incident, scope_.now());
    if (!incident.has_value()) return std::optional<EscalationTarget>();
    if (incident->service.empty()) incident->service = OnlyService(provider);
    // As it was agreed when it was opened: what holds later moves no clock.
    const std::vector<const Contract*> contracts = scope_.ContractsOf(
        provider,
        absl::ToCivilDay(record.standing.round.opened, scope_.zone()));
    return FindEscalationTarget(contracts, record.service, record.priority,
                                EscalationLadder::Of(contracts, record.service,
                                                     SideOf(record.called())),
                                *incident, scope_.now());
  }

  // What a provider with one service is always about; else empty.
  std::string OnlyService(const std::string& provider) const {
    const ProviderConfig* const config =
        scope_.known().portfolio().FindProvider(provider);
    return config != nullptr && config->services.size() == 1
               ? config->services.front().id
               : "";
  }

  const AnswerContext& context_;
  const Principal& who_;
  const SharedScope& scope_;
  const AsOf as_of_;
  std::map<std::string, LinkedIncidents> incidents_;  // by provider
};

}  // namespace

absl::StatusOr<EscalationsAnswer> AnswerEscalations(
    const AnswerContext& context, const Principal& who,
    const EscalationsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, question.provider,
                                     question.owner, as_of));
  ASSIGN_OR_RETURN(std::vector<Matter> matters,
                   scope.Read(MatterKind::kEscalation));
  EscalationsAnswer answer;
  answer.contracts = scope.room().contracts;
  EscalationReader reader(context, who, scope, as_of);
  for (Matter& matter : matters) {
    EscalationRow row;
    ASSIGN_OR_RETURN(row.record, reader.Read(matter));
    if (!IsAsked(question, matter, row.record)) continue;
    const std::vector<const Contract*> contracts =
        scope.ContractsOf(matter.subject.provider);
    row.ladder = EscalationLadder::Of(contracts, row.record.service,
                                      SideOf(row.record.called()));
    row.known_names = NamesKnownTo(contracts);
    row.matter = std::move(matter);
    NoteLadder(row, answer.gaps);
    answer.escalations.push_back(std::move(row));
  }
  if (!question.id.empty() && answer.escalations.empty()) {
    return absl::NotFoundError(
        absl::StrCat("id: no escalation is called \"", question.id, "\""));
  }
  std::reverse(answer.escalations.begin(), answer.escalations.end());
  return answer;
}

absl::StatusOr<EscalationTimesAnswer> AnswerEscalationTimes(
    const AnswerContext& context, const Principal& who,
    const std::string& provider, const std::string& owner,
    const std::string& period, AsOf as_of) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, provider, owner, as_of));
  EscalationTimesAnswer answer;
  ASSIGN_OR_RETURN(answer.period,
                   ReadSharedPeriod(scope, period, kUsualMonths));
  ASSIGN_OR_RETURN(const std::vector<Matter> matters,
                   scope.Read(MatterKind::kEscalation));
  std::map<std::string, std::vector<EscalationRecord>> records;
  for (const ProviderConfig* config : scope.Providers()) records[config->id];
  EscalationReader reader(context, who, scope, as_of);
  for (const Matter& matter : matters) {
    ASSIGN_OR_RETURN(EscalationRecord record, reader.Read(matter));
    records[matter.subject.provider].push_back(std::move(record));
  }
  for (const auto& [id, of_provider] : records) {
    for (const Participant side :
         {Participant::kCustomer, Participant::kProvider}) {
      answer.rows.push_back(
          TimesOf(id, side, of_provider, answer.period.range, scope.now()));
    }
  }
  return answer;
}

}  // namespace regisseur
