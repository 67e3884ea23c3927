#include "aggregator/answers/level_book.h"

#include <algorithm>
#include <set>
#include <variant>

#include "absl/strings/str_join.h"
#include "aggregator/answers/stored_settled_facts.h"
#include "core/base/status_macros.h"
#include "core/matter/silent_consent.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

std::vector<std::string> Common(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
  std::vector<std::string> common;
  for (const std::string& value : a) {
    if (std::find(b.begin(), b.end(), value) != b.end()) {
      common.push_back(value);
    }
  }
  return common;
}

}  // namespace

void LevelBook::Expect(const std::vector<ObjectiveWindow>& windows) {
  for (const ObjectiveWindow& window : windows) {
    Wanted& wanted = wanted_[known_->CurrentId(window.contract->provider)];
    const TimeRange range = RangeFor(window, now());
    wanted.range.from = std::min(wanted.range.from, range.from);
    wanted.range.to = std::max(wanted.range.to, range.to);
    const FactKinds kinds = KindsFor(*window.objective);
    wanted.kinds.status |= kinds.status;
    wanted.kinds.measurements |= kinds.measurements;
    wanted.kinds.tickets |= kinds.tickets;
  }
}

std::vector<ObjectiveWindow> LevelBook::WindowsOf(
    const std::string& contract, const std::string& objective,
    const ReportPeriod& period) const {
  std::vector<ObjectiveWindow> windows;
  for (const std::string& id : ObjectiveIds(*contracts_, contract)) {
    if (!objective.empty() && id != objective) continue;
    for (ObjectiveWindow& window :
         FindWindows(*contracts_, contract, id, period)) {
      // One that has not begun promises nothing yet.
      if (window.range.from >= now()) continue;
      windows.push_back(std::move(window));
    }
  }
  return windows;
}

absl::StatusOr<const ToldFacts*> LevelBook::ToldOver(TimeRange range,
                                                     FactKinds kinds) {
  const auto widen = [&](TimeRange other, FactKinds more) {
    range.from = std::min(range.from, other.from);
    range.to = std::max(range.to, other.to);
    kinds.measurements |= more.measurements;
    kinds.tickets |= more.tickets;
  };
  if (told_.has_value()) {
    if (told_->range.from <= range.from && told_->range.to >= range.to &&
        told_->kinds.measurements >= kinds.measurements &&
        told_->kinds.tickets >= kinds.tickets) {
      return &*told_;
    }
    widen(told_->range, told_->kinds);
  }
  for (const auto& [provider, wanted] : wanted_) {
    widen(wanted.range, wanted.kinds);
  }
  ASSIGN_OR_RETURN(told_, ReadToldFacts(context_, who_, range, kinds, as_of_));
  return &*told_;
}

absl::StatusOr<std::shared_ptr<const ProviderFacts>> LevelBook::FactsOf(
    const std::string& provider, TimeRange range, FactKinds kinds) {
  const std::string id = known_->CurrentId(provider);
  std::shared_ptr<const ProviderFacts>& facts = facts_[id];
  const auto covers = [&](const ProviderFacts& read) {
    return read.range.from <= range.from && read.range.to >= range.to &&
           read.kinds.status >= kinds.status &&
           read.kinds.measurements >= kinds.measurements &&
           read.kinds.tickets >= kinds.tickets;
  };
  if (facts != nullptr && covers(*facts)) return facts;
  Wanted all = wanted_[id];
  if (facts != nullptr) {
    range.from = std::min(range.from, facts->range.from);
    range.to = std::max(range.to, facts->range.to);
    all.kinds.status |= facts->kinds.status;
    all.kinds.measurements |= facts->kinds.measurements;
    all.kinds.tickets |= facts->kinds.tickets;
  }
  range.from = std::min(range.from, all.range.from);
  range.to = std::max(range.to, all.range.to);
  kinds.status |= all.kinds.status;
  kinds.measurements |= all.kinds.measurements;
  kinds.tickets |= all.kinds.tickets;
  const ToldFacts* told = nullptr;
  if (wanted_.size() > 1 && (kinds.measurements || kinds.tickets)) {
    ASSIGN_OR_RETURN(told, ToldOver(range, kinds));
  }
  ASSIGN_OR_RETURN(ProviderFacts read,
                   ReadProviderFacts(context_, who_, known_, id, range, kinds,
                                     as_of_, told));
  facts = std::make_shared<const ProviderFacts>(std::move(read));
  return facts;
}

