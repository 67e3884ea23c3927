#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace regisseur {

// What our servers show in TLS: certificate, key and the authority of callers,
// from files that may be replaced while they serve. Only files that fit
// together are ever shown; while they do not, also half-way through a
// replacement, the last good ones stay. Thread-safe.
class ServerCertificate {
 public:
  struct Files {
    std::string cert;
    std::string key;
    std::string client_ca;  // empty: callers are asked for no certificate
  };
  // In PEM.
  struct Content {
    std::string cert;
    std::string key;
    std::string client_ca;
    int64_t version = 0;  // another one for another content
  };

  // FAILED_PRECONDITION, naming the file, when they cannot be used.
  static absl::StatusOr<std::unique_ptr<ServerCertificate>> Load(Files files);

  bool asks_callers() const { return !files_.client_ca.empty(); }

  // For the next connection. Files that changed are read again.
  std::shared_ptr<const Content> Current();

  // Why the files as they are now are not what is shown; OK when they are.
  absl::Status Check();

 private:
  explicit ServerCertificate(Files files) : files_(std::move(files)) {}

  absl::StatusOr<Content> Read() const;
  void Refresh();

  const Files files_;
  absl::Mutex mutex_;
  std::string read_ ABSL_GUARDED_BY(mutex_);  // what the files were when read
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Content> content_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
