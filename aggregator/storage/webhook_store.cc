#include "aggregator/storage/webhook_store.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

#define REGISSEUR_WEBHOOK_COLUMNS                                    \
  "id, provider, address, failures, failing_since_us, next_try_us, " \
  "stopped_us, last_try_us, last_taken_us, problem "
#define REGISSEUR_DELIVERY_COLUMNS                                          \
  "webhook, provider, number, position, event, event_us, state, attempts, " \
  "first_try_us, last_try_us, next_try_us, code, problem "

constexpr char kListSql[] = "SELECT " REGISSEUR_WEBHOOK_COLUMNS "FROM webhook";
constexpr char kFindSql[] =
    "SELECT " REGISSEUR_WEBHOOK_COLUMNS "FROM webhook WHERE id = ?1";
constexpr char kPutSql[] =
    "INSERT INTO webhook (" REGISSEUR_WEBHOOK_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
    "ON CONFLICT (id) DO UPDATE SET provider = excluded.provider,"
    " address = excluded.address, failures = excluded.failures,"
    " failing_since_us = excluded.failing_since_us,"
    " next_try_us = excluded.next_try_us, stopped_us = excluded.stopped_us,"
    " last_try_us = excluded.last_try_us,"
    " last_taken_us = excluded.last_taken_us, problem = excluded.problem";
constexpr char kRemoveDeliveriesSql[] =
    "DELETE FROM webhook_delivery WHERE webhook = ?1";
constexpr char kRemovePlacesSql[] =
    "DELETE FROM webhook_place WHERE webhook = ?1";
constexpr char kRemoveSql[] = "DELETE FROM webhook WHERE id = ?1";

constexpr char kPlacesSql[] =
    "SELECT provider, number, position FROM webhook_place WHERE webhook = ?1";
constexpr char kPutPlaceSql[] =
    "INSERT INTO webhook_place (webhook, provider, number, position) "
    "VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (webhook, provider) DO UPDATE SET number = excluded.number,"
    " position = excluded.position";

constexpr char kDeliveriesSql[] =
    "SELECT " REGISSEUR_DELIVERY_COLUMNS
    "FROM webhook_delivery WHERE webhook = ?1 AND (?2 = 0 OR state = ?2)";
constexpr char kDeliverySql[] =
    "SELECT " REGISSEUR_DELIVERY_COLUMNS
    "FROM webhook_delivery WHERE webhook = ?1 AND provider = ?2 "
    "AND number = ?3 AND position = ?4";
// 2: beside the line.
constexpr char kRetryingSql[] =
    "SELECT " REGISSEUR_DELIVERY_COLUMNS
    "FROM webhook_delivery WHERE webhook = ?1 AND state = 2 "
    "AND next_try_us IS NOT NULL ORDER BY next_try_us, event_us, number, "
    "position LIMIT 1";
constexpr char kCountGivenUpSql[] =
    "SELECT COUNT(*) FROM webhook_delivery WHERE webhook = ?1 AND state = 4";
constexpr char kPutDeliverySql[] =
    "INSERT INTO webhook_delivery (" REGISSEUR_DELIVERY_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
    "ON CONFLICT (webhook, provider, number, position) DO UPDATE SET"
    " state = excluded.state, attempts = excluded.attempts,"
    " first_try_us = excluded.first_try_us,"
    " last_try_us = excluded.last_try_us,"
    " next_try_us = excluded.next_try_us, code = excluded.code,"
    " problem = excluded.problem";
constexpr char kGiveUpSql[] =
    "UPDATE webhook_delivery SET state = 4, next_try_us = NULL "
    "WHERE webhook = ?1 AND state = 2 AND first_try_us <= ?2 RETURNING number";
constexpr char kPruneSql[] =
    "DELETE FROM webhook_delivery WHERE webhook = ?1 AND state = 3 AND "
    "last_try_us < (SELECT MIN(kept.last_try_us) FROM (SELECT last_try_us "
    "FROM webhook_delivery WHERE webhook = ?1 AND state = 3 "
    "AND last_try_us IS NOT NULL ORDER BY last_try_us DESC LIMIT ?2) AS kept)";

constexpr char kOriginSql[] =
    "INSERT INTO webhook_origin (id, name) VALUES (1, ?1) "
    "ON CONFLICT (id) DO UPDATE SET name = webhook_origin.name RETURNING name";

WebhookRecord ReadRecord(const Statement& row) {
  WebhookRecord record;
  record.id = std::string(row.Text(0));
  record.provider = std::string(row.Text(1));
  record.address = std::string(row.Blob(2));
  record.failures = static_cast<int>(row.Int(3));
  record.failing_since = FindTime(row, 4);
  record.next_try = FindTime(row, 5);
  record.stopped = FindTime(row, 6);
  record.last_try = FindTime(row, 7);
  record.last_taken = FindTime(row, 8);
  record.problem = std::string(row.Text(9));
  return record;
}

