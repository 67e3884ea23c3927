#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// One line of key=value on stderr: time, level, event, fields. Values with
// blanks are quoted, control characters escaped, each cut at 2 kB (DECISIONS
// 34). Thread-safe.
enum class LogLevel { kInfo, kWarning, kError };
void Log(LogLevel level, absl::string_view event,
         std::initializer_list<std::pair<absl::string_view, std::string>>
             fields = {});

// The line that Log writes, without its end.
std::string RenderLogLine(
    absl::Time time, LogLevel level, absl::string_view event,
    std::initializer_list<std::pair<absl::string_view, std::string>> fields);

}  // namespace regisseur
