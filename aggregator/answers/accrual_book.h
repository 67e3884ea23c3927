#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/accruals.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/money/exact_sum.h"

namespace regisseur {

// What months have to carry, of one provider or all: their bills, spread by
// days, held against what contracts fix, spread by days too. A bill of several
// months is held against all of its months together: where it pays them,
// nothing is to be received for one of them. Credits, duplicates and what was
// given back in full pay nothing of it. A true-up belongs to the months that it
// is for, and its bill at their end pays them all.
class AccrualBook {
 public:
  // Of what charges are read: with their cost centres every line; as a sum for
  // a provider of very many lines kept totals, which is much faster and takes a
  // charge to be for the month in which it starts.
  enum class Detail { kCostCenters, kSums };

  // The months from `first` to `last`. `provider` may be empty.
  static absl::StatusOr<AccrualBook> Read(const AnswerContext& context,
                                          const Principal& who,
                                          const KnownPortfolio& known,
                                          const std::string& provider,
                                          absl::CivilMonth first,
                                          absl::CivilMonth last, Detail detail,
                                          AsOf as_of, std::vector<Gap>& gaps);

  // By provider, currency and cost centre.
  std::vector<AccrualRow> RowsOf(absl::CivilMonth month) const;
  // What pays nothing in bills of the month: credits, corrections downwards,
  // duplicates, and invoices with the notes that gave them back in full.
  ExactSum GivenBack(const std::string& provider, const std::string& currency,
                     absl::CivilMonth month) const;
  // A bill of several months pays all that is fixed for them, this one with
  // them.
  bool IsPaidUp(const std::string& provider, const std::string& currency,
                absl::CivilMonth month) const;

 private:
  friend class AccrualReader;
  // Provider, currency and month.
  std::map<std::tuple<std::string, std::string, absl::CivilMonth>, ExactSum>
      given_back_;
  std::map<absl::CivilMonth, std::vector<AccrualRow>> rows_;
  std::map<std::pair<std::string, std::string>, std::vector<absl::CivilMonth>>
      paid_up_;
};

}  // namespace regisseur
