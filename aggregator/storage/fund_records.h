#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/storage/matter_store.h"
#include "aggregator/storage/partnership_records.h"
#include "core/contract/contract_history.h"
#include "core/money/decimal.h"
#include "core/partnership/fund.h"

namespace regisseur {

// What stands in the steps of a draw or a deposit, read back. DATA_LOSS for
// what this program cannot have written.
struct TransferRecord {
  TransferKind kind = TransferKind::kDraw;
  Decimal amount;
  std::string currency;
  std::string idea;      // of a draw
  std::string contract;  // of a deposit; empty: none
  Participant asked_by = Participant::kCustomer;
  TransferState state = TransferState::kAsked;
  // The step by which the other side answered; null: it did not.
  const MatterStep* answer = nullptr;

  // The side whose yes or no it waits for; absent: nobody's.
  std::optional<Participant> WaitsFor() const;
};
// Refers to `matter`. `idea` is that of a draw.
absl::StatusOr<TransferRecord> ReadTransfer(const Matter& matter,
                                            IdeaState idea);
// The names of the values that the first step carries.
inline constexpr char kTransferKind[] = "kind";
inline constexpr char kTransferAmount[] = "amount";
inline constexpr char kTransferCurrency[] = "currency";
inline constexpr char kTransferIdea[] = "idea";

// All that the ledgers of one provider are computed from, each in the order in
// which it was begun.
struct FundSources {
  std::vector<Matter> claims;
  std::vector<Matter> ideas;
  std::vector<Matter> transfers;

  // Null when there is none of that name.
  const Matter* FindIdea(absl::string_view id) const;
  // Of a draw where its idea stands; a deposit has none.
  absl::StatusOr<TransferRecord> Read(const Matter& transfer) const;
};

// Something that belongs in a fund and is not counted: a rule of the catalogue.
struct FundGap {
  std::string currency;  // of the fund
  std::string subject;   // `claim ID`, `idea ID`
  std::string rule;
  std::map<std::string, std::string> arguments;
};

// The funds of one provider, by currency.
struct ProviderFunds {
  std::map<std::string, FundLedger> ledgers;
  std::vector<FundGap> not_counted;
};

// Computes them. Of a credit and of a saving counts what the contract's version
// of the last day that it is about said, as it was known when it was granted or
// measured: what is agreed later never changes a line. `is_provider` tells the
// names that the provider has and had.
absl::StatusOr<ProviderFunds> ComputeFunds(
    const FundSources& sources, const ContractHistory& contracts,
    const std::function<bool(const std::string&)>& is_provider);

// What a check measured: the saving of its months together. Absent when the
// check is not known, and where it measured no cost.
struct CheckedSaving {
  std::string first_month;
  std::string last_month;
  Decimal saving;
};
absl::StatusOr<std::optional<CheckedSaving>> SavingOf(const Matter& idea,
                                                      const MatterStep& check);

}  // namespace regisseur
