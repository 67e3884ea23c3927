#include "core/credit/credit_tier.h"

#include "core/base/status_macros.h"

namespace regisseur {

std::optional<CreditTier> FindCreditTier(absl::Span<const CreditTier> tiers,
                                         const ServiceLevel& level) {
  std::optional<CreditTier> reached;
  if (level.verdict != Verdict::kBreached || !level.judged.has_value()) {
    return reached;
  }
  for (const CreditTier& tier : tiers) {
    if (level.judged->CompareToPercent(tier.limit) >= 0) continue;
    if (!reached.has_value() || tier.limit < reached->limit) reached = tier;
  }
  return reached;
}

std::optional<CreditTier> FindCreditTier(absl::Span<const CreditTier> tiers,
                                         const Decimal& figure, bool at_most) {
  std::optional<CreditTier> reached;
  for (const CreditTier& tier : tiers) {
    if (at_most ? figure <= tier.limit : figure >= tier.limit) continue;
    if (!reached.has_value() ||
        (at_most ? tier.limit > reached->limit : tier.limit < reached->limit)) {
      reached = tier;
    }
  }
  return reached;
}

std::optional<CreditTier> FindBonusTier(absl::Span<const CreditTier> tiers,
                                        const ServiceLevel& level) {
  std::optional<CreditTier> reached;
  if (level.verdict != Verdict::kMet || !level.attained_at_least.has_value()) {
    return reached;
  }
  for (const CreditTier& tier : tiers) {
    if (level.attained_at_least->CompareToPercent(tier.limit) <= 0) continue;
    if (!reached.has_value() || tier.limit > reached->limit) reached = tier;
  }
  return reached;
}

absl::StatusOr<Decimal> ComputePercentOf(const Decimal& percent,
                                         const Decimal& base) {
  ASSIGN_OR_RETURN(const Decimal share,
                   Decimal::Multiply(percent, Decimal(1, 2)));
  return Decimal::Multiply(share, base);
}

}  // namespace regisseur
