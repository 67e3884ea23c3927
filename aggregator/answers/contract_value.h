#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_register.h"
#include "core/contract/notice_dates.h"

namespace regisseur {

// How much of a contract's value ceiling is used, net of tax (USERS U5).
struct ContractValue {
  // Where the used part comes from: charges, invoices where there are none, the
  // ledger where there are neither, or the contract itself where no cost of its
  // months was ever told and its price is known without. Of several the first.
  enum class Basis { kNone, kCharges, kInvoices, kLedger, kContract };
  Basis basis = Basis::kNone;
  // Absent where it cannot be told; a gap says why, and `why_unknown` in words.
  std::optional<CeilingUse> use;
  std::string why_unknown;
  // The first and the last month that count; absent when none does.
  std::optional<absl::CivilMonth> first_month;
  std::optional<absl::CivilMonth> last_month;
  // What the next whole month costs; absent when that cannot be told.
  std::optional<Decimal> forecast_per_month;
  // It is the contracts' own price, else the average of the last three whole
  // months.
  bool forecast_is_price = false;
};

// Holds the spend of `contract` and the contracts under it against its ceiling
// as it stands on `on`: whole months before that day's, and what is known of
// the running month where the day lies in it. Months are UTC months of billing
// periods (DECISIONS 18), in the contract's currency at the rates of DECISIONS
// 20. The contract must have a ceiling.
//
// Spend is known by provider. Where another contract with the provider ran at
// the same time the spend of this one cannot be told apart: a gap. The same
// where nobody tells cost of months that are over, and their price is not known
// without usage.
absl::StatusOr<ContractValue> ReadContractValue(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const Contract& contract, const NoticeDates& dates, absl::CivilDay on,
    AsOf as_of, std::vector<Gap>& gaps);

}  // namespace regisseur
