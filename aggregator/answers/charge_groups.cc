#include "aggregator/answers/charge_groups.h"

#include <utility>

#include "aggregator/answers/service_level_facts.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Beyond so many groups, charges are told apart by their service only.
constexpr size_t kManyGroups = 100000;

}  // namespace

absl::StatusOr<ChargeGroups> ReadChargeGroups(const AnswerContext& context,
                                              const Principal& who,
                                              const KnownPortfolio& known,
                                              const std::string& provider,
                                              TimeRange range, AsOf as_of,
                                              std::vector<Gap>& gaps) {
  ChargeGroups groups;
  std::vector<std::string> ids = {provider};
  if (const auto config = FindConfig(known, provider)) {
    ids.insert(ids.end(), config->formerly.begin(), config->formerly.end());
  }
  for (const std::string& id : ids) {
    CostFilter filter;
    filter.provider = id;
    filter.billing_period_start = range;
    const absl::Status read = context.cost.ReadLines(
        who, filter, as_of, [&](const ChargeLine& line) -> absl::Status {
          const KnownSource* source = known.FindSource(line.source);
          if (source != nullptr &&
              source->config->basis != CostBasis::kCharges) {
            return absl::OkStatus();
          }
          const auto text = [&](ChargeText column) -> const std::string& {
            return (*line.dictionary)[line.charge.text(column)];
          };
          ChargeGroup::Key key;
          key.billing_period = {line.charge.billing_period_start,
                                line.charge.billing_period_end};
          key.invoice_id = text(ChargeText::kInvoiceId);
          key.account = text(ChargeText::kBillingAccountId);
          key.service = text(ChargeText::kServiceName);
          key.currency = text(ChargeText::kBillingCurrency);
          key.is_tax = text(ChargeText::kChargeCategory) == "Tax";
          if (groups.size() < kManyGroups) {
            key.sku = text(ChargeText::kSkuId);
            key.description = text(ChargeText::kChargeDescription);
            key.unit = text(ChargeText::kPricingUnit);
          }
          ChargeGroup& group = groups[std::move(key)];
          RETURN_IF_ERROR(
              group.billed.Add(line.charge.amount(ChargeAmount::kBilledCost)
                                   .value_or(Decimal())));
          const std::optional<Decimal>& quantity =
              line.charge.amount(ChargeAmount::kPricingQuantity);
          group.has_quantity = group.has_quantity && quantity.has_value();
          if (quantity.has_value()) {
            RETURN_IF_ERROR(group.quantity.Add(*quantity));
          }
          ++group.count;
          return absl::OkStatus();
        });
    if (absl::IsFailedPrecondition(read)) {
      Gap gap;
      gap.provider = provider;
      gap.rule = "reconcile-lines-dropped";
      AddGap(std::move(gap), gaps);
      return ChargeGroups();
    }
    RETURN_IF_ERROR(read);
  }
  return groups;
}

absl::StatusOr<Expectation> ExpectationOf(
    const std::vector<const ChargeGroups::value_type*>& groups) {
  Expectation expectation;
  ExactSum tax;
  bool any_tax = false;
  for (const ChargeGroups::value_type* entry : groups) {
    const auto& [key, group] = *entry;
    if (key.is_tax) {
      RETURN_IF_ERROR(tax.Add(group.billed));
      any_tax = true;
      continue;
    }
    ExpectedItem item;
    for (const std::string* name : {&key.sku, &key.description, &key.service}) {
      if (!name->empty()) item.names.push_back(*name);
    }
    ASSIGN_OR_RETURN(item.net, group.billed.ToDecimal());
    if (group.has_quantity) {
      ASSIGN_OR_RETURN(item.quantity, group.quantity.ToDecimal());
    }
    item.unit = key.unit;
    expectation.items.push_back(std::move(item));
  }
  if (any_tax) {
    ASSIGN_OR_RETURN(expectation.tax, tax.ToDecimal());
  }
  return expectation;
}

}  // namespace regisseur
