#include "aggregator/changes/deputy.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace regisseur {

absl::StatusOr<std::optional<Deputy>> FindDeputy(
    const IdentityDirectory& directory, const Principal& who,
    absl::string_view for_whom, absl::Time now) {
  if (for_whom.empty()) return std::optional<Deputy>();
  const absl::Status none = absl::PermissionDeniedError(
      absl::StrCat("\"", who.name, "\" does not deputise for ", for_whom,
                   "; `identities[].deputies` of the configuration says who "
                   "does and until when"));
  // Who may stand in for somebody is said with that somebody.
  const std::optional<Identity> principal = directory.Find(for_whom);
  if (!principal.has_value() ||
      principal->StateAt(now) != Identity::State::kActive) {
    return none;
  }
  for (const Identity::Deputation& deputation : principal->deputies) {
    if (deputation.deputy != who.identity) continue;
    return std::optional<Deputy>(Deputy{principal->who, deputation.until});
  }
  return none;
}

}  // namespace regisseur
