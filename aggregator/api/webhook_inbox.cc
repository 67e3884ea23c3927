#include "aggregator/api/webhook_inbox.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "aggregator/api/json_answer.h"
#include "core/base/status_macros.h"
#include "regisseur/partner/v1/partner.pb.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;

class OneAnswer final : public ResponseWriter {
 public:
  absl::Status Write(const google::protobuf::Message& message) override {
    answer.CopyFrom(message);
    return absl::OkStatus();
  }
  pb::ListInboxResponse answer;
};

// A partner's sees what the partner sees, ours what an auditor does.
Principal ReaderOf(const WebhookPlan& plan) {
  Principal who = Principal::System("webhooks");
  who.role = plan.provider.empty() ? Principal::Role::kAuditor
                                   : Principal::Role::kProvider;
  who.scope = plan.provider;
  return who;
}

}  // namespace

absl::StatusOr<WebhookInbox::Page> CalledInbox::Read(
    const WebhookPlan& plan, const std::string& provider, int64_t after) {
  const MethodRegistry& methods = methods_();
  const MethodRegistry::Method* const method =
      methods.Find("regisseur.partner.v1.PartnerService.ListInbox");
  if (method == nullptr) {
    return absl::UnimplementedError("this server has no inboxes");
  }
  pb::ListInboxRequest request;
  request.set_provider(provider);
  request.set_after(after);
  const absl::Notification never;
  OneAnswer writer;
  RETURN_IF_ERROR(methods.Call(
      *method, {.who = ReaderOf(plan), .cancelled = never}, request, writer));
  Page page;
  page.after = writer.answer.after();
  for (const pb::InboxEntry& entry : writer.answer.entries()) {
    WebhookEvent event;
    event.provider = provider;
    event.number = entry.number();
    if (!page.events.empty() && page.events.back().number == event.number) {
      event.position = page.events.back().position + 1;
    }
    ASSIGN_OR_RETURN(event.time, FromWire(entry.time()));
    event.event = absl::StrCat(entry.kind(), ".", entry.move());
    event.subject = absl::StrCat(entry.kind(), "/", entry.id());
    ASSIGN_OR_RETURN(event.data, RenderJson(entry));
    page.events.push_back(std::move(event));
  }
  return page;
}

}  // namespace regisseur
