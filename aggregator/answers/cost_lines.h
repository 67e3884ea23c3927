#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

// A partner's line, for people: where it stands and what it says.
struct CostLineRow {
  std::string source;
  std::string provider;
  std::string file;
  int64_t line = 0;
  std::string billing_period;
  absl::Time charge_start;
  absl::Time charge_end;
  std::string charge_category;
  std::string charge_class;
  std::string service;
  std::string description;
  std::string sku;
  std::string resource;
  std::string sub_account;
  std::string region;
  std::string invoice_id;
  Decimal billed;
  std::optional<Decimal> effective;
  std::optional<Decimal> quantity;
  std::string unit;
  std::string currency;
  std::string evidence = "charge";  // or `invoice`, `ledger`
  // Other evidence counts for its month: it is in no sum.
  bool not_counted = false;
};

CostLineRow CostLineRowOf(const KnownPortfolio& known, const ChargeLine& line);

struct CostLinesQuestion {
  std::string provider;  // required
  std::string from;      // billing periods that start from here, UTC
  std::string to;
  std::string service;          // `*` is any text; empty for all
  std::string charge_category;  // empty for all
  std::string min_amount;       // so far from zero at least; empty for all
  std::string invoice_id;       // empty for all
};

struct CostLinesAnswer {
  std::vector<CostLineRow> lines;  // in the order of their deliveries
  std::vector<Gap> gaps;
};

// INVALID_ARGUMENT for what cannot be read, without a provider, for more than
// 13 billing periods (DECISIONS 9) or more than 100,000 lines, saying what to
// add. NOT_FOUND for an unknown provider. Lines that were dropped are a gap.
absl::StatusOr<CostLinesAnswer> AnswerCostLines(
    const AnswerContext& context, const Principal& who,
    const CostLinesQuestion& question, AsOf as_of);

}  // namespace regisseur
