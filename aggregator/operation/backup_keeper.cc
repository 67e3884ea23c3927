#include "aggregator/operation/backup_keeper.h"

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// After a failure: soon again, since the reason is often a full or absent disk.
constexpr absl::Duration kRetry = absl::Minutes(5);
constexpr absl::Duration kLook = absl::Seconds(30);
constexpr absl::Duration kLookForTurn = absl::Milliseconds(250);
constexpr size_t kRememberedRequests = 1000;

}  // namespace

BackupKeeper::BackupKeeper(BackupSource source, Report report,
                           RemovalReport report_removal)
    : source_(std::move(source)),
      report_(std::move(report)),
      report_removal_(std::move(report_removal)),
      task_(kLook, [this] { MakeIfDue(); }) {}

BackupKeeper::~BackupKeeper() { Stop(); }

void BackupKeeper::SetConfig(const BackupConfig& config) {
  std::optional<Backup> last;
  if (!config.dir.empty()) {
    absl::StatusOr<std::vector<Backup>> backups = ListBackups(config.dir);
    if (backups.ok() && !backups->empty()) last = std::move(backups->front());
  }
  {
    absl::MutexLock lock(&mutex_);
    if (config_.dir != config.dir) state_.last = std::move(last);
    config_ = config;
  }
  task_.Wake();
}

void BackupKeeper::Start() { task_.Start(); }

void BackupKeeper::Stop() { task_.Stop(); }

absl::Time BackupKeeper::NextDue(absl::Time now) const {
  absl::MutexLock lock(&mutex_);
  if (config_.dir.empty()) return absl::InfiniteFuture();
  absl::Time due = now;
  if (state_.last.has_value()) {
    // A clock that went back must not put it off for ever.
    due = std::min(state_.last->manifest.time, now) + config_.every;
  }
  if (!state_.failure.ok()) due = std::max(due, state_.failed_time + kRetry);
  return due;
}

void BackupKeeper::MakeIfDue() {
  const absl::Time now = source_.clock.Now();
  if (NextDue(now) > now) return;
  const BackupConfig config = this->config();
  const auto stop = [this] { return task_.stopping(); };
  if (!TakeTurn(stop).ok()) return;
  const Principal who = Principal::System("backup");
  if (MakeOne(who, config.dir, stop).ok()) RemoveOld(config);
  EndTurn();
}

absl::Status BackupKeeper::TakeTurn(const std::function<bool()>& cancelled) {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&idle_), kLookForTurn)) {
        idle_ = false;
        return absl::OkStatus();
      }
    }
    if (task_.stopping() || cancelled()) {
      return absl::CancelledError("the backup was cancelled");
    }
  }
}

void BackupKeeper::EndTurn() {
  absl::MutexLock lock(&mutex_);
  idle_ = true;
}

void BackupKeeper::RemoveOld(const BackupConfig& config) {
  const absl::Status removed = RemoveOldBackups(config.dir, config.keep);
  {
    absl::MutexLock lock(&mutex_);
    state_.removal_failure = removed;
  }
  if (!removed.ok()) report_removal_(removed);
}

absl::StatusOr<Backup> BackupKeeper::MakeOne(
    const Principal& who, const std::string& dir,
    const std::function<bool()>& cancelled) {
  const absl::Time begun = source_.clock.Now();
  const absl::StatusOr<Backup> made = MakeBackup(
      who, source_, dir, [&] { return task_.stopping() || cancelled(); });
  {
    absl::MutexLock lock(&mutex_);
    if (made.ok()) {
      ++state_.made;
      state_.last_took = source_.clock.Now() - begun;
      // One that somebody asked for elsewhere does not stand in for these.
      if (dir == config_.dir) {
        state_.last = *made;
        state_.failure = absl::OkStatus();
      }
    } else if (!absl::IsCancelled(made.status())) {
      ++state_.failed;
      if (dir == config_.dir) {
        state_.failure = made.status();
        state_.failed_time = source_.clock.Now();
      }
    }
  }
  if (!absl::IsCancelled(made.status())) report_(made);
  return made;
}

absl::StatusOr<Backup> BackupKeeper::Make(
    const Principal& who, const std::string& dir, const std::string& request_id,
    bool repeated, const std::function<bool()>& cancelled) {
  const std::string folder = dir.empty() ? config().dir : dir;
  if (folder.empty()) {
    return absl::FailedPreconditionError(
        "no folder for backups is configured (backup.dir); name one");
  }
  if (folder[0] != '/') {
    return absl::InvalidArgumentError(
        absl::StrCat("dir is '", folder, "'; write an absolute path"));
  }
  const std::string key =
      request_id.empty() ? "" : absl::StrCat(who.identity, "\n", request_id);
  RETURN_IF_ERROR(TakeTurn(cancelled));
  const absl::Cleanup end_turn = [this] { EndTurn(); };
  if (!key.empty()) {
    absl::MutexLock lock(&mutex_);
    const auto found = by_request_.find(key);
    if (found != by_request_.end()) {
      if (found->second.dir != folder) {
        return absl::AlreadyExistsError(absl::StrCat(
            "request_id ", request_id, " was used for another folder"));
      }
      if (found->second.outcome.ok()) return found->second.outcome;
    } else if (repeated) {
      return absl::AlreadyExistsError(absl::StrCat(
          "request_id ", request_id,
          " asked for a backup before, and what came of it is not known any "
          "more; look at the list of backups, and take a new request_id for "
          "another one"));
    }
  }
  absl::StatusOr<Backup> made = MakeOne(who, folder, cancelled);
  if (!key.empty()) {
    absl::MutexLock lock(&mutex_);
    if (by_request_.insert_or_assign(key, Made{folder, made}).second) {
      requests_.push_back(key);
    }
    if (requests_.size() > kRememberedRequests) {
      by_request_.erase(requests_.front());
      requests_.pop_front();
    }
  }
  return made;
}

absl::StatusOr<std::vector<Backup>> BackupKeeper::List() const {
  const std::string dir = config().dir;
  if (dir.empty()) return std::vector<Backup>();
  return ListBackups(dir);
}

BackupKeeper::State BackupKeeper::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

BackupConfig BackupKeeper::config() const {
  absl::MutexLock lock(&mutex_);
  return config_;
}

}  // namespace regisseur
