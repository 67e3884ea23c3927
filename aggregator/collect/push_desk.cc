#include "aggregator/collect/push_desk.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "aggregator/collect/fact_ingest.h"
#include "aggregator/collect/impossible_times.h"
#include "aggregator/collect/private_folder.h"
#include "aggregator/collect/pushed_file.h"
#include "aggregator/collect/source_secrets.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/measurement/lost_figure.h"

namespace regisseur {
namespace {

int64_t RowsOf(const FactBatch& batch) {
  int64_t rows = static_cast<int64_t>(
      batch.observations.size() + batch.measurements.size() +
      batch.tickets.size() + batch.objectives.size() + batch.invoices.size() +
      batch.commitments.size());
  for (const Charge& charge : batch.charges) rows += charge.LineCount();
  return rows;
}

std::set<FactKind> KindsOf(const FactBatch& batch) {
  std::set<FactKind> kinds;
  if (!batch.observations.empty()) kinds.insert(FactKind::kStatus);
  if (!batch.charges.empty()) kinds.insert(FactKind::kCharges);
  if (!batch.measurements.empty()) kinds.insert(FactKind::kMeasurements);
  if (!batch.tickets.empty()) kinds.insert(FactKind::kTickets);
  if (!batch.objectives.empty()) kinds.insert(FactKind::kObjectives);
  if (!batch.invoices.empty()) kinds.insert(FactKind::kInvoices);
  if (!batch.commitments.empty()) kinds.insert(FactKind::kCommitments);
  return kinds;
}

// What the adapter says of the file is for who pushed it; what it says of us
// (no program, no secret) is ours to mend.
absl::Status StatusOf(TryOutcome outcome, const std::string& rule,
                      const std::string& message) {
  const bool of_ours = rule == "adapter-unreachable" ||
                       rule == "source-secret-unreadable" ||
                       rule == "source-not-stored";
  if (outcome == TryOutcome::kTransient || of_ours) {
    return absl::UnavailableError(message);
  }
  return absl::InvalidArgumentError(message);
}

// INVALID_ARGUMENT for what says of itself that it was at a time that cannot
// be.
absl::Status CheckTimes(FactBatch batch, absl::Time now) {
  batch.findings.clear();
  LeaveOutImpossibleTimes(now, batch);
  if (batch.findings.empty()) return absl::OkStatus();
  const Finding& first = batch.findings.front();
  return absl::InvalidArgumentError(
      absl::StrCat("batch: ", RenderMessage(first.rule, first.arguments),
                   " Nothing of the batch was stored."));
}

}  // namespace

class PushDesk::Turn {
 public:
  static absl::StatusOr<Turn> Take(PushDesk& desk, const std::string& source) {
    absl::MutexLock lock(&desk.mutex_);
    if (!desk.busy_.insert(source).second) {
      return absl::ResourceExhaustedError(
          absl::StrCat("something else is being pushed to ", source,
                       " at this moment; push again once that is answered"));
    }
    return Turn(desk, source);
  }
  Turn(Turn&& other) noexcept
      : desk_(std::exchange(other.desk_, nullptr)),
        source_(std::move(other.source_)) {}
  Turn& operator=(Turn&&) = delete;
  ~Turn() {
    if (desk_ == nullptr) return;
    absl::MutexLock lock(&desk_->mutex_);
    desk_->busy_.erase(source_);
  }

 private:
  Turn(PushDesk& desk, std::string source)
      : desk_(&desk), source_(std::move(source)) {}

