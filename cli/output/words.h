#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cli/output/text_table.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/timestamp.pb.h"
#include "regisseur/type/v1/evidence.pb.h"
#include "regisseur/type/v1/state.pb.h"

namespace regisseur {

// How values read in tables and CSV.

// The word of an enum value in lower case without the enum's prefix:
// `major_outage`. `unspecified` where nothing was set, `unknown` for a number
// that this program does not know.
std::string EnumWord(const google::protobuf::EnumDescriptor& type, int number);
template <typename Enum>
std::string EnumWord(Enum value) {
  return EnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}
// The same for people: `major outage`, and nothing where nothing was set.
template <typename Enum>
std::string EnumPhrase(Enum value);

// A state as symbol and word, `● major outage`; what is not set is unknown.
Cell StateCell(type::v1::OperationalState state);

// A freshness as word and age, `late 3 h`. `age` absent: never answered.
Cell FreshnessCell(type::v1::Freshness freshness,
                   std::optional<absl::Duration> age);

absl::Time ToTime(const google::protobuf::Timestamp& timestamp);

// `2026-11-23 08:44Z`, cut to the minute: every time that is printed for
// people says its zone, and says it here. Days stay days.
std::string MinuteWords(const google::protobuf::Timestamp& timestamp);

// A length in its largest whole unit: `12 min`, `5 h`, `3 d`; `now` below a
// minute and for what lies ahead.
std::string AgeWords(absl::Duration length);

// A number of seconds with hours and minutes, `744 h 05 min`, `45 s`.
std::string SecondsWords(int64_t seconds);

// `12,345`.
std::string CountWords(int64_t count);

// An exact decimal for people: rounded half away from zero to the minor unit
// of the currency, with thousands separators: `12,345.67`. A text that is not
// a decimal is returned as it is.
std::string AmountWords(absl::string_view amount, absl::string_view currency);

// A price of one: all its decimals, at least those of the currency: `0.333`.
std::string PriceWords(absl::string_view price, absl::string_view currency);

// A number of hours as `2:30`; one that is no whole number of minutes as it is.
// Minutes that are no exact number of hours are told to twelve decimals.
std::string HoursWords(absl::string_view hours);

// ---- implementation ----
std::string PhraseOfWord(std::string word);
template <typename Enum>
std::string EnumPhrase(Enum value) {
  return PhraseOfWord(EnumWord(value));
}

}  // namespace regisseur
