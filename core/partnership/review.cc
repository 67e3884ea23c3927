#include "core/partnership/review.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace regisseur {
namespace {

constexpr ReviewQuestion kQuestions[] = {
    {"promises", "review-question-promises"},
    {"early-warning", "review-question-early-warning"},
    {"decisions", "review-question-decisions"},
    {"reachability", "review-question-reachability"},
    {"flexibility", "review-question-flexibility"},
    {"openness", "review-question-openness"},
    {"improvement", "review-question-improvement"},
    {"value", "review-question-value"},
};

}  // namespace

absl::Span<const ReviewQuestion> ReviewQuestions() { return kQuestions; }

std::string ReviewQuarter::ToString() const {
  return absl::StrFormat("%04d-Q%d", first.year(), (first.month() + 2) / 3);
}

absl::StatusOr<ReviewQuarter> ParseQuarter(absl::string_view text) {
  int year = 0;
  if (text.size() == 7 && text.substr(4, 2) == "-Q" && text[6] >= '1' &&
      text[6] <= '4' && absl::SimpleAtoi(text.substr(0, 4), &year) &&
      year >= 1900) {
    return ReviewQuarter{absl::CivilMonth(year, (text[6] - '1') * 3 + 1)};
  }
  return absl::InvalidArgumentError(
      absl::StrCat("quarter: \"", text, "\" is no quarter such as 2026-Q3"));
}

ReviewQuarter QuarterBefore(absl::CivilDay day) {
  const absl::CivilMonth month(day);
  return {month - (month.month() - 1) % 3 - 3};
}

absl::Status CheckReviewScores(const ReviewScores& scores) {
  for (const ReviewQuestion& question : kQuestions) {
    const auto found = scores.find(std::string(question.id));
    if (found == scores.end()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "scores: ", question.id, " has none; answer every question"));
    }
    if (found->second < 1 || found->second > 5) {
      return absl::InvalidArgumentError(
          absl::StrCat("scores: ", question.id, " is ", found->second,
                       "; give 1 (not at all) to 5 (entirely)"));
    }
  }
  for (const auto& [id, score] : scores) {
    const bool known =
        std::any_of(std::begin(kQuestions), std::end(kQuestions),
                    [&id = id](const ReviewQuestion& q) { return q.id == id; });
    if (known) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "scores: there is no question \"", id, "\"; there are ",
        absl::StrJoin(kQuestions, ", ",
                      [](std::string* out, const ReviewQuestion& q) {
                        absl::StrAppend(out, q.id);
                      })));
  }
  return absl::OkStatus();
}

std::string MeanOfScores(const ReviewScores& scores) {
  int64_t sum = 0;
  for (const auto& [id, score] : scores) sum += score;
  const auto count = static_cast<int64_t>(scores.size());
  const int64_t hundredths = (sum * 200 + count) / (2 * count);
  return absl::StrFormat("%d.%02d", hundredths / 100, hundredths % 100);
}

absl::Status CheckMayScore(const ReviewStanding& standing) {
  if (!standing.BothScored()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "id: both sides gave their answers; from here on they stand");
}

absl::Status CheckMaySign(const ReviewStanding& standing, Participant side) {
  if (!standing.BothScored()) {
    return absl::FailedPreconditionError(
        "id: a review is signed when both sides gave their answers");
  }
  const bool before = side == Participant::kProvider ? standing.provider_signed
                                                     : standing.customer_signed;
  if (!before) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("id: the ", ParticipantWord(side), " signed it before"));
}

}  // namespace regisseur
