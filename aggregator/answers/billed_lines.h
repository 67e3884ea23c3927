#pragma once

#include <functional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

// A charge of a provider as prices look at it; valid during the call only.
struct BilledLine {
  absl::CivilMonth month;  // the UTC month of its BillingPeriodStart
  // Our services whose selectors pick it.
  absl::Span<const std::string> services;
  const ChargeLine& line;

  absl::string_view text(ChargeText column) const {
    return (*line.dictionary)[line.charge.text(column)];
  }
};

// Streams the charges of billing periods that begin in the UTC months
// [from, to], of a provider under all its names; what only a ledger tells is
// none. FAILED_PRECONDITION when lines are not kept any more, and what `visit`
// says.
absl::Status ReadBilledLines(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    absl::CivilMonth from, absl::CivilMonth to, AsOf as_of,
    const std::function<absl::Status(const BilledLine&)>& visit);

// Months for which all sources of charges that had begun delivered.
absl::StatusOr<std::set<absl::CivilMonth>> ReadDeliveredMonths(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, AsOf as_of);

}  // namespace regisseur
