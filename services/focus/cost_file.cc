#include "services/focus/cost_file.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "core/base/status_macros.h"
#include "services/focus/yaml_charges.h"
#include "services/sdk/csv_reader.h"
#include "services/sdk/problem.h"

namespace regisseur::focus {
namespace {

// Inflated; ten thousand times what a large customer's month is.
constexpr int64_t kMaxFileBytes = int64_t{1} << 40;
constexpr int64_t kMaxYamlBytes = 4 << 20;

// Files that are no text, by their first bytes.
struct Signature {
  absl::string_view bytes;
  absl::string_view found;
};
constexpr Signature kNoText[] = {
    {"PAR1",
     "a Parquet file (Debian 12 has no well-kept library that reads one)"},
    {"PK\x03\x04", "a workbook or zip archive"},
    {"\xD0\xCF\x11\xE0", "a workbook"},
    {"%PDF", "a PDF"},
};

absl::StatusOr<char> SeparatorOf(const sdk::InputFile& file,
                                 const FocusOptions& options) {
  ASSIGN_OR_RETURN(auto input, sdk::OpenInput(file, kMaxFileBytes));
  std::string start;
  ASSIGN_OR_RETURN(const bool more, input->Read(start));
  (void)more;
  for (const Signature& signature : kNoText) {
    if (absl::StartsWith(start, signature.bytes)) {
      return sdk::ConfigurationProblem(
          "focus-not-text",
          {{"origin", file.name}, {"found", std::string(signature.found)}});
    }
  }
  if (options.separator.has_value()) return *options.separator;
  return sdk::GuessSeparator(
      absl::string_view(start).substr(0, start.find_first_of("\r\n")));
}

}  // namespace

absl::StatusOr<CostFile> OpenCostFile(const sdk::InputFile& file,
                                      const FocusOptions& options) {
  CostFile opened;
  const bool may_be_yaml =
      std::any_of(options.formats.tables.begin(), options.formats.tables.end(),
                  [](const FormatTable* table) { return table->yaml; });
  if (may_be_yaml && IsYaml(file.name)) {
    ASSIGN_OR_RETURN(const std::string yaml,
                     sdk::ReadInput(file, kMaxYamlBytes));
    absl::StatusOr<std::string> csv = YamlAsCsv(yaml, file.name);
    if (!csv.ok() && sdk::MayStillBeWritten(file)) {
      return sdk::FileIncomplete(file, csv.status().message());
    }
    RETURN_IF_ERROR(csv.status());
    opened.input = OpenText(*std::move(csv));
    return opened;
  }
  ASSIGN_OR_RETURN(opened.separator, SeparatorOf(file, options));
  ASSIGN_OR_RETURN(opened.input, sdk::OpenInput(file, kMaxFileBytes));
  return opened;
}

}  // namespace regisseur::focus
