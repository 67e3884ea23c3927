#pragma once

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/money/decimal.h"

namespace regisseur {

// Who asks or acts. Every storage and answer function takes one (DECISIONS 5),
// so that no figure can be read and no fact be written by nobody. A value;
// established by aggregator/access and believed from there on.
struct Principal {
  // What somebody may do; docs/identity.md has the table.
  enum class Role {
    kAdministrator,    // all rights; everyone on loopback without identities
    kOperator,         // configures, sees health and sources, no business data
    kCio,              // directs: reads all, decides
    kContractManager,  // service levels, contracts, claims
    kController,       // cost, periods, VAT, allocation; no contracts
    kOwner,            // sees the functions it answers for, accepts hours
    kAuditor,          // reads all, writes nothing
    kProvider,         // a partner: the shared fields of its own rows
    kEndUser,          // pulses and ideas only
    kSystem,           // the daemon itself: schedules and collections
  };
  // Acts that bind are a person's, never a machine's (U19).
  enum class Kind { kPerson, kMachine, kSystem };
  // Up to how much money somebody may bind the organisation.
  struct MoneyLimit {
    Decimal amount;
    std::string currency;  // ISO 4217
  };

  Role role = Role::kSystem;
  // For people to read: the person, machine or part of the daemon.
  std::string name;
  // Stable and unique: the stored identity, `proxy:<user>` for a person whom
  // the identity proxy names, `local` on loopback without identities.
  std::string identity;
  Kind kind = Kind::kSystem;
  // Of kProvider the id of its provider; of kOwner the owner's name as the
  // configuration has it. Empty for all others.
  std::string scope;
  // Absent: may bind to no money at all.
  std::optional<MoneyLimit> limit;
  // How it came, for the audit trail: loopback, socket, token, certificate,
  // proxy.
  std::string via;

  // True for somebody whom the audit trail can name and who is a person.
  // Whoever comes over loopback without identities is nobody in particular.
  bool IsNamedPerson() const {
    return kind == Kind::kPerson && !identity.empty() && identity != kLocal;
  }

  static Principal System(std::string part) {
    Principal who;
    who.identity = "system:" + part;
    who.name = std::move(part);
    return who;
  }
  static Principal LocalAdministrator() {
    Principal who;
    who.role = Role::kAdministrator;
    who.name = kLocal;
    who.identity = kLocal;
    who.kind = Kind::kPerson;
    return who;
  }

 private:
  static constexpr char kLocal[] = "local";
};

// Every role, in the order of the enum.
absl::Span<const Principal::Role> AllRoles();

// `contract_manager`.
absl::string_view RoleWord(Principal::Role role);
std::optional<Principal::Role> FindRole(absl::string_view word);

// `person`, `machine`, `system`.
absl::string_view PrincipalKindWord(Principal::Kind kind);
std::optional<Principal::Kind> FindPrincipalKind(absl::string_view word);

}  // namespace regisseur
