#include "services/focus/charge_row.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/utf8.h"
#include "core/money/currency.h"
#include "services/focus/focus_date_time.h"
#include "services/focus/focus_rule_ids.h"
#include "services/focus/key_values.h"

namespace regisseur::focus {
namespace {

// Places in ChargeRowReader::Work::moments.
enum Moment { kBillingStart, kBillingEnd, kChargeStart, kChargeEnd };

bool IsNull(absl::string_view text) {
  return text.empty() ||
         (text.size() == 4 && (text == "NULL" || text == "null"));
}

int MomentOf(Target target) {
  switch (target) {
    case Target::kBillingPeriodStart:
      return kBillingStart;
    case Target::kBillingPeriodEnd:
      return kBillingEnd;
    case Target::kChargePeriodStart:
      return kChargeStart;
    case Target::kChargePeriodEnd:
      return kChargeEnd;
    case Target::kOtherColumns:
    case Target::kText:
    case Target::kAmount:
      break;
  }
  return -1;
}

// Findings about a column say who demands it: a rule of FOCUS, or the format.
void SetDemands(const FocusHeader& header, const HeaderColumn& column,
                int index, FindingTally& tally) {
  constexpr std::pair<FocusRule, FocusDemand> kDemands[] = {
      {FocusRule::kNull, FocusDemand::kNotNull},
      {FocusRule::kNumericFormat, FocusDemand::kFormat},
      {FocusRule::kDateTimeFormat, FocusDemand::kFormat},
      {FocusRule::kCurrency, FocusDemand::kFormat},
      {FocusRule::kKeyValues, FocusDemand::kFormat},
      {FocusRule::kValueNotAllowed, FocusDemand::kAllowedValue}};
  for (const auto& [rule, demand] : kDemands) {
    tally.SetArgument(rule, index, "by",
                      header.mapping() != nullptr
                          ? std::string(header.mapping()->table->name)
                          : RuleOfFocus(column.name, demand));
  }
}

}  // namespace

ChargeRowReader::ChargeRowReader(const FocusHeader& header,
                                 const ChargeRowOptions& options,
                                 FindingTally& tally)
    : keep_personal_tags_(options.keep_personal_tags),
      keep_other_columns_(options.keep_other_columns),
      version_(header.version()),
      width_(header.width()),
      tally_(tally),
      rules_(header, tally),
      filled_(header.columns().size()),
      work_(kMostRows) {
  for (size_t i = 0; i < work_.size(); ++i) {
    work_[i].index = static_cast<int>(i);
  }
  moment_columns_.fill(-1);
  if (header.mapping() != nullptr) {
    mapper_.emplace(*header.mapping(), options.mapping, tally);
  }
  for (size_t i = 0; i < header.columns().size(); ++i) {
    const HeaderColumn& column = header.columns()[i];
    Step step;
    step.column = static_cast<int>(i);
    if (column.focus != nullptr) {
      step.of_focus = true;
      step.type = column.focus->type;
      // What another format does not say, it need not say.
      step.nullable = column.focus->nullable || mapper_.has_value();
      step.target = column.focus->target;
      step.index = column.focus->index;
      step.rank = column.focus->rank;
      step.allowed = AllowedValues(*column.focus, version_);
      SetDemands(header, column, step.column, tally);
      if (!step.allowed.empty()) {
        tally.SetArgument(FocusRule::kValueNotAllowed, step.column, "allowed",
                          absl::StrJoin(step.allowed, ", "));
      }
      step.is_subcategory = column.name == "ServiceSubcategory";
      if (step.is_subcategory) {
        tally.SetArgument(FocusRule::kValueNotAllowed, step.column, "allowed",
                          "the subcategories of its table");
      }
      if (step.is_subcategory) subcategory_column_ = step.column;
      if (column.name == "BillingCurrency") {
        billing_currency_column_ = step.column;
      }
      if (const int moment = MomentOf(step.target); moment >= 0) {
        moment_columns_[moment] = step.column;
      }
    }
    steps_.push_back(std::move(step));
  }
  std::stable_sort(
      steps_.begin(), steps_.end(),
      [](const Step& a, const Step& b) { return a.rank < b.rank; });
  std::array<bool, kChargeTextCount> has_column{};
  for (Step& step : steps_) {
    if (step.target != Target::kText) continue;
    step.shares_place = std::exchange(has_column[step.index], true);
  }
}

bool ChargeRowReader::ReadSecond(absl::Span<const absl::string_view> fields,
                                 int64_t line, ChargeRow& row) {
  if (!HasSecond(fields)) return false;
  ++rows_;
  return ReadCharge(mapper_->Map(fields, line, /*second=*/true), line, row);
}

bool ChargeRowReader::Read(absl::Span<const absl::string_view> fields,
                           int64_t line, ChargeRow& row) {
  ++rows_;
  if (fields.size() != width_) {
    tally_.AddRow(FocusRule::kRowShape, line,
                  {{"found", absl::StrCat(fields.size())},
                   {"expected", absl::StrCat(width_)}});
    return false;
  }
  if (mapper_.has_value()) fields = mapper_->Map(fields, line, false);
  return ReadCharge(fields, line, row);
}

void ChargeRowReader::Work::Start(int64_t its_line) {
  line = its_line;
  row.texts.fill(RowText());
  row.amounts.fill(std::nullopt);
  row.others.clear();
  moments.fill(std::nullopt);
  currency_known = false;
  subcategory = RowText();
}

bool ChargeRowReader::ReadCharge(absl::Span<const absl::string_view> fields,
                                 int64_t line, ChargeRow& row) {
  work_[0].Start(line);
  ReadRows(fields.data(), fields.size(), 1);
  std::swap(row, work_[0].row);
  return work_[0].counted;
}

void ChargeRowReader::ReadMany(const absl::string_view* fields,
                               absl::Span<const int64_t> lines) {
  rows_ += static_cast<int64_t>(lines.size());
  for (size_t i = 0; i < lines.size(); ++i) work_[i].Start(lines[i]);
  ReadRows(fields, width_, lines.size());
}

void ChargeRowReader::ReadRows(const absl::string_view* fields, size_t width,
                               size_t count) {
  if (!repaired_.empty()) repaired_.clear();
  if (!blamed_.empty()) blamed_.clear();
  for (Step& step : steps_) {
    ReadColumn(step, fields + step.column, width, count);
  }
  for (size_t i = 0; i < count; ++i) JudgeRow(work_[i]);
  for (size_t i = 0; i < filled_.size(); ++i) {
    filled_[i] += std::popcount(rules_.Filled(static_cast<int>(i)));
  }
  rules_.Forget();
}

void ChargeRowReader::ReadColumn(Step& step, const absl::string_view* cells,
                                 size_t width, size_t count) {
  const auto null = [&](absl::string_view text, const Work& work) {
    if (!step.nullable) {
      tally_.Add(FocusRule::kNull, step.column, work.line, text);
    }
  };
  switch (step.type) {
    case ColumnType::kText:
    case ColumnType::kCurrency:
    case ColumnType::kKeyValues:
    case ColumnType::kJson:
    case ColumnType::kDateTime:
      break;
    case ColumnType::kDecimal:
    case ColumnType::kNonNegativeDecimal:
      for (size_t i = 0; i < count; ++i) {
        const absl::string_view text = cells[i * width];
        if (IsNull(text)) {
          null(text, work_[i]);
        } else {
          ReadNumber(step, text, work_[i]);
        }
      }
      return;
  }
  std::array<SeenText*, kMostRows> found;
  step.seen.FindMany(cells, width, count, found.data());
  const bool is_moment = step.type == ColumnType::kDateTime;
  uint64_t filled = 0;  // a bit for each row
  for (size_t i = 0; i < count; ++i) {
    const absl::string_view text = cells[i * width];
    Work& work = work_[i];
    SeenText* seen = found[i];
    if (seen == nullptr) {
      // What was found good before is not null.
      if (IsNull(text)) {
        null(text, work);
        continue;
      }
      seen = step.seen.Find(text);
    }
    if (seen == nullptr) {
      if (is_moment) {
        ReadMoment(step, text, work);
      } else {
        ReadText(step, text, work);
      }
      continue;
    }
    filled |= uint64_t{1} << i;
    if (is_moment) {
      work.moments[MomentOf(step.target)] = seen->value;
      continue;
    }
    if (step.column == billing_currency_column_) work.currency_known = true;
    if (step.is_subcategory) work.subcategory = {text, seen};
    PutText(step, {text, seen}, work.row);
  }
  rules_.SeeMany(step.column, filled);
}

void ChargeRowReader::JudgeRow(Work& work) {
  const ChargeRow& row = work.row;
  if (!work.subcategory.text.empty()) JudgeSubcategory(work);
  const absl::string_view category = row.text(ChargeText::kChargeCategory);
  rules_.Judge(
      {.is_tax = category == "Tax",
       .is_usage = category == "Usage",
       .is_correction = !row.text(ChargeText::kChargeClass).empty(),
       .list_cost = row.amount(ChargeAmount::kListCost),
       .contracted_cost = row.amount(ChargeAmount::kContractedCost),
       .list_unit_price = row.amount(ChargeAmount::kListUnitPrice),
       .contracted_unit_price = row.amount(ChargeAmount::kContractedUnitPrice),
       .quantity = row.amount(ChargeAmount::kPricingQuantity)},
      work.line, work.index);
  work.counted = Complete(work);
}

void ChargeRowReader::PutOther(const Step& step, RowText text, ChargeRow& row) {
  row.others.push_back({step.column, text});
}

absl::string_view ChargeRowReader::ValidText(Step& step, absl::string_view text,
                                             int64_t line) {
  if (IsValidUtf8(text)) return text;
  tally_.Add(FocusRule::kUtf8, step.column, line, text);
  return repaired_.emplace_back(RepairUtf8(text));
}

void ChargeRowReader::ReadText(Step& step, absl::string_view text, Work& work) {
  const int64_t line = work.line;
  const absl::string_view as_written = text;
  text = ValidText(step, text, line);
  bool good = text.data() == as_written.data();
  switch (step.type) {
    case ColumnType::kCurrency:
      if (!IsCurrencyCode(text)) {
        tally_.Add(FocusRule::kCurrency, step.column, line, text);
        return;
      }
      if (step.column == billing_currency_column_) work.currency_known = true;
      break;
    case ColumnType::kKeyValues: {
      std::string without;
      const KeyValues read = ReadKeyValues(text, keep_personal_tags_, without);
      if (!read.conforms) {
        tally_.Add(FocusRule::kKeyValues, step.column, line,
                   read.personal_values > 0 ? "" : text);
      }
      if (read.personal_values > 0) {
        tally_.Add(FocusRule::kPersonal, step.column, line, "",
                   read.personal_values);
      }
      if (read.text.empty()) return;
      good = good && read.conforms && read.personal_values == 0;
      text = read.text;
      if (text.data() == without.data()) {
        text = repaired_.emplace_back(std::move(without));
      }
      break;
    }
    case ColumnType::kText:
    case ColumnType::kJson:
    case ColumnType::kDecimal:
    case ColumnType::kNonNegativeDecimal:
    case ColumnType::kDateTime:
      if (!step.of_focus && !keep_personal_tags_ && HoldsEmailAddress(text)) {
        tally_.Add(FocusRule::kPersonal, step.column, line, "");
        return;
      }
      break;
  }
  if (!step.allowed.empty() &&
      std::find(step.allowed.begin(), step.allowed.end(), text) ==
          step.allowed.end()) {
    tally_.Add(FocusRule::kValueNotAllowed, step.column, line, text);
    good = false;
  }
  NoteFilled(step, work);
  const RowText read{text, good ? step.seen.Remember(text) : nullptr};
  if (step.is_subcategory) work.subcategory = read;
  PutText(step, read, work.row);
}

void ChargeRowReader::Blame(FocusRule rule, const Step& step, int64_t line,
                            absl::string_view text) {
  if (std::find(blamed_.begin(), blamed_.end(), text.data()) != blamed_.end()) {
    return;
  }
  blamed_.push_back(text.data());
  tally_.Add(rule, step.column, line, text);
}

void ChargeRowReader::ReadNumber(Step& step, absl::string_view text,
                                 Work& work) {
  const int64_t line = work.line;
  ChargeRow& row = work.row;
  absl::StatusOr<Decimal> number = Decimal::Parse(text);
  if (!number.ok()) {
    Blame(absl::IsOutOfRange(number.status()) ? FocusRule::kNumericRange
                                              : FocusRule::kNumericFormat,
          step, line, text);
    return;
  }
  NoteFilled(step, work);
  if (step.type == ColumnType::kNonNegativeDecimal && number->IsNegative()) {
    tally_.Add(FocusRule::kNegativePrice, step.column, line, text);
  }
  if (step.target == Target::kAmount && !row.amounts[step.index].has_value()) {
    row.amounts[step.index] = *number;
  } else {
    PutText(step, {text, nullptr}, row);
  }
}

void ChargeRowReader::ReadMoment(Step& step, absl::string_view text,
                                 Work& work) {
  const int64_t line = work.line;
  const std::optional<FocusDateTime> moment = ParseFocusDateTime(text);
  if (!moment.has_value()) {
    Blame(FocusRule::kDateTimeFormat, step, line, text);
    return;
  }
  NoteFilled(step, work);
  switch (moment->style) {
    case DateTimeStyle::kFocus:
      if (SeenText* const seen = step.seen.Remember(text); seen != nullptr) {
        seen->value = moment->unix_seconds;
      }
      break;
    case DateTimeStyle::kSqlStyle:
      tally_.Add(FocusRule::kDateTimeSqlStyle, step.column, line, text);
      break;
    case DateTimeStyle::kOtherIso:
      tally_.Add(FocusRule::kDateTimeIsoStyle, step.column, line, text);
      break;
  }
  work.moments[MomentOf(step.target)] = moment->unix_seconds;
}

void ChargeRowReader::JudgeSubcategory(const Work& work) {
  const RowText& subcategory = work.subcategory;
  const RowText& category =
      work.row.texts[static_cast<int>(ChargeText::kServiceCategory)];
  const bool both_seen =
      subcategory.seen != nullptr && category.seen != nullptr;
  if (both_seen && subcategory.seen->goes_with == category.seen) return;
  const absl::string_view wanted = CategoryOfSubcategory(subcategory.text);
  if (wanted.empty()) {
    tally_.Add(FocusRule::kValueNotAllowed, subcategory_column_, work.line,
               subcategory.text);
  } else if (wanted != category.text && !category.text.empty()) {
    tally_.Add(FocusRule::kSubcategory, subcategory_column_, work.line,
               subcategory.text);
  } else if (both_seen) {
    subcategory.seen->goes_with = category.seen;
  }
}

bool ChargeRowReader::Complete(Work& work) {
  const int64_t line = work.line;
  ChargeRow& row = work.row;
  const auto& moments = work.moments;
  std::string lacking;
  const auto lacks = [&lacking](absl::string_view name) {
    absl::StrAppend(&lacking, lacking.empty() ? "" : ", ", name);
  };
  if (!row.amount(ChargeAmount::kBilledCost).has_value()) lacks("BilledCost");
  if (!work.currency_known) lacks("BillingCurrency");
  if (!moments[kBillingStart].has_value()) lacks("BillingPeriodStart");
  if (!moments[kBillingEnd].has_value()) lacks("BillingPeriodEnd");
  if (moments[kBillingStart].has_value() && moments[kBillingEnd].has_value() &&
      *moments[kBillingStart] >= *moments[kBillingEnd]) {
    tally_.Add(FocusRule::kPeriodOrder, moment_columns_[kBillingEnd], line,
               "BillingPeriodEnd is not after BillingPeriodStart");
    lacks("the billing period");
  }
  if (!lacking.empty()) {
    tally_.AddRow(FocusRule::kRowNotCounted, line, {{"field", lacking}});
    return false;
  }
  row.billing_period_start = *moments[kBillingStart];
  row.billing_period_end = *moments[kBillingEnd];

  const bool has_start = moments[kChargeStart].has_value();
  const bool has_end = moments[kChargeEnd].has_value();
  if (has_start && has_end && *moments[kChargeStart] <= *moments[kChargeEnd]) {
    row.charge_period_start = *moments[kChargeStart];
    row.charge_period_end = *moments[kChargeEnd];
    return true;
  }
  if (has_start && has_end) {
    tally_.Add(FocusRule::kPeriodOrder, moment_columns_[kChargeEnd], line,
               "ChargePeriodEnd is before ChargePeriodStart");
  }
  const int column = moment_columns_[has_start ? kChargeEnd : kChargeStart];
  tally_.Add(FocusRule::kChargePeriod, column, line, "");
  row.charge_period_start = row.billing_period_start;
  row.charge_period_end = row.billing_period_end;
  return true;
}

}  // namespace regisseur::focus
