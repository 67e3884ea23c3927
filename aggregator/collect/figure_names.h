#pragma once

#include "core/contract/contract_history.h"
#include "core/delivery/delivery.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// Looks at the names and units under which a source of one provider tells its
// figures: nothing else notices that a figure counts for no promise, or for a
// hundredth of what was meant. Thread-safe; both
// histories must outlive it.
class FigureNames {
 public:
  FigureNames(const PortfolioHistory& portfolios,
              const ContractHistory& contracts)
      : portfolios_(portfolios), contracts_(contracts) {}

  // Takes figures out that name another partner of ours, and adds findings:
  // those that were taken out; names of services and indicators that nothing is
  // known of, with what there is, where one was probably meant or where no
  // figure counts for any promise; an availability up to 1 that names no unit.
  // Leaves a shared source alone: its rows are given to partners by rules.
  void Check(const SourceConfig& source, FactBatch& batch) const;

 private:
  const PortfolioHistory& portfolios_;
  const ContractHistory& contracts_;
};

}  // namespace regisseur
