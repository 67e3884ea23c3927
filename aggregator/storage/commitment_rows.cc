#include "aggregator/storage/commitment_rows.h"

#include <optional>
#include <string>
#include <vector>

#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kInsertSql[] =
    "INSERT INTO commitment (delivery, row, line, party, contract, name,"
    " category_text, type_text, description, start_us, end_us,"
    " contract_start_us, contract_end_us, cost, currency_text, quantity,"
    " unit_text, model_text, lifecycle_text) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
    " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
#define REGISSEUR_TEXT(column) "(SELECT value FROM text WHERE id = " column ")"
constexpr char kCommitmentsSql[] =
    "SELECT c.row, c.line, p.name, c.contract, c.name, "
    REGISSEUR_TEXT("c.category_text") ", "
    REGISSEUR_TEXT("c.type_text") ", c.description, c.start_us, c.end_us,"
    " c.contract_start_us, c.contract_end_us, c.cost, "
    REGISSEUR_TEXT("c.currency_text") ", c.quantity, "
    REGISSEUR_TEXT("c.unit_text") ", " REGISSEUR_TEXT("c.model_text") ", "
    REGISSEUR_TEXT("c.lifecycle_text")
    " FROM commitment c JOIN party p ON p.id = c.party "
    "WHERE c.delivery = ?1 ORDER BY c.row";
constexpr char kDropSql[] = "DELETE FROM commitment WHERE delivery = ?1";

void BindNumber(Statement& statement, int index,
                const std::optional<Decimal>& number) {
  if (number.has_value()) {
    statement.BindText(index, number->ToString());
  } else {
    statement.BindNull(index);
  }
}

absl::Status FindNumber(const Statement& read, int column,
                        std::optional<Decimal>& number) {
  if (read.IsNull(column)) return absl::OkStatus();
  ASSIGN_OR_RETURN(number, Decimal::Parse(read.Text(column)));
  return absl::OkStatus();
}

}  // namespace

absl::Status InsertCommitment(Transaction& transaction, TextDictionary& texts,
                              int64_t delivery, int64_t row, int64_t party,
                              const ContractCommitment& commitment) {
  ASSIGN_OR_RETURN(const int64_t category,
                   texts.Intern(transaction, commitment.category));
  ASSIGN_OR_RETURN(const int64_t type,
                   texts.Intern(transaction, commitment.type));
  ASSIGN_OR_RETURN(const int64_t currency,
                   texts.Intern(transaction, commitment.currency));
  ASSIGN_OR_RETURN(const int64_t unit,
                   texts.Intern(transaction, commitment.unit));
  ASSIGN_OR_RETURN(const int64_t model,
                   texts.Intern(transaction, commitment.model));
  ASSIGN_OR_RETURN(const int64_t lifecycle,
                   texts.Intern(transaction, commitment.lifecycle));
  Statement& insert = transaction.Prepared(kInsertSql);
  insert.BindInt(1, delivery);
  insert.BindInt(2, row);
  insert.BindInt(3, commitment.line);
  insert.BindInt(4, party);
  insert.BindText(5, commitment.contract_id);
  insert.BindText(6, commitment.id);
  insert.BindInt(7, category);
  insert.BindInt(8, type);
  insert.BindText(9, commitment.description);
  BindTime(insert, 10, commitment.start);
  BindTime(insert, 11, commitment.end);
  BindTime(insert, 12, commitment.contract_start);
  BindTime(insert, 13, commitment.contract_end);
  BindNumber(insert, 14, commitment.cost);
  insert.BindInt(15, currency);
  BindNumber(insert, 16, commitment.quantity);
  insert.BindInt(17, unit);
  insert.BindInt(18, model);
  insert.BindInt(19, lifecycle);
  return Run(insert);
}

absl::Status ReadCommitments(
    Connection& connection, int64_t delivery,
    const std::function<absl::Status(StoredCommitment&)>& take) {
  std::vector<StoredCommitment> commitments;
  Statement& read = connection.Prepared(kCommitmentsSql);
  read.BindInt(1, delivery);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    StoredCommitment& stored = commitments.emplace_back();
    stored.row = read.Int(0);
    ContractCommitment& commitment = stored.commitment;
    commitment.line = read.Int(1);
    commitment.party = std::string(read.Text(2));
    commitment.contract_id = std::string(read.Text(3));
    commitment.id = std::string(read.Text(4));
    commitment.category = std::string(read.Text(5));
    commitment.type = std::string(read.Text(6));
    commitment.description = std::string(read.Text(7));
    commitment.start = FindTime(read, 8);
    commitment.end = FindTime(read, 9);
    commitment.contract_start = FindTime(read, 10);
    commitment.contract_end = FindTime(read, 11);
    RETURN_IF_ERROR(FindNumber(read, 12, commitment.cost));
    commitment.currency = std::string(read.Text(13));
    RETURN_IF_ERROR(FindNumber(read, 14, commitment.quantity));
    commitment.unit = std::string(read.Text(15));
    commitment.model = std::string(read.Text(16));
    commitment.lifecycle = std::string(read.Text(17));
  }
  read.Reset();
  for (StoredCommitment& stored : commitments) RETURN_IF_ERROR(take(stored));
  return absl::OkStatus();
}

absl::Status DropCommitments(Transaction& transaction, int64_t delivery) {
  Statement& drop = transaction.Prepared(kDropSql);
  drop.BindInt(1, delivery);
  return Run(drop);
}

}  // namespace regisseur
