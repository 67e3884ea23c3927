#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/source_freshness.h"
#include "aggregator/answers/source_timelines.h"
#include "aggregator/answers/tickets.h"
#include "core/contract/contract.h"
#include "core/status/operational_state.h"

namespace regisseur {

// By whose word a service is out.
enum class SayingKind { kPartner, kMeasured, kTicket, kPerson };

// One word about how a service works.
struct Saying {
  SayingKind kind = SayingKind::kPartner;
  OperationalState state = OperationalState::kUnknown;
  std::optional<absl::Time> since;
  std::string source;   // empty for a person
  std::string subject;  // components, the incident or the ticket
  std::string person;
  std::string text;
  // The last word of a feed that fell silent.
  bool silent = false;
  std::optional<absl::Time> last_good;
};

// A part of a service that does not work.
struct HitComponent {
  Component component;
  std::string source;
  OperationalState state = OperationalState::kUnknown;
  std::optional<absl::Time> since;
};

// True for a major or partial outage and for degraded performance.
bool IsOut(OperationalState state);

// What the sources of states tell of one provider at a moment.
class StatusWitness {
 public:
  static absl::StatusOr<StatusWitness> Read(const AnswerContext& context,
                                            const Principal& who,
                                            const KnownPortfolio& known,
                                            const std::string& provider,
                                            const SourceRecords& records,
                                            AsOf as_of);

  // Of a service; of all components for null. One a source that shows any of
  // its components, in the order of the configuration; `hit` gets those that do
  // not work. It is out since its state changed, or since an open incident
  // about it began, if that was earlier.
  std::vector<Saying> Hear(const ServiceConfig* service,
                           std::vector<HitComponent>& hit) const;
  // Incidents that go on, with their sources, by the first word about them;
  // those that name one of the service's components or none at all.
  struct Told {
    std::string source;
    const Incident* incident = nullptr;
  };
  std::vector<Told> OpenIncidents(const ServiceConfig* service) const;

 private:
  struct Source {
    std::string id;
    Origin origin = Origin::kReported;
    SourceTimelines timelines;
    std::optional<absl::Time> last_good;
    bool former = false;
  };
  std::vector<const ComponentTimeline*> ComponentsOf(
      const Source& source, const ServiceConfig* service) const;

  absl::Time moment_;
  std::vector<Source> sources_;
};

// True for an open ticket that says that a service is out: about an incident,
// with the first priority of a matrix of the provider's contracts about one of
// its services; where none has a matrix, with `1` or `P1`.
bool SaysOut(const TicketRowAnswer& ticket,
             const std::vector<const Contract*>& contracts);

}  // namespace regisseur
