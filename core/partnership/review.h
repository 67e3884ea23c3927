#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/partnership/participant.h"

namespace regisseur {

// The two-way review of a quarter: both sides judge the same statements about
// how they work together, 1 (not at all) to 5 (entirely).

struct ReviewQuestion {
  absl::string_view id;    // stored, never changed
  absl::string_view rule;  // its statement in the catalogue
};
absl::Span<const ReviewQuestion> ReviewQuestions();

// A quarter by its first month.
struct ReviewQuarter {
  absl::CivilMonth first;

  // The day behind its last one.
  absl::CivilDay End() const { return absl::CivilDay(first + 3); }
  // `2026-Q3`
  std::string ToString() const;
  friend bool operator==(const ReviewQuarter&, const ReviewQuarter&) = default;
};
// `2026-Q3`; INVALID_ARGUMENT otherwise.
absl::StatusOr<ReviewQuarter> ParseQuarter(absl::string_view text);
// The last one that is over on `day`.
ReviewQuarter QuarterBefore(absl::CivilDay day);

// By question.
using ReviewScores = std::map<std::string, int>;

// INVALID_ARGUMENT, naming the question, unless every question has one score
// from 1 to 5 and nothing else has.
absl::Status CheckReviewScores(const ReviewScores& scores);
// Two decimals, half up. Required: not empty.
std::string MeanOfScores(const ReviewScores& scores);

// What a side says of a joint objective that is a statement.
struct ReviewJudgement {
  bool met = false;
  std::string remark;
};
// By joint objective.
using ReviewJudgements = std::map<std::string, ReviewJudgement>;

// Where a review stands.
struct ReviewStanding {
  std::optional<ReviewScores> customer;
  std::optional<ReviewScores> provider;
  bool customer_signed = false;
  bool provider_signed = false;

  bool BothScored() const {
    return customer.has_value() && provider.has_value();
  }
  bool IsSigned() const { return customer_signed && provider_signed; }
  // What `party` may see of the other side's answers: nothing before both gave
  // theirs.
  bool MaySeeOther() const { return BothScored(); }
};

// FAILED_PRECONDITION once both sides gave theirs.
absl::Status CheckMayScore(const ReviewStanding& standing);
// FAILED_PRECONDITION before that, and when the side signed.
absl::Status CheckMaySign(const ReviewStanding& standing, Participant side);

}  // namespace regisseur
