#include "aggregator/storage/identity_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"
#include "core/evidence/canonical_bytes.h"
#include "core/money/decimal.h"

namespace regisseur {
namespace {

#define REGISSEUR_IDENTITY_COLUMNS                                      \
  "id, name, role, kind, scope, limit_amount, limit_currency, "         \
  "token_sha256, created_us, created_by, needs_approval, approved_by, " \
  "expires_us, revoked_us, last_used_us "

constexpr char kListSql[] = "SELECT " REGISSEUR_IDENTITY_COLUMNS
                            "FROM identity ORDER BY created_us, id";
constexpr char kGetSql[] =
    "SELECT " REGISSEUR_IDENTITY_COLUMNS "FROM identity WHERE id = ?1";
constexpr char kAdministratorSql[] =
    "SELECT 1 FROM identity WHERE role = 'administrator' AND "
    "revoked_us IS NULL AND expires_us > ?1 LIMIT 1";
constexpr char kInsertSql[] =
    "INSERT INTO identity (" REGISSEUR_IDENTITY_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
    " ?15)";
constexpr char kApproveSql[] =
    "UPDATE identity SET approved_by = ?2 WHERE id = ?1";
constexpr char kRevokeSql[] =
    "UPDATE identity SET revoked_us = ?2 WHERE id = ?1";
constexpr char kForgetNameSql[] = "UPDATE identity SET name = '' WHERE id = ?1";
constexpr char kUsedSql[] =
    "UPDATE identity SET last_used_us = ?2 WHERE id = ?1";

absl::StatusOr<Identity> Read(const Statement& row) {
  const auto broken = [&](absl::string_view what) {
    return absl::InternalError(absl::StrCat(
        "identity ", row.Text(0), " has ", what,
        " that this program does not know; it was changed by hand, or a newer "
        "program wrote it"));
  };
  Identity identity;
  Principal& who = identity.who;
  who.identity = std::string(row.Text(0));
  who.name = std::string(row.Text(1));
  const auto role = FindRole(row.Text(2));
  const auto kind = FindPrincipalKind(row.Text(3));
  // Never anything but what was stored: somebody unknown is nobody.
  if (!role.has_value()) return broken("a role");
  if (!kind.has_value()) return broken("a kind");
  who.role = *role;
  who.kind = *kind;
  who.scope = std::string(row.Text(4));
  if (!row.IsNull(5)) {
    absl::StatusOr<Decimal> amount = Decimal::Parse(row.Text(5));
    if (!amount.ok()) return broken("a limit");
    who.limit = {*amount, std::string(row.Text(6))};
  }
  identity.token_sha256 = std::string(row.Blob(7));
  identity.created = Time(row, 8);
  identity.created_by = std::string(row.Text(9));
  identity.needs_approval = row.Int(10) != 0;
  identity.approved_by = std::string(row.Text(11));
  identity.expires = Time(row, 12);
  identity.revoked = FindTime(row, 13);
  identity.last_used = FindTime(row, 14);
  return identity;
}

// As the table has it: what no program understands is hashed as well.
StoredIdentity Canonical(const Statement& read) {
  StoredIdentity identity{.id = std::string(read.Text(0)),
                          .name = std::string(read.Text(1)),
                          .row = {}};
  CanonicalBytes row;
  row.Letter(kIdentityLetter);
  row.Text(read.Text(0));
  for (int column = 2; column <= 4; ++column) row.Text(read.Text(column));
  row.Int(read.IsNull(5) ? 0 : 1);
  row.Text(read.Text(5));
  row.Text(read.Text(6));
  row.Text(read.Blob(7));
  row.Moment(Time(read, 8));
  row.Text(read.Text(9));
  row.Int(read.Int(10));
  row.Text(read.Text(11));
  row.Moment(Time(read, 12));
  row.Moment(FindTime(read, 13));
  identity.row = std::string(row.bytes());
  return identity;
}

}  // namespace

absl::Status ReadIdentityRows(
    Connection& connection,
    const std::function<absl::Status(const StoredIdentity& identity)>& take) {
  Statement& list = connection.Prepared(kListSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, list.Step());
    if (!row) break;
    RETURN_IF_ERROR(take(Canonical(list)));
  }
  list.Reset();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Identity>> IdentityStore::List(
    const Principal& who) const {
  std::vector<Identity> identities;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& list = connection.Prepared(kListSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, list.Step());
      if (!row) return absl::OkStatus();
      ASSIGN_OR_RETURN(Identity identity, regisseur::Read(list));
      identities.push_back(std::move(identity));
    }
  }));
  return identities;
}

