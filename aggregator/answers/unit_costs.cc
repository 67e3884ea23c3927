#include "aggregator/answers/unit_costs.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/charge_selection.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kDefaultMonths = 12;
constexpr int kMostMonths = 120;
// Lines are read for a scope that a service's name does not tell.
constexpr int kMostMonthsOfLines = 36;
// Decimals of a unit cost beyond the currency's.
constexpr int kMoreDigits = 2;
// Decimals that an index is worked out with.
constexpr int kIndexScale = 9;

std::string Meant(const std::string& word,
                  const std::vector<std::string>& names) {
  const std::string near = NearestWord(word, names);
  return near.empty() ? "" : absl::StrCat("; did you mean ", near, "?");
}

// By provider (empty: all) the selectors of what counts; without any all of it.
using Scope = std::map<std::string, std::vector<std::string>>;

absl::Status AddService(const KnownPortfolio& known, const std::string& text,
                        Scope& scope) {
  const size_t slash = text.find('/');
  const std::string provider = known.CurrentId(text.substr(0, slash));
  const std::string service =
      slash == std::string::npos ? "" : text.substr(slash + 1);
  std::vector<std::string> names;
  for (const ProviderConfig& config : known.portfolio().providers) {
    for (const ServiceConfig& each : config.services) {
      names.push_back(absl::StrCat(config.id, "/", each.id));
      if (config.id != provider || each.id != service) continue;
      if (each.charges.empty()) {
        return absl::InvalidArgumentError(
            absl::StrCat("service: nobody knows the cost of ", names.back(),
                         ": give it 'charges' in the configuration"));
      }
      std::vector<std::string>& of = scope[provider];
      of.insert(of.end(), each.charges.begin(), each.charges.end());
      return absl::OkStatus();
    }
  }
  return absl::NotFoundError(absl::StrCat(
      "no service ", text, ": write provider/service", Meant(text, names)));
}

absl::StatusOr<Scope> ScopeOf(const KnownPortfolio& known,
                              const UnitCostQuestion& question) {
  const int given = (question.provider.empty() ? 0 : 1) +
                    (question.service.empty() ? 0 : 1) +
                    (question.function.empty() ? 0 : 1);
  if (given > 1) {
    return absl::InvalidArgumentError(
        "ask about one of provider, service and function");
  }
  Scope scope;
  if (!question.provider.empty()) {
    const std::string provider = known.CurrentId(question.provider);
    RETURN_IF_ERROR(known.CheckProvider(provider));
    scope[provider] = {};
  } else if (!question.service.empty()) {
    RETURN_IF_ERROR(AddService(known, question.service, scope));
  } else if (!question.function.empty()) {
    std::vector<std::string> names;
    for (const FunctionConfig& function : known.portfolio().functions) {
      names.push_back(function.id);
      if (function.id != question.function) continue;
      for (const auto& [provider, service] : function.needs) {
        RETURN_IF_ERROR(
            AddService(known, absl::StrCat(provider, "/", service), scope));
      }
      return scope;
    }
    return absl::NotFoundError(absl::StrCat("no function ", question.function,
                                            Meant(question.function, names)));
  } else {
    scope[""] = {};  // all of it, of nobody too
  }
  return scope;
}

absl::StatusOr<QuantityTable> QuantityOf(const AnswerContext& context,
                                         const KnownPortfolio& known,
                                         const UnitCostQuestion& question,
                                         AsOf as_of, std::string& unit) {
  if (!question.quantity_file.empty()) {
    return QuantityTable::Parse(question.quantity, question.quantity_file);
  }
  std::vector<std::string> names;
  for (const QuantityConfig& config : known.portfolio().quantities) {
    names.push_back(config.id);
    if (config.id == question.quantity) unit = config.unit;
  }
  if (context.quantities != nullptr) {
    const auto tables = context.quantities->At(as_of.known);
    const auto found = tables->find(question.quantity);
    if (found != tables->end()) return found->second;
  }
  if (question.quantity.empty()) {
    return absl::InvalidArgumentError(
        "quantity: name one of 'quantities' in the configuration, or a CSV "
        "file");
  }
  return absl::NotFoundError(absl::StrCat("no quantity ", question.quantity,
                                          " in the configuration",
                                          Meant(question.quantity, names)));
}

struct Months {
  absl::CivilMonth first;
  absl::CivilMonth last;
};

absl::StatusOr<Months> MonthsOfQuestion(const UnitCostQuestion& question,
                                        absl::CivilMonth running) {
  Months months{running - kDefaultMonths, running - 1};
  const auto read = [](const char* name, const std::string& text,
                       absl::CivilMonth& month) -> absl::Status {
    if (text.empty()) return absl::OkStatus();
    const absl::StatusOr<absl::CivilMonth> parsed = ParseMonth(text);
    if (!parsed.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ": \"", text, "\" is no month such as 2026-10"));
    }
    month = *parsed;
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(read("to", question.to, months.last));
  if (!question.to.empty()) months.first = months.last - (kDefaultMonths - 1);
  RETURN_IF_ERROR(read("from", question.from, months.first));
  if (months.last < months.first || months.last - months.first >= kMostMonths) {
    return absl::InvalidArgumentError(absl::StrCat(
        "from: ", FormatMonth(months.first), " to ", FormatMonth(months.last),
        " are not from 1 to ", kMostMonths, " months"));
  }
  return months;
}

