#include "services/gcp-status/incident_feed.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/utf8.h"
#include "core/status/operational_state.h"
#include "core/time/instant.h"
#include "services/sdk/problem.h"

namespace regisseur::gcp_status {
namespace {

using sdk::JsonValue;

constexpr size_t kMaxTitleBytes = 500;
constexpr absl::string_view kAvailable = "AVAILABLE";

std::optional<OperationalState> FindState(absl::string_view status_impact) {
  if (status_impact == "SERVICE_INFORMATION") {
    return OperationalState::kDegradedPerformance;
  }
  if (status_impact == "SERVICE_DISRUPTION") {
    return OperationalState::kPartialOutage;
  }
  if (status_impact == "SERVICE_OUTAGE") return OperationalState::kMajorOutage;
  return std::nullopt;
}

// What a severity means for impact and, where no status_impact is told, for the
// state. Where both are told they agree this way.
struct SeverityMeaning {
  IncidentImpact impact;
  OperationalState state;
};
std::optional<SeverityMeaning> FindSeverity(absl::string_view severity) {
  if (severity == "low") {
    return SeverityMeaning{IncidentImpact::kMinor,
                           OperationalState::kDegradedPerformance};
  }
  if (severity == "medium") {
    return SeverityMeaning{IncidentImpact::kMajor,
                           OperationalState::kPartialOutage};
  }
  if (severity == "high") {
    return SeverityMeaning{IncidentImpact::kCritical,
                           OperationalState::kMajorOutage};
  }
  return std::nullopt;
}

// A product as one incident names it.
struct NamedProduct {
  std::string id;
  std::string title;  // at the time of the incident
  std::string current_title;
};

// The products of a whole feed, by id and by title.
class ProductCatalogue {
 public:
  void Add(const NamedProduct& product, absl::Time begin) {
    Product& known = products_[product.id];
    absl::Time& newest = known.titles[product.title];
    newest = std::max(newest, begin);
    if (!product.current_title.empty()) {
      known.current_title = product.current_title;
    }
  }

  // After the last Add: one component a product, and one for each older title
  // that no product has now.
  std::vector<Component> Components(absl::string_view file,
                                    FindingList& findings) {
    std::vector<Component> components;
    for (auto& [id, product] : products_) {
      product.title = product.titles.begin()->first;
      for (const auto& [title, begin] : product.titles) {
        if (begin > product.titles[product.title]) product.title = title;
      }
      ids_of_title_[product.title].push_back(id);
      components.push_back({.id = id,
                            .name = product.title,
                            .current_name = CurrentName(product)});
      if (components.back().current_name == product.title) {
        components.back().current_name.clear();
      }
    }
    for (const auto& [title, ids] : ids_of_title_) {
      if (ids.size() < 2) continue;
      findings.Add(Severity::kInfo, "gcp-title-of-several", "title", file, 0,
                   title);
    }
    for (const auto& [id, product] : products_) {
      for (const auto& [title, begin] : product.titles) {
        if (!ids_of_title_[title].empty()) continue;
        const std::string former = absl::StrCat(id, "/", title);
        ids_of_title_[title].push_back(former);
        findings.Add(Severity::kInfo, "gcp-renamed-product", "title", file, 0,
                     title, {{"now", product.title}});
        components.push_back({.id = former,
                              .name = title,
                              .current_name = CurrentName(product)});
      }
    }
    return components;
  }

  // The components that an incident of `product` is one of: the product itself
  // and whatever its title names.
  std::vector<std::string> ComponentIds(const NamedProduct& product) const {
    std::vector<std::string> ids = {product.id};
    const auto named = ids_of_title_.find(product.title);
    if (named == ids_of_title_.end()) return ids;
    for (const std::string& id : named->second) {
      if (id != product.id) ids.push_back(id);
    }
    return ids;
  }

 private:
  struct Product {
    std::string title;  // of its newest incident
    std::string current_title;
    std::map<std::string, absl::Time> titles;  // and its newest begin
  };

  static std::string CurrentName(const Product& product) {
    return product.current_title.empty() ? product.title
                                         : product.current_title;
  }

  std::map<std::string, Product> products_;
  std::map<std::string, std::vector<std::string>> ids_of_title_;
};

// Reads one feed. Lives for one call.
class FeedReader {
 public:
  FeedReader(JsonValue document, const FeedContext& context,
             FindingList& findings)
      : document_(document), context_(context), findings_(findings) {}

