#include "core/reconciliation/line_items.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace regisseur {
namespace {

// Codes of UN/ECE Recommendation 20 and the words for the same in other data,
// in the singular.
struct Unit {
  absl::string_view code;
  absl::string_view word;
};
constexpr Unit kUnits[] = {
    {"hur", "hour"},   {"min", "minute"}, {"sec", "second"}, {"day", "day"},
    {"wee", "week"},   {"mon", "month"},  {"ann", "year"},   {"kwh", "kwh"},
    {"e34", "gb"},     {"e35", "tb"},     {"4l", "mb"},      {"ad", "byte"},
    {"gb", "gigabyte"}};
// Things that are counted, whatever they are.
constexpr absl::string_view kPieces[] = {"c62", "h87", "ea", "xpp", "pce"};

bool IsPieces(absl::string_view code) {
  for (const absl::string_view piece : kPieces) {
    if (code == piece) return true;
  }
  return false;
}

// Words that name a measure of their own: a piece is none of them.
bool IsMeasure(absl::string_view word) {
  for (const Unit& unit : kUnits) {
    if (word == unit.word || word == unit.code) return true;
  }
  return false;
}

std::string Singular(std::string word) {
  if (word.size() > 2 && absl::EndsWith(word, "s")) word.pop_back();
  return word;
}

}  // namespace

std::string ComparableName(absl::string_view name) {
  std::string out;
  bool blank = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || byte >= 0x80) {
      if (blank && !out.empty()) out.push_back(' ');
      blank = false;
      out.push_back(absl::ascii_tolower(byte));
    } else {
      blank = true;
    }
  }
  return out;
}

bool AreComparableUnits(absl::string_view code, absl::string_view unit) {
  const std::string a = Singular(ComparableName(code));
  const std::string b = Singular(ComparableName(unit));
  if (a == b) return true;
  if (IsPieces(a)) return b.empty() || IsPieces(b) || !IsMeasure(b);
  for (const Unit& known : kUnits) {
    if (a == known.code && b == known.word) return true;
    if (b == known.code && a == known.word) return true;
  }
  return false;
}

std::vector<LineItem> LineItemsOf(const Invoice& invoice) {
  std::vector<LineItem> items;
  for (const InvoiceLine& line : invoice.lines) {
    if (!line.net_amount.has_value()) continue;
    LineItem item;
    item.id = line.id;
    for (const std::string* name :
         {&line.seller_item_id, &line.name, &line.description}) {
      if (!name->empty()) item.names.push_back(*name);
    }
    item.quantity = line.quantity;
    item.unit = line.unit;
    item.net = SignedAsCost(invoice.kind, *line.net_amount);
    if (item.quantity.has_value()) {
      item.quantity = SignedAsCost(invoice.kind, *item.quantity);
    }
    item.period = line.period;
    items.push_back(std::move(item));
  }
  for (const InvoiceAllowance& allowance : invoice.allowances) {
    if (!allowance.amount.has_value()) continue;
    LineItem item;
    const std::string& reason =
        allowance.reason.empty() ? allowance.reason_code : allowance.reason;
    if (!reason.empty()) item.names.push_back(reason);
    const Decimal amount = SignedAsCost(invoice.kind, *allowance.amount);
    item.net = allowance.is_charge ? amount : amount.Negated();
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace regisseur
