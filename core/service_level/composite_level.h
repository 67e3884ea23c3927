#pragma once

#include <optional>

#include "absl/types/span.h"
#include "core/contract/objective.h"
#include "core/money/decimal.h"
#include "core/service_level/service_level.h"

namespace regisseur {

// One member of a composite objective, with what became of it.
struct CompositeMember {
  const ServiceLevel* level = nullptr;
  Decimal weight = Decimal(1, 0);
};

// What became of an objective that is made of others: the worst of
// them, their product (all have to work, failing independently of each other),
// or their weighted mean. Percentages have 26 decimals at least and are cut
// off; `Shown` ones have six.
struct CompositeLevel {
  Decimal target;
  bool closed = false;
  // Absent when a member has none.
  std::optional<Decimal> attained;
  std::optional<Decimal> attained_at_least;
  std::optional<Decimal> attained_at_most;
  Verdict verdict = Verdict::kUnknown;

  static Decimal Shown(const Decimal& percent) { return percent.Truncated(6); }
};

// Combines members; they must outlive the call. A composite is closed when all
// are. While it runs it is at risk when the kinder bound so far is below the
// target, else on track: only the end of the windows can tell more.
CompositeLevel ComputeComposite(const CompositeTerms& terms,
                                absl::Span<const CompositeMember> members);

}  // namespace regisseur
