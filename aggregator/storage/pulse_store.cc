#include "aggregator/storage/pulse_store.h"

#include <sys/random.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

#define REGISSEUR_PULSE_COLUMNS                                \
  "SELECT id, provider, service, question, language, target, " \
  "opened_day, closes_day, closed_day FROM pulse "

constexpr char kListSql[] =
    REGISSEUR_PULSE_COLUMNS "ORDER BY opened_day DESC, id DESC";
constexpr char kFindSql[] = REGISSEUR_PULSE_COLUMNS "WHERE id = ?1";
constexpr char kFindByTokenSql[] =
    REGISSEUR_PULSE_COLUMNS "WHERE token_sha256 = ?1";
constexpr char kInsertSql[] =
    "INSERT INTO pulse (id, token_sha256, provider, service, question,"
    " language, target, opened_day, closes_day) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr char kCloseSql[] = "UPDATE pulse SET closed_day = ?2 WHERE id = ?1";
constexpr char kAnswerSql[] =
    "INSERT INTO pulse_answer (id, pulse, day, score, word) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr char kAnswersSql[] =
    "SELECT pulse, day, score, word FROM pulse_answer "
    "WHERE day >= ?1 AND day <= ?2 ORDER BY day DESC, pulse, id";
constexpr char kCountSql[] =
    "SELECT p.provider, COUNT(*) FROM pulse_answer a "
    "JOIN pulse p ON p.id = a.pulse WHERE a.day >= ?1 "
    "GROUP BY p.provider ORDER BY p.provider";
constexpr char kCountWordsSql[] =
    "SELECT COUNT(*) FROM pulse_answer WHERE day < ?1 AND word IS NOT NULL";
constexpr char kForgetWordsSql[] =
    "UPDATE pulse_answer SET word = NULL WHERE day < ?1 AND word IS NOT NULL";

absl::Status Broken(const Statement& row, absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("pulse ", row.Text(0), " has ", what,
                   " that cannot be read; it was changed by hand"));
}

absl::StatusOr<std::optional<absl::CivilDay>> DayAt(const Statement& row,
                                                    int column) {
  if (row.IsNull(column)) return std::optional<absl::CivilDay>();
  const absl::StatusOr<absl::CivilDay> day = ParseDay(row.Text(column));
  if (!day.ok()) return Broken(row, "a day");
  return std::optional<absl::CivilDay>(*day);
}

absl::StatusOr<Pulse> Read(const Statement& row) {
  Pulse pulse;
  pulse.id = std::string(row.Text(0));
  pulse.provider = std::string(row.Text(1));
  pulse.service = std::string(row.Text(2));
  pulse.question = std::string(row.Text(3));
  pulse.language = std::string(row.Text(4));
  const absl::StatusOr<Decimal> target = Decimal::Parse(row.Text(5));
  if (!target.ok()) return Broken(row, "a target");
  pulse.target = *target;
  const absl::StatusOr<absl::CivilDay> opened = ParseDay(row.Text(6));
  if (!opened.ok()) return Broken(row, "a first day");
  pulse.opened = *opened;
  ASSIGN_OR_RETURN(pulse.closes, DayAt(row, 7));
  ASSIGN_OR_RETURN(pulse.closed, DayAt(row, 8));
  return pulse;
}

absl::StatusOr<std::optional<Pulse>> FindOne(Statement& find) {
  ASSIGN_OR_RETURN(const bool found, find.Step());
  std::optional<Pulse> pulse;
  if (found) {
    ASSIGN_OR_RETURN(pulse, Read(find));
  }
  find.Reset();
  return pulse;
}

}  // namespace

absl::StatusOr<std::vector<Pulse>> PulseStore::List(
    const Principal& who) const {
  std::vector<Pulse> pulses;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& list = connection.Prepared(kListSql);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, list.Step());
      if (!row) return absl::OkStatus();
      ASSIGN_OR_RETURN(Pulse pulse, regisseur::Read(list));
      pulses.push_back(std::move(pulse));
    }
  }));
  return pulses;
}

absl::StatusOr<std::optional<Pulse>> PulseStore::Find(
    Connection& connection, absl::string_view id) const {
  Statement& find = connection.Prepared(kFindSql);
  find.BindText(1, id);
  return FindOne(find);
}

absl::StatusOr<std::optional<Pulse>> PulseStore::Find(
    const Principal& who, absl::string_view id) const {
  std::optional<Pulse> pulse;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(pulse, Find(connection, id));
    return absl::OkStatus();
  }));
  return pulse;
}

