#include "aggregator/answers/accrual_book.h"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/charge_selection.h"
#include "aggregator/answers/contract_plan.h"
#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/cost_summary_gaps.h"
#include "aggregator/answers/counted_cost.h"
#include "aggregator/answers/invoice_cost.h"
#include "aggregator/answers/provider_reconciliation.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/reconciliation/reconcile_invoice.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A bill for a year ahead is not older, and pays for no month behind it.
constexpr int kMonthsAround = 12;
constexpr int kExactDigits = 12;
// The category of what pays nothing of what a contract fixes.
constexpr absl::string_view kPaysNothing = "Credit";
// So many lines are read for a sum.
constexpr int64_t kMostLinesOfSums = 20000;

// Of a month: currency, cost centre; of a provider.
using RowKey = std::tuple<std::string, std::string, std::string>;
// Provider and currency.
using Payer = std::pair<std::string, std::string>;

struct Sums {
  ExactSum billed;
  ExactSum effective;
  ExactSum prepaid;
};

// What was billed for a month as contracts look at it: without credits and
// what was given back in full.
struct Paid {
  ExactSum all;
  ExactSum used;  // of it, by usage
};

// The part of `amount` that falls to [from, to) of the charge period
// [start, end), by its length.
absl::StatusOr<Decimal> PartWithin(const Decimal& amount, TimeRange charge,
                                   TimeRange within) {
  if (charge.to <= charge.from) {  // a moment
    return within.Contains(charge.from) ? amount : Decimal();
  }
  const absl::Time first = std::max(charge.from, within.from);
  const absl::Time last = std::min(charge.to, within.to);
  if (last <= first) return Decimal();
  if (first == charge.from && last == charge.to) return amount;
  ASSIGN_OR_RETURN(
      const Decimal::Quotient part,
      Decimal::MultiplyDivide(
          amount, Decimal(absl::ToInt64Seconds(last - first), 0),
          Decimal(absl::ToInt64Seconds(charge.to - charge.from), 0),
          {.rounded_scale = kExactDigits, .truncated_scale = kExactDigits}));
  return part.rounded;
}

absl::CivilMonth MonthOf(absl::Time time) {
  return absl::ToCivilMonth(time, absl::UTCTimeZone());
}

// It is about the month of its tax point or issue, for want of another.
bool SaysNoPeriod(const Invoice& invoice) {
  const InvoicePeriod said = PeriodOf(invoice);
  return !said.start.has_value() && !said.end.has_value();
}

// Months that bills of several months join, each [first, last].
using Windows = std::vector<std::pair<absl::CivilMonth, absl::CivilMonth>>;

// Joins those that overlap.
Windows Joined(
    const std::set<std::pair<absl::CivilMonth, absl::CivilMonth>>& windows) {
  Windows joined;
  for (const auto& window : windows) {
    if (!joined.empty() && window.first <= joined.back().second) {
      joined.back().second = std::max(joined.back().second, window.second);
    } else {
      joined.push_back(window);
    }
  }
  return joined;
}

}  // namespace

class AccrualReader {
 public:
  AccrualReader(const AnswerContext& context, const Principal& who,
                const KnownPortfolio& known, const std::string& provider,
                absl::CivilMonth first, absl::CivilMonth last,
                AccrualBook::Detail detail, AsOf as_of, std::vector<Gap>& gaps,
                AccrualBook& book)
      : context_(context),
        who_(who),
        known_(known),
        provider_(provider),
        first_(first),
        last_(last),
        from_(first - kMonthsAround),
        until_(last + kMonthsAround),
        detail_(detail),
        as_of_(as_of),
        gaps_(gaps),
        book_(book) {}

