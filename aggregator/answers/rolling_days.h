#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/level_book.h"

namespace regisseur {

// A rolling promise has a window that ends with each day, and a report shows
// one a month. These are the others of the month of `window` that were over
// before it ended; none for a promise that is not rolling.
std::vector<ObjectiveWindow> WindowsBefore(const LevelBook& book,
                                           const ObjectiveWindow& window);

// Says which of the windows before the one shown were breached, and which was
// the worst; absent when none was.
absl::StatusOr<std::optional<LevelNote>> FindBreachedDays(
    LevelBook& book, const WindowFigures& shown);

}  // namespace regisseur