  absl::StatusOr<StatusObservation> Read() {
    if (!document_.IsArray()) return NotAFeed();
    observation_.observed_time = context_.observed_time;
    observation_.lists_every_open_incident = true;
    for (JsonValue incident : document_) {
      if (!incident.IsObject() ||
          (!incident["begin"].exists() && !incident["created"].exists())) {
        ++strange_;
        Find(Severity::kError, "gcp-incident-unreadable", "", incident.Raw(),
             {{"detail", "it has no begin"}});
        observation_.lists_every_open_incident = false;
        continue;
      }
      ReadIncident(incident);
    }
    if (strange_ > 0 && strange_ == document_.size()) return NotAFeed();
    if (document_.size() == 0) {
      // Google keeps years in it: an empty list is no news that all is over.
      Find(Severity::kWarning, "gcp-empty-feed", "", "");
      observation_.lists_every_open_incident = false;
    }
    observation_.components = products_.Components(context_.file, findings_);
    for (size_t i = 0; i < observation_.incidents.size(); ++i) {
      NameComponents(products_of_[i], observation_.incidents[i]);
    }
    return std::move(observation_);
  }

 private:
  absl::Status NotAFeed() const {
    return sdk::PartnerProblem("gcp-not-an-array", {{"origin", context_.file}});
  }

  void Find(Severity severity, absl::string_view rule, absl::string_view field,
            absl::string_view value,
            std::map<std::string, std::string> arguments = {}) {
    findings_.Add(severity, rule, field, context_.file, 0, value,
                  std::move(arguments));
  }

  void Missing(absl::string_view field, absl::string_view of) {
    Find(Severity::kWarning, "gcp-field-missing", field, of);
  }

  std::optional<absl::Time> TimeOf(JsonValue object, absl::string_view key) {
    const JsonValue value = object[key];
    if (value.Text().empty()) return std::nullopt;
    absl::StatusOr<absl::Time> time = ParseInstant(value.Text());
    if (time.ok()) return *time;
    Find(Severity::kWarning, "gcp-time-format", key, value.Raw());
    return std::nullopt;
  }

  // The id; in 2020 there was none and numbers repeat, but not the address.
  std::string IdOf(JsonValue value) {
    for (absl::string_view key : {"id", "uri"}) {
      if (const absl::string_view text = value[key].Text(); !text.empty()) {
        return std::string(text);
      }
    }
    return absl::StrCat(value["service_key"].Text(), "/",
                        value["number"].Text(), "/", value["begin"].Text());
  }

  void ReadIncident(JsonValue value) {
    Incident incident;
    incident.id = IdOf(value);
    std::optional<absl::Time> begin = TimeOf(value, "begin");
    const std::optional<absl::Time> created = TimeOf(value, "created");
    if (!begin) {
      Missing("begin", incident.id);
      begin = created.value_or(context_.observed_time);
    }
    incident.start_time = *begin;
    incident.update_time = TimeOf(value, "modified");
    incident.updates = UpdatesOf(value);
    incident.disclose_time = incident.updates.empty()
                                 ? created
                                 : incident.updates.front().display_time;
    incident.title =
        std::string(Utf8Prefix(value["external_desc"].Text(), kMaxTitleBytes));
    if (incident.title.empty()) {
      Missing("external_desc", incident.id);
      incident.title = std::string(value["service_name"].Text());
    }
    incident.url = UrlOf(value["uri"].Text());
    ReadEnd(value, incident);
    ReadState(value, incident);

    const auto [at, is_new] =
        index_.emplace(incident.id, observation_.incidents.size());
    if (!is_new) {
      Find(Severity::kWarning, "gcp-duplicate-id", "id", incident.id);
      const Incident& known = observation_.incidents[at->second];
      if (incident.update_time.value_or(absl::InfinitePast()) <=
          known.update_time.value_or(absl::InfinitePast())) {
        return;
      }
      products_of_[at->second] = ProductsOf(value, incident);
      observation_.incidents[at->second] = std::move(incident);
      return;
    }
    std::optional<absl::Time>& since = observation_.states_from_incidents_since;
    since = std::min(since.value_or(*begin), *begin);
    products_of_.push_back(ProductsOf(value, incident));
    observation_.incidents.push_back(std::move(incident));
  }

  std::string UrlOf(absl::string_view uri) const {
    if (uri.empty() || context_.base_url.empty() ||
        absl::StrContains(uri, "://")) {
      return std::string(uri);
    }
    if (uri.front() != '/') return absl::StrCat(context_.base_url, uri);
    const size_t host = context_.base_url.find("://");
    const size_t path = context_.base_url.find('/', host + 3);
    return absl::StrCat(context_.base_url.substr(0, path), uri);
  }

  std::vector<IncidentUpdate> UpdatesOf(JsonValue value) {
    std::vector<IncidentUpdate> updates;
    if (!value["updates"].IsArray()) return updates;
    for (JsonValue told : value["updates"]) {
      std::optional<absl::Time> when = TimeOf(told, "when");
      if (!when) when = TimeOf(told, "created");
      if (!when) {
        Missing("updates.when", value["id"].Text());
        continue;
      }
      IncidentUpdate update;
      update.display_time = *when;
      update.phase = std::string(told["status"].Text());
      update.text = std::string(told["text"].Text());
      updates.push_back(std::move(update));
    }
    // The feed has the newest first.
    std::reverse(updates.begin(), updates.end());
    std::stable_sort(updates.begin(), updates.end(),
                     [](const IncidentUpdate& a, const IncidentUpdate& b) {
                       return a.display_time < b.display_time;
                     });
    return updates;
  }

