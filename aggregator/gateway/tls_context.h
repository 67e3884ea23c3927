#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/access/peer_certificate.h"
#include "boost/asio/ssl/context.hpp"

namespace regisseur {

// The gateway's certificate as it is in its files now. Thread-safe.
class TlsContext {
 public:
  struct Files {
    std::string cert;
    std::string key;
    std::string client_ca;  // empty: callers are asked for no certificate
  };

  // FAILED_PRECONDITION, naming the file, when they cannot be used.
  static absl::StatusOr<std::unique_ptr<TlsContext>> Load(Files files);

  // For the next connection. Files that changed are read again; as long as
  // they cannot be used the last good ones stay.
  std::shared_ptr<boost::asio::ssl::context> Current();

  // Whom the peer of a finished handshake showed to be; absent without a
  // certificate.
  static std::optional<PeerCertificate> PeerOf(SSL* connection);

 private:
  explicit TlsContext(Files files) : files_(std::move(files)) {}

  const Files files_;
  absl::Mutex mutex_;
  std::string read_ ABSL_GUARDED_BY(mutex_);  // what the files were when read
  std::shared_ptr<boost::asio::ssl::context> context_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
