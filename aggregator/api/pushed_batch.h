#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/inbox.h"
#include "regisseur/adapter/v1/facts.pb.h"
#include "regisseur/partner/v1/partner.pb.h"

namespace regisseur {

// The cursor of what is pushed: nobody asks for it again.
inline constexpr char kPushCursor[] = "push";

// A row as the batch that an adapter would make of it, unchecked: what stands
// in it is judged like any other batch. `run` names it.
adapter::v1::Batch BatchOfMeasurement(const adapter::v1::Measurement& row,
                                      const std::string& run);
// INVALID_ARGUMENT for a figure that cannot be (CanBe), and for a period that
// has not begun or is of another age.
absl::Status CheckMeasurement(const adapter::v1::Measurement& row,
                              absl::Time now);
// INVALID_ARGUMENT when it tells nothing, or of too many components, or of an
// incident that cannot have been then.
absl::StatusOr<adapter::v1::Batch> BatchOfIncident(
    const partner::v1::PushIncidentRequest& request, absl::Time now,
    const std::string& run);

void InboxEntryToWire(const std::string& provider, const InboxEntry& entry,
                      partner::v1::InboxEntry& wire);

}  // namespace regisseur
