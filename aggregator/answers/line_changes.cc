#include "aggregator/answers/line_changes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// So many changed lines are held in memory; more are only counted.
constexpr size_t kMostHeld = 100000;

Decimal Absolute(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

absl::Status ReadLinesOf(
    const AnswerContext& context, const Principal& who, const LinesOf& of,
    const std::function<absl::Status(const ChargeLine&)>& consume) {
  CostFilter filter{.provider = of.provider};
  filter.billing_period_start = {of.period.from,
                                 of.period.from + absl::Microseconds(1)};
  return context.cost.ReadLines(
      who, filter, of.as_of, [&](const ChargeLine& line) -> absl::Status {
        const Charge& charge = line.charge;
        if (line.source != of.source || line.delivery != of.delivery ||
            charge.billing_period_end != of.period.to ||
            (*line.dictionary)[charge.text(ChargeText::kBillingCurrency)] !=
                of.currency) {
          return absl::OkStatus();
        }
        return consume(line);
      });
}

// What a line says, wherever it stands.
size_t ContentHash(const ChargeLine& line) {
  std::string content;
  for (int column = 0; column < kChargeTextCount; ++column) {
    absl::StrAppend(
        &content,
        (*line.dictionary)[line.charge.text(static_cast<ChargeText>(column))],
        "\x1f");
  }
  for (const std::optional<Decimal>& amount : line.charge.amounts) {
    absl::StrAppend(&content,
                    amount.has_value() ? amount->Normalized().ToString() : "",
                    "\x1f");
  }
  absl::StrAppend(&content, absl::ToUnixMicros(line.charge.charge_period_start),
                  "\x1f", absl::ToUnixMicros(line.charge.charge_period_end));
  return absl::Hash<std::string>()(content);
}

// What a line is about.
using Thing =
    std::tuple<std::string, std::string, std::string, std::string, std::string,
               std::string, std::string, absl::Time, absl::Time>;
Thing ThingOf(const CostLineRow& line) {
  return {line.charge_category, line.charge_class,
          line.service,         line.sku,
          line.sub_account,     line.resource,
          line.description,     line.charge_start,
          line.charge_end};
}

// Of one thing the lines on each side, in order.
struct Sides {
  std::vector<CostLineRow> before;
  std::vector<CostLineRow> after;
};

absl::Status AddPairs(Sides& sides, std::vector<CostLineChange>& changes) {
  const size_t pairs = std::max(sides.before.size(), sides.after.size());
  for (size_t i = 0; i < pairs; ++i) {
    CostLineChange change;
    Decimal before;
    Decimal after;
    if (i < sides.before.size()) {
      before = sides.before[i].billed;
      change.before = std::move(sides.before[i]);
    }
    if (i < sides.after.size()) {
      after = sides.after[i].billed;
      change.after = std::move(sides.after[i]);
    }
    ASSIGN_OR_RETURN(change.difference, Decimal::Subtract(after, before));
    changes.push_back(std::move(change));
  }
  return absl::OkStatus();
}

absl::Status Finish(std::map<Thing, Sides>& things, size_t most,
                    LineChanges& result) {
  for (auto& [thing, sides] : things) {
    RETURN_IF_ERROR(AddPairs(sides, result.changes));
  }
  std::stable_sort(result.changes.begin(), result.changes.end(),
                   [](const CostLineChange& a, const CostLineChange& b) {
                     return Absolute(a.difference) > Absolute(b.difference);
                   });
  if (result.changes.size() > most) {
    result.left_out += static_cast<int64_t>(result.changes.size() - most);
    result.changes.resize(most);
  }
  return absl::OkStatus();
}

// What a row says, wherever it stands.
std::string ContentOf(const CostLineRow& row) {
  const auto number = [](const std::optional<Decimal>& value) {
    return value.has_value() ? value->Normalized().ToString() : std::string();
  };
  return absl::StrJoin(
      {row.charge_category, row.charge_class, row.service, row.sku,
       row.sub_account, row.resource, row.description,
       absl::StrCat(absl::ToUnixMicros(row.charge_start)),
       absl::StrCat(absl::ToUnixMicros(row.charge_end)), number(row.billed),
       number(row.quantity), row.unit, row.currency},
      "\x1f");
}

}  // namespace

absl::StatusOr<LineChanges> CompareRows(std::vector<CostLineRow> before,
                                        std::vector<CostLineRow> after,
                                        size_t most) {
  // Each row has an equal one on the other side taken off with it.
  absl::flat_hash_map<std::string, int64_t> there, taken;
  for (const CostLineRow& line : after) ++there[ContentOf(line)];
  std::erase_if(before, [&](const CostLineRow& line) {
    std::string content = ContentOf(line);
    int64_t& left = there[content];
    if (left == 0) return false;
    --left;
    ++taken[std::move(content)];
    return true;
  });
  std::erase_if(after, [&](const CostLineRow& line) {
    const auto found = taken.find(ContentOf(line));
    if (found == taken.end() || found->second == 0) return false;
    --found->second;
    return true;
  });
  std::map<Thing, Sides> things;
  for (CostLineRow& line : before) {
    std::vector<CostLineRow>& side = things[ThingOf(line)].before;
    side.push_back(std::move(line));
  }
  for (CostLineRow& line : after) {
    std::vector<CostLineRow>& side = things[ThingOf(line)].after;
    side.push_back(std::move(line));
  }
  LineChanges result;
  RETURN_IF_ERROR(Finish(things, most, result));
  return result;
}

absl::StatusOr<LineChanges> CompareLines(const AnswerContext& context,
                                         const Principal& who,
                                         const KnownPortfolio& known,
                                         const std::optional<LinesOf>& before,
                                         const std::optional<LinesOf>& after,
                                         size_t most) {
  // How often each content stands in `after` more than in `before`.
  absl::flat_hash_map<size_t, int64_t> more_often;
  const auto count = [&](const std::optional<LinesOf>& of,
                         int64_t step) -> absl::Status {
    if (!of.has_value()) return absl::OkStatus();
    return ReadLinesOf(context, who, *of, [&](const ChargeLine& line) {
      more_often[ContentHash(line)] += step;
      return absl::OkStatus();
    });
  };
  RETURN_IF_ERROR(count(before, -1));
  RETURN_IF_ERROR(count(after, 1));

  LineChanges result;
  std::map<Thing, Sides> things;
  size_t held = 0;
  // Which of several equal lines is the one too many does not matter.
  const auto take = [&](const std::optional<LinesOf>& of,
                        bool is_after) -> absl::Status {
    if (!of.has_value()) return absl::OkStatus();
    return ReadLinesOf(context, who, *of, [&](const ChargeLine& line) {
      int64_t& left = more_often[ContentHash(line)];
      if (is_after ? left <= 0 : left >= 0) return absl::OkStatus();
      left += is_after ? -1 : 1;
      if (held == kMostHeld) {
        ++result.left_out;
        return absl::OkStatus();
      }
      ++held;
      CostLineRow row = CostLineRowOf(known, line);
      Sides& sides = things[ThingOf(row)];
      (is_after ? sides.after : sides.before).push_back(std::move(row));
      return absl::OkStatus();
    });
  };
  RETURN_IF_ERROR(take(before, false));
  RETURN_IF_ERROR(take(after, true));
  RETURN_IF_ERROR(Finish(things, most, result));
  return result;
}

}  // namespace regisseur
