#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/contact/escalation_ladder.h"
#include "core/contract/contract.h"
#include "core/ticket/ticket.h"

namespace regisseur {

// A rung that is called when so much of a promised time is over.
struct TargetRung {
  int level = 0;
  absl::Time at;
  std::string percent;
  friend bool operator==(const TargetRung&, const TargetRung&) = default;
};

// What a contract promises for the incident that an escalation is about.
struct EscalationTarget {
  std::string kind;  // incident, ticket, outage
  std::string id;
  std::string contract;
  std::string objective;
  std::string priority;
  absl::Time start;
  absl::Time due;  // InfiniteFuture when its clock never runs so long
  std::optional<absl::Time> stopped;  // restored, or resolved
  // How much is over at that moment, else now; whole percent, cut.
  int64_t percent_used = 0;
  std::vector<TargetRung> rungs;  // by level
  // The escalation is about it since then: no rung is called before.
  absl::Time since = absl::InfinitePast();
};

// What went wrong, as a status page, a service desk or a person of ours tells.
struct TargetedIncident {
  std::string kind;
  std::string id;
  std::string service;  // where the escalation names none; may be empty
  // The first one first; empty where it has none.
  std::vector<std::string> priorities;
  absl::Time start;
  std::optional<absl::Time> restored;
  std::optional<absl::Time> resolved;
  // Whose stops count; null: nothing stops it. Must outlive the call.
  const Ticket* ticket = nullptr;
};

// The promised time to restore or to resolve that ends first, of those that are
// not kept yet, else of all; by FindPromisedTime. `priority` counts where the
// incident has none. Absent when nobody promises.
std::optional<EscalationTarget> FindEscalationTarget(
    absl::Span<const Contract* const> contracts, absl::string_view service,
    absl::string_view priority, const EscalationLadder& ladder,
    const TargetedIncident& incident, absl::Time now);

}  // namespace regisseur
