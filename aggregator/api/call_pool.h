#pragma once

#include <functional>
#include <memory>

namespace regisseur {

// A bounded number of threads for a bounded number of calls: reading answers
// and asking partner systems wait in lines of their own, so that a slow partner
// never keeps anybody from the overview. Thread-safe.
class CallPool {
 public:
  struct Options {
    int threads = 8;       // for answers
    int long_threads = 8;  // for calls that ask partner systems
    int waiting = 256;     // calls that may wait, in each line
  };
  explicit CallPool(Options options);
  CallPool() : CallPool(Options()) {}
  // Stops; see Stop.
  ~CallPool();

  // Runs `work` on a thread. False when too many wait already or the pool
  // stops; then it will not run.
  bool Submit(bool long_running, std::function<void()> work);

  // Runs what was submitted to its end and joins the threads.
  void Stop();

 private:
  class Line;
  std::unique_ptr<Line> answers_;
  std::unique_ptr<Line> long_calls_;
};

}  // namespace regisseur
