#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/output/terminal.h"
#include "cli/verb/exit_code.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/status.h"

namespace regisseur {

// A daemon for tests of the command line: every method of the contract answers
// with what the test laid down for it and keeps the request. Listens on a Unix
// socket of its own. Set it up before the first call.
class FakeDaemon {
 public:
  FakeDaemon();
  ~FakeDaemon();
  FakeDaemon(const FakeDaemon&) = delete;

  // `unix:/…`, for --server.
  const std::string& address() const;

  // The answers to a method, by its name (`ListSources`), one a call; the last
  // holds for all that follow. A stream sends all of them in one call.
  void Answer(const std::string& method,
              std::vector<std::shared_ptr<google::protobuf::Message>> answers);
  template <typename Message>
  void Answer(const std::string& method, const Message& answer) {
    Answer(method, {std::make_shared<Message>(answer)});
  }
  // Makes a method fail, after what it streams.
  void Fail(const std::string& method, grpc::Status status);
  // After its last message a stream waits until the client goes.
  void KeepStreamsOpen();

  // The requests that a method got, as short text format.
  std::vector<std::string> Requests(const std::string& method) const;
  // The authorization header of the last call.
  std::string LastAuthorization() const;

  class State;

 private:
  struct Running;
  const std::unique_ptr<Running> running_;
};

// What a command came to.
struct Outcome {
  ExitCode code = ExitCode::kFailed;
  std::string out;
  std::string err;
};

// Where it is run. The clock stands at 2026-11-23T09:00:00Z.
struct Place {
  StreamKind out_kind;
  StreamKind err_kind;
  // Like REGISSEUR_SERVER=…, without the `=`.
  std::vector<std::pair<std::string, std::string>> environment;
};

// Runs a command line as main would; `daemon` null: without --server.
Outcome RunCommand(const FakeDaemon* daemon, std::vector<std::string> words,
                   const Place& place = {});

// A message from text format; fails the test when it cannot be read.
void ReadText(const std::string& text, google::protobuf::Message* message);
template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  ReadText(text, &message);
  return message;
}

}  // namespace regisseur
