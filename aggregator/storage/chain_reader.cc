#include "aggregator/storage/chain_reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/chain_rows.h"
#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/commitment_rows.h"
#include "aggregator/storage/invoice_rows.h"
#include "aggregator/storage/objective_rows.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "aggregator/storage/stored_texts.h"
#include "aggregator/storage/ticket_rows.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

using RowFunction = ChainReader::RowFunction;

constexpr int64_t kLinesAtOnce = 10000;
constexpr int64_t kAllRows = std::numeric_limits<int64_t>::max();

constexpr char kChainsSql[] = "SELECT id, name, length, head_hash FROM chain";
constexpr char kDeliverySql[] =
    "SELECT d.id, s.name, c.name, d.number, d.kind, d.delivered_by,"
    " d.row_count, d.row_hash, d.chain_hash, d.known_from_us,"
    " d.lines_dropped, d.region_left_out, d.total_count, d.totals_hash "
    "FROM delivery d JOIN source s ON s.id = d.source "
    "JOIN chain c ON c.id = d.chain WHERE d.chain = ?1 AND d.number = ?2";
constexpr char kHashOfDeliverySql[] =
    "SELECT chain_hash FROM delivery WHERE chain = ?1 AND number = ?2";
constexpr char kHashOfActSql[] =
    "SELECT chain_hash FROM act WHERE chain = ?1 AND number = ?2";
constexpr char kPartySql[] = "SELECT name FROM party WHERE id = ?1";

#define REGISSEUR_TEXT(column) "(SELECT value FROM text WHERE id = " column ")"
constexpr char kComponentsSql[] =
    "SELECT v.row, c.partner_id, " REGISSEUR_TEXT("v.name_text") ", "
    REGISSEUR_TEXT("v.group_text") ", " REGISSEUR_TEXT("v.current_name_text")
    " FROM component_version v JOIN component c ON c.id = v.component "
    "WHERE v.delivery = ?1";
constexpr char kStatesSql[] =
    "SELECT s.row, c.partner_id, s.at_us, s.state FROM delivery d "
    "JOIN component c ON c.source = d.source "
    "JOIN state_change s ON s.component = c.id AND s.delivery = d.id"
    " AND s.at_us >= d.states_from_us AND s.at_us <= d.states_until_us "
    "WHERE d.id = ?1 AND d.states_from_us IS NOT NULL";
constexpr char kCoverageSql[] =
    "SELECT row, from_us, until_us, hold_us, states_from_incidents "
    "FROM recorded_coverage WHERE delivery = ?1";
constexpr char kIncidentsSql[] =
    "SELECT id FROM incident_version WHERE delivery = ?1";
constexpr char kMaintenancesSql[] =
    "SELECT id FROM maintenance_version WHERE delivery = ?1";
constexpr char kMeasurementsSql[] =
    "SELECT m.row, p.name, " REGISSEUR_TEXT("m.service_text") ", "
    REGISSEUR_TEXT("m.indicator_text")
    ", m.period_start_us, m.period_end_us, m.value, m.numerator,"
    " m.denominator, m.norm, m.norm_operator, " REGISSEUR_TEXT("m.unit_text")
    ", m.not_applicable FROM measurement m JOIN party p ON p.id = m.party "
    "WHERE m.delivery = ?1";

// How `delivery.lines_dropped` counts.
constexpr int64_t kLinesKept = 0;

