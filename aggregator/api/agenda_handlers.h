#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/settling.h"
#include "regisseur/agenda/v1/agenda.pb.h"

namespace regisseur {

// AgendaService over the answers and what people do about them. Thread-safe.
class AgendaHandlers {
 public:
  // Both must outlive it; without `settling` nothing can be done about an item:
  // UNIMPLEMENTED.
  AgendaHandlers(const Answers& answers, Settling* settling)
      : answers_(answers), settling_(settling) {}

  void Register(MethodRegistry& methods);

 private:
  absl::StatusOr<agenda::v1::ListAgendaItemsResponse> List(
      const CallContext& call,
      const agenda::v1::ListAgendaItemsRequest& request) const;
  absl::StatusOr<agenda::v1::ListClosedAgendaItemsResponse> ListClosed(
      const CallContext& call,
      const agenda::v1::ListClosedAgendaItemsRequest& request) const;
  // The item as it is now; NOT_FOUND when there is none or it is another's.
  absl::StatusOr<AgendaItem> Find(const CallContext& call,
                                  const std::string& id,
                                  const std::string& owner) const;
  // Adds a method that does something about an item.
  template <typename Request, typename Response>
  void AddAct(MethodRegistry& methods, const char* method,
              DecisionChanges::NewDecision (*decision)(const Request&));

  const Answers& answers_;
  Settling* const settling_;
};

}  // namespace regisseur
