#include "aggregator/collect/socket_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace regisseur {
namespace {

constexpr absl::string_view kPrefix = "regisseur-";
constexpr size_t kRandomLetters = 6;  // of mkdtemp
constexpr char kLock[] = ".lock";
constexpr int kMostTries = 100;
// One without a lock was left between two calls, or is being made right now.
constexpr std::time_t kSurelyLeftSeconds = 3600;

bool IsOurName(absl::string_view name) {
  return absl::StartsWith(name, kPrefix) &&
         name.size() == kPrefix.size() + kRandomLetters;
}

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

std::vector<std::string> NamesIn(int folder) {
  std::vector<std::string> names;
  const int again = dup(folder);
  if (again < 0) return names;
  const std::unique_ptr<DIR, CloseFolder> list(fdopendir(again));
  if (list == nullptr) {
    close(again);
    return names;
  }
  rewinddir(list.get());
  while (const dirent* entry = readdir(list.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  return names;
}

// Takes our own things out of the folder: sockets and the lock. Anything else
// stays, and the folder with it.
void Empty(int folder) {
  for (const std::string& name : NamesIn(folder)) {
    struct stat info;
    if (fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
      continue;
    if (S_ISSOCK(info.st_mode) || name == kLock) {
      unlinkat(folder, name.c_str(), 0);
    }
  }
}

// Removes the folder unless somebody holds it. The lock is ours until it is
// gone: who is making it right now finds that out, and makes another.
void RemoveIfLeft(int in, const std::string& name) {
  // Never through a link, wherever it leads.
  const int folder =
      openat(in, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return;
  const absl::Cleanup close_folder = [folder] { close(folder); };
  struct stat info;
  if (fstat(folder, &info) != 0 || info.st_uid != geteuid() ||
      (info.st_mode & 077) != 0) {
    return;
  }
  const int lock = openat(folder, kLock, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  if (lock < 0 && (errno != ENOENT ||
                   std::time(nullptr) - info.st_mtime <= kSurelyLeftSeconds)) {
    return;
  }
  const absl::Cleanup let_go = [lock] {
    if (lock >= 0) close(lock);
  };
  if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0) return;
  Empty(folder);
  unlinkat(in, name.c_str(), AT_REMOVEDIR);
}

void RemoveLeft(const std::string& base) {
  const int in = open(base.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (in < 0) return;
  const absl::Cleanup close_base = [in] { close(in); };
  for (const std::string& name : NamesIn(in)) {
    if (IsOurName(name)) RemoveIfLeft(in, name);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<SocketFolder>> SocketFolder::Make(
    const std::string& base) {
  RemoveLeft(base);
  for (int i = 0; i < kMostTries; ++i) {
    std::string path = absl::StrCat(base, "/", kPrefix, "XXXXXX");
    if (mkdtemp(path.data()) == nullptr) {
      return absl::FailedPreconditionError(
          absl::StrCat("No folder for the adapters' sockets: ", path, ": ",
                       std::strerror(errno)));
    }
    const int lock = open(absl::StrCat(path, "/", kLock).c_str(),
                          O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool held = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0;
    const int why = errno;
    struct stat info;
    if (held && fstat(lock, &info) == 0 && info.st_nlink > 0) {
      return std::unique_ptr<SocketFolder>(
          new SocketFolder(std::move(path), lock));
    }
    if (lock >= 0) close(lock);
    if (!held && (lock < 0 || why != EWOULDBLOCK)) {
      return absl::FailedPreconditionError(absl::StrCat(
          "The folder for the adapters' sockets cannot be held: ", path, ": ",
          std::strerror(why)));
    }
    // Another daemon that starts took it for one that was left.
  }
  return absl::UnavailableError(
      absl::StrCat("The folder for the adapters' sockets is taken away while "
                   "it is made, in ",
                   base));
}

SocketFolder::~SocketFolder() {
  const int folder =
      open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder >= 0) {
    Empty(folder);
    close(folder);
    rmdir(path_.c_str());
  }
  close(lock_);
}

}  // namespace regisseur
