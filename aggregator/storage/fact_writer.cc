#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/batch_stager.h"
#include "aggregator/storage/delivery_purge.h"
#include "aggregator/storage/finding_rows.h"
#include "aggregator/storage/page_state.h"
#include "aggregator/storage/party_rows.h"
#include "aggregator/storage/push_rows.h"
#include "aggregator/storage/run_in_force.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/staged_run.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "aggregator/storage/storage.h"
#include "aggregator/storage/text_dictionary.h"
#include "aggregator/storage/try_rows.h"
#include "aggregator/storage/unchained_rows.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Rows of a transaction, at most (DECISIONS 29).
constexpr int64_t kMaxRows = 10000;

constexpr char kSetCursorSql[] =
    "UPDATE source_progress SET cursor = ?2 WHERE source = ?1";
constexpr char kSetStagedSql[] =
    "UPDATE source_progress SET cursor = ?2, staged_run = ?3,"
    " staged_number = ?4 WHERE source = ?1";
constexpr char kDropStagedSql[] =
    "UPDATE delivery SET dropped = 1 "
    "WHERE source = ?1 AND known_from_us IS NULL";

// Whether the batch is the next one: false when it was stored before.
absl::StatusOr<bool> IsNext(const FactBatch& facts,
                            const StoredProgress& stored) {
  const SourceProgress& progress = stored.progress;
  if (progress.staged_run.empty()) {
    if (facts.run == stored.last_run && facts.number <= stored.last_number) {
      return false;
    }
    if (facts.number != 1) {
      return absl::FailedPreconditionError(
          absl::StrCat("batch ", facts.number, " of run ", facts.run,
                       " came where batch 1 of a new run is due"));
    }
  } else if (facts.run != progress.staged_run) {
    return absl::FailedPreconditionError(absl::StrCat(
        "batch ", facts.number, " of run ", facts.run, " came while run ",
        progress.staged_run, " is staged; finish or drop that first"));
  } else if (facts.number <= progress.staged_number) {
    return false;
  } else if (facts.number != progress.staged_number + 1) {
    return absl::FailedPreconditionError(absl::StrCat(
        "batch ", facts.number, " of run ", facts.run, " came where batch ",
        progress.staged_number + 1, " is due"));
  }
  return true;
}

}  // namespace

class FactWriter::Impl {
 public:
  Impl(Database& database, WriteQueue& queue, const Clock& clock)
      : database(database), queue(queue), clock(clock), stager_(texts_) {}

  absl::Status StoreBatch(Transaction& transaction, const Principal& who,
                          const StagedBatch& batch, bool* in_force,
                          int64_t* superseded);
  absl::Status DropStaged(Transaction& transaction, int64_t source);
  // Runs DropSlice in transactions of its own until nothing is left.
  absl::Status DropAll();
  std::optional<PushName> PushOf(const std::string& source) {
    absl::MutexLock lock(&mutex);
    const auto found = pushes.find(source);
    return found == pushes.end() ? std::nullopt
                                 : std::optional<PushName>(found->second);
  }
  // What makes room goes on while imports have none.
  WriteQueue::Lane DropLane() const {
    return queue.CheckRoom().ok() ? WriteQueue::Lane::kImport
                                  : WriteQueue::Lane::kAct;
  }

  Database& database;
  WriteQueue& queue;
  const Clock& clock;
  absl::Mutex mutex;
  // What is being pushed, by source.
  std::map<std::string, PushName> pushes ABSL_GUARDED_BY(mutex);

 private:
  // Writer thread only; what a transaction changed in them is forgotten when it
  // rolls back.
  TextDictionary texts_;
  StagedRuns runs_;

  // Writer thread only.
  BatchStager stager_;
};

