#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/delivery/delivery.h"
#include "core/evidence/sha256.h"

namespace regisseur {

// A chain of evidence has two kinds of entries: deliveries (what a partner
// told) and acts (what somebody did here). There is one chain a provider, one
// for shared sources and one for what concerns no provider (ADR 7, 12).
inline constexpr char kSharedChain[] = "shared";
inline constexpr char kPortfolioChain[] = "portfolio";

// [a-z0-9-], 1 to 63 of them.
bool IsChainName(absl::string_view name);

// Kept totals of charges, as the chain holds them.
struct ChainedTotals {
  int64_t count = 0;
  bool region_left_out = false;
  Sha256 hash{};
};

// What the chain says of a delivery.
struct DeliveryHead {
  std::string source;
  std::string chain;
  int64_t number = 0;  // within the chain, from 1
  FactKind kind = FactKind::kStatus;
  Delivery delivery;
  std::string delivered_by;
  int64_t rows = 0;
  absl::Time known_from;
  ChainedTotals totals;

  // Letter E.
  std::string Encode() const;
};

// What the chain says of an act. Texts about persons are in it as salted
// hashes only.
struct ActHead {
  std::string chain;
  int64_t number = 0;
  absl::Time known_from;
  std::string actor;  // random; stands for one identity
  std::string role;
  std::string via;
  std::string method;
  std::string subject;
  std::string request_id;
  Sha256 content{};
  std::vector<std::pair<std::string, std::string>> arguments;
  std::vector<std::pair<std::string, Sha256>> personal;
  int64_t rows = 0;

  // Letter A.
  std::string Encode() const;
};

using EntryHead = std::variant<DeliveryHead, ActHead>;

// INVALID_ARGUMENT when the bytes are not a head, or not the only way to write
// it.
absl::StatusOr<EntryHead> ParseEntryHead(absl::string_view bytes);

const std::string& ChainOf(const EntryHead& head);
int64_t NumberOf(const EntryHead& head);
int64_t RowsOf(const EntryHead& head);
absl::Time KnownFromOf(const EntryHead& head);

// SHA-256(hash of the entry before + head + hash over its rows). The first
// entry has 32 zeros before it; without rows the hash over them is 32 zeros.
Sha256 EntryHash(Sha256Hasher& hasher, const Sha256& previous,
                 absl::string_view head, const Sha256& row_hash);
// SHA-256(hash so far + row), from 32 zeros.
Sha256 RowHash(Sha256Hasher& hasher, const Sha256& so_far,
               absl::string_view row);

// SHA-256(salt + text): what the chain holds of a personal text. With the salt
// gone nobody can tell any more what it was.
inline constexpr size_t kSaltBytes = 32;
Sha256 PersonalHash(absl::string_view salt, absl::string_view text);

// ---- rows of acts

// Rows of an entry, or its kept totals, were purged after their time.
struct PurgedRows {
  std::string chain;
  int64_t number = 0;
  friend auto operator<=>(const PurgedRows&, const PurgedRows&) = default;

  std::string Encode() const;  // letter U
  static std::optional<PurgedRows> Parse(absl::string_view row);
};

// A personal text of an act was erased.
struct ErasedText {
  std::string chain;
  int64_t number = 0;
  std::string name;
  friend auto operator<=>(const ErasedText&, const ErasedText&) = default;

  std::string Encode() const;  // letter X
  static std::optional<ErasedText> Parse(absl::string_view row);
};

}  // namespace regisseur
