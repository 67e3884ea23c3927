#include "aggregator/evidence/evidence_keeper.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "aggregator/evidence/export_writer.h"
#include "aggregator/storage/act_answer.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/original_rows.h"
#include "aggregator/storage/packed_file.h"
#include "core/base/status_macros.h"
#include "core/evidence/merkle_tree.h"

namespace regisseur {
namespace {

// Fewer leaves would tell a partner how many others there are.
constexpr size_t kFewestLeaves = 16;

constexpr char kDailyRoot[] = "daemon.SignDailyRoot";

Sha256 NewNonce() { return HashFromBytes(RandomBytes(32)); }

// The tree of a root: leaves in the order of their nonces, so that a place
// tells nothing, padded to a power of two.
std::vector<StoredLeaf> MakeLeaves(const std::vector<StoredLeaf>& chains) {
  std::vector<StoredLeaf> leaves = chains;
  size_t size = kFewestLeaves;
  while (size < chains.size()) size *= 2;
  leaves.resize(size);
  for (StoredLeaf& leaf : leaves) leaf.nonce = NewNonce();
  std::sort(leaves.begin(), leaves.end(),
            [](const StoredLeaf& a, const StoredLeaf& b) {
              return a.nonce < b.nonce;
            });
  return leaves;
}

absl::StatusOr<SignedRoot> SignedRootOf(const StoredRoot& stored) {
  SignedRoot root;
  root.line = {stored.number, stored.statement, stored.signature};
  std::optional<RootStatement> statement =
      RootStatement::Parse(stored.statement);
  if (!statement.has_value()) {
    return absl::DataLossError(
        absl::StrCat("root ", stored.number, " cannot be read"));
  }
  root.statement = *std::move(statement);
  return root;
}

}  // namespace

EvidenceKeeper::EvidenceKeeper(Database& database, WriteQueue& queue,
                               const Clock& clock, const SigningKey& key,
                               Options options)
    : database_(database),
      queue_(queue),
      clock_(clock),
      key_(key),
      options_(std::move(options)),
      trail_(database, clock),
      acts_(queue, trail_),
      identities_(database),
      roots_(database, clock),
      chains_(database) {}

absl::Status EvidenceKeeper::KeepAnswer(const Principal& who,
                                        absl::string_view request_id,
                                        absl::string_view answer) {
  return queue_.Write(WriteQueue::Lane::kAct, [&](Transaction& transaction) {
    return KeepActAnswer(transaction, who.identity, request_id, answer);
  });
}

absl::StatusOr<SignedRoot> EvidenceKeeper::SignRoot(
    const Principal& who, absl::string_view method,
    absl::string_view request_id) {
  Act signing;
  signing.method = std::string(method);
  signing.request_id = std::string(request_id);
  StoredRoot stored;
  const absl::Time made = clock_.Now();
  const auto prepare = [&](Transaction& transaction,
                           Act& act) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(roots_.ChainAll(transaction, who));
    ASSIGN_OR_RETURN(const int64_t number, roots_.NextNumber(transaction));
    act.subject = absl::StrCat("root ", number);
    return absl::StrCat(number);
  };
  // Behind the act: a root covers its own signing.
  const auto sign = [&](Transaction& transaction,
                        const ActRecord& act) -> absl::Status {
    ASSIGN_OR_RETURN(stored,
                     roots_.Append(transaction, act.known_from,
                                   [&](const RootStore::Material& material) {
                                     return MakeRoot(material, made);
                                   }));
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(const Acts::Done done,
                   acts_.Do(who, std::move(signing), prepare, sign));
  if (done.repeated) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(done.answer, &number)) {
      return absl::DataLossError("the answer of an act cannot be read");
    }
    ASSIGN_OR_RETURN(const std::optional<StoredRoot> found,
                     roots_.Find(who, number));
    if (!found.has_value()) {
      return absl::DataLossError(absl::StrCat("root ", number, " is gone"));
    }
    stored = *found;
  }
  return SignedRootOf(stored);
}

RootStore::Made EvidenceKeeper::MakeRoot(const RootStore::Material& material,
                                         absl::Time made) const {
  RootStore::Made result;
  result.leaves = MakeLeaves(material.chains);
  std::vector<Sha256> hashes;
  for (const StoredLeaf& leaf : result.leaves) {
    hashes.push_back(LeafHashOf(leaf));
  }
  RootStatement statement;
  statement.number = material.number;
  statement.made = made;
  statement.known = material.known;
  if (!material.previous_statement.empty()) {
    statement.previous = Sha256Hasher().Hash(material.previous_statement);
  }
  statement.tree_size = static_cast<int64_t>(hashes.size());
  statement.tree_root = MerkleRoot(hashes);
  statement.key = HashFromBytes(key_.verifying_key().bytes());
  statement.program = options_.program;
  result.root.number = material.number;
  result.root.made = made;
  result.root.statement = statement.Encode();
  result.root.signature = key_.Sign(result.root.statement);
  return result;
}

