#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/evidence/sha256.h"

namespace regisseur {

// What is signed, each with a first text of its own, so that a signature under
// one can never pass for another.

// One statement over the heads of all chains.
struct RootStatement {
  int64_t number = 0;  // from 1, without holes
  absl::Time made;
  // Every entry known until then is under it.
  absl::Time known;
  Sha256 previous{};  // SHA-256 of the statement before; zeros for the first
  int64_t tree_size = 0;
  Sha256 tree_root{};
  // The public key that it is signed with. A root under an earlier key is
  // vouched for by those that follow it.
  Sha256 key{};
  std::string program;

  std::string Encode() const;
  static std::optional<RootStatement> Parse(absl::string_view bytes);
};

// A chain as a root found it: the leaf of its tree. The nonce keeps others from
// guessing it.
struct RootLeaf {
  std::string chain;
  int64_t length = 0;
  Sha256 head{};
  Sha256 nonce{};

  std::string Encode() const;
};

// What the daemon says it was told, or did: for the partner to keep.
struct ReceiptStatement {
  std::string chain;
  int64_t number = 0;  // provider-local
  bool is_delivery = true;
  std::string about;  // source and scope of a delivery, method of an act
  int64_t rows = 0;
  Sha256 row_hash{};
  Sha256 hash{};  // of the entry: it covers every entry before it too
  absl::Time known_from;
  absl::Time issued;

  std::string Encode() const;
  static std::optional<ReceiptStatement> Parse(absl::string_view bytes);
};

// What the last line of an export signs.
std::string ExportStatement(int64_t lines, const Sha256& sha256);

}  // namespace regisseur
