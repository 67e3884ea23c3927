#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/commitment/declared_period.h"
#include "core/time/time_range.h"

namespace regisseur {

// What partners declare about their own billing periods, as known at a moment:
// open, so that their charges may still become others, or closed. A partner
// that declares nothing has neither.
class PartnerPeriods {
 public:
  static absl::StatusOr<PartnerPeriods> Read(const AnswerContext& context,
                                             const Principal& who,
                                             const KnownPortfolio& known,
                                             AsOf as_of);

  bool empty() const { return declared_.empty(); }
  // A billing period of `provider` that starts in `month` (UTC) is open.
  bool IsOpen(absl::string_view provider, absl::CivilMonth month) const;
  // Every declaration about this billing period says closed, and there is one;
  // those of another account than `account` do not count. An empty one is of
  // any.
  bool IsClosed(absl::string_view provider, TimeRange period,
                absl::string_view account) const;
  // Says which billing periods of `provider` (empty: all) that start within
  // `range` and have begun are open, one notice a provider.
  void AddOpenGaps(const KnownPortfolio& known, absl::string_view provider,
                   TimeRange range, std::vector<Gap>& gaps) const;

 private:
  // Provider by today's id, account, issuer, start and end.
  using Key =
      std::tuple<std::string, std::string, std::string, absl::Time, absl::Time>;

  // The newest declaration about each.
  std::map<Key, DeclaredPeriod> declared_;
};

// The finding that a source changed a billing period after its partner had
// declared it closed.
Gap ChangedAfterClose(const std::string& provider, const std::string& source,
                      const std::string& period, absl::Time known);

}  // namespace regisseur
