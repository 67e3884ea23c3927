#include "aggregator/storage/chain_verifier.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/chain_reader.h"
#include "aggregator/storage/chained_tables.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// A complete delivery closes those before it of its source and scope; nothing
// else does.
constexpr char kWronglyClosedSql[] =
    "SELECT s.name, d.scope, d.number FROM delivery d "
    "JOIN source s ON s.id = d.source "
    "WHERE d.known_from_us IS NOT NULL AND COALESCE(d.known_until_us, -1) <>"
    " COALESCE((SELECT MIN(n.known_from_us) FROM delivery n"
    "  WHERE n.source = d.source AND n.scope = d.scope AND n.completeness = 1"
    "  AND n.known_from_us > d.known_from_us), -1) ORDER BY d.id";
// In force, and in no place of a chain.
constexpr char kOutsideDeliveriesSql[] =
    "SELECT s.name, d.scope, d.id FROM delivery d "
    "JOIN source s ON s.id = d.source LEFT JOIN chain c ON c.id = d.chain "
    "WHERE d.known_from_us IS NOT NULL"
    " AND (c.id IS NULL OR d.number IS NULL OR d.number < 1"
    "  OR d.number > c.length) ORDER BY d.id";
constexpr char kOutsideActsSql[] =
    "SELECT a.method, c.name, a.number FROM act a "
    "JOIN chain c ON c.id = a.chain "
    "WHERE a.number < 1 OR a.number > c.length ORDER BY a.id";
// The ways into a delivery say what its totals, or measurements, say.
constexpr char kWrongPeriodsSql[] =
    "SELECT s.name, d.scope, d.number FROM delivery d "
    "JOIN source s ON s.id = d.source WHERE d.known_from_us IS NOT NULL AND"
    " (EXISTS (SELECT 1 FROM cost_total t WHERE t.delivery = d.id"
    "   AND NOT EXISTS (SELECT 1 FROM delivery_period w"
    "    WHERE w.delivery = d.id"
    "     AND w.billing_period_start_s = t.billing_period_start_s))"
    "  OR EXISTS (SELECT 1 FROM delivery_period w WHERE w.delivery = d.id"
    "   AND NOT EXISTS (SELECT 1 FROM cost_total t WHERE t.delivery = d.id"
    "    AND t.billing_period_start_s = w.billing_period_start_s))) "
    "ORDER BY d.id";
constexpr char kWrongPartiesSql[] =
    "SELECT s.name, d.scope, d.number FROM delivery d "
    "JOIN source s ON s.id = d.source WHERE d.known_from_us IS NOT NULL AND"
    " (EXISTS (SELECT 1 FROM cost_total t WHERE t.delivery = d.id"
    "   AND NOT EXISTS (SELECT 1 FROM delivery_party w"
    "    WHERE w.delivery = d.id AND w.party = t.party))"
    "  OR EXISTS (SELECT 1 FROM measurement m WHERE m.delivery = d.id"
    "   AND NOT EXISTS (SELECT 1 FROM delivery_party w"
    "    WHERE w.delivery = d.id AND w.party = m.party))"
    "  OR EXISTS (SELECT 1 FROM ticket m WHERE m.delivery = d.id"
    "   AND NOT EXISTS (SELECT 1 FROM delivery_party w"
    "    WHERE w.delivery = d.id AND w.party = m.party))"
    "  OR EXISTS (SELECT 1 FROM objective m WHERE m.delivery = d.id"
    "   AND NOT EXISTS (SELECT 1 FROM delivery_party w"
    "    WHERE w.delivery = d.id AND w.party = m.party))"
    "  OR EXISTS (SELECT 1 FROM invoice m WHERE m.delivery = d.id"
    "   AND NOT EXISTS (SELECT 1 FROM delivery_party w"
    "    WHERE w.delivery = d.id AND w.party = m.party))"
    "  OR d.kind = 2 AND"
    "   (SELECT COALESCE(SUM(w.facts), 0) FROM delivery_party w"
    "    WHERE w.delivery = d.id) <>"
    "   (SELECT COALESCE(SUM(t.charges), 0) FROM cost_total t"
    "    WHERE t.delivery = d.id)) ORDER BY d.id";
