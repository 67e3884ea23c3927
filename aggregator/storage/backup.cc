#include "aggregator/storage/backup.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/storage/backup_folder.h"
#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/file_lock.h"
#include "aggregator/storage/packed_file.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/schema.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kReadme[] = "README.txt";
constexpr char kPartPrefix[] = ".part-";
constexpr char kGonePrefix[] = ".gone-";

constexpr int64_t kMaxManifestBytes = 64 << 20;
// One step of the copy: 1 MB, about a millisecond of the writer's time.
constexpr int kPagesInStep = 256;

constexpr char kReadmeText[] =
    "Backups of Regisseur.\n"
    "\n"
    "Each folder with a manifest.json is one backup and was proven by opening\n"
    "and checking it. originals/ holds the documents of all of them. This "
    "folder\n"
    "may be copied to any machine as it stands.\n"
    "\n"
    "  regisseurd verify THIS_FOLDER\n"
    "  regisseurd restore THIS_FOLDER --data-dir /var/lib/regisseur\n"
    "\n"
    "What it does not hold: the configuration file's secrets (the files that\n"
    "`..._file` options name) and certificates.\n";

constexpr char kIntegritySql[] = "PRAGMA integrity_check(5)";
constexpr char kForeignKeysSql[] = "PRAGMA foreign_key_check";
constexpr char kDataVersionSql[] = "SELECT data_version FROM meta WHERE id = 1";
constexpr char kChainsSql[] =
    "SELECT name, length, head_hash FROM chain ORDER BY name";
constexpr char kOriginalsSql[] =
    "SELECT DISTINCT sha256 FROM original WHERE purge_act IS NULL "
    "ORDER BY sha256";
// The chains vouch for the lines of charges: counting them reads them all.
constexpr char kTablesSql[] =
    "SELECT name FROM sqlite_schema WHERE type = 'table'"
    " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'charge_%'"
    " AND name <> 'line_texts' ORDER BY name";

// A statement that counts a table, kept for ever as Connection::Prepared wants.
const char* CountSql(const std::string& table) {
  static absl::Mutex mutex;
  static auto* const texts = new std::set<std::string>;
  absl::MutexLock lock(&mutex);
  return texts->insert(absl::StrCat("SELECT COUNT(*) FROM \"", table, "\""))
      .first->c_str();
}

absl::StatusOr<StoreSummary> Summarize(Connection& connection) {
  StoreSummary summary;
  Statement& version = connection.Prepared(kDataVersionSql);
  ASSIGN_OR_RETURN(const bool found, version.Step());
  if (found) summary.data_version = version.Int(0);
  version.Reset();
  std::vector<std::string> tables;
  Statement& names = connection.Prepared(kTablesSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, names.Step());
    if (!row) break;
    tables.emplace_back(names.Text(0));
  }
  names.Reset();
  for (const std::string& table : tables) {
    Statement& count = connection.Prepared(CountSql(table));
    ASSIGN_OR_RETURN(const bool row, count.Step());
    if (row) summary.rows[table] = count.Int(0);
    count.Reset();
  }
  Statement& chains = connection.Prepared(kChainsSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, chains.Step());
    if (!row) break;
    summary.chains.push_back({std::string(chains.Text(0)), chains.Int(1),
                              ToHex(HashFromBytes(chains.Blob(2)))});
  }
  chains.Reset();
  return summary;
}

// Where two summaries differ; empty when nowhere.
std::string Difference(const StoreSummary& copy, const StoreSummary& live) {
  if (copy.data_version != live.data_version) {
    return absl::StrCat("data version ", copy.data_version, " instead of ",
                        live.data_version);
  }
  for (const auto& [table, count] : live.rows) {
    const auto found = copy.rows.find(table);
    const int64_t other = found == copy.rows.end() ? 0 : found->second;
    if (other != count) {
      return absl::StrCat(other, " rows in ", table, " instead of ", count);
    }
  }
  if (copy.chains != live.chains) return "another chain";
  return copy == live ? "" : "another table";
}

