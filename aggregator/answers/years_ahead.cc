#include "aggregator/answers/years_ahead.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/contract_plan.h"
#include "aggregator/answers/contract_volume.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/cost_outlook.h"
#include "aggregator/answers/years_asked.h"
#include "core/base/status_macros.h"
#include "core/contract/month_version.h"
#include "core/contract/notice_dates.h"
#include "core/money/currency.h"
#include "core/pricing/assumed_index.h"
#include "core/pricing/contract_price.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

Gap Assumption(const std::string& provider, const char* rule,
               std::map<std::string, std::string> arguments) {
  Gap gap;
  gap.provider = provider;
  gap.rule = rule;
  gap.arguments = std::move(arguments);
  gap.notice = true;
  return gap;
}

using MonthAmounts = std::map<absl::CivilMonth, Decimal>;

// What of the months falls to the days [from, to).
absl::StatusOr<Decimal> AmountOf(const MonthAmounts& months,
                                 absl::CivilDay from, absl::CivilDay to) {
  Decimal sum;
  if (to <= from) return sum;
  for (auto it = months.lower_bound(absl::CivilMonth(from));
       it != months.end() && absl::CivilDay(it->first) < to; ++it) {
    ASSIGN_OR_RETURN(const Decimal share,
                     ShareOfDays(it->second, it->first, from, to));
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, share));
  }
  return sum;
}

// When a contract ends; absent where nothing ends it.
struct Ends {
  std::optional<absl::CivilDay> without_options;
  std::optional<absl::CivilDay> with_options;
};

Ends EndsOf(const Contract& contract, absl::CivilDay today) {
  const absl::CivilDay on = std::max(today, contract.term.start);
  const NoticeDates dates =
      ComputeNoticeDates(contract.term, on, contract.holidays);
  Ends ends;
  ends.without_options = dates.term_end;
  if (dates.notice_missed && dates.earliest_exit.has_value()) {
    // It renewed already.
    ends.without_options = std::max(ends.without_options, dates.earliest_exit);
  }
  if (dates.renews) return ends;
  ends.with_options = dates.last_possible_end.has_value()
                          ? dates.last_possible_end
                          : dates.term_end;
  return ends;
}

// The same with the versions that are agreed already and hold later.
Ends EndsOf(const ContractRegister& contracts, const std::string& id,
            absl::CivilDay today) {
  Ends ends = EndsOf(*contracts.Find(id, today), today);
  for (const Contract* version : contracts.Versions(id)) {
    if (version->ValidFrom() <= today) continue;
    if (ends.with_options.has_value() &&
        *ends.with_options < version->ValidFrom()) {
      break;
    }
    ends = EndsOf(*version, today);
  }
  return ends;
}

class YearsAheadReader {
 public:
  YearsAheadReader(const AnswerContext& context, const Principal& who,
                   const KnownPortfolio& known, const YearsAsked& asked,
                   bool contract_years, AsOf as_of, YearsAheadAnswer& answer)
      : context_(context),
        who_(who),
        known_(known),
        asked_(asked),
        contract_years_(contract_years),
        as_of_(as_of),
        today_(absl::ToCivilDay(known.moment(), known.portfolio().time_zone)),
        contracts_(context.contracts.At(as_of.known)),
        answer_(answer) {}

  absl::Status Read() {
    for (const Contract* contract : contracts_->InForce(today_)) {
      const std::string provider = known_.CurrentId(contract->provider);
      if (!asked_.provider.empty() && provider != asked_.provider) continue;
      RETURN_IF_ERROR(ReadContract(*contract, provider));
    }
    RETURN_IF_ERROR(ReadPartners());
    std::stable_sort(answer_.rows.begin(), answer_.rows.end(),
                     [](const YearAheadRow& a, const YearAheadRow& b) {
                       return std::tie(a.provider, a.contract) <
                              std::tie(b.provider, b.contract);
                     });
    AddContractFileGaps(context_, known_, *contracts_, asked_.provider, today_,
                        as_of_, answer_.gaps);
    return absl::OkStatus();
  }

