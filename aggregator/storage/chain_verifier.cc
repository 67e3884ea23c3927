#include "aggregator/storage/chain_verifier.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/chain_reader.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/unchained_rows.h"
#include "core/base/status_macros.h"
#include "core/evidence/canonical_bytes.h"
#include "core/time/instant.h"

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
    "  OR d.kind = 2 AND"
    "   (SELECT COALESCE(SUM(w.facts), 0) FROM delivery_party w"
    "    WHERE w.delivery = d.id) <>"
    "   (SELECT COALESCE(SUM(t.charges), 0) FROM cost_total t"
    "    WHERE t.delivery = d.id)) ORDER BY d.id";
constexpr char kActsSql[] = "SELECT COUNT(*) FROM act";
constexpr char kUnchainedSql[] =
    "SELECT COUNT(*) FROM config_version WHERE act IS NULL";
constexpr char kUnchainedAssignmentsSql[] =
    "SELECT COUNT(*) FROM party_assignment WHERE act IS NULL";
constexpr char kUnchainedOriginalsSql[] =
    "SELECT COUNT(*) FROM original WHERE act IS NULL";
constexpr char kContentsSql[] = "SELECT sha256, content FROM config_content";
// An assignment ends when the next one of its party begins.
constexpr char kWronglyEndedSql[] =
    "SELECT s.name, p.name, a.id FROM party_assignment a "
    "JOIN party p ON p.id = a.party JOIN source s ON s.id = p.source "
    "WHERE COALESCE(a.known_until_us, -1) <>"
    " COALESCE((SELECT MIN(n.known_from_us) FROM party_assignment n"
    "  WHERE n.party = a.party AND n.known_from_us > a.known_from_us), -1) "
    "ORDER BY a.id";
constexpr char kPollsSql[] =
    "SELECT s.name, v.known_from_us, v.from_us, v.until_us, v.hold_us,"
    " v.states_from_incidents, v.sealed_us FROM live_coverage v "
    "JOIN source s ON s.id = v.source WHERE v.known_from_us IS NOT NULL "
    "ORDER BY v.id";
constexpr char kPersonalSql[] =
    "SELECT c.name, a.number, x.name, x.hash, x.salt, x.value "
    "FROM act_personal x JOIN act a ON a.id = x.act "
    "JOIN chain c ON c.id = a.chain";

// What does not fit, when a row cannot even be read: that is a finding of the
// check, not its failure.
bool IsDamage(const absl::Status& status) {
  return absl::IsDataLoss(status) || absl::IsInvalidArgument(status) ||
         absl::IsOutOfRange(status);
}

// What the acts say of rows that stand in tables of their own.
struct Claims {
  std::map<Sha256, int64_t> rows;  // by hash, how often
  std::set<ErasedText> erased;
  // The last seal of each stretch of polls, by source, known from and from.
  std::map<std::tuple<std::string, int64_t, int64_t>, SealedPolls> polls;
  absl::Time last_sealed = absl::InfinitePast();
};

class StoreVerification {
 public:
  explicit StoreVerification(const Database& database)
      : database_(database), reader_(database) {}

