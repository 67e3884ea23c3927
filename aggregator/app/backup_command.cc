#include "aggregator/app/backup_command.h"

#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/app/daemon.h"
#include "aggregator/storage/backup.h"
#include "aggregator/storage/file_lock.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "grpcpp/grpcpp.h"
#include "regisseur/operation/v1/operation.grpc.pb.h"

namespace regisseur {
namespace {

constexpr std::chrono::hours kMostTime(6);

Principal Who(const char* command) { return Principal::System(command); }

int64_t CountDeliveries(const BackupManifest& manifest) {
  const auto found = manifest.summary.rows.find("delivery");
  return found == manifest.summary.rows.end() ? 0 : found->second;
}

void Say(const std::string& path, int64_t bytes, int64_t deliveries,
         int64_t originals, size_t lost) {
  std::cout << path << ": verified, " << bytes << " bytes, " << deliveries
            << " deliveries, " << originals << " documents\n";
  if (lost == 0) return;
  std::cerr << "regisseurd: " << lost
            << " documents are missing or damaged in the data folder; "
               "manifest.json names them, an older backup may have them\n";
}

absl::Status AskDaemon(int holder, const std::string& data_dir,
                       const std::string& dir) {
  const std::string socket = SocketPath(data_dir);
  if (socket.empty() || access(socket.c_str(), F_OK) != 0) {
    return absl::UnavailableError(
        absl::StrCat("process ", holder, " uses ", data_dir,
                     " and serves no Unix socket there; set backup.dir in its "
                     "configuration, or stop it first"));
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET, 1);
  const auto stub =
      operation::v1::OperationService::NewStub(grpc::CreateCustomChannel(
          "unix:" + socket, grpc::InsecureChannelCredentials(), arguments));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kMostTime);
  operation::v1::CreateBackupRequest request;
  request.set_dir(dir);
  operation::v1::Backup backup;
  const grpc::Status status = stub->CreateBackup(&context, request, &backup);
  if (!status.ok()) {
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                        absl::StrCat("the daemon (process ", holder,
                                     "): ", status.error_message()));
  }
  Say(backup.path(), backup.database_bytes(), backup.deliveries(),
      backup.originals(), static_cast<size_t>(backup.lost_originals_size()));
  return absl::OkStatus();
}

}  // namespace

absl::Status RunBackup(const std::string& data_dir, const std::string& dir) {
  const std::string path = absl::StrCat(data_dir, "/regisseur.db");
  if (access(path.c_str(), F_OK) != 0) {
    return absl::NotFoundError(absl::StrCat(
        "there is no ", path, "; name the data with --config or --data-dir"));
  }
  RETURN_IF_ERROR(CheckNotHalfRestored(data_dir));
  if (const int holder = FindLockHolder(path + ".lock"); holder != 0) {
    return AskDaemon(holder, data_dir, dir);
  }
  SqliteOptions options;
  options.may_upgrade = false;
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   OpenSqlite(path, options));
  WriteQueue queue(*database);
  const SystemClock clock;
  ASSIGN_OR_RETURN(const Backup backup, MakeBackup(Who("backup"),
                                                   {*database, queue, data_dir,
                                                    kProgramVersion, clock},
                                                   dir, [] { return false; }));
  Say(backup.path, backup.manifest.database_bytes,
      CountDeliveries(backup.manifest), backup.manifest.originals,
      backup.manifest.lost_originals.size());
  return absl::OkStatus();
}

absl::Status RunRestore(const std::string& from, const std::string& data_dir,
                        bool replace) {
  const SystemClock clock;
  ASSIGN_OR_RETURN(
      const RestoreOutcome outcome,
      RestoreBackup(Who("restore"), from, data_dir, replace, clock));
  std::cout << data_dir << ": restored from " << outcome.backup.path
            << ", as of " << FormatInstant(outcome.backup.manifest.time) << ", "
            << CountDeliveries(outcome.backup.manifest) << " deliveries\n";
  if (!outcome.replaced.empty()) {
    std::cout << "what was there is in " << outcome.replaced << "\n";
  }
  if (outcome.finished_earlier) {
    std::cout << "an interrupted restore was finished\n";
  }
  return absl::OkStatus();
}

absl::Status RunVerify(const std::string& path, bool all) {
  BackupStore store;
  if (all) {
    ASSIGN_OR_RETURN(store, ReadBackupStore(path));
  }
  if (store.backups.empty()) {
    ASSIGN_OR_RETURN(Backup backup, FindBackup(path));
    store.backups.push_back(std::move(backup));
  }
  absl::Status worst;
  for (const BackupStore::Unreadable& lost : store.unreadable) {
    if (worst.ok()) {
      worst = lost.why;
    } else {
      std::cerr << "regisseurd: " << lost.why.message() << "\n";
    }
  }
  for (const Backup& backup : store.backups) {
    const absl::Status status = VerifyBackup(Who("verify"), backup);
    if (status.ok()) {
      Say(backup.path, backup.manifest.database_bytes,
          CountDeliveries(backup.manifest), backup.manifest.originals,
          backup.manifest.lost_originals.size());
    } else if (worst.ok()) {
      worst = status;
    } else {
      std::cerr << "regisseurd: " << status.message() << "\n";
    }
  }
  return worst;
}

}  // namespace regisseur
