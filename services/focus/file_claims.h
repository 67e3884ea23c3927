#pragma once

#include <map>
#include <set>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/focus/file_run.h"
#include "services/focus/focus_options.h"
#include "services/focus/scope_ledger.h"
#include "services/sdk/input_file.h"

namespace regisseur::focus {

// The files of a source as runs, in the order in which they claim scopes: the
// first that speaks of a scope is counted for it. Names that come later claim
// first where the later file replaces the earlier.
std::vector<FileGroup> GroupsOf(std::vector<sdk::InputFile> files,
                                const FocusOptions& options);

// The scopes of the files that claim before `name` does, and those of `own`
// that tell what one of them tells under another name.
std::set<ScopeId> ClaimedBefore(absl::string_view name,
                                const std::map<ScopeId, ScopeContent>& own,
                                const ScopeLedger& ledger,
                                const FocusOptions& options);

}  // namespace regisseur::focus
