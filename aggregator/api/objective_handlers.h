#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/settling.h"
#include "regisseur/objective/v1/objective.pb.h"

namespace regisseur {

// ObjectiveService: what both sides settle about a promise. Thread-safe; what
// it is given must outlive it.
class ObjectiveHandlers {
 public:
  // Without `settling` what changes something is UNIMPLEMENTED.
  ObjectiveHandlers(const Answers& answers, Settling* settling)
      : answers_(answers), settling_(settling) {}

  void Register(MethodRegistry& methods);

 private:
  void RegisterProposing(MethodRegistry& methods);
  void RegisterDeciding(MethodRegistry& methods);
  void RegisterFigures(MethodRegistry& methods);
  absl::StatusOr<ProposalChanges*> Changes() const;
  // What was changed, as it is now.
  absl::StatusOr<Matter> Changed(const CallContext& call,
                                 const absl::StatusOr<std::string>& id) const;
  // An approval or a refusal.
  template <typename Request>
  absl::StatusOr<Matter> Decide(const CallContext& call, const char* method,
                                const Request& request,
                                ProposalChanges::Decision decision);

  const Answers& answers_;
  Settling* const settling_;
};

}  // namespace regisseur
