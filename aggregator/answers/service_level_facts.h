#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/source_timelines.h"
#include "core/contract/objective.h"
#include "core/portfolio/portfolio.h"
#include "core/service_level/availability_fold.h"
#include "core/service_level/level_calculator.h"

namespace regisseur {

// A maintenance as its source told it, with what was announced when.
struct ToldMaintenance {
  MaintenanceHistory history;
  std::vector<AnnouncedMaintenance> announced;

  const Maintenance& latest() const {
    return history.versions.back().maintenance;
  }
  // It names the component, or names none at all.
  bool Concerns(const std::string& component_id) const;
};

// The facts about states that one source gives.
struct StatusFacts {
  std::shared_ptr<const KnownSource> source;
  FigureOrigin origin = FigureOrigin::kReported;
  SourceTimelines timelines;
  std::vector<ToldMaintenance> maintenances;
};

// Which facts are wanted.
struct FactKinds {
  bool status = false;
  bool measurements = false;
  bool tickets = false;
};

// Everything that is known about a provider over a range, as its promises look
// at it. Immutable once read; keeps the portfolio that it was read with.
struct ProviderFacts {
  std::string provider;
  // Null for a provider that no configuration explains.
  std::shared_ptr<const ProviderConfig> config;
  TimeRange range;
  FactKinds kinds;
  std::vector<StatusFacts> status;
  // As told, in order of period; of every origin.
  struct Told {
    FigureOrigin origin = FigureOrigin::kReported;
    MeasurementRecord record;
  };
  std::vector<Told> measurements;
  struct DeskTicket {
    FigureOrigin origin = FigureOrigin::kReported;
    TicketRecord record;
  };
  std::vector<DeskTicket> tickets;
  // Sources that tell tickets about this provider, and from when until when
  // silence of theirs means that there was none: where their deliveries begin,
  // and how far their data reaches.
  struct Desk {
    FigureOrigin origin = FigureOrigin::kReported;
    std::string source;
    std::optional<absl::Time> from;
    std::optional<absl::Time> until;
    // With what they may lag behind: a running window is not unknown for that.
    std::optional<absl::Time> expected_until;
  };
  std::vector<Desk> desks;
};

// Numbers and tickets of all providers, by the id under which they were told.
// The store reads everything to find what is about one: a question about many
// reads it once.
struct ToldFacts {
  TimeRange range;
  FactKinds kinds;
  std::map<std::string, std::vector<MeasurementRecord>> measurements;
  std::map<std::string, std::vector<TicketRecord>> tickets;
};

// From when on sources tell their tickets, by source. The store looks at all
// tickets to find out: a question does it once. Not thread-safe.
class TicketBegins {
 public:
  // Where the first delivery of the source begins; of deliveries that name no
  // period the month in which the first of its tickets was done with: one that
  // is open shows nothing. What stands alone, with over three months of silence
  // behind it, is an old ticket that was left over and no begin. Absent when
  // nothing tells.
  absl::StatusOr<std::optional<absl::Time>> Of(const AnswerContext& context,
                                               const Principal& who,
                                               const std::string& source,
                                               absl::TimeZone zone, AsOf as_of);

 private:
  std::optional<std::map<std::string, std::vector<absl::Time>>> end_days_;
};

absl::StatusOr<ToldFacts> ReadToldFacts(const AnswerContext& context,
                                        const Principal& who, TimeRange range,
                                        FactKinds kinds, AsOf as_of);

// Reads what is known as of then. `range` must be bounded. Numbers and tickets
// come from `told` when it is given; it must be of the kinds and cover the
// range.
absl::StatusOr<ProviderFacts> ReadProviderFacts(
    const AnswerContext& context, const Principal& who,
    const std::shared_ptr<const KnownPortfolio>& known,
    const std::string& provider, TimeRange range, FactKinds kinds, AsOf as_of,
    TicketBegins& begins, const ToldFacts* told = nullptr);

// The configuration of a provider, of one that left too; null for another.
std::shared_ptr<const ProviderConfig> FindConfig(const KnownPortfolio& known,
                                                 const std::string& provider);

// What one origin tells about the components that services are. Keeps the facts
// that it points into.
struct ServiceFacts {
  std::shared_ptr<const ProviderFacts> all;
  FigureOrigin origin = FigureOrigin::kReported;
  struct Part {
    const StatusFacts* facts = nullptr;
    const ComponentTimeline* component = nullptr;
    // That concerns it: told by its own source and naming it or none, or told
    // by another source about the same services.
    std::vector<AnnouncedMaintenance> maintenance;
    std::vector<const ToldMaintenance*> told;
  };
  std::vector<Part> parts;
  // Services of which it tells no component, and selectors that pick none.
  std::vector<std::string> without;
  struct Unmatched {
    std::string service;
    std::string selector;
  };
  std::vector<Unmatched> unmatched;

  bool TellsAll() const { return without.empty(); }
  std::vector<std::string> Sources() const;
  // For the calculator: refers to this and to `exclusions`. A service that
  // nothing is told about is an unknown component.
  ServiceEvidence Evidence(absl::Span<const TimeRange> exclusions) const;
};

// Picks the components of `services` out of what `origin` tells.
ServiceFacts SelectServiceFacts(std::shared_ptr<const ProviderFacts> facts,
                                const std::vector<std::string>& services,
                                FigureOrigin origin);

// The origins that tell states of a component of the services, the better one
// first: measured, reported.
std::vector<FigureOrigin> OriginsOf(const ProviderFacts& facts,
                                    const std::vector<std::string>& services);

}  // namespace regisseur
