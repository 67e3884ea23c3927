#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/source/source.h"

namespace regisseur {

std::string RenderFindings(
    const google::protobuf::RepeatedPtrField<type::v1::Finding>& findings,
    const Terminal& terminal) {
  if (findings.empty()) return "";
  TextTable table({{.heading = "FINDING"},
                   {.heading = "TIMES", .right = true},
                   {.heading = "WHERE", .cut_to = 12},
                   {.heading = "FIELD", .priority = 1, .cut_to = 10},
                   {.heading = "RULE", .cut_to = 16},
                   {.heading = "FOR INSTANCE",
                    .priority = 2,
                    .cut_to = 12,
                    .only_if_filled = true}});
  for (const type::v1::Finding& finding : findings) {
    const Style style =
        finding.severity() == type::v1::SEVERITY_ERROR  ? Style::kBad
        : finding.severity() == type::v1::SEVERITY_INFO ? Style::kPlain
                                                        : Style::kWarning;
    std::string where = finding.file();
    if (finding.line() > 0) {
      absl::StrAppend(&where, where.empty() ? "line " : ":", finding.line());
    }
    table.AddRow(
        {{EnumPhrase(finding.severity()), style},
         CountWords(finding.count()),
         where,
         finding.field(),
         finding.rule(),
         finding.examples().empty() ? "" : finding.examples(0).value()});
    if (!finding.message().empty()) table.AddNote(finding.message());
  }
  return table.Render(terminal);
}

}  // namespace regisseur
