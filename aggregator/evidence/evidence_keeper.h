#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/storage/act_store.h"
#include "aggregator/storage/chain_reader.h"
#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/identity_store.h"
#include "aggregator/storage/root_store.h"
#include "aggregator/storage/write_queue.h"
#include "core/base/clock.h"
#include "core/evidence/evidence_lines.h"
#include "core/evidence/signature.h"
#include "core/evidence/signed_root.h"
#include "core/principal/principal.h"

namespace regisseur {

// A root in both forms: what it says, and the line that an auditor keeps.
struct SignedRoot {
  RootStatement statement;
  RootLine line;
};

struct SignedReceipt {
  ReceiptStatement statement;
  ReceiptLine line;
};

// What the check of everything found, roots and originals included.
struct EvidenceCheck {
  StoreReport store;
  // What does not fit in roots and originals: a sentence each.
  std::vector<std::string> broken;
  int64_t roots = 0;
  std::optional<RootStatement> last_root;
  // Entries under the last root, by chain.
  std::map<std::string, int64_t> signed_lengths;
  int64_t originals = 0;  // files, checked byte by byte
  int64_t originals_purged = 0;

  bool sound() const { return store.sound() && broken.empty(); }
};

// Signs, proves and checks the chains of evidence (docs/evidence.md).
// Thread-safe.
class EvidenceKeeper {
 public:
  struct Options {
    std::string data_dir;
    std::string program;  // name and version, part of every root
  };

  EvidenceKeeper(Database& database, WriteQueue& queue, const Clock& clock,
                 const SigningKey& key, Options options);

  VerifyingKey public_key() const { return key_.verifying_key(); }

  // Signs a root over all chains now. A repeated request_id gives the root that
  // it gave before; ALREADY_EXISTS when it was another act's.
  absl::StatusOr<SignedRoot> SignRoot(const Principal& who,
                                      absl::string_view method,
                                      absl::string_view request_id);
  // True when the last root is from before the local midnight that passed last.
  absl::StatusOr<bool> IsRootDue(absl::TimeZone zone) const;
  // Signs one when it is due. True when it did.
  absl::StatusOr<bool> SignDailyRoot(absl::TimeZone zone);

  // Oldest first.
  absl::StatusOr<std::vector<SignedRoot>> ListRoots(const Principal& who,
                                                    int64_t first,
                                                    int limit) const;

  absl::StatusOr<ActPage> ListActs(const Principal& who,
                                   const ActFilter& filter,
                                   std::optional<int64_t> before,
                                   int limit) const {
    return trail_.List(who, filter, before, limit);
  }
  // Erases the texts about a person, its name too, as an act of its own.
  // Returns how many texts of the trail went. A repeated request_id gives the
  // same count; ALREADY_EXISTS when it came with another identity; NOT_FOUND
  // when there are none; FAILED_PRECONDITION while the identity can still act.
  absl::StatusOr<int64_t> ErasePersonalTexts(const Principal& who,
                                             absl::string_view method,
                                             absl::string_view identity,
                                             absl::string_view request_id);

  // Receipts of a chain from a number on. NOT_FOUND when there is no such
  // chain.
  absl::StatusOr<std::vector<SignedReceipt>> ListReceipts(
      const Principal& who, absl::string_view chain, int64_t first,
      int limit) const;
  // The receipt of one entry. NOT_FOUND when there is no such chain or number.
  absl::StatusOr<SignedReceipt> GetReceipt(const Principal& who,
                                           absl::string_view chain,
                                           int64_t number) const;

  // Keeps what a request that was recorded before it was done was answered
  // with, for when it comes again.
  absl::Status KeepAnswer(const Principal& who, absl::string_view request_id,
                          absl::string_view answer);

  // Writes the export of one chain, or of all for an empty name, in pieces of
  // whole lines. ABORTED when rows were purged while it was written: ask again.
  using WritePiece = std::function<absl::Status(absl::string_view piece)>;
  absl::Status Export(const Principal& who, absl::string_view chain,
                      const WritePiece& write) const;

  // Reads everything that is kept.
  absl::StatusOr<EvidenceCheck> Verify(const Principal& who) const;

 private:
  RootStore::Made MakeRoot(const RootStore::Material& material,
                           absl::Time made) const;
  SignedReceipt Sign(const StoredEntry& entry) const;
  absl::Status VerifyRoots(const Principal& who, EvidenceCheck& check) const;
  absl::Status VerifyOriginals(EvidenceCheck& check) const;

  Database& database_;
  WriteQueue& queue_;
  const Clock& clock_;
  const SigningKey& key_;
  const Options options_;
  const ActStore trail_;
  Acts acts_;
  const IdentityStore identities_;
  const RootStore roots_;
  const ChainReader chains_;
};

}  // namespace regisseur
