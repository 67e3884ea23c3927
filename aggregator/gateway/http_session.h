#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/access/callers.h"
#include "aggregator/api/call_pool.h"
#include "aggregator/gateway/http_route.h"
#include "aggregator/gateway/http_stream.h"
#include "aggregator/gateway/request_rules.h"

namespace regisseur {

class HttpSession;

// A place where connections come in.
struct HttpDoor {
  RequestRules rules;
};

// What all sessions share. Outlives them.
struct HttpSessions {
  HttpSessions(const MethodRegistry& methods, Callers& callers,
               HttpGateway::Options options)
      : site(methods, callers, std::move(options)),
        pool({.threads = site.options.threads,
              .long_threads = site.options.long_threads}) {}

  void Enter(HttpSession* session) {
    absl::MutexLock lock(&mutex);
    sessions.insert(session);
  }
  void Leave(HttpSession* session) {
    absl::MutexLock lock(&mutex);
    sessions.erase(session);
  }
  size_t Count() {
    absl::MutexLock lock(&mutex);
    return sessions.size();
  }

  HttpSite site;
  CallPool pool;
  std::atomic<bool> stopping = false;
  absl::Mutex mutex;
  std::set<HttpSession*> sessions ABSL_GUARDED_BY(mutex);
};

// One connection, from its first byte to its end: a request at a time. It holds
// itself while anything of it runs.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  // `caller` is what is known of who calls before any header. `door` and
  // `sessions` must outlive it.
  HttpSession(std::unique_ptr<HttpStream> stream, const HttpDoor& door,
              CallerEvidence caller, HttpSessions& sessions);
  ~HttpSession();
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  // Once, from any thread.
  void Run();
  // From any thread: ends the connection when no call runs; else tells the
  // call, and breaks it when its client does not take the answer soon.
  void Stop();

 private:
  using Call = std::shared_ptr<PendingCall>;

  // All on the strand.
  void ReadHead(bool first);
  void OnHead();
  HttpRouted Route(const HttpHead& head) const;
  void OnReadError(HttpRead outcome);
  void StartCall();
  void OnTimeout(const Call& call);
  void SendPiece(const Call& call, const std::string& piece, bool last);
  void EndStream(const Call& call);
  void BreakStream(const Call& call);
  void Answer(HttpAnswer answer);
  // What is known of who calls, the fields of the header among it.
  CallerEvidence Evidence() const;

  // On a thread of the pool.
  void Work(const Call& call, HttpExchange& exchange, std::string body);

  HttpSessions& server_;
  const HttpDoor& door_;
  CallerEvidence caller_;  // without the fields of a request
  const std::unique_ptr<HttpStream> stream_;
  std::shared_ptr<HttpExchange> exchange_;  // of the request that is read
  Call call_;
  bool stream_head_sent_ = false;
};

}  // namespace regisseur
