#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur {

// Text as a terminal shows it. Partner strings are hostile: what could move the
// cursor, change colours or turn the direction of reading is written out.

// `text` on one line with every control character (C0, DEL, C1), line and
// paragraph separator and direction override written as `\x1b` or `\u202e`;
// ill-formed UTF-8 becomes U+FFFD. Tabs and line ends become one blank.
std::string EscapeControls(absl::string_view text);

// Columns that well-formed UTF-8 takes: 2 for East Asian wide characters and
// pictographs, 0 for combining marks and joiners, 1 for the rest. Independent
// of the locale.
int DisplayWidth(absl::string_view text);

// `text` in at most `columns` columns; what is cut is replaced by one `…`.
std::string Truncated(absl::string_view text, int columns);

// `text` broken at blanks into lines of at most `columns` columns; a longer
// word is cut into pieces. At least one line.
std::vector<std::string> Wrapped(absl::string_view text, int columns);

}  // namespace regisseur