absl::StatusOr<bool> EvidenceKeeper::IsRootDue(absl::TimeZone zone) const {
  ASSIGN_OR_RETURN(const std::optional<StoredRoot> last,
                   roots_.Find(Principal::System("evidence"), 0));
  const absl::Time midnight =
      absl::FromCivil(absl::ToCivilDay(clock_.Now(), zone), zone);
  if (!last.has_value() || last->made < midnight) return true;
  // A new key signs at once, so that its roots vouch for those before.
  const std::optional<RootStatement> root =
      RootStatement::Parse(last->statement);
  return !root.has_value() ||
         ToBytes(root->key) != key_.verifying_key().bytes();
}

absl::StatusOr<bool> EvidenceKeeper::SignDailyRoot(absl::TimeZone zone) {
  ASSIGN_OR_RETURN(const bool is_due, IsRootDue(zone));
  if (!is_due) return false;
  RETURN_IF_ERROR(
      SignRoot(Principal::System("evidence"), kDailyRoot, "").status());
  return true;
}

absl::StatusOr<std::vector<SignedRoot>> EvidenceKeeper::ListRoots(
    const Principal& who, int64_t first, int limit) const {
  ASSIGN_OR_RETURN(const std::vector<StoredRoot> stored,
                   roots_.List(who, first, limit));
  std::vector<SignedRoot> roots;
  for (const StoredRoot& root : stored) {
    ASSIGN_OR_RETURN(SignedRoot signed_root, SignedRootOf(root));
    roots.push_back(std::move(signed_root));
  }
  return roots;
}

absl::StatusOr<SignedReceipt> EvidenceKeeper::GetReceipt(const Principal& who,
                                                         absl::string_view name,
                                                         int64_t number) const {
  ASSIGN_OR_RETURN(const StoredChain chain, chains_.GetChain(name));
  std::optional<StoredEntry> entry;
  if (number >= 1 && number <= chain.length) {
    ASSIGN_OR_RETURN(entry, chains_.FindEntry(chain, number));
  }
  if (!entry.has_value()) {
    return absl::NotFoundError(absl::StrCat(
        "number: ", name, " has ", chain.length, " entries, and no ", number));
  }
  return Sign(*entry);
}

absl::StatusOr<std::vector<SignedReceipt>> EvidenceKeeper::ListReceipts(
    const Principal& who, absl::string_view name, int64_t first,
    int limit) const {
  ASSIGN_OR_RETURN(const StoredChain chain, chains_.GetChain(name));
  std::vector<SignedReceipt> receipts;
  for (int64_t number = first; number <= chain.length && number < first + limit;
       ++number) {
    ASSIGN_OR_RETURN(const std::optional<StoredEntry> entry,
                     chains_.FindEntry(chain, number));
    // A hole is what the check of everything finds.
    if (entry.has_value()) receipts.push_back(Sign(*entry));
  }
  return receipts;
}

SignedReceipt EvidenceKeeper::Sign(const StoredEntry& entry) const {
  SignedReceipt receipt;
  ReceiptStatement& statement = receipt.statement;
  statement.chain = ChainOf(entry.head);
  statement.number = NumberOf(entry.head);
  statement.is_delivery = entry.is_delivery();
  // What was done is not a partner's business; that it is unchanged is.
  if (const auto* delivery = std::get_if<DeliveryHead>(&entry.head)) {
    statement.about =
        absl::StrCat(delivery->source, " ", delivery->delivery.scope);
  }
  statement.rows = RowsOf(entry.head);
  statement.row_hash = entry.row_hash;
  statement.hash = entry.chain_hash;
  statement.known_from = KnownFromOf(entry.head);
  statement.issued = clock_.Now();
  receipt.line.chain = statement.chain;
  receipt.line.number = statement.number;
  receipt.line.statement = statement.Encode();
  receipt.line.signature = key_.Sign(receipt.line.statement);
  return receipt;
}

absl::StatusOr<int64_t> EvidenceKeeper::ErasePersonalTexts(
    const Principal& who, absl::string_view method, absl::string_view identity,
    absl::string_view request_id) {
  // Not whose they were: that is what goes.
  Act erasing;
  erasing.method = std::string(method);
  erasing.request_id = std::string(request_id);
  // Tells one identity from another, and nobody without the key can try which
  // one it was: the signature is the same each time, and only its hash is kept.
  erasing.content = key_.Sign(absl::StrCat("erase\n", identity));
  ASSIGN_OR_RETURN(const Acts::Done done,
                   acts_.Do(who, std::move(erasing),
                            [&](Transaction& transaction,
                                Act& act) -> absl::StatusOr<std::string> {
                              RETURN_IF_ERROR(trail_.ErasePersonal(
                                  transaction, identity, act));
                              RETURN_IF_ERROR(identities_.ForgetName(
                                  transaction, identity, clock_.Now()));
                              return std::string();
                            }));
  return done.rows;
}

