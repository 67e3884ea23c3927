#include "aggregator/changes/room_contract.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {

absl::StatusOr<RoomContract> FindRoomContract(const ContractHistory& history,
                                              const Principal& who,
                                              const std::string& provider,
                                              const std::string& id,
                                              absl::CivilDay day) {
  if (id.empty()) {
    return absl::InvalidArgumentError(
        "contract: is missing; `contract list` shows which there are");
  }
  RoomContract found;
  found.contracts = history.At(absl::InfiniteFuture());
  found.entry = found.contracts->FindEntry(id, day);
  const bool others =
      found.entry != nullptr &&
      ((who.role == Principal::Role::kProvider &&
        found.contract().provider != who.scope) ||
       (!provider.empty() && found.contract().provider != provider));
  if (found.entry != nullptr && !others) return found;
  return absl::NotFoundError(
      absl::StrCat("contract: none is called \"", id,
                   "\"; `contract list` shows which there are"));
}

TimeRange RangeOfDay(absl::CivilDay day) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  return {absl::FromCivil(day, utc), absl::FromCivil(day + 1, utc)};
}

absl::StatusOr<absl::CivilDay> ReadPastDay(const std::string& field,
                                           const std::string& text,
                                           absl::CivilDay today) {
  if (text.empty()) return today;
  const absl::StatusOr<absl::CivilDay> day = ParseDay(text);
  if (!day.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        field, ": \"", text, "\" is no day such as ", FormatDay(today)));
  }
  if (*day > today) {
    return absl::InvalidArgumentError(absl::StrCat(
        field, ": ", text, " is still to come; today is ", FormatDay(today)));
  }
  return *day;
}

}  // namespace regisseur
