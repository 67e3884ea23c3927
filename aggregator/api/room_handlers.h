#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/settling.h"

namespace regisseur {
namespace room::v1 {
class Hours;
}  // namespace room::v1

// ExtraService, HourService and MandateService: the room that contracts leave.
// Thread-safe; what it is given must outlive it.
class RoomHandlers {
 public:
  // Without `settling` what changes something is UNIMPLEMENTED.
  RoomHandlers(const Answers& answers, Settling* settling)
      : answers_(answers), settling_(settling) {}

  void Register(MethodRegistry& methods);

 private:
  void RegisterExtras(MethodRegistry& methods);
  void RegisterExtraMoves(MethodRegistry& methods);
  void RegisterHours(MethodRegistry& methods);
  void RegisterHourMoves(MethodRegistry& methods);
  void RegisterMandates(MethodRegistry& methods);

  absl::StatusOr<Settling*> Changes() const;
  absl::CivilDay Today() const;
  // What the spend leaves of a contract's ceiling.
  ExtraChanges::ReadRoom Room() const;
  // The order as it is now, in a response of a move.
  template <typename Response>
  absl::StatusOr<Response> ToldExtra(
      const CallContext& call, const absl::StatusOr<std::string>& id) const;
  template <typename Response>
  absl::StatusOr<Response> ToldHours(
      const CallContext& call, const absl::StatusOr<std::string>& id) const;
  // A notice for each that was entered before and reads the same.
  absl::StatusOr<std::vector<Gap>> HoursLike(
      const CallContext& call, const room::v1::Hours& booked) const;
  // INVALID_ARGUMENT without an id; NOT_FOUND unless the matter is of the
  // owner and the provider that the request names.
  template <typename Request, typename Kind>
  absl::Status CheckTheirs(const CallContext& call, const Request& request,
                           const Kind& changes) const;

  const Answers& answers_;
  Settling* const settling_;
};

}  // namespace regisseur
