#include "aggregator/answers/accepted_hours.h"

#include <map>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/status_macros.h"
#include "core/pricing/unit_minutes.h"
#include "core/room/extra_order.h"
#include "core/room/hour_record.h"

namespace regisseur {

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
    ASSIGN_OR_RETURN(const EnteredHour entry, EnteredHourOf(matter));
    if (!bundles.contains(entry.component)) continue;
    if (entry.state != ProposalState::kApproved) continue;
    Decimal& sum = minutes[{entry.component, absl::CivilMonth(entry.day)}];
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, entry.minutes));
  }
  for (const auto& [key, sum] : minutes) {
    ASSIGN_OR_RETURN(usage.quantities[key.first][key.second], HoursOf(sum));
  }
  ASSIGN_OR_RETURN(
      const std::vector<Matter> orders,
      context.matters.List(
          who, {.kind = MatterKind::kExtra, .contract = contract.id}, as_of));
  for (const Matter& matter : orders) {
    ASSIGN_OR_RETURN(const ExtraOrder order, ExtraOrderOf(matter));
    if (bundles.contains(order.buys) && IsInForce(order.state)) {
      usage.refused.insert(order.buys);
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
