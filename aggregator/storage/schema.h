#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

struct sqlite3;

namespace regisseur {

// One step of the schema. Steps are numbered from 1 without holes, appended and
// never changed once released: files in the field have them.
struct SchemaStep {
  const char* sql;
  // The oldest schema whose program can still use a file with this step (the
  // step's own number where it cannot), and that program's version, for people.
  int oldest_schema;
  const char* oldest_program;
};

// All steps, oldest first.
absl::Span<const SchemaStep> SchemaSteps();

// FAILED_PRECONDITION, with a sentence that says what would be right, when the
// open file was made by another program or needs a newer one. Writes nothing.
absl::Status CheckSchema(sqlite3* db, absl::Span<const SchemaStep> steps);

// The schema of the open file: the number of its last step, 0 for a new one.
absl::StatusOr<int64_t> ReadSchemaVersion(sqlite3* db);

// Brings the open file up to date, each missing step in a transaction of its
// own. Requires a file that CheckSchema accepted.
absl::Status UpgradeSchema(sqlite3* db, absl::Span<const SchemaStep> steps);

}  // namespace regisseur
