#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

struct sqlite3;

namespace regisseur {

// What SQLite reported as a status: a full disk is RESOURCE_EXHAUSTED, a busy
// or failing one UNAVAILABLE, a damaged file DATA_LOSS, a read beyond its time
// DEADLINE_EXCEEDED, a broken constraint INTERNAL. `doing` says what failed.
absl::Status SqliteError(sqlite3* db, int code, absl::string_view doing);

}  // namespace regisseur
