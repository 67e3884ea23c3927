#pragma once

#include <atomic>

namespace regisseur {

// A named place where a test may strike: kill the process, or see that the
// place is reached. Nothing outside of the process can switch one on - no
// option, environment variable or file: only code that is linked into a test
// program sets a hook. Without one a failpoint costs one atomic load.
//
// Names are `<what>:<moment>`, such as `transaction:committed`. They stand
// before and after every commit, between the steps of a delivery, an upgrade, a
// backup and a restore.
using FailpointHook = void (*)(const char* name);

namespace failpoint_internal {
inline std::atomic<FailpointHook> hook{nullptr};
}  // namespace failpoint_internal

inline void Failpoint(const char* name) {
  const FailpointHook hook =
      failpoint_internal::hook.load(std::memory_order_acquire);
  if (hook != nullptr) hook(name);
}

// For tests: calls `hook` at every failpoint, on the thread that reaches it;
// null switches all off again.
inline void SetFailpointHook(FailpointHook hook) {
  failpoint_internal::hook.store(hook, std::memory_order_release);
}

}  // namespace regisseur
