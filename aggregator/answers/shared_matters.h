#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/contract_windows.h"
#include "aggregator/answers/room_scope.h"
#include "core/partnership/participant.h"
#include "core/partnership/partnership_place.h"

namespace regisseur {

// The place where somebody works with a provider now. INVALID_ARGUMENT without
// one; NOT_FOUND, as for one that is not there, for a provider that is not in
// the portfolio or not of `owner` (empty: anybody's), and for a service that it
// has not.
absl::StatusOr<PartnershipPlace> FindPartnershipPlace(
    const AnswerContext& context, const Principal& who,
    const std::string& provider, const std::string& service,
    const std::string& owner);

// What of several providers is asked for, and whom their contracts name.
class SharedScope {
 public:
  // INVALID_ARGUMENT, NOT_FOUND as OpenRoom.
  static absl::StatusOr<SharedScope> Open(const AnswerContext& context,
                                          const Principal& who,
                                          const std::string& provider,
                                          const std::string& owner, AsOf as_of);

  // The matters of a kind that are asked for, in the order in which they were
  // begun.
  absl::StatusOr<std::vector<Matter>> Read(MatterKind kind) const;

  const RoomScope& room() const { return room_; }
  const KnownPortfolio& known() const { return room_.known; }
  absl::Time now() const { return room_.known.moment(); }
  absl::TimeZone zone() const { return room_.known.portfolio().time_zone; }
  // Those asked for of the configuration, in order.
  std::vector<const ProviderConfig*> Providers() const;
  // The contracts that run with a provider now, by id, or ran on a day.
  std::vector<const Contract*> ContractsOf(const std::string& provider) const;
  std::vector<const Contract*> ContractsOf(const std::string& provider,
                                           absl::CivilDay day) const;

 private:
  SharedScope(const AnswerContext& context, const Principal& who, AsOf as_of,
              RoomScope room)
      : context_(context), who_(who), as_of_(as_of), room_(std::move(room)) {}

  const AnswerContext& context_;
  const Principal& who_;
  const AsOf as_of_;
  RoomScope room_;
};

// Names of people of the customer that the contracts with a provider hold:
// those that the provider knows.
std::set<std::string> NamesKnownTo(
    const std::vector<const Contract*>& contracts);

// A period that is asked for, as a range in the portfolio's zone.
struct SharedPeriod {
  TimeRange range;
  absl::CivilDay first;
  absl::CivilDay last;
};
// `2026-10`, `2026-Q3`, `2026`; empty for the last `months` up to now.
absl::StatusOr<SharedPeriod> ReadSharedPeriod(const SharedScope& scope,
                                              const std::string& text,
                                              int months);

}  // namespace regisseur
