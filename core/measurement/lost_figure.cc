#include "core/measurement/lost_figure.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"

namespace regisseur {

void LostFigure::AddTo(FindingList& findings) const {
  std::map<std::string, std::string> arguments = {
      {"party", party},
      {"service", service},
      {"indicator", indicator},
      {"first_day", FormatDay(first_day)},
      {"last_day", FormatDay(last_day)}};
  arguments["what"] = absl::StrCat(
      service.empty() || service == indicator ? "" : service + " ", indicator);
  // One finding each: what it is about is what it is told by.
  const std::string about =
      absl::StrCat(arguments["what"], " ", arguments["first_day"], " ",
                   arguments["last_day"]);
  findings.Add(Severity::kInfo, kRule, about, file, line, "",
               std::move(arguments));
}

std::optional<LostFigure> LostFigure::Read(const Finding& finding) {
  if (finding.rule != kRule) return std::nullopt;
  const auto text = [&](const char* name) {
    const auto found = finding.arguments.find(name);
    return found == finding.arguments.end() ? std::string() : found->second;
  };
  const auto first = ParseDay(text("first_day"));
  const auto last = ParseDay(text("last_day"));
  if (!first.ok() || !last.ok()) return std::nullopt;
  return LostFigure{.party = text("party"),
                    .service = text("service"),
                    .indicator = text("indicator"),
                    .first_day = *first,
                    .last_day = *last,
                    .line = finding.first_line,
                    .file = finding.file};
}

}  // namespace regisseur
