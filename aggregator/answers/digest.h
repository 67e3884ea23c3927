#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/answer_context.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_words.h"
#include "core/money/decimal.h"

namespace regisseur {

// Under which an act keeps until when somebody looked (an argument of the act
// of kMarkChangesMethod).
inline constexpr char kMarkChangesMethod[] =
    "regisseur.digest.v1.DigestService.MarkChanges";
inline constexpr char kLookedUntil[] = "looked_until";

struct DigestQuestion {
  // `last` (the caller's last look, yesterday for who never marked one),
  // `yesterday`, `last-month`, a day or a moment; empty for `last`.
  std::string since;
  // A day, which ends with it, or a moment; empty for now, or the end of
  // yesterday or last month.
  std::string to;
  std::string provider;  // empty for all
  std::string owner;     // only of this owner's providers; empty for all
};

// Something that changed.
struct DigestChange {
  std::string kind;
  Sentence sentence;
  // Why an item of the agenda is over or back, what happens when nobody acts.
  std::optional<Sentence> detail;
  std::string agenda_item;  // its id; empty for none
  std::string provider;     // empty where it is about none
  std::optional<absl::Time> time;
  std::optional<Decimal> amount;
  std::string currency;
  std::vector<std::string> evidence;  // lines of the command line
  bool bad = false;                   // bad news, or has to be looked at
};

struct DigestAnswer {
  absl::Time from;
  absl::Time to;
  std::optional<absl::Time> last_look;  // that the caller marked
  // By kind in the order of their importance, bad news first, then by time.
  std::vector<DigestChange> changes;
  std::vector<Gap> gaps;
};

// What changed between two moments, out of the answers of both. Errors:
// INVALID_ARGUMENT for moments that cannot be read or stand in the wrong order,
// NOT_FOUND for an unknown provider.
absl::StatusOr<DigestAnswer> AnswerDigest(const AnswerContext& context,
                                          const Principal& who,
                                          const DigestQuestion& question,
                                          AsOf as_of);

// The moment until which `who` looked last; absent when it never marked a look.
absl::StatusOr<std::optional<absl::Time>> FindLastLook(
    const AnswerContext& context, const Principal& who, AsOf as_of);

}  // namespace regisseur
