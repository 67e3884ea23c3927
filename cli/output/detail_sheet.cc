#include "cli/output/detail_sheet.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/output/display_text.h"

namespace regisseur {

void DetailSheet::Add(std::string label, Cell value) {
  if (value.text.empty()) return;
  value.text = EscapeControls(value.text);
  lines_.emplace_back(std::move(label), std::move(value));
}

std::string DetailSheet::Render(const Terminal& terminal) const {
  int label_width = 0;
  for (const auto& [label, value] : lines_) {
    label_width = std::max(label_width, DisplayWidth(label));
  }
  label_width += 2;
  std::string out;
  for (const auto& [label, value] : lines_) {
    bool first = true;
    for (const std::string& piece :
         Wrapped(value.text, terminal.width - label_width)) {
      const std::string& shown = first ? label : "";
      absl::StrAppend(&out, Styled(shown, Style::kFaint, terminal),
                      std::string(label_width - DisplayWidth(shown), ' '),
                      Styled(piece, value.style, terminal), "\n");
      first = false;
    }
  }
  return out;
}

}  // namespace regisseur