  PushDesk* desk_;
  std::string source_;
};

absl::StatusOr<PushResult> PushDesk::PushFile(
    const Principal& who, const SourceConfig& source,
    const Portfolio& portfolio, absl::string_view bytes, bool dry_run,
    const std::optional<PushName>& name, const Admitted& admitted,
    const absl::Notification& cancelled) {
  if (!source.push || source.adapter.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "source ", source.id, " takes no files; ",
        source.push ? "push rows or batches to it"
                    : "with `push: true` in the configuration it would"));
  }
  if (bytes.empty()) {
    return absl::InvalidArgumentError(
        "data: is empty; send the file as the body");
  }
  if (bytes.size() > options_.most_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the file has ", bytes.size(), " bytes, the most are ",
                     options_.most_bytes,
                     "; compress it with gzip, or push "
                     "its parts one after the other"));
  }
  RETURN_IF_ERROR(files_.Take(source.id));
  ASSIGN_OR_RETURN(const Turn turn, Turn::Take(*this, source.id));
  if (dry_run) return ReadOnly(source, portfolio, bytes, cancelled);
  RETURN_IF_ERROR(admitted());

  const PushedFile file = NamePushedFile(bytes);
  PushResult result;
  result.sha256 = file.sha256;
  ASSIGN_OR_RETURN(const bool stored, WasStored(who, source, name));
  if (stored) {
    RETURN_IF_ERROR(FindStored(
        who, source,
        [&](const DeliveryRecord& delivery) {
          return delivery.head.origin == file.name;
        },
        result));
    RETURN_IF_ERROR(AddFindings(who, source, file.name, result));
    return result;
  }
  writer_.NamePush(source.id, name);
  const absl::Cleanup unnamed = [&] {
    writer_.NamePush(source.id, std::nullopt);
  };
  ASSIGN_OR_RETURN(const absl::Time before,
                   sources_.GetLastTold(who, source.id));
  RETURN_IF_ERROR(CollectFile(who, source, file.name, bytes, result));
  ASSIGN_OR_RETURN(result.deliveries,
                   sources_.ListToldAfter(who, source.id, before));
  for (const DeliveryRecord& delivery : result.deliveries) {
    if (delivery.known_from > before) result.rows_new += delivery.rows;
  }
  RETURN_IF_ERROR(writer_.CloseFindingsOfReplaced(Principal::System("collect"),
                                                  source.id, file.name));
  RETURN_IF_ERROR(AddFindings(who, source, file.name, result));
  return result;
}

absl::StatusOr<bool> PushDesk::WasStored(
    const Principal& who, const SourceConfig& source,
    const std::optional<PushName>& name) const {
  if (!name.has_value()) return false;
  ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                   writer_.FindPush(who, source.id, *name));
  if (!stored.has_value()) return false;
  if (*stored == name->sha256) return true;
  return absl::AlreadyExistsError(absl::StrCat(
      "batch.run: batch ", name->number, " of run ", name->run,
      " came before with other content; give what is new a run of its own"));
}

absl::Status PushDesk::FindStored(
    const Principal& who, const SourceConfig& source,
    const std::function<bool(const DeliveryRecord&)>& holds,
    PushResult& result) const {
  ASSIGN_OR_RETURN(std::vector<DeliveryRecord> all,
                   sources_.ListDeliveries(who, source.id, AsOf{}));
  for (DeliveryRecord& delivery : all) {
    if (!delivery.known_until.has_value() && holds(delivery)) {
      result.deliveries.push_back(std::move(delivery));
    }
  }
  return absl::OkStatus();
}

absl::Status PushDesk::AddFindings(const Principal& who,
                                   const SourceConfig& source,
                                   const std::string& file,
                                   PushResult& result) const {
  ASSIGN_OR_RETURN(const std::vector<Finding> findings,
                   sources_.ListFindings(who, source.id, AsOf{}));
  for (const Finding& finding : findings) {
    if (finding.file == file && !LostFigure::IsToldBy(finding)) {
      result.findings.push_back(finding);
    }
  }
  return absl::OkStatus();
}

