#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"
#include "core/portfolio/portfolio.h"
#include "core/principal/principal.h"
#include "core/status/page_fold.h"

namespace regisseur {

// Takes the batches of one collection of one source and hands them to storage:
// folds what a page shows into what changed, names the party of each charge,
// keeps originals. Nobody has looked later than now: what says so by up to 5
// minutes is taken for now, what says more is left out with a finding. One
// object a collection; not thread-safe.
class FactIngest {
 public:
  FactIngest(FactWriter& writer, Originals& originals, const Clock& clock,
             const Principal& who, const SourceConfig& source,
             std::string delivered_by);

  // Stores a batch and its cursor; what was stored before is passed over.
  absl::Status Store(FactBatch batch);
  // Closes the collection.
  absl::Status Finish(Checkpoint checkpoint);
  // How far the data reaches by a checkpoint: never beyond now, since what is
  // to come has not been told. Absent when that was known before, and when what
  // reached so far was left out.
  std::optional<absl::Time> DataUntil(const Checkpoint& checkpoint) const;

  int64_t batches() const { return batches_; }
  // Of sums the lines that they stand for.
  int64_t rows() const { return rows_; }
  // Rows that were in force until those came.
  int64_t superseded() const { return superseded_; }

 private:
  // When somebody looked; absent when that is in the future.
  std::optional<absl::Time> TimeOfLook(absl::Time told, absl::string_view file,
                                       FindingList& findings);
  bool EndsInFuture(const Delivery& delivery) const;
  void CoverUntil(const StatusObservation& observation,
                  const Delivery& delivery, std::optional<absl::Time> previous,
                  StagedBatch& staged) const;
  void CoverRecordings(StagedBatch& staged,
                       std::optional<absl::Time> known_until) const;
  absl::Status FoldObservations(StagedBatch& staged);
  absl::Status NameParties(StagedBatch& staged) const;

  FactWriter& writer_;
  Originals& originals_;
  const Clock& clock_;
  const Principal& who_;
  const SourceConfig& source_;
  const std::string delivered_by_;
  // A time that was taken for now, and what now was: the parts of one moment
  // stay one moment.
  absl::Time ahead_;
  absl::Time ahead_is_;
  bool left_out_future_ = false;
  // Loaded with the first observation.
  std::optional<PageState> page_;
  int64_t batches_ = 0;
  int64_t rows_ = 0;
  int64_t superseded_ = 0;
};

}  // namespace regisseur
