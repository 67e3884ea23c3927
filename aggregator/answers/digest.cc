#include "aggregator/answers/digest.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_closed.h"
#include "aggregator/answers/digest_rules.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A new rule is a function of digest_rules.h and a row here.
constexpr DigestRule kRules[] = {
    {"agenda", &AddAgendaChanges},
    {"cost", &AddCostChanges},
    {"levels", &AddLevelChanges},
    {"incidents", &AddIncidentChanges},
    {"sources", &AddSourceChanges},
    {"contracts", &AddContractChanges},
    {"interventions", &AddInterventionChanges},
};

// The kinds in the order in which a reader cares.
constexpr absl::string_view kKinds[] = {
    "agenda_new",     "agenda_back",    "cost_restated", "level_changed",
    "incident_began", "source_silent",  "contract_date", "contract_version",
    "forecast_moved", "incident_ended", "agenda_closed", "agenda_act",
    "source_back",    "stepped_in",     "findings",      "cost_delivered",
};

size_t PlaceOf(const std::string& kind) {
  return static_cast<size_t>(
      std::find(std::begin(kKinds), std::end(kKinds), kind) -
      std::begin(kKinds));
}

// What the words of a question mean.
struct Moments {
  absl::Time from;
  absl::Time to;  // the infinite future: now
};

absl::StatusOr<absl::Time> ReadMoment(const char* field,
                                      const std::string& text, bool is_end,
                                      absl::TimeZone zone) {
  if (const absl::StatusOr<absl::CivilDay> day = ParseDay(text); day.ok()) {
    return absl::FromCivil(is_end ? *day + 1 : *day, zone);
  }
  const absl::StatusOr<absl::Time> moment = ParseInstant(text);
  if (moment.ok()) return moment;
  return absl::InvalidArgumentError(absl::StrCat(
      field, ": \"", text, "\" is none of ",
      is_end ? "" : "last, yesterday, last-month, ",
      "a day such as 2026-10-30, a moment such as 2026-10-30T07:00:00Z"));
}

absl::StatusOr<Moments> MomentsOf(const DigestQuestion& question,
                                  absl::Time now, absl::TimeZone zone,
                                  std::optional<absl::Time> last_look) {
  const absl::CivilDay today = absl::ToCivilDay(now, zone);
  const absl::CivilMonth month(today);
  Moments moments{now, absl::InfiniteFuture()};
  const absl::Time yesterday = absl::FromCivil(today - 1, zone);
  if (question.since.empty() || question.since == "last") {
    moments.from = std::min(last_look.value_or(yesterday), now);
  } else if (question.since == "yesterday") {
    moments = {yesterday, absl::FromCivil(today, zone)};
  } else if (question.since == "last-month") {
    moments = {absl::FromCivil(month - 1, zone), absl::FromCivil(month, zone)};
  } else {
    ASSIGN_OR_RETURN(moments.from, ReadMoment("since", question.since,
                                              /*is_end=*/false, zone));
  }
  if (!question.to.empty()) {
    ASSIGN_OR_RETURN(moments.to,
                     ReadMoment("to", question.to, /*is_end=*/true, zone));
    // The day that runs ends now.
    if (moments.to > now &&
        absl::ToCivilDay(now, zone) >= absl::ToCivilDay(moments.to, zone) - 1) {
      moments.to = absl::InfiniteFuture();
    } else if (moments.to > now) {
      return absl::InvalidArgumentError(
          absl::StrCat("to: ", question.to, " is to come"));
    }
  }
  if (moments.from > now) {
    return absl::InvalidArgumentError(
        absl::StrCat("since: ", question.since, " is to come"));
  }
  if (moments.from > moments.to) {
    return absl::InvalidArgumentError(
        absl::StrCat("to: ", FormatInstant(moments.to), " lies before since, ",
                     FormatInstant(moments.from)));
  }
  return moments;
}

bool IsEarlier(const DigestChange& a, const DigestChange& b) {
  const size_t a_place = PlaceOf(a.kind);
  const size_t b_place = PlaceOf(b.kind);
  if (a_place != b_place) return a_place < b_place;
  if (a.bad != b.bad) return a.bad;
  return a.time.value_or(absl::InfinitePast()) >
         b.time.value_or(absl::InfinitePast());
}

}  // namespace

absl::Span<const DigestRule> DigestRules() { return kRules; }

bool DigestDesk::Wants(const std::string& provider) const {
  if (!question.provider.empty() &&
      known.CurrentId(question.provider) != provider) {
    return false;
  }
  return question.owner.empty() || known.OwnerOf(provider) == question.owner;
}

absl::StatusOr<std::optional<absl::Time>> FindLastLook(
    const AnswerContext& context, const Principal& who, AsOf as_of) {
  if (context.acts == nullptr) return std::optional<absl::Time>();
  ActFilter filter;
  filter.identity = who.identity;
  filter.method = kMarkChangesMethod;
  if (!as_of.IsNow()) filter.known.to = as_of.known + absl::Microseconds(1);
  ASSIGN_OR_RETURN(const ActPage page,
                   context.acts->List(who, filter, std::nullopt, 1));
  if (page.acts.empty()) return std::optional<absl::Time>();
  for (const auto& [name, value] : page.acts.front().arguments) {
    if (name != kLookedUntil) continue;
    ASSIGN_OR_RETURN(const absl::Time until, ParseInstant(value));
    return std::optional<absl::Time>(until);
  }
  return std::optional<absl::Time>();
}

absl::StatusOr<DigestAnswer> AnswerDigest(const AnswerContext& context,
                                          const Principal& who,
                                          const DigestQuestion& question,
                                          AsOf as_of) {
  const absl::Time now = context.MomentOf(as_of);
  DigestAnswer answer;
  ASSIGN_OR_RETURN(answer.last_look, FindLastLook(context, who, as_of));
  ASSIGN_OR_RETURN(
      const Moments moments,
      MomentsOf(question, now, context.portfolios.At(as_of.known)->time_zone,
                answer.last_look));
  const AsOf to =
      moments.to == absl::InfiniteFuture() ? as_of : AsOf{moments.to};
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, to));
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
  }
  answer.from = moments.from;
  answer.to = std::min(moments.to, now);
  DigestDesk desk{context,   who,   question,       moments.from, to,
                  answer.to, known, answer.changes, answer.gaps};
  for (const DigestRule& rule : DigestRules()) {
    RETURN_IF_ERROR(rule.add(desk));
  }
  ASSIGN_OR_RETURN(const bool before_everything,
                   IsBeforeEverything(context, who, moments.from));
  if (before_everything) {
    Gap gap;
    gap.rule = "change-nothing-known";
    gap.arguments = {{"from", FormatForPeople(moments.from)}};
    AddGap(std::move(gap), answer.gaps);
  }
  // Of equals the order in which a rule found them: the agenda's by money.
  std::stable_sort(answer.changes.begin(), answer.changes.end(), IsEarlier);
  return answer;
}

}  // namespace regisseur
