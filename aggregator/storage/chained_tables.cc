#include "aggregator/storage/chained_tables.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "aggregator/storage/act_rows.h"
#include "aggregator/storage/identity_store.h"
#include "aggregator/storage/matter_store.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"
#include "core/evidence/canonical_bytes.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr char kUnchainedVersionsSql[] =
    "SELECT COUNT(*) FROM config_version WHERE act IS NULL";
constexpr char kUnchainedAssignmentsSql[] =
    "SELECT COUNT(*) FROM party_assignment WHERE act IS NULL";
constexpr char kUnchainedOriginalsSql[] =
    "SELECT COUNT(*) FROM original WHERE act IS NULL";
constexpr char kPollsSql[] =
    "SELECT s.name, v.known_from_us, v.from_us, v.until_us, v.hold_us,"
    " v.states_from_incidents, v.sealed_us FROM live_coverage v "
    "JOIN source s ON s.id = v.source WHERE v.known_from_us IS NOT NULL "
    "ORDER BY v.id";
constexpr char kPersonalSql[] =
    "SELECT c.name, a.number, x.name, x.hash, x.salt, x.value, a.subject "
    "FROM act_personal x JOIN act a ON a.id = x.act "
    "JOIN chain c ON c.id = a.chain";

// The personal text of the act that made an identity.
constexpr char kName[] = "name";
constexpr char kIdentitySubject[] = "identity ";

// What a row is, for people.
absl::string_view NameOf(char letter) {
  switch (letter) {
    case 'G':
      return "a version of the configuration";
    case 'N':
      return "an assignment of a party";
    case 'O':
      return "a kept original";
    case 'F':
      return "a purged original";
    case kMatterLetter:
      return "a step of what people settle";
  }
  return "a row";
}
bool IsTableLetter(char letter) {
  return letter == 'G' || letter == 'N' || letter == 'O' || letter == 'F';
}

// A step of a matter is known from when its act is, and from no other moment.
std::string WithMoment(absl::string_view row, absl::Time known) {
  CanonicalBytes moment;
  moment.Moment(known);
  return absl::StrCat(row, moment.bytes());
}

absl::StatusOr<int64_t> Count(Connection& connection, const char* sql) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> count,
                   FindInt(connection.Prepared(sql)));
  return count.value_or(0);
}

}  // namespace

void TableClaims::Add(const StoredEntry& act, absl::string_view row) {
  if (row.empty()) return;
  if (auto erased = ErasedText::Parse(row)) {
    erased_.insert(*std::move(erased));
  } else if (auto polls = SealedPolls::Parse(row)) {
    last_sealed_ = std::max(last_sealed_, KnownFromOf(act.head));
    polls_[{polls->source, polls->known_from, polls->from}] = *std::move(polls);
  } else if (row[0] == kIdentityLetter) {
    CanonicalReader read(row);
    read.Letter();
    identities_[read.Text()] = std::string(row);
  } else if (row[0] == kMatterLetter) {
    ++rows_[hasher_.Hash(WithMoment(row, KnownFromOf(act.head)))];
  } else if (IsTableLetter(row[0])) {
    ++rows_[hasher_.Hash(row)];
  }
}

