#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/records.h"
#include "aggregator/storage/write_queue.h"
#include "core/base/clock.h"
#include "core/finding/finding.h"
#include "core/principal/principal.h"

namespace regisseur {

// The stores over one database. Every function takes who asks (DECISIONS 5).
// All are thread-safe; writes block until durable.

// What collect writes: deliveries, and how collecting went. There is one a
// database: it remembers between batches what it has staged.
class FactWriter {
 public:
  FactWriter(Database& database, WriteQueue& queue, const Clock& clock);
  ~FactWriter();

  // Where the collection of a source stands; empty for one that never was
  // collected.
  absl::StatusOr<SourceProgress> GetProgress(const Principal& who,
                                             absl::string_view source) const;
  // The state of a source's page for the next observation, staged rows of the
  // running run included; empty for a source that never was collected. Reads
  // every incident that the page ever told: whoever collects a page keeps the
  // result between its observations.
  absl::StatusOr<PageState> GetPageState(const Principal& who,
                                         absl::string_view source) const;

  // Stages the batch and moves the cursor, in one transaction; the last batch
  // of a run puts its deliveries in force and closes those that they replace
  // (DECISIONS 1). A batch that was stored before is ignored. A delivery that
  // says what is in force already, or an additional one without rows, only
  // confirms. The findings of the run replace those of earlier runs about the
  // same files (the origins of its deliveries and the files of its findings).
  //
  // FAILED_PRECONDITION when the number leaves a hole or another run is staged;
  // INVALID_ARGUMENT when a row refers to what the batch does not have, a
  // charge has no BilledCost, or there are more than 10,000 rows of charges,
  // measurements, tickets, objectives and invoices; RESOURCE_EXHAUSTED when the
  // disk is full.
  // `superseded` (may be null) counts the rows of those that it closes.
  absl::Status StoreBatch(const Principal& who, const StagedBatch& batch,
                          int64_t* superseded = nullptr);
  // A live observation that changed nothing: extends the coverage, moves the
  // cursor, makes no delivery and leaves the findings as they are.
  // FAILED_PRECONDITION while a run is staged.
  absl::Status Confirm(const Principal& who, absl::string_view source,
                       const CoverageStretch& coverage,
                       absl::string_view cursor);
  // From now on what is stored of a source is what is pushed under that name,
  // which is written down with it: with a batch of that run and number; of any
  // other run with its last batch, or where there is none with the checkpoint.
  // Absent: no more.
  void NamePush(const std::string& source, std::optional<PushName> push);
  // The SHA-256 of what was stored under a name, as bytes; absent when nothing
  // was.
  absl::StatusOr<std::optional<std::string>> FindPush(
      const Principal& who, absl::string_view source,
      const PushName& push) const;
  // Drops what is staged and forgets the cursor: the adapter said CURSOR_GONE.
  absl::Status DropStaged(const Principal& who, absl::string_view source);
  // Closes a collection: the cursor of the checkpoint and its findings, which
  // replace those of the checkpoint before. FAILED_PRECONDITION while a run is
  // staged whose last batch did not come.
  absl::Status StoreCheckpoint(const Principal& who, absl::string_view source,
                               const Checkpoint& checkpoint);
  // How a try went. Tries in a row that tell the same are one stored stretch.
  absl::Status RecordTry(const Principal& who, absl::string_view source,
                         const SourceTry& attempt);
  // Replaces the findings that the daemon itself has about a source (an adapter
  // that crashed, a broken protocol); adapters' findings stay.
  absl::Status ReplaceDaemonFindings(const Principal& who,
                                     absl::string_view source,
                                     const std::vector<Finding>& findings);
  // Takes findings out of force that are about files of which nothing is in
  // force any more, but for `file`: what is pushed has another name each time.
  absl::Status CloseFindingsOfReplaced(const Principal& who,
                                       absl::string_view source,
                                       absl::string_view file);
  // Drops lines that need not be kept longer (DECISIONS 1: 7 days), and what is
  // left of dropped runs; totals stay. In many short transactions.
  absl::Status Purge(const Principal& who, absl::Duration keep_replaced_lines);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// How collecting went.
class SourceReader {
 public:
  explicit SourceReader(const Database& database) : database_(database) {}

