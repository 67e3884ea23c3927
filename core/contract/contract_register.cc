#include "core/contract/contract_register.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {

ContractRegister::ContractRegister(std::vector<Entry> entries,
                                   std::vector<ClauseChecklist> checklists,
                                   std::vector<Entry> removed)
    : checklists_(std::move(checklists)), removed_(std::move(removed)) {
  std::stable_sort(checklists_.begin(), checklists_.end(),
                   [](const ClauseChecklist& a, const ClauseChecklist& b) {
                     return a.id < b.id;
                   });
  for (Entry& entry : entries) {
    versions_[entry.contract.id].push_back(std::move(entry));
  }
  for (auto& [id, versions] : versions_) {
    std::stable_sort(versions.begin(), versions.end(),
                     [](const Entry& a, const Entry& b) {
                       return a.contract.ValidFrom() < b.contract.ValidFrom();
                     });
  }
}

std::vector<ContractRegister::Problem> ContractRegister::Check() const {
  std::vector<Problem> problems;
  const auto add = [&](const Entry& entry, const char* rule, std::string place,
                       std::map<std::string, std::string> arguments) {
    problems.push_back(
        {entry.file,
         {Severity::kError, rule, std::move(place), std::move(arguments)}});
  };
  for (const auto& [id, versions] : versions_) {
    for (size_t i = 0; i < versions.size(); ++i) {
      const Entry& entry = versions[i];
      const Contract& contract = entry.contract;
      if (i > 0) {
        const Entry& before = versions[i - 1];
        if (before.contract.ValidFrom() == contract.ValidFrom()) {
          add(entry, "contract-version-double", "valid_from",
              {{"id", id},
               {"day", FormatDay(contract.ValidFrom())},
               {"other", before.file}});
        }
        if (before.contract.provider != contract.provider) {
          add(entry, "contract-version-provider", "provider",
              {{"id", id},
               {"value", contract.provider},
               {"before", before.contract.provider}});
        }
      }
      // A chain of parents that comes back has no top.
      std::set<std::string> seen = {id};
      const Contract* above = &contract;
      while (!above->parent.empty()) {
        const auto parent = versions_.find(above->parent);
        if (parent == versions_.end()) {
          if (above == &contract) {
            add(entry, "contract-no-such-parent", "parent",
                {{"value", contract.parent}});
          }
          break;
        }
        if (!seen.insert(above->parent).second) {
          add(entry, "contract-parent-circle", "parent",
              {{"value", contract.parent}});
          break;
        }
        above = &parent->second.back().contract;
      }
      for (const std::string& name : contract.dossier.checklists) {
        if (FindChecklist(name) != nullptr) continue;
        problems.push_back({entry.file,
                            {Severity::kWarning,
                             "contract-no-such-checklist",
                             "clauses.checklists",
                             {{"contract", id}, {"value", name}}}});
      }
      for (size_t j = 0; j < contract.objectives.size(); ++j) {
        const auto* composite =
            std::get_if<CompositeTerms>(&contract.objectives[j].terms);
        if (composite == nullptr) continue;
        for (const CompositeTerms::Member& member : composite->of) {
          if (member.contract.empty() || member.contract == id) continue;
          const Contract* other = Find(member.contract, contract.ValidFrom());
          if (other == nullptr ||
              other->FindObjective(member.objective) == nullptr) {
            add(entry, "contract-no-such-objective",
                "objectives[" + std::to_string(j) + "].of",
                {{"value", member.contract + "/" + member.objective}});
          }
        }
      }
    }
  }
  return problems;
}

const ContractRegister::Entry* ContractRegister::FindEntry(
    const std::string& id, absl::CivilDay day) const {
  const auto found = versions_.find(id);
  if (found == versions_.end()) return nullptr;
  const Entry* holds = &found->second.front();
  for (const Entry& entry : found->second) {
    if (entry.contract.ValidFrom() <= day) holds = &entry;
  }
  return holds;
}

const Contract* ContractRegister::Find(const std::string& id,
                                       absl::CivilDay day) const {
  const Entry* entry = FindEntry(id, day);
  return entry == nullptr ? nullptr : &entry->contract;
}

std::vector<const ContractRegister::Entry*> ContractRegister::VersionEntries(
    const std::string& id) const {
  std::vector<const Entry*> versions;
  const auto found = versions_.find(id);
  if (found == versions_.end()) return versions;
  for (const Entry& entry : found->second) versions.push_back(&entry);
  return versions;
}

std::vector<const Contract*> ContractRegister::Versions(
    const std::string& id) const {
  std::vector<const Contract*> versions;
  for (const Entry* entry : VersionEntries(id)) {
    versions.push_back(&entry->contract);
  }
  return versions;
}

std::vector<const Contract*> ContractRegister::InForce(
    absl::CivilDay day) const {
  std::vector<const Contract*> contracts;
  for (const auto& [id, versions] : versions_) {
    contracts.push_back(Find(id, day));
  }
  return contracts;
}

std::vector<const Contract*> ContractRegister::Children(
    const std::string& id, absl::CivilDay day) const {
  std::vector<const Contract*> children;
  for (const Contract* contract : InForce(day)) {
    if (contract->parent == id) children.push_back(contract);
  }
  return children;
}

const ClauseChecklist* ContractRegister::FindChecklist(
    const std::string& id) const {
  for (const ClauseChecklist& checklist : checklists_) {
    if (checklist.id == id) return &checklist;
  }
  return nullptr;
}

std::vector<std::string> ContractRegister::ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, versions] : versions_) ids.push_back(id);
  return ids;
}

std::vector<const ContractRegister::Entry*> ContractRegister::RemovedOn(
    absl::CivilDay on) const {
  std::vector<const Entry*> found;
  for (const Entry& entry : removed_) {
    const Term& term = entry.contract.term;
    const NoticeDates dates =
        ComputeNoticeDates(term, on, entry.contract.holidays);
    if (StateOf(term, dates, on) != ContractState::kEnded) {
      found.push_back(&entry);
    }
  }
  return found;
}

const ContractRegister::Entry* ContractRegister::FindRemoved(
    const std::string& id) const {
  for (const Entry& entry : removed_) {
    if (entry.contract.id == id) return &entry;
  }
  return nullptr;
}

}  // namespace regisseur
