#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/evidence/chain_entry.h"
#include "core/evidence/evidence_lines.h"
#include "core/evidence/merkle_tree.h"
#include "core/evidence/signature.h"
#include "core/evidence/signed_root.h"

namespace regisseur {

// For tests: an export made by hand, line by line.

class ExportBuilder {
 public:
  struct Entry {
    bool act = false;
    std::vector<std::string> rows;
    std::vector<std::string> totals;
    KeptRows kept = KeptRows::kAll;
  };
  struct Chain {
    std::string name;
    std::vector<Entry> entries;
  };
  struct Root {
    // Entries of each chain under it, in the order of `chains`.
    std::vector<int64_t> lengths;
  };

  std::unique_ptr<SigningKey> key = SigningKey::Generate();
  std::vector<Chain> chains;
  std::vector<Root> roots;

  // Without line breaks; the last one is the end.
  std::vector<std::string> Lines() const {
    Sha256Hasher hasher;
    std::vector<std::string> lines;
    std::vector<std::string> chain_lines;
    std::vector<std::vector<Sha256>> hashes;
    ExportLine first;
    first.program = "0.1.0";
    first.made = absl::FromUnixSeconds(1790000000);
    first.key = std::string(key->verifying_key().bytes());
    for (const Chain& chain : chains) {
      first.chains.push_back(chain.name);
      std::vector<std::string> entries;
      hashes.push_back(WriteEntries(chain, hasher, entries));
      ChainLine line;
      line.chain = chain.name;
      line.length = static_cast<int64_t>(chain.entries.size());
      if (!hashes.back().empty()) line.head = hashes.back().back();
      chain_lines.push_back(RenderLine(line));
      chain_lines.insert(chain_lines.end(), entries.begin(), entries.end());
    }
    lines.push_back(RenderLine(first));
    AddRoots(hashes, hasher, lines);
    lines.insert(lines.end(), chain_lines.begin(), chain_lines.end());
    lines.push_back(End(lines));
    return lines;
  }

  // The end that belongs to the lines before it.
  std::string End(const std::vector<std::string>& before) const {
    EndLine end;
    end.lines = static_cast<int64_t>(before.size());
    end.sha256 = Sha256Hasher().Hash(absl::StrJoin(before, "\n") + "\n");
    end.signature = key->Sign(ExportStatement(end.lines, end.sha256));
    return RenderLine(end);
  }

  static absl::Time KnownAt(int64_t number) {
    return absl::FromUnixSeconds(1780000000 + number * 60);
  }

 private:
  static std::vector<Sha256> WriteEntries(const Chain& chain,
                                          Sha256Hasher& hasher,
                                          std::vector<std::string>& lines) {
    std::vector<Sha256> hashes;
    Sha256 chain_hash{};
    int64_t number = 0;
    for (const Entry& entry : chain.entries) {
      ++number;
      EntryLine line;
      line.number = number;
      line.kept = entry.kept;
      std::vector<std::string> rows;
      line.row_hash = WriteRows(entry.rows, /*totals=*/false, hasher, rows);
      ChainedTotals totals;
      totals.count = static_cast<int64_t>(entry.totals.size());
      std::vector<std::string> total_lines;
      totals.hash =
          WriteRows(entry.totals, /*totals=*/true, hasher, total_lines);
      if (entry.act) {
        ActHead head;
        head.chain = chain.name;
        head.number = number;
        head.known_from = KnownAt(number);
        head.actor = "0123";
        head.method = "daemon.Test";
        head.rows = static_cast<int64_t>(entry.rows.size());
        line.head = head.Encode();
      } else {
        DeliveryHead head;
        head.source = "bill";
        head.chain = chain.name;
        head.number = number;
        head.kind = FactKind::kCharges;
        head.delivery.scope = absl::StrCat("scope ", number);
        head.rows = static_cast<int64_t>(entry.rows.size());
        head.known_from = KnownAt(number);
        head.totals = totals;
        line.head = head.Encode();
      }
      chain_hash = EntryHash(hasher, chain_hash, line.head, line.row_hash);
      line.hash = chain_hash;
      hashes.push_back(chain_hash);
      lines.push_back(RenderLine(line));
      if (entry.kept == KeptRows::kAll) {
        lines.insert(lines.end(), rows.begin(), rows.end());
      }
      lines.insert(lines.end(), total_lines.begin(), total_lines.end());
    }
    return hashes;
  }

  static Sha256 WriteRows(const std::vector<std::string>& rows, bool totals,
                          Sha256Hasher& hasher,
                          std::vector<std::string>& lines) {
    RowLine line;
    line.is_total = totals;
    for (const std::string& row : rows) {
      ++line.number;
      line.hash = RowHash(hasher, line.hash, row);
      line.bytes = row;
      lines.push_back(RenderLine(line));
    }
    return line.hash;
  }

  void AddRoots(const std::vector<std::vector<Sha256>>& hashes,
                Sha256Hasher& hasher, std::vector<std::string>& lines) const {
    Sha256 previous{};
    int64_t number = 0;
    for (const Root& made : roots) {
      ++number;
      std::vector<RootLeaf> leaves;
      std::vector<Sha256> leaf_hashes;
      for (size_t c = 0; c < chains.size(); ++c) {
        RootLeaf leaf;
        leaf.chain = chains[c].name;
        leaf.length = made.lengths[c];
        if (leaf.length > 0) leaf.head = hashes[c][leaf.length - 1];
        leaf.nonce = hasher.Hash(absl::StrCat(number, "/", c));
        leaf_hashes.push_back(MerkleLeafHash(leaf.Encode()));
        leaves.push_back(leaf);
      }
      RootStatement root;
      root.number = number;
      root.made = absl::FromUnixSeconds(1785000000 + number * 86400);
      root.known = root.made;
      root.previous = previous;
      root.tree_size = static_cast<int64_t>(leaves.size());
      root.tree_root = MerkleRoot(leaf_hashes);
      root.key = HashFromBytes(key->verifying_key().bytes());
      root.program = "0.1.0";
      const std::string statement = root.Encode();
      previous = hasher.Hash(statement);
      lines.push_back(
          RenderLine(RootLine{number, statement, key->Sign(statement)}));
      for (size_t c = 0; c < leaves.size(); ++c) {
        if (leaves[c].length == 0) continue;
        lines.push_back(RenderLine(ProofLine{
            number, leaves[c].chain, leaves[c].length, leaves[c].head,
            leaves[c].nonce, static_cast<int64_t>(c),
            MerkleInclusionPath(leaf_hashes, static_cast<int64_t>(c))}));
      }
    }
  }
};

}  // namespace regisseur