// Pages, references and chains of an open database; DATA_LOSS naming `path`.
absl::Status CheckContent(const Principal& who, const Database& database,
                          absl::string_view path) {
  RETURN_IF_ERROR(database.Read([&](Connection& connection) -> absl::Status {
    Statement& check = connection.Prepared(kIntegritySql);
    ASSIGN_OR_RETURN(const bool row, check.Step());
    if (!row || check.Text(0) != "ok") {
      return absl::DataLossError(
          absl::StrCat(path, " is damaged: ", row ? check.Text(0) : "empty"));
    }
    check.Reset();
    Statement& keys = connection.Prepared(kForeignKeysSql);
    ASSIGN_OR_RETURN(const bool broken, keys.Step());
    if (broken) {
      return absl::DataLossError(absl::StrCat(
          path, " is damaged: a row of ", keys.Text(0), " refers to nothing"));
    }
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const StoreReport store,
                   ChainVerifier(database).Verify(who));
  for (const ChainReport& report : store.chains) {
    if (!report.broken.has_value()) continue;
    return absl::DataLossError(
        absl::StrCat(path, ": the chain ", report.chain, " is broken at entry ",
                     report.broken->number, ": ", report.broken->what));
  }
  if (!store.broken.empty()) {
    return absl::DataLossError(absl::StrCat(path, ": ", store.broken.front()));
  }
  return absl::OkStatus();
}

SqliteOptions CheckingOptions(absl::Span<const SchemaStep> steps) {
  SqliteOptions options;
  options.steps = steps;
  // Reading everything takes as long as it takes.
  options.read_limit = absl::Hours(24);
  options.readers = 2;
  return options;
}

// The folder of a store, empty or ours.
absl::Status PrepareStore(const std::string& store) {
  RETURN_IF_ERROR(MakeFolders(store));
  const std::string readme = absl::StrCat(store, "/", kReadme);
  if (access(readme.c_str(), F_OK) == 0) {
    ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(readme, 1 << 20));
    if (absl::StartsWith(text, "Backups of Regisseur")) {
      return MakeFolders(absl::StrCat(store, "/", kOriginals));
    }
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFolder(store));
  for (const std::string& name : names) {
    // What a new file system has, and what a killed first backup left.
    if (name == "lost+found" || name == ".lock" || name == "README.txt.part") {
      continue;
    }
    return absl::FailedPreconditionError(
        absl::StrCat(store, " holds ", name,
                     ", which is no backup of Regisseur; name a "
                     "folder of its own"));
  }
  RETURN_IF_ERROR(WriteFileDurably(readme, kReadmeText));
  return MakeFolders(absl::StrCat(store, "/", kOriginals));
}

// What a killed backup left.
absl::Status RemoveLeftovers(const std::string& store) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFolder(store));
  for (const std::string& name : names) {
    if (absl::StartsWith(name, kPartPrefix) ||
        absl::StartsWith(name, kGonePrefix)) {
      RETURN_IF_ERROR(RemoveTree(absl::StrCat(store, "/", name)));
    }
  }
  const std::string originals = absl::StrCat(store, "/", kOriginals);
  ASSIGN_OR_RETURN(const std::vector<std::string> kept, ListFolder(originals));
  for (const std::string& name : kept) {
    if (!absl::EndsWith(name, ".part")) continue;
    RETURN_IF_ERROR(RemoveTree(absl::StrCat(originals, "/", name)));
  }
  return absl::OkStatus();
}

// Copies the database to `to` and says what it holds at that moment.
absl::StatusOr<StoreSummary> CopyDatabase(
    const BackupSource& source, const std::string& to,
    const std::function<bool()>& cancelled) {
  std::unique_ptr<DatabaseCopy> copy;
  const auto on_writer = [&](const std::function<absl::Status()>& work) {
    return source.queue.RunBetweenWrites(WriteLane::kImport, work);
  };
  RETURN_IF_ERROR(on_writer([&]() -> absl::Status {
    ASSIGN_OR_RETURN(copy, source.database.BeginCopy(to));
    chmod(to.c_str(), S_IRUSR | S_IWUSR);  // before there is anything in it
    return absl::OkStatus();
  }));
  // One that is not whole belongs to the writer's thread to its end.
  absl::Cleanup drop = [&] {
    (void)on_writer([&] {
      copy.reset();
      return absl::OkStatus();
    });
  };
  StoreSummary live;
  bool done = false;
  while (!done) {
    if (cancelled()) return absl::CancelledError("the backup was cancelled");
    // The reading connection fixes what it sees inside the last step, when
    // nothing can be written: live and copy are the same moment.
    RETURN_IF_ERROR(
        source.database.Read([&](Connection& connection) -> absl::Status {
          RETURN_IF_ERROR(on_writer([&]() -> absl::Status {
            ASSIGN_OR_RETURN(done, copy->Step(kPagesInStep));
            if (!done) return absl::OkStatus();
            Statement& pin = connection.Prepared(kDataVersionSql);
            return pin.Step().status();
          }));
          if (!done) return absl::OkStatus();
          ASSIGN_OR_RETURN(live, Summarize(connection));
          return absl::OkStatus();
        }));
    Failpoint("backup:step");
  }
  RETURN_IF_ERROR(copy->Finish());
  Failpoint("backup:copied");
  return live;
}

