#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/source_freshness.h"

namespace regisseur {

// What one provider costs, net of tax, in the portfolio's currency.
struct ProviderCost {
  std::string currency;
  // Running month; absent when no billing period of it was delivered.
  std::optional<ConvertedSum> month_to_date;
  // The month before; absent when it was not delivered.
  std::optional<ConvertedSum> last_month;
  // A part of it is not in the amount: it could not be converted, or one of
  // several sources did not deliver it.
  bool month_to_date_partial = false;
  bool last_month_partial = false;
  // How far the data of the running month reaches.
  std::optional<absl::Time> month_to_date_until;
  // Charges count for the month; where they do not, the ledger stands in.
  bool month_to_date_by_charges = false;
  bool last_month_by_charges = false;
  bool by_charges = false;
  bool by_ledger = false;

  // Converted at a rate that can still change.
  bool month_to_date_provisional() const {
    return month_to_date.has_value() && month_to_date->provisional();
  }
  bool last_month_provisional() const {
    return last_month.has_value() && last_month->provisional();
  }
};

// The cost of all providers in the running and the last month.
struct PortfolioCost {
  absl::CivilMonth month;  // the running one, UTC
  std::map<std::string, ProviderCost> providers;
  std::vector<Gap> gaps;
};

// Reads the kept totals of both months. Providers without any row are not in
// it.
absl::StatusOr<PortfolioCost> ReadPortfolioCost(const AnswerContext& context,
                                                const Principal& who,
                                                const KnownPortfolio& known,
                                                const SourceRecords& records,
                                                AsOf as_of);

}  // namespace regisseur
