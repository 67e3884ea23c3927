#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/finding/finding.h"
#include "services/statuspage/page.h"

namespace regisseur::statuspage {

// What one line of a captures file is.
enum class CaptureKind {
  kGood,         // a page, as it was at polled_at
  kFailedPoll,   // a poll without a readable body: it changes nothing
  kOtherFormat,  // a body that is JSON, but no page of Statuspage
  kBroken,       // no capture at all: no JSON object, or no polled_at
};

// One line of a captures file:
//   {"polled_at": "…", "commit": "…", "body": {…}}
// or, for a poll that failed, with `body_raw` (the bytes as text).
struct Capture {
  CaptureKind kind = CaptureKind::kBroken;
  std::optional<absl::Time> polled_at;
  Page page;          // of a good one
  std::string found;  // of another format: its keys
};

// Reads a line. Everything but a good one is a finding with line and
// `polled_at`.
Capture ReadCapture(absl::string_view text, absl::string_view file,
                    int64_t line, FindingList& findings);

}  // namespace regisseur::statuspage
