#pragma once

#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace regisseur::sdk {

// A web server for tests: one document on a free port of the loopback address,
// with an ETag of its content, so that asking again for the same costs a 304.
// Thread-safe; serves until it is destroyed.
class LoopbackPageServer {
 public:
  LoopbackPageServer();
  ~LoopbackPageServer();

  // `http://127.0.0.1:PORT`.
  std::string url() const;
  // What is served from now on, under every path.
  void Serve(absl::string_view body, int code = 200);
  // An answer: its code and body. Code 0 never answers.
  using Answers =
      std::function<std::pair<int, std::string>(absl::string_view target)>;
  // What is served from now on, by path and query; called on another thread.
  void ServeBy(Answers answers);
  // Answers without a body (304) so far.
  int not_modified() const;
  // The path that was asked for last.
  std::string last_path() const;

 private:
  void Run();
  bool WaitFor(int fd) const;
  std::string Answer(absl::string_view request);

  int listener_ = -1;
  int port_ = 0;
  int stop_[2] = {-1, -1};
  mutable absl::Mutex mutex_;
  std::string body_ ABSL_GUARDED_BY(mutex_);
  int code_ ABSL_GUARDED_BY(mutex_) = 200;
  int not_modified_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string last_path_ ABSL_GUARDED_BY(mutex_);
  Answers answers_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace regisseur::sdk
