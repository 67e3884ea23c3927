#pragma once

#include "absl/time/time.h"

namespace regisseur {

// What is known at a moment: what was committed by then and not replaced yet.
// InfiniteFuture: now, with everything committed.
struct AsOf {
  absl::Time known = absl::InfiniteFuture();
  bool IsNow() const { return known == absl::InfiniteFuture(); }
};

}  // namespace regisseur