  absl::Status Read() {
    SeeExtras();
    RETURN_IF_ERROR(ReadBills());
    for (const auto& [month, rows] : sums_) {
      for (const auto& [key, sums] : rows) {
        RETURN_IF_ERROR(AddRow(month, key, sums));
      }
    }
    RETURN_IF_ERROR(ReadContracts());
    for (const auto& [payer, months] : expected_) {
      RETURN_IF_ERROR(HoldAgainst(payer, months));
    }
    for (auto& [month, rows] : book_.rows_) {
      std::stable_sort(rows.begin(), rows.end(),
                       [](const AccrualRow& a, const AccrualRow& b) {
                         return std::tie(a.provider, a.currency,
                                         a.cost_center) <
                                std::tie(b.provider, b.currency, b.cost_center);
                       });
    }
    return absl::OkStatus();
  }

 private:
  std::vector<CostFilter> Filters() const {
    CostFilter filter;
    filter.billing_period_start = {RangeOfMonth(from_).from,
                                   RangeOfMonth(until_).to};
    std::vector<CostFilter> filters;
    if (provider_.empty()) return {filter};
    for (const std::string& id : IdsOf(known_, provider_)) {
      filter.provider = id;
      filters.push_back(filter);
    }
    return filters;
  }

  CostBasis BasisOf(const std::string& source) const {
    const KnownSource* found = known_.FindSource(source);
    return found == nullptr ? CostBasis::kCharges : found->config->basis;
  }

  absl::Status ReadBills() {
    RETURN_IF_ERROR(FindDuplicates());
    CostBasisJudge judge;
    int64_t lines = 0;
    for (const CostFilter& filter : Filters()) {
      RETURN_IF_ERROR(context_.cost.ReadTotals(
          who_, filter, as_of_, [&](const CostTotalRow& row) {
            lines += row.total.charge_count;
            judge.See(known_.CurrentId(row.provider), row.billing_period_start,
                      BasisOf(row.source));
            return absl::OkStatus();
          }));
      RETURN_IF_ERROR(ReadInvoiceCost(
          context_, who_, filter, as_of_, [&](const InvoiceCostRow& row) {
            judge.SeeInvoice(known_.CurrentId(row.provider),
                             row.billing_period_start);
            return absl::OkStatus();
          }));
    }
    for (const CostFilter& filter : Filters()) {
      RETURN_IF_ERROR(ReadInvoiceCost(
          context_, who_, filter, as_of_,
          [&](const InvoiceCostRow& row) -> absl::Status {
            const std::string provider = known_.CurrentId(row.provider);
            if (row.charge_category == "Tax" ||
                !judge.InvoicesCount(provider, row.billing_period_start)) {
              return absl::OkStatus();
            }
            return AddInvoice(row, provider);
          }));
    }
    if (detail_ == AccrualBook::Detail::kSums && lines > kMostLinesOfSums) {
      for (const CostFilter& filter : Filters()) {
        RETURN_IF_ERROR(ReadTotals(judge, filter));
      }
      return absl::OkStatus();
    }
    CostCenterReader centers;
    for (const CostFilter& filter : Filters()) {
      RETURN_IF_ERROR(ReadKeptLines(
          context_, who_, filter, as_of_,
          [&](const ChargeLine& line) -> absl::Status {
            const std::string provider = known_.CurrentId(line.provider);
            const std::string& category = (*line.dictionary)[line.charge.text(
                ChargeText::kChargeCategory)];
            if (category == "Tax" ||
                !judge.Counts(provider, line.charge.billing_period_start,
                              BasisOf(line.source))) {
              return absl::OkStatus();
            }
            // A ledger books what it is given back as a negative amount.
            const bool gives_back =
                BasisOf(line.source) == CostBasis::kLedger &&
                line.charge.amount(ChargeAmount::kBilledCost)
                    .value_or(Decimal())
                    .IsNegative();
            return AddLine(line, provider,
                           gives_back ? std::string(kPaysNothing) : category,
                           centers);
          },
          [&](const CostFilter& of_partner, const absl::Status& why) {
            Gap gap;
            gap.provider = known_.CurrentId(*of_partner.provider);
            gap.rule = "cost-lines-not-kept";
            gap.arguments = {{"why", std::string(why.message())}};
            AddGap(std::move(gap), gaps_);
            return ReadTotals(judge, of_partner);
          }));
    }
    return absl::OkStatus();
  }

