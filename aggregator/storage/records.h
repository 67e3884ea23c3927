#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/commitment/contract_commitment.h"
#include "core/cost/cost_total.h"
#include "core/delivery/delivery.h"
#include "core/invoice/invoice.h"
#include "core/measurement/measurement.h"
#include "core/slo/declared_objective.h"
#include "core/status/observation.h"
#include "core/status/page_fold.h"
#include "core/status/timeline.h"
#include "core/ticket/ticket.h"
#include "core/time/as_of.h"
#include "core/time/time_range.h"

namespace regisseur {

// ---- written by collect

// What one observation changed on its page.
struct PageChangesAt {
  int delivery = 0;
  absl::Time observed_time;
  // The good poll before this one; absent for the first.
  std::optional<absl::Time> previous_observed_time;
  PageChanges changes;
};

// Somebody trustworthy looked from `from` until `until` (the last poll); the
// last state then holds for `hold` more (3 intervals live, 0 recorded).
struct CoverageStretch {
  int delivery = 0;
  absl::Time from;
  absl::Time until;
  absl::Duration hold;
  bool states_from_incidents = false;
};

// A batch as collect hands it over, ready to be stored.
struct StagedBatch {
  std::string source;
  FactBatch facts;  // observations may be cleared: page_changes says it
  // Dictionary index of the party of each charge; empty: none has a party.
  std::vector<int32_t> charge_parties;
  // The party of each invoice; empty: none has a party.
  std::vector<std::string> invoice_parties;
  std::vector<PageChangesAt> page_changes;
  std::vector<CoverageStretch> coverage;
  // Who delivered it: adapter kind and version, certificate or token.
  std::string delivered_by;
  // Gives each party that is new to a provider.
  std::function<std::string(const std::string& party)> assign;
};

// Where the collection of a source stands.
struct SourceProgress {
  std::string cursor;
  // The run that is staged and not in force yet; empty when none is.
  std::string staged_run;
  int64_t staged_number = 0;  // last stored batch of it
  std::string adapter_version;
};

enum class TryOutcome {
  kAnswered = 1,       // told something new
  kUnchanged = 2,      // answered: nothing new
  kConfiguration = 3,  // ours to mend
  kTransient = 4,
  kPartner = 5,
};

// One try to collect a source.
struct SourceTry {
  absl::Time time;
  TryOutcome outcome = TryOutcome::kAnswered;
  std::string rule;     // of a failure
  std::string message;  // of a failure
  std::optional<absl::Time> data_until;
  // True where an older file that comes later takes nothing of that back: what
  // is pushed comes in any order.
  bool keeps_reach = false;
  std::string adapter_version;
  // What the adapter says that it tells; empty when it did not say.
  std::set<FactKind> tells;
};

// ---- read by answers

// What is known of a source.
struct SourceRecord {
  std::optional<absl::Time> last_answer;
  std::optional<absl::Time> last_try;
  std::optional<absl::Time> data_until;
  std::optional<SourceTry> failure;  // the last try, when it failed
  int failures_in_row = 0;
  int64_t deliveries_in_force = 0;
  std::string cursor;
  std::string adapter_version;
  // What its adapter tells, by its own word at the last try at which it said
  // so; empty for a source whose adapter never spoke.
  std::set<FactKind> tells;
};

// Tries in a row that told the same.
struct TryStretch {
  TryOutcome outcome = TryOutcome::kAnswered;
  std::string rule;     // of a failure
  std::string message;  // of a failure
  absl::Time first;
  absl::Time last;
};

struct UnassignedParty {
  std::string party;
  int64_t count = 0;
};

struct ComponentRecord {
  int64_t key = 0;      // of the store, never shown
  Component component;  // without state
};

// Where and how the states of a source's components are known.
struct StatusCoverage {
  std::vector<TimeRange> ranges;  // holds included
  bool states_from_incidents = false;
  std::optional<absl::Time> first_observed;
  std::optional<absl::Time> last_observed;
};

struct IncidentRecord {
  Incident incident;     // the latest version as known
  absl::Time told_time;  // the first poll that showed it
};

struct MaintenanceRecord {
  Maintenance maintenance;  // the latest version as known
  // The first poll that showed it, and the good poll before that.
  absl::Time told_time;
  std::optional<absl::Time> poll_before_told;
};

// One maintenance with all that was told about it.
struct MaintenanceHistory {
  struct Version {
    Maintenance maintenance;
    absl::Time observed_time;
    std::optional<absl::Time> previous_observed_time;  // the good poll before
  };
  std::vector<Version> versions;  // in order of observation; never empty
};

// One kept total (DECISIONS 9).
struct CostTotalRow {
  std::string source;
  int64_t delivery = 0;  // provider-local, for grouping only
  std::string provider;  // by the assignment as known
  std::string party;
  absl::Time billing_period_start;
  absl::Time billing_period_end;
  std::string charge_month;  // 2026-09, of ChargePeriodStart, UTC
  std::string service_provider;
  std::string service_category;
  std::string service_name;
  std::string charge_category;
  std::string region;  // empty and region_left_out where it was left out
  bool region_left_out = false;
  std::string currency;
  CostTotal total;
};

struct CostFilter {
  std::optional<std::string> provider;
  TimeRange billing_period_start;  // periods that start in here
};

// One line of cost with its texts.
struct ChargeLine {
  std::string source;
  int64_t delivery = 0;  // its number in its chain
  std::string provider;
  std::string party;
  std::string file;
  Charge charge;  // texts index `dictionary`
  // Another one from time to time; valid until the callback returns.
  const std::vector<std::string>* dictionary = nullptr;
  // Columns that have no place of their own, and the line's place in them; the
  // same.
  const std::vector<OtherColumn>* other_columns = nullptr;
  int64_t place = 0;

