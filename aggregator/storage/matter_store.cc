#include "aggregator/storage/matter_store.h"

#include "absl/strings/str_cat.h"
#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"
#include "core/evidence/canonical_bytes.h"
#include "core/evidence/sha256.h"

namespace regisseur {
namespace {

#define REGISSEUR_STEP_COLUMNS                                              \
  "SELECT m.id, m.kind, m.name, m.provider, m.contract, m.objective,"       \
  " m.from_us, m.to_us, s.id, s.move, s.act, a.known_from_us FROM matter m" \
  " JOIN matter_step s ON s.matter = m.id JOIN act a ON a.id = s.act "
// An empty text asks for all.
constexpr char kListSql[] = REGISSEUR_STEP_COLUMNS
    "WHERE m.kind = ?1 AND (?2 = '' OR m.provider = ?2)"
    " AND (?3 = '' OR m.contract = ?3) AND (?4 = '' OR m.objective = ?4)"
    " AND m.from_us < ?6 AND m.to_us > ?5 AND a.known_from_us <= ?7 "
    "ORDER BY m.id, s.id";
constexpr char kFindSql[] =
    REGISSEUR_STEP_COLUMNS "WHERE m.kind = ?1 AND m.name = ?2 ORDER BY s.id";
constexpr char kAllSql[] = REGISSEUR_STEP_COLUMNS "ORDER BY s.id";
constexpr char kPromisesSql[] =
    "SELECT DISTINCT contract, objective FROM matter";
constexpr char kChainedSql[] =
    "SELECT a.number, a.known_from_us, a.role, m.kind, m.name, m.provider,"
    " m.contract, m.objective, m.from_us, m.to_us, s.move FROM matter_step s"
    " JOIN act a ON a.id = s.act JOIN chain c ON c.id = a.chain"
    " JOIN matter m ON m.id = s.matter "
    "WHERE c.name = ?1 AND m.provider = ?1 AND a.number > ?2 "
    "ORDER BY a.number, s.id";
constexpr char kValuesSql[] =
    "SELECT name, value FROM matter_value WHERE step = ?1 ORDER BY position";
constexpr char kFindMatterSql[] =
    "SELECT id FROM matter WHERE kind = ?1 AND name = ?2";
constexpr char kInsertMatterSql[] =
    "INSERT INTO matter (kind, name, provider, contract, objective, from_us,"
    " to_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";
constexpr char kInsertStepSql[] =
    "INSERT INTO matter_step (matter, move, act) VALUES (?1, ?2, ?3) "
    "RETURNING id";
constexpr char kKeepTextSql[] =
    "INSERT INTO matter_text (sha256, content) VALUES (?1, ?2) "
    "ON CONFLICT (sha256) DO NOTHING";
constexpr char kGetTextSql[] =
    "SELECT content FROM matter_text WHERE sha256 = ?1";
constexpr char kAllTextsSql[] =
    "SELECT sha256, content FROM matter_text ORDER BY sha256";
constexpr char kMissingTextsSql[] =
    "SELECT DISTINCT m.name, v.value FROM matter_value v"
    " JOIN matter_step s ON s.id = v.step JOIN matter m ON m.id = s.matter"
    " WHERE v.name IN ('text_sha256', 'agreed_sha256') AND v.value <> ''"
    " AND v.value NOT IN (SELECT sha256 FROM matter_text)"
    " ORDER BY m.name, v.value";
constexpr char kCountStepsSql[] =
    "SELECT COUNT(*) FROM matter m JOIN matter_step s ON s.matter = m.id"
    " WHERE m.kind = ?1";
constexpr char kInsertValueSql[] =
    "INSERT INTO matter_value (step, position, name, value) "
    "VALUES (?1, ?2, ?3, ?4)";

// A row of the columns above, words as they are stored.
struct StepRow {
  int64_t matter = 0;
  std::string kind;
  MatterSubject subject;
  int64_t step = 0;
  std::string move;
  int64_t act = 0;
  absl::Time known;
};

StepRow ReadRow(const Statement& read) {
  StepRow row;
  row.matter = read.Int(0);
  row.kind = std::string(read.Text(1));
  row.subject.name = std::string(read.Text(2));
  row.subject.provider = std::string(read.Text(3));
  row.subject.contract = std::string(read.Text(4));
  row.subject.objective = std::string(read.Text(5));
  row.subject.range = {Time(read, 6), Time(read, 7)};
  row.step = read.Int(8);
  row.move = std::string(read.Text(9));
  row.act = read.Int(10);
  row.known = Time(read, 11);
  return row;
}

absl::StatusOr<std::vector<StepRow>> ReadRows(Statement& read) {
  std::vector<StepRow> rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    rows.push_back(ReadRow(read));
  }
  read.Reset();
  return rows;
}

using Values = std::vector<std::pair<std::string, std::string>>;

absl::StatusOr<Values> ReadValues(Connection& connection, int64_t step) {
  Values values;
  Statement& read = connection.Prepared(kValuesSql);
  read.BindInt(1, step);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    values.emplace_back(std::string(read.Text(0)), std::string(read.Text(1)));
  }
  read.Reset();
  return values;
}

