#include "core/service_level/maintenance_announcement.h"

#include <algorithm>
#include <cstddef>

namespace regisseur {

absl::Time AnnounceTime(const PlannedMaintenance& version) {
  if (!version.stated.has_value()) return version.observed;
  const bool contradicted = version.last_poll_before.has_value() &&
                            *version.last_poll_before > *version.stated;
  return contradicted ? version.observed : *version.stated;
}

std::vector<AnnouncedMaintenance> ComputeAnnouncements(
    absl::Span<const PlannedMaintenance> versions) {
  std::vector<AnnouncedMaintenance> announced;
  if (versions.empty()) return announced;
  // From the last version back: what it shares with all after it.
  std::vector<TimeRange> kept(versions.size());
  TimeRange shared;
  for (size_t i = versions.size(); i-- > 0;) {
    shared.from = std::max(shared.from, versions[i].scheduled.from);
    shared.to = std::min(shared.to, versions[i].scheduled.to);
    kept[i] = shared;
  }
  const absl::Time start = versions.back().scheduled.from;
  TimeRange told{absl::InfiniteFuture(), absl::InfiniteFuture()};  // none yet
  for (size_t i = 0; i < versions.size(); ++i) {
    const TimeRange& range = kept[i];
    if (range.from >= range.to) continue;
    const absl::Time at = AnnounceTime(versions[i]);
    if (told.from >= told.to) {
      announced.push_back({range, start, at});
    } else {
      // Later versions keep at least what earlier ones did.
      if (range.from < told.from) {
        announced.push_back({{range.from, told.from}, start, at});
      }
      if (told.to < range.to) {
        announced.push_back({{told.to, range.to}, start, at});
      }
    }
    told = range;
  }
  return announced;
}

}  // namespace regisseur
