#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/contract/contract.h"
#include "core/matter/matter.h"
#include "core/money/decimal.h"
#include "core/partnership/idea.h"

namespace regisseur {

// The joint fund of a customer and a provider: shares of granted credits and of
// measured savings go in, ideas draw on it. One for each provider and currency.

// What both sides agree on by hand: out of the fund for an idea, or into it.
enum class TransferKind { kDraw, kDeposit };
absl::string_view TransferKindWord(TransferKind kind);
std::optional<TransferKind> FindTransferKind(absl::string_view word);

enum class TransferState {
  kAsked,      // waits for the other side
  kReserved,   // a draw that was agreed on
  kSpent,      // its idea is realised
  kDeposited,  // a deposit that was agreed on
  kRefused,    // by the other side
  kReleased,   // taken back, or its idea was declined
};
// `reserved`.
absl::string_view TransferStateWord(TransferState state);

// Where one stands whose idea stands there; a deposit has none.
TransferState FoldTransfer(TransferKind kind,
                           absl::Span<const MatterMove> moves, IdeaState idea);

// OK when a transfer may go on by `move`; else FAILED_PRECONDITION with where
// it stands.
absl::Status CheckTransferMove(TransferState state, MatterMove move);

// An amount that people put in or draw, as they wrote it: above zero, below
// 10^12, with no more decimals than the currency has, which it then has.
// INVALID_ARGUMENT.
absl::StatusOr<Decimal> ReadTransferAmount(absl::string_view text,
                                           absl::string_view currency);

// `percent` of an amount, rounded once, half away from zero, to the decimals of
// the currency.
absl::StatusOr<Decimal> ShareOf(const Decimal& amount, const Decimal& percent,
                                absl::string_view currency);

// A saving by the agreed key. The parts are the saving, to the cent.
struct GainSplit {
  Decimal fund;
  Decimal provider;
  Decimal customer;
};
absl::StatusOr<GainSplit> SplitGain(const Decimal& saving,
                                    const FundTerms& terms);

enum class FundEntryKind {
  kCredit,            // of a credit that was granted or came in
  kCreditCorrection,  // takes back or lessens one
  kGain,              // of a saving that was measured
  kGainCorrection,    // takes one back: the same months were measured anew
  kDeposit,
  kReserved,
  kSpent,
  kReleased,
};
// `credit_correction`.
absl::string_view FundEntryKindWord(FundEntryKind kind);

// A line of the ledger.
struct FundEntry {
  FundEntryKind kind = FundEntryKind::kCredit;
  absl::Time time;
  // By how much what is free changes; of kSpent the balance.
  Decimal amount;
  std::string contract;
  std::string claim;
  std::string idea;
  std::string transfer;
  // What of the credit or the saving counts now, and the share of it.
  std::optional<Decimal> of_amount{};
  std::optional<Decimal> percent{};
  // Of gains: by how much the other parts change.
  std::optional<GainSplit> split{};
  // What it is about: days of a window, months of a check.
  std::string period_from{};
  std::string period_to{};
  // The place of the act in the provider's chain; 0 for ours.
  int64_t number = 0;

  // What stands in the fund after it.
  Decimal balance{};
  Decimal reserved{};
  Decimal free{};
};

// The ledger of one fund: lines in the order of time, each with what stands in
// the fund after it. Thread-compatible.
class FundLedger {
 public:
  // OUT_OF_RANGE when a sum cannot be held.
  absl::Status Add(FundEntry entry);

  const std::vector<FundEntry>& entries() const { return entries_; }
  // Net of corrections.
  const Decimal& credits() const { return credits_; }
  const Decimal& gains() const { return gains_; }
  const Decimal& deposits() const { return deposits_; }
  const Decimal& spent() const { return spent_; }
  // credits + gains + deposits - spent.
  const Decimal& balance() const { return balance_; }
  const Decimal& reserved() const { return reserved_; }
  // balance - reserved: below zero when something was taken back after it was
  // promised to an idea.
  const Decimal& free() const { return free_; }

  // OK when `amount` can be drawn; FAILED_PRECONDITION with the figures.
  absl::Status CheckDraw(const Decimal& amount,
                         absl::string_view currency) const;

 private:
  std::vector<FundEntry> entries_;
  Decimal credits_;
  Decimal gains_;
  Decimal deposits_;
  Decimal spent_;
  Decimal balance_;
  Decimal reserved_;
  Decimal free_;
};

}  // namespace regisseur
