#include "aggregator/storage/party_rows.h"

#include <utility>
#include <vector>

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kFindPartySql[] =
    "SELECT id FROM party WHERE source = ?1 AND name = ?2";
constexpr char kInsertPartySql[] =
    "INSERT INTO party (source, name) VALUES (?1, ?2) RETURNING id";
constexpr char kAssignPartySql[] =
    "INSERT INTO party_assignment (party, provider, known_from_us) "
    "VALUES (?1, ?2, ?3)";
constexpr char kAssignedPartiesSql[] =
    "SELECT p.id, p.name, a.id, a.provider FROM party p "
    "JOIN party_assignment a ON a.party = p.id AND a.known_until_us IS NULL "
    "WHERE p.source = ?1";
constexpr char kEndAssignmentSql[] =
    "UPDATE party_assignment SET known_until_us = ?2 WHERE id = ?1";

}  // namespace

absl::StatusOr<int64_t> PartyIds::Get(Transaction& transaction,
                                      const std::string& name) {
  const auto known = ids_.find(name);
  if (known != ids_.end()) return known->second;
  Statement& find = transaction.Prepared(kFindPartySql);
  find.BindInt(1, source_);
  find.BindText(2, name);
  ASSIGN_OR_RETURN(std::optional<int64_t> id, FindInt(find));
  if (!id.has_value()) {
    Statement& insert = transaction.Prepared(kInsertPartySql);
    insert.BindInt(1, source_);
    insert.BindText(2, name);
    ASSIGN_OR_RETURN(id, InsertedId(insert));
    Statement& assign = transaction.Prepared(kAssignPartySql);
    assign.BindInt(1, *id);
    assign.BindText(2, assign_(name));
    BindTime(assign, 3, known_);
    RETURN_IF_ERROR(Run(assign));
  }
  ids_.emplace(name, *id);
  return *id;
}

absl::Status ReassignParties(
    Transaction& transaction, int64_t source,
    const std::function<std::string(const std::string&)>& assign,
    absl::Time known) {
  struct Moved {
    int64_t party;
    int64_t assignment;
    std::string provider;
  };
  std::vector<Moved> moved;
  Statement& read = transaction.Prepared(kAssignedPartiesSql);
  read.BindInt(1, source);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    std::string provider = assign(std::string(read.Text(1)));
    if (provider == read.Text(3)) continue;
    moved.push_back({read.Int(0), read.Int(2), std::move(provider)});
  }
  read.Reset();
  for (const Moved& move : moved) {
    Statement& end = transaction.Prepared(kEndAssignmentSql);
    end.BindInt(1, move.assignment);
    BindTime(end, 2, known);
    RETURN_IF_ERROR(Run(end));
    Statement& begin = transaction.Prepared(kAssignPartySql);
    begin.BindInt(1, move.party);
    begin.BindText(2, move.provider);
    BindTime(begin, 3, known);
    RETURN_IF_ERROR(Run(begin));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