absl::StatusOr<std::optional<StoredEntry>> FindDelivery(Connection& connection,
                                                        int64_t chain,
                                                        int64_t number) {
  Statement& read = connection.Prepared(kDeliverySql);
  read.BindInt(1, chain);
  read.BindInt(2, number);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) {
    read.Reset();
    return std::optional<StoredEntry>();
  }
  StoredEntry entry;
  entry.id = read.Int(0);
  DeliveryHead head;
  head.source = std::string(read.Text(1));
  head.chain = std::string(read.Text(2));
  head.number = read.Int(3);
  head.kind = static_cast<FactKind>(read.Int(4));
  head.delivered_by = std::string(read.Text(5));
  head.rows = read.Int(6);
  entry.row_hash = HashFromBytes(read.Blob(7));
  entry.chain_hash = HashFromBytes(read.Blob(8));
  head.known_from = Time(read, 9);
  entry.kept = read.Int(10) == kLinesKept ? KeptRows::kAll : KeptRows::kTotals;
  head.totals = {read.Int(12), read.Int(11) != 0, HashFromBytes(read.Blob(13))};
  read.Reset();
  ASSIGN_OR_RETURN(head.delivery, ReadHead(connection, entry.id));
  entry.head = std::move(head);
  return std::optional<StoredEntry>(std::move(entry));
}

absl::StatusOr<std::string> PartyName(Connection& connection, int64_t party) {
  Statement& read = connection.Prepared(kPartySql);
  read.BindInt(1, party);
  ASSIGN_OR_RETURN(const bool row, read.Step());
  std::string name(row ? read.Text(0) : absl::string_view());
  read.Reset();
  return name;
}

// Canonical rows by their number, for kinds of facts that are few.
class NumberedRows {
 public:
  explicit NumberedRows(Connection& connection) : connection_(connection) {}

  absl::Status ReadStatus(int64_t delivery) {
    RETURN_IF_ERROR(ReadComponents(delivery));
    RETURN_IF_ERROR(ReadStates(delivery));
    RETURN_IF_ERROR(ReadCoverage(delivery));
    ASSIGN_OR_RETURN(const std::vector<int64_t> incidents,
                     ReadIds(kIncidentsSql, delivery));
    for (const int64_t id : incidents) {
      ASSIGN_OR_RETURN(const IncidentVersion told,
                       GetIncidentVersion(connection_, id));
      rows_[told.row].PutIncident(told.incident, told.observed_time,
                                  told.previous_observed_time);
    }
    ASSIGN_OR_RETURN(const std::vector<int64_t> maintenances,
                     ReadIds(kMaintenancesSql, delivery));
    for (const int64_t id : maintenances) {
      ASSIGN_OR_RETURN(const MaintenanceVersion told,
                       GetMaintenanceVersion(connection_, id));
      rows_[told.row].PutMaintenance(told.maintenance, told.observed_time,
                                     told.previous_observed_time);
    }
    return absl::OkStatus();
  }