  absl::Status ReadTotals(const CostBasisJudge& judge,
                          const CostFilter& filter) {
    return context_.cost.ReadTotals(
        who_, filter, as_of_, [&](const CostTotalRow& row) -> absl::Status {
          const std::string provider = known_.CurrentId(row.provider);
          if (row.charge_category == "Tax" ||
              !judge.Counts(provider, row.billing_period_start,
                            BasisOf(row.source))) {
            return absl::OkStatus();
          }
          ASSIGN_OR_RETURN(const absl::CivilMonth month,
                           ParseMonth(row.charge_month));
          const Payer payer = {provider, row.currency};
          const RowKey key = {provider, row.currency, ""};
          const absl::CivilMonth billed = MonthOf(row.billing_period_start);
          See(payer, {row.billing_period_start, row.billing_period_end});
          if (IsAsked(billed)) {
            RETURN_IF_ERROR(sums_[billed][key].billed.Add(row.total.billed));
          }
          ASSIGN_OR_RETURN(const Decimal amount, row.total.billed.ToDecimal());
          RETURN_IF_ERROR(
              SeeGivenBack(payer, billed, row.charge_category, amount));
          return AddEffective(payer, key, month, amount, row.charge_category);
        });
  }

  bool IsAsked(absl::CivilMonth month) const {
    return first_ <= month && month <= last_;
  }

  // Joins the months of a bill, where they are several.
  void See(const Payer& payer, TimeRange period) {
    const absl::CivilMonth first = MonthOf(period.from);
    const absl::CivilMonth last =
        MonthOf(std::max(period.from, period.to - absl::Microseconds(1)));
    if (first < last) windows_[payer].insert({first, last});
  }

  absl::Status AddLine(const ChargeLine& line, const std::string& provider,
                       const std::string& category, CostCenterReader& centers) {
    const Charge& charge = line.charge;
    const TimeRange charged = {charge.charge_period_start,
                               charge.charge_period_end};
    const absl::CivilMonth billed = MonthOf(charge.billing_period_start);
    const absl::CivilMonth begins = MonthOf(charged.from);
    const absl::CivilMonth ends =
        MonthOf(std::max(charged.from, charged.to - absl::Microseconds(1)));
    if (!IsAsked(billed) && (ends < from_ || until_ < begins)) {
      return absl::OkStatus();
    }
    const Payer payer = {
        provider,
        (*line.dictionary)[charge.text(ChargeText::kBillingCurrency)]};
    const RowKey key = {provider, payer.second, centers.Read(line)};
    SeeCostCenter(line, std::get<2>(key));
    const Decimal amount =
        charge.amount(ChargeAmount::kBilledCost).value_or(Decimal());
    if (IsAsked(billed)) RETURN_IF_ERROR(sums_[billed][key].billed.Add(amount));
    RETURN_IF_ERROR(SeeGivenBack(payer, billed, category, amount));
    const bool is_extra = IsExtra(
        provider,
        {(*line.dictionary)[charge.text(ChargeText::kChargeDescription)],
         (*line.dictionary)[charge.text(ChargeText::kSkuId)]});
    See(payer, charged);
    for (absl::CivilMonth month = std::max(begins, from_);
         month <= std::min(ends, until_); ++month) {
      ASSIGN_OR_RETURN(const Decimal part,
                       PartWithin(amount, charged, RangeOfMonth(month)));
      RETURN_IF_ERROR(AddEffective(payer, key, month, part,
                                   is_extra ? kPaysNothing : category));
    }
    // Paid for, and to be delivered behind a month.
    for (absl::CivilMonth month = std::max(billed, first_);
         month <= last_ && month < ends; ++month) {
      ASSIGN_OR_RETURN(
          const Decimal ahead,
          PartWithin(amount, charged,
                     {RangeOfMonth(month).to, absl::InfiniteFuture()}));
      RETURN_IF_ERROR(sums_[month][key].prepaid.Add(ahead));
    }
    return absl::OkStatus();
  }

