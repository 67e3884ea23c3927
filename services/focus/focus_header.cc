#include "services/focus/focus_header.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "core/base/utf8.h"
#include "services/focus/cost_format.h"
#include "services/sdk/problem.h"

namespace regisseur::focus {
namespace {

// Without these no row of the file can be counted.
bool IsNeeded(const FocusColumn& column) {
  return column.name == "BilledCost" || column.name == "BillingCurrency" ||
         column.target == Target::kBillingPeriodStart ||
         column.target == Target::kBillingPeriodEnd;
}

FocusVersion OldestVersionOf(const std::vector<HeaderColumn>& columns) {
  bool only_in_preview = false;
  FocusVersion newest = FocusVersion::k1_0;
  for (const HeaderColumn& column : columns) {
    if (column.focus == nullptr) continue;
    newest = std::max(newest, column.focus->introduced);
    only_in_preview |= column.focus->last == FocusVersion::k1_0Preview;
  }
  if (only_in_preview && newest == FocusVersion::k1_0 &&
      std::none_of(columns.begin(), columns.end(), [](const HeaderColumn& c) {
        return c.focus != nullptr && c.focus->introduced == FocusVersion::k1_0;
      })) {
    return FocusVersion::k1_0Preview;
  }
  return newest;
}

std::vector<const FocusColumn*> MissingMandatory(
    const std::vector<HeaderColumn>& columns, FocusVersion version) {
  std::set<absl::string_view> present;
  for (const HeaderColumn& column : columns) {
    if (column.focus != nullptr) present.insert(column.focus->name);
  }
  std::vector<const FocusColumn*> missing;
  for (const FocusColumn& column : FocusColumns()) {
    if (column.level == FeatureLevel::kMandatory && column.InVersion(version) &&
        present.count(column.name) == 0) {
      missing.push_back(&column);
    }
  }
  return missing;
}

}  // namespace

absl::StatusOr<FocusHeader> FocusHeader::Parse(
    std::span<const absl::string_view> names, absl::string_view file,
    FindingList& findings) {
  FocusHeader header;
  std::set<std::string> seen;
  std::vector<absl::string_view> trimmed;
  trimmed.reserve(names.size());
  for (const absl::string_view name : names) {
    trimmed.push_back(absl::StripAsciiWhitespace(name));
  }

  for (const absl::string_view name : trimmed) {
    HeaderColumn column;
    column.focus = FindFocusColumn(name);
    if (column.focus == nullptr) {
      column.focus = FindFocusColumnIgnoringCase(name);
    }
    column.name = column.focus != nullptr ? std::string(column.focus->name)
                                          : RepairUtf8(name);
    header.columns_.push_back(std::move(column));
  }
  header.version_ = OldestVersionOf(header.columns_);
  const std::vector<const FocusColumn*> missing =
      MissingMandatory(header.columns_, header.version_);

  const CostFormat format = GuessCostFormat(trimmed);
  if (format != CostFormat::kFocus) {
    std::vector<absl::string_view> lacking;
    for (const FocusColumn* column : missing) lacking.push_back(column->name);
    return sdk::ConfigurationProblem(
        "focus-not-focus",
        {{"origin", std::string(file)},
         {"missing", absl::StrJoin(lacking, ", ")},
         {"looks_like", std::string(FormatDescription(format))}});
  }

  for (size_t i = 0; i < header.columns_.size(); ++i) {
    const HeaderColumn& column = header.columns_[i];
    if (!column.name.empty() && !seen.insert(column.name).second) {
      return sdk::PartnerProblem(
          "focus-column-duplicate",
          {{"origin", std::string(file)}, {"field", column.name}});
    }
    if (column.focus != nullptr && names[i] != column.name) {
      findings.Add(Severity::kWarning, "focus-header-case", column.name, file,
                   1, names[i],
                   {{"field", column.name}, {"value", RepairUtf8(names[i])}});
    }
    if (column.focus == nullptr && !absl::StartsWith(column.name, "x_")) {
      findings.Add(Severity::kWarning, "focus-column-unknown", column.name,
                   file, 1, column.name, {{"field", column.name}});
    }
  }
  for (const FocusColumn* column : missing) {
    const bool needed = IsNeeded(*column);
    if (needed) header.countable_ = false;
    findings.Add(needed ? Severity::kError : Severity::kWarning,
                 needed ? "focus-column-needed" : "focus-column-missing",
                 column->name, file, 1, "",
                 {{"field", std::string(column->name)},
                  {"version", std::string(VersionName(header.version_))}});
  }
  return header;
}

std::vector<std::string> FocusHeader::Names() const {
  std::vector<std::string> names;
  names.reserve(columns_.size());
  for (const HeaderColumn& column : columns_) names.push_back(column.name);
  return names;
}

}  // namespace regisseur::focus
