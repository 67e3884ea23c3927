#include "aggregator/operation/prometheus_text.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/base/utf8.h"

namespace regisseur {
namespace {

void AppendEscaped(std::string* out, absl::string_view text, bool quotes) {
  for (const char c : RepairUtf8(text)) {
    if (c == '\\') {
      *out += "\\\\";
    } else if (c == '\n') {
      *out += "\\n";
    } else if (c == '"' && quotes) {
      *out += "\\\"";
    } else {
      *out += c;
    }
  }
}

std::string Number(double value) {
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  if (std::isnan(value)) return "NaN";
  if (value == std::floor(value) && std::abs(value) < 1e15) {
    return absl::StrCat(static_cast<int64_t>(value));
  }
  return absl::StrFormat("%.9g", value);
}

}  // namespace

void PrometheusText::Family(absl::string_view name, absl::string_view type,
                            absl::string_view help) {
  family_ = std::string(name);
  absl::StrAppend(&text_, "# HELP ", name, " ");
  AppendEscaped(&text_, help, /*quotes=*/false);
  absl::StrAppend(&text_, "\n# TYPE ", name, " ", type, "\n");
}

void PrometheusText::Sample(double value, const Labels& labels,
                            absl::string_view suffix) {
  absl::StrAppend(&text_, family_, suffix);
  const char* before = "{";
  for (const auto& [name, label] : labels) {
    absl::StrAppend(&text_, before, name, "=\"");
    AppendEscaped(&text_, label, /*quotes=*/true);
    text_ += '"';
    before = ",";
  }
  if (!labels.empty()) text_ += '}';
  absl::StrAppend(&text_, " ", Number(value), "\n");
}

}  // namespace regisseur