// As it is hashed: the words as the table has them.
std::string Canonical(absl::string_view kind, const MatterSubject& subject,
                      absl::string_view move, const Values& values) {
  CanonicalBytes row;
  row.Letter(kMatterLetter);
  row.Text(kind);
  row.Text(subject.name);
  row.Text(subject.provider);
  row.Text(subject.contract);
  row.Text(subject.objective);
  row.Moment(subject.range.from);
  row.Moment(subject.range.to);
  row.Text(move);
  row.Int(static_cast<int64_t>(values.size()));
  for (const auto& [name, value] : values) {
    row.Text(name);
    row.Text(value);
  }
  return std::string(row.bytes());
}

absl::Status Unknown(absl::string_view what, const StepRow& row) {
  return absl::DataLossError(absl::StrCat(
      row.kind, " ", row.subject.name, " has ", what,
      " that this program does not know; it was changed by hand, or a newer "
      "program wrote it"));
}

absl::StatusOr<std::vector<Matter>> Assemble(Connection& connection,
                                             std::vector<StepRow> rows) {
  std::vector<Matter> matters;
  for (StepRow& row : rows) {
    if (matters.empty() || matters.back().key != row.matter) {
      Matter& matter = matters.emplace_back();
      matter.key = row.matter;
      matter.subject = std::move(row.subject);
      const std::optional<MatterKind> kind = FindMatterKind(row.kind);
      if (!kind.has_value()) return Unknown("a kind", row);
      matter.subject.kind = *kind;
    }
    MatterStep& step = matters.back().steps.emplace_back();
    const std::optional<MatterMove> move = FindMatterMove(row.move);
    if (!move.has_value()) return Unknown("a move", row);
    step.move = *move;
    ASSIGN_OR_RETURN(step.values, ReadValues(connection, row.step));
    ASSIGN_OR_RETURN(step.act, GetAct(connection, row.act));
  }
  return matters;
}

}  // namespace

std::string NewMatterStep::Encode() const {
  return Canonical(MatterKindWord(subject.kind), subject, MatterMoveWord(move),
                   values);
}

std::string MatterStep::Value(absl::string_view name) const {
  for (const auto& [known, value] : values) {
    if (known == name) return value;
  }
  return "";
}

std::string MatterStep::Text(absl::string_view name) const {
  for (const auto& [known, text] : act.personal) {
    if (known == name) return text.value_or("");
  }
  return "";
}

std::vector<MatterMove> Matter::Moves() const {
  std::vector<MatterMove> moves;
  for (const MatterStep& step : steps) moves.push_back(step.move);
  return moves;
}

const MatterStep* Matter::FindLast(MatterMove move) const {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->move == move) return &*step;
  }
  return nullptr;
}

std::string Matter::LastValue(absl::string_view name) const {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    for (const auto& [known, value] : step->values) {
      if (known == name) return value;
    }
  }
  return "";
}

