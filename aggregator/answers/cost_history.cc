#include "aggregator/answers/cost_history.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_summary_gaps.h"
#include "aggregator/answers/counted_cost.h"
#include "aggregator/answers/invoice_cost.h"
#include "aggregator/answers/long_bills.h"
#include "aggregator/answers/partner_periods.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kTax[] = "Tax";
constexpr char kUsage[] = "Usage";
constexpr char kCredit[] = "Credit";
// Data that reach the last day of a month hold it whole.
constexpr absl::Duration kLastDay = absl::Hours(24);
// Whoever bills for several months at once has few lines.
constexpr int64_t kMostLinesRead = 2000;

// Sums that wait until it is known which evidence counts.
class Gatherer {
 public:
  Gatherer(const KnownPortfolio& known, const PartnerPeriods& declared)
      : known_(known), declared_(declared) {}

  // Which kind of evidence a row is; invoices are no basis of a source.
  using Evidence = std::optional<CostBasis>;
  static constexpr Evidence kInvoices = std::nullopt;
  Evidence EvidenceOf(const std::string& source) const {
    const KnownSource* found = known_.FindSource(source);
    return found == nullptr ? CostBasis::kCharges : found->config->basis;
  }

  // What billing periods came, picked or not.
  void See(const std::string& provider, Evidence evidence, TimeRange period) {
    if (evidence.has_value()) {
      judge_.See(provider, period.from, *evidence);
    } else {
      judge_.SeeInvoice(provider, period.from);
    }
    if (provider == seen_provider_ && period == seen_period_ &&
        evidence == seen_evidence_) {
      return;
    }
    seen_provider_ = provider;
    seen_period_ = period;
    seen_evidence_ = evidence;
    const std::vector<absl::CivilMonth> months = MonthsOf(period);
    delivered_[provider].insert(months.front());
    evidence_[provider][evidence].insert(months.front());
    if (MonthsOfBill(period) == 1) {
      by_month_.insert(provider);
    } else {
      // What is billed for a year is not billed again in its other months.
      covered_[provider].insert(months.begin(), months.end());
    }
  }

  absl::Status Add(Evidence evidence, CostSeriesKey key, const BilledAt& billed,
                   absl::string_view category, const auto& amount,
                   int64_t count = 1) {
    Waiting& waiting = waiting_[{evidence, std::move(key), billed}];
    waiting.count += count;
    waiting.has_usage = waiting.has_usage || category == kUsage;
    if (category == kCredit) RETURN_IF_ERROR(waiting.credits.Add(amount));
    return waiting.sum.Add(amount);
  }

  // How far each kind of evidence of a provider reaches.
  using Reach = std::map<std::pair<std::string, Evidence>, absl::Time>;

  absl::StatusOr<CostHistory> Finish(const Reach& data_until,
                                     const LongBills& long_bills) {
    CostHistory history;
    for (auto& [provider, delivered] : delivered_) {
      const std::set<absl::CivilMonth> covered = long_bills.CoveredBy(provider);
      if (covered.empty()) continue;
      by_month_.erase(provider);
      covered_[provider].insert(covered.begin(), covered.end());
    }
    RETURN_IF_ERROR(TakeOut(long_bills));
    std::map<std::string, Evidence> most;
    for (const auto& [provider, of_evidence] : evidence_) {
      most[provider] = MostOf(provider, of_evidence);
    }
    for (const auto& [of, waiting] : waiting_) {
      const auto& [evidence, key, billed] = of;
      if (!Counts(key.provider, billed.start, evidence)) continue;
      auto& series =
          evidence == most[key.provider] ? history.series : history.stand_ins;
      const absl::CivilMonth start = MonthOf(billed);
      const int months = MonthsOfBill({billed.start, billed.end});
      MonthCost& month = series[OfBills(key, months, start)][start];
      RETURN_IF_ERROR(month.parts[billed].Add(waiting.sum));
      RETURN_IF_ERROR(month.credits.Add(waiting.credits));
      month.has_usage = month.has_usage || waiting.has_usage;
    }
    for (const auto& [of, part] : long_) {
      const auto& [evidence, key, billed] = of;
      if (!Counts(key.provider, billed.start, evidence)) continue;
      auto& series =
          evidence == most[key.provider] ? history.series : history.stand_ins;
      MonthCost& month = series[key][MonthOf(billed)];
      RETURN_IF_ERROR(month.parts[billed].Add(part.sum));
      month.has_usage = month.has_usage || part.has_usage;
    }
    for (auto& [provider, delivered] : delivered_) {
      KnownMonths& months = history.providers[provider];
      months.delivered = std::move(delivered);
      // Where something is billed month by month, a month without it is missing
      // all the same.
      if (!by_month_.contains(provider)) {
        months.delivered.insert(covered_[provider].begin(),
                                covered_[provider].end());
      }
      // What other evidence reaches, these months need not.
      if (const auto until = data_until.find({provider, most[provider]});
          until != data_until.end()) {
        months.data_until = std::min(until->second, known_.moment());
      }
      for (const absl::CivilMonth month : months.delivered) {
        const bool known =
            evidence_[provider][most[provider]].contains(month) &&
            Counts(provider, RangeOfMonth(month).from, most[provider]);
        const auto of_other = [&, mostly = most[provider]](const auto& of) {
          return of.first != mostly && of.second.contains(month);
        };
        const auto& all = evidence_[provider];
        if (const auto invoiced = all.find(kInvoices);
            invoiced != all.end() && invoiced->second.contains(month) &&
            Counts(provider, RangeOfMonth(month).from, kInvoices)) {
          months.by_invoices.insert(month);
        }
        if (!known && std::any_of(all.begin(), all.end(), of_other)) {
          months.by_other_evidence.insert(month);
        }
      }
      FindLastWhole(provider, months);
    }
    return history;
  }

