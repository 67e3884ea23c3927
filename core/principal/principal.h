#pragma once

#include <string>
#include <utility>

namespace regisseur {

// Who asks or acts. Every storage and answer function takes one (DECISIONS 5),
// so that no figure can be read and no fact be written by nobody.
struct Principal {
  enum class Role {
    kAdministrator,  // loopback without identities: all rights
    kSystem,         // the daemon itself: schedules and collections
  };
  Role role = Role::kSystem;
  // The person, machine or part of the daemon, for the audit trail.
  std::string name;

  static Principal System(std::string part) {
    return {Role::kSystem, std::move(part)};
  }
  static Principal LocalAdministrator() {
    return {Role::kAdministrator, "local"};
  }
};

}  // namespace regisseur
