#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// What a ticket is about. The numbers are stored: never renumber.
enum class TicketKind {
  kUnspecified = 0,  // not told
  kIncident = 1,
  kRequest = 2,
  kChange = 3,
  kProblem = 4,
};

// What a ticket is in. The numbers are stored: never renumber.
enum class TicketState {
  kUnspecified = 0,  // not told, or a word that nobody knows: the clock runs
  kNew = 1,          // nobody took it up
  kInProgress = 2,
  kWaitingForCustomer = 3,
  kWaitingForThirdParty = 4,  // neither the customer nor who works on it
  kWaiting = 5,               // for something else
  kResolved = 6,
  kClosed = 7,
  kCancelled = 8,
};

// `waiting_for_customer`, as contracts spell it; empty for kUnspecified.
absl::string_view TicketStateWord(TicketState state);
// `incident`; empty for kUnspecified.
absl::string_view TicketKindWord(TicketKind kind);

// From `at` on the ticket was in this; what follows until the next step said
// the same.
struct TicketStep {
  absl::Time at;
  TicketState state = TicketState::kUnspecified;
  std::string word;      // the state as the partner wrote it
  std::string priority;  // as the partner wrote it; may be empty
  // Whether the promise is kept, by the partner's word.
  std::optional<bool> made_sla;
  int32_t updates = 1;  // of the ticket that said so, this one included

  friend bool operator==(const TicketStep&, const TicketStep&) = default;
};

// A ticket of a service desk, as far as promises about its time look at it.
// What persons wrote or who they are does not belong here, but for the title,
// which is kept apart.
struct Ticket {
  int delivery = 0;  // index into the batch's deliveries
  int64_t line = 0;  // of the last row about it
  std::string id;    // the partner's, unique within the source; never empty
  TicketKind kind = TicketKind::kUnspecified;
  // Who it is given to a provider by: the supplier or assignment group, as the
  // source's rule says. Filled by collect.
  std::string party;
  std::string supplier;          // as the data names it
  std::string assignment_group;  // the same; the last one
  std::string service;           // the same
  std::string category;          // the same
  absl::Time opened;
  std::optional<absl::Time> created;   // when it was recorded, if told apart
  std::optional<absl::Time> reacted;   // somebody took it up
  std::optional<absl::Time> restored;  // the service works again, if told apart
  std::optional<absl::Time> resolved;  // the last time, when it was reopened
  std::optional<absl::Time> closed;
  std::optional<absl::Time> due;  // by the partner's own reckoning
  absl::Time updated;             // the last change, by the partner's clock
  int32_t reopened = 0;           // how often
  // What the partner itself counts: how long it stood still, where only the sum
  // is told; from opening to resolution by the calendar, and in its own hours.
  std::optional<absl::Duration> held;
  std::optional<absl::Duration> elapsed;
  std::optional<absl::Duration> business_elapsed;
  std::string title;  // personal: kept only where an option asks for it
  // In order of time, at least one: the last one is what it is in now.
  std::vector<TicketStep> steps;
  // Every change since it was opened is a step; before the first one it was
  // new. Else the steps are what was seen, and nothing is known of the time
  // between and before them.
  bool whole_history = false;

  friend bool operator==(const Ticket&, const Ticket&) = default;
};

// True when it is neither resolved nor over, by its last step.
bool IsOpen(const Ticket& ticket);

}  // namespace regisseur
