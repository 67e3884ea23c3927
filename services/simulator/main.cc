#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/simulator/demo_folder.h"
#include "services/simulator/focus_bench_file.h"
#include "services/simulator/http_server.h"
#include "services/simulator/partner_history.h"
#include "services/simulator/partner_site.h"
#include "services/simulator/simulated_world.h"

namespace regisseur::simulator {
namespace {

struct Flags {
  std::string dir;
  std::string listen = "127.0.0.1:0";
  uint64_t seed = 1;
  std::string now;
  bool write_only = false;
  int64_t focus_rows = 0;
  std::string out;
  DemoFolderOptions folder;
  DemoConfigOptions config;
};

// DESIGN 5's exit codes.
constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;

int Report(const absl::Status& status) {
  std::cerr << "regisseur-simulator: " << status.message() << "\n";
  return status.code() == absl::StatusCode::kInvalidArgument ? kUsage : kFailed;
}

absl::StatusOr<absl::Time> ParseNow(const std::string& text) {
  absl::Time now = absl::Now();
  std::string error;
  if (!text.empty() &&
      !absl::ParseTime(absl::RFC3339_full, text, &now, &error)) {
    return absl::InvalidArgumentError(
        "--now " + text + ": " + error +
        "; right is for instance 2026-10-15T09:30:00Z");
  }
  return now;
}

absl::Status CheckWorld(absl::Time now, int months) {
  for (const Partner& partner : Partners()) {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(partner.time_zone, &zone)) {
      return absl::FailedPreconditionError(
          "the time zone " + partner.time_zone +
          " is not known here; install tzdata");
    }
  }
  const absl::CivilMonth first =
      absl::CivilMonth(absl::ToCivilDay(now, absl::UTCTimeZone())) - months;
  if (absl::CivilDay(first) < HistoryEpoch() ||
      now >= absl::FromCivil(absl::CivilDay(2200, 1, 1), absl::UTCTimeZone())) {
    return absl::InvalidArgumentError(
        "--now and --months must lie between 2020 and 2200");
  }
  return absl::OkStatus();
}

int Simulate(const Flags& flags) {
  const absl::StatusOr<absl::Time> now = ParseNow(flags.now);
  if (!now.ok()) return Report(now.status());
  if (absl::Status status = CheckWorld(*now, flags.folder.months);
      !status.ok()) {
    return Report(status);
  }

  const SimulatedWorld world(flags.seed, *now);
  // With --now the partners' clock starts there and runs on from it.
  const absl::Duration shift = *now - absl::Now();
  const absl::Time since = absl::FromCivil(
      absl::CivilMonth(absl::ToCivilDay(*now, absl::UTCTimeZone())) -
          flags.folder.months,
      absl::UTCTimeZone());

  std::unique_ptr<HttpServer> server;
  DemoConfigOptions config = flags.config;
  if (!flags.write_only) {
    absl::StatusOr<std::unique_ptr<HttpServer>> bound = HttpServer::Listen(
        flags.listen, [&world, shift, since](absl::string_view path) {
          return AnswerAsPartner(world, since, absl::Now() + shift, path);
        });
    if (!bound.ok()) return Report(bound.status());
    server = *std::move(bound);
    server->StopOnSignals();
    config.live_address = server->address();
  }
  if (absl::Status status =
          WriteDemoFolder(flags.dir, world, *now, flags.folder, config);
      !status.ok()) {
    return Report(status);
  }
  if (server != nullptr) {
    std::error_code error;
    const std::filesystem::path dir =
        std::filesystem::absolute(flags.dir, error);
    std::cout << "ready http=" << server->address() << " dir=" << dir.string()
              << std::endl;
    server->Run();
  }
  return kDone;
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app{
      "Imaginary partner systems that speak the real formats: writes a demo\n"
      "folder with regisseur.yaml and serves the partners' status pages until\n"
      "SIGTERM or Ctrl-C.\n"};
  app.footer(
      "Examples:\n"
      "  regisseur-simulator --dir demo\n"
      "  regisseur-simulator --dir demo --write-only "
      "--now 2026-10-15T09:30:00Z\n"
      "  regisseur-simulator --focus-rows 1000000 --out bench.csv\n");
  app.add_option("--dir", flags.dir, "Folder to write; made when absent");
  app.add_option("--listen", flags.listen,
                 "HOST:PORT of the partners' pages; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--seed", flags.seed, "Another seed, another history")
      ->capture_default_str();
  app.add_option("--now", flags.now,
                 "RFC 3339 time at which the demo begins (default: now)");
  app.add_option("--months", flags.folder.months,
                 "Whole months of history before the running one")
      ->check(CLI::Range(2, 60))
      ->capture_default_str();
  app.add_option("--scale", flags.folder.scale,
                 "Resources over which each metered cost row is split")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app.add_flag("--write-only", flags.write_only,
               "Write the files and end; the configuration then names only "
               "recorded files");
  app.add_option("--grpc-listen", flags.config.grpc_listen,
                 "listen.grpc in the configuration")
      ->capture_default_str();
  app.add_option("--http-listen", flags.config.http_listen,
                 "listen.http in the configuration")
      ->capture_default_str();
  app.add_option("--focus-rows", flags.focus_rows,
                 "Write a FOCUS 1.2 file of so many rows to --out and end")
      ->check(CLI::Range(int64_t{1}, int64_t{1000000000}));
  app.add_option("--out", flags.out, "File that --focus-rows writes");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Prints help or what was wrong; CLI11's own codes are not ours.
    return app.exit(error) == 0 ? kDone : kUsage;
  }

  if (flags.focus_rows > 0) {
    if (flags.out.empty()) {
      return Report(
          absl::InvalidArgumentError("--focus-rows needs --out FILE.csv"));
    }
    const absl::Status status =
        WriteBenchFile(flags.out, flags.seed, flags.focus_rows);
    return status.ok() ? kDone : Report(status);
  }
  if (flags.dir.empty()) {
    return Report(absl::InvalidArgumentError(
        "--dir FOLDER is needed; --help shows examples"));
  }
  return Simulate(flags);
}

}  // namespace
}  // namespace regisseur::simulator

int main(int argc, char** argv) {
  return regisseur::simulator::Main(argc, argv);
}
