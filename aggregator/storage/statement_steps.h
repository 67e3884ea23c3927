#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "aggregator/storage/database.h"
#include "core/base/status_macros.h"

namespace regisseur {

// Runs a statement that gives no rows, and resets it.
inline absl::Status Run(Statement& statement) {
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  (void)row;
  statement.Reset();
  return absl::OkStatus();
}

// The first column of the first row; absent when there is no row or it is null.
// Resets the statement.
inline absl::StatusOr<std::optional<int64_t>> FindInt(Statement& statement) {
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  std::optional<int64_t> value;
  if (row && !statement.IsNull(0)) value = statement.Int(0);
  statement.Reset();
  return value;
}

// The id of the row that an INSERT ... RETURNING id made. Resets the statement.
inline absl::StatusOr<int64_t> InsertedId(Statement& statement) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> id, FindInt(statement));
  if (!id.has_value()) return absl::InternalError("an insert gave no row");
  return *id;
}

inline void BindTime(Statement& statement, int index, absl::Time time) {
  statement.BindInt(index, ToStored(time));
}
inline void BindTime(Statement& statement, int index,
                     const std::optional<absl::Time>& time) {
  if (time.has_value()) {
    statement.BindInt(index, ToStored(*time));
  } else {
    statement.BindNull(index);
  }
}
inline absl::Time Time(const Statement& statement, int column) {
  return FromStored(statement.Int(column));
}
inline std::optional<absl::Time> FindTime(const Statement& statement,
                                          int column) {
  if (statement.IsNull(column)) return std::nullopt;
  return FromStored(statement.Int(column));
}

}  // namespace regisseur
