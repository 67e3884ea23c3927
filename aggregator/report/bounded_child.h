#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace regisseur {

// A program that does one task and ends.
struct ChildTask {
  std::vector<std::string> command;  // the first is the program's path
  std::string folder;                // its working folder and home
  std::string input;                 // for its stdin
  // Hears what it writes on stdout; returns what to say to it next. An error
  // ends it.
  std::function<absl::StatusOr<std::string>(absl::string_view piece)> listen;
  // Its stdin stays open behind `input`, for what the listener says.
  bool converses = false;
  absl::Duration limit;
  int64_t memory_bytes = 0;
};

// Runs it to its end. UNAVAILABLE when it cannot be started, takes longer than
// its limit, is killed or cancelled; FAILED_PRECONDITION with the last line
// that it wrote on stderr when it ends with another code than 0. It and what it
// started are gone afterwards.
absl::Status RunChild(const ChildTask& task,
                      const absl::Notification& cancelled);

}  // namespace regisseur
