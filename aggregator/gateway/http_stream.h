#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/access/peer_certificate.h"
#include "aggregator/gateway/http_request.h"

namespace regisseur {

// What came of reading.
enum class HttpRead {
  kRead,
  kHeadTooLong,
  kBodyTooLong,
  kNoHttp,
  kGone,  // or too slow
};

// HTTP/1.1 over a connection. One thing at a time is read, and one written.
// Everything happens on the socket's strand; a callback has to hold what owns
// the stream. All times are how long something may take.
class HttpStream {
 public:
  using Done = std::function<void(bool ok)>;
  using ReadDone = std::function<void(HttpRead)>;

  virtual ~HttpStream() = default;

  // Runs it on the strand. From any thread.
  virtual void Post(std::function<void()> work) = 0;
  // Runs it on the strand after a time, unless that was asked again or ended.
  virtual void After(absl::Duration time, std::function<void()> work) = 0;
  virtual void EndAfter() = 0;

  // Of TLS; done at once in the clear.
  virtual void Handshake(absl::Duration within, Done done) = 0;
  // Whom the peer showed to be; absent without a certificate.
  virtual std::optional<PeerCertificate> Peer() = 0;

  // The next request up to its body, into head(). `most` is in bytes.
  virtual void ReadHead(size_t most, absl::Duration within, ReadDone done) = 0;
  virtual const HttpHead& head() const = 0;
  // The rest of it; asks for it when the client waits to be asked.
  virtual void ReadBody(size_t most, absl::Duration within, ReadDone done) = 0;
  virtual std::string TakeBody() = 0;
  // Whether the request was read to its end.
  virtual bool read_all() const = 0;

  // Answers the request of head(). An answer to HEAD has no body.
  virtual void Write(HttpAnswer answer, absl::Duration within, Done done) = 0;
  // The beginning of an answer that comes in pieces, and one of them; the empty
  // one ends it.
  virtual void WriteStreamHead(const HttpAnswer& answer, absl::Duration within,
                               Done done) = 0;
  virtual void WritePiece(absl::string_view piece, absl::Duration within,
                          Done done) = 0;

  // Nothing is read or written for as long as it takes.
  virtual void Rest() = 0;
  // Lets the client read the answer before the connection is reset: of what it
  // still sends up to `most` bytes are read and dropped, for a second.
  virtual void CloseAfterAnswer(size_t most, std::shared_ptr<void> owner) = 0;
  virtual void Close() = 0;
};

}  // namespace regisseur
