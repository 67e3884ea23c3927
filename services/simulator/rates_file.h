#pragma once

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"

namespace regisseur::simulator {

// True for a day on which the ECB publishes rates: neither a weekend day nor a
// TARGET holiday (1 January, Good Friday, Easter Monday, 1 May, 25 and 26
// December).
bool IsTargetDay(absl::CivilDay day);

// Easter Sunday of a year (Gregorian calendar).
absl::CivilDay EasterSunday(absl::civil_year_t year);

// Invented US dollars for one euro, in ten-thousandths, on the last TARGET day
// up to and including `day`: plausible, and a pure function of that day.
int64_t UsdRateE4(absl::CivilDay day);

// Invented rates of every TARGET day in [from, to), newest first, in the form
// of the ECB's eurofxref XML.
std::string RenderRates(absl::CivilDay from, absl::CivilDay to);

}  // namespace regisseur::simulator
