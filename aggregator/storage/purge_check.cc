#include "aggregator/storage/purge_check.h"

#include <optional>
#include <string>
#include <vector>

#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/chain_reader.h"
#include "aggregator/storage/retention.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"
#include "core/evidence/chain_entry.h"

namespace regisseur {
namespace {

constexpr char kPlaceSql[] =
    "SELECT d.chain, c.name, d.number, d.purge_act FROM delivery d "
    "JOIN chain c ON c.id = d.chain WHERE d.id = ?1 AND d.number IS NOT NULL";
constexpr char kActPlaceSql[] = "SELECT chain, number FROM act WHERE id = ?1";
constexpr char kOriginalPurgesSql[] =
    "SELECT DISTINCT purge_act FROM original WHERE sha256 = ?1 "
    "ORDER BY purge_act";

// Where a delivery stands.
struct Place {
  int64_t chain = 0;
  std::string chain_name;
  int64_t number = 0;
  std::optional<int64_t> purge_act;
};
absl::StatusOr<std::optional<Place>> FindPlace(Connection& connection,
                                               int64_t delivery) {
  Statement& read = connection.Prepared(kPlaceSql);
  read.BindInt(1, delivery);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  std::optional<Place> place;
  if (found) {
    place = Place{read.Int(0), std::string(read.Text(1)), read.Int(2), {}};
    if (!read.IsNull(3)) place->purge_act = read.Int(3);
  }
  read.Reset();
  return place;
}

// The act has this row, and is as it was chained.
absl::StatusOr<bool> DoesActSay(Connection& connection, int64_t act,
                                absl::string_view row) {
  bool says = false;
  RETURN_IF_ERROR(
      ReadActRows(connection, act, [&](int64_t, absl::string_view bytes) {
        says = says || bytes == row;
        return absl::OkStatus();
      }));
  if (!says) return false;
  Statement& place = connection.Prepared(kActPlaceSql);
  place.BindInt(1, act);
  ASSIGN_OR_RETURN(const bool found, place.Step());
  const int64_t chain = found ? place.Int(0) : 0;
  const int64_t number = found ? place.Int(1) : 0;
  place.Reset();
  ASSIGN_OR_RETURN(const std::optional<StoredEntry> entry,
                   FindStoredEntry(connection, chain, number));
  if (!entry.has_value() || entry->is_delivery()) return false;
  ASSIGN_OR_RETURN(const bool head, IsHeadAsChained(connection, chain, *entry));
  if (!head) return false;
  return AreRowsAsChained(connection, *entry);
}

}  // namespace

absl::StatusOr<bool> IsDeliveryAsChained(Connection& connection,
                                         int64_t delivery) {
  ASSIGN_OR_RETURN(const std::optional<Place> place,
                   FindPlace(connection, delivery));
  if (!place.has_value()) return false;
  ASSIGN_OR_RETURN(const std::optional<StoredEntry> entry,
                   FindStoredEntry(connection, place->chain, place->number));
  if (!entry.has_value() || entry->id != delivery) return false;
  ASSIGN_OR_RETURN(const bool head,
                   IsHeadAsChained(connection, place->chain, *entry));
  const auto* told = std::get_if<DeliveryHead>(&entry->head);
  if (!head || told == nullptr ||
      (told->kind != FactKind::kMeasurements &&
       told->kind != FactKind::kTickets && told->kind != FactKind::kInvoices)) {
    return head;
  }
  return AreRowsAsChained(connection, *entry);
}

absl::StatusOr<bool> IsPurgeRecorded(Connection& connection, int64_t delivery) {
  ASSIGN_OR_RETURN(const std::optional<Place> place,
                   FindPlace(connection, delivery));
  if (!place.has_value() || !place->purge_act.has_value()) return false;
  return DoesActSay(connection, *place->purge_act,
                    PurgedRows{place->chain_name, place->number}.Encode());
}

absl::StatusOr<bool> IsOriginalPurgeRecorded(Connection& connection,
                                             absl::string_view sha256) {
  std::vector<std::optional<int64_t>> acts;
  Statement& read = connection.Prepared(kOriginalPurgesSql);
  read.BindText(1, sha256);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    acts.emplace_back();
    if (!read.IsNull(0)) acts.back() = read.Int(0);
  }
  read.Reset();
  for (const std::optional<int64_t>& act : acts) {
    if (!act.has_value()) return false;
    ASSIGN_OR_RETURN(const bool says,
                     DoesActSay(connection, *act, PurgedOriginalRow(sha256)));
    if (!says) return false;
  }
  return !acts.empty();
}

}  // namespace regisseur
