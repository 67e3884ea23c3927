#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct CostSummaryQuestion {
  // provider, service_provider, billing_period, charge_month, currency,
  // service_category, service_name, charge_category, region, sub_account, sku,
  // tag:NAME; empty: one sum a currency.
  std::vector<std::string> by;
  std::string from;  // billing periods that start from here, UTC; empty for all
  std::string to;    // until here, a day or month included whole
  std::string provider;      // empty for all
  std::string in;            // convert into this currency; empty: do not
  bool without_tax = false;  // leave out what is Tax
};

// One sum. Amounts are exact as delivered; with a conversion they are rounded
// once to the minor unit.
struct CostSummaryRow {
  std::map<std::string, std::string> keys;
  std::string billed;
  std::optional<std::string> effective;   // absent when no line has one
  std::optional<std::string> contracted;  // absent when no line has one
  std::optional<std::string> list;        // absent when no line has one
  std::string tax;
  std::string currency;
  int64_t charge_count = 0;
  std::optional<std::string> unrounded;  // only with a conversion
  bool provisional = false;
};

struct CostSummaryAnswer {
  std::vector<CostSummaryRow> rows;  // ordered by their keys
  std::vector<Gap> gaps;
  // Which evidence counts: charges, ledger, or both where they differ by month.
  std::string basis;
};

// INVALID_ARGUMENT for a key, range or currency that cannot be read, and for
// sku, sub_account and tag:NAME without one provider and at most 13 billing
// periods, saying what to add (DECISIONS 9). NOT_FOUND for an unknown provider.
// Where it needs lines that were dropped, their totals stand under an empty
// sku, sub-account or tag, and a gap says so.
absl::StatusOr<CostSummaryAnswer> AnswerCostSummary(
    const AnswerContext& context, const Principal& who,
    const CostSummaryQuestion& question, AsOf as_of);

}  // namespace regisseur
