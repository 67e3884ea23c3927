#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_lines.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/money/exact_sum.h"

namespace regisseur {

// A delivery, by source and its number; kInvoicePieces for an invoice, which is
// the same whatever delivery told it.
using CostDeliveryId = std::pair<std::string, int64_t>;
inline constexpr int64_t kInvoicePieces = 0;

// What a delivery says about a period in a currency, apart from whose it is.
struct CostPieceId {
  CostDeliveryId delivery;
  std::string invoice;  // its number, for people
  absl::Time start;
  absl::Time end;
  std::string currency;
  friend bool operator<(const CostPieceId& a, const CostPieceId& b) {
    return std::tie(a.delivery, a.invoice, a.start, a.end, a.currency) <
           std::tie(b.delivery, b.invoice, b.start, b.end, b.currency);
  }
};

struct CostPiece {
  ExactSum billed;
  ExactSum tax;  // of it
  BilledAt billed_at;
  int64_t lines = 0;
  std::string stored_provider;  // as the store has it
  bool counts = true;
  // Of an invoice.
  std::vector<CostLineRow> invoice_lines;
  std::optional<absl::Time> known;
};

// Everything that is known of cost at a moment, piece by piece.
struct KnownCost {
  AsOf as_of;
  std::unique_ptr<const KnownPortfolio> known;
  std::map<CostDeliveryId, DeliveryRecord> deliveries;
  // By piece and by the provider that it is given to.
  std::map<CostPieceId, std::map<std::string, CostPiece>> pieces;
  std::unique_ptr<const CostConverter> converter;

  const CostPiece* Find(const CostPieceId& id,
                        const std::string& provider) const {
    const auto found = pieces.find(id);
    if (found == pieces.end()) return nullptr;
    const auto piece = found->second.find(provider);
    return piece == found->second.end() ? nullptr : &piece->second;
  }
};

// Of billing periods that start within `range`; `in` is the currency of the
// converter, which may be empty.
absl::StatusOr<KnownCost> ReadKnownCost(const AnswerContext& context,
                                        const Principal& who, TimeRange range,
                                        const std::string& in, AsOf as_of);

}  // namespace regisseur
