#include "cli/pki/pki_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr mode_t kPublicMode = 0644;
constexpr mode_t kSecretMode = 0600;

absl::Status FileProblem(const std::string& path, int error) {
  const std::string what = absl::StrCat(path, ": ", std::strerror(error));
  if (error == EEXIST) {
    return absl::FailedPreconditionError(
        absl::StrCat(what, "; nothing was written over"));
  }
  if (error == EACCES || error == EPERM) {
    return absl::PermissionDeniedError(what);
  }
  return absl::FailedPreconditionError(what);
}

// Who may read a file, and whose it is.
struct Access {
  mode_t mode;
  std::optional<std::pair<uid_t, gid_t>> owner;  // absent: who runs this
};

absl::Status Give(int fd, const std::string& path, const Access& access) {
  if (!access.owner.has_value()) return absl::OkStatus();
  const auto& [user, group] = *access.owner;
  struct stat info;
  const bool is_theirs =
      fstat(fd, &info) == 0 && info.st_uid == user && info.st_gid == group;
  if (!is_theirs && fchown(fd, user, group) != 0) {
    return absl::PermissionDeniedError(absl::StrCat(
        path, ": belongs to user ", user, " and group ", group,
        ", who could not read it any more; renew it as root, or as that user"));
  }
  // Whatever the umask says; and chown may take bits away.
  if (fchmod(fd, access.mode) != 0) return FileProblem(path, errno);
  return absl::OkStatus();
}

// A file that was not there.
absl::Status WriteNew(const std::string& path, const std::string& text,
                      const Access& access) {
  const int fd = open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
                      access.owner.has_value() ? kSecretMode : access.mode);
  if (fd < 0) return FileProblem(path, errno);
  // Before there is anything in it.
  absl::Status written = Give(fd, path, access);
  if (written.ok()) {
    const ssize_t size = write(fd, text.data(), text.size());
    if (size != static_cast<ssize_t>(text.size())) {
      written = FileProblem(path, size < 0 ? errno : ENOSPC);
    } else if (fsync(fd) != 0) {
      written = FileProblem(path, errno);
    }
  }
  close(fd);
  if (!written.ok()) unlink(path.c_str());
  return written;
}

// That of the file that is replaced; `mode` where it is gone.
Access AccessOf(const std::string& path, mode_t mode) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return {mode, std::nullopt};
  return {info.st_mode & 0777, std::pair(info.st_uid, info.st_gid)};
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  return text.str();
}

std::string DayWords(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone());
}

}  // namespace

std::string PkiFolder::CertPath(const std::string& name) const {
  return absl::StrCat(path_, "/", name, ".pem");
}
std::string PkiFolder::KeyPath(const std::string& name) const {
  return absl::StrCat(path_, "/", name, ".key");
}

absl::Status PkiFolder::AddAll(const std::vector<Entry>& entries) const {
  if (mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST) {
    return FileProblem(path_, errno);
  }
  std::vector<std::string> written;
  const auto write = [&](const std::string& path, const std::string& text,
                         mode_t mode) {
    const absl::Status status = WriteNew(path, text, {mode, std::nullopt});
    if (status.ok()) written.push_back(path);
    return status;
  };
  for (const Entry& entry : entries) {
    absl::Status status =
        write(KeyPath(entry.name), entry.pair.key, kSecretMode);
    if (status.ok()) {
      status = write(CertPath(entry.name), entry.pair.cert, kPublicMode);
    }
    if (status.ok()) continue;
    for (const std::string& path : written) unlink(path.c_str());
    return status;
  }
  return absl::OkStatus();
}

absl::Status PkiFolder::Replace(const Entry& entry) const {
  const std::string key = KeyPath(entry.name);
  const std::string cert = CertPath(entry.name);
  const std::string new_key = key + ".new";
  const std::string new_cert = cert + ".new";
  RETURN_IF_ERROR(
      WriteNew(new_key, entry.pair.key, AccessOf(key, kSecretMode)));
  absl::Status status =
      WriteNew(new_cert, entry.pair.cert, AccessOf(cert, kPublicMode));
  if (status.ok() && std::rename(new_key.c_str(), key.c_str()) != 0) {
    status = FileProblem(key, errno);
  }
  if (status.ok() && std::rename(new_cert.c_str(), cert.c_str()) != 0) {
    return FileProblem(cert, errno);  // the pair is whole as .key and .pem.new
  }
  if (!status.ok()) {
    unlink(new_key.c_str());
    unlink(new_cert.c_str());
  }
  return status;
}

absl::StatusOr<CertificateAuthority> PkiFolder::ReadAuthority(
    const std::string& name) const {
  const auto cert = ReadFile(CertPath(name));
  const auto key = ReadFile(KeyPath(name));
  if (!cert.ok() || !key.ok()) {
    return absl::NotFoundError(absl::StrCat(
        (cert.ok() ? key : cert).status().message(),
        "; `regisseur pki init` makes an authority, and both of its files are "
        "needed to sign"));
  }
  auto authority = CertificateAuthority::Parse(*cert, *key);
  if (!authority.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(CertPath(name), ": ", authority.status().message()));
  }
  return authority;
}

absl::StatusOr<std::string> PkiFolder::ReadCertificate(
    const std::string& name) const {
  return ReadFile(CertPath(name));
}

std::string RenderEntries(const std::vector<PkiFolder::Entry>& entries) {
  size_t width = 0;
  for (const PkiFolder::Entry& entry : entries) {
    width = std::max(width, entry.name.size());
  }
  std::string out;
  for (const PkiFolder::Entry& entry : entries) {
    absl::StrAppendFormat(
        &out, "  %-*s  until %s  %s\n", static_cast<int>(2 * width + 11),
        absl::StrCat(entry.name, ".pem, ", entry.name, ".key"),
        DayWords(entry.pair.until), entry.purpose);
  }
  return out;
}

absl::StatusOr<Validity> ValidityOf(const std::string& days, absl::Time now) {
  int count = 0;
  if (!absl::SimpleAtoi(days, &count) || count < 1 || count > 36500) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--days is \"", days, "\"; write a number from 1 to 36500"));
  }
  return Validity{now - absl::Hours(1), now + absl::Hours(24) * count};
}

}  // namespace regisseur
