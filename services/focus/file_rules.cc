#include "services/focus/file_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace regisseur::focus {
namespace {

// `value` has one value for each `of`; the ids of the model of FOCUS 1.2.
struct OneValue {
  absl::string_view value;
  absl::string_view of;
  absl::string_view id;
  FocusRule rule = FocusRule::kSeveral;
};
constexpr OneValue kOneValue[] = {
    {"BillingAccountName", "BillingAccountId", "StringHandling-A-006-M"},
    {"BillingCurrency", "InvoiceId", "BillingCurrency-C-005-M"},
    {"CommitmentDiscountType", "CommitmentDiscountId",
     "StringHandling-A-006-M"},
    {"CommitmentDiscountUnit", "CommitmentDiscountId",
     "CommitmentDiscountUnit-C-008-M"},
    {"ServiceCategory", "ServiceName", "ServiceName-C-005-C"},
    {"ServiceSubcategory", "ServiceName", "ServiceName-C-008-C",
     FocusRule::kSeveralAdvised},
    {"SkuId", "SkuPriceId", "SkuPriceId-C-008-M"},
    {"SkuMeter", "SkuId", "SkuMeter-C-006-O", FocusRule::kSeveralAdvised},
    {"SubAccountName", "SubAccountId", "StringHandling-A-006-M"},
};
constexpr absl::string_view kPeriodEnd = "BillingPeriodEnd";
constexpr absl::string_view kPeriodEndId = "BillingPeriodEnd-C-004-M";

// Columns with a place of their own that rules are about.
struct Named {
  absl::string_view name;
  ChargeText text;
};
constexpr Named kNamed[] = {
    {"BillingAccountId", ChargeText::kBillingAccountId},
    {"BillingCurrency", ChargeText::kBillingCurrency},
    {"InvoiceId", ChargeText::kInvoiceId},
    {"ServiceCategory", ChargeText::kServiceCategory},
    {"ServiceName", ChargeText::kServiceName},
    {"SkuId", ChargeText::kSkuId},
    {"SkuPriceId", ChargeText::kSkuPriceId},
    {"SubAccountId", ChargeText::kSubAccountId},
    {"SubAccountName", ChargeText::kSubAccountName},
};

int Find(const FocusHeader& header, absl::string_view name) {
  const auto found =
      std::find_if(header.columns().begin(), header.columns().end(),
                   [name](const HeaderColumn& c) { return c.name == name; });
  return found == header.columns().end()
             ? -1
             : static_cast<int>(found - header.columns().begin());
}

}  // namespace

FileRules::FileRules(const FocusHeader& header, FindingTally& tally)
    : tally_(tally), other_of_column_(header.columns().size(), -1) {
  // Another format is held against its own table.
  if (header.mapping() != nullptr) return;
  for (const OneValue& rule : kOneValue) {
    const int value = Find(header, rule.value);
    const int of = Find(header, rule.of);
    if (value < 0 || of < 0) continue;
    Pair& pair = pairs_.emplace_back();
    pair.column = value;
    pair.rule = rule.rule;
    pair.value = PlaceOf(value, header);
    pair.of = PlaceOf(of, header);
    tally.SetArgument(rule.rule, value, "other", rule.of);
    tally.SetArgument(rule.rule, value, "id", rule.id);
  }
  period_column_ = Find(header, kPeriodEnd);
  if (period_column_ >= 0) {
    tally.SetArgument(FocusRule::kPeriodEnds, period_column_, "id",
                      kPeriodEndId);
  }
}

FileRules::Place FileRules::PlaceOf(int column, const FocusHeader& header) {
  const std::string& name = header.columns()[column].name;
  for (const Named& named : kNamed) {
    if (named.name == name) return {static_cast<int>(named.text), -1};
  }
  int& at = other_of_column_[column];
  if (at < 0) {
    at = static_cast<int>(others_.size());
    others_.push_back(nullptr);
  }
  return {-1, at};
}

const RowText* FileRules::TextAt(const Place& place,
                                 const ChargeRow& row) const {
  return place.text >= 0 ? &row.texts[place.text] : others_[place.other];
}

void FileRules::See(const ChargeRow& row, int64_t line) {
  if (!others_.empty()) {
    std::fill(others_.begin(), others_.end(), nullptr);
    for (const ChargeRow::Other& other : row.others) {
      const int at = other_of_column_[other.column];
      if (at >= 0) others_[at] = &other.text;
    }
  }
  for (Pair& pair : pairs_) SeePair(pair, row, line);
  if (period_column_ >= 0) SeePeriod(row, line);
}

void FileRules::SeePair(Pair& pair, const ChargeRow& row, int64_t line) {
  const RowText* const of = TextAt(pair.of, row);
  const RowText* const value = TextAt(pair.value, row);
  if (of == nullptr || value == nullptr || of->seen == nullptr ||
      value->seen == nullptr) {
    return;
  }
  auto& recent =
      pair.recent[(reinterpret_cast<uintptr_t>(of->seen) >> 5) % kRecent];
  if (recent.first == of->seen && recent.second == value->seen) return;
  const auto [first, is_new] = pair.first.try_emplace(of->seen, value->seen);
  if (is_new || first->second == value->seen) {
    recent = {of->seen, value->seen};
    return;
  }
  tally_.Add(pair.rule, pair.column, line,
             absl::StrCat(value->text, " and ", first->second->text, " for ",
                          of->text));
}

void FileRules::SeePeriod(const ChargeRow& row, int64_t line) {
  const SeenText* const account =
      row.texts[static_cast<int>(ChargeText::kBillingAccountId)].seen;
  if (account == last_account_ && row.billing_period_start == last_start_ &&
      row.billing_period_end == last_end_) {
    return;
  }
  const auto [first, is_new] = ends_.try_emplace(
      {account, row.billing_period_start}, row.billing_period_end);
  if (is_new || first->second == row.billing_period_end) {
    last_account_ = account;
    last_start_ = row.billing_period_start;
    last_end_ = row.billing_period_end;
    return;
  }
  tally_.Add(FocusRule::kPeriodEnds, period_column_, line,
             row.text(ChargeText::kBillingAccountId));
}

}  // namespace regisseur::focus
