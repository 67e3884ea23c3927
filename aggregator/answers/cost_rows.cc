#include "aggregator/answers/cost_rows.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

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

}  // namespace

std::string AmountText(const ExactSum& sum, const std::string& currency) {
  return sum.ToText(MinorUnitDigits(currency));
}

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
      // A partner with a flat fee has no list: what no line tells is absent,
      // and no sum leaves a part of it out.
      const bool never_told = column->null_count == total.charge_count;
      if (never_told && column != &total.effective) continue;
      gaps.push_back(NullGap(provider, name, *column, currency));
    }
  }
  return absl::OkStatus();
}

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
    // clang 14 captures no structured binding by its name.
    const auto add = [&, &part = part](ConvertedSum& sum,
                                       const ExactSum& amount) -> absl::Status {
      return converter.AddTo(sum, amount, part.currency, part.billed);
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
                       {"day", FormatDay(converter.DayOf(part.billed))}};
      AddGap(std::move(gap), gaps);
      continue;
    }
    RETURN_IF_ERROR(added);
    if (const std::optional<absl::CivilDay> day =
            converter.ProvisionalDay(part.currency, part.billed)) {
      Gap gap;
      gap.provider = question.provider;
      gap.rule = "cost-provisional-rate";
      gap.arguments = {
          {"period", BillingPeriodLabel(part.billed.start, part.billed.end)},
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

}  // namespace regisseur
