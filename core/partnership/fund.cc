#include "core/partnership/fund.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"

namespace regisseur {
namespace {

// Amounts that people name lie below it, so that sums of them always fit.
constexpr int64_t kAmountLimit = 1'000'000'000'000;

absl::Status Raise(Decimal& sum, const Decimal& by) {
  ASSIGN_OR_RETURN(sum, Decimal::Add(sum, by));
  return absl::OkStatus();
}

}  // namespace

absl::string_view TransferKindWord(TransferKind kind) {
  switch (kind) {
    case TransferKind::kDraw:
      return "draw";
    case TransferKind::kDeposit:
      return "deposit";
  }
  return "";
}

std::optional<TransferKind> FindTransferKind(absl::string_view word) {
  for (const TransferKind kind :
       {TransferKind::kDraw, TransferKind::kDeposit}) {
    if (TransferKindWord(kind) == word) return kind;
  }
  return std::nullopt;
}

absl::string_view TransferStateWord(TransferState state) {
  switch (state) {
    case TransferState::kAsked:
      return "asked";
    case TransferState::kReserved:
      return "reserved";
    case TransferState::kSpent:
      return "spent";
    case TransferState::kDeposited:
      return "deposited";
    case TransferState::kRefused:
      return "refused";
    case TransferState::kReleased:
      return "released";
  }
  return "";
}

TransferState FoldTransfer(TransferKind kind,
                           absl::Span<const MatterMove> moves, IdeaState idea) {
  TransferState state = TransferState::kAsked;
  for (const MatterMove move : moves) {
    if (move == MatterMove::kAccepted) {
      state = kind == TransferKind::kDraw ? TransferState::kReserved
                                          : TransferState::kDeposited;
    }
    if (move == MatterMove::kRefused) state = TransferState::kRefused;
    if (move == MatterMove::kWithdrawn) state = TransferState::kReleased;
  }
  if (kind == TransferKind::kDeposit) return state;
  if (state == TransferState::kReserved && idea == IdeaState::kRealised) {
    return TransferState::kSpent;
  }
  if ((state == TransferState::kReserved || state == TransferState::kAsked) &&
      idea == IdeaState::kDeclined) {
    return TransferState::kReleased;
  }
  return state;
}

absl::Status CheckTransferMove(TransferState state, MatterMove move) {
  bool may = true;
  absl::string_view done;
  switch (move) {
    case MatterMove::kAccepted:
      may = state == TransferState::kAsked;
      done = "agreed to";
      break;
    case MatterMove::kRefused:
      may = state == TransferState::kAsked;
      done = "refused";
      break;
    case MatterMove::kWithdrawn:
      may = state == TransferState::kAsked || state == TransferState::kReserved;
      done = "released";
      break;
    default:
      break;
  }
  if (may) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("id: this transfer is ",
                                                    TransferStateWord(state),
                                                    " and cannot be ", done));
}

absl::StatusOr<Decimal> ReadTransferAmount(absl::string_view text,
                                           absl::string_view currency) {
  const absl::StatusOr<Decimal> amount = Decimal::Parse(text);
  if (!amount.ok() || *amount <= Decimal() ||
      *amount >= Decimal(kAmountLimit, 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("amount: \"", text.substr(0, 60),
                     "\" is no amount above zero and below ", kAmountLimit,
                     ", such as 250.00"));
  }
  const int digits = MinorUnitDigits(currency);
  if (amount->Normalized().scale() > digits) {
    return absl::InvalidArgumentError(
        absl::StrCat("amount: \"", text.substr(0, 60), "\" has more than the ",
                     digits, " decimals of ", currency));
  }
  return amount->RoundedHalfAwayFromZero(digits);
}

absl::StatusOr<Decimal> ShareOf(const Decimal& amount, const Decimal& percent,
                                absl::string_view currency) {
  const int digits = MinorUnitDigits(currency);
  ASSIGN_OR_RETURN(const Decimal::Quotient share,
                   Decimal::MultiplyDivide(
                       amount, percent, Decimal(100, 0),
                       {.rounded_scale = digits, .truncated_scale = digits}));
  return share.rounded;
}

absl::StatusOr<GainSplit> SplitGain(const Decimal& saving,
                                    const FundTerms& terms) {
  GainSplit split;
  ASSIGN_OR_RETURN(split.fund, ShareOf(saving, terms.gains, terms.currency));
  // The two shares are rounded as one, so that together they are never more
  // than the saving.
  ASSIGN_OR_RETURN(const Decimal percent,
                   Decimal::Add(terms.gains, terms.gains_to_provider));
  ASSIGN_OR_RETURN(const Decimal both,
                   ShareOf(saving, percent, terms.currency));
  ASSIGN_OR_RETURN(split.provider, Decimal::Subtract(both, split.fund));
  ASSIGN_OR_RETURN(split.customer, Decimal::Subtract(saving, both));
  return split;
}

absl::string_view FundEntryKindWord(FundEntryKind kind) {
  switch (kind) {
    case FundEntryKind::kCredit:
      return "credit";
    case FundEntryKind::kCreditCorrection:
      return "credit_correction";
    case FundEntryKind::kGain:
      return "gain";
    case FundEntryKind::kGainCorrection:
      return "gain_correction";
    case FundEntryKind::kDeposit:
      return "deposit";
    case FundEntryKind::kReserved:
      return "reserved";
    case FundEntryKind::kSpent:
      return "spent";
    case FundEntryKind::kReleased:
      return "released";
  }
  return "";
}

absl::Status FundLedger::Add(FundEntry entry) {
  const Decimal& amount = entry.amount;
  switch (entry.kind) {
    case FundEntryKind::kCredit:
    case FundEntryKind::kCreditCorrection:
      RETURN_IF_ERROR(Raise(credits_, amount));
      RETURN_IF_ERROR(Raise(balance_, amount));
      break;
    case FundEntryKind::kGain:
    case FundEntryKind::kGainCorrection:
      RETURN_IF_ERROR(Raise(gains_, amount));
      RETURN_IF_ERROR(Raise(balance_, amount));
      break;
    case FundEntryKind::kDeposit:
      RETURN_IF_ERROR(Raise(deposits_, amount));
      RETURN_IF_ERROR(Raise(balance_, amount));
      break;
    case FundEntryKind::kReserved:
    case FundEntryKind::kReleased:
      RETURN_IF_ERROR(Raise(reserved_, amount.Negated()));
      break;
    case FundEntryKind::kSpent:
      RETURN_IF_ERROR(Raise(spent_, amount.Negated()));
      RETURN_IF_ERROR(Raise(balance_, amount));
      RETURN_IF_ERROR(Raise(reserved_, amount));
      break;
  }
  ASSIGN_OR_RETURN(free_, Decimal::Subtract(balance_, reserved_));
  entry.balance = balance_;
  entry.reserved = reserved_;
  entry.free = free_;
  entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

absl::Status FundLedger::CheckDraw(const Decimal& amount,
                                   absl::string_view currency) const {
  if (amount <= free_) return absl::OkStatus();
  const auto words = [digits = MinorUnitDigits(currency)](const Decimal& sum) {
    return sum.RoundedHalfAwayFromZero(digits).ToString();
  };
  return absl::FailedPreconditionError(absl::StrCat(
      "amount: ", words(amount), " ", currency, " is more than the ",
      words(free_), " that is free: the balance is ", words(balance_),
      ", of which ", words(reserved_), " is reserved"));
}

}  // namespace regisseur
