#include "aggregator/gateway/http_gateway.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <deque>
#include <optional>
#include <set>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "aggregator/access/callers.h"
#include "aggregator/api/call_pool.h"
#include "aggregator/api/json_answer.h"
#include "aggregator/gateway/connect_error.h"
#include "aggregator/gateway/json_message.h"
#include "aggregator/gateway/metrics_answer.h"
#include "aggregator/gateway/request_rules.h"
#include "aggregator/gateway/tls_context.h"
#include "boost/asio/dispatch.hpp"
#include "boost/asio/generic/stream_protocol.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/local/stream_protocol.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/strand.hpp"
#include "boost/asio/write.hpp"
#include "boost/beast/core.hpp"
#include "boost/beast/http.hpp"
#include "boost/beast/ssl.hpp"
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

class AnySession : public std::enable_shared_from_this<AnySession> {
 public:
  virtual ~AnySession() = default;
  virtual void Stop() = 0;
};

// TCP and Unix sockets alike.
using PlainStream = beast::basic_stream<net::generic::stream_protocol>;
using TlsStream = beast::ssl_stream<PlainStream>;

// A place where connections come in.
struct Door {
  RequestRules rules;
};

// What all sessions share. Outlives them.
struct Server {
  Server(const MethodRegistry& methods, Callers& callers,
         HttpGateway::Options options)
      : methods(methods),
        callers(callers),
        options(std::move(options)),
        pool({.threads = this->options.threads,
              .long_threads = this->options.long_threads}) {}

  void Enter(AnySession* session) {
    absl::MutexLock lock(&mutex);
    sessions.insert(session);
  }
  void Leave(AnySession* session) {
    absl::MutexLock lock(&mutex);
    sessions.erase(session);
  }
  size_t Count() {
    absl::MutexLock lock(&mutex);
    return sessions.size();
  }

  const MethodRegistry& methods;
  Callers& callers;
  const HttpGateway::Options options;
  CallPool pool;
  std::atomic<bool> stopping = false;
  absl::Mutex mutex;
  std::set<AnySession*> sessions ABSL_GUARDED_BY(mutex);
};

// One connection: a request at a time. Everything of it runs on the strand of
// its socket, except the handlers.
template <typename Stream>
class Session final : public AnySession {
 public:
  // `keep` is what the stream refers to.
  Session(Stream stream, const Door& door, CallerEvidence caller,
          Server& server, std::shared_ptr<void> keep = nullptr)
      : server_(server),
        door_(door),
        caller_(std::move(caller)),
        keep_(std::move(keep)),
        stream_(std::move(stream)),
        deadline_(stream_.get_executor()),
        buffer_(kMostBufferBytes) {
    server_.Enter(this);
  }
  ~Session() override {
    if (call_ != nullptr) call_->Break();
    server_.Leave(this);
  }

  void Run() {
    net::dispatch(stream_.get_executor(), [self = Self()] {
      if constexpr (kTls) {
        self->Handshake();
      } else {
        self->ReadHeader(true);
      }
    });
  }

