#include "core/evidence/evidence_verifier.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/evidence/merkle_tree.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// No line of ours is longer; a broken file does not fill the memory.
constexpr size_t kLongestLine = size_t{64} << 20;

}  // namespace

absl::Status ReadKeptEvidence(absl::string_view text, KeptEvidence& kept) {
  int64_t number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (line.empty()) continue;
    const std::optional<EvidenceLine> parsed = ParseEvidenceLine(line);
    if (parsed.has_value() && std::holds_alternative<RootLine>(*parsed)) {
      kept.roots.push_back(std::get<RootLine>(*parsed));
    } else if (parsed.has_value() &&
               std::holds_alternative<ReceiptLine>(*parsed)) {
      kept.receipts.push_back(std::get<ReceiptLine>(*parsed));
    } else if (!parsed.has_value() ||
               !std::holds_alternative<ProofLine>(*parsed)) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number,
                       " is neither a signed root nor a receipt; it was "
                       "changed, or it is another file"));
    }
  }
  if (kept.roots.empty() && kept.receipts.empty()) {
    return absl::InvalidArgumentError("it holds no signed root and no receipt");
  }
  return absl::OkStatus();
}

std::string EvidenceBreak::ToString() const {
  std::string where = absl::StrCat("line ", line, ": ");
  if (!chain.empty()) absl::StrAppend(&where, "chain ", chain);
  if (entry > 0) absl::StrAppend(&where, ", entry ", entry);
  if (row > 0) absl::StrAppend(&where, ", row ", row);
  if (!chain.empty()) absl::StrAppend(&where, ": ");
  return absl::StrCat(where, what);
}

bool EvidenceLineVerifier::Refuse(std::string what) {
  return RefuseRow(0, std::move(what));
}

bool EvidenceLineVerifier::RefuseRow(int64_t row, std::string what) {
  broken_ = EvidenceBreak{line_, chain_.has_value() ? chain_->chain : "",
                          entry_, row, std::move(what)};
  return false;
}

bool EvidenceLineVerifier::CheckSignature(absl::string_view statement,
                                          absl::string_view signature,
                                          absl::string_view what) {
  if (key_->Verify(statement, signature)) return true;
  return Refuse(absl::StrCat(what, " is not signed with the key ",
                             key_->hex().substr(0, 16), "…"));
}

bool EvidenceLineVerifier::Take(absl::string_view text) {
  if (broken_.has_value()) return false;
  ++line_;
  const std::optional<EvidenceLine> line = ParseEvidenceLine(text);
  if (!line.has_value()) {
    return RefuseRow(entry_line_.has_value() ? rows_ + 1 : 0,
                     "this is no line of an export; it was changed");
  }
  if (line_ == 1 || std::holds_alternative<ExportLine>(*line)) {
    if (line_ != 1 || !std::holds_alternative<ExportLine>(*line)) {
      return Refuse("an export begins with its one line regisseur_evidence");
    }
    return TakeExport(std::get<ExportLine>(*line));
  }
  if (const auto* root = std::get_if<RootLine>(&*line)) return TakeRoot(*root);
  if (const auto* proof = std::get_if<ProofLine>(&*line)) {
    return TakeProof(*proof);
  }
  if (!roots_ended_ && !EndRoots()) return false;
  if (const auto* chain = std::get_if<ChainLine>(&*line)) {
    return TakeChain(*chain);
  }
  if (const auto* entry = std::get_if<EntryLine>(&*line)) {
    return TakeEntry(*entry);
  }
  if (const auto* row = std::get_if<RowLine>(&*line)) return TakeRow(*row);
  return Refuse("this line does not belong here");
}

