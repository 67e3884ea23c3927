#include "services/sdk/invoice_texts.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/invoice/invoice_fields.h"
#include "services/sdk/batch_check.h"
#include "wire/invoice_wire.h"

namespace regisseur::sdk {
namespace {

// For what stands around a row in its batch.
constexpr int64_t kReservedBytes = 64 << 10;

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

}  // namespace

void ForEachText(
    Invoice& invoice,
    absl::FunctionRef<void(absl::string_view field, std::string& text)> text) {
  TextVisitor visitor(text);
  VisitFields(visitor, invoice);
}

int64_t WireBytes(const Invoice& invoice) {
  return static_cast<int64_t>(ToWire(invoice).ByteSizeLong());
}

bool FitsAMessage(const Invoice& invoice) {
  return WireBytes(invoice) <= kMaxMessageBytes - kReservedBytes;
}

}  // namespace regisseur::sdk