  // A credit, or a correction downwards.
  static bool GivesBack(absl::string_view category, const Decimal& amount) {
    return category == kPaysNothing ||
           (category == "Adjustment" && amount.IsNegative());
  }

  absl::Status SeeGivenBack(const Payer& payer, absl::CivilMonth billed,
                            absl::string_view category, const Decimal& amount) {
    if (!GivesBack(category, amount)) return absl::OkStatus();
    return book_.given_back_[{payer.first, payer.second, billed}].Add(amount);
  }

  // Extras are ordered beside what is fixed, and pay nothing of it.
  bool IsExtra(const std::string& provider,
               std::initializer_list<absl::string_view> texts) const {
    const auto names = extras_.find(provider);
    if (names == extras_.end()) return false;
    for (const absl::string_view text : texts) {
      const std::string lower = absl::AsciiStrToLower(text);
      for (const std::string& name : names->second) {
        if (absl::StrContains(lower, name)) return true;
      }
    }
    return false;
  }

  void SeeExtras() {
    const std::shared_ptr<const ContractRegister> contracts =
        context_.contracts.At(as_of_.known);
    for (const std::string& id : contracts->ids()) {
      for (const Contract* contract : contracts->Versions(id)) {
        for (const Extra& extra : contract->extras) {
          extras_[known_.CurrentId(contract->provider)].insert(
              absl::AsciiStrToLower(extra.name));
        }
      }
    }
  }

  absl::StatusOr<Decimal> ExtrasOf(const std::string& provider,
                                   const Invoice& invoice) const {
    Decimal sum;
    for (const InvoiceLine& line : invoice.lines) {
      if (!line.net_amount.has_value() ||
          !IsExtra(provider, {line.name, line.description})) {
        continue;
      }
      ASSIGN_OR_RETURN(sum, Decimal::Add(sum, *line.net_amount));
    }
    return sum;
  }

  absl::Status AddEffective(const Payer& payer, const RowKey& key,
                            absl::CivilMonth month, const Decimal& amount,
                            absl::string_view category) {
    if (IsAsked(month)) {
      RETURN_IF_ERROR(sums_[month][key].effective.Add(amount));
    }
    if (GivesBack(category, amount)) return absl::OkStatus();
    Paid& paid = paid_[payer][month];
    if (category == "Usage") RETURN_IF_ERROR(paid.used.Add(amount));
    return paid.all.Add(amount);
  }

  // An older adapter of these formats kept the cost centre as the sub account
  // alone.
  void SeeCostCenter(const ChargeLine& line, const std::string& center) {
    if (!center.empty() || told_without_centers_.contains(line.source) ||
        (*line.dictionary)[line.charge.text(ChargeText::kSubAccountId)]
            .empty()) {
      return;
    }
    const KnownSource* source = known_.FindSource(line.source);
    if (source == nullptr || (source->config->adapter != "charges" &&
                              source->config->adapter != "ledger")) {
      return;
    }
    told_without_centers_.insert(line.source);
    Gap gap;
    gap.provider = known_.CurrentId(line.provider);
    gap.source = line.source;
    gap.rule = "cost-center-as-sub-account";
    AddGap(std::move(gap), gaps_);
  }

  // Provider, number and seller.
  using InvoiceKey = std::tuple<std::string, std::string, std::string>;
  static InvoiceKey KeyOf(const std::string& provider, const Invoice& invoice) {
    return {provider, invoice.number, invoice.seller.name};
  }

