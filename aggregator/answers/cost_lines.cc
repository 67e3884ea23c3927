#include "aggregator/answers/cost_lines.h"

#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_summary_gaps.h"
#include "aggregator/answers/invoice_cost.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"
#include "core/time/instant.h"
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
    return Picks(text(ChargeText::kServiceName),
                 text(ChargeText::kChargeCategory),
                 text(ChargeText::kInvoiceId),
                 line.charge.amount(ChargeAmount::kBilledCost));
  }
  bool Picks(const CostLineRow& line) const {
    return Picks(line.service, line.charge_category, line.invoice_id,
                 line.billed);
  }

 private:
  bool Picks(const std::string& of_service, const std::string& category,
             const std::string& invoice,
             const std::optional<Decimal>& billed) const {
    if (!service.empty() && !MatchesGlob(service, of_service)) return false;
    if (!charge_category.empty() && charge_category != category) return false;
    if (!invoice_id.empty() && invoice_id != invoice) return false;
    return min_amount.IsZero() ||
           (billed.has_value() && Absolute(*billed) >= min_amount);
  }
};

// Reads the lines of one provider.
class LineReader {
 public:
  LineReader(const AnswerContext& context, const Principal& who,
             const KnownPortfolio& known, const std::string& provider,
             LineFilter wanted, AsOf as_of, CostLinesAnswer& answer)
      : context_(context),
        who_(who),
        known_(known),
        provider_(provider),
        wanted_(std::move(wanted)),
        as_of_(as_of),
        answer_(answer) {}

  absl::Status Read(CostFilter filter) {
    std::vector<CostFilter> filters;
    for (const std::string& id : IdsOf(known_, provider_)) {
      filter.provider = id;
      filters.push_back(filter);
    }
    RETURN_IF_ERROR(FindWhatCounts(filters));
    for (const CostFilter& each : filters) {
      RETURN_IF_ERROR(ReadCharges(each));
      RETURN_IF_ERROR(ReadInvoiceLines(
          context_, who_, known_, each, as_of_,
          [this](TimeRange period, CostLineRow line) -> absl::Status {
            if (!wanted_.Picks(line)) return absl::OkStatus();
            line.not_counted = !judge_.InvoicesCount(provider_, period.from);
            return Add(std::move(line));
          }));
    }
    if (!left_out_.empty()) {
      Gap gap;
      gap.provider = provider_;
      gap.rule = "cost-lines-not-counted";
      gap.arguments = {{"count", absl::StrCat(left_out_count_)},
                       {"month", MonthsInWords(std::vector<absl::CivilMonth>(
                                     left_out_.begin(), left_out_.end()))}};
      gap.notice = true;
      AddGap(std::move(gap), answer_.gaps);
    }
    return absl::OkStatus();
  }

 private:
  CostBasis BasisOf(const std::string& source) const {
    const KnownSource* found = known_.FindSource(source);
    return found == nullptr ? CostBasis::kCharges : found->config->basis;
  }

  // Which evidence counts; refuses too many billing periods, where not one
  // invoice is asked for.
  absl::Status FindWhatCounts(const std::vector<CostFilter>& filters) {
    std::set<absl::Time> periods;
    for (const CostFilter& filter : filters) {
      RETURN_IF_ERROR(context_.cost.ReadTotals(
          who_, filter, as_of_, [&](const CostTotalRow& row) {
            periods.insert(row.billing_period_start);
            judge_.See(provider_, row.billing_period_start,
                       BasisOf(row.source));
            return absl::OkStatus();
          }));
      RETURN_IF_ERROR(ReadInvoiceCost(
          context_, who_, filter, as_of_, [&](const InvoiceCostRow& row) {
            periods.insert(row.billing_period_start);
            judge_.SeeInvoice(provider_, row.billing_period_start);
            return absl::OkStatus();
          }));
    }
    if (periods.size() <= kMostPeriods || !wanted_.invoice_id.empty()) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "from, to: lines of at most ", kMostPeriods,
        " billing periods are read, and these are ", periods.size(), ", from ",
        CostMonth(*periods.begin()), " to ", CostMonth(*periods.rbegin()),
        ": narrow from and to"));
  }

  absl::Status ReadCharges(const CostFilter& filter) {
    const absl::Status read = context_.cost.ReadLines(
        who_, filter, as_of_, [this](const ChargeLine& line) -> absl::Status {
          if (!wanted_.Picks(line)) return absl::OkStatus();
          CostLineRow row = CostLineRowOf(known_, line);
          const CostBasis basis = BasisOf(line.source);
          if (basis == CostBasis::kLedger) row.evidence = "ledger";
          row.not_counted = !judge_.Counts(
              provider_, line.charge.billing_period_start, basis);
          return Add(std::move(row));
        });
    if (!absl::IsFailedPrecondition(read)) return read;
    Gap gap;
    gap.provider = provider_;
    gap.rule = "cost-lines-not-kept";
    gap.arguments = {{"why", std::string(read.message())}};
    AddGap(std::move(gap), answer_.gaps);
    return absl::OkStatus();
  }

  absl::Status Add(CostLineRow line) {
    if (answer_.lines.size() == kMostLines) {
      return absl::InvalidArgumentError(
          absl::StrCat("more than ", kMostLines,
                       " lines match: narrow from and to, or give service, "
                       "charge_category, invoice_id or min_amount"));
    }
    if (line.not_counted) {
      ++left_out_count_;
      if (const auto month = ParseMonth(line.billing_period.substr(0, 7));
          month.ok()) {
        left_out_.insert(*month);
      }
    }
    answer_.lines.push_back(std::move(line));
    return absl::OkStatus();
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const std::string provider_;
  const LineFilter wanted_;
  const AsOf as_of_;
  CostLinesAnswer& answer_;
  CostBasisJudge judge_;
  int64_t left_out_count_ = 0;
  std::set<absl::CivilMonth> left_out_;
};

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
  LineFilter wanted;
  wanted.service = question.service;
  wanted.charge_category = question.charge_category;
  wanted.invoice_id = question.invoice_id;
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
  CostLinesAnswer answer;
  RETURN_IF_ERROR(LineReader(context, who, known, provider, std::move(wanted),
                             as_of, answer)
                      .Read(filter));
  return answer;
}

}  // namespace regisseur
