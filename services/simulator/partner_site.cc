#include "services/simulator/partner_site.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/simulator/day_dice.h"
#include "services/simulator/gcp_document.h"
#include "services/simulator/statuspage_document.h"

namespace regisseur::simulator {
namespace {

constexpr char kCloudPath[] = "/cloud/incidents.json";

std::string SummaryPath(const Partner& partner) {
  return absl::StrCat("/", partner.id, "/api/v2/summary.json");
}

// `Web application firewall` is `web-application-firewall`.
std::string PathWord(absl::string_view name) {
  std::string word;
  for (const char c : name) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      word += absl::ascii_tolower(static_cast<unsigned char>(c));
    } else if (!word.empty() && word.back() != '-') {
      word += '-';
    }
  }
  while (!word.empty() && word.back() == '-') word.pop_back();
  return word;
}

// Whether it works, whatever the partner has told by then.
bool Works(const PartnerHistory& history, size_t component, absl::Time t) {
  for (const Incident& incident : history.incidents()) {
    absl::Time mended = incident.resolved();
    for (const IncidentUpdate& update : incident.updates) {
      if (update.phase == IncidentPhase::kMonitoring) {
        mended = std::min(mended, update.time);
      }
    }
    if (t < incident.start || t >= mended) continue;
    for (const Hit& hit : incident.hits) {
      if (hit.component == component &&
          hit.worst >= ComponentState::kPartialOutage) {
        return false;
      }
    }
  }
  return true;
}

// What answers at a partner's component; nullopt when it has no such one.
std::optional<HttpAnswer> AnswerOfComponent(const PartnerHistory& history,
                                            absl::string_view word,
                                            absl::Time t) {
  const std::vector<Component>& components = history.partner().components;
  for (size_t i = 0; i < components.size(); ++i) {
    if (PathWord(components[i].name) != word) continue;
    const bool works = Works(history, i, t);
    return HttpAnswer{.code = works ? 200 : 503,
                      .content_type = "text/plain",
                      .body = works ? "ok\n" : "unavailable\n"};
  }
  return std::nullopt;
}

HttpAnswer WithEtag(std::string body) {
  HttpAnswer answer;
  answer.etag = absl::StrCat("\"", absl::Hex(HashOfText(body)), "\"");
  answer.body = std::move(body);
  return answer;
}

HttpAnswer OutOfOrder(absl::Time t) {
  switch (absl::ToUnixSeconds(t) / 60 % 3) {
    case 0:
      return {.code = 200,
              .content_type = "text/html",
              .body =
                  "<!doctype html><html><head><title>Even geduld</title>"
                  "<body><h1>Wij zijn zo terug</h1>\n{\"page\":"};
    case 1:
      return {.code = 500,
              .content_type = "text/html",
              .body =
                  "<html><body><h1>500 Internal Server Error</h1></body>"
                  "</html>\n"};
    default:
      return {.code = 200};
  }
}

HttpAnswer Index() {
  std::string text = "Imaginary partners of Gemeente Voorbeeld\n\n";
  for (const Partner& partner : Partners()) {
    if (!partner.has_status()) continue;
    absl::StrAppend(&text,
                    partner.role == PartnerRole::kPublicCloud
                        ? kCloudPath
                        : SummaryPath(partner),
                    "\n");
  }
  return {.content_type = "text/plain; charset=utf-8", .body = text};
}

}  // namespace

HttpAnswer AnswerAsPartner(const SimulatedWorld& world, absl::Time since,
                           absl::Time t, absl::string_view path) {
  if (path == "/") return Index();
  if (path == kCloudPath) {
    return WithEtag(
        RenderIncidents(world.HistoryOf(PartnerRole::kPublicCloud), since, t));
  }
  for (const Partner& partner : Partners()) {
    absl::string_view word = path;
    if (absl::ConsumePrefix(&word, absl::StrCat("/", partner.id, "/"))) {
      const std::optional<HttpAnswer> answer =
          AnswerOfComponent(world.HistoryOf(partner.role), word, t);
      if (answer) return *answer;
    }
    if (!partner.has_status() || partner.role == PartnerRole::kPublicCloud ||
        path != SummaryPath(partner)) {
      continue;
    }
    if (partner.role == PartnerRole::kWorkplace &&
        t >= world.scene().page_broken_since()) {
      return OutOfOrder(t);
    }
    return WithEtag(RenderSummary(world.HistoryOf(partner.role), t));
  }
  return {.code = 404,
          .content_type = "text/plain",
          .body = "no partner answers here; GET / lists those that do\n"};
}

}  // namespace regisseur::simulator
