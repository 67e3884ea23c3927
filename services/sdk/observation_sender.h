#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"
#include "core/status/observation.h"
#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// Room in one message: rows (components, incidents, maintenances and their
// updates) and bytes, with a margin below the message limit of 1 MiB.
struct ObservationLimits {
  int rows = 10000;
  int64_t bytes = 512 << 10;
};

// What an observation takes of those limits.
int64_t CountRows(const StatusObservation& observation);
int64_t EstimateBytes(const StatusObservation& observation);

// Cuts what no message has room for: an update's text at 32 KiB, the oldest
// texts of an incident that has over 256 KiB of them, and all but the first and
// the newest of more than 1,000 updates. Each is a finding `text-cut`.
void CutLongTexts(StatusObservation& observation, absl::string_view file,
                  FindingList& findings);

// The observation in parts that each fit, in order; only the last has
// `last_part`. An observation that fits is its own only part.
std::vector<StatusObservation> SplitObservation(
    StatusObservation observation, const ObservationLimits& limits);

// Tells what an observation says from what another one says, whenever it was
// made: as long as this stays the same, nothing changed.
std::string FingerprintOf(StatusObservation observation);

// A document as it came, from which an observation was read.
struct Original {
  std::string name;
  std::string bytes;
};

// Sends an original ahead of the run that was read from it: within `first`, the
// run's first batch, where it has room, else as a run of its own before it.
// `already_sent` of that run's batches are stored; `cursor_behind` gives the
// cursor behind the batch with that number.
absl::Status SendOriginal(
    Original original, int64_t already_sent,
    const std::function<std::string(int64_t number)>& cursor_behind,
    FactBatch& first, FactSink& sink);

// One poll of a page or feed that shows the present.
struct PollDelivery {
  std::string run;
  Delivery delivery;
  StatusObservation observation;
  // Given when something changed (DECISIONS 6).
  std::optional<Original> original;
  // Batches that the caller already stored (from the cursor); below zero, those
  // of the run that its original is sent in.
  int64_t already_sent = 0;
};

// Sends a poll as one run of as many batches as it needs. The findings go with
// the first batch; of a poll that is continued they are told already.
// `cursor_after` gives the cursor behind the batch with that number (below
// zero: of the original's own run), `last` being true behind the whole poll.
absl::Status SendPoll(
    PollDelivery poll, FindingList& findings, FactSink& sink,
    const std::function<std::string(int64_t number, bool last)>& cursor_after);

}  // namespace regisseur::sdk
