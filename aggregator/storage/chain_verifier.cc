#include "aggregator/storage/chain_verifier.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/status_rows.h"
#include "aggregator/storage/stored_texts.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int64_t kLinesAtOnce = 10000;

constexpr char kChainsSql[] = "SELECT id, name, length, head_hash FROM chain";
constexpr char kDeliverySql[] =
    "SELECT d.id, s.name, d.kind, d.delivered_by, d.row_count, d.row_hash,"
    " d.chain_hash, d.known_from_us, d.lines_dropped FROM delivery d "
    "JOIN source s ON s.id = d.source WHERE d.chain = ?1 AND d.number = ?2";
constexpr char kPartySql[] = "SELECT name FROM party WHERE id = ?1";

#define REGISSEUR_TEXT(column) "(SELECT value FROM text WHERE id = " column ")"
constexpr char kComponentsSql[] =
    "SELECT v.row, c.partner_id, " REGISSEUR_TEXT("v.name_text") ", "
    REGISSEUR_TEXT("v.group_text") ", " REGISSEUR_TEXT("v.current_name_text")
    " FROM component_version v JOIN component c ON c.id = v.component "
    "WHERE v.delivery = ?1";
constexpr char kStatesSql[] =
    "SELECT s.row, c.partner_id, s.at_us, s.state FROM state_change s "
    "JOIN component c ON c.id = s.component WHERE s.delivery = ?1";
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

struct Chain {
  int64_t id;
  std::string name;
  int64_t length;
  Sha256 head;
};

struct StoredDelivery {
  int64_t id;
  std::string source;
  FactKind kind;
  std::string delivered_by;
  int64_t rows;
  Sha256 row_hash;
  Sha256 chain_hash;
  absl::Time known_from;
  bool lines_dropped;
};

absl::StatusOr<std::vector<Chain>> ListChains(Connection& connection) {
  std::vector<Chain> chains;
  Statement& read = connection.Prepared(kChainsSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    chains.push_back({read.Int(0), std::string(read.Text(1)), read.Int(2),
                      HashFromBytes(read.Blob(3))});
  }
  std::sort(chains.begin(), chains.end(),
            [](const Chain& a, const Chain& b) { return a.name < b.name; });
  return chains;
}

