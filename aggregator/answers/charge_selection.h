#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/records.h"

namespace regisseur {

// Which charges something is about: the `charges` selectors of services
// (DECISIONS 2), a tag or a cost centre.
class ChargeSelection {
 public:
  // Charges that one of `selectors` picks: `service_name:Compute*`,
  // `sub_account:123`, `sku:…`, `tag:app=shop`.
  static ChargeSelection BySelectors(std::vector<std::string> selectors);
  static ChargeSelection ByTag(const std::string& name, std::string value);
  // By the column x_CostCenter or CostCenter, else by a tag of that name.
  static ChargeSelection ByCostCenter(std::string pattern);

  // True when the name of the service is all that it looks at: then kept totals
  // suffice.
  bool by_service_name() const { return line_ == nullptr; }
  bool PicksServiceName(const std::string& name) const { return name_(name); }
  bool PicksLine(const ChargeLine& line) const { return line_(line); }

 private:
  std::function<bool(const std::string&)> name_;
  std::function<bool(const ChargeLine&)> line_;
};

// The cost centre of a line; empty where it names none.
class CostCenterReader {
 public:
  CostCenterReader();
  ~CostCenterReader();
  std::string Read(const ChargeLine& line);

 private:
  struct Tags;
  std::unique_ptr<Tags> tags_;
};

}  // namespace regisseur