  // An empty record for a source that never was tried.
  absl::StatusOr<SourceRecord> GetSource(const Principal& who,
                                         absl::string_view source,
                                         AsOf as_of) const;
  // Errors first, then warnings, then the rest.
  absl::StatusOr<std::vector<Finding>> ListFindings(const Principal& who,
                                                    absl::string_view source,
                                                    AsOf as_of) const;
  // How its tries in the range went, the oldest first: stretches of tries that
  // told the same, between whose first and last nobody may have asked for a
  // while.
  absl::StatusOr<std::vector<TryStretch>> ListTries(const Principal& who,
                                                    absl::string_view source,
                                                    TimeRange range,
                                                    AsOf as_of) const;
  // Parties given to nobody, most frequent first, at most `limit`.
  absl::StatusOr<std::vector<UnassignedParty>> ListUnassigned(
      const Principal& who, absl::string_view source, AsOf as_of,
      int limit) const;
  // Deliveries as known, by chain and number. An empty source means all.
  absl::StatusOr<std::vector<DeliveryRecord>> ListDeliveries(
      const Principal& who, absl::string_view source, AsOf as_of) const;
  // When the source last told a delivery, or told one again; the infinite past
  // when it never did.
  absl::StatusOr<absl::Time> GetLastTold(const Principal& who,
                                         absl::string_view source) const;
  // Its deliveries in force that it told, or told again, after a moment; by
  // number, at most 1,000.
  absl::StatusOr<std::vector<DeliveryRecord>> ListToldAfter(
      const Principal& who, absl::string_view source, absl::Time after) const;
  // Ids of every source that ever delivered.
  absl::StatusOr<std::vector<std::string>> ListKnownSources(
      const Principal& who) const;
  // Grows with every commit that could change an answer.
  int64_t data_version() const;

 private:
  const Database& database_;
};

// What the status systems told.
class StatusReader {
 public:
  explicit StatusReader(const Database& database) : database_(database) {}

  // By group, name and id.
  absl::StatusOr<std::vector<ComponentRecord>> ListComponents(
      const Principal& who, absl::string_view source, AsOf as_of) const;
  // Changes in the range and the last one before it, by component key,
  // ascending.
  absl::StatusOr<std::map<int64_t, std::vector<StateChange>>> ListStateChanges(
      const Principal& who, absl::string_view source, TimeRange range,
      AsOf as_of) const;
  absl::StatusOr<StatusCoverage> GetCoverage(const Principal& who,
                                             absl::string_view source,
                                             AsOf as_of) const;
  // Incidents that overlap the range, newest first; an open one reaches into
  // the future.
  absl::StatusOr<std::vector<IncidentRecord>> ListIncidents(
      const Principal& who, absl::string_view source, TimeRange range,
      AsOf as_of) const;
  absl::StatusOr<std::vector<MaintenanceRecord>> ListMaintenances(
      const Principal& who, absl::string_view source, TimeRange range,
      AsOf as_of) const;
  // The same with every version of each, as it was told one after the other.
  absl::StatusOr<std::vector<MaintenanceHistory>> ListMaintenanceHistories(
      const Principal& who, absl::string_view source, TimeRange range,
      AsOf as_of) const;

 private:
  const Database& database_;
};

// What the partners charged.
class CostReader {
 public:
  explicit CostReader(const Database& database) : database_(database) {}

  // Streams kept totals in no order; stops at the first status that is not OK.
  absl::Status ReadTotals(
      const Principal& who, const CostFilter& filter, AsOf as_of,
      const std::function<absl::Status(const CostTotalRow&)>& row) const;
  // Streams lines, by delivery and row. FAILED_PRECONDITION naming the delivery
  // when lines that it needs were dropped.
  absl::Status ReadLines(
      const Principal& who, const CostFilter& filter, AsOf as_of,
      const std::function<absl::Status(const ChargeLine&)>& line) const;
  // A text that is another once a fact of one of the kinds is in force, ends or
  // goes to another provider; what is kept by it holds as long as it is the
  // same.
  absl::StatusOr<std::string> DescribeInForce(
      const Principal& who, const std::vector<FactKind>& kinds) const;
  // Commitments that data sets tell, by provider, source and file, then in the
  // order of the file.
  absl::StatusOr<std::vector<CommitmentRecord>> ListCommitments(
      const Principal& who, const std::optional<std::string>& provider,
      AsOf as_of) const;
  // The billing periods of which a source has charges in force, by their start.
  absl::StatusOr<std::vector<TimeRange>> ListBillingPeriods(
      const Principal& who, absl::string_view source, AsOf as_of) const;

