#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/answers/incidents.h"
#include "aggregator/answers/outages.h"
#include "aggregator/answers/tickets.h"
#include "aggregator/storage/partnership_records.h"
#include "core/partnership/escalation_target.h"
#include "core/partnership/partnership_place.h"

namespace regisseur {

// What an escalation about a provider can name as its incident: an incident of
// its status pages, a ticket, an outage that our people recorded. A value.
class LinkedIncidents {
 public:
  // Nothing for a provider that is not known then.
  static absl::StatusOr<LinkedIncidents> Read(const AnswerContext& context,
                                              const Principal& who,
                                              const KnownPortfolio& known,
                                              const std::string& provider,
                                              AsOf as_of);

  // An incident, else a ticket, else an outage of that name; of several the
  // newest. Absent when there is none. Refers to this.
  std::optional<TargetedIncident> Find(const std::string& id,
                                       absl::Time now) const;

 private:
  std::vector<IncidentRow> incidents_;  // the newest first, as all of them
  std::vector<TicketRowAnswer> tickets_;
  std::vector<OutageRow> outages_;
};

// NOT_FOUND, naming the field, for a matter that the provider of the place has
// not, or that `who` may not see: a partner names no outage of ours.
absl::Status CheckEscalationLinks(const AnswerContext& context,
                                  const Principal& who,
                                  const PartnershipPlace& place,
                                  const EscalationLinks& links);

// What is promised for the incidents of escalations that are not closed, by the
// escalation's id.
absl::StatusOr<std::map<std::string, EscalationTarget>> ReadEscalationTargets(
    const AnswerContext& context, const Principal& who, AsOf as_of);

}  // namespace regisseur
