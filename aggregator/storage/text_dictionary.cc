#include "aggregator/storage/text_dictionary.h"

#include <limits>
#include <optional>

#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// What is remembered, at most; then it starts anew.
constexpr size_t kMaxBytes = size_t{64} << 20;
constexpr size_t kMaxTexts = size_t{1} << 20;

constexpr char kFindTextSql[] =
    "SELECT id, value FROM text WHERE fingerprint = ?1";
constexpr char kInsertTextSql[] =
    "INSERT INTO text (id, fingerprint, value) VALUES (?1, ?2, ?3)";
constexpr char kLastTextSql[] = "SELECT MAX(id) FROM text";

// 48 bits of SHA-256: short in the index, and nobody can send us a million
// texts that share one.
int64_t Fingerprint(Sha256Hasher& hasher, absl::string_view text) {
  const Sha256 hash = hasher.Hash(text);
  int64_t fingerprint = 0;
  for (int i = 0; i < 6; ++i) fingerprint = (fingerprint << 8) | hash[i];
  return fingerprint;
}

}  // namespace

absl::StatusOr<int64_t> TextDictionary::Intern(Transaction& transaction,
                                               absl::string_view text) {
  if (text.empty()) return 0;
  if (const auto known = ids_.find(text); known != ids_.end()) {
    return known->second;
  }
  if (next_id_ == 0) {
    ASSIGN_OR_RETURN(const std::optional<int64_t> last,
                     FindInt(transaction.Prepared(kLastTextSql)));
    next_id_ = last.value_or(0) + 1;
  }
  const int64_t fingerprint = Fingerprint(hasher_, text);
  int64_t id = 0;
  Statement& find = transaction.Prepared(kFindTextSql);
  find.BindInt(1, fingerprint);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, find.Step());
    if (!row) break;
    if (find.Text(1) == text) {
      id = find.Int(0);
      break;
    }
  }
  find.Reset();
  if (id == 0) {
    // Charges hold their texts as 32 bits.
    if (next_id_ > std::numeric_limits<int32_t>::max()) {
      return absl::ResourceExhaustedError(
          "two billion texts are stored; no more fit");
    }
    id = next_id_++;
    Statement& insert = transaction.Prepared(kInsertTextSql);
    insert.BindInt(1, id);
    insert.BindInt(2, fingerprint);
    insert.BindText(3, text);
    RETURN_IF_ERROR(Run(insert));
  }
  if (ids_.size() >= kMaxTexts || bytes_ >= kMaxBytes) {
    ids_.clear();
    bytes_ = 0;
  }
  bytes_ += text.size();
  ids_.emplace(std::string(text), id);
  return id;
}

void TextDictionary::Clear() {
  ids_.clear();
  bytes_ = 0;
  next_id_ = 0;
}

}  // namespace regisseur
