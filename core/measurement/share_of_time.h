#pragma once

#include "absl/strings/string_view.h"
#include "core/measurement/measurement.h"

namespace regisseur {

// True for the name of a figure that tells which part of a time something was
// there, in the languages of the reports that partners send.
bool IsShareOfTime(absl::string_view indicator);

// False for a share of time, told in percent, that is below 0 or above 100.
bool CanBe(const Measurement& measurement);

}  // namespace regisseur
