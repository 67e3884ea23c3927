#include <cstdint>

#include "core/evidence/evidence_verifier.h"

// What an auditor was handed. The first byte says whether it is an export, a
// file of kept roots, or the head of one entry.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const absl::string_view text(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  switch (data[0] % 3) {
    case 0: {
      regisseur::EvidenceFileVerifier verifier({});
      if (verifier.Take(text)) verifier.Finish();
      break;
    }
    case 1: {
      regisseur::KeptEvidence kept;
      (void)regisseur::ReadKeptEvidence(text, kept);
      break;
    }
    default: {
      const auto head = regisseur::ParseEntryHead(text);
      if (!head.ok()) break;
      const std::string again =
          std::visit([](const auto& h) { return h.Encode(); }, *head);
      // What can be read has one way to be written.
      if (again != text) __builtin_trap();
    }
  }
  return 0;
}