absl::StatusOr<ChainedTables> ChainedTables::Read(Connection& connection) {
  ChainedTables tables;
  ASSIGN_OR_RETURN(tables.chains_, ReadChains(connection));
  RETURN_IF_ERROR(ReadChainedRows(connection, [&](absl::string_view row) {
    tables.rows_.emplace_back(row);
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(
      ReadMatterRows(connection, [&](absl::string_view row, absl::Time known) {
        tables.rows_.push_back(WithMoment(row, known));
        return absl::OkStatus();
      }));
  ASSIGN_OR_RETURN(tables.broken_, ListLostTexts(connection));
  ASSIGN_OR_RETURN(const int64_t versions,
                   Count(connection, kUnchainedVersionsSql));
  ASSIGN_OR_RETURN(const int64_t assignments,
                   Count(connection, kUnchainedAssignmentsSql));
  if (versions + assignments > 0) {
    tables.broken_.push_back(absl::StrCat(
        versions + assignments,
        " assignments or versions of the configuration are in no chain"));
  }
  ASSIGN_OR_RETURN(tables.originals_not_chained_,
                   Count(connection, kUnchainedOriginalsSql));
  RETURN_IF_ERROR(tables.ReadPolls(connection));
  RETURN_IF_ERROR(tables.ReadPersonalTexts(connection));
  RETURN_IF_ERROR(tables.ReadIdentities(connection));
  return tables;
}

absl::Status ChainedTables::ReadPolls(Connection& connection) {
  Statement& read = connection.Prepared(kPollsSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    Polls& polls = polls_.emplace_back();
    polls.source = std::string(read.Text(0));
    polls.known_from = read.Int(1);
    polls.from = read.Int(2);
    polls.until = read.Int(3);
    polls.hold = read.Int(4);
    polls.states_from_incidents = read.Int(5);
    if (!read.IsNull(6)) polls.sealed_until = read.Int(6);
  }
  read.Reset();
  return absl::OkStatus();
}

absl::Status ChainedTables::ReadPersonalTexts(Connection& connection) {
  Statement& read = connection.Prepared(kPersonalSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    const ErasedText place{std::string(read.Text(0)), read.Int(1),
                           std::string(read.Text(2))};
    absl::string_view subject = read.Text(6);
    const bool names_an_identity =
        place.name == kName && absl::ConsumePrefix(&subject, kIdentitySubject);
    const bool erased = read.IsNull(4) || read.IsNull(5);
    if (erased) {
      erased_.insert(place);
    } else if (PersonalHash(read.Blob(4), read.Text(5)) !=
               HashFromBytes(read.Blob(3))) {
      broken_.push_back(absl::StrCat("chain ", place.chain, ", entry ",
                                     place.number, ", ", place.name,
                                     ": it is not the text that was stored"));
    }
    if (names_an_identity) {
      names_[std::string(subject)] = erased ? "" : std::string(read.Text(5));
    }
  }
  read.Reset();
  return absl::OkStatus();
}

// A name stands with the act that made the identity, and outside the chains so
// that it can be erased.
absl::Status ChainedTables::ReadIdentities(Connection& connection) {
  return ReadIdentityRows(
      connection, [&](const StoredIdentity& identity) -> absl::Status {
        identities_.push_back({identity.id, identity.row});
        const auto name = names_.find(identity.id);
        if (name != names_.end() && name->second != identity.name) {
          broken_.push_back(
              absl::StrCat("identity ", identity.id,
                           ": its name is not the one that it was made with"));
        }
        return absl::OkStatus();
      });
}

std::vector<std::string> ChainedTables::HoldAgainst(TableClaims& claims) const {
  std::vector<std::string> broken = broken_;
  HoldRows(claims, broken);
  HoldIdentities(claims, broken);
  HoldPolls(claims, broken);
  for (const ErasedText& place : erased_) {
    if (claims.erased_.count(place) > 0) continue;
    broken.push_back(absl::StrCat(
        "chain ", place.chain, ", entry ", place.number, ", ", place.name,
        ": it is gone, and no record of an erasure names it"));
  }
  return broken;
}

void ChainedTables::HoldRows(TableClaims& claims,
                             std::vector<std::string>& broken) const {
  Sha256Hasher hasher;
  for (const std::string& row : rows_) {
    const auto claim = claims.rows_.find(hasher.Hash(row));
    if (claim != claims.rows_.end() && claim->second > 0) {
      --claim->second;
      continue;
    }
    CanonicalReader read(row);
    const absl::string_view name = NameOf(read.Letter());
    const std::string first = read.Text();
    broken.push_back(absl::StrCat(name, " (", first, ", ", read.Text(),
                                  ") is not what any act of the chains says"));
  }
  int64_t missing = 0;
  for (const auto& [hash, count] : claims.rows_) missing += count;
  if (missing == 0) return;
  broken.push_back(
      absl::StrCat(missing,
                   " rows that acts of the chains name are missing: "
                   "assignments, versions of the configuration, originals "
                   "or what people settle"));
}

void ChainedTables::HoldIdentities(TableClaims& claims,
                                   std::vector<std::string>& broken) const {
  for (const Identity& identity : identities_) {
    const auto claim = claims.identities_.find(identity.id);
    if (claim == claims.identities_.end()) {
      broken.push_back(absl::StrCat("identity ", identity.id,
                                    ": no act of the chains made it"));
      continue;
    }
    if (claim->second != identity.row) {
      broken.push_back(absl::StrCat("identity ", identity.id,
                                    ": it is not what the last act of the "
                                    "chains about it says"));
    }
    claims.identities_.erase(claim);
  }
  for (const auto& [id, row] : claims.identities_) {
    broken.push_back(absl::StrCat(
        "identity ", id, ": acts of the chains made it, and it is missing"));
  }
}

// A stretch only grows behind what was sealed of it, and none comes before.
void ChainedTables::HoldPolls(TableClaims& claims,
                              std::vector<std::string>& broken) const {
  for (const Polls& polls : polls_) {
    const std::string where =
        absl::StrCat("polls of ", polls.source, " from ",
                     FormatInstant(FromStored(polls.from)), ": ");
    const auto claim =
        claims.polls_.find({polls.source, polls.known_from, polls.from});
    if (claim == claims.polls_.end()) {
      if (polls.sealed_until.has_value() ||
          FromStored(polls.known_from) <= claims.last_sealed_) {
        broken.push_back(
            absl::StrCat(where, "no act of the chains sealed them"));
      }
      continue;
    }
    const SealedPolls& sealed = claim->second;
    if (polls.sealed_until != sealed.until || polls.until < sealed.until ||
        polls.hold != sealed.hold ||
        polls.states_from_incidents != sealed.states_from_incidents) {
      broken.push_back(absl::StrCat(where, "they are not what was sealed"));
    }
    claims.polls_.erase(claim);
  }
  for (const auto& [key, polls] : claims.polls_) {
    broken.push_back(absl::StrCat("polls of ", polls.source, " from ",
                                  FormatInstant(FromStored(polls.from)),
                                  ": they are missing"));
  }
}

}  // namespace regisseur
