#include "cli/verb/fill_request.h"

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "google/protobuf/timestamp.pb.h"

namespace regisseur {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The last nanosecond of a day or month belongs to it; the next one does not.
absl::Time LastMomentBefore(absl::CivilSecond border) {
  return absl::FromCivil(border, absl::UTCTimeZone()) - absl::Nanoseconds(1);
}

absl::StatusOr<absl::Time> ParseMoment(const Parameter& parameter,
                                       const std::string& text,
                                       absl::Time now) {
  if (const absl::StatusOr<absl::Time> time = ParseInstant(text); time.ok()) {
    return *time;
  }
  if (const absl::StatusOr<absl::CivilDay> day = ParseDay(text); day.ok()) {
    return std::min(now, LastMomentBefore(absl::CivilSecond(*day + 1)));
  }
  if (const absl::StatusOr<absl::CivilMonth> month = ParseMonth(text);
      month.ok()) {
    return std::min(now, LastMomentBefore(absl::CivilSecond(*month + 1)));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--", parameter.name, " '", text,
      "' is no moment; it should be a time such as 2026-10-05T07:00:00Z, a "
      "day such as 2026-10-05 or a month such as 2026-10"));
}

}  // namespace

absl::Status FillRequest(const std::vector<Parameter>& parameters,
                         const Arguments& arguments, absl::Time now,
                         Message* request) {
  const google::protobuf::Reflection& access = *request->GetReflection();
  for (const Parameter& parameter : parameters) {
    if (parameter.field.empty() || !arguments.Has(parameter.name)) continue;
    const FieldDescriptor* field =
        request->GetDescriptor()->FindFieldByName(parameter.field);
    if (field == nullptr) {
      return absl::InternalError(absl::StrCat("no field ", parameter.field,
                                              " in ", request->GetTypeName()));
    }
    switch (parameter.kind) {
      case Parameter::Kind::kText:
        access.SetString(request, field, arguments.Text(parameter.name));
        break;
      case Parameter::Kind::kTexts:
        for (const std::string& text : arguments.Texts(parameter.name)) {
          access.AddString(request, field, text);
        }
        break;
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
