// regisseurd: the daemon. Runs in the foreground, logs to stderr, says `ready`
// on stdout, reads its configuration again on SIGHUP, ends on SIGTERM.

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/access/listen_address.h"
#include "aggregator/app/backup_command.h"
#include "aggregator/app/daemon.h"
#include "aggregator/app/log.h"
#include "aggregator/app/quantity_keeper.h"
#include "aggregator/collect/adapter_pool.h"
#include "aggregator/collect/option_check.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/contract_files.h"
#include "aggregator/config/daemon_config.h"
#include "aggregator/config/exchange_rates_file.h"
#include "aggregator/report/plan_check.h"
#include "aggregator/report/renderer_process.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "google/protobuf/stubs/logging.h"

namespace regisseur {
namespace {

constexpr int kFailed = 1;
constexpr int kInvalid = 2;
// What was checked does not hold: a damaged backup.
constexpr int kCheckFailed = 7;

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

// What stands after backup, restore or verify.
struct BackupFlags {
  std::string place;  // where backups are
  bool replace = false;
  bool all = false;
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
                                        const std::set<std::string>& adapters,
                                        const OptionJudge& judge) {
  ASSIGN_OR_RETURN(DaemonConfig config,
                   LoadDaemonConfig(flags.config, adapters, judge));
  if (!flags.data_dir.empty()) {
    std::error_code error;
    config.data_dir = std::filesystem::absolute(flags.data_dir, error).string();
  }
  if (!flags.grpc_listen.empty()) config.grpc_listen = flags.grpc_listen;
  if (!flags.http_listen.empty()) config.http_listen = flags.http_listen;
  return config;
}

// Asks the adapters about the options of sources. One that cannot be asked is a
// mistake when somebody only wants to know; the daemon starts without it, and
// its sources say that they fail.
OptionJudge JudgeOf(OptionCheck& check, bool only_check) {
  return [&check, only_check](
             const DaemonConfig& config,
             const SourceConfig& source) -> std::optional<OptionRefusal> {
    const absl::StatusOr<std::optional<OptionMistake>> mistake = check.Check(
        source, {config.base_directory, config.portfolio.time_zone_name,
                 config.portfolio.currency});
    if (mistake.ok()) {
      if (!mistake->has_value()) return std::nullopt;
      return OptionRefusal{(*mistake)->option, (*mistake)->message};
    }
    const std::string why(mistake.status().message());
    if (only_check) return OptionRefusal{"", why};
    Log(LogLevel::kWarning, "options-not-checked",
        {{"source", source.id}, {"why", why}});
    return std::nullopt;
  };
}

// The same, with its adapters asked; they end when that is done.
absl::StatusOr<DaemonConfig> LoadAndJudge(
    const Flags& flags, const std::string& adapters_dir,
    const std::set<std::string>& adapters) {
  const SystemClock clock;
  OptionCheck check(adapters_dir, clock);
  return LoadConfig(flags, adapters, JudgeOf(check, flags.check));
}

// What can be wrong besides the file itself.
absl::Status CheckSurroundings(const DaemonConfig& config) {
  for (const std::string& address : {config.grpc_listen, config.http_listen}) {
    ASSIGN_OR_RETURN(const ListenAddress listen, ParseListenAddress(address));
    // Identities may also have been made while running; the servers look.
    RETURN_IF_ERROR(CheckMayListen(
        listen, {.tls = !config.access.tls.cert.empty(), .identities = true}));
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

// Reports against the templates that there are. Only a check asks: a daemon
// starts without the program that draws, and says so when a report is due.
absl::Status CheckReports(const DaemonConfig& config,
                          const std::string& programs) {
  if (config.reports.plans.empty()) return absl::OkStatus();
  std::string scratch =
      (std::filesystem::temp_directory_path() / "regisseur-check.XXXXXX")
          .string();
  if (mkdtemp(scratch.data()) == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat(scratch, ": cannot be made: ", std::strerror(errno)));
  }
  RendererProcess renderer(
      {.program = programs + "/regisseur-report", .scratch = scratch});
  const absl::StatusOr<std::vector<ReportTemplate>> templates =
      renderer.ListTemplates(config.reports.template_folders);
  std::error_code error;
  std::filesystem::remove_all(scratch, error);
  const absl::Status status = templates.ok()
                                  ? CheckReportPlans(config.reports, *templates)
                                  : templates.status();
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrCat(config.file, ": ", status.message()));
}

int Refuse(const absl::Status& status) {
  std::cerr << "regisseurd: " << status.message() << "\n";
  if (absl::IsDataLoss(status)) return kCheckFailed;
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ? kInvalid
                                                                     : kFailed;
}

std::string Absolute(const std::string& path) {
  std::error_code error;
  return std::filesystem::absolute(path, error).lexically_normal().string();
}

// The data folder that is meant, and the configured one of the backups.
struct DataPlace {
  std::string data_dir;
  std::string backup_dir;
};
absl::StatusOr<DataPlace> FindData(const Flags& flags) {
  DataPlace place;
  if (!flags.config.empty()) {
    // Which adapters are installed does not matter here.
    ASSIGN_OR_RETURN(const DaemonConfig config,
                     LoadConfig(flags, {}, /*judge=*/nullptr));
    place = {config.data_dir, config.backup.dir};
  } else if (!flags.data_dir.empty()) {
    place.data_dir = Absolute(flags.data_dir);
  } else {
    return absl::InvalidArgumentError(
        "say where the data are: --config FILE or --data-dir DIR");
  }
  return place;
}

absl::Status BackupNow(const Flags& flags, const BackupFlags& backup) {
  ASSIGN_OR_RETURN(const DataPlace place, FindData(flags));
  const std::string dir =
      backup.place.empty() ? place.backup_dir : Absolute(backup.place);
  if (dir.empty()) {
    return absl::InvalidArgumentError(
        "name a folder for the backup, or set backup.dir in the configuration");
  }
  return RunBackup(place.data_dir, dir);
}

absl::Status Restore(const Flags& flags, const BackupFlags& backup) {
  ASSIGN_OR_RETURN(const DataPlace place, FindData(flags));
  const std::string from =
      backup.place.empty() ? place.backup_dir : Absolute(backup.place);
  if (from.empty()) {
    return absl::InvalidArgumentError(
        "name the backup, or set backup.dir in the configuration");
  }
  return RunRestore(from, place.data_dir, backup.replace);
}

absl::Status Verify(const Flags& flags, const BackupFlags& backup) {
  if (!backup.place.empty()) {
    return RunVerify(Absolute(backup.place), backup.all);
  }
  ASSIGN_OR_RETURN(const DataPlace place, FindData(flags));
  if (place.backup_dir.empty()) {
    return absl::InvalidArgumentError(
        "name the backup, or set backup.dir in the configuration");
  }
  return RunVerify(place.backup_dir, backup.all);
}

// Tells systemd (Type=notify) that the daemon serves; does nothing elsewhere.
void TellSystemd(absl::string_view state) {
  const char* const path = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (path == nullptr || path[0] == '\0' ||
      std::strlen(path) >= sizeof(address.sun_path)) {
    return;
  }
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
  // An abstract name, written with @.
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  (void)sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address),
               static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) +
                                      std::strlen(path)));
  close(fd);
}

