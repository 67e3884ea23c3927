#include "aggregator/answers/level_book.h"

#include <algorithm>
#include <set>
#include <variant>

#include "absl/strings/str_join.h"
#include "aggregator/answers/number_figure.h"
#include "aggregator/answers/stored_settled_facts.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
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

// A file's name: where it lies is for nobody to read here.
std::string NameOf(const std::string& file) {
  return file.substr(file.find_last_of('/') + 1);
}

}  // namespace

const char* SideWords(const OpenObjection& objection) {
  return objection.by_provider ? "the provider" : "the customer";
}

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
         FindWindows(*contracts_, contract, id, period, now())) {
      // One that has not begun promises nothing yet.
      if (window.range.from >= now()) continue;
      windows.push_back(std::move(window));
    }
  }
  return windows;
}

std::optional<ObjectiveWindow> LevelBook::FindWindow(
    const std::string& contract, const std::string& objective,
    absl::CivilDay last_day) const {
  std::optional<ObjectiveWindow> window =
      FindWindowUntil(*contracts_, contract, objective, last_day);
  if (window.has_value() && window->range.from >= now()) return std::nullopt;
  return window;
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
                                     as_of_, ticket_begins_, told));
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
  ASSIGN_OR_RETURN(settled.entered,
                   stored.ListEntered(who_, contract, objective,
                                      RangeFor(window, now()), as_of_));
  ASSIGN_OR_RETURN(
      settled.objections,
      stored.ListObjections(who_, contract, objective, window.range, as_of_));
  return settled;
}

