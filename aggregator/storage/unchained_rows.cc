#include "aggregator/storage/unchained_rows.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/chain_rows.h"
#include "aggregator/storage/retention.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"
#include "core/evidence/canonical_bytes.h"

namespace regisseur {
namespace {

// Rows of one act; more make several.
constexpr size_t kMostRows = 10000;

#define REGISSEUR_ASSIGNMENT_COLUMNS                          \
  "SELECT a.id, s.name, p.name, a.provider, a.known_from_us " \
  "FROM party_assignment a JOIN party p ON p.id = a.party "   \
  "JOIN source s ON s.id = p.source "
constexpr char kNewAssignmentsSql[] =
    REGISSEUR_ASSIGNMENT_COLUMNS "WHERE a.act IS NULL ORDER BY a.id";
constexpr char kAssignmentsSql[] =
    REGISSEUR_ASSIGNMENT_COLUMNS "WHERE a.act IS NOT NULL";
constexpr char kTakeAssignmentSql[] =
    "UPDATE party_assignment SET act = ?2 WHERE id = ?1";

constexpr char kNewVersionsSql[] =
    "SELECT id, kind, name, sha256, known_from_us FROM config_version "
    "WHERE act IS NULL ORDER BY id";
constexpr char kVersionsSql[] =
    "SELECT id, kind, name, sha256, known_from_us FROM config_version "
    "WHERE act IS NOT NULL";
constexpr char kTakeVersionSql[] =
    "UPDATE config_version SET act = ?2 WHERE id = ?1";

#define REGISSEUR_ORIGINAL_COLUMNS                                     \
  "SELECT o.id, s.name, o.run, o.name, o.sha256, o.bytes,"             \
  " o.known_from_us, (SELECT c.name FROM delivery d "                  \
  "JOIN chain c ON c.id = d.chain WHERE d.source = o.source LIMIT 1) " \
  "FROM original o JOIN source s ON s.id = o.source "
constexpr char kNewOriginalsSql[] =
    REGISSEUR_ORIGINAL_COLUMNS "WHERE o.act IS NULL ORDER BY o.id";
constexpr char kOriginalsSql[] =
    "SELECT o.id, s.name, o.run, o.name, o.sha256, o.bytes, o.known_from_us "
    "FROM original o JOIN source s ON s.id = o.source "
    "WHERE o.act IS NOT NULL";
constexpr char kPurgedOriginalsSql[] =
    "SELECT MIN(id), sha256 FROM original WHERE purge_act IS NOT NULL "
    "GROUP BY sha256, purge_act";
constexpr char kTakeOriginalSql[] =
    "UPDATE original SET act = ?2 WHERE id = ?1";

// A growing stretch is sealed as far as it reaches.
constexpr char kNewPollsSql[] =
    "SELECT v.id, s.name, v.known_from_us, v.from_us, v.until_us, v.hold_us,"
    " v.states_from_incidents FROM live_coverage v "
    "JOIN source s ON s.id = v.source WHERE v.known_from_us IS NOT NULL"
    " AND (v.sealed_us IS NULL OR v.sealed_us <> v.until_us) ORDER BY v.id";
constexpr char kTakePollsSql[] =
    "UPDATE live_coverage SET sealed_us = until_us, act = ?2 WHERE id = ?1";

std::string PollsRow(const Statement& read) {
  SealedPolls polls;
  polls.source = std::string(read.Text(1));
  polls.known_from = read.Int(2);
  polls.from = read.Int(3);
  polls.until = read.Int(4);
  polls.hold = read.Int(5);
  polls.states_from_incidents = read.Int(6);
  return polls.Encode();
}

std::string AssignmentRow(const Statement& read) {
  CanonicalBytes row;
  row.Letter('N');
  row.Text(read.Text(1));
  row.Text(read.Text(2));
  row.Text(read.Text(3));
  row.Int(read.Int(4));
  return std::string(row.bytes());
}

std::string VersionRow(const Statement& read) {
  CanonicalBytes row;
  row.Letter('G');
  row.Text(read.Text(1));
  row.Text(read.Text(2));
  row.Hash(HashFromBytes(read.Blob(3)));
  row.Int(read.Int(4));
  return std::string(row.bytes());
}

std::string OriginalRow(const Statement& read) {
  CanonicalBytes row;
  row.Letter('O');
  row.Text(read.Text(1));
  row.Text(read.Text(2));
  row.Text(read.Text(3));
  row.Text(read.Text(4));
  row.Int(read.Int(5));
  row.Int(read.Int(6));
  return std::string(row.bytes());
}

std::string PurgedOriginal(const Statement& read) {
  return PurgedOriginalRow(read.Text(1));
}

// Rows that go into one chain.
struct NewRows {
  std::vector<int64_t> ids;
  std::vector<std::string> canonical;
};

// One way in which rows come into the chains.
struct Way {
  const char* method;
  const char* find_sql;
  const char* take_sql;
  std::string (*row)(const Statement& read);
  // The column that names the chain; -1: the portfolio's.
  int chain_column;
  // Only when everything is taken up.
  bool only_with_all = false;
};

constexpr Way kWays[] = {
    {"daemon.PutConfigurationInForce", kNewVersionsSql, kTakeVersionSql,
     &VersionRow, -1},
    {"daemon.AssignParties", kNewAssignmentsSql, kTakeAssignmentSql,
     &AssignmentRow, -1},
    {"daemon.KeepOriginals", kNewOriginalsSql, kTakeOriginalSql, &OriginalRow,
     7},
    {"daemon.SealPolls", kNewPollsSql, kTakePollsSql, &PollsRow, -1,
     /*only_with_all=*/true},
};

absl::Status ChainWay(Transaction& transaction, absl::Time known,
                      const Principal& who, bool all, const Way& way) {
  std::map<std::string, std::vector<NewRows>> by_chain;
  Statement& read = transaction.Prepared(way.find_sql);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    const bool named = way.chain_column >= 0;
    std::string chain(kPortfolioChain);
    if (named && read.IsNull(way.chain_column)) {
      if (!all) continue;
    } else if (named) {
      chain = std::string(read.Text(way.chain_column));
    }
    std::vector<NewRows>& acts = by_chain[chain];
    if (acts.empty() || acts.back().ids.size() == kMostRows) {
      acts.emplace_back();
    }
    acts.back().ids.push_back(read.Int(0));
    acts.back().canonical.push_back(way.row(read));
  }
  read.Reset();
  for (auto& [chain, acts] : by_chain) {
    for (NewRows& taken : acts) {
      Act act;
      act.method = way.method;
      act.via = "daemon";
      act.provider = chain == kPortfolioChain ? "" : chain;
      act.arguments = {{"count", absl::StrCat(taken.ids.size())}};
      act.rows = std::move(taken.canonical);
      ASSIGN_OR_RETURN(const AppendedAct appended,
                       AppendAct(transaction, known, who, act));
      for (const int64_t id : taken.ids) {
        Statement& take = transaction.Prepared(way.take_sql);
        take.BindInt(1, id);
        take.BindInt(2, appended.id);
        RETURN_IF_ERROR(Run(take));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ChainRows(Transaction& transaction, absl::Time known,
                       const Principal& who, bool all) {
  for (const Way& way : kWays) {
    if (way.only_with_all && !all) continue;
    RETURN_IF_ERROR(ChainWay(transaction, known, who, all, way));
  }
  return absl::OkStatus();
}

std::string SealedPolls::Encode() const {
  CanonicalBytes row;
  row.Letter('L');
  row.Text(source);
  row.Int(known_from);
  row.Int(from);
  row.Int(until);
  row.Int(hold);
  row.Int(states_from_incidents);
  return std::string(row.bytes());
}

std::optional<SealedPolls> SealedPolls::Parse(absl::string_view row) {
  CanonicalReader read(row);
  const char letter = read.Letter();
  SealedPolls polls;
  polls.source = read.Text();
  polls.known_from = read.Int();
  polls.from = read.Int();
  polls.until = read.Int();
  polls.hold = read.Int();
  polls.states_from_incidents = read.Int();
  if (letter != 'L' || !read.AtEnd()) return std::nullopt;
  return polls;
}

absl::Status ReadChainedRows(
    Connection& connection,
    const std::function<absl::Status(absl::string_view row)>& row) {
  const std::pair<const char*, std::string (*)(const Statement&)> tables[] = {
      {kVersionsSql, &VersionRow},
      {kAssignmentsSql, &AssignmentRow},
      {kOriginalsSql, &OriginalRow},
      {kPurgedOriginalsSql, &PurgedOriginal}};
  for (const auto& [sql, canonical] : tables) {
    Statement& read = connection.Prepared(sql);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      RETURN_IF_ERROR(row(canonical(read)));
    }
    read.Reset();
  }
  return absl::OkStatus();
}

}  // namespace regisseur
