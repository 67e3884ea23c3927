#include "aggregator/collect/source_collection.h"

#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/collect/fact_ingest.h"
#include "aggregator/collect/source_secrets.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"

namespace regisseur {
namespace {

// How long the end of a process may lag behind its broken connection.
constexpr absl::Duration kEndLag = absl::Milliseconds(500);

AdapterFailure FailureOfOurs(const absl::Status& status,
                             absl::string_view rule) {
  AdapterFailure failure;
  failure.outcome = absl::IsUnavailable(status) ? TryOutcome::kTransient
                                                : TryOutcome::kConfiguration;
  failure.rule = std::string(rule);
  failure.message = std::string(status.message());
  return failure;
}

// A kind that the adapter did not name is nobody's to miss when it stays away:
// it must not begin to count.
absl::Status CheckKinds(const FactBatch& batch,
                        const AdapterCapabilities& capabilities) {
  const std::tuple<bool, FactKind, const char*> kKinds[] = {
      {!batch.observations.empty(), FactKind::kStatus, "status"},
      {!batch.charges.empty(), FactKind::kCharges, "charges"},
      {!batch.measurements.empty(), FactKind::kMeasurements, "measurements"},
      {!batch.tickets.empty(), FactKind::kTickets, "tickets"},
      {!batch.objectives.empty(), FactKind::kObjectives, "objectives"},
      {!batch.invoices.empty(), FactKind::kInvoices, "invoices"},
      {!batch.commitments.empty(), FactKind::kCommitments, "commitments"}};
  for (const auto& [delivered, kind, name] : kKinds) {
    if (delivered && !capabilities.tells.contains(kind)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "its capabilities do not name ", name, ", which it delivers"));
    }
  }
  if (!batch.charges.empty() && batch.charges.front().lines > 0 &&
      !capabilities.sums_charges) {
    return absl::InvalidArgumentError(
        "its capabilities do not name sums_charges, and it delivers sums of "
        "charges");
  }
  return absl::OkStatus();
}

}  // namespace

struct SourceCollection::Attempt {
  AdapterClient::Outcome outcome;
  std::optional<ProcessEnd> process_end;  // it died of this call, or with it
  AdapterCapabilities capabilities;       // empty: it did not get that far
  std::optional<absl::Time> data_until;
  absl::Status refused_files;  // AdapterConnection's
  int64_t batches = 0;
  int64_t rows = 0;
  int64_t superseded = 0;
};

SourceCollection::SourceCollection(AdapterPool& pool, CallWatch& watch,
                                   FactWriter& writer, Originals& originals,
                                   const Clock& clock, const FigureNames* names)
    : pool_(pool),
      watch_(watch),
      writer_(writer),
      originals_(originals),
      clock_(clock),
      names_(names) {}

SourceCollection::Attempt SourceCollection::Try(
    const SourceConfig& source, const AdapterClient::Surroundings& surroundings,
    const AdapterClient::Limits& limits, bool alone,
    const std::function<void(int64_t, int64_t)>& progress) {
  Attempt attempt;
  const Principal who = Principal::System("collect");
  const auto secrets = ReadSecrets(source);
  if (!secrets.ok()) {
    attempt.outcome.failure =
        FailureOfOurs(secrets.status(), "source-secret-unreadable");
    return attempt;
  }
  const auto connection = pool_.Connect(source, alone);
  if (!connection.ok()) {
    attempt.outcome.failure =
        FailureOfOurs(connection.status(), "adapter-unreachable");
    return attempt;
  }
  attempt.capabilities = connection->capabilities;
  attempt.refused_files = connection->refused_files;
  const auto progress_now = writer_.GetProgress(who, source.id);
  if (!progress_now.ok()) {
    attempt.outcome.stored = progress_now.status();
    return attempt;
  }
  FactIngest ingest(writer_, originals_, clock_, who, source,
                    absl::StrCat("adapter ", connection->capabilities.kind, " ",
                                 connection->capabilities.version));
  attempt.outcome = connection->client->Collect(
      source, *secrets, surroundings, progress_now->cursor, limits,
      [&](FactBatch batch) {
        RETURN_IF_ERROR(CheckKinds(batch, connection->capabilities));
        if (names_ != nullptr) names_->Check(source, batch);
        RETURN_IF_ERROR(ingest.Store(std::move(batch)));
        progress(ingest.batches(), ingest.rows());
        return absl::OkStatus();
      });
  if (attempt.outcome.checkpoint.has_value()) {
    attempt.outcome.stored = ingest.Finish(*attempt.outcome.checkpoint);
    attempt.data_until = ingest.DataUntil(*attempt.outcome.checkpoint);
  }
  attempt.batches = ingest.batches();
  attempt.rows = ingest.rows();
  attempt.superseded = ingest.superseded();
  if (attempt.outcome.broke_off) {
    pool_.BrokeOff(source);
    if (connection->process != nullptr) {
      attempt.process_end = connection->process->WaitForEnd(kEndLag);
    }
  }
  return attempt;
}

