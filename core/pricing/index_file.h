#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/pricing/indexation.h"

namespace regisseur {

// Series by their names in lower case.
using IndexSeriesByName = std::map<std::string, IndexSeries>;

// Reads the series of one file of a publisher: CSV with a heading, separated by
// `;` or `,`, as StatLine exports it. A column is known by its heading:
// *Perioden* or *period* (`2023KW04`, `2023MM10`, `2023JJ00`, `2023-Q4`,
// `2023-10`, `2023`, `2023 4e kwartaal`), the figure by *index…* or
// *prijsindex…*, the published change against the year before by *…mutatie…*,
// *ontwikkeling…* or *…change…*, and *status*, *voorlopig* or *provisional* say
// what is not final; so does a `*` behind a period or figure. What stands in a
// further column that is no number, but a numbering `ID`, distinguishes series:
// `<stem>-<value>`, else the series is called as `stem` is.
//
// INVALID_ARGUMENT naming the line and what would be right.
absl::StatusOr<IndexSeriesByName> ParseIndexFile(absl::string_view stem,
                                                 absl::string_view content);

}  // namespace regisseur
