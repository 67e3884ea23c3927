#include "cli/output/words.h"

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "core/money/currency.h"
#include "core/money/decimal.h"

namespace regisseur {
namespace {

// OperationalState -> OPERATIONAL_STATE_.
std::string PrefixOf(const google::protobuf::EnumDescriptor& type) {
  std::string prefix;
  for (char c : type.name()) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  return prefix + "_";
}

// Puts a comma between groups of three of the whole part.
std::string WithSeparators(absl::string_view number) {
  const bool negative = absl::ConsumePrefix(&number, "-");
  const size_t whole = std::min(number.find('.'), number.size());
  std::string out = negative ? "-" : "";
  for (size_t i = 0; i < number.size(); ++i) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0) out += ',';
    out += number[i];
  }
  return out;
}

}  // namespace

std::string EnumWord(const google::protobuf::EnumDescriptor& type, int number) {
  const google::protobuf::EnumValueDescriptor* value =
      type.FindValueByNumber(number);
  if (value == nullptr) return "unknown";
  return absl::AsciiStrToLower(
      absl::StripPrefix(value->name(), PrefixOf(type)));
}

std::string PhraseOfWord(std::string word) {
  if (word == "unspecified") return "";
  return absl::StrReplaceAll(word, {{"_", " "}});
}

Cell StateCell(type::v1::OperationalState state) {
  switch (state) {
    case type::v1::OPERATIONAL_STATE_OPERATIONAL:
      return {"✓ operational", Style::kGood};
    case type::v1::OPERATIONAL_STATE_DEGRADED_PERFORMANCE:
      return {"▲ degraded", Style::kWarning};
    case type::v1::OPERATIONAL_STATE_PARTIAL_OUTAGE:
      return {"▲ partial outage", Style::kBad};
    case type::v1::OPERATIONAL_STATE_MAJOR_OUTAGE:
      return {"● major outage", Style::kBad};
    case type::v1::OPERATIONAL_STATE_UNDER_MAINTENANCE:
      return {"◆ maintenance", Style::kCalm};
    default:
      // Not set, unknown, or a number of a newer server: never healthy.
      return {"? unknown", Style::kWarning};
  }
}

Cell FreshnessCell(type::v1::Freshness freshness,
                   std::optional<absl::Duration> age) {
  std::string text = freshness == type::v1::FRESHNESS_UNSPECIFIED
                         ? "unknown"
                         : EnumWord(freshness);
  if (age) absl::StrAppend(&text, " ", AgeWords(*age));
  switch (freshness) {
    case type::v1::FRESHNESS_FRESH:
      return {text, Style::kGood};
    case type::v1::FRESHNESS_MISSING:
    case type::v1::FRESHNESS_FAILED:
    case type::v1::FRESHNESS_STALE:
      return {text, Style::kBad};
    default:
      return {text, Style::kWarning};
  }
}

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

std::string MinuteWords(const google::protobuf::Timestamp& timestamp) {
  return absl::FormatTime("%Y-%m-%d %H:%MZ", ToTime(timestamp),
                          absl::UTCTimeZone());
}

std::string AgeWords(absl::Duration length) {
  if (length < absl::Minutes(1)) return "now";
  if (length < absl::Hours(1)) {
    return absl::StrCat(absl::ToInt64Minutes(length), " min");
  }
  if (length < absl::Hours(48)) {
    return absl::StrCat(absl::ToInt64Hours(length), " h");
  }
  return absl::StrCat(absl::ToInt64Hours(length) / 24, " d");
}

std::string SecondsWords(int64_t seconds) {
  if (seconds < 60) return absl::StrCat(seconds, " s");
  if (seconds < 3600) return absl::StrCat(seconds / 60, " min");
  return absl::StrFormat("%s h %02d min", CountWords(seconds / 3600),
                         seconds / 60 % 60);
}

std::string CountWords(int64_t count) {
  return WithSeparators(absl::StrCat(count));
}

std::string AmountWords(absl::string_view amount, absl::string_view currency) {
  const absl::StatusOr<Decimal> value = Decimal::Parse(amount);
  if (!value.ok()) return std::string(amount);
  return WithSeparators(
      value->RoundedHalfAwayFromZero(MinorUnitDigits(currency)).ToString());
}

std::string PriceWords(absl::string_view price, absl::string_view currency) {
  const absl::StatusOr<Decimal> value = Decimal::Parse(price);
  if (!value.ok()) return std::string(price);
  const int digits = MinorUnitDigits(currency);
  const Decimal exact = value->Normalized();
  return WithSeparators(exact.scale() > digits
                            ? exact.ToString()
                            : exact.Truncated(digits).ToString());
}

std::string HoursWords(absl::string_view hours) {
  const absl::StatusOr<Decimal> value = Decimal::Parse(hours);
  const absl::StatusOr<Decimal> minutes =
      value.ok() ? Decimal::Multiply(*value, Decimal(60, 0)) : value;
  if (!minutes.ok()) return std::string(hours);
  // Sixty times what twelve decimals can be off.
  constexpr int kExact = 10;
  const Decimal whole = minutes->RoundedHalfAwayFromZero(0);
  if (!(minutes->RoundedHalfAwayFromZero(kExact) == whole)) {
    return std::string(hours);
  }
  const Int128 all =
      whole.IsNegative() ? -whole.coefficient() : whole.coefficient();
  return absl::StrFormat("%s%s:%02d", whole.IsNegative() ? "-" : "",
                         WithSeparators(Decimal(all / 60, 0).ToString()),
                         static_cast<int>(all % 60));
}

}  // namespace regisseur
