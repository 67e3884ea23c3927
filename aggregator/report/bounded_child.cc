#include "aggregator/report/bounded_child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace regisseur {
namespace {

// How much of what it complains about is kept.
constexpr size_t kMostWords = 4096;
constexpr size_t kMostLastWords = 500;
// How soon a cancelled one is noticed.
constexpr absl::Duration kLook = absl::Milliseconds(50);

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  void Set(int fd) {
    Close();
    fd_ = fd;
  }
  void Close() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

absl::Status Trouble(const std::string& program, absl::string_view what) {
  return absl::UnavailableError(
      absl::StrCat(program, ": ", what, ": ", std::strerror(errno)));
}

std::string LastLine(absl::string_view said) {
  said = absl::StripAsciiWhitespace(said);
  const size_t line = said.rfind('\n');
  if (line != absl::string_view::npos) said = said.substr(line + 1);
  return std::string(said.substr(0, kMostLastWords));
}

// The process, with our ends of its streams.
class Child {
 public:
  ~Child() { Kill(); }

  absl::Status Start(const ChildTask& task) {
    const std::string& program = task.command.front();
    // A socket, so that writing to one that ended is an error and no signal.
    int in[2];
    int out[2];
    int err[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0) {
      return Trouble(program, "no stdin for it");
    }
    Descriptor their_in(in[1]);
    in_.Set(in[0]);
    if (pipe2(out, O_CLOEXEC) != 0) return Trouble(program, "no pipe for it");
    Descriptor their_out(out[1]);
    out_.Set(out[0]);
    if (pipe2(err, O_CLOEXEC) != 0) return Trouble(program, "no pipe for it");
    Descriptor their_err(err[1]);
    err_.Set(err[0]);
    fcntl(in_.get(), F_SETFL, O_NONBLOCK);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, their_in.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, their_out.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, their_err.get(), STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions, task.folder.c_str());
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
                                              POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);

    std::vector<std::string> words = task.command;
    // What it draws depends on nothing around us.
    std::vector<std::string> surroundings = {
        "PATH=/usr/bin:/bin",           "LANG=C.UTF-8",
        "SOURCE_DATE_EPOCH=0",          "PYTHONHASHSEED=0",
        "HOME=" + task.folder,          "TMPDIR=" + task.folder,
        "XDG_CACHE_HOME=" + task.folder};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<char*> environment;
    for (std::string& each : surroundings) environment.push_back(each.data());
    environment.push_back(nullptr);
    const int error = posix_spawn(&pid_, program.c_str(), &actions, &attributes,
                                  argv.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
      pid_ = 0;
      errno = error;
      return Trouble(program, "cannot be started");
    }
    if (task.memory_bytes > 0) {
      const auto bytes = static_cast<rlim_t>(task.memory_bytes);
      const rlimit limit{bytes, bytes};
      // Where that is not allowed it limits itself.
      prlimit(pid_, RLIMIT_AS, &limit, nullptr);
    }
    return absl::OkStatus();
  }

  // Waits for something to happen, or `longest`. False once it closed stdout
  // and stderr. What can be written of `to_say` is taken off it.
  bool Wait(std::string& to_say, std::string& said, std::string& complained,
            absl::Duration longest) {
    pollfd waiting[3] = {{out_.get(), POLLIN, 0},
                         {err_.get(), POLLIN, 0},
                         {to_say.empty() ? -1 : in_.get(), POLLOUT, 0}};
    if (out_.get() < 0 && err_.get() < 0) return false;
    if (poll(waiting, 3, static_cast<int>(absl::ToInt64Milliseconds(longest))) <
        0) {
      return true;  // EINTR
    }
    if (waiting[0].revents != 0) Read(out_, said);
    if (waiting[1].revents != 0) {
      Read(err_, complained);
      if (complained.size() > kMostWords) {
        complained.erase(0, complained.size() - kMostWords);
      }
    }
    if (waiting[2].revents != 0) {
      const ssize_t written =
          send(in_.get(), to_say.data(), to_say.size(), MSG_NOSIGNAL);
      if (written > 0) {
        to_say.erase(0, static_cast<size_t>(written));
      } else if (errno != EAGAIN && errno != EINTR) {
        to_say.clear();
        in_.Close();
      }
    }
    return true;
  }
  void CloseInput() { in_.Close(); }

  // Waits for its end until `deadline`; its status, or -1.
  int WaitForEnd(absl::Time deadline) {
    int status = 0;
    while (pid_ > 0) {
      const pid_t ended = waitpid(pid_, &status, WNOHANG);
      if (ended == pid_) {
        // Whoever it left behind.
        kill(-std::exchange(pid_, 0), SIGKILL);
        return status;
      }
      if (absl::Now() >= deadline) return -1;
      absl::SleepFor(absl::Milliseconds(2));
    }
    return -1;
  }
  void Kill() {
    if (pid_ <= 0) return;
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
  }

 private:
  static void Read(Descriptor& from, std::string& into) {
    char buffer[1 << 16];
    const ssize_t got = read(from.get(), buffer, sizeof(buffer));
    if (got > 0) {
      into.append(buffer, static_cast<size_t>(got));
    } else if (got == 0 || errno != EINTR) {
      from.Close();
    }
  }

  pid_t pid_ = 0;
  Descriptor in_;
  Descriptor out_;
  Descriptor err_;
};

}  // namespace

absl::Status RunChild(const ChildTask& task,
                      const absl::Notification& cancelled) {
  const std::string& program = task.command.front();
  const absl::Time deadline = absl::Now() + task.limit;
  Child child;
  if (absl::Status status = child.Start(task); !status.ok()) return status;
  std::string to_say = task.input;
  std::string complained;
  bool input_open = true;
  while (true) {
    if (input_open && to_say.empty() && !task.converses) {
      child.CloseInput();
      input_open = false;
    }
    std::string said;
    if (!child.Wait(to_say, said, complained, kLook)) break;
    if (cancelled.HasBeenNotified()) {
      return absl::UnavailableError(
          absl::StrCat(program,
                       ": ended, because the daemon stops or nobody "
                       "waits any more"));
    }
    if (absl::Now() >= deadline) {
      return absl::UnavailableError(
          absl::StrCat(program, ": took longer than ",
                       absl::FormatDuration(task.limit), " and was ended"));
    }
    if (said.empty() || task.listen == nullptr) continue;
    absl::StatusOr<std::string> next = task.listen(said);
    if (!next.ok()) return next.status();
    to_say += *next;
  }
  const int status = child.WaitForEnd(deadline);
  if (status < 0) {
    return absl::UnavailableError(absl::StrCat(program, ": took longer than ",
                                               absl::FormatDuration(task.limit),
                                               " and was ended"));
  }
  if (WIFSIGNALED(status)) {
    return absl::UnavailableError(
        absl::StrCat(program, ": was killed by signal ", WTERMSIG(status), " (",
                     strsignal(WTERMSIG(status)), ")"));
  }
  if (WEXITSTATUS(status) == 0) return absl::OkStatus();
  const std::string last = LastLine(complained);
  return absl::FailedPreconditionError(
      last.empty() ? absl::StrCat(program, ": ended with ", WEXITSTATUS(status))
                   : last);
}

}  // namespace regisseur
