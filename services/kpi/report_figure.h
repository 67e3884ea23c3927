#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "core/money/decimal.h"

namespace regisseur::kpi {

// Which sign stands before the decimals.
enum class DecimalMark { kUnknown, kComma, kPoint };

// One cell of a report that should hold a figure.
struct Figure {
  enum class Kind {
    kNumber,
    kEmpty,
    kNotApplicable,  // n.v.t., n/a, -
    kAmbiguous,      // 1.234 where nothing tells what the point means
    kUnreadable,
  };
  Kind kind = Kind::kEmpty;
  Decimal value;
  std::string unit;  // `%`, `uur`, ... where the cell names one
};

// What the cell says about the file's decimal mark: `99,7` says comma, `1.234`
// says nothing, `1.234,5` says comma.
DecimalMark EvidenceOf(absl::string_view cell);

// Reads `99,7%`, `1.234,5`, `€ 1.200`, `4 uur`, `n.v.t.`, `-`. `mark` is the
// file's; a cell that leaves no doubt is read by itself.
Figure ParseFigure(absl::string_view cell, DecimalMark mark);

// A norm such as `≥ 99,5`, `<= 4 uur`, `min. 98%`, `binnen 2 uur`.
struct Norm {
  Figure figure;
  std::string op;       // `>=`, `<=` or empty
  bool strict = false;  // the cell said `>` or `<`
};
Norm ParseNorm(absl::string_view cell, DecimalMark mark);

// True for the words that mean "does not apply".
bool IsNotApplicable(absl::string_view cell);

// `text` without blanks at both ends, no-break spaces included.
absl::string_view TrimBlanks(absl::string_view text);

}  // namespace regisseur::kpi
