#include "aggregator/storage/durable_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "aggregator/storage/row_hash.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr size_t kPieceBytes = size_t{1} << 18;

absl::Status FileTrouble(absl::string_view doing, absl::string_view path,
                         int code) {
  const std::string message =
      absl::StrCat("cannot ", doing, " ", path, ": ", std::strerror(code));
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      return absl::ResourceExhaustedError(
          absl::StrCat(message, "; the disk is full: make room"));
    case ENOENT:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
      return absl::FailedPreconditionError(message);
    default:
      return absl::UnavailableError(message);
  }
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

absl::Status WriteAll(int fd, absl::string_view data, const std::string& path) {
  while (!data.empty()) {
    const ssize_t written = write(fd, data.data(), data.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return FileTrouble("write", path, errno);
    }
    data.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status ReadPieces(
    const std::string& path,
    absl::FunctionRef<absl::Status(absl::string_view)> take) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileTrouble("read", path, errno);
  const absl::Cleanup close_file = [fd] { close(fd); };
  std::string buffer(kPieceBytes, '\0');
  while (true) {
    const ssize_t size = read(fd, buffer.data(), buffer.size());
    if (size < 0) {
      if (errno == EINTR) continue;
      return FileTrouble("read", path, errno);
    }
    if (size == 0) return absl::OkStatus();
    RETURN_IF_ERROR(
        take(absl::string_view(buffer.data(), static_cast<size_t>(size))));
  }
}

absl::Status WriteFileDurably(
    const std::string& path,
    absl::FunctionRef<absl::Status(int fd, const std::string& path)> fill) {
  const std::string part = path + ".part";
  const int fd =
      open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return FileTrouble("write", part, errno);
  absl::Status status = fill(fd, part);
  if (status.ok() && fsync(fd) != 0) status = FileTrouble("write", part, errno);
  close(fd);
  if (status.ok()) status = RenameDurably(part, path);
  if (!status.ok()) unlink(part.c_str());
  return status;
}

absl::Status SyncFile(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileTrouble("write", path, errno);
  const absl::Cleanup close_file = [fd] { close(fd); };
  if (fsync(fd) != 0) return FileTrouble("write", path, errno);
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return FileTrouble("write", path, errno);
  const absl::Cleanup close_folder = [fd] { close(fd); };
  // Some network file systems cannot sync a folder.
  if (fsync(fd) != 0 && errno != EINVAL) {
    return FileTrouble("write", path, errno);
  }
  return absl::OkStatus();
}

absl::Status RenameDurably(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) != 0) {
    return FileTrouble("rename a file to", to, errno);
  }
  return SyncFolder(FolderOf(to));
}

absl::Status WriteFileDurably(const std::string& path,
                              absl::string_view content) {
  return WriteFileDurably(path, [&](int fd, const std::string& part) {
    return WriteAll(fd, content, part);
  });
}

absl::Status CopyFileDurably(const std::string& from, const std::string& to) {
  return WriteFileDurably(to, [&](int fd, const std::string& part) {
    return ReadPieces(from, [&](absl::string_view piece) {
      return WriteAll(fd, piece, part);
    });
  });
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path,
                                          int64_t max_bytes) {
  std::string content;
  RETURN_IF_ERROR(
      ReadPieces(path, [&](absl::string_view piece) -> absl::Status {
        absl::StrAppend(&content, piece);
        if (static_cast<int64_t>(content.size()) <= max_bytes) {
          return absl::OkStatus();
        }
        return absl::ResourceExhaustedError(
            absl::StrCat(path, " is longer than ", max_bytes, " bytes"));
      }));
  return content;
}

absl::StatusOr<FileHash> HashFile(const std::string& path) {
  FileHash result;
  Sha256Hasher hasher;
  hasher.Start();
  RETURN_IF_ERROR(
      ReadPieces(path, [&](absl::string_view piece) -> absl::Status {
        hasher.Add(piece);
        result.bytes += static_cast<int64_t>(piece.size());
        return absl::OkStatus();
      }));
  result.sha256 = ToHex(hasher.Finish());
  return result;
}

absl::StatusOr<std::vector<std::string>> ListFolder(const std::string& path) {
  std::vector<std::string> names;
  DIR* const folder = opendir(path.c_str());
  if (folder == nullptr) {
    if (errno == ENOENT) return names;
    return FileTrouble("read", path, errno);
  }
  const absl::Cleanup close_folder = [folder] { closedir(folder); };
  while (const dirent* entry = readdir(folder)) {
    const absl::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status MakeFolders(const std::string& path) {
  std::error_code error;
  const bool was_there = std::filesystem::exists(path, error);
  std::filesystem::create_directories(path, error);
  if (error) return FileTrouble("make the folder", path, error.value());
  if (!was_there) chmod(path.c_str(), 0700);
  return absl::OkStatus();
}

absl::Status RemoveTree(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return FileTrouble("remove", path, error.value());
  return absl::OkStatus();
}

}  // namespace regisseur