// What the months of the scope cost, by currency.
class ScopeCost {
 public:
  ScopeCost(const KnownPortfolio& known, const CostConverter* converter,
            UnitCostAnswer& answer)
      : known_(known), converter_(converter), answer_(answer) {}

  absl::Status Read(const AnswerContext& context, const Principal& who,
                    const Scope& scope, Months months, AsOf as_of) {
    for (const auto& [provider, selectors] : scope) {
      CostHistoryScope asked{.first = months.first, .last = months.last};
      if (!provider.empty()) asked.providers = {provider};
      std::optional<ChargeSelection> selection;
      if (!selectors.empty()) {
        selection = ChargeSelection::BySelectors(selectors);
        if (!selection->by_service_name()) {
          if (months.last - months.first >= kMostMonthsOfLines) {
            return absl::InvalidArgumentError(absl::StrCat(
                "from: single lines are read for this service, of at most ",
                kMostMonthsOfLines, " months"));
          }
          asked.picks_line = [&](const ChargeLine& line) {
            return selection->PicksLine(line);
          };
        }
      }
      ASSIGN_OR_RETURN(const CostHistory history,
                       ReadCostHistory(context, who, known_, asked, as_of));
      for (const auto& [id, why] : history.without_lines) {
        Gap gap;
        gap.provider = id;
        gap.rule = "cost-lines-not-kept";
        gap.arguments = {{"why", why}};
        AddGap(std::move(gap), answer_.gaps);
      }
      for (const auto& [id, known] : history.providers) {
        delivered_.insert(known.delivered.begin(), known.delivered.end());
        if (!selectors.empty()) TellUnknown(id, known, history, months);
      }
      const bool by_name =
          selection.has_value() && selection->by_service_name();
      for (const auto* all : {&history.series, &history.stand_ins}) {
        for (const auto& [key, series] : *all) {
          if (by_name && !selection->PicksServiceName(key.service)) continue;
          RETURN_IF_ERROR(Add(key, series, months));
        }
      }
    }
    return absl::OkStatus();
  }

  // False for a month that nobody of the scope told, or told for the scope.
  bool IsKnown(absl::CivilMonth month) const {
    return delivered_.contains(month) && !unknown_.contains(month);
  }
  std::set<std::string> currencies() const {
    std::set<std::string> currencies;
    for (const auto& [key, sum] : sums_) currencies.insert(key.second);
    return currencies;
  }
  absl::StatusOr<Decimal> Of(absl::CivilMonth month,
                             const std::string& currency) {
    return sums_[{month, currency}].Rounded(currency);
  }
  absl::StatusOr<Decimal> Unrounded(absl::CivilMonth month,
                                    const std::string& currency) {
    return sums_[{month, currency}].Unrounded();
  }

 private:
  // Months of which a part of a provider is asked that they do not tell.
  void TellUnknown(const std::string& provider, const KnownMonths& known,
                   const CostHistory& history, Months months) {
    std::vector<absl::CivilMonth> invoiced;
    for (const absl::CivilMonth month : known.delivered) {
      if (month < months.first || month > months.last) continue;
      if (known.by_invoices.contains(month)) {
        invoiced.push_back(month);
        unknown_.insert(month);
      } else if (history.without_lines.contains(provider)) {
        unknown_.insert(month);
      }
    }
    if (invoiced.empty()) return;
    Gap gap;
    gap.provider = provider;
    gap.rule = "unit-by-invoices";
    gap.arguments = {{"months", MonthsInWords(invoiced)}};
    AddGap(std::move(gap), answer_.gaps);
  }

  absl::Status Add(const CostSeriesKey& key, const CostSeries& series,
                   Months months) {
    for (const auto& [month, cost] : series) {
      if (month < months.first || month > months.last) continue;
      for (const auto& [billed, amount] : cost.parts) {
        if (converter_ == nullptr || key.currency == converter_->currency()) {
          ConvertedSum& sum = sums_[std::make_pair(month, key.currency)];
          RETURN_IF_ERROR(sum.AddExact(amount));
          continue;
        }
        const absl::Status added =
            converter_->AddTo(sums_[{month, converter_->currency()}], amount,
                              key.currency, billed);
        if (!absl::IsNotFound(added)) {
          RETURN_IF_ERROR(added);
          continue;
        }
        if (!converter_->has_rates()) {
          AddGap(NoRatesGap(*converter_), answer_.gaps);
        }
        Gap gap;
        gap.provider = key.provider;
        gap.rule = "cost-no-rate";
        gap.arguments = {
            {"amount", amount.ToText(MinorUnitDigits(key.currency))},
            {"currency", key.currency},
            {"to", converter_->currency()},
            {"day", FormatDay(converter_->DayOf(billed))}};
        AddGap(std::move(gap), answer_.gaps);
      }
    }
    return absl::OkStatus();
  }

