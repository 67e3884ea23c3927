#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur {

// Writes the text format of Prometheus, version 0.0.4: HELP and TYPE once a
// family, then its samples. Names are ours; texts and label values may be
// anything and are escaped. Not thread-safe.
class PrometheusText {
 public:
  using Labels = std::vector<std::pair<absl::string_view, absl::string_view>>;

  // Begins a family; `type` is counter, gauge or histogram.
  void Family(absl::string_view name, absl::string_view type,
              absl::string_view help);
  // A sample of the family, or of `<family><suffix>`.
  void Sample(double value, const Labels& labels = {},
              absl::string_view suffix = "");

  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
  std::string family_;
};

}  // namespace regisseur
