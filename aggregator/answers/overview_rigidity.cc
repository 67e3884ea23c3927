#include "aggregator/answers/overview_rigidity.h"

#include <utility>

#include "aggregator/answers/usage_book.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<std::shared_ptr<const RigidityToday>> RigidityKeeper::Get(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, AsOf as_of) {
  Basis basis;
  basis.contracts = context.contracts.At(as_of.known);
  basis.day = absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
  const std::vector<const Contract*> running =
      RunningContracts(*basis.contracts, basis.day);
  if (running.empty()) return std::make_shared<const RigidityToday>();
  if (as_of.IsNow()) {
    // Before reading: what is committed meanwhile makes it too old, never too
    // new.
    ASSIGN_OR_RETURN(basis.in_force,
                     context.cost.DescribeInForce(
                         who, {FactKind::kCharges, FactKind::kTickets}));
    ASSIGN_OR_RETURN(basis.hours,
                     context.matters.CountSteps(who, MatterKind::kHours));
    ASSIGN_OR_RETURN(basis.extras,
                     context.matters.CountSteps(who, MatterKind::kExtra));
    basis.portfolio = known.shared_portfolio();
    absl::MutexLock lock(&mutex_);
    if (kept_ != nullptr && basis_ == basis) return kept_;
  }
  UsageBook book(as_of);
  AnswerContext counting = context;
  counting.usage = &book;
  auto today = std::make_shared<RigidityToday>();
  // What is not known of a contract is absent in its row.
  std::vector<Gap> gaps;
  for (const Contract* contract : running) {
    ASSIGN_OR_RETURN(today->rows.emplace_back(),
                     RigidityOf(counting, who, known, *basis.contracts,
                                *contract, basis.day, as_of, gaps));
  }
  if (as_of.IsNow()) {
    absl::MutexLock lock(&mutex_);
    basis_ = std::move(basis);
    kept_ = today;
  }
  return today;
}

}  // namespace regisseur
