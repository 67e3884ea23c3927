#include "aggregator/answers/counted_cost.h"

#include <set>
#include <utility>

#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_summary_gaps.h"
#include "aggregator/answers/invoice_cost.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

std::vector<CostFilter> FiltersOf(const KnownPortfolio& known,
                                  const std::string& provider,
                                  TimeRange range) {
  CostFilter filter;
  filter.billing_period_start = range;
  if (provider.empty()) return {filter};
  std::vector<CostFilter> filters;
  for (const std::string& id : IdsOf(known, provider)) {
    filter.provider = id;
    filters.push_back(filter);
  }
  return filters;
}

}  // namespace

absl::string_view CountedPart::ServiceName() const {
  if (total != nullptr) return total->service_name;
  if (line == nullptr) return "";
  return (*line->dictionary)[line->charge.text(ChargeText::kServiceName)];
}

absl::Status ReadKeptLines(
    const AnswerContext& context, const Principal& who,
    const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(const ChargeLine&)>& line,
    const std::function<absl::Status(const CostFilter&, const absl::Status&)>&
        without) {
  // It is found out before the first line.
  const absl::Status read = context.cost.ReadLines(who, filter, as_of, line);
  if (!absl::IsFailedPrecondition(read)) return read;
  if (filter.provider.has_value()) return without(filter, read);
  std::set<std::string> partners;
  RETURN_IF_ERROR(
      context.cost.ReadTotals(who, filter, as_of, [&](const CostTotalRow& row) {
        partners.insert(row.provider);
        return absl::OkStatus();
      }));
  CostFilter of_partner = filter;
  for (const std::string& partner : partners) {
    of_partner.provider = partner;
    RETURN_IF_ERROR(
        ReadKeptLines(context, who, of_partner, as_of, line, without));
  }
  return absl::OkStatus();
}

absl::Status ReadCountedCost(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, TimeRange range,
    AsOf as_of, std::vector<Gap>& gaps,
    const std::function<absl::Status(const CountedPart&)>& visit) {
  const std::vector<CostFilter> filters = FiltersOf(known, provider, range);
  const auto basis_of = [&](const std::string& source) {
    const KnownSource* found = known.FindSource(source);
    return found == nullptr ? CostBasis::kCharges : found->config->basis;
  };
  CostBasisJudge judge;
  for (const CostFilter& filter : filters) {
    RETURN_IF_ERROR(context.cost.ReadTotals(
        who, filter, as_of, [&](const CostTotalRow& row) {
          judge.See(known.CurrentId(row.provider), row.billing_period_start,
                    basis_of(row.source));
          return absl::OkStatus();
        }));
    RETURN_IF_ERROR(ReadInvoiceCost(
        context, who, filter, as_of, [&](const CostTotalRow& row) {
          judge.SeeInvoice(known.CurrentId(row.provider),
                           row.billing_period_start);
          return absl::OkStatus();
        }));
  }
  for (const CostFilter& filter : filters) {
    RETURN_IF_ERROR(ReadInvoiceCost(
        context, who, filter, as_of,
        [&](const CostTotalRow& row) -> absl::Status {
          const std::string of = known.CurrentId(row.provider);
          if (row.charge_category == "Tax" ||
              !judge.InvoicesCount(of, row.billing_period_start)) {
            return absl::OkStatus();
          }
          ASSIGN_OR_RETURN(const Decimal billed, row.total.billed.ToDecimal());
          return visit({of, row.currency, billed, nullptr});
        }));
    const auto take_line = [&](const ChargeLine& line) -> absl::Status {
      const std::string of = known.CurrentId(line.provider);
      const auto text = [&](ChargeText column) -> const std::string& {
        return (*line.dictionary)[line.charge.text(column)];
      };
      if (text(ChargeText::kChargeCategory) == "Tax" ||
          !judge.Counts(of, line.charge.billing_period_start,
                        basis_of(line.source))) {
        return absl::OkStatus();
      }
      const Decimal billed =
          line.charge.amount(ChargeAmount::kBilledCost).value_or(Decimal());
      return visit({of, text(ChargeText::kBillingCurrency), billed, &line});
    };
    const auto take_total = [&](const CostTotalRow& row) -> absl::Status {
      const std::string of = known.CurrentId(row.provider);
      if (row.charge_category == "Tax" ||
          !judge.Counts(of, row.billing_period_start, basis_of(row.source))) {
        return absl::OkStatus();
      }
      ASSIGN_OR_RETURN(const Decimal billed, row.total.billed.ToDecimal());
      return visit({of, row.currency, billed, nullptr, &row});
    };
    RETURN_IF_ERROR(ReadKeptLines(
        context, who, filter, as_of, take_line,
        [&](const CostFilter& of_partner, const absl::Status& why) {
          Gap gap;
          gap.provider = known.CurrentId(*of_partner.provider);
          gap.rule = "cost-lines-not-kept";
          gap.arguments = {{"why", std::string(why.message())}};
          AddGap(std::move(gap), gaps);
          return context.cost.ReadTotals(who, of_partner, as_of, take_total);
        }));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