 private:
  absl::Status ReadContract(const Contract& contract,
                            const std::string& provider) {
    const Ends ends = EndsOf(*contracts_, contract.id, today_);
    if (ends.with_options.has_value() && *ends.with_options <= today_) {
      return absl::OkStatus();  // it is over
    }
    if (ends.with_options.has_value() &&
        *ends.with_options <= absl::CivilDay(asked_.first)) {
      has_contract_.insert(provider);
      AddGap(Assumption(provider, "outlook-ends-before",
                        {{"contract", contract.id},
                         {"day", FormatDay(*ends.with_options - 1)}}),
             answer_.gaps);
      return absl::OkStatus();
    }
    if (contract.pricing.empty()) {
      Gap gap = Assumption(provider, "outlook-without-price",
                           {{"contract", contract.id}});
      gap.notice = false;
      AddGap(std::move(gap), answer_.gaps);
      return absl::OkStatus();  // its partner is forecast
    }
    has_contract_.insert(provider);
    priced_[provider].Add(contract);
    YearsAheadAssumptions taken{.provider = provider, .contract = contract.id};
    TellEnds(ends, taken);
    AddLotGaps(contract, provider, answer_.gaps);
    const std::vector<YearSpan> years =
        contract_years_ ? asked_.ContractYears(contract.term.start)
                        : asked_.CalendarYears();
    if (years.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(Amounts amounts,
                     PriceMonths(contract, provider, years, taken));
    for (const YearSpan& year : years) {
      RETURN_IF_ERROR(AddRow(contract, provider, year, ends, amounts));
    }
    for (Gap& item : taken.items) item.arguments["contract"] = contract.id;
    answer_.assumptions.push_back(std::move(taken));
    return absl::OkStatus();
  }

  static void TellEnds(const Ends& ends, YearsAheadAssumptions& taken) {
    const auto last = [](const std::optional<absl::CivilDay>& end)
        -> std::optional<absl::CivilDay> {
      if (!end.has_value()) return std::nullopt;
      return *end - 1;
    };
    taken.last_day = last(ends.without_options);
    taken.last_day_with_options = last(ends.with_options);
    if (!taken.last_day.has_value()) {
      taken.items.push_back(Assumption(taken.provider, "outlook-runs-on", {}));
    } else if (!taken.last_day_with_options.has_value()) {
      taken.items.push_back(Assumption(taken.provider, "outlook-renews",
                                       {{"day", FormatDay(*taken.last_day)}}));
    } else if (taken.last_day_with_options != taken.last_day) {
      taken.items.push_back(
          Assumption(taken.provider, "outlook-options",
                     {{"day", FormatDay(*taken.last_day)},
                      {"last", FormatDay(*taken.last_day_with_options)}}));
    } else {
      taken.items.push_back(Assumption(taken.provider, "outlook-ends",
                                       {{"day", FormatDay(*taken.last_day)}}));
    }
  }

  struct Amounts {
    MonthAmounts months;
    MonthAmounts without_index;  // at the prices of today
    bool volume_unknown = false;
  };

  absl::StatusOr<Amounts> PriceMonths(const Contract& contract,
                                      const std::string& provider,
                                      const std::vector<YearSpan>& years,
                                      YearsAheadAssumptions& taken) {
    Amounts amounts;
    const absl::CivilMonth first =
        std::max(absl::CivilMonth(years.front().from),
                 absl::CivilMonth(contract.term.start));
    const absl::CivilMonth last(years.back().to - 1);
    std::set<std::string> told;  // of its versions
    for (const MonthStretch& stretch :
         StretchesOf(*contracts_, contract.id, first, last)) {
      const Contract* version = stretch.version;
      const absl::CivilMonth month = stretch.first;
      const absl::CivilMonth until = stretch.last;
      ASSIGN_OR_RETURN(ContractVolume volume,
                       ReadContractVolume(context_, who_, known_, *version,
                                          until, as_of_, answer_.gaps));
      for (Gap& item : volume.assumptions) {
        if (told.insert(item.arguments["component"]).second) {
          item.provider = provider;
          taken.items.push_back(std::move(item));
        }
      }
      amounts.volume_unknown |= !volume.unknown.empty();
      ASSIGN_OR_RETURN(const Contract indexed,
                       WithIndex(*version, month, until, taken));
      Contract as_today = indexed;
      std::erase_if(as_today.indexed, [&](const IndexedPricing& step) {
        return absl::CivilDay(step.from) > today_;
      });
      RETURN_IF_ERROR(
          AddMonths(indexed, volume.usage, month, until, amounts.months));
      RETURN_IF_ERROR(AddMonths(as_today, volume.usage, month, until,
                                amounts.without_index));
    }
    return amounts;
  }

  static absl::Status AddMonths(const Contract& contract,
                                const PricedUsage& usage,
                                absl::CivilMonth first, absl::CivilMonth last,
                                MonthAmounts& months) {
    ASSIGN_OR_RETURN(
        const std::vector<MonthPrice> prices,
        PriceContract(contract, usage, absl::CivilMonth(contract.term.start),
                      last));
    for (const MonthPrice& price : prices) {
      if (price.month < first) continue;
      Decimal& sum = months[price.month];
      for (const ComponentPrice& component : price.components) {
        if (!component.amount.has_value()) continue;
        ASSIGN_OR_RETURN(sum, Decimal::Add(sum, *component.amount));
      }
    }
    return absl::OkStatus();
  }

  // The version with the changes of prices that are taken to come.
  absl::StatusOr<Contract> WithIndex(const Contract& version,
                                     absl::CivilMonth first,
                                     absl::CivilMonth last,
                                     YearsAheadAssumptions& taken) {
    const absl::CivilDay until = absl::CivilDay(last + 1) - 1;
    for (const IndexedPricing& step : version.indexed) {
      if (absl::CivilDay(step.from) <= today_ || step.from > last) continue;
      AddGap(Assumption(taken.provider, "outlook-index-known",
                        {{"month", FormatMonth(step.from)}}),
             taken.items);
    }
    const std::vector<absl::CivilDay> unknown =
        UnknownIndexDays(version, today_, until);
    if (unknown.empty()) return version;
    if (!asked_.index.has_value()) {
      std::set<std::string> series;
      for (const IndexationClause& clause : version.indexation) {
        series.insert(clause.series);
      }
      AddGap(Assumption(taken.provider, "outlook-index-none",
                        {{"series", absl::StrJoin(series, ", ")},
                         {"day", FormatDay(unknown.front())}}),
             taken.items);
      return version;
    }
    ASSIGN_OR_RETURN(AssumedContract assumed,
                     AssumeIndex(version, *asked_.index, today_, until));
    for (const AssumedChange& change : assumed.changes) {
      if (absl::CivilMonth(change.from) < first) continue;
      AddGap(Assumption(taken.provider,
                        change.capped    ? "outlook-index-capped"
                        : change.floored ? "outlook-index-floored"
                                         : "outlook-index-assumed",
                        {{"series", change.series},
                         {"percent", change.percent.ToString()},
                         {"day", FormatDay(change.from)}}),
             taken.items);
    }
    return std::move(assumed.contract);
  }

  absl::Status AddRow(const Contract& contract, const std::string& provider,
                      const YearSpan& year, const Ends& ends,
                      const Amounts& amounts) {
    YearAheadRow row{.provider = provider,
                     .contract = contract.id,
                     .year = year.name,
                     .currency = contract.currency};
    const absl::CivilDay from = std::max(year.from, contract.term.start);
    const auto until = [&](const std::optional<absl::CivilDay>& end) {
      return std::min(year.to, end.value_or(year.to));
    };
    ASSIGN_OR_RETURN(
        const Decimal without,
        AmountOf(amounts.months, from, until(ends.without_options)));
    ASSIGN_OR_RETURN(const Decimal with,
                     AmountOf(amounts.months, from, until(ends.with_options)));
    ASSIGN_OR_RETURN(const Decimal plain, AmountOf(amounts.without_index, from,
                                                   until(ends.with_options)));
    row.without_options = without;
    row.with_options = with;
    ASSIGN_OR_RETURN(row.indexation, Decimal::Subtract(with, plain));
    if (ends.with_options.has_value() && *ends.with_options < year.to) {
      row.incomplete = *ends.with_options <= year.from
                           ? "outlook-row-after-end"
                           : "outlook-row-ends-within";
    } else if (contract.term.start > year.from) {
      row.incomplete = "outlook-row-begins-within";
    }
    if (amounts.volume_unknown && row.incomplete.empty()) {
      row.incomplete = "outlook-row-volume-unknown";
    }
    answer_.rows.push_back(std::move(row));
    return absl::OkStatus();
  }

  // What charges tell of partners: all of those without a contract, and what
  // the others charge beside theirs.
  absl::Status ReadPartners() {
    std::vector<std::string> partners;
    for (const ProviderConfig& config : known_.portfolio().providers) {
      if (!asked_.provider.empty() && config.id != asked_.provider) continue;
      // What comes after its contract is told as such.
      if (has_contract_.contains(config.id) && !priced_.contains(config.id)) {
        continue;
      }
      partners.push_back(config.id);
    }
    // What nobody claims is cost too.
    if (asked_.provider.empty()) partners.emplace_back(kUnassigned);
    if (partners.empty()) return absl::OkStatus();
    const absl::CivilMonth running = RunningMonth(known_);
    const absl::CivilMonth last(asked_.end() - 1);
    ASSIGN_OR_RETURN(
        const CostHistory history,
        ReadCostHistory(context_, who_, known_,
                        {.providers = partners,
                         .first = std::min(running - kHistoryMonths,
                                           absl::CivilMonth(asked_.first)),
                         .last = running},
                        as_of_));
    ASSIGN_OR_RETURN(const std::vector<SeriesOutlook> outlooks,
                     OutlooksOf(history, running, std::max(running, last)));
    std::map<std::string, std::map<std::string, MonthAmounts>> amounts;
    std::map<std::string, Forecast> forecasts;
    for (const SeriesOutlook& outlook : outlooks) {
      if (!IsForecast(outlook.key())) continue;
      forecasts[outlook.key().provider].Add(outlook);
      MonthAmounts& months =
          amounts[outlook.key().provider][outlook.key().currency];
      for (absl::CivilMonth month =
               std::max(running, absl::CivilMonth(asked_.first));
           month <= last; ++month) {
        const Decimal rest =
            RoundedEstimate(outlook.Rest(month), outlook.key().currency);
        ASSIGN_OR_RETURN(months[month], Decimal::Add(months[month], rest));
      }
    }
    for (const auto* all : {&history.series, &history.stand_ins}) {
      for (const auto& [key, series] : *all) {
        if (!IsForecast(key)) continue;
        for (const auto& [month, cost] : series) {
          if (month < absl::CivilMonth(asked_.first)) continue;
          ASSIGN_OR_RETURN(const ExactSum sum, cost.Sum());
          ASSIGN_OR_RETURN(const Decimal amount, sum.ToDecimal());
          Decimal& of = amounts[key.provider][key.currency][month];
          ASSIGN_OR_RETURN(of, Decimal::Add(of, amount));
        }
      }
    }
    for (const std::string& partner : partners) {
      const auto priced = priced_.find(partner);
      if (priced != priced_.end() && priced->second.may_be_all) {
        RETURN_IF_ERROR(HoldAgainstContracts(partner, amounts[partner]));
        continue;
      }
      RETURN_IF_ERROR(
          AddPartner(partner, amounts[partner], forecasts[partner]));
      if (partner == kUnassigned || priced != priced_.end()) continue;
      RETURN_IF_ERROR(AddHistoryGaps(
          context_, who_, known_, partner,
          {RangeOfMonth(running - 12).from, RangeOfMonth(running).to}, as_of_,
          answer_.gaps));
    }
    return absl::OkStatus();
  }

  // What the series of a partner come from.
  struct Forecast {
    std::set<std::string> services;
    int months = 0;

    void Add(const SeriesOutlook& outlook) {
      services.insert(outlook.key().service);
      months = std::max(months, outlook.history_months());
    }
  };

  // What the contracts of a partner have a price for.
  struct Priced {
    std::set<std::string> services;
    // A fee, or use that no name of a service tells, can be on any line.
    bool may_be_all = false;

    void Add(const Contract& contract) {
      for (const PriceComponent& component : contract.pricing) {
        const bool is_named = component.meter.has_value() &&
                              !component.meter->service_name.empty();
        if (is_named) {
          services.insert(component.meter->service_name);
        } else if (!std::holds_alternative<MinimumCommitment>(component.form)) {
          may_be_all = true;
        }
      }
    }
  };

  // False for what a contract has a price for by the name of the service.
  bool IsForecast(const CostSeriesKey& key) const {
    const auto priced = priced_.find(key.provider);
    return priced == priced_.end() || priced->second.may_be_all ||
           !priced->second.services.contains(key.service);
  }

  // Of a partner whose contracts may be all that it charges: what is forecast
  // from charges beyond them, in the first year that they are whole in.
  absl::Status HoldAgainstContracts(
      const std::string& provider,
      const std::map<std::string, MonthAmounts>& charged) {
    if (contract_years_) return absl::OkStatus();  // years overlap
    for (const YearSpan& year : asked_.CalendarYears()) {
      std::map<std::string, Decimal> agreed;
      bool is_whole = true;
      for (const YearAheadRow& row : answer_.rows) {
        if (row.provider != provider || row.year != year.name) continue;
        is_whole = is_whole && row.incomplete.empty();
        Decimal& sum = agreed[row.currency];
        ASSIGN_OR_RETURN(sum, Decimal::Add(sum, row.with_options));
      }
      if (!is_whole) continue;
      for (const auto& [currency, months] : charged) {
        ASSIGN_OR_RETURN(const Decimal all,
                         AmountOf(months, year.from, year.to));
        ASSIGN_OR_RETURN(const Decimal beyond,
                         Decimal::Subtract(all, agreed[currency]));
        ASSIGN_OR_RETURN(const Decimal hundredfold,
                         Decimal::Multiply(beyond, Decimal(100, 0)));
        if (hundredfold <= all) continue;  // a forecast is no closer
        const int digits = MinorUnitDigits(currency);
        const auto said = [&](const Decimal& amount) {
          return amount.RoundedHalfAwayFromZero(digits).ToString();
        };
        Gap gap = Assumption(provider, "outlook-charged-beyond",
                             {{"year", year.name},
                              {"forecast", said(all)},
                              {"agreed", said(agreed[currency])},
                              {"amount", said(beyond)},
                              {"currency", currency}});
        gap.notice = false;
        AddGap(std::move(gap), answer_.gaps);
      }
      return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  absl::Status AddPartner(
      const std::string& provider,
      const std::map<std::string, MonthAmounts>& by_currency,
      const Forecast& forecast) {
    if (forecast.services.empty()) {
      if (provider == kUnassigned || priced_.contains(provider)) {
        return absl::OkStatus();
      }
      Gap gap = Assumption(provider, "outlook-nothing-known", {});
      gap.notice = false;
      AddGap(std::move(gap), answer_.gaps);
      return absl::OkStatus();
    }
    for (const auto& [currency, amounts] : by_currency) {
      for (const YearSpan& year : asked_.CalendarYears()) {
        YearAheadRow row{
            .provider = provider, .year = year.name, .currency = currency};
        ASSIGN_OR_RETURN(const Decimal amount,
                         AmountOf(amounts, year.from, year.to));
        row.with_options = amount;
        row.without_options = amount;
        answer_.rows.push_back(std::move(row));
      }
    }
    YearsAheadAssumptions taken{.provider = provider};
    const std::string months = absl::StrCat(forecast.months);
    taken.items.push_back(
        priced_.contains(provider)
            ? Assumption(provider, "outlook-beside",
                         {{"months", months},
                          {"services", absl::StrJoin(forecast.services, ", ")}})
            : Assumption(
                  provider, "outlook-forecast",
                  {{"months", months},
                   {"services", absl::StrCat(forecast.services.size())}}));
    answer_.assumptions.push_back(std::move(taken));
    return absl::OkStatus();
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const YearsAsked& asked_;
  const bool contract_years_;
  const AsOf as_of_;
  const absl::CivilDay today_;
  const std::shared_ptr<const ContractRegister> contracts_;
  YearsAheadAnswer& answer_;
  std::set<std::string> has_contract_;
  std::map<std::string, Priced> priced_;  // by partner
};

// Rows in the currency asked for, where there is a rate.
absl::Status Convert(const CostConverter& converter, YearsAheadAnswer& answer) {
  for (YearAheadRow& row : answer.rows) {
    if (row.currency == converter.currency()) continue;
    Decimal* const amounts[] = {&row.without_options, &row.with_options,
                                &row.indexation};
    bool known = true;
    std::vector<Decimal> converted;
    for (const Decimal* amount : amounts) {
      ExactSum sum;
      RETURN_IF_ERROR(sum.Add(*amount));
      ConvertedSum into;
      const absl::Status added =
          converter.AddTo(into, sum, row.currency, converter.Ahead());
      if (absl::IsNotFound(added)) {
        known = false;
        break;
      }
      RETURN_IF_ERROR(added);
      ASSIGN_OR_RETURN(const Decimal unrounded, into.Unrounded());
      converted.push_back(unrounded);
    }
    if (!known) {
      Gap gap;
      gap.provider = row.provider;
      gap.rule = "outlook-no-rate";
      gap.arguments = {{"currency", row.currency},
                       {"to", converter.currency()}};
      AddGap(std::move(gap), answer.gaps);
      continue;
    }
    AddGap(
        Assumption("", "outlook-converted",
                   {{"currency", row.currency}, {"to", converter.currency()}}),
        answer.gaps);
    for (size_t i = 0; i < converted.size(); ++i) *amounts[i] = converted[i];
    row.currency = converter.currency();
  }
  return absl::OkStatus();
}

// Rows are rounded once, at the end (DECISIONS 20), and the part of the index
// is what the row is more than at the prices of today.
absl::Status Round(YearsAheadAnswer& answer) {
  for (YearAheadRow& row : answer.rows) {
    const int digits = MinorUnitDigits(row.currency);
    ASSIGN_OR_RETURN(const Decimal plain,
                     Decimal::Subtract(row.with_options, row.indexation));
    for (Decimal* amount : {&row.without_options, &row.with_options}) {
      *amount = amount->RoundedHalfAwayFromZero(digits);
    }
    ASSIGN_OR_RETURN(row.indexation,
                     Decimal::Subtract(row.with_options,
                                       plain.RoundedHalfAwayFromZero(digits)));
  }
  return absl::OkStatus();
}

absl::Status AddTotals(YearsAheadAnswer& answer) {
  std::map<std::pair<std::string, std::string>, YearAheadTotal> totals;
  for (const YearAheadRow& row : answer.rows) {
    YearAheadTotal& total = totals[{row.year, row.currency}];
    total.year = row.year;
    total.currency = row.currency;
    ASSIGN_OR_RETURN(total.without_options,
                     Decimal::Add(total.without_options, row.without_options));
    ASSIGN_OR_RETURN(total.with_options,
                     Decimal::Add(total.with_options, row.with_options));
    if (row.contract.empty()) {
      ASSIGN_OR_RETURN(total.forecast,
                       Decimal::Add(total.forecast, row.with_options));
    }
    total.incomplete |= !row.incomplete.empty();
  }
  const bool gaps = std::any_of(answer.gaps.begin(), answer.gaps.end(),
                                [](const Gap& gap) { return !gap.notice; });
  for (auto& [key, total] : totals) {
    const int digits = MinorUnitDigits(total.currency);
    for (Decimal* amount :
         {&total.without_options, &total.with_options, &total.forecast}) {
      *amount = amount->RoundedHalfAwayFromZero(digits);
    }
    total.incomplete |= gaps;
    answer.totals.push_back(std::move(total));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<YearsAheadAnswer> AnswerYearsAhead(
    const AnswerContext& context, const Principal& who,
    const YearsAheadQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(const YearsAsked asked, YearsAsked::Parse(question, known));
  YearsAheadAnswer answer;
  RETURN_IF_ERROR(YearsAheadReader(context, who, known, asked,
                                   question.contract_years, as_of, answer)
                      .Read());
  if (!question.in.empty()) {
    const CostConverter converter(context.rates.At(as_of.known), question.in,
                                  known.moment(), known.portfolio().conversion);
    RETURN_IF_ERROR(Convert(converter, answer));
  }
  // Years that begin on different days are not added.
  if (!question.contract_years) RETURN_IF_ERROR(AddTotals(answer));
  RETURN_IF_ERROR(Round(answer));
  return answer;
}

}  // namespace regisseur
