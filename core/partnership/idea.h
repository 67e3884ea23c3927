#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/matter/matter.h"
#include "core/money/decimal.h"
#include "core/partnership/participant.h"

namespace regisseur {

enum class IdeaState { kNew, kAccepted, kStarted, kRealised, kDeclined };

// `new`, `accepted`, …
absl::string_view IdeaStateWord(IdeaState state);

IdeaState FoldIdea(absl::Span<const MatterMove> moves);

// OK when an idea may go on by `move`; else FAILED_PRECONDITION with where it
// stands.
absl::Status CheckIdeaMove(IdeaState state, MatterMove move);

// How far three parties agree on an idea, by how many persons of each endorse
// it:
//
//   agreement = parties + product over these parties of n / (n + 1)
//
// with `parties` the number of parties of which somebody endorses it, and n the
// persons of one of them. The product is below one, so that one person of each
// of the three (3 + 1/8) comes before any number of persons of two, and of two
// ideas with the same parties the one with more and more evenly spread support
// is first: 2 and 2 persons make 4/9, 3 and 1 only 3/8. A value; exact.
class Agreement {
 public:
  Agreement(int customer, int provider, int end_user);

  // Below, equal or above zero, as `a` is below, equal or above `b`.
  static int Compare(const Agreement& a, const Agreement& b);

  int parties() const { return parties_; }
  // Four decimals, half to even: `3.1250`.
  std::string ToString() const;

 private:
  int parties_ = 0;
  // The product; 0/1 when nobody endorses it.
  __extension__ typedef __int128 Int128;
  Int128 numerator_ = 0;
  Int128 denominator_ = 1;
};

// Persons of one party that an idea counts at most, so that the product stays
// exact.
inline constexpr int kMostEndorsers = 100'000;

// What an idea is to make better.
enum class BenefitKind { kCost, kObjective, kExperience };
absl::string_view BenefitKindWord(BenefitKind kind);

// What came of it: `before` less `after` where lower is better, as of a cost,
// else `after` less `before`. Positive is better.
absl::StatusOr<Decimal> BenefitOf(bool lower_is_better, const Decimal& before,
                                  const Decimal& after);

}  // namespace regisseur
