#include "aggregator/evidence/signing_key_file.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/durable_file.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int64_t kMostBytes = 64 << 10;

}  // namespace

absl::StatusOr<std::unique_ptr<SigningKey>> LoadSigningKey(
    const std::string& path, bool may_make) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    if (!may_make) {
      return absl::FailedPreconditionError(absl::StrCat(
          path,
          ": the key that evidence is signed with is not there; put it "
          "back, or leave evidence.key_file out so that one is made"));
    }
    std::unique_ptr<SigningKey> key = SigningKey::Generate();
    RETURN_IF_ERROR(WriteFileDurably(path, key->pem()));
    return key;
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path,
                     ": others may read the key that evidence is signed with; "
                     "`chmod 600` it, and consider what was signed meanwhile"));
  }
  ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(path, kMostBytes));
  absl::StatusOr<std::unique_ptr<SigningKey>> key = SigningKey::Parse(text);
  if (!key.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": ", key.status().message()));
  }
  return key;
}

}  // namespace regisseur