absl::StatusOr<std::optional<StoredDelivery>> FindDelivery(
    Connection& connection, int64_t chain, int64_t number) {
  Statement& read = connection.Prepared(kDeliverySql);
  read.BindInt(1, chain);
  read.BindInt(2, number);
  ASSIGN_OR_RETURN(const bool row, read.Step());
  std::optional<StoredDelivery> delivery;
  if (row) {
    delivery = StoredDelivery{read.Int(0),
                              std::string(read.Text(1)),
                              static_cast<FactKind>(read.Int(2)),
                              std::string(read.Text(3)),
                              read.Int(4),
                              HashFromBytes(read.Blob(5)),
                              HashFromBytes(read.Blob(6)),
                              Time(read, 7),
                              read.Int(8) != 0};
  }
  read.Reset();
  return delivery;
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

  int64_t count() const { return static_cast<int64_t>(rows_.size()); }

  Sha256 Hash(Sha256Hasher& hasher) const {
    Sha256 hash{};
    for (const auto& [number, row] : rows_) {
      hash = hasher.Hash(absl::StrCat(ToBytes(hash), row.bytes()));
    }
    return hash;
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

struct Recomputed {
  Sha256 hash{};
  int64_t rows = 0;
};

// Lines may be many: they are read in pieces, each in a read of its own.
absl::StatusOr<Recomputed> RecomputeCharges(const Database& database,
                                            int64_t delivery,
                                            Sha256Hasher& hasher) {
  Recomputed result;
  int64_t after = 0;
  int64_t count = kLinesAtOnce;
  CanonicalRow canonical;
  while (count >= kLinesAtOnce) {
    RETURN_IF_ERROR(database.Read([&](Connection& connection) -> absl::Status {
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
        canonical.StartChained(result.hash);
        std::vector<CanonicalRow::Named> others;
        for (const OtherColumn& column : block.other_columns) {
          const int32_t text = column.texts[line.row - block.first_row];
          if (text != 0) others.push_back({column.name, block.texts[text]});
        }
        canonical.PutCharge(party->second, line.charge, views, others);
        result.hash = hasher.Hash(canonical.bytes());
        ++result.rows;
        after = line.row;
        return absl::OkStatus();
      };
      ASSIGN_OR_RETURN(count, ReadChargeLines(connection, delivery, after,
                                              kLinesAtOnce, take));
      return absl::OkStatus();
    }));
  }
  return result;
}

absl::StatusOr<Recomputed> Recompute(const Database& database,
                                     const StoredDelivery& delivery,
                                     Sha256Hasher& hasher) {
  if (delivery.kind == FactKind::kCharges) {
    return RecomputeCharges(database, delivery.id, hasher);
  }
  Recomputed result;
  RETURN_IF_ERROR(database.Read([&](Connection& connection) -> absl::Status {
    NumberedRows rows(connection);
    RETURN_IF_ERROR(delivery.kind == FactKind::kStatus
                        ? rows.ReadStatus(delivery.id)
                        : rows.ReadMeasurements(delivery.id));
    result.hash = rows.Hash(hasher);
    result.rows = rows.count();
    return absl::OkStatus();
  }));
  return result;
}

// What does not fit, when a row cannot even be read: that is a finding of the
// check, not its failure.
bool IsDamage(const absl::Status& status) {
  return absl::IsDataLoss(status) || absl::IsInvalidArgument(status) ||
         absl::IsOutOfRange(status);
}

absl::StatusOr<ChainReport> VerifyChain(const Database& database,
                                        const Chain& chain) {
  ChainReport report;
  report.chain = chain.name;
  Sha256Hasher hasher;
  CanonicalRow row;
  Sha256 head{};
  for (int64_t number = 1; number <= chain.length; ++number) {
    const auto broken = [&](std::string what) {
      report.broken = ChainReport::Break{number, std::move(what)};
      return report;
    };
    std::optional<StoredDelivery> delivery;
    Delivery told;
    RETURN_IF_ERROR(database.Read([&](Connection& connection) -> absl::Status {
      ASSIGN_OR_RETURN(delivery, FindDelivery(connection, chain.id, number));
      if (!delivery.has_value()) return absl::OkStatus();
      ASSIGN_OR_RETURN(told, ReadHead(connection, delivery->id));
      return absl::OkStatus();
    }));
    if (!delivery.has_value()) return broken("the delivery is missing");
    if (delivery->lines_dropped) {
      ++report.without_lines;
    } else {
      const absl::StatusOr<Recomputed> recomputed =
          Recompute(database, *delivery, hasher);
      if (!recomputed.ok() && IsDamage(recomputed.status())) {
        return broken(std::string(recomputed.status().message()));
      }
      RETURN_IF_ERROR(recomputed.status());
      if (recomputed->rows != delivery->rows) {
        return broken(absl::StrCat("it has ", recomputed->rows,
                                   " rows, and was stored with ",
                                   delivery->rows));
      }
      if (recomputed->hash != delivery->row_hash) {
        return broken("its rows are not those that were stored");
      }
    }
    row.StartChained(head);
    row.PutHead(delivery->source, chain.name, number, delivery->kind, told,
                delivery->delivered_by, delivery->rows, delivery->known_from);
    row.PutHash(delivery->row_hash);
    head = hasher.Hash(row.bytes());
    if (head != delivery->chain_hash) {
      return broken("its head is not the one that was stored");
    }
    ++report.deliveries;
  }
  if (head != chain.head) {
    report.broken = ChainReport::Break{
        chain.length, "the chain does not end with the hash that it should"};
  }
  return report;
}

}  // namespace

absl::StatusOr<std::vector<ChainReport>> ChainVerifier::Verify(
    const Principal& who) const {
  std::vector<Chain> chains;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(chains, ListChains(connection));
    return absl::OkStatus();
  }));
  std::vector<ChainReport> reports;
  for (const Chain& chain : chains) {
    ASSIGN_OR_RETURN(ChainReport report, VerifyChain(database_, chain));
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace regisseur
