#pragma once

#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// Decides which evidence is "the cost" (USERS U7): of one provider and month
// the charges count; invoices only where no charges were delivered; the ledger
// only where neither was. See every row first, ask afterwards.
class CostBasisJudge {
 public:
  void See(absl::string_view provider, absl::Time billing_period_start,
           CostBasis basis);
  bool Counts(absl::string_view provider, absl::Time billing_period_start,
              CostBasis basis) const;
  // The same of invoices, which are no basis that a source is configured with.
  void SeeInvoice(absl::string_view provider, absl::Time billing_period_start);
  bool InvoicesCount(absl::string_view provider,
                     absl::Time billing_period_start) const;

 private:
  // Providers and UTC months with charges.
  std::set<std::pair<std::string, absl::CivilMonth>> charged_;
  std::set<std::pair<std::string, absl::CivilMonth>> invoiced_;
};

// `2026-09`, UTC.
std::string CostMonth(absl::Time time);

}  // namespace regisseur
