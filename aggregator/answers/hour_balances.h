#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/room_scope.h"
#include "core/room/hour_balance.h"

namespace regisseur {

struct HoursQuestion {
  RoomQuestion room;
  std::string component;  // empty for all
  std::string from;       // worked from here: a day or a month; empty for all
  std::string to;
  bool waiting = false;  // only those that wait for an owner
};

struct HoursAnswer {
  std::vector<Matter> hours;  // in the order in which they were entered
  std::vector<Gap> gaps;
};

// Hours that were entered by hand. Errors as OpenRoom; INVALID_ARGUMENT for a
// range that cannot be read.
absl::StatusOr<HoursAnswer> AnswerHours(const AnswerContext& context,
                                        const Principal& who,
                                        const HoursQuestion& question,
                                        AsOf as_of);

// The balance of a component with hours.
struct HourBalanceRow {
  std::string provider;
  const Contract* contract = nullptr;
  const PriceComponent* component = nullptr;
  absl::CivilDay on;
  HourBalance balance;
  Decimal waiting;  // entered and not yet accepted
};

struct HourBalancesAnswer {
  std::shared_ptr<const ContractRegister> contracts;  // what is pointed into
  std::vector<HourBalanceRow> balances;  // by contract and component
  std::vector<Gap> gaps;
};

// What is left of hour bundles and prepaid lots at the end of a day. In a month
// in which charges tell hours of a component those count, else what an owner of
// ours accepted. Errors as OpenRoom.
absl::StatusOr<HourBalancesAnswer> AnswerHourBalances(
    const AnswerContext& context, const Principal& who,
    const RoomQuestion& question, AsOf as_of);

// ---- for questions beside these

// Entered hours of `contract` (and `component` unless it is empty) within
// [first, last] that wait or were accepted, without steps and factors.
absl::StatusOr<Decimal> EnteredHours(const std::vector<Matter>& hours,
                                     const std::string& contract,
                                     absl::CivilDay first, absl::CivilDay last);

}  // namespace regisseur
