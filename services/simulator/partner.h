#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"

namespace regisseur::simulator {

// The part that a partner plays in the imaginary municipality.
enum class PartnerRole {
  kHosting,
  kPublicCloud,
  kSaas,
  kCdn,
  kTelecom,
  kWorkplace,
  kSmall,
};

// A leaf component of a status page, or a product of the public cloud.
struct Component {
  std::string name;
  // The group that it stands in; empty without one.
  std::string group;
  // What it was called until `renamed`; empty when it never had another name.
  std::string former_name;

  // The partner's id of it, the same for every seed. GCP-style partners use
  // longer ids; see gcp_document.h.
  std::string Id(absl::string_view partner_id) const;
};

// When a partner plans maintenance: on the `nth` (1 to 5; 0: every) `weekday`
// of a month, at a local time, told so many days ahead.
struct MaintenanceHabit {
  absl::Weekday weekday = absl::Weekday::sunday;
  int nth = 0;
  int start_hour = 0;
  int minutes = 0;
  int announced_days = 0;
};

// One imaginary partner: who it is and how it behaves. Names and habits are
// constants; only chance varies with the seed.
struct Partner {
  PartnerRole role;
  // The provider id in the configuration.
  std::string id;
  // The legal name that its own files use.
  std::string name;
  // The name under which our own ledger knows it as creditor.
  std::string ledger_name;
  // Two letters: the language of its texts.
  std::string language;
  // IANA zone of its planning and, where `writes_offsets`, of its times.
  std::string time_zone;
  // True for a page that writes local times with an offset instead of Z.
  bool writes_offsets = false;
  // Days of a thousand on which an incident starts.
  int incident_per_mille = 0;
  // None for a partner that never tells.
  std::vector<MaintenanceHabit> maintenance;
  // None for a partner without a status page.
  std::vector<Component> components;

  bool has_status() const { return !components.empty(); }
};

// The seven partners, in the order in which the configuration lists them.
absl::Span<const Partner> Partners();

// The partner that plays `role`.
const Partner& PartnerOf(PartnerRole role);

// The day from which a product is shown under its present name.
absl::CivilDay RenamingDay();

}  // namespace regisseur::simulator
