#include "services/focus/file_claims.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/sdk/fingerprint.h"

namespace regisseur::focus {

std::vector<FileGroup> GroupsOf(std::vector<sdk::InputFile> files,
                                const FocusOptions& options) {
  std::vector<FileGroup> groups;
  if (options.files == FilesOption::kParts) {
    std::string editions;
    for (const sdk::InputFile& file : files) {
      absl::StrAppend(&editions, file.name, "\n", file.edition, "\n");
    }
    groups.push_back(
        {options.path, sdk::Fingerprint(editions), std::move(files)});
    return groups;
  }
  for (sdk::InputFile& file : files) {
    FileGroup group{file.name, file.edition, {}};
    group.files.push_back(std::move(file));
    groups.push_back(std::move(group));
  }
  std::sort(
      groups.begin(), groups.end(),
      [](const FileGroup& a, const FileGroup& b) { return a.name < b.name; });
  if (options.files == FilesOption::kLatest) {
    std::reverse(groups.begin(), groups.end());
  }
  return groups;
}

std::set<ScopeId> ClaimedBefore(absl::string_view name,
                                const std::map<ScopeId, ScopeContent>& own,
                                const ScopeLedger& ledger,
                                const FocusOptions& options) {
  std::set<ScopeId> claimed;
  for (const auto& [other, record] : ledger) {
    const bool before =
        options.files == FilesOption::kLatest ? other > name : other < name;
    if (!before) continue;
    claimed.insert(record.scopes.begin(), record.scopes.end());
    for (const auto& [id, content] : own) {
      for (const auto& [its_id, its] : record.contents) {
        if (IsSameTruth(content, its)) claimed.insert(id);
      }
    }
  }
  return claimed;
}

}  // namespace regisseur::focus
