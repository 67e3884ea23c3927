#include "aggregator/answers/cost_lines.h"

#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_summary_gaps.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"
#include "core/time/time_range.h"

namespace regisseur {
namespace {

constexpr size_t kMostPeriods = 13;
constexpr size_t kMostLines = 100000;

Decimal Absolute(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

// Which lines are asked for.
struct LineFilter {
  std::string service;
  std::string charge_category;
  Decimal min_amount;
  std::string invoice_id;

  bool Picks(const ChargeLine& line) const {
    const auto text = [&](ChargeText column) -> const std::string& {
      return (*line.dictionary)[line.charge.text(column)];
    };
    if (!service.empty() &&
        !MatchesGlob(service, text(ChargeText::kServiceName))) {
      return false;
    }
    if (!charge_category.empty() &&
        charge_category != text(ChargeText::kChargeCategory)) {
      return false;
    }
    if (!invoice_id.empty() && invoice_id != text(ChargeText::kInvoiceId)) {
      return false;
    }
    const std::optional<Decimal>& billed =
        line.charge.amount(ChargeAmount::kBilledCost);
    return min_amount.IsZero() ||
           (billed.has_value() && Absolute(*billed) >= min_amount);
  }
};

absl::Status CheckPeriods(const AnswerContext& context, const Principal& who,
                          const std::vector<CostFilter>& filters, AsOf as_of) {
  std::set<absl::Time> periods;
  for (const CostFilter& filter : filters) {
    RETURN_IF_ERROR(context.cost.ReadTotals(
        who, filter, as_of, [&](const CostTotalRow& row) {
          periods.insert(row.billing_period_start);
          return absl::OkStatus();
        }));
  }
  if (periods.size() <= kMostPeriods) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("from, to: lines of at most ", kMostPeriods,
                   " billing periods are read, and these are ", periods.size(),
                   ", from ", CostMonth(*periods.begin()), " to ",
                   CostMonth(*periods.rbegin()), ": narrow from and to"));
}

}  // namespace

CostLineRow CostLineRowOf(const KnownPortfolio& known, const ChargeLine& line) {
  const Charge& charge = line.charge;
  const auto text = [&](ChargeText column) -> const std::string& {
    return (*line.dictionary)[charge.text(column)];
  };
  CostLineRow row;
  row.source = line.source;
  row.provider = known.CurrentId(line.provider);
  row.file = line.file;
  row.line = charge.line;
  row.billing_period = BillingPeriodLabel(charge.billing_period_start,
                                          charge.billing_period_end);
  row.charge_start = charge.charge_period_start;
  row.charge_end = charge.charge_period_end;
  row.charge_category = text(ChargeText::kChargeCategory);
  row.charge_class = text(ChargeText::kChargeClass);
  row.service = text(ChargeText::kServiceName);
  row.description = text(ChargeText::kChargeDescription);
  row.sku = text(ChargeText::kSkuId);
  row.resource = text(ChargeText::kResourceId);
  row.sub_account = text(ChargeText::kSubAccountId);
  row.region = text(ChargeText::kRegion);
  row.invoice_id = text(ChargeText::kInvoiceId);
  row.billed = charge.amount(ChargeAmount::kBilledCost).value_or(Decimal());
  row.effective = charge.amount(ChargeAmount::kEffectiveCost);
  row.quantity = charge.amount(ChargeAmount::kPricingQuantity);
  row.unit = text(ChargeText::kPricingUnit);
  row.currency = text(ChargeText::kBillingCurrency);
  return row;
}

absl::StatusOr<CostLinesAnswer> AnswerCostLines(
    const AnswerContext& context, const Principal& who,
    const CostLinesQuestion& question, AsOf as_of) {
  if (question.provider.empty()) {
    return absl::InvalidArgumentError(
        "provider: lines are answered of one provider; say which");
  }
  LineFilter wanted{.service = question.service,
                    .charge_category = question.charge_category,
                    .invoice_id = question.invoice_id};
  if (!question.min_amount.empty()) {
    const absl::StatusOr<Decimal> amount = Decimal::Parse(question.min_amount);
    if (!amount.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("min_amount: ", amount.status().message()));
    }
    wanted.min_amount = Absolute(*amount);
  }
  CostFilter filter;
  ASSIGN_OR_RETURN(
      filter.billing_period_start,
      ParseTimeRange(question.from, question.to, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::string provider = known.CurrentId(question.provider);
  RETURN_IF_ERROR(known.CheckProvider(provider));
  std::vector<CostFilter> filters;
  for (const std::string& id : IdsOf(known, provider)) {
    filter.provider = id;
    filters.push_back(filter);
  }
  RETURN_IF_ERROR(CheckPeriods(context, who, filters, as_of));
  CostLinesAnswer answer;
  for (const CostFilter& each : filters) {
    const absl::Status read = context.cost.ReadLines(
        who, each, as_of, [&](const ChargeLine& line) -> absl::Status {
          if (!wanted.Picks(line)) return absl::OkStatus();
          if (answer.lines.size() == kMostLines) {
            return absl::InvalidArgumentError(absl::StrCat(
                "more than ", kMostLines,
                " lines match: narrow from and to, or give service, "
                "charge_category, invoice_id or min_amount"));
          }
          answer.lines.push_back(CostLineRowOf(known, line));
          return absl::OkStatus();
        });
    if (absl::IsFailedPrecondition(read)) {
      Gap gap;
      gap.provider = provider;
      gap.rule = "cost-lines-not-kept";
      gap.arguments = {{"why", std::string(read.message())}};
      AddGap(std::move(gap), answer.gaps);
      continue;
    }
    RETURN_IF_ERROR(read);
  }
  return answer;
}

}  // namespace regisseur
