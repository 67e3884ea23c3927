#include <optional>

#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/source/source.h"
#include "cli/verb/reading.h"
#include "regisseur/source/v1/source.grpc.pb.h"

namespace regisseur {
namespace {

using source::v1::SourceService;

std::string Table(const source::v1::ListSourcesResponse& answer,
                  const View& view) {
  if (answer.sources().empty()) {
    return "No sources: add one under providers: in the configuration.\n";
  }
  TextTable table({{.heading = "SOURCE", .cut_to = 16},
                   {.heading = "PROVIDER", .cut_to = 10},
                   {.heading = "ADAPTER", .priority = 2},
                   {.heading = "FRESHNESS"},
                   {.heading = "DOES", .priority = 3},
                   {.heading = "DATA UNTIL", .priority = 1},
                   {.heading = "FINDINGS", .right = true},
                   {.heading = "NEXT TRY", .priority = 4},
                   {.heading = "DELIVERIES", .priority = 5, .right = true}});
  for (const source::v1::Source& source : answer.sources()) {
    std::optional<absl::Duration> age;
    if (source.has_last_answer_time()) {
      age = view.now - ToTime(source.last_answer_time());
    }
    table.AddRow(
        {{source.id(), Style::kBold},
         source.shared() ? "(shared)" : source.provider(),
         source.adapter().empty() ? source.endpoint() : source.adapter(),
         FreshnessCell(source.freshness(), age),
         EnumPhrase(source.state()),
         source.has_data_until_time() ? MinuteWords(source.data_until_time())
                                      : "–",
         CountWords(source.finding_count()),
         source.has_next_try_time() ? MinuteWords(source.next_try_time()) : "–",
         CountWords(source.deliveries())});
    if (source.has_failure()) {
      table.AddNote({absl::StrCat(EnumPhrase(source.failure().kind()), ": ",
                                  source.failure().message()),
                     Style::kBad});
    }
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb SourceListVerb() {
  Verb verb{
      .noun = "source",
      .name = "list",
      .summary = "The sources: how fresh, what they do, how many findings",
      .examples = {"regisseur source list",
                   "regisseur source list --provider cloudnine -o json"},
      .parameters = {ProviderOption(), OwnerOption(), AsKnownOnOption()},
      .csv = {.rows = "sources"},
      .table = TableOf(&Table)};
  verb.ask = Reading<SourceService>(&SourceService::Stub::ListSources,
                                    verb.parameters);
  return verb;
}

}  // namespace regisseur
