#include "aggregator/answers/cost_summary.h"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "aggregator/answers/cost_basis.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/source_freshness.h"
#include "aggregator/storage/tag_value.h"
#include "core/base/status_macros.h"
#include "core/cost/cost_total.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMostPeriodsOfLines = 13;
constexpr int kMostUnassigned = 5;
// Of a billing period.
constexpr absl::Duration kLongestPeriod = absl::Hours(366 * 24);
constexpr char kTagPrefix[] = "tag:";

constexpr const char* kTotalKeys[] = {
    "provider",     "service_provider", "billing_period",
    "charge_month", "currency",         "service_category",
    "service_name", "charge_category",  "region"};
constexpr const char* kLineKeys[] = {"sub_account", "sku"};

bool IsTotalKey(absl::string_view key) {
  return std::find(std::begin(kTotalKeys), std::end(kTotalKeys), key) !=
         std::end(kTotalKeys);
}
bool IsLineKey(absl::string_view key) {
  return std::find(std::begin(kLineKeys), std::end(kLineKeys), key) !=
             std::end(kLineKeys) ||
         absl::StartsWith(key, kTagPrefix);
}

// By provider.
using MonthsByProvider = std::map<std::string, std::set<absl::CivilMonth>>;

// What is added before it is converted.
struct PartKey {
  std::string currency;
  absl::Time start;
  absl::Time end;
  friend bool operator<(const PartKey& a, const PartKey& b) {
    return std::tie(a.currency, a.start, a.end) <
           std::tie(b.currency, b.start, b.end);
  }
};
using Parts = std::map<PartKey, CostTotal>;
// The values of the keys in the order of the question -> what is summed.
using Groups = std::map<std::vector<std::string>, Parts>;

// Sums by evidence: charges, and the ledger apart until it is known where no
// charges were delivered.
struct Gathered {
  Groups charges;
  // By provider, start of the billing period and source.
  std::map<std::tuple<std::string, absl::Time, std::string>, Groups> ledger;
  CostBasisJudge judge;
  std::set<std::string> region_left_out;  // sources
  bool any_charges = false;
  MonthsByProvider months;  // that billing periods cover, of either evidence

  CostTotal& Find(CostBasis basis, const std::string& provider,
                  const std::string& source, absl::Time period_start,
                  std::vector<std::string> keys, PartKey part) {
    judge.See(provider, period_start, basis);
    See(provider, {part.start, part.end});
    if (basis == CostBasis::kCharges) {
      any_charges = true;
      return charges[std::move(keys)][std::move(part)];
    }
    return ledger[{provider, period_start, source}][std::move(keys)]
                 [std::move(part)];
  }

 private:
  void See(const std::string& provider, TimeRange period) {
    // Row after row is of the same one.
    if (provider == last_provider_ && period == last_period_) return;
    for (const absl::CivilMonth month : MonthsOf(period)) {
      months[provider].insert(month);
    }
    last_provider_ = provider;
    last_period_ = period;
  }
  std::string last_provider_;
  TimeRange last_period_;
};

// What a ledger says about months for which charges count.
struct LedgerBeside {
  ExactSum amount;
  std::set<std::string> months;

  std::string MonthsInWords() const {
    if (months.size() == 1) return *months.begin();
    return absl::StrCat(months.size(), " months from ", *months.begin(), " to ",
                        *months.rbegin());
  }
};