// States stand where their delivery is looked up: at its own components, within
// its moments.
constexpr char kStrayStatesSql[] =
    "SELECT COALESCE(w.name, ''), COALESCE(d.scope, ''),"
    " COALESCE(d.number, 0) FROM state_change s "
    "JOIN component c ON c.id = s.component "
    "LEFT JOIN delivery d ON d.id = s.delivery "
    "LEFT JOIN source w ON w.id = d.source "
    "WHERE d.id IS NULL OR d.known_from_us IS NOT NULL AND"
    " (c.source <> d.source OR d.states_from_us IS NULL"
    "  OR d.states_until_us IS NULL OR s.at_us < d.states_from_us"
    "  OR s.at_us > d.states_until_us)";
constexpr char kContentsSql[] = "SELECT sha256, content FROM config_content";
// An assignment ends when the next one of its party begins.
constexpr char kWronglyEndedSql[] =
    "SELECT s.name, p.name, a.id FROM party_assignment a "
    "JOIN party p ON p.id = a.party JOIN source s ON s.id = p.source "
    "WHERE COALESCE(a.known_until_us, -1) <>"
    " COALESCE((SELECT MIN(n.known_from_us) FROM party_assignment n"
    "  WHERE n.party = a.party AND n.known_from_us > a.known_from_us), -1) "
    "ORDER BY a.id";

// What does not fit, when a row cannot even be read: that is a finding of the
// check, not its failure.
bool IsDamage(const absl::Status& status) {
  return absl::IsDataLoss(status) || absl::IsInvalidArgument(status) ||
         absl::IsOutOfRange(status);
}

class StoreVerification {
 public:
  explicit StoreVerification(const Database& database)
      : database_(database), reader_(database) {}

