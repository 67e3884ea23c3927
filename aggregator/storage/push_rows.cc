#include "aggregator/storage/push_rows.h"

#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kKeepSql[] =
    "INSERT OR IGNORE INTO pushed (source, run, number, sha256) "
    "VALUES (?1, ?2, ?3, ?4)";
constexpr char kFindSql[] =
    "SELECT sha256 FROM pushed WHERE source = ?1 AND run = ?2 AND number = ?3";
constexpr char kForgetSql[] =
    "DELETE FROM pushed WHERE source = ?1 AND run = ?2";

}  // namespace

absl::Status KeepPush(Transaction& transaction, int64_t source,
                      const PushName& push) {
  Statement& keep = transaction.Prepared(kKeepSql);
  keep.BindInt(1, source);
  keep.BindText(2, push.run);
  keep.BindInt(3, push.number);
  keep.BindBlob(4, push.sha256);
  return Run(keep);
}

absl::StatusOr<std::optional<std::string>> FindPush(Connection& connection,
                                                    int64_t source,
                                                    absl::string_view run,
                                                    int64_t number) {
  Statement& find = connection.Prepared(kFindSql);
  find.BindInt(1, source);
  find.BindText(2, run);
  find.BindInt(3, number);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  std::optional<std::string> sha256;
  if (found) sha256 = std::string(find.Blob(0));
  find.Reset();
  return sha256;
}

absl::Status ForgetPushes(Transaction& transaction, int64_t source,
                          absl::string_view run) {
  Statement& forget = transaction.Prepared(kForgetSql);
  forget.BindInt(1, source);
  forget.BindText(2, run);
  return Run(forget);
}

}  // namespace regisseur
