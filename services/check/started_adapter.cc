#include "services/check/started_adapter.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace regisseur {
namespace {

constexpr absl::Duration kGrace = absl::Seconds(2);

// The first line that it prints within that time; empty when there is none.
std::string FirstLine(int fd, absl::Duration patience) {
  const absl::Time deadline = absl::Now() + patience;
  std::string said;
  while (said.find('\n') == std::string::npos && said.size() < 4096) {
    const int64_t left = absl::ToInt64Milliseconds(deadline - absl::Now());
    pollfd waiting{fd, POLLIN, 0};
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) break;
    char buffer[512];
    const ssize_t got = read(fd, buffer, sizeof(buffer));
    if (got <= 0) break;
    said.append(buffer, static_cast<size_t>(got));
  }
  return said;
}

}  // namespace

absl::StatusOr<std::unique_ptr<StartedAdapter>> StartedAdapter::Start(
    const std::string& program, absl::Duration patience) {
  std::unique_ptr<StartedAdapter> started(new StartedAdapter());
  std::error_code error;
  std::string folder =
      (std::filesystem::temp_directory_path(error) / "adapter-check-XXXXXX")
          .string();
  int in[2], out[2];
  if (mkdtemp(folder.data()) == nullptr) {
    return absl::UnavailableError("no folder for a socket can be made");
  }
  started->folder_ = folder;
  started->address_ = absl::StrCat("unix:", folder, "/socket");
  if (pipe2(in, O_CLOEXEC) != 0) return absl::UnavailableError("no pipe");
  if (pipe2(out, O_CLOEXEC) != 0) {
    close(in[0]);
    close(in[1]);
    return absl::UnavailableError("no pipe");
  }
  started->stdin_ = in[1];
  started->stdout_ = out[0];
  std::vector<std::string> arguments = {program, "--listen", started->address_,
                                        "--until-stdin-closes"};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  const int failed = posix_spawnp(&started->pid_, program.c_str(), &actions,
                                  nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  if (failed != 0) {
    started->pid_ = 0;
    return absl::UnavailableError(
        absl::StrCat(program, " cannot be started: ", std::strerror(failed)));
  }
  const std::string said = FirstLine(started->stdout_, patience);
  if (!absl::StartsWith(said, "ready")) {
    return absl::UnavailableError(absl::StrCat(
        program, " was started with --listen ", started->address_,
        " --until-stdin-closes and did not print `ready` within ",
        absl::FormatDuration(patience),
        said.empty() ? "" : absl::StrCat(" but: ", said.substr(0, 200))));
  }
  return started;
}

StartedAdapter::~StartedAdapter() {
  if (stdin_ >= 0) close(stdin_);
  if (pid_ > 0) {
    const absl::Time deadline = absl::Now() + kGrace;
    // Its output ends with it.
    while (absl::Now() < deadline) {
      pollfd waiting{stdout_, POLLIN, 0};
      poll(&waiting, 1, 100);
      char waste[4096];
      if (waiting.revents != 0 && read(stdout_, waste, sizeof(waste)) <= 0) {
        break;
      }
    }
    if (waitpid(pid_, nullptr, WNOHANG) == 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
  }
  if (stdout_ >= 0) close(stdout_);
  std::error_code error;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, error);
}

}  // namespace regisseur