absl::StatusOr<WindowSettled> LevelBook::SettledOf(
    const ObjectiveWindow& window) {
  const StoredSettledFacts stored(context_.matters);
  const std::string& contract = window.contract->id;
  const std::string& objective = window.objective->id;
  WindowSettled settled;
  if (!promises_.has_value()) {
    ASSIGN_OR_RETURN(promises_, context_.matters.ListPromises(who_));
  }
  if (!promises_->contains({contract, objective})) return settled;
  ASSIGN_OR_RETURN(
      settled.exclusions,
      stored.ListExclusions(who_, contract, objective, window.range, as_of_));
  ASSIGN_OR_RETURN(settled.figure, stored.FindSettled(who_, contract, objective,
                                                      window.range, as_of_));
  ASSIGN_OR_RETURN(
      settled.entered,
      stored.ListEntered(who_, contract, objective, window.range, as_of_));
  ASSIGN_OR_RETURN(
      settled.objections,
      stored.ListObjections(who_, contract, objective, window.range, as_of_));
  return settled;
}

absl::StatusOr<std::vector<MemberRow>> LevelBook::MembersOf(
    const ObjectiveWindow& window) {
  const auto& terms = std::get<CompositeTerms>(window.objective->terms);
  std::vector<MemberRow> rows;
  for (const CompositeTerms::Member& member : terms.of) {
    MemberRow row;
    row.contract =
        member.contract.empty() ? window.contract->id : member.contract;
    row.objective = member.objective;
    row.weight = member.weight;
    const Contract* contract = contracts_->Find(row.contract, window.last_day);
    const Objective* objective =
        contract == nullptr ? nullptr : contract->FindObjective(row.objective);
    if (objective != nullptr &&
        std::holds_alternative<AvailabilityTerms>(objective->terms)) {
      row.provider = known_->CurrentId(contract->provider);
      // Every link of the chain over the window of the chain.
      ObjectiveWindow own = window;
      own.contract = contract;
      own.objective = objective;
      own.parts = {{window.range, objective}};
      ASSIGN_OR_RETURN(
          const std::shared_ptr<const ProviderFacts> facts,
          FactsOf(row.provider, RangeFor(own, now()), KindsFor(*objective)));
      ASSIGN_OR_RETURN(const WindowSettled settled, SettledOf(own));
      WindowFigures figures = ComputeFigures(own, facts, settled, now());
      row.origin = figures.lead.origin;
      AddFigureGaps(figures);
      row.level = std::move(figures.lead.level);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<WindowFigures> LevelBook::Compute(
    const ObjectiveWindow& window) {
  ASSIGN_OR_RETURN(const WindowSettled settled, SettledOf(window));
  if (std::holds_alternative<CompositeTerms>(window.objective->terms)) {
    ASSIGN_OR_RETURN(std::vector<MemberRow> members, MembersOf(window));
    WindowFigures figures =
        ComputeCompositeFigure(window, std::move(members), settled, now());
    RETURN_IF_ERROR(FindStanding(settled, figures));
    return figures;
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const ProviderFacts> facts,
                   FactsOf(window.contract->provider, RangeFor(window, now()),
                           KindsFor(*window.objective)));
  WindowFigures figures = ComputeFigures(window, facts, settled, now());
  RETURN_IF_ERROR(FindStanding(settled, figures));
  return figures;
}

absl::Status LevelBook::FindStanding(const WindowSettled& settled,
                                     WindowFigures& figures) const {
  Figure& lead = figures.lead;
  if (!figures.closed || lead.origin == FigureOrigin::kSettled) {
    return absl::OkStatus();
  }
  const Objective& objective = *figures.window.objective;
  const EvidenceTerms& terms = objective.evidence;
  const absl::TimeZone zone = objective.window.zone;
  const auto day = [&](absl::Time at) { return absl::ToCivilDay(at, zone); };
  FigureFacts facts;
  // Nobody consents by silence to what he measured himself.
  if (terms.object_within.has_value() &&
      lead.origin == FigureOrigin::kReported) {
    std::optional<absl::Time> told = lead.entered;
    if (lead.told_key.has_value()) {
      ASSIGN_OR_RETURN(told, context_.measurements.FindFirstTold(
                                 who_, *lead.told_key, as_of_));
    }
    // Told before the window had ended it is about all of it from its end on.
    if (told.has_value()) {
      facts.told = day(std::max(*told, figures.window.range.to));
    }
  }
  if (!settled.objections.empty()) {
    facts.objected = day(settled.objections.front().raised);
  }
  const std::optional<FigureStanding> standing =
      FindFigureStanding(terms, facts, objective.holidays, day(now()));
  if (!standing.has_value()) return absl::OkStatus();
  const std::optional<absl::CivilDay> object_by =
      FindObjectBy(terms, facts.told, objective.holidays);
  switch (*standing) {
    case FigureStanding::kReported:
    case FigureStanding::kSettled:
      break;
    case FigureStanding::kOpen:
      lead.notes.push_back({"sla-open-to-objection",
                            {{"told", FormatDay(*facts.told)},
                             {"until", FormatDay(*object_by)}}});
      break;
    case FigureStanding::kDisputed:
      lead.notes.push_back(
          {"sla-disputed",
           {{"when", FormatForPeople(settled.objections.front().raised)}}});
      break;
    case FigureStanding::kSettledBySilence:
      lead.origin = FigureOrigin::kSettled;
      lead.notes.push_back({"sla-settled-by-silence",
                            {{"told", FormatDay(*facts.told)},
                             {"until", FormatDay(*object_by)},
                             {"day", FormatDay(*object_by + 1)}}});
      break;
  }
  return absl::OkStatus();
}

absl::StatusOr<const WindowFigures*> LevelBook::FiguresOf(
    const ObjectiveWindow& window) {
  const WindowKey key{window.contract->id, window.objective->id,
                      window.range.from, window.range.to};
  if (const auto found = figures_.find(key); found != figures_.end()) {
    return &found->second;
  }
  ASSIGN_OR_RETURN(WindowFigures figures, Compute(window));
  AddFigureGaps(figures);
  return &(figures_[key] = std::move(figures));
}

void LevelBook::AddFigureGaps(const WindowFigures& figures) {
  const std::string provider =
      known_->CurrentId(figures.window.contract->provider);
  const auto gap = [&](const char* rule,
                       std::map<std::string, std::string> arguments) {
    Gap gap;
    gap.provider = provider;
    gap.rule = rule;
    gap.arguments = std::move(arguments);
    AddGap(std::move(gap), gaps_);
  };
  // What no origin tells is missing; what one of them tells is not.
  std::optional<std::vector<std::string>> unmatched;
  std::optional<std::vector<std::string>> without;
  std::map<std::string, const ServiceFacts::Unmatched*> selectors;
  const auto look = [&](const Figure& figure) {
    if (figure.facts == nullptr) return;
    std::vector<std::string> names;
    for (const ServiceFacts::Unmatched& one : figure.facts->unmatched) {
      names.push_back(one.service + " " + one.selector);
      selectors[names.back()] = &one;
    }
    unmatched = unmatched.has_value() ? Common(*unmatched, names) : names;
    without = without.has_value() ? Common(*without, figure.facts->without)
                                  : figure.facts->without;
  };
  look(figures.lead);
  for (const Figure& other : figures.others) look(other);
  if (unmatched.has_value()) {
    for (const std::string& name : *unmatched) {
      gap("selector-matches-nothing", {{"selector", selectors[name]->selector},
                                       {"service", selectors[name]->service}});
    }
  }
  if (without.has_value() && !without->empty()) {
    gap("service-without-state", {{"services", absl::StrJoin(*without, ", ")}});
  }
  for (const LevelNote& note : figures.lead.notes) {
    if (note.rule != "sla-nobody-tells" &&
        note.rule != "sla-leading-origin-silent") {
      continue;
    }
    gap(figures.closed ? "sla-figure-missing" : "sla-figure-not-told-yet",
        {{"contract", figures.window.contract->id},
         {"objective", figures.window.objective->id},
         {"last_day", FormatDay(figures.window.last_day)}});
    gaps_.back().notice = gaps_.back().notice || !figures.closed;
  }
}

}  // namespace regisseur
