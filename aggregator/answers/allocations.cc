#include "aggregator/answers/allocations.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "aggregator/answers/charge_selection.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/counted_cost.h"
#include "aggregator/storage/tag_value.h"
#include "core/allocation/keep_sum.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/selector/selector.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Parts of a division that is rounded later.
constexpr int kExactDigits = 12;
// Values of a tag that near misses are looked for among.
constexpr size_t kMostValues = 10000;

using Method = AllocationRule::Method;
using Money = std::pair<std::string, std::string>;  // provider, currency

// A rule with what it looks at and what came to it.
class RuleInUse {
 public:
  RuleInUse(const AllocationRule& rule, const KnownPortfolio& known)
      : rule(rule), provider_(known.CurrentId(rule.provider)) {
    if (!rule.service.empty()) {
      const ProviderConfig* config =
          known.portfolio().FindProvider(rule.provider);
      if (config != nullptr) {
        for (const ServiceConfig& service : config->services) {
          if (service.id != rule.service) continue;
          scope_.push_back(ChargeSelection::BySelectors(service.charges));
        }
      }
    }
    if (!rule.charges.empty()) {
      scope_.push_back(ChargeSelection::BySelectors(rule.charges));
    }
    if (!rule.tag.empty()) {
      reader_ = std::make_unique<TagReader>(rule.tag);
    }
    mapped.resize(rule.map.size());
  }

  // Without single lines only a rule that looks at no more than the partner
  // and the name of the service picks something, of an invoice the partner.
  bool Picks(const CountedPart& part) const {
    if (!provider_.empty() && part.provider != provider_) return false;
    return std::all_of(
        scope_.begin(), scope_.end(), [&](const ChargeSelection& selection) {
          if (selection.by_service_name()) {
            return selection.PicksServiceName(std::string(part.ServiceName()));
          }
          return part.line != nullptr && selection.PicksLine(*part.line);
        });
  }

  // The cost centre that the tag of a line says; empty for none.
  std::string CenterOf(const CountedPart& part) {
    if (part.line == nullptr || reader_ == nullptr) return "";
    const std::string& value =
        reader_->Read(Text(*part.line, ChargeText::kTags));
    if (value.empty()) return "";
    if (values.size() < kMostValues) values.insert(value);
    if (rule.map.empty()) return value;
    for (size_t i = 0; i < rule.map.size(); ++i) {
      if (!MatchesGlob(rule.map[i].first, value)) continue;
      mapped[i] = true;
      return rule.map[i].second;
    }
    return "";
  }

  static const std::string& Text(const ChargeLine& line, ChargeText column) {
    return (*line.dictionary)[line.charge.text(column)];
  }

  const AllocationRule& rule;
  // What it divides. Of a tag there is nothing to divide.
  std::map<Money, ExactSum> pools;
  // Of kUsage by cost centre, and the units that it is counted in.
  std::map<std::string, ExactSum> usage;
  std::set<std::string> units;
  int64_t lines = 0;
  // Lines that another rule before it took, and that rule.
  std::map<const AllocationRule*, int64_t> taken_before;
  std::set<std::string> values;  // of the tag
  std::vector<bool> mapped;      // which patterns of the map fitted

 private:
  std::string provider_;
  std::vector<ChargeSelection> scope_;
  std::unique_ptr<TagReader> reader_;
};

// What a cost centre gets of a partner by a rule, exact.
struct Cell {
  std::string center;
  const AllocationRule* rule = nullptr;
  Decimal amount;
  std::optional<Decimal> share_percent;
};

class Allocator {
 public:
  // Of `provider`, or of all.
  Allocator(const KnownPortfolio& known, const std::string& provider,
            absl::CivilMonth month,
            std::shared_ptr<const QuantityTables> quantities,
            AllocationAnswer& answer)
      : month_(month), quantities_(std::move(quantities)), answer_(answer) {
    for (const AllocationRule& rule : known.portfolio().allocations) {
      if (rule.Holds(month) && (provider.empty() || rule.provider.empty() ||
                                known.CurrentId(rule.provider) == provider)) {
        rules_.emplace_back(rule, known);
      }
    }
  }

