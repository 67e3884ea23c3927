#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "core/cost/charge.h"
#include "services/focus/charge_row.h"

namespace regisseur::focus {

// The texts that sums tell apart: the keys of kept totals (DECISIONS 9), and
// who invoices.
inline constexpr std::array<ChargeText, 7> kSumTexts = {
    ChargeText::kServiceProviderName,
    ChargeText::kInvoiceIssuerName,
    ChargeText::kBillingCurrency,
    ChargeText::kChargeCategory,
    ChargeText::kServiceCategory,
    ChargeText::kServiceName,
    ChargeText::kRegion};

// Adds the lines of a batch up to sums, exactly: lines of one delivery and
// month of charge that agree in kSumTexts and in which costs are null are one
// charge. What does not fit one sum is the next. Not thread-safe.
class ChargeSums {
 public:
  // Adds a row. `texts` are indexes of kSumTexts into the batch's dictionary.
  // True when it made a new charge.
  bool Add(const ChargeRow& row, int64_t line, int delivery,
           const std::array<int32_t, kSumTexts.size()>& texts,
           std::vector<Charge>& charges);
  // Lines added since the last Clear.
  int64_t lines() const { return lines_; }
  void Clear();

 private:
  struct Key {
    int64_t month = 0;  // its first second
    int32_t delivery = 0;
    uint32_t nulls = 0;  // a bit for each cost that is null
    std::array<int32_t, kSumTexts.size() + 1> texts{};

    friend bool operator==(const Key&, const Key&) = default;
  };
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

  void FindMonth(int64_t seconds);

  absl::flat_hash_map<Key, int32_t, KeyHash> charges_;
  int64_t lines_ = 0;
  // The month of the last row.
  int64_t month_from_ = 0;
  int64_t month_until_ = 0;
};

}  // namespace regisseur::focus
