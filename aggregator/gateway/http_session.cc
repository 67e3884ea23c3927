#include "aggregator/gateway/http_session.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

// How long a stream may go on being sent once the daemon stops.
constexpr absl::Duration kStopGrace = absl::Milliseconds(500);

absl::Status TooLong(size_t most, const std::string& what_to_do) {
  return absl::ResourceExhaustedError(
      absl::StrCat("the request is longer than ", most, " bytes",
                   what_to_do.empty() ? "" : "; ", what_to_do));
}

}  // namespace

HttpSession::HttpSession(std::unique_ptr<HttpStream> stream,
                         const HttpDoor& door, CallerEvidence caller,
                         HttpSessions& sessions)
    : server_(sessions),
      door_(door),
      caller_(std::move(caller)),
      stream_(std::move(stream)) {
  server_.Enter(this);
}

HttpSession::~HttpSession() {
  if (call_ != nullptr) call_->Break();
  server_.Leave(this);
}

void HttpSession::Run() {
  stream_->Post([self = shared_from_this()] {
    self->stream_->Handshake(
        self->server_.site.options.header_time, [self](bool ok) {
          if (!ok) return self->stream_->Close();
          self->caller_.certificate = self->stream_->Peer();
          self->ReadHead(true);
        });
  });
}

void HttpSession::Stop() {
  stream_->Post([self = shared_from_this()] {
    if (self->call_ == nullptr) return self->stream_->Close();
    self->call_->Cancel();
    self->stream_->After(kStopGrace, [self, call = self->call_] {
      if (self->stream_head_sent_) self->BreakStream(call);
    });
  });
}

void HttpSession::ReadHead(bool first) {
  if (server_.stopping) return stream_->Close();
  call_.reset();
  exchange_.reset();
  const HttpGateway::Options& options = server_.site.options;
  // Waiting for the next request and sending its header are one wait; the whole
  // header has to come within it.
  stream_->ReadHead(options.header_bytes,
                    first ? options.header_time : options.idle_time,
                    [self = shared_from_this()](HttpRead outcome) {
                      if (outcome != HttpRead::kRead) {
                        return self->OnReadError(outcome);
                      }
                      self->OnHead();
                    });
}

void HttpSession::OnHead() {
  const HttpHead& head = stream_->head();
  HttpRouted routed = Route(head);
  if (auto* const answer = std::get_if<HttpAnswer>(&routed)) {
    // A body that came all the same was not read.
    if (!stream_->read_all()) answer->close = true;
    return Answer(std::move(*answer));
  }
  exchange_ = std::get<std::shared_ptr<HttpExchange>>(std::move(routed));
  const HttpGateway::Options& options = server_.site.options;
  const size_t most = exchange_->most_bytes.value_or(options.body_bytes);
  if (head.content_length.value_or(0) > most) {
    return OnReadError(HttpRead::kBodyTooLong);
  }
  stream_->ReadBody(most, exchange_->body_time.value_or(options.body_time),
                    [self = shared_from_this()](HttpRead outcome) {
                      if (outcome != HttpRead::kRead) {
                        return self->OnReadError(outcome);
                      }
                      self->StartCall();
                    });
}

HttpRouted HttpSession::Route(const HttpHead& head) const {
  const absl::string_view host = head.Field("Host");
  if (!door_.rules.AllowsHost(host)) {
    return Refusal(403, absl::PermissionDeniedError(
                            absl::StrCat("Host \"", host.substr(0, 200),
                                         "\" is not a name of this server")));
  }
  if (!door_.rules.AllowsOrigin(head.Field("Origin"))) {
    return Refusal(403, absl::PermissionDeniedError(
                            "pages of another origin may not call this "
                            "server"));
  }
  const CallerEvidence caller = Evidence();
  for (const HttpRoute route : kHttpRoutes) {
    HttpRouted routed = route(server_.site, head, caller);
    if (!std::holds_alternative<std::monostate>(routed)) return routed;
  }
  return Refusal(404, absl::UnimplementedError("there is nothing here"));
}

CallerEvidence HttpSession::Evidence() const {
  CallerEvidence caller = caller_;
  for (const auto& [name, value] : stream_->head().fields) {
    if (!server_.site.callers.IsOfInterest(name)) continue;
    caller.headers.emplace_back(absl::AsciiStrToLower(name), value);
  }
  return caller;
}

