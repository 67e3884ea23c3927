#include "services/upptime/check_log.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "core/time/instant.h"
#include "re2/re2.h"
#include "services/upptime/site_state.h"

namespace regisseur::upptime {
namespace {

// `🟥 Manual (dev) is down (502 in 31 ms) [skip ci] [upptime]`: the sign is a
// word without a letter or digit, what follows the state is not always there.
// Where a name holds such words itself, the last ones count.
const RE2& SubjectOfACheck() {
  static const RE2* const pattern =
      new RE2(R"((?:[^ A-Za-z0-9]+ )?(.+) (?:is|experiencing) )"
              R"((up|down|degraded)(?: performance)?(?: [(\[].*)?)");
  return *pattern;
}

}  // namespace

std::vector<LoggedCheck> ReadCheckLog(absl::string_view text,
                                      absl::string_view file,
                                      FindingList& findings) {
  std::vector<LoggedCheck> checks;
  int64_t number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripTrailingAsciiWhitespace(line);
    if (line.empty()) continue;
    const size_t tab = line.find('\t');
    const absl::StatusOr<absl::Time> at =
        ParseInstant(line.substr(0, std::min(tab, line.size())));
    if (tab == absl::string_view::npos || !at.ok()) {
      if (number > 1) {
        findings.Add(Severity::kError, "upptime-line-unreadable", "", file,
                     number, line);
      }
      continue;
    }
    const std::string subject(line.substr(tab + 1));
    LoggedCheck check;
    std::string word;
    if (!RE2::FullMatch(subject, SubjectOfACheck(), &check.site, &word)) {
      continue;
    }
    check.at = *at;
    check.state = StateOfWord(word, file, check.site, findings);
    check.line = number;
    checks.push_back(std::move(check));
  }
  if (!checks.empty() && checks.front().at > checks.back().at) {
    std::reverse(checks.begin(), checks.end());
  }
  std::stable_sort(
      checks.begin(), checks.end(),
      [](const LoggedCheck& a, const LoggedCheck& b) { return a.at < b.at; });
  return checks;
}

}  // namespace regisseur::upptime