WebhookDelivery ReadDelivery(const Statement& row) {
  WebhookDelivery delivery;
  delivery.webhook = std::string(row.Text(0));
  delivery.provider = std::string(row.Text(1));
  delivery.number = row.Int(2);
  delivery.position = static_cast<int>(row.Int(3));
  delivery.event = std::string(row.Text(4));
  delivery.event_time = Time(row, 5);
  delivery.state = static_cast<WebhookDeliveryState>(row.Int(6));
  delivery.attempts = static_cast<int>(row.Int(7));
  delivery.first_try = FindTime(row, 8);
  delivery.last_try = FindTime(row, 9);
  delivery.next_try = FindTime(row, 10);
  delivery.code = static_cast<int>(row.Int(11));
  delivery.problem = std::string(row.Text(12));
  return delivery;
}

// Every row of a bound statement, which is reset.
template <typename Row>
absl::StatusOr<std::vector<Row>> ReadAll(Statement& statement,
                                         Row (*read)(const Statement&)) {
  std::vector<Row> rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) break;
    rows.push_back(read(statement));
  }
  statement.Reset();
  return rows;
}

template <typename Row>
absl::StatusOr<std::optional<Row>> ReadOne(Statement& statement,
                                           Row (*read)(const Statement&)) {
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  std::optional<Row> found;
  if (row) found = read(statement);
  statement.Reset();
  return found;
}

bool IsNewer(const WebhookDelivery& a, const WebhookDelivery& b) {
  return std::tie(b.event_time, b.provider, b.number, b.position) <
         std::tie(a.event_time, a.provider, a.number, a.position);
}

absl::Status RunOf(Transaction& transaction, const char* sql,
                   absl::string_view id) {
  Statement& statement = transaction.Prepared(sql);
  statement.BindText(1, id);
  return Run(statement);
}

}  // namespace

absl::StatusOr<std::vector<WebhookRecord>> WebhookStore::List(
    const Principal& who) const {
  std::vector<WebhookRecord> records;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(records,
                     ReadAll(connection.Prepared(kListSql), &ReadRecord));
    return absl::OkStatus();
  }));
  std::sort(records.begin(), records.end(),
            [](const WebhookRecord& a, const WebhookRecord& b) {
              return a.id < b.id;
            });
  return records;
}

absl::StatusOr<std::optional<WebhookRecord>> WebhookStore::Find(
    const Principal& who, absl::string_view id) const {
  std::optional<WebhookRecord> record;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(record, Find(connection, id));
    return absl::OkStatus();
  }));
  return record;
}

absl::StatusOr<std::optional<WebhookRecord>> WebhookStore::Find(
    Connection& connection, absl::string_view id) const {
  Statement& find = connection.Prepared(kFindSql);
  find.BindText(1, id);
  return ReadOne(find, &ReadRecord);
}

absl::StatusOr<std::vector<WebhookPlace>> WebhookStore::ListPlaces(
    const Principal& who, absl::string_view id) const {
  std::vector<WebhookPlace> places;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& list = connection.Prepared(kPlacesSql);
    list.BindText(1, id);
    ASSIGN_OR_RETURN(
        places, ReadAll<WebhookPlace>(list, [](const Statement& row) {
          return WebhookPlace{.provider = std::string(row.Text(0)),
                              .number = row.Int(1),
                              .position = static_cast<int>(row.Int(2))};
        }));
    return absl::OkStatus();
  }));
  std::sort(places.begin(), places.end(),
            [](const WebhookPlace& a, const WebhookPlace& b) {
              return a.provider < b.provider;
            });
  return places;
}

absl::StatusOr<std::vector<WebhookDelivery>> WebhookStore::ListDeliveries(
    const Principal& who, absl::string_view id,
    std::optional<WebhookDeliveryState> state) const {
  std::vector<WebhookDelivery> deliveries;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& list = connection.Prepared(kDeliveriesSql);
    list.BindText(1, id);
    list.BindInt(2, state.has_value() ? static_cast<int>(*state) : 0);
    ASSIGN_OR_RETURN(deliveries, ReadAll(list, &ReadDelivery));
    return absl::OkStatus();
  }));
  std::sort(deliveries.begin(), deliveries.end(), &IsNewer);
  return deliveries;
}

absl::StatusOr<std::optional<WebhookDelivery>> WebhookStore::FindRetrying(
    const Principal& who, absl::string_view id) const {
  std::optional<WebhookDelivery> delivery;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& find = connection.Prepared(kRetryingSql);
    find.BindText(1, id);
    ASSIGN_OR_RETURN(delivery, ReadOne(find, &ReadDelivery));
    return absl::OkStatus();
  }));
  return delivery;
}

