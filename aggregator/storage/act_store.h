#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "core/base/clock.h"
#include "core/principal/principal.h"
#include "core/time/time_range.h"

namespace regisseur {

// What somebody did, as it is handed to the audit trail. Who did it is the
// Principal of the call. Everything but `personal` and `answer` is part of the
// chain of evidence and stays for ever: no name of a person, no secret.
struct Act {
  // The full name of the method that was called,
  // regisseur.identity.v1.IdentityService.CreateIdentity, or daemon.<word>.
  std::string method;
  // Whose chain it joins: a provider's id; empty for the portfolio's own.
  std::string provider;
  // What it is about, as `identity 8f2c…` or `contract hosting-2026`.
  std::string subject;
  // How the caller came: `loopback`, `token 3fa2`, `proxy`, `certificate`;
  // for a deputy `deputy of <identity>`.
  std::string via;
  // Of the request; empty when the method has none.
  std::string request_id;
  // The request in canonical bytes (serialised deterministically, without its
  // request_id and personal fields). Only its SHA-256 is kept.
  std::string content;
  // Arguments of the sentence that tells people what was done, in order.
  std::vector<std::pair<std::string, std::string>> arguments;
  // Texts about natural persons, by name. Kept outside the chain; the chain
  // holds a salted hash of each, so that a change is found and an erased one
  // leaves nothing behind. The name of who acts is added by the store.
  std::vector<std::pair<std::string, std::string>> personal;
  // What it says of rows that stand in tables of their own, in canonical bytes
  // (docs/evidence.md), in order.
  std::vector<std::string> rows;
  // The serialised answer, for a request that comes again. Never a secret that
  // is shown once; not part of the chain.
  std::string answer;
};

// An act as it was stored.
struct ActRecord {
  int64_t key = 0;     // of the store, never shown
  std::string chain;   // a provider's id, `shared` or `portfolio`
  int64_t number = 0;  // within the chain, deliveries included, from 1
  absl::Time known_from;
  std::string identity;  // of who acted
  Principal::Role role = Principal::Role::kSystem;
  std::string via;
  std::string method;
  std::string subject;
  std::string request_id;
  std::string content_sha256;  // hexadecimal
  std::vector<std::pair<std::string, std::string>> arguments;
  // Name and text; `actor` is the name of who acted. Absent: erased.
  std::vector<std::pair<std::string, std::optional<std::string>>> personal;
  int64_t rows = 0;          // stored with it: assignments, files, purged rows
  std::string chain_sha256;  // hexadecimal
  std::string answer;
};

// Which acts are asked for. Empty fields ask for all.
struct ActFilter {
  std::string chain;
  std::string identity;
  std::string method;
  TimeRange known;
};

struct ActPage {
  std::vector<ActRecord> acts;  // newest first
  // What continues behind them; absent on the last page. Of the store.
  std::optional<int64_t> next_before;
};

// The audit trail: what people, machines and the daemon did, one row an act,
// in the chains of evidence (docs/evidence.md). Thread-safe.
class ActStore {
 public:
  ActStore(const Database& database, const Clock& clock)
      : database_(database), clock_(clock) {}

  // The act that answered this request before, or none. To be asked first, in
  // the transaction of the change. ALREADY_EXISTS when `request_id` came from
  // the same identity with another method or other content. An empty
  // request_id finds none.
  absl::StatusOr<std::optional<ActRecord>> FindEarlier(Connection& connection,
                                                       const Principal& who,
                                                       const Act& act) const;
  // Adds the act to its chain, inside the transaction of the change that it
  // tells: both are stored or neither. Returns it with its number and known
  // time. INVALID_ARGUMENT without a method or identity.
  absl::StatusOr<ActRecord> Append(Transaction& transaction,
                                   const Principal& who, const Act& act) const;

  // Newest first. `before` continues a page.
  absl::StatusOr<ActPage> List(const Principal& who, const ActFilter& filter,
                               std::optional<int64_t> before, int limit) const;

  // Erases the names and other personal texts of every act of an identity, and
  // of every act whose subject is `identity <id>`. `act` gets as rows what
  // went, so that the chain stays whole once it is appended, and as its subject
  // the token that stood for the identity. NOT_FOUND when no act is of or about
  // it.
  absl::Status ErasePersonal(Transaction& transaction,
                             absl::string_view identity, Act& act) const;

 private:
  const Database& database_;
  const Clock& clock_;
};

}  // namespace regisseur
