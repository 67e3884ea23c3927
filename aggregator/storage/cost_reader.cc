#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/cost_cells.h"
#include "aggregator/storage/source_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "aggregator/storage/stored_texts.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Lines that are read in one go: a reading connection is held no longer, so
// that the log can be checkpointed under a slow consumer.
constexpr int64_t kLinesAtOnce = 10000;

// Deliveries of charges that speak about billing periods in a range. ?1 is the
// moment, ?2 and ?3 the range in seconds.
constexpr char kDeliveriesSql[] =
    "SELECT DISTINCT d.id, s.name, d.number, d.origin, d.scope,"
    " d.lines_dropped, d.region_left_out, d.row_count, c.name "
    "FROM delivery_period p JOIN delivery d ON d.id = p.delivery "
    "JOIN source s ON s.id = d.source JOIN chain c ON c.id = d.chain "
    "WHERE p.billing_period_start_s >= ?2 AND p.billing_period_start_s < ?3"
    " AND " REGISSEUR_KNOWN("d", "?1") " ORDER BY d.id";
constexpr char kTotalsSql[] =
    "SELECT t.billing_period_start_s, t.billing_period_end_s, t.party,"
    " t.charge_month, t.service_provider_text, t.service_category_text,"
    " t.service_name_text, t.charge_category_text, t.region_text,"
    " t.currency_text, " REGISSEUR_TOTAL_COLUMNS("t")
    " FROM cost_total t WHERE t.delivery = ?1"
    " AND t.billing_period_start_s >= ?2 AND t.billing_period_start_s < ?3";
constexpr char kPartiesSql[] =
    "SELECT f.party, p.name, a.provider FROM delivery_party f "
    "JOIN party p ON p.id = f.party "
    "JOIN party_assignment a ON a.party = p.id"
    " AND " REGISSEUR_KNOWN("a", "?2") " WHERE f.delivery = ?1";

// The end is the same in every cell of a delivery's period.
constexpr char kBillingPeriodsSql[] =
    "SELECT p.billing_period_start_s,"
    " (SELECT t.billing_period_end_s FROM cost_total t"
    "  WHERE t.delivery = p.delivery"
    "  AND t.billing_period_start_s = p.billing_period_start_s LIMIT 1) "
    "FROM delivery d JOIN delivery_period p ON p.delivery = d.id "
    "WHERE d.source = ?1 AND " REGISSEUR_KNOWN(
        "d", "?2") " ORDER BY p.billing_period_start_s, p.delivery";

// Lines are dropped of what was replaced only, so that what is in force is all
// among the others. ?1 is a kind.
constexpr char kInForceSql[] =
    "SELECT COUNT(d.known_from_us), COUNT(d.known_until_us),"
    " COALESCE(MAX(d.id), 0) FROM delivery d"
    " WHERE d.kind = ?1 AND d.lines_dropped = 0"
    " AND d.known_from_us IS NOT NULL";
constexpr char kAssignedSql[] =
    "SELECT COUNT(a.known_from_us), COUNT(a.known_until_us),"
    " COALESCE(MAX(a.id), 0) FROM party_assignment a";

struct DeliveryRow {
  int64_t id;
  std::string source;
  int64_t number;
  std::string origin;
  std::string scope;
  bool lines_dropped;
  bool region_left_out;
  int64_t rows;
  std::string chain;
};

struct Party {
  std::string name;
  std::string provider;
};
using Parties = absl::flat_hash_map<int64_t, Party>;

// Seconds, the bound rounded up: periods start at whole seconds.
int64_t BoundSeconds(absl::Time time) {
  if (time == absl::InfinitePast() || time == absl::InfiniteFuture()) {
    return ToStored(time);
  }
  const int64_t seconds = absl::ToUnixSeconds(time);
  return absl::FromUnixSeconds(seconds) < time ? seconds + 1 : seconds;
}

absl::StatusOr<std::vector<DeliveryRow>> ListDeliveries(
    Connection& connection, const CostFilter& filter, AsOf as_of) {
  std::vector<DeliveryRow> deliveries;
  Statement& read = connection.Prepared(kDeliveriesSql);
  BindTime(read, 1, as_of.known);
  read.BindInt(2, BoundSeconds(filter.billing_period_start.from));
  read.BindInt(3, BoundSeconds(filter.billing_period_start.to));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    deliveries.push_back({read.Int(0), std::string(read.Text(1)), read.Int(2),
                          std::string(read.Text(3)), std::string(read.Text(4)),
                          read.Int(5) != 0, read.Int(6) != 0, read.Int(7),
                          std::string(read.Text(8))});
  }
  read.Reset();
  return deliveries;
}

