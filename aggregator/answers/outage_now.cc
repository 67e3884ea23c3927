#include "aggregator/answers/outage_now.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/maintenances.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/calendar/weekly_hours.h"
#include "core/service_level/ticket_clock.h"
#include "core/ticket/ticket_moments.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using Clock = TicketTerms::Clock;

// Earlier; absent is later than everything.
bool IsEarlier(const std::optional<absl::Time>& a,
               const std::optional<absl::Time>& b) {
  return a.has_value() && (!b.has_value() || *a < *b);
}

// Major outage first.
int Badness(OperationalState state) {
  switch (state) {
    case OperationalState::kMajorOutage:
      return 0;
    case OperationalState::kPartialOutage:
      return 1;
    case OperationalState::kDegradedPerformance:
      return 2;
    case OperationalState::kUnknown:
    case OperationalState::kUnderMaintenance:
    case OperationalState::kOperational:
      return 3;
  }
  return 3;
}

// Reads everything once and builds the rows provider by provider.
class NowReader {
 public:
  NowReader(const AnswerContext& context, const Principal& who,
            const KnownPortfolio& known, AsOf as_of, NowAnswer& answer)
      : context_(context),
        who_(who),
        known_(known),
        as_of_(as_of),
        answer_(answer),
        today_(absl::ToCivilDay(known.moment(), known.portfolio().time_zone)) {}

  absl::Status Read(const std::string& provider, const std::string& owner) {
    ASSIGN_OR_RETURN(records_,
                     ReadSourceRecords(context_, who_, known_, as_of_));
    // Of all providers: changes at others of the same function count too.
    ASSIGN_OR_RETURN(TicketsAnswer tickets,
                     AnswerTickets(context_, who_, {.open = true}, as_of_));
    for (TicketRowAnswer& ticket : tickets.tickets) {
      tickets_[ticket.provider].push_back(std::move(ticket));
    }
    ASSIGN_OR_RETURN(std::vector<OutageRow> outages,
                     ReadOutages(context_, who_, known_, as_of_));
    for (const ProviderConfig& config : known_.portfolio().providers) {
      if (!provider.empty() && config.id != provider) continue;
      if (!owner.empty() && config.owner != owner) continue;
      asked_.insert(config.id);
    }
    for (OutageRow& outage : outages) {
      if (asked_.count(outage.provider) == 0) continue;
      if (!outage.story.closed.has_value()) {
        open_[{outage.provider, outage.story.service}] = std::move(outage);
      } else if (outage.OwesReport()) {
        answer_.reports_due.push_back(std::move(outage));
      }
    }
    for (const ProviderConfig& config : known_.portfolio().providers) {
      if (asked_.count(config.id) > 0) RETURN_IF_ERROR(AddProvider(config));
    }
    for (NowRow& row : answer_.rows) RETURN_IF_ERROR(AddElsewhere(row));
    AddFunctions();
    AddGaps(provider, owner);
    std::stable_sort(answer_.rows.begin(), answer_.rows.end(),
                     [](const NowRow& a, const NowRow& b) {
                       if (a.hits_critical != b.hits_critical)
                         return a.hits_critical;
                       if (Badness(a.state) != Badness(b.state)) {
                         return Badness(a.state) < Badness(b.state);
                       }
                       return IsEarlier(a.since, b.since);
                     });
    return absl::OkStatus();
  }

 private:
  absl::Status AddProvider(const ProviderConfig& config) {
    ASSIGN_OR_RETURN(const StatusWitness witness,
                     StatusWitness::Read(context_, who_, known_, config.id,
                                         records_, as_of_));
    const std::vector<const Contract*> contracts = ContractsOf(config.id);
    for (const ServiceConfig& service : config.services) {
      AddService(config, &service, witness, contracts);
    }
    // What is said of the provider as a whole.
    AddService(config, nullptr, witness, contracts);
    return absl::OkStatus();
  }

  std::vector<const Contract*> ContractsOf(const std::string& provider) const {
    std::vector<const Contract*> contracts;
    for (const Contract* contract : answer_.contracts->InForce(today_)) {
      if (contract->term.start <= today_ &&
          known_.CurrentId(contract->provider) == provider) {
        contracts.push_back(contract);
      }
    }
    return contracts;
  }