  const KnownPortfolio& known_;
  const CostConverter* const converter_;
  UnitCostAnswer& answer_;
  std::map<std::pair<absl::CivilMonth, std::string>, ConvertedSum> sums_;
  std::set<absl::CivilMonth> delivered_;
  std::set<absl::CivilMonth> unknown_;
};

// Of the month before, neither rounded.
struct CostAndQuantity {
  Decimal cost;
  Decimal quantity;
};

absl::Status AddUnitCost(const Decimal& cost,
                         std::map<std::string, CostAndQuantity>& before,
                         UnitCostRow& row) {
  if (!row.cost.has_value() || !row.quantity.has_value() ||
      row.quantity->IsZero()) {
    before.erase(row.currency);
    return absl::OkStatus();
  }
  const int digits = MinorUnitDigits(row.currency) + kMoreDigits;
  ASSIGN_OR_RETURN(const Decimal::Quotient unit,
                   Decimal::MultiplyDivide(
                       cost, Decimal(1, 0), *row.quantity,
                       {.rounded_scale = digits, .truncated_scale = digits}));
  row.unit_cost = unit.rounded;
  const auto last = before.find(row.currency);
  if (last != before.end() && last->second.cost > Decimal()) {
    ASSIGN_OR_RETURN(
        const Decimal::Quotient times,
        Decimal::MultiplyDivide(
            cost, Decimal(100, 0), last->second.cost,
            {.rounded_scale = kIndexScale, .truncated_scale = kIndexScale}));
    ASSIGN_OR_RETURN(const Decimal::Quotient index,
                     Decimal::MultiplyDivide(
                         times.rounded, last->second.quantity, *row.quantity,
                         {.rounded_scale = 1, .truncated_scale = 1}));
    row.index = index.rounded;
  }
  before[row.currency] = {cost, *row.quantity};
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<UnitCostAnswer> AnswerUnitCosts(const AnswerContext& context,
                                               const Principal& who,
                                               const UnitCostQuestion& question,
                                               AsOf as_of) {
  if (!question.in.empty() && !IsCurrencyCode(question.in)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "in: \"", question.in, "\" is no ISO 4217 currency, for instance EUR"));
  }
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  UnitCostAnswer answer;
  ASSIGN_OR_RETURN(const QuantityTable quantities,
                   QuantityOf(context, known, question, as_of, answer.unit));
  ASSIGN_OR_RETURN(const Scope scope, ScopeOf(known, question));
  ASSIGN_OR_RETURN(const Months months,
                   MonthsOfQuestion(question, RunningMonth(known)));
  std::optional<CostConverter> converter;
  if (!question.in.empty()) {
    converter.emplace(context.rates.At(as_of.known), question.in,
                      known.moment(), known.portfolio().conversion);
  }
  ScopeCost cost(known, converter.has_value() ? &*converter : nullptr, answer);
  RETURN_IF_ERROR(cost.Read(context, who, scope, months, as_of));
  std::set<std::string> currencies = cost.currencies();
  if (currencies.empty()) {
    currencies.insert(question.in.empty() ? known.portfolio().currency
                                          : question.in);
  }
  std::vector<absl::CivilMonth> without;
  std::vector<absl::CivilMonth> zero;
  std::map<std::string, CostAndQuantity> before;
  for (absl::CivilMonth month = months.first; month <= months.last; ++month) {
    const std::optional<Decimal> quantity = quantities.Of(month);
    if (!quantity.has_value()) {
      without.push_back(month);
    } else if (quantity->IsZero()) {
      zero.push_back(month);
    }
    for (const std::string& currency : currencies) {
      UnitCostRow row{.month = month, .currency = currency};
      row.quantity = quantity;
      Decimal exact;
      if (cost.IsKnown(month)) {
        ASSIGN_OR_RETURN(row.cost, cost.Of(month, currency));
        ASSIGN_OR_RETURN(exact, cost.Unrounded(month, currency));
      }
      RETURN_IF_ERROR(AddUnitCost(exact, before, row));
      answer.rows.push_back(std::move(row));
    }
  }
  for (const auto& [rule, list] : {std::pair{"unit-without-quantity", &without},
                                   std::pair{"unit-quantity-zero", &zero}}) {
    if (list->empty()) continue;
    Gap gap;
    gap.rule = rule;
    gap.arguments = {{"quantity", question.quantity},
                     {"months", MonthsInWords(*list)}};
    AddGap(std::move(gap), answer.gaps);
  }
  for (const auto& [provider, selectors] : scope) {
    RETURN_IF_ERROR(AddHistoryGaps(
        context, who, known, provider,
        {RangeOfMonth(months.first).from, RangeOfMonth(months.last).to}, as_of,
        answer.gaps));
  }
  return answer;
}

}  // namespace regisseur