  absl::Status ReadMeasurements(int64_t delivery) {
    Statement& read = connection_.Prepared(kMeasurementsSql);
    read.BindInt(1, delivery);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      Measurement measurement;
      measurement.service = std::string(read.Text(2));
      measurement.indicator = std::string(read.Text(3));
      measurement.period_start = Time(read, 4);
      measurement.period_end = Time(read, 5);
      std::optional<Decimal>* const numbers[] = {
          &measurement.value, &measurement.numerator, &measurement.denominator,
          &measurement.norm};
      for (int i = 0; i < 4; ++i) {
        if (read.IsNull(6 + i)) continue;
        ASSIGN_OR_RETURN(*numbers[i], Decimal::Parse(read.Text(6 + i)));
      }
      measurement.norm_operator = std::string(read.Text(10));
      measurement.unit = std::string(read.Text(11));
      measurement.not_applicable = read.Int(12) != 0;
      rows_[read.Int(0)].PutMeasurement(read.Text(1), measurement);
    }
    read.Reset();
    return absl::OkStatus();
  }

  absl::Status ReadDeclaredObjectives(int64_t delivery) {
    return ReadObjectives(connection_, delivery, [&](StoredObjective& stored) {
      rows_[stored.row].PutObjective(stored.objective.party, stored.objective);
      return absl::OkStatus();
    });
  }

  absl::Status ReadContractCommitments(int64_t delivery) {
    return ReadCommitments(connection_, delivery,
                           [&](StoredCommitment& stored) {
                             rows_[stored.row].PutCommitment(
                                 stored.commitment.party, stored.commitment);
                             return absl::OkStatus();
                           });
  }

  absl::Status ForEach(const RowFunction& row) const {
    for (const auto& [number, canonical] : rows_) {
      RETURN_IF_ERROR(row(canonical.bytes()));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status ReadComponents(int64_t delivery) {
    Statement& read = connection_.Prepared(kComponentsSql);
    read.BindInt(1, delivery);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      Component component;
      component.id = std::string(read.Text(1));
      component.name = std::string(read.Text(2));
      component.group = std::string(read.Text(3));
      component.current_name = std::string(read.Text(4));
      rows_[read.Int(0)].PutComponent(component);
    }
    read.Reset();
    return absl::OkStatus();
  }

  absl::Status ReadStates(int64_t delivery) {
    Statement& read = connection_.Prepared(kStatesSql);
    read.BindInt(1, delivery);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      rows_[read.Int(0)].PutStateChange(
          read.Text(1),
          {Time(read, 2), static_cast<OperationalState>(read.Int(3))});
    }
    read.Reset();
    return absl::OkStatus();
  }

  absl::Status ReadCoverage(int64_t delivery) {
    Statement& read = connection_.Prepared(kCoverageSql);
    read.BindInt(1, delivery);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      CoverageStretch coverage;
      coverage.from = Time(read, 1);
      coverage.until = Time(read, 2);
      coverage.hold = absl::Microseconds(read.Int(3));
      coverage.states_from_incidents = read.Int(4) != 0;
      rows_[read.Int(0)].PutCoverage(coverage);
    }
    read.Reset();
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<int64_t>> ReadIds(const char* sql,
                                               int64_t delivery) {
    std::vector<int64_t> ids;
    Statement& read = connection_.Prepared(sql);
    read.BindInt(1, delivery);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      ids.push_back(read.Int(0));
    }
    read.Reset();
    return ids;
  }

  Connection& connection_;
  std::map<int64_t, CanonicalRow> rows_;  // each without a hash before it
};

// Lines may be many: they are read in pieces, each in a read of its own. What
// is done with them is done outside: it may take long.
absl::Status ReadCharges(const Database& database, int64_t delivery,
                         const RowFunction& row) {
  int64_t after = 0;
  int64_t count = kLinesAtOnce;
  while (count >= kLinesAtOnce) {
    std::vector<std::string> rows;
    RETURN_IF_ERROR(database.Read([&](Connection& connection) -> absl::Status {
      CanonicalRow canonical;
      StoredTexts texts;
      std::map<int64_t, std::string> parties;
      const auto take = [&](const StoredLine& line, const LineBlock& block,
                            bool is_new_block) -> absl::Status {
        std::array<std::string, kChargeTextCount> values;
        std::array<absl::string_view, kChargeTextCount> views;
        for (int i = 0; i < kChargeTextCount; ++i) {
          const int32_t text = line.charge.texts[i];
          if (IsKeyText(static_cast<ChargeText>(i))) {
            ASSIGN_OR_RETURN(values[i], texts.Get(connection, text));
            views[i] = values[i];
          } else {
            views[i] = block.texts[text];
          }
        }
        const auto [party, is_new] = parties.try_emplace(line.party);
        if (is_new) {
          ASSIGN_OR_RETURN(party->second, PartyName(connection, line.party));
        }
        std::vector<CanonicalRow::Named> others;
        for (const OtherColumn& column : block.other_columns) {
          const int32_t text = column.texts[line.row - block.first_row];
          if (text != 0) others.push_back({column.name, block.texts[text]});
        }
        canonical.Clear();
        canonical.PutCharge(party->second, line.charge, views, others);
        rows.emplace_back(canonical.bytes());
        after = line.row;
        return absl::OkStatus();
      };
      ASSIGN_OR_RETURN(count, ReadChargeLines(connection, delivery, after,
                                              kLinesAtOnce, take));
      return absl::OkStatus();
    }));
    for (const std::string& bytes : rows) RETURN_IF_ERROR(row(bytes));
  }
  return absl::OkStatus();
}

