#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/answers/shared_matters.h"
#include "core/partnership/experience.h"

namespace regisseur {

struct PulsesQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string service;   // empty for all
  std::string id;        // only this one; empty for all
  bool open = false;     // only those that answer today
};

struct PulseRow {
  Pulse pulse;
  int answers = 0;
};

// The newest first. NOT_FOUND for an unknown provider or id.
absl::StatusOr<std::vector<PulseRow>> AnswerPulses(
    const AnswerContext& context, const Principal& who,
    const PulsesQuestion& question);

struct ExperienceQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string service;   // empty for all
  std::string period;    // ReadSharedPeriod; empty: the last three months
  std::string pulse;     // only its answers; empty: all
};

struct ExperienceMonth {
  absl::CivilMonth month;
  ScoreTally tally;
};

// How people experience a service, or a provider with all its services.
struct ExperienceRow {
  std::string provider;
  std::string service;  // empty: the provider
  ScoreTally tally;
  Decimal target;
  LevelTally levels;  // of the same months
  std::vector<ExperienceMonth> months;
  std::vector<PulseAnswer> words;  // the newest first, where there are enough

  std::optional<bool> Watermelon() const {
    return IsWatermelon(tally, target, levels);
  }
};

struct ExperienceAnswer {
  std::vector<ExperienceRow> rows;  // by provider, then its services
  SharedPeriod period;
  std::vector<Gap> gaps;
};

// What was asked about in the period. NOT_FOUND for an unknown provider.
absl::StatusOr<ExperienceAnswer> AnswerExperience(
    const AnswerContext& context, const Principal& who,
    const ExperienceQuestion& question);

// The answers of these days about a service of a provider (empty: about the
// provider and all its services).
absl::StatusOr<ScoreTally> TallyPulses(const AnswerContext& context,
                                       const Principal& who,
                                       const std::string& provider,
                                       const std::string& service,
                                       absl::CivilDay first,
                                       absl::CivilDay last);

// The level figures of a provider over windows that end in these months and are
// over; of promises about `service` only, when it is given.
absl::StatusOr<LevelTally> TallyLevels(LevelBook& book,
                                       const std::vector<const Contract*>& of,
                                       const std::string& service,
                                       const ReportPeriod& period);

}  // namespace regisseur
