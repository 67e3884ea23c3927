#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/register_sheet/sheet.h"

namespace regisseur {

// What a column of a contract register tells.
enum class RegisterColumn {
  kProvider,
  kNumber,
  kTitle,
  kStart,
  kEnd,
  kNotice,
  kRenewal,
  kValue,  // of the whole contract
  kYearlyCost,
  kMonthlyCost,
  kCurrency,
  kOwner,
  kParent,
};

// The headings of a register: where they stand and which column tells what.
struct RegisterHeadings {
  size_t row = 0;  // of the sheet, from 0
  std::map<RegisterColumn, size_t> columns;
  // The unit that a heading gives: `Opzegtermijn (mnd)`.
  std::map<RegisterColumn, std::string> units;
  // Columns with a heading that is not understood, with it.
  std::vector<std::pair<size_t, std::string>> others;
};

// The column of a heading in Dutch or English; nothing for another.
std::optional<RegisterColumn> FindRegisterColumn(absl::string_view heading);

// The first of the first rows that reads like headings: at least three that are
// understood, the provider or the title among them. Title lines may stand
// above. Nothing when no row does.
std::optional<RegisterHeadings> FindRegisterHeadings(const Sheet& sheet);

// For messages: what a register should have.
std::string RegisterHeadingsExample();

}  // namespace regisseur
