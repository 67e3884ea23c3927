#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/provider/provider.h"
#include "cli/verb/reading.h"
#include "regisseur/portfolio/v1/portfolio.grpc.pb.h"

namespace regisseur {
namespace {

using portfolio::v1::PortfolioService;

std::string Table(const portfolio::v1::ListProvidersResponse& answer,
                  const View& view) {
  if (answer.providers().empty()) return "No providers.\n";
  TextTable table(
      {{.heading = "PROVIDER"},
       {.heading = "NAME", .cut_to = 16},
       {.heading = "TIER", .priority = 2, .only_if_filled = true},
       {.heading = "STATE"},
       {.heading = "OWNER",
        .priority = 3,
        .cut_to = 10,
        .only_if_filled = true},
       {.heading = "SERVICES", .priority = 4, .right = true},
       {.heading = "SOURCES", .priority = 1, .right = true},
       {.heading = "REMARK", .priority = 5, .only_if_filled = true}});
  for (const portfolio::v1::Provider& provider : answer.providers()) {
    table.AddRow({{provider.id(), Style::kBold},
                  provider.name(),
                  EnumPhrase(provider.tier()),
                  StateCell(provider.overview().state()),
                  provider.owner(),
                  absl::StrCat(provider.services_size()),
                  absl::StrCat(provider.sources_size()),
                  provider.former() ? "former" : ""});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb ProviderListVerb() {
  Verb verb{.noun = "provider",
            .name = "list",
            .summary = "The partners, in the order of the configuration",
            .examples = {"regisseur provider list",
                         "regisseur provider list --owner m.visser -o csv"},
            .parameters = {OwnerOption(), AsKnownOnOption()},
            .csv = {.rows = "providers"},
            .table = TableOf(&Table)};
  verb.ask = Reading<PortfolioService>(&PortfolioService::Stub::ListProviders,
                                       verb.parameters);
  return verb;
}

}  // namespace regisseur
