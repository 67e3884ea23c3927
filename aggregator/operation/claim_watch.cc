#include "aggregator/operation/claim_watch.h"

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr absl::Duration kCountEvery = absl::Minutes(5);

absl::StatusOr<ClaimWatch::Counts> CountNow(const Answers& answers,
                                            const Principal& who) {
  ASSIGN_OR_RETURN(
      const ClaimsAnswer claims,
      answers.ListClaims(
          who, {.state = ClaimState::kEligible, .claimable_only = true},
          AsOf{}));
  ClaimWatch::Counts counts;
  for (const ClaimRow& claim : claims.claims) {
    ++counts.eligible;
    if (claim.claim_by.has_value() &&
        *claim.claim_by - claims.today <= ClaimWatch::kExpiringDays) {
      ++counts.expiring;
    }
  }
  return counts;
}

}  // namespace

absl::StatusOr<ClaimWatch::Counts> ClaimWatch::Count(
    const Principal& who) const {
  const absl::Time now = answers_.Now();
  {
    absl::MutexLock lock(&mutex_);
    if (counted_.has_value() && now >= *counted_ &&
        now - *counted_ < kCountEvery) {
      return counts_;
    }
  }
  absl::StatusOr<Counts> counts = CountNow(answers_, who);
  absl::MutexLock lock(&mutex_);
  counted_ = now;
  counts_ = counts;
  return counts;
}

}  // namespace regisseur