absl::StatusOr<std::optional<Pulse>> PulseStore::FindByToken(
    const Principal& who, absl::string_view token_sha256) const {
  std::optional<Pulse> pulse;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& find = connection.Prepared(kFindByTokenSql);
    find.BindBlob(1, token_sha256);
    ASSIGN_OR_RETURN(pulse, FindOne(find));
    return absl::OkStatus();
  }));
  return pulse;
}

absl::Status PulseStore::Insert(Transaction& transaction, const Pulse& pulse,
                                absl::string_view token_sha256) const {
  Statement& insert = transaction.Prepared(kInsertSql);
  insert.BindText(1, pulse.id);
  insert.BindBlob(2, token_sha256);
  insert.BindText(3, pulse.provider);
  insert.BindText(4, pulse.service);
  insert.BindText(5, pulse.question);
  insert.BindText(6, pulse.language);
  insert.BindText(7, pulse.target.ToString());
  insert.BindText(8, FormatDay(pulse.opened));
  if (pulse.closes.has_value()) {
    insert.BindText(9, FormatDay(*pulse.closes));
  } else {
    insert.BindNull(9);
  }
  return Run(insert);
}

absl::Status PulseStore::Close(Transaction& transaction, absl::string_view id,
                               absl::CivilDay day) const {
  Statement& close = transaction.Prepared(kCloseSql);
  close.BindText(1, id);
  close.BindText(2, FormatDay(day));
  return Run(close);
}

absl::Status PulseStore::AddAnswer(const Principal& who,
                                   const PulseAnswer& answer) {
  // A key that says nothing about when or in which order answers came.
  char key[16];
  if (getrandom(key, sizeof(key), 0) != sizeof(key)) {
    return absl::InternalError("this machine gives no random numbers");
  }
  return queue_.Write(WriteQueue::Lane::kAct,
                      [&](Transaction& transaction) -> absl::Status {
                        Statement& add = transaction.Prepared(kAnswerSql);
                        add.BindBlob(1, absl::string_view(key, sizeof(key)));
                        add.BindText(2, answer.pulse);
                        add.BindText(3, FormatDay(answer.day));
                        add.BindInt(4, answer.score);
                        if (answer.word.empty()) {
                          add.BindNull(5);
                        } else {
                          add.BindText(5, answer.word);
                        }
                        return Run(add);
                      });
}

absl::StatusOr<std::vector<PulseAnswer>> PulseStore::ListAnswers(
    const Principal& who, absl::CivilDay first, absl::CivilDay last) const {
  std::vector<PulseAnswer> answers;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& list = connection.Prepared(kAnswersSql);
    list.BindText(1, FormatDay(first));
    list.BindText(2, FormatDay(last));
    while (true) {
      ASSIGN_OR_RETURN(const bool row, list.Step());
      if (!row) return absl::OkStatus();
      PulseAnswer& answer = answers.emplace_back();
      answer.pulse = std::string(list.Text(0));
      const absl::StatusOr<absl::CivilDay> day = ParseDay(list.Text(1));
      if (!day.ok()) return Broken(list, "an answer's day");
      answer.day = *day;
      answer.score = static_cast<int>(list.Int(2));
      if (!list.IsNull(3)) answer.word = std::string(list.Text(3));
    }
  }));
  return answers;
}

absl::StatusOr<std::map<std::string, int64_t>> PulseStore::CountByProvider(
    const Principal& who, absl::CivilDay first) const {
  std::map<std::string, int64_t> counts;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& count = connection.Prepared(kCountSql);
    count.BindText(1, FormatDay(first));
    while (true) {
      ASSIGN_OR_RETURN(const bool row, count.Step());
      if (!row) return absl::OkStatus();
      counts[std::string(count.Text(0))] += count.Int(1);
    }
  }));
  return counts;
}

absl::StatusOr<int64_t> ForgetPulseWords(Transaction& transaction,
                                         absl::CivilDay day) {
  Statement& read = transaction.Prepared(kCountWordsSql);
  read.BindText(1, FormatDay(day));
  ASSIGN_OR_RETURN(const std::optional<int64_t> count, FindInt(read));
  if (count.value_or(0) == 0) return int64_t{0};
  Statement& forget = transaction.Prepared(kForgetWordsSql);
  forget.BindText(1, FormatDay(day));
  RETURN_IF_ERROR(Run(forget));
  return *count;
}

}  // namespace regisseur
