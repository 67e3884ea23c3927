#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "core/delivery/delivery.h"
#include "core/finding/catalogue.h"
#include "core/finding/finding.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/input_file.h"
#include "wire/facts_wire.h"

namespace regisseur::fuzz {

inline absl::string_view TextOf(const uint8_t* data, size_t size) {
  return absl::string_view(reinterpret_cast<const char*>(data), size);
}

// Ends the run when what has to hold does not.
inline void Require(bool holds) {
  if (!holds) __builtin_trap();
}

// Whatever a partner wrote, what an adapter makes of it is a batch that the
// collector takes, and every finding has words.
inline void RequireAcceptable(FactBatch batch, FindingList& findings) {
  for (const Finding& finding : findings.findings()) {
    Require(IsKnownRule(finding.rule));
    Require(finding.count > 0);
    Require(finding.examples.size() <= Finding::kMaxExamples);
  }
  batch.run = "fuzz";
  batch.number = 1;
  batch.cursor = "c";
  batch.last = true;
  batch.deliveries.emplace_back().scope = "fuzz";
  batch.findings = findings.Take();
  sdk::RepairTexts(batch);
  Require(sdk::BatchCheck().Check(batch).ok());
  Require(FactBatchFromWire(FactBatchToWire(batch)).ok());
}

// A text that is read like a file, `piece` bytes at a time.
class TextInput final : public sdk::InputStream {
 public:
  TextInput(absl::string_view text, size_t piece)
      : text_(text), piece_(piece) {}
  absl::StatusOr<bool> Read(std::string& buffer) override {
    const absl::string_view piece = text_.substr(at_, piece_);
    buffer.append(piece.data(), piece.size());
    at_ += piece.size();
    return !piece.empty();
  }
  absl::Status SkipTo(int64_t offset) override {
    at_ = static_cast<size_t>(offset);
    return absl::OkStatus();
  }

 private:
  const absl::string_view text_;
  const size_t piece_;
  size_t at_ = 0;
};

}  // namespace regisseur::fuzz