bool EvidenceLineVerifier::TakeExport(const ExportLine& line) {
  report_.program = line.program;
  report_.made = line.made;
  key_ = *VerifyingKey::FromBytes(line.key);
  if (kept_.key.has_value()) {
    if (!(*kept_.key == *key_)) {
      return Refuse(absl::StrCat("the export names the key ",
                                 key_->hex().substr(0, 16), "…, and you gave ",
                                 kept_.key->hex().substr(0, 16), "…"));
    }
    report_.key_given = true;
  }
  report_.key = key_->hex();
  chains_ = line.chains;
  for (size_t i = 1; i < chains_.size(); ++i) {
    if (chains_[i - 1] >= chains_[i]) {
      return Refuse("the chains are not in order");
    }
  }
  for (const ReceiptLine& kept : kept_.receipts) {
    const std::optional<ReceiptStatement> receipt =
        ReceiptStatement::Parse(kept.statement);
    const std::string name =
        absl::StrCat("the receipt for ", kept.chain, " number ", kept.number);
    if (!receipt.has_value() || receipt->chain != kept.chain ||
        receipt->number != kept.number) {
      return Refuse(absl::StrCat(name, " does not say what is signed in it"));
    }
    if (!CheckSignature(kept.statement, kept.signature, name)) return false;
    if (!std::binary_search(chains_.begin(), chains_.end(), receipt->chain)) {
      return Refuse(absl::StrCat(name, " is about a chain that is not here"));
    }
    promises_[{receipt->chain, receipt->number}].push_back(
        {receipt->hash, name, /*is_receipt=*/true});
  }
  return true;
}

bool EvidenceLineVerifier::TakeRoot(const RootLine& line) {
  if (roots_ended_) return Refuse("a root stands before every chain");
  const int64_t number = static_cast<int64_t>(roots_.size()) + 1;
  const std::string name = absl::StrCat("root ", line.number);
  const std::optional<RootStatement> root =
      RootStatement::Parse(line.statement);
  if (!root.has_value() || root->number != line.number) {
    return Refuse(absl::StrCat(name, " does not say what is signed in it"));
  }
  if (root->number != number) {
    return Refuse(absl::StrCat("root ", number, " should stand here, and ",
                               name, " does"));
  }
  // By its own key: what vouches for that is the last root.
  if (!VerifyingKey::FromBytes(ToBytes(root->key))
           ->Verify(line.statement, line.signature)) {
    return Refuse(absl::StrCat(name, " is not signed with the key it names"));
  }
  if (root->previous != last_root_hash_) {
    return Refuse(absl::StrCat(name, " does not follow the root before it"));
  }
  if (!roots_.empty() &&
      (root->made < roots_.back().made || root->known < roots_.back().known)) {
    return Refuse(absl::StrCat(name, " is older than the root before it"));
  }
  for (const RootLine& kept : kept_.roots) {
    if (kept.number != number) continue;
    if (kept.statement != line.statement) {
      return Refuse(absl::StrCat(name, " is not the one that you kept"));
    }
    ++report_.kept_roots;
  }
  last_root_hash_ = hasher_->Hash(line.statement);
  roots_.push_back(*root);
  report_.roots = number;
  report_.last_root = *root;
  return true;
}

bool EvidenceLineVerifier::TakeProof(const ProofLine& line) {
  if (roots_ended_ || roots_.empty() || line.root != roots_.back().number) {
    return Refuse("a proof stands behind its root");
  }
  const std::string name =
      absl::StrCat("the proof of ", line.chain, " under root ", line.root);
  if (!std::binary_search(chains_.begin(), chains_.end(), line.chain)) {
    return Refuse(absl::StrCat(name, " is about a chain that is not here"));
  }
  if (!proofs_.insert({line.root, line.chain}).second) {
    return Refuse(absl::StrCat(name, " is here twice"));
  }
  const RootLeaf leaf{line.chain, line.length, line.head, line.nonce};
  if (!MerkleIncludes(roots_.back().tree_root, roots_.back().tree_size,
                      line.index, MerkleLeafHash(leaf.Encode()), line.path)) {
    return Refuse(absl::StrCat(name, " does not lead to it"));
  }
  int64_t& length = signed_lengths_[line.chain];
  if (line.length < length) {
    return Refuse(absl::StrCat(name, " has fewer entries than an earlier one"));
  }
  length = line.length;
  promises_[{line.chain, line.length}].push_back(
      {line.head, absl::StrCat("root ", line.root), /*is_receipt=*/false});
  return true;
}

