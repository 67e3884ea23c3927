#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/metered_charge.h"
#include "core/pricing/usage_meter.h"
#include "core/principal/principal.h"
#include "core/time/as_of.h"

namespace regisseur {

// Counts the charges of each provider once, month by month, for the meters of
// all versions of all contracts with it: for a question that asks about the
// same charges again and again (AnswerContext::usage). Not thread-safe.
class UsageBook {
 public:
  explicit UsageBook(AsOf as_of) : as_of_(as_of) {}

  // What a UsageMeter for `components` counts in the months [from, to]. Absent
  // where they have a meter that no contract has, or another moment is meant.
  // FAILED_PRECONDITION as ReadBilledLines.
  absl::StatusOr<std::optional<MeteredUsage>> Count(
      const AnswerContext& context, const Principal& who,
      const KnownPortfolio& known, const std::string& provider,
      const std::vector<PriceComponent>& components, absl::CivilMonth from,
      absl::CivilMonth to, AsOf as_of);

 private:
  struct Page {
    explicit Page(std::vector<PriceComponent> meters)
        : meter(std::move(meters)) {}
    MeterIndex index;
    UsageMeter meter;  // a component called by the number of each meter
    MeteredCharges charges;
    std::map<absl::CivilMonth, absl::Status> months;  // that were read
  };
  Page& PageOf(const AnswerContext& context, const KnownPortfolio& known,
               const std::string& provider);

  const AsOf as_of_;
  std::map<std::string, std::unique_ptr<Page>> pages_;
};

}  // namespace regisseur
