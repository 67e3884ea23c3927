#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/contract/contract.h"
#include "core/contract/contract_reader.h"

namespace regisseur {

// A version of a contract, whole, and the text that says it.
struct VersionText {
  Contract contract;
  std::string text;
  // The internal keys (IsInternalKey) that the file itself gives.
  std::vector<std::string> internal_keys{};
};

// Reads what is to become the next version of a contract. Thread-safe.
class VersionReader {
 public:
  virtual ~VersionReader() = default;
  // `file` beside the register in force. What only the customer's side writes
  // down (IsInternalKey) and it leaves out is taken over from `before`, the
  // text of the version in force; `signed_document` becomes its `signed` unless
  // it is empty. INVALID_ARGUMENT with one line a mistake.
  virtual absl::StatusOr<VersionText> ReadVersion(
      const ContractText& file, const std::string& before,
      const std::string& signed_document) const = 0;
};

// True for a key of a contract file that only the customer's side sees, and for
// what stands under one: `mandate.hours`, `term.internal_notice`.
bool IsInternalKey(absl::string_view key);

// The parts that are internal as a whole: `mandate`, `owner`.
absl::Span<const absl::string_view> InternalParts();
// Internal keys within a part that is not: `term.internal_notice`.
absl::Span<const absl::string_view> InternalMembers();

}  // namespace regisseur
