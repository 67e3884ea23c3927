#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/settling.h"
#include "core/contract/version_reader.h"
#include "regisseur/negotiation/v1/negotiation.pb.h"

namespace regisseur {

// NegotiationService: changing a contract together. Thread-safe; what it is
// given must outlive it.
class NegotiationHandlers {
 public:
  // Without readers proposals are listed without what they say; without
  // `settling` what changes something is UNIMPLEMENTED.
  NegotiationHandlers(const Answers& answers, const ContractReader* reader,
                      const VersionReader* versions, Settling* settling)
      : answers_(answers),
        reader_(reader),
        versions_(versions),
        settling_(settling) {}

  void Register(MethodRegistry& methods);

 private:
  absl::StatusOr<VersionChanges*> Changes() const;
  absl::CivilDay Today() const;
  // INVALID_ARGUMENT without an id; NOT_FOUND unless it is of the provider that
  // the request names.
  template <typename Request>
  absl::Status CheckTheirs(const CallContext& call,
                           const Request& request) const;
  // The proposal as it is now, in a response of a move.
  template <typename Response>
  absl::StatusOr<Response> Told(const CallContext& call,
                                const absl::StatusOr<std::string>& id) const;
  absl::StatusOr<std::optional<Principal::MoneyLimit>> WorthOf(
      const CallContext& call, const std::string& id) const;

  const Answers& answers_;
  const ContractReader* const reader_;
  const VersionReader* const versions_;
  Settling* const settling_;
};

}  // namespace regisseur
