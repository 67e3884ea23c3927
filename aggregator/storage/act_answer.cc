#include "aggregator/storage/act_answer.h"

#include "aggregator/storage/statement_steps.h"

namespace regisseur {
namespace {

constexpr char kAnswerSql[] =
    "UPDATE act SET answer = ?3 WHERE request_id = ?2 AND request_id <> ''"
    " AND actor = (SELECT id FROM actor WHERE identity = ?1)";

}  // namespace

absl::Status KeepActAnswer(Transaction& transaction, absl::string_view identity,
                           absl::string_view request_id,
                           absl::string_view answer) {
  Statement& keep = transaction.Prepared(kAnswerSql);
  keep.BindText(1, identity);
  keep.BindText(2, request_id);
  keep.BindBlob(3, answer);
  return Run(keep);
}

}  // namespace regisseur
