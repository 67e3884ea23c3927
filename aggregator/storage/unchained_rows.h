#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "core/principal/principal.h"

namespace regisseur {

// Puts into the chains, as acts of `who`, what the tables hold and no chain
// does yet: assignments of parties, versions of the configuration and kept
// originals. Called at the end of every transaction that writes such rows, with
// its known time.
//
// An original of a source that has no chain yet waits, unless `all` is set:
// then it goes into the portfolio's. With `all`, polls are sealed as far as
// they reach.
absl::Status ChainRows(Transaction& transaction, absl::Time known,
                       const Principal& who, bool all = false);

// A stretch of live polls as an act sealed it, letter L. Numbers as they are
// stored. It may have grown since.
struct SealedPolls {
  std::string source;
  int64_t known_from = 0;
  int64_t from = 0;
  int64_t until = 0;
  int64_t hold = 0;
  int64_t states_from_incidents = 0;

  std::string Encode() const;
  static std::optional<SealedPolls> Parse(absl::string_view row);
};

// What the verifier holds against the rows of acts: one canonical row for each
// row of these tables that an act has taken up.
//   G a version of the configuration   N an assignment   O an original
//   F an original that was purged
absl::Status ReadChainedRows(
    Connection& connection,
    const std::function<absl::Status(absl::string_view row)>& row);

}  // namespace regisseur
