#include "core/evidence/merkle_tree.h"

#include <bit>
#include <string>

namespace regisseur {
namespace {

Sha256 NodeHash(const Sha256& left, const Sha256& right) {
  std::string bytes(1, '\x01');
  bytes.append(ToBytes(left).data(), left.size());
  bytes.append(ToBytes(right).data(), right.size());
  return Sha256Hasher().Hash(bytes);
}

// The largest power of two below `size`, which is more than one.
size_t Split(size_t size) { return std::bit_floor(size - 1); }

}  // namespace

Sha256 MerkleLeafHash(absl::string_view leaf) {
  std::string bytes(1, '\0');
  bytes.append(leaf.data(), leaf.size());
  return Sha256Hasher().Hash(bytes);
}

Sha256 MerkleRoot(absl::Span<const Sha256> leaves) {
  if (leaves.empty()) return Sha256Hasher().Hash("");
  if (leaves.size() == 1) return leaves[0];
  const size_t left = Split(leaves.size());
  return NodeHash(MerkleRoot(leaves.first(left)),
                  MerkleRoot(leaves.subspan(left)));
}

std::vector<Sha256> MerkleInclusionPath(absl::Span<const Sha256> leaves,
                                        int64_t index) {
  if (leaves.size() <= 1) return {};
  const size_t left = Split(leaves.size());
  const auto at = static_cast<size_t>(index);
  std::vector<Sha256> path;
  if (at < left) {
    path = MerkleInclusionPath(leaves.first(left), index);
    path.push_back(MerkleRoot(leaves.subspan(left)));
  } else {
    path = MerkleInclusionPath(leaves.subspan(left),
                               index - static_cast<int64_t>(left));
    path.push_back(MerkleRoot(leaves.first(left)));
  }
  return path;
}

bool MerkleIncludes(const Sha256& root, int64_t size, int64_t index,
                    const Sha256& leaf, absl::Span<const Sha256> path) {
  if (index < 0 || index >= size) return false;
  int64_t node = index;
  int64_t last = size - 1;
  Sha256 hash = leaf;
  for (const Sha256& step : path) {
    if (last == 0) return false;
    if (node % 2 == 1 || node == last) {
      hash = NodeHash(step, hash);
      while (node % 2 == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, step);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

}  // namespace regisseur