absl::Status PushDesk::CollectFile(const Principal& who,
                                   const SourceConfig& source,
                                   const std::string& name,
                                   absl::string_view bytes,
                                   PushResult& result) {
  // Only what is being read lies there: what was left of a crash goes.
  const std::string folder = absl::StrCat(options_.inbox, "/", source.id);
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  std::filesystem::create_directories(folder, error);
  chmod(options_.inbox.c_str(), 0700);
  chmod(folder.c_str(), 0700);
  const absl::Cleanup remove = [&folder] {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  };
  RETURN_IF_ERROR(WriteWholeFile(absl::StrCat(folder, "/", name), bytes));
  std::optional<SourceTry> failure;
  // Once begun it ends, also when nobody waits for the receipt any more: half a
  // collection would be a failure of the source. Who pushes again hears of it.
  const absl::Notification never;
  const absl::Status collected = collector_.CollectNow(
      who, {source.id},
      [&](const CollectProgress& step) {
        if (!step.done) return;
        result.rows_read = step.rows;
        result.rows_replaced = step.superseded;
        failure = step.failure;
      },
      never);
  RETURN_IF_ERROR(collected);
  if (!failure.has_value()) return absl::OkStatus();
  return StatusOf(failure->outcome, failure->rule, failure->message);
}

absl::StatusOr<PushResult> PushDesk::ReadOnly(
    const SourceConfig& source, const Portfolio& portfolio,
    absl::string_view bytes, const absl::Notification& cancelled) {
  const PushedFile file = NamePushedFile(bytes);
  ASSIGN_OR_RETURN(const PrivateFolder folder, PrivateFolder::Make());
  RETURN_IF_ERROR(
      WriteWholeFile(absl::StrCat(folder.path(), "/", file.name), bytes));
  const SourceConfig asked = AsCollected(source);
  ASSIGN_OR_RETURN(const auto secrets, ReadSecrets(asked));
  // Alone: what kills its reader takes no collection with it.
  ASSIGN_OR_RETURN(const AdapterConnection connection,
                   pool_.Connect(asked, /*alone=*/true));
  const AdapterClient::Surroundings surroundings = {
      folder.path(), portfolio.time_zone_name, portfolio.currency};
  AdapterClient::Limits limits;
  limits.deadline = limits.silence = options_.dry_run_deadline;
  PushResult result;
  result.sha256 = file.sha256;
  FindingList findings;
  AdapterClient::Outcome outcome = connection.client->Collect(
      asked, secrets, surroundings, "", limits, [&](FactBatch batch) {
        result.rows_read += RowsOf(batch);
        if (names_ != nullptr) names_->Check(source, batch);
        for (const Finding& finding : batch.findings) findings.Merge(finding);
        return absl::OkStatus();
      });
  if (outcome.failure.has_value()) {
    return StatusOf(outcome.failure->outcome, outcome.failure->rule,
                    outcome.failure->message);
  }
  for (const Finding& finding : outcome.checkpoint->findings) {
    findings.Merge(finding);
  }
  result.findings = findings.Take();
  std::erase_if(result.findings, LostFigure::IsToldBy);
  std::stable_sort(result.findings.begin(), result.findings.end(),
                   [](const Finding& a, const Finding& b) {
                     return a.severity < b.severity;
                   });
  bool broke_off = false;
  const AdapterCheck check = connection.client->Check(
      asked, secrets, surroundings, limits, cancelled, broke_off);
  for (const AdapterCheck::Field& field : check.fields) {
    result.fields.push_back(
        {field.field, field.total, field.filled, field.mandatory});
  }
  return result;
}

