#include "aggregator/gateway/push_route.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace regisseur {
namespace {

constexpr absl::string_view kPrefix = "/push/";
constexpr size_t kLongestSource = 200;

// What a form of any page may send (the CORS-safelisted types of the Fetch
// standard).
constexpr absl::string_view kFormTypes[] = {
    "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"};

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

}  // namespace regisseur