absl::Status Merge(const Groups& from, Groups& into) {
  for (const auto& [keys, parts] : from) {
    for (const auto& [part, total] : parts) {
      RETURN_IF_ERROR(into[keys][part].Add(total));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckKeys(const std::vector<std::string>& by) {
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

CostBasis BasisOf(const KnownPortfolio& known, const std::string& source) {
  const KnownSource* found = known.FindSource(source);
  return found == nullptr ? CostBasis::kCharges : found->config->basis;
}

// The kept totals know a provider under the id that it had then.
std::vector<std::string> IdsOf(const KnownPortfolio& known,
                               const std::string& provider) {
  std::vector<std::string> ids = {provider};
  if (const ProviderConfig* config = known.portfolio().FindProvider(provider)) {
    ids.insert(ids.end(), config->formerly.begin(), config->formerly.end());
  }
  return ids;
}

absl::Status GatherTotals(const AnswerContext& context, const Principal& who,
                          const KnownPortfolio& known,
                          const CostSummaryQuestion& question,
                          const CostFilter& filter, AsOf as_of,
                          Gathered& gathered) {
  return context.cost.ReadTotals(
      who, filter, as_of, [&](const CostTotalRow& row) -> absl::Status {
        const std::string provider = known.CurrentId(row.provider);
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
        return gathered
            .Find(BasisOf(known, row.source), provider, row.source,
                  row.billing_period_start, std::move(keys),
                  {row.currency, row.billing_period_start,
                   row.billing_period_end})
            .Add(row.total);
      });
}

absl::Status GatherLines(const AnswerContext& context, const Principal& who,
                         const KnownPortfolio& known,
                         const CostSummaryQuestion& question,
                         const CostFilter& filter, AsOf as_of,
                         Gathered& gathered) {
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
        const std::string provider = known.CurrentId(line.provider);
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
                   charge.billing_period_start, charge.billing_period_end})
            .Add(charge, text(ChargeText::kChargeCategory) == "Tax");
      });
}

// The keys that only single lines have, as a person writes them.
std::string LineKeysOf(const CostSummaryQuestion& question) {
  std::string keys;
  for (const std::string& key : question.by) {
    if (IsLineKey(key)) absl::StrAppend(&keys, keys.empty() ? "" : ", ", key);
  }
  return keys;
}

// Refuses lines of more than one provider or of too many billing periods.
absl::Status CheckLinesAllowed(const AnswerContext& context,
                               const Principal& who,
                               const std::vector<std::string>& ids,
                               const CostSummaryQuestion& question,
                               CostFilter filter, AsOf as_of) {
  const std::string keys = LineKeysOf(question);
  if (question.provider.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("by: ", keys,
                     " is answered from single lines of one provider and at "
                     "most 13 billing periods: add provider, and from and to"));
  }
  std::set<absl::Time> periods;
  for (const std::string& id : ids) {
    filter.provider = id;
    RETURN_IF_ERROR(context.cost.ReadTotals(
        who, filter, as_of, [&](const CostTotalRow& row) {
          periods.insert(row.billing_period_start);
          return absl::OkStatus();
        }));
  }
  if (periods.size() > kMostPeriodsOfLines) {
    return absl::InvalidArgumentError(absl::StrCat(
        "by: ", keys,
        " is answered from single lines of at most 13 billing "
        "periods, and these are ",
        periods.size(), ", from ", CostMonth(*periods.begin()), " to ",
        CostMonth(*periods.rbegin()), ": narrow from and to"));
  }
  return absl::OkStatus();
}

Gap NullGap(const std::string& provider, absl::string_view column,
            const CostTotal::Column& sum, const std::string& currency) {
  Gap gap;
  gap.provider = provider;
  gap.rule = "cost-nulls-left-out";
  gap.arguments = {
      {"column", std::string(column)},
      {"count", absl::StrCat(sum.null_count)},
      {"amount", sum.billed_of_nulls.ToText(MinorUnitDigits(currency))},
      {"currency", currency}};
  return gap;
}

// Says once per column and currency what the sums leave out.
absl::Status AddNullGaps(const Groups& groups, const std::string& provider,
                         std::vector<Gap>& gaps) {
  std::map<std::string, CostTotal> by_currency;
  for (const auto& [keys, parts] : groups) {
    for (const auto& [part, total] : parts) {
      RETURN_IF_ERROR(by_currency[part.currency].Add(total));
    }
  }
  for (const auto& [currency, total] : by_currency) {
    const std::pair<const char*, const CostTotal::Column*> columns[] = {
        {"EffectiveCost", &total.effective},
        {"ContractedCost", &total.contracted},
        {"ListCost", &total.list}};
    for (const auto& [name, column] : columns) {
      if (column->null_count == 0) continue;
      gaps.push_back(NullGap(provider, name, *column, currency));
    }
  }
  return absl::OkStatus();
}

std::string AmountText(const ExactSum& sum, const std::string& currency) {
  return sum.ToText(MinorUnitDigits(currency));
}

std::optional<std::string> ColumnText(const CostTotal::Column& column,
                                      int64_t count,
                                      const std::string& currency) {
  // A column that no line has is not known, which is not zero.
  if (count > 0 && column.null_count == count) return std::nullopt;
  return AmountText(column.sum, currency);
}

