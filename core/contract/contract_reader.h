#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/contract/contract.h"
#include "core/contract/contract_words.h"
#include "core/finding/finding.h"

namespace regisseur {

// What is taken from a published price list, which offers more than one thing.
struct PriceListChoice {
  std::string plan;
  std::optional<Decimal> seats;
  std::string billing;  // monthly, annually, …; empty: monthly
  // Names to how many; absent: as many as seats.
  std::map<std::string, std::optional<Decimal>> add_ons;
};

// A contract file as text, whatever it was read from.
struct ContractText {
  std::string name;  // for messages
  std::string text;
  PriceListChoice choice{};  // where the text is a price list
};

// A form of price, and what its text says that cannot be priced.
struct PricingForm {
  Contract contract;
  std::vector<Sentence> remarks{};
};

// The rule of mistakes in how a file is written.
inline constexpr char kContractFileRule[] = "contract-file";

// Something that is wrong in a contract file.
struct ContractFileProblem {
  // kError: the file is refused. kWarning: it holds, but a reader should know.
  Severity severity = Severity::kError;
  std::string file;
  int line = 0;         // from 1; 0 for the whole file
  std::string key;      // pricing[2].tiers[1].up_to; empty for the whole file
  std::string rule;     // of the catalogue, or kContractFileRule
  std::string message;  // what is wrong and what would be right
  friend bool operator==(const ContractFileProblem&,
                         const ContractFileProblem&) = default;
};

// What looking at contract files came to.
struct ContractLint {
  std::vector<ContractFileProblem> problems;  // by file and line
  int files = 0;                              // that were looked at
};

// The values of a contract file by their keys, in the order of the file. An
// element of a list is named by what names it in the file, else by its place:
// `pricing[platform].amount`. A list of plain values is one value.
using ContractKeyValues = std::vector<std::pair<std::string, std::string>>;

// Reads contract files as people write them. Thread-safe.
class ContractReader {
 public:
  virtual ~ContractReader() = default;

  // What is wrong with `files`, each by itself and beside the register in
  // force, in which they take the place of the versions from the same day. None
  // given: with the files that the register is read from, as they are now.
  virtual ContractLint Lint(const std::vector<ContractText>& files) const = 0;
  // INVALID_ARGUMENT when it cannot be read at all.
  virtual absl::StatusOr<ContractKeyValues> ReadKeys(
      const ContractText& file) const = 0;
  // A form of price, of which only `currency` and `pricing` are required
  // (DECISIONS 19), or a published price list with what is chosen from it.
  // INVALID_ARGUMENT with one line a mistake.
  virtual absl::StatusOr<PricingForm> ReadForm(
      const ContractText& file) const = 0;
};

}  // namespace regisseur
