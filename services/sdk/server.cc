#include "services/sdk/server.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/sdk/adapter_server.h"
#include "services/sdk/version.h"

namespace regisseur::sdk {
namespace {

constexpr int kUsageError = 2;
constexpr absl::Duration kGrace = absl::Milliseconds(300);

struct Flags {
  AdapterServerOptions server;
  bool until_stdin_closes = false;
  bool help = false;
  bool version = false;
};

absl::StatusOr<Flags> ParseFlags(int argc, char** argv) {
  Flags flags;
  const std::pair<absl::string_view, std::string*> kWithValue[] = {
      {"--listen", &flags.server.listen},
      {"--tls-ca", &flags.server.tls_ca},
      {"--tls-cert", &flags.server.tls_cert},
      {"--tls-key", &flags.server.tls_key}};
  const std::pair<absl::string_view, bool*> kSwitches[] = {
      {"--until-stdin-closes", &flags.until_stdin_closes},
      {"--help", &flags.help},
      {"--version", &flags.version}};
  for (int i = 1; i < argc; ++i) {
    const absl::string_view argument = argv[i];
    bool known = false;
    for (const auto& [name, target] : kSwitches) {
      if (argument == name) *target = known = true;
    }
    for (const auto& [name, target] : kWithValue) {
      if (argument == name) {
        if (i + 1 == argc) {
          return absl::InvalidArgumentError(
              absl::StrCat(name, " needs a value"));
        }
        *target = argv[++i];
        known = true;
        break;
      }
      absl::string_view value = argument;
      if (absl::ConsumePrefix(&value, name) &&
          absl::ConsumePrefix(&value, "=")) {
        *target = std::string(value);
        known = true;
        break;
      }
    }
    if (!known) {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown argument ", argument, "; see --help"));
    }
  }
  return flags;
}

void PrintHelp(const std::string& program, const AdapterInfo& info) {
  std::printf(
      "Usage: %s [--listen ADDRESS] [FLAGS]\n\n"
      "Serves the adapter `%s` (version %s) over gRPC "
      "(regisseur.adapter.v1).\n\n"
      "  --listen ADDRESS       unix:/path or HOST:PORT, port 0 for any free "
      "one\n"
      "                         (127.0.0.1:0)\n"
      "  --tls-ca FILE          CA that callers' certificates are signed by\n"
      "  --tls-cert FILE        own certificate, PEM\n"
      "  --tls-key FILE         its key; the three are needed on any address "
      "that\n"
      "                         is neither loopback nor a Unix socket\n"
      "  --until-stdin-closes   end when standard input ends\n"
      "  --version, --help\n\n"
      "Prints `ready ADDRESS` when it serves. Ends on SIGTERM and SIGINT.\n",
      program.c_str(), info.kind.c_str(), info.version.c_str());
  if (info.options.empty()) return;
  std::printf("\nOptions of a source:\n");
  for (const OptionSpec& option : info.options) {
    const std::string name =
        option.secret ? absl::StrCat(option.name, "_file") : option.name;
    std::printf("  %-22s %s%s\n", name.c_str(),
                option.required ? "(required) " : "",
                option.description.c_str());
  }
}

// Waits until somebody wants the end: SIGTERM, SIGINT, or the end of stdin.
void WaitForEnd(int signals, bool until_stdin_closes) {
  pollfd fds[2] = {{signals, POLLIN, 0},
                   {until_stdin_closes ? STDIN_FILENO : -1, POLLIN, 0}};
  for (;;) {
    if (poll(fds, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if (fds[0].revents != 0) return;
    if (fds[1].revents != 0) {
      char waste[4096];
      const ssize_t got = read(STDIN_FILENO, waste, sizeof(waste));
      if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) return;
    }
  }
}

}  // namespace

int RunAdapter(int argc, char** argv, std::unique_ptr<Adapter> adapter) {
  const std::string path = argc > 0 ? argv[0] : "adapter";
  const std::string program = path.substr(path.rfind('/') + 1);
  const absl::StatusOr<Flags> flags = ParseFlags(argc, argv);
  if (!flags.ok()) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(),
                 std::string(flags.status().message()).c_str());
    return kUsageError;
  }
  const AdapterInfo info = adapter->Info();
  if (flags->help) {
    PrintHelp(program, info);
    return 0;
  }
  if (flags->version) {
    std::printf("%s %s (adapter %s version %s)\n", program.c_str(),
                kProgramVersion, info.kind.c_str(), info.version.c_str());
    return 0;
  }

  // Before the first thread starts, so that all of them leave the signals to
  // the file descriptor.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  signal(SIGPIPE, SIG_IGN);
  const int signals = signalfd(-1, &ends, SFD_CLOEXEC);
  // A socket of ours is for our own user only.
  umask(0077);

  auto server = AdapterServer::Start(flags->server, std::move(adapter));
  if (!server.ok()) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(),
                 std::string(server.status().message()).c_str());
    return absl::IsInvalidArgument(server.status()) ? kUsageError : 1;
  }
  std::printf("ready %s\n", (*server)->address().c_str());
  std::fflush(stdout);

  WaitForEnd(signals, flags->until_stdin_closes);
  if (!(*server)->Stop(kGrace)) {
    // An adapter keeps nothing: what still reads may be cut off.
    std::fprintf(stderr, "%s: a call did not end in time; leaving\n",
                 program.c_str());
    std::fflush(stderr);
    _exit(0);
  }
  close(signals);
  return 0;
}

}  // namespace regisseur::sdk
