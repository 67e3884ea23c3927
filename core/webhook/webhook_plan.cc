#include "core/webhook/webhook_plan.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/display_url.h"

namespace regisseur {
namespace {

constexpr size_t kMostUrlBytes = 2000;

// What stands between the scheme and the path.
absl::string_view AuthorityOf(absl::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == absl::string_view::npos) return "";
  const absl::string_view rest = url.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

}  // namespace

bool WebhookPlan::Wants(absl::string_view event) const {
  if (events.empty()) return true;
  const absl::string_view kind = event.substr(0, event.find('.'));
  return std::any_of(
      events.begin(), events.end(), [&](const std::string& wanted) {
        return wanted == event || absl::string_view(wanted) == kind;
      });
}

absl::Status CheckWebhookUrl(absl::string_view url, bool allow_private) {
  const std::string shown = DisplayUrl(url);
  const auto refuse = [&](absl::string_view why) {
    return absl::InvalidArgumentError(absl::StrCat("is '", shown, "': ", why));
  };
  const bool sane = url.size() <= kMostUrlBytes &&
                    std::all_of(url.begin(), url.end(), [](unsigned char c) {
                      return c > 0x20 && c < 0x7f;
                    });
  const bool https = absl::StartsWith(url, "https://");
  if (!sane || (!https && !absl::StartsWith(url, "http://"))) {
    return refuse("write https://host/path");
  }
  const absl::string_view authority = AuthorityOf(url);
  if (authority.empty() || authority[0] == ':' || absl::StrContains(url, '#')) {
    return refuse("write https://host/path");
  }
  if (absl::StrContains(authority, '@')) {
    return refuse(
        "it holds a user; leave that out, the signature says who sends");
  }
  if (!https && !allow_private) {
    return refuse(
        "write https://; http:// is for an address inside your own network "
        "that has allow_private: true");
  }
  return absl::OkStatus();
}

}  // namespace regisseur
