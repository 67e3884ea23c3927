#include "aggregator/config/built_in_checklists.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "aggregator/config/contract_file.h"

namespace regisseur {
namespace {

struct EmbeddedFile {
  const char* name;
  const char* text;
};

constexpr EmbeddedFile kFiles[] = {
#include "built_in_checklist_files.inc"
};

}  // namespace

const std::vector<ClauseChecklist>& BuiltInChecklists() {
  static const auto* const checklists = [] {
    auto* all = new std::vector<ClauseChecklist>;
    for (const EmbeddedFile& file : kFiles) {
      // A test reads each of them.
      all->push_back(ParseClauseChecklist(file.name, file.text).value());
    }
    return all;
  }();
  return *checklists;
}

}  // namespace regisseur