// The parties of a delivery that are wanted, with their provider as known.
absl::StatusOr<Parties> ListParties(Connection& connection, int64_t delivery,
                                    const CostFilter& filter, AsOf as_of) {
  Parties parties;
  Statement& read = connection.Prepared(kPartiesSql);
  read.BindInt(1, delivery);
  BindTime(read, 2, as_of.known);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    if (filter.provider.has_value() && read.Text(2) != *filter.provider) {
      continue;
    }
    parties.emplace(read.Int(0), Party{std::string(read.Text(1)),
                                       std::string(read.Text(2))});
  }
  read.Reset();
  return parties;
}

absl::Status ReadDeliveryTotals(
    Connection& connection, const DeliveryRow& delivery, const Parties& parties,
    const CostFilter& filter, StoredTexts& texts,
    const std::function<absl::Status(const CostTotalRow&)>& consume) {
  Statement& read = connection.Prepared(kTotalsSql);
  read.BindInt(1, delivery.id);
  read.BindInt(2, BoundSeconds(filter.billing_period_start.from));
  read.BindInt(3, BoundSeconds(filter.billing_period_start.to));
  CostTotalRow total;
  total.source = delivery.source;
  total.delivery = delivery.number;
  total.region_left_out = delivery.region_left_out;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    const auto party = parties.find(read.Int(2));
    if (party == parties.end()) continue;
    total.provider = party->second.provider;
    total.party = party->second.name;
    total.billing_period_start = absl::FromUnixSeconds(read.Int(0));
    total.billing_period_end = absl::FromUnixSeconds(read.Int(1));
    total.charge_month =
        absl::StrFormat("%04d-%02d", read.Int(3) / 100, read.Int(3) % 100);
    std::string* const fields[] = {
        &total.service_provider, &total.service_category, &total.service_name,
        &total.charge_category,  &total.region,           &total.currency};
    for (size_t i = 0; i < std::size(fields); ++i) {
      ASSIGN_OR_RETURN(
          *fields[i], texts.Get(connection, read.Int(4 + static_cast<int>(i))));
    }
    ASSIGN_OR_RETURN(total.total, ReadTotal(read, 10));
    RETURN_IF_ERROR(consume(total));
  }
  read.Reset();
  return absl::OkStatus();
}

absl::Status LinesDropped(const DeliveryRow& delivery) {
  return absl::FailedPreconditionError(
      absl::StrCat("the lines of delivery ", delivery.number, " of ",
                   delivery.chain, " (", delivery.source, ", ", delivery.scope,
                   ") were replaced and are no longer kept; its totals are"));
}

absl::Status LinesNotKept(const DeliveryRow& delivery) {
  return absl::FailedPreconditionError(
      absl::StrCat("the lines of delivery ", delivery.number, " of ",
                   delivery.chain, " (", delivery.source, ", ", delivery.scope,
                   ") were never kept: its source has `keep_lines: false`; its "
                   "totals are"));
}

// Reads the lines of a delivery in pieces.
class LineStream {
 public:
  LineStream(const DeliveryRow& delivery, const Parties& parties,
             const CostFilter& filter)
      : delivery_(delivery), parties_(parties), filter_(filter) {
    line_.source = delivery.source;
    line_.delivery = delivery.number;
    line_.file = delivery.origin;
    line_.dictionary = &dictionary_;
  }

  // The next piece; returns false when the delivery has no more.
  absl::StatusOr<bool> ReadPiece(
      Connection& connection,
      const std::function<absl::Status(const ChargeLine&)>& consume) {
    int64_t last = after_;
    const auto take = [&](const StoredLine& stored, const LineBlock& block,
                          bool is_new) {
      last = stored.row;
      if (is_new) StartDictionary(block.texts);
      line_.other_columns = &block.other_columns;
      line_.place = stored.row - block.first_row;
      return Take(connection, stored, consume);
    };
    ASSIGN_OR_RETURN(
        const int64_t count,
        ReadChargeLines(connection, delivery_.id, after_, kLinesAtOnce, take));
    after_ = last;
    read_ += count;
    return count >= kLinesAtOnce;
  }
  // Lines read, wanted or not.
  int64_t read() const { return read_; }

 private:
  // The texts of the batch as they are counted; key texts follow as they come.
  void StartDictionary(const LineTexts& texts) {
    dictionary_ = texts;
    key_indexes_.clear();
  }

