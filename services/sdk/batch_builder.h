#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"
#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// Gathers the rows of one run into batches that keep to the limits of rows and
// bytes, and numbers them. The order is always the same:
//
//   BatchBuilder builder(run, batches_already_sent, sink);
//   for each row {
//     if (builder.Full()) RETURN_IF_ERROR(builder.Flush(cursor before the
//     row)); builder.Add(…);
//   }
//   RETURN_IF_ERROR(builder.Finish(cursor behind the last row));
//
// A batch depends only on its own rows, so a run that is continued behind one
// of its batches gives the same batches again. Not thread-safe.
class BatchBuilder {
 public:
  // `sink` outlives the builder. `already_sent` is the number of the batch that
  // the cursor stands behind; 0 at the start of a run.
  BatchBuilder(std::string run, int64_t already_sent, FactSink& sink);

  // True when the next row belongs to the next batch. A single row has room for
  // 256 KiB.
  bool Full() const;
  // The same for a row of so many bytes; one that needs a message of its own
  // gets it.
  bool FullFor(int64_t bytes) const;
  // Number of the batch that is being gathered, from 1.
  int64_t number() const { return batch_.number; }

  // The index of a text in this batch's dictionary; 0 for the empty one.
  int32_t Intern(absl::string_view text);
  // The index of a delivery in this batch, by its scope.
  int AddDelivery(const Delivery& delivery);
  // Texts are of Intern and the delivery of AddDelivery since the last Flush.
  void AddCharge(Charge charge);
  void AddMeasurement(Measurement measurement);
  void AddTicket(Ticket ticket);
  void AddObjective(DeclaredObjective objective);
  void AddCommitment(ContractCommitment commitment);
  // Ask FullFor before; one for which FitsAMessage is false cannot be sent.
  void AddInvoice(Invoice invoice);
  void AddObservation(StatusObservation observation);
  // What was wrong with the rows of this batch.
  FindingList& findings() { return findings_; }

  // Sends what was gathered. `cursor` continues behind it.
  absl::Status Flush(std::string cursor);
  // Sends the rest as the last batch of the run, even when it is empty. The run
  // vouches for `whole_origins`: what they told before and it does not tell is
  // withdrawn.
  absl::Status Finish(std::string cursor,
                      std::vector<std::string> whole_origins = {});

 private:
  absl::Status Send(std::string cursor, bool last);

  FactSink& sink_;
  FactBatch batch_;
  FindingList findings_;
  absl::flat_hash_map<std::string, int32_t> texts_;
  absl::flat_hash_map<std::string, int> deliveries_;
  int64_t rows_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace regisseur::sdk
