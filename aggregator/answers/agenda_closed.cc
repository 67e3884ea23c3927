#include "aggregator/answers/agenda_closed.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "aggregator/answers/agenda_acts.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using ItemsById = std::map<std::string, AgendaItem>;

// Why an item of that day is gone. A kind with words of its own has them in
// the catalogue; a day that passed explains more than either.
Sentence WhyClosed(const AgendaItem& item, absl::CivilDay closed_on) {
  Sentence why;
  const std::string own =
      absl::StrCat("closed-", absl::StrReplaceAll(item.kind, {{"_", "-"}}));
  if (!item.late && item.decide_by.has_value() && *item.decide_by < closed_on) {
    why.rule = "closed-day-passed";
    why.arguments["day"] = FormatDay(*item.decide_by);
  } else {
    why.rule = IsKnownRule(own) ? own : "closed-facts";
  }
  return why;
}

// The agenda of an earlier moment; empty before the provider was known.
absl::StatusOr<AgendaAnswer> AgendaThen(const AnswerContext& context,
                                        const Principal& who,
                                        const AgendaQuestion& question,
                                        absl::Time at) {
  ASSIGN_OR_RETURN(const bool before_everything,
                   IsBeforeEverything(context, who, at));
  if (before_everything) return AgendaAnswer();
  absl::StatusOr<AgendaAnswer> answer =
      AnswerAgenda(context, who, question, AsOf{at});
  if (absl::IsNotFound(answer.status())) return AgendaAnswer();
  return answer;
}

ItemsById ById(const AgendaAnswer& answer) {
  ItemsById items;
  for (const AgendaItem& item : answer.items) items.emplace(item.id, item);
  return items;
}

// Finds on which day each item went, by halves.
class ClosedSearch {
 public:
  ClosedSearch(const AnswerContext& context, const Principal& who,
               const AgendaQuestion& question, absl::TimeZone zone,
               std::vector<ClosedAgendaItem>& closed)
      : context_(context),
        who_(who),
        question_(question),
        zone_(zone),
        closed_(closed) {}

  // `before` stood there when `first` had begun, `after` stands there on
  // `last`, not later than its end.
  absl::Status Search(absl::CivilDay first, const ItemsById& before,
                      absl::CivilDay last, const ItemsById& after) {
    const bool any = std::any_of(before.begin(), before.end(), [&](auto& one) {
      return !after.contains(one.first);
    });
    if (!any) return absl::OkStatus();
    if (first == last) {
      for (const auto& [id, item] : before) {
        if (after.contains(id)) continue;
        closed_.push_back({item, last, WhyClosed(item, last)});
      }
      return absl::OkStatus();
    }
    const absl::CivilDay middle = first + (last - first) / 2;
    const absl::Time end =
        absl::FromCivil(middle + 1, zone_) - absl::Microseconds(1);
    ASSIGN_OR_RETURN(const AgendaAnswer answer,
                     AgendaThen(context_, who_, question_, end));
    const ItemsById then = ById(answer);
    RETURN_IF_ERROR(Search(first, before, middle, then));
    return Search(middle + 1, then, last, after);
  }
  absl::CivilDay DayOf(absl::Time at) const {
    return absl::ToCivilDay(at, zone_);
  }

 private:
  const AnswerContext& context_;
  const Principal& who_;
  const AgendaQuestion& question_;
  const absl::TimeZone zone_;
  std::vector<ClosedAgendaItem>& closed_;
};