// Brings the documents that the copy names into the store.
absl::Status CopyOriginals(const BackupSource& source, const std::string& store,
                           const std::string& part, const Database& copy,
                           const std::function<bool()>& cancelled,
                           BackupManifest& manifest) {
  std::vector<std::string> hashes;
  RETURN_IF_ERROR(copy.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kOriginalsSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      hashes.emplace_back(read.Text(0));
    }
    read.Reset();
    return absl::OkStatus();
  }));
  const std::string from = absl::StrCat(source.data_dir, "/", kOriginals);
  const std::string to = absl::StrCat(store, "/", kOriginals);
  std::vector<std::string> kept;
  for (const std::string& hash : hashes) {
    if (cancelled()) return absl::CancelledError("the backup was cancelled");
    const std::string target = OriginalPath(to, hash);
    if (access(target.c_str(), F_OK) != 0) {
      const std::string original = OriginalPath(from, hash);
      absl::Status sound = CheckOriginal(original, hash);
      if (absl::IsDataLoss(sound) || absl::IsNotFound(sound)) {
        // The facts are to be saved all the same; the loss is said.
        manifest.lost_originals.push_back(hash);
        continue;
      }
      RETURN_IF_ERROR(sound);
      RETURN_IF_ERROR(CopyFileDurably(original, target));
      Failpoint("backup:original-copied");
    }
    kept.push_back(hash);
  }
  std::string list = absl::StrJoin(kept, "\n");
  if (!list.empty()) list += "\n";
  const std::string path = absl::StrCat(part, "/", kOriginalsList);
  RETURN_IF_ERROR(WriteFileDurably(path, list));
  ASSIGN_OR_RETURN(const FileHash hash, HashFile(path));
  manifest.originals_sha256 = hash.sha256;
  manifest.originals = static_cast<int64_t>(kept.size());
  return absl::OkStatus();
}

absl::StatusOr<Backup> ReadBackup(const std::string& path) {
  const std::string manifest = absl::StrCat(path, "/", kManifest);
  ASSIGN_OR_RETURN(const std::string text,
                   ReadWholeFile(manifest, kMaxManifestBytes));
  Backup backup;
  backup.path = path;
  ASSIGN_OR_RETURN(backup.manifest, ParseManifest(manifest, text));
  return backup;
}

// Surely not: whether it cannot be read is another matter.
bool IsMissing(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) != 0 &&
         (errno == ENOENT || errno == ENOTDIR);
}

}  // namespace

absl::StatusOr<BackupStore> ReadBackupStore(const std::string& store) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, ListFolder(store));
  BackupStore content;
  for (const std::string& name : names) {
    if (name.empty() || name[0] == '.' || name == kOriginals) continue;
    const std::string path = absl::StrCat(store, "/", name);
    absl::StatusOr<Backup> backup = ReadBackup(path);
    if (backup.ok()) {
      content.backups.push_back(*std::move(backup));
      continue;
    }
    // A backup gets its name when it is whole.
    if (IsMissing(absl::StrCat(path, "/", kManifest)) &&
        IsMissing(absl::StrCat(path, "/", kDatabase))) {
      continue;
    }
    content.unreadable.push_back({path, backup.status()});
  }
  std::sort(content.backups.begin(), content.backups.end(),
            [](const Backup& a, const Backup& b) {
              if (a.manifest.time != b.manifest.time) {
                return a.manifest.time > b.manifest.time;
              }
              return a.path > b.path;
            });
  std::sort(content.unreadable.begin(), content.unreadable.end(),
            [](const BackupStore::Unreadable& a,
               const BackupStore::Unreadable& b) { return a.path < b.path; });
  return content;
}