absl::StatusOr<std::vector<const WindowFigures*>> LevelBook::ListDisputed() {
  ASSIGN_OR_RETURN(
      const std::vector<Matter> objections,
      context_.matters.List(who_, {.kind = MatterKind::kObjection}, as_of_));
  std::vector<const WindowFigures*> disputed;
  for (const Matter& matter : objections) {
    if (FoldProposal(matter.Moves()) != ProposalState::kProposed) continue;
    const MatterSubject& subject = matter.subject;
    // By the promise's own clock; a window that a contract covers in part ends
    // earlier than the objection says.
    const Contract* contract = contracts_->Find(
        subject.contract,
        absl::ToCivilDay(subject.range.from, absl::UTCTimeZone()) + 1);
    const Objective* objective =
        contract == nullptr ? nullptr
                            : contract->FindObjective(subject.objective);
    if (objective == nullptr) continue;
    absl::CivilDay last_day = LastDayOf(objective->window, subject.range);
    if (const auto end =
            FindEndOfTerm(contract->term, last_day, contract->holidays)) {
      last_day = std::min(last_day, *end - 1);
    }
    const std::optional<ObjectiveWindow> window =
        FindWindow(subject.contract, subject.objective, last_day);
    if (!window.has_value()) continue;
    ASSIGN_OR_RETURN(const WindowFigures* figures, FiguresOf(*window));
    if (!figures->disputes.empty() &&
        std::find(disputed.begin(), disputed.end(), figures) ==
            disputed.end()) {
      disputed.push_back(figures);
    }
  }
  return disputed;
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
      row.services = objective->services;
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

void LevelBook::Dispute(const WindowSettled& settled, WindowFigures& figures) {
  figures.disputes = settled.objections;
  for (const OpenObjection& objection : settled.objections) {
    LevelNote note{"sla-disputed",
                   {{"side", SideWords(objection)},
                    {"when", FormatForPeople(objection.raised)}}};
    if (objection.figure.has_value()) {
      note.rule = "sla-disputed-figure";
      note.arguments["figure"] =
          WithUnit(objection.figure->ToString(), *figures.window.objective);
    }
    figures.lead.notes.push_back(std::move(note));
  }
}

absl::Status LevelBook::FindStanding(const WindowSettled& settled,
                                     WindowFigures& figures) const {
  Figure& lead = figures.lead;
  if (lead.origin == FigureOrigin::kSettled) return absl::OkStatus();
  if (!figures.closed) {
    // What is wrong already may be said before the window is over.
    Dispute(settled, figures);
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
    std::optional<absl::Time> told;
    if (lead.by_hand.has_value()) told = lead.by_hand->entered;
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
      figures.object_by = object_by;
      lead.notes.push_back({"sla-open-to-objection",
                            {{"told", FormatDay(*facts.told)},
                             {"until", FormatDay(*object_by)}}});
      break;
    case FigureStanding::kDisputed:
      Dispute(settled, figures);
      break;
    case FigureStanding::kSettledBySilence:
      lead.origin = FigureOrigin::kSettled;
      lead.notes.push_back({"sla-settled-by-silence",
                            {{"told", FormatDay(*facts.told)},
                             {"until", FormatDay(*object_by)},
                             {"day", FormatDay(*object_by + 1)}}});
      for (const OpenObjection& objection : settled.objections) {
        lead.notes.push_back({"sla-objected-too-late",
                              {{"side", SideWords(objection)},
                               {"when", FormatForPeople(objection.raised)}}});
      }
      break;
  }
  return absl::OkStatus();
}

absl::StatusOr<const WindowFigures*> LevelBook::FiguresOf(
    const ObjectiveWindow& window) {
  const WindowKey key{window.contract->id, window.objective->id,
                      window.range.from, window.range.to};
  std::vector<Gap>& untold = untold_figures_[key];
  auto found = figures_.find(key);
  if (found == figures_.end()) {
    std::vector<Gap> others = std::exchange(gaps_, {});
    absl::StatusOr<WindowFigures> figures = Compute(window);
    absl::Status noted = figures.status();
    if (figures.ok()) {
      noted = NoteUnreadable(*figures);
      AddFigureGaps(*figures);
    }
    untold = std::exchange(gaps_, std::move(others));
    RETURN_IF_ERROR(noted);
    found = figures_.emplace(key, *std::move(figures)).first;
  }
  Tell(window.last_day, window.objective->id, untold);
  return &found->second;
}

absl::StatusOr<const std::vector<LevelBook::UnreadableFigure>*>
LevelBook::UnreadableOf(const std::string& provider) {
  const auto [found, is_new] = unreadable_.try_emplace(provider);
  if (is_new) {
    for (const KnownSource* source : known_->SourcesOf(provider)) {
      const std::string& id = source->config->id;
      ASSIGN_OR_RETURN(const std::vector<Finding> findings,
                       context_.sources.ListFindings(who_, id, as_of_));
      for (const Finding& finding : findings) {
        if (std::optional<LostFigure> lost = LostFigure::Read(finding)) {
          found->second.push_back({id, *std::move(lost)});
        }
      }
    }
  }
  return &found->second;
}

absl::Status LevelBook::NoteUnreadable(WindowFigures& figures) {
  std::vector<LevelNote>& notes = figures.lead.notes;
  const auto silent =
      std::find_if(notes.begin(), notes.end(), [](const LevelNote& note) {
        return note.rule == "sla-nobody-tells" ||
               note.rule == "sla-leading-origin-silent";
      });
  if (silent == notes.end()) return absl::OkStatus();
  const ObjectiveWindow& window = figures.window;
  const std::string provider = known_->CurrentId(window.contract->provider);
  ASSIGN_OR_RETURN(const std::vector<UnreadableFigure>* all,
                   UnreadableOf(provider));
  if (all->empty()) return absl::OkStatus();
  const std::shared_ptr<const ProviderConfig> config =
      FindConfig(*known_, provider);
  const absl::CivilDay first_day =
      absl::ToCivilDay(window.range.from, window.objective->window.zone);
  for (const auto& [source, lost] : *all) {
    if (lost.first_day > window.last_day || lost.last_day < first_day ||
        !IsToldAbout(*window.objective, config.get(), lost.indicator,
                     lost.service)) {
      continue;
    }
    // It takes the place of the silence.
    *silent = {"sla-figure-unreadable",
               {{"contract", window.contract->id},
                {"objective", window.objective->id},
                {"last_day", FormatDay(window.last_day)},
                {"source", source},
                {"line", absl::StrCat(lost.line)},
                {"file", NameOf(lost.file)}}};
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

void LevelBook::Tell(absl::CivilDay last_day, const std::string& objective,
                     std::vector<Gap>& untold) {
  if (looking_aside_ > 0) {
    if (std::any_of(untold.begin(), untold.end(),
                    [](const Gap& gap) { return !gap.notice; })) {
      missing_aside_.emplace(last_day, objective);
    }
    return;
  }
  for (Gap& gap : std::exchange(untold, {})) AddGap(std::move(gap), gaps_);
}

void LevelBook::EndLookingAside(const Contract& contract) {
  if (--looking_aside_ > 0 || missing_aside_.empty()) return;
  Gap gap;
  gap.provider = known_->CurrentId(contract.provider);
  gap.rule = "sla-other-windows-missing";
  gap.arguments = {{"contract", contract.id},
                   {"count", absl::StrCat(missing_aside_.size())},
                   {"first", FormatDay(missing_aside_.begin()->first)},
                   {"last", FormatDay(missing_aside_.rbegin()->first)}};
  missing_aside_.clear();
  AddGap(std::move(gap), gaps_);
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
    // Nothing is known of tickets in time that the desk's data lacks.
    if (note.rule == "sla-tickets-begin-later" && figures.closed) {
      gap("sla-tickets-begin-later", note.arguments);
    }
  }
  const auto noted = [&](absl::string_view rule) {
    const std::vector<LevelNote>& notes = figures.lead.notes;
    return std::find_if(notes.begin(), notes.end(), [&](const LevelNote& note) {
      return note.rule == rule;
    });
  };
  const auto none = figures.lead.notes.end();
  if (noted("sla-nobody-tells") == none &&
      noted("sla-leading-origin-silent") == none &&
      noted("sla-figure-unreadable") == none) {
    return;
  }
  std::map<std::string, std::string> about = {
      {"contract", figures.window.contract->id},
      {"objective", figures.window.objective->id},
      {"last_day", FormatDay(figures.window.last_day)}};
  if (const auto unreadable = noted("sla-figure-unreadable");
      unreadable != none) {
    gap("sla-figure-unreadable", unreadable->arguments);
    return;
  }
  if (const auto expired = noted("sla-entered-expired"); expired != none) {
    about.insert(expired->arguments.begin(), expired->arguments.end());
    gap("sla-figure-expired", std::move(about));
    return;
  }
  gap(figures.closed ? "sla-figure-missing" : "sla-figure-not-told-yet",
      std::move(about));
  gaps_.back().notice = gaps_.back().notice || !figures.closed;
}

}  // namespace regisseur
