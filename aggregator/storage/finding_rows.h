#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/records.h"
#include "core/finding/finding.h"

namespace regisseur {

// Who says it; the numbers are stored.
enum class FindingTeller {
  kRun = 1,         // a batch of a run
  kCheckpoint = 2,  // the end of a stream
  kDaemon = 3,      // we ourselves
};

// Adds findings of a batch to those that its run has staged; one (severity,
// rule, field, file) stays one finding.
absl::Status StageFindings(Transaction& transaction, int64_t source,
                           absl::string_view run,
                           const std::vector<Finding>& findings);
absl::Status DropStagedFindings(Transaction& transaction, int64_t source);

// Puts what a run has staged in force, in place of what earlier runs found in
// the same files. One that did not change keeps the time since when it is
// known.
absl::Status PutFindingsInForce(Transaction& transaction, int64_t source,
                                const std::set<std::string>& files,
                                absl::Time known_from);
// Replaces all findings of one teller.
absl::Status ReplaceFindings(Transaction& transaction, int64_t source,
                             FindingTeller teller,
                             const std::vector<Finding>& findings,
                             absl::Time known_from);

// Takes out of force what runs found in files of which nothing is in force any
// more; not in `file`.
absl::Status CloseFindingsOfReplaced(Transaction& transaction, int64_t source,
                                     absl::string_view file,
                                     absl::Time known_until);

// Errors first, then by file, line, rule and field.
absl::StatusOr<std::vector<Finding>> ReadFindings(Connection& connection,
                                                  int64_t source, AsOf as_of);

}  // namespace regisseur