absl::StatusOr<int64_t> WebhookStore::CountGivenUp(const Principal& who,
                                                   absl::string_view id) const {
  int64_t count = 0;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& statement = connection.Prepared(kCountGivenUpSql);
    statement.BindText(1, id);
    ASSIGN_OR_RETURN(const std::optional<int64_t> found, FindInt(statement));
    count = found.value_or(0);
    return absl::OkStatus();
  }));
  return count;
}

absl::Status WebhookStore::Put(Transaction& transaction,
                               const WebhookRecord& record) const {
  Statement& put = transaction.Prepared(kPutSql);
  put.BindText(1, record.id);
  put.BindText(2, record.provider);
  put.BindBlob(3, record.address);
  put.BindInt(4, record.failures);
  BindTime(put, 5, record.failing_since);
  BindTime(put, 6, record.next_try);
  BindTime(put, 7, record.stopped);
  BindTime(put, 8, record.last_try);
  BindTime(put, 9, record.last_taken);
  put.BindText(10, record.problem);
  return Run(put);
}

absl::Status WebhookStore::Remove(Transaction& transaction,
                                  absl::string_view id) const {
  RETURN_IF_ERROR(RunOf(transaction, kRemoveDeliveriesSql, id));
  RETURN_IF_ERROR(RunOf(transaction, kRemovePlacesSql, id));
  return RunOf(transaction, kRemoveSql, id);
}

absl::Status WebhookStore::PutPlace(Transaction& transaction,
                                    absl::string_view id,
                                    const WebhookPlace& place) const {
  Statement& put = transaction.Prepared(kPutPlaceSql);
  put.BindText(1, id);
  put.BindText(2, place.provider);
  put.BindInt(3, place.number);
  put.BindInt(4, place.position);
  return Run(put);
}

absl::StatusOr<std::optional<WebhookDelivery>> WebhookStore::FindDelivery(
    Connection& connection, absl::string_view id, absl::string_view provider,
    int64_t number, int position) const {
  Statement& find = connection.Prepared(kDeliverySql);
  find.BindText(1, id);
  find.BindText(2, provider);
  find.BindInt(3, number);
  find.BindInt(4, position);
  return ReadOne(find, &ReadDelivery);
}

absl::StatusOr<std::vector<WebhookDelivery>> WebhookStore::ListGivenUp(
    Connection& connection, absl::string_view id) const {
  Statement& list = connection.Prepared(kDeliveriesSql);
  list.BindText(1, id);
  list.BindInt(2, static_cast<int>(WebhookDeliveryState::kGivenUp));
  return ReadAll(list, &ReadDelivery);
}

absl::Status WebhookStore::PutDelivery(Transaction& transaction,
                                       const WebhookDelivery& delivery) const {
  Statement& put = transaction.Prepared(kPutDeliverySql);
  put.BindText(1, delivery.webhook);
  put.BindText(2, delivery.provider);
  put.BindInt(3, delivery.number);
  put.BindInt(4, delivery.position);
  put.BindText(5, delivery.event);
  BindTime(put, 6, delivery.event_time);
  put.BindInt(7, static_cast<int>(delivery.state));
  put.BindInt(8, delivery.attempts);
  BindTime(put, 9, delivery.first_try);
  BindTime(put, 10, delivery.last_try);
  BindTime(put, 11, delivery.next_try);
  put.BindInt(12, delivery.code);
  put.BindText(13, delivery.problem);
  return Run(put);
}

absl::StatusOr<int64_t> WebhookStore::GiveUpRetrying(
    Transaction& transaction, absl::string_view id,
    absl::Time tried_before) const {
  Statement& give_up = transaction.Prepared(kGiveUpSql);
  give_up.BindText(1, id);
  BindTime(give_up, 2, tried_before);
  int64_t count = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, give_up.Step());
    if (!row) break;
    ++count;
  }
  give_up.Reset();
  return count;
}

absl::Status WebhookStore::PruneTaken(Transaction& transaction,
                                      absl::string_view id, int keep) const {
  Statement& prune = transaction.Prepared(kPruneSql);
  prune.BindText(1, id);
  prune.BindInt(2, keep);
  return Run(prune);
}

absl::StatusOr<std::string> WebhookStore::NameOrigin(
    Transaction& transaction, absl::string_view fresh) const {
  Statement& name = transaction.Prepared(kOriginSql);
  name.BindText(1, fresh);
  ASSIGN_OR_RETURN(const bool row, name.Step());
  if (!row) return absl::InternalError("the origin of webhooks has no row");
  std::string text(name.Text(0));
  name.Reset();
  return text;
}

}  // namespace regisseur
