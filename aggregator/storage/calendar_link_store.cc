#include "aggregator/storage/calendar_link_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

#define REGISSEUR_LINK_COLUMNS                                              \
  "id, name, token_sha256, identity, role, scope, created_us, expires_us, " \
  "revoked_us "

constexpr char kListSql[] = "SELECT " REGISSEUR_LINK_COLUMNS
                            "FROM calendar_link ORDER BY created_us DESC, id";
constexpr char kGetSql[] =
    "SELECT " REGISSEUR_LINK_COLUMNS "FROM calendar_link WHERE id = ?1";
constexpr char kByTokenSql[] = "SELECT " REGISSEUR_LINK_COLUMNS
                               "FROM calendar_link WHERE token_sha256 = ?1";
constexpr char kInsertSql[] =
    "INSERT INTO calendar_link (" REGISSEUR_LINK_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr char kRevokeSql[] =
    "UPDATE calendar_link SET revoked_us = ?2 WHERE id = ?1";

absl::StatusOr<CalendarLink> Read(const Statement& row) {
  CalendarLink link;
  link.id = std::string(row.Text(0));
  link.name = std::string(row.Text(1));
  link.token_sha256 = std::string(row.Blob(2));
  link.identity = std::string(row.Text(3));
  const auto role = FindRole(row.Text(4));
  if (!role.has_value()) {
    return absl::InternalError(absl::StrCat(
        "calendar link ", link.id,
        " has a role that this program does not know; it was changed by hand, "
        "or a newer program wrote it"));
  }
  link.role = *role;
  link.scope = std::string(row.Text(5));
  link.created = Time(row, 6);
  link.expires = Time(row, 7);
  link.revoked = FindTime(row, 8);
  return link;
}

absl::StatusOr<std::optional<CalendarLink>> ReadOne(Statement& get) {
  ASSIGN_OR_RETURN(const bool found, get.Step());
  if (!found) {
    get.Reset();
    return std::optional<CalendarLink>();
  }
  absl::StatusOr<CalendarLink> link = Read(get);
  get.Reset();
  if (!link.ok()) return link.status();
  return std::optional<CalendarLink>(*std::move(link));
}

}  // namespace

absl::StatusOr<std::vector<CalendarLink>> CalendarLinkStore::List(
    const Principal& who) const {
  std::vector<CalendarLink> links;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& list = connection.Prepared(kListSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, list.Step());
      if (!row) return absl::OkStatus();
      ASSIGN_OR_RETURN(CalendarLink link, regisseur::Read(list));
      links.push_back(std::move(link));
    }
  }));
  return links;
}

absl::StatusOr<std::optional<CalendarLink>> CalendarLinkStore::FindByToken(
    const Principal& who, absl::string_view token_sha256) const {
  std::optional<CalendarLink> link;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& get = connection.Prepared(kByTokenSql);
    get.BindBlob(1, token_sha256);
    ASSIGN_OR_RETURN(link, ReadOne(get));
    return absl::OkStatus();
  }));
  return link;
}

absl::StatusOr<std::optional<CalendarLink>> CalendarLinkStore::Find(
    Connection& connection, absl::string_view id) const {
  Statement& get = connection.Prepared(kGetSql);
  get.BindText(1, id);
  return ReadOne(get);
}

absl::Status CalendarLinkStore::Insert(Transaction& transaction,
                                       const CalendarLink& link) const {
  Statement& insert = transaction.Prepared(kInsertSql);
  insert.BindText(1, link.id);
  insert.BindText(2, link.name);
  insert.BindBlob(3, link.token_sha256);
  insert.BindText(4, link.identity);
  insert.BindText(5, RoleWord(link.role));
  insert.BindText(6, link.scope);
  BindTime(insert, 7, link.created);
  BindTime(insert, 8, link.expires);
  BindTime(insert, 9, link.revoked);
  return Run(insert);
}

absl::Status CalendarLinkStore::SetRevoked(Transaction& transaction,
                                           absl::string_view id,
                                           absl::Time at) const {
  Statement& revoke = transaction.Prepared(kRevokeSql);
  revoke.BindText(1, id);
  BindTime(revoke, 2, at);
  return Run(revoke);
}

}  // namespace regisseur
