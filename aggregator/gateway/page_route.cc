#include "absl/strings/str_cat.h"
#include "aggregator/gateway/http_route.h"

namespace regisseur {
namespace {

constexpr char kWelcome[] =
    "Regisseur: one overview of all your IT partners.\n"
    "\n"
    "This is its HTTP door. Ask as the regisseur program does:\n"
    "\n"
    "  curl -d '{}' -H 'Content-Type: application/json' \\\n"
    "    http://HOST:PORT/regisseur.portfolio.v1.PortfolioService/"
    "GetOverview\n"
    "\n"
    "The methods and their fields are described in the .proto files of the\n"
    "source, under proto/regisseur. GET /healthz says whether it serves.\n";

HttpAnswer TextAnswer(int status, std::string text) {
  return {.status = status,
          .type = "text/plain; charset=utf-8",
          .body = std::move(text)};
}

}  // namespace

// The page, and each address of a view of it.
HttpRouted RoutePage(HttpSite& site, const HttpHead& head,
                     const CallerEvidence&) {
  if (!head.reads()) return {};
  Page::Answer page =
      site.page.Find({.path = head.path(),
                      .accept = head.Field("Accept"),
                      .accept_encoding = head.Field("Accept-Encoding"),
                      .if_none_match = head.Field("If-None-Match")});
  if (page.status == 404) return {};
  HttpAnswer answer{.status = page.status,
                    .type = std::move(page.type),
                    .body = std::move(page.body)};
  for (auto& [name, value] : page.headers) {
    answer.headers.emplace_back(name, std::move(value));
  }
  return answer;
}

HttpRouted RouteWelcome(HttpSite&, const HttpHead& head,
                        const CallerEvidence&) {
  if (head.path() != "/") return {};
  if (!head.reads()) return WrongMethod("GET, HEAD");
  return TextAnswer(200, kWelcome);
}

HttpRouted RouteHealth(HttpSite& site, const HttpHead& head,
                       const CallerEvidence&) {
  if (head.path() != "/healthz") return {};
  if (!head.reads()) return WrongMethod("GET, HEAD");
  const absl::Status health =
      site.options.health != nullptr ? site.options.health() : absl::OkStatus();
  if (health.ok()) return TextAnswer(200, "ok\n");
  return TextAnswer(503, absl::StrCat(health.message(), "\n"));
}

}  // namespace regisseur
