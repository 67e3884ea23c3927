#include "aggregator/answers/years_asked.h"

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "core/calendar/civil_span.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMostYears = 10;
constexpr int kMonthsOfYear = 12;

}  // namespace

std::vector<YearSpan> YearsAsked::CalendarYears() const {
  std::vector<YearSpan> spans;
  for (int i = 0; i < years; ++i) {
    const absl::CivilYear year = first + i;
    spans.push_back({absl::StrCat(year.year()), absl::CivilDay(year),
                     absl::CivilDay(year + 1)});
  }
  return spans;
}

std::vector<YearSpan> YearsAsked::ContractYears(absl::CivilDay start) const {
  std::vector<YearSpan> spans;
  for (int i = 0; i < years; ++i) {
    const auto after = static_cast<int>((first + i).year() - start.year());
    if (after < 0) continue;
    const absl::CivilDay from = AddMonths(start, after * kMonthsOfYear);
    const absl::CivilDay to = AddMonths(start, (after + 1) * kMonthsOfYear);
    spans.push_back(
        {absl::StrCat(FormatDay(from), "/", FormatDay(to - 1)), from, to});
  }
  return spans;
}

absl::StatusOr<YearsAsked> YearsAsked::Parse(const YearsAheadQuestion& question,
                                             const KnownPortfolio& known) {
  YearsAsked asked;
  const absl::CivilYear running(
      absl::ToCivilDay(known.moment(), known.portfolio().time_zone));
  asked.first = running + 1;
  if (!question.from.empty()) {
    int year = 0;
    if (question.from.size() != 4 || !absl::SimpleAtoi(question.from, &year) ||
        year < running.year() || year > running.year() + kMostYears) {
      return absl::InvalidArgumentError(
          absl::StrCat("from: \"", question.from, "\" is no year from ",
                       running.year(), " to ", running.year() + kMostYears));
    }
    asked.first = absl::CivilYear(year);
  }
  if (question.years < 0 || question.years > kMostYears) {
    return absl::InvalidArgumentError(absl::StrCat(
        "years: ", question.years, " is not from 1 to ", kMostYears));
  }
  if (question.years != 0) asked.years = question.years;
  if (!question.index.empty()) {
    absl::string_view text = question.index;
    const bool percent = absl::ConsumeSuffix(&text, "%");
    const absl::StatusOr<Decimal> index = Decimal::Parse(text);
    if (!percent || !index.ok() || *index <= Decimal(-50, 0) ||
        *index > Decimal(50, 0) || index->scale() > 6) {
      return absl::InvalidArgumentError(absl::StrCat(
          "index: \"", question.index,
          "\": write what it changes by a year such as 2.5%, above -50% and "
          "at most 50%"));
    }
    asked.index = *index;
  }
  if (!question.in.empty() && !IsCurrencyCode(question.in)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "in: \"", question.in, "\" is no ISO 4217 currency, for instance EUR"));
  }
  asked.provider = known.CurrentId(question.provider);
  if (!asked.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(asked.provider));
  }
  return asked;
}

}  // namespace regisseur