namespace {

// Upgrades a copy of an older database, and checks that.
absl::Status CheckUpgraded(const Principal& who, const std::string& path,
                           absl::Span<const SchemaStep> steps) {
  std::string folder = absl::StrCat(path, ".check-XXXXXX");
  if (mkdtemp(folder.data()) == nullptr) {
    folder = "/var/tmp/regisseur-check-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) {
      return absl::FailedPreconditionError(absl::StrCat(
          "no folder to upgrade a copy of ", path, " in can be made"));
    }
  }
  const absl::Cleanup remove = [&] { (void)RemoveTree(folder); };
  const std::string copy = absl::StrCat(folder, "/", kDatabase);
  RETURN_IF_ERROR(CopyFileDurably(path, copy));
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   OpenSqlite(copy, CheckingOptions(steps)));
  return CheckContent(who, *database, path);
}

}  // namespace

absl::StatusOr<Backup> MakeBackup(const Principal& who,
                                  const BackupSource& source,
                                  const std::string& store,
                                  const std::function<bool()>& cancelled) {
  RETURN_IF_ERROR(PrepareStore(store));
  FileLock lock;
  if (absl::Status alone = lock.Acquire(absl::StrCat(store, "/.lock"));
      !alone.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "another backup into ", store, " runs: ", alone.message()));
  }
  RETURN_IF_ERROR(RemoveLeftovers(store));
  std::string name = BackupName(source.clock.Now());
  for (int i = 2; access(absl::StrCat(store, "/", name).c_str(), F_OK) == 0;
       ++i) {
    name = absl::StrCat(BackupName(source.clock.Now()), "-", i);
  }
  const std::string part = absl::StrCat(store, "/", kPartPrefix, name);
  RETURN_IF_ERROR(MakeFolders(part));
  Failpoint("backup:begun");
  absl::Cleanup remove_part = [&] { (void)RemoveTree(part); };
  const std::string database = absl::StrCat(part, "/", kDatabase);

  Backup backup;
  BackupManifest& manifest = backup.manifest;
  manifest.program = source.program;
  manifest.schema = static_cast<int64_t>(SchemaSteps().size());
  ASSIGN_OR_RETURN(manifest.summary, CopyDatabase(source, database, cancelled));
  manifest.time = source.clock.Now();
  {
    ASSIGN_OR_RETURN(
        const std::unique_ptr<Database> copy,
        OpenSqliteReadOnly(database, CheckingOptions(SchemaSteps())));
    RETURN_IF_ERROR(CheckContent(who, *copy, database));
    StoreSummary held;
    RETURN_IF_ERROR(copy->Read([&](Connection& connection) -> absl::Status {
      ASSIGN_OR_RETURN(held, Summarize(connection));
      return absl::OkStatus();
    }));
    if (const std::string difference = Difference(held, manifest.summary);
        !difference.empty()) {
      return absl::DataLossError(absl::StrCat(
          "the copy of the database is not the database: ", difference));
    }
    Failpoint("backup:verified");
    RETURN_IF_ERROR(
        CopyOriginals(source, store, part, *copy, cancelled, manifest));
  }
  ASSIGN_OR_RETURN(const FileHash hash, HashFile(database));
  manifest.database_sha256 = hash.sha256;
  manifest.database_bytes = hash.bytes;
  manifest.verified_time = source.clock.Now();
  RETURN_IF_ERROR(WriteFileDurably(absl::StrCat(part, "/", kManifest),
                                   RenderManifest(manifest)));
  RETURN_IF_ERROR(SyncFolder(part));
  Failpoint("backup:manifest-written");
  backup.path = absl::StrCat(store, "/", name);
  RETURN_IF_ERROR(RenameDurably(part, backup.path));
  std::move(remove_part).Cancel();
  Failpoint("backup:named");
  return backup;
}

absl::StatusOr<std::vector<Backup>> ListBackups(const std::string& store) {
  ASSIGN_OR_RETURN(BackupStore content, ReadBackupStore(store));
  return std::move(content.backups);
}

