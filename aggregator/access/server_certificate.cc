#include "aggregator/access/server_certificate.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/certificate/certificate.h"

namespace regisseur {
namespace {

constexpr size_t kMostBytes = 1 << 20;

// Changes whenever one of the files does.
std::string StampOf(const ServerCertificate::Files& files) {
  std::string stamp;
  for (const std::string* file : {&files.cert, &files.key, &files.client_ca}) {
    struct stat info {};
    if (file->empty() || stat(file->c_str(), &info) != 0) continue;
    absl::StrAppend(&stamp, info.st_ino, " ", info.st_size, " ",
                    info.st_mtim.tv_sec, ".", info.st_mtim.tv_nsec, ";");
  }
  return stamp;
}

absl::StatusOr<NamedPem> ReadPem(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  NamedPem file{path, text.str()};
  if (!in || file.pem.size() > kMostBytes) {
    return absl::FailedPreconditionError(
        absl::StrCat(path,
                     " cannot be read; access.tls has to name files in "
                     "PEM, 1 MiB at most"));
  }
  return file;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerCertificate>> ServerCertificate::Load(
    Files files) {
  std::unique_ptr<ServerCertificate> loaded(
      new ServerCertificate(std::move(files)));
  loaded->Refresh();
  absl::MutexLock lock(&loaded->mutex_);
  RETURN_IF_ERROR(loaded->failure_);
  return loaded;
}

std::shared_ptr<const ServerCertificate::Content> ServerCertificate::Current() {
  Refresh();
  absl::MutexLock lock(&mutex_);
  return content_;
}

absl::Status ServerCertificate::Check() {
  Refresh();
  absl::MutexLock lock(&mutex_);
  return failure_;
}

void ServerCertificate::Refresh() {
  // Before they are read: what changes meanwhile is read once more.
  const std::string stamp = StampOf(files_);
  {
    absl::MutexLock lock(&mutex_);
    if (stamp == read_ && content_ != nullptr) return;
  }
  absl::StatusOr<Content> content = Read();
  absl::MutexLock lock(&mutex_);
  read_ = stamp;  // what is broken is read once, until it changes again
  failure_ = content.status();
  if (!content.ok()) return;
  content->version = content_ == nullptr ? 1 : content_->version + 1;
  content_ = std::make_shared<const Content>(*std::move(content));
}

absl::StatusOr<ServerCertificate::Content> ServerCertificate::Read() const {
  ASSIGN_OR_RETURN(NamedPem cert, ReadPem(files_.cert));
  ASSIGN_OR_RETURN(NamedPem key, ReadPem(files_.key));
  RETURN_IF_ERROR(CheckKeyPair(cert, key));
  Content content;
  content.cert = std::move(cert.pem);
  content.key = std::move(key.pem);
  if (!files_.client_ca.empty()) {
    ASSIGN_OR_RETURN(NamedPem ca, ReadPem(files_.client_ca));
    RETURN_IF_ERROR(CheckAuthorities(ca));
    content.client_ca = std::move(ca.pem);
  }
  return content;
}

}  // namespace regisseur