  // Whether invoices that look the same are parts of what is agreed or ask
  // again is what `invoice reconcile` says.
  absl::Status FindDuplicates() {
    std::map<std::pair<std::string, Decimal>, std::vector<InvoiceRecord>> alike;
    std::set<std::string> providers;
    for (const CostFilter& filter : Filters()) {
      ASSIGN_OR_RETURN(std::vector<InvoiceRecord> records,
                       ListCountedInvoices(context_, who_, filter, as_of_));
      for (InvoiceRecord& record : records) {
        if (!record.invoice.totals.tax_exclusive.has_value()) continue;
        const std::string provider = known_.CurrentId(record.provider);
        std::vector<InvoiceRecord>& others =
            alike[{provider, *record.invoice.totals.tax_exclusive}];
        for (const InvoiceRecord& other : others) {
          if (IsDuplicate(other.invoice, record.invoice)) {
            providers.insert(provider);
          }
        }
        others.push_back(std::move(record));
      }
    }
    for (const std::string& provider : providers) {
      ASSIGN_OR_RETURN(
          const std::vector<InvoiceRow> rows,
          ReadInvoices(context_, who_, known_, provider, "", as_of_));
      std::vector<const InvoiceRow*> asked;
      for (const InvoiceRow& row : rows) asked.push_back(&row);
      std::vector<Gap> gaps;  // of comparing, which is not asked for
      ASSIGN_OR_RETURN(
          const std::vector<ReconciledInvoice> reconciled,
          ReconcileProvider(context_, who_, known_,
                            *context_.contracts.At(as_of_.known), provider,
                            asked, std::nullopt, as_of_, gaps));
      for (const ReconciledInvoice& one : reconciled) {
        const Invoice& invoice = one.row.invoice();
        // The same number again counts once already.
        if (one.matched_by == "duplicate" &&
            one.comparison.differences.front().name != invoice.number) {
          duplicates_.insert(KeyOf(provider, invoice));
        }
      }
    }
    return absl::OkStatus();
  }

  // Its effective cost is spread already, a row a month.
  absl::Status AddInvoice(const InvoiceCostRow& row,
                          const std::string& provider) {
    ASSIGN_OR_RETURN(const absl::CivilMonth month,
                     ParseMonth(row.charge_month));
    const absl::CivilMonth billed = MonthOf(row.billing_period_start);
    const Payer payer = {provider, row.currency};
    const RowKey key = {provider, row.currency, ""};
    if (IsAsked(billed)) {
      RETURN_IF_ERROR(sums_[billed][key].billed.Add(row.total.billed));
    }
    ASSIGN_OR_RETURN(const Decimal billed_here, row.total.billed.ToDecimal());
    const absl::string_view category =
        row.is_undone || duplicates_.contains(KeyOf(provider, *row.invoice))
            ? kPaysNothing
            : absl::string_view(row.charge_category);
    RETURN_IF_ERROR(SeeGivenBack(payer, billed, category, billed_here));
    const ExactSum& effective = row.total.effective.sum;
    ASSIGN_OR_RETURN(const Decimal amount, effective.ToDecimal());
    if (GivesBack(category, amount)) {
      RETURN_IF_ERROR(AddEffective(payer, key, month, amount, category));
    } else {
      ASSIGN_OR_RETURN(const Decimal extras, ExtrasOf(provider, *row.invoice));
      if (SaysNoPeriod(*row.invoice)) {
        RETURN_IF_ERROR(AddEffective(payer, key, month, amount, kPaysNothing));
        ASSIGN_OR_RETURN(const Decimal fees, Decimal::Subtract(amount, extras));
        undated_[payer].push_back(
            {row.invoice->issue_day.value_or(absl::CivilDay(billed)), month,
             fees});
      } else {
        See(payer, {row.billing_period_start, row.billing_period_end});
        RETURN_IF_ERROR(AddEffective(payer, key, month, amount, category));
        if (month == billed) {
          RETURN_IF_ERROR(paid_[payer][month].all.Add(extras.Negated()));
        }
      }
    }
    for (absl::CivilMonth before = std::max(billed, first_);
         before <= last_ && before < month; ++before) {
      RETURN_IF_ERROR(sums_[before][key].prepaid.Add(effective));
    }
    return absl::OkStatus();
  }