absl::Status FactWriter::Impl::StoreBatch(Transaction& transaction,
                                          const Principal& who,
                                          const StagedBatch& staged,
                                          bool* in_force, int64_t* superseded) {
  const FactBatch& facts = staged.facts;
  ASSIGN_OR_RETURN(const int64_t source, SourceId(transaction, staged.source));
  transaction.OnRollback([this, source] {
    texts_.Clear();
    runs_.Forget(source);
  });
  ASSIGN_OR_RETURN(const StoredProgress stored,
                   ReadProgress(transaction, source));
  ASSIGN_OR_RETURN(const bool is_next, IsNext(facts, stored));
  if (!is_next) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::Time known, NextKnownTime(transaction, clock));
  ASSIGN_OR_RETURN(StagedRun* const run,
                   runs_.Get(transaction, source, texts_));
  RETURN_IF_ERROR(stager_.Stage(transaction, source, known, staged, *run));
  Statement& set = transaction.Prepared(kSetStagedSql);
  set.BindInt(1, source);
  set.BindBlob(2, facts.cursor);
  set.BindText(3, facts.run);
  set.BindInt(4, facts.number);
  RETURN_IF_ERROR(Run(set));
  if (const auto push = PushOf(staged.source); push.has_value()) {
    const bool is_batch =
        push->run == facts.run && push->number == facts.number;
    if (is_batch || facts.last) {
      RETURN_IF_ERROR(KeepPush(transaction, source, *push));
    }
  }
  Failpoint("batch:cursor-moved");
  if (!facts.last) return ChainRows(transaction, known, who);
  RETURN_IF_ERROR(
      PutRunInForce(transaction, staged, source, known, *run, *superseded));
  RETURN_IF_ERROR(ChainRows(transaction, known, who));
  Failpoint("batch:in-force");
  runs_.Forget(source);
  *in_force = true;
  return absl::OkStatus();
}

absl::Status FactWriter::Impl::DropStaged(Transaction& transaction,
                                          int64_t source) {
  runs_.Forget(source);
  ASSIGN_OR_RETURN(const StoredProgress stored,
                   ReadProgress(transaction, source));
  if (!stored.progress.staged_run.empty()) {
    RETURN_IF_ERROR(
        ForgetPushes(transaction, source, stored.progress.staged_run));
  }
  Statement& drop = transaction.Prepared(kDropStagedSql);
  drop.BindInt(1, source);
  RETURN_IF_ERROR(Run(drop));
  RETURN_IF_ERROR(DropStagedLiveCoverage(transaction, source));
  RETURN_IF_ERROR(DropStagedFindings(transaction, source));
  RETURN_IF_ERROR(ForgetSeen(transaction, source));
  Statement& set = transaction.Prepared(kSetStagedSql);
  set.BindInt(1, source);
  set.BindBlob(2, "");
  set.BindText(3, "");
  set.BindInt(4, 0);
  return Run(set);
}

absl::Status FactWriter::Impl::DropAll() {
  bool more = true;
  while (more) {
    RETURN_IF_ERROR(
        queue.Write(DropLane(), [&](Transaction& transaction) -> absl::Status {
          ASSIGN_OR_RETURN(more, DropSlice(transaction));
          return absl::OkStatus();
        }));
    Failpoint("slice:dropped");
  }
  return absl::OkStatus();
}

FactWriter::FactWriter(Database& database, WriteQueue& queue,
                       const Clock& clock)
    : impl_(std::make_unique<Impl>(database, queue, clock)) {}
FactWriter::~FactWriter() = default;

absl::StatusOr<SourceProgress> FactWriter::GetProgress(
    const Principal& who, absl::string_view source) const {
  SourceProgress progress;
  RETURN_IF_ERROR(
      impl_->database.Read([&](Connection& connection) -> absl::Status {
        ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                         FindSourceId(connection, source));
        if (!id.has_value()) return absl::OkStatus();
        ASSIGN_OR_RETURN(const StoredProgress stored,
                         ReadProgress(connection, *id));
        progress = stored.progress;
        return absl::OkStatus();
      }));
  return progress;
}

absl::StatusOr<PageState> FactWriter::GetPageState(
    const Principal& who, absl::string_view source) const {
  PageState state;
  RETURN_IF_ERROR(
      impl_->database.Read([&](Connection& connection) -> absl::Status {
        ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                         FindSourceId(connection, source));
        if (!id.has_value()) return absl::OkStatus();
        ASSIGN_OR_RETURN(state, ReadPageState(connection, *id));
        return absl::OkStatus();
      }));
  return state;
}

absl::Status FactWriter::StoreBatch(const Principal& who,
                                    const StagedBatch& batch,
                                    int64_t* superseded) {
  const FactBatch& facts = batch.facts;
  if (batch.source.empty() || facts.run.empty() || facts.number < 1 ||
      batch.assign == nullptr) {
    return absl::InvalidArgumentError(
        "a batch needs a source, a run, a number from 1 and a rule that gives "
        "parties to providers");
  }
  const auto rows =
      static_cast<int64_t>(facts.charges.size() + facts.measurements.size() +
                           facts.tickets.size() + facts.objectives.size() +
                           facts.invoices.size() + facts.commitments.size());
  if (rows > kMaxRows) {
    return absl::InvalidArgumentError(absl::StrCat(
        "batch ", facts.number, " has ", rows, " rows; at most ", kMaxRows));
  }
  bool in_force = false;
  int64_t closed = 0;
  RETURN_IF_ERROR(impl_->queue.Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) {
        in_force = false;  // it may be tried again
        closed = 0;
        return impl_->StoreBatch(transaction, who, batch, &in_force, &closed);
      }));
  if (superseded != nullptr) *superseded += closed;
  Failpoint("batch:stored");
  // What the run has made superfluous; a crash here leaves it to the next.
  return in_force ? impl_->DropAll() : absl::OkStatus();
}

