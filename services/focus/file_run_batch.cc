// How the rows of a run become its batch: as lines, or as their sums.
#include <algorithm>
#include <array>

#include "absl/time/time.h"
#include "services/focus/file_run.h"
#include "services/sdk/batch_check.h"

namespace regisseur::focus {
namespace {

constexpr int kMaxBatchRows = 5000;
constexpr int kMaxBatchSums = 2000;
constexpr int64_t kMaxSummedLines = 100'000;

}  // namespace

int FileRun::DeliveryIndex(Scope& scope) {
  const int64_t number = position_.batches + 1;
  if (scope.batch != number) {
    scope.batch = number;
    scope.index = static_cast<int>(batch_.deliveries.size());
    // Of several parts the last one that told it.
    scope.delivery.origin = group_.files[position_.file].name;
    batch_.deliveries.push_back(scope.delivery);
  }
  if (batch_.charges.empty()) {
    batch_.charges.reserve(MostRows());
    batch_.dictionary.emplace_back();
  }
  return scope.index;
}

void FileRun::Append(const ChargeRow& row, int64_t line, Scope& scope) {
  const int delivery = DeliveryIndex(scope);
  const size_t at = batch_.charges.size();
  Charge& charge = batch_.charges.emplace_back();
  charge.delivery = delivery;
  charge.line = line;
  int texts = static_cast<int>(row.others.size());
  for (int i = 0; i < kChargeTextCount; ++i) {
    charge.texts[i] = IndexOf(row.texts[i]);
    if (charge.texts[i] != 0) ++texts;
  }
  for (const ChargeRow::Other& other : row.others) {
    OtherTexts(other.column)[at] = IndexOf(other.text);
  }
  size_.AddRow(texts, row.amounts);
  charge.amounts = row.amounts;
  charge.billing_period_start = absl::FromUnixSeconds(row.billing_period_start);
  charge.billing_period_end = absl::FromUnixSeconds(row.billing_period_end);
  charge.charge_period_start = absl::FromUnixSeconds(row.charge_period_start);
  charge.charge_period_end = absl::FromUnixSeconds(row.charge_period_end);
}

void FileRun::Sum(const ChargeRow& row, int64_t line, Scope& scope) {
  const int delivery = DeliveryIndex(scope);
  std::array<int32_t, kSumTexts.size()> texts;
  for (size_t i = 0; i < texts.size(); ++i) {
    texts[i] = OneIndexOf(row.texts[static_cast<int>(kSumTexts[i])]);
  }
  if (sums_.Add(row, line, delivery, texts, batch_.charges)) {
    size_.AddRow(static_cast<int>(texts.size()), row.amounts);
  }
}

int32_t FileRun::IndexOf(const RowText& text) {
  if (text.text.empty()) return 0;
  const int64_t number = position_.batches + 1;
  SeenText* const seen = text.seen;
  if (seen != nullptr && seen->batch == number) return seen->index;
  const auto index = static_cast<int32_t>(batch_.dictionary.size());
  batch_.dictionary.emplace_back(text.text);
  size_.AddText(static_cast<int64_t>(text.text.size()));
  if (seen != nullptr) {
    seen->batch = number;
    seen->index = index;
  }
  return index;
}

int32_t FileRun::OneIndexOf(const RowText& text) {
  if (text.seen != nullptr || text.text.empty()) return IndexOf(text);
  const auto found = not_seen_.find(text.text);
  if (found != not_seen_.end()) return found->second;
  return not_seen_[text.text] = IndexOf(text);
}

std::vector<int32_t>& FileRun::OtherTexts(int column) {
  int& other = other_of_column_[column];
  std::vector<OtherColumn>& others = batch_.other_columns;
  if (other < 0) {
    const std::string& name = header_->columns()[column].name;
    // Another file of the run may have had it too.
    const auto known = std::find_if(
        others.begin(), others.end(),
        [&name](const OtherColumn& known) { return known.name == name; });
    other = static_cast<int>(known - others.begin());
    if (known == others.end()) others.push_back({name, {}});
  }
  std::vector<int32_t>& texts = others[other].texts;
  if (texts.empty()) texts.resize(MostRows());
  return texts;
}

size_t FileRun::MostRows() const {
  return static_cast<size_t>(std::min(
      sink_.batch_rows(), options_.keep_lines ? kMaxBatchRows : kMaxBatchSums));
}

bool FileRun::BatchIsFull() const {
  // Room for one more record, and for the head, the findings and the cursor,
  // stays free.
  constexpr int64_t kFullBytes =
      sdk::kMaxMessageBytes - kMaxRecordBytes - (64 << 10);
  if (batch_.charges.size() >= MostRows()) return true;
  const int64_t bytes =
      size_.Bytes(static_cast<int64_t>(batch_.other_columns.size()));
  if (options_.keep_lines) return bytes >= kFullBytes;
  // Sums grow, and somebody may be waiting to see that it goes on.
  return bytes >= kFullBytes / 2 || sums_.lines() >= kMaxSummedLines;
}

void FileRun::HoldIfFull() {
  unasked_rows_ = 0;
  unasked_bytes_ = 0;
  if (BatchIsFull()) Hold();
}

}  // namespace regisseur::focus
