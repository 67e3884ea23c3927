#include "core/evidence/evidence_lines.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "core/evidence/chain_entry.h"

namespace regisseur {
namespace {

constexpr absl::string_view kFirst = "{\"regisseur_evidence\":1,\"program\":\"";

absl::string_view KeptWord(KeptRows kept) {
  switch (kept) {
    case KeptRows::kAll:
      return "all";
    case KeptRows::kTotals:
      return "totals";
  }
  return "";
}

bool IsProgram(absl::string_view text) {
  return !text.empty() && text.size() <= 63 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '+' || c == '~' ||
                  c == '-' || c == ' ';
         });
}

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", text, "\"");
}

// Reads a line from left to right; what does not fit makes ok() false.
class LineReader {
 public:
  explicit LineReader(absl::string_view line) : rest_(line) {}

  bool Skip(absl::string_view text) {
    if (!absl::ConsumePrefix(&rest_, text)) ok_ = false;
    return ok_;
  }
  bool TrySkip(absl::string_view text) {
    return absl::ConsumePrefix(&rest_, text);
  }

  // Behind the text `before`: a whole number without sign or leading zero.
  int64_t Int(absl::string_view before) {
    Skip(before);
    const size_t digits =
        std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    int64_t value = 0;
    if (digits == 0 || digits > 18 || (digits > 1 && rest_[0] == '0')) {
      ok_ = false;
      return 0;
    }
    for (const char c : rest_.substr(0, digits)) value = value * 10 + (c - '0');
    rest_.remove_prefix(digits);
    return value;
  }
  // Up to the next quotation mark.
  absl::string_view Raw(absl::string_view before) {
    Skip(before);
    Skip("\"");
    const size_t end = rest_.find('"');
    if (!ok_ || end == absl::string_view::npos) {
      ok_ = false;
      return {};
    }
    const absl::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }
  Sha256 Hash(absl::string_view before) {
    const std::optional<Sha256> hash = HashFromHex(Raw(before));
    if (!hash.has_value()) ok_ = false;
    return hash.value_or(Sha256{});
  }
  std::string Base64(absl::string_view before) {
    const absl::string_view text = Raw(before);
    std::string bytes;
    // The decoder forgives much; only the one spelling is a line.
    if (!absl::Base64Unescape(text, &bytes) ||
        absl::Base64Escape(bytes) != text) {
      ok_ = false;
    }
    return bytes;
  }
  std::string Chain(absl::string_view before) {
    const absl::string_view name = Raw(before);
    if (!IsChainName(name)) ok_ = false;
    return std::string(name);
  }
  // The line ends with this, and nothing was wrong before.
  bool End() {
    Skip("}");
    return ok_ && rest_.empty();
  }
  bool ok() const { return ok_; }
  void Refuse() { ok_ = false; }

 private:
  absl::string_view rest_;
  bool ok_ = true;
};

template <typename Line>
std::optional<EvidenceLine> Checked(LineReader& read, Line line) {
  if (!read.End()) return std::nullopt;
  return EvidenceLine(std::move(line));
}

std::optional<EvidenceLine> ParseExport(LineReader& read) {
  ExportLine line;
  read.Skip("{\"regisseur_evidence\":1");
  line.program = std::string(read.Raw(",\"program\":"));
  if (!IsProgram(line.program)) read.Refuse();
  line.made = absl::FromUnixMicros(read.Int(",\"made_us\":"));
  read.Skip(",\"chains\":[");
  if (!read.TrySkip("]")) {
    line.chains.push_back(read.Chain(""));
    while (read.ok() && read.TrySkip(","))
      line.chains.push_back(read.Chain(""));
    read.Skip("]");
  }
  line.key = std::string(ToBytes(read.Hash(",\"key\":")));
  return Checked(read, std::move(line));
}

std::optional<EvidenceLine> ParseProof(LineReader& read) {
  ProofLine line;
  line.root = read.Int("{\"proof\":");
  line.chain = read.Chain(",\"chain\":");
  line.length = read.Int(",\"length\":");
  line.head = read.Hash(",\"head\":");
  line.nonce = read.Hash(",\"nonce\":");
  line.index = read.Int(",\"index\":");
  read.Skip(",\"path\":[");
  if (!read.TrySkip("]")) {
    line.path.push_back(read.Hash(""));
    while (read.ok() && read.TrySkip(",")) line.path.push_back(read.Hash(""));
    read.Skip("]");
  }
  return Checked(read, std::move(line));
}

}  // namespace

std::string RenderLine(const ExportLine& line) {
  return absl::StrCat(
      kFirst, line.program, "\",\"made_us\":", absl::ToUnixMicros(line.made),
      ",\"chains\":[",
      absl::StrJoin(line.chains, ",",
                    [](std::string* out, const std::string& chain) {
                      absl::StrAppend(out, Quoted(chain));
                    }),
      "],\"key\":\"", absl::BytesToHexString(line.key), "\"}");
}

