#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/level_book.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/storage/claim_record.h"
#include "core/credit/claim.h"
#include "core/reconciliation/credit_arrival.h"

namespace regisseur {

struct ClaimsQuestion {
  std::string id;        // only this one; empty for all
  std::string provider;  // empty for all
  std::string contract;
  std::string owner;  // of the contract or its provider
  std::optional<ClaimState> state;
  // Only those that can still be claimed and have to be within so many days.
  std::optional<int> expiring_days;
  // Windows whose last day lies in it: days or months; empty for all.
  std::string from;
  std::string to;
  // Only what was filed: what the other side knows of.
  bool told_only = false;
  // Leaves out windows of which nothing can be claimed any more, without
  // looking at them: for those who ask often.
  bool claimable_only = false;
  // Looks for what was granted in later charges and invoices
  // (credit_arrivals.h); only of Answers::ListClaims.
  bool with_arrivals = false;
};

// A rule of the catalogue with its arguments.
struct ClaimReason {
  std::string rule;
  std::map<std::string, std::string> arguments;
};

// Something that a claim rests on.
struct ClaimEvidence {
  std::string kind;       // figure, source, contract, document
  std::string reference;  // an id, a name, a line of the command line
};

// A credit that follows from a missed promise, or that was claimed when it did.
struct ClaimRow {
  std::string id;        // contract/objective/last day
  std::string provider;  // by the name that it has now
  std::string contract;
  std::string objective;
  std::string owner;
  TimeRange window;
  absl::CivilDay last_day;

  std::string currency;
  // What is claimed: frozen once somebody acted; absent where a price that it
  // needs is not known.
  std::optional<Decimal> amount;
  bool frozen = false;
  // What follows from the figures as they are known; absent when nothing does
  // or a price is not known.
  std::optional<Decimal> computed;
  // Frozen, and something else would follow now than when it was.
  bool restated = false;
  // Frozen at an amount that somebody named, another one than followed then.
  bool named = false;

  std::optional<absl::CivilDay> claim_by;
  ClaimState state = ClaimState::kEligible;
  bool automatic = false;
  bool disputed = false;        // the figure that it follows from
  bool told_otherwise = false;  // the same, see IsToldOtherwise
  ClaimAccount account;
  // Why, as it was when the amount was frozen or as it is: names and texts, see
  // kFigure… in claims.cc; what is stored with a claim.
  std::vector<std::pair<std::string, std::string>> basis;
  ClaimReason reason;
  std::vector<ClaimEvidence> evidence;
  // What was seen of it in later charges and invoices; only with
  // ClaimsQuestion::with_arrivals.
  std::vector<CreditArrival> arrivals;
  std::optional<Matter> matter;  // absent while nobody acted
  std::optional<CreditRow> credit;

  bool IsOpen() const;
  // A text of the basis; empty when there is none.
  std::string Basis(absl::string_view name) const;
};

struct ClaimsAnswer {
  // What has to be claimed first, then what waits, then what is closed; within
  // that by date and id.
  std::vector<ClaimRow> claims;
  std::vector<Gap> gaps;
  absl::CivilDay today;  // in the portfolio's zone
};

// Claims: those that somebody acted on as they were stored, all others computed
// from the figures, over windows of the last three years. INVALID_ARGUMENT for
// a range that cannot be read; NOT_FOUND for an unknown provider, contract or,
// with `id`, claim.
absl::StatusOr<ClaimsAnswer> AnswerClaims(const AnswerContext& context,
                                          const Principal& who,
                                          const ClaimsQuestion& question,
                                          AsOf as_of);
// The same with figures that a book of the same moment has already.
absl::StatusOr<ClaimsAnswer> AnswerClaims(const AnswerContext& context,
                                          const Principal& who,
                                          const ClaimsQuestion& question,
                                          AsOf as_of, OpenBook& open);

// The id of the claim that follows from a window.
std::string ClaimId(const ObjectiveWindow& window);

// The money that hangs on what is settled about a promise: the credits that
// follow from the windows that it touches, as they are computed now. Absent
// when there is none or a price is not known.
absl::StatusOr<std::optional<Principal::MoneyLimit>> FindStake(
    const AnswerContext& context, const Principal& who,
    const MatterSubject& subject);

}  // namespace regisseur