// Looks at what somebody acted on in between as it was then: it was there,
// also where no other look saw it.
absl::Status SearchActedOn(const AnswerContext& context, const Principal& who,
                           const AgendaQuestion& question, absl::Time from,
                           AsOf to, const ItemsById& before,
                           const ItemsById& after, ClosedSearch& search,
                           const std::vector<ClosedAgendaItem>& went) {
  struct Looked {
    std::string id;
    absl::Time at;
  };
  std::vector<Looked> looks;
  ASSIGN_OR_RETURN(
      const std::vector<Matter> decisions,
      context.matters.List(who, {.kind = MatterKind::kDecision}, to));
  for (const Matter& matter : decisions) {
    looks.push_back({matter.subject.name, matter.steps.back().act.known_from});
  }
  // A claim that was filed is no matter for the agenda from then on.
  ASSIGN_OR_RETURN(const std::vector<Matter> claims,
                   context.matters.List(who, {.kind = MatterKind::kClaim}, to));
  for (const Matter& matter : claims) {
    looks.push_back(
        {absl::StrCat("claim:", matter.subject.name),
         matter.steps.front().act.known_from - absl::Microseconds(1)});
  }
  std::set<std::string> seen;
  for (const ClosedAgendaItem& one : went) seen.insert(one.item.id);
  for (const auto& [id, at] : looks) {
    if (at <= from || before.contains(id) || after.contains(id) ||
        seen.contains(id)) {
      continue;
    }
    AgendaQuestion one = question;
    one.id = id;
    ASSIGN_OR_RETURN(const AgendaAnswer then,
                     AgendaThen(context, who, one, at));
    RETURN_IF_ERROR(search.Search(search.DayOf(at), ById(then),
                                  search.DayOf(context.MomentOf(to)), after));
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> ReadSince(const std::string& text, absl::Time now,
                                     absl::TimeZone zone) {
  const absl::CivilDay today = absl::ToCivilDay(now, zone);
  if (text.empty()) return absl::FromCivil(today - kUsualClosedDays, zone);
  absl::Time since;
  if (const absl::StatusOr<absl::CivilDay> day = ParseDay(text); day.ok()) {
    since = absl::FromCivil(*day, zone);
  } else if (const absl::StatusOr<absl::Time> moment = ParseInstant(text);
             moment.ok()) {
    since = *moment;
  } else {
    return absl::InvalidArgumentError(absl::StrCat(
        "since: \"", text,
        "\" is neither a day such as 2026-10-30 nor a moment such as "
        "2026-10-30T07:00:00Z"));
  }
  if (since > now) {
    return absl::InvalidArgumentError(
        absl::StrCat("since: ", text, " is to come; name a moment before now"));
  }
  if (today - absl::ToCivilDay(since, zone) > kMostClosedDays) {
    return absl::InvalidArgumentError(absl::StrCat(
        "since: ", text, " is more than ", kMostClosedDays,
        " days ago; ask for less, and as it was known earlier for what lies "
        "before"));
  }
  return since;
}

}  // namespace

absl::StatusOr<bool> IsBeforeEverything(const AnswerContext& context,
                                        const Principal& who, absl::Time at) {
  if (!context.contracts.At(at)->empty()) return false;
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, AsOf{at}));
  ASSIGN_OR_RETURN(const SourceRecords records,
                   ReadSourceRecords(context, who, known, AsOf{at}));
  return std::all_of(records.begin(), records.end(), [](const auto& record) {
    return !record.second.last_try.has_value();
  });
}

absl::StatusOr<AgendaChange> CompareAgendas(const AnswerContext& context,
                                            const Principal& who,
                                            const AgendaQuestion& question,
                                            absl::Time from, AsOf to) {
  AgendaChange change;
  ASSIGN_OR_RETURN(const bool before_everything,
                   IsBeforeEverything(context, who, to.known));
  if (to.IsNow() || !before_everything) {
    ASSIGN_OR_RETURN(change.after, AnswerAgenda(context, who, question, to));
  }
  ASSIGN_OR_RETURN(change.before, AgendaThen(context, who, question, from));
  const ItemsById before = ById(change.before);
  const ItemsById after = ById(change.after);
  for (const AgendaItem& item : change.after.items) {
    if (!before.contains(item.id)) change.came.push_back(&item);
  }
  ClosedSearch search(context, who, question,
                      context.portfolios.At(to.known)->time_zone, change.went);
  RETURN_IF_ERROR(search.Search(search.DayOf(from), before,
                                search.DayOf(context.MomentOf(to)), after));
  RETURN_IF_ERROR(SearchActedOn(context, who, question, from, to, before, after,
                                search, change.went));
  // An item that came back in between went twice; the last time counts.
  std::stable_sort(
      change.went.begin(), change.went.end(),
      [](const auto& a, const auto& b) { return a.closed_on > b.closed_on; });
  std::set<std::string> seen;
  std::erase_if(change.went, [&](const ClosedAgendaItem& one) {
    return after.contains(one.item.id) || !seen.insert(one.item.id).second;
  });
  // Looked at as it was before, each lacks what was done about it since.
  std::vector<AgendaItem> went;
  for (ClosedAgendaItem& one : change.went) went.push_back(std::move(one.item));
  RETURN_IF_ERROR(
      JudgeActs(context, who, to, search.DayOf(context.MomentOf(to)), went));
  for (size_t i = 0; i < went.size(); ++i) {
    change.went[i].item = std::move(went[i]);
  }
  return change;
}

absl::StatusOr<ClosedAgendaAnswer> AnswerClosedAgenda(
    const AnswerContext& context, const Principal& who,
    const ClosedAgendaQuestion& question, AsOf as_of) {
  const absl::TimeZone zone = context.portfolios.At(as_of.known)->time_zone;
  ASSIGN_OR_RETURN(const absl::Time since,
                   ReadSince(question.since, context.MomentOf(as_of), zone));
  const AgendaQuestion asked{.provider = question.provider,
                             .owner = question.owner};
  ASSIGN_OR_RETURN(AgendaChange change,
                   CompareAgendas(context, who, asked, since, as_of));
  ClosedAgendaAnswer answer;
  answer.items = std::move(change.went);
  answer.gaps = std::move(change.after.gaps);
  for (Gap& gap : change.before.gaps) AddGap(std::move(gap), answer.gaps);
  return answer;
}

}  // namespace regisseur
