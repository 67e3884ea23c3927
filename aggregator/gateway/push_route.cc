#include "aggregator/gateway/push_route.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "aggregator/gateway/connect_error.h"
#include "aggregator/gateway/http_route.h"
#include "aggregator/gateway/one_message.h"
#include "core/base/utf8.h"
#include "regisseur/partner/v1/partner.pb.h"

namespace regisseur {
namespace {

constexpr absl::string_view kPrefix = "/push/";
constexpr size_t kLongestSource = 200;

// What a form of any page may send (the CORS-safelisted types of the Fetch
// standard).
constexpr absl::string_view kFormTypes[] = {
    "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"};

class PushedFile final : public MethodExchange {
 public:
  // `slot` is held as long as the file is.
  PushedFile(const HttpSite& site, const MethodRegistry::Method& method,
             const CallerEvidence& caller, PushRoute route,
             absl::string_view request_id, std::shared_ptr<void> slot)
      : MethodExchange(site, method, caller),
        route_(std::move(route)),
        request_id_(request_id),
        slot_(std::move(slot)) {
    most_bytes = site.options.push_bytes;
    body_time = site.options.push_time;
    too_long =
        "send it compressed with gzip, or in parts, each with the header line";
  }

  HttpAnswer Answer(std::string body, const PendingCall& call) override {
    partner::v1::PushFileRequest request;
    request.set_source(RepairUtf8(route_.source));
    request.set_data(std::move(body));
    request.set_dry_run(route_.dry_run);
    request.set_request_id(RepairUtf8(request_id_));
    OneMessage writer;
    const absl::Status status = Call(request, call, writer);
    if (!status.ok()) return ErrorAnswer(status);
    return JsonAnswer(200, std::move(writer.json));
  }

 private:
  const PushRoute route_;
  const std::string request_id_;  // of a request that is sent again
  const std::shared_ptr<void> slot_;
};

}  // namespace

absl::StatusOr<std::optional<PushRoute>> ParsePushRoute(
    absl::string_view target) {
  if (!absl::ConsumePrefix(&target, kPrefix)) {
    return std::optional<PushRoute>();
  }
  const size_t mark = target.find('?');
  PushRoute route;
  route.source = std::string(target.substr(0, mark).substr(0, kLongestSource));
  if (route.source.empty()) {
    return absl::InvalidArgumentError("push to /push/SOURCE");
  }
  if (mark == absl::string_view::npos) return std::optional(route);
  for (const absl::string_view part :
       absl::StrSplit(target.substr(mark + 1), '&', absl::SkipEmpty())) {
    if (part == "dry_run=1" || part == "dry_run=true") {
      route.dry_run = true;
    } else if (part != "dry_run=0" && part != "dry_run=false") {
      return absl::InvalidArgumentError(
          "behind the ? only dry_run=1 or dry_run=0 is known");
    }
  }
  return std::optional(route);
}

absl::Status CheckNotFromForm(bool has_authorization,
                              absl::string_view content_type) {
  if (has_authorization) return absl::OkStatus();
  const std::string type = absl::AsciiStrToLower(absl::StripAsciiWhitespace(
      content_type.substr(0, content_type.find(';'))));
  bool of_form = type.empty();
  for (const absl::string_view form : kFormTypes) {
    of_form = of_form || type == form;
  }
  if (!of_form) return absl::OkStatus();
  return absl::UnauthenticatedError(
      "send `authorization: Bearer TOKEN`, or with a certificate a "
      "Content-Type such as application/octet-stream");
}

std::shared_ptr<void> PushSlots::Take(const std::string& identity) {
  absl::MutexLock lock(&mutex_);
  int& of_one = by_identity_[identity];
  if (taken_ >= all_ || of_one >= of_one_) {
    if (of_one == 0) by_identity_.erase(identity);
    return nullptr;
  }
  ++taken_;
  ++of_one;
  return std::shared_ptr<void>(this, [identity](void* slots) {
    auto* const self = static_cast<PushSlots*>(slots);
    absl::MutexLock lock(&self->mutex_);
    --self->taken_;
    const auto one = self->by_identity_.find(identity);
    if (--one->second == 0) self->by_identity_.erase(one);
  });
}

// Lets a file in only from somebody who is known: nobody else makes us hold one
// in memory.
HttpRouted RoutePush(HttpSite& site, const HttpHead& head,
                     const CallerEvidence& caller) {
  absl::StatusOr<std::optional<PushRoute>> route = ParsePushRoute(head.target);
  if (!route.ok()) return Refusal(400, route.status());
  if (!route->has_value()) return {};
  const MethodRegistry::Method* const method = site.methods.Find(kPushMethod);
  if (method == nullptr || head.method != "POST") return WrongMethod("POST");
  const absl::Status may = CheckNotFromForm(
      !head.Field("Authorization").empty(), head.Field("Content-Type"));
  if (!may.ok()) return Refusal(ConnectHttpStatus(may.code()), may);
  const absl::StatusOr<Principal> who = site.callers.Identify(caller);
  if (!who.ok()) {
    return Refusal(ConnectHttpStatus(who.status().code()), who.status());
  }
  std::shared_ptr<void> slot = site.push_slots.Take(who->identity);
  if (slot == nullptr) {
    return Refusal(429, absl::ResourceExhaustedError(
                            "too many files are being pushed; try again "
                            "later"));
  }
  return std::make_shared<PushedFile>(site, *method, caller, **std::move(route),
                                      head.Field("Idempotency-Key"),
                                      std::move(slot));
}

}  // namespace regisseur
