#include "aggregator/answers/cost_gather.h"

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/invoice_cost.h"
#include "aggregator/storage/tag_value.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kTax[] = "Tax";
constexpr char kTagPrefix[] = "tag:";

constexpr const char* kTotalKeys[] = {
    "provider",     "service_provider", "billing_period",
    "charge_month", "currency",         "service_category",
    "service_name", "charge_category",  "region"};
constexpr const char* kLineKeys[] = {"sub_account", "sku"};

CostBasis BasisOf(const KnownPortfolio& known, const std::string& source) {
  const KnownSource* found = known.FindSource(source);
  return found == nullptr ? CostBasis::kCharges : found->config->basis;
}

}  // namespace

bool IsTotalKey(absl::string_view key) {
  return std::find(std::begin(kTotalKeys), std::end(kTotalKeys), key) !=
         std::end(kTotalKeys);
}
bool IsLineKey(absl::string_view key) {
  return std::find(std::begin(kLineKeys), std::end(kLineKeys), key) !=
             std::end(kLineKeys) ||
         absl::StartsWith(key, kTagPrefix);
}

CostTotal& GatheredCost::Find(CostBasis basis, const std::string& provider,
                              const std::string& source,
                              absl::Time period_start,
                              std::vector<std::string> keys, PartKey part) {
  judge.See(provider, period_start, basis);
  See(provider, {part.billed.start, part.billed.end});
  if (basis == CostBasis::kCharges) {
    any_charges = true;
    return charges[std::move(keys)][std::move(part)];
  }
  return ledger[{provider, period_start, source}][std::move(keys)]
               [std::move(part)];
}

CostTotal& GatheredCost::FindInvoiced(const std::string& provider,
                                      const std::string& source,
                                      absl::Time period_start,
                                      std::vector<std::string> keys,
                                      PartKey part) {
  judge.SeeInvoice(provider, period_start);
  See(provider, {part.billed.start, part.billed.end});
  return invoices[{provider, period_start, source}][std::move(keys)]
                 [std::move(part)];
}

void GatheredCost::SeeTax(std::optional<CostBasis> basis,
                          const std::string& provider, TimeRange period) {
  if (basis.has_value()) {
    judge.See(provider, period.from, *basis);
  } else {
    judge.SeeInvoice(provider, period.from);
  }
  See(provider, period);
}

void GatheredCost::See(const std::string& provider, TimeRange period) {
  // Row after row is of the same one.
  if (provider == last_provider_ && period == last_period_) return;
  for (const absl::CivilMonth month : MonthsOf(period)) {
    months[provider].insert(month);
  }
  periods.emplace(period.from, period.to);
  last_provider_ = provider;
  last_period_ = period;
}

absl::Status CheckCostKeys(const std::vector<std::string>& by) {
  std::set<std::string> seen;
  for (const std::string& key : by) {
    if (key == kTagPrefix) {
      return absl::InvalidArgumentError(
          "by: tag: needs a name, for instance tag:application");
    }
    if (!IsTotalKey(key) && !IsLineKey(key)) {
      return absl::InvalidArgumentError(
          absl::StrCat("by: \"", key, "\" is no key; the keys are ",
                       absl::StrJoin(kTotalKeys, ", "), ", ",
                       absl::StrJoin(kLineKeys, ", "), ", tag:NAME"));
    }
    if (!seen.insert(key).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("by: \"", key, "\" is given twice"));
    }
  }
  return absl::OkStatus();
}

