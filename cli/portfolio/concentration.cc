#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/portfolio/portfolio.h"
#include "cli/verb/reading.h"
#include "regisseur/resilience/v1/resilience.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = resilience::v1;

std::string Table(const pb::ListConcentrationResponse& answer,
                  const View& view) {
  if (answer.rows().empty()) {
    return absl::StrCat("No cost is known from ", answer.from(), " to ",
                        answer.to(), ".\n");
  }
  TextTable table(
      {{.heading = "BY"},
       {.heading = "WHAT", .cut_to = 12},
       {.heading = absl::StrCat("COST ", answer.currency()), .right = true},
       {.heading = "SHARE", .right = true},
       {.heading = "PARTNERS", .priority = 1, .right = true},
       {.heading = "CRITICAL FUNCTIONS",
        .priority = 2,
        .cut_to = 14,
        .only_if_filled = true}});
  pb::Dimension before = pb::DIMENSION_UNSPECIFIED;
  for (const pb::ConcentrationRow& row : answer.rows()) {
    std::string what = row.key();
    if (!row.name().empty()) what = row.name();
    if (!row.countries().empty()) {
      absl::StrAppend(&what, " (", absl::StrJoin(row.countries(), ", "), ")");
    }
    table.AddRow(
        {{row.dimension() == before ? "" : EnumPhrase(row.dimension()),
          Style::kFaint},
         row.known() ? Cell{what} : Cell{"not known", Style::kWarning},
         row.has_amount() ? AmountWords(row.amount(), answer.currency()) : "–",
         row.has_share_percent() ? absl::StrCat(row.share_percent(), " %")
                                 : "–",
         CountWords(row.providers_size()),
         absl::StrJoin(row.critical_functions(), ", ")});
    before = row.dimension();
  }
  return absl::StrCat(table.Render(view.terminal), "Net cost of ",
                      answer.from(), " to ", answer.to(), ": ",
                      AmountWords(answer.total(), answer.currency()), " ",
                      answer.currency(), ".\n");
}

}  // namespace

Verb PortfolioConcentrationVerb() {
  Verb verb{
      .noun = "portfolio",
      .name = "concentration",
      .summary = "On whom the portfolio leans, by shares of its cost",
      .details =
          "By provider, country of its seat, kind of service, fourth party "
          "(subprocessors of contracts) and tier. What is not known is a share "
          "of its own. Shares of fourth parties overlap: each has the whole "
          "cost of every provider that relies on it.",
      .examples = {"regisseur portfolio concentration",
                   "regisseur portfolio concentration --by country --from "
                   "2026-01 --to 2026-09 -o csv"},
      .parameters = {{.name = "by",
                      .kind = Parameter::Kind::kWord,
                      .field = "by",
                      .help = "provider, country, service_category, "
                              "fourth_party or tier; all when not given",
                      .value_name = "WHAT"},
                     FromOption("The first month; twelve months when not "
                                "given"),
                     ToOption("The last month"),
                     AsKnownOnOption()},
      .csv = {.rows = "rows"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ResilienceService>(
      &pb::ResilienceService::Stub::ListConcentration, verb.parameters);
  return verb;
}

}  // namespace regisseur
