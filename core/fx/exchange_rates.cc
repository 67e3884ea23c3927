#include "core/fx/exchange_rates.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr absl::string_view kEuro = "EUR";
constexpr int kMaxAgeDays = 7;
constexpr int kShownDecimals = 12;
constexpr Decimal kOne(1, 0);

std::string Quoted(absl::string_view text) {
  return absl::StrCat(
      "'", absl::Utf8SafeCHexEscape(RepairUtf8(Utf8Prefix(text, 60))), "'");
}

absl::Status At(int line, absl::string_view column, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("exchange rates, line ", line,
                   column.empty() ? "" : ", column ", column, ": ", what));
}

// `2026-04-13` or `13 April 2026`.
std::optional<absl::CivilDay> FindDay(absl::string_view text) {
  if (const auto day = ParseDay(text); day.ok()) return *day;
  constexpr std::array<absl::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text, ' ', absl::SkipEmpty());
  int day_of_month = 0;
  int year = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &day_of_month) ||
      !absl::SimpleAtoi(parts[2], &year) || year < 1 || year > 9999) {
    return std::nullopt;
  }
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (!absl::EqualsIgnoreCase(parts[1], kMonths[i])) continue;
    if (day_of_month < 1 || day_of_month > 31) return std::nullopt;
    const absl::CivilDay day(year, static_cast<int>(i) + 1, day_of_month);
    if (day.day() != day_of_month) return std::nullopt;
    return day;
  }
  return std::nullopt;
}

std::vector<absl::string_view> Cells(absl::string_view line) {
  std::vector<absl::string_view> cells = absl::StrSplit(line, ',');
  for (absl::string_view& cell : cells) cell = absl::StripAsciiWhitespace(cell);
  while (!cells.empty() && cells.back().empty()) cells.pop_back();
  return cells;
}

// The ECB may quote a currency that is younger than our list.
bool LooksLikeCurrency(absl::string_view code) {
  return code.size() == 3 && std::all_of(code.begin(), code.end(), [](char c) {
           return c >= 'A' && c <= 'Z';
         });
}

absl::Status CheckCurrency(absl::string_view code) {
  if (IsCurrencyCode(code)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(Quoted(code),
                   " is no currency of ISO 4217: write three capital letters, "
                   "for instance EUR"));
}

absl::StatusOr<ExchangeRates::Conversion> ConvertAt(const Decimal& amount,
                                                    const Decimal& rate_from,
                                                    const Decimal& rate_to,
                                                    absl::string_view to,
                                                    absl::CivilDay rate_date) {
  ASSIGN_OR_RETURN(
      const Decimal::Quotient converted,
      Decimal::MultiplyDivide(amount, rate_to, rate_from,
                              {.rounded_scale = MinorUnitDigits(to),
                               .truncated_scale = kShownDecimals}));
  ASSIGN_OR_RETURN(const Decimal rate, Decimal::DivideTruncated(
                                           rate_to, rate_from, kShownDecimals));
  return ExchangeRates::Conversion{converted.rounded, converted.truncated,
                                   rate.Normalized(), rate_date};
}

}  // namespace

absl::StatusOr<ExchangeRates> ExchangeRates::ParseCsv(absl::string_view csv) {
  absl::ConsumePrefix(&csv, "\xEF\xBB\xBF");
  ExchangeRates rates;
  std::vector<absl::string_view> header;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(csv, '\n')) {
    ++number;
    const std::vector<absl::string_view> cells = Cells(line);
    if (cells.empty()) continue;
    if (header.empty()) {
      if (cells[0] != "Date" || cells.size() < 2) {
        return At(number, "",
                  absl::StrCat("the header is ", Quoted(line),
                               "; expected is 'Date, USD, JPY, ...'"));
      }
      for (size_t i = 1; i < cells.size(); ++i) {
        if (!LooksLikeCurrency(cells[i])) {
          return At(number, absl::StrCat(i + 1),
                    absl::StrCat(Quoted(cells[i]),
                                 " is no currency; expected are three capital "
                                 "letters"));
        }
      }
      header = cells;
      continue;
    }
    const std::optional<absl::CivilDay> day = FindDay(cells[0]);
    if (!day.has_value()) {
      return At(number, "Date",
                absl::StrCat(Quoted(cells[0]),
                             " is not a day; write 2026-04-13 or 13 April "
                             "2026"));
    }
    const auto [found, is_new] = rates.days_.try_emplace(*day);
    if (!is_new) {
      return At(number, "Date",
                absl::StrCat(FormatDay(*day), " stands in the file twice"));
    }
    if (cells.size() > header.size()) {
      return At(number, "",
                absl::StrCat("there are ", cells.size(),
                             " cells and the header has ", header.size()));
    }
    for (size_t i = 1; i < cells.size(); ++i) {
      if (cells[i].empty() || cells[i] == "N/A") continue;
      const absl::StatusOr<Decimal> rate = Decimal::Parse(cells[i]);
      if (!rate.ok() || rate->IsNegative() || rate->IsZero()) {
        return At(number, header[i],
                  absl::StrCat(Quoted(cells[i]),
                               " is not a rate; expected is a number above "
                               "zero such as 1.1684, or N/A"));
      }
      found->second.insert_or_assign(
          std::string(header[i].data(), header[i].size()), *rate);
    }
    // A day on which nothing was fixed is a day without rates.
    if (found->second.empty()) rates.days_.erase(found);
  }
  if (header.empty()) {
    return At(1, "", "the file is empty; expected is 'Date, USD, JPY, ...'");
  }
  return rates;
}

