#include "services/kpi/report_table.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/text_encoding.h"
#include "services/sdk/csv_reader.h"
#include "services/sdk/input_file.h"
#include "services/sdk/problem.h"
#include "services/sdk/text_input.h"

namespace regisseur::kpi {
namespace {

constexpr size_t kMaxRows = 100'000;

// As UTF-8; that it was neither that nor UTF-16 is a finding.
std::string ToUtf8(absl::string_view bytes, absl::string_view file,
                   FindingList& findings) {
  DecodedText decoded = DecodeText(bytes);
  if (decoded.encoding == TextEncoding::kWindows1252) {
    findings.Add(Severity::kWarning, "kpi-encoding", "", file, 0, "",
                 {{"origin", std::string(file)}});
  }
  return std::move(decoded.text);
}

// The separator that the line with the most of them suggests: title lines have
// none.
char GuessFromLines(absl::string_view text) {
  char best = ',';
  ptrdiff_t most = 0;
  for (int line = 0; line < 50 && !text.empty(); ++line) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const absl::string_view first = text.substr(0, end);
    const char guess = sdk::GuessSeparator(first);
    const ptrdiff_t count = std::count(first.begin(), first.end(), guess);
    if (count > most) {
      most = count;
      best = guess;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return best;
}

}  // namespace

absl::StatusOr<CsvTable> ReadCsvTable(absl::string_view bytes,
                                      std::optional<char> separator,
                                      absl::string_view file,
                                      FindingList& findings) {
  std::string text = ToUtf8(bytes, file, findings);
  // Excel's own hint on the first line.
  if (absl::StartsWithIgnoreCase(text, "sep=") && text.size() > 4) {
    if (!separator.has_value()) separator = text[4];
    std::fill(text.begin(),
              text.begin() + static_cast<ptrdiff_t>(std::min(
                                 text.find_first_of("\r\n"), text.size())),
              ' ');
  }
  if (!separator.has_value()) separator = GuessFromLines(text);
  const bool ended = text.empty() || text.back() == '\n' || text.back() == '\r';
  const sdk::CsvOptions options = {.separator = *separator,
                                   .origin = std::string(file)};
  sdk::CsvReader reader(std::make_unique<sdk::TextInput>(std::move(text)),
                        options);
  CsvTable table;
  std::optional<int64_t> open_quote;  // in the record before this one
  while (true) {
    const absl::StatusOr<const sdk::CsvRecord*> record = reader.Next();
    if (!record.ok()) {
      const std::optional<sdk::CsvFault>& fault = reader.fault();
      if (!fault.has_value()) return record.status();
      findings.Add(Severity::kError, fault->rule, "", file, fault->line,
                   fault->value, fault->ArgumentsIn(file));
      open_quote.reset();
      if (fault->rule == "csv-quote-not-closed") open_quote = fault->line;
      continue;
    }
    if (*record == nullptr) break;
    open_quote.reset();
    if (table.rows.size() >= kMaxRows) {
      return sdk::PartnerProblem(
          "kpi-too-long",
          {{"origin", std::string(file)}, {"limit", absl::StrCat(kMaxRows)}});
    }
    ReportRow& row = table.rows.emplace_back();
    row.line = (*record)->line;
    for (const absl::string_view field : (*record)->fields) {
      row.cells.push_back({std::string(field), false});
    }
  }
  if (ended) return table;
  table.cut_line = open_quote;
  if (const size_t rows = table.rows.size(); !open_quote && rows >= 2) {
    const ReportRow& last = table.rows[rows - 1];
    if (last.cells.size() > 1 &&
        last.cells.size() < table.rows[rows - 2].cells.size()) {
      table.cut_line = last.line;
    }
  }
  return table;
}

}  // namespace regisseur::kpi
