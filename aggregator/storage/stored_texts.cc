#include "aggregator/storage/stored_texts.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kGetTextSql[] = "SELECT value FROM text WHERE id = ?1";

}  // namespace

absl::StatusOr<std::string> GetStoredText(Connection& connection, int64_t id) {
  if (id == 0) return std::string();
  Statement& read = connection.Prepared(kGetTextSql);
  read.BindInt(1, id);
  ASSIGN_OR_RETURN(const bool row, read.Step());
  if (!row) {
    return absl::DataLossError(
        absl::StrCat("text ", id, " is missing; restore a backup"));
  }
  std::string text(read.Text(0));
  read.Reset();
  return text;
}

absl::StatusOr<std::string> StoredTexts::Get(Connection& connection,
                                             int64_t id) {
  const auto known = texts_.find(id);
  if (known != texts_.end()) return known->second;
  ASSIGN_OR_RETURN(std::string text, GetStoredText(connection, id));
  texts_.emplace(id, text);
  return text;
}

}  // namespace regisseur