  absl::StatusOr<StoreReport> Run() {
    ChainedTables tables;
    RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
      ASSIGN_OR_RETURN(tables, ChainedTables::Read(connection));
      return absl::OkStatus();
    }));
    report_.originals_not_chained = tables.originals_not_chained();
    report_.erased_texts = tables.erased_texts();
    bool is_whole = true;
    for (const StoredChain& chain : tables.chains()) {
      report_.chains.emplace_back();
      RETURN_IF_ERROR(VerifyChain(chain));
      is_whole = is_whole && !current().broken.has_value();
    }
    RETURN_IF_ERROR(VerifyTables());
    // What stands behind a break was not read.
    if (is_whole) {
      for (std::string& what : tables.HoldAgainst(claims_)) {
        report_.broken.push_back(std::move(what));
      }
    }
    return std::move(report_);
  }

 private:
  ChainReport& current() { return report_.chains.back(); }

  void Break(int64_t number, int64_t row, std::string what) {
    if (current().broken.has_value()) return;
    current().broken = ChainReport::Break{number, row, std::move(what)};
  }

  absl::Status VerifyChain(StoredChain chain) {
    current().chain = chain.name;
    const int64_t first_length = chain.length;
    without_rows_.clear();
    purged_.clear();
    Sha256 head{};
    int64_t number = 1;
    while (true) {
      for (; number <= chain.length; ++number) {
        is_claiming_ = number <= first_length;
        RETURN_IF_ERROR(VerifyEntry(chain, number, head));
        if (current().broken.has_value()) return absl::OkStatus();
      }
      if (head != chain.head) {
        Break(chain.length, 0,
              "the chain does not end with the hash that it should");
        return absl::OkStatus();
      }
      for (const int64_t purged : purged_) without_rows_.erase(purged);
      if (without_rows_.empty()) return absl::OkStatus();
      // A purge that ran meanwhile recorded it behind the end that we knew.
      ASSIGN_OR_RETURN(const StoredChain now, reader_.GetChain(chain.name));
      if (now.length == chain.length) break;
      chain = now;
    }
    Break(*without_rows_.begin(), 0,
          "its rows are missing or marked so, and no record of a purge names "
          "it");
    return absl::OkStatus();
  }

  absl::Status VerifyEntry(const StoredChain& chain, int64_t number,
                           Sha256& head) {
    absl::StatusOr<std::optional<StoredEntry>> found =
        reader_.FindEntry(chain, number);
    if (!found.ok() && IsDamage(found.status())) {
      Break(number, 0, std::string(found.status().message()));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(found.status());
    if (!found->has_value()) {
      Break(number, 0, "the entry is missing, or there are two");
      return absl::OkStatus();
    }
    const StoredEntry& entry = **found;
    head = EntryHash(
        hasher_, head,
        std::visit([](const auto& h) { return h.Encode(); }, entry.head),
        entry.row_hash);
    if (head != entry.chain_hash) {
      Break(number, 0, "its head is not the one that was stored");
      return absl::OkStatus();
    }
    const absl::Status rows = VerifyRows(chain, number, entry);
    if (IsDamage(rows)) {
      Break(number, 0, std::string(rows.message()));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(rows);
    ++(entry.is_delivery() ? current().deliveries : current().acts);
    return absl::OkStatus();
  }

  absl::Status VerifyRows(const StoredChain& chain, int64_t number,
                          const StoredEntry& entry) {
    if (entry.kept == KeptRows::kAll) {
      Sha256 hash{};
      int64_t count = 0;
      RETURN_IF_ERROR(reader_.ReadRows(entry, [&](absl::string_view row) {
        hash = RowHash(hasher_, hash, row);
        ++count;
        if (!entry.is_delivery()) Claim(chain, entry, row);
        return absl::OkStatus();
      }));
      if (count != RowsOf(entry.head)) {
        Break(number, 0,
              absl::StrCat("it has ", count, " rows, and was stored with ",
                           RowsOf(entry.head)));
      } else if (hash != entry.row_hash) {
        Break(number, 0, "its rows are not those that were stored");
      }
      current().rows += count;
    } else {
      without_rows_.insert(number);
      ++current().without_lines;
    }
    const auto* delivery = std::get_if<DeliveryHead>(&entry.head);
    if (delivery == nullptr) return absl::OkStatus();
    Sha256 hash{};
    int64_t count = 0;
    RETURN_IF_ERROR(reader_.ReadTotals(entry, [&](absl::string_view row) {
      hash = RowHash(hasher_, hash, row);
      ++count;
      return absl::OkStatus();
    }));
    if (count != delivery->totals.count || hash != delivery->totals.hash) {
      Break(number, 0, "its kept totals are not those that were stored");
    }
    return absl::OkStatus();
  }

  void Claim(const StoredChain& chain, const StoredEntry& entry,
             absl::string_view row) {
    if (const auto purged = PurgedRows::Parse(row)) {
      if (purged->chain == chain.name) purged_.insert(purged->number);
    } else if (is_claiming_) {
      claims_.Add(entry, row);
    }
  }

  // Adds a sentence for each row of a question whose columns are two texts and
  // a number.
  absl::Status Ask(Connection& connection, const char* sql,
                   absl::string_view what) {
    Statement& read = connection.Prepared(sql);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      report_.broken.push_back(absl::StrCat(read.Text(0), ", ", read.Text(1),
                                            ", number ", read.Int(2), ": ",
                                            what));
    }
    read.Reset();
    return absl::OkStatus();
  }

  // Each question is a read of its own: a read may not take long.
  absl::Status VerifyTables() {
    const std::pair<const char*, const char*> questions[] = {
        {kWronglyClosedSql,
         "the delivery is not in force from and until when the chain says"},
        {kOutsideDeliveriesSql, "the delivery is in force and in no chain"},
        {kOutsideActsSql, "the act is beyond its chain"},
        {kWrongPeriodsSql,
         "the billing periods of the delivery are not those of its totals"},
        {kWrongPartiesSql,
         "the parties of the delivery are not those of its rows"},
        {kStrayStatesSql,
         "a state that is not the delivery's stands among its states"},
        {kWronglyEndedSql,
         "the assignment does not end where the next begins"}};
    for (const auto& [sql, what] : questions) {
      RETURN_IF_ERROR(database_.Read(
          [&](Connection& connection) { return Ask(connection, sql, what); }));
    }
    return database_.Read(
        [&](Connection& connection) { return VerifyContents(connection); });
  }

  absl::Status VerifyContents(Connection& connection) {
    Statement& read = connection.Prepared(kContentsSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      const Sha256 hash = HashFromBytes(read.Blob(0));
      if (hasher_.Hash(read.Blob(1)) != hash) {
        report_.broken.push_back(
            absl::StrCat("the configuration with the SHA-256 ", ToHex(hash),
                         " has another content"));
      }
    }
    read.Reset();
    return absl::OkStatus();
  }

  const Database& database_;
  const ChainReader reader_;
  Sha256Hasher hasher_;
  StoreReport report_;
  TableClaims claims_;
  // Of the chain that is being read.
  bool is_claiming_ = true;
  std::set<int64_t> without_rows_;
  std::set<int64_t> purged_;
};

}  // namespace

bool StoreReport::sound() const {
  for (const ChainReport& chain : chains) {
    if (chain.broken.has_value()) return false;
  }
  return broken.empty();
}

absl::StatusOr<StoreReport> ChainVerifier::Verify(const Principal& who) const {
  return StoreVerification(database_).Run();
}

}  // namespace regisseur
