#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/contract.h"
#include "core/pricing/contract_price.h"
#include "core/reconciliation/reconcile_invoice.h"

namespace regisseur {

// What a contract agrees for the months that an invoice is about.
struct AgreedMonths {
  std::string contract;
  std::vector<absl::CivilMonth> months;
  // Components, then extras.
  Expectation all;
  // What each item is in each month; empty for an extra, and for what nobody
  // knows the amount of.
  std::vector<std::map<absl::CivilMonth, Decimal>> by_month;
  // The same of whole months, where the invoice is about a part of them.
  std::vector<std::map<absl::CivilMonth, Decimal>> whole;

  // Leaves of each month the part that falls to the days from `first` to
  // `last`, by days and rounded to `digits` decimals. Of what is used that part
  // is not known.
  absl::Status CutTo(absl::CivilDay first, absl::CivilDay last, int digits);
};

absl::StatusOr<AgreedMonths> AgreedMonthsOf(
    const Contract& contract, const std::vector<MonthPrice>& months);

// What invoices took of what is agreed: a month is paid for once, by as many
// invoices as it takes.
class AgreedLedger {
 public:
  // An invoice beside what is left.
  struct Held {
    Expectation expectation;
    std::vector<Decimal> asked;  // of each agreed item
    // What other invoices took before, and their numbers.
    Decimal used;
    std::set<std::string> used_by;
    Decimal later;  // left to invoices that come later
  };

  // What of `agreed` is left for `invoice`. What it does not ask for of months
  // in `later` is left to the invoices that come after it. So is an item that
  // it does not ask for at all, as far as it is due from `running` on, where it
  // is about several months.
  absl::StatusOr<Held> Hold(const AgreedMonths& agreed, const Invoice& invoice,
                            const std::set<absl::CivilMonth>& later,
                            absl::CivilMonth running) const;
  // Takes what `invoice` asked for, less what was `credited` of it.
  absl::Status Take(const AgreedMonths& agreed, const Held& held,
                    const Invoice& invoice,
                    const std::set<absl::CivilMonth>& later,
                    const std::optional<Decimal>& credited);

 private:
  struct Taken {
    Decimal amount;
    std::set<std::string> by;  // numbers
  };
  // By contract, component and month.
  using Key = std::pair<std::pair<std::string, std::string>, absl::CivilMonth>;
  static Key KeyOf(const AgreedMonths& agreed, size_t item,
                   absl::CivilMonth month);
  // What is left of an item in a month.
  absl::StatusOr<Decimal> LeftOf(const AgreedMonths& agreed, size_t item,
                                 absl::CivilMonth month) const;

  std::map<Key, Taken> taken_;
};

}  // namespace regisseur