  absl::Status Take(const CountedPart& part) {
    const Money money(part.provider, part.currency);
    const AllocationRule* taken = nullptr;
    for (RuleInUse& use : rules_) {
      if (!use.Picks(part)) continue;
      if (taken != nullptr) {
        ++use.taken_before[taken];
        continue;
      }
      const bool tag = use.rule.method == Method::kTag;
      const std::string center = use.CenterOf(part);
      if (tag && center.empty()) continue;
      taken = &use.rule;
      ++use.lines;
      if (tag) {
        ExactSum& sum = named_[money][std::make_pair(center, taken)];
        RETURN_IF_ERROR(sum.Add(part.amount));
        continue;
      }
      RETURN_IF_ERROR(use.pools[money].Add(part.amount));
      if (use.rule.method == Method::kUsage) {
        RETURN_IF_ERROR(Measure(part, center, use));
      }
    }
    if (taken != nullptr) return absl::OkStatus();
    const std::string center =
        part.line == nullptr ? "" : centers_.Read(*part.line);
    return named_[money][{center, nullptr}].Add(part.amount);
  }

  absl::Status Finish() {
    std::map<Money, std::vector<Cell>> cells;
    for (const auto& [money, parts] : named_) {
      for (const auto& [of, sum] : parts) {
        ASSIGN_OR_RETURN(const Decimal amount, sum.ToDecimal());
        cells[money].push_back({of.first, of.second, amount, {}});
      }
    }
    for (RuleInUse& use : rules_) {
      for (const auto& [money, pool] : use.pools) {
        ASSIGN_OR_RETURN(const Decimal amount, pool.ToDecimal());
        RETURN_IF_ERROR(Divide(use, amount, cells[money]));
      }
      TellOf(use);
    }
    for (auto& [money, parts] : cells) {
      RETURN_IF_ERROR(AddRows(money, parts));
    }
    return AddTotals();
  }

 private:
  // What a line of usage used, by the cost centre of its tag.
  absl::Status Measure(const CountedPart& part, const std::string& center,
                       RuleInUse& use) const {
    if (part.line == nullptr ||
        RuleInUse::Text(*part.line, ChargeText::kChargeCategory) != "Usage") {
      return absl::OkStatus();
    }
    const std::optional<Decimal>& quantity =
        part.line->charge.amount(ChargeAmount::kPricingQuantity);
    const std::string& unit =
        RuleInUse::Text(*part.line, ChargeText::kPricingUnit);
    if (!quantity.has_value() || quantity->IsNegative() ||
        (!use.rule.unit.empty() && unit != use.rule.unit)) {
      return absl::OkStatus();
    }
    use.units.insert(unit);
    return use.usage[center].Add(*quantity);
  }

  // The weights of a rule by cost centre; the empty one is what nobody takes.
  // None where they are not known, which is a gap.
  absl::StatusOr<std::map<std::string, Decimal>> WeightsOf(
      const RuleInUse& use) {
    std::map<std::string, Decimal> weights;
    switch (use.rule.method) {
      case Method::kShare: {
        Decimal left(1, 0);
        for (const auto& [center, share] : use.rule.shares) {
          weights[center] = share;
          ASSIGN_OR_RETURN(left, Decimal::Subtract(left, share));
        }
        if (left > Decimal()) weights[""] = left;
        return weights;
      }
      case Method::kQuantity: {
        const auto table = quantities_->find(use.rule.quantity);
        if (table != quantities_->end()) {
          weights = table->second.ByCostCenter(month_);
          if (!table->second.by_cost_center()) {
            Tell("allocation-quantity-not-by-center", use.rule,
                 {{"quantity", use.rule.quantity}});
            return weights;
          }
        }
        if (weights.empty()) {
          Tell("allocation-without-quantity", use.rule,
               {{"quantity", use.rule.quantity},
                {"month", FormatMonth(month_)}});
        }
        break;
      }
      case Method::kUsage:
        if (use.units.size() > 1) {
          std::vector<std::string> units(use.units.begin(), use.units.end());
          Tell("allocation-mixed-units", use.rule,
               {{"units", absl::StrJoin(units, ", ")}});
          return weights;
        }
        for (const auto& [center, sum] : use.usage) {
          ASSIGN_OR_RETURN(weights[center], sum.ToDecimal());
        }
        if (weights.empty()) {
          Tell("allocation-without-usage", use.rule,
               {{"tag", use.rule.tag}, {"month", FormatMonth(month_)}});
        }
        break;
      case Method::kTag:
        break;
    }
    const bool nothing =
        std::all_of(weights.begin(), weights.end(),
                    [](const auto& each) { return each.second.IsZero(); });
    if (nothing && !weights.empty()) {
      Tell("allocation-all-zero", use.rule, {{"month", FormatMonth(month_)}});
      weights.clear();
    }
    return weights;
  }