std::map<std::string, std::string> KeysOf(
    const CostSummaryQuestion& question, const std::vector<std::string>& values,
    const std::string& currency) {
  std::map<std::string, std::string> keys;
  for (size_t i = 0; i < question.by.size(); ++i) {
    keys[question.by[i]] = values[i];
  }
  keys["currency"] = currency;
  return keys;
}

// One row a currency, amounts as delivered.
absl::Status AddExactRows(const CostSummaryQuestion& question,
                          const std::vector<std::string>& values,
                          const Parts& parts,
                          std::vector<CostSummaryRow>& rows) {
  std::map<std::string, CostTotal> by_currency;
  for (const auto& [part, total] : parts) {
    RETURN_IF_ERROR(by_currency[part.currency].Add(total));
  }
  for (const auto& [currency, total] : by_currency) {
    rows.push_back(
        {.keys = KeysOf(question, values, currency),
         .billed = AmountText(total.billed, currency),
         .effective = ColumnText(total.effective, total.charge_count, currency),
         .contracted =
             ColumnText(total.contracted, total.charge_count, currency),
         .list = ColumnText(total.list, total.charge_count, currency),
         .tax = AmountText(total.tax, currency),
         .currency = currency,
         .charge_count = total.charge_count});
  }
  return absl::OkStatus();
}

// One row in the currency asked for, and one for each currency that has no
// rate.
absl::Status AddConvertedRows(const CostSummaryQuestion& question,
                              const CostConverter& converter,
                              const std::vector<std::string>& values,
                              const Parts& parts,
                              std::vector<CostSummaryRow>& rows,
                              std::vector<Gap>& gaps) {
  ConvertedSum billed, tax, effective, contracted, list;
  CostTotal counts;  // of what was converted: which columns are known
  Parts left;
  for (const auto& [part, total] : parts) {
    const auto add = [&](ConvertedSum& sum,
                         const ExactSum& amount) -> absl::Status {
      return converter.AddTo(sum, amount, part.currency, part.end);
    };
    const absl::Status added = add(billed, total.billed);
    if (absl::IsNotFound(added)) {
      left.emplace(part, total);
      if (!converter.has_rates()) AddGap(NoRatesGap(converter), gaps);
      Gap gap;
      gap.provider = question.provider;
      gap.rule = "cost-no-rate";
      gap.arguments = {{"amount", AmountText(total.billed, part.currency)},
                       {"currency", part.currency},
                       {"to", converter.currency()},
                       {"day", FormatDay(converter.DayOf(part.end))}};
      AddGap(std::move(gap), gaps);
      continue;
    }
    RETURN_IF_ERROR(added);
    if (const std::optional<absl::CivilDay> day =
            converter.ProvisionalDay(part.currency, part.end)) {
      Gap gap;
      gap.provider = question.provider;
      gap.rule = "cost-provisional-rate";
      gap.arguments = {{"period", BillingPeriodLabel(part.start, part.end)},
                       {"day", FormatDay(*day)}};
      gap.notice = true;
      AddGap(std::move(gap), gaps);
    }
    RETURN_IF_ERROR(add(tax, total.tax));
    RETURN_IF_ERROR(add(effective, total.effective.sum));
    RETURN_IF_ERROR(add(contracted, total.contracted.sum));
    RETURN_IF_ERROR(add(list, total.list.sum));
    RETURN_IF_ERROR(counts.Add(total));
  }
  if (!billed.empty()) {
    const auto column = [&](const ConvertedSum& sum,
                            const CostTotal::Column& known)
        -> absl::StatusOr<std::optional<std::string>> {
      if (known.null_count == counts.charge_count) return std::nullopt;
      ASSIGN_OR_RETURN(const Decimal rounded,
                       sum.Rounded(converter.currency()));
      return rounded.ToString();
    };
    CostSummaryRow row;
    row.keys = KeysOf(question, values, converter.currency());
    row.currency = converter.currency();
    row.charge_count = counts.charge_count;
    row.provisional = billed.provisional();
    ASSIGN_OR_RETURN(const Decimal rounded,
                     billed.Rounded(converter.currency()));
    row.billed = rounded.ToString();
    ASSIGN_OR_RETURN(const Decimal unrounded, billed.Unrounded());
    row.unrounded = unrounded.ToString();
    ASSIGN_OR_RETURN(const Decimal rounded_tax,
                     tax.Rounded(converter.currency()));
    row.tax = rounded_tax.ToString();
    ASSIGN_OR_RETURN(row.effective, column(effective, counts.effective));
    ASSIGN_OR_RETURN(row.contracted, column(contracted, counts.contracted));
    ASSIGN_OR_RETURN(row.list, column(list, counts.list));
    rows.push_back(std::move(row));
  }
  if (!left.empty()) {
    RETURN_IF_ERROR(AddExactRows(question, values, left, rows));
  }
  return absl::OkStatus();
}

