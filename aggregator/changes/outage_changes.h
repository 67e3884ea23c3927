#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/matter_store.h"
#include "core/outage/outage_story.h"
#include "core/outage/report_clocks.h"
#include "core/status/operational_state.h"

namespace regisseur {

// What people record in the hour of an outage (core/outage). Ours alone: the
// partner is told nothing of it. Thread-safe.
class OutageChanges {
 public:
  // What it is given must outlive it.
  OutageChanges(Acts& acts, const MatterStore& store)
      : acts_(acts), store_(store) {}

  // Which outage: by its id, else the open one of the provider and service.
  struct Which {
    std::string id;
    std::string provider;  // by the id that it has now
    std::string service;
  };
  // When something was so, and when it is now.
  struct When {
    absl::Time at;
    absl::Time now;
  };

  struct NewOutage {
    std::string provider;
    std::string service;
    std::string component;
    absl::Time since;
    OperationalState state = OperationalState::kMajorOutage;
    std::string person;
    std::string reason;
    std::string priority;
  };
  // All return the id of the outage; all refuse a moment to come with
  // INVALID_ARGUMENT, and fail with NOT_FOUND without such an outage.

  // INVALID_ARGUMENT naming the field; ALREADY_EXISTS when one is open.
  absl::StatusOr<std::string> Declare(const Principal& who,
                                      const MatterRequest& request,
                                      const NewOutage& outage, absl::Time now);
  // Begins one when none is open and `which` names a provider: it is out since
  // `since` by its feed. FAILED_PRECONDITION when we are aware already.
  absl::StatusOr<std::string> MarkAware(const Principal& who,
                                        const MatterRequest& request,
                                        const Which& which, const When& when,
                                        absl::Time since,
                                        const std::string& text);
  // FAILED_PRECONDITION before awareness.
  absl::StatusOr<std::string> Classify(const Principal& who,
                                       const MatterRequest& request,
                                       const Which& which, const When& when,
                                       ReportRegime regime, bool major,
                                       const std::string& text);
  // `regime`: absent for the only one under which it is major.
  // FAILED_PRECONDITION when it is not major, the report before is missing, or
  // the report itself is filed: only DORA's intermediate one is updated.
  absl::StatusOr<std::string> FileReport(
      const Principal& who, const MatterRequest& request, const Which& which,
      const When& when, std::optional<ReportRegime> regime, ReportStage stage,
      const std::string& reference, const std::string& text);
  absl::StatusOr<std::string> Tell(const Principal& who,
                                   const MatterRequest& request,
                                   const Which& which, const When& when,
                                   const std::string& whom,
                                   const std::string& what);
  absl::StatusOr<std::string> Hear(const Principal& who,
                                   const MatterRequest& request,
                                   const Which& which, const When& when,
                                   const std::string& what,
                                   std::optional<absl::Time> next_update);
  // FAILED_PRECONDITION when it is closed, or closed before it began.
  absl::StatusOr<std::string> Close(const Principal& who,
                                    const MatterRequest& request,
                                    const Which& which, const When& when,
                                    const std::string& text);

 private:
  struct Found {
    Matter matter;
    OutageStory story;
  };
  absl::StatusOr<Found> Find(Connection& connection, const Which& which) const;
  // Absent when none is open.
  absl::StatusOr<std::optional<Found>> FindOpen(
      Connection& connection, const std::string& provider,
      const std::string& service) const;
  using Check = std::function<absl::Status(const OutageStory& story)>;
  using Values = std::vector<std::pair<std::string, std::string>>;
  // A step by that move, when `check` allows it; `complete` may add values that
  // follow from the story.
  absl::StatusOr<std::string> Add(
      const Principal& who, const MatterRequest& request, const Which& which,
      const When& when, MatterMove move, Values values, MatterTexts texts,
      const Check& check,
      const std::function<Values(const OutageStory&)>& complete = nullptr);

  Acts& acts_;
  const MatterStore& store_;
};

}  // namespace regisseur
