#include "aggregator/storage/objective_rows.h"

#include <string>
#include <utility>
#include <vector>

#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kInsertObjectiveSql[] =
    "INSERT INTO objective (delivery, row, line, party, name, display_name,"
    " service_text, description, target_window, budgeting_method_text,"
    " indicator, document, format_text) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
    "RETURNING id";
constexpr char kInsertTargetSql[] =
    "INSERT INTO objective_target (objective, position, name, percent,"
    " condition) VALUES (?1, ?2, ?3, ?4, ?5)";
#define REGISSEUR_TEXT(column) "(SELECT value FROM text WHERE id = " column ")"
constexpr char kObjectivesSql[] =
    "SELECT o.id, o.row, o.line, p.name, o.name, o.display_name, "
    REGISSEUR_TEXT("o.service_text") ", o.description, o.target_window, "
    REGISSEUR_TEXT("o.budgeting_method_text") ", o.indicator, o.document, "
    REGISSEUR_TEXT("o.format_text")
    " FROM objective o JOIN party p ON p.id = o.party "
    "WHERE o.delivery = ?1 ORDER BY o.row";
constexpr char kTargetsSql[] =
    "SELECT name, percent, condition FROM objective_target "
    "WHERE objective = ?1 ORDER BY position";
constexpr char kDropTargetsSql[] =
    "DELETE FROM objective_target WHERE objective IN"
    " (SELECT id FROM objective WHERE delivery = ?1)";
constexpr char kDropObjectivesSql[] =
    "DELETE FROM objective WHERE delivery = ?1";

absl::Status ReadTargets(Connection& connection, StoredObjective& stored) {
  Statement& read = connection.Prepared(kTargetsSql);
  read.BindInt(1, stored.id);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    DeclaredTarget target;
    target.name = std::string(read.Text(0));
    ASSIGN_OR_RETURN(target.percent, Decimal::Parse(read.Text(1)));
    target.condition = std::string(read.Text(2));
    stored.objective.targets.push_back(std::move(target));
  }
  read.Reset();
  return absl::OkStatus();
}

}  // namespace

absl::Status InsertObjective(Transaction& transaction, TextDictionary& texts,
                             int64_t delivery, int64_t row, int64_t party,
                             const DeclaredObjective& objective) {
  ASSIGN_OR_RETURN(const int64_t service,
                   texts.Intern(transaction, objective.service));
  ASSIGN_OR_RETURN(const int64_t method,
                   texts.Intern(transaction, objective.budgeting_method));
  ASSIGN_OR_RETURN(const int64_t format,
                   texts.Intern(transaction, objective.format));
  Statement& insert = transaction.Prepared(kInsertObjectiveSql);
  insert.BindInt(1, delivery);
  insert.BindInt(2, row);
  insert.BindInt(3, objective.line);
  insert.BindInt(4, party);
  insert.BindText(5, objective.name);
  insert.BindText(6, objective.display_name);
  insert.BindInt(7, service);
  insert.BindText(8, objective.description);
  insert.BindText(9, objective.window);
  insert.BindInt(10, method);
  insert.BindText(11, objective.indicator);
  insert.BindText(12, objective.document);
  insert.BindInt(13, format);
  ASSIGN_OR_RETURN(const int64_t id, InsertedId(insert));
  int64_t position = 0;
  for (const DeclaredTarget& target : objective.targets) {
    Statement& put = transaction.Prepared(kInsertTargetSql);
    put.BindInt(1, id);
    put.BindInt(2, ++position);
    put.BindText(3, target.name);
    put.BindText(4, target.percent.ToString());
    put.BindText(5, target.condition);
    RETURN_IF_ERROR(Run(put));
  }
  return absl::OkStatus();
}

absl::Status ReadObjectives(
    Connection& connection, int64_t delivery,
    const std::function<absl::Status(StoredObjective&)>& take) {
  std::vector<StoredObjective> objectives;
  Statement& read = connection.Prepared(kObjectivesSql);
  read.BindInt(1, delivery);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    StoredObjective& stored = objectives.emplace_back();
    stored.id = read.Int(0);
    stored.row = read.Int(1);
    DeclaredObjective& objective = stored.objective;
    objective.line = read.Int(2);
    objective.party = std::string(read.Text(3));
    objective.name = std::string(read.Text(4));
    objective.display_name = std::string(read.Text(5));
    objective.service = std::string(read.Text(6));
    objective.description = std::string(read.Text(7));
    objective.window = std::string(read.Text(8));
    objective.budgeting_method = std::string(read.Text(9));
    objective.indicator = std::string(read.Text(10));
    objective.document = std::string(read.Text(11));
    objective.format = std::string(read.Text(12));
  }
  read.Reset();
  for (StoredObjective& stored : objectives) {
    RETURN_IF_ERROR(ReadTargets(connection, stored));
    RETURN_IF_ERROR(take(stored));
  }
  return absl::OkStatus();
}

absl::Status DropObjectives(Transaction& transaction, int64_t delivery) {
  for (const char* const sql : {kDropTargetsSql, kDropObjectivesSql}) {
    Statement& drop = transaction.Prepared(sql);
    drop.BindInt(1, delivery);
    RETURN_IF_ERROR(Run(drop));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
