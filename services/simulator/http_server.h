#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur::simulator {

struct HttpAnswer {
  int code = 200;
  std::string content_type = "application/json; charset=utf-8";
  // Sent with every answer; empty for none. A request that names it in
  // If-None-Match gets 304 without a body.
  std::string etag;
  std::string body;
};

// Answers a GET of a path; the query is cut off. Called from the thread that
// runs the server.
using HttpHandler = std::function<HttpAnswer(absl::string_view path)>;

// A small HTTP/1.1 server for GET and HEAD: one thread, bounded headers, no
// request bodies, a deadline on every read and write, a limit on connections.
// Run() is called once; Stop() may be called from any thread.
class HttpServer {
 public:
  // Binds at once, so that address() is known. `listen` is HOST:PORT with an
  // IP address; port 0 takes any free one. INVALID_ARGUMENT for another form,
  // UNAVAILABLE when the port cannot be had.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Listen(
      absl::string_view listen, HttpHandler handler);
  ~HttpServer();

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // HOST:PORT as bound.
  const std::string& address() const;

  // Makes SIGTERM and SIGINT stop the server. Call before Run().
  void StopOnSignals();

  // Serves until it is stopped.
  void Run();
  void Stop();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur::simulator
