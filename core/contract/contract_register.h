#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "core/contract/check_contract.h"
#include "core/contract/contract.h"

namespace regisseur {

// The contracts of a portfolio, each with its versions (Dutch:
// contractregister). A value; immutable once made, so that any thread may read
// it.
class ContractRegister {
 public:
  // A contract of one file, under the file's name.
  struct Entry {
    std::string file;
    Contract contract;
    // What the file says, for comparing versions; empty where it is not kept.
    std::string text{};
    std::string sha256{};  // of the text, hexadecimal
  };
  // What is wrong between contracts, with the file that it stands in.
  struct Problem {
    std::string file;
    ContractProblem problem;
  };

  ContractRegister() = default;
  // Versions are ordered by the day from which they hold. `removed` are
  // contracts whose files are gone.
  explicit ContractRegister(std::vector<Entry> entries,
                            std::vector<ClauseChecklist> checklists = {},
                            std::vector<Entry> removed = {});

  // Two versions from one day, another provider or currency than the version
  // before, a parent that is not there or leads back here, an objective of
  // another contract that is not there; as a warning a checklist that is not
  // there.
  std::vector<Problem> Check() const;

  // The version that holds on `day`; before the first one the first. nullptr
  // when no contract has that id.
  const Contract* Find(const std::string& id, absl::CivilDay day) const;
  // All versions, the oldest first.
  std::vector<const Contract*> Versions(const std::string& id) const;
  // The same with their files.
  std::vector<const Entry*> VersionEntries(const std::string& id) const;
  const Entry* FindEntry(const std::string& id, absl::CivilDay day) const;
  // The version of each contract that holds on `day`, by id.
  std::vector<const Contract*> InForce(absl::CivilDay day) const;
  // The contracts under `id` by the versions of that day, by id.
  std::vector<const Contract*> Children(const std::string& id,
                                        absl::CivilDay day) const;
  std::vector<std::string> ids() const;
  bool empty() const { return versions_.empty(); }

  // Contracts that were in force and whose files are gone, without one that
  // takes their place. Nothing is computed of them, and every answer that they
  // belong to says so.
  const std::vector<Entry>& removed() const { return removed_; }
  // Those that had not ended before `on`.
  std::vector<const Entry*> RemovedOn(absl::CivilDay on) const;
  // nullptr when none of them has that id.
  const Entry* FindRemoved(const std::string& id) const;

  // The lists of clauses that contracts should have, by id.
  const std::vector<ClauseChecklist>& checklists() const { return checklists_; }
  const ClauseChecklist* FindChecklist(const std::string& id) const;

 private:
  std::map<std::string, std::vector<Entry>> versions_;
  std::vector<ClauseChecklist> checklists_;
  std::vector<Entry> removed_;
};

}  // namespace regisseur
