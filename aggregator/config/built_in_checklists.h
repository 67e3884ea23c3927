#pragma once

#include <vector>

#include "core/contract/dossier.h"

namespace regisseur {

// The lists of clauses that come with the program, by id: the files under
// `checklists/`, which the build puts into it.
const std::vector<ClauseChecklist>& BuiltInChecklists();

}  // namespace regisseur
