#pragma once

#include <cstdint>
#include <string>

namespace regisseur::simulator {

// `units` / 10^`scale` as an exact decimal with exactly `scale` digits after
// the point: (-95000, 2) is "-950.00". `scale` is 0 to 18.
std::string DecimalText(int64_t units, int scale);

// The same as Dutch spreadsheets write it: "-950,00".
std::string DutchDecimalText(int64_t units, int scale);

// numerator / denominator, rounded half away from zero; denominator > 0.
int64_t DivideRounded(int64_t numerator, int64_t denominator);

}  // namespace regisseur::simulator