absl::Status EvidenceKeeper::Export(const Principal& who,
                                    absl::string_view chain,
                                    const WritePiece& write) const {
  std::vector<StoredChain> chains;
  if (chain.empty()) {
    ASSIGN_OR_RETURN(chains, chains_.ListChains());
  } else {
    ASSIGN_OR_RETURN(StoredChain one, chains_.GetChain(chain));
    chains.push_back(std::move(one));
  }
  ExportLine first;
  first.program = options_.program;
  first.made = clock_.Now();
  first.key = std::string(key_.verifying_key().bytes());
  ExportWriter writer(chains_, roots_, key_, write);
  return writer.Write(who, std::move(first), chains);
}

absl::StatusOr<EvidenceCheck> EvidenceKeeper::Verify(
    const Principal& who) const {
  EvidenceCheck check;
  ASSIGN_OR_RETURN(check.store, ChainVerifier(database_).Verify(who));
  RETURN_IF_ERROR(VerifyRoots(who, check));
  RETURN_IF_ERROR(VerifyOriginals(check));
  return check;
}

absl::Status EvidenceKeeper::VerifyRoots(const Principal& who,
                                         EvidenceCheck& check) const {
  constexpr int kAtOnce = 1000;
  Sha256 previous{};
  int64_t number = 0;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<StoredRoot> roots,
                     roots_.List(who, number + 1, kAtOnce));
    // Read after the roots: a chain only grows.
    ASSIGN_OR_RETURN(const std::vector<StoredChain> list, chains_.ListChains());
    for (const StoredRoot& stored : roots) {
      const auto broken = [&](absl::string_view what) {
        check.broken.push_back(
            absl::StrCat("root ", stored.number, ": ", what));
      };
      ++number;
      ++check.roots;
      const std::optional<RootStatement> root =
          RootStatement::Parse(stored.statement);
      if (!root.has_value() || root->number != stored.number ||
          stored.number != number || root->made != stored.made) {
        broken("it is not the root that should stand here");
        return absl::OkStatus();
      }
      if (root->previous != previous)
        broken("it does not follow the one before");
      previous = Sha256Hasher().Hash(stored.statement);
      if (!VerifyingKey::FromBytes(ToBytes(root->key))
               ->Verify(stored.statement, stored.signature)) {
        broken("it is not signed with the key that it names");
      }
      ASSIGN_OR_RETURN(const std::vector<StoredLeaf> leaves,
                       roots_.ListLeaves(who, stored.number));
      std::vector<Sha256> hashes;
      for (const StoredLeaf& leaf : leaves) {
        hashes.push_back(LeafHashOf(leaf));
        if (leaf.chain.empty()) continue;
        check.signed_lengths[leaf.chain] = leaf.length;
        const auto chain = std::find_if(
            list.begin(), list.end(),
            [&](const StoredChain& c) { return c.name == leaf.chain; });
        if (chain == list.end() || chain->length < leaf.length) {
          broken(absl::StrCat("the chain ", leaf.chain, " had ", leaf.length,
                              " entries, and has fewer now: it was rolled "
                              "back"));
          continue;
        }
        ASSIGN_OR_RETURN(const std::optional<StoredEntry> entry,
                         chains_.FindEntry(*chain, leaf.length));
        if (!entry.has_value() || entry->chain_hash != leaf.head) {
          broken(absl::StrCat("entry ", leaf.length, " of the chain ",
                              leaf.chain, " is another now"));
        }
      }
      if (MerkleRoot(hashes) != root->tree_root ||
          static_cast<int64_t>(hashes.size()) != root->tree_size) {
        broken("its leaves are not those that were signed");
      }
      check.last_root = *root;
    }
    if (roots.size() < kAtOnce) break;
  }
  // Between a change of the key and the next root the last one has the old key.
  if (check.last_root.has_value() &&
      ToBytes(check.last_root->key) != key_.verifying_key().bytes()) {
    check.broken.push_back(absl::StrCat(
        "root ", check.last_root->number,
        ", the last one, is not signed with our key; sign one now, unless the "
        "key was changed on purpose"));
  }
  return absl::OkStatus();
}

absl::Status EvidenceKeeper::VerifyOriginals(EvidenceCheck& check) const {
  ASSIGN_OR_RETURN(const std::vector<KeptOriginal> originals,
                   ListKeptOriginals(database_));
  for (const KeptOriginal& original : originals) {
    if (original.purged) {
      ++check.originals_purged;
      continue;
    }
    const std::string path = OriginalPath(
        absl::StrCat(options_.data_dir, "/originals"), original.sha256);
    const absl::StatusOr<FileHash> file = HashPackedContent(path);
    ++check.originals;
    const std::string name = absl::StrCat("original ", original.name, " of ",
                                          original.source, " (", path, ")");
    if (absl::IsNotFound(file.status())) {
      check.broken.push_back(absl::StrCat(name, ": the file is missing"));
    } else if (absl::IsDataLoss(file.status())) {
      check.broken.push_back(absl::StrCat(name, ": the file is broken"));
    } else if (!file.ok()) {
      return file.status();
    } else if (file->sha256 != original.sha256 ||
               file->bytes != original.bytes) {
      check.broken.push_back(
          absl::StrCat(name, ": its bytes are not those that were kept"));
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
