#include "aggregator/answers/accepted_hours.h"

#include <map>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/pricing/unit_minutes.h"
#include "core/room/extra_order.h"
#include "core/room/hour_balance.h"
#include "core/room/hour_record.h"
#include "core/time/instant.h"

namespace regisseur {

absl::StatusOr<EnteredHour> EnteredHourOf(const Matter& matter) {
  const MatterStep& first = matter.steps.front();
  const absl::StatusOr<absl::CivilDay> day = ParseDay(first.Value(kHoursDay));
  const absl::StatusOr<Decimal> hours = ParseHours(first.Value(kHoursHours));
  if (!day.ok() || !hours.ok()) {
    return absl::DataLossError(
        absl::StrCat("hours ", matter.subject.name, " cannot be read"));
  }
  ASSIGN_OR_RETURN(const Decimal minutes, MinutesOf(*hours));
  return EnteredHour{*day, minutes, first.Value(kHoursFactor),
                     FoldProposal(matter.Moves())};
}

absl::Status AddAcceptedHours(const AnswerContext& context,
                              const Principal& who, const Contract& contract,
                              AsOf as_of, PricedUsage& usage) {
  std::set<std::string> bundles;
  for (const PriceComponent& component : contract.pricing) {
    if (std::holds_alternative<HourBundlePrice>(component.form) &&
        !component.meter.has_value()) {
      bundles.insert(component.component);
    }
  }
  if (bundles.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const std::vector<Matter> hours,
      context.matters.List(
          who, {.kind = MatterKind::kHours, .contract = contract.id}, as_of));
  std::map<std::pair<std::string, absl::CivilMonth>, Decimal> minutes;
  for (const Matter& matter : hours) {
    if (!bundles.contains(matter.subject.objective)) continue;
    ASSIGN_OR_RETURN(const EnteredHour entry, EnteredHourOf(matter));
    if (entry.state != ProposalState::kApproved) continue;
    Decimal& sum =
        minutes[{matter.subject.objective, absl::CivilMonth(entry.day)}];
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, entry.minutes));
  }
  for (const auto& [key, sum] : minutes) {
    ASSIGN_OR_RETURN(usage.quantities[key.first][key.second], HoursOf(sum));
  }
  ASSIGN_OR_RETURN(
      const std::vector<Matter> orders,
      context.matters.List(
          who, {.kind = MatterKind::kExtra, .contract = contract.id}, as_of));
  for (const Matter& order : orders) {
    const std::string bought = order.steps.front().Value(kExtraBuys);
    if (bundles.contains(bought) && IsInForce(FoldExtra(order.Moves()))) {
      usage.refused.insert(bought);
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
