#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/agenda/v1/agenda.pb.h"

namespace regisseur {

// AgendaService over the answers. Thread-safe.
class AgendaHandlers {
 public:
  explicit AgendaHandlers(const Answers& answers) : answers_(answers) {}

  void Register(MethodRegistry& methods);

 private:
  absl::StatusOr<agenda::v1::ListAgendaItemsResponse> List(
      const CallContext& call,
      const agenda::v1::ListAgendaItemsRequest& request) const;

  const Answers& answers_;
};

}  // namespace regisseur
