#include "aggregator/config/contract_values.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "aggregator/config/contract_keys.h"
#include "core/time/instant.h"

namespace regisseur {

ContractValues::ContractValues(const ContractContext& context)
    : KeyTable(ContractKeys()), context_(context) {}

Decimal ContractValues::Number(const YamlValue& value, const char* example) {
  if (!value.present()) return Decimal();
  const std::string text = value.Text();
  absl::StatusOr<Decimal> number = Decimal::Parse(text);
  if (number.ok()) return *number;
  value.Refuse(absl::StrCat("is '", text, "': write a number such as ", example,
                            ", with a point and no separators"));
  return Decimal();
}

Decimal ContractValues::Amount(const YamlValue& value) {
  return Number(value, "9500.00");
}

std::optional<Decimal> ContractValues::OptionalNumber(const YamlValue& value) {
  if (!value.present()) return std::nullopt;
  return Number(value);
}

Decimal ContractValues::Percentage(const YamlValue& value) {
  if (!value.present()) return Decimal();
  std::string text = value.Text();
  if (absl::EndsWith(text, "%")) {
    absl::string_view number = absl::StripSuffix(text, "%");
    absl::StatusOr<Decimal> percent =
        Decimal::Parse(absl::StripAsciiWhitespace(number));
    if (percent.ok()) return *percent;
  }
  value.Refuse(absl::StrCat("is '", text,
                            "': write a percentage with its sign, such as "
                            "10%"));
  return Decimal();
}

std::optional<Decimal> ContractValues::OptionalPercentage(
    const YamlValue& value) {
  if (!value.present()) return std::nullopt;
  return Percentage(value);
}

absl::CivilDay ContractValues::Day(const YamlValue& value) {
  if (!value.present()) return absl::CivilDay();
  const absl::StatusOr<absl::CivilDay> day = ParseDay(value.Text());
  if (day.ok()) return *day;
  value.Refuse(
      absl::StrCat("is '", value.Text(), "': write a day such as 2026-01-31"));
  return absl::CivilDay();
}

std::optional<absl::CivilDay> ContractValues::OptionalDay(
    const YamlValue& value) {
  if (!value.present()) return std::nullopt;
  return Day(value);
}

std::vector<absl::CivilDay> ContractValues::Days(const YamlValue& value) {
  std::vector<absl::CivilDay> days;
  for (const YamlValue& element : value.Elements()) {
    days.push_back(Day(element));
  }
  return days;
}

CivilSpan ContractValues::Span(const YamlValue& value) {
  if (!value.present()) return {};
  const absl::StatusOr<CivilSpan> span = ParseCivilSpan(value.Text());
  if (span.ok()) return *span;
  value.Refuse(absl::StrCat("is '", value.Text(),
                            "': write a span such as 3 months or 21 days"));
  return {};
}

std::optional<CivilSpan> ContractValues::OptionalSpan(const YamlValue& value) {
  if (!value.present()) return std::nullopt;
  return Span(value);
}

absl::Duration ContractValues::Length(const YamlValue& value) {
  if (!value.present()) return absl::ZeroDuration();
  const absl::StatusOr<absl::Duration> length = ParseLength(value.Text());
  if (length.ok()) return *length;
  value.Refuse(absl::StrCat("is '", value.Text(),
                            "': write a length such as 5 minutes, 4 hours or "
                            "5 days"));
  return absl::ZeroDuration();
}

Side ContractValues::ReadSide(const YamlValue& value, Side fallback) {
  return OneOf<Side>(
      value, fallback,
      {{"customer", Side::kCustomer}, {"provider", Side::kProvider}});
}

PricePeriod ContractValues::Period(const YamlValue& value) {
  return OneOf<PricePeriod>(value, PricePeriod::kMonth,
                            {{"month", PricePeriod::kMonth},
                             {"quarter", PricePeriod::kQuarter},
                             {"year", PricePeriod::kContractYear},
                             {"contract_year", PricePeriod::kContractYear},
                             {"term", PricePeriod::kTerm}});
}

std::vector<YamlValue> ContractValues::OneOrList(const YamlValue& value) {
  if (!value.present()) return {};
  if (value.IsMapping()) return {value};
  return value.Elements();
}

HolidayCalendar ContractValues::ReadHolidays(const YamlValue& value) {
  if (!value.present()) return {};
  if (!value.IsMapping()) {
    const bool dutch =
        OneOf<bool>(value, false, {{"nl", true}, {"none", false}});
    return dutch ? HolidayCalendar::Dutch() : HolidayCalendar();
  }
  CheckKeys(value, "holidays");
  const YamlValue days = value.Get("days");
  const YamlValue file = value.Get("file");
  if (days.present() || file.present()) {
    std::map<absl::CivilDay, std::string> listed;
    for (const absl::CivilDay day : Days(days)) listed[day] = "";
    if (file.present()) ReadHolidayFile(file, listed);
    return HolidayCalendar::OfDays(std::move(listed));
  }
  DutchHolidayRules rules;
  rules.liberation_day = OneOf<LiberationDay>(
      value.Get("liberation_day"), LiberationDay::kEveryYear,
      {{"every_year", LiberationDay::kEveryYear},
       {"every_five_years", LiberationDay::kEveryFiveYears},
       {"never", LiberationDay::kNever}});
  rules.good_friday = value.Get("good_friday").Bool(false);
  const bool dutch = OneOf<bool>(value.Get("calendar"), false,
                                 {{"nl", true}, {"none", false}});
  return dutch ? HolidayCalendar::Dutch(rules) : HolidayCalendar();
}

void ContractValues::ReadHolidayFile(
    const YamlValue& value, std::map<absl::CivilDay, std::string>& days) {
  const std::string path = value.Text();
  if (context_.read_file == nullptr) {
    value.Refuse("names a file, and none can be read here: list the days");
    return;
  }
  const absl::StatusOr<std::string> content = context_.read_file(path);
  if (!content.ok()) {
    value.Refuse(absl::StrCat("cannot be used: ", content.status().message()));
    return;
  }
  int line = 0;
  for (absl::string_view text : absl::StrSplit(*content, '\n')) {
    ++line;
    text = absl::StripAsciiWhitespace(text.substr(0, text.find('#')));
    if (text.empty()) continue;
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(text, absl::MaxSplits(absl::ByAnyChar(" \t,;"), 1));
    const absl::StatusOr<absl::CivilDay> day = ParseDay(parts.first);
    if (!day.ok()) {
      value.Refuse(absl::StrCat("names ", path, ", where line ", line,
                                " has no day such as 2026-07-21"));
      return;
    }
    days[*day] = std::string(absl::StripAsciiWhitespace(parts.second));
  }
}

WeeklyHours ContractValues::ReadHours(const YamlValue& value) {
  if (!value.present()) return WeeklyHours::Always();
  if (!value.IsMapping()) {
    if (value.Text() != "always") {
      value.Refuse(
          "must be 'always' or a mapping such as {mon-fri: \"07:00-19:00\"}");
    }
    return WeeklyHours::Always();
  }
  WeeklyHours hours;
  for (const auto& [days, range] : value.Members()) {
    const absl::Status added = hours.Add(days, range.Text());
    if (!added.ok()) range.Refuse(absl::StrCat("is wrong: ", added.message()));
  }
  return hours;
}

}  // namespace regisseur
