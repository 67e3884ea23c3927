#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/answers.h"
#include "aggregator/config/daemon_config.h"
#include "aggregator/operation/backup_keeper.h"
#include "aggregator/operation/operation.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "core/contract/contract_history.h"
#include "core/webhook/webhook_delivery.h"

namespace regisseur {

// A program that ours is built on, and its version.
struct ProgramVersion {
  std::string name;
  std::string version;
};

// The parts of a running daemon that the doctor looks at. Refers to what
// outlives it.
struct DoctorContext {
  const Database& database;
  const WriteQueue& queue;
  const Answers& answers;
  const BackupKeeper& backups;
  const ContractHistory& contracts;
  const Clock& clock;
  std::string program;                   // its version
  std::vector<ProgramVersion> versions;  // of libraries that it cannot ask
  // Starts the adapter of a source if need be; its version.
  std::function<absl::StatusOr<std::string>(const SourceConfig&)> adapter;
  // What the configuration said last, and why a newer one is not in force.
  std::function<DaemonConfig()> config;
  std::function<absl::Status()> reload_failure;
  // Why no root is signed and nothing purged; OK when the last try went well.
  std::function<absl::Status()> root_failure;
  std::function<absl::Status()> purge_failure;
  // Why the certificate files as they are now are not shown.
  std::function<absl::Status()> certificate_failure;
  // How the webhooks stand; null: there are none.
  std::function<absl::StatusOr<std::vector<WebhookStatus>>()> webhooks;
  absl::Time started;
  // The wall clock ahead of the monotonic one when the daemon started.
  absl::Duration clock_offset;
};

// Every check, in a fixed order of subjects. Takes as long as the slowest
// adapter's start, seconds at most.
std::vector<Check> RunChecks(const Principal& who,
                             const DoctorContext& context);

// Whether every contract file is in force as it is now: a line for each that is
// not, and for each that is gone while its contract runs on `today`.
std::vector<Check> CheckContracts(
    const ContractRegister& in_force,
    const std::vector<RefusedContractFile>& refused, absl::CivilDay today);

// The daily root and the daily purge.
Check CheckDailyRoot(const absl::Status& failure);
Check CheckDailyPurge(const absl::Status& failure);

// Whether the webhooks take what they are told: a line for each that does not.
std::vector<Check> CheckWebhooks(
    const absl::StatusOr<std::vector<WebhookStatus>>& webhooks);

// Whether the certificate files as they are now are those that are shown.
Check CheckCertificateFiles(const absl::Status& failure);

// How far the wall clock is ahead of the one that counts since boot: it changes
// when somebody sets the clock.
absl::Duration ReadClockOffset();

// The version of the time zone data, such as `2026a`; empty when unknown.
std::string ReadTimeZoneDataVersion();

// Secrets and keys that the configuration names: a line for each file that
// others than its owner may read.
std::vector<Check> CheckFileModes(const DaemonConfig& config);

}  // namespace regisseur
