#include "aggregator/gateway/http_gateway.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "aggregator/access/caller.h"
#include "aggregator/api/call_pool.h"
#include "aggregator/gateway/connect_error.h"
#include "aggregator/gateway/json_message.h"
#include "aggregator/gateway/request_rules.h"
#include "boost/asio/dispatch.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/strand.hpp"
#include "boost/asio/write.hpp"
#include "boost/beast/core.hpp"
#include "boost/beast/http.hpp"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace net = boost::asio;
using tcp = net::ip::tcp;

// The longest time that a client may ask us to work for one call.
constexpr int64_t kMostTimeoutMs = 600'000;
// How long a stream may go on being sent once the daemon stops.
constexpr std::chrono::milliseconds kStopGrace(500);
// Room for a line of a chunked body beside the body itself.
constexpr size_t kMostBufferBytes = 64 << 10;

constexpr char kWelcome[] =
    "Regisseur: one overview of all your IT partners.\n"
    "\n"
    "This is its HTTP door. Ask as the regisseur program does:\n"
    "\n"
    "  curl -d '{}' -H 'Content-Type: application/json' \\\n"
    "    http://HOST:PORT/regisseur.portfolio.v1.PortfolioService/"
    "GetOverview\n"
    "\n"
    "The methods and their fields are described in the .proto files of the\n"
    "source, under proto/regisseur. GET /healthz says whether it serves.\n";

std::chrono::milliseconds ToChrono(absl::Duration duration) {
  return absl::ToChronoMilliseconds(duration);
}

absl::string_view View(beast::string_view text) {
  return {text.data(), text.size()};
}

// One call from the moment its request was read until it was answered. Shared
// by the session and the handler's thread, whichever ends last.
class PendingCall {
 public:
  const absl::Notification& cancelled() const { return cancelled_; }

  void Cancel() {
    absl::MutexLock lock(&mutex_);
    if (!cancelled_.HasBeenNotified()) cancelled_.Notify();
  }

  // True for the first who wants to answer.
  bool TakeAnswer() {
    absl::MutexLock lock(&mutex_);
    return !std::exchange(answered_, true);
  }

  // For streams: waits until everything handed over was sent. CANCELLED when
  // nobody reads any more.
  absl::Status HandOver() {
    absl::MutexLock lock(&mutex_);
    ++handed_over_;
    const auto sent = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return broken_ || sent_ == handed_over_;
    };
    // The session sends or breaks within its write time.
    mutex_.Await(absl::Condition(&sent));
    if (broken_) return absl::CancelledError("the caller went away");
    return absl::OkStatus();
  }
  void Sent() {
    absl::MutexLock lock(&mutex_);
    ++sent_;
  }
  void Break() {
    absl::MutexLock lock(&mutex_);
    broken_ = true;
    if (!cancelled_.HasBeenNotified()) cancelled_.Notify();
  }
  bool broken() {
    absl::MutexLock lock(&mutex_);
    return broken_;
  }

 private:
  absl::Notification cancelled_;
  absl::Mutex mutex_;
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t handed_over_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t sent_ ABSL_GUARDED_BY(mutex_) = 0;
};

class Session;

// What all sessions share. Outlives them.
struct Server {
  Server(const MethodRegistry& methods, HttpGateway::Options options)
      : methods(methods),
        options(std::move(options)),
        pool({.threads = this->options.threads,
              .long_threads = this->options.long_threads}) {}

  void Enter(Session* session) {
    absl::MutexLock lock(&mutex);
    sessions.insert(session);
  }
  void Leave(Session* session) {
    absl::MutexLock lock(&mutex);
    sessions.erase(session);
  }
  size_t Count() {
    absl::MutexLock lock(&mutex);
    return sessions.size();
  }

  const MethodRegistry& methods;
  const HttpGateway::Options options;
  std::optional<RequestRules> rules;  // set before the first session
  CallPool pool;
  std::atomic<bool> stopping = false;
  absl::Mutex mutex;
  std::set<Session*> sessions ABSL_GUARDED_BY(mutex);
};

