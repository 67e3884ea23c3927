#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/act_store.h"
#include "aggregator/storage/database.h"
#include "core/matter/matter.h"
#include "core/time/as_of.h"
#include "core/time/time_range.h"

namespace regisseur {

// A step of a matter before it is stored.
struct NewMatterStep {
  MatterSubject subject;
  MatterMove move = MatterMove::kProposed;
  // What it says, by name, in order: figures, days, references. No text about
  // persons: reasons and the like are Act::personal.
  std::vector<std::pair<std::string, std::string>> values;

  // As the chain of evidence holds it (letter Z).
  std::string Encode() const;
};

// The value of a step that a machine made: no person's word.
inline constexpr char kByMachine[] = "by_machine";

// A step as it was stored, with the act that it was.
struct MatterStep {
  MatterMove move = MatterMove::kProposed;
  std::vector<std::pair<std::string, std::string>> values;
  ActRecord act;

  // A value, or a personal text of the act; empty when there is none or it was
  // erased.
  std::string Value(absl::string_view name) const;
  std::string Text(absl::string_view name) const;
  bool ByMachine() const { return !Value(kByMachine).empty(); }
};

// A matter with its steps, the oldest first; never without one.
struct Matter {
  int64_t key = 0;  // of the store, never shown
  MatterSubject subject;
  std::vector<MatterStep> steps;

  std::vector<MatterMove> Moves() const;
  // The last step by that move; null when it was not made.
  const MatterStep* FindLast(MatterMove move) const;
  // The last step that says something under that name, and what.
  std::string LastValue(absl::string_view name) const;
};

// A step as its place in the chain of a provider has it.
struct ChainedMatterStep {
  int64_t number = 0;  // of its act within the chain
  absl::Time known_from;
  Principal::Role role = Principal::Role::kSystem;  // of who acted
  MatterSubject subject;
  MatterMove move = MatterMove::kProposed;
};

// Which matters are asked for. Empty fields ask for all.
struct MatterFilter {
  MatterKind kind = MatterKind::kExclusion;
  std::string provider;
  std::string contract;
  std::string objective;
  // Those that overlap it.
  TimeRange range;
};

// What people settle (core/matter): rows that are only ever added, each with
// the act that added it, in the chains of evidence. Thread-safe.
class MatterStore {
 public:
  explicit MatterStore(const Database& database) : database_(database) {}

  // In the order in which they were begun; with the steps that were known.
  absl::StatusOr<std::vector<Matter>> List(const Principal& who,
                                           const MatterFilter& filter,
                                           AsOf as_of) const;
  absl::StatusOr<std::vector<Matter>> List(Connection& connection,
                                           const MatterFilter& filter,
                                           AsOf as_of) const;
  // Absent when there is none of that name.
  absl::StatusOr<std::optional<Matter>> Find(Connection& connection,
                                             MatterKind kind,
                                             absl::string_view name) const;
  absl::StatusOr<std::optional<Matter>> Find(const Principal& who,
                                             MatterKind kind,
                                             absl::string_view name) const;

  // The steps that stand in the chain of a provider behind a number: those that
  // both sides know of. In order, whole acts, about `limit` of them.
  absl::StatusOr<std::vector<ChainedMatterStep>> ListChained(
      const Principal& who, absl::string_view provider, int64_t after,
      int limit) const;

  // Contract and objective of all matters about a promise that were ever begun:
  // about every other one nothing needs to be asked.
  absl::StatusOr<std::set<std::pair<std::string, std::string>>> ListPromises(
      const Principal& who) const;

  // How many steps matters of a kind ever took: what is kept of them holds as
  // long as it is the same.
  absl::StatusOr<int64_t> CountSteps(const Principal& who,
                                     MatterKind kind) const;

  // Keeps a text that a step names by its SHA-256, once; returns that,
  // hexadecimal. The step's value is called `text_sha256` or `agreed_sha256`.
  absl::StatusOr<std::string> KeepText(Transaction& transaction,
                                       const std::string& text) const;
  // NOT_FOUND when no text has that SHA-256; DATA_LOSS when what is kept has
  // another one.
  absl::StatusOr<std::string> GetText(const Principal& who,
                                      absl::string_view sha256) const;

  // Adds a step; the first one makes the matter. Behind the act that carries
  // its Encode() among its rows, in the same transaction.
  absl::Status Insert(Transaction& transaction, const NewMatterStep& step,
                      const ActRecord& act) const;

 private:
  const Database& database_;
};

// What the verifier holds against the rows of acts: each stored step in
// canonical bytes, with the known time of its act.
inline constexpr char kMatterLetter = 'Z';
absl::Status ReadMatterRows(
    Connection& connection,
    const std::function<absl::Status(absl::string_view row, absl::Time known)>&
        take);

// A sentence for each kept text whose SHA-256 is not that by which steps name
// it, and for each that a step names and that is not there.
absl::StatusOr<std::vector<std::string>> ListLostTexts(Connection& connection);

}  // namespace regisseur