absl::Status AddUnassignedGaps(const AnswerContext& context,
                               const Principal& who,
                               const KnownPortfolio& known,
                               const CostSummaryQuestion& question, AsOf as_of,
                               std::vector<Gap>& gaps) {
  if (!question.provider.empty() && question.provider != kUnassigned) {
    return absl::OkStatus();
  }
  for (const KnownSource& source : known.sources()) {
    if (!source.shared) continue;
    ASSIGN_OR_RETURN(const std::vector<UnassignedParty> parties,
                     context.sources.ListUnassigned(who, source.config->id,
                                                    as_of, kMostUnassigned));
    if (parties.empty()) continue;
    std::vector<std::string> names;
    for (const UnassignedParty& party : parties) {
      names.push_back(
          absl::StrCat("\"", party.party, "\" (", party.count, ")"));
    }
    Gap gap;
    gap.provider = kUnassigned;
    gap.source = source.config->id;
    gap.rule = "source-unassigned-parties";
    gap.arguments = {{"parties", absl::StrJoin(names, ", ")}};
    AddGap(std::move(gap), gaps);
  }
  return absl::OkStatus();
}

// The running month of a source that is not late is not over, which is no
// fault.
void AddStillArriving(const KnownPortfolio& known, const KnownSource& source,
                      const SourceRecord& record, TimeRange range,
                      std::vector<Gap>& gaps) {
  const TimeRange running =
      RangeOfMonth(absl::ToCivilMonth(known.moment(), absl::UTCTimeZone()));
  if (source.former || !record.data_until.has_value() ||
      !range.Contains(running.from) || *record.data_until <= running.from ||
      *record.data_until >= running.to) {
    return;
  }
  Gap gap;
  gap.provider = source.provider;
  gap.source = source.config->id;
  gap.rule = "cost-still-arriving";
  gap.arguments = {{"month", CostMonth(running.from)},
                   {"until", FormatForPeople(*record.data_until)}};
  gap.notice = true;
  AddGap(std::move(gap), gaps);
}

// What the sources of cost that the question is about leave out. Adds the
// months that a gap of a partner's own source names to `told`.
absl::Status AddSourceGaps(const AnswerContext& context, const Principal& who,
                           const KnownPortfolio& known,
                           const CostSummaryQuestion& question, TimeRange range,
                           AsOf as_of, MonthsByProvider& told,
                           std::vector<Gap>& gaps) {
  for (const KnownSource& source : known.sources()) {
    if (!question.provider.empty() &&
        !known.SpeaksAbout(source, question.provider) &&
        !(source.shared && question.provider == kUnassigned)) {
      continue;
    }
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, source.config->id, as_of));
    if (!MayTell(record, FactKind::kCharges)) continue;
    AddFreshnessGap(known, source, record, gaps);
    ASSIGN_OR_RETURN(
        const std::vector<absl::CivilMonth> missing,
        AddCostGaps(context, who, known, source, record, range, as_of, gaps));
    if (!source.shared) {
      told[source.provider].insert(missing.begin(), missing.end());
    }
    AddStillArriving(known, source, record, range, gaps);
  }
  return absl::OkStatus();
}

