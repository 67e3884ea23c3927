#include "core/contract/objective.h"

namespace regisseur {
namespace {

const char* ClockWord(TicketTerms::Clock clock) {
  switch (clock) {
    case TicketTerms::Clock::kReaction:
      return "reaction_time";
    case TicketTerms::Clock::kRestore:
      return "restore_time";
    case TicketTerms::Clock::kResolution:
      return "resolution_time";
    case TicketTerms::Clock::kAnswer:
      return "answer_time";
    case TicketTerms::Clock::kDelivery:
      return "delivery_time";
    case TicketTerms::Clock::kChangeLead:
      return "change_lead_time";
  }
  return "resolution_time";
}

struct KindWord {
  const char* operator()(const AvailabilityTerms&) const {
    return "availability";
  }
  const char* operator()(const TicketTerms& terms) const {
    return ClockWord(terms.clock);
  }
  const char* operator()(const IndicatorTerms&) const { return "indicator"; }
  const char* operator()(const CompositeTerms&) const { return "composite"; }
  const char* operator()(const RecoveryTerms& terms) const {
    return terms.kind == RecoveryTerms::Kind::kTime ? "recovery_time"
                                                    : "recovery_point";
  }
  const char* operator()(const ScoreTerms&) const { return "score"; }
  const char* operator()(const OutcomeTerms&) const { return "outcome"; }
};

}  // namespace

const char* ObjectiveKindWord(const ObjectiveTerms& terms) {
  return std::visit(KindWord(), terms);
}

}  // namespace regisseur
