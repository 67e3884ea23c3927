#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace regisseur {

// How a process ended.
struct ProcessEnd {
  int signal = 0;  // that killed it, 0 when it exited
  int code = 0;    // that it exited with
  // "signal 11 (Segmentation fault)", "exit code 1".
  std::string ToString() const;
};

// A local adapter's process, listening on a Unix socket in a folder of our own
// (DECISIONS 11). It ends when this object goes, when we end (it watches its
// stdin, a pipe that we hold), or by itself. Thread-safe.
class AdapterProcess {
 public:
  // Hears a line that the process wrote on stdout; in a thread of its own.
  using OnLine = std::function<void(const std::string& line)>;

  // Starts `program` and waits until it serves. What it writes after that is
  // read as long as it lives, so that it never waits for a reader; `on_line`
  // hears the first hundred lines, cut to 500 bytes. UNAVAILABLE with its last
  // words when it does not serve within `deadline`.
  static absl::StatusOr<std::unique_ptr<AdapterProcess>> Start(
      const std::string& program, const std::string& socket_path,
      absl::Duration deadline, OnLine on_line);
  // Closes its stdin, waits at most 2 s, then kills it.
  ~AdapterProcess();

  AdapterProcess(const AdapterProcess&) = delete;
  AdapterProcess& operator=(const AdapterProcess&) = delete;

  // For grpc::CreateChannel: unix:/path.
  const std::string& address() const { return address_; }
  pid_t pid() const { return pid_; }
  // How it ended; absent while it runs.
  std::optional<ProcessEnd> FindEnd();
  // The same, waiting at most `timeout` for it: a broken connection is seen a
  // moment before the end of the process that caused it.
  std::optional<ProcessEnd> WaitForEnd(absl::Duration timeout);

 private:
  AdapterProcess(pid_t pid, int pidfd, int stdin_fd, int stdout_fd,
                 std::string socket_path);
  void Drain(absl::string_view said, const OnLine& on_line) const;

  const pid_t pid_;
  const int pidfd_;
  const int stdin_fd_;
  const int stdout_fd_;
  const int enough_fd_;  // becomes readable when nobody listens any more
  const std::string socket_path_;
  const std::string address_;
  absl::Mutex mutex_;
  std::optional<ProcessEnd> end_ ABSL_GUARDED_BY(mutex_);
  std::thread drain_;
};

}  // namespace regisseur