absl::Status RemoveOldBackups(const std::string& store, int keep) {
  FileLock lock;
  RETURN_IF_ERROR(lock.Acquire(absl::StrCat(store, "/.lock")));
  ASSIGN_OR_RETURN(const BackupStore content, ReadBackupStore(store));
  const std::vector<Backup>& backups = content.backups;
  std::set<std::string> used;
  bool removed = false;
  for (size_t i = 0; i < backups.size(); ++i) {
    const std::string& path = backups[i].path;
    if (i < static_cast<size_t>(std::max(keep, 1))) {
      ASSIGN_OR_RETURN(
          const std::vector<std::string> hashes,
          ReadOriginalsList(absl::StrCat(path, "/", kOriginalsList)));
      used.insert(hashes.begin(), hashes.end());
      continue;
    }
    // Gone at once, and then removed: never half of a backup.
    const std::string gone =
        absl::StrCat(store, "/", kGonePrefix, path.substr(path.rfind('/') + 1));
    RETURN_IF_ERROR(RenameDurably(path, gone));
    RETURN_IF_ERROR(RemoveTree(gone));
    removed = true;
  }
  if (!content.unreadable.empty()) {
    const absl::Status& first = content.unreadable.front().why;
    return absl::Status(
        first.code(),
        absl::StrCat("documents that no backup needs are kept, because a "
                     "backup in ",
                     store, " cannot be read: ", first.message(),
                     "; mend it or take its folder away"));
  }
  if (!removed) return absl::OkStatus();
  const std::string originals = absl::StrCat(store, "/", kOriginals);
  ASSIGN_OR_RETURN(const std::vector<std::string> files, ListFolder(originals));
  for (const std::string& file : files) {
    if (used.count(std::string(absl::StripSuffix(file, kPackedEnding))) != 0)
      continue;
    RETURN_IF_ERROR(RemoveTree(absl::StrCat(originals, "/", file)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Backup> FindBackup(const std::string& path) {
  if (access(absl::StrCat(path, "/", kManifest).c_str(), F_OK) == 0) {
    return ReadBackup(path);
  }
  ASSIGN_OR_RETURN(BackupStore content, ReadBackupStore(path));
  const std::string newest =
      content.backups.empty() ? "" : content.backups.front().path;
  if (!content.unreadable.empty() && content.unreadable.back().path > newest) {
    const BackupStore::Unreadable& lost = content.unreadable.back();
    return absl::DataLossError(absl::StrCat(
        lost.path, ", the newest backup, cannot be read: ", lost.why.message(),
        newest.empty()
            ? "; there is no older one"
            : absl::StrCat("; to take the one before, name it: ", newest)));
  }
  if (!newest.empty()) return std::move(content.backups.front());
  return absl::NotFoundError(absl::StrCat(
      path,
      " holds no whole backup; name the folder that `regisseurd backup` "
      "wrote, or one backup in it"));
}

absl::Status VerifyBackup(const Principal& who, const Backup& backup,
                          absl::Span<const SchemaStep> steps) {
  const BackupManifest& manifest = backup.manifest;
  const auto known = static_cast<int64_t>(steps.size());
  const std::string database = absl::StrCat(backup.path, "/", kDatabase);
  RETURN_IF_ERROR(CheckHash(database, manifest.database_sha256));
  const std::string list = absl::StrCat(backup.path, "/", kOriginalsList);
  RETURN_IF_ERROR(CheckHash(list, manifest.originals_sha256));
  ASSIGN_OR_RETURN(const std::vector<std::string> hashes,
                   ReadOriginalsList(list));
  const std::string originals = OriginalsOf(backup.path);
  for (const std::string& hash : hashes) {
    const std::string path = OriginalPath(originals, hash);
    if (access(path.c_str(), F_OK) != 0) {
      return absl::DataLossError(absl::StrCat(path, " is missing"));
    }
    RETURN_IF_ERROR(CheckOriginal(path, hash));
  }
  if (manifest.schema < known) return CheckUpgraded(who, database, steps);
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> copy,
                   OpenSqliteReadOnly(database, CheckingOptions(steps)));
  RETURN_IF_ERROR(CheckContent(who, *copy, database));
  StoreSummary held;
  RETURN_IF_ERROR(copy->Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(held, Summarize(connection));
    return absl::OkStatus();
  }));
  const std::string difference = Difference(held, manifest.summary);
  if (difference.empty()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(database, " is not what ", kManifest,
                                          " says: ", difference));
}

}  // namespace regisseur
