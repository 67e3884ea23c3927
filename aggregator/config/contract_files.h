#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/contract/contract_history.h"
#include "core/contract/contract_reader.h"
#include "core/contract/contract_register.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// The texts that a register is read from, by the names that messages and
// contracts give them: everything that it takes to read it again later.
struct ContractTexts {
  // The zone of windows that name none.
  std::string time_zone = "Europe/Amsterdam";
  std::map<std::string, std::string> contracts;
  // Name and text of files that were in force and are gone, while nothing has
  // taken their contracts' place.
  std::set<std::pair<std::string, std::string>> removed;
  // Files that contracts name: holidays.
  std::map<std::string, std::string> attachments;
  // Lists of clauses, besides those that come with the program.
  std::map<std::string, std::string> checklists;
  // ContractPlaces::agreed, for linting; kept with the proposals.
  std::map<std::string, std::string> agreed{};

  friend bool operator==(const ContractTexts&, const ContractTexts&) = default;
};

// A register with what it was read from and what had to be left out.
struct BuiltRegister {
  ContractRegister contracts;
  // Everything that is wrong with the files as they are now, warnings too; by
  // file and line.
  std::vector<ContractFileProblem> problems;
  // The texts that are in force, without those that are not.
  ContractTexts texts;
  std::vector<RefusedContractFile> refused;  // by file
  int files = 0;                             // of contracts, that there are
};

// Where contract files are: the patterns of `contracts:` and `checklists:`, and
// the folder that they are relative to.
struct ContractPlaces {
  std::vector<std::string> patterns;
  std::string base_directory;  // absolute
  std::vector<std::string> checklists{};
  // Versions that both sides agreed, by AgreedName of their proposals. They are
  // in force with or without a file, and no file can say otherwise.
  std::map<std::string, std::string> agreed{};
  // Such versions whose text is lost, by the same name: why. What was in force
  // of them stays.
  std::map<std::string, std::string> lost{};
};

// `agreed:0193f2a4-…`: what stands for the file of a version that was agreed.
std::string AgreedName(absl::string_view proposal);

struct DaemonConfig;
ContractPlaces PlacesOf(const DaemonConfig& config);

// What tells that a file changed: its size, its inode and its times, by name.
// Cheap; reads no file. Files that the contracts in `texts` name count too.
std::map<std::string, std::string> ContractFileMarks(
    const ContractPlaces& places, const ContractTexts& texts);

// Reads the register from the files as they are now. A file that is broken, or
// that cannot stand beside the others (a parent that is not there, two versions
// from one day, a provider or service that `portfolio` does not have), is
// refused: its text in `in_force` stays, and without one it is left out. A file
// of `in_force` that is gone is remembered as removed until a file gives the
// same version again or a contract `replaces` it.
BuiltRegister ReadContractFiles(const ContractPlaces& places,
                                const Portfolio& portfolio,
                                const ContractTexts& in_force);

// Reads a register that was in force once. INVALID_ARGUMENT when this program
// can read none of it; a single contract that it cannot read is left out.
absl::StatusOr<ContractRegister> ParseContractTexts(const ContractTexts& texts);

// What is wrong with `files`, each by itself and beside the register that was
// read from `in_force`; there they take the place of the versions of the same
// contract from the same day, and of files of the same name. They can name the
// attachments of `in_force` and no other file.
ContractLint LintContractTexts(const std::vector<ContractText>& files,
                               const Portfolio& portfolio,
                               const ContractTexts& in_force);

// OK, or INVALID_ARGUMENT with every refused file that has no earlier version
// in force: with these nothing is started. Versions that were agreed are none:
// nobody could give another file for them.
absl::Status CheckNothingIsMissing(const BuiltRegister& built);

// What `contract` names and `portfolio` has not: its provider, a service of
// the provider. Problems of the file, to be said like the others.
std::vector<ContractProblem> CheckAgainstPortfolio(const Contract& contract,
                                                   const Portfolio& portfolio);

}  // namespace regisseur