  void ReadEnd(JsonValue value, Incident& incident) {
    JsonValue last = value["most_recent_update"];
    if (!last.exists()) last = value["most-recent-update"];
    const absl::string_view last_word = last["status"].Text();
    std::optional<absl::Time> end = TimeOf(value, "end");
    if (!end) {
      if (last_word == kAvailable) {
        Find(Severity::kWarning, "gcp-end-missing", "end", incident.id,
             {{"word", std::string(last_word)}});
      }
      return;
    }
    if (!last_word.empty() && last_word != kAvailable) {
      Find(Severity::kWarning, "gcp-open-contradiction",
           "most_recent_update.status", incident.id,
           {{"word", std::string(last_word)}});
    }
    if (*end < incident.start_time) {
      Find(Severity::kWarning, "gcp-end-before-start", "end", incident.id);
      end = incident.start_time;
    }
    incident.end_time = end;
    incident.phase = IncidentPhase::kResolved;
  }

  void ReadState(JsonValue value, Incident& incident) {
    const absl::string_view severity = value["severity"].Text();
    const std::optional<SeverityMeaning> meaning = FindSeverity(severity);
    if (meaning) {
      incident.impact = meaning->impact;
    } else if (severity.empty()) {
      Missing("severity", incident.id);
    } else {
      Find(Severity::kWarning, "gcp-unknown-word", "severity", severity,
           {{"taken", "critical"}});
      incident.impact = IncidentImpact::kCritical;
    }
    const absl::string_view word = value["status_impact"].Text();
    incident.implied_state = FindState(word);
    if (incident.implied_state) return;
    if (!word.empty()) {
      Find(Severity::kWarning, "gcp-unknown-word", "status_impact", word,
           {{"taken", "major_outage"}});
    } else if (meaning) {
      Find(Severity::kInfo, "gcp-state-from-severity", "status_impact",
           severity);
      incident.implied_state = meaning->state;
      return;
    } else {
      Missing("status_impact", incident.id);
    }
    incident.implied_state = OperationalState::kMajorOutage;
  }

  std::vector<NamedProduct> ProductsOf(JsonValue value,
                                       const Incident& incident) {
    std::vector<NamedProduct> products;
    const JsonValue affected = value["affected_products"];
    if (affected.IsArray()) {
      for (JsonValue one : affected) {
        NamedProduct product{std::string(one["id"].Text()),
                             std::string(one["title"].Text()),
                             std::string(one["current_title"].Text())};
        if (product.title.empty()) {
          Missing("affected_products.title", incident.id);
          product.title = product.current_title;
        }
        AddProduct("affected_products.id", std::move(product), incident,
                   products);
      }
    }
    if (products.empty()) {
      Find(Severity::kInfo, "gcp-no-products", "affected_products", incident.id,
           {{"service", std::string(value["service_name"].Text())}});
      AddProduct("service_key",
                 NamedProduct{std::string(value["service_key"].Text()),
                              std::string(value["service_name"].Text()), ""},
                 incident, products);
    }
    return products;
  }

  void AddProduct(absl::string_view field, NamedProduct product,
                  const Incident& incident,
                  std::vector<NamedProduct>& products) {
    if (product.id.empty()) {
      Missing(field, incident.id);
      product.id = product.title;
    }
    if (product.title.empty()) product.title = product.id;
    if (product.id.empty()) return;
    products_.Add(product, incident.start_time);
    products.push_back(std::move(product));
  }

  void NameComponents(const std::vector<NamedProduct>& products,
                      Incident& incident) const {
    std::set<std::string> seen;
    for (const NamedProduct& product : products) {
      for (std::string& id : products_.ComponentIds(product)) {
        if (seen.insert(id).second) {
          incident.component_ids.push_back(std::move(id));
        }
      }
    }
  }

  const JsonValue document_;
  const FeedContext& context_;
  FindingList& findings_;
  StatusObservation observation_;
  ProductCatalogue products_;
  std::vector<std::vector<NamedProduct>> products_of_;  // one an incident
  std::map<std::string, size_t> index_;
  int64_t strange_ = 0;
};

}  // namespace

absl::StatusOr<StatusObservation> ReadFeed(JsonValue document,
                                           const FeedContext& context,
                                           FindingList& findings) {
  return FeedReader(document, context, findings).Read();
}

}  // namespace regisseur::gcp_status
