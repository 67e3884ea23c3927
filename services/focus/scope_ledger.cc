#include "services/focus/scope_ledger.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/problem.h"

namespace regisseur::focus {
namespace {

constexpr int64_t kSecondsADay = 86400;

std::string BorderText(int64_t unix_seconds) {
  const absl::Time time = absl::FromUnixSeconds(unix_seconds);
  if (unix_seconds % kSecondsADay != 0) return FormatInstant(time);
  return FormatDay(absl::ToCivilDay(time, absl::UTCTimeZone()));
}

// Eight bytes an id, little endian, in base64.
std::string PackIds(const std::set<ScopeId>& ids) {
  std::string bytes;
  bytes.reserve(ids.size() * 8);
  for (ScopeId id : ids) {
    for (int i = 0; i < 8; ++i, id >>= 8) {
      bytes.push_back(static_cast<char>(id & 0xff));
    }
  }
  return absl::WebSafeBase64Escape(bytes);
}

bool UnpackIds(absl::string_view text, std::set<ScopeId>& ids) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes) || bytes.size() % 8 != 0) {
    return false;
  }
  for (size_t at = 0; at < bytes.size(); at += 8) {
    ScopeId id = 0;
    for (int i = 7; i >= 0; --i) {
      id = id << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    ids.insert(ids.end(), id);
  }
  return true;
}

void PutOptional(std::optional<int64_t> value, absl::string_view name,
                 sdk::Cursor& cursor) {
  if (value.has_value()) cursor.SetInt(name, *value);
}

std::optional<int64_t> GetOptional(const sdk::Cursor& cursor,
                                   absl::string_view name) {
  if (cursor.Get(name).empty()) return std::nullopt;
  return cursor.GetInt(name);
}

}  // namespace

ScopeId IdOf(absl::string_view scope) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : scope) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  // FNV-1a is weak in its last bytes, where scopes differ most.
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdu;
  hash ^= hash >> 33;
  return hash;
}

std::string ScopeText(absl::string_view account, int64_t start, int64_t end) {
  return absl::StrCat("account=", account, " period=", BorderText(start), "/",
                      BorderText(end));
}

void PutRecord(const FileRecord& record, absl::string_view prefix,
               sdk::Cursor& cursor) {
  const auto name = [prefix](absl::string_view part) {
    return absl::StrCat(prefix, ".", part);
  };
  cursor.Set(name("edition"), record.edition);
  if (!record.scopes.empty())
    cursor.Set(name("scopes"), PackIds(record.scopes));
  if (!record.skipped.empty()) {
    cursor.Set(name("skipped"), PackIds(record.skipped));
    cursor.SetInt(name("rows"), record.skipped_rows);
    cursor.SetInt(name("line"), record.skipped_line);
    cursor.Set(name("scope"), record.skipped_scope);
  }
  if (record.delivered) cursor.SetInt(name("delivered"), 1);
  if (record.emptied_scopes > 0) {
    cursor.SetInt(name("emptied"), record.emptied_scopes);
  }
  PutOptional(record.usage_until, name("usage"), cursor);
  PutOptional(record.other_until, name("other"), cursor);
}

absl::StatusOr<FileRecord> GetRecord(const sdk::Cursor& cursor,
                                     absl::string_view prefix) {
  const auto name = [prefix](absl::string_view part) {
    return absl::StrCat(prefix, ".", part);
  };
  FileRecord record;
  record.edition = cursor.Get(name("edition"));
  if (record.edition.empty() ||
      !UnpackIds(cursor.Get(name("scopes")), record.scopes) ||
      !UnpackIds(cursor.Get(name("skipped")), record.skipped)) {
    return sdk::CursorGone("the cursor is damaged");
  }
  record.skipped_rows = cursor.GetInt(name("rows"));
  record.skipped_line = cursor.GetInt(name("line"));
  record.skipped_scope = cursor.Get(name("scope"));
  record.delivered = cursor.GetInt(name("delivered")) != 0;
  record.emptied_scopes = cursor.GetInt(name("emptied"));
  record.usage_until = GetOptional(cursor, name("usage"));
  record.other_until = GetOptional(cursor, name("other"));
  return record;
}

void PutLedger(const ScopeLedger& ledger, sdk::Cursor& cursor) {
  cursor.SetInt("files", static_cast<int64_t>(ledger.size()));
  int number = 0;
  for (const auto& [name, record] : ledger) {
    const std::string prefix = absl::StrCat("f", number++);
    cursor.Set(absl::StrCat(prefix, ".name"), name);
    PutRecord(record, prefix, cursor);
  }
}

absl::StatusOr<ScopeLedger> GetLedger(const sdk::Cursor& cursor) {
  ScopeLedger ledger;
  const int64_t files = cursor.GetInt("files");
  for (int64_t number = 0; number < files; ++number) {
    const std::string prefix = absl::StrCat("f", number);
    ASSIGN_OR_RETURN(FileRecord record, GetRecord(cursor, prefix));
    ledger[cursor.Get(absl::StrCat(prefix, ".name"))] = std::move(record);
  }
  return ledger;
}

std::optional<int64_t> DataUntil(const ScopeLedger& ledger) {
  std::optional<int64_t> usage, other;
  for (const auto& [name, record] : ledger) {
    usage = std::max(usage, record.usage_until);
    other = std::max(other, record.other_until);
  }
  return usage.has_value() ? usage : other;
}

}  // namespace regisseur::focus
