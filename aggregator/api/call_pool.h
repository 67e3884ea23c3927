#pragma once

#include <functional>
#include <memory>

namespace regisseur {

// What a call waits for, and so in which line it waits.
enum class CallLine {
  kAnswers,   // what is stored here
  kPartners,  // a partner system: may take minutes
  kWatches,   // that something happens: may take for ever
};

// A bounded number of threads for a bounded number of calls: reading answers,
// asking partner systems and watching wait in lines of their own, so that a
// slow partner never keeps anybody from the overview, nor one that watches a
// file from being taken. Thread-safe.
class CallPool {
 public:
  struct Options {
    int threads = 8;         // for answers
    int long_threads = 8;    // for calls that ask partner systems
    int watch_threads = 32;  // for calls that watch; none of them waits
    int waiting = 256;       // calls that may wait, in each other line
  };
  explicit CallPool(Options options);
  CallPool() : CallPool(Options()) {}
  // Stops; see Stop.
  ~CallPool();

  // Runs `work` on a thread. False when too many wait already or the pool
  // stops; then it will not run.
  bool Submit(CallLine line, std::function<void()> work);

  // Runs what was submitted to its end and joins the threads.
  void Stop();

 private:
  class Line;
  std::unique_ptr<Line> answers_;
  std::unique_ptr<Line> long_calls_;
  std::unique_ptr<Line> watches_;
};

}  // namespace regisseur
