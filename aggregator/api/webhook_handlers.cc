#include "aggregator/api/webhook_handlers.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/api/act_content.h"
#include "aggregator/api/page.h"
#include "aggregator/api/set_time.h"
#include "core/base/display_url.h"
#include "core/base/status_macros.h"
#include "regisseur/partner/v1/webhook.pb.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;

constexpr char kService[] = "regisseur.partner.v1.WebhookService.";

// Whose webhook is meant; a partner's own is filled in before it comes here.
std::optional<std::string> Of(const std::string& provider) {
  if (provider.empty()) return std::nullopt;
  return provider;
}

pb::WebhookState StateOf(const WebhookRecord& record) {
  if (record.stopped.has_value()) return pb::WEBHOOK_STATE_STOPPED;
  return record.failures > 0 ? pb::WEBHOOK_STATE_FAILING
                             : pb::WEBHOOK_STATE_WORKING;
}

void StatusToWire(const WebhookStatus& status, pb::Webhook& wire) {
  const WebhookRecord& record = status.record;
  wire.set_id(status.plan.id);
  wire.set_provider(status.plan.provider);
  wire.set_url(DisplayUrl(status.plan.url));
  for (const std::string& event : status.plan.events) wire.add_events(event);
  wire.set_state(StateOf(record));
  SetTime(record.last_taken, &wire, &pb::Webhook::mutable_last_taken_time);
  SetTime(record.last_try, &wire, &pb::Webhook::mutable_last_try_time);
  SetTime(status.next_try, &wire, &pb::Webhook::mutable_next_try_time);
  wire.set_failures(record.failures);
  wire.set_problem(record.problem);
  wire.set_waiting(status.waiting);
  SetTime(status.waiting_since, &wire,
          &pb::Webhook::mutable_waiting_since_time);
  wire.set_given_up(status.given_up);
}

void DeliveryToWire(const WebhookDelivery& delivery,
                    pb::WebhookDelivery& wire) {
  wire.set_webhook(delivery.webhook);
  wire.set_provider(delivery.provider);
  wire.set_id(delivery.id());
  wire.set_number(delivery.number);
  wire.set_event(delivery.event);
  SetTime(delivery.event_time, &wire, &pb::WebhookDelivery::mutable_event_time);
  wire.set_state(static_cast<pb::WebhookDeliveryState>(delivery.state));
  wire.set_attempts(delivery.attempts);
  SetTime(delivery.last_try, &wire,
          &pb::WebhookDelivery::mutable_last_try_time);
  SetTime(delivery.next_try, &wire,
          &pb::WebhookDelivery::mutable_next_try_time);
  wire.set_code(delivery.code);
  wire.set_problem(delivery.problem);
}

}  // namespace

absl::StatusOr<WebhookDesk*> WebhookHandlers::Desk() const {
  if (desk_ != nullptr) return desk_;
  return absl::UnimplementedError("this server has no webhooks");
}

absl::StatusOr<pb::ListWebhooksResponse> WebhookHandlers::List(
    const CallContext& call, const pb::ListWebhooksRequest& request) const {
  ASSIGN_OR_RETURN(const WebhookDesk* const desk, Desk());
  if (!request.provider().empty()) {
    RETURN_IF_ERROR(answers_.CheckProvider(call.who, request.provider()));
  }
  if (!request.id().empty()) {
    RETURN_IF_ERROR(desk->Find(request.id(), Of(request.provider())).status());
  }
  ASSIGN_OR_RETURN(const std::vector<WebhookStatus> all, desk->List(call.who));
  pb::ListWebhooksResponse response;
  for (const WebhookStatus& status : all) {
    if ((request.provider().empty() ||
         request.provider() == status.plan.provider) &&
        (request.id().empty() || request.id() == status.plan.id)) {
      StatusToWire(status, *response.add_webhooks());
    }
  }
  return response;
}