bool EvidenceLineVerifier::EndRoots() {
  roots_ended_ = true;
  if (!roots_.empty() && ToBytes(roots_.back().key) != key_->bytes()) {
    return Refuse(absl::StrCat("root ", report_.roots,
                               ", the last one, is not signed with the key ",
                               key_->hex().substr(0, 16), "…"));
  }
  for (const RootLine& kept : kept_.roots) {
    const std::optional<RootStatement> root =
        RootStatement::Parse(kept.statement);
    const bool known_key =
        root.has_value() &&
        (ToBytes(root->key) == key_->bytes() ||
         std::any_of(roots_.begin(), roots_.end(), [&](const RootStatement& r) {
           return r.key == root->key;
         }));
    if (!known_key || root->number != kept.number ||
        !VerifyingKey::FromBytes(ToBytes(root->key))
             ->Verify(kept.statement, kept.signature)) {
      return Refuse(absl::StrCat("the root ", kept.number,
                                 " that you kept is not signed with a key of "
                                 "this export"));
    }
    if (kept.number > report_.roots) {
      return Refuse(absl::StrCat(
          "the export ends with root ", report_.roots, ", and you kept root ",
          kept.number, " of ", FormatInstant(root->made),
          ": what came after was rolled back or cut off"));
    }
  }
  return true;
}

bool EvidenceLineVerifier::TakeChain(const ChainLine& line) {
  if (!EndChain()) return false;
  if (next_chain_ == chains_.size() || line.chain != chains_[next_chain_]) {
    return Refuse(
        absl::StrCat("chain ", line.chain, " does not stand where it should",
                     next_chain_ < chains_.size()
                         ? absl::StrCat("; ", chains_[next_chain_], " should")
                         : ""));
  }
  ++next_chain_;
  chain_ = line;
  VerifiedChain verified;
  verified.name = line.chain;
  report_.chains.push_back(std::move(verified));
  return true;
}

bool EvidenceLineVerifier::TakeEntry(const EntryLine& line) {
  if (!chain_.has_value()) return Refuse("an entry stands behind its chain");
  if (!EndEntry()) return false;
  const int64_t number = ++entry_;
  if (line.number != number) {
    return Refuse(absl::StrCat("entry ", line.number, " stands where entry ",
                               number, " should"));
  }
  absl::StatusOr<EntryHead> head = ParseEntryHead(line.head);
  if (!head.ok()) return Refuse(std::string(head.status().message()));
  if (ChainOf(*head) != chain_->chain || NumberOf(*head) != number) {
    return Refuse(absl::StrCat("its head is of ", ChainOf(*head), " number ",
                               NumberOf(*head)));
  }
  const Sha256 hash =
      EntryHash(*hasher_, chain_hash_, line.head, line.row_hash);
  if (hash != line.hash) {
    return Refuse("its head is not the one that was hashed");
  }
  if (KnownFromOf(*head) < last_known_) {
    return Refuse("it was known before the entry before it");
  }
  if (const auto found = promises_.find({chain_->chain, number});
      found != promises_.end()) {
    for (const Promise& promise : found->second) {
      if (promise.hash != hash) {
        return Refuse(absl::StrCat("it is not the one under ", promise.by));
      }
      if (promise.is_receipt) ++report_.kept_receipts;
    }
    promises_.erase(found);
  }
  VerifiedChain& verified = report_.chains.back();
  const auto* delivery = std::get_if<DeliveryHead>(&*head);
  ++(delivery != nullptr ? verified.deliveries : verified.acts);
  const auto signed_length = signed_lengths_.find(chain_->chain);
  if (signed_length == signed_lengths_.end() ||
      number > signed_length->second) {
    ++verified.entries_unsigned;
  } else if (KnownFromOf(*head) > report_.last_root->known) {
    return Refuse("it is under a root that was made before it was known");
  }
  if (line.kept != KeptRows::kAll) {
    if (delivery == nullptr) return Refuse("an act keeps its rows");
    without_rows_.insert(number);
    ++verified.entries_purged;
  }
  chain_hash_ = hash;
  last_known_ = KnownFromOf(*head);
  entry_line_ = line;
  head_ = *std::move(head);
  rows_ = totals_ = 0;
  row_hash_ = total_hash_ = Sha256{};
  return true;
}

