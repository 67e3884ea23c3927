#include "aggregator/config/webhook_reader.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/daemon_config.h"
#include "aggregator/config/key_table.h"
#include "core/matter/matter.h"
#include "core/webhook/standard_webhook.h"

namespace regisseur {
namespace {

constexpr char kSection[] = "webhooks[]";
constexpr int64_t kMostSecretBytes = 4096;
// A thread each.
constexpr size_t kMostWebhooks = 100;

class WebhookReader : private KeyTable {
 public:
  WebhookReader(const Portfolio& portfolio, const std::string& base, bool look)
      : KeyTable(ConfigKeys(), LaterConfigKeys()),
        portfolio_(portfolio),
        base_(base),
        look_(look) {}

  std::vector<WebhookPlan> Read(const YamlValue& values) {
    std::vector<WebhookPlan> plans;
    for (const YamlValue& value : values.Elements()) {
      if (plans.size() == kMostWebhooks) {
        value.Refuse(
            absl::StrCat("is one too many: there may be ", kMostWebhooks));
        break;
      }
      plans.push_back(ReadPlan(value));
    }
    return plans;
  }

 private:
  WebhookPlan ReadPlan(const YamlValue& value) {
    CheckKeys(value, kSection);
    WebhookPlan plan;
    plan.id = RequiredId(value, kSection);
    RefuseTaken(value, "webhook", plan.id, ids_);
    if (const YamlValue provider = value.Get("provider"); provider.present()) {
      plan.provider = provider.Text();
      if (portfolio_.FindProvider(plan.provider) == nullptr) {
        provider.Refuse(absl::StrCat("is '", plan.provider,
                                     "', which is no provider in this file"));
      }
    }
    plan.allow_private = value.Get("allow_private").Bool(false);
    const YamlValue url = Required(value, kSection, "url");
    plan.url = url.Text();
    if (url.present()) {
      const absl::Status checked =
          CheckWebhookUrl(plan.url, plan.allow_private);
      if (!checked.ok()) url.Refuse(checked.message());
    }
    plan.secret_file = ReadSecret(Required(value, kSection, "secret_file"));
    plan.previous_secret_file = ReadSecret(value.Get("previous_secret_file"));
    plan.ca_file = ConfigPath(base_, value.Get("ca_file").Text());
    for (const YamlValue& event : value.Get("events").Elements()) {
      plan.events.push_back(ReadEvent(event));
    }
    return plan;
  }

  std::string ReadSecret(const YamlValue& value) {
    std::string path = ConfigPath(base_, value.Text());
    if (!look_ || !value.present() || path.empty()) return path;
    const absl::StatusOr<std::string> text =
        ReadConfigFile(path, kMostSecretBytes);
    const absl::Status read =
        text.ok() ? ParseWebhookSecret(*text).status() : text.status();
    if (!read.ok()) {
      value.Refuse(absl::StrCat("is '", path, "': ", read.message()));
    }
    return path;
  }

  static std::string ReadEvent(const YamlValue& value) {
    std::string event = value.Text();
    const std::vector<std::string> words = absl::StrSplit(event, '.');
    const bool known =
        words.size() <= 2 && FindMatterKind(words[0]).has_value() &&
        (words.size() == 1 || FindMatterMove(words[1]).has_value());
    if (!known) {
      value.Refuse(absl::StrCat(
          "is '", event,
          "': write a kind of the inbox such as claim, or kind and move such "
          "as escalation.opened"));
    }
    return event;
  }

  const Portfolio& portfolio_;
  const std::string& base_;
  const bool look_;
  std::set<std::string> ids_;
};

}  // namespace

std::vector<WebhookPlan> ReadWebhooks(const YamlValue& root,
                                      const Portfolio& portfolio,
                                      const std::string& base_directory,
                                      bool look) {
  return WebhookReader(portfolio, base_directory, look)
      .Read(root.Get("webhooks"));
}

}  // namespace regisseur
