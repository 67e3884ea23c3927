#include "aggregator/storage/finding_rows.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

#define REGISSEUR_FINDING_COLUMNS                             \
  "f.id, f.severity, f.rule, f.field, f.file, f.first_line, " \
  "f.seen"

constexpr char kKnownFindingsSql[] =
    "SELECT " REGISSEUR_FINDING_COLUMNS
    " FROM finding f WHERE f.source = ?1 AND " REGISSEUR_KNOWN(
        "f", "?2") " ORDER BY f.id";
constexpr char kTellersFindingsSql[] =
    "SELECT " REGISSEUR_FINDING_COLUMNS
    " FROM finding f WHERE f.source = ?1 AND f.teller = ?2"
    " AND " REGISSEUR_IN_FORCE("f") " ORDER BY f.id";
constexpr char kStagedFindingsSql[] =
    "SELECT " REGISSEUR_FINDING_COLUMNS
    " FROM finding f WHERE f.source = ?1 AND f.known_until_us IS NULL"
    " AND f.known_from_us IS NULL ORDER BY f.id";
constexpr char kArgumentsSql[] =
    "SELECT name, value FROM finding_argument WHERE finding = ?1";
constexpr char kExamplesSql[] =
    "SELECT line, value FROM finding_example WHERE finding = ?1 "
    "ORDER BY position";
constexpr char kInsertFindingSql[] =
    "INSERT INTO finding (source, teller, run, severity, rule, field, file,"
    " first_line, seen, known_from_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
    " ?8, ?9, ?10) RETURNING id";
constexpr char kInsertArgumentSql[] =
    "INSERT INTO finding_argument (finding, name, value) VALUES (?1, ?2, ?3)";
constexpr char kInsertExampleSql[] =
    "INSERT INTO finding_example (finding, position, line, value) "
    "VALUES (?1, ?2, ?3, ?4)";
constexpr char kCloseFindingSql[] =
    "UPDATE finding SET known_until_us = ?2 WHERE id = ?1";
constexpr char kKnowFindingSql[] =
    "UPDATE finding SET known_from_us = ?2 WHERE id = ?1";
constexpr char kCloseReplacedSql[] =
    "UPDATE finding SET known_until_us = ?3 WHERE source = ?1 AND teller = 1"
    " AND known_from_us IS NOT NULL AND known_until_us IS NULL"
    " AND file <> '' AND file <> ?2 AND NOT EXISTS (SELECT 1 FROM delivery d"
    " WHERE d.source = ?1 AND d.known_from_us IS NOT NULL"
    " AND d.known_until_us IS NULL"
    " AND (d.origin = finding.file OR d.confirmed_origin = finding.file))";
constexpr const char* kDropFindingSql[] = {
    "DELETE FROM finding_argument WHERE finding = ?1",
    "DELETE FROM finding_example WHERE finding = ?1",
    "DELETE FROM finding WHERE id = ?1",
};

struct StoredFinding {
  int64_t id = 0;
  Finding finding;
};

bool SameKind(const Finding& a, const Finding& b) {
  return std::tie(a.severity, a.rule, a.field, a.file) ==
         std::tie(b.severity, b.rule, b.field, b.file);
}

bool Same(const Finding& a, const Finding& b) {
  return SameKind(a, b) && a.first_line == b.first_line && a.count == b.count &&
         a.arguments == b.arguments &&
         std::equal(a.examples.begin(), a.examples.end(), b.examples.begin(),
                    b.examples.end(),
                    [](const Finding::Example& x, const Finding::Example& y) {
                      return x.line == y.line && x.value == y.value;
                    });
}

// Reads what `read`, already bound, gives.
absl::StatusOr<std::vector<StoredFinding>> ReadStored(Connection& connection,
                                                      Statement& read) {
  std::vector<StoredFinding> findings;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    StoredFinding& stored = findings.emplace_back();
    stored.id = read.Int(0);
    stored.finding.severity = static_cast<Severity>(read.Int(1));
    stored.finding.rule = std::string(read.Text(2));
    stored.finding.field = std::string(read.Text(3));
    stored.finding.file = std::string(read.Text(4));
    stored.finding.first_line = read.Int(5);
    stored.finding.count = read.Int(6);
  }
  read.Reset();
  for (StoredFinding& stored : findings) {
    Statement& arguments = connection.Prepared(kArgumentsSql);
    arguments.BindInt(1, stored.id);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, arguments.Step());
      if (!row) break;
      stored.finding.arguments.emplace(arguments.Text(0), arguments.Text(1));
    }
    arguments.Reset();
    Statement& examples = connection.Prepared(kExamplesSql);
    examples.BindInt(1, stored.id);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, examples.Step());
      if (!row) break;
      stored.finding.examples.push_back(
          {examples.Int(0), std::string(examples.Text(1))});
    }
    examples.Reset();
  }
  return findings;
}

