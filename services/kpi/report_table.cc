#include "services/kpi/report_table.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "services/sdk/csv_reader.h"
#include "services/sdk/input_file.h"
#include "services/sdk/problem.h"

namespace regisseur::kpi {
namespace {

constexpr size_t kMaxRows = 100'000;

// A text that is read like a file.
class TextInput final : public sdk::InputStream {
 public:
  explicit TextInput(std::string text) : text_(std::move(text)) {}
  absl::StatusOr<bool> Read(std::string& buffer) override {
    if (at_ >= text_.size()) return false;
    buffer.append(text_, at_, text_.size() - at_);
    at_ = text_.size();
    return true;
  }
  absl::Status SkipTo(int64_t offset) override {
    at_ = std::min(static_cast<size_t>(offset), text_.size());
    return absl::OkStatus();
  }

 private:
  const std::string text_;
  size_t at_ = 0;
};

void AppendUtf8(uint32_t c, std::string& out) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | c >> 6));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | c >> 12));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | c >> 18));
    out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  }
}

std::string FromUtf16(absl::string_view bytes, bool big_endian) {
  std::string out;
  const auto unit = [&](size_t i) -> uint32_t {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    uint32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size()) {
      const uint32_t low = unit(i + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    AppendUtf8(c >= 0xD800 && c < 0xE000 ? 0xFFFD : c, out);
  }
  return out;
}

std::string FromWindows1252(absl::string_view bytes) {
  // 0x80 to 0x9F; the rest is Latin-1.
  constexpr std::array<uint16_t, 32> kHigh = {
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
      0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    AppendUtf8(byte >= 0x80 && byte < 0xA0 ? kHigh[byte - 0x80] : byte, out);
  }
  return out;
}

std::string ToUtf8(absl::string_view bytes, absl::string_view file,
                   FindingList& findings) {
  if (absl::StartsWith(bytes, "\xFF\xFE")) {
    return FromUtf16(bytes.substr(2), /*big_endian=*/false);
  }
  if (absl::StartsWith(bytes, "\xFE\xFF")) {
    return FromUtf16(bytes.substr(2), /*big_endian=*/true);
  }
  if (IsValidUtf8(bytes)) return std::string(bytes);
  findings.Add(Severity::kWarning, "kpi-encoding", "", file, 0, "",
               {{"origin", std::string(file)}});
  return FromWindows1252(bytes);
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
  sdk::CsvReader reader(std::make_unique<TextInput>(std::move(text)),
                        {.separator = *separator, .origin = std::string(file)});
  CsvTable table;
  std::optional<int64_t> open_quote;  // in the record before this one
  while (true) {
    const absl::StatusOr<const sdk::CsvRecord*> record = reader.Next();
    if (!record.ok()) {
      const std::optional<sdk::CsvFault>& fault = reader.fault();
      if (!fault.has_value()) return record.status();
      findings.Add(Severity::kError, fault->rule, "", file, fault->line,
                   fault->value, {{"origin", std::string(file)}});
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
