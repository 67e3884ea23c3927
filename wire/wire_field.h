#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/money/decimal.h"
#include "google/protobuf/timestamp.pb.h"

// One field of a message from the wire, distrusted. What is wrong is
// INVALID_ARGUMENT with the field's name in front.

namespace regisseur::wire_field {

absl::Status Invalid(absl::string_view field, absl::string_view what);
absl::Status Invalid(absl::string_view field, int64_t row,
                     absl::string_view what);
// `status` with the field's name in front; OK stays OK.
absl::Status At(absl::string_view field, const absl::Status& status);

// UTF-8.
absl::StatusOr<std::string> Text(absl::string_view field,
                                 const std::string& text);
// The same, and not empty.
absl::StatusOr<std::string> RequiredText(absl::string_view field,
                                         const std::string& text);
absl::StatusOr<absl::Time> RequiredTime(
    absl::string_view field, bool present,
    const google::protobuf::Timestamp& wire);
absl::StatusOr<std::optional<absl::Time>> OptionalTime(
    absl::string_view field, bool present,
    const google::protobuf::Timestamp& wire);
// Absent when the text is empty.
absl::StatusOr<std::optional<Decimal>> OptionalDecimal(absl::string_view field,
                                                       const std::string& text);
// Empty when absent.
std::string TextOf(const std::optional<Decimal>& decimal);

}  // namespace regisseur::wire_field