// The months of `range` without charges of a provider, whichever source would
// tell them, as one gap. `delivered` are those of periods that start within the
// range, `told` those that other gaps name. A question without a range is about
// whatever was delivered, which is a gap only where that is nothing.
absl::Status AddSilentGap(const AnswerContext& context, const Principal& who,
                          const KnownPortfolio& known,
                          const std::string& provider, TimeRange range,
                          AsOf as_of,
                          const std::set<absl::CivilMonth>& delivered,
                          const std::set<absl::CivilMonth>& told,
                          std::vector<Gap>& gaps) {
  Gap gap;
  gap.provider = provider;
  gap.rule = "cost-month-not-delivered";
  if (range.from == absl::InfinitePast() && delivered.empty()) {
    gap.arguments["month"] =
        range.to == absl::InfiniteFuture()
            ? "any month"
            : absl::StrCat(
                  "any month until ",
                  CostMonth(std::min(known.moment(),
                                     range.to - absl::Microseconds(1))));
    AddGap(std::move(gap), gaps);
    return absl::OkStatus();
  }
  if (range == TimeRange()) return absl::OkStatus();
  const absl::CivilMonth earliest =
      delivered.empty() ? absl::CivilMonth() : *delivered.begin();
  std::vector<absl::CivilMonth> missing =
      MonthsWithin(range, earliest, known.moment());
  std::erase_if(missing, [&](absl::CivilMonth month) {
    return delivered.contains(month) || told.contains(month);
  });
  if (missing.empty()) return absl::OkStatus();
  // A quarter or year that started before the range covers its months too.
  if (range.from != absl::InfinitePast()) {
    CostFilter before;
    before.billing_period_start = {range.from - kLongestPeriod, range.from};
    for (const std::string& id : IdsOf(known, provider)) {
      before.provider = id;
      RETURN_IF_ERROR(context.cost.ReadTotals(
          who, before, as_of, [&](const CostTotalRow& row) {
            std::erase_if(missing, [&](absl::CivilMonth month) {
              return RangeOfMonth(month).from < row.billing_period_end;
            });
            return absl::OkStatus();
          }));
    }
  }
  if (missing.empty()) return absl::OkStatus();
  gap.arguments["month"] = MonthsInWords(missing);
  AddGap(std::move(gap), gaps);
  return absl::OkStatus();
}

