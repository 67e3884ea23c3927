#pragma once

#include <string>

#include "regisseur/cost/v1/cost.pb.h"

namespace regisseur {

// Where a line stands: `file.csv:1234`, without its folders.
std::string PlaceOfLine(const cost::v1::CostLine& line);

// A line in one sentence: place, what it is about, amount.
std::string LineSentence(const cost::v1::CostLine& line);

}  // namespace regisseur
