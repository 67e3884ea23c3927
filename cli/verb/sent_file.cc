#include "cli/verb/sent_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"

namespace regisseur {

absl::StatusOr<std::string> ReadFileToSend(absl::string_view verb,
                                           const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status =
      std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    return absl::NotFoundError(
        absl::StrCat(verb, ": ", path, ": there is no such file"));
  }
  if (!std::filesystem::is_regular_file(status)) {
    return absl::InvalidArgumentError(
        absl::StrCat(verb, ": ", path, " is no file; name one"));
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in) {
    return absl::InvalidArgumentError(absl::StrCat(
        verb, ": ", path, " cannot be read: ", std::strerror(errno)));
  }
  std::string content = std::move(text).str();
  if (content.size() > kMostSentBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(verb, ": ", path, " has ", content.size(),
                     " bytes; at most ", kMostSentBytes, " can be sent"));
  }
  return content;
}

absl::StatusOr<std::string> ReadTextToSend(absl::string_view verb,
                                           const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, ReadFileToSend(verb, path));
  int line = 0;
  for (absl::string_view each : absl::StrSplit(text, '\n')) {
    ++line;
    if (IsValidUtf8(each)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        verb, ": ", path, ":", line, ": is not UTF-8; save the file as UTF-8"));
  }
  return text;
}

}  // namespace regisseur
