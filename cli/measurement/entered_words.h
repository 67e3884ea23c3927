#pragma once

#include <string>

#include "cli/output/terminal.h"
#include "regisseur/objective/v1/objective.pb.h"

namespace regisseur {

// From what, by whom, until when: `from september.pdf, entered by M. Visser
// 2026-10-08 09:12, in force until 2027-10-08, id 0193f2a4`.
std::string EnteredWords(const objective::v1::EnteredFigure& figure);

// One entered figure, a line for each thing to know of it.
std::string RenderEntered(const objective::v1::EnteredFigure& figure,
                          const Terminal& terminal);

}  // namespace regisseur
