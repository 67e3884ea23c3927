#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/records.h"
#include "core/cost/cost_total.h"
#include "core/time/time_range.h"

namespace regisseur {

// By provider.
using MonthsByProvider = std::map<std::string, std::set<absl::CivilMonth>>;

// What is added before it is converted.
struct PartKey {
  std::string currency;
  BilledAt billed;
  friend bool operator<(const PartKey& a, const PartKey& b) {
    return std::tie(a.currency, a.billed) < std::tie(b.currency, b.billed);
  }
};
using Parts = std::map<PartKey, CostTotal>;
// The values of the keys in the order of the question -> what is summed.
using Groups = std::map<std::vector<std::string>, Parts>;

// Sums by evidence: charges, and invoices and the ledger apart until it is
// known where no charges were delivered.
struct GatheredCost {
  Groups charges;
  // By provider, start of the billing period and source.
  std::map<std::tuple<std::string, absl::Time, std::string>, Groups> invoices;
  // By provider, start of the billing period and source.
  std::map<std::tuple<std::string, absl::Time, std::string>, Groups> ledger;
  CostBasisJudge judge;
  std::set<std::string> region_left_out;  // sources
  bool any_charges = false;
  MonthsByProvider months;  // that billing periods cover, of either evidence
  std::set<std::pair<absl::Time, absl::Time>> periods;  // of either evidence

  CostTotal& Find(CostBasis basis, const std::string& provider,
                  const std::string& source, absl::Time period_start,
                  std::vector<std::string> keys, PartKey part);
  CostTotal& FindInvoiced(const std::string& provider,
                          const std::string& source, absl::Time period_start,
                          std::vector<std::string> keys, PartKey part);

  // What is left out of the sums was delivered all the same; without a basis
  // by an invoice.
  void SeeTax(std::optional<CostBasis> basis, const std::string& provider,
              TimeRange period);

 private:
  void See(const std::string& provider, TimeRange period);
  std::string last_provider_;
  TimeRange last_period_;
};

// True for a key that kept totals have, and for one that only single lines
// have (DECISIONS 9).
bool IsTotalKey(absl::string_view key);
bool IsLineKey(absl::string_view key);
// INVALID_ARGUMENT for a key that is none, or that is given twice.
absl::Status CheckCostKeys(const std::vector<std::string>& by);

// Adds what the filter lets through, from kept totals or from single lines.
absl::Status GatherTotals(const AnswerContext& context, const Principal& who,
                          const KnownPortfolio& known,
                          const CostSummaryQuestion& question,
                          const CostFilter& filter, AsOf as_of,
                          GatheredCost& gathered);
absl::Status GatherLines(const AnswerContext& context, const Principal& who,
                         const KnownPortfolio& known,
                         const CostSummaryQuestion& question,
                         const CostFilter& filter, AsOf as_of,
                         GatheredCost& gathered);

}  // namespace regisseur
