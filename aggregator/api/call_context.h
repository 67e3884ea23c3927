#pragma once

#include "absl/synchronization/notification.h"
#include "core/principal/principal.h"

namespace regisseur {

// What a handler knows of a call besides its request. Lives as long as the
// call.
struct CallContext {
  Principal who;
  // Notified when the caller went away, its deadline passed or the daemon
  // stops: whoever works for it ends soon.
  const absl::Notification& cancelled;
};

}  // namespace regisseur
