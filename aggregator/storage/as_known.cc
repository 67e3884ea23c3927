#include "aggregator/storage/as_known.h"

#include <optional>

#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kNextKnownSql[] =
    "UPDATE meta SET last_known_us ="
    " CASE WHEN ?1 > last_known_us THEN ?1 ELSE last_known_us + 1 END "
    "WHERE id = 1 RETURNING last_known_us";

}  // namespace

absl::StatusOr<absl::Time> NextKnownTime(Transaction& transaction,
                                         const Clock& clock) {
  Statement& next = transaction.Prepared(kNextKnownSql);
  BindTime(next, 1, clock.Now());
  ASSIGN_OR_RETURN(const std::optional<int64_t> known, FindInt(next));
  if (!known.has_value()) {
    return absl::DataLossError("the table meta is empty; restore a backup");
  }
  return FromStored(*known);
}

}  // namespace regisseur
