#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/finding/finding.h"
#include "core/status/operational_state.h"
#include "google/protobuf/timestamp.pb.h"
#include "regisseur/type/v1/evidence.pb.h"
#include "regisseur/type/v1/state.pb.h"

namespace regisseur {

// Times outside of years 1 to 9999 (absl::InfiniteFuture) become the nearest
// that can be written.
google::protobuf::Timestamp ToWire(absl::Time time);
// Cut to microseconds, as facts are stored. INVALID_ARGUMENT outside years 1 to
// 9999.
absl::StatusOr<absl::Time> FromWire(const google::protobuf::Timestamp& wire);

type::v1::OperationalState ToWire(OperationalState state);
// An unknown number is kUnknown, never healthy.
OperationalState FromWire(type::v1::OperationalState state);

type::v1::Severity ToWire(Severity severity);
// An unknown number is an error: nothing is played down.
Severity FromWire(type::v1::Severity severity);

// With `render`, `message` is written from the catalogue (answers to people);
// without, it stays empty (adapters).
type::v1::Finding ToWire(const Finding& finding, bool render);
// INVALID_ARGUMENT without a rule or with a negative count or line. More than
// ten examples are cut; a count of 0 is 1.
absl::StatusOr<Finding> FromWire(const type::v1::Finding& wire);

}  // namespace regisseur
