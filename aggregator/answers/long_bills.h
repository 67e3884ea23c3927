#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

// Which bills of a provider are for several months though they are billed in
// one: a licence of a year that stands in January's. Read from single lines,
// which is done for providers of few lines only. A value.
class LongBills {
 public:
  // Adds those of a provider, of billing periods that the filters let through.
  absl::Status Read(const AnswerContext& context, const Principal& who,
                    const KnownPortfolio& known, const std::string& provider,
                    const std::vector<CostFilter>& filters, AsOf as_of);

  // How many months all lines of a service in a month are for; 1 where they
  // differ or nobody knows.
  int MonthsOf(const std::string& provider, const std::string& service,
               const std::string& currency, absl::CivilMonth billed) const;
  // The months that bills of several are for, of a provider that has no others;
  // else none.
  std::set<absl::CivilMonth> CoveredBy(const std::string& provider) const;

 private:
  using Key =
      std::tuple<std::string, std::string, std::string, absl::CivilMonth>;
  std::map<Key, int> months_;
  std::map<std::string, std::set<absl::CivilMonth>> covered_;
  std::set<std::string> by_month_;
};

}  // namespace regisseur