// One connection: a request at a time. Everything of it runs on the strand of
// its socket, except the handlers.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Server& server)
      : server_(server),
        stream_(std::move(socket)),
        deadline_(stream_.get_executor()),
        buffer_(kMostBufferBytes) {
    server_.Enter(this);
  }
  ~Session() {
    if (call_ != nullptr) call_->Break();
    server_.Leave(this);
  }

  void Run() {
    net::dispatch(stream_.get_executor(),
                  [self = shared_from_this()] { self->ReadHeader(true); });
  }

  // From any thread: ends the connection when no call runs; else tells the
  // call, and breaks it when its client does not take the answer soon.
  void Stop() {
    net::post(stream_.get_executor(), [self = shared_from_this()] {
      if (self->call_ == nullptr) return self->Close();
      self->call_->Cancel();
      self->deadline_.expires_after(kStopGrace);
      self->deadline_.async_wait(
          [self, call = self->call_](beast::error_code error) {
            if (!error && self->stream_header_sent_) self->BreakStream(call);
          });
    });
  }

 private:
  using Response = http::response<http::string_body>;

  void ReadHeader(bool first) {
    if (server_.stopping) return Close();
    call_.reset();
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(server_.options.header_bytes));
    parser_->body_limit(server_.options.body_bytes);
    // Waiting for the next request and sending its header are one wait; the
    // whole header has to come within it.
    stream_.expires_after(ToChrono(first ? server_.options.header_time
                                         : server_.options.idle_time));
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) {
          self->OnHeader(error);
        });
  }

  void OnHeader(beast::error_code error) {
    if (error) return OnReadError(error);
    const auto& header = parser_->get();
    version_ = header.version();
    keep_alive_ = header.keep_alive();
    head_only_ = header.method() == http::verb::head;
    if (!CheckHeader()) return;  // answered
    const bool waits_for_leave = absl::EqualsIgnoreCase(
        View(header[http::field::expect]), "100-continue");
    if (!waits_for_leave) return ReadBody();
    stream_.expires_after(ToChrono(server_.options.write_time));
    static constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";
    net::async_write(
        stream_, net::buffer(kContinue, sizeof(kContinue) - 1),
        [self = shared_from_this()](beast::error_code error, size_t) {
          if (error) return self->Close();
          self->ReadBody();
        });
  }

  // Answers what needs no body, and refuses before reading one. False when it
  // answered.
  bool CheckHeader() {
    const auto& header = parser_->get();
    const absl::string_view host = View(header[http::field::host]);
    if (!server_.rules->AllowsHost(host)) {
      Refuse(403, absl::PermissionDeniedError(
                      absl::StrCat("Host \"", host.substr(0, 200),
                                   "\" is not a name of this server")));
      return false;
    }
    if (!server_.rules->AllowsOrigin(View(header[http::field::origin]))) {
      Refuse(403, absl::PermissionDeniedError(
                      "pages of another origin may not call this server"));
      return false;
    }
    absl::string_view path = View(header.target());
    path = path.substr(0, path.find('?'));
    if (path == "/" || path == "/healthz") {
      if (header.method() != http::verb::get &&
          header.method() != http::verb::head) {
        RefuseMethod("GET, HEAD");
        return false;
      }
      if (path == "/") {
        AnswerText(200, kWelcome);
      } else {
        const absl::Status health = server_.options.health != nullptr
                                        ? server_.options.health()
                                        : absl::OkStatus();
        AnswerText(health.ok() ? 200 : 503,
                   health.ok() ? "ok\n" : absl::StrCat(health.message(), "\n"));
      }
      return false;
    }
    method_ = server_.methods.FindByPath(path);
    if (method_ == nullptr) {
      Refuse(404, absl::UnimplementedError(
                      absl::StrCat("there is nothing at ", path.substr(0, 200),
                                   "; a method is at "
                                   "/package.Service/Method")));
      return false;
    }
    if (header.method() != http::verb::post) {
      RefuseMethod("POST");
      return false;
    }
    const bool streams = method_->descriptor->server_streaming();
    const BodyType type =
        ParseBodyType(View(header[http::field::content_type]));
    if (type != (streams ? BodyType::kConnectJson : BodyType::kJson)) {
      Refuse(415, absl::InvalidArgumentError(absl::StrCat(
                      "Content-Type has to be application/",
                      streams ? "connect+json" : "json", " for this method")));
      return false;
    }
    const absl::string_view encoding =
        View(header[http::field::content_encoding]);
    if (!encoding.empty() && encoding != "identity") {
      Refuse(415, absl::UnimplementedError("send the body uncompressed"));
      return false;
    }
    const absl::string_view version = View(header["Connect-Protocol-Version"]);
    if (!version.empty() && version != "1") {
      Refuse(400, absl::InvalidArgumentError(
                      "Connect-Protocol-Version has to be 1"));
      return false;
    }
    const absl::string_view timeout = View(header["Connect-Timeout-Ms"]);
    timeout_ms_ = 0;
    if (!timeout.empty() &&
        (timeout.size() > 10 || !absl::SimpleAtoi(timeout, &timeout_ms_) ||
         timeout_ms_ < 0)) {
      Refuse(400, absl::InvalidArgumentError(
                      "Connect-Timeout-Ms has to be a number of "
                      "milliseconds, at most ten digits"));
      return false;
    }
    has_timeout_ = !timeout.empty();
    return true;
  }

  void ReadBody() {
    stream_.expires_after(ToChrono(server_.options.body_time));
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) {
          if (error) return self->OnReadError(error);
          self->StartCall();
        });
  }

  void OnReadError(beast::error_code error) {
    if (error == http::error::body_limit) {
      return Refuse(413, absl::ResourceExhaustedError(absl::StrCat(
                             "the request is longer than ",
                             server_.options.body_bytes, " bytes")));
    }
    if (error == http::error::header_limit ||
        error == http::error::buffer_overflow) {
      return Refuse(431, absl::ResourceExhaustedError(
                             "the header of the request is too long"));
    }
    if (error.category() ==
            http::make_error_code(http::error::bad_method).category() &&
        error != http::error::end_of_stream &&
        error != http::error::partial_message) {
      return Refuse(400,
                    absl::InvalidArgumentError("the request is no HTTP/1.1"));
    }
    Close();
  }

  void StartCall() {
    call_ = std::make_shared<PendingCall>();
    stream_.expires_never();
    if (has_timeout_) {
      deadline_.expires_after(
          std::chrono::milliseconds(std::min(timeout_ms_, kMostTimeoutMs)));
      deadline_.async_wait(
          [self = shared_from_this(), call = call_](beast::error_code error) {
            if (!error) self->OnDeadline(call);
          });
    }
    tcp::endpoint peer;
    beast::error_code ignored;
    peer = stream_.socket().remote_endpoint(ignored);
    auto work = [self = shared_from_this(), call = call_, method = method_,
                 body = std::move(parser_->get().body()),
                 address = peer.address().to_string()]() {
      if (method->descriptor->server_streaming()) {
        self->HandleStream(call, *method, body, address);
      } else {
        self->HandleUnary(call, *method, body, address);
      }
    };
    if (!server_.pool.Submit(method_->long_running, std::move(work))) {
      if (call_->TakeAnswer()) {
        Answer(ErrorResponse(absl::ResourceExhaustedError(
            "too many calls wait already; try again later")));
      }
    }
  }

  // ---- on a thread of the pool

  absl::Status Call(const std::shared_ptr<PendingCall>& call,
                    const MethodRegistry::Method& method,
                    absl::string_view json, const std::string& address,
                    ResponseWriter& writer) {
    ASSIGN_OR_RETURN(const Principal who, IdentifyCaller({.address = address}));
    ASSIGN_OR_RETURN(const std::unique_ptr<google::protobuf::Message> request,
                     ParseJsonRequest(method.descriptor->input_type(), json));
    return server_.methods.Call(
        method, CallContext{.who = who, .cancelled = call->cancelled()},
        *request, writer);
  }

  void HandleUnary(const std::shared_ptr<PendingCall>& call,
                   const MethodRegistry::Method& method,
                   const std::string& body, const std::string& address) {
    class OneMessage final : public ResponseWriter {
     public:
      absl::Status Write(const google::protobuf::Message& message) override {
        ASSIGN_OR_RETURN(json, RenderJson(message));
        return absl::OkStatus();
      }
      std::string json;
    };
    OneMessage writer;
    const absl::Status status = Call(call, method, body, address, writer);
    if (!call->TakeAnswer()) return;  // too late
    net::post(
        stream_.get_executor(), [self = shared_from_this(), status,
                                 json = std::move(writer.json)]() mutable {
          self->deadline_.cancel();
          self->Answer(status.ok() ? self->JsonResponse(200, std::move(json))
                                   : self->ErrorResponse(status));
        });
  }

  void HandleStream(const std::shared_ptr<PendingCall>& call,
                    const MethodRegistry::Method& method,
                    const std::string& body, const std::string& address) {
    class Envelopes final : public ResponseWriter {
     public:
      Envelopes(Session& session, std::shared_ptr<PendingCall> call)
          : session_(session), call_(std::move(call)) {}
      absl::Status Write(const google::protobuf::Message& message) override {
        ASSIGN_OR_RETURN(const std::string json, RenderJson(message));
        return Send(ConnectEnvelope(0, json), /*last=*/false);
      }
      absl::Status Send(std::string bytes, bool last) {
        net::post(session_.stream_.get_executor(),
                  [self = session_.shared_from_this(), call = call_,
                   bytes = std::move(bytes), last]() mutable {
                    self->SendChunk(call, std::move(bytes), last);
                  });
        return call_->HandOver();
      }

     private:
      Session& session_;
      const std::shared_ptr<PendingCall> call_;
    };
    Envelopes writer(*this, call);
    absl::string_view json;
    absl::Status status = ReadConnectEnvelope(body, &json);
    if (status.ok()) status = Call(call, method, json, address, writer);
    // A stream has no other place for its outcome than its last message.
    (void)writer.Send(
        ConnectEnvelope(kConnectEndOfStream, ConnectEndOfStreamJson(status)),
        /*last=*/true);
  }

  // ---- on the strand

  void OnDeadline(const std::shared_ptr<PendingCall>& call) {
    call->Cancel();
    // A stream ends by itself with what its handler says.
    if (method_->descriptor->server_streaming()) return;
    if (!call->TakeAnswer()) return;
    keep_alive_ = false;
    Answer(ErrorResponse(absl::DeadlineExceededError(
        absl::StrCat("not answered within ", timeout_ms_, " ms"))));
  }

  void SendChunk(std::shared_ptr<PendingCall> call, std::string bytes,
                 bool last) {
    if (call->broken()) return;
    if (!stream_header_sent_) {
      stream_header_sent_ = true;
      stream_response_.emplace(http::status::ok, version_);
      SetHeader(*stream_response_, "application/connect+json");
      stream_response_->chunked(true);
      stream_serializer_.emplace(*stream_response_);
      stream_.expires_after(ToChrono(server_.options.write_time));
      http::async_write_header(
          stream_, *stream_serializer_,
          [self = shared_from_this(), call, bytes = std::move(bytes), last](
              beast::error_code error, size_t) mutable {
            if (error) return self->BreakStream(call);
            self->SendChunk(call, std::move(bytes), last);
          });
      return;
    }
    chunk_ = std::move(bytes);
    stream_.expires_after(ToChrono(server_.options.write_time));
    net::async_write(stream_, http::make_chunk(net::buffer(chunk_)),
                     [self = shared_from_this(), call, last](
                         beast::error_code error, size_t) {
                       if (error) return self->BreakStream(call);
                       self->stream_.expires_never();
                       if (last) {
                         self->EndStream(call);
                       } else {
                         call->Sent();
                       }
                     });
  }

  void EndStream(std::shared_ptr<PendingCall> call) {
    stream_.expires_after(ToChrono(server_.options.write_time));
    net::async_write(
        stream_, http::make_chunk_last(),
        [self = shared_from_this(), call](beast::error_code error, size_t) {
          self->deadline_.cancel();
          if (error) return self->BreakStream(call);
          call->Sent();
          self->stream_header_sent_ = false;
          if (!self->keep_alive_) return self->Close();
          self->ReadHeader(false);
        });
  }

  void BreakStream(const std::shared_ptr<PendingCall>& call) {
    call->Break();
    Close();
  }

  template <typename Message>
  void SetHeader(Message& response, const char* content_type) {
    if (server_.stopping) keep_alive_ = false;
    response.set(http::field::content_type, content_type);
    response.set(http::field::cache_control, "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    response.keep_alive(keep_alive_);
  }

  Response JsonResponse(int status, std::string json) {
    Response response(static_cast<http::status>(status), version_);
    SetHeader(response, "application/json");
    response.body() = std::move(json);
    return response;
  }

  Response ErrorResponse(const absl::Status& status) {
    return JsonResponse(ConnectHttpStatus(status.code()),
                        ConnectErrorJson(status));
  }

  // Answers and closes: the body was not read, so nothing can follow it.
  void Refuse(int status, const absl::Status& why) {
    keep_alive_ = false;
    Answer(JsonResponse(status, ConnectErrorJson(why)));
  }

  void RefuseMethod(const char* allowed) {
    keep_alive_ = false;
    Response response =
        JsonResponse(405, ConnectErrorJson(absl::UnimplementedError(
                              absl::StrCat("only ", allowed, " works here"))));
    response.set(http::field::allow, allowed);
    Answer(std::move(response));
  }

  void AnswerText(int status, std::string text) {
    // A body that came all the same was not read.
    if (!parser_->is_done()) keep_alive_ = false;
    Response response(static_cast<http::status>(status), version_);
    SetHeader(response, "text/plain; charset=utf-8");
    response.body() = std::move(text);
    Answer(std::move(response));
  }

  void Answer(Response response) {
    response.prepare_payload();
    if (head_only_) response.body().clear();
    response_.emplace(std::move(response));
    stream_.expires_after(ToChrono(server_.options.write_time));
    const bool keep_alive = keep_alive_;
    http::async_write(stream_, *response_,
                      [self = shared_from_this(), keep_alive](
                          beast::error_code error, size_t) {
                        if (error || !keep_alive)
                          return self->CloseAfterAnswer();
                        self->ReadHeader(false);
                      });
  }

  // Lets the client read the answer before the connection is reset: what it
  // still sends is read and dropped for a moment.
  void CloseAfterAnswer() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    drained_ = 0;
    stream_.expires_after(std::chrono::seconds(1));
    Drain();
  }

  void Drain() {
    stream_.async_read_some(
        net::buffer(drain_buffer_),
        [self = shared_from_this()](beast::error_code error, size_t bytes) {
          self->drained_ += bytes;
          if (error || self->drained_ > 4 * self->server_.options.body_bytes) {
            return self->Close();
          }
          self->Drain();
        });
  }

  void Close() {
    beast::error_code ignored;
    stream_.socket().close(ignored);
  }

  Server& server_;
  beast::tcp_stream stream_;
  net::steady_timer deadline_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<Response> response_;
  const MethodRegistry::Method* method_ = nullptr;
  std::shared_ptr<PendingCall> call_;
  unsigned version_ = 11;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool has_timeout_ = false;
  int64_t timeout_ms_ = 0;
  bool stream_header_sent_ = false;
  std::optional<http::response<http::empty_body>> stream_response_;
  std::optional<http::response_serializer<http::empty_body>> stream_serializer_;
  std::string chunk_;
  char drain_buffer_[4096];
  size_t drained_ = 0;
};

}  // namespace

