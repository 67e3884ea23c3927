#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/storage/database.h"
#include "core/cost/charge.h"
#include "core/cost/cost_total.h"

namespace regisseur {

// The ids of the texts that are keys of a total.
struct CellTexts {
  static constexpr std::array<ChargeText, 6> kColumns = {
      ChargeText::kServiceProviderName,
      ChargeText::kServiceCategory,
      ChargeText::kServiceName,
      ChargeText::kChargeCategory,
      ChargeText::kRegion,
      ChargeText::kBillingCurrency};
  static constexpr size_t kRegion = 4;

  // `id_of` gives the id of a text of the charge.
  template <typename IdOf>
  static CellTexts Of(const Charge& charge, IdOf id_of) {
    CellTexts texts;
    for (size_t i = 0; i < kColumns.size(); ++i) {
      texts.ids[i] = id_of(charge.text(kColumns[i]));
    }
    return texts;
  }

  std::array<int32_t, kColumns.size()> ids{};

  friend auto operator<=>(const CellTexts&, const CellTexts&) = default;
};

// The kept totals of one delivery while it is being staged (DECISIONS 9): added
// up in memory as its lines come in, written once when it comes into force. A
// delivery that would make more than 20,000 cells leaves its region out.
class CostCells {
 public:
  static constexpr size_t kMaxCells = 20000;

  // OUT_OF_RANGE when a sum does not fit; then nothing was added.
  absl::Status Add(const Charge& charge, int64_t party, const CellTexts& texts,
                   bool is_tax);
  // Replaces what is stored of the delivery's totals.
  absl::Status Write(Transaction& transaction, int64_t delivery) const;

  bool region_left_out() const { return region_left_out_; }
  size_t size() const { return cells_.size(); }

 private:
  struct Key {
    int64_t period_start = 0;
    int64_t period_end = 0;
    int64_t party = 0;
    int64_t month = 0;
    CellTexts texts;

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  // A key is looked up for every line; all but some bits of it are the same
  // from one to the next.
  struct KeyHash {
    size_t operator()(const Key& key) const {
      static_assert(std::has_unique_object_representations_v<Key>);
      std::array<uint64_t, sizeof(Key) / sizeof(uint64_t)> words;
      std::memcpy(words.data(), &key, sizeof(key));
      uint64_t hash = 0;
      for (const uint64_t word : words) {
        hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 32;
      }
      return hash;
    }
  };
  using Cells = absl::flat_hash_map<Key, CostTotal, KeyHash>;

  absl::Status LeaveRegionOut();
  int64_t Month(int64_t seconds);

  Cells cells_;
  bool region_left_out_ = false;
  // Consecutive lines mostly lie in one month.
  int64_t month_from_ = 0;
  int64_t month_until_ = 0;
  int64_t month_ = 0;
};

// The columns of a total, and the total read from them, from column `first` on.
#define REGISSEUR_TOTAL_COLUMNS(t)                                   \
  t ".charges, " t ".billed, " t ".tax, " t ".effective, " t         \
    ".effective_nulls, " t ".effective_nulls_billed, " t ".list, " t \
    ".list_nulls, " t ".list_nulls_billed, " t ".contracted, " t     \
    ".contracted_nulls, " t ".contracted_nulls_billed"
absl::StatusOr<CostTotal> ReadTotal(const Statement& read, int first);

}  // namespace regisseur
