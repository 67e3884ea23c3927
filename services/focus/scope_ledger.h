#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/sdk/cursor.h"

namespace regisseur::focus {

// A scope as a number that is the same in every process, so that a cursor can
// hold thousands of them: FNV-1a of its text, mixed.
using ScopeId = uint64_t;
ScopeId IdOf(absl::string_view scope);

// `account=A-1 period=2026-09-01/2026-10-01`; borders that are not a midnight
// UTC are written whole. Seconds since 1970.
std::string ScopeText(absl::string_view account, int64_t start, int64_t end);

// What a file says about one scope, short enough for a cursor: enough to see
// that another file tells the same under another name (an account that was
// spelled otherwise, a billing period that was wrong).
struct ScopeContent {
  uint64_t rows = 0;       // an even sum over its rows, whatever their order
  bool named = false;      // a row names an invoice or a resource
  uint32_t account = 0;    // a hash
  uint16_t start_day = 0;  // days since 1970
  uint16_t end_day = 0;    // rounded up

  friend bool operator==(const ScopeContent&, const ScopeContent&) = default;
};
ScopeContent ContentOf(absl::string_view account, int64_t start, int64_t end);

// True when two scopes with different names cannot both be counted: they hold
// the same rows, or billing periods of one account that overlap.
bool IsSameTruth(const ScopeContent& a, const ScopeContent& b);

// What one file, or one group of parts, said when it was read to its end.
struct FileRecord {
  std::string edition;
  std::set<ScopeId> scopes;   // all that it speaks about
  std::set<ScopeId> skipped;  // those that another file was counted for
  std::map<ScopeId, ScopeContent> contents;
  int64_t skipped_rows = 0;
  int64_t skipped_line = 0;   // the first of them
  std::string skipped_scope;  // of that line
  bool delivered = false;     // at least one row was counted
  // Of a file that told scopes before and now tells none: how many.
  int64_t emptied_scopes = 0;
  // How far its data reaches, in seconds since 1970: the end of its last usage,
  // and of its last other charge, at most the end of that one's billing period.
  std::optional<int64_t> usage_until;
  std::optional<int64_t> other_until;

  friend bool operator==(const FileRecord&, const FileRecord&) = default;
};

// Writes a record into a cursor under names that start with `prefix`, and reads
// it back. CursorGone when it is damaged.
void PutRecord(const FileRecord& record, absl::string_view prefix,
               sdk::Cursor& cursor, bool with_contents = true);
absl::StatusOr<FileRecord> GetRecord(const sdk::Cursor& cursor,
                                     absl::string_view prefix);

// The records of all files of a source, by name. A cursor of a thousand scopes
// and more leaves their contents out: then files are compared by scope only.
using ScopeLedger = std::map<std::string, FileRecord>;
void PutLedger(const ScopeLedger& ledger, sdk::Cursor& cursor);
absl::StatusOr<ScopeLedger> GetLedger(const sdk::Cursor& cursor);

// How far the data of all files reaches (DECISIONS 21): the end of the last
// usage charge; only where there is none, of the last other charge, since a
// purchase may speak of a year ahead.
std::optional<int64_t> DataUntil(const ScopeLedger& ledger);

}  // namespace regisseur::focus
