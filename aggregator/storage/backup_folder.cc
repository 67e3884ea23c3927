#include "aggregator/storage/backup_folder.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/packed_file.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int64_t kMaxListBytes = int64_t{1} << 30;

bool IsHash(absl::string_view text) {
  return text.size() == 64 &&
         text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

}  // namespace

std::string BackupName(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H-%M-%SZ", time, absl::UTCTimeZone());
}

std::string OriginalsOf(const std::string& backup) {
  const std::string own = absl::StrCat(backup, "/", kOriginals);
  if (access(own.c_str(), F_OK) == 0) return own;
  return absl::StrCat(backup, "/../", kOriginals);
}

absl::StatusOr<std::vector<std::string>> ReadOriginalsList(
    const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(path, kMaxListBytes));
  std::vector<std::string> hashes =
      absl::StrSplit(text, '\n', absl::SkipEmpty());
  for (const std::string& hash : hashes) {
    if (!IsHash(hash)) {
      return absl::DataLossError(absl::StrCat(
          path, " is damaged: '", hash.substr(0, 80), "' is no SHA-256"));
    }
  }
  return hashes;
}

absl::Status CheckHash(const std::string& path, absl::string_view sha256) {
  absl::StatusOr<FileHash> hash = HashFile(path);
  if (absl::IsNotFound(hash.status())) {
    return absl::DataLossError(absl::StrCat(path, " is missing"));
  }
  RETURN_IF_ERROR(hash.status());
  if (hash->sha256 == sha256) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      path, " is damaged: its SHA-256 is not the one of the manifest"));
}

absl::Status CheckOriginal(const std::string& path, absl::string_view hash) {
  ASSIGN_OR_RETURN(const FileHash content, HashPackedContent(path));
  if (content.sha256 == hash) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(path, " is damaged: its content is not what its name says"));
}

}  // namespace regisseur
