#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "cli/command/run.h"
#include "cli/output/terminal.h"
#include "core/base/clock.h"
#include "google/protobuf/stubs/logging.h"

namespace {

// Ctrl-C ends at once: the daemon notices by itself that nobody listens.
void EndInterrupted(int) {
  _exit(static_cast<int>(regisseur::ExitCode::kInterrupted));
}

std::optional<std::string> ReadVariable(absl::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, &EndInterrupted);
  // gRPC and protobuf would print lines of their own beside our one.
  google::protobuf::SetLogHandler(nullptr);
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  const regisseur::SystemClock clock;
  const regisseur::Surroundings surroundings{
      .out = std::cout,
      .err = std::cerr,
      .out_kind = regisseur::ProbeStream(STDOUT_FILENO),
      .err_kind = regisseur::ProbeStream(STDERR_FILENO),
      .environment = &ReadVariable,
      .clock = clock};
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const regisseur::ExitCode code = regisseur::Run(arguments, surroundings);
  std::cout.flush();
  if (!std::cout) {
    std::cerr << "regisseur: the answer could not be written to stdout; is "
                 "the disk full?\n";
    return static_cast<int>(regisseur::ExitCode::kFailed);
  }
  return static_cast<int>(code);
}
