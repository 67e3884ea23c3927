#pragma once

#include <vector>

#include "cli/verb/verb.h"

namespace regisseur {

// Every verb of these nouns.
std::vector<Verb> EscalationVerbs();
std::vector<Verb> ObligationVerbs();
std::vector<Verb> IdeaVerbs();
std::vector<Verb> FundVerbs();
std::vector<Verb> PulseVerbs();
std::vector<Verb> ReviewVerbs();
std::vector<Verb> PlanVerbs();
// `sla sign`, `sla signed`.
std::vector<Verb> SignOffVerbs();

}  // namespace regisseur
