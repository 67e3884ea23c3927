#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/finding/finding.h"
#include "core/status/observation.h"
#include "services/probe/probe.h"
#include "services/probe/probe_options.h"

namespace regisseur::probe {

// What came of one target: its last try, and how many there were.
struct TargetResult {
  ProbeResult last;
  int tries = 1;
};

// Tries all targets and references at the same time, each until it works or its
// retries are used up. In the order targets, references. CANCELLED when
// `cancelled` (asked on this thread) says so.
absl::StatusOr<std::vector<TargetResult>> RunRound(
    const ProbeOptions& options, absl::Time now,
    const std::function<bool()>& cancelled);

// Judges a round (README.md, *Who is to blame*):
// - nothing answers, and there are references: we are offline ourselves, and
//   nothing is said (a transient problem probe-offline);
// - no reference answers, but a target does: a target that is silent is
//   unknown, the fault may be ours;
// - else a target is what its last try says.
// `origin` is the file of the findings.
absl::StatusOr<StatusObservation> JudgeRound(
    const ProbeOptions& options, absl::Span<const TargetResult> results,
    absl::string_view origin, FindingList& findings);

}  // namespace regisseur::probe
