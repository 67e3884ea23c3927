#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/config/key_table.h"
#include "aggregator/config/yaml_reader.h"
#include "core/calendar/civil_span.h"
#include "core/calendar/holiday_calendar.h"
#include "core/calendar/weekly_hours.h"
#include "core/contract/check_contract.h"
#include "core/contract/price_component.h"
#include "core/contract/term.h"
#include "core/money/decimal.h"

namespace regisseur {

// What a contract file takes from around it.
struct ContractContext {
  // The zone of windows that name none.
  std::string time_zone = "Europe/Amsterdam";
  // Reads a file that the contract names (holidays); null refuses them.
  std::function<absl::StatusOr<std::string>(const std::string& path)> read_file;
  // What else has to hold of a contract, besides what CheckContract says; null:
  // nothing.
  std::function<std::vector<ContractProblem>(const Contract&)> check;
};

// Reads the values that contract files are written in: amounts, days, spans,
// hours, holidays. The readers of a contract's parts derive from it. A value
// that is absent is empty; a wrong one is refused with what would be right.
class ContractValues : protected KeyTable {
 protected:
  // The context must outlive it.
  explicit ContractValues(const ContractContext& context);

  // Exact decimals; a wrong one is refused and read as zero. `example` says
  // what would be right.
  static Decimal Number(const YamlValue& value, const char* example = "1500");
  static Decimal Amount(const YamlValue& value);
  static std::optional<Decimal> OptionalNumber(const YamlValue& value);
  // `10%`.
  static Decimal Percentage(const YamlValue& value);
  static std::optional<Decimal> OptionalPercentage(const YamlValue& value);
  // 1970-01-01 for a wrong one, refused.
  static absl::CivilDay Day(const YamlValue& value);
  static std::optional<absl::CivilDay> OptionalDay(const YamlValue& value);
  static std::vector<absl::CivilDay> Days(const YamlValue& value);
  static CivilSpan Span(const YamlValue& value);
  static std::optional<CivilSpan> OptionalSpan(const YamlValue& value);
  static absl::Duration Length(const YamlValue& value);
  static Side ReadSide(const YamlValue& value, Side fallback);
  static PricePeriod Period(const YamlValue& value);
  // A mapping alone or a list of them.
  static std::vector<YamlValue> OneOrList(const YamlValue& value);
  // `nl`, `none` or a mapping; none when absent.
  HolidayCalendar ReadHolidays(const YamlValue& value);
  // `always` or a mapping of days to hours; always when absent.
  static WeeklyHours ReadHours(const YamlValue& value);

  const ContractContext& context() const { return context_; }

 private:
  // One day a line, `2026-07-21 Nationale feestdag`; `#` begins a remark.
  void ReadHolidayFile(const YamlValue& value,
                       std::map<absl::CivilDay, std::string>& days);

  const ContractContext& context_;
};

}  // namespace regisseur
