#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/provider/provider.h"
#include "cli/verb/reading.h"
#include "regisseur/portfolio/v1/portfolio.grpc.pb.h"

namespace regisseur {
namespace {

using portfolio::v1::PortfolioService;

std::string AmountOrDash(bool known, absl::string_view amount,
                         absl::string_view currency) {
  return known ? absl::StrCat(AmountWords(amount, currency), " ", currency)
               : "–";
}

// Empty for whom this is not: a partner is not told how we know of it.
std::string CoverageWords(const portfolio::v1::Coverage& coverage) {
  std::vector<std::string> words;
  for (const auto& [of, kind] :
       {std::pair("state", coverage.status()),
        std::pair("cost", coverage.cost()),
        std::pair("service levels", coverage.service_level()),
        std::pair("contract", coverage.contract()),
        std::pair("tickets", coverage.tickets()),
        std::pair("experience", coverage.experience())}) {
    if (kind == portfolio::v1::COVERAGE_KIND_UNSPECIFIED) continue;
    words.push_back(absl::StrCat(of, " ", EnumPhrase(kind)));
  }
  return absl::StrJoin(words, ", ");
}

std::string Table(const portfolio::v1::Provider& provider, const View& view) {
  const portfolio::v1::ProviderOverview& row = provider.overview();
  const portfolio::v1::ProviderCost& cost = row.cost();
  DetailSheet sheet;
  sheet.Add("provider",
            {absl::StrCat(provider.id(), "  ", provider.name()), Style::kBold});
  Cell state = StateCell(row.state());
  if (row.has_state_since_time()) {
    absl::StrAppend(&state.text, " since ",
                    MinuteWords(row.state_since_time()));
    if (row.has_state_seen_time()) {
      absl::StrAppend(&state.text, ", seen at ",
                      MinuteWords(row.state_seen_time()));
    }
  }
  if (row.not_mapped()) {
    absl::StrAppend(&state.text,
                    ", the worst of all components: no service is mapped");
  }
  sheet.Add("state", state);
  sheet.Add("open incidents", row.has_open_incidents()
                                  ? absl::StrCat(row.open_incidents())
                                  : "–");
  if (row.has_agenda_items()) {
    sheet.Add(
        "decisions that wait",
        row.agenda_items() == 0
            ? "none"
            : absl::StrCat(row.agenda_items(), ": regisseur agenda --provider ",
                           provider.id()));
  }
  std::string to_date = AmountOrDash(cost.has_month_to_date(),
                                     cost.month_to_date(), cost.currency());
  if (cost.has_month_to_date_until_time()) {
    absl::StrAppend(&to_date, ", data until ",
                    MinuteWords(cost.month_to_date_until_time()));
  }
  sheet.Add("month to date", to_date);
  sheet.Add("last month", AmountOrDash(cost.has_last_month(), cost.last_month(),
                                       cost.currency()));
  if (!cost.basis().empty()) {
    sheet.Add("cost is", absl::StrCat(cost.basis(), ", excluding tax"));
  }
  sheet.Add("tier", EnumPhrase(provider.tier()));
  sheet.Add("owner", provider.owner());
  if (provider.former()) {
    sheet.Add("remark", "left the configuration; shown for its past");
  }
  sheet.Add("how we know", CoverageWords(row.coverage()));
  std::string out = sheet.Render(view.terminal);

  if (!row.attention().empty()) {
    TextTable reasons({{.heading = "NEEDS ATTENTION BECAUSE", .cut_to = 24}});
    for (const portfolio::v1::AttentionReason& reason : row.attention()) {
      reasons.AddRow({Cell(reason.message(), Style::kWarning)});
    }
    absl::StrAppend(&out, "\n", reasons.Render(view.terminal));
  }
  if (!provider.services().empty()) {
    TextTable services({{.heading = "SERVICE"},
                        {.heading = "NAME", .cut_to = 16},
                        {.heading = "STATE"},
                        {.heading = "COMPONENTS", .priority = 1, .cut_to = 12},
                        {.heading = "CHARGES", .priority = 2, .cut_to = 12}});
    for (const portfolio::v1::Service& service : provider.services()) {
      services.AddRow({service.id(), service.name(), StateCell(service.state()),
                       absl::StrJoin(service.components(), ", "),
                       absl::StrJoin(service.charges(), ", ")});
    }
    absl::StrAppend(&out, "\n", services.Render(view.terminal));
  }
  if (!row.sources().empty()) {
    TextTable sources({{.heading = "SOURCE"},
                       {.heading = "ADAPTER"},
                       {.heading = "FRESHNESS"},
                       {.heading = "LAST ANSWER", .priority = 1},
                       {.heading = "DATA UNTIL", .priority = 2}});
    for (const portfolio::v1::SourceFreshness& source : row.sources()) {
      std::optional<absl::Duration> age;
      if (source.has_last_answer_time()) {
        age = view.now - ToTime(source.last_answer_time());
      }
      sources.AddRow(
          {absl::StrCat(source.id(), source.shared() ? " (shared)" : ""),
           source.adapter(), FreshnessCell(source.freshness(), age),
           source.has_last_answer_time()
               ? MinuteWords(source.last_answer_time())
               : "never",
           source.has_data_until_time() ? MinuteWords(source.data_until_time())
                                        : "–"});
    }
    absl::StrAppend(&out, "\n", sources.Render(view.terminal));
  }
  return out;
}

}  // namespace

Verb ProviderShowVerb() {
  Verb verb{.noun = "provider",
            .name = "show",
            .summary = "One partner: state, cost, services, sources",
            .examples = {"regisseur provider show cloudnine"},
            .parameters = {{.name = "ID",
                            .field = "id",
                            .help = "The provider",
                            .required = true},
                           AsKnownOnOption()},
            .table = TableOf(&Table)};
  verb.ask = Reading<PortfolioService>(&PortfolioService::Stub::GetProvider,
                                       verb.parameters);
  return verb;
}

}  // namespace regisseur
