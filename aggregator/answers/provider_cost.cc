#include "aggregator/answers/provider_cost.h"

#include <tuple>
#include <utility>

#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/invoice_cost.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

enum class Evidence { kCharges, kInvoices, kLedger };

// What is added before it is converted: a currency of a billing period.
struct PeriodKey {
  std::string provider;
  Evidence evidence;
  BilledAt billed;
  std::string currency;

  friend bool operator<(const PeriodKey& a, const PeriodKey& b) {
    return std::tie(a.provider, a.evidence, a.billed, a.currency) <
           std::tie(b.provider, b.evidence, b.billed, b.currency);
  }
};

struct PeriodSum {
  ExactSum net;
  std::optional<absl::Time> data_until;
};

void Latest(std::optional<absl::Time>& latest, std::optional<absl::Time> time) {
  if (time.has_value() && (!latest.has_value() || *time > *latest)) {
    latest = time;
  }
}

}  // namespace

absl::StatusOr<PortfolioCost> ReadPortfolioCost(const AnswerContext& context,
                                                const Principal& who,
                                                const KnownPortfolio& known,
                                                const SourceRecords& records,
                                                AsOf as_of) {
  PortfolioCost result;
  result.month = absl::ToCivilMonth(known.moment(), absl::UTCTimeZone());
  const TimeRange running = RangeOfMonth(result.month);
  const std::string currency = known.portfolio().currency;
  CostFilter filter;
  filter.billing_period_start = {RangeOfMonth(result.month - 1).from,
                                 running.to};

  CostBasisJudge judge;
  std::map<PeriodKey, PeriodSum> sums;
  ASSIGN_OR_RETURN(const InvoicedDays days,
                   InvoicedDays::Read(context, who, known, as_of));
  const auto add = [&](const CostTotalRow& row, Evidence evidence,
                       const BilledAt& billed) -> absl::Status {
    PeriodSum& sum = sums[{.provider = known.CurrentId(row.provider),
                           .evidence = evidence,
                           .billed = billed,
                           .currency = row.currency}];
    if (const auto record = records.find(row.source); record != records.end()) {
      Latest(sum.data_until, record->second.data_until);
    }
    if (row.charge_category == "Tax") return absl::OkStatus();
    return sum.net.Add(row.total.billed);
  };
  RETURN_IF_ERROR(
      context.cost.ReadTotals(who, filter, as_of, [&](const CostTotalRow& row) {
        const KnownSource* source = known.FindSource(row.source);
        const CostBasis basis =
            source == nullptr ? CostBasis::kCharges : source->config->basis;
        const std::string provider = known.CurrentId(row.provider);
        judge.See(provider, row.billing_period_start, basis);
        return add(row,
                   basis == CostBasis::kCharges ? Evidence::kCharges
                                                : Evidence::kLedger,
                   days.Of(provider,
                           {row.billing_period_start, row.billing_period_end}));
      }));
  RETURN_IF_ERROR(ReadInvoiceCost(
      context, who, filter, as_of, [&](const InvoiceCostRow& row) {
        judge.SeeInvoice(known.CurrentId(row.provider),
                         row.billing_period_start);
        return add(row, Evidence::kInvoices, row.billed_at());
      }));

  const CostConverter converter(context.rates.At(as_of.known), currency,
                                known.moment(), known.portfolio().conversion);
  for (const auto& [key, sum] : sums) {
    if (key.evidence == Evidence::kInvoices &&
        !judge.InvoicesCount(key.provider, key.billed.start)) {
      continue;
    }
    if (key.evidence == Evidence::kLedger &&
        !judge.Counts(key.provider, key.billed.start, CostBasis::kLedger)) {
      continue;
    }
    ProviderCost& cost = result.providers[key.provider];
    cost.currency = currency;
    const bool in_running = running.Contains(key.billed.start);
    std::optional<ConvertedSum>& target =
        in_running ? cost.month_to_date : cost.last_month;
    ConvertedSum converted = target.value_or(ConvertedSum());
    const absl::Status added =
        converter.AddTo(converted, sum.net, key.currency, key.billed);
    if (added.ok()) {
      target = converted;
      (key.evidence == Evidence::kCharges    ? cost.by_charges
       : key.evidence == Evidence::kInvoices ? cost.by_invoices
                                             : cost.by_ledger) = true;
      if (key.evidence == Evidence::kCharges) {
        (in_running ? cost.month_to_date_by_charges
                    : cost.last_month_by_charges) = true;
      }
    } else if (absl::IsNotFound(added)) {
      (in_running ? cost.month_to_date_partial : cost.last_month_partial) =
          true;
      if (!converter.has_rates()) AddGap(NoRatesGap(converter), result.gaps);
      Gap gap;
      gap.provider = key.provider;
      gap.rule = "cost-no-rate";
      gap.arguments = {
          {"amount", sum.net.ToText(MinorUnitDigits(key.currency))},
          {"currency", key.currency},
          {"to", currency},
          {"day", FormatDay(converter.DayOf(key.billed))}};
      AddGap(std::move(gap), result.gaps);
    } else {
      return added;
    }
    if (in_running) Latest(cost.month_to_date_until, sum.data_until);
  }
  return result;
}

}  // namespace regisseur