absl::StatusOr<std::vector<Matter>> MatterStore::List(
    Connection& connection, const MatterFilter& filter, AsOf as_of) const {
  Statement& list = connection.Prepared(kListSql);
  list.BindText(1, MatterKindWord(filter.kind));
  list.BindText(2, filter.provider);
  list.BindText(3, filter.contract);
  list.BindText(4, filter.objective);
  BindTime(list, 5, filter.range.from);
  BindTime(list, 6, filter.range.to);
  BindTime(list, 7, as_of.known);
  ASSIGN_OR_RETURN(std::vector<StepRow> rows, ReadRows(list));
  return Assemble(connection, std::move(rows));
}

absl::StatusOr<std::vector<Matter>> MatterStore::List(
    const Principal& who, const MatterFilter& filter, AsOf as_of) const {
  std::vector<Matter> matters;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(matters, List(connection, filter, as_of));
    return absl::OkStatus();
  }));
  return matters;
}

absl::StatusOr<std::optional<Matter>> MatterStore::Find(
    Connection& connection, MatterKind kind, absl::string_view name) const {
  Statement& find = connection.Prepared(kFindSql);
  find.BindText(1, MatterKindWord(kind));
  find.BindText(2, name);
  ASSIGN_OR_RETURN(std::vector<StepRow> rows, ReadRows(find));
  ASSIGN_OR_RETURN(std::vector<Matter> matters,
                   Assemble(connection, std::move(rows)));
  if (matters.empty()) return std::optional<Matter>();
  return std::optional<Matter>(std::move(matters.front()));
}

absl::StatusOr<std::optional<Matter>> MatterStore::Find(
    const Principal& who, MatterKind kind, absl::string_view name) const {
  std::optional<Matter> matter;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(matter, Find(connection, kind, name));
    return absl::OkStatus();
  }));
  return matter;
}

absl::StatusOr<std::vector<ChainedMatterStep>> MatterStore::ListChained(
    const Principal& who, absl::string_view provider, int64_t after,
    int limit) const {
  std::vector<ChainedMatterStep> steps;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kChainedSql);
    read.BindText(1, provider);
    read.BindInt(2, after);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      const int64_t number = read.Int(0);
      if (static_cast<int>(steps.size()) >= limit &&
          steps.back().number != number) {
        break;
      }
      ChainedMatterStep& step = steps.emplace_back();
      step.number = number;
      step.known_from = Time(read, 1);
      step.role = FindRole(read.Text(2)).value_or(Principal::Role::kSystem);
      StepRow row;
      row.kind = std::string(read.Text(3));
      row.subject = {.kind = MatterKind::kExclusion,
                     .name = std::string(read.Text(4)),
                     .provider = std::string(read.Text(5)),
                     .contract = std::string(read.Text(6)),
                     .objective = std::string(read.Text(7)),
                     .range = {Time(read, 8), Time(read, 9)}};
      row.move = std::string(read.Text(10));
      const std::optional<MatterKind> kind = FindMatterKind(row.kind);
      if (!kind.has_value()) return Unknown("a kind", row);
      const std::optional<MatterMove> move = FindMatterMove(row.move);
      if (!move.has_value()) return Unknown("a move", row);
      step.subject = std::move(row.subject);
      step.subject.kind = *kind;
      step.move = *move;
    }
    read.Reset();
    return absl::OkStatus();
  }));
  return steps;
}

absl::StatusOr<std::set<std::pair<std::string, std::string>>>
MatterStore::ListPromises(const Principal& who) const {
  std::set<std::pair<std::string, std::string>> promises;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kPromisesSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) return absl::OkStatus();
      promises.emplace(std::string(read.Text(0)), std::string(read.Text(1)));
    }
  }));
  return promises;
}

absl::StatusOr<int64_t> MatterStore::CountSteps(const Principal& who,
                                                MatterKind kind) const {
  int64_t count = 0;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kCountStepsSql);
    read.BindText(1, MatterKindWord(kind));
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (found) count = read.Int(0);
    read.Reset();
    return absl::OkStatus();
  }));
  return count;
}

