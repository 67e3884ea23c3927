#include "core/measurement/lost_figure.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/utf8.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostNameBytes = 200;

}  // namespace

void LostFigure::AddTo(FindingList& findings) const {
  // Whoever writes a megabyte into a cell means no name.
  const auto cut = [](const std::string& text) {
    return std::string(Utf8Prefix(text, kMostNameBytes));
  };
  std::map<std::string, std::string> arguments = {
      {"party", cut(party)},
      {"service", cut(service)},
      {"indicator", cut(indicator)},
      {"first_day", FormatDay(first_day)},
      {"last_day", FormatDay(last_day)}};
  arguments["what"] = absl::StrCat(
      service.empty() || service == indicator ? "" : cut(service) + " ",
      cut(indicator));
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
