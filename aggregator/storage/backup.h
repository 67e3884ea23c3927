#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/schema.h"
#include "aggregator/storage/write_queue.h"
#include "core/base/clock.h"
#include "core/principal/principal.h"

namespace regisseur {

// Backups of a data folder, and the way back.
//
// A backup store is a folder that may be copied anywhere as it stands:
//
//   README.txt                  what this is, and how to restore
//   originals/<sha256>.zst      kept documents, once for all backups
//   2026-11-23T12-00-00Z/       one backup
//     regisseur.db              the database, one file, no WAL
//     originals.txt             the documents that belong to it, a hash a line
//     manifest.json             what it must be; written last, after the proof
//
// A folder with a manifest was proven by restoring: opened as the daemon opens
// it, every page and every chain checked, compared with the database that it
// was copied from. A file or backup gets its name when it is whole and durable;
// what a killed process leaves begins with a dot and is removed by the next.

// What a database holds, as far as two can be compared by it.
struct StoreSummary {
  int64_t data_version = 0;
  // Rows by table; those of charge lines are vouched for by the chains.
  std::map<std::string, int64_t> rows;
  struct Chain {
    std::string name;
    int64_t entries = 0;
    std::string head;  // hexadecimal
    bool operator==(const Chain&) const = default;
  };
  std::vector<Chain> chains;  // by name
  bool operator==(const StoreSummary&) const = default;
};

struct BackupManifest {
  std::string program;  // that made it
  int64_t schema = 0;
  absl::Time time;           // the state that it holds
  absl::Time verified_time;  // when the proof ended
  std::string database_sha256;
  int64_t database_bytes = 0;
  std::string originals_sha256;  // of originals.txt
  int64_t originals = 0;
  // Documents that were missing or damaged in the data folder already.
  std::vector<std::string> lost_originals;
  StoreSummary summary;
};

std::string RenderManifest(const BackupManifest& manifest);
// DATA_LOSS naming `path` for anything that RenderManifest does not write.
absl::StatusOr<BackupManifest> ParseManifest(absl::string_view path,
                                             absl::string_view text);

struct Backup {
  std::string path;  // the folder of this one backup
  BackupManifest manifest;
};

// What is backed up: the parts of a running daemon, or those that were opened
// for it. Refers to what outlives it.
struct BackupSource {
  Database& database;
  WriteQueue& queue;
  std::string data_dir;
  std::string program;
  const Clock& clock;
};

// Makes a backup in `store` and proves it. The database is copied in small
// steps between writes: an act or an import waits for one step at most.
// `cancelled` is asked between the steps. FAILED_PRECONDITION when the folder
// holds something else or another backup runs; DATA_LOSS when the proof fails:
// then the database itself is damaged. CANCELLED.
absl::StatusOr<Backup> MakeBackup(const Principal& who,
                                  const BackupSource& source,
                                  const std::string& store,
                                  const std::function<bool()>& cancelled);

// What is in a store.
struct BackupStore {
  std::vector<Backup> backups;  // whole ones, newest first
  // A backup that cannot be read: its manifest is damaged or gone.
  struct Unreadable {
    std::string path;
    absl::Status why;
  };
  std::vector<Unreadable> unreadable;  // by name
};
// Empty when it is not there.
absl::StatusOr<BackupStore> ReadBackupStore(const std::string& store);
// Its whole backups alone.
absl::StatusOr<std::vector<Backup>> ListBackups(const std::string& store);

// Removes all but the newest `keep` backups, and documents that no backup has.
// While a backup cannot be read no document is removed, since it may need it;
// the error names it.
absl::Status RemoveOldBackups(const std::string& store, int keep);

// The backup at `path`: one backup, or the newest of a store. NOT_FOUND;
// DATA_LOSS when the newest of the store cannot be read: the one before is
// taken when it is named.
absl::StatusOr<Backup> FindBackup(const std::string& path);

// Checks every byte of a backup: hashes, documents, pages, chains. DATA_LOSS
// naming the file and the place; FAILED_PRECONDITION when a newer program is
// needed. A backup of an older schema than that of `steps` is checked upgraded,
// in a folder beside.
absl::Status VerifyBackup(const Principal& who, const Backup& backup,
                          absl::Span<const SchemaStep> steps = SchemaSteps());

struct RestoreOutcome {
  Backup backup;
  std::string replaced;  // where the old content went; empty: there was none
  bool finished_earlier = false;  // it only ended an interrupted restore of it
};

// Verifies the backup at `from` and puts it into `data_dir`, made when it is
// not there. Killed at any moment it leaves the old content, or a folder that a
// daemon refuses and the next restore finishes. FAILED_PRECONDITION when a
// daemon holds the folder, or it is not empty and `replace` is not set.
absl::StatusOr<RestoreOutcome> RestoreBackup(
    const Principal& who, const std::string& from, const std::string& data_dir,
    bool replace, const Clock& clock,
    absl::Span<const SchemaStep> steps = SchemaSteps());

// FAILED_PRECONDITION when a restore into the folder was interrupted half-way.
absl::Status CheckNotHalfRestored(const std::string& data_dir);

}  // namespace regisseur