absl::StatusOr<CollectionResult> SourceCollection::Run(
    const SourceConfig& source, const AdapterClient::Surroundings& surroundings,
    const AdapterClient::Limits& limits,
    const std::function<void(int64_t, int64_t)>& progress) {
  const Principal who = Principal::System("collect");
  CollectionResult result;
  Attempt attempt =
      Try(source, surroundings, limits, /*alone=*/false, progress);
  if (attempt.outcome.failure.has_value() &&
      attempt.outcome.failure->cursor_gone) {
    // It cannot continue there: what is staged goes, and it starts anew.
    RETURN_IF_ERROR(writer_.DropStaged(who, source.id));
    attempt = Try(source, surroundings, limits, /*alone=*/false, progress);
  }
  std::vector<Finding> findings;
  if (attempt.process_end.has_value()) {
    // The process died with several sources in flight. Each is asked once more
    // in a process of its own; the one that kills that too did it.
    attempt = Try(source, surroundings, limits, /*alone=*/true, progress);
    if (attempt.process_end.has_value()) {
      result.killed_its_adapter = true;
      const std::map<std::string, std::string> arguments = {
          {"adapter", source.adapter},
          {"end", attempt.process_end->ToString()},
          {"source", source.id}};
      attempt.outcome.failure->outcome = TryOutcome::kPartner;
      attempt.outcome.failure->rule = "adapter-crashed";
      attempt.outcome.failure->message =
          RenderMessage("adapter-crashed", arguments);
      Finding finding;
      finding.rule = "adapter-crashed";
      const auto path = source.options.find("path");
      const auto url = source.options.find("url");
      finding.file = path != source.options.end()  ? path->second
                     : url != source.options.end() ? url->second
                                                   : "";
      finding.count = 1;
      finding.arguments = arguments;
      findings.push_back(std::move(finding));
    }
  }
  if (absl::IsInvalidArgument(attempt.outcome.stored) ||
      absl::IsFailedPrecondition(attempt.outcome.stored)) {
    // What it sent cannot be stored: the adapter's fault, and nothing staged of
    // it may stand in the way of the next try.
    AdapterFailure failure;
    failure.outcome = TryOutcome::kPartner;
    failure.rule = "adapter-protocol";
    failure.message =
        absl::StrCat("The adapter delivered what cannot be stored: ",
                     attempt.outcome.stored.message());
    attempt.outcome.failure = std::move(failure);
    attempt.outcome.stored = absl::OkStatus();
    RETURN_IF_ERROR(writer_.DropStaged(who, source.id));
  }
  if (attempt.outcome.failure.has_value() &&
      attempt.outcome.failure->rule == "adapter-protocol") {
    Finding finding;
    finding.rule = "adapter-protocol";
    finding.count = 1;
    finding.arguments = {{"adapter", source.adapter},
                         {"detail", attempt.outcome.failure->message}};
    findings.push_back(std::move(finding));
  }
  if (!attempt.refused_files.ok()) {
    Finding finding;
    finding.rule = "adapter-tls-files";
    finding.count = 1;
    finding.arguments = {
        {"source", source.id},
        {"detail", std::string(attempt.refused_files.message())}};
    findings.push_back(std::move(finding));
  }
  RETURN_IF_ERROR(attempt.outcome.stored);
  RETURN_IF_ERROR(writer_.ReplaceDaemonFindings(who, source.id, findings));

  result.batches = attempt.batches;
  result.rows = attempt.rows;
  result.superseded = attempt.superseded;
  result.attempt.time = clock_.Now();
  result.attempt.keeps_reach = source.push;
  result.attempt.adapter_version = attempt.capabilities.version;
  result.attempt.tells = attempt.capabilities.tells;
  if (attempt.outcome.failure.has_value()) {
    const AdapterFailure& failure = *attempt.outcome.failure;
    result.outcome = failure.outcome;
    result.attempt.rule = failure.rule;
    result.attempt.message = failure.message;
    result.retry_after = failure.retry_after;
  } else {
    result.outcome = attempt.outcome.checkpoint->unchanged
                         ? TryOutcome::kUnchanged
                         : TryOutcome::kAnswered;
    result.attempt.data_until = attempt.data_until;
  }
  result.attempt.outcome = result.outcome;
  RETURN_IF_ERROR(writer_.RecordTry(who, source.id, result.attempt));
  return result;
}

AdapterCheck SourceCollection::Check(
    const SourceConfig& source, const AdapterClient::Surroundings& surroundings,
    const AdapterClient::Limits& limits, const absl::Notification& cancelled) {
  AdapterCheck result;
  const auto secrets = ReadSecrets(source);
  if (!secrets.ok()) {
    result.failure =
        FailureOfOurs(secrets.status(), "source-secret-unreadable");
    return result;
  }
  // Alone: a dry run of something new must not take others down.
  const auto connection = pool_.Connect(source, /*alone=*/true);
  if (!connection.ok()) {
    result.failure = FailureOfOurs(connection.status(), "adapter-unreachable");
    return result;
  }
  bool broke_off = false;
  result = connection->client->Check(source, *secrets, surroundings, limits,
                                     cancelled, broke_off);
  if (broke_off && connection->process != nullptr) {
    if (const auto end = connection->process->WaitForEnd(kEndLag)) {
      result.failure->outcome = TryOutcome::kPartner;
      result.failure->rule = "adapter-crashed";
      result.failure->message =
          RenderMessage("adapter-crashed", {{"adapter", source.adapter},
                                            {"end", end->ToString()},
                                            {"source", source.id}});
    }
  }
  return result;
}

}  // namespace regisseur