  // Open tickets of the service; of the provider as a whole those that belong
  // to no service of it.
  std::vector<const TicketRowAnswer*> TicketsOf(
      const ProviderConfig& config, const ServiceConfig* service) const {
    std::vector<const TicketRowAnswer*> tickets;
    const auto found = tickets_.find(config.id);
    if (found == tickets_.end()) return tickets;
    for (const TicketRowAnswer& ticket : found->second) {
      const bool alone = config.services.size() == 1;
      const bool about =
          service == nullptr
              ? ticket.services.empty() && !alone
              : (ticket.services.empty() && alone) ||
                    std::find(ticket.services.begin(), ticket.services.end(),
                              service->id) != ticket.services.end();
      if (about) tickets.push_back(&ticket);
    }
    return tickets;
  }

  void AddService(const ProviderConfig& config, const ServiceConfig* service,
                  const StatusWitness& witness,
                  const std::vector<const Contract*>& contracts) {
    NowRow row;
    row.provider = config.id;
    row.provider_name = config.name;
    if (service != nullptr) {
      row.service = service->id;
      row.service_name = service->name;
    }
    // A provider with services is heard service by service.
    if (service != nullptr || config.services.empty()) {
      row.sayings = witness.Hear(service, row.components);
    }
    const std::vector<const TicketRowAnswer*> tickets =
        TicketsOf(config, service);
    AddTickets(tickets, contracts, row);
    if (const auto open = open_.find({row.provider, row.service});
        open != open_.end()) {
      row.outage = open->second;
      AddPerson(row);
    }
    for (const Saying& saying : row.sayings) {
      if (!IsOut(saying.state)) continue;
      if (Badness(saying.state) < Badness(row.state)) row.state = saying.state;
      if (IsEarlier(saying.since, row.since)) row.since = saying.since;
    }
    if (!IsOut(row.state)) {
      if (!row.outage.has_value()) return;
      // Nobody says any more that it is out, and nobody closed it.
      SetStateOfTheWell(row);
    }
    if (!row.since.has_value() && row.outage.has_value()) {
      row.since = row.outage->story.since;
    }
    row.feed_silent = std::none_of(
        row.sayings.begin(), row.sayings.end(), [](const Saying& saying) {
          return (saying.kind == SayingKind::kPartner ||
                  saying.kind == SayingKind::kMeasured) &&
                 !saying.silent;
        });
    AddPromises(contracts, tickets, witness.OpenIncidents(service), row);
    AddWords(contracts, witness.OpenIncidents(service), row);
    for (const FunctionConfig& function : known_.portfolio().functions) {
      if (!Needs(function, row.provider, row.service)) continue;
      row.functions.push_back(function.id);
      row.hits_critical = row.hits_critical || function.critical;
    }
    answer_.rows.push_back(std::move(row));
  }

  static void SetStateOfTheWell(NowRow& row) {
    bool first = true;
    for (const Saying& saying : row.sayings) {
      if (saying.silent) continue;
      row.state = first ? saying.state : Worse(row.state, saying.state);
      first = false;
    }
  }

  bool Needs(const FunctionConfig& function, const std::string& provider,
             const std::string& service) const {
    return std::any_of(function.needs.begin(), function.needs.end(),
                       [&](const auto& need) {
                         return known_.CurrentId(need.first) == provider &&
                                (service.empty() || need.second == service);
                       });
  }

  void AddTickets(const std::vector<const TicketRowAnswer*>& tickets,
                  const std::vector<const Contract*>& contracts, NowRow& row) {
    for (const TicketRowAnswer* ticket : tickets) {
      if (!SaysOut(*ticket, contracts)) continue;
      Saying saying;
      saying.kind = SayingKind::kTicket;
      saying.state = OperationalState::kMajorOutage;
      saying.since = ticket->ticket.opened;
      saying.source = ticket->source;
      saying.subject = ticket->ticket.id;
      saying.text = ticket->ticket.title;
      row.sayings.push_back(std::move(saying));
    }
  }