 private:
  // An amount, until it is known whether it counts.
  struct Waiting {
    ExactSum sum;
    ExactSum credits;
    bool has_usage = false;
    int64_t count = 0;
  };

  static absl::CivilMonth MonthOf(const BilledAt& billed) {
    return absl::ToCivilMonth(billed.start, absl::UTCTimeZone());
  }

  static CostSeriesKey OfBills(CostSeriesKey key, int months,
                               absl::CivilMonth start) {
    key.months = months;
    key.phase = static_cast<int>((start - absl::CivilMonth()) % months);
    return key;
  }

  // What is billed for several months in the bill of one, out of what waits.
  absl::Status TakeOut(const LongBills& long_bills) {
    for (const LongBills::Part& part : long_bills.parts()) {
      const Evidence evidence = EvidenceOf(part.source);
      const CostSeriesKey key{part.provider, part.service, part.currency};
      // Of the same key and period only the day of the invoice can differ.
      const auto found =
          std::find_if(waiting_.lower_bound({evidence, key, BilledAt()}),
                       waiting_.end(), [&](const auto& each) {
                         const auto& [of_evidence, of_key, billed] = each.first;
                         return of_evidence != evidence || !(of_key == key) ||
                                (billed.start == part.billing_period.from &&
                                 billed.end == part.billing_period.to);
                       });
      if (found == waiting_.end() || std::get<0>(found->first) != evidence ||
          !(std::get<1>(found->first) == key)) {
        continue;
      }
      const BilledAt& billed = std::get<2>(found->first);
      if (part.months <= MonthsOfBill(part.billing_period)) continue;
      Waiting& apart =
          long_[{evidence, OfBills(key, part.months, MonthOf(billed)), billed}];
      RETURN_IF_ERROR(apart.sum.Add(part.amount));
      apart.has_usage = apart.has_usage || part.is_usage;
      RETURN_IF_ERROR(found->second.sum.Add(part.amount.Negated()));
      if (--found->second.count == 0) waiting_.erase(found);
    }
    return absl::OkStatus();
  }

  bool Counts(const std::string& provider, absl::Time start,
              Evidence evidence) const {
    return evidence.has_value() ? judge_.Counts(provider, start, *evidence)
                                : judge_.InvoicesCount(provider, start);
  }

  // The evidence that counts for most months; of as many, charges first.
  Evidence MostOf(
      const std::string& provider,
      const std::map<Evidence, std::set<absl::CivilMonth>>& of_evidence) const {
    Evidence most = CostBasis::kCharges;
    int64_t months_of_most = 0;
    for (const Evidence evidence : {Evidence(CostBasis::kCharges), kInvoices,
                                    Evidence(CostBasis::kLedger)}) {
      const auto found = of_evidence.find(evidence);
      if (found == of_evidence.end()) continue;
      const int64_t count = std::count_if(
          found->second.begin(), found->second.end(),
          [&](absl::CivilMonth month) {
            return Counts(provider, RangeOfMonth(month).from, evidence);
          });
      if (count > months_of_most) {
        months_of_most = count;
        most = evidence;
      }
    }
    return most;
  }

  // A month that its partner says is open runs as long as it is.
  void FindLastWhole(const std::string& provider, KnownMonths& months) const {
    const absl::CivilMonth running = RunningMonth(known_);
    std::vector<absl::CivilMonth> over;
    for (const absl::CivilMonth month : months.delivered) {
      if (month < running && !months.by_other_evidence.contains(month) &&
          !declared_.IsOpen(provider, month)) {
        over.push_back(month);
      }
    }
    if (over.empty()) return;
    const absl::CivilMonth last = over.back();
    const bool whole = !months.data_until.has_value() ||
                       *months.data_until >= RangeOfMonth(last).to - kLastDay;
    if (whole) {
      months.last_whole = last;
    } else if (over.size() > 1) {
      months.last_whole = over[over.size() - 2];
    }
  }