bool EvidenceLineVerifier::TakeRow(const RowLine& line) {
  if (!entry_line_.has_value()) return Refuse("a row stands behind its entry");
  const absl::string_view word = line.is_total ? "total " : "row ";
  if (!line.is_total && totals_ > 0) {
    return Refuse("a row stands before the totals");
  }
  int64_t& count = line.is_total ? totals_ : rows_;
  Sha256& hash = line.is_total ? total_hash_ : row_hash_;
  if (line.number != count + 1) {
    return RefuseRow(count + 1,
                     absl::StrCat(word, line.number, " stands where ", word,
                                  count + 1, " should"));
  }
  ++count;
  hash = RowHash(*hasher_, hash, line.bytes);
  if (hash != line.hash) {
    return RefuseRow(line.number,
                     absl::StrCat(line.is_total ? "this total" : "this row",
                                  " is not the one that was "
                                  "hashed"));
  }
  if (!line.is_total) {
    ++report_.chains.back().rows;
    if (std::holds_alternative<ActHead>(*head_)) {
      const std::optional<PurgedRows> purged = PurgedRows::Parse(line.bytes);
      if (purged.has_value() && purged->chain == chain_->chain) {
        purged_.insert(purged->number);
      }
    }
  }
  return true;
}

bool EvidenceLineVerifier::EndEntry() {
  if (!entry_line_.has_value()) return true;
  const auto* delivery = std::get_if<DeliveryHead>(&*head_);
  const bool keeps_rows = entry_line_->kept == KeptRows::kAll;
  const int64_t rows = keeps_rows ? RowsOf(*head_) : 0;
  const int64_t totals = delivery != nullptr ? delivery->totals.count : 0;
  if (rows_ != rows) {
    return Refuse(
        absl::StrCat("it has ", rows_, " rows here, and should have ", rows));
  }
  if (keeps_rows && row_hash_ != entry_line_->row_hash) {
    return Refuse("its rows are not those that were hashed");
  }
  if (totals_ != totals) {
    return Refuse(absl::StrCat("it has ", totals_,
                               " totals here, and should have ", totals));
  }
  if (delivery != nullptr && total_hash_ != delivery->totals.hash) {
    return Refuse("its totals are not those that were hashed");
  }
  entry_line_.reset();
  head_.reset();
  return true;
}

bool EvidenceLineVerifier::EndChain() {
  if (!chain_.has_value()) return true;
  if (!EndEntry()) return false;
  if (entry_ != chain_->length) {
    return Refuse(absl::StrCat("the chain has ", entry_,
                               " entries here, and should have ",
                               chain_->length));
  }
  if (chain_hash_ != chain_->head) {
    return Refuse("the chain does not end with the hash that it should");
  }
  for (const int64_t number : without_rows_) {
    if (purged_.count(number) > 0) continue;
    entry_ = number;
    return Refuse("its rows are missing, and no record of a purge names it");
  }
  const auto promised = promises_.lower_bound({chain_->chain, 0});
  if (promised != promises_.end() && promised->first.first == chain_->chain) {
    return Refuse(absl::StrCat(
        "the chain has ", entry_, " entries, and ", promised->second.front().by,
        " has ", promised->first.second, ": the rest was cut off"));
  }
  chain_.reset();
  entry_ = 0;
  chain_hash_ = Sha256{};
  last_known_ = absl::InfinitePast();
  without_rows_.clear();
  purged_.clear();
  return true;
}