void ExchangeRates::Set(absl::CivilDay day, absl::string_view currency,
                        Decimal rate) {
  days_[day].insert_or_assign(std::string(currency.data(), currency.size()),
                              rate);
}

absl::StatusOr<ExchangeRates::Conversion> ExchangeRates::Convert(
    const Decimal& amount, absl::string_view from, absl::string_view to,
    absl::CivilDay day) const {
  RETURN_IF_ERROR(CheckCurrency(from));
  RETURN_IF_ERROR(CheckCurrency(to));
  if (from == to) return ConvertAt(amount, kOne, kOne, to, day);
  for (auto it = days_.upper_bound(day); it != days_.begin();) {
    --it;
    if (day - it->first > kMaxAgeDays) break;
    const Decimal* rate_from = Find(it->second, from);
    const Decimal* rate_to = Find(it->second, to);
    if (rate_from != nullptr && rate_to != nullptr) {
      return ConvertAt(amount, *rate_from, *rate_to, to, it->first);
    }
  }
  const std::string missing =
      from == kEuro ? std::string(to.data(), to.size())
      : to == kEuro ? std::string(from.data(), from.size())
                    : absl::StrCat(from, " and ", to, " together");
  std::string known = "no rates are known";
  if (!days_.empty()) {
    known = absl::StrCat("rates reach from ", FormatDay(days_.begin()->first),
                         " to ", FormatDay(days_.rbegin()->first));
  }
  return absl::NotFoundError(
      absl::StrCat("there is no rate of ", missing, " on ", FormatDay(day),
                   " or within ", kMaxAgeDays, " days before it; ", known));
}

absl::StatusOr<ExchangeRates::Conversion> ExchangeRates::ConvertAtAverage(
    const Decimal& amount, absl::string_view from, absl::string_view to,
    absl::CivilMonth month, absl::CivilDay until) const {
  RETURN_IF_ERROR(CheckCurrency(from));
  RETURN_IF_ERROR(CheckCurrency(to));
  if (from == to) return ConvertAt(amount, kOne, kOne, to, until);
  // Over the same days the numbers of days cancel out.
  Decimal sum_from;
  Decimal sum_to;
  std::optional<absl::CivilDay> last;
  for (auto it = days_.lower_bound(absl::CivilDay(month));
       it != days_.end() && it->first < absl::CivilDay(month + 1) &&
       it->first <= until;
       ++it) {
    const Decimal* rate_from = Find(it->second, from);
    const Decimal* rate_to = Find(it->second, to);
    if (rate_from == nullptr || rate_to == nullptr) continue;
    ASSIGN_OR_RETURN(sum_from, Decimal::Add(sum_from, *rate_from));
    ASSIGN_OR_RETURN(sum_to, Decimal::Add(sum_to, *rate_to));
    last = it->first;
  }
  if (!last.has_value()) {
    return absl::NotFoundError(
        absl::StrCat("no day of ", FormatMonth(month), " up to ",
                     FormatDay(until), " has rates of ", from, " and ", to));
  }
  return ConvertAt(amount, sum_from, sum_to, to, *last);
}

const Decimal* ExchangeRates::Find(const Rates& rates,
                                   absl::string_view currency) {
  if (currency == kEuro) return &kOne;
  const auto found = rates.find(currency);
  return found == rates.end() ? nullptr : &found->second;
}

std::optional<absl::CivilDay> ExchangeRates::LastDay() const {
  if (days_.empty()) return std::nullopt;
  return days_.rbegin()->first;
}

}  // namespace regisseur
