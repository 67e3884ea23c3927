#include "cli/output/text_table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/display_text.h"

namespace regisseur {
namespace {

constexpr int kBetween = 2;
constexpr int kNoteIndent = 4;

absl::string_view Code(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kBold:
      return "1";
    case Style::kFaint:
      return "2";
    case Style::kBad:
      return "1;31";
    case Style::kWarning:
      return "33";
    case Style::kGood:
      return "32";
    case Style::kCalm:
      return "36";
  }
  return "";
}

int Sum(const std::vector<int>& widths) {
  int sum = 0;
  int shown = 0;
  for (int width : widths) {
    if (width == 0) continue;
    sum += width;
    ++shown;
  }
  return sum + kBetween * std::max(0, shown - 1);
}

}  // namespace

std::string Styled(absl::string_view text, Style style,
                   const Terminal& terminal) {
  if (!terminal.colour || style == Style::kPlain || text.empty()) {
    return std::string(text);
  }
  return absl::StrCat("\x1b[", Code(style), "m", text, "\x1b[0m");
}

void TextTable::AddRow(std::vector<Cell> cells) {
  for (Cell& cell : cells) cell.text = EscapeControls(cell.text);
  cells.resize(columns_.size());
  lines_.push_back({Kind::kRow, std::move(cells), ""});
}

void TextTable::AddNote(Cell note, absl::string_view mark) {
  note.text = EscapeControls(note.text);
  lines_.push_back({Kind::kNote, {std::move(note)}, std::string(mark)});
}

void TextTable::AddRule() { lines_.push_back({Kind::kRule, {}, ""}); }

bool TextTable::IsFilled(size_t column) const {
  return std::any_of(lines_.begin(), lines_.end(), [column](const Line& line) {
    return line.kind == Kind::kRow && !line.cells[column].text.empty();
  });
}

std::vector<int> TextTable::ChooseWidths(int width) const {
  std::vector<int> natural(columns_.size());
  std::vector<int> least(columns_.size());
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].only_if_filled && !IsFilled(i)) continue;
    int widest = 0;
    for (const Line& line : lines_) {
      if (line.kind != Kind::kRow) continue;
      widest = std::max(widest, DisplayWidth(line.cells[i].text));
    }
    natural[i] = std::max({widest, DisplayWidth(columns_[i].heading), 1});
    least[i] =
        columns_[i].cut_to == 0
            ? natural[i]
            : std::min(natural[i], std::max(columns_[i].cut_to,
                                            DisplayWidth(columns_[i].heading)));
  }
  // Leave out the least important until the rest fits at its narrowest.
  while (Sum(least) > width) {
    size_t victim = columns_.size();
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (least[i] == 0 || columns_[i].priority == 0) continue;
      if (victim == columns_.size() ||
          columns_[i].priority >= columns_[victim].priority) {
        victim = i;
      }
    }
    if (victim == columns_.size()) break;
    least[victim] = natural[victim] = 0;
  }
  // Take what is still too much from the widest that may be cut.
  while (Sum(natural) > width) {
    size_t widest = columns_.size();
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (natural[i] <= least[i]) continue;
      if (widest == columns_.size() || natural[i] > natural[widest]) widest = i;
    }
    if (widest == columns_.size()) break;
    --natural[widest];
  }
  return natural;
}

std::string TextTable::Render(const Terminal& terminal) const {
  const std::vector<int> widths = ChooseWidths(terminal.width);
  std::string out;
  const auto add_cells = [&](const auto& text_of, const auto& style_of) {
    std::string line;
    int blanks = 0;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string text = Truncated(text_of(i), widths[i]);
      const int rest = widths[i] - DisplayWidth(text);
      if (columns_[i].right) blanks += rest;
      if (!text.empty()) {
        line.append(blanks, ' ');
        blanks = 0;
        line += Styled(text, style_of(i), terminal);
      }
      if (!columns_[i].right) blanks += rest;
      blanks += kBetween;
    }
    absl::StrAppend(&out, line, "\n");
  };
  add_cells([&](size_t i) { return columns_[i].heading; },
            [](size_t) { return Style::kFaint; });
  for (const Line& line : lines_) {
    switch (line.kind) {
      case Kind::kRow:
        add_cells([&](size_t i) { return line.cells[i].text; },
                  [&](size_t i) { return line.cells[i].style; });
        break;
      case Kind::kNote: {
        const int mark_width = DisplayWidth(line.mark);
        std::string lead = std::string(kNoteIndent, ' ') + line.mark;
        for (const std::string& piece :
             Wrapped(line.cells[0].text,
                     terminal.width - kNoteIndent - mark_width)) {
          absl::StrAppend(&out, lead,
                          Styled(piece, line.cells[0].style, terminal), "\n");
          lead.assign(kNoteIndent + mark_width, ' ');
        }
        break;
      }
      case Kind::kRule: {
        std::string rule;
        for (int i = 0; i < std::min(terminal.width, Sum(widths)); ++i) {
          rule += "─";
        }
        absl::StrAppend(&out, Styled(rule, Style::kFaint, terminal), "\n");
        break;
      }
    }
  }
  std::vector<std::string> left_out;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (widths[i] == 0 && !columns_[i].extra && IsFilled(i)) {
      left_out.push_back(columns_[i].heading);
    }
  }
  if (!left_out.empty()) {
    for (const std::string& piece :
         Wrapped(absl::StrCat("(no room for ", absl::StrJoin(left_out, ", "),
                              ": widen the window, or -o csv)"),
                 terminal.width)) {
      absl::StrAppend(&out, Styled(piece, Style::kFaint, terminal), "\n");
    }
  }
  return out;
}

}  // namespace regisseur