  const KnownPortfolio& known_;
  const PartnerPeriods& declared_;
  CostBasisJudge judge_;
  // Months in which billing periods start, months of long ones, and who bills
  // month by month.
  std::map<std::string, std::set<absl::CivilMonth>> delivered_;
  std::map<std::string, std::set<absl::CivilMonth>> covered_;
  std::set<std::string> by_month_;
  std::map<std::string, std::map<Evidence, std::set<absl::CivilMonth>>>
      evidence_;
  std::map<std::tuple<Evidence, CostSeriesKey, BilledAt>, Waiting> waiting_;
  std::map<std::tuple<Evidence, CostSeriesKey, BilledAt>, Waiting> long_;
  std::string seen_provider_;
  TimeRange seen_period_;
  Evidence seen_evidence_ = kInvoices;
};

// The filters of a scope: one for each id that a provider had.
std::vector<CostFilter> FiltersOf(const KnownPortfolio& known,
                                  const CostHistoryScope& scope) {
  CostFilter filter;
  filter.billing_period_start = {RangeOfMonth(scope.first).from,
                                 RangeOfMonth(scope.last).to};
  std::vector<CostFilter> filters;
  for (const std::string& provider : scope.providers) {
    for (const std::string& id : IdsOf(known, provider)) {
      filter.provider = id;
      filters.push_back(filter);
    }
  }
  if (scope.providers.empty()) filters.push_back(filter);
  return filters;
}

}  // namespace

absl::StatusOr<ExactSum> MonthCost::Sum() const {
  ExactSum sum;
  for (const auto& [billed, part] : parts) RETURN_IF_ERROR(sum.Add(part));
  return sum;
}

absl::StatusOr<std::map<CostSeriesKey, CostSeries>> CostHistory::ByService()
    const {
  std::map<CostSeriesKey, CostSeries> services;
  for (const auto& [key, months] : series) {
    CostSeries& service = services[{key.provider, key.service, key.currency}];
    for (const auto& [month, cost] : months) {
      MonthCost& of = service[month];
      for (const auto& [billed, part] : cost.parts) {
        RETURN_IF_ERROR(of.parts[billed].Add(part));
      }
      RETURN_IF_ERROR(of.credits.Add(cost.credits));
      of.has_usage = of.has_usage || cost.has_usage;
    }
  }
  return services;
}

double KnownMonths::ShareAhead(absl::CivilMonth month) const {
  if (!data_until.has_value() || !delivered.contains(month)) return 1;
  const TimeRange range = RangeOfMonth(month);
  if (*data_until >= range.to) return 0;
  if (*data_until <= range.from) return 1;
  return absl::FDivDuration(range.to - *data_until, range.to - range.from);
}

absl::CivilMonth RunningMonth(const KnownPortfolio& known) {
  return absl::ToCivilMonth(known.moment(), absl::UTCTimeZone());
}

