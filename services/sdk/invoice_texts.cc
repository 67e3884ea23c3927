#include "services/sdk/invoice_texts.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/invoice/invoice_fields.h"

namespace regisseur::sdk {
namespace {

class TextVisitor {
 public:
  explicit TextVisitor(
      absl::FunctionRef<void(absl::string_view, std::string&)> text)
      : text_(text) {}

  void Text(const char* name, std::string& text) { text_(name, text); }
  void Number(const char*, const std::optional<Decimal>&) {}
  void Day(const char*, const std::optional<absl::CivilDay>&) {}
  void Flag(const char*, bool) {}
  template <typename Enum>
  void Word(const char*, Enum) {}
  void Line(const char*, int64_t) {}
  void Arguments(const char* name,
                 std::map<std::string, std::string>& arguments) {
    std::map<std::string, std::string> mended;
    for (auto& [argument, value] : arguments) {
      std::string key = argument;
      text_(name, key);
      text_(name, value);
      mended[std::move(key)] = std::move(value);
    }
    arguments = std::move(mended);
  }
  template <typename Row, typename Visit>
  void Rows(const char*, std::vector<Row>& rows, Visit visit) {
    for (Row& row : rows) visit(*this, row);
  }
  template <typename T, typename Visit>
  void Maybe(const char*, std::optional<T>& value, Visit visit) {
    if (value.has_value()) visit(*this, *value);
  }

 private:
  absl::FunctionRef<void(absl::string_view, std::string&)> text_;
};

// Tags and lengths: up to three bytes each, twice for a message in a message.
class SizeVisitor {
 public:
  void Text(const char*, const std::string& text) {
    bytes_ += static_cast<int64_t>(text.size()) + 6;
  }
  // At most 41 digits and signs.
  void Number(const char*, const std::optional<Decimal>& number) {
    if (number.has_value()) bytes_ += 47;
  }
  void Day(const char*, const std::optional<absl::CivilDay>& day) {
    if (day.has_value()) bytes_ += 16;
  }
  void Flag(const char*, bool) { bytes_ += 3; }
  template <typename Enum>
  void Word(const char*, Enum) {
    bytes_ += 3;
  }
  void Line(const char*, int64_t) { bytes_ += 12; }
  void Arguments(const char*,
                 const std::map<std::string, std::string>& arguments) {
    for (const auto& [name, text] : arguments) {
      bytes_ += static_cast<int64_t>(name.size() + text.size()) + 18;
    }
  }
  template <typename Row, typename Visit>
  void Rows(const char*, const std::vector<Row>& rows, Visit visit) {
    for (const Row& row : rows) {
      bytes_ += 12;
      visit(*this, row);
    }
  }
  template <typename T, typename Visit>
  void Maybe(const char*, const std::optional<T>& value, Visit visit) {
    bytes_ += 6;
    if (value.has_value()) visit(*this, *value);
  }

  int64_t bytes() const { return bytes_; }

 private:
  int64_t bytes_ = 0;
};

}  // namespace

void ForEachText(
    Invoice& invoice,
    absl::FunctionRef<void(absl::string_view field, std::string& text)> text) {
  TextVisitor visitor(text);
  VisitFields(visitor, invoice);
}

int64_t EstimateBytes(const Invoice& invoice) {
  SizeVisitor visitor;
  VisitFields(visitor, invoice);
  return visitor.bytes();
}

}  // namespace regisseur::sdk
