#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// What a source is doing.
enum class SourceActivity {
  kIdle,
  kCollecting,
  kBackingOff,
  kBreakerOpen,
  kSetAside,
  kFormer,  // left the configuration
};

// What collecting knows of a source at this moment and no file keeps.
struct LiveSource {
  SourceActivity activity = SourceActivity::kIdle;
  std::optional<absl::Time> next_try;
};

// Tells what each source is doing now. Thread-safe. Answers about an earlier
// moment do not ask it.
class LiveSourceState {
 public:
  virtual ~LiveSourceState() = default;
  // Absent for a source that is not collected.
  virtual std::optional<LiveSource> Find(absl::string_view source) const = 0;
};

}  // namespace regisseur