std::string RenderLine(const RootLine& line) {
  return absl::StrCat("{\"root\":", line.number, ",\"statement\":\"",
                      absl::Base64Escape(line.statement), "\",\"signature\":\"",
                      absl::Base64Escape(line.signature), "\"}");
}

std::string RenderLine(const ProofLine& line) {
  return absl::StrCat("{\"proof\":", line.root, ",\"chain\":\"", line.chain,
                      "\",\"length\":", line.length, ",\"head\":\"",
                      ToHex(line.head), "\",\"nonce\":\"", ToHex(line.nonce),
                      "\",\"index\":", line.index, ",\"path\":[",
                      absl::StrJoin(line.path, ",",
                                    [](std::string* out, const Sha256& hash) {
                                      absl::StrAppend(out, Quoted(ToHex(hash)));
                                    }),
                      "]}");
}

std::string RenderLine(const ChainLine& line) {
  return absl::StrCat("{\"chain\":\"", line.chain,
                      "\",\"length\":", line.length, ",\"head\":\"",
                      ToHex(line.head), "\"}");
}

std::string RenderLine(const EntryLine& line) {
  return absl::StrCat(
      "{\"entry\":", line.number, ",\"kept\":\"", KeptWord(line.kept),
      "\",\"head\":\"", absl::Base64Escape(line.head), "\",\"row_hash\":\"",
      ToHex(line.row_hash), "\",\"hash\":\"", ToHex(line.hash), "\"}");
}

std::string RenderLine(const RowLine& line) {
  return absl::StrCat("{\"", line.is_total ? "total" : "row",
                      "\":", line.number, ",\"hash\":\"", ToHex(line.hash),
                      "\",\"bytes\":\"", absl::Base64Escape(line.bytes), "\"}");
}

std::string RenderLine(const EndLine& line) {
  return absl::StrCat("{\"end\":", line.lines, ",\"sha256\":\"",
                      ToHex(line.sha256), "\",\"signature\":\"",
                      absl::Base64Escape(line.signature), "\"}");
}

std::string RenderLine(const ReceiptLine& line) {
  return absl::StrCat("{\"receipt\":", line.number, ",\"chain\":\"", line.chain,
                      "\",\"statement\":\"", absl::Base64Escape(line.statement),
                      "\",\"signature\":\"", absl::Base64Escape(line.signature),
                      "\"}");
}

std::optional<EvidenceLine> ParseEvidenceLine(absl::string_view text) {
  LineReader read(text);
  if (absl::StartsWith(text, "{\"row\":") ||
      absl::StartsWith(text, "{\"total\":")) {
    RowLine line;
    line.is_total = text[2] == 't';
    line.number = read.Int(line.is_total ? "{\"total\":" : "{\"row\":");
    line.hash = read.Hash(",\"hash\":");
    line.bytes = read.Base64(",\"bytes\":");
    return Checked(read, std::move(line));
  }
  if (absl::StartsWith(text, "{\"entry\":")) {
    EntryLine line;
    line.number = read.Int("{\"entry\":");
    const absl::string_view kept = read.Raw(",\"kept\":");
    if (kept == "totals") {
      line.kept = KeptRows::kTotals;
    } else if (kept != "all") {
      return std::nullopt;
    }
    line.head = read.Base64(",\"head\":");
    line.row_hash = read.Hash(",\"row_hash\":");
    line.hash = read.Hash(",\"hash\":");
    return Checked(read, std::move(line));
  }
  if (absl::StartsWith(text, "{\"chain\":")) {
    ChainLine line;
    line.chain = read.Chain("{\"chain\":");
    line.length = read.Int(",\"length\":");
    line.head = read.Hash(",\"head\":");
    return Checked(read, std::move(line));
  }
  if (absl::StartsWith(text, "{\"proof\":")) return ParseProof(read);
  if (absl::StartsWith(text, "{\"root\":")) {
    RootLine line;
    line.number = read.Int("{\"root\":");
    line.statement = read.Base64(",\"statement\":");
    line.signature = read.Base64(",\"signature\":");
    return Checked(read, std::move(line));
  }
  if (absl::StartsWith(text, "{\"end\":")) {
    EndLine line;
    line.lines = read.Int("{\"end\":");
    line.sha256 = read.Hash(",\"sha256\":");
    line.signature = read.Base64(",\"signature\":");
    return Checked(read, std::move(line));
  }
  if (absl::StartsWith(text, "{\"receipt\":")) {
    ReceiptLine line;
    line.number = read.Int("{\"receipt\":");
    line.chain = read.Chain(",\"chain\":");
    line.statement = read.Base64(",\"statement\":");
    line.signature = read.Base64(",\"signature\":");
    return Checked(read, std::move(line));
  }
  if (absl::StartsWith(text, "{\"regisseur_evidence\":")) {
    return ParseExport(read);
  }
  return std::nullopt;
}

}  // namespace regisseur