  // From any thread: ends the connection when no call runs; else tells the
  // call, and breaks it when its client does not take the answer soon.
  void Stop() override {
    net::post(stream_.get_executor(), [self = Self()] {
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
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  std::shared_ptr<Session> Self() {
    return std::static_pointer_cast<Session>(shared_from_this());
  }
  PlainStream& Lowest() { return beast::get_lowest_layer(stream_); }

  void Handshake() {
    Lowest().expires_after(ToChrono(server_.options.header_time));
    stream_.async_handshake(net::ssl::stream_base::server,
                            [self = Self()](beast::error_code error) {
                              if (error) return self->Close();
                              self->caller_.certificate = TlsContext::PeerOf(
                                  self->stream_.native_handle());
                              self->ReadHeader(true);
                            });
  }

  using Response = http::response<http::string_body>;

  void ReadHeader(bool first) {
    if (server_.stopping) return Close();
    call_.reset();
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(server_.options.header_bytes));
    parser_->body_limit(server_.options.body_bytes);
    // Waiting for the next request and sending its header are one wait; the
    // whole header has to come within it.
    Lowest().expires_after(ToChrono(first ? server_.options.header_time
                                          : server_.options.idle_time));
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = Self()](beast::error_code error, size_t) {
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
    Lowest().expires_after(ToChrono(server_.options.write_time));
    static constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";
    net::async_write(stream_, net::buffer(kContinue, sizeof(kContinue) - 1),
                     [self = Self()](beast::error_code error, size_t) {
                       if (error) return self->Close();
                       self->ReadBody();
                     });
  }

  // Answers what needs no body, and refuses before reading one. False when it
  // answered.
  bool CheckHeader() {
    const auto& header = parser_->get();
    const absl::string_view host = View(header[http::field::host]);
    if (!door_.rules.AllowsHost(host)) {
      Refuse(403, absl::PermissionDeniedError(
                      absl::StrCat("Host \"", host.substr(0, 200),
                                   "\" is not a name of this server")));
      return false;
    }
    if (!door_.rules.AllowsOrigin(View(header[http::field::origin]))) {
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
    wants_metrics_ = path == kMetricsPath;
    if (wants_metrics_) {
      method_ = server_.methods.Find(kMetricsMethod);
      has_timeout_ = false;
      if (method_ != nullptr && header.method() == http::verb::get) return true;
      RefuseMethod("GET");
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
    Lowest().expires_after(ToChrono(server_.options.body_time));
    http::async_read(stream_, buffer_, *parser_,
                     [self = Self()](beast::error_code error, size_t) {
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
    Lowest().expires_never();
    if (has_timeout_) {
      deadline_.expires_after(
          std::chrono::milliseconds(std::min(timeout_ms_, kMostTimeoutMs)));
      deadline_.async_wait(
          [self = Self(), call = call_](beast::error_code error) {
            if (!error) self->OnDeadline(call);
          });
    }
    CallerEvidence caller = caller_;
    for (const auto& field : parser_->get()) {
      const absl::string_view name = View(field.name_string());
      if (!server_.callers.IsOfInterest(name)) continue;
      caller.headers.emplace_back(absl::AsciiStrToLower(name),
                                  std::string(View(field.value())));
    }
    auto work = [self = Self(), call = call_, method = method_,
                 body = std::move(parser_->get().body()),
                 caller = std::move(caller)]() {
      if (self->wants_metrics_) {
        self->HandleMetrics(call, *method, caller);
      } else if (method->descriptor->server_streaming()) {
        self->HandleStream(call, *method, body, caller);
      } else {
        self->HandleUnary(call, *method, body, caller);
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
                    absl::string_view json, const CallerEvidence& caller,
                    ResponseWriter& writer) {
    ASSIGN_OR_RETURN(const Principal who, server_.callers.Identify(caller));
    ASSIGN_OR_RETURN(const std::unique_ptr<google::protobuf::Message> request,
                     ParseJsonRequest(method.descriptor->input_type(), json));
    return server_.methods.Call(
        method, CallContext{.who = who, .cancelled = call->cancelled()},
        *request, writer);
  }

  void HandleUnary(const std::shared_ptr<PendingCall>& call,
                   const MethodRegistry::Method& method,
                   const std::string& body, const CallerEvidence& caller) {
    class OneMessage final : public ResponseWriter {
     public:
      absl::Status Write(const google::protobuf::Message& message) override {
        ASSIGN_OR_RETURN(json, RenderJson(message));
        return absl::OkStatus();
      }
      absl::Status WriteKept(const KeptAnswer& answer) override {
        ASSIGN_OR_RETURN(json, answer.Json());
        return absl::OkStatus();
      }
      std::string json;
    };
    OneMessage writer;
    const absl::Status status = Call(call, method, body, caller, writer);
    if (!call->TakeAnswer()) return;  // too late
    net::post(stream_.get_executor(),
              [self = Self(), status, json = std::move(writer.json)]() mutable {
                self->deadline_.cancel();
                self->Answer(status.ok()
                                 ? self->JsonResponse(200, std::move(json))
                                 : self->ErrorResponse(status));
              });
  }

  void HandleMetrics(const std::shared_ptr<PendingCall>& call,
                     const MethodRegistry::Method& method,
                     const CallerEvidence& caller) {
    MetricsWriter writer;
    const absl::Status status = Call(call, method, "{}", caller, writer);
    if (!call->TakeAnswer()) return;  // too late
    net::post(stream_.get_executor(),
              [self = Self(), status, text = std::move(writer.text)]() mutable {
                if (!status.ok())
                  return self->Answer(self->ErrorResponse(status));
                Response response = self->JsonResponse(200, std::move(text));
                response.set(http::field::content_type, kMetricsType);
                self->Answer(std::move(response));
              });
  }

  void HandleStream(const std::shared_ptr<PendingCall>& call,
                    const MethodRegistry::Method& method,
                    const std::string& body, const CallerEvidence& caller) {
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
                  [self = session_.Self(), call = call_,
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
    if (status.ok()) status = Call(call, method, json, caller, writer);
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
      Lowest().expires_after(ToChrono(server_.options.write_time));
      http::async_write_header(stream_, *stream_serializer_,
                               [self = Self(), call, bytes = std::move(bytes),
                                last](beast::error_code error, size_t) mutable {
                                 if (error) return self->BreakStream(call);
                                 self->SendChunk(call, std::move(bytes), last);
                               });
      return;
    }
    chunk_ = std::move(bytes);
    Lowest().expires_after(ToChrono(server_.options.write_time));
    net::async_write(
        stream_, http::make_chunk(net::buffer(chunk_)),
        [self = Self(), call, last](beast::error_code error, size_t) {
          if (error) return self->BreakStream(call);
          self->Lowest().expires_never();
          if (last) {
            self->EndStream(call);
          } else {
            call->Sent();
          }
        });
  }

  void EndStream(std::shared_ptr<PendingCall> call) {
    Lowest().expires_after(ToChrono(server_.options.write_time));
    net::async_write(stream_, http::make_chunk_last(),
                     [self = Self(), call](beast::error_code error, size_t) {
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
    Lowest().expires_after(ToChrono(server_.options.write_time));
    const bool keep_alive = keep_alive_;
    http::async_write(
        stream_, *response_,
        [self = Self(), keep_alive](beast::error_code error, size_t) {
          if (error || !keep_alive) return self->CloseAfterAnswer();
          self->ReadHeader(false);
        });
  }

  // Lets the client read the answer before the connection is reset: what it
  // still sends is read and dropped for a moment.
  void CloseAfterAnswer() {
    beast::error_code ignored;
    Lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
    drained_ = 0;
    Lowest().expires_after(std::chrono::seconds(1));
    Drain();
  }

  void Drain() {
    stream_.async_read_some(
        net::buffer(drain_buffer_),
        [self = Self()](beast::error_code error, size_t bytes) {
          self->drained_ += bytes;
          if (error || self->drained_ > 4 * self->server_.options.body_bytes) {
            return self->Close();
          }
          self->Drain();
        });
  }

  void Close() {
    beast::error_code ignored;
    Lowest().socket().close(ignored);
  }

  Server& server_;
  const Door& door_;
  CallerEvidence caller_;  // without the headers of a request
  const std::shared_ptr<void> keep_;
  Stream stream_;
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
  bool wants_metrics_ = false;
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
  Impl(const MethodRegistry& methods, Callers& callers, Options options)
      : address_(options.listen),
        server_(methods, callers, std::move(options)),
        acceptor_(net::make_strand(io_)),
        proxy_acceptor_(acceptor_.get_executor()) {}

  ~Impl() { Stop(); }

  absl::Status Start() {
    const Options& options = server_.options;
    const bool tls = !options.tls_cert.empty();
    RETURN_IF_ERROR(CheckMayListen(
        address_, {.tls = tls, .identities = server_.callers.any()}));
    if (tls) {
      ASSIGN_OR_RETURN(tls_,
                       TlsContext::Load({options.tls_cert, options.tls_key,
                                         options.tls_client_ca}));
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
    door_.emplace(Door{
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
    std::vector<std::shared_ptr<AnySession>> alive;
    {
      absl::MutexLock lock(&server_.mutex);
      for (AnySession* session : server_.sessions) {
        // One that is just ending needs no telling.
        if (auto held = session->weak_from_this().lock()) {
          alive.push_back(std::move(held));
        }
      }
    }
    for (const std::shared_ptr<AnySession>& session : alive) session->Stop();
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
    if (proxy_door_.has_value()) unlink(server_.options.proxy_socket.c_str());
  }

  const ListenAddress& address() const { return address_; }

 private:
  static constexpr int kThreads = 2;
  using Local = net::local::stream_protocol;
  using Generic = net::generic::stream_protocol::socket;

  // The socket on which the identity proxy comes. Who may open it is said by
  // its folder and its mode: the daemon's user and group.
  absl::Status OpenProxyDoor() {
    const std::string& path = server_.options.proxy_socket;
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
        Door{RequestRules("https", 443, server_.options.proxy_hosts)});
    return absl::OkStatus();
  }

  bool HasRoom() {
    return server_.Count() < static_cast<size_t>(server_.options.connections);
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
    PlainStream plain(Generic(std::move(socket)));
    if (tls_ == nullptr) {
      std::make_shared<Session<PlainStream>>(std::move(plain), *door_,
                                             std::move(caller), server_)
          ->Run();
      return;
    }
    std::shared_ptr<net::ssl::context> context = tls_->Current();
    TlsStream stream(std::move(plain), *context);
    std::make_shared<Session<TlsStream>>(std::move(stream), *door_,
                                         std::move(caller), server_, context)
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
            std::make_shared<Session<PlainStream>>(
                PlainStream(Generic(std::move(socket))), *proxy_door_,
                std::move(caller), server_)
                ->Run();
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
  std::optional<Door> door_;         // these two before the first session
  std::optional<Door> proxy_door_;
  Server server_;  // before io_: sessions that end with io_ still use it
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