  void AddPerson(NowRow& row) {
    const OutageRow& outage = *row.outage;
    const MatterStep& first = outage.matter.steps.front();
    if (!outage.story.declared) return;
    Saying saying;
    saying.kind = SayingKind::kPerson;
    saying.state = outage.story.state;
    saying.since = outage.story.since;
    saying.subject = outage.story.component;
    saying.person = first.Text(kOutagePerson);
    saying.text = first.Text(kOutageText);
    row.sayings.push_back(std::move(saying));
  }

  RunningPromise Run(const PromisedTime& promise, absl::Time since) const {
    RunningPromise running{.promise = promise};
    running.due = promise.DueTime(since, {});
    return running;
  }

  void SetLeft(RunningPromise& running) const {
    if (running.due == absl::InfiniteFuture()) return;
    const absl::Time until = running.done.value_or(known_.moment());
    const TicketClock clock(*running.promise.objective);
    running.left = until <= running.due
                       ? clock.TimeBetween(until, running.due, {})
                       : -clock.TimeBetween(running.due, until, {});
  }

  void AddPromises(const std::vector<const Contract*>& contracts,
                   const std::vector<const TicketRowAnswer*>& tickets,
                   const std::vector<StatusWitness::Told>& incidents,
                   NowRow& row) {
    const EscalationLadder ladder =
        EscalationLadder::Of(contracts, row.service, Side::kProvider);
    if (!row.since.has_value()) {
      if (const LadderRung* rung = ladder.Above(0)) row.call = {*rung, {}};
      return;
    }
    const absl::Time since = *row.since;
    const std::string priority =
        row.outage.has_value() ? row.outage->story.priority : "";
    const auto promised = [&](Clock clock) {
      return FindPromisedTime(contracts, row.service, clock, priority, since,
                              {});
    };
    if (const auto reaction = promised(Clock::kReaction)) {
      row.reaction = Run(*reaction, since);
      for (const TicketRowAnswer* ticket : tickets) {
        const std::optional<TicketMoment> reacted =
            FindReaction(ticket->ticket);
        if (reacted.has_value() && reacted->at >= since &&
            IsEarlier(reacted->at, row.reaction->done)) {
          row.reaction->done = reacted->at;
          row.reaction->done_by = SayingKind::kTicket;
        }
      }
      for (const StatusWitness::Told& told : incidents) {
        for (const IncidentUpdate& update : told.incident->updates) {
          if (update.display_time < since ||
              update.display_time > known_.moment()) {
            continue;
          }
          if (IsEarlier(update.display_time, row.reaction->done)) {
            row.reaction->done = update.display_time;
            row.reaction->done_by = SayingKind::kPartner;
          }
        }
      }
      SetLeft(*row.reaction);
    }
    const auto restore = promised(Clock::kRestore);
    if (restore.has_value()) {
      row.restore = Run(*restore, since);
      SetLeft(*row.restore);
    }
    SetRungs(ladder, restore, since, row);
  }

  void SetRungs(const EscalationLadder& ladder,
                const std::optional<PromisedTime>& restore, absl::Time since,
                NowRow& row) {
    const LadderRung* rung = ladder.Above(0);
    if (rung == nullptr) return;
    const auto from = [&](const LadderRung& of) -> std::optional<absl::Time> {
      if (of.percent.IsZero()) return since;
      if (!restore.has_value()) return std::nullopt;
      return EscalationLadder::CalledFrom(of, *restore, since, {});
    };
    if (restore.has_value()) {
      const LadderRung* const called =
          ladder.CalledAt(known_.moment(), *restore, since, {});
      if (called != nullptr) rung = called;
    }
    row.call = {*rung, from(*rung)};
    if (const LadderRung* next = ladder.Above(rung->level)) {
      row.next_rung = {*next, from(*next)};
    }
  }

