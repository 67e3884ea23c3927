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
constexpr size_t kMaxContents = 1000;

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

// Sixteen bytes a scope, in order of id: the sum over its rows, whose last bit
// says whether they are named, the account, the days.
std::string PackContents(const std::map<ScopeId, ScopeContent>& contents) {
  std::string bytes;
  const auto put = [&bytes](uint64_t value, int size) {
    for (int i = 0; i < size; ++i, value >>= 8) {
      bytes.push_back(static_cast<char>(value & 0xff));
    }
  };
  for (const auto& [id, content] : contents) {
    put(content.rows | (content.named ? 1 : 0), 8);
    put(content.account, 4);
    put(content.start_day, 2);
    put(content.end_day, 2);
  }
  return absl::WebSafeBase64Escape(bytes);
}

bool UnpackContents(absl::string_view text, const std::set<ScopeId>& ids,
                    std::map<ScopeId, ScopeContent>& contents) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes)) return false;
  if (bytes.empty()) return true;
  if (bytes.size() != ids.size() * 16) return false;
  size_t at = 0;
  const auto get = [&bytes, &at](int size) {
    uint64_t value = 0;
    for (int i = size - 1; i >= 0; --i) {
      value = value << 8 |
              static_cast<unsigned char>(bytes[at + static_cast<size_t>(i)]);
    }
    at += static_cast<size_t>(size);
    return value;
  };
  for (const ScopeId id : ids) {
    ScopeContent content;
    content.rows = get(8);
    content.named = (content.rows & 1) != 0;
    content.rows &= ~uint64_t{1};
    content.account = static_cast<uint32_t>(get(4));
    content.start_day = static_cast<uint16_t>(get(2));
    content.end_day = static_cast<uint16_t>(get(2));
    contents.emplace_hint(contents.end(), id, content);
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

ScopeContent ContentOf(absl::string_view account, int64_t start, int64_t end) {
  ScopeContent content;
  content.account = static_cast<uint32_t>(IdOf(account));
  content.start_day = static_cast<uint16_t>(start / kSecondsADay);
  content.end_day =
      static_cast<uint16_t>((end + kSecondsADay - 1) / kSecondsADay);
  return content;
}

bool IsSameTruth(const ScopeContent& a, const ScopeContent& b) {
  const bool same_rows = a.named && b.named && a.rows == b.rows;
  const bool same_period = a.start_day == b.start_day && a.end_day == b.end_day;
  const bool overlap = a.account == b.account && !same_period &&
                       a.start_day < b.end_day && b.start_day < a.end_day;
  return same_rows || overlap;
}

void PutRecord(const FileRecord& record, absl::string_view prefix,
               sdk::Cursor& cursor, bool with_contents) {
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
  if (with_contents && record.contents.size() < kMaxContents &&
      record.contents.size() == record.scopes.size()) {
    cursor.Set(name("contents"), PackContents(record.contents));
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
      !UnpackIds(cursor.Get(name("skipped")), record.skipped) ||
      !UnpackContents(cursor.Get(name("contents")), record.scopes,
                      record.contents)) {
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
  size_t scopes = 0;
  for (const auto& [name, record] : ledger) scopes += record.scopes.size();
  int number = 0;
  for (const auto& [name, record] : ledger) {
    const std::string prefix = absl::StrCat("f", number++);
    cursor.Set(absl::StrCat(prefix, ".name"), name);
    PutRecord(record, prefix, cursor, scopes < kMaxContents);
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
