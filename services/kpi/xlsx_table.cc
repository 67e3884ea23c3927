#include "services/kpi/xlsx_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <exception>
#include <ixion/address.hpp>
#include <ixion/formula_result.hpp>
#include <ixion/model_context.hpp>
#include <map>
#include <orcus/orcus_xlsx.hpp>
#include <orcus/spreadsheet/document.hpp>
#include <orcus/spreadsheet/factory.hpp>
#include <orcus/spreadsheet/sheet.hpp>
#include <orcus/spreadsheet/styles.hpp>
#include <orcus/types.hpp>
#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/money/decimal.h"
#include "services/sdk/problem.h"

namespace regisseur::kpi {
namespace {

namespace ss = orcus::spreadsheet;

constexpr int64_t kMaxUnpackedBytes = 64 << 20;
constexpr int64_t kMaxParts = 2000;
constexpr ss::row_t kMaxRows = 20'000;
constexpr ss::col_t kMaxColumns = 200;

absl::Status Unreadable(absl::string_view file, absl::string_view detail) {
  return sdk::PartnerProblem("kpi-xlsx", {{"origin", std::string(file)},
                                          {"detail", RepairUtf8(detail)}});
}

uint32_t LittleEndian(absl::string_view bytes, size_t at, int count) {
  uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

// Adds up what the archive's directory says that its parts unpack to, before
// any of it is unpacked (APPNOTE 4.3.12, 4.3.16).
absl::Status CheckUnpackedSize(absl::string_view bytes,
                               absl::string_view file) {
  constexpr absl::string_view kEndMark("PK\x05\x06", 4);
  constexpr absl::string_view kEntryMark("PK\x01\x02", 4);
  const size_t end = bytes.rfind(kEndMark);
  if (end == absl::string_view::npos || end + 22 > bytes.size()) {
    return Unreadable(file, "the archive's directory is missing");
  }
  const int64_t parts = LittleEndian(bytes, end + 10, 2);
  size_t at = LittleEndian(bytes, end + 16, 4);
  if (parts > kMaxParts) return Unreadable(file, "it has too many parts");
  int64_t unpacked = 0;
  for (int64_t i = 0; i < parts; ++i) {
    if (at + 46 > bytes.size() || bytes.substr(at, 4) != kEntryMark) {
      return Unreadable(file, "the archive's directory is damaged");
    }
    unpacked += LittleEndian(bytes, at + 24, 4);
    at += 46 + LittleEndian(bytes, at + 28, 2) +
          LittleEndian(bytes, at + 30, 2) + LittleEndian(bytes, at + 32, 2);
  }
  if (unpacked > kMaxUnpackedBytes) {
    return Unreadable(file, "it unpacks to more than 64 MiB");
  }
  return absl::OkStatus();
}

enum class NumberStyle { kPlain, kPercent, kDay, kMonth };

// What a number format shows: a built-in one by its number (ECMA-376-1
// 18.8.30), another by its code.
NumberStyle StyleOf(size_t id, std::string_view code) {
  if (id == 9 || id == 10) return NumberStyle::kPercent;
  if (id == 17) return NumberStyle::kMonth;
  if ((id >= 14 && id <= 16) || id == 22) return NumberStyle::kDay;
  bool quoted = false;
  bool bracketed = false;
  bool year = false;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\\') {
      ++i;
      continue;
    }
    if (c == '[') bracketed = true;
    if (c == ']') bracketed = false;
    if (bracketed) continue;
    if (c == '%') return NumberStyle::kPercent;
    if (c == 'd' || c == 'D') return NumberStyle::kDay;
    year |= c == 'y' || c == 'Y';
  }
  return year ? NumberStyle::kMonth : NumberStyle::kPlain;
}

// The decimal text of a workbook's number: it was written with at most 15
// digits, which a double keeps.
std::string NumberText(double value) {
  std::string text = absl::StrFormat("%.15g", value);
  if (!absl::StrContains(text, 'e')) return text;
  text = absl::StrFormat("%.15f", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

std::string PercentText(double value) {
  const auto number = Decimal::Parse(NumberText(value));
  if (!number.ok()) return absl::StrCat(NumberText(value), " of 1");
  const auto percent = Decimal::Multiply(*number, Decimal(100, 0));
  if (!percent.ok()) return absl::StrCat(NumberText(value), " of 1");
  return absl::StrCat(percent->Normalized().ToString(), "%");
}

class SheetReader {
 public:
  SheetReader(ss::document& document, ss::sheet_t index)
      : document_(document),
        model_(document.get_model_context()),
        sheet_(*document.get_sheet(index)),
        index_(index) {
    const ss::styles& styles = document.get_styles();
    for (size_t i = 0; i < styles.get_number_format_count(); ++i) {
      const ss::number_format_t* format = styles.get_number_format(i);
      own_formats_[format->identifier] = std::string(format->format_string);
    }
  }

  ReportTable Read() {
    ReportTable table;
    const ixion::abs_range_t range = sheet_.get_data_range();
    if (!range.valid()) return table;
    const ss::row_t last_row = std::min(range.last.row, kMaxRows);
    const ss::col_t last_column = std::min(range.last.column, kMaxColumns);
    for (ss::row_t row = 0; row <= last_row; ++row) {
      ReportRow read;
      read.line = row + 1;
      bool filled = false;
      for (ss::col_t column = 0; column <= last_column; ++column) {
        read.cells.push_back(Cell(row, column));
        filled |= !read.cells.back().text.empty();
      }
      if (filled) table.push_back(std::move(read));
    }
    return table;
  }

 private:
  ReportCell Cell(ss::row_t row, ss::col_t column) {
    const ixion::abs_address_t at(index_, row, column);
    switch (model_.get_celltype(at)) {
      case ixion::celltype_t::string:
        return Text(model_.get_string_value(at));
      case ixion::celltype_t::numeric:
        return Number(row, column, model_.get_numeric_value(at));
      case ixion::celltype_t::boolean:
        return Text(model_.get_boolean_value(at) ? "true" : "false");
      case ixion::celltype_t::formula: {
        const ixion::formula_result result = model_.get_formula_result(at);
        switch (result.get_type()) {
          case ixion::formula_result::result_type::value:
            return Number(row, column, result.get_value());
          case ixion::formula_result::result_type::string:
            return Text(result.get_string());
          case ixion::formula_result::result_type::error:
          default:
            return Text("#ERROR");
        }
      }
      case ixion::celltype_t::unknown:
      case ixion::celltype_t::empty:
        break;
    }
    return {};
  }

  static ReportCell Text(std::string_view text) {
    return {RepairUtf8(absl::string_view(text.data(), text.size())), false};
  }

  ReportCell Number(ss::row_t row, ss::col_t column, double value) {
    switch (StyleAt(row, column)) {
      case NumberStyle::kPercent:
        return {PercentText(value), true};
      case NumberStyle::kDay:
        return {absl::FormatCivilTime(DayOf(value)), false};
      case NumberStyle::kMonth:
        return {absl::FormatCivilTime(absl::CivilMonth(DayOf(value))), false};
      case NumberStyle::kPlain:
        break;
    }
    return {NumberText(value), true};
  }

  absl::CivilDay DayOf(double value) const {
    const orcus::date_time_t origin = document_.get_origin_date();
    return absl::CivilDay(origin.year, origin.month, origin.day) +
           static_cast<int64_t>(std::floor(value));
  }

  NumberStyle StyleAt(ss::row_t row, ss::col_t column) const {
    const ss::styles& styles = document_.get_styles();
    const ss::cell_format_t* format =
        styles.get_cell_format(sheet_.get_cell_format(row, column));
    if (format == nullptr) return NumberStyle::kPlain;
    // The cell's format names the workbook's own number of the number format;
    // only formats of its own stand in the list, built-in ones do not.
    const size_t id = format->number_format;
    const auto own = own_formats_.find(id);
    return StyleOf(id, own == own_formats_.end() ? "" : own->second);
  }

  ss::document& document_;
  const ixion::model_context& model_;
  const ss::sheet& sheet_;
  const ss::sheet_t index_;
  std::map<size_t, std::string> own_formats_;  // code by number
};

}  // namespace

bool LooksLikeXlsx(absl::string_view bytes) {
  return absl::StartsWith(bytes, absl::string_view("PK\x03\x04", 4));
}

absl::StatusOr<ReportTable> ReadXlsxTable(absl::string_view bytes,
                                          absl::string_view sheet,
                                          absl::string_view file) {
  RETURN_IF_ERROR(CheckUnpackedSize(bytes, file));
  // The library throws; this is the file that wraps it.
  try {
    ss::document document({1'048'576, 16'384});
    ss::import_factory factory(document);
    orcus::orcus_xlsx reader(&factory);
    reader.read_stream(std::string_view(bytes.data(), bytes.size()));
    if (document.get_sheet_count() == 0) {
      return Unreadable(file, "it has no sheet");
    }
    ss::sheet_t index = 0;
    if (!sheet.empty()) {
      index = document.get_sheet_index(
          std::string_view(sheet.data(), sheet.size()));
      if (index < 0) {
        return Unreadable(file, absl::StrCat("it has no sheet ", sheet));
      }
    }
    return SheetReader(document, index).Read();
  } catch (const std::exception& error) {
    return Unreadable(file, error.what());
  }
}

}  // namespace regisseur::kpi
