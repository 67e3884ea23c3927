#include "aggregator/storage/invoice_content.h"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "aggregator/storage/line_codec.h"
#include "core/base/status_macros.h"
#include "core/evidence/canonical_bytes.h"
#include "core/invoice/invoice_fields.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

class ContentWriter {
 public:
  void Text(const char*, const std::string& text) { bytes_.Text(text); }
  void Number(const char*, const std::optional<Decimal>& number) {
    bytes_.Number(number);
  }
  void Day(const char*, const std::optional<absl::CivilDay>& day) {
    bytes_.Text(day.has_value() ? FormatDay(*day) : "");
  }
  void Flag(const char*, bool flag) { bytes_.Int(flag ? 1 : 0); }
  template <typename Enum>
  void Word(const char*, Enum value) {
    bytes_.Int(static_cast<int64_t>(value));
  }
  void Line(const char*, int64_t) {}
  void Arguments(const char*,
                 const std::map<std::string, std::string>& arguments) {
    bytes_.Int(static_cast<int64_t>(arguments.size()));
    for (const auto& [name, text] : arguments) {
      bytes_.Text(name);
      bytes_.Text(text);
    }
  }
  template <typename Row, typename Visit>
  void Rows(const char*, const std::vector<Row>& rows, Visit visit) {
    bytes_.Int(static_cast<int64_t>(rows.size()));
    for (const Row& row : rows) visit(*this, row);
  }
  template <typename T, typename Visit>
  void Maybe(const char*, const std::optional<T>& value, Visit visit) {
    bytes_.Int(value.has_value() ? 1 : 0);
    if (value.has_value()) visit(*this, *value);
  }

  std::string Take() const { return std::string(bytes_.bytes()); }

 private:
  CanonicalBytes bytes_;
};

class ContentReader {
 public:
  explicit ContentReader(absl::string_view bytes)
      : bytes_(bytes), size_(bytes.size()) {}

  void Text(const char*, std::string& text) { text = bytes_.Text(); }
  void Number(const char*, std::optional<Decimal>& number) {
    number = bytes_.Number();
  }
  void Day(const char*, std::optional<absl::CivilDay>& day) {
    const std::string text = bytes_.Text();
    if (text.empty()) return;
    const absl::StatusOr<absl::CivilDay> parsed = ParseDay(text);
    ok_ = ok_ && parsed.ok();
    if (parsed.ok()) day = *parsed;
  }
  void Flag(const char*, bool& flag) { flag = bytes_.Int() == 1; }
  // Both enums of an invoice end at 2.
  template <typename Enum>
  void Word(const char*, Enum& value) {
    const int64_t number = bytes_.Int();
    ok_ = ok_ && number >= 0 && number <= 2;
    if (ok_) value = static_cast<Enum>(number);
  }
  void Line(const char*, int64_t&) {}
  void Arguments(const char*, std::map<std::string, std::string>& arguments) {
    const int64_t count = Count();
    for (int64_t i = 0; i < count && ok(); ++i) {
      std::string name = bytes_.Text();
      arguments[std::move(name)] = bytes_.Text();
    }
  }
  template <typename Row, typename Visit>
  void Rows(const char*, std::vector<Row>& rows, Visit visit) {
    const int64_t count = Count();
    for (int64_t i = 0; i < count && ok(); ++i) {
      visit(*this, rows.emplace_back());
    }
  }
  template <typename T, typename Visit>
  void Maybe(const char*, std::optional<T>& value, Visit visit) {
    if (bytes_.Int() == 1) visit(*this, value.emplace());
  }

  bool ok() const { return ok_ && bytes_.ok(); }
  bool AtEnd() const { return ok_ && bytes_.AtEnd(); }

 private:
  // A count in broken bytes makes nobody wait: each row takes a byte at least.
  int64_t Count() {
    const int64_t count = bytes_.Int();
    if (count < 0 || count > size_) ok_ = false;
    return ok() ? count : 0;
  }

  CanonicalReader bytes_;
  const int64_t size_;
  bool ok_ = true;
};

// Goes past everything but the line numbers.
class LineVisitor {
 public:
  void Text(const char*, const std::string&) {}
  void Number(const char*, const std::optional<Decimal>&) {}
  void Day(const char*, const std::optional<absl::CivilDay>&) {}
  void Flag(const char*, bool) {}
  template <typename Enum>
  void Word(const char*, Enum) {}
  void Arguments(const char*, const std::map<std::string, std::string>&) {}
};

// Each as its distance from the one before.
class LineWriter : public LineVisitor {
 public:
  void Line(const char*, int64_t line) {
    const auto distance = static_cast<uint64_t>(line - last_);
    out_.Varint((distance << 1) ^ -(distance >> 63));
    last_ = line;
  }
  template <typename Row, typename Visit>
  void Rows(const char*, const std::vector<Row>& rows, Visit visit) {
    for (const Row& row : rows) visit(*this, row);
  }
  template <typename T, typename Visit>
  void Maybe(const char*, const std::optional<T>& value, Visit visit) {
    if (value.has_value()) visit(*this, *value);
  }
  std::string Take() { return out_.Take(); }

 private:
  NumberWriter out_;
  int64_t last_ = 0;
};

class LineReader : public LineVisitor {
 public:
  explicit LineReader(absl::string_view bytes) : in_(bytes) {}

  void Line(const char*, int64_t& line) {
    const absl::StatusOr<uint64_t> read = in_.Varint();
    if (!read.ok()) {
      ok_ = false;
      return;
    }
    last_ += static_cast<int64_t>((*read >> 1) ^ -(*read & 1));
    line = last_;
  }
  template <typename Row, typename Visit>
  void Rows(const char*, std::vector<Row>& rows, Visit visit) {
    for (Row& row : rows) visit(*this, row);
  }
  template <typename T, typename Visit>
  void Maybe(const char*, std::optional<T>& value, Visit visit) {
    if (value.has_value()) visit(*this, *value);
  }
  bool AtEnd() const { return ok_ && in_.AtEnd(); }

 private:
  NumberReader in_;
  int64_t last_ = 0;
  bool ok_ = true;
};

}  // namespace

std::string EncodeInvoice(const Invoice& invoice) {
  ContentWriter writer;
  VisitFields(writer, invoice);
  return writer.Take();
}

std::string EncodeFileLines(const Invoice& invoice) {
  LineWriter writer;
  VisitFields(writer, invoice);
  return writer.Take();
}

absl::StatusOr<Invoice> DecodeInvoice(absl::string_view content,
                                      absl::string_view file_lines) {
  Invoice invoice;
  ContentReader reader(content);
  VisitFields(reader, invoice);
  LineReader lines(file_lines);
  if (reader.AtEnd()) VisitFields(lines, invoice);
  if (!reader.AtEnd() || !lines.AtEnd()) {
    return absl::DataLossError(
        "an invoice cannot be read back; restore a backup");
  }
  return invoice;
}

}  // namespace regisseur
