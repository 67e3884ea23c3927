#include "aggregator/gateway/http_gateway.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/gateway/http_session.h"
#include "aggregator/gateway/socket_stream.h"
#include "aggregator/gateway/tls_context.h"
#include "boost/asio/generic/stream_protocol.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/local/stream_protocol.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/strand.hpp"
#include "boost/beast/core/error.hpp"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace beast = boost::beast;
namespace net = boost::asio;
using tcp = net::ip::tcp;

}  // namespace

class HttpGateway::Impl {
 public:
  Impl(const MethodRegistry& methods, Callers& callers, Options options)
      : address_(options.listen),
        server_(methods, callers, std::move(options)),
        acceptor_(net::make_strand(io_)),
        proxy_acceptor_(acceptor_.get_executor()) {}

  ~Impl() { Stop(); }

  absl::Status Start() {
    const Options& options = server_.site.options;
    const bool tls = options.certificate != nullptr;
    RETURN_IF_ERROR(CheckMayListen(
        address_, {.tls = tls, .identities = server_.site.callers.any()}));
    if (tls) {
      tls_ = std::make_unique<TlsContext>(*options.certificate);
      if (tls_->Current() == nullptr) {
        return absl::FailedPreconditionError(
            "the certificate of access.tls is refused by this machine's TLS: "
            "is its key long enough, its signature not MD5 or SHA-1?");
      }
    }
    beast::error_code error;
    const tcp::endpoint endpoint(net::ip::make_address(address_.host, error),
                                 static_cast<uint16_t>(address_.port));
    if (!error) acceptor_.open(endpoint.protocol(), error);
    // A port is shared with nobody, but free again at once after a restart.
    if (!error)
      acceptor_.set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error)
      acceptor_.listen(net::socket_base::max_listen_connections, error);
    if (error) {
      return absl::FailedPreconditionError(absl::StrCat(
          "cannot listen on ", address_.ToString(), ": ", error.message(),
          "; stop the other program or choose another listen.http"));
    }
    address_.port = acceptor_.local_endpoint().port();
    door_.emplace(HttpDoor{
        RequestRules(tls ? "https" : "http", address_.port, options.hosts)});
    if (!options.proxy_socket.empty()) RETURN_IF_ERROR(OpenProxyDoor());
    Accept();
    if (proxy_door_.has_value()) AcceptProxy();
    for (int i = 0; i < kThreads; ++i) {
      threads_.emplace_back([this] { io_.run(); });
    }
    return absl::OkStatus();
  }

  void Stop() {
    if (threads_.empty()) return;
    server_.stopping = true;
    net::post(acceptor_.get_executor(), [this] {
      beast::error_code ignored;
      acceptor_.close(ignored);
      proxy_acceptor_.close(ignored);
    });
    // Told, and let go, outside of the lock: the last one to hold a session
    // ends it, which takes the lock again.
    std::vector<std::shared_ptr<HttpSession>> alive;
    {
      absl::MutexLock lock(&server_.mutex);
      for (HttpSession* session : server_.sessions) {
        // One that is just ending needs no telling.
        if (auto held = session->weak_from_this().lock()) {
          alive.push_back(std::move(held));
        }
      }
    }
    for (const std::shared_ptr<HttpSession>& session : alive) session->Stop();
    alive.clear();
    server_.pool.Stop();
    // Answers that are being written get a moment.
    {
      absl::MutexLock lock(&server_.mutex);
      const auto quiet = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(server_.mutex) {
        return server_.sessions.empty();
      };
      server_.mutex.AwaitWithTimeout(absl::Condition(&quiet),
                                     absl::Milliseconds(500));
    }
    io_.stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    if (proxy_door_.has_value())
      unlink(server_.site.options.proxy_socket.c_str());
  }

  const ListenAddress& address() const { return address_; }

 private:
  static constexpr int kThreads = 2;
  using Local = net::local::stream_protocol;
  using Generic = net::generic::stream_protocol::socket;

  // The socket on which the identity proxy comes. Who may open it is said by
  // its folder and its mode: the daemon's user and group.
  absl::Status OpenProxyDoor() {
    const std::string& path = server_.site.options.proxy_socket;
    unlink(path.c_str());  // what an earlier daemon left
    beast::error_code error;
    if (path.size() >= sizeof(sockaddr_un::sun_path)) {
      error = net::error::name_too_long;
    }
    if (!error) proxy_acceptor_.open(Local(), error);
    if (!error) proxy_acceptor_.bind(Local::endpoint(path), error);
    if (!error && chmod(path.c_str(), 0660) != 0) {
      error = beast::error_code(errno, beast::system_category());
    }
    if (!error) {
      proxy_acceptor_.listen(net::socket_base::max_listen_connections, error);
    }
    if (error) {
      return absl::FailedPreconditionError(absl::StrCat(
          "cannot listen on ", path, ": ", error.message(),
          "; identity_proxy.socket has to be in a folder that is there and "
          "that the daemon may write, with a path of at most ",
          sizeof(sockaddr_un::sun_path) - 1, " bytes"));
    }
    proxy_door_.emplace(
        HttpDoor{RequestRules("https", 443, server_.site.options.proxy_hosts)});
    return absl::OkStatus();
  }

  bool HasRoom() {
    return server_.Count() <
           static_cast<size_t>(server_.site.options.connections);
  }

  void Accept() {
    acceptor_.async_accept(
        net::make_strand(io_),
        [this](beast::error_code error, tcp::socket socket) {
          if (error == net::error::operation_aborted || !acceptor_.is_open()) {
            return;
          }
          if (error) return AcceptLater();
          // Otherwise the socket closes here.
          if (HasRoom()) StartSession(std::move(socket));
          Accept();
        });
  }

  void StartSession(tcp::socket socket) {
    beast::error_code ignored;
    const std::string peer =
        socket.remote_endpoint(ignored).address().to_string();
    CallerEvidence caller;
    caller.address = peer;
    StartSession(Generic(std::move(socket)),
                 tls_ == nullptr ? nullptr : tls_->Current(), *door_,
                 std::move(caller));
  }

  void StartSession(Generic socket, std::shared_ptr<net::ssl::context> tls,
                    const HttpDoor& door, CallerEvidence caller) {
    std::make_shared<HttpSession>(
        MakeSocketStream(std::move(socket), std::move(tls)), door,
        std::move(caller), server_)
        ->Run();
  }

  void AcceptProxy() {
    proxy_acceptor_.async_accept(
        net::make_strand(io_),
        [this](beast::error_code error, Local::socket socket) {
          if (error == net::error::operation_aborted ||
              !proxy_acceptor_.is_open()) {
            return;
          }
          if (!error && HasRoom()) {
            CallerEvidence caller;
            caller.transport = CallerEvidence::Transport::kProxySocket;
            StartSession(Generic(std::move(socket)), /*tls=*/nullptr,
                         *proxy_door_, std::move(caller));
          }
          AcceptProxy();
        });
  }

  // Out of descriptors: wait a little instead of spinning.
  void AcceptLater() {
    retry_.expires_after(std::chrono::milliseconds(100));
    retry_.async_wait([this](beast::error_code error) {
      if (!error && acceptor_.is_open()) Accept();
    });
  }

  ListenAddress address_;
  std::unique_ptr<TlsContext> tls_;  // null: none
  std::optional<HttpDoor> door_;     // these two before the first session
  std::optional<HttpDoor> proxy_door_;
  HttpSessions server_;  // before io_: sessions that end with io_ still use it
  net::io_context io_{kThreads};
  // Keeps the threads running while nothing is read or written: sessions that
  // wait for their handlers are told to stop on them.
  const net::executor_work_guard<net::io_context::executor_type> keep_running_{
      io_.get_executor()};
  tcp::acceptor acceptor_;
  Local::acceptor proxy_acceptor_;
  net::steady_timer retry_{acceptor_.get_executor()};
  std::vector<std::thread> threads_;
};

HttpGateway::HttpGateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpGateway::~HttpGateway() = default;

absl::StatusOr<std::unique_ptr<HttpGateway>> HttpGateway::Start(
    const MethodRegistry& methods, Callers& callers, Options options) {
  auto impl = std::make_unique<Impl>(methods, callers, std::move(options));
  RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<HttpGateway>(new HttpGateway(std::move(impl)));
}

const ListenAddress& HttpGateway::address() const { return impl_->address(); }
void HttpGateway::Stop() { impl_->Stop(); }

}  // namespace regisseur
