#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/output/text_table.h"

namespace regisseur {

// One thing with its properties, a line each: `label  value`. An empty value
// leaves the line out. Values are escaped and wrapped. Not thread-safe.
class DetailSheet {
 public:
  void Add(std::string label, Cell value);
  // Every line ends in '\n'.
  std::string Render(const Terminal& terminal) const;

 private:
  std::vector<std::pair<std::string, Cell>> lines_;
};

}  // namespace regisseur
