#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/acts.h"
#include "aggregator/evidence/evidence_keeper.h"
#include "aggregator/webhook/webhook_desk.h"

namespace regisseur {
namespace partner::v1 {
class ListWebhookDeliveriesRequest;
class ListWebhookDeliveriesResponse;
class ListWebhooksRequest;
class ListWebhooksResponse;
class TestWebhookRequest;
class TestWebhookResponse;
}  // namespace partner::v1

// WebhookService. Thread-safe; what it is given must outlive it.
class WebhookHandlers {
 public:
  // Without `desk` all methods are UNIMPLEMENTED; `evidence` may be null.
  WebhookHandlers(const Answers& answers, WebhookDesk* desk, Acts& acts,
                  EvidenceKeeper* evidence)
      : answers_(answers), desk_(desk), acts_(acts), evidence_(evidence) {}

  void Register(MethodRegistry& methods);

 private:
  absl::StatusOr<WebhookDesk*> Desk() const;
  absl::StatusOr<partner::v1::ListWebhooksResponse> List(
      const CallContext& call,
      const partner::v1::ListWebhooksRequest& request) const;
  absl::StatusOr<partner::v1::ListWebhookDeliveriesResponse> ListDeliveries(
      const CallContext& call,
      const partner::v1::ListWebhookDeliveriesRequest& request) const;
  absl::StatusOr<partner::v1::TestWebhookResponse> Test(
      const CallContext& call, const partner::v1::TestWebhookRequest& request);

  const Answers& answers_;
  WebhookDesk* const desk_;
  Acts& acts_;
  EvidenceKeeper* const evidence_;
};

}  // namespace regisseur