  // The texts of `column`, an element of `other_columns`.
  const std::string& Other(const OtherColumn& column) const {
    return (*dictionary)[static_cast<size_t>(
        column.texts[static_cast<size_t>(place)])];
  }
};

// A delivery in force.
struct DeliveryRecord {
  std::string source;
  std::string chain;   // provider, or the shared chain
  int64_t number = 0;  // within the chain, from 1
  FactKind kind = FactKind::kStatus;
  Delivery head;
  absl::Time known_from;
  std::optional<absl::Time> known_until;
  std::string rows_sha256;   // hexadecimal
  std::string chain_sha256;  // hexadecimal
  int64_t rows = 0;
  std::string delivered_by;
  bool lines_dropped = false;
};

// The name of something that is pushed: what comes again under it was stored.
struct PushName {
  std::string run;     // of a batch; else what stands for the request
  int64_t number = 0;  // of the batch within it
  std::string sha256;  // of what is named, as bytes
};

struct MeasurementRecord {
  std::string source;
  std::string provider;
  std::string file;
  Measurement measurement;
  int64_t key = 0;  // of the store, never shown
};

// A ticket by the latest word that is known about it.
struct TicketRecord {
  std::string source;
  std::string provider;  // by the assignment as known
  std::string file;
  Ticket ticket;
};

// A source that has tickets of a provider.
struct TicketTeller {
  std::string provider;  // by the assignment as known
  std::string source;
};

struct ObjectiveRecord {
  std::string source;
  std::string provider;  // by the assignment as known
  std::string file;
  DeclaredObjective objective;
};

struct CommitmentRecord {
  std::string source;
  std::string provider;  // by the assignment as known
  std::string file;
  ContractCommitment commitment;
};

struct InvoiceFilter {
  std::string provider;  // by the assignment as known; empty: any
  std::string number;    // empty: any
};

struct InvoiceRecord {
  std::string source;
  std::string provider;  // by the assignment as known
  std::string party;     // as the data names it; empty without an assignment
  std::string file;
  absl::Time known_from;  // of the delivery
  Invoice invoice;
};

// A file of the configuration that comes into force.
struct ConfigFile {
  std::string kind;  // "config", "rates"
  std::string name;  // path as written in the configuration
  std::string content;
};

// A file of the configuration, as it was in force; ConfigStore has the text.
struct ConfigVersion {
  std::string kind;  // "config", "rates"
  std::string name;  // path as written in the configuration
  std::string sha256;
  absl::Time known_from;
};

}  // namespace regisseur
