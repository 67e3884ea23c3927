#include "aggregator/collect/adapter_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

extern char** environ;

namespace regisseur {
namespace {

// What is heard of a process that talks.
constexpr int kMaxLines = 100;
constexpr size_t kMaxLineBytes = 500;
// As much as a pipe holds (pipe(7)).
constexpr int64_t kPipeBytes = 64 << 10;

int MillisecondsOf(absl::Duration duration) {
  return static_cast<int>(
      std::max<int64_t>(0, absl::ToInt64Milliseconds(duration)));
}

// A pipe whose ends close on exec, and the child's end.
struct Pipe {
  int read = -1;
  int write = -1;
  bool Open() {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) return false;
    read = fds[0];
    write = fds[1];
    return true;
  }
  ~Pipe() {
    if (read >= 0) close(read);
    if (write >= 0) close(write);
  }
  static int Take(int& fd) { return std::exchange(fd, -1); }
};

// Waits for a line that begins with "ready"; returns what it said behind it.
absl::StatusOr<std::string> WaitForReady(int fd, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  std::string said;
  while (true) {
    pollfd waiting{fd, POLLIN, 0};
    const int polled =
        poll(&waiting, 1, MillisecondsOf(deadline - absl::Now()));
    if (polled < 0 && errno == EINTR) continue;
    if (polled == 0) {
      return absl::UnavailableError(absl::StrCat(
          "did not say 'ready' within ", absl::FormatDuration(timeout)));
    }
    char buffer[512];
    const ssize_t got = read(fd, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      return absl::UnavailableError("ended before it was ready");
    }
    said.append(buffer, static_cast<size_t>(got));
    const size_t line_end = said.find('\n');
    if (absl::StartsWith(said, "ready") && line_end != std::string::npos) {
      return said.substr(line_end + 1);
    }
    if (said.size() > 4096) {
      return absl::UnavailableError("says something else than 'ready'");
    }
  }
}

}  // namespace

std::string ProcessEnd::ToString() const {
  if (signal != 0) {
    return absl::StrCat("signal ", signal, " (", strsignal(signal), ")");
  }
  return absl::StrCat("exit code ", code);
}

absl::StatusOr<std::unique_ptr<AdapterProcess>> AdapterProcess::Start(
    const std::string& program, const std::string& socket_path,
    absl::Duration deadline, OnLine on_line) {
  Pipe in, out;
  if (!in.Open() || !out.Open()) {
    return absl::UnavailableError(
        absl::StrCat("no pipe for ", program, ": ", std::strerror(errno)));
  }
  unlink(socket_path.c_str());
  const std::string listen = absl::StrCat("unix:", socket_path);
  std::vector<std::string> arguments = {program, "--listen", listen,
                                        "--until-stdin-closes"};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A group of its own: Ctrl-C at our terminal is ours to handle.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
                                            POSIX_SPAWN_SETSIGMASK |
                                            POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, program.c_str(), &actions, &attributes,
                                argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(program, ": cannot be started: ", std::strerror(error)));
  }
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  std::unique_ptr<AdapterProcess> process(new AdapterProcess(
      pid, pidfd, Pipe::Take(in.write), Pipe::Take(out.read), socket_path));
  close(Pipe::Take(out.write));
  absl::StatusOr<std::string> said_next =
      WaitForReady(process->stdout_fd_, deadline);
  if (!said_next.ok()) {
    const std::optional<ProcessEnd> end =
        process->WaitForEnd(absl::Milliseconds(200));
    return absl::UnavailableError(absl::StrCat(
        program, ": ", said_next.status().message(),
        end.has_value() ? absl::StrCat(" (", end->ToString(), ")") : ""));
  }
  process->drain_ = std::thread(
      [drained = process.get(), hears = std::move(on_line),
       said = *std::move(said_next)] { drained->Drain(said, hears); });
  return process;
}

AdapterProcess::AdapterProcess(pid_t pid, int pidfd, int stdin_fd,
                               int stdout_fd, std::string socket_path)
    : pid_(pid),
      pidfd_(pidfd),
      stdin_fd_(stdin_fd),
      stdout_fd_(stdout_fd),
      enough_fd_(eventfd(0, EFD_CLOEXEC)),
      socket_path_(std::move(socket_path)),
      address_(absl::StrCat("unix:", socket_path_)) {}

AdapterProcess::~AdapterProcess() {
  close(stdin_fd_);
  if (!WaitForEnd(absl::Seconds(2)).has_value()) {
    kill(pid_, SIGKILL);
    WaitForEnd(absl::Seconds(2));
  }
  eventfd_write(enough_fd_, 1);
  if (drain_.joinable()) drain_.join();
  close(enough_fd_);
  close(stdout_fd_);
  if (pidfd_ >= 0) close(pidfd_);
  unlink(socket_path_.c_str());
}

void AdapterProcess::Drain(absl::string_view said,
                           const OnLine& on_line) const {
  int lines = 0;
  std::string line;
  const auto say = [&] {
    if (lines < kMaxLines) on_line(line);
    if (++lines == kMaxLines) on_line("(it says more, which is not kept)");
    line.clear();
  };
  const auto hear = [&](absl::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        say();
      } else if (line.size() < kMaxLineBytes) {
        line += c;
      }
    }
  };
  hear(said);
  int64_t after_end = 0;
  while (true) {
    pollfd waiting[2] = {{stdout_fd_, POLLIN, 0}, {enough_fd_, POLLIN, 0}};
    if (poll(waiting, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if (waiting[0].revents == 0) break;
    char buffer[4096];
    const ssize_t got = read(stdout_fd_, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    hear(absl::string_view(buffer, static_cast<size_t>(got)));
    // What the pipe still holds is read; a grandchild may hold it open and
    // talk for ever.
    if (waiting[1].revents != 0) {
      after_end += got;
      if (after_end >= kPipeBytes) break;
    }
  }
  if (!line.empty()) say();
}

std::optional<ProcessEnd> AdapterProcess::FindEnd() {
  absl::MutexLock lock(&mutex_);
  if (end_.has_value()) return end_;
  int status = 0;
  const pid_t waited = waitpid(pid_, &status, WNOHANG);
  if (waited == pid_) {
    end_ = WIFSIGNALED(status) ? ProcessEnd{WTERMSIG(status), 0}
                               : ProcessEnd{0, WEXITSTATUS(status)};
  }
  return end_;
}

std::optional<ProcessEnd> AdapterProcess::WaitForEnd(absl::Duration timeout) {
  if (std::optional<ProcessEnd> end = FindEnd()) return end;
  pollfd waiting{pidfd_, POLLIN, 0};
  poll(&waiting, 1, MillisecondsOf(timeout));
  return FindEnd();
}

}  // namespace regisseur
