#include "aggregator/gateway/report_file.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/json/json_text.h"

namespace regisseur {

std::optional<std::string> ParseReportFileRoute(absl::string_view target) {
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(target, absl::MaxSplits('?', 1));
  absl::string_view path = halves.first;
  if (!absl::ConsumePrefix(&path, "/reports/")) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(path, '/');
  int revision = 0;
  if (parts.size() != 4 || parts[0].empty() ||
      (parts[2] != "latest" &&
       (!absl::SimpleAtoi(parts[2], &revision) || revision < 1))) {
    return std::nullopt;
  }
  absl::string_view language = halves.second;
  if (!absl::ConsumePrefix(&language, "language=")) language = "";
  std::string json = "{\"id\":";
  AppendJsonString(&json, parts[0]);
  absl::StrAppend(&json, ",\"revision\":", revision, ",\"period\":");
  AppendJsonString(&json, parts[1]);
  absl::StrAppend(&json, ",\"format\":");
  AppendJsonString(&json, parts[3]);
  absl::StrAppend(&json, ",\"language\":");
  AppendJsonString(&json, language);
  return absl::StrCat(json, "}");
}

}  // namespace regisseur
