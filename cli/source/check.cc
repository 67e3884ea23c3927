#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/source/source.h"
#include "cli/verb/reading.h"
#include "regisseur/source/v1/source.grpc.pb.h"

namespace regisseur {
namespace {

using source::v1::SourceService;

// A dry run reads whole files.
constexpr absl::Duration kCheckLimit = absl::Minutes(10);

// Cut, so that one missing cell never reads as all filled.
std::string Share(int64_t filled, int64_t total) {
  if (total <= 0) return "–";
  return absl::StrCat(
      static_cast<int64_t>(static_cast<__int128>(filled) * 100 / total), " %");
}

std::string Table(const source::v1::SourceCheck& check, const View& view) {
  std::string out;
  if (check.usable()) {
    absl::StrAppend(&out,
                    Styled("✓ usable: a collection would deliver facts",
                           Style::kGood, view.terminal),
                    "\n");
  } else {
    TextTable verdict({{.heading = "● NOT USABLE", .cut_to = 24}});
    verdict.AddRow({Cell(check.has_failure()
                             ? absl::StrCat(EnumPhrase(check.failure().kind()),
                                            ": ", check.failure().message())
                             : "a collection would deliver no facts; the "
                               "findings say why",
                         Style::kBad)});
    absl::StrAppend(&out, verdict.Render(view.terminal));
  }
  if (!check.fields().empty()) {
    TextTable fields({{.heading = "FIELD", .cut_to = 20},
                      {.heading = "FILLED", .right = true},
                      {.heading = "OF", .right = true},
                      {.heading = "SHARE", .right = true},
                      {.heading = "MANDATORY"}});
    for (const source::v1::CheckedField& field : check.fields()) {
      const bool lacking = field.mandatory() && field.filled() < field.total();
      fields.AddRow(
          {{field.field(), lacking ? Style::kBad : Style::kPlain},
           CountWords(field.filled()),
           CountWords(field.total()),
           Share(field.filled(), field.total()),
           field.mandatory() ? (lacking ? "yes, lacking" : "yes") : "no"});
    }
    absl::StrAppend(&out, "\n", fields.Render(view.terminal));
  }
  const std::string findings = RenderFindings(check.findings(), view.terminal);
  if (!findings.empty()) absl::StrAppend(&out, "\n", findings);
  return out;
}

}  // namespace

Verb SourceCheckVerb() {
  Verb verb{
      .noun = "source",
      .name = "check",
      .summary = "A dry run before go-live: field coverage and findings",
      .details =
          "Stores nothing. Ends with 7 when a collection would "
          "deliver no facts.",
      .examples = {"regisseur source check cloudnine-cost"},
      .parameters = {{.name = "ID",
                      .field = "id",
                      .help = "The source",
                      .required = true}},
      .csv = {.rows = "fields"},
      .table = TableOf(&Table),
      .verdict = [](const google::protobuf::Message& answer, const Arguments&) {
        return static_cast<const source::v1::SourceCheck&>(answer).usable()
                   ? ExitCode::kDone
                   : ExitCode::kCheckFailed;
      }};
  verb.ask = Reading<SourceService>(&SourceService::Stub::CheckSource,
                                    verb.parameters, kCheckLimit);
  return verb;
}

}  // namespace regisseur