  absl::Status Divide(const RuleInUse& use, const Decimal& pool,
                      std::vector<Cell>& cells) {
    ASSIGN_OR_RETURN(const auto by_center, WeightsOf(use));
    if (by_center.empty()) {
      cells.push_back({"", &use.rule, pool, {}});
      return absl::OkStatus();
    }
    Decimal all;
    std::vector<Decimal> weights;
    for (const auto& [center, weight] : by_center) {
      weights.push_back(weight);
      ASSIGN_OR_RETURN(all, Decimal::Add(all, weight));
    }
    ASSIGN_OR_RETURN(
        const std::vector<Decimal> parts,
        DivideKeepingSum(pool, weights, std::max(pool.scale(), kExactDigits)));
    size_t i = 0;
    for (const auto& [center, weight] : by_center) {
      ASSIGN_OR_RETURN(
          const Decimal::Quotient share,
          Decimal::MultiplyDivide(weight, Decimal(100, 0), all,
                                  {.rounded_scale = 4, .truncated_scale = 4}));
      cells.push_back({center, &use.rule, parts[i++], share.rounded});
    }
    return absl::OkStatus();
  }

  void Tell(const char* rule, const AllocationRule& of,
            std::map<std::string, std::string> arguments, bool notice = false) {
    Gap gap;
    gap.provider = of.provider;
    gap.rule = rule;
    gap.arguments = std::move(arguments);
    gap.arguments["allocation"] = of.id;
    gap.notice = notice;
    AddGap(std::move(gap), answer_.gaps);
  }

  // What is wrong with a rule, as this month shows it.
  void TellOf(const RuleInUse& use) {
    for (const auto& [before, count] : use.taken_before) {
      Tell("allocation-overlap", use.rule,
           {{"before", before->id}, {"count", absl::StrCat(count)}},
           /*notice=*/true);
    }
    const bool by_tag = !use.rule.tag.empty();
    if (by_tag && use.values.empty()) {
      Tell("allocation-tag-nowhere", use.rule, {{"tag", use.rule.tag}});
    } else if (use.lines == 0 && use.taken_before.empty()) {
      Tell("allocation-picks-nothing", use.rule,
           {{"month", FormatMonth(month_)}}, /*notice=*/true);
    }
    if (!by_tag || use.values.empty()) return;
    const std::vector<std::string> values(use.values.begin(), use.values.end());
    for (size_t i = 0; i < use.rule.map.size(); ++i) {
      if (use.mapped[i]) continue;
      const std::string& pattern = use.rule.map[i].first;
      const std::string near = NearestWord(
          absl::StrReplaceAll(pattern, {{"*", ""}, {"?", ""}}), values);
      Tell(near.empty() ? "allocation-value-nowhere" : "allocation-value-near",
           use.rule,
           {{"tag", use.rule.tag}, {"value", pattern}, {"near", near}},
           /*notice=*/near.empty());
    }
  }

