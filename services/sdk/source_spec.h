#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "regisseur/adapter/v1/adapter.pb.h"
#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// The source of a call, its options held against what the adapter knows. An
// option problem (INVALID_ARGUMENT) when a name is unknown (it names the
// nearest one), a required one is missing, a secret stands among the options,
// or time zone or currency cannot be. Does not call Adapter::Validate.
absl::StatusOr<SourceSpec> SourceSpecFromWire(
    const adapter::v1::SourceSpec& wire, const AdapterInfo& info);

// The same check for a source that did not travel.
absl::Status CheckOptions(const SourceSpec& source, const AdapterInfo& info);

}  // namespace regisseur::sdk