void HttpSession::OnReadError(HttpRead outcome) {
  const HttpGateway::Options& options = server_.site.options;
  switch (outcome) {
    case HttpRead::kBodyTooLong:
      return Answer(Refusal(
          413, TooLong(exchange_->most_bytes.value_or(options.body_bytes),
                       exchange_->too_long)));
    case HttpRead::kHeadTooLong:
      return Answer(Refusal(431, absl::ResourceExhaustedError(
                                     "the header of the request is too long")));
    case HttpRead::kNoHttp:
      return Answer(Refusal(
          400, absl::InvalidArgumentError("the request is no HTTP/1.1")));
    case HttpRead::kRead:
    case HttpRead::kGone:
      return stream_->Close();
  }
}

void HttpSession::StartCall() {
  call_ = std::make_shared<PendingCall>();
  stream_->Rest();
  if (exchange_->timeout.has_value()) {
    stream_->After(
        *exchange_->timeout,
        [self = shared_from_this(), call = call_] { self->OnTimeout(call); });
  }
  auto work = [self = shared_from_this(), call = call_, exchange = exchange_,
               body = stream_->TakeBody()]() mutable {
    self->Work(call, *exchange, std::move(body));
  };
  if (!server_.pool.Submit(exchange_->line, std::move(work)) &&
      call_->TakeAnswer()) {
    stream_->EndAfter();
    Answer(ErrorAnswer(absl::ResourceExhaustedError(
        "too many calls wait already; try again later")));
  }
}

void HttpSession::Work(const Call& call, HttpExchange& exchange,
                       std::string body) {
  if (!exchange.stream_type().empty()) {
    const auto send = [this, &call](std::string piece, bool last) {
      stream_->Post([self = shared_from_this(), call, piece = std::move(piece),
                     last] { self->SendPiece(call, piece, last); });
      return call->HandOver();
    };
    exchange.Stream(body, *call, [&send](std::string piece) {
      return send(std::move(piece), /*last=*/false);
    });
    (void)send("", /*last=*/true);
    return;
  }
  HttpAnswer answer = exchange.Answer(std::move(body), *call);
  if (!call->TakeAnswer()) return;  // too late
  stream_->Post([self = shared_from_this(), answer = std::move(answer)] {
    self->stream_->EndAfter();
    self->Answer(answer);
  });
}

void HttpSession::OnTimeout(const Call& call) {
  if (call != call_) return;  // it was answered in the same moment
  call->Cancel();
  // A stream ends by itself with what its handler says.
  if (!exchange_->stream_type().empty()) return;
  if (!call->TakeAnswer()) return;
  HttpAnswer answer = ErrorAnswer(absl::DeadlineExceededError(
      absl::StrCat("not answered within ",
                   absl::ToInt64Milliseconds(*exchange_->timeout), " ms")));
  answer.close = true;
  Answer(std::move(answer));
}

void HttpSession::SendPiece(const Call& call, const std::string& piece,
                            bool last) {
  if (call->broken()) return;
  const absl::Duration within = server_.site.options.write_time;
  if (!stream_head_sent_) {
    stream_head_sent_ = true;
    HttpAnswer head{.type = std::string(exchange_->stream_type())};
    head.close = server_.stopping || !stream_->head().keep_alive;
    stream_->WriteStreamHead(
        head, within, [self = shared_from_this(), call, piece, last](bool ok) {
          if (!ok) return self->BreakStream(call);
          self->SendPiece(call, piece, last);
        });
    return;
  }
  stream_->WritePiece(piece, within,
                      [self = shared_from_this(), call, last](bool ok) {
                        if (!ok) return self->BreakStream(call);
                        self->stream_->Rest();
                        if (last) return self->EndStream(call);
                        call->Sent();
                      });
}

void HttpSession::EndStream(const Call& call) {
  stream_->EndAfter();
  call->Sent();
  stream_head_sent_ = false;
  if (server_.stopping || !stream_->head().keep_alive) {
    return stream_->Close();
  }
  ReadHead(false);
}

void HttpSession::BreakStream(const Call& call) {
  call->Break();
  stream_->Close();
}

void HttpSession::Answer(HttpAnswer answer) {
  if (server_.stopping || !stream_->head().keep_alive) answer.close = true;
  const bool close = answer.close;
  stream_->Write(std::move(answer), server_.site.options.write_time,
                 [self = shared_from_this(), close](bool ok) {
                   if (ok && !close) return self->ReadHead(false);
                   // Lets it send a little more than it may.
                   self->stream_->CloseAfterAnswer(
                       4 * self->server_.site.options.body_bytes, self);
                 });
}

}  // namespace regisseur
