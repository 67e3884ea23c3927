#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/service_levels.h"
#include "core/status/operational_state.h"

namespace regisseur {

struct ServiceLevelQuestion {
  std::string contract;
  std::string objective;  // may be empty when the contract has one
  // As ParseReportPeriod, or the last day of a window. Of several windows the
  // worst is explained, of equals the last.
  std::string period;
  std::optional<FigureOrigin> origin;  // absent: the one that counts
  bool all = false;      // also time that was up, or was not agreed
  std::string provider;  // of which it has to be; empty for any
  std::string owner;     // the same
};

enum class CountsAs {
  kUp,
  kDown,
  kExcluded,
  kUnknown,
  kNotAgreed,
  kInTime,
  kTooLate,
};

// A stretch of time or a ticket under a figure, and why it counts as it does.
struct ExplainedPiece {
  absl::Time from;
  std::optional<absl::Time> to;
  absl::Duration length;  // of a ticket: its clock
  OperationalState state = OperationalState::kOperational;
  CountsAs counts_as = CountsAs::kUp;
  int64_t weight_millionths = 0;
  std::vector<std::string> components;    // in that state, by name
  std::vector<std::string> sources;       // that say so
  std::vector<std::string> incidents;     // by the partner's id
  std::vector<std::string> maintenances;  // by the partner's id
  LevelNote why;
  std::string approver;
  // Of a ticket.
  std::string ticket;
  std::string priority;
  std::optional<absl::Time> due;
  absl::Duration stopped;
  bool lowered = false;
};

// Somebody whose word the figure rests on.
struct Witness {
  std::string source;
  std::string adapter;
  FigureOrigin origin = FigureOrigin::kReported;
  // What of the window it tells about; absent when nothing.
  std::optional<TimeRange> tells;
  std::vector<std::string> components;
  std::string value;  // what it said in one number
};

// A stretch that two origins count differently.
struct FigureDifference {
  FigureOrigin origin = FigureOrigin::kReported;
  TimeRange range;
  CountsAs counts_as = CountsAs::kUp;
  CountsAs other_counts_as = CountsAs::kUp;
};

// The leading figure changed when something became known.
struct Restatement {
  absl::Time known;
  std::string source;
  LevelNote why;
  // As Figure has it, with the bounds of what is not known.
  std::optional<std::string> attained_before;
  std::optional<std::string> at_least_before;
  std::optional<std::string> at_most_before;
  std::optional<std::string> attained_after;
  std::optional<std::string> at_least_after;
  std::optional<std::string> at_most_after;
  Verdict verdict_before = Verdict::kUnknown;
  Verdict verdict_after = Verdict::kUnknown;
};

struct ServiceLevelExplanation {
  std::shared_ptr<const ContractRegister>
      contracts;  // what the row points into
  // With the figure asked about in the lead.
  ServiceLevelRow row;
  // All windows of the period, that one among them, where there are several.
  std::vector<ServiceLevelRow> windows;
  std::vector<ExplainedPiece> pieces;  // in order of time
  std::vector<LevelNote> arithmetic;
  std::vector<Witness> witnesses;
  std::vector<FigureDifference> differences;
  std::vector<Restatement> restatements;
  std::vector<Gap> gaps;
};

// Why a figure is what it is, and who says so. INVALID_ARGUMENT for a period
// that cannot be read or a missing name, NOT_FOUND for a contract, objective,
// window or origin that is not there.
absl::StatusOr<ServiceLevelExplanation> ExplainServiceLevel(
    const AnswerContext& context, const Principal& who,
    const ServiceLevelQuestion& question, AsOf as_of);

// ---- its parts

// The pieces of the figure of `row` that `origin` gave.
absl::StatusOr<std::vector<ExplainedPiece>> ExplainPieces(
    LevelBook& book, const ServiceLevelRow& row, const Figure& figure,
    bool all);

// The arithmetic of a figure, line by line.
std::vector<LevelNote> ExplainArithmetic(const ServiceLevelRow& row,
                                         const Figure& figure);

// How the leading figure of a window changed by what became known after `from`
// and by `to`, the oldest first.
absl::StatusOr<std::vector<Restatement>> FindRestatements(
    const AnswerContext& context, const Principal& who,
    const ObjectiveWindow& window, absl::Time from, absl::Time to);

}  // namespace regisseur