  void AddWords(const std::vector<const Contract*>& contracts,
                const std::vector<StatusWitness::Told>& incidents,
                NowRow& row) {
    for (const StatusWitness::Told& told : incidents) {
      for (const IncidentUpdate& update : told.incident->updates) {
        if (update.display_time > known_.moment()) continue;
        if (row.last_word.has_value() &&
            update.display_time < row.last_word->time) {
          continue;
        }
        row.last_word = {.kind = SayingKind::kPartner,
                         .time = update.display_time,
                         .text = update.text,
                         .phase = update.phase,
                         .incident = told.incident->title.empty()
                                         ? told.incident->id
                                         : told.incident->title,
                         .source = told.source};
      }
    }
    std::optional<absl::Time> said;
    if (row.outage.has_value()) {
      for (const MatterStep& step : row.outage->matter.steps) {
        if (step.move != MatterMove::kPromised) continue;
        const OutageEntry entry{step.move, step.values, step.act.known_from};
        if (entry.At() > known_.moment()) continue;
        if (!row.last_word.has_value() || entry.At() >= row.last_word->time) {
          row.last_word = {.kind = SayingKind::kPerson,
                           .time = entry.At(),
                           .text = step.Text(kOutageText),
                           .person = step.Text("actor")};
        }
        said = entry.Moment(kOutageNextUpdate);
      }
    }
    // A word that came since has taken the place of the one that was announced.
    if (said.has_value() && (!row.last_word.has_value() ||
                             row.last_word->kind == SayingKind::kPerson ||
                             *said > row.last_word->time)) {
      row.next_word = NextWord{*said, {"outage-next-word-said", {}}};
    } else {
      AddAgreedWord(contracts, row);
    }
    if (row.next_word.has_value()) {
      row.next_word->late = row.next_word->due < known_.moment();
    }
  }

  void AddAgreedWord(const std::vector<const Contract*>& contracts,
                     NowRow& row) {
    const std::optional<absl::Time> from =
        row.last_word.has_value() ? row.last_word->time : row.since;
    if (!from.has_value()) return;
    for (const Contract* contract : contracts) {
      const std::optional<absl::Duration>& every =
          contract->governance.outage_updates;
      if (!every.has_value() ||
          (!row.service.empty() && !IsAbout(*contract, row.service))) {
        continue;
      }
      if (row.next_word.has_value() && row.next_word->due <= *from + *every) {
        continue;
      }
      row.next_word = NextWord{*from + *every,
                               {"outage-next-word-agreed",
                                {{"contract", contract->id},
                                 {"every", absl::FormatDuration(*every)}}}};
    }
  }