  absl::Status AddRow(absl::CivilMonth month, const RowKey& key,
                      const Sums& sums) {
    AccrualRow row;
    std::tie(row.provider, row.currency, row.cost_center) = key;
    const auto rounded = [&](const ExactSum& sum) -> absl::StatusOr<Decimal> {
      ASSIGN_OR_RETURN(const Decimal value, sum.ToDecimal());
      return value.RoundedHalfAwayFromZero(MinorUnitDigits(row.currency));
    };
    ASSIGN_OR_RETURN(row.billed, rounded(sums.billed));
    ASSIGN_OR_RETURN(row.effective, rounded(sums.effective));
    ASSIGN_OR_RETURN(row.prepaid, rounded(sums.prepaid));
    if (row.billed.IsZero() && row.effective.IsZero() && row.prepaid.IsZero()) {
      return absl::OkStatus();
    }
    book_.rows_[month].push_back(std::move(row));
    return absl::OkStatus();
  }

  // What the contracts of one provider fix in one currency and month.
  struct Expected {
    std::vector<std::string> contracts;
    Decimal amount;
    // Due in this month beside it, of those before.
    std::map<absl::CivilMonth, Decimal> of_before;
    std::vector<std::string> contracts_by_usage;
    std::vector<std::string> by_usage;  // components
  };
  using ExpectedMonths = std::map<absl::CivilMonth, Expected>;

  absl::Status ReadContracts() {
    const std::shared_ptr<const ContractRegister> contracts =
        context_.contracts.At(as_of_.known);
    std::map<std::string, ContractPlan> plans;
    for (absl::CivilMonth month = from_; month <= until_; ++month) {
      const absl::CivilDay first(month);
      const absl::CivilDay end(month + 1);
      for (const Contract* contract : contracts->InForce(end - 1)) {
        const std::string provider = known_.CurrentId(contract->provider);
        if (!provider_.empty() && provider != provider_) continue;
        if (contract->pricing.empty()) continue;  // it computes nothing
        const NoticeDates dates =
            ComputeNoticeDates(contract->term, first, contract->holidays);
        // A contract that renews by itself runs on until somebody acts.
        const absl::CivilDay exit =
            dates.renews ? absl::CivilDay::max()
                         : dates.term_end.value_or(absl::CivilDay::max());
        if (contract->term.start >= end || exit <= first) continue;
        auto plan = plans.find(contract->id);
        if (plan == plans.end()) {
          ASSIGN_OR_RETURN(ContractPlan made,
                           PlanOfContract(*contracts, contract->id, from_,
                                          until_, /*with_spread=*/true));
          plan = plans.emplace(contract->id, std::move(made)).first;
        }
        Expected& sum = expected_[{provider, contract->currency}][month];
        sum.contracts.push_back(contract->id);
        if (!plan->second.by_usage.empty()) {
          sum.contracts_by_usage.push_back(contract->id);
          sum.by_usage.insert(sum.by_usage.end(), plan->second.by_usage.begin(),
                              plan->second.by_usage.end());
        }
        const auto price = plan->second.spread.find(month);
        if (price == plan->second.spread.end()) continue;
        ASSIGN_OR_RETURN(
            const Decimal share,
            ShareOfDays(price->second, month, absl::CivilDay::min(), exit));
        ASSIGN_OR_RETURN(sum.amount, Decimal::Add(sum.amount, share));
        if (const auto due = plan->second.in_arrears.find(month);
            due != plan->second.in_arrears.end()) {
          for (const auto& [before, part] : due->second) {
            ASSIGN_OR_RETURN(sum.of_before[before],
                             Decimal::Add(sum.of_before[before], part));
          }
        }
      }
    }
    return absl::OkStatus();
  }

  // What was paid of what is fixed for a month.
  absl::StatusOr<Decimal> PaidOf(const Payer& payer, absl::CivilMonth month,
                                 bool by_usage) {
    const Paid& paid = paid_[payer][month];
    ASSIGN_OR_RETURN(const Decimal all, paid.all.ToDecimal());
    if (!by_usage) return all;
    // What was billed by usage pays nothing of it.
    ASSIGN_OR_RETURN(const Decimal used, paid.used.ToDecimal());
    return Decimal::Subtract(all, used);
  }

