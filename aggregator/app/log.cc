#include "aggregator/app/log.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "core/base/utf8.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMaxFieldBytes = 2048;

const char* LevelWord(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

void AppendValue(std::string& line, absl::string_view value) {
  const std::string text = RepairUtf8(Utf8Prefix(value, kMaxFieldBytes));
  const bool plain =
      !text.empty() && text.find_first_of(" \"=\\\t\r\n") == std::string::npos;
  if (!plain) line += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (c == '\n') {
      line += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      absl::StrAppendFormat(&line, "\\x%02x", static_cast<unsigned char>(c));
    } else {
      line += c;
    }
  }
  if (!plain) line += '"';
}

}  // namespace

std::string RenderLogLine(
    absl::Time time, LogLevel level, absl::string_view event,
    std::initializer_list<std::pair<absl::string_view, std::string>> fields) {
  std::string line = absl::StrCat(
      "time=", FormatInstant(absl::FromUnixMillis(absl::ToUnixMillis(time))),
      " level=", LevelWord(level), " event=", event);
  for (const auto& [key, value] : fields) {
    absl::StrAppend(&line, " ", key, "=");
    AppendValue(line, value);
  }
  return line;
}

void Log(
    LogLevel level, absl::string_view event,
    std::initializer_list<std::pair<absl::string_view, std::string>> fields) {
  const std::string line =
      absl::StrCat(RenderLogLine(absl::Now(), level, event, fields), "\n");
  // One write, so that lines of several threads do not mix.
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace regisseur