absl::Status Insert(Transaction& transaction, int64_t source,
                    FindingTeller teller, absl::string_view run,
                    const Finding& finding,
                    std::optional<absl::Time> known_from) {
  Statement& insert = transaction.Prepared(kInsertFindingSql);
  insert.BindInt(1, source);
  insert.BindInt(2, static_cast<int64_t>(teller));
  insert.BindText(3, run);
  insert.BindInt(4, static_cast<int64_t>(finding.severity));
  insert.BindText(5, finding.rule);
  insert.BindText(6, finding.field);
  insert.BindText(7, finding.file);
  insert.BindInt(8, finding.first_line);
  insert.BindInt(9, finding.count);
  BindTime(insert, 10, known_from);
  ASSIGN_OR_RETURN(const int64_t id, InsertedId(insert));
  for (const auto& [name, value] : finding.arguments) {
    Statement& argument = transaction.Prepared(kInsertArgumentSql);
    argument.BindInt(1, id);
    argument.BindText(2, name);
    argument.BindText(3, value);
    RETURN_IF_ERROR(Run(argument));
  }
  int64_t position = 0;
  for (const Finding::Example& example : finding.examples) {
    Statement& insert_example = transaction.Prepared(kInsertExampleSql);
    insert_example.BindInt(1, id);
    insert_example.BindInt(2, ++position);
    insert_example.BindInt(3, example.line);
    insert_example.BindText(4, example.value);
    RETURN_IF_ERROR(Run(insert_example));
  }
  return absl::OkStatus();
}

absl::Status Drop(Transaction& transaction, int64_t id) {
  for (const char* sql : kDropFindingSql) {
    Statement& drop = transaction.Prepared(sql);
    drop.BindInt(1, id);
    RETURN_IF_ERROR(Run(drop));
  }
  return absl::OkStatus();
}

absl::Status SetTime(Transaction& transaction, const char* sql, int64_t id,
                     absl::Time time) {
  Statement& set = transaction.Prepared(sql);
  set.BindInt(1, id);
  BindTime(set, 2, time);
  return Run(set);
}

// Takes out of `in_force` the finding that says the same, if there is one.
bool TakeSame(std::vector<StoredFinding>& in_force, const Finding& finding) {
  const auto same = std::find_if(in_force.begin(), in_force.end(),
                                 [&](const StoredFinding& stored) {
                                   return Same(stored.finding, finding);
                                 });
  if (same == in_force.end()) return false;
  in_force.erase(same);
  return true;
}

absl::StatusOr<std::vector<StoredFinding>> ReadTellers(Transaction& transaction,
                                                       int64_t source,
                                                       FindingTeller teller) {
  Statement& read = transaction.Prepared(kTellersFindingsSql);
  read.BindInt(1, source);
  read.BindInt(2, static_cast<int64_t>(teller));
  return ReadStored(transaction, read);
}

absl::StatusOr<std::vector<StoredFinding>> ReadStaged(Transaction& transaction,
                                                      int64_t source) {
  Statement& read = transaction.Prepared(kStagedFindingsSql);
  read.BindInt(1, source);
  return ReadStored(transaction, read);
}

}  // namespace

absl::Status CloseFindingsOfReplaced(Transaction& transaction, int64_t source,
                                     absl::string_view file,
                                     absl::Time known_until) {
  Statement& close = transaction.Prepared(kCloseReplacedSql);
  close.BindInt(1, source);
  close.BindText(2, file);
  BindTime(close, 3, known_until);
  return Run(close);
}