  absl::Status AddRows(const Money& money, std::vector<Cell>& cells) {
    std::stable_sort(
        cells.begin(), cells.end(), [](const Cell& a, const Cell& b) {
          const auto key = [](const Cell& cell) {
            return std::make_tuple(cell.center.empty(), cell.center,
                                   cell.rule == nullptr ? "" : cell.rule->id);
          };
          return key(a) < key(b);
        });
    std::vector<Decimal> exact;
    for (const Cell& cell : cells) exact.push_back(cell.amount);
    ASSIGN_OR_RETURN(const std::vector<Decimal> rounded,
                     RoundKeepingSum(exact, MinorUnitDigits(money.second)));
    for (size_t i = 0; i < cells.size(); ++i) {
      AllocationRow row;
      std::tie(row.provider, row.currency) = money;
      row.cost_center = cells[i].center;
      if (cells[i].rule != nullptr) {
        row.rule = cells[i].rule->id;
        row.method = cells[i].rule->method;
      }
      row.amount = rounded[i];
      row.share_percent = cells[i].share_percent;
      if (row.amount.IsZero() && cells[i].amount.IsZero()) continue;
      answer_.rows.push_back(std::move(row));
    }
    return absl::OkStatus();
  }

  absl::Status AddTotals() {
    std::map<std::string, AllocationTotal> totals;
    for (const AllocationRow& row : answer_.rows) {
      AllocationTotal& total = totals[row.currency];
      total.currency = row.currency;
      ASSIGN_OR_RETURN(total.amount, Decimal::Add(total.amount, row.amount));
      Decimal& part =
          row.cost_center.empty() ? total.unallocated : total.allocated;
      ASSIGN_OR_RETURN(part, Decimal::Add(part, row.amount));
    }
    for (auto& [currency, total] : totals) {
      const int digits = MinorUnitDigits(currency);
      for (Decimal* amount :
           {&total.amount, &total.allocated, &total.unallocated}) {
        *amount = amount->RoundedHalfAwayFromZero(digits);
      }
      if (!total.amount.IsZero()) {
        ASSIGN_OR_RETURN(const Decimal::Quotient percent,
                         Decimal::MultiplyDivide(
                             total.unallocated, Decimal(100, 0), total.amount,
                             {.rounded_scale = 1, .truncated_scale = 1}));
        total.unallocated_percent = percent.rounded;
      }
      answer_.totals.push_back(std::move(total));
    }
    return absl::OkStatus();
  }

  const absl::CivilMonth month_;
  const std::shared_ptr<const QuantityTables> quantities_;
  AllocationAnswer& answer_;
  std::vector<RuleInUse> rules_;
  // What the data or a tag names, by cost centre and rule.
  std::map<Money,
           std::map<std::pair<std::string, const AllocationRule*>, ExactSum>>
      named_;
  CostCenterReader centers_;
};

}  // namespace

absl::StatusOr<AllocationAnswer> AnswerAllocation(
    const AnswerContext& context, const Principal& who,
    const AllocationQuestion& question, AsOf as_of) {
  const absl::StatusOr<absl::CivilMonth> month = ParseMonth(question.period);
  if (!month.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "period: \"", question.period, "\" is no month such as 2026-10"));
  }
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::string provider = known.CurrentId(question.provider);
  if (!provider.empty()) RETURN_IF_ERROR(known.CheckProvider(provider));
  AllocationAnswer answer;
  answer.period = FormatMonth(*month);
  Allocator allocator(known, provider, *month,
                      context.quantities == nullptr
                          ? std::make_shared<const QuantityTables>()
                          : context.quantities->At(as_of.known),
                      answer);
  RETURN_IF_ERROR(ReadCountedCost(
      context, who, known, provider, RangeOfMonth(*month), as_of, answer.gaps,
      [&](const CountedPart& part) { return allocator.Take(part); }));
  RETURN_IF_ERROR(allocator.Finish());
  if (*month >= RunningMonth(known)) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "allocation-month-not-over";
    gap.arguments = {{"month", FormatMonth(*month)}};
    gap.notice = true;
    AddGap(std::move(gap), answer.gaps);
  }
  RETURN_IF_ERROR(AddHistoryGaps(context, who, known, provider,
                                 RangeOfMonth(*month), as_of, answer.gaps));
  return answer;
}

}  // namespace regisseur