absl::StatusOr<CostHistory> ReadCostHistory(const AnswerContext& context,
                                            const Principal& who,
                                            const KnownPortfolio& known,
                                            const CostHistoryScope& scope,
                                            AsOf as_of) {
  ASSIGN_OR_RETURN(const PartnerPeriods declared,
                   PartnerPeriods::Read(context, who, known, as_of));
  Gatherer gatherer(known, declared);
  std::map<std::pair<std::string, Gatherer::Evidence>, std::set<std::string>>
      sources;
  std::map<std::string, int64_t> lines;  // by provider
  const std::vector<CostFilter> filters = FiltersOf(known, scope);
  ASSIGN_OR_RETURN(const InvoicedDays days,
                   InvoicedDays::Read(context, who, known, as_of));
  for (const CostFilter& filter : filters) {
    RETURN_IF_ERROR(context.cost.ReadTotals(
        who, filter, as_of, [&](const CostTotalRow& row) -> absl::Status {
          std::string provider = known.CurrentId(row.provider);
          const TimeRange period = {row.billing_period_start,
                                    row.billing_period_end};
          const Gatherer::Evidence evidence = gatherer.EvidenceOf(row.source);
          gatherer.See(provider, evidence, period);
          sources[{provider, evidence}].insert(row.source);
          lines[provider] += row.total.charge_count;
          if (scope.picks_line != nullptr || row.charge_category == kTax) {
            return absl::OkStatus();
          }
          const BilledAt billed = days.Of(provider, period);
          return gatherer.Add(
              evidence, {std::move(provider), row.service_name, row.currency},
              billed, row.charge_category, row.total.billed,
              row.total.charge_count);
        }));
    RETURN_IF_ERROR(ReadInvoiceCost(
        context, who, filter, as_of,
        [&](const InvoiceCostRow& row) -> absl::Status {
          std::string provider = known.CurrentId(row.provider);
          const TimeRange period = {row.billing_period_start,
                                    row.billing_period_end};
          gatherer.See(provider, Gatherer::kInvoices, period);
          sources[{provider, Gatherer::kInvoices}].insert(row.source);
          // An invoice has no lines with tags and the like.
          if (scope.picks_line != nullptr || row.charge_category == kTax) {
            return absl::OkStatus();
          }
          return gatherer.Add(
              Gatherer::kInvoices,
              {std::move(provider), row.service_name, row.currency},
              row.billed_at(), row.charge_category, row.total.billed);
        }));
  }
  std::map<std::string, std::string> without_lines;
  if (scope.picks_line != nullptr) {
    for (const CostFilter& filter : filters) {
      RETURN_IF_ERROR(ReadKeptLines(
          context, who, filter, as_of,
          [&](const ChargeLine& line) -> absl::Status {
            const Charge& charge = line.charge;
            const auto text = [&](ChargeText column) -> const std::string& {
              return (*line.dictionary)[charge.text(column)];
            };
            if (text(ChargeText::kChargeCategory) == kTax ||
                !scope.picks_line(line)) {
              return absl::OkStatus();
            }
            std::string provider = known.CurrentId(line.provider);
            const BilledAt billed = days.Of(
                provider,
                {charge.billing_period_start, charge.billing_period_end});
            return gatherer.Add(
                gatherer.EvidenceOf(line.source),
                {std::move(provider), text(ChargeText::kServiceName),
                 text(ChargeText::kBillingCurrency)},
                billed, text(ChargeText::kChargeCategory),
                *charge.amount(ChargeAmount::kBilledCost));
          },
          [&](const CostFilter& of_partner, const absl::Status& why) {
            without_lines.emplace(known.CurrentId(*of_partner.provider),
                                  why.message());
            return absl::OkStatus();
          }));
    }
  }
  Gatherer::Reach data_until;
  std::map<std::string, std::optional<absl::Time>> of_source;
  for (const auto& [of, ids] : sources) {
    for (const std::string& id : ids) {
      const auto [until, is_new] = of_source.try_emplace(id);
      if (is_new) {
        ASSIGN_OR_RETURN(const SourceRecord record,
                         ReadSourceRecord(context, who, id, as_of));
        until->second = record.data_until;
      }
      if (!until->second.has_value()) continue;
      const auto [latest, first] = data_until.try_emplace(of, *until->second);
      if (!first) latest->second = std::max(latest->second, *until->second);
    }
  }
  LongBills long_bills;
  for (const auto& [provider, count] : lines) {
    if (count > kMostLinesRead) continue;
    CostHistoryScope own = scope;
    own.providers = {provider};
    RETURN_IF_ERROR(long_bills.Read(context, who, provider,
                                    FiltersOf(known, own), scope.picks_line,
                                    as_of));
  }
  ASSIGN_OR_RETURN(CostHistory history,
                   gatherer.Finish(data_until, long_bills));
  history.lines_dropped = !without_lines.empty();
  history.without_lines = std::move(without_lines);
  return history;
}

absl::Status AddHistoryGaps(const AnswerContext& context, const Principal& who,
                            const KnownPortfolio& known,
                            const std::string& provider, TimeRange range,
                            AsOf as_of, std::vector<Gap>& gaps) {
  ASSIGN_OR_RETURN(const PartnerPeriods declared,
                   PartnerPeriods::Read(context, who, known, as_of));
  declared.AddOpenGaps(known, provider, range, gaps);
  std::vector<const KnownSource*> tellers;
  for (const KnownSource& source : known.sources()) {
    if (!provider.empty() && !known.SpeaksAbout(source, provider)) continue;
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, source.config->id, as_of));
    if (!source.former && (MayTell(record, FactKind::kCharges) ||
                           MayTell(record, FactKind::kInvoices))) {
      tellers.push_back(&source);
    }
    if (!MayTell(record, FactKind::kCharges)) continue;
    AddFreshnessGap(known, source, record, gaps);
    RETURN_IF_ERROR(
        AddCostGaps(context, who, known, source, record, range, as_of, gaps)
            .status());
  }
  for (const ProviderConfig& config : known.portfolio().providers) {
    if (!provider.empty() && config.id != provider) continue;
    const bool is_told = std::any_of(
        tellers.begin(), tellers.end(), [&](const KnownSource* source) {
          return known.SpeaksAbout(*source, config.id);
        });
    if (is_told) continue;
    Gap gap;
    gap.provider = config.id;
    gap.rule = "cost-no-source";
    AddGap(std::move(gap), gaps);
  }
  return absl::OkStatus();
}

}  // namespace regisseur
