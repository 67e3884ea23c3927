// regisseurd: the daemon. Runs in the foreground, logs to stderr, says `ready`
// on stdout, reads its configuration again on SIGHUP, ends on SIGTERM.

#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/access/listen_address.h"
#include "aggregator/app/daemon.h"
#include "aggregator/app/log.h"
#include "aggregator/collect/adapter_pool.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/daemon_config.h"
#include "aggregator/config/exchange_rates_file.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kVersion[] = "regisseurd 0.1.0";
constexpr int kFailed = 1;
constexpr int kInvalid = 2;

struct Flags {
  std::string config;
  std::string data_dir;
  std::string grpc_listen;
  std::string http_listen;
  std::string storage;
  std::string adapters_dir;
  bool check = false;
  bool print_config_reference = false;
};

// The folder of this program: the adapters are installed beside it.
std::string OwnFolder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error)
      .parent_path()
      .string();
}

// The file, with the flags over it.
absl::StatusOr<DaemonConfig> LoadConfig(const Flags& flags,
                                        const std::set<std::string>& adapters) {
  ASSIGN_OR_RETURN(DaemonConfig config,
                   LoadDaemonConfig(flags.config, adapters));
  if (!flags.data_dir.empty()) {
    std::error_code error;
    config.data_dir = std::filesystem::absolute(flags.data_dir, error).string();
  }
  if (!flags.grpc_listen.empty()) config.grpc_listen = flags.grpc_listen;
  if (!flags.http_listen.empty()) config.http_listen = flags.http_listen;
  return config;
}

// What can be wrong besides the file itself.
absl::Status CheckSurroundings(const DaemonConfig& config) {
  for (const std::string& address : {config.grpc_listen, config.http_listen}) {
    ASSIGN_OR_RETURN(const ListenAddress listen, ParseListenAddress(address));
    RETURN_IF_ERROR(CheckMayListen(listen));
  }
  if (!config.exchange_rates_file.empty()) {
    ASSIGN_OR_RETURN(
        const std::string content,
        ReadConfigFile(config.exchange_rates_file, int64_t{64} << 20));
    RETURN_IF_ERROR(
        ParseExchangeRates(config.exchange_rates_file, content).status());
  }
  for (const SourceConfig* source : config.portfolio.AllSources()) {
    for (const auto& [name, path] : source->secret_files) {
      if (access(path.c_str(), R_OK) != 0) {
        return absl::InvalidArgumentError(
            absl::StrCat(config.file, ": source ", source->id, ": ", name,
                         "_file: ", path, " cannot be read"));
      }
    }
  }
  return absl::OkStatus();
}

int Refuse(const absl::Status& status) {
  std::cerr << "regisseurd: " << status.message() << "\n";
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ? kInvalid
                                                                     : kFailed;
}

int Run(const Flags& flags) {
  if (!flags.storage.empty() && flags.storage != "sqlite") {
    return Refuse(absl::InvalidArgumentError(absl::StrCat(
        "--storage is '", flags.storage, "': only sqlite is in this version")));
  }
  const std::string adapters_dir =
      flags.adapters_dir.empty() ? OwnFolder() : flags.adapters_dir;
  const std::set<std::string> adapters = ListInstalledAdapters(adapters_dir);
  const absl::StatusOr<DaemonConfig> config = LoadConfig(flags, adapters);
  if (!config.ok()) return Refuse(config.status());
  if (absl::Status status = CheckSurroundings(*config); !status.ok()) {
    return Refuse(status);
  }
  if (flags.check) {
    std::cout << flags.config << ": " << config->portfolio.providers.size()
              << " providers, " << config->portfolio.AllSources().size()
              << " sources, nothing wrong\n";
    return 0;
  }

  // Every thread inherits the mask; this one waits for the signals.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    sigaddset(&signals, signal);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);

  absl::StatusOr<std::unique_ptr<Daemon>> daemon =
      Daemon::Start(*config, {adapters_dir});
  if (!daemon.ok()) return Refuse(daemon.status());
  std::cout << "ready grpc=" << (*daemon)->grpc_address()
            << " http=" << (*daemon)->http_address() << std::endl;
  Log(LogLevel::kInfo, "ready",
      {{"grpc", (*daemon)->grpc_address()},
       {"http", (*daemon)->http_address()},
       {"data", config->data_dir}});
  while (true) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) {
      Log(LogLevel::kInfo, "stopping", {{"signal", absl::StrCat(signal)}});
      return 0;
    }
    const absl::StatusOr<DaemonConfig> changed = LoadConfig(flags, adapters);
    const absl::Status status =
        changed.ok() ? (*daemon)->Reload(*changed) : changed.status();
    if (status.ok()) {
      Log(LogLevel::kInfo, "reloaded", {{"config", flags.config}});
    } else {
      // The last good one stays in force.
      Log(LogLevel::kError, "not-reloaded",
          {{"config", flags.config}, {"why", std::string(status.message())}});
    }
  }
}

}  // namespace
}  // namespace regisseur

int main(int argc, char** argv) {
  regisseur::Flags flags;
  CLI::App app(
      "Collects from your IT partners' systems and answers how they do, what "
      "they cost and what is missing.",
      "regisseurd");
  app.set_version_flag("--version", regisseur::kVersion);
  app.add_option("--config", flags.config, "The configuration file (YAML)");
  app.add_option("--data-dir", flags.data_dir,
                 "Where facts are kept, instead of the file's data_dir");
  app.add_option("--grpc-listen", flags.grpc_listen,
                 "HOST:PORT for gRPC; port 0 takes any free one");
  app.add_option("--http-listen", flags.http_listen,
                 "HOST:PORT for HTTP; port 0 takes any free one");
  app.add_option("--storage", flags.storage, "The database: sqlite");
  app.add_option("--adapters-dir", flags.adapters_dir,
                 "Folder of the regisseur-adapter-* programs (default: beside "
                 "this program)");
  app.add_flag("--check", flags.check,
               "Only says whether the configuration is good");
  app.add_flag("--print-config-reference", flags.print_config_reference,
               "Prints every key of the configuration");
  app.footer(
      "Examples:\n"
      "  regisseurd --config regisseur.yaml --check\n"
      "  regisseurd --config regisseur.yaml\n"
      "  kill -HUP PID    reads the configuration again\n"
      "Every key: docs/config.md.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : regisseur::kInvalid;
  }
  if (flags.print_config_reference) {
    std::cout << regisseur::RenderConfigReference();
    return 0;
  }
  if (flags.config.empty()) {
    std::cerr << "regisseurd: --config FILE is needed; `regisseurd --help` "
                 "shows an example\n";
    return regisseur::kInvalid;
  }
  return regisseur::Run(flags);
}
