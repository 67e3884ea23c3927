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
#include "aggregator/api/method_registry.h"
#include "aggregator/gateway/calendar_feed.h"
#include "aggregator/gateway/http_gateway.h"
#include "aggregator/gateway/page.h"
#include "aggregator/gateway/push_route.h"
#include "aggregator/gateway/request_rules.h"
#include "boost/asio/generic/stream_protocol.hpp"
#include "boost/asio/ssl/context.hpp"

namespace regisseur {

// One connection, from its first byte to its end: a request at a time. It holds
// itself while anything of it runs.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  virtual ~HttpSession() = default;
  virtual void Run() = 0;
  // From any thread: ends the connection when no call runs; else tells the
  // call, and breaks it when its client does not take the answer soon.
  virtual void Stop() = 0;
};

// A place where connections come in.
struct HttpDoor {
  RequestRules rules;
};

// What all sessions share. Outlives them.
struct HttpSessions {
  HttpSessions(const MethodRegistry& methods, Callers& callers,
               HttpGateway::Options options)
      : methods(methods),
        callers(callers),
        options(std::move(options)),
        page(this->options.page),
        pool({.threads = this->options.threads,
              .long_threads = this->options.long_threads}) {}

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

  const MethodRegistry& methods;
  Callers& callers;
  const HttpGateway::Options options;
  const Page page;
  CallPool pool;
  CalendarFeeds calendars;
  PushSlots push_slots{/*all=*/4, /*of_one=*/2};
  std::atomic<bool> stopping = false;
  absl::Mutex mutex;
  std::set<HttpSession*> sessions ABSL_GUARDED_BY(mutex);
};

// A session over a connected socket, TCP and Unix alike, in the clear or, with
// a context, in TLS. `caller` is what is known of who calls before any header.
// `door` and `sessions` must outlive it.
std::shared_ptr<HttpSession> MakeHttpSession(
    boost::asio::generic::stream_protocol::socket socket,
    std::shared_ptr<boost::asio::ssl::context> tls, const HttpDoor& door,
    CallerEvidence caller, HttpSessions& sessions);

}  // namespace regisseur
