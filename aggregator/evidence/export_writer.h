#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/chain_reader.h"
#include "aggregator/storage/root_store.h"
#include "core/evidence/evidence_lines.h"
#include "core/evidence/sha256.h"
#include "core/evidence/signature.h"
#include "core/principal/principal.h"

namespace regisseur {

// The hash of a leaf, padding included.
Sha256 LeafHashOf(const StoredLeaf& leaf);

// Writes one export (docs/evidence.md): roots and proofs, then the chains, then
// a signed end. Used once, by one thread.
class ExportWriter {
 public:
  using WritePiece = std::function<absl::Status(absl::string_view piece)>;

  ExportWriter(const ChainReader& chains, const RootStore& roots,
               const SigningKey& key, const WritePiece& write)
      : chains_(chains), roots_(roots), key_(key), write_(write) {
    hasher_.Start();
  }

  // `chains` by name; `first` gets their names.
  absl::Status Write(const Principal& who, ExportLine first,
                     const std::vector<StoredChain>& chains);

 private:
  absl::Status WriteRoots(const Principal& who,
                          const std::vector<StoredChain>& chains);
  absl::Status WriteChain(const StoredChain& chain);
  absl::Status WriteRows(const StoredChain& chain, int64_t number,
                         const StoredEntry& entry, bool totals,
                         int64_t expected);
  template <typename Line>
  absl::Status Put(const Line& line);
  absl::Status Flush();

  const ChainReader& chains_;
  const RootStore& roots_;
  const SigningKey& key_;
  const WritePiece& write_;

  Sha256Hasher hasher_;      // of the whole file
  Sha256Hasher row_hasher_;  // of one row
  std::string piece_;
  int64_t lines_ = 0;
};

}  // namespace regisseur
