#pragma once

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/evidence/sha256.h"

namespace regisseur {

// Merkle trees of RFC 9162 §2.1 (the same as RFC 6962): a leaf is hashed behind
// a byte 0, a node behind a byte 1, so that no node can pass for a leaf.

Sha256 MerkleLeafHash(absl::string_view leaf);
// §2.1.1, over hashes of leaves. Of no leaves: SHA-256 of nothing.
Sha256 MerkleRoot(absl::Span<const Sha256> leaves);
// §2.1.3.1: what shows that leaf `index` is under the root.
std::vector<Sha256> MerkleInclusionPath(absl::Span<const Sha256> leaves,
                                        int64_t index);
// §2.1.3.2.
bool MerkleIncludes(const Sha256& root, int64_t size, int64_t index,
                    const Sha256& leaf, absl::Span<const Sha256> path);

}  // namespace regisseur
