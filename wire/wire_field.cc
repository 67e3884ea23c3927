#include "wire/wire_field.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "wire/evidence_wire.h"

namespace regisseur::wire_field {

absl::Status Invalid(absl::string_view field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

absl::Status Invalid(absl::string_view field, int64_t row,
                     absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": row ", row, ": ", what));
}

absl::Status At(absl::string_view field, const absl::Status& status) {
  return status.ok() ? status : Invalid(field, status.message());
}

absl::StatusOr<std::string> Text(absl::string_view field,
                                 const std::string& text) {
  if (!IsValidUtf8(text)) return Invalid(field, "it is not UTF-8");
  return text;
}

absl::StatusOr<std::string> RequiredText(absl::string_view field,
                                         const std::string& text) {
  if (text.empty()) return Invalid(field, "it is required");
  return Text(field, text);
}

absl::StatusOr<absl::Time> RequiredTime(
    absl::string_view field, bool present,
    const google::protobuf::Timestamp& wire) {
  if (!present) return Invalid(field, "it is required");
  absl::StatusOr<absl::Time> time = FromWire(wire);
  if (!time.ok()) return At(field, time.status());
  return time;
}

absl::StatusOr<std::optional<absl::Time>> OptionalTime(
    absl::string_view field, bool present,
    const google::protobuf::Timestamp& wire) {
  if (!present) return std::optional<absl::Time>();
  ASSIGN_OR_RETURN(const absl::Time time, RequiredTime(field, true, wire));
  return std::optional<absl::Time>(time);
}

absl::StatusOr<std::optional<Decimal>> OptionalDecimal(
    absl::string_view field, const std::string& text) {
  if (text.empty()) return std::optional<Decimal>();
  absl::StatusOr<Decimal> decimal = Decimal::Parse(text);
  if (!decimal.ok()) return At(field, decimal.status());
  return std::optional<Decimal>(*decimal);
}

std::string TextOf(const std::optional<Decimal>& decimal) {
  return decimal ? decimal->ToString() : "";
}

}  // namespace regisseur::wire_field
