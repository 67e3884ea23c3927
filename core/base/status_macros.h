#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// In the shape that newer Abseil has (Debian's 20220623 has none).

#define REGISSEUR_CONCAT_INNER(a, b) a##b
#define REGISSEUR_CONCAT(a, b) REGISSEUR_CONCAT_INNER(a, b)

// Returns from the enclosing function when `expr`, an absl::Status, is not OK.
#define RETURN_IF_ERROR(expr) \
  RETURN_IF_ERROR_IMPL(REGISSEUR_CONCAT(status_, __LINE__), expr)
#define RETURN_IF_ERROR_IMPL(tmp, expr)                   \
  do {                                                    \
    if (absl::Status tmp = (expr); !tmp.ok()) return tmp; \
  } while (false)

// Assigns the value of `expr`, an absl::StatusOr, to `lhs` (which may declare a
// variable), or returns its status. `expr` may hold commas.
#define ASSIGN_OR_RETURN(lhs, ...)                                   \
  ASSIGN_OR_RETURN_IMPL(REGISSEUR_CONCAT(status_or_, __LINE__), lhs, \
                        (__VA_ARGS__))
#define ASSIGN_OR_RETURN_IMPL(tmp, lhs, expr) \
  auto tmp = expr;                            \
  if (!tmp.ok()) return tmp.status();         \
  lhs = std::move(tmp).value()
