#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/portfolio/portfolio.h"
#include "core/principal/identity.h"
#include "core/principal/identity_proxy.h"
#include "core/schedule/report_plan.h"
#include "core/time/instant.h"
#include "core/webhook/webhook_plan.h"

namespace regisseur {

// How sources are asked.
struct CollectConfig {
  int concurrency = 16;
  absl::Duration deadline = absl::Minutes(10);
  int adapter_processes = 2;
  absl::Duration keep_replaced_lines = absl::Hours(7 * 24);
  int min_free_disk_percent = 10;
  // Bytes that the database may have; 0: as many as fit.
  int64_t max_database_bytes = 0;
};

// Backups that the daemon makes by itself.
struct BackupConfig {
  std::string dir;  // empty: none
  absl::Duration every = absl::Hours(1);
  int keep = 48;
};

// How long what is kept, by kind; afterwards it is purged with a record of it.
struct RetentionConfig {
  CalendarSpan charges = {.months = 7 * 12};
  CalendarSpan measurements = {.months = 7 * 12};
  CalendarSpan originals = {.months = 7 * 12};
  CalendarSpan tickets = {.months = 25};
  CalendarSpan objectives = {.months = 7 * 12};
  CalendarSpan invoices = {.months = 7 * 12};
  CalendarSpan remarks = {.months = 25};
  CalendarSpan pulse_words = {.months = 13};
};

// Who may call, and over what.
struct AccessConfig {
  // The daemon's own certificate; all empty: no TLS.
  struct Tls {
    std::string cert;
    std::string key;
    std::string client_ca;  // empty: certificates of callers are not asked for
  };
  Tls tls;
  // Names that browsers and programs know the HTTP server by.
  std::vector<std::string> names;
  std::vector<Identity> identities;
  std::optional<IdentityProxy> proxy;
};

// The daemon's configuration: checked, with absolute paths.
struct DaemonConfig {
  std::string file;            // as given
  std::string base_directory;  // absolute; relative paths start here
  std::string content;         // the text, to be kept (DECISIONS 4)
  std::string data_dir;
  std::string grpc_listen = "127.0.0.1:7400";
  std::string http_listen = "127.0.0.1:7480";
  std::string exchange_rates_file;      // empty without one
  std::vector<std::string> contracts;   // patterns, relative to base_directory
  std::vector<std::string> checklists;  // the same
  CollectConfig collect;
  BackupConfig backup;
  // The key that evidence is signed with; empty: one in data_dir.
  std::string evidence_key_file;
  RetentionConfig retention;
  AccessConfig access;
  Portfolio portfolio;
  ReportPlans reports;
  std::vector<WebhookPlan> webhooks;  // in the order of the file
};

// What is wrong with the options of a source.
struct OptionRefusal {
  std::string option;  // the one that is wrong or missing
  std::string why;     // and what would be right
  // No option: the adapter itself.
  bool of_adapter() const { return option.empty(); }
};
// Judges the options of a source; only its adapter knows them. `config` is as
// read so far, the portfolio's own keys included.
using OptionJudge = std::function<std::optional<OptionRefusal>(
    const DaemonConfig& config, const SourceConfig& source)>;

// Parses a configuration. INVALID_ARGUMENT with one line a mistake: file, line,
// key, what would be right. `base_directory` is absolute. `adapters` are the
// kinds that can be started; an empty set checks none. Without a judge what
// only the surroundings can show is taken as it is: so versions that were in
// force are read.
absl::StatusOr<DaemonConfig> ParseDaemonConfig(
    absl::string_view file, absl::string_view base_directory,
    absl::string_view content, const std::set<std::string>& adapters,
    const OptionJudge& judge = nullptr);

// Reads and parses a file. NOT_FOUND when it is not there.
absl::StatusOr<DaemonConfig> LoadDaemonConfig(
    const std::string& file, const std::set<std::string>& adapters,
    const OptionJudge& judge = nullptr);

// Reads a file of the configuration whole, at most `max_bytes`.
absl::StatusOr<std::string> ReadConfigFile(const std::string& path,
                                           int64_t max_bytes);

}  // namespace regisseur
