#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "aggregator/storage/records.h"
#include "core/cost/charge.h"
#include "core/delivery/delivery.h"
#include "core/measurement/measurement.h"
#include "core/status/observation.h"

namespace regisseur {

// SHA-256 as 32 bytes.
using Sha256 = std::array<unsigned char, 32>;

std::string ToHex(const Sha256& hash);
// The bytes as they are stored. FromBytes takes zeros for what is missing.
absl::string_view ToBytes(const Sha256& hash);
Sha256 HashFromBytes(absl::string_view bytes);

// Computes SHA-256, of one text or in pieces. Not thread-safe.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(const Sha256Hasher&) = delete;
  Sha256Hasher& operator=(const Sha256Hasher&) = delete;

  Sha256 Hash(absl::string_view bytes);

  void Start();
  void Add(absl::string_view bytes);
  Sha256 Finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The canonical bytes of one fact, of which its delivery's hash is made: a
// letter for the kind, then each field in the order of the declaration,
// integers as 8 bytes little-endian, texts with their length before them,
// absent values as one byte 0, others after one byte 1. Line numbers and
// personal fields are not part of it: a file that only moved is the same
// facts, and a remark can be erased. The format is stored in hashes: never
// change it.
class CanonicalRow {
 public:
  void Clear() { bytes_.clear(); }
  absl::string_view bytes() const { return bytes_; }

  // Starts with the hash so far: delivery hash = SHA-256(hash so far + row).
  void StartChained(const Sha256& previous);

  // A column that has no place of its own, and its text.
  struct Named {
    absl::string_view name;
    absl::string_view text;
  };
  // `others` are those that are not null, in the order of their columns. They
  // follow the fields, each as two texts; a row without any is as it was before
  // there were any.
  void PutCharge(absl::string_view party, const Charge& charge,
                 const std::array<absl::string_view, kChargeTextCount>& texts,
                 absl::Span<const Named> others);
  void PutMeasurement(absl::string_view party, const Measurement& measurement);
  void PutComponent(const Component& component);
  void PutStateChange(absl::string_view component_id,
                      const StateChange& change);
  void PutIncident(const Incident& incident, absl::Time observed_time,
                   std::optional<absl::Time> previous_observed_time);
  void PutMaintenance(const Maintenance& maintenance, absl::Time observed_time,
                      std::optional<absl::Time> previous_observed_time);
  void PutCoverage(const CoverageStretch& coverage);
  // The head of a delivery, for the chain.
  void PutHead(absl::string_view source, absl::string_view chain,
               int64_t number, FactKind kind, const Delivery& head,
               absl::string_view delivered_by, int64_t rows,
               absl::Time known_from);
  void PutHash(const Sha256& hash);

 private:
  void Kind(char kind) { bytes_.push_back(kind); }
  void Int(int64_t value);
  void Text(absl::string_view text);
  void Moment(absl::Time time);
  void Moment(std::optional<absl::Time> time);
  void Number(const std::optional<Decimal>& number);
  void Updates(const std::vector<IncidentUpdate>& updates);
  void Texts(const std::vector<std::string>& texts);

  std::string bytes_;
};

}  // namespace regisseur
