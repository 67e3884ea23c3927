#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "core/portfolio/portfolio.h"
#include "core/status/observation.h"
#include "core/ticket/ticket.h"

namespace regisseur {

// True when the whole of `text` matches `pattern`, where `*` is any run of
// characters and `?` one; everything else is itself, case counts. At most
// pattern times text steps.
bool MatchesGlob(absl::string_view pattern, absl::string_view text);

// True when a selector of components picks `component`: `id:abc123` is the
// partner's id, `group:EU/Web` a pattern of the group or of group/name, any
// other text a pattern of the name (or of the current name). An empty selector
// picks nothing.
bool SelectsComponent(absl::string_view selector, const Component& component);

// True when a selector of tickets picks `ticket`: `assignment_group:Hosting*`,
// `supplier:…`, `category:…`, `kind:request` and `service:…` are patterns of
// what the ticket says, any other text one of its service. An empty selector
// picks nothing.
bool SelectsTicket(absl::string_view selector, const Ticket& ticket);

// The provider that a rule gives to a party, the first pattern that matches;
// kUnassigned when none claims it.
std::string AssignParty(const AssignmentRule& rule, absl::string_view party);

}  // namespace regisseur