bool EvidenceLineVerifier::Finish() {
  if (broken_.has_value()) return false;
  ++line_;
  if (!key_.has_value()) return Refuse("it is empty");
  if (!roots_ended_ && !EndRoots()) return false;
  if (!EndChain()) return false;
  if (next_chain_ < chains_.size()) {
    return Refuse(absl::StrCat("chain ", chains_[next_chain_],
                               " is missing: the export was cut off"));
  }
  return true;
}

EvidenceFileVerifier::EvidenceFileVerifier(KeptEvidence kept)
    : lines_(std::move(kept)) {
  hasher_.Start();
}

const std::optional<EvidenceBreak>& EvidenceFileVerifier::broken() const {
  return broken_.has_value() ? broken_ : lines_.broken();
}

bool EvidenceFileVerifier::Refuse(std::string what) {
  broken_ = EvidenceBreak{count_ + 1, "", 0, 0, std::move(what)};
  return false;
}

bool EvidenceFileVerifier::Take(absl::string_view piece) {
  if (broken().has_value()) return false;
  while (!piece.empty()) {
    const size_t end = piece.find('\n');
    const absl::string_view part = piece.substr(0, end);
    if (rest_.size() + part.size() > kLongestLine) {
      return Refuse("the line is longer than any of an export");
    }
    rest_.append(part.data(), part.size());
    if (end == absl::string_view::npos) return true;
    const std::string line = std::move(rest_);
    rest_.clear();
    if (!TakeLine(line)) return false;
    piece.remove_prefix(end + 1);
  }
  return true;
}

bool EvidenceFileVerifier::TakeLine(absl::string_view line) {
  if (ended_) return Refuse("something stands behind the end");
  if (absl::StartsWith(line, "{\"end\":")) {
    const std::optional<EvidenceLine> parsed = ParseEvidenceLine(line);
    if (!parsed.has_value()) {
      return Refuse("this is no line of an export; it was changed");
    }
    const auto& end = std::get<EndLine>(*parsed);
    if (!lines_.Finish()) return false;
    const Sha256 hash = hasher_.Finish();
    if (end.lines != count_) {
      return Refuse(absl::StrCat("there are ", count_,
                                 " lines before the end, "
                                 "and should be ",
                                 end.lines));
    }
    if (end.sha256 != hash) {
      return Refuse(
          "the file is not the one that was made: its SHA-256 is "
          "another");
    }
    if (!lines_.key()->Verify(ExportStatement(end.lines, end.sha256),
                              end.signature)) {
      return Refuse(absl::StrCat("the end is not signed with the key ",
                                 lines_.key()->hex().substr(0, 16), "…"));
    }
    ended_ = true;
    return true;
  }
  hasher_.Add(line);
  hasher_.Add("\n");
  if (!lines_.Take(line)) return false;
  ++count_;
  return true;
}

bool EvidenceFileVerifier::Finish() {
  if (broken().has_value()) return false;
  if (!rest_.empty()) {
    return Refuse("the last line is not whole: the file was cut off");
  }
  if (!ended_) return Refuse("the end is missing: the file was cut off");
  return true;
}

std::vector<std::string> WhatEvidenceDoesNotProve(bool key_given,
                                                  bool root_given) {
  std::vector<std::string> limits = {
      "that a partner told everything: what was never delivered, or was "
      "withheld before it was told, is in no chain",
      "that what a partner told is true: only that it was told, and when",
      "that whoever holds the signing key did not write all of it anew: "
      "against that, keep roots and receipts elsewhere",
      "anything about the clock of this machine: known times grow, and are "
      "what it said",
      "remarks beside measurements, titles of tickets, findings, tries, and "
      "polls since the last root: they are outside the chain",
  };
  if (!key_given) {
    limits.push_back(
        "who signed: no public key was given, so the key in the data itself "
        "was believed");
  }
  if (!root_given) {
    limits.push_back(
        "that it is not an older state: no root kept elsewhere was given to "
        "compare with");
  }
  return limits;
}

}  // namespace regisseur
