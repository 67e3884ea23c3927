#include "core/reconciliation/reconcile_invoice.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/money/exact_sum.h"
#include "core/reconciliation/invoiced_items.h"
#include "core/reconciliation/line_items.h"

namespace regisseur {
namespace {

// A shorter name stands in too many others.
constexpr size_t kShortestPart = 4;

Decimal Magnitude(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

// What goes together on both sides.
struct Bucket {
  std::vector<const LineItem*> lines;
  std::vector<const ExpectedItem*> items;
};

class Comparison {
 public:
  Comparison(const Invoice& invoice, const Expectation& expectation,
             const std::optional<Decimal>& tolerance)
      : invoice_(invoice),
        expectation_(expectation),
        lines_(LineItemsOf(invoice)),
        scale_(MinorUnitDigits(invoice.currency)) {
    // Each line was rounded once on either side.
    result_.tolerance = tolerance.value_or(
        Decimal(static_cast<Int128>(lines_.size()) + 1, scale_));
  }

  absl::StatusOr<InvoiceComparison> Run() {
    Pair();
    if (IsOnlyExtras()) left_items_.clear();
    for (const auto& [name, bucket] : buckets_) {
      RETURN_IF_ERROR(CompareBucket(bucket));
    }
    for (const Bucket& bucket : paired_) RETURN_IF_ERROR(CompareBucket(bucket));
    for (const LineItem* line : left_lines_) {
      Add(DifferenceClass::kMissingLine, line->net, line->id, NameOf(*line),
          std::nullopt, line->net);
    }
    for (const ExpectedItem* item : left_items_) {
      if (item->price_if_ordered.has_value()) continue;
      if (!item->net.has_value()) {
        result_.not_compared.push_back(NameOf(*item));
      } else if (!item->net->IsZero()) {
        Add(DifferenceClass::kMissingLine, item->net->Negated(), "",
            NameOf(*item), item->net, std::nullopt);
      }
    }
    RETURN_IF_ERROR(CompareNet());
    RETURN_IF_ERROR(CompareTax());
    return std::move(result_);
  }

  absl::StatusOr<std::vector<Decimal>> InvoicedOfItems() {
    Pair();
    std::vector<Bucket> all = paired_;
    for (const auto& [name, bucket] : buckets_) all.push_back(bucket);
    std::vector<Decimal> shares(expectation_.items.size(), Decimal(0, scale_));
    for (const Bucket& bucket : all) {
      ExactSum sum;
      for (const LineItem* line : bucket.lines) {
        RETURN_IF_ERROR(sum.Add(line->net));
      }
      ASSIGN_OR_RETURN(Decimal left, sum.ToDecimal());
      for (const ExpectedItem* item : bucket.items) {
        if (!item->net.has_value() ||
            item->net->IsNegative() != left.IsNegative()) {
          continue;
        }
        const Decimal share =
            Magnitude(left) < Magnitude(*item->net) ? left : *item->net;
        shares[item - expectation_.items.data()] = share;
        ASSIGN_OR_RETURN(left, Decimal::Subtract(left, share));
      }
    }
    return shares;
  }

 private:
  void Pair() {
    FillBuckets();
    PairByAmount();
    PairWhatIsLeft();
  }

  // What is due every month is then on another invoice.
  bool IsOnlyExtras() const {
    const auto is_extra = [](const ExpectedItem* item) {
      return item->price_if_ordered.has_value();
    };
    return !buckets_.empty() && paired_.empty() && left_lines_.empty() &&
           std::all_of(buckets_.begin(), buckets_.end(), [&](const auto& one) {
             return std::all_of(one.second.items.begin(),
                                one.second.items.end(), is_extra);
           });
  }

  template <typename Item>
  static std::string NameOf(const Item& item) {
    return item.names.empty() ? "" : item.names.front();
  }

  void Add(DifferenceClass kind, Decimal amount, std::string line,
           std::string name, std::optional<Decimal> expected,
           std::optional<Decimal> invoiced) {
    // Not one that the tolerance lets pass; CompareNet looks at their sum.
    if (Magnitude(amount) <= result_.tolerance) return;
    result_.differences.push_back({kind, std::move(amount), std::move(line),
                                   std::move(name), std::move(expected),
                                   std::move(invoiced)});
  }

  // Lines whose name an item has too, and the items to them.
  void FillBuckets() {
    std::set<std::string> known;
    for (const ExpectedItem& item : expectation_.items) {
      for (const std::string& name : item.names) {
        known.insert(ComparableName(name));
      }
    }
    for (const LineItem& line : lines_) {
      std::string key;
      for (const std::string& name : line.names) {
        std::string comparable = ComparableName(name);
        if (comparable.empty() || !known.contains(comparable)) continue;
        key = std::move(comparable);
        break;
      }
      if (key.empty()) key = FindWithin(line, known);
      if (key.empty()) {
        left_lines_.push_back(&line);
      } else {
        buckets_[key].lines.push_back(&line);
      }
    }
    for (const ExpectedItem& item : expectation_.items) {
      Bucket* into = nullptr;
      for (const std::string& name : item.names) {
        const auto found = buckets_.find(ComparableName(name));
        if (found == buckets_.end()) continue;
        into = &found->second;
        break;
      }
      if (into != nullptr) {
        into->items.push_back(&item);
      } else {
        left_items_.push_back(&item);
      }
    }
    // All items of its name went to a more telling one.
    for (auto bucket = buckets_.begin(); bucket != buckets_.end();) {
      if (!bucket->second.items.empty()) {
        ++bucket;
        continue;
      }
      left_lines_.insert(left_lines_.end(), bucket->second.lines.begin(),
                         bucket->second.lines.end());
      bucket = buckets_.erase(bucket);
    }
  }

  // The longest of the names that stands whole in what a line is called:
  // `platform` in `Managed hosting, platform October`.
  static std::string FindWithin(const LineItem& line,
                                const std::set<std::string>& known) {
    std::string longest;
    for (const std::string& name : line.names) {
      const std::string text = absl::StrCat(" ", ComparableName(name), " ");
      for (const std::string& candidate : known) {
        if (candidate.size() < kShortestPart ||
            candidate.size() <= longest.size()) {
          continue;
        }
        if (absl::StrContains(text, absl::StrCat(" ", candidate, " "))) {
          longest = candidate;
        }
      }
    }
    return longest;
  }

  // Of what is left, a line and an item of the same amount are each other's.
  void PairByAmount() {
    std::erase_if(left_lines_, [&](const LineItem* line) {
      const auto same = std::find_if(
          left_items_.begin(), left_items_.end(), [&](const ExpectedItem* e) {
            return !e->price_if_ordered.has_value() && e->net == line->net;
          });
      if (same == left_items_.end()) return false;
      paired_.push_back({{line}, {*same}});
      left_items_.erase(same);
      return true;
    });
  }

  // A single line stands for all charges that nothing else stands for, and the
  // other way round. Where lines and charges add up to the same, nobody needs
  // to know which is which.
  void PairWhatIsLeft() {
    std::vector<const ExpectedItem*> due;
    bool all_known = true;
    ExactSum lines_net, due_net;
    for (const ExpectedItem* item : left_items_) {
      if (item->price_if_ordered.has_value()) continue;
      due.push_back(item);
      all_known = all_known && item->net.has_value();
      if (item->net.has_value() && !due_net.Add(*item->net).ok()) return;
    }
    for (const LineItem* line : left_lines_) {
      if (!lines_net.Add(line->net).ok()) return;
    }
    if (left_lines_.empty() || due.empty() || !all_known) return;
    const auto a = lines_net.ToDecimal();
    const auto b = due_net.ToDecimal();
    if (!a.ok() || !b.ok()) return;
    const auto apart = Decimal::Subtract(*a, *b);
    const bool same = apart.ok() && Magnitude(*apart) <= result_.tolerance;
    if (!same && left_lines_.size() != 1 && due.size() != 1) return;
    paired_.push_back({left_lines_, due});
    left_lines_.clear();
    left_items_.clear();
  }

  absl::Status CompareBucket(const Bucket& bucket) {
    ExactSum invoiced_sum, expected_sum;
    for (const LineItem* line : bucket.lines) {
      RETURN_IF_ERROR(invoiced_sum.Add(line->net));
    }
    ASSIGN_OR_RETURN(const Decimal invoiced, invoiced_sum.ToDecimal());
    const std::optional<Decimal> invoiced_quantity = QuantityOf(bucket.lines);
    std::optional<Decimal> expected_quantity = QuantityOf(bucket.items);
    for (const ExpectedItem* item : bucket.items) {
      if (item->net.has_value()) {
        RETURN_IF_ERROR(expected_sum.Add(*item->net));
      } else if (item->price_if_ordered.has_value()) {
        // As many as were invoiced: whether they were ordered is not known
        // here.
        const Decimal ordered = invoiced_quantity.value_or(Decimal(1, 0));
        ASSIGN_OR_RETURN(const Decimal net,
                         Decimal::Multiply(*item->price_if_ordered, ordered));
        RETURN_IF_ERROR(expected_sum.Add(net));
        expected_quantity = ordered;
      } else {
        result_.not_compared.push_back(NameOf(*item));
        return absl::OkStatus();
      }
    }
    ASSIGN_OR_RETURN(const Decimal expected, expected_sum.ToDecimal());
    RETURN_IF_ERROR(
        ordered_.Add(std::any_of(bucket.items.begin(), bucket.items.end(),
                                 [](const ExpectedItem* item) {
                                   return item->price_if_ordered.has_value();
                                 })
                         ? expected
                         : Decimal()));
    ASSIGN_OR_RETURN(const Decimal apart,
                     Decimal::Subtract(invoiced, expected));
    if (Magnitude(apart) <= result_.tolerance) return absl::OkStatus();
    if (const LineItem* twice = FindTwice(bucket, apart)) {
      Add(DifferenceClass::kDuplicate, apart, twice->id, NameOf(*twice),
          expected, invoiced);
      return absl::OkStatus();
    }
    const std::string line =
        bucket.lines.size() == 1 ? bucket.lines.front()->id : "";
    const std::string name = NameOf(*bucket.lines.front());
    const bool comparable =
        invoiced_quantity.has_value() && expected_quantity.has_value() &&
        !expected_quantity->IsZero() && !invoiced_quantity->IsZero() &&
        *invoiced_quantity != *expected_quantity &&
        AreComparableUnits(bucket.lines.front()->unit,
                           bucket.items.front()->unit);
    if (!comparable) {
      Add(DifferenceClass::kPrice, apart, line, name,
          UnitPrice(expected, invoiced_quantity == expected_quantity
                                  ? expected_quantity
                                  : std::nullopt),
          UnitPrice(invoiced, invoiced_quantity == expected_quantity
                                  ? invoiced_quantity
                                  : std::nullopt));
      return absl::OkStatus();
    }
    // What the other quantity costs at the expected price; the rest is price.
    ASSIGN_OR_RETURN(const Decimal more,
                     Decimal::Subtract(*invoiced_quantity, *expected_quantity));
    ASSIGN_OR_RETURN(const Decimal::Quotient of_quantity,
                     Decimal::MultiplyDivide(expected, more, *expected_quantity,
                                             {.rounded_scale = scale_}));
    ASSIGN_OR_RETURN(const Decimal of_price,
                     Decimal::Subtract(apart, of_quantity.rounded));
    const bool is_price = Magnitude(of_price) > result_.tolerance;
    Add(DifferenceClass::kQuantity, is_price ? of_quantity.rounded : apart,
        line, name, expected_quantity, invoiced_quantity);
    if (is_price) {
      Add(DifferenceClass::kPrice, of_price, line, name,
          UnitPrice(expected, expected_quantity),
          UnitPrice(invoiced, invoiced_quantity));
    }
    return absl::OkStatus();
  }

  // The sum of quantities in one unit; absent where one has none.
  template <typename Item>
  static std::optional<Decimal> QuantityOf(
      const std::vector<const Item*>& items) {
    ExactSum sum;
    for (const Item* item : items) {
      if (!item->quantity.has_value() || item->unit != items.front()->unit ||
          !sum.Add(*item->quantity).ok()) {
        return std::nullopt;
      }
    }
    const auto quantity = sum.ToDecimal();
    if (items.empty() || !quantity.ok()) return std::nullopt;
    return *quantity;
  }

  // With up to six decimals; the amount itself without a quantity.
  static std::optional<Decimal> UnitPrice(
      const Decimal& amount, const std::optional<Decimal>& quantity) {
    if (!quantity.has_value() || quantity->IsZero()) return amount;
    const auto price = Decimal::MultiplyDivide(amount, Decimal(1, 0), *quantity,
                                               {.rounded_scale = 6});
    if (!price.ok()) return std::nullopt;
    const Decimal shown = price->rounded.Normalized();
    return shown.scale() < 2 ? shown.RoundedHalfAwayFromZero(2) : shown;
  }

  // A line that stands twice, when leaving it out once is the answer.
  const LineItem* FindTwice(const Bucket& bucket, const Decimal& apart) const {
    for (size_t i = 0; i < bucket.lines.size(); ++i) {
      for (size_t j = i + 1; j < bucket.lines.size(); ++j) {
        const LineItem& a = *bucket.lines[i];
        const LineItem& b = *bucket.lines[j];
        if (a.net == b.net && a.names == b.names && a.period == b.period &&
            a.quantity == b.quantity && b.net == apart) {
          return &b;
        }
      }
    }
    return nullptr;
  }

  absl::Status CompareNet() {
    ExactSum lines, expected;
    for (const LineItem& line : lines_) RETURN_IF_ERROR(lines.Add(line.net));
    for (const ExpectedItem& item : expectation_.items) {
      if (item.net.has_value() && !IsOnlyExtras()) {
        RETURN_IF_ERROR(expected.Add(*item.net));
      }
    }
    RETURN_IF_ERROR(expected.Add(ordered_));
    ASSIGN_OR_RETURN(const Decimal of_lines, lines.ToDecimal());
    const std::optional<Decimal>& written = invoice_.totals.tax_exclusive;
    result_.invoiced_net =
        written.has_value() ? SignedAsCost(invoice_.kind, *written) : of_lines;
    ASSIGN_OR_RETURN(const Decimal apart,
                     Decimal::Subtract(*result_.invoiced_net, of_lines));
    Add(DifferenceClass::kSum, apart, "", "", of_lines, result_.invoiced_net);
    if (!result_.not_compared.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(result_.expected_net, expected.ToDecimal());
    ASSIGN_OR_RETURN(
        const Decimal difference,
        Decimal::Subtract(*result_.invoiced_net, *result_.expected_net));
    result_.difference_net = difference;
    ExactSum explained;
    for (const InvoiceDifference& one : result_.differences) {
      RETURN_IF_ERROR(explained.Add(one.amount));
    }
    ASSIGN_OR_RETURN(const Decimal named, explained.ToDecimal());
    ASSIGN_OR_RETURN(const Decimal rest, Decimal::Subtract(difference, named));
    if (rest.IsZero()) return absl::OkStatus();
    if (Magnitude(rest) <= result_.tolerance) {
      result_.rounding = rest;
    } else {
      Add(DifferenceClass::kPrice, rest, "", "", result_.expected_net,
          result_.invoiced_net);
    }
    return absl::OkStatus();
  }

  absl::Status CompareTax() {
    if (invoice_.totals.tax.has_value()) {
      result_.invoiced_tax = SignedAsCost(invoice_.kind, *invoice_.totals.tax);
    } else if (!invoice_.tax_breakdown.empty()) {
      ExactSum sum;
      for (const InvoiceTaxSubtotal& subtotal : invoice_.tax_breakdown) {
        if (!subtotal.tax.has_value()) continue;
        RETURN_IF_ERROR(sum.Add(SignedAsCost(invoice_.kind, *subtotal.tax)));
      }
      ASSIGN_OR_RETURN(result_.invoiced_tax, sum.ToDecimal());
    }
    result_.expected_tax = expectation_.tax;
    if (!result_.invoiced_tax.has_value() ||
        !result_.expected_tax.has_value()) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(
        const Decimal apart,
        Decimal::Subtract(*result_.invoiced_tax, *result_.expected_tax));
    result_.difference_tax = apart;
    if (Magnitude(apart) <= result_.tolerance) return absl::OkStatus();
    const std::optional<Decimal> charged =
        RateOf(*result_.expected_tax, result_.expected_net);
    const std::optional<Decimal> invoiced = InvoicedRate();
    if (charged.has_value() && invoiced.has_value() && *charged != *invoiced) {
      Add(DifferenceClass::kRate, apart, "", "", charged, invoiced);
    } else {
      Add(DifferenceClass::kTax, apart, "", "", result_.expected_tax,
          result_.invoiced_tax);
    }
    return absl::OkStatus();
  }

  // In percent with one decimal: what VAT rates have.
  static std::optional<Decimal> RateOf(const Decimal& tax,
                                       const std::optional<Decimal>& net) {
    if (!net.has_value() || net->IsZero()) return std::nullopt;
    const auto rate = Decimal::MultiplyDivide(tax, Decimal(100, 0), *net,
                                              {.rounded_scale = 1});
    if (!rate.ok()) return std::nullopt;
    return rate->rounded;
  }

  // The only rate of the breakdown, else what comes of it.
  std::optional<Decimal> InvoicedRate() const {
    if (invoice_.tax_breakdown.size() == 1 &&
        invoice_.tax_breakdown.front().percent.has_value()) {
      return invoice_.tax_breakdown.front().percent->RoundedHalfAwayFromZero(1);
    }
    return RateOf(*result_.invoiced_tax, result_.invoiced_net);
  }

  const Invoice& invoice_;
  const Expectation& expectation_;
  const std::vector<LineItem> lines_;
  const int scale_;
  std::map<std::string, Bucket> buckets_;
  std::vector<Bucket> paired_;
  std::vector<const LineItem*> left_lines_;
  std::vector<const ExpectedItem*> left_items_;
  ExactSum ordered_;  // extras, at the agreed price
  InvoiceComparison result_;
};

}  // namespace

absl::string_view DifferenceClassWord(DifferenceClass kind) {
  switch (kind) {
    case DifferenceClass::kMissingLine:
      return "missing_line";
    case DifferenceClass::kPrice:
      return "price";
    case DifferenceClass::kQuantity:
      return "quantity";
    case DifferenceClass::kRate:
      return "rate";
    case DifferenceClass::kTax:
      return "tax";
    case DifferenceClass::kDuplicate:
      return "duplicate";
    case DifferenceClass::kSum:
      return "sum";
  }
  return "";
}

absl::StatusOr<InvoiceComparison> CompareInvoice(
    const Invoice& invoice, const Expectation& expectation,
    const std::optional<Decimal>& tolerance) {
  return Comparison(invoice, expectation, tolerance).Run();
}

absl::StatusOr<std::vector<Decimal>> InvoicedOfItems(
    const Invoice& invoice, const Expectation& expectation) {
  return Comparison(invoice, expectation, std::nullopt).InvoicedOfItems();
}

}  // namespace regisseur
