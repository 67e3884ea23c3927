#include <optional>

#include "absl/strings/str_cat.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/source/source.h"
#include "cli/verb/reading.h"
#include "regisseur/source/v1/source.grpc.pb.h"

namespace regisseur {
namespace {

using source::v1::SourceService;

std::string Table(const source::v1::Source& source, const View& view) {
  std::optional<absl::Duration> age;
  if (source.has_last_answer_time()) {
    age = view.now - ToTime(source.last_answer_time());
  }
  DetailSheet sheet;
  sheet.Add("source", {source.id(), Style::kBold});
  sheet.Add("provider", source.shared() ? "shared: its rows speak about many"
                                        : source.provider());
  sheet.Add("adapter", source.adapter());
  sheet.Add("adapter version", source.adapter_version());
  sheet.Add("endpoint", source.endpoint());
  sheet.Add("freshness", FreshnessCell(source.freshness(), age));
  sheet.Add("does", EnumPhrase(source.state()));
  sheet.Add("asked every", SecondsWords(source.interval_seconds()));
  sheet.Add("last answer", source.has_last_answer_time()
                               ? MinuteWords(source.last_answer_time())
                               : "never");
  sheet.Add("last try", source.has_last_try_time()
                            ? MinuteWords(source.last_try_time())
                            : "never");
  sheet.Add("next try", source.has_next_try_time()
                            ? MinuteWords(source.next_try_time())
                            : "–");
  sheet.Add("data until", source.has_data_until_time()
                              ? MinuteWords(source.data_until_time())
                              : "–");
  sheet.Add("by whose word", EnumPhrase(source.origin()));
  sheet.Add("deliveries", CountWords(source.deliveries()));
  sheet.Add("cursor", source.cursor());
  if (source.has_failure()) {
    sheet.Add("failed",
              {absl::StrCat(MinuteWords(source.failure().time()), ", ",
                            EnumPhrase(source.failure().kind()), ", ",
                            source.failures_in_row(),
                            " in a row: ", source.failure().message()),
               Style::kBad});
  }
  std::string out = sheet.Render(view.terminal);
  if (!source.unassigned().empty()) {
    TextTable parties({{.heading = "GIVEN TO NO PROVIDER", .cut_to = 20},
                       {.heading = "ROWS", .right = true}});
    for (const source::v1::UnassignedParty& party : source.unassigned()) {
      parties.AddRow({party.party(), CountWords(party.count())});
    }
    absl::StrAppend(&out, "\n", parties.Render(view.terminal));
  }
  const std::string findings = RenderFindings(source.findings(), view.terminal);
  absl::StrAppend(&out, "\n", findings.empty() ? "No findings.\n" : findings);
  return out;
}

}  // namespace

Verb SourceShowVerb() {
  Verb verb{.noun = "source",
            .name = "show",
            .summary = "One source: state, cursor, last failure, findings",
            .details = "csv shows the findings, a row each.",
            .examples = {"regisseur source show cloudnine-status",
                         "regisseur source show cloudnine-cost -o csv"},
            .parameters = {{.name = "ID",
                            .field = "id",
                            .help = "The source",
                            .required = true},
                           AsKnownOnOption()},
            .csv = {.rows = "findings"},
            .table = TableOf(&Table)};
  verb.ask =
      Reading<SourceService>(&SourceService::Stub::GetSource, verb.parameters);
  return verb;
}

}  // namespace regisseur
