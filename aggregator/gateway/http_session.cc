#include "aggregator/gateway/http_session.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <type_traits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "aggregator/api/json_answer.h"
#include "aggregator/gateway/calendar_feed.h"
#include "aggregator/gateway/connect_error.h"
#include "aggregator/gateway/json_message.h"
#include "aggregator/gateway/metrics_answer.h"
#include "aggregator/gateway/pending_call.h"
#include "aggregator/gateway/pulse_page.h"
#include "aggregator/gateway/report_file.h"
#include "aggregator/gateway/tls_context.h"
#include "boost/asio/dispatch.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/write.hpp"
#include "boost/beast/core.hpp"
#include "boost/beast/http.hpp"
#include "boost/beast/ssl.hpp"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "regisseur/partner/v1/partner.pb.h"

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

using PlainStream = beast::basic_stream<net::generic::stream_protocol>;
using TlsStream = beast::ssl_stream<PlainStream>;

// Everything of it runs on the strand of its socket, except the handlers.
template <typename Stream>
class Session final : public HttpSession {
 public:
  // `keep` is what the stream refers to.
  Session(Stream stream, const HttpDoor& door, CallerEvidence caller,
          HttpSessions& server, std::shared_ptr<void> keep = nullptr)
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

  void Run() override {
    net::dispatch(stream_.get_executor(), [self = Self()] {
      if constexpr (kTls) {
        self->Handshake();
      } else {
        self->ReadHeader(true);
      }
    });
  }

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
    return std::static_pointer_cast<Session>(this->shared_from_this());
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
    // Which limit it is, the header says.
    parser_->body_limit(
        std::max(server_.options.body_bytes, server_.options.push_bytes));
    push_.reset();
    push_slot_.reset();
    pulse_.reset();
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
    absl::StatusOr<std::optional<PushRoute>> push = ParsePushRoute(path);
    if (!push.ok()) {
      Refuse(400, push.status());
      return false;
    }
    push_ = *std::move(push);
    if (push_.has_value()) return CheckPush();
    parser_->body_limit(server_.options.body_bytes);
    if (parser_->content_length().value_or(0) > server_.options.body_bytes) {
      OnReadError(http::error::body_limit);
      return false;
    }
    report_file_ = ParseReportFileRoute(path);
    if (report_file_.has_value()) {
      method_ = server_.methods.Find(kReportFileMethod);
      has_timeout_ = false;
      if (method_ != nullptr && (header.method() == http::verb::get ||
                                 header.method() == http::verb::head)) {
        return true;
      }
      RefuseMethod("GET, HEAD");
      return false;
    }
    path = path.substr(0, path.find('?'));
    pulse_ =
        server_.options.pulses == nullptr ? std::nullopt : ParsePulsePath(path);
    if (pulse_.has_value()) return CheckPulse();
    if (AnswerPage(path)) return false;
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
    calendar_token_ = ParseCalendarRoute(path);
    if (calendar_token_.has_value()) {
      method_ = server_.methods.Find(kDatesMethod);
      has_timeout_ = false;
      if (method_ != nullptr && (header.method() == http::verb::get ||
                                 header.method() == http::verb::head)) {
        return true;
      }
      RefuseMethod("GET, HEAD");
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

  // Lets a file in only from somebody who is known: nobody else makes us hold
  // one in memory.
  bool CheckPush() {
    const auto& header = parser_->get();
    method_ = server_.methods.Find(kPushMethod);
    has_timeout_ = false;
    wants_metrics_ = false;
    if (method_ == nullptr || header.method() != http::verb::post) {
      RefuseMethod("POST");
      return false;
    }
    absl::Status may =
        CheckNotFromForm(header.count(http::field::authorization) > 0,
                         View(header[http::field::content_type]));
    absl::StatusOr<Principal> who = absl::UnauthenticatedError("");
    if (may.ok()) {
      who = server_.callers.Identify(Evidence());
      may = who.status();
    }
    if (!may.ok()) {
      Refuse(ConnectHttpStatus(may.code()), may);
      return false;
    }
    push_slot_ = server_.push_slots.Take(who->identity);
    if (push_slot_ == nullptr) {
      Refuse(429, absl::ResourceExhaustedError(
                      "too many files are being pushed; try again later"));
      return false;
    }
    return true;
  }

  // A question by a link: looked at, or answered by its form.
  bool CheckPulse() {
    const auto& header = parser_->get();
    has_timeout_ = false;
    const bool answers = header.method() == http::verb::post;
    if (!answers && header.method() != http::verb::get &&
        header.method() != http::verb::head) {
      RefuseMethod("GET, HEAD, POST");
      return false;
    }
    parser_->body_limit(kMostPulseBytes);
    if (parser_->content_length().value_or(0) > kMostPulseBytes) {
      Refuse(413, absl::ResourceExhaustedError(absl::StrCat(
                      "an answer is at most ", kMostPulseBytes, " bytes")));
      return false;
    }
    if (answers &&
        !absl::StartsWithIgnoreCase(View(header[http::field::content_type]),
                                    "application/x-www-form-urlencoded")) {
      Refuse(415, absl::InvalidArgumentError(
                      "Content-Type has to be "
                      "application/x-www-form-urlencoded for this page"));
      return false;
    }
    return true;
  }

  // What is known of who calls, the headers of the request among it.
  CallerEvidence Evidence() const {
    CallerEvidence caller = caller_;
    for (const auto& field : parser_->get()) {
      const absl::string_view name = View(field.name_string());
      if (!server_.callers.IsOfInterest(name)) continue;
      caller.headers.emplace_back(absl::AsciiStrToLower(name),
                                  std::string(View(field.value())));
    }
    return caller;
  }

  // True when it is a file or a view of the page, and answered.
  bool AnswerPage(absl::string_view path) {
    const auto& header = parser_->get();
    if (header.method() != http::verb::get &&
        header.method() != http::verb::head) {
      return false;
    }
    Page::Answer page = server_.page.Find(
        {.path = path,
         .accept = View(header[http::field::accept]),
         .accept_encoding = View(header[http::field::accept_encoding]),
         .if_none_match = View(header[http::field::if_none_match])});
    if (page.status == 404) return false;
    // A body that came all the same was not read.
    if (!parser_->is_done()) keep_alive_ = false;
    Response response(static_cast<http::status>(page.status), version_);
    SetHeader(response, page.type.c_str());
    if (page.type.empty()) response.erase(http::field::content_type);
    for (const auto& [name, value] : page.headers) response.set(name, value);
    response.body() = std::move(page.body);
    Answer(std::move(response));
    return true;
  }

  void ReadBody() {
    Lowest().expires_after(ToChrono(push_.has_value()
                                        ? server_.options.push_time
                                        : server_.options.body_time));
    http::async_read(stream_, buffer_, *parser_,
                     [self = Self()](beast::error_code error, size_t) {
                       if (error) return self->OnReadError(error);
                       self->StartCall();
                     });
  }

  void OnReadError(beast::error_code error) {
    if (error == http::error::body_limit) {
      // A length that is told too large ends the header, before it was looked
      // at whether it is a push.
      absl::string_view path = View(parser_->get().target());
      const auto push = ParsePushRoute(path);
      const bool pushes = push.ok() && push->has_value();
      return Refuse(413, absl::ResourceExhaustedError(
                             absl::StrCat("the request is longer than ",
                                          pushes ? server_.options.push_bytes
                                                 : server_.options.body_bytes,
                                          " bytes")));
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

  // Nobody is identified, and nothing of who asks goes further than the rate.
  void StartPulse() {
    const bool answers = parser_->get().method() == http::verb::post;
    auto work = [self = Self(), call = call_, token = *pulse_, answers,
                 form = ParsePulseForm(parser_->get().body()),
                 address = PulseSender(
                     caller_, View(parser_->get()["X-Forwarded-For"]))] {
      PulseDesk& desk = *self->server_.options.pulses;
      PulsePage page = answers ? AnswerPulse(desk, token, form, address)
                               : ShowPulse(desk, token);
      if (!call->TakeAnswer()) return;
      net::post(self->stream_.get_executor(),
                [self, page = std::move(page)]() mutable {
                  self->AnswerPulsePage(std::move(page));
                });
    };
    if (!server_.pool.Submit(CallLine::kAnswers, std::move(work)) &&
        call_->TakeAnswer()) {
      Answer(ErrorResponse(absl::ResourceExhaustedError(
          "too many calls wait already; try again later")));
    }
  }

  void AnswerPulsePage(PulsePage page) {
    Response response(static_cast<http::status>(page.status), version_);
    SetHeader(response, "text/html; charset=utf-8");
    for (const auto& [name, value] : PulsePageHeaders()) {
      response.set(name, value);
    }
    response.body() = std::move(page.html);
    Answer(std::move(response));
  }

  void StartCall() {
    call_ = std::make_shared<PendingCall>();
    Lowest().expires_never();
    if (pulse_.has_value()) return StartPulse();
    if (has_timeout_) {
      deadline_.expires_after(
          std::chrono::milliseconds(std::min(timeout_ms_, kMostTimeoutMs)));
      deadline_.async_wait(
          [self = Self(), call = call_](beast::error_code error) {
            if (!error) self->OnDeadline(call);
          });
    }
    CallerEvidence caller = Evidence();
    // What names a request that is sent again.
    std::string request_id(View(parser_->get()["Idempotency-Key"]));
    auto work = [self = Self(), call = call_, method = method_,
                 body = std::move(parser_->get().body()),
                 caller = std::move(caller), push = push_, slot = push_slot_,
                 request_id = std::move(request_id)]() mutable {
      if (push.has_value()) {
        partner::v1::PushFileRequest request;
        request.set_source(RepairUtf8(push->source));
        request.set_data(std::move(body));
        request.set_dry_run(push->dry_run);
        request.set_request_id(RepairUtf8(request_id));
        self->HandlePush(call, *method, request, caller);
      } else if (self->report_file_.has_value()) {
        self->HandleReportFile(call, *method, caller);
      } else if (self->calendar_token_.has_value()) {
        self->HandleCalendar(call);
      } else if (self->wants_metrics_) {
        self->HandleMetrics(call, *method, caller);
      } else if (method->descriptor->server_streaming()) {
        self->HandleStream(call, *method, body, caller);
      } else {
        self->HandleUnary(call, *method, body, caller);
      }
    };
    if (!server_.pool.Submit(method_->line, std::move(work))) {
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

  // The one message of an answer, as JSON.
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

  void HandlePush(const std::shared_ptr<PendingCall>& call,
                  const MethodRegistry::Method& method,
                  const partner::v1::PushFileRequest& request,
                  const CallerEvidence& caller) {
    OneMessage writer;
    const absl::StatusOr<Principal> who = server_.callers.Identify(caller);
    absl::Status status = who.status();
    if (who.ok()) {
      status = server_.methods.Call(
          method, CallContext{.who = *who, .cancelled = call->cancelled()},
          request, writer);
    }
    AnswerUnary(call, std::move(status), std::move(writer.json));
  }

  void AnswerUnary(const std::shared_ptr<PendingCall>& call,
                   absl::Status status, std::string json) {
    if (!call->TakeAnswer()) return;  // too late
    net::post(
        stream_.get_executor(), [self = Self(), status = std::move(status),
                                 json = std::move(json)]() mutable {
          self->deadline_.cancel();
          self->Answer(status.ok() ? self->JsonResponse(200, std::move(json))
                                   : self->ErrorResponse(status));
        });
  }

  void HandleUnary(const std::shared_ptr<PendingCall>& call,
                   const MethodRegistry::Method& method,
                   const std::string& body, const CallerEvidence& caller) {
    OneMessage writer;
    absl::Status status = Call(call, method, body, caller, writer);
    AnswerUnary(call, std::move(status), std::move(writer.json));
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

  void HandleReportFile(const std::shared_ptr<PendingCall>& call,
                        const MethodRegistry::Method& method,
                        const CallerEvidence& caller) {
    ReportFileWriter file;
    const absl::Status status = Call(call, method, *report_file_, caller, file);
    if (!call->TakeAnswer()) return;  // too late
    net::post(stream_.get_executor(),
              [self = Self(), status, file = std::move(file)]() mutable {
                self->AnswerReportFile(status, std::move(file));
              });
  }

  absl::StatusOr<std::shared_ptr<const CalendarFeed>> ReadCalendar(
      const PendingCall& call) {
    if (server_.options.calendar_caller == nullptr) {
      return absl::UnimplementedError("this server has no calendar");
    }
    ASSIGN_OR_RETURN(const Principal who,
                     server_.options.calendar_caller(*calendar_token_));
    return server_.calendars.Get(
        server_.methods, CallContext{.who = who, .cancelled = call.cancelled()},
        absl::Now());
  }

  void HandleCalendar(const std::shared_ptr<PendingCall>& call) {
    const absl::StatusOr<std::shared_ptr<const CalendarFeed>> feed =
        ReadCalendar(*call);
    if (!call->TakeAnswer()) return;  // too late
    net::post(stream_.get_executor(), [self = Self(), feed = std::move(feed)] {
      self->AnswerCalendar(feed);
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

  void AnswerCalendar(
      const absl::StatusOr<std::shared_ptr<const CalendarFeed>>& feed) {
    if (!feed.ok()) {
      // A calendar program would ask its owner for a password, which there is
      // not.
      return Answer(absl::IsUnauthenticated(feed.status())
                        ? JsonResponse(404, ConnectErrorJson(feed.status()))
                        : ErrorResponse(feed.status()));
    }
    const CalendarFeed& calendar = **feed;
    const bool known = absl::StrContains(
        View(parser_->get()[http::field::if_none_match]), calendar.etag);
    Response response(known ? http::status::not_modified : http::status::ok,
                      version_);
    SetHeader(response, kCalendarType);
    response.set(http::field::cache_control, "private, no-cache");
    response.set(http::field::etag, calendar.etag);
    if (!known) response.body() = calendar.text;
    Answer(std::move(response));
  }

  void AnswerReportFile(const absl::Status& status, ReportFileWriter file) {
    if (!status.ok()) return Answer(ErrorResponse(status));
    const bool known = absl::StrContains(
        View(parser_->get()[http::field::if_none_match]), file.etag);
    Response response(known ? http::status::not_modified : http::status::ok,
                      version_);
    SetHeader(response, file.media_type.c_str());
    response.set(http::field::cache_control, "private, no-cache");
    response.set(http::field::etag, file.etag);
    response.set(http::field::content_disposition,
                 absl::StrCat("inline; filename=\"", file.name, "\""));
    // A page of a report runs nothing and fetches nothing.
    response.set("Content-Security-Policy",
                 "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
                 "img-src data:");
    if (!known) response.body() = std::move(file.content);
    Answer(std::move(response));
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

  HttpSessions& server_;
  const HttpDoor& door_;
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
  std::optional<std::string> calendar_token_;
  std::optional<std::string> report_file_;  // the request, in JSON
  std::optional<std::string> pulse_;        // the token of a question by a link
  std::optional<PushRoute> push_;           // where a file is pushed to
  std::shared_ptr<void> push_slot_;         // with it
  int64_t timeout_ms_ = 0;
  bool stream_header_sent_ = false;
  std::optional<http::response<http::empty_body>> stream_response_;
  std::optional<http::response_serializer<http::empty_body>> stream_serializer_;
  std::string chunk_;
  char drain_buffer_[4096];
  size_t drained_ = 0;
};

}  // namespace

std::shared_ptr<HttpSession> MakeHttpSession(
    net::generic::stream_protocol::socket socket,
    std::shared_ptr<net::ssl::context> tls, const HttpDoor& door,
    CallerEvidence caller, HttpSessions& sessions) {
  PlainStream plain(std::move(socket));
  if (tls == nullptr) {
    return std::make_shared<Session<PlainStream>>(std::move(plain), door,
                                                  std::move(caller), sessions);
  }
  TlsStream stream(std::move(plain), *tls);
  return std::make_shared<Session<TlsStream>>(
      std::move(stream), door, std::move(caller), sessions, std::move(tls));
}

}  // namespace regisseur
