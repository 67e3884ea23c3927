#include "aggregator/storage/act_rows.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "aggregator/storage/chain_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// The names of the personal texts that every act has.
constexpr char kIdentity[] = "identity";
constexpr char kActor[] = "actor";

constexpr char kFindActorSql[] =
    "SELECT id, token FROM actor WHERE identity = ?1";
constexpr char kInsertActorSql[] =
    "INSERT INTO actor (token, identity) VALUES (?1, ?2) RETURNING id";
constexpr char kInsertActSql[] =
    "INSERT INTO act (chain, number, actor, role, via, method, subject,"
    " request_id, content_hash, row_count, row_hash, chain_hash,"
    " known_from_us, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
    " ?11, ?12, ?13, ?14) RETURNING id";
constexpr char kInsertArgumentSql[] =
    "INSERT INTO act_argument (act, position, name, value) "
    "VALUES (?1, ?2, ?3, ?4)";
constexpr char kInsertPersonalSql[] =
    "INSERT INTO act_personal (act, position, name, hash, salt, value) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr char kInsertRowSql[] =
    "INSERT INTO act_row (act, row, bytes) VALUES (?1, ?2, ?3)";

#define REGISSEUR_ACT_COLUMNS                                               \
  "SELECT a.id, c.name, a.number, a.known_from_us, t.token, a.role, a.via," \
  " a.method, a.subject, a.request_id, a.content_hash, a.row_count,"        \
  " a.row_hash, a.chain_hash, a.answer FROM act a "                         \
  "JOIN chain c ON c.id = a.chain JOIN actor t ON t.id = a.actor "
constexpr char kActSql[] = REGISSEUR_ACT_COLUMNS "WHERE a.id = ?1";
constexpr char kActAtSql[] =
    REGISSEUR_ACT_COLUMNS "WHERE a.chain = ?1 AND a.number = ?2";
constexpr char kArgumentsSql[] =
    "SELECT name, value FROM act_argument WHERE act = ?1 ORDER BY position";
constexpr char kPersonalSql[] =
    "SELECT name, hash, salt, value FROM act_personal WHERE act = ?1 "
    "ORDER BY position";
constexpr char kRowsSql[] =
    "SELECT row, bytes FROM act_row WHERE act = ?1 ORDER BY row";

struct Actor {
  int64_t id = 0;
  std::string token;
};

// An identity stands in the chain as a random token, so that a chain names
// nobody.
absl::StatusOr<Actor> ActorOf(Transaction& transaction,
                              absl::string_view identity) {
  Actor actor;
  Statement& find = transaction.Prepared(kFindActorSql);
  find.BindText(1, identity);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  if (found) {
    actor = {find.Int(0), std::string(find.Text(1))};
    find.Reset();
    return actor;
  }
  find.Reset();
  actor.token = absl::BytesToHexString(RandomBytes(16));
  Statement& insert = transaction.Prepared(kInsertActorSql);
  insert.BindText(1, actor.token);
  insert.BindText(2, identity);
  ASSIGN_OR_RETURN(actor.id, InsertedId(insert));
  return actor;
}

absl::Status InsertTexts(Transaction& transaction, int64_t id,
                         const ActHead& head,
                         const std::vector<StoredPersonal>& personal,
                         const std::vector<std::string>& rows) {
  int64_t position = 0;
  for (const auto& [name, value] : head.arguments) {
    Statement& insert = transaction.Prepared(kInsertArgumentSql);
    insert.BindInt(1, id);
    insert.BindInt(2, position++);
    insert.BindText(3, name);
    insert.BindText(4, value);
    RETURN_IF_ERROR(Run(insert));
  }
  position = 0;
  for (const StoredPersonal& text : personal) {
    Statement& insert = transaction.Prepared(kInsertPersonalSql);
    insert.BindInt(1, id);
    insert.BindInt(2, position++);
    insert.BindText(3, text.name);
    insert.BindBlob(4, ToBytes(text.hash));
    insert.BindBlob(5, *text.salt);
    insert.BindText(6, *text.value);
    RETURN_IF_ERROR(Run(insert));
  }
  position = 0;
  for (const std::string& row : rows) {
    Statement& insert = transaction.Prepared(kInsertRowSql);
    insert.BindInt(1, id);
    insert.BindInt(2, ++position);
    insert.BindBlob(3, row);
    RETURN_IF_ERROR(Run(insert));
  }
  return absl::OkStatus();
}