// A provider of the configuration that no source tells the cost of, or not that
// of every month asked about.
absl::Status AddProviderGaps(const AnswerContext& context, const Principal& who,
                             const KnownPortfolio& known,
                             const CostSummaryQuestion& question,
                             TimeRange range, AsOf as_of,
                             MonthsByProvider& delivered,
                             MonthsByProvider& told, std::vector<Gap>& gaps) {
  for (const ProviderConfig& provider : known.portfolio().providers) {
    if (!question.provider.empty() && question.provider != provider.id) {
      continue;
    }
    bool may_tell = false;
    for (const KnownSource& source : known.sources()) {
      if (may_tell || source.former ||
          !known.SpeaksAbout(source, provider.id)) {
        continue;
      }
      ASSIGN_OR_RETURN(
          const SourceRecord record,
          context.sources.GetSource(who, source.config->id, as_of));
      may_tell = MayTell(record, FactKind::kCharges);
    }
    if (may_tell || !delivered[provider.id].empty()) {
      RETURN_IF_ERROR(AddSilentGap(context, who, known, provider.id, range,
                                   as_of, delivered[provider.id],
                                   told[provider.id], gaps));
    }
    if (may_tell) continue;
    Gap gap;
    gap.provider = provider.id;
    gap.rule = "cost-no-source";
    AddGap(std::move(gap), gaps);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CostSummaryAnswer> AnswerCostSummary(
    const AnswerContext& context, const Principal& who,
    const CostSummaryQuestion& question, AsOf as_of) {
  RETURN_IF_ERROR(CheckKeys(question.by));
  if (!question.in.empty() && !IsCurrencyCode(question.in)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "in: \"", question.in, "\" is no ISO 4217 currency, for instance EUR"));
  }
  CostFilter filter;
  ASSIGN_OR_RETURN(
      filter.billing_period_start,
      ParseTimeRange(question.from, question.to, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  CostSummaryQuestion asked = question;
  std::vector<std::string> ids;
  if (!question.provider.empty()) {
    asked.provider = known.CurrentId(question.provider);
    ids = IdsOf(known, asked.provider);
    // A provider that left the configuration may have left only its cost.
    if (!known.IsKnown(asked.provider)) {
      bool found = false;
      CostFilter any{.provider = asked.provider};
      RETURN_IF_ERROR(
          context.cost.ReadTotals(who, any, as_of, [&](const CostTotalRow&) {
            found = true;
            return absl::OkStatus();
          }));
      if (!found) return known.CheckProvider(asked.provider);
    }
  }

  const bool by_line =
      std::any_of(asked.by.begin(), asked.by.end(),
                  [](const std::string& key) { return IsLineKey(key); });
  if (by_line) {
    RETURN_IF_ERROR(CheckLinesAllowed(context, who, ids, asked, filter, as_of));
  }
  Gathered gathered;
  const auto gather = [&](const auto& from) -> absl::Status {
    if (ids.empty()) {
      return from(context, who, known, asked, filter, as_of, gathered);
    }
    for (const std::string& id : ids) {
      filter.provider = id;
      RETURN_IF_ERROR(
          from(context, who, known, asked, filter, as_of, gathered));
    }
    return absl::OkStatus();
  };
  CostSummaryAnswer answer;
  if (!by_line) {
    RETURN_IF_ERROR(gather(GatherTotals));
  } else if (const absl::Status lines = gather(GatherLines);
             absl::IsFailedPrecondition(lines)) {
    // Lines that were replaced are not kept for ever; their totals are.
    gathered = Gathered();
    RETURN_IF_ERROR(gather(GatherTotals));
    Gap gap;
    gap.provider = asked.provider;
    gap.rule = "cost-lines-dropped";
    gap.arguments = {{"keys", LineKeysOf(asked)}};
    answer.gaps.push_back(std::move(gap));
  } else {
    RETURN_IF_ERROR(lines);
  }

  bool ledger_counts = false;
  // By provider, source and currency.
  std::map<std::array<std::string, 3>, LedgerBeside> beside;
  for (const auto& [of, groups] : gathered.ledger) {
    const auto& [provider, period_start, source] = of;
    if (gathered.judge.Counts(provider, period_start, CostBasis::kLedger)) {
      ledger_counts = true;
      RETURN_IF_ERROR(Merge(groups, gathered.charges));
      continue;
    }
    for (const auto& [keys, parts] : groups) {
      for (const auto& [part, total] : parts) {
        LedgerBeside& left = beside[{provider, source, part.currency}];
        left.months.insert(CostMonth(period_start));
        RETURN_IF_ERROR(left.amount.Add(total.billed));
      }
    }
  }
  answer.basis = gathered.any_charges && ledger_counts
                     ? "charges; ledger where no charges were delivered"
                 : ledger_counts ? "ledger"
                                 : "charges";
  for (const auto& [of, left] : beside) {
    const auto& [provider, source, currency] = of;
    Gap gap;
    gap.provider = provider;
    gap.source = source;
    gap.rule = "cost-ledger-not-counted";
    gap.arguments = {{"month", left.MonthsInWords()},
                     {"amount", AmountText(left.amount, currency)},
                     {"currency", currency}};
    gap.notice = true;  // the other evidence about the same cost
    answer.gaps.push_back(std::move(gap));
  }

  const CostConverter converter(context.rates.At(as_of.known), asked.in,
                                known.moment());
  for (const auto& [values, parts] : gathered.charges) {
    if (asked.in.empty()) {
      RETURN_IF_ERROR(AddExactRows(asked, values, parts, answer.rows));
    } else {
      RETURN_IF_ERROR(AddConvertedRows(asked, converter, values, parts,
                                       answer.rows, answer.gaps));
    }
  }
  for (const std::string& source : gathered.region_left_out) {
    Gap gap;
    gap.provider = asked.provider;
    gap.source = source;
    gap.rule = "cost-region-left-out";
    gap.arguments = {{"limit", "20000"}};
    answer.gaps.push_back(std::move(gap));
  }
  RETURN_IF_ERROR(AddNullGaps(gathered.charges, asked.provider, answer.gaps));
  MonthsByProvider told;
  RETURN_IF_ERROR(AddSourceGaps(context, who, known, asked,
                                filter.billing_period_start, as_of, told,
                                answer.gaps));
  RETURN_IF_ERROR(AddProviderGaps(context, who, known, asked,
                                  filter.billing_period_start, as_of,
                                  gathered.months, told, answer.gaps));
  RETURN_IF_ERROR(
      AddUnassignedGaps(context, who, known, asked, as_of, answer.gaps));
  return answer;
}

}  // namespace regisseur