  absl::StatusOr<StoreReport> Run() {
    ASSIGN_OR_RETURN(const std::vector<StoredChain> chains,
                     reader_.ListChains());
    for (const StoredChain& chain : chains) {
      report_.chains.emplace_back();
      RETURN_IF_ERROR(VerifyChain(chain));
    }
    RETURN_IF_ERROR(VerifyTables());
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
    without_rows_.clear();
    purged_.clear();
    Sha256 head{};
    int64_t number = 1;
    while (true) {
      for (; number <= chain.length; ++number) {
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
          "its rows are missing, and no record of a purge names it");
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
    if (delivery == nullptr || !delivery->totals.has_value()) {
      return absl::OkStatus();
    }
    Sha256 hash{};
    int64_t count = 0;
    RETURN_IF_ERROR(reader_.ReadTotals(entry, [&](absl::string_view row) {
      hash = RowHash(hasher_, hash, row);
      ++count;
      return absl::OkStatus();
    }));
    if (count != delivery->totals->count || hash != delivery->totals->hash) {
      Break(number, 0, "its kept totals are not those that were stored");
    }
    return absl::OkStatus();
  }

  void Claim(const StoredChain& chain, const StoredEntry& entry,
             absl::string_view row) {
    if (const auto purged = PurgedRows::Parse(row)) {
      if (purged->chain == chain.name) purged_.insert(purged->number);
    } else if (auto erased = ErasedText::Parse(row)) {
      claims_.erased.insert(*std::move(erased));
    } else if (auto polls = SealedPolls::Parse(row)) {
      claims_.last_sealed =
          std::max(claims_.last_sealed, KnownFromOf(entry.head));
      claims_.polls[{polls->source, polls->known_from, polls->from}] =
          *std::move(polls);
    } else if (!row.empty() && (row[0] == 'G' || row[0] == 'N' ||
                                row[0] == 'O' || row[0] == 'F')) {
      ++claims_.rows[hasher_.Hash(row)];
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

  absl::StatusOr<int64_t> Count(Connection& connection, const char* sql) {
    ASSIGN_OR_RETURN(const std::optional<int64_t> count,
                     FindInt(connection.Prepared(sql)));
    return count.value_or(0);
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
        {kWronglyEndedSql,
         "the assignment does not end where the next begins"}};
    for (const auto& [sql, what] : questions) {
      RETURN_IF_ERROR(database_.Read(
          [&](Connection& connection) { return Ask(connection, sql, what); }));
    }
    for (const auto check :
         {&StoreVerification::VerifyClaims, &StoreVerification::VerifyContents,
          &StoreVerification::VerifyPolls,
          &StoreVerification::VerifyPersonal}) {
      RETURN_IF_ERROR(database_.Read(
          [&](Connection& connection) { return (this->*check)(connection); }));
    }
    return absl::OkStatus();
  }

  absl::Status VerifyClaims(Connection& connection) {
    for (const ChainReport& chain : report_.chains) {
      // What stands behind a break was not read.
      if (chain.broken.has_value()) return absl::OkStatus();
    }
    const std::map<char, absl::string_view> names = {
        {'G', "a version of the configuration"},
        {'N', "an assignment of a party"},
        {'O', "a kept original"},
        {'F', "a purged original"}};
    RETURN_IF_ERROR(ReadChainedRows(connection, [&](absl::string_view row) {
      const auto claim = claims_.rows.find(hasher_.Hash(row));
      if (claim == claims_.rows.end() || claim->second == 0) {
        CanonicalReader read(row);
        const absl::string_view name = names.at(read.Letter());
        const std::string first = read.Text();
        report_.broken.push_back(
            absl::StrCat(name, " (", first, ", ", read.Text(),
                         ") is not what any act of the chains says"));
      } else {
        --claim->second;
      }
      return absl::OkStatus();
    }));
    int64_t missing = 0;
    for (const auto& [hash, count] : claims_.rows) missing += count;
    if (missing > 0) {
      report_.broken.push_back(
          absl::StrCat(missing,
                       " rows that acts of the chains name are "
                       "missing: assignments, versions of the "
                       "configuration or originals"));
    }
    ASSIGN_OR_RETURN(const int64_t versions, Count(connection, kUnchainedSql));
    ASSIGN_OR_RETURN(const int64_t assignments,
                     Count(connection, kUnchainedAssignmentsSql));
    // A file that was upgraded and not written to since has no act at all.
    ASSIGN_OR_RETURN(const int64_t acts, Count(connection, kActsSql));
    if (acts > 0 && versions + assignments > 0) {
      report_.broken.push_back(absl::StrCat(
          versions + assignments,
          " assignments or versions of the configuration are in no chain"));
    }
    ASSIGN_OR_RETURN(report_.originals_not_chained,
                     Count(connection, kUnchainedOriginalsSql));
    return absl::OkStatus();
  }

  // A stretch only grows behind what was sealed of it, and none comes before.
  absl::Status VerifyPolls(Connection& connection) {
    for (const ChainReport& chain : report_.chains) {
      if (chain.broken.has_value()) return absl::OkStatus();
    }
    Statement& read = connection.Prepared(kPollsSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      const std::string source(read.Text(0));
      const std::string where =
          absl::StrCat("polls of ", source, " from ",
                       FormatInstant(FromStored(read.Int(2))), ": ");
      const auto claim = claims_.polls.find({source, read.Int(1), read.Int(2)});
      if (claim == claims_.polls.end()) {
        if (!read.IsNull(6) || FromStored(read.Int(1)) <= claims_.last_sealed) {
          report_.broken.push_back(
              absl::StrCat(where, "no act of the chains sealed them"));
        }
        continue;
      }
      const SealedPolls& polls = claim->second;
      if (read.IsNull(6) || read.Int(6) != polls.until ||
          read.Int(3) < polls.until || read.Int(4) != polls.hold ||
          read.Int(5) != polls.states_from_incidents) {
        report_.broken.push_back(
            absl::StrCat(where, "they are not what was sealed"));
      }
      claims_.polls.erase(claim);
    }
    read.Reset();
    for (const auto& [key, polls] : claims_.polls) {
      report_.broken.push_back(absl::StrCat(
          "polls of ", polls.source, " from ",
          FormatInstant(FromStored(polls.from)), ": they are missing"));
    }
    return absl::OkStatus();
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

  absl::Status VerifyPersonal(Connection& connection) {
    Statement& read = connection.Prepared(kPersonalSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      const ErasedText place{std::string(read.Text(0)), read.Int(1),
                             std::string(read.Text(2))};
      const std::string where = absl::StrCat("chain ", place.chain, ", entry ",
                                             place.number, ", ", place.name);
      const bool erased = read.IsNull(4) || read.IsNull(5);
      if (erased) {
        ++report_.erased_texts;
        if (claims_.erased.count(place) == 0) {
          report_.broken.push_back(absl::StrCat(
              where, ": it is gone, and no record of an erasure names it"));
        }
      } else if (PersonalHash(read.Blob(4), read.Text(5)) !=
                 HashFromBytes(read.Blob(3))) {
        report_.broken.push_back(
            absl::StrCat(where, ": it is not the text that was stored"));
      }
    }
    read.Reset();
    return absl::OkStatus();
  }

  const Database& database_;
  const ChainReader reader_;
  Sha256Hasher hasher_;
  StoreReport report_;
  Claims claims_;
  // Of the chain that is being read.
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
