#include "core/contract/dossier.h"

#include <algorithm>

namespace regisseur {

std::vector<ClauseGap> FindClauseGaps(
    const Dossier& dossier, const std::vector<ClauseChecklist>& checklists,
    bool all) {
  std::vector<ClauseGap> gaps;
  for (const ClauseChecklist& checklist : checklists) {
    const bool named =
        std::find(dossier.checklists.begin(), dossier.checklists.end(),
                  checklist.id) != dossier.checklists.end();
    if (!named && !all) continue;
    for (const ClauseChecklist::Item& item : checklist.items) {
      const auto clause = std::find_if(
          dossier.clauses.begin(), dossier.clauses.end(),
          [&](const Clause& known) { return known.name == item.clause; });
      if (clause != dossier.clauses.end() && !clause->absent) continue;
      gaps.push_back({checklist.id, item.clause, item.source,
                      clause != dossier.clauses.end()});
    }
  }
  return gaps;
}

}  // namespace regisseur
