#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/evidence/chain_entry.h"
#include "core/evidence/evidence_lines.h"
#include "core/evidence/signature.h"
#include "core/evidence/signed_root.h"

namespace regisseur {

// What an auditor holds besides the export, each from somewhere else than the
// export.
struct KeptEvidence {
  // Without it the key that the export itself names is believed.
  std::optional<VerifyingKey> key;
  std::vector<RootLine> roots;        // signed earlier
  std::vector<ReceiptLine> receipts;  // given earlier
};

// Reads a file that holds roots or receipts, one a line. INVALID_ARGUMENT
// naming the line that is neither. Proofs beside a root are passed over.
absl::Status ReadKeptEvidence(absl::string_view text, KeptEvidence& kept);

// Where an export does not hold.
struct EvidenceBreak {
  int64_t line = 0;   // of the export, from 1
  std::string chain;  // empty: none in particular
  int64_t entry = 0;  // 0: none in particular
  int64_t row = 0;    // 0: none in particular
  std::string what;

  // `line 12: chain cloudnine, entry 3, row 2: …`.
  std::string ToString() const;
};

struct VerifiedChain {
  std::string name;
  int64_t deliveries = 0;
  int64_t acts = 0;
  int64_t rows = 0;
  int64_t entries_purged = 0;    // whose rows are gone, with a record of it
  int64_t entries_unsigned = 0;  // after the last root
};

struct EvidenceReport {
  std::string program;
  absl::Time made;
  std::string key;  // hexadecimal
  bool key_given = false;
  std::vector<VerifiedChain> chains;
  int64_t roots = 0;
  std::optional<RootStatement> last_root;
  int64_t kept_roots = 0;     // that were found again
  int64_t kept_receipts = 0;  // that were found again
};

// Checks the lines of an export one after the other; copyable, so that a check
// can be taken up again at any line. Copies belong to one thread. The bytes as
// a whole are the business of EvidenceFileVerifier.
class EvidenceLineVerifier {
 public:
  explicit EvidenceLineVerifier(KeptEvidence kept)
      : kept_(std::move(kept)), hasher_(std::make_shared<Sha256Hasher>()) {}

  // The next line, without its line break. False when it does not hold; then
  // broken() says where, and nothing more is taken.
  bool Take(absl::string_view line);
  // After the last line but the end. False when something is missing.
  bool Finish();

  const std::optional<EvidenceBreak>& broken() const { return broken_; }
  const EvidenceReport& report() const { return report_; }
  // The key that signatures are checked with; absent before the first line.
  const std::optional<VerifyingKey>& key() const { return key_; }

 private:
  // A head that a root or receipt promises.
  struct Promise {
    Sha256 hash{};
    std::string by;
    bool is_receipt = false;
  };

  bool Refuse(std::string what);
  bool RefuseRow(int64_t row, std::string what);
  // Of a statement or signature: where it is, and in whose name.
  bool CheckSignature(absl::string_view statement, absl::string_view signature,
                      absl::string_view what);

  bool TakeExport(const ExportLine& line);
  bool TakeRoot(const RootLine& line);
  bool TakeProof(const ProofLine& line);
  bool EndRoots();
  bool TakeChain(const ChainLine& line);
  bool TakeEntry(const EntryLine& line);
  bool TakeRow(const RowLine& line);
  bool EndEntry();
  bool EndChain();

  KeptEvidence kept_;
  std::shared_ptr<Sha256Hasher> hasher_;
  std::optional<VerifyingKey> key_;
  EvidenceReport report_;
  std::optional<EvidenceBreak> broken_;

  int64_t line_ = 0;
  bool roots_ended_ = false;
  std::vector<std::string> chains_;
  size_t next_chain_ = 0;
  std::vector<RootStatement> roots_;
  Sha256 last_root_hash_{};
  std::set<std::pair<int64_t, std::string>> proofs_;
  std::map<std::string, int64_t> signed_lengths_;
  std::map<std::pair<std::string, int64_t>, std::vector<Promise>> promises_;

  // Of the chain that is being read.
  std::optional<ChainLine> chain_;
  int64_t entry_ = 0;
  Sha256 chain_hash_{};
  absl::Time last_known_ = absl::InfinitePast();
  std::set<int64_t> without_rows_;
  std::set<int64_t> purged_;

  // Of the entry that is being read.
  std::optional<EntryLine> entry_line_;
  std::optional<EntryHead> head_;
  int64_t rows_ = 0;
  int64_t totals_ = 0;
  Sha256 row_hash_{};
  Sha256 total_hash_{};
};

// Checks a whole export, given in pieces. Needs memory for one line and for
// what the roots promise.
class EvidenceFileVerifier {
 public:
  explicit EvidenceFileVerifier(KeptEvidence kept);

  // False when something does not hold; the rest need not be given.
  bool Take(absl::string_view piece);
  // After the last piece. False when the export does not hold.
  bool Finish();

  const std::optional<EvidenceBreak>& broken() const;
  const EvidenceReport& report() const { return lines_.report(); }

 private:
  bool TakeLine(absl::string_view line);
  bool Refuse(std::string what);

  EvidenceLineVerifier lines_;
  Sha256Hasher hasher_;
  std::string rest_;
  int64_t count_ = 0;
  bool ended_ = false;
  std::optional<EvidenceBreak> broken_;
};

// What a sound chain of evidence still does not prove, a sentence each.
std::vector<std::string> WhatEvidenceDoesNotProve(bool key_given,
                                                  bool root_given);

}  // namespace regisseur
