#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur::sdk {

// A cursor: what an adapter needs to continue, as named texts. Carries the
// adapter's kind and version, so that another one's is CURSOR_GONE.
class Cursor {
 public:
  // An empty text gives an empty cursor. CursorGone when it was written by
  // another kind or version, or is damaged (it carries a checksum).
  static absl::StatusOr<Cursor> Parse(absl::string_view text,
                                      absl::string_view kind,
                                      absl::string_view version);
  Cursor(absl::string_view kind, absl::string_view version);

  std::string Get(absl::string_view name) const;  // empty when not set
  int64_t GetInt(absl::string_view name) const;   // 0 when not set
  void Set(absl::string_view name, absl::string_view value);  // empty: unset
  void SetInt(absl::string_view name, int64_t value);
  bool empty() const { return values_.empty(); }
  std::string ToString() const;

 private:
  std::string kind_, version_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace regisseur::sdk