class HttpGateway::Impl {
 public:
  Impl(const MethodRegistry& methods, Options options)
      : address_(options.listen),
        server_(methods, std::move(options)),
        acceptor_(net::make_strand(io_)) {}

  ~Impl() { Stop(); }

  absl::Status Start() {
    RETURN_IF_ERROR(CheckMayListen(address_));
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
    server_.rules.emplace(address_.port, server_.options.hosts);
    Accept();
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
    });
    // Told, and let go, outside of the lock: the last one to hold a session
    // ends it, which takes the lock again.
    std::vector<std::shared_ptr<Session>> alive;
    {
      absl::MutexLock lock(&server_.mutex);
      for (Session* session : server_.sessions) {
        // One that is just ending needs no telling.
        if (auto held = session->weak_from_this().lock()) {
          alive.push_back(std::move(held));
        }
      }
    }
    for (const std::shared_ptr<Session>& session : alive) session->Stop();
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
  }

  const ListenAddress& address() const { return address_; }

 private:
  static constexpr int kThreads = 2;

  void Accept() {
    acceptor_.async_accept(net::make_strand(io_), [this](
                                                      beast::error_code error,
                                                      tcp::socket socket) {
      if (error == net::error::operation_aborted || !acceptor_.is_open()) {
        return;
      }
      if (error) return AcceptLater();
      if (server_.Count() < static_cast<size_t>(server_.options.connections)) {
        std::make_shared<Session>(std::move(socket), server_)->Run();
      }
      // Otherwise the socket closes here.
      Accept();
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
  Server server_;  // before io_: sessions that end with io_ still use it
  net::io_context io_{kThreads};
  // Keeps the threads running while nothing is read or written: sessions that
  // wait for their handlers are told to stop on them.
  const net::executor_work_guard<net::io_context::executor_type> keep_running_{
      io_.get_executor()};
  tcp::acceptor acceptor_;
  net::steady_timer retry_{acceptor_.get_executor()};
  std::vector<std::thread> threads_;
};

HttpGateway::HttpGateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpGateway::~HttpGateway() = default;

absl::StatusOr<std::unique_ptr<HttpGateway>> HttpGateway::Start(
    const MethodRegistry& methods, Options options) {
  auto impl = std::make_unique<Impl>(methods, std::move(options));
  RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<HttpGateway>(new HttpGateway(std::move(impl)));
}

const ListenAddress& HttpGateway::address() const { return impl_->address(); }
void HttpGateway::Stop() { impl_->Stop(); }

}  // namespace regisseur
