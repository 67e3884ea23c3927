#include "core/evidence/signed_root.h"

#include "core/evidence/canonical_bytes.h"

namespace regisseur {
namespace {

constexpr char kRoot[] = "regisseur root 1";
constexpr char kReceipt[] = "regisseur receipt 1";
constexpr char kExport[] = "regisseur export 1";

}  // namespace

std::string RootStatement::Encode() const {
  CanonicalBytes out;
  out.Text(kRoot);
  out.Int(number);
  out.Moment(made);
  out.Moment(known);
  out.Hash(previous);
  out.Int(tree_size);
  out.Hash(tree_root);
  out.Hash(key);
  out.Text(program);
  return std::string(out.bytes());
}

std::optional<RootStatement> RootStatement::Parse(absl::string_view bytes) {
  CanonicalReader read(bytes);
  if (read.Text() != kRoot) return std::nullopt;
  RootStatement root;
  root.number = read.Int();
  root.made = read.Moment();
  root.known = read.Moment();
  root.previous = read.Hash();
  root.tree_size = read.Int();
  root.tree_root = read.Hash();
  root.key = read.Hash();
  root.program = read.Text();
  if (!read.AtEnd()) return std::nullopt;
  return root;
}

std::string RootLeaf::Encode() const {
  CanonicalBytes out;
  out.Letter('H');
  out.Text(chain);
  out.Int(length);
  out.Hash(head);
  out.Hash(nonce);
  return std::string(out.bytes());
}

std::string ReceiptStatement::Encode() const {
  CanonicalBytes out;
  out.Text(kReceipt);
  out.Text(chain);
  out.Int(number);
  out.Letter(is_delivery ? 'D' : 'A');
  out.Text(about);
  out.Int(rows);
  out.Hash(row_hash);
  out.Hash(hash);
  out.Moment(known_from);
  out.Moment(issued);
  return std::string(out.bytes());
}

std::optional<ReceiptStatement> ReceiptStatement::Parse(
    absl::string_view bytes) {
  CanonicalReader read(bytes);
  if (read.Text() != kReceipt) return std::nullopt;
  ReceiptStatement receipt;
  receipt.chain = read.Text();
  receipt.number = read.Int();
  const char letter = read.Letter();
  receipt.is_delivery = letter == 'D';
  receipt.about = read.Text();
  receipt.rows = read.Int();
  receipt.row_hash = read.Hash();
  receipt.hash = read.Hash();
  receipt.known_from = read.Moment();
  receipt.issued = read.Moment();
  if (!read.AtEnd() || (letter != 'D' && letter != 'A')) return std::nullopt;
  return receipt;
}

std::string ExportStatement(int64_t lines, const Sha256& sha256) {
  CanonicalBytes out;
  out.Text(kExport);
  out.Int(lines);
  out.Hash(sha256);
  return std::string(out.bytes());
}

}  // namespace regisseur
