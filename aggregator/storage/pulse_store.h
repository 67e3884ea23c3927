#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/write_queue.h"
#include "core/partnership/experience.h"
#include "core/principal/principal.h"

namespace regisseur {

// Questions to those who use a service, and what they answered. Answers stand
// in no chain of evidence, carry the day only, and are kept in an order that
// says nothing. Thread-safe.
class PulseStore {
 public:
  PulseStore(const Database& database, WriteQueue& queue)
      : database_(database), queue_(queue) {}

  // The newest first.
  absl::StatusOr<std::vector<Pulse>> List(const Principal& who) const;
  // Absent when there is none.
  absl::StatusOr<std::optional<Pulse>> Find(const Principal& who,
                                            absl::string_view id) const;
  absl::StatusOr<std::optional<Pulse>> Find(Connection& connection,
                                            absl::string_view id) const;
  // By the hash of its link's token (aggregator/access/token.h).
  absl::StatusOr<std::optional<Pulse>> FindByToken(
      const Principal& who, absl::string_view token_sha256) const;

  // In the transaction of the act that opens or closes it.
  absl::Status Insert(Transaction& transaction, const Pulse& pulse,
                      absl::string_view token_sha256) const;
  absl::Status Close(Transaction& transaction, absl::string_view id,
                     absl::CivilDay day) const;

  // Blocks until it is durable.
  absl::Status AddAnswer(const Principal& who, const PulseAnswer& answer);
  // Those of these days, the newest day first.
  absl::StatusOr<std::vector<PulseAnswer>> ListAnswers(
      const Principal& who, absl::CivilDay first, absl::CivilDay last) const;
  // How many answers from `first` on are about each provider that has any, by
  // the id that its pulse was opened with.
  absl::StatusOr<std::map<std::string, int64_t>> CountByProvider(
      const Principal& who, absl::CivilDay first) const;

 private:
  const Database& database_;
  WriteQueue& queue_;
};

// Forgets the words of answers before `day`; the scores stay. How many.
absl::StatusOr<int64_t> ForgetPulseWords(Transaction& transaction,
                                         absl::CivilDay day);

}  // namespace regisseur
