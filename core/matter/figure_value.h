#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/contract/objective.h"

namespace regisseur {

// The unit of an objective's figure: `%`, or what the contract says; empty
// without one. Of a test of recovery any length is one.
std::string FigureUnit(const Objective& objective);

// OK for a figure of the promise: a decimal, and of one that is told in percent
// from 0 to 100. INVALID_ARGUMENT naming `field`.
absl::Status CheckFigureValue(absl::string_view field,
                              const Objective& objective,
                              const std::string& text);
// OK for the unit that a person names with a figure: a length for a test of
// recovery, else none or that of the promise. INVALID_ARGUMENT naming `unit`.
absl::Status CheckFigureUnit(const Objective& objective,
                             const std::string& unit);

}  // namespace regisseur
