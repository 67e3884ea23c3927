#include "aggregator/gateway/socket_stream.h"

#include <array>
#include <chrono>
#include <limits>
#include <sstream>
#include <type_traits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/gateway/tls_context.h"
#include "boost/asio/dispatch.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/write.hpp"
#include "boost/beast/core.hpp"
#include "boost/beast/http.hpp"
#include "boost/beast/ssl.hpp"

namespace regisseur {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace net = boost::asio;
using tcp = net::ip::tcp;

// Room for a line of a chunked body beside the body itself.
constexpr size_t kMostBufferBytes = 64 << 10;

using PlainStream = beast::basic_stream<net::generic::stream_protocol>;
using TlsStream = beast::ssl_stream<PlainStream>;

std::string Text(beast::string_view text) {
  return std::string(text.data(), text.size());
}

// What Beast makes of an error while it reads.
HttpRead Outcome(beast::error_code error) {
  if (!error) return HttpRead::kRead;
  if (error == http::error::body_limit) return HttpRead::kBodyTooLong;
  if (error == http::error::header_limit ||
      error == http::error::buffer_overflow) {
    return HttpRead::kHeadTooLong;
  }
  if (error.category() ==
          http::make_error_code(http::error::bad_method).category() &&
      error != http::error::end_of_stream &&
      error != http::error::partial_message) {
    return HttpRead::kNoHttp;
  }
  return HttpRead::kGone;
}

template <typename Stream>
class SocketStream final : public HttpStream {
 public:
  // `keep` is what the stream refers to.
  SocketStream(Stream stream, std::shared_ptr<void> keep)
      : keep_(std::move(keep)),
        stream_(std::move(stream)),
        timer_(stream_.get_executor()),
        buffer_(kMostBufferBytes) {}

  void Post(std::function<void()> work) override {
    net::post(stream_.get_executor(), std::move(work));
  }

  void After(absl::Duration time, std::function<void()> work) override {
    timer_.expires_after(absl::ToChronoMilliseconds(time));
    timer_.async_wait([work = std::move(work)](beast::error_code error) {
      if (!error) work();
    });
  }
  void EndAfter() override { timer_.cancel(); }

  void Handshake(absl::Duration within, Done done) override {
    if constexpr (kTls) {
      Within(within);
      stream_.async_handshake(
          net::ssl::stream_base::server,
          [done = std::move(done)](beast::error_code error) { done(!error); });
    } else {
      done(true);
    }
  }

  std::optional<PeerCertificate> Peer() override {
    if constexpr (kTls) {
      return TlsContext::PeerOf(stream_.native_handle());
    } else {
      return std::nullopt;
    }
  }

