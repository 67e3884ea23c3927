#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/money/exact_sum.h"
#include "core/reconciliation/reconcile_invoice.h"
#include "core/time/time_range.h"

namespace regisseur {

// Charges of one provider that an invoice cannot tell apart, added up.
struct ChargeGroup {
  struct Key {
    TimeRange billing_period;
    std::string invoice_id;
    std::string account;
    std::string sku;
    std::string description;
    std::string service;
    std::string unit;
    std::string currency;
    bool is_tax = false;

    friend bool operator<(const Key& a, const Key& b) {
      const auto tied = [](const Key& key) {
        return std::tie(key.billing_period.from, key.billing_period.to,
                        key.invoice_id, key.account, key.sku, key.description,
                        key.service, key.unit, key.currency, key.is_tax);
      };
      return tied(a) < tied(b);
    }
  };
  ExactSum billed;
  ExactSum quantity;
  bool has_quantity = true;
  int64_t count = 0;
};
using ChargeGroups = std::map<ChargeGroup::Key, ChargeGroup>;

// The charges (not the ledger) of a provider whose billing periods begin in
// `range`. Lines that were dropped are a gap, and none is told then.
absl::StatusOr<ChargeGroups> ReadChargeGroups(const AnswerContext& context,
                                              const Principal& who,
                                              const KnownPortfolio& known,
                                              const std::string& provider,
                                              TimeRange range, AsOf as_of,
                                              std::vector<Gap>& gaps);

// What an invoice of these charges should be. OUT_OF_RANGE when a sum cannot be
// held.
absl::StatusOr<Expectation> ExpectationOf(
    const std::vector<const ChargeGroups::value_type*>& groups);

}  // namespace regisseur
