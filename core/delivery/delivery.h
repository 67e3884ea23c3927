#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/commitment/contract_commitment.h"
#include "core/cost/charge.h"
#include "core/finding/finding.h"
#include "core/invoice/invoice.h"
#include "core/measurement/measurement.h"
#include "core/slo/declared_objective.h"
#include "core/status/observation.h"
#include "core/ticket/ticket.h"

namespace regisseur {

// The numbers are stored: never renumber.
enum class FactKind {
  kStatus = 1,
  kCharges = 2,
  kMeasurements = 3,
  kTickets = 4,
  kObjectives = 5,
  kInvoices = 6,
  kCommitments = 7,
};
// All of them, in order.
inline constexpr FactKind kFactKinds[] = {
    FactKind::kStatus,     FactKind::kCharges,    FactKind::kMeasurements,
    FactKind::kTickets,    FactKind::kObjectives, FactKind::kInvoices,
    FactKind::kCommitments};

// What comes of earlier deliveries of the same scope.
enum class Completeness {
  kComplete = 1,  // replaces the one in force
  kAdditive = 2,  // adds to what is known
};

// The head of a delivery, the unit of truth (DECISIONS 1).
struct Delivery {
  std::string scope;
  Completeness completeness = Completeness::kComplete;
  std::optional<absl::Time> period_start;
  std::optional<absl::Time> period_end;
  bool recorded = false;  // a recorded history; else live
  std::string origin;     // file or address
  std::string billing_account_id;
};

// A piece of an original document.
struct OriginalChunk {
  std::string name;
  int64_t offset = 0;
  std::string data;
  bool last = false;
};

// What one batch of an adapter's stream says, read and checked. Its rows refer
// to `deliveries` and `dictionary` by index.
struct FactBatch {
  std::string run;
  int64_t number = 0;  // from 1 within the run
  std::string cursor;  // continues after this batch
  std::vector<Delivery> deliveries;
  std::vector<std::string> dictionary;  // [0] is the empty text: null
  std::vector<Charge> charges;
  std::vector<OtherColumn> other_columns;  // of the charges
  std::vector<StatusObservation> observations;
  std::vector<Measurement> measurements;
  std::vector<Ticket> tickets;
  std::vector<DeclaredObjective> objectives;
  std::vector<Invoice> invoices;
  std::vector<ContractCommitment> commitments;
  std::vector<Finding> findings;
  std::vector<OriginalChunk> originals;
  bool last = false;  // puts the run's deliveries in force
  // With the last batch: origins of which the run tells all that they say. What
  // an earlier run told of them and this one does not no longer holds.
  std::vector<std::string> whole_origins;
};

// The end of a stream.
struct Checkpoint {
  std::string cursor;
  std::optional<absl::Time> data_until;
  std::vector<Finding> findings;
  bool unchanged = false;
  // A live page was polled then and shows the same as at the poll before.
  std::optional<absl::Time> confirmed;
};

}  // namespace regisseur
