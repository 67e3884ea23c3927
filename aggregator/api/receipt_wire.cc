#include "aggregator/api/receipt_wire.h"

#include "aggregator/api/set_time.h"
#include "core/evidence/evidence_lines.h"
#include "core/evidence/sha256.h"

namespace regisseur {

namespace pb = evidence::v1;

pb::Receipt ReceiptToWire(const SignedReceipt& receipt) {
  const ReceiptStatement& statement = receipt.statement;
  pb::Receipt wire;
  wire.set_provider(statement.chain);
  wire.set_number(statement.number);
  wire.set_kind(statement.is_delivery ? pb::ENTRY_KIND_DELIVERY
                                      : pb::ENTRY_KIND_ACT);
  wire.set_about(statement.about);
  wire.set_rows(statement.rows);
  wire.set_rows_sha256(ToHex(statement.row_hash));
  wire.set_chain_sha256(ToHex(statement.hash));
  SetTime(statement.known_from, &wire, &pb::Receipt::mutable_known_time);
  SetTime(statement.issued, &wire, &pb::Receipt::mutable_issue_time);
  wire.set_line(RenderLine(receipt.line));
  return wire;
}

}  // namespace regisseur
