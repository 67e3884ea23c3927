#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/principal/principal.h"

namespace regisseur {

// Which roles may call a method.
struct MethodAccess {
  enum class Effect {
    kReads,
    kChanges,  // leaves an act in the audit trail; its request has a request_id
  };
  // The full name, for instance
  // regisseur.portfolio.v1.PortfolioService.GetOverview.
  absl::string_view method;
  // One place a role, in the order of AllRoles(): its letter, or a point where
  // it may not.
  absl::string_view roles;
  Effect effect = Effect::kReads;

  bool Allows(Principal::Role role) const;
};

// The letters of the columns: AOCMLWUPES.
absl::string_view RoleLetters();

// The table method x role, ordered by method. A method without a row is denied
// to everybody, and a test that reads the descriptors fails.
absl::Span<const MethodAccess> MethodTable();

// Null for a method without a row.
const MethodAccess* FindMethodAccess(absl::string_view method);

// PERMISSION_DENIED unless the table allows it.
absl::Status CheckAccess(const Principal& who, absl::string_view method);

}  // namespace regisseur
