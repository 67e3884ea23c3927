#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/money/decimal.h"
#include "core/time/time_range.h"

namespace regisseur {

// A part of what counts as cost by the evidence that counts (USERS U7), net of
// tax; valid during the call only.
struct CountedPart {
  const std::string& provider;  // by today's id
  const std::string& currency;
  const Decimal& amount;
  const ChargeLine* line;  // null for a part of an invoice, and for `total`
  // Where single lines are not kept: what they come to.
  const CostTotalRow* total = nullptr;

  // The service as the data names it; empty for an invoice.
  absl::string_view ServiceName() const;
};

// Streams the lines that the filter lets through. Where those of a partner are
// not kept, `without` is asked about that partner instead, before any of its
// lines; the lines of the others come all the same.
absl::Status ReadKeptLines(
    const AnswerContext& context, const Principal& who,
    const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(const ChargeLine&)>& line,
    const std::function<absl::Status(const CostFilter& of_partner,
                                     const absl::Status& why)>& without);

// Streams what was billed in billing periods that start in `range`, line by
// line, of `provider` or of all. Where lines are not kept their totals come
// instead, which is a gap.
absl::Status ReadCountedCost(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, TimeRange range,
    AsOf as_of, std::vector<Gap>& gaps,
    const std::function<absl::Status(const CountedPart&)>& visit);

}  // namespace regisseur
