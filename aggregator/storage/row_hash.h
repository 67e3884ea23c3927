#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "aggregator/storage/records.h"
#include "core/commitment/contract_commitment.h"
#include "core/cost/charge.h"
#include "core/delivery/delivery.h"
#include "core/evidence/canonical_bytes.h"
#include "core/evidence/sha256.h"
#include "core/measurement/measurement.h"
#include "core/slo/declared_objective.h"
#include "core/status/observation.h"
#include "core/ticket/ticket.h"

namespace regisseur {

// The canonical bytes of one fact, of which its delivery's hash is made: a
// letter for the kind, then each field in the order of the declaration
// (docs/evidence.md has them one by one). Line numbers and personal fields are
// not part of it: a file that only moved is the same facts, and a remark can be
// erased. The format is stored in hashes: never change it.
class CanonicalRow : public CanonicalBytes {
 public:
  // Starts with the hash so far: delivery hash = SHA-256(hash so far + row).
  void StartChained(const Sha256& previous);

  // A column that has no place of its own, and its text.
  struct Named {
    absl::string_view name;
    absl::string_view text;
  };
  // `others` are those that are not null, in the order of their columns. They
  // follow the fields, each as two texts; a row without any is as it was before
  // there were any. A sum of lines has a letter of its own and, behind the
  // party, how many lines it stands for.
  void PutCharge(absl::string_view party, const Charge& charge,
                 const std::array<absl::string_view, kChargeTextCount>& texts,
                 absl::Span<const Named> others);
  void PutMeasurement(absl::string_view party, const Measurement& measurement);
  void PutTicket(absl::string_view party, const Ticket& ticket);
  void PutObjective(absl::string_view party,
                    const DeclaredObjective& objective);
  // `content` is of EncodeInvoice.
  void PutInvoice(absl::string_view party, absl::string_view content);
  void PutCommitment(absl::string_view party,
                     const ContractCommitment& commitment);
  void PutComponent(const Component& component);
  void PutStateChange(absl::string_view component_id,
                      const StateChange& change);
  void PutIncident(const Incident& incident, absl::Time observed_time,
                   std::optional<absl::Time> previous_observed_time);
  void PutMaintenance(const Maintenance& maintenance, absl::Time observed_time,
                      std::optional<absl::Time> previous_observed_time);
  void PutCoverage(const CoverageStretch& coverage);

 private:
  void Length(const std::optional<absl::Duration>& length);
  void Updates(const std::vector<IncidentUpdate>& updates);
  void Texts(const std::vector<std::string>& texts);
};

}  // namespace regisseur
