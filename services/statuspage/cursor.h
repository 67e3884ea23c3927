#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/statuspage/capture_file.h"

namespace regisseur::statuspage {

inline constexpr char kKind[] = "statuspage";

// Where collecting a source of this adapter continues.
struct StatuspageCursor {
  // A poll of several documents that is not sent whole yet.
  struct Poll {
    absl::Time time;
    std::string content;   // fingerprint of what is being sent
    int64_t document = 0;  // the one that is being sent
    int64_t sent = 0;      // its batches that are stored
  };

  std::map<std::string, CapturePosition> captures;  // by file name
  std::string saved;  // the editions of the saved documents last told
  std::string page;   // the page that they show, and the one that told it
  std::string page_origin;
  std::string shown;  // fingerprint of what the last poll showed
  std::string url;    // the address that the tag is of
  std::string etag;
  std::optional<Poll> poll;

  // CursorGone for one of another version, or a damaged one.
  static absl::StatusOr<StatuspageCursor> Parse(absl::string_view text);
  std::string ToString() const;
};

}  // namespace regisseur::statuspage
