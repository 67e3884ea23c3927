#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "core/principal/principal.h"

namespace regisseur {

// An address at which a calendar reads the dates, with the rights of who made
// it.
struct CalendarLink {
  std::string id;
  std::string name;                                // what for
  std::string token_sha256;                        // 32 bytes
  std::string identity;                            // of who made it
  Principal::Role role = Principal::Role::kOwner;  // when it was made
  std::string scope;                               // the same
  absl::Time created;
  absl::Time expires;
  std::optional<absl::Time> revoked;
};

// The addresses that were made. What changes one takes the transaction of the
// act that tells it. Thread-safe.
class CalendarLinkStore {
 public:
  explicit CalendarLinkStore(const Database& database) : database_(database) {}

  // All of them, those that ended too; the newest first.
  absl::StatusOr<std::vector<CalendarLink>> List(const Principal& who) const;
  // By the hash of its token; absent for one that never was.
  absl::StatusOr<std::optional<CalendarLink>> FindByToken(
      const Principal& who, absl::string_view token_sha256) const;
  absl::StatusOr<std::optional<CalendarLink>> Find(Connection& connection,
                                                   absl::string_view id) const;

  absl::Status Insert(Transaction& transaction, const CalendarLink& link) const;
  absl::Status SetRevoked(Transaction& transaction, absl::string_view id,
                          absl::Time at) const;

 private:
  const Database& database_;
};

}  // namespace regisseur
