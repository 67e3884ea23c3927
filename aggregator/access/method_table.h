#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/principal/principal.h"

namespace regisseur {

// Which roles may call a method.
struct MethodAccess {
  // The full name, for instance
  // regisseur.portfolio.v1.PortfolioService.GetOverview.
  absl::string_view method;
  bool administrator = false;
  bool system = false;
};

// The table method x role, ordered by method. A method without a row is denied
// to everybody, and a test that reads the descriptors fails.
absl::Span<const MethodAccess> MethodTable();

// PERMISSION_DENIED unless the table allows it.
absl::Status CheckAccess(const Principal& who, absl::string_view method);

}  // namespace regisseur