// Those of tickets behind `after`, at most `limit`. The last one's number; 0
// when there was none.
absl::StatusOr<int64_t> ReadTicketRows(Connection& connection, int64_t delivery,
                                       int64_t after, int64_t limit,
                                       StoredTexts& texts,
                                       const RowFunction& row) {
  CanonicalRow canonical;
  int64_t last = 0;
  ASSIGN_OR_RETURN(const int64_t count,
                   ReadTickets(connection, delivery, after, limit, texts,
                               [&](StoredTicket& stored) {
                                 canonical.Clear();
                                 canonical.PutTicket(stored.ticket.party,
                                                     stored.ticket);
                                 last = stored.row;
                                 return row(canonical.bytes());
                               }));
  return count == 0 ? 0 : last;
}

// Tickets may be many, too.
absl::Status ReadManyTickets(const Database& database, int64_t delivery,
                             const RowFunction& row) {
  StoredTexts texts;
  for (int64_t after = 0;;) {
    std::vector<std::string> rows;
    RETURN_IF_ERROR(database.Read([&](Connection& connection) -> absl::Status {
      ASSIGN_OR_RETURN(after,
                       ReadTicketRows(connection, delivery, after, kLinesAtOnce,
                                      texts, [&rows](absl::string_view bytes) {
                                        rows.emplace_back(bytes);
                                        return absl::OkStatus();
                                      }));
      return absl::OkStatus();
    }));
    if (rows.empty()) return absl::OkStatus();
    for (const std::string& bytes : rows) RETURN_IF_ERROR(row(bytes));
  }
}

// Those of an entry that has few.
absl::Status ReadFewRows(Connection& connection, const StoredEntry& entry,
                         const RowFunction& row) {
  const auto* delivery = std::get_if<DeliveryHead>(&entry.head);
  if (delivery == nullptr) {
    return ReadActRows(
        connection, entry.id,
        [&](int64_t, absl::string_view bytes) { return row(bytes); });
  }
  NumberedRows numbered(connection);
  switch (delivery->kind) {
    case FactKind::kStatus:
      RETURN_IF_ERROR(numbered.ReadStatus(entry.id));
      break;
    case FactKind::kMeasurements:
      RETURN_IF_ERROR(numbered.ReadMeasurements(entry.id));
      break;
    case FactKind::kObjectives:
      RETURN_IF_ERROR(numbered.ReadDeclaredObjectives(entry.id));
      break;
    case FactKind::kCommitments:
      RETURN_IF_ERROR(numbered.ReadContractCommitments(entry.id));
      break;
    case FactKind::kInvoices:
      return ReadInvoiceContents(
          connection, entry.id,
          [&](absl::string_view party, absl::string_view content) {
            CanonicalRow canonical;
            canonical.PutInvoice(party, content);
            return row(canonical.bytes());
          });
    case FactKind::kTickets: {
      StoredTexts texts;
      return ReadTicketRows(connection, entry.id, 0, kAllRows, texts, row)
          .status();
    }
    case FactKind::kCharges:
      return absl::InternalError("charges are many");
  }
  return numbered.ForEach(row);
}

// The hash that the entry before `number` was stored with.
absl::StatusOr<Sha256> HashBefore(Connection& connection, int64_t chain,
                                  int64_t number) {
  Sha256 hash{};
  if (number <= 1) return hash;
  for (const char* const sql : {kHashOfDeliverySql, kHashOfActSql}) {
    Statement& read = connection.Prepared(sql);
    read.BindInt(1, chain);
    read.BindInt(2, number - 1);
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (found) hash = HashFromBytes(read.Blob(0));
    read.Reset();
    if (found) break;
  }
  return hash;
}

}  // namespace

absl::StatusOr<std::optional<StoredEntry>> FindStoredEntry(
    Connection& connection, int64_t chain, int64_t number) {
  ASSIGN_OR_RETURN(std::optional<StoredEntry> entry,
                   FindDelivery(connection, chain, number));
  ASSIGN_OR_RETURN(std::optional<StoredAct> act,
                   FindStoredAct(connection, chain, number));
  if (!act.has_value()) return entry;
  if (entry.has_value()) return std::optional<StoredEntry>();
  entry.emplace();
  entry->id = act->id;
  entry->row_hash = act->row_hash;
  entry->chain_hash = act->chain_hash;
  entry->head = std::move(act->head);
  return entry;
}