absl::StatusOr<PushResult> PushDesk::PushFacts(
    const Principal& who, const SourceConfig& source, FactBatch batch,
    std::optional<absl::Time> data_until, bool dry_run,
    const std::optional<PushName>& name, const Admitted& admitted) {
  if (!source.push || !source.adapter.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "source ", source.id, " takes no rows and batches; ",
        source.push ? "its adapter reads files, push those"
                    : "with `push: true` in the configuration it would"));
  }
  RETURN_IF_ERROR(CheckTimes(batch, clock_.Now()));
  RETURN_IF_ERROR(batches_.Take(source.id));
  PushResult result;
  result.rows_read = RowsOf(batch);
  if (names_ != nullptr) names_->Check(source, batch);
  result.findings = batch.findings;
  if (dry_run) return result;
  ASSIGN_OR_RETURN(const Turn turn, Turn::Take(*this, source.id));
  RETURN_IF_ERROR(admitted());
  ASSIGN_OR_RETURN(const bool stored, WasStored(who, source, name));
  if (stored) {
    std::set<std::string> scopes;
    for (const Delivery& delivery : batch.deliveries) {
      scopes.insert(delivery.scope);
    }
    if (batch.last) {
      RETURN_IF_ERROR(FindStored(
          who, source,
          [&](const DeliveryRecord& delivery) {
            return scopes.contains(delivery.head.scope);
          },
          result));
    }
    return result;
  }
  writer_.NamePush(source.id, name);
  const absl::Cleanup unnamed = [&] {
    writer_.NamePush(source.id, std::nullopt);
  };
  RETURN_IF_ERROR(
      StoreFacts(who, source, std::move(batch), data_until, result));
  return result;
}

absl::Status PushDesk::StoreFacts(const Principal& who,
                                  const SourceConfig& source, FactBatch batch,
                                  std::optional<absl::Time> data_until,
                                  PushResult& result) {
  const bool last = batch.last;
  const std::string cursor = batch.cursor;
  std::set<FactKind> tells = KindsOf(batch);
  for (const Delivery& delivery : batch.deliveries) {
    if (!data_until.has_value() || delivery.period_end > data_until) {
      data_until = delivery.period_end;
    }
  }
  if (tells.contains(FactKind::kStatus)) {
    data_until =
        std::max(data_until.value_or(absl::InfinitePast()), clock_.Now());
  }
  ASSIGN_OR_RETURN(const absl::Time before,
                   sources_.GetLastTold(who, source.id));
  ASSIGN_OR_RETURN(const SourceProgress progress,
                   writer_.GetProgress(who, source.id));
  if (batch.number == 1 && !progress.staged_run.empty() &&
      progress.staged_run != batch.run) {
    RETURN_IF_ERROR(writer_.DropStaged(who, source.id));
  }
  FactIngest ingest(writer_, originals_, clock_, who, source,
                    absl::StrCat("push ", who.identity));
  RETURN_IF_ERROR(ingest.Store(std::move(batch)));
  result.rows_replaced = ingest.superseded();
  if (!last) return absl::OkStatus();

  Checkpoint checkpoint;
  checkpoint.cursor = cursor;
  checkpoint.data_until = data_until;
  RETURN_IF_ERROR(ingest.Finish(checkpoint));
  ASSIGN_OR_RETURN(const SourceRecord known,
                   sources_.GetSource(who, source.id, AsOf{}));
  tells.insert(known.tells.begin(), known.tells.end());
  SourceTry attempt;
  attempt.time = clock_.Now();
  attempt.outcome = TryOutcome::kAnswered;
  attempt.data_until = ingest.DataUntil(checkpoint);
  attempt.keeps_reach = true;
  attempt.tells = std::move(tells);
  RETURN_IF_ERROR(writer_.RecordTry(who, source.id, attempt));
  ASSIGN_OR_RETURN(result.deliveries,
                   sources_.ListToldAfter(who, source.id, before));
  for (const DeliveryRecord& delivery : result.deliveries) {
    if (delivery.known_from > before) result.rows_new += delivery.rows;
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> PushDesk::StoredNumber(const Principal& who,
                                               absl::string_view source,
                                               absl::string_view run) const {
  ASSIGN_OR_RETURN(const SourceProgress progress,
                   writer_.GetProgress(who, source));
  return progress.staged_run == run ? progress.staged_number : 0;
}

}  // namespace regisseur
