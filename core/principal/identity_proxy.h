#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/principal/principal.h"

namespace regisseur {

// What a group of the organisation's directory means here.
struct GroupGrant {
  Principal::Role role = Principal::Role::kEndUser;
  std::string scope;  // of provider and owner
  std::optional<Principal::MoneyLimit> limit;
};

// The reverse proxy that signs people in at the organisation's identity
// provider and tells us who they are (U20).
struct IdentityProxy {
  // It comes over this Unix socket, which nobody else may open; empty: none.
  std::string socket;
  // Or with this certificate: a SPIFFE id or a subject; empty: none.
  std::string certificate;
  // The headers in which it names the person and the groups, lower case.
  std::string user_header = "x-remote-user";
  std::string groups_header = "x-remote-groups";
  // By name of the group, in the order of the configuration: the first that a
  // person is in counts.
  std::vector<std::pair<std::string, GroupGrant>> groups;
  // Names that browsers know it by, for the Host and Origin of its requests.
  std::vector<std::string> hosts;
};

}  // namespace regisseur
