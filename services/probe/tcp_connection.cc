#include "services/probe/tcp_connection.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/sdk/http_client.h"

namespace regisseur::probe {
namespace {

std::string AddressText(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address->sa_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr,
              text, sizeof(text));
  } else if (address->sa_family == AF_INET6) {
    inet_ntop(AF_INET6,
              &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text,
              sizeof(text));
  }
  return text;
}

// Without numbers that differ from try to try.
std::string WhyNot(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "its name cannot be resolved";
    case CURLE_COULDNT_CONNECT:
      return "the connection is refused or there is no way to it";
    case CURLE_OPERATION_TIMEDOUT:
      return "nothing answers in time";
    default:
      return curl_easy_strerror(code);
  }
}

}  // namespace

// libcurl resolves with a time limit and tries address after address.
class TcpConnection::Transfer {
 public:
  explicit Transfer(const ProbeLimits& limits)
      : limits_(limits), easy_(curl_easy_init()) {}
  ~Transfer() {
    if (easy_ != nullptr) curl_easy_cleanup(easy_);
  }

  absl::StatusOr<int> Connect(const HostPort& where) {
    if (easy_ == nullptr) {
      return absl::InternalError("libcurl could not be initialised");
    }
    const long ms =
        std::max<int64_t>(1, absl::ToInt64Milliseconds(limits_.timeout));
    curl_easy_setopt(easy_, CURLOPT_URL,
                     absl::StrCat("http://", where.ToString()).c_str());
    curl_easy_setopt(easy_, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy_, CURLOPT_PROXY, "");
    curl_easy_setopt(easy_, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, ms);
    curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, ms);
    curl_easy_setopt(easy_, CURLOPT_OPENSOCKETFUNCTION, &Transfer::OpenSocket);
    curl_easy_setopt(easy_, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy_, CURLOPT_XFERINFOFUNCTION, &Transfer::Progress);
    curl_easy_setopt(easy_, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(easy_, CURLOPT_NOPROGRESS, 0L);
    const CURLcode code = curl_easy_perform(easy_);
    if (!refused_.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("it is at ", refused_,
                       ", inside the own network; set allow_private where "
                       "that is meant"));
    }
    if (code != CURLE_OK) return absl::UnavailableError(WhyNot(code));
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket);
    if (socket == CURL_SOCKET_BAD) {
      return absl::UnavailableError("the connection was closed at once");
    }
    return static_cast<int>(socket);
  }

 private:
  static curl_socket_t OpenSocket(void* data, curlsocktype purpose,
                                  curl_sockaddr* address) {
    auto* transfer = static_cast<Transfer*>(data);
    const std::string text = AddressText(&address->addr);
    if (purpose != CURLSOCKTYPE_IPCXN ||
        (!transfer->limits_.allow_private && sdk::IsPrivateAddress(text))) {
      transfer->refused_ = text;
      return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
  }

  static int Progress(void* data, curl_off_t, curl_off_t, curl_off_t,
                      curl_off_t) {
    const auto* transfer = static_cast<const Transfer*>(data);
    const std::atomic<bool>* cancelled = transfer->limits_.cancelled;
    return cancelled != nullptr && cancelled->load() ? 1 : 0;
  }

  const ProbeLimits& limits_;
  CURL* const easy_;
  std::string refused_;
};

absl::StatusOr<std::unique_ptr<TcpConnection>> TcpConnection::Open(
    const HostPort& where, const ProbeLimits& limits) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (initialised != CURLE_OK) {
    return absl::InternalError("libcurl could not be initialised");
  }
  std::unique_ptr<TcpConnection> connection(new TcpConnection());
  connection->transfer_ = std::make_unique<Transfer>(limits);
  const absl::StatusOr<int> fd = connection->transfer_->Connect(where);
  if (!fd.ok()) return fd.status();
  connection->fd_ = *fd;
  return connection;
}

TcpConnection::~TcpConnection() = default;

std::string TcpConnection::peer() const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (getpeername(fd_, generic, &size) != 0) return "";
  if (address.ss_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address);
    return absl::StrCat("ipv6:[", AddressText(generic),
                        "]:", ntohs(v6->sin6_port));
  }
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address);
  return absl::StrCat("ipv4:", AddressText(generic), ":", ntohs(v4->sin_port));
}

ProbeResult ResultOfConnect(const absl::Status& status) {
  const std::string why(status.message());
  return status.code() == absl::StatusCode::kUnavailable
             ? ProbeResult::Silent(why)
             : ProbeResult::Unable(why);
}

}  // namespace regisseur::probe