  // An invoice that says no period pays its month or the one before, the one
  // of which nearer to its amount is open.
  absl::Status PlaceUndated(const Payer& payer, const ExpectedMonths& months) {
    std::vector<Undated>& all = undated_[payer];
    std::stable_sort(
        all.begin(), all.end(),
        [](const Undated& a, const Undated& b) { return a.day < b.day; });
    for (const Undated& one : all) {
      const auto misfit =
          [&](absl::CivilMonth month) -> absl::StatusOr<Decimal> {
        const auto expected = months.find(month);
        Decimal open;
        if (expected != months.end()) {
          ASSIGN_OR_RETURN(
              const Decimal paid,
              PaidOf(payer, month, !expected->second.by_usage.empty()));
          ASSIGN_OR_RETURN(open,
                           Decimal::Subtract(expected->second.amount, paid));
          open = std::max(open, Decimal());
        }
        ASSIGN_OR_RETURN(const Decimal off, Decimal::Subtract(open, one.fees));
        return off.IsNegative() ? off.Negated() : off;
      };
      ASSIGN_OR_RETURN(const Decimal before, misfit(one.month - 1));
      ASSIGN_OR_RETURN(const Decimal own, misfit(one.month));
      const absl::CivilMonth pays = before <= own ? one.month - 1 : one.month;
      RETURN_IF_ERROR(paid_[payer][pays].all.Add(one.fees));
    }
    return absl::OkStatus();
  }

  // Where what is due at the end of a period was paid there, it pays the months
  // before it.
  absl::Status SeeWhatWasDueAtTheEnd(const Payer& payer,
                                     const ExpectedMonths& months) {
    const int digits = MinorUnitDigits(payer.second);
    for (const auto& [month, expected] : months) {
      if (expected.of_before.empty()) continue;
      Decimal due = expected.amount;
      for (const auto& [before, part] : expected.of_before) {
        ASSIGN_OR_RETURN(due, Decimal::Add(due, part));
      }
      ASSIGN_OR_RETURN(const Decimal paid,
                       PaidOf(payer, month, !expected.by_usage.empty()));
      if (paid < due.RoundedHalfAwayFromZero(digits)) continue;
      windows_[payer].insert({expected.of_before.begin()->first, month});
    }
    return absl::OkStatus();
  }

  absl::Status HoldAgainst(const Payer& payer, const ExpectedMonths& months) {
    RETURN_IF_ERROR(PlaceUndated(payer, months));
    RETURN_IF_ERROR(SeeWhatWasDueAtTheEnd(payer, months));
    const int digits = MinorUnitDigits(payer.second);
    const Windows windows = Joined(windows_[payer]);
    // What all months of a window leave open together.
    std::map<absl::CivilMonth, size_t> window_of;
    std::vector<Decimal> left(windows.size());
    for (size_t i = 0; i < windows.size(); ++i) {
      Decimal open;
      for (absl::CivilMonth month = windows[i].first;
           month <= windows[i].second; ++month) {
        window_of[month] = i;
        const auto expected = months.find(month);
        if (expected == months.end()) continue;
        ASSIGN_OR_RETURN(open, Decimal::Add(open, expected->second.amount));
        ASSIGN_OR_RETURN(
            const Decimal paid,
            PaidOf(payer, month, !expected->second.by_usage.empty()));
        ASSIGN_OR_RETURN(open, Decimal::Subtract(open, paid));
      }
      left[i] =
          std::max(open.RoundedHalfAwayFromZero(digits), Decimal(0, digits));
      if (!left[i].IsZero()) continue;
      for (absl::CivilMonth month = windows[i].first;
           month <= windows[i].second; ++month) {
        book_.paid_up_[payer].push_back(month);
      }
    }
    for (const auto& [month, expected] : months) {
      ASSIGN_OR_RETURN(const Decimal paid,
                       PaidOf(payer, month, !expected.by_usage.empty()));
      const Decimal amount = expected.amount.RoundedHalfAwayFromZero(digits);
      ASSIGN_OR_RETURN(Decimal open, Decimal::Subtract(amount, paid));
      open = std::max(open, Decimal()).RoundedHalfAwayFromZero(digits);
      if (const auto window = window_of.find(month);
          window != window_of.end()) {
        Decimal& rest = left[window->second];
        open = std::min(open, rest);
        ASSIGN_OR_RETURN(rest, Decimal::Subtract(rest, open));
      }
      if (IsAsked(month)) AddExpected(payer, month, expected, amount, open);
    }
    return absl::OkStatus();
  }