  // Maintenance that runs and changes that are open at other providers of the
  // same functions.
  absl::Status AddElsewhere(NowRow& row) {
    std::map<std::string, std::vector<std::string>> others;
    for (const FunctionConfig& function : known_.portfolio().functions) {
      if (!Needs(function, row.provider, row.service)) continue;
      std::set<std::string> of_function;
      for (const auto& [provider, service] : function.needs) {
        of_function.insert(known_.CurrentId(provider));
      }
      for (const std::string& other : of_function) {
        if (other != row.provider) others[other].push_back(function.id);
      }
    }
    for (const auto& [other, functions] : others) {
      RETURN_IF_ERROR(AddGoingOn(other));
      for (Elsewhere one : going_on_.at(other)) {
        one.functions = functions;
        row.elsewhere.push_back(std::move(one));
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddGoingOn(const std::string& provider) {
    const auto [found, added] = going_on_.try_emplace(provider);
    if (!added || !known_.IsConfigured(provider)) return absl::OkStatus();
    const absl::Time moment = known_.moment();
    for (const KnownSource* source : known_.SourcesOf(provider)) {
      ASSIGN_OR_RETURN(const std::vector<MaintenanceRecord> maintenances,
                       context_.status.ListMaintenances(
                           who_, source->config->id,
                           {moment, moment + absl::Microseconds(1)}, as_of_));
      for (const MaintenanceRecord& record : maintenances) {
        const Maintenance& maintenance = record.maintenance;
        if (!GoesOn(maintenance, moment)) continue;
        found->second.push_back({.provider = provider,
                                 .kind = "maintenance",
                                 .id = maintenance.id,
                                 .title = maintenance.title,
                                 .start = maintenance.start_time,
                                 .end = maintenance.end_time,
                                 .source = source->config->id});
      }
    }
    for (const TicketRowAnswer& ticket : tickets_[provider]) {
      if (ticket.ticket.kind != TicketKind::kChange ||
          ticket.ticket.steps.back().state == TicketState::kNew) {
        continue;
      }
      found->second.push_back({.provider = provider,
                               .kind = "change",
                               .id = ticket.ticket.id,
                               .title = ticket.ticket.title,
                               .start = ticket.ticket.opened,
                               .end = ticket.ticket.due,
                               .source = ticket.source});
    }
    return absl::OkStatus();
  }

  static bool GoesOn(const Maintenance& maintenance, absl::Time moment) {
    switch (maintenance.phase) {
      case MaintenancePhase::kInProgress:
      case MaintenancePhase::kVerifying:
        return true;
      case MaintenancePhase::kCompleted:
        return false;
      case MaintenancePhase::kScheduled:
      case MaintenancePhase::kUnspecified:
        return maintenance.start_time.has_value() &&
               *maintenance.start_time <= moment &&
               (!maintenance.end_time.has_value() ||
                moment < *maintenance.end_time);
    }
    return false;
  }

  void AddFunctions() {
    for (const FunctionConfig& function : known_.portfolio().functions) {
      FunctionHitRow hit{.function = &function};
      for (const NowRow& row : answer_.rows) {
        if (!Needs(function, row.provider, row.service)) continue;
        hit.services.emplace_back(row.provider, row.service);
        hit.state =
            hit.services.size() == 1 ? row.state : Worse(hit.state, row.state);
        if (IsEarlier(row.since, hit.since)) hit.since = row.since;
      }
      if (hit.services.empty()) continue;
      const absl::StatusOr<absl::Duration> rto = ParseLength(function.rto);
      if (rto.ok() && hit.since.has_value()) {
        hit.recovery_due = *hit.since + *rto;
      }
      hit.in_hours = InHours(function);
      answer_.functions.push_back(std::move(hit));
    }
    std::stable_sort(answer_.functions.begin(), answer_.functions.end(),
                     [](const FunctionHitRow& a, const FunctionHitRow& b) {
                       if (a.function->critical != b.function->critical) {
                         return a.function->critical;
                       }
                       return Badness(a.state) < Badness(b.state);
                     });
  }

  std::optional<bool> InHours(const FunctionConfig& function) const {
    if (function.hours.empty()) return std::nullopt;
    WeeklyHours hours;
    for (const auto& [days, text] : function.hours) {
      if (!hours.Add(days, text).ok()) return std::nullopt;
    }
    const absl::Time moment = known_.moment();
    return !hours
                .OpenRanges({moment, moment + absl::Microseconds(1)},
                            known_.portfolio().time_zone, HolidayCalendar())
                .empty();
  }

  // Feeds and desks that fell silent: what they would say is not here.
  void AddGaps(const std::string& provider, const std::string& owner) {
    for (const KnownSource& source : known_.sources()) {
      const auto record = records_.find(source.config->id);
      if (source.former || record == records_.end()) continue;
      const bool asked =
          source.shared
              ? provider.empty() || known_.SpeaksAbout(source, provider)
              : asked_.count(source.provider) > 0;
      if (!asked || (!MayTell(record->second, FactKind::kStatus) &&
                     !MayTell(record->second, FactKind::kTickets))) {
        continue;
      }
      AddFreshnessGap(known_, source, record->second, answer_.gaps);
    }
    for (Gap& gap : context_.ListDaemonGaps()) {
      AddGap(std::move(gap), answer_.gaps);
    }
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const AsOf as_of_;
  NowAnswer& answer_;
  const absl::CivilDay today_;
  SourceRecords records_;
  std::set<std::string> asked_;  // providers
  std::map<std::string, std::vector<TicketRowAnswer>> tickets_;
  std::map<std::pair<std::string, std::string>, OutageRow> open_;
  std::map<std::string, std::vector<Elsewhere>> going_on_;  // by provider
};

}  // namespace

absl::StatusOr<NowAnswer> AnswerNow(const AnswerContext& context,
                                    const Principal& who,
                                    const NowQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  std::string provider;
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
    provider = known.CurrentId(question.provider);
  }
  NowAnswer answer;
  answer.portfolio = known.shared_portfolio();
  answer.contracts = context.contracts.At(as_of.known);
  answer.moment = known.moment();
  NowReader reader(context, who, known, as_of, answer);
  RETURN_IF_ERROR(reader.Read(provider, question.owner));
  return answer;
}

}  // namespace regisseur