absl::Status StageFindings(Transaction& transaction, int64_t source,
                           absl::string_view run,
                           const std::vector<Finding>& findings) {
  if (findings.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<StoredFinding> staged,
                   ReadStaged(transaction, source));
  for (const Finding& finding : findings) {
    const auto same = std::find_if(staged.begin(), staged.end(),
                                   [&](const StoredFinding& stored) {
                                     return SameKind(stored.finding, finding);
                                   });
    if (same == staged.end()) {
      RETURN_IF_ERROR(Insert(transaction, source, FindingTeller::kRun, run,
                             finding, std::nullopt));
      continue;
    }
    Finding merged = same->finding;
    merged.count += finding.count;
    for (const Finding::Example& example : finding.examples) {
      if (merged.examples.size() == Finding::kMaxExamples) break;
      merged.examples.push_back(example);
    }
    RETURN_IF_ERROR(Drop(transaction, same->id));
    RETURN_IF_ERROR(Insert(transaction, source, FindingTeller::kRun, run,
                           merged, std::nullopt));
  }
  return absl::OkStatus();
}

absl::Status DropStagedFindings(Transaction& transaction, int64_t source) {
  ASSIGN_OR_RETURN(const std::vector<StoredFinding> staged,
                   ReadStaged(transaction, source));
  for (const StoredFinding& stored : staged) {
    RETURN_IF_ERROR(Drop(transaction, stored.id));
  }
  return absl::OkStatus();
}

absl::Status PutFindingsInForce(Transaction& transaction, int64_t source,
                                const std::set<std::string>& files,
                                absl::Time known_from) {
  ASSIGN_OR_RETURN(const std::vector<StoredFinding> staged,
                   ReadStaged(transaction, source));
  ASSIGN_OR_RETURN(std::vector<StoredFinding> in_force,
                   ReadTellers(transaction, source, FindingTeller::kRun));
  std::set<std::string> all_files = files;
  for (const StoredFinding& stored : staged) {
    all_files.insert(stored.finding.file);
  }
  in_force.erase(std::remove_if(in_force.begin(), in_force.end(),
                                [&](const StoredFinding& stored) {
                                  return all_files.count(stored.finding.file) ==
                                         0;
                                }),
                 in_force.end());
  for (const StoredFinding& stored : staged) {
    RETURN_IF_ERROR(
        TakeSame(in_force, stored.finding)
            ? Drop(transaction, stored.id)
            : SetTime(transaction, kKnowFindingSql, stored.id, known_from));
  }
  for (const StoredFinding& stored : in_force) {
    RETURN_IF_ERROR(
        SetTime(transaction, kCloseFindingSql, stored.id, known_from));
  }
  return absl::OkStatus();
}

absl::Status ReplaceFindings(Transaction& transaction, int64_t source,
                             FindingTeller teller,
                             const std::vector<Finding>& findings,
                             absl::Time known_from) {
  ASSIGN_OR_RETURN(std::vector<StoredFinding> in_force,
                   ReadTellers(transaction, source, teller));
  for (const Finding& finding : findings) {
    if (TakeSame(in_force, finding)) continue;
    RETURN_IF_ERROR(
        Insert(transaction, source, teller, "", finding, known_from));
  }
  for (const StoredFinding& stored : in_force) {
    RETURN_IF_ERROR(
        SetTime(transaction, kCloseFindingSql, stored.id, known_from));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Finding>> ReadFindings(Connection& connection,
                                                  int64_t source, AsOf as_of) {
  Statement& read = connection.Prepared(kKnownFindingsSql);
  read.BindInt(1, source);
  BindTime(read, 2, as_of.known);
  ASSIGN_OR_RETURN(std::vector<StoredFinding> stored,
                   ReadStored(connection, read));
  std::stable_sort(
      stored.begin(), stored.end(),
      [](const StoredFinding& a, const StoredFinding& b) {
        const Finding& x = a.finding;
        const Finding& y = b.finding;
        return std::tie(x.severity, x.file, x.first_line, x.rule, x.field) <
               std::tie(y.severity, y.file, y.first_line, y.rule, y.field);
      });
  std::vector<Finding> findings;
  findings.reserve(stored.size());
  for (StoredFinding& entry : stored) {
    findings.push_back(std::move(entry.finding));
  }
  return findings;
}

}  // namespace regisseur
