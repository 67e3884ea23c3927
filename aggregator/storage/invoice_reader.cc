#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/invoice_content.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// `d.kind > 3` is the condition of the index delivery_of_documents.
constexpr char kInvoicesSql[] =
    "SELECT s.name, a.provider, p.name, d.origin, d.known_from_us, i.content,"
    " i.file_lines FROM delivery d JOIN invoice i ON i.delivery = d.id "
    "JOIN source s ON s.id = d.source JOIN party p ON p.id = i.party "
    "JOIN party_assignment a ON a.party = p.id AND "
    REGISSEUR_KNOWN("a", "?1")
    " WHERE d.kind > 3 AND d.kind = 6 AND " REGISSEUR_KNOWN("d", "?1")
    " AND (?2 = '' OR a.provider = ?2) AND (?3 = '' OR i.number = ?3)"
    " ORDER BY d.id, i.row";

}  // namespace

absl::StatusOr<std::vector<InvoiceRecord>> InvoiceReader::ListInvoices(
    const Principal& who, const InvoiceFilter& filter, AsOf as_of) const {
  std::vector<InvoiceRecord> invoices;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kInvoicesSql);
    BindTime(read, 1, as_of.known);
    read.BindText(2, filter.provider);
    read.BindText(3, filter.number);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      InvoiceRecord record;
      record.source = std::string(read.Text(0));
      record.provider = std::string(read.Text(1));
      record.party = std::string(read.Text(2));
      record.file = std::string(read.Text(3));
      record.known_from = Time(read, 4);
      ASSIGN_OR_RETURN(record.invoice,
                       DecodeInvoice(read.Blob(5), read.Blob(6)));
      invoices.push_back(std::move(record));
    }
    read.Reset();
    return absl::OkStatus();
  }));
  std::stable_sort(invoices.begin(), invoices.end(),
                   [](const InvoiceRecord& a, const InvoiceRecord& b) {
                     if (a.invoice.issue_day != b.invoice.issue_day) {
                       return a.invoice.issue_day > b.invoice.issue_day;
                     }
                     return std::tie(a.provider, a.invoice.number, a.source) <
                            std::tie(b.provider, b.invoice.number, b.source);
                   });
  return invoices;
}

}  // namespace regisseur
