#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/contract/objective.h"
#include "core/money/decimal.h"
#include "core/principal/principal.h"
#include "core/time/as_of.h"
#include "core/time/time_range.h"

namespace regisseur {

// Time that both sides leave out of a promise.
struct AcceptedExclusion {
  std::string name;
  TimeRange range;
  std::string reason;
  std::string approver;
  std::optional<Accountability> accountability;
};

// A figure that holds because both sides said yes.
struct SettledFigure {
  std::string name;
  Decimal figure;  // percent, or the number itself
  std::string by;
  absl::Time settled;
};

// A figure that a person of ours entered from paper (USERS U3).
struct EnteredFigure {
  std::string name;
  // What it is about: the window, or the time of a score, outcome or test.
  TimeRange period;
  Decimal figure;
  std::string unit;  // of a test of recovery
  FigureOrigin origin = FigureOrigin::kReported;
  std::string by;
  std::string document;
  std::string document_sha256;
  absl::CivilDay expires;  // the last day on which it counts
  absl::Time entered;
  friend bool operator==(const EnteredFigure&, const EnteredFigure&) = default;
};

// A figure is disputed: who says so, and what it should be.
struct OpenObjection {
  std::string name;
  bool by_provider = false;
  std::string by;
  absl::Time raised;
  std::optional<Decimal> figure;
  std::string reason;
};

// What people settled about promises, as service levels look at it.
// Thread-safe.
class SettledFacts {
 public:
  virtual ~SettledFacts() = default;

  // Approved exclusions that overlap the range, in order of time.
  virtual absl::StatusOr<std::vector<AcceptedExclusion>> ListExclusions(
      const Principal& who, const std::string& contract,
      const std::string& objective, TimeRange range, AsOf as_of) const = 0;
  // The figure that holds for the window; absent while there is none.
  virtual absl::StatusOr<std::optional<SettledFigure>> FindSettled(
      const Principal& who, const std::string& contract,
      const std::string& objective, TimeRange window, AsOf as_of) const = 0;
  // Figures entered by hand about times in the range and not taken back, the
  // newest last.
  virtual absl::StatusOr<std::vector<EnteredFigure>> ListEntered(
      const Principal& who, const std::string& contract,
      const std::string& objective, TimeRange range, AsOf as_of) const = 0;
};

}  // namespace regisseur
