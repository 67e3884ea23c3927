#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/access/peer_certificate.h"
#include "aggregator/access/server_certificate.h"
#include "boost/asio/ssl/context.hpp"

namespace regisseur {

// Our certificate as the gateway's TLS takes it. Thread-safe.
class TlsContext {
 public:
  // `certificate` must outlive it.
  explicit TlsContext(ServerCertificate& certificate)
      : certificate_(certificate) {}

  // For the next connection; null only when the machine's TLS refuses what was
  // checked before.
  std::shared_ptr<boost::asio::ssl::context> Current();

  // Whom the peer of a finished handshake showed to be; absent without a
  // certificate.
  static std::optional<PeerCertificate> PeerOf(SSL* connection);

 private:
  ServerCertificate& certificate_;
  absl::Mutex mutex_;
  int64_t version_ ABSL_GUARDED_BY(mutex_) = 0;
  std::shared_ptr<boost::asio::ssl::context> context_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