  void AddExpected(const Payer& payer, absl::CivilMonth month,
                   const Expected& expected, const Decimal& amount,
                   const Decimal& open) {
    const auto& [provider, currency] = payer;
    std::vector<AccrualRow>& all = book_.rows_[month];
    std::vector<AccrualRow*> rows;
    for (AccrualRow& row : all) {
      if (row.provider == provider && row.currency == currency) {
        rows.push_back(&row);
      }
    }
    if (!expected.by_usage.empty()) {
      Gap gap;
      gap.provider = provider;
      gap.rule = "accrual-by-usage";
      gap.arguments = {
          {"contracts", absl::StrJoin(expected.contracts_by_usage, ", ")},
          {"components", absl::StrJoin(expected.by_usage, ", ")}};
      gap.notice = !rows.empty();
      AddGap(std::move(gap), gaps_);
      if (expected.amount.IsZero()) return;
    }
    AccrualRow* row = rows.size() == 1 ? rows.front() : nullptr;
    if (row == nullptr) {
      row = &all.emplace_back();
      row->provider = provider;
      row->currency = currency;
      row->billed = Decimal(0, MinorUnitDigits(currency));
      row->effective = row->billed;
      row->prepaid = row->billed;
    }
    if (expected.contracts.size() == 1) {
      row->contract = expected.contracts.front();
    }
    row->expected = amount;
    row->accrual = open;
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const std::string provider_;
  const absl::CivilMonth first_;
  const absl::CivilMonth last_;
  // Bills and prices are read around the months asked.
  const absl::CivilMonth from_;
  const absl::CivilMonth until_;
  const AccrualBook::Detail detail_;
  const AsOf as_of_;
  std::vector<Gap>& gaps_;
  AccrualBook& book_;
  std::map<absl::CivilMonth, std::map<RowKey, Sums>> sums_;
  std::map<Payer, std::map<absl::CivilMonth, Paid>> paid_;
  std::map<Payer, std::set<std::pair<absl::CivilMonth, absl::CivilMonth>>>
      windows_;
  std::map<Payer, ExpectedMonths> expected_;
  // An invoice that says no period, without its extras.
  struct Undated {
    absl::CivilDay day;  // of issue
    absl::CivilMonth month;
    Decimal fees;
  };
  std::map<Payer, std::vector<Undated>> undated_;
  std::set<InvoiceKey> duplicates_;
  std::set<std::string> told_without_centers_;  // sources
  // Their names in lower case, by provider.
  std::map<std::string, std::set<std::string>> extras_;
};

absl::StatusOr<AccrualBook> AccrualBook::Read(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    absl::CivilMonth first, absl::CivilMonth last, Detail detail, AsOf as_of,
    std::vector<Gap>& gaps) {
  AccrualBook book;
  RETURN_IF_ERROR(AccrualReader(context, who, known, provider, first, last,
                                detail, as_of, gaps, book)
                      .Read());
  return book;
}

std::vector<AccrualRow> AccrualBook::RowsOf(absl::CivilMonth month) const {
  const auto found = rows_.find(month);
  return found == rows_.end() ? std::vector<AccrualRow>() : found->second;
}

ExactSum AccrualBook::GivenBack(const std::string& provider,
                                const std::string& currency,
                                absl::CivilMonth month) const {
  const auto found = given_back_.find({provider, currency, month});
  return found == given_back_.end() ? ExactSum() : found->second;
}

bool AccrualBook::IsPaidUp(const std::string& provider,
                           const std::string& currency,
                           absl::CivilMonth month) const {
  const auto found = paid_up_.find({provider, currency});
  return found != paid_up_.end() &&
         std::find(found->second.begin(), found->second.end(), month) !=
             found->second.end();
}

}  // namespace regisseur