// A stored row without its texts; the caller resets `read`.
struct ReadRow {
  StoredAct act;
  std::string answer;
};
ReadRow ReadActRow(const Statement& read) {
  ReadRow row;
  row.act.id = read.Int(0);
  ActHead& head = row.act.head;
  head.chain = std::string(read.Text(1));
  head.number = read.Int(2);
  head.known_from = Time(read, 3);
  head.actor = std::string(read.Text(4));
  head.role = std::string(read.Text(5));
  head.via = std::string(read.Text(6));
  head.method = std::string(read.Text(7));
  head.subject = std::string(read.Text(8));
  head.request_id = std::string(read.Text(9));
  head.content = HashFromBytes(read.Blob(10));
  head.rows = read.Int(11);
  row.act.row_hash = HashFromBytes(read.Blob(12));
  row.act.chain_hash = HashFromBytes(read.Blob(13));
  row.answer = std::string(read.Blob(14));
  return row;
}

absl::Status ReadArguments(Connection& connection, StoredAct& act) {
  Statement& read = connection.Prepared(kArgumentsSql);
  read.BindInt(1, act.id);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    act.head.arguments.emplace_back(std::string(read.Text(0)),
                                    std::string(read.Text(1)));
  }
  read.Reset();
  return absl::OkStatus();
}

ActRecord RecordOf(const StoredAct& act,
                   const std::vector<StoredPersonal>& personal,
                   std::string answer) {
  ActRecord record;
  record.key = act.id;
  record.chain = act.head.chain;
  record.number = act.head.number;
  record.known_from = act.head.known_from;
  // Of somebody who was erased only the token is left.
  record.identity = act.head.actor;
  record.role = FindRole(act.head.role).value_or(Principal::Role::kSystem);
  record.via = act.head.via;
  record.method = act.head.method;
  record.subject = act.head.subject;
  record.request_id = act.head.request_id;
  record.content_sha256 = ToHex(act.head.content);
  record.arguments = act.head.arguments;
  for (const StoredPersonal& text : personal) {
    if (text.name == kIdentity) {
      if (text.value.has_value()) record.identity = *text.value;
    } else {
      record.personal.emplace_back(text.name, text.value);
    }
  }
  record.rows = act.head.rows;
  record.chain_sha256 = ToHex(act.chain_hash);
  record.answer = std::move(answer);
  return record;
}

}  // namespace

