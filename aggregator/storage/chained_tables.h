#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/chain_reader.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/unchained_rows.h"
#include "core/evidence/chain_entry.h"
#include "core/evidence/sha256.h"

namespace regisseur {

// What the acts of the chains say of rows that stand in tables of their own.
class TableClaims {
 public:
  // Takes a row of an act; those that claim nothing are passed over.
  void Add(const StoredEntry& act, absl::string_view row);

 private:
  friend class ChainedTables;

  Sha256Hasher hasher_;
  std::map<Sha256, int64_t> rows_;  // by hash, how often
  std::set<ErasedText> erased_;
  // The last row of each identity.
  std::map<std::string, std::string> identities_;
  // The last seal of each stretch of polls, by source, known from and from.
  std::map<std::tuple<std::string, int64_t, int64_t>, SealedPolls> polls_;
  absl::Time last_sealed_ = absl::InfinitePast();
};

// Those tables as they all stood at one moment, with the ends of the chains of
// then: what is written while the chains are read is not held against them.
class ChainedTables {
 public:
  static absl::StatusOr<ChainedTables> Read(Connection& connection);

  // By name.
  const std::vector<StoredChain>& chains() const { return chains_; }
  int64_t originals_not_chained() const { return originals_not_chained_; }
  int64_t erased_texts() const { return static_cast<int64_t>(erased_.size()); }

  // A sentence for each row that the chains, read up to those ends, do not say
  // so. Uses the claims up.
  std::vector<std::string> HoldAgainst(TableClaims& claims) const;

 private:
  struct Polls {
    std::string source;
    int64_t known_from = 0;
    int64_t from = 0;
    int64_t until = 0;
    int64_t hold = 0;
    int64_t states_from_incidents = 0;
    std::optional<int64_t> sealed_until;
  };
  struct Identity {
    std::string id;
    std::string row;
  };

  absl::Status ReadPolls(Connection& connection);
  absl::Status ReadPersonalTexts(Connection& connection);
  absl::Status ReadIdentities(Connection& connection);
  void HoldRows(TableClaims& claims, std::vector<std::string>& broken) const;
  void HoldIdentities(TableClaims& claims,
                      std::vector<std::string>& broken) const;
  void HoldPolls(TableClaims& claims, std::vector<std::string>& broken) const;

  std::vector<StoredChain> chains_;
  std::vector<std::string> rows_;  // canonical, of unchained_rows.h and matters
  std::vector<Polls> polls_;
  std::vector<Identity> identities_;
  std::set<ErasedText> erased_;
  // By the id of the identity; empty: erased.
  std::map<std::string, std::string> names_;
  // What could be told without the chains.
  std::vector<std::string> broken_;
  int64_t originals_not_chained_ = 0;
};

}  // namespace regisseur
