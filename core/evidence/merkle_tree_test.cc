#include "core/evidence/merkle_tree.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

// The leaves and roots that implementations of RFC 6962 test each other with.
constexpr const char* kLeaves[] = {"",
                                   "00",
                                   "10",
                                   "2021",
                                   "3031",
                                   "40414243",
                                   "5051525354555657",
                                   "606162636465666768696a6b6c6d6e6f"};
constexpr const char* kRoots[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::vector<Sha256> Leaves(int count) {
  std::vector<Sha256> leaves;
  for (int i = 0; i < count; ++i) {
    leaves.push_back(MerkleLeafHash(absl::StrCat("leaf ", i)));
  }
  return leaves;
}

TEST(MerkleTreeTest, GivesTheRootsOfOthers) {
  EXPECT_EQ(ToHex(MerkleRoot({})),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  std::vector<Sha256> leaves;
  for (int i = 0; i < 8; ++i) {
    leaves.push_back(MerkleLeafHash(absl::HexStringToBytes(kLeaves[i])));
    EXPECT_EQ(ToHex(MerkleRoot(leaves)), kRoots[i]) << i + 1;
  }
}

TEST(MerkleTreeTest, EveryProofOfEverySizeHoldsAndNoOther) {
  for (int size = 1; size <= 300; ++size) {
    const std::vector<Sha256> leaves = Leaves(size);
    const Sha256 root = MerkleRoot(leaves);
    const int step = size <= 40 ? 1 : size / 7;
    for (int i = 0; i < size; i += step) {
      const std::vector<Sha256> path = MerkleInclusionPath(leaves, i);
      ASSERT_TRUE(MerkleIncludes(root, size, i, leaves[i], path))
          << i << " of " << size;
      // Another place, another leaf, another size or another root.
      EXPECT_FALSE(
          MerkleIncludes(root, size, (i + 1) % size, leaves[i], path) &&
          size > 1);
      EXPECT_FALSE(
          MerkleIncludes(root, size, i, MerkleLeafHash("other"), path));
      EXPECT_FALSE(MerkleIncludes(root, size, size, leaves[i], path));
      EXPECT_FALSE(MerkleIncludes(root, size, -1, leaves[i], path));
      EXPECT_FALSE(MerkleIncludes(leaves[i], size, i, leaves[i], path) &&
                   size > 1);
      for (size_t at = 0; at < path.size(); ++at) {
        std::vector<Sha256> bent = path;
        bent[at][7] ^= 1;
        EXPECT_FALSE(MerkleIncludes(root, size, i, leaves[i], bent));
      }
      if (!path.empty()) {
        std::vector<Sha256> cut(path.begin(), path.end() - 1);
        EXPECT_FALSE(MerkleIncludes(root, size, i, leaves[i], cut));
      }
      std::vector<Sha256> grown = path;
      grown.push_back(root);
      EXPECT_FALSE(MerkleIncludes(root, size, i, leaves[i], grown));
    }
  }
}

TEST(MerkleTreeTest, ANodeDoesNotPassForALeaf) {
  const std::vector<Sha256> leaves = Leaves(2);
  const std::string node = absl::StrCat(ToBytes(leaves[0]), ToBytes(leaves[1]));
  EXPECT_NE(MerkleLeafHash(node), MerkleRoot(leaves));
}

}  // namespace
}  // namespace regisseur