  absl::Status Take(
      Connection& connection, const StoredLine& stored,
      const std::function<absl::Status(const ChargeLine&)>& consume) {
    const auto party = parties_.find(stored.party);
    if (party == parties_.end() || !filter_.billing_period_start.Contains(
                                       stored.charge.billing_period_start)) {
      return absl::OkStatus();
    }
    line_.provider = party->second.provider;
    line_.party = party->second.name;
    line_.charge = stored.charge;
    for (int column = 0; column < kChargeTextCount; ++column) {
      int32_t& text = line_.charge.texts[column];
      if (text == 0 || !IsKeyText(static_cast<ChargeText>(column))) continue;
      const auto [index, is_new] = key_indexes_.try_emplace(
          text, static_cast<int32_t>(dictionary_.size()));
      if (is_new) {
        ASSIGN_OR_RETURN(std::string value, texts_.Get(connection, text));
        dictionary_.push_back(std::move(value));
      }
      text = index->second;
    }
    return consume(line_);
  }

  const DeliveryRow& delivery_;
  const Parties& parties_;
  const CostFilter& filter_;
  ChargeLine line_;
  StoredTexts texts_;
  std::vector<std::string> dictionary_;
  absl::flat_hash_map<int32_t, int32_t> key_indexes_;
  int64_t after_ = 0;
  int64_t read_ = 0;
};

}  // namespace

absl::StatusOr<std::string> CostReader::DescribeInForce(
    const Principal& who, const std::vector<FactKind>& kinds) const {
  std::string text;
  const auto add = [&](Statement& read) -> absl::Status {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (row) {
      absl::StrAppend(&text, read.Int(0), "/", read.Int(1), "/", read.Int(2),
                      " ");
    }
    read.Reset();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    for (const FactKind kind : kinds) {
      Statement& read = connection.Prepared(kInForceSql);
      read.BindInt(1, static_cast<int64_t>(kind));
      RETURN_IF_ERROR(add(read));
    }
    return add(connection.Prepared(kAssignedSql));
  }));
  return text;
}

absl::StatusOr<std::vector<TimeRange>> CostReader::ListBillingPeriods(
    const Principal& who, absl::string_view source, AsOf as_of) const {
  std::vector<TimeRange> periods;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> id,
                     FindSourceId(connection, source));
    if (!id.has_value()) return absl::OkStatus();
    Statement& read = connection.Prepared(kBillingPeriodsSql);
    read.BindInt(1, *id);
    BindTime(read, 2, as_of.known);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      const TimeRange period = {absl::FromUnixSeconds(read.Int(0)),
                                absl::FromUnixSeconds(read.Int(1))};
      if (periods.empty() || periods.back() != period) {
        periods.push_back(period);
      }
    }
    read.Reset();
    return absl::OkStatus();
  }));
  return periods;
}

absl::Status CostReader::ReadTotals(
    const Principal& who, const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(const CostTotalRow&)>& row) const {
  return database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<DeliveryRow> deliveries,
                     ListDeliveries(connection, filter, as_of));
    StoredTexts texts;
    for (const DeliveryRow& delivery : deliveries) {
      ASSIGN_OR_RETURN(const Parties parties,
                       ListParties(connection, delivery.id, filter, as_of));
      if (parties.empty()) continue;
      RETURN_IF_ERROR(ReadDeliveryTotals(connection, delivery, parties, filter,
                                         texts, row));
    }
    return absl::OkStatus();
  });
}

absl::Status CostReader::ReadLines(
    const Principal& who, const CostFilter& filter, AsOf as_of,
    const std::function<absl::Status(const ChargeLine&)>& line) const {
  struct Wanted {
    DeliveryRow delivery;
    Parties parties;
  };
  std::vector<Wanted> wanted;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(std::vector<DeliveryRow> deliveries,
                     ListDeliveries(connection, filter, as_of));
    for (DeliveryRow& delivery : deliveries) {
      ASSIGN_OR_RETURN(Parties parties,
                       ListParties(connection, delivery.id, filter, as_of));
      if (parties.empty()) continue;
      if (delivery.lines_dropped) return LinesDropped(delivery);
      ASSIGN_OR_RETURN(const bool sums, AreSums(connection, delivery.id));
      if (sums) return LinesNotKept(delivery);
      wanted.push_back({std::move(delivery), std::move(parties)});
    }
    return absl::OkStatus();
  }));
  // A delivery never changes, so that its pieces fit together also when they
  // are read at different moments; only its lines may go.
  for (const Wanted& each : wanted) {
    LineStream stream(each.delivery, each.parties, filter);
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(
          database_.Read([&](Connection& connection) -> absl::Status {
            ASSIGN_OR_RETURN(more, stream.ReadPiece(connection, line));
            return absl::OkStatus();
          }));
    }
    if (stream.read() != each.delivery.rows) {
      return LinesDropped(each.delivery);
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
