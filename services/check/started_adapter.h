#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace regisseur {

// An adapter's program, started as the daemon starts it: on a Unix socket in a
// private folder, until its standard input closes. Ends with the object.
class StartedAdapter {
 public:
  // UNAVAILABLE, saying what it did instead, unless it prints `ready` in time.
  static absl::StatusOr<std::unique_ptr<StartedAdapter>> Start(
      const std::string& program, absl::Duration patience);
  ~StartedAdapter();
  StartedAdapter(const StartedAdapter&) = delete;
  StartedAdapter& operator=(const StartedAdapter&) = delete;

  // `unix:/path`.
  const std::string& address() const { return address_; }

 private:
  StartedAdapter() = default;

  std::string folder_;
  std::string address_;
  pid_t pid_ = 0;
  int stdin_ = -1;
  int stdout_ = -1;
};

}  // namespace regisseur