absl::StatusOr<AppendedAct> AppendAct(Transaction& transaction,
                                      absl::Time known, const Principal& who,
                                      const Act& act) {
  if (act.method.empty() || who.identity.empty()) {
    return absl::InvalidArgumentError(
        "an act needs a method and somebody who acts");
  }
  if (!act.provider.empty() && !IsChainName(act.provider)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", act.provider, "' is no provider's id"));
  }
  ASSIGN_OR_RETURN(const Actor actor, ActorOf(transaction, who.identity));
  ASSIGN_OR_RETURN(
      ChainEnd chain,
      OpenChain(transaction, act.provider.empty()
                                 ? absl::string_view(kPortfolioChain)
                                 : absl::string_view(act.provider)));
  AppendedAct appended;
  StoredAct stored;
  ActHead& head = stored.head;
  head.chain = chain.name;
  head.number = chain.length + 1;
  head.known_from = known;
  head.actor = actor.token;
  head.role = std::string(RoleWord(who.role));
  head.via = act.via;
  head.method = act.method;
  head.subject = act.subject;
  head.request_id = act.request_id;
  Sha256Hasher hasher;
  head.content = hasher.Hash(act.content);
  head.arguments = act.arguments;
  std::vector<StoredPersonal> personal;
  const auto add_personal = [&](absl::string_view name,
                                absl::string_view text) {
    std::string salt = RandomBytes(kSaltBytes);
    const Sha256 hash = PersonalHash(salt, text);
    head.personal.emplace_back(std::string(name), hash);
    personal.push_back(
        {std::string(name), hash, std::move(salt), std::string(text)});
  };
  add_personal(kIdentity, who.identity);
  add_personal(kActor, who.name);
  for (const auto& [name, text] : act.personal) add_personal(name, text);
  head.rows = static_cast<int64_t>(act.rows.size());
  for (const std::string& row : act.rows) {
    stored.row_hash = RowHash(hasher, stored.row_hash, row);
  }
  ASSIGN_OR_RETURN(
      stored.chain_hash,
      GrowChain(transaction, chain, head.Encode(), stored.row_hash));

  Statement& insert = transaction.Prepared(kInsertActSql);
  insert.BindInt(1, chain.id);
  insert.BindInt(2, head.number);
  insert.BindInt(3, actor.id);
  insert.BindText(4, head.role);
  insert.BindText(5, head.via);
  insert.BindText(6, head.method);
  insert.BindText(7, head.subject);
  insert.BindText(8, head.request_id);
  insert.BindBlob(9, ToBytes(head.content));
  insert.BindInt(10, head.rows);
  insert.BindBlob(11, ToBytes(stored.row_hash));
  insert.BindBlob(12, ToBytes(stored.chain_hash));
  BindTime(insert, 13, head.known_from);
  insert.BindBlob(14, act.answer);
  ASSIGN_OR_RETURN(stored.id, InsertedId(insert));
  RETURN_IF_ERROR(
      InsertTexts(transaction, stored.id, head, personal, act.rows));
  appended.id = stored.id;
  appended.record = RecordOf(stored, personal, act.answer);
  return appended;
}

absl::StatusOr<std::vector<StoredPersonal>> ReadPersonal(Connection& connection,
                                                         int64_t act) {
  std::vector<StoredPersonal> personal;
  Statement& read = connection.Prepared(kPersonalSql);
  read.BindInt(1, act);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    StoredPersonal& text = personal.emplace_back();
    text.name = std::string(read.Text(0));
    text.hash = HashFromBytes(read.Blob(1));
    if (!read.IsNull(2)) text.salt = std::string(read.Blob(2));
    if (!read.IsNull(3)) text.value = std::string(read.Text(3));
  }
  read.Reset();
  return personal;
}

absl::StatusOr<ActRecord> GetAct(Connection& connection, int64_t id) {
  Statement& read = connection.Prepared(kActSql);
  read.BindInt(1, id);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) {
    read.Reset();
    return absl::NotFoundError(absl::StrCat("there is no act ", id));
  }
  ReadRow row = ReadActRow(read);
  read.Reset();
  RETURN_IF_ERROR(ReadArguments(connection, row.act));
  ASSIGN_OR_RETURN(const std::vector<StoredPersonal> personal,
                   ReadPersonal(connection, id));
  return RecordOf(row.act, personal, std::move(row.answer));
}

absl::StatusOr<std::optional<StoredAct>> FindStoredAct(Connection& connection,
                                                       int64_t chain,
                                                       int64_t number) {
  Statement& read = connection.Prepared(kActAtSql);
  read.BindInt(1, chain);
  read.BindInt(2, number);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) {
    read.Reset();
    return std::optional<StoredAct>();
  }
  StoredAct act = ReadActRow(read).act;
  read.Reset();
  RETURN_IF_ERROR(ReadArguments(connection, act));
  ASSIGN_OR_RETURN(const std::vector<StoredPersonal> personal,
                   ReadPersonal(connection, act.id));
  for (const StoredPersonal& text : personal) {
    act.head.personal.emplace_back(text.name, text.hash);
  }
  return std::optional<StoredAct>(std::move(act));
}

absl::Status ReadActRows(
    Connection& connection, int64_t act,
    const std::function<absl::Status(int64_t number, absl::string_view row)>&
        row) {
  Statement& read = connection.Prepared(kRowsSql);
  read.BindInt(1, act);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    RETURN_IF_ERROR(row(read.Int(0), read.Blob(1)));
  }
  read.Reset();
  return absl::OkStatus();
}

}  // namespace regisseur
