#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/settling.h"
#include "regisseur/outage/v1/outage.pb.h"

namespace regisseur {

// OutageService: the hour of an outage. Thread-safe; what it is given must
// outlive it.
class OutageHandlers {
 public:
  // Without `settling` what changes something is UNIMPLEMENTED.
  OutageHandlers(const Answers& answers, Settling* settling)
      : answers_(answers), settling_(settling) {}

  void Register(MethodRegistry& methods);

 private:
  void RegisterActs(MethodRegistry& methods);

  absl::StatusOr<outage::v1::GetNowResponse> GetNow(
      const CallContext& call, const outage::v1::GetNowRequest& request) const;
  absl::StatusOr<outage::v1::ListOutagesResponse> List(
      const CallContext& call,
      const outage::v1::ListOutagesRequest& request) const;
  absl::StatusOr<std::string> Declare(
      const CallContext& call, const outage::v1::DeclareOutageRequest& request);
  absl::StatusOr<std::string> MarkAware(
      const CallContext& call, const outage::v1::MarkAwareRequest& request);
  absl::StatusOr<std::string> Classify(
      const CallContext& call,
      const outage::v1::ClassifyOutageRequest& request);
  absl::StatusOr<std::string> File(
      const CallContext& call,
      const outage::v1::FileOutageReportRequest& request);

  // Adds an act that answers with the outage as it is then.
  template <typename Request, typename Response>
  void AddAct(MethodRegistry& methods, absl::string_view method,
              std::function<absl::StatusOr<std::string>(const CallContext&,
                                                        const Request&)>
                  act);
  // INVALID_ARGUMENT naming `field`; now for an empty text.
  absl::StatusOr<absl::Time> MomentOf(absl::string_view field,
                                      const std::string& text) const;
  // Which outage a request means; NOT_FOUND for an unknown provider or service.
  template <typename Request>
  absl::StatusOr<OutageChanges::Which> WhichOf(const CallContext& call,
                                               const Request& request) const;
  template <typename Request>
  absl::StatusOr<OutageChanges::When> WhenOf(const Request& request) const;
  absl::Status CheckService(const CallContext& call, std::string& provider,
                            const std::string& service) const;

  const Answers& answers_;
  Settling* const settling_;
};

}  // namespace regisseur
