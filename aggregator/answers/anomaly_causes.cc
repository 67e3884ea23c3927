#include "aggregator/answers/anomaly_causes.h"

#include <algorithm>
#include <utility>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// More lines of one thing are not told apart.
constexpr int64_t kMostLines = 1000;

Decimal Absolute(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

// The largest first.
void SortByAmount(std::vector<CostLineRow>& lines) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const CostLineRow& a, const CostLineRow& b) {
                     return a.billed > b.billed;
                   });
}

// Drops what stands in both; both are sorted.
void Cancel(std::vector<CostLineRow>& a, std::vector<CostLineRow>& b) {
  std::vector<CostLineRow> left_a, left_b;
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i].billed == b[j].billed) {
      ++i;
      ++j;
    } else if (a[i].billed > b[j].billed) {
      left_a.push_back(std::move(a[i++]));
    } else {
      left_b.push_back(std::move(b[j++]));
    }
  }
  std::move(a.begin() + static_cast<ptrdiff_t>(i), a.end(),
            std::back_inserter(left_a));
  std::move(b.begin() + static_cast<ptrdiff_t>(j), b.end(),
            std::back_inserter(left_b));
  a = std::move(left_a);
  b = std::move(left_b);
}

}  // namespace

absl::Status AnomalyCauses::Add(CostLineRow line, bool is_now) {
  Sides& sides = things_[{line.charge_category, line.charge_class, line.sku,
                          line.sub_account, line.resource, line.description}];
  Side& side = is_now ? sides.now : sides.before;
  RETURN_IF_ERROR(side.sum.Add(line.billed));
  if (side.count++ < kMostLines) {
    side.lines.push_back(std::move(line));
  } else if (Absolute(line.billed) > Absolute(side.lines.front().billed)) {
    side.lines.front() = std::move(line);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CostLineRow>> AnomalyCauses::Of(
    const Decimal& difference, size_t most) {
  std::vector<std::pair<Decimal, const CostLineRow*>> moved;
  const auto add = [&](const Decimal& change, const CostLineRow& line) {
    if (change.IsZero() || change.IsNegative() != difference.IsNegative()) {
      return;
    }
    moved.emplace_back(Absolute(change), &line);
  };
  for (auto& [thing, sides] : things_) {
    std::vector<CostLineRow>& now = sides.now.lines;
    std::vector<CostLineRow>& before = sides.before.lines;
    SortByAmount(now);
    SortByAmount(before);
    if (std::max(sides.now.count, sides.before.count) > kMostLines) {
      ASSIGN_OR_RETURN(const Decimal after, sides.now.sum.ToDecimal());
      ASSIGN_OR_RETURN(const Decimal earlier, sides.before.sum.ToDecimal());
      ASSIGN_OR_RETURN(const Decimal change, Decimal::Subtract(after, earlier));
      add(change, now.empty() ? before.front() : now.front());
      continue;
    }
    Cancel(now, before);
    for (size_t i = 0; i < std::max(now.size(), before.size()); ++i) {
      ASSIGN_OR_RETURN(
          const Decimal change,
          Decimal::Subtract(i < now.size() ? now[i].billed : Decimal(),
                            i < before.size() ? before[i].billed : Decimal()));
      add(change, i < now.size() ? now[i] : before[i]);
    }
  }
  std::stable_sort(
      moved.begin(), moved.end(),
      [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<CostLineRow> lines;
  for (const auto& [change, line] : moved) {
    if (lines.size() == most) break;
    lines.push_back(*line);
  }
  return lines;
}

}  // namespace regisseur
