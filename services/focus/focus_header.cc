#include "services/focus/focus_header.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "services/focus/focus_rule_ids.h"
#include "services/sdk/problem.h"

namespace regisseur::focus {
namespace {

// Without these no row of the file can be counted.
constexpr absl::string_view kNeededColumns[] = {
    "BilledCost", "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd"};

bool IsNeeded(absl::string_view column) {
  return std::find(std::begin(kNeededColumns), std::end(kNeededColumns),
                   column) != std::end(kNeededColumns);
}

absl::Status DuplicateColumn(absl::string_view file, absl::string_view name) {
  return sdk::PartnerProblem(
      "focus-column-duplicate",
      {{"origin", std::string(file)}, {"field", RepairUtf8(name)}});
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

bool IsMarkOfFocus(absl::string_view name) {
  const FocusColumn* column = FindFocusColumnIgnoringCase(name);
  if (column == nullptr) return false;
  return column->type == ColumnType::kDecimal ||
         column->type == ColumnType::kNonNegativeDecimal ||
         column->type == ColumnType::kDateTime;
}

// What would have to stand in the header, for people.
std::string RightHeader(const CostFormats& formats) {
  std::vector<std::string> right;
  if (formats.focus) {
    std::vector<absl::string_view> mandatory;
    for (const FocusColumn& column : FocusColumns()) {
      if (column.level == FeatureLevel::kMandatory &&
          column.InVersion(FocusVersion::k1_0)) {
        mandatory.push_back(column.name);
      }
    }
    right.push_back(absl::StrCat("FOCUS: ", absl::StrJoin(mandatory, ", ")));
  }
  for (const FormatTable* table : formats.tables) {
    std::vector<std::string> needed;
    for (const Words any : table->marks) {
      needed.push_back(absl::StrJoin(any, " or "));
    }
    for (const absl::string_view column : kNeededColumns) {
      const bool has_default = std::any_of(
          table->rows.begin(), table->rows.end(),
          [column](const MappingRow& row) {
            return row.column == column && row.reading == Reading::kOwnCurrency;
          });
      if (has_default) continue;
      std::string sources = SourcesOf(*table, column);
      if (sources.empty() || std::count(needed.begin(), needed.end(), sources))
        continue;
      needed.push_back(std::move(sources));
    }
    right.push_back(
        absl::StrCat(table->name, ": ", absl::StrJoin(needed, ", ")));
  }
  return absl::StrJoin(right, "; ");
}

absl::Status FileIsNone(absl::string_view file, Words names,
                        const CostFormats& formats) {
  std::string looks_like = "no cost format that this program knows";
  if (const FormatTable* table = RecogniseFormat(CloudFormats(), names)) {
    looks_like = std::string(table->description);
  } else if (std::any_of(names.begin(), names.end(), IsMarkOfFocus)) {
    looks_like = "FOCUS";
  }
  return sdk::ConfigurationProblem("focus-not-focus",
                                   {{"origin", std::string(file)},
                                    {"looks_like", looks_like},
                                    {"right", RightHeader(formats)}});
}

}  // namespace

absl::StatusOr<FocusHeader> FocusHeader::Parse(
    std::span<const absl::string_view> names, absl::string_view file,
    FindingList& findings, const CostFormats& formats) {
  std::vector<absl::string_view> trimmed;
  trimmed.reserve(names.size());
  for (const absl::string_view name : names) {
    trimmed.push_back(absl::StripAsciiWhitespace(name));
  }
  FocusHeader header;
  const FormatTable* table = RecogniseFormat(formats.tables, trimmed);
  if (table != nullptr) {
    RETURN_IF_ERROR(header.ReadMapped(*table, trimmed, file, findings));
    return header;
  }
  if (!formats.focus || RecogniseFormat(CloudFormats(), trimmed) != nullptr ||
      std::none_of(trimmed.begin(), trimmed.end(), IsMarkOfFocus)) {
    return FileIsNone(file, trimmed, formats);
  }
  RETURN_IF_ERROR(header.ReadFocus(
      absl::Span<const absl::string_view>(names.data(), names.size()), file,
      findings));
  return header;
}

absl::Status FocusHeader::ReadFocus(absl::Span<const absl::string_view> names,
                                    absl::string_view file,
                                    FindingList& findings) {
  std::set<std::string> seen;
  for (const absl::string_view as_written : names) {
    const absl::string_view name = absl::StripAsciiWhitespace(as_written);
    HeaderColumn column;
    column.focus = FindFocusColumn(name);
    if (column.focus == nullptr) {
      column.focus = FindFocusColumnIgnoringCase(name);
    }
    column.name = column.focus != nullptr ? std::string(column.focus->name)
                                          : RepairUtf8(name);
    column.in_file = column.name;
    columns_.push_back(std::move(column));
  }
  version_ = OldestVersionOf(columns_);

  for (size_t i = 0; i < columns_.size(); ++i) {
    const HeaderColumn& column = columns_[i];
    if (!column.name.empty() && !seen.insert(column.name).second) {
      return DuplicateColumn(file, column.name);
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
  for (const FocusColumn* column : MissingMandatory(columns_, version_)) {
    const bool needed = IsNeeded(column->name);
    if (needed) countable_ = false;
    findings.Add(needed ? Severity::kError : Severity::kWarning,
                 needed ? "focus-column-needed" : "focus-column-missing",
                 column->name, file, 1, "",
                 {{"field", std::string(column->name)},
                  {"version", std::string(VersionName(version_))},
                  {"by", RuleOfFocus(column->name, FocusDemand::kPresent)}});
  }
  return absl::OkStatus();
}

absl::Status FocusHeader::ReadMapped(const FormatTable& table,
                                     absl::Span<const absl::string_view> names,
                                     absl::string_view file,
                                     FindingList& findings) {
  std::set<absl::string_view> seen;
  for (const absl::string_view name : names) {
    if (!name.empty() && !seen.insert(name).second) {
      return DuplicateColumn(file, name);
    }
  }
  mapping_ =
      std::make_shared<const ColumnMapping>(ColumnMapping::Make(table, names));
  std::set<absl::string_view> present;
  for (const ColumnMapping::Target& target : mapping_->targets) {
    HeaderColumn column;
    if (target.rules.empty() || target.rules[0].row != nullptr) {
      column.focus = FindFocusColumn(target.name);
      present.insert(target.name);
    }
    column.name = RepairUtf8(target.name);
    column.in_file = RepairUtf8(target.in_file);
    columns_.push_back(std::move(column));
  }
  version_ = FocusVersion::k1_2;
  for (const absl::string_view needed : kNeededColumns) {
    if (present.contains(needed)) continue;
    countable_ = false;
    const std::string sources = SourcesOf(table, needed);
    findings.Add(Severity::kError, "focus-column-needed", sources, file, 1, "",
                 {{"field", sources}, {"by", std::string(table.name)}});
  }
  return absl::OkStatus();
}

std::vector<std::string> FocusHeader::Names() const {
  std::vector<std::string> names;
  names.reserve(columns_.size());
  for (const HeaderColumn& column : columns_) names.push_back(column.in_file);
  return names;
}

}  // namespace regisseur::focus
