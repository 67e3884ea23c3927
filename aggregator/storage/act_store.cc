#include "aggregator/storage/act_store.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"

namespace regisseur {
namespace {

constexpr char kByRequestSql[] =
    "SELECT a.id, a.method, a.content_hash FROM act a "
    "JOIN actor t ON t.id = a.actor "
    "WHERE t.identity = ?1 AND a.request_id = ?2";
// An empty text asks for all; the moments are [?4, ?5).
constexpr char kListSql[] =
    "SELECT a.id FROM act a JOIN chain c ON c.id = a.chain "
    "JOIN actor t ON t.id = a.actor "
    "WHERE a.id < ?7 AND a.known_from_us >= ?4 AND a.known_from_us < ?5"
    " AND (?1 = '' OR c.name = ?1) AND (?2 = '' OR t.identity = ?2)"
    " AND (?3 = '' OR a.method = ?3) "
    "ORDER BY a.id DESC LIMIT ?6";
constexpr char kPersonalOfSql[] =
    "SELECT a.id, c.name, a.number, x.name FROM act a "
    "JOIN chain c ON c.id = a.chain JOIN act_personal x ON x.act = a.id "
    "WHERE x.salt IS NOT NULL AND"
    " (a.actor IN (SELECT id FROM actor WHERE identity = ?1)"
    "  AND x.name IN ('identity', 'actor')"
    "  OR a.subject = ?2 AND x.name NOT IN ('identity', 'actor')) "
    "ORDER BY a.id, x.position";
constexpr char kEraseSql[] =
    "UPDATE act_personal SET salt = NULL, value = NULL "
    "WHERE act = ?1 AND name = ?2";
constexpr char kTokenSql[] = "SELECT token FROM actor WHERE identity = ?1";
constexpr char kForgetActorSql[] =
    "UPDATE actor SET identity = NULL WHERE identity = ?1";

}  // namespace

absl::StatusOr<std::optional<ActRecord>> ActStore::FindEarlier(
    Connection& connection, const Principal& who, const Act& act) const {
  if (act.request_id.empty()) return std::optional<ActRecord>();
  Statement& find = connection.Prepared(kByRequestSql);
  find.BindText(1, who.identity);
  find.BindText(2, act.request_id);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  if (!found) {
    find.Reset();
    return std::optional<ActRecord>();
  }
  const int64_t id = find.Int(0);
  const bool same = find.Text(1) == act.method &&
                    find.Blob(2) == ToBytes(Sha256Hasher().Hash(act.content));
  find.Reset();
  if (!same) {
    return absl::AlreadyExistsError(absl::StrCat(
        "request_id: ", act.request_id,
        " came before with another request; take a new one for a new act"));
  }
  ASSIGN_OR_RETURN(ActRecord record, GetAct(connection, id));
  return std::optional<ActRecord>(std::move(record));
}

absl::StatusOr<ActRecord> ActStore::Append(Transaction& transaction,
                                           const Principal& who,
                                           const Act& act) const {
  ASSIGN_OR_RETURN(const absl::Time known, NextKnownTime(transaction, clock_));
  ASSIGN_OR_RETURN(AppendedAct appended,
                   AppendAct(transaction, known, who, act));
  return std::move(appended.record);
}

absl::StatusOr<ActPage> ActStore::List(const Principal& who,
                                       const ActFilter& filter,
                                       std::optional<int64_t> before,
                                       int limit) const {
  ActPage page;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    std::vector<int64_t> ids;
    Statement& list = connection.Prepared(kListSql);
    list.BindText(1, filter.chain);
    list.BindText(2, filter.identity);
    list.BindText(3, filter.method);
    BindTime(list, 4, filter.known.from);
    BindTime(list, 5, filter.known.to);
    list.BindInt(6, int64_t{limit} + 1);
    list.BindInt(7, before.value_or(std::numeric_limits<int64_t>::max()));
    while (true) {
      ASSIGN_OR_RETURN(const bool found, list.Step());
      if (!found) break;
      ids.push_back(list.Int(0));
    }
    list.Reset();
    if (static_cast<int>(ids.size()) > limit) {
      ids.pop_back();
      page.next_before = ids.back();
    }
    for (const int64_t id : ids) {
      ASSIGN_OR_RETURN(ActRecord record, GetAct(connection, id));
      page.acts.push_back(std::move(record));
    }
    return absl::OkStatus();
  }));
  return page;
}

absl::Status ActStore::ErasePersonal(Transaction& transaction,
                                     absl::string_view identity,
                                     Act& act) const {
  struct Found {
    int64_t act;
    std::string name;
  };
  std::vector<Found> found;
  Statement& read = transaction.Prepared(kPersonalOfSql);
  read.BindText(1, identity);
  read.BindText(2, absl::StrCat("identity ", identity));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    found.push_back({read.Int(0), std::string(read.Text(3))});
    act.rows.push_back(ErasedText{std::string(read.Text(1)), read.Int(2),
                                  std::string(read.Text(3))}
                           .Encode());
  }
  read.Reset();
  if (found.empty()) {
    return absl::NotFoundError(
        absl::StrCat("no act is of or about the identity ", identity,
                     ", or all of its texts were erased before"));
  }
  for (const Found& text : found) {
    Statement& erase = transaction.Prepared(kEraseSql);
    erase.BindInt(1, text.act);
    erase.BindText(2, text.name);
    RETURN_IF_ERROR(Run(erase));
  }
  Statement& token = transaction.Prepared(kTokenSql);
  token.BindText(1, identity);
  ASSIGN_OR_RETURN(const bool acted, token.Step());
  act.subject =
      acted ? absl::StrCat("actor ", token.Text(0)) : "actor without acts";
  token.Reset();
  Statement& forget = transaction.Prepared(kForgetActorSql);
  forget.BindText(1, identity);
  return Run(forget);
}

}  // namespace regisseur
