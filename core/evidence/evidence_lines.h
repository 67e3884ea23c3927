#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/evidence/sha256.h"

namespace regisseur {

// The lines of an export (docs/evidence.md): JSON objects whose keys have one
// order and whose values have one spelling, so that every changed byte is
// either another value or no line at all. A line here has no line break.

struct ExportLine {
  std::string program;
  absl::Time made;
  std::vector<std::string> chains;  // in the order in which they follow
  std::string key;                  // 32 bytes
};
struct RootLine {
  int64_t number = 0;
  std::string statement;
  std::string signature;
};
struct ProofLine {
  int64_t root = 0;
  std::string chain;
  int64_t length = 0;
  Sha256 head{};
  Sha256 nonce{};
  int64_t index = 0;
  std::vector<Sha256> path;
};
struct ChainLine {
  std::string chain;
  int64_t length = 0;
  Sha256 head{};
};
// Which rows of an entry follow.
enum class KeptRows { kAll, kTotals };
struct EntryLine {
  int64_t number = 0;
  KeptRows kept = KeptRows::kAll;
  std::string head;
  Sha256 row_hash{};
  Sha256 hash{};
};
struct RowLine {
  bool is_total = false;
  int64_t number = 0;
  Sha256 hash{};
  std::string bytes;
};
struct EndLine {
  int64_t lines = 0;
  Sha256 sha256{};
  std::string signature;
};
// Stands alone in a file that a partner keeps.
struct ReceiptLine {
  std::string chain;
  int64_t number = 0;
  std::string statement;
  std::string signature;
};

std::string RenderLine(const ExportLine& line);
std::string RenderLine(const RootLine& line);
std::string RenderLine(const ProofLine& line);
std::string RenderLine(const ChainLine& line);
std::string RenderLine(const EntryLine& line);
std::string RenderLine(const RowLine& line);
std::string RenderLine(const EndLine& line);
std::string RenderLine(const ReceiptLine& line);

using EvidenceLine = std::variant<ExportLine, RootLine, ProofLine, ChainLine,
                                  EntryLine, RowLine, EndLine, ReceiptLine>;
// Absent for anything that RenderLine would not have written.
std::optional<EvidenceLine> ParseEvidenceLine(absl::string_view line);

}  // namespace regisseur
