#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/records.h"
#include "aggregator/storage/text_dictionary.h"

namespace regisseur {

// The rows of status facts: written by FactWriter, read by every store that
// needs a fact as the partner told it.

// Where a row belongs.
struct RowPlace {
  int64_t source = 0;
  int64_t delivery = 0;
  int64_t row = 0;  // within the delivery, from 1
};

absl::Status InsertComponent(Transaction& transaction, TextDictionary& texts,
                             const RowPlace& place, const Component& component);
absl::Status InsertStateChange(Transaction& transaction, const RowPlace& place,
                               absl::string_view component_id,
                               const StateChange& change);
absl::Status InsertIncident(Transaction& transaction, TextDictionary& texts,
                            const RowPlace& place, const Incident& incident,
                            absl::Time observed_time,
                            std::optional<absl::Time> previous_observed_time);
absl::Status InsertMaintenance(
    Transaction& transaction, TextDictionary& texts, const RowPlace& place,
    const Maintenance& maintenance, absl::Time observed_time,
    std::optional<absl::Time> previous_observed_time);
absl::Status InsertRecordedCoverage(Transaction& transaction,
                                    const RowPlace& place,
                                    const CoverageStretch& coverage);

// Live coverage: staged with its batch, then joined to the stretch before it
// when that still holds, so that a page that is polled for years is one row.
absl::Status StageLiveCoverage(Transaction& transaction, int64_t source,
                               const CoverageStretch& coverage);
absl::Status PutLiveCoverageInForce(Transaction& transaction, int64_t source,
                                    absl::Time known_from);
absl::Status DropStagedLiveCoverage(Transaction& transaction, int64_t source);
// The same for a poll that showed nothing new, of the kind of the poll before.
absl::Status ConfirmLiveCoverage(Transaction& transaction, int64_t source,
                                 CoverageStretch coverage,
                                 absl::Time known_from);
absl::Status ExtendLiveCoverage(Transaction& transaction, int64_t source,
                                const CoverageStretch& coverage,
                                absl::Time known_from);

// The delivery's states changed in [first, last] too: without it they are not
// found by their delivery again.
absl::Status WidenStateMoments(Transaction& transaction, int64_t delivery,
                               absl::Time first, absl::Time last);

// Drops every status row of a delivery.
absl::Status DropStatusRows(Transaction& transaction, int64_t delivery);

// A version as it was told.
struct IncidentVersion {
  int64_t delivery = 0;
  int64_t row = 0;
  Incident incident;
  absl::Time observed_time;
  std::optional<absl::Time> previous_observed_time;
};
struct MaintenanceVersion {
  int64_t delivery = 0;
  int64_t row = 0;
  Maintenance maintenance;
  absl::Time observed_time;
  std::optional<absl::Time> previous_observed_time;
};

// NOT_FOUND when there is no such version.
absl::StatusOr<IncidentVersion> GetIncidentVersion(Connection& connection,
                                                   int64_t version);
absl::StatusOr<MaintenanceVersion> GetMaintenanceVersion(Connection& connection,
                                                         int64_t version);

}  // namespace regisseur