absl::Status FactWriter::Confirm(const Principal& who, absl::string_view source,
                                 const CoverageStretch& coverage,
                                 absl::string_view cursor) {
  return impl_->queue.Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        RETURN_IF_ERROR(RequireNothingStaged(transaction, id));
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, impl_->clock));
        RETURN_IF_ERROR(ConfirmLiveCoverage(transaction, id, coverage, known));
        Statement& set = transaction.Prepared(kSetCursorSql);
        set.BindInt(1, id);
        set.BindBlob(2, cursor);
        return Run(set);
      });
}

void FactWriter::NamePush(const std::string& source,
                          std::optional<PushName> push) {
  absl::MutexLock lock(&impl_->mutex);
  if (push.has_value()) {
    impl_->pushes.insert_or_assign(source, *std::move(push));
  } else {
    impl_->pushes.erase(source);
  }
}

absl::StatusOr<std::optional<std::string>> FactWriter::FindPush(
    const Principal& who, absl::string_view source,
    const PushName& push) const {
  std::optional<std::string> sha256;
  RETURN_IF_ERROR(
      impl_->database.Read([&](Connection& connection) -> absl::Status {
        ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                         FindSourceId(connection, source));
        if (!id.has_value()) return absl::OkStatus();
        ASSIGN_OR_RETURN(sha256, regisseur::FindPush(connection, *id, push.run,
                                                     push.number));
        return absl::OkStatus();
      }));
  return sha256;
}

absl::Status FactWriter::DropStaged(const Principal& who,
                                    absl::string_view source) {
  RETURN_IF_ERROR(impl_->queue.Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        return impl_->DropStaged(transaction, id);
      }));
  return impl_->DropAll();
}

absl::Status FactWriter::StoreCheckpoint(const Principal& who,
                                         absl::string_view source,
                                         const Checkpoint& checkpoint) {
  return impl_->queue.Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        RETURN_IF_ERROR(RequireNothingStaged(transaction, id));
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, impl_->clock));
        RETURN_IF_ERROR(ReplaceFindings(transaction, id,
                                        FindingTeller::kCheckpoint,
                                        checkpoint.findings, known));
        if (const auto push = impl_->PushOf(std::string(source));
            push.has_value()) {
          RETURN_IF_ERROR(KeepPush(transaction, id, *push));
        }
        Statement& set = transaction.Prepared(kSetCursorSql);
        set.BindInt(1, id);
        set.BindBlob(2, checkpoint.cursor);
        return Run(set);
      });
}

absl::Status FactWriter::RecordTry(const Principal& who,
                                   absl::string_view source,
                                   const SourceTry& attempt) {
  return impl_->queue.Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        return RecordSourceTry(transaction, id, attempt);
      });
}

absl::Status FactWriter::ReplaceDaemonFindings(
    const Principal& who, absl::string_view source,
    const std::vector<Finding>& findings) {
  return impl_->queue.Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, impl_->clock));
        return ReplaceFindings(transaction, id, FindingTeller::kDaemon,
                               findings, known);
      });
}

absl::Status FactWriter::CloseFindingsOfReplaced(const Principal& who,
                                                 absl::string_view source,
                                                 absl::string_view file) {
  return impl_->queue.Write(
      WriteQueue::Lane::kImport, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const int64_t id, SourceId(transaction, source));
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, impl_->clock));
        return regisseur::CloseFindingsOfReplaced(transaction, id, file, known);
      });
}

absl::Status FactWriter::Purge(const Principal& who,
                               absl::Duration keep_replaced_lines) {
  RETURN_IF_ERROR(impl_->queue.Write(
      impl_->DropLane(), [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const absl::Time known,
                         NextKnownTime(transaction, impl_->clock));
        return PurgeReplacedLines(transaction, known, who,
                                  impl_->clock.Now() - keep_replaced_lines);
      }));
  return impl_->DropAll();
}

}  // namespace regisseur
