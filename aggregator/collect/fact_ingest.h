#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "core/delivery/delivery.h"
#include "core/portfolio/portfolio.h"
#include "core/principal/principal.h"
#include "core/status/page_fold.h"

namespace regisseur {

// Takes the batches of one collection of one source and hands them to storage:
// folds what a page shows into what changed, names the party of each charge,
// keeps originals. One object a collection; not thread-safe.
class FactIngest {
 public:
  FactIngest(FactWriter& writer, Originals& originals, const Principal& who,
             const SourceConfig& source, std::string delivered_by);

  // Stores a batch and its cursor; what was stored before is passed over.
  absl::Status Store(FactBatch batch);
  // Closes the collection.
  absl::Status Finish(const Checkpoint& checkpoint);

  int64_t batches() const { return batches_; }
  int64_t rows() const { return rows_; }

 private:
  void CoverRecordings(StagedBatch& staged,
                       std::optional<absl::Time> known_until) const;
  absl::Status FoldObservations(StagedBatch& staged);
  void NameParties(StagedBatch& staged) const;

  FactWriter& writer_;
  Originals& originals_;
  const Principal& who_;
  const SourceConfig& source_;
  const std::string delivered_by_;
  // Loaded with the first observation.
  std::optional<PageState> page_;
  int64_t batches_ = 0;
  int64_t rows_ = 0;
};

// The party that a charge names by the rule's field; see AssignmentRule::by.
// Empty when it names none.
std::string PartyOfCharge(const AssignmentRule& rule, const Charge& charge,
                          const std::vector<std::string>& dictionary);

}  // namespace regisseur