  void ReadHead(size_t most, absl::Duration within, ReadDone done) override {
    head_ = {};
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(most));
    // How long it may be depends on what it is for.
    parser_->body_limit(std::numeric_limits<uint64_t>::max());
    Within(within);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [this, done = std::move(done)](beast::error_code error, size_t) {
          if (!error) KeepHead();
          done(Outcome(error));
        });
  }
  const HttpHead& head() const override { return head_; }

  void ReadBody(size_t most, absl::Duration within, ReadDone done) override {
    parser_->body_limit(most);
    Within(within);
    if (!absl::EqualsIgnoreCase(head_.Field("Expect"), "100-continue")) {
      return ReadRest(std::move(done));
    }
    head_text_ = "HTTP/1.1 100 Continue\r\n\r\n";
    WriteBytes("", [this, done = std::move(done)](bool ok) {
      if (!ok) return done(HttpRead::kGone);
      ReadRest(done);
    });
  }
  std::string TakeBody() override { return std::move(parser_->get().body()); }
  bool read_all() const override { return parser_->is_done(); }

  void Write(HttpAnswer answer, absl::Duration within, Done done) override {
    http::response<http::empty_body> header = Header(answer);
    header.content_length(answer.body.size());
    SetHeadText(header);
    body_ = head_.method == "HEAD" ? std::string() : std::move(answer.body);
    Within(within);
    WriteBytes(body_, std::move(done));
  }

  void WriteStreamHead(const HttpAnswer& answer, absl::Duration within,
                       Done done) override {
    http::response<http::empty_body> header = Header(answer);
    header.chunked(true);
    SetHeadText(header);
    Within(within);
    WriteBytes("", std::move(done));
  }

  void WritePiece(absl::string_view piece, absl::Duration within,
                  Done done) override {
    // A chunk, RFC 9112, 7.1.
    head_text_ = absl::StrCat(absl::Hex(piece.size()), "\r\n");
    body_ = absl::StrCat(piece, "\r\n");
    Within(within);
    WriteBytes(body_, std::move(done));
  }

  void Rest() override { Lowest().expires_never(); }

  void CloseAfterAnswer(size_t most, std::shared_ptr<void> owner) override {
    beast::error_code ignored;
    Lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
    Within(absl::Seconds(1));
    Drain(most, std::move(owner));
  }

  void Close() override {
    beast::error_code ignored;
    Lowest().socket().close(ignored);
  }

 private:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  PlainStream& Lowest() { return beast::get_lowest_layer(stream_); }
  void Within(absl::Duration time) {
    Lowest().expires_after(absl::ToChronoMilliseconds(time));
  }

  void KeepHead() {
    const auto& header = parser_->get();
    head_ = {.method = Text(header.method_string()),
             .target = Text(header.target()),
             .keep_alive = header.keep_alive()};
    if (parser_->content_length().has_value()) {
      head_.content_length = *parser_->content_length();
    }
    for (const auto& field : header) {
      head_.fields.emplace_back(Text(field.name_string()), Text(field.value()));
    }
  }

  void ReadRest(ReadDone done) {
    http::async_read(stream_, buffer_, *parser_,
                     [done = std::move(done)](beast::error_code error, size_t) {
                       done(Outcome(error));
                     });
  }

  http::response<http::empty_body> Header(const HttpAnswer& answer) const {
    http::response<http::empty_body> header(
        static_cast<http::status>(answer.status), parser_->get().version());
    if (!answer.type.empty()) {
      header.set(http::field::content_type, answer.type);
    }
    header.set(http::field::cache_control, "no-store");
    header.set("X-Content-Type-Options", "nosniff");
    header.keep_alive(!answer.close);
    for (const auto& [name, value] : answer.headers) header.set(name, value);
    return header;
  }

  void SetHeadText(const http::response<http::empty_body>& header) {
    std::ostringstream text;
    text << header.base();
    head_text_ = std::move(text).str();
  }

  // Writes head_text_ and `body`, which has to stay.
  void WriteBytes(absl::string_view body, Done done) {
    net::async_write(
        stream_,
        std::array<net::const_buffer, 2>{net::buffer(head_text_),
                                         net::buffer(body.data(), body.size())},
        [done = std::move(done)](beast::error_code error, size_t) {
          done(!error);
        });
  }

  void Drain(size_t most, std::shared_ptr<void> owner) {
    stream_.async_read_some(net::buffer(drained_),
                            [this, most, owner = std::move(owner)](
                                beast::error_code error, size_t bytes) {
                              if (error || bytes > most) return Close();
                              Drain(most - bytes, owner);
                            });
  }

  const std::shared_ptr<void> keep_;
  Stream stream_;
  net::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  HttpHead head_;
  std::string head_text_;  // being written, with body_
  std::string body_;
  char drained_[4096];
};

}  // namespace

std::unique_ptr<HttpStream> MakeSocketStream(
    net::generic::stream_protocol::socket socket,
    std::shared_ptr<net::ssl::context> tls) {
  PlainStream plain(std::move(socket));
  if (tls == nullptr) {
    return std::make_unique<SocketStream<PlainStream>>(std::move(plain),
                                                       nullptr);
  }
  TlsStream stream(std::move(plain), *tls);
  return std::make_unique<SocketStream<TlsStream>>(std::move(stream),
                                                   std::move(tls));
}

}  // namespace regisseur
