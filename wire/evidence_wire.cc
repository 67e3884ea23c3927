#include "wire/evidence_wire.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/finding/catalogue.h"

namespace regisseur {
namespace {

// What google.protobuf.Timestamp can hold: 0001-01-01 to 9999-12-31.
constexpr int64_t kMinSeconds = -62135596800;
constexpr int64_t kMaxSeconds = 253402300799;
constexpr size_t kMaxValueBytes = 200;

absl::Status CheckUtf8(absl::string_view text, absl::string_view field) {
  if (IsValidUtf8(text)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(field, " is not UTF-8"));
}

}  // namespace

google::protobuf::Timestamp ToWire(absl::Time time) {
  google::protobuf::Timestamp wire;
  const int64_t seconds = absl::ToUnixSeconds(time);
  if (seconds < kMinSeconds) {
    wire.set_seconds(kMinSeconds);
  } else if (seconds > kMaxSeconds) {
    wire.set_seconds(kMaxSeconds);
    wire.set_nanos(999999999);
  } else {
    wire.set_seconds(seconds);
    wire.set_nanos(static_cast<int32_t>(
        absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  }
  return wire;
}

absl::StatusOr<absl::Time> FromWire(const google::protobuf::Timestamp& wire) {
  if (wire.seconds() < kMinSeconds || wire.seconds() > kMaxSeconds ||
      wire.nanos() < 0 || wire.nanos() > 999999999) {
    return absl::InvalidArgumentError(
        absl::StrCat("time ", wire.seconds(), " s + ", wire.nanos(),
                     " ns is outside of the years 1 to 9999"));
  }
  // Facts are stored in microseconds; cut where they enter, or none would ever
  // equal its stored self.
  return absl::FromUnixMicros(wire.seconds() * 1000000 + wire.nanos() / 1000);
}

type::v1::OperationalState ToWire(OperationalState state) {
  return static_cast<type::v1::OperationalState>(state);
}

OperationalState FromWire(type::v1::OperationalState state) {
  switch (state) {
    case type::v1::OPERATIONAL_STATE_OPERATIONAL:
      return OperationalState::kOperational;
    case type::v1::OPERATIONAL_STATE_DEGRADED_PERFORMANCE:
      return OperationalState::kDegradedPerformance;
    case type::v1::OPERATIONAL_STATE_PARTIAL_OUTAGE:
      return OperationalState::kPartialOutage;
    case type::v1::OPERATIONAL_STATE_MAJOR_OUTAGE:
      return OperationalState::kMajorOutage;
    case type::v1::OPERATIONAL_STATE_UNDER_MAINTENANCE:
      return OperationalState::kUnderMaintenance;
    default:
      return OperationalState::kUnknown;
  }
}

type::v1::Severity ToWire(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return type::v1::SEVERITY_ERROR;
    case Severity::kWarning:
      return type::v1::SEVERITY_WARNING;
    case Severity::kInfo:
      return type::v1::SEVERITY_INFO;
  }
  return type::v1::SEVERITY_ERROR;
}

Severity FromWire(type::v1::Severity severity) {
  switch (severity) {
    case type::v1::SEVERITY_WARNING:
      return Severity::kWarning;
    case type::v1::SEVERITY_INFO:
      return Severity::kInfo;
    default:
      return Severity::kError;
  }
}

type::v1::Finding ToWire(const Finding& finding, bool render) {
  type::v1::Finding wire;
  wire.set_severity(ToWire(finding.severity));
  wire.set_file(finding.file);
  wire.set_line(finding.first_line);
  wire.set_field(finding.field);
  wire.set_rule(finding.rule);
  wire.set_count(finding.count);
  for (const auto& [name, text] : finding.arguments) {
    (*wire.mutable_arguments())[name] = text;
  }
  for (const Finding::Example& example : finding.examples) {
    auto* to = wire.add_examples();
    to->set_line(example.line);
    to->set_value(example.value);
  }
  if (render) {
    // The templates name these three without the adapter repeating them.
    std::map<std::string, std::string> arguments = finding.arguments;
    arguments.emplace("field", finding.field);
    arguments.emplace("origin", finding.file);
    if (!finding.examples.empty()) {
      arguments.emplace("value", finding.examples.front().value);
    }
    if (finding.first_line > 0) {
      arguments.emplace("line", absl::StrCat(finding.first_line));
    }
    wire.set_message(RenderMessage(finding.rule, arguments));
  }
  return wire;
}

absl::StatusOr<Finding> FromWire(const type::v1::Finding& wire) {
  if (wire.rule().empty()) {
    return absl::InvalidArgumentError("finding: rule is empty");
  }
  if (wire.count() < 0 || wire.line() < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("finding ", wire.rule(), ": count ", wire.count(),
                     " and line ", wire.line(), " must not be negative"));
  }
  RETURN_IF_ERROR(CheckUtf8(wire.rule(), "finding: rule"));
  RETURN_IF_ERROR(CheckUtf8(wire.file(), "finding: file"));
  RETURN_IF_ERROR(CheckUtf8(wire.field(), "finding: field"));
  Finding finding;
  finding.severity = FromWire(wire.severity());
  finding.rule = wire.rule();
  finding.field = wire.field();
  finding.file = wire.file();
  finding.first_line = wire.line();
  finding.count = std::max<int64_t>(1, wire.count());
  for (const auto& [name, text] : wire.arguments()) {
    RETURN_IF_ERROR(CheckUtf8(name, "finding: argument"));
    RETURN_IF_ERROR(CheckUtf8(text, "finding: argument"));
    finding.arguments[name] = text;
  }
  for (const auto& example : wire.examples()) {
    if (finding.examples.size() == Finding::kMaxExamples) break;
    RETURN_IF_ERROR(CheckUtf8(example.value(), "finding: example"));
    finding.examples.push_back(
        {std::max<int64_t>(0, example.line()),
         std::string(Utf8Prefix(example.value(), kMaxValueBytes))});
  }
  return finding;
}

}  // namespace regisseur
