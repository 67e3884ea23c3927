#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "aggregator/answers/service_level_figures.h"

namespace regisseur {

// A number that somebody told about a time, by a source or from paper.
struct ToldNumber {
  const Measurement* measurement = nullptr;
  std::string source;          // empty: a person entered it
  std::optional<int64_t> key;  // MeasurementRecord::key of a source's
  TimeRange period;
};

// Whether a figure that is told under a name, of a service or of all of them
// where that is empty, is about an objective. `config` may be null.
bool IsToldAbout(const Objective& objective, const ProviderConfig* config,
                 const std::string& indicator, const std::string& service);

// What the numbers that one origin told about an objective make of the window:
// one number, the sum of its parts, the mean of scores, or the newest evidence.
// Absent when none of them says anything about it. In order of period.
std::optional<Figure> ComputeNumberFigure(const ObjectiveWindow& window,
                                          absl::Span<const ToldNumber> told,
                                          FigureOrigin origin, absl::Time now);

// The same source by source: first the figure that counts, behind it what each
// other source makes of the same time, and in the notes of the first whose
// number is another one. Scores of several sources are one mean.
std::vector<Figure> ComputeNumberFigures(const ObjectiveWindow& window,
                                         absl::Span<const ToldNumber> told,
                                         FigureOrigin origin, absl::Time now);

// Met or breached once the window is over, before that on track or at risk.
Verdict KeptVerdict(bool kept, bool closed);

}  // namespace regisseur