absl::Status GatherTotals(const AnswerContext& context, const Principal& who,
                          const KnownPortfolio& known,
                          const CostSummaryQuestion& question,
                          const CostFilter& filter, AsOf as_of,
                          GatheredCost& gathered) {
  const auto keys_of = [&](const CostTotalRow& row,
                           const std::string& provider) {
    std::vector<std::string> keys;
    keys.reserve(question.by.size());
    for (const std::string& key : question.by) {
      if (key == "provider") {
        keys.push_back(provider);
      } else if (key == "service_provider") {
        keys.push_back(row.service_provider);
      } else if (key == "billing_period") {
        keys.push_back(BillingPeriodLabel(row.billing_period_start,
                                          row.billing_period_end));
      } else if (key == "charge_month") {
        keys.push_back(row.charge_month);
      } else if (key == "service_category") {
        keys.push_back(row.service_category);
      } else if (key == "service_name") {
        keys.push_back(row.service_name);
      } else if (key == "charge_category") {
        keys.push_back(row.charge_category);
      } else if (key == "region") {
        keys.push_back(row.region);
        if (row.region_left_out) {
          gathered.region_left_out.insert(row.source);
        }
      } else {
        keys.emplace_back();  // the currency, filled in at the end
      }
    }
    return keys;
  };
  ASSIGN_OR_RETURN(const InvoicedDays days,
                   InvoicedDays::Read(context, who, known, as_of));
  RETURN_IF_ERROR(context.cost.ReadTotals(
      who, filter, as_of, [&](const CostTotalRow& row) -> absl::Status {
        const std::string provider = known.CurrentId(row.provider);
        if (question.without_tax && row.charge_category == kTax) {
          gathered.SeeTax(BasisOf(known, row.source), provider,
                          {row.billing_period_start, row.billing_period_end});
          return absl::OkStatus();
        }
        return gathered
            .Find(BasisOf(known, row.source), provider, row.source,
                  row.billing_period_start, keys_of(row, provider),
                  {row.currency, days.Of(provider, {row.billing_period_start,
                                                    row.billing_period_end})})
            .Add(row.total);
      }));
  return ReadInvoiceCost(
      context, who, filter, as_of, [&](const InvoiceCostRow& row) {
        const std::string provider = known.CurrentId(row.provider);
        if (question.without_tax && row.charge_category == kTax) {
          gathered.SeeTax(std::nullopt, provider,
                          {row.billing_period_start, row.billing_period_end});
          return absl::OkStatus();
        }
        return gathered
            .FindInvoiced(provider, row.source, row.billing_period_start,
                          keys_of(row, provider),
                          {row.currency, row.billed_at()})
            .Add(row.total);
      });
}

absl::Status GatherLines(const AnswerContext& context, const Principal& who,
                         const KnownPortfolio& known,
                         const CostSummaryQuestion& question,
                         const CostFilter& filter, AsOf as_of,
                         GatheredCost& gathered) {
  ASSIGN_OR_RETURN(const InvoicedDays days,
                   InvoicedDays::Read(context, who, known, as_of));
  std::map<std::string, std::unique_ptr<TagReader>> tags;
  for (const std::string& key : question.by) {
    if (!absl::StartsWith(key, kTagPrefix)) continue;
    tags[key] = std::make_unique<TagReader>(
        std::string(absl::StripPrefix(key, kTagPrefix)));
  }
  return context.cost.ReadLines(
      who, filter, as_of, [&](const ChargeLine& line) -> absl::Status {
        const Charge& charge = line.charge;
        const auto text = [&](ChargeText column) -> const std::string& {
          return (*line.dictionary)[charge.text(column)];
        };
        const bool is_tax = text(ChargeText::kChargeCategory) == kTax;
        const std::string provider = known.CurrentId(line.provider);
        if (question.without_tax && is_tax) {
          gathered.SeeTax(
              BasisOf(known, line.source), provider,
              {charge.billing_period_start, charge.billing_period_end});
          return absl::OkStatus();
        }
        std::vector<std::string> keys;
        keys.reserve(question.by.size());
        for (const std::string& key : question.by) {
          if (key == "provider") {
            keys.push_back(provider);
          } else if (key == "service_provider") {
            keys.push_back(text(ChargeText::kServiceProviderName));
          } else if (key == "billing_period") {
            keys.push_back(BillingPeriodLabel(charge.billing_period_start,
                                              charge.billing_period_end));
          } else if (key == "charge_month") {
            keys.push_back(CostMonth(charge.charge_period_start));
          } else if (key == "service_category") {
            keys.push_back(text(ChargeText::kServiceCategory));
          } else if (key == "service_name") {
            keys.push_back(text(ChargeText::kServiceName));
          } else if (key == "charge_category") {
            keys.push_back(text(ChargeText::kChargeCategory));
          } else if (key == "region") {
            keys.push_back(text(ChargeText::kRegion));
          } else if (key == "sub_account") {
            keys.push_back(text(ChargeText::kSubAccountId));
          } else if (key == "sku") {
            keys.push_back(text(ChargeText::kSkuId));
          } else if (const auto tag = tags.find(key); tag != tags.end()) {
            keys.push_back(tag->second->Read(text(ChargeText::kTags)));
          } else {
            keys.emplace_back();
          }
        }
        return gathered
            .Find(BasisOf(known, line.source), provider, line.source,
                  charge.billing_period_start, std::move(keys),
                  {text(ChargeText::kBillingCurrency),
                   days.Of(provider, {charge.billing_period_start,
                                      charge.billing_period_end})})
            .Add(charge, is_tax);
      });
}

}  // namespace regisseur
