#include "cli/sla/level_words.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "cli/output/words.h"

namespace regisseur {
namespace {

namespace pb = service_level::v1;

constexpr size_t kDecimalsShown = 3;

std::string Cut(absl::string_view number) {
  const size_t point = number.find('.');
  if (point == absl::string_view::npos) return std::string(number);
  return std::string(number.substr(0, point + 1 + kDecimalsShown));
}

// `-95.5` minutes as `95.5 min less`.
std::string Signed(absl::string_view number, absl::string_view unit,
                   absl::string_view more, absl::string_view less) {
  const bool negative = absl::ConsumePrefix(&number, "-");
  return absl::StrCat(number, " ", unit, " ", negative ? less : more);
}

bool IsZero(absl::string_view number) {
  return number.find_first_of("123456789") == absl::string_view::npos;
}

std::string DifferenceWords(const pb::ServiceLevel& level,
                            const pb::Disagreement& difference) {
  std::vector<std::string> parts;
  if (difference.has_minutes() && !IsZero(difference.minutes())) {
    parts.push_back(
        Signed(difference.minutes(), "min", "less down", "more down"));
  }
  if (difference.has_amount() && !IsZero(difference.amount())) {
    parts.push_back(Signed(difference.amount(), difference.currency(),
                           "less credit", "more credit"));
  }
  return absl::StrCat(
      EnumPhrase(difference.origin()), difference.stated() ? ", stated" : "",
      difference.sources().empty()
          ? ""
          : absl::StrCat(" (", absl::StrJoin(difference.sources(), ", "), ")"),
      ": ",
      RangeOrFigureWords(difference.attained(), difference.attained_at_least(),
                         difference.attained_at_most(), level.unit()),
      " ", EnumPhrase(difference.verdict()), parts.empty() ? "" : ", ",
      absl::StrJoin(parts, ", "));
}

std::string LagWords(const pb::DisclosureLag& lag) {
  std::string words = absl::StrCat(
      "incident \"", lag.title().empty() ? lag.incident() : lag.title(),
      "\" of ", MinuteWords(lag.start_time()),
      lag.measured_start() ? " (measured)" : "");
  if (lag.has_disclosed_after_seconds()) {
    absl::StrAppend(&words, ": public after ",
                    SecondsWords(lag.disclosed_after_seconds()));
  }
  if (lag.has_told_after_seconds()) {
    absl::StrAppend(&words, lag.has_disclosed_after_seconds() ? ", " : ": ",
                    "seen by us after ",
                    SecondsWords(lag.told_after_seconds()));
  }
  return words;
}

}  // namespace

Cell VerdictCell(type::v1::Verdict verdict) {
  switch (verdict) {
    case type::v1::VERDICT_MET:
      return {"✓ met", Style::kGood};
    case type::v1::VERDICT_BREACHED:
      return {"✗ breached", Style::kBad};
    case type::v1::VERDICT_AT_RISK:
      return {"! at risk", Style::kWarning};
    case type::v1::VERDICT_ON_TRACK:
      return {"· on track", Style::kPlain};
    default:
      return {"? unknown", Style::kWarning};
  }
}

std::string FigureWords(absl::string_view figure, absl::string_view unit) {
  if (unit == "%") return absl::StrCat(Cut(figure), " %");
  return unit.empty() ? std::string(figure) : absl::StrCat(figure, " ", unit);
}

std::string RangeOrFigureWords(absl::string_view attained,
                               absl::string_view at_least,
                               absl::string_view at_most,
                               absl::string_view unit) {
  if (!at_least.empty() && !at_most.empty() && at_least != at_most) {
    return absl::StrCat(Cut(at_least), "–", Cut(at_most), " %");
  }
  return attained.empty() ? "–" : FigureWords(attained, unit);
}

std::string AttainedWords(const pb::ServiceLevel& level) {
  return RangeOrFigureWords(level.attained(), level.attained_at_least(),
                            level.attained_at_most(), level.unit());
}

std::string ServiceWords(const pb::ServiceLevel& level) {
  return level.services().empty() ? level.service()
                                  : absl::StrJoin(level.services(), " + ");
}

bool HasSeveralWindows(
    const google::protobuf::RepeatedPtrField<pb::ServiceLevel>& levels) {
  std::set<std::pair<std::string, std::string>> promises;
  return std::any_of(
      levels.begin(), levels.end(), [&](const pb::ServiceLevel& level) {
        return !promises.emplace(level.contract(), level.objective()).second;
      });
}

std::string DisputeWords(const pb::ServiceLevel& level,
                         const pb::Dispute& dispute) {
  return absl::StrCat(
      "by the ", dispute.by_provider() ? "provider" : "customer", " since ",
      MinuteWords(dispute.raised_time()),
      dispute.has_figure()
          ? absl::StrCat(": it should be ",
                         FigureWords(dispute.figure(), level.unit()))
          : "",
      dispute.reason().empty() ? "" : absl::StrCat(". ", dispute.reason()));
}

std::string BudgetWords(absl::string_view seconds) {
  absl::string_view number = seconds;
  const bool negative = absl::ConsumePrefix(&number, "-");
  int64_t whole = 0;
  if (!absl::SimpleAtoi(number.substr(0, number.find('.')), &whole)) {
    return std::string(seconds);
  }
  std::string words;
  if (whole < 60) {
    words = absl::StrCat(whole, " s");
  } else if (whole < 3600) {
    words = absl::StrCat(whole / 60, " min");
  } else {
    words = SecondsWords(whole);
  }
  return absl::StrCat(negative && whole > 0 ? "-" : "", words);
}

std::string CreditWords(const pb::Credit& credit) {
  if (!credit.has_amount()) return absl::StrCat("? ", credit.currency());
  return absl::StrCat(credit.at_least() ? "≥ " : "",
                      AmountWords(credit.amount(), credit.currency()), " ",
                      credit.currency());
}

std::string OriginWords(const pb::ServiceLevel& level) {
  std::string words = EnumPhrase(level.origin());
  if (level.origin() != type::v1::ORIGIN_SETTLED) {
    return absl::StrCat(words,
                        level.has_by_hand() ? ", by hand"
                        : level.stated()    ? ", stated"
                                            : "",
                        level.disputes().empty() ? "" : ", disputed",
                        level.told_otherwise() ? ", told otherwise" : "");
  }
  for (const pb::Note& note : level.notes()) {
    if (note.rule() == "sla-settled-by-silence") return words + " by silence";
  }
  return words;
}

void AddLevelNotes(const pb::ServiceLevel& level, TextTable* table) {
  const auto add = [table](std::string text, Style style) {
    table->AddNote({std::move(text), style}, "└ ");
  };
  for (const pb::TicketLevel& row : level.levels()) {
    if (level.levels_size() == 1) break;
    add(absl::StrCat(row.priority(), " within ", row.within(), ": ",
                     row.in_time(), " of ", row.counted(), " in time",
                     row.not_judged() > 0
                         ? absl::StrCat(" (", row.not_judged(), " not judged)")
                         : "",
                     row.has_attained()
                         ? absl::StrCat(" = ", FigureWords(row.attained(), "%"))
                         : "",
                     " of ", row.target(), " %, ", EnumPhrase(row.verdict())),
        row.verdict() == type::v1::VERDICT_BREACHED ? Style::kBad
                                                    : Style::kPlain);
  }
  for (const pb::MemberFigure& member : level.members()) {
    add(absl::StrCat(
            member.contract(), "/", member.objective(), ": ",
            RangeOrFigureWords(member.attained(), member.attained_at_least(),
                               member.attained_at_most(), "%"),
            ", ", EnumPhrase(member.verdict())),
        Style::kPlain);
  }
  for (const pb::Disagreement& difference : level.disagreements()) {
    add(DifferenceWords(level, difference), Style::kWarning);
  }
  for (const pb::UnknownCause& cause : level.unknown_causes()) {
    add(absl::StrCat("unknown ", SecondsWords(cause.seconds()), ": ",
                     cause.message()),
        Style::kWarning);
  }
  for (const pb::Dispute& dispute : level.disputes()) {
    add(absl::StrCat("disputed ", DisputeWords(level, dispute)),
        Style::kWarning);
  }
  for (const pb::Note& note : level.notes()) {
    // Said above, with the reason.
    if (absl::StartsWith(note.rule(), "sla-disputed")) continue;
    add(note.message().empty() ? note.rule() : note.message(),
        note.rule() == "sla-rolling-breached" ? Style::kWarning
                                              : Style::kPlain);
  }
  for (const pb::DisclosureLag& lag : level.disclosure_lags()) {
    add(LagWords(lag), Style::kPlain);
  }
  if (level.has_credit()) {
    const pb::Credit& credit = level.credit();
    if (credit.capped()) {
      add(absl::StrCat("credit capped; without the cap ",
                       AmountWords(credit.uncapped(), credit.currency()), " ",
                       credit.currency()),
          Style::kPlain);
    }
    for (const pb::UnitPenalty& penalty : credit.penalties()) {
      add(absl::StrCat(
              "penalty: ", penalty.paid_units(), " × ",
              AmountWords(penalty.price(), credit.currency()), " for each ",
              penalty.per(), " begun",
              penalty.has_at_most()
                  ? absl::StrCat(", at most ", AmountWords(penalty.at_most(),
                                                           credit.currency()))
                  : "",
              " = ", AmountWords(penalty.amount(), credit.currency()), " ",
              credit.currency()),
          Style::kPlain);
    }
    if (credit.earned_back()) add("credit earned back since", Style::kPlain);
    if (credit.automatic()) {
      add("settles itself on the next invoice", Style::kPlain);
    }
  }
  if (level.has_bonus()) {
    add(absl::StrCat(
            "bonus of ",
            level.bonus().has_amount()
                ? AmountWords(level.bonus().amount(), level.bonus().currency())
                : "?",
            " ", level.bonus().currency()),
        Style::kPlain);
  }
  for (const pb::Consequence& consequence : level.consequences()) {
    add(absl::StrCat("follows: ", PhraseOfWord(consequence.then()),
                     consequence.by().empty()
                         ? ""
                         : absl::StrCat(" by ", consequence.by())),
        Style::kWarning);
  }
}

}  // namespace regisseur
