#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/answers/shared_matters.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/pulse_changes.h"
#include "aggregator/changes/settling.h"

namespace regisseur {

// EscalationService, ObligationService, IdeaService, PulseService,
// ReviewService, PlanService and SignOffService: what both sides, and those who
// use a service, work on together. A file each. Thread-safe; what it is given
// must outlive it.
class PartnershipHandlers {
 public:
  // Without `settling` or `pulses` what changes something is UNIMPLEMENTED.
  PartnershipHandlers(const Answers& answers, Settling* settling,
                      PulseChanges* pulses)
      : answers_(answers), settling_(settling), pulses_(pulses) {}

  void Register(MethodRegistry& methods) {
    RegisterEscalations(methods);
    RegisterObligations(methods);
    RegisterIdeas(methods);
    RegisterFunds(methods);
    RegisterPulses(methods);
    RegisterReviews(methods);
    RegisterPlans(methods);
    RegisterSignOffs(methods);
  }

 private:
  void RegisterEscalations(MethodRegistry& methods);
  void RegisterObligations(MethodRegistry& methods);
  void RegisterIdeas(MethodRegistry& methods);
  void RegisterFunds(MethodRegistry& methods);
  void RegisterPulses(MethodRegistry& methods);
  void RegisterReviews(MethodRegistry& methods);
  void RegisterPlans(MethodRegistry& methods);
  void RegisterSignOffs(MethodRegistry& methods);

  absl::StatusOr<Settling*> Changes() const {
    if (settling_ != nullptr) return settling_;
    return absl::UnimplementedError(
        "on this server nothing can be worked on together");
  }
  absl::StatusOr<PulseChanges*> Pulses() const {
    if (pulses_ != nullptr) return pulses_;
    return absl::UnimplementedError("on this server nobody can be asked");
  }
  const AnswerContext& context() const { return answers_.context(); }

  // The place that a request names.
  template <typename Request>
  absl::StatusOr<PartnershipPlace> PlaceOf(const CallContext& call,
                                           const Request& request) const {
    std::string service;
    if constexpr (requires { request.service(); }) service = request.service();
    return FindPartnershipPlace(context(), call.who, request.provider(),
                                service, request.owner());
  }

  // The place of a matter of `changes` that a request is about.
  // INVALID_ARGUMENT without an id; NOT_FOUND unless it is of the provider and
  // the owner that the request names.
  template <typename Kind, typename Request>
  absl::StatusOr<PartnershipPlace> PlaceOfMatter(const CallContext& call,
                                                 const Kind& changes,
                                                 const Request& request) const {
    if (request.id().empty()) {
      return absl::InvalidArgumentError("id: is missing; name which one");
    }
    ASSIGN_OR_RETURN(const Matter matter, changes.Get(call.who, request.id()));
    absl::StatusOr<PartnershipPlace> place =
        FindPartnershipPlace(context(), call.who, matter.subject.provider,
                             /*service=*/"", request.owner());
    if (place.ok() && !request.provider().empty() &&
        place->provider != request.provider() &&
        matter.subject.provider != request.provider()) {
      place = absl::NotFoundError("");
    }
    if (absl::IsNotFound(place.status())) {
      return absl::NotFoundError(absl::StrCat(
          "id: there is nothing that is called \"", request.id(), "\""));
    }
    if (place.ok()) place->service = matter.steps.front().Value("service");
    return place;
  }

  // Adds a method by which somebody acts on a matter of `kind`: `act` does it
  // at the matter's place, `told` makes the response: the matter as it is then.
  template <typename Request, typename Response, typename Kind, typename Act,
            typename Told>
  void AddAct(MethodRegistry& methods, const char* service, const char* name,
              Kind Settling::*kind, Act act, Told told) {
    methods.AddUnary<Request, Response>(
        absl::StrCat(service, name),
        [this, service, name, kind, act, told](
            const CallContext& call,
            const Request& request) -> absl::StatusOr<Response> {
          ASSIGN_OR_RETURN(Settling* const changes, Changes());
          Kind& matters = changes->*kind;
          ASSIGN_OR_RETURN(const PartnershipPlace place,
                           PlaceOfMatter(call, matters, request));
          return told(
              context(), call,
              act(matters, call.who, request, place,
                  MatterRequestOf(service, name, request, answers_.Now())));
        });
  }

  const Answers& answers_;
  Settling* const settling_;
  PulseChanges* const pulses_;
};

}  // namespace regisseur
