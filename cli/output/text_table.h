#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cli/output/terminal.h"

namespace regisseur {

// How a piece of text stands out. Never the only carrier of a meaning: the word
// is always there too.
enum class Style { kPlain, kBold, kFaint, kBad, kWarning, kGood, kCalm };

// `text` with the style's colour where the terminal shows colour.
std::string Styled(absl::string_view text, Style style,
                   const Terminal& terminal);

// One cell. The text may come from a partner: the table escapes it.
struct Cell {
  Cell() = default;
  Cell(std::string t, Style s = Style::kPlain)  // NOLINT: a cell is its text
      : text(std::move(t)), style(s) {}
  Cell(const char* t) : text(t) {}  // NOLINT: a cell is its text
  std::string text;
  Style style = Style::kPlain;
};

// One column.
struct Column {
  std::string heading;
  // 0 is never left out; of the others the highest goes first when the screen
  // is narrow.
  int priority = 0;
  // Numbers stand to the right.
  bool right = false;
  // The width below which the column is not cut; 0: it is never cut.
  int cut_to = 0;
  // Left out when no row has a text in it.
  bool only_if_filled = false;
  // A convenience of wide screens: left out without a word.
  bool extra = false;
};

// A table for people: columns two blanks apart, the least important left out
// where the width does not do, long texts cut with `…`. Not thread-safe.
class TextTable {
 public:
  explicit TextTable(std::vector<Column> columns)
      : columns_(std::move(columns)) {}

  // Adds a row; missing cells at the end are empty.
  void AddRow(std::vector<Cell> cells);
  // Adds a line under the last row, wrapped and indented; `mark` stands in
  // front of its first line.
  void AddNote(Cell note, absl::string_view mark = "");
  // Adds a rule, for instance above totals.
  void AddRule();
  bool empty() const { return lines_.empty(); }

  // Every line ends in '\n'. Names the columns that did not fit in a last line.
  std::string Render(const Terminal& terminal) const;

 private:
  enum class Kind { kRow, kNote, kRule };
  struct Line {
    Kind kind;
    std::vector<Cell> cells;
    std::string mark;
  };

  // True when a row has a text in the column.
  bool IsFilled(size_t column) const;
  // The columns to show with their widths, in order; 0 for one left out.
  std::vector<int> ChooseWidths(int width) const;

  const std::vector<Column> columns_;
  std::vector<Line> lines_;
};

}  // namespace regisseur