absl::StatusOr<pb::ListWebhookDeliveriesResponse>
WebhookHandlers::ListDeliveries(
    const CallContext& call,
    const pb::ListWebhookDeliveriesRequest& request) const {
  ASSIGN_OR_RETURN(const WebhookDesk* const desk, Desk());
  ASSIGN_OR_RETURN(const WebhookPlan plan,
                   desk->Find(request.webhook(), Of(request.provider())));
  pb::ListWebhookDeliveriesRequest question = request;
  question.clear_page_size();
  question.clear_page_token();
  // How deliveries stand is a matter of now: there is no as_known_on.
  ASSIGN_OR_RETURN(const Page page,
                   ParsePage(request.page_size(), request.page_token(), AsOf{},
                             FingerprintQuestion(question), answers_.Now()));
  std::optional<WebhookDeliveryState> state;
  if (request.state() != pb::WEBHOOK_DELIVERY_STATE_UNSPECIFIED) {
    if (!pb::WebhookDeliveryState_IsValid(request.state())) {
      return absl::InvalidArgumentError("state: there is no such state");
    }
    state = static_cast<WebhookDeliveryState>(request.state());
  }
  ASSIGN_OR_RETURN(const std::vector<WebhookDelivery> deliveries,
                   desk->ListDeliveries(call.who, plan, state));
  pb::ListWebhookDeliveriesResponse response;
  RETURN_IF_ERROR(
      FillPage(page, deliveries, response,
               [&](const WebhookDelivery& row) -> absl::StatusOr<size_t> {
                 pb::WebhookDelivery& wire = *response.add_deliveries();
                 DeliveryToWire(row, wire);
                 return wire.ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::TestWebhookResponse> WebhookHandlers::Test(
    const CallContext& call, const pb::TestWebhookRequest& request) {
  ASSIGN_OR_RETURN(WebhookDesk* const desk, Desk());
  RETURN_IF_ERROR(RequireRequestId(request.request_id()));
  ASSIGN_OR_RETURN(const WebhookPlan plan,
                   desk->Find(request.webhook(), Of(request.provider())));
  Act act;
  act.method = absl::StrCat(kService, "TestWebhook");
  act.provider = plan.provider;
  act.subject = absl::StrCat("webhook ", plan.id);
  act.request_id = request.request_id();
  act.content = ActContent(request);
  ASSIGN_OR_RETURN(
      const Acts::Done done,
      acts_.Do(call.who, std::move(act),
               [](Transaction&, Act&) -> absl::StatusOr<std::string> {
                 return std::string();
               }));
  pb::TestWebhookResponse response;
  if (!done.answer.empty() && response.ParseFromString(done.answer)) {
    return response;
  }
  ASSIGN_OR_RETURN(const WebhookDesk::Tested tested,
                   desk->Test(plan, call.cancelled));
  response.set_provider(plan.provider);
  response.set_id(tested.id);
  response.set_taken(JudgeWebhookAnswer(tested.answer) ==
                     WebhookVerdict::kTaken);
  response.set_code(tested.answer.code);
  response.set_problem(tested.answer.problem);
  const int64_t took_us = absl::ToInt64Microseconds(tested.answer.took);
  response.mutable_took()->set_seconds(took_us / 1000000);
  response.mutable_took()->set_nanos(
      static_cast<int32_t>(took_us % 1000000 * 1000));
  if (evidence_ != nullptr) {
    RETURN_IF_ERROR(evidence_->KeepAnswer(call.who, request.request_id(),
                                          response.SerializeAsString()));
  }
  return response;
}

void WebhookHandlers::Register(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListWebhooksRequest, pb::ListWebhooksResponse>(
      service + "ListWebhooks", [this](const auto& call, const auto& request) {
        return List(call, request);
      });
  methods.AddUnary<pb::ListWebhookDeliveriesRequest,
                   pb::ListWebhookDeliveriesResponse>(
      service + "ListWebhookDeliveries",
      [this](const auto& call, const auto& request) {
        return ListDeliveries(call, request);
      });
  methods.AddUnary<pb::ReplayWebhookDeliveryRequest,
                   pb::ReplayWebhookDeliveryResponse>(
      service + "ReplayWebhookDelivery",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ReplayWebhookDeliveryResponse> {
        ASSIGN_OR_RETURN(WebhookDesk* const desk, Desk());
        ASSIGN_OR_RETURN(const WebhookPlan plan,
                         desk->Find(request.webhook(), Of(request.provider())));
        ASSIGN_OR_RETURN(const int64_t replayed,
                         desk->Replay(call.who,
                                      {.method = absl::StrCat(
                                           kService, "ReplayWebhookDelivery"),
                                       .id = request.request_id(),
                                       .content = ActContent(request)},
                                      plan, request.id()));
        pb::ReplayWebhookDeliveryResponse response;
        response.set_provider(plan.provider);
        response.set_replayed(replayed);
        return response;
      });
  methods.AddUnary<pb::TestWebhookRequest, pb::TestWebhookResponse>(
      service + "TestWebhook",
      [this](const auto& call, const auto& request) {
        return Test(call, request);
      },
      /*long_running=*/true);
}

}  // namespace regisseur
