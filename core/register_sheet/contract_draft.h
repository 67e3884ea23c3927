#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/portfolio/portfolio.h"
#include "core/register_sheet/sheet.h"

namespace regisseur {

// Something to say about a row: a rule of the catalogue with its arguments.
struct DraftNote {
  std::string rule;
  std::map<std::string, std::string> arguments;
  friend bool operator==(const DraftNote&, const DraftNote&) = default;
};

// A contract file drafted from a row of a register.
struct ContractDraft {
  int row = 0;           // the row's line, from 1
  std::string id;        // unique among the drafts
  std::string provider;  // empty: none of the portfolio has that name
  std::string party;     // the provider as the row names it
  std::string title;
  std::string file;  // id.yaml
  // The file. What is missing is written as `missing`, which a reader of
  // contract files refuses at its place.
  std::string text;
  std::vector<DraftNote> missing;
  std::vector<DraftNote> remarks;  // what was taken for what
};

struct ContractDrafts {
  std::vector<ContractDraft> drafts;  // in the order of the rows
  // Headings that are not understood; what stood under them is a remark in the
  // files.
  std::vector<std::string> columns_not_used;
};

// Turns a register kept in a spreadsheet into one draft a contract (USERS U3).
// Providers are found by id, former id, name without legal form, the patterns
// of the portfolio's assignment rules, or as the only one whose name begins so.
// Rows that read like a total, or that name neither provider, number nor title,
// are no contracts; a remark at the contract beside them says so. `in_force`
// are contracts that there are, by id, with their files: no draft takes their
// ids, so that none becomes a version of them by accident.
//
// INVALID_ARGUMENT, naming `name`, when there are no headings or more than
// 2,000 contracts.
absl::StatusOr<ContractDrafts> DraftContracts(
    absl::string_view name, const Sheet& sheet, const Portfolio& portfolio,
    const std::map<std::string, std::string>& in_force = {});

// The providers that a party may be, best match first; one when it is certain.
std::vector<std::string> FindProvidersOfParty(absl::string_view party,
                                              const Portfolio& portfolio);

}  // namespace regisseur
