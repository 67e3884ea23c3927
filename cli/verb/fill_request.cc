#include "cli/verb/fill_request.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/time/instant.h"
#include "google/protobuf/timestamp.pb.h"

namespace regisseur {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The end of a day or month, UTC; while it runs, now. The last nanosecond
// belongs to it, the next one does not. One that has not begun is no moment
// that anybody can know of.
absl::StatusOr<absl::Time> EndOf(const Parameter& parameter,
                                 const std::string& text,
                                 absl::CivilSecond start,
                                 absl::CivilSecond border, absl::Time now) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  if (absl::FromCivil(start, utc) > now) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--", parameter.name, " '", text,
        "' is in the future; nothing is known of it. Leave it out to ask about "
        "now"));
  }
  return std::min(now, absl::FromCivil(border, utc) - absl::Nanoseconds(1));
}

// The word of each value but the first, which means that none was given:
// ORIGIN_MEASURED of the enum Origin is `measured`.
std::string WordOf(const google::protobuf::EnumDescriptor& type, int i) {
  const std::string& none = type.value(0)->name();
  const size_t prefix = none.size() - std::string("UNSPECIFIED").size();
  return absl::AsciiStrToLower(type.value(i)->name().substr(prefix));
}

absl::StatusOr<int> ParseWord(const Parameter& parameter,
                              const google::protobuf::EnumDescriptor& type,
                              const std::string& text) {
  std::vector<std::string> words;
  for (int i = 1; i < type.value_count(); ++i) {
    words.push_back(WordOf(type, i));
    if (words.back() == text) return type.value(i)->number();
  }
  return absl::InvalidArgumentError(absl::StrCat("--", parameter.name, " '",
                                                 text, "' is none of ",
                                                 absl::StrJoin(words, ", ")));
}

// A field, and the message that holds it: `links.incident` is one of another.
struct Place {
  Message* message;
  const FieldDescriptor* field;
};
absl::StatusOr<Place> FindPlace(const Parameter& parameter, Message* message) {
  const std::vector<std::string> path = absl::StrSplit(parameter.field, '.');
  for (size_t i = 0; i < path.size(); ++i) {
    const FieldDescriptor* const field =
        message->GetDescriptor()->FindFieldByName(path[i]);
    if (field == nullptr) {
      return absl::InternalError(
          absl::StrCat("no field ", path[i], " in ", message->GetTypeName()));
    }
    if (i + 1 == path.size()) return Place{message, field};
    message = message->GetReflection()->MutableMessage(message, field);
  }
  return absl::InternalError("no field");
}

// What is no text cannot be sent.
absl::Status CheckUtf8(const Parameter& parameter, const Arguments& arguments) {
  for (const std::string& text : arguments.Texts(parameter.name)) {
    if (IsValidUtf8(text)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(parameter.positional() ? "" : "--", parameter.name,
                     ": is not UTF-8: ", RepairUtf8(text)));
  }
  return absl::OkStatus();
}

absl::StatusOr<int> ParseNumber(const Parameter& parameter,
                                const std::string& text) {
  int number = 0;
  // Nothing in a request means what is usual; nobody writes 0 for it.
  if (absl::SimpleAtoi(text, &number) && number != 0) return number;
  return absl::InvalidArgumentError(
      absl::StrCat("--", parameter.name, " '", text,
                   "' is no whole number from 1 on, such as 12"));
}

absl::StatusOr<absl::Time> ParseMoment(const Parameter& parameter,
                                       const std::string& text,
                                       absl::Time now) {
  if (const absl::StatusOr<absl::Time> time = ParseInstant(text); time.ok()) {
    return *time;
  }
  if (const absl::StatusOr<absl::CivilDay> day = ParseDay(text); day.ok()) {
    return EndOf(parameter, text, absl::CivilSecond(*day),
                 absl::CivilSecond(*day + 1), now);
  }
  if (const absl::StatusOr<absl::CivilMonth> month = ParseMonth(text);
      month.ok()) {
    return EndOf(parameter, text, absl::CivilSecond(*month),
                 absl::CivilSecond(*month + 1), now);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--", parameter.name, " '", text,
      "' is no moment; it should be a time such as 2026-10-05T07:00:00Z, a "
      "day such as 2026-10-05 or a month such as 2026-10"));
}

}  // namespace

absl::Status FillRequest(const std::vector<Parameter>& parameters,
                         const Arguments& arguments, absl::Time now,
                         Message* whole) {
  for (const Parameter& parameter : parameters) {
    if (parameter.field.empty() || !arguments.Has(parameter.name)) continue;
    RETURN_IF_ERROR(CheckUtf8(parameter, arguments));
    ASSIGN_OR_RETURN(const Place place, FindPlace(parameter, whole));
    Message* const request = place.message;
    const FieldDescriptor* const field = place.field;
    const google::protobuf::Reflection& access = *request->GetReflection();
    switch (parameter.kind) {
      case Parameter::Kind::kText:
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
          ASSIGN_OR_RETURN(
              const int number,
              ParseNumber(parameter, arguments.Text(parameter.name)));
          access.SetInt32(request, field, number);
        } else {
          access.SetString(request, field, arguments.Text(parameter.name));
        }
        break;
      case Parameter::Kind::kTexts:
      case Parameter::Kind::kLines:
        for (const std::string& text : arguments.Texts(parameter.name)) {
          access.AddString(request, field, text);
        }
        break;
      case Parameter::Kind::kWord: {
        ASSIGN_OR_RETURN(const int number,
                         ParseWord(parameter, *field->enum_type(),
                                   arguments.Text(parameter.name)));
        access.SetEnumValue(request, field, number);
        break;
      }
      case Parameter::Kind::kFlag:
        access.SetBool(request, field, true);
        break;
      case Parameter::Kind::kMoment: {
        ASSIGN_OR_RETURN(
            const absl::Time moment,
            ParseMoment(parameter, arguments.Text(parameter.name), now));
        auto* timestamp = static_cast<google::protobuf::Timestamp*>(
            access.MutableMessage(request, field));
        timestamp->set_seconds(absl::ToUnixSeconds(moment));
        timestamp->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(
            moment - absl::FromUnixSeconds(timestamp->seconds()))));
        break;
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