int Run(const Flags& flags) {
  if (!flags.storage.empty() && flags.storage != "sqlite") {
    return Refuse(absl::InvalidArgumentError(absl::StrCat(
        "--storage is '", flags.storage, "': only sqlite is in this version")));
  }
  // Every thread inherits the mask; this one waits for the signals. Before the
  // adapters are asked about their options: that starts threads. Who only wants
  // a check may interrupt it.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    sigaddset(&signals, signal);
  }
  if (!flags.check) pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);

  const std::string adapters_dir =
      flags.adapters_dir.empty() ? OwnFolder() : flags.adapters_dir;
  const std::set<std::string> adapters = ListInstalledAdapters(adapters_dir);
  const absl::StatusOr<DaemonConfig> config =
      LoadAndJudge(flags, adapters_dir, adapters);
  if (!config.ok()) return Refuse(config.status());
  if (absl::Status status = CheckSurroundings(*config); !status.ok()) {
    return Refuse(status);
  }
  if (flags.check) {
    if (absl::Status status = CheckReports(*config, adapters_dir);
        !status.ok()) {
      return Refuse(status);
    }
    const auto quantities =
        QuantityKeeper::Prepare(config->portfolio.quantities);
    if (!quantities.ok()) return Refuse(quantities.status());
    const BuiltRegister contracts =
        ReadContractFiles(PlacesOf(*config), config->portfolio, {});
    if (absl::Status status = CheckNothingIsMissing(contracts); !status.ok()) {
      return Refuse(status);
    }
    for (const ContractFileProblem& warning : contracts.problems) {
      std::cerr << "warning: " << warning.file << ":" << warning.line << ": "
                << warning.key << ": " << warning.message << "\n";
    }
    std::cout << flags.config << ": " << config->portfolio.providers.size()
              << " providers, " << config->portfolio.AllSources().size()
              << " sources, " << contracts.texts.contracts.size()
              << " contract files, nothing wrong\n";
    return 0;
  }

  absl::StatusOr<std::unique_ptr<Daemon>> daemon =
      Daemon::Start(*config, {adapters_dir});
  if (!daemon.ok()) return Refuse(daemon.status());
  std::cout << "ready grpc=" << (*daemon)->grpc_address()
            << " http=" << (*daemon)->http_address() << std::endl;
  TellSystemd("READY=1");
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
    const absl::StatusOr<DaemonConfig> changed =
        LoadAndJudge(flags, adapters_dir, adapters);
    const absl::Status status =
        changed.ok() ? (*daemon)->Reload(*changed) : changed.status();
    if (status.ok()) {
      Log(LogLevel::kInfo, "reloaded", {{"config", flags.config}});
    } else {
      // The last good one stays in force.
      (*daemon)->NoteReloadFailure(status);
      Log(LogLevel::kError, "not-reloaded",
          {{"config", flags.config}, {"why", std::string(status.message())}});
    }
  }
}

}  // namespace
}  // namespace regisseur

