#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace regisseur::simulator {

// Columns of the files that AppendFocusRows fills.
inline constexpr int kBenchColumns = 45;

// The header line, with its line end.
std::string BenchHeader();

// Appends row `index` of `count` to `out`: FOCUS 1.2, three providers, thirteen
// billing months from October 2025 on (all rows of a month and provider stand
// together), nineteen service categories, about 700 bytes. A pure function of
// its arguments; costs are exact to eight decimals.
void AppendBenchRow(uint64_t seed, int64_t index, int64_t count,
                    std::string& out);

// Writes a file of `count` such rows, holding a megabyte of it at a time.
// UNAVAILABLE when it cannot be written.
absl::Status WriteBenchFile(const std::string& path, uint64_t seed,
                            int64_t count);

}  // namespace regisseur::simulator