absl::StatusOr<std::string> MatterStore::KeepText(
    Transaction& transaction, const std::string& text) const {
  std::string sha256 = ToHex(Sha256Hasher().Hash(text));
  Statement& keep = transaction.Prepared(kKeepTextSql);
  keep.BindText(1, sha256);
  keep.BindText(2, text);
  RETURN_IF_ERROR(Run(keep));
  return sha256;
}

absl::StatusOr<std::string> MatterStore::GetText(
    const Principal& who, absl::string_view sha256) const {
  std::optional<std::string> text;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kGetTextSql);
    read.BindText(1, sha256);
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (found) text = std::string(read.Text(0));
    read.Reset();
    return absl::OkStatus();
  }));
  if (!text.has_value()) {
    return absl::NotFoundError(
        absl::StrCat("no text with SHA-256 ", sha256, " is kept"));
  }
  if (ToHex(Sha256Hasher().Hash(*text)) != sha256) {
    return absl::DataLossError(absl::StrCat(
        "the text that is kept as ", sha256,
        " is another one; the database was changed by hand: restore a backup"));
  }
  return *std::move(text);
}

absl::Status MatterStore::Insert(Transaction& transaction,
                                 const NewMatterStep& step,
                                 const ActRecord& act) const {
  const MatterSubject& subject = step.subject;
  Statement& find = transaction.Prepared(kFindMatterSql);
  find.BindText(1, MatterKindWord(subject.kind));
  find.BindText(2, subject.name);
  ASSIGN_OR_RETURN(std::optional<int64_t> matter, FindInt(find));
  if (!matter.has_value()) {
    Statement& insert = transaction.Prepared(kInsertMatterSql);
    insert.BindText(1, MatterKindWord(subject.kind));
    insert.BindText(2, subject.name);
    insert.BindText(3, subject.provider);
    insert.BindText(4, subject.contract);
    insert.BindText(5, subject.objective);
    BindTime(insert, 6, subject.range.from);
    BindTime(insert, 7, subject.range.to);
    ASSIGN_OR_RETURN(matter, InsertedId(insert));
  }
  Statement& insert = transaction.Prepared(kInsertStepSql);
  insert.BindInt(1, *matter);
  insert.BindText(2, MatterMoveWord(step.move));
  insert.BindInt(3, act.key);
  ASSIGN_OR_RETURN(const int64_t id, InsertedId(insert));
  int64_t position = 0;
  for (const auto& [name, value] : step.values) {
    Statement& add = transaction.Prepared(kInsertValueSql);
    add.BindInt(1, id);
    add.BindInt(2, position++);
    add.BindText(3, name);
    add.BindText(4, value);
    RETURN_IF_ERROR(Run(add));
  }
  return absl::OkStatus();
}

absl::Status ReadMatterRows(
    Connection& connection,
    const std::function<absl::Status(absl::string_view row, absl::Time known)>&
        take) {
  ASSIGN_OR_RETURN(const std::vector<StepRow> rows,
                   ReadRows(connection.Prepared(kAllSql)));
  for (const StepRow& row : rows) {
    ASSIGN_OR_RETURN(const Values values, ReadValues(connection, row.step));
    RETURN_IF_ERROR(
        take(Canonical(row.kind, row.subject, row.move, values), row.known));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ListLostTexts(Connection& connection) {
  std::vector<std::string> lost;
  Statement& read = connection.Prepared(kAllTextsSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    if (ToHex(Sha256Hasher().Hash(read.Text(1))) != read.Text(0)) {
      lost.push_back(absl::StrCat("the proposed version ", read.Text(0),
                                  " says something else than what was "
                                  "proposed"));
    }
  }
  read.Reset();
  Statement& missing = connection.Prepared(kMissingTextsSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, missing.Step());
    if (!found) break;
    lost.push_back(absl::StrCat("the text ", missing.Text(1), " of the ",
                                "proposed version ", missing.Text(0),
                                " is missing"));
  }
  missing.Reset();
  return lost;
}

}  // namespace regisseur
