#include "core/service_level/composite_level.h"

#include <algorithm>
#include <functional>

namespace regisseur {
namespace {

using Figure = std::optional<LevelFraction> ServiceLevel::*;

// Percentages of members, combined; absent when one is.
std::optional<Decimal> Combine(const CompositeTerms& terms,
                               absl::Span<const CompositeMember> members,
                               Figure figure) {
  constexpr int kDecimals = 28;
  std::optional<Decimal> combined;
  Decimal weights;
  for (const CompositeMember& member : members) {
    const std::optional<LevelFraction>& fraction = member.level->*figure;
    if (!fraction.has_value()) return std::nullopt;
    const Decimal part(fraction->part, 0);
    const Decimal whole(fraction->whole, 0);
    absl::StatusOr<Decimal::Quotient> next;
    switch (terms.combine) {
      case CompositeTerms::Combine::kWorst:
        next = Decimal::MultiplyDivide(part, Decimal(1, 0), whole,
                                       {kDecimals, kDecimals});
        if (next.ok() && combined.has_value()) {
          next->truncated = std::min(*combined, next->truncated);
        }
        break;
      case CompositeTerms::Combine::kProduct:
        next = Decimal::MultiplyDivide(combined.value_or(Decimal(1, 0)), part,
                                       whole, {kDecimals, kDecimals});
        break;
      case CompositeTerms::Combine::kWeighted: {
        // The weights go up to a hundred or so; two digits are left for them.
        next = Decimal::MultiplyDivide(member.weight, part, whole, {24, 24});
        if (!next.ok()) break;
        const auto sum =
            Decimal::Add(combined.value_or(Decimal()), next->truncated);
        const auto all = Decimal::Add(weights, member.weight);
        if (!sum.ok() || !all.ok()) return std::nullopt;
        next->truncated = *sum;
        weights = *all;
        break;
      }
    }
    if (!next.ok()) return std::nullopt;
    combined = next->truncated;
  }
  if (!combined.has_value()) return std::nullopt;
  const bool weighted = terms.combine == CompositeTerms::Combine::kWeighted;
  const auto percent = Decimal::MultiplyDivide(
      *combined, Decimal(100, 0), weighted ? weights : Decimal(1, 0), {26, 26});
  if (!percent.ok()) return std::nullopt;
  return percent->truncated;
}

// Against the target at twenty decimals: what is cut off far behind them is no
// breach.
bool Keeps(const Decimal& percent, const CompositeTerms& terms) {
  return percent.RoundedHalfAwayFromZero(20) >= terms.target;
}

}  // namespace

CompositeLevel ComputeComposite(const CompositeTerms& terms,
                                absl::Span<const CompositeMember> members) {
  CompositeLevel level;
  level.target = terms.target;
  level.closed =
      std::all_of(members.begin(), members.end(),
                  [](const CompositeMember& m) { return m.level->closed; });
  level.attained = Combine(terms, members, &ServiceLevel::attained);
  level.attained_at_least =
      Combine(terms, members, &ServiceLevel::attained_at_least);
  level.attained_at_most =
      Combine(terms, members, &ServiceLevel::attained_at_most);
  if (!level.attained_at_most.has_value()) return level;
  const bool kindest = Keeps(*level.attained_at_most, terms);
  const bool harshest = Keeps(*level.attained_at_least, terms);
  if (!level.closed) {
    level.verdict = kindest ? Verdict::kOnTrack : Verdict::kAtRisk;
    return level;
  }
  switch (terms.no_data) {
    case NoData::kUp:
      level.verdict = kindest ? Verdict::kMet : Verdict::kBreached;
      return level;
    case NoData::kDown:
      level.verdict = harshest ? Verdict::kMet : Verdict::kBreached;
      return level;
    case NoData::kExclude:
      if (level.attained.has_value()) {
        level.verdict =
            Keeps(*level.attained, terms) ? Verdict::kMet : Verdict::kBreached;
        return level;
      }
      break;
    case NoData::kBounds:
      break;
  }
  level.verdict = !kindest   ? Verdict::kBreached
                  : harshest ? Verdict::kMet
                             : Verdict::kUnknown;
  return level;
}

}  // namespace regisseur