absl::StatusOr<Identity> IdentityStore::Get(Connection& connection,
                                            absl::string_view id) const {
  Statement& get = connection.Prepared(kGetSql);
  get.BindText(1, id);
  ASSIGN_OR_RETURN(const bool row, get.Step());
  if (!row) {
    get.Reset();
    return absl::NotFoundError(
        absl::StrCat("id: no identity is called \"", id,
                     "\"; `identity list` shows which there are"));
  }
  absl::StatusOr<Identity> identity = regisseur::Read(get);
  get.Reset();
  return identity;
}

absl::StatusOr<bool> IdentityStore::HasAdministrator(Connection& connection,
                                                     absl::Time moment) const {
  Statement& find = connection.Prepared(kAdministratorSql);
  BindTime(find, 1, moment);
  ASSIGN_OR_RETURN(const std::optional<int64_t> found, FindInt(find));
  return found.has_value();
}

absl::Status IdentityStore::Insert(Transaction& transaction,
                                   const Identity& identity, Act& act) const {
  const Principal& who = identity.who;
  Statement& insert = transaction.Prepared(kInsertSql);
  insert.BindText(1, who.identity);
  insert.BindText(2, who.name);
  insert.BindText(3, RoleWord(who.role));
  insert.BindText(4, PrincipalKindWord(who.kind));
  insert.BindText(5, who.scope);
  if (who.limit.has_value()) {
    insert.BindText(6, who.limit->amount.ToString());
    insert.BindText(7, who.limit->currency);
  } else {
    insert.BindNull(6);
    insert.BindNull(7);
  }
  insert.BindBlob(8, identity.token_sha256);
  BindTime(insert, 9, identity.created);
  insert.BindText(10, identity.created_by);
  insert.BindInt(11, identity.needs_approval ? 1 : 0);
  insert.BindText(12, identity.approved_by);
  BindTime(insert, 13, identity.expires);
  BindTime(insert, 14, identity.revoked);
  BindTime(insert, 15, identity.last_used);
  RETURN_IF_ERROR(Run(insert));
  return Tell(transaction, who.identity, act);
}

absl::Status IdentityStore::Tell(Transaction& transaction, absl::string_view id,
                                 Act& act) const {
  Statement& get = transaction.Prepared(kGetSql);
  get.BindText(1, id);
  ASSIGN_OR_RETURN(const bool found, get.Step());
  if (found) act.rows.push_back(Canonical(get).row);
  get.Reset();
  return absl::OkStatus();
}

absl::Status IdentityStore::SetApproved(Transaction& transaction,
                                        absl::string_view id,
                                        absl::string_view by, Act& act) const {
  Statement& approve = transaction.Prepared(kApproveSql);
  approve.BindText(1, id);
  approve.BindText(2, by);
  RETURN_IF_ERROR(Run(approve));
  return Tell(transaction, id, act);
}

absl::Status IdentityStore::SetRevoked(Transaction& transaction,
                                       absl::string_view id, absl::Time at,
                                       Act& act) const {
  Statement& revoke = transaction.Prepared(kRevokeSql);
  revoke.BindText(1, id);
  BindTime(revoke, 2, at);
  RETURN_IF_ERROR(Run(revoke));
  return Tell(transaction, id, act);
}

absl::Status IdentityStore::ForgetName(Transaction& transaction,
                                       absl::string_view id,
                                       absl::Time moment) const {
  const absl::StatusOr<Identity> identity = Get(transaction, id);
  if (absl::IsNotFound(identity.status())) return absl::OkStatus();
  RETURN_IF_ERROR(identity.status());
  const Identity::State state = identity->StateAt(moment);
  if (state != Identity::State::kRevoked &&
      state != Identity::State::kExpired) {
    return absl::FailedPreconditionError(
        absl::StrCat("identity: ", id,
                     " can still act, and its name would come back; "
                     "`identity revoke ",
                     id, "` first"));
  }
  Statement& forget = transaction.Prepared(kForgetNameSql);
  forget.BindText(1, id);
  return Run(forget);
}

absl::Status IdentityStore::SetLastUsed(Transaction& transaction,
                                        absl::string_view id,
                                        absl::Time at) const {
  Statement& used = transaction.Prepared(kUsedSql);
  used.BindText(1, id);
  BindTime(used, 2, at);
  return Run(used);
}

}  // namespace regisseur
