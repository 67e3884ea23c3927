#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "aggregator/answers/cost_ahead_fixture.h"
#include "aggregator/answers/quantity_history.h"

namespace regisseur {

class SettableQuantities final : public QuantityHistory {
 public:
  // In force from then on.
  void Set(absl::Time from, const std::string& id, const std::string& csv) {
    auto next = std::make_shared<QuantityTables>(*At(from));
    (*next)[id] = QuantityTable::Parse(id, csv).value();
    versions_[from] = std::move(next);
  }
  std::shared_ptr<const QuantityTables> At(absl::Time known) const override {
    const auto next = versions_.upper_bound(known);
    return next == versions_.begin() ? std::make_shared<QuantityTables>()
                                     : std::prev(next)->second;
  }

 private:
  std::map<absl::Time, std::shared_ptr<const QuantityTables>> versions_;
};

// For tests of what is planned with cost: CostAheadFixture with quantities and
// contracts.
class CostPlanFixture : public CostAheadFixture {
 protected:
  AnswerContext WithQuantities() const {
    AnswerContext context = this->context();
    context.quantities = &quantities_;
    return context;
  }
  // 36 months of hosting from 2026 on, 9,500.00 a month.
  static Contract MakeContract() {
    Contract contract;
    contract.id = "hosting-2026";
    contract.provider = "cloudnine";
    contract.title = "Hosting";
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {.months = 36};
    contract.term.renewal = Renewal::kNone;
    contract.pricing = {
        {.component = "platform", .form = FixedPrice{Decimal(950000, 2)}}};
    return contract;
  }
  void Register(const std::vector<Contract>& contracts) {
    std::vector<ContractRegister::Entry> entries;
    for (const Contract& contract : contracts) {
      entries.push_back({contract.id + ".yaml", contract});
    }
    contracts_.Set(absl::UnixEpoch(), ContractRegister(std::move(entries)));
  }

  SettableQuantities quantities_;
};

}  // namespace regisseur