absl::StatusOr<bool> IsHeadAsChained(Connection& connection, int64_t chain,
                                     const StoredEntry& entry) {
  ASSIGN_OR_RETURN(const Sha256 before,
                   HashBefore(connection, chain, NumberOf(entry.head)));
  Sha256Hasher hasher;
  return EntryHash(
             hasher, before,
             std::visit([](const auto& h) { return h.Encode(); }, entry.head),
             entry.row_hash) == entry.chain_hash;
}

absl::StatusOr<bool> AreRowsAsChained(Connection& connection,
                                      const StoredEntry& entry) {
  Sha256Hasher hasher;
  Sha256 hash{};
  RETURN_IF_ERROR(ReadFewRows(connection, entry, [&](absl::string_view row) {
    hash = RowHash(hasher, hash, row);
    return absl::OkStatus();
  }));
  return hash == entry.row_hash;
}

absl::StatusOr<std::vector<StoredChain>> ReadChains(Connection& connection) {
  std::vector<StoredChain> chains;
  Statement& read = connection.Prepared(kChainsSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    chains.push_back({read.Int(0), std::string(read.Text(1)), read.Int(2),
                      HashFromBytes(read.Blob(3))});
  }
  read.Reset();
  std::sort(chains.begin(), chains.end(),
            [](const StoredChain& a, const StoredChain& b) {
              return a.name < b.name;
            });
  return chains;
}

absl::StatusOr<std::vector<StoredChain>> ChainReader::ListChains() const {
  std::vector<StoredChain> chains;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(chains, ReadChains(connection));
    return absl::OkStatus();
  }));
  return chains;
}

absl::StatusOr<StoredChain> ChainReader::GetChain(
    absl::string_view name) const {
  ASSIGN_OR_RETURN(const std::vector<StoredChain> chains, ListChains());
  for (const StoredChain& chain : chains) {
    if (chain.name == name) return chain;
  }
  return absl::NotFoundError(
      absl::StrCat("there is no chain of evidence of ", name));
}

absl::StatusOr<std::optional<StoredEntry>> ChainReader::FindEntry(
    const StoredChain& chain, int64_t number) const {
  std::optional<StoredEntry> entry;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(entry, FindStoredEntry(connection, chain.id, number));
    return absl::OkStatus();
  }));
  return entry;
}

absl::Status ChainReader::ReadRows(const StoredEntry& entry,
                                   const RowFunction& row) const {
  const auto* delivery = std::get_if<DeliveryHead>(&entry.head);
  if (delivery != nullptr && delivery->kind == FactKind::kCharges) {
    return ReadCharges(database_, entry.id, row);
  }
  if (delivery != nullptr && delivery->kind == FactKind::kTickets) {
    return ReadManyTickets(database_, entry.id, row);
  }
  std::vector<std::string> rows;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) {
    return ReadFewRows(connection, entry, [&rows](absl::string_view bytes) {
      rows.emplace_back(bytes);
      return absl::OkStatus();
    });
  }));
  for (const std::string& bytes : rows) RETURN_IF_ERROR(row(bytes));
  return absl::OkStatus();
}

absl::Status ChainReader::ReadTotals(const StoredEntry& entry,
                                     const RowFunction& row) const {
  if (!entry.is_delivery()) return absl::OkStatus();
  std::vector<std::string> rows;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) {
    return ReadCanonicalTotals(connection, entry.id,
                               [&rows](absl::string_view bytes) {
                                 rows.emplace_back(bytes);
                                 return absl::OkStatus();
                               });
  }));
  for (const std::string& bytes : rows) RETURN_IF_ERROR(row(bytes));
  return absl::OkStatus();
}

}  // namespace regisseur
