#include "aggregator/evidence/export_writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/evidence/canonical_bytes.h"
#include "core/evidence/merkle_tree.h"
#include "core/evidence/signed_root.h"

namespace regisseur {
namespace {

constexpr size_t kPieceBytes = 256 << 10;
constexpr int kRootsAtOnce = 1000;

}  // namespace

Sha256 LeafHashOf(const StoredLeaf& leaf) {
  if (!leaf.chain.empty()) {
    return MerkleLeafHash(
        RootLeaf{leaf.chain, leaf.length, leaf.head, leaf.nonce}.Encode());
  }
  CanonicalBytes padding;
  padding.Letter('P');
  padding.Hash(leaf.nonce);
  return MerkleLeafHash(padding.bytes());
}

template <typename Line>
absl::Status ExportWriter::Put(const Line& line) {
  const std::string text = absl::StrCat(RenderLine(line), "\n");
  hasher_.Add(text);
  piece_ += text;
  ++lines_;
  return piece_.size() < kPieceBytes ? absl::OkStatus() : Flush();
}

absl::Status ExportWriter::Flush() {
  if (piece_.empty()) return absl::OkStatus();
  const std::string piece = std::exchange(piece_, {});
  return write_(piece);
}

absl::Status ExportWriter::Write(const Principal& who, ExportLine first,
                                 const std::vector<StoredChain>& chains) {
  for (const StoredChain& chain : chains) first.chains.push_back(chain.name);
  RETURN_IF_ERROR(Put(first));
  RETURN_IF_ERROR(WriteRoots(who, chains));
  for (const StoredChain& chain : chains) RETURN_IF_ERROR(WriteChain(chain));
  EndLine end;
  end.lines = lines_;
  end.sha256 = hasher_.Finish();
  end.signature = key_.Sign(ExportStatement(end.lines, end.sha256));
  absl::StrAppend(&piece_, RenderLine(end), "\n");
  return Flush();
}

// Every root, and the proof of a chain where it had grown: what lies between is
// covered by the next one.
absl::Status ExportWriter::WriteRoots(const Principal& who,
                                      const std::vector<StoredChain>& chains) {
  std::map<std::string, int64_t> lengths;
  int64_t next = 1;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<StoredRoot> roots,
                     roots_.List(who, next, kRootsAtOnce));
    for (const StoredRoot& root : roots) {
      next = root.number + 1;
      ASSIGN_OR_RETURN(const std::vector<StoredLeaf> leaves,
                       roots_.ListLeaves(who, root.number));
      RETURN_IF_ERROR(
          Put(RootLine{root.number, root.statement, root.signature}));
      std::vector<Sha256> hashes;
      for (const StoredLeaf& leaf : leaves) hashes.push_back(LeafHashOf(leaf));
      for (const StoredChain& chain : chains) {
        for (size_t i = 0; i < leaves.size(); ++i) {
          const StoredLeaf& leaf = leaves[i];
          if (leaf.chain != chain.name) continue;
          // Made after the chains were looked at.
          if (leaf.length > chain.length) continue;
          int64_t& length = lengths[leaf.chain];
          if (leaf.length == length) continue;
          length = leaf.length;
          RETURN_IF_ERROR(Put(
              ProofLine{root.number, leaf.chain, leaf.length, leaf.head,
                        leaf.nonce, static_cast<int64_t>(i),
                        MerkleInclusionPath(hashes, static_cast<int64_t>(i))}));
        }
      }
    }
    if (roots.size() < kRootsAtOnce) return absl::OkStatus();
  }
}

absl::Status ExportWriter::WriteChain(const StoredChain& chain) {
  RETURN_IF_ERROR(Put(ChainLine{chain.name, chain.length, chain.head}));
  for (int64_t number = 1; number <= chain.length; ++number) {
    ASSIGN_OR_RETURN(const std::optional<StoredEntry> entry,
                     chains_.FindEntry(chain, number));
    if (!entry.has_value()) {
      return absl::DataLossError(absl::StrCat(
          "entry ", number, " of the chain ", chain.name,
          " is missing; `regisseur audit verify` says what is broken"));
    }
    RETURN_IF_ERROR(Put(EntryLine{
        number, entry->kept,
        std::visit([](const auto& h) { return h.Encode(); }, entry->head),
        entry->row_hash, entry->chain_hash}));
    if (entry->kept == KeptRows::kAll) {
      RETURN_IF_ERROR(WriteRows(chain, number, *entry, /*totals=*/false,
                                RowsOf(entry->head)));
    }
    const auto* delivery = std::get_if<DeliveryHead>(&entry->head);
    if (delivery != nullptr) {
      RETURN_IF_ERROR(WriteRows(chain, number, *entry, /*totals=*/true,
                                delivery->totals.count));
    }
  }
  return absl::OkStatus();
}

absl::Status ExportWriter::WriteRows(const StoredChain& chain, int64_t number,
                                     const StoredEntry& entry, bool totals,
                                     int64_t expected) {
  RowLine line;
  line.is_total = totals;
  const auto put = [&](absl::string_view row) {
    ++line.number;
    line.hash = RowHash(row_hasher_, line.hash, row);
    line.bytes = std::string(row);
    return Put(line);
  };
  RETURN_IF_ERROR(totals ? chains_.ReadTotals(entry, put)
                         : chains_.ReadRows(entry, put));
  if (line.number == expected) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<StoredEntry> now,
                   chains_.FindEntry(chain, number));
  if (now.has_value() && now->kept != entry.kept) {
    return absl::AbortedError(
        absl::StrCat("entry ", number, " of the chain ", chain.name,
                     " was purged while the export was written; ask again"));
  }
  // The export says what is there; the verifier says that it is broken.
  return absl::OkStatus();
}

}  // namespace regisseur