// What protobuf has to say of a request that it cannot read is a line like any
// other.
void LogOfProtobuf(google::protobuf::LogLevel level, const char* /*file*/,
                   int /*line*/, const std::string& message) {
  regisseur::Log(level >= google::protobuf::LOGLEVEL_ERROR
                     ? regisseur::LogLevel::kWarning
                     : regisseur::LogLevel::kInfo,
                 "message-unreadable", {{"why", message}});
}

int main(int argc, char** argv) {
  google::protobuf::SetLogHandler(&LogOfProtobuf);
  regisseur::Flags flags;
  CLI::App app(
      "Collects from your IT partners' systems and answers how they do, what "
      "they cost and what is missing.",
      "regisseurd");
  app.set_version_flag("--version",
                       std::string("regisseurd ") + regisseur::kProgramVersion);
  // --config and --data-dir may also stand after the word.
  app.fallthrough();
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
  regisseur::BackupFlags place;
  CLI::App* const backup = app.add_subcommand(
      "backup", "Makes a backup and proves it, also while the daemon serves");
  backup->add_option("DIR", place.place,
                     "Folder of the backups (default: backup.dir)");
  CLI::App* const restore =
      app.add_subcommand("restore", "Puts a backup into an empty data folder");
  restore->add_option("BACKUP", place.place,
                      "One backup, or a folder of them: the newest");
  restore->add_flag("--replace", place.replace,
                    "Moves what is in the data folder aside first");
  CLI::App* const verify =
      app.add_subcommand("verify", "Checks every byte of a backup");
  verify->add_option("BACKUP", place.place,
                     "One backup, or a folder of them: the newest");
  verify->add_flag("--all", place.all, "Every backup in the folder");
  app.require_subcommand(0, 1);
  app.footer(
      "Examples:\n"
      "  regisseurd --config regisseur.yaml --check\n"
      "  regisseurd --config regisseur.yaml\n"
      "  kill -HUP PID    reads the configuration again\n"
      "  regisseurd backup /mnt/backup --config regisseur.yaml\n"
      "  regisseurd verify /mnt/backup\n"
      "  regisseurd restore /mnt/backup --data-dir /var/lib/regisseur\n"
      "Exit codes: 0 done, 1 failed, 2 usage or configuration, 7 a backup is "
      "damaged.\n"
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
  for (const auto& [word, run] : {std::pair{backup, &regisseur::BackupNow},
                                  std::pair{restore, &regisseur::Restore},
                                  std::pair{verify, &regisseur::Verify}}) {
    if (!word->parsed()) continue;
    const absl::Status status = run(flags, place);
    return status.ok() ? 0 : regisseur::Refuse(status);
  }
  if (flags.config.empty()) {
    std::cerr << "regisseurd: --config FILE is needed; `regisseurd --help` "
                 "shows an example\n";
    return regisseur::kInvalid;
  }
  return regisseur::Run(flags);
}
