#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace regisseur {

// Which part of an answer CSV shows.
struct CsvShape {
  // The repeated field whose elements are the rows; empty: the answer itself
  // is the one row.
  std::string rows;
  // A map of each row whose keys become columns, in the order of the keys.
  std::string columns_of_map;
};

// An answer as CSV, RFC 4180: a header line of the JSON names (a field of a
// field as `cost.monthToDate`), CRLF, every text quoted, absent and empty alike
// empty, enum words in lower case. Repeated values stand in one cell, parted by
// "; ". A text that a spreadsheet would take for a formula gets a `'` in
// front; numbers do not. Control characters are written out (`\x1b`).
std::string RenderCsv(const google::protobuf::Message& answer,
                      const CsvShape& shape);

}  // namespace regisseur
