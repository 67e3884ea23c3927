#include "aggregator/operation/daemon_operation.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <array>

#include "absl/strings/str_cat.h"
#include "aggregator/operation/prometheus_text.h"
#include "core/base/status_macros.h"
#include "core/freshness/freshness.h"

namespace regisseur {
namespace {

// Sources with a line of their own; a portfolio may have more, a monitoring
// system would not bear it.
constexpr size_t kMostSources = 1000;

constexpr std::array<std::pair<TryOutcome, const char*>, 5> kOutcomes = {{
    {TryOutcome::kAnswered, "answered"},
    {TryOutcome::kUnchanged, "unchanged"},
    {TryOutcome::kConfiguration, "configuration"},
    {TryOutcome::kTransient, "transient"},
    {TryOutcome::kPartner, "partner"},
}};

double Seconds(absl::Time time) {
  return static_cast<double>(absl::ToUnixSeconds(time));
}

double FileBytes(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 ? static_cast<double>(info.st_size) : 0;
}

void AddSources(const SourcesAnswer& answer, PrometheusText& text) {
  std::map<Freshness, int64_t> words;
  for (const Freshness word :
       {Freshness::kFresh, Freshness::kLate, Freshness::kStale,
        Freshness::kMissing, Freshness::kFailed}) {
    words[word] = 0;
  }
  for (const SourceAnswer& source : answer.sources) {
    if (!source.source.former) ++words[source.freshness];
  }
  text.Family("regisseur_sources", "gauge", "Configured sources by freshness.");
  for (const auto& [word, count] : words) {
    text.Sample(static_cast<double>(count),
                {{"freshness", FreshnessWord(word)}});
  }
  text.Family("regisseur_source_last_answer_timestamp_seconds", "gauge",
              "When a source last answered.");
  size_t lines = 0;
  for (const SourceAnswer& source : answer.sources) {
    if (source.source.former || !source.record.last_answer.has_value()) {
      continue;
    }
    if (++lines > kMostSources) break;
    text.Sample(Seconds(*source.record.last_answer),
                {{"source", source.source.config->id},
                 {"provider", source.source.provider}});
  }
}

void AddCollections(const CollectionTally::Counts& counts,
                    PrometheusText& text) {
  text.Family("regisseur_collections_total", "counter",
              "Collections that ended, by outcome.");
  for (const auto& [outcome, word] : kOutcomes) {
    text.Sample(static_cast<double>(counts.outcomes[static_cast<int>(outcome)]),
                {{"outcome", word}});
  }
  text.Family("regisseur_collected_rows_total", "counter",
              "Rows that collections stored.");
  text.Sample(static_cast<double>(counts.rows));
  text.Family("regisseur_collected_batches_total", "counter",
              "Batches that collections stored.");
  text.Sample(static_cast<double>(counts.batches));
  text.Family("regisseur_collection_duration_seconds", "histogram",
              "How long collections took.");
  int64_t below = 0;
  for (size_t i = 0; i < counts.durations.size(); ++i) {
    below += counts.durations[i];
    const std::string bound = i < CollectionTally::kBounds.size()
                                  ? absl::StrCat(CollectionTally::kBounds[i])
                                  : "+Inf";
    text.Sample(static_cast<double>(below), {{"le", bound}}, "_bucket");
  }
  text.Sample(absl::ToDoubleSeconds(counts.time_spent), {}, "_sum");
  text.Sample(static_cast<double>(below), {}, "_count");
}

void AddStorage(const DoctorContext& context, const std::string& data_dir,
                PrometheusText& text) {
  const auto gauge = [&](absl::string_view name, absl::string_view help,
                         double value) {
    text.Family(name, "gauge", help);
    text.Sample(value);
  };
  const std::string database = absl::StrCat(data_dir, "/regisseur.db");
  gauge("regisseur_write_queue_length", "Writes that wait.",
        context.queue.waiting());
  gauge("regisseur_imports_stopped",
        "1 while there is too little room to import.",
        context.queue.CheckRoom().ok() ? 0 : 1);
  gauge("regisseur_certificate_not_in_force",
        "1 while the certificate files cannot be used as they are.",
        context.certificate_failure().ok() ? 0 : 1);
  gauge("regisseur_root_not_signed",
        "1 while the root of the day cannot be signed.",
        context.root_failure().ok() ? 0 : 1);
  gauge("regisseur_retention_failed",
        "1 while what is too old cannot be purged.",
        context.purge_failure().ok() ? 0 : 1);
  gauge("regisseur_database_bytes", "Size of the database file.",
        FileBytes(database));
  gauge("regisseur_wal_bytes", "Size of the write-ahead log.",
        FileBytes(database + "-wal"));
  struct statvfs disk;
  if (statvfs(data_dir.c_str(), &disk) == 0) {
    gauge("regisseur_disk_free_bytes", "Free on the disk of the data.",
          static_cast<double>(disk.f_bavail) * disk.f_frsize);
    gauge("regisseur_disk_bytes", "Size of the disk of the data.",
          static_cast<double>(disk.f_blocks) * disk.f_frsize);
  }
}

void AddBackups(const BackupKeeper& backups, absl::Time now,
                PrometheusText& text) {
  const BackupKeeper::State state = backups.state();
  text.Family("regisseur_backups_total", "counter",
              "Backups since the start, by outcome.");
  text.Sample(static_cast<double>(state.made), {{"outcome", "verified"}});
  text.Sample(static_cast<double>(state.failed), {{"outcome", "failed"}});
  if (!state.last.has_value()) return;
  text.Family("regisseur_last_backup_timestamp_seconds", "gauge",
              "The state that the last verified backup holds.");
  text.Sample(Seconds(state.last->manifest.time));
  text.Family("regisseur_last_backup_age_seconds", "gauge",
              "Age of the last verified backup.");
  text.Sample(absl::ToDoubleSeconds(
      absl::Trunc(now - state.last->manifest.time, absl::Seconds(1))));
}

void AddWebhooks(const absl::StatusOr<std::vector<WebhookStatus>>& webhooks,
                 PrometheusText& text) {
  text.Family("regisseur_webhooks_not_counted", "gauge",
              "1 while it is not known how webhooks stand.");
  text.Sample(webhooks.ok() ? 0 : 1);
  if (!webhooks.ok()) return;
  const auto gauge = [&](absl::string_view name, absl::string_view help,
                         double (*value)(const WebhookStatus&)) {
    text.Family(name, "gauge", help);
    for (const WebhookStatus& status : *webhooks) {
      text.Sample(value(status), {{"webhook", status.plan.id}});
    }
  };
  gauge("regisseur_webhook_not_taking",
        "1 while a webhook takes nothing, or wants no more.",
        [](const WebhookStatus& status) {
          return status.record.failures > 0 || status.record.stopped.has_value()
                     ? 1.0
                     : 0.0;
        });
  gauge("regisseur_webhook_waiting", "Events that wait for a webhook.",
        [](const WebhookStatus& status) {
          return static_cast<double>(status.waiting);
        });
  gauge("regisseur_webhook_given_up", "Events that were given up.",
        [](const WebhookStatus& status) {
          return static_cast<double>(status.given_up);
        });
}

// Nothing that can be claimed may expire unseen (USERS U13).
void AddClaims(const absl::StatusOr<ClaimWatch::Counts>& counts,
               PrometheusText& text) {
  text.Family("regisseur_claims_not_counted", "gauge",
              "1 while credits to claim cannot be counted.");
  text.Sample(counts.ok() ? 0 : 1);
  if (!counts.ok()) return;
  text.Family("regisseur_claims_eligible", "gauge",
              "Credits that can be claimed.");
  text.Sample(static_cast<double>(counts->eligible));
  text.Family("regisseur_claims_expiring", "gauge",
              "Of them, those that have to be claimed within 14 days.");
  text.Sample(static_cast<double>(counts->expiring));
}

}  // namespace

absl::StatusOr<std::string> DaemonOperation::RenderMetrics(
    const Principal& who) const {
  ASSIGN_OR_RETURN(const SourcesAnswer sources,
                   context_.answers.ListSources(who, {}, AsOf{}));
  PrometheusText text;
  text.Family("regisseur_build_info", "gauge", "1; the version is a label.");
  text.Sample(1, {{"version", context_.program}});
  text.Family("regisseur_start_timestamp_seconds", "gauge",
              "When the daemon started.");
  text.Sample(Seconds(context_.started));
  AddSources(sources, text);
  AddCollections(tally_.counts(), text);
  AddStorage(context_, context_.config().data_dir, text);
  AddBackups(backups_, context_.clock.Now(), text);
  AddClaims(claims_.Count(who), text);
  if (context_.webhooks != nullptr) AddWebhooks(context_.webhooks(), text);
  return text.Take();
}

}  // namespace regisseur