 private:
  const Database& database_;
};

// What was measured or reported of services.
class MeasurementReader {
 public:
  explicit MeasurementReader(const Database& database) : database_(database) {}

  // By provider, service, indicator and period.
  absl::StatusOr<std::vector<MeasurementRecord>> ListMeasurements(
      const Principal& who, const std::optional<std::string>& provider,
      TimeRange range, AsOf as_of) const;
  // When its source first told just this figure of this period, in whatever
  // delivery: telling it again does not make it new. By MeasurementRecord::key;
  // absent when nothing of that key was known then.
  absl::StatusOr<std::optional<absl::Time>> FindFirstTold(const Principal& who,
                                                          int64_t key,
                                                          AsOf as_of) const;

 private:
  const Database& database_;
};

// What the service desks told.
class TicketReader {
 public:
  explicit TicketReader(const Database& database) : database_(database) {}

  // The latest word about each ticket that lived in the range: opened before
  // its end, and open, or changed since its beginning. By opening, source and
  // id.
  absl::StatusOr<std::vector<TicketRecord>> ListTickets(
      const Principal& who, const std::optional<std::string>& provider,
      TimeRange range, AsOf as_of) const;
  // The days (of UTC) on which tickets changed for the last time that were
  // resolved or closed, by source; ascending. What a source tells of tickets
  // that are open says nothing of how far back its data reaches.
  absl::StatusOr<std::map<std::string, std::vector<absl::Time>>> ListEndDays(
      const Principal& who, AsOf as_of) const;
  // Which source has tickets of which provider, by provider and source.
  absl::StatusOr<std::vector<TicketTeller>> ListTellers(const Principal& who,
                                                        AsOf as_of) const;

 private:
  const Database& database_;
};

// What the documents of the partners declare as objectives.
class ObjectiveReader {
 public:
  explicit ObjectiveReader(const Database& database) : database_(database) {}

  // By provider, source and file, then in the order of the file.
  absl::StatusOr<std::vector<ObjectiveRecord>> ListObjectives(
      const Principal& who, const std::optional<std::string>& provider,
      AsOf as_of) const;

 private:
  const Database& database_;
};

// The invoices and credit notes that partners sent.
class InvoiceReader {
 public:
  explicit InvoiceReader(const Database& database) : database_(database) {}

  // The newest first, then by provider, number and source; one without an issue
  // day last. The same number of several sources is there several times.
  absl::StatusOr<std::vector<InvoiceRecord>> ListInvoices(
      const Principal& who, const InvoiceFilter& filter, AsOf as_of) const;

 private:
  const Database& database_;
};

// Configuration and rate files that were ever in force (DECISIONS 4).
class ConfigStore {
 public:
  ConfigStore(Database& database, WriteQueue& queue, const Clock& clock);

  // The provider of a party, by the rule of a source.
  using Assign = std::function<std::string(const std::string& party)>;

  // Puts files in force, one a kind, and gives the known parties of sources to
  // providers by the rules that come with them: in one transaction, known from
  // one time on. A file that is in force already makes no new version; only
  // parties that move are stored.
  absl::Status PutInForce(const Principal& who,
                          const std::vector<ConfigFile>& files,
                          const std::map<std::string, Assign>& rules);
  // All versions of a kind, oldest first.
  absl::StatusOr<std::vector<ConfigVersion>> List(const Principal& who,
                                                  absl::string_view kind) const;
  // The text of a version, by its hash. NOT_FOUND when there is none.
  absl::StatusOr<std::string> GetContent(const Principal& who,
                                         absl::string_view sha256) const;

 private:
  Database& database_;
  WriteQueue& queue_;
  const Clock& clock_;
};

// Original documents, kept once and compressed under
// <data_dir>/originals/<sha256>.zst (DECISIONS 6). Pieces arrive in order; a
// document that comes twice is one file.
class Originals {
 public:
  Originals(std::string data_dir, Database& database, WriteQueue& queue,
            const Clock& clock);
  ~Originals();

  // Takes a piece of a document of `source`'s `run`. Pieces of an interrupted
  // run that come again are taken once. FAILED_PRECONDITION when pieces before
  // it are missing: this original cannot be kept, its facts can.
  absl::Status Append(const Principal& who, absl::string_view source,
                      absl::string_view run, const OriginalChunk& chunk);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur
