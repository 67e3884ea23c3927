#include "services/simulator/http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <csignal>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace regisseur::simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

constexpr auto kPatience = std::chrono::seconds(10);
constexpr uint32_t kHeaderLimit = 8 * 1024;
constexpr uint64_t kBodyLimit = 1024;
constexpr int kConnectionLimit = 256;

absl::string_view View(beast::string_view text) {
  return {text.data(), text.size()};
}

// One connection: reads a request, answers, reads the next. Keeps itself alive
// through the callbacks and ends when none is left.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const HttpHandler& handler, int& open)
      : stream_(std::move(socket)), handler_(handler), open_(open) {
    ++open_;
  }
  ~Session() { --open_; }

  void Read() {
    parser_.emplace();
    parser_->header_limit(kHeaderLimit);
    parser_->body_limit(kBodyLimit);
    stream_.expires_after(kPatience);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) {
          self->OnRead(error);
        });
  }

 private:
  void OnRead(beast::error_code error) {
    if (!error) return Answer();
    // A request that is not HTTP gets a word; one that never came does not.
    if (error == http::error::end_of_stream || error == beast::error::timeout ||
        error.category() !=
            http::make_error_code(http::error::bad_method).category()) {
      beast::error_code ignored;
      stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
      return;
    }
    Write({.code = 400, .content_type = "text/plain", .body = "bad request\n"},
          11, /*keep_alive=*/false, /*with_body=*/true);
  }

  void Answer() {
    const auto& request = parser_->get();
    const bool head = request.method() == http::verb::head;
    if (!head && request.method() != http::verb::get) {
      return Write({.code = 405,
                    .content_type = "text/plain",
                    .body = "only GET and HEAD are answered here\n"},
                   request.version(), false, true);
    }
    absl::string_view path = View(request.target());
    path = path.substr(0, path.find('?'));
    HttpAnswer answer = handler_(path);
    if (answer.code == 200 && !answer.etag.empty() &&
        View(request[http::field::if_none_match]) == answer.etag) {
      answer.code = 304;
      answer.body.clear();
    }
    const bool with_body = !head && answer.code != 304;
    Write(std::move(answer), request.version(), request.keep_alive(),
          with_body);
  }

  void Write(HttpAnswer answer, unsigned version, bool keep_alive,
             bool with_body) {
    response_ = {};
    response_.version(version);
    response_.result(static_cast<unsigned>(answer.code));
    response_.set(http::field::server, "regisseur-simulator");
    response_.set(http::field::cache_control, "no-cache");
    if (!answer.etag.empty()) response_.set(http::field::etag, answer.etag);
    if (answer.code != 304) {
      response_.set(http::field::content_type, answer.content_type);
      response_.content_length(answer.body.size());
    }
    if (with_body) response_.body() = std::move(answer.body);
    response_.keep_alive(keep_alive);
    stream_.expires_after(kPatience);
    http::async_write(stream_, response_,
                      [self = shared_from_this(), keep_alive](
                          beast::error_code error, size_t) {
                        if (!error && keep_alive) return self->Read();
                        beast::error_code ignored;
                        self->stream_.socket().shutdown(
                            tcp::socket::shutdown_send, ignored);
                      });
  }

  beast::tcp_stream stream_;
  const HttpHandler& handler_;
  int& open_;
  beast::flat_buffer buffer_{kHeaderLimit + kBodyLimit};
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
};

absl::StatusOr<tcp::endpoint> ParseEndpoint(absl::string_view listen) {
  const size_t colon = listen.rfind(':');
  int port = -1;
  beast::error_code error;
  asio::ip::address address;
  // SimpleAtoi leaves 0 behind when it refuses, which would be "any port".
  if (colon == absl::string_view::npos ||
      !absl::SimpleAtoi(listen.substr(colon + 1), &port)) {
    port = -1;
  } else {
    address =
        asio::ip::make_address(std::string(listen.substr(0, colon)), error);
  }
  if (port < 0 || port > 65535 || error) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", listen,
                     "` is no address to listen on; right is an IP address "
                     "and a port, for instance 127.0.0.1:0"));
  }
  return tcp::endpoint(address, static_cast<uint16_t>(port));
}

}  // namespace

class HttpServer::Impl {
 public:
  explicit Impl(HttpHandler handler)
      : handler_(std::move(handler)),
        acceptor_(io_),
        pause_(io_),
        signals_(io_) {}

  absl::Status Bind(const tcp::endpoint& endpoint) {
    beast::error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error)
      acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return absl::UnavailableError(
          absl::StrCat("cannot listen on ", endpoint.address().to_string(), ":",
                       endpoint.port(), ": ", error.message()));
    }
    const tcp::endpoint bound = acceptor_.local_endpoint(error);
    address_ = absl::StrCat(bound.address().to_string(), ":", bound.port());
    return absl::OkStatus();
  }

  void StopOnSignals() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](beast::error_code error, int) {
      if (!error) io_.stop();
    });
  }

  void Run() {
    Accept();
    io_.run();
  }

  void Stop() { io_.stop(); }
  const std::string& address() const { return address_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return AcceptAgainLater();
      // Beyond the limit a connection is closed at once; the next one may find
      // room again.
      if (open_ < kConnectionLimit) {
        std::make_shared<Session>(std::move(socket), handler_, open_)->Read();
      }
      Accept();
    });
  }

  // Out of descriptors, say: trying again at once would only spin.
  void AcceptAgainLater() {
    pause_.expires_after(std::chrono::milliseconds(100));
    pause_.async_wait([this](beast::error_code error) {
      if (!error) Accept();
    });
  }

  // Constant after construction.
  const HttpHandler handler_;
  std::string address_;
  // Only touched by the thread in Run(); sessions end inside io_, so what they
  // refer to stands before it.
  int open_ = 0;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  asio::signal_set signals_;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Listen(
    absl::string_view listen, HttpHandler handler) {
  const absl::StatusOr<tcp::endpoint> endpoint = ParseEndpoint(listen);
  if (!endpoint.ok()) return endpoint.status();
  auto impl = std::make_unique<Impl>(std::move(handler));
  if (absl::Status status = impl->Bind(*endpoint); !status.ok()) return status;
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

const std::string& HttpServer::address() const { return impl_->address(); }
void HttpServer::StopOnSignals() { impl_->StopOnSignals(); }
void HttpServer::Run() { impl_->Run(); }
void HttpServer::Stop() { impl_->Stop(); }

}  // namespace regisseur::simulator
