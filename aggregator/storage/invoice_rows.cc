#include "aggregator/storage/invoice_rows.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "aggregator/storage/invoice_content.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kInsertInvoiceSql[] =
    "INSERT INTO invoice (delivery, row, party, number, issued_us, content,"
    " file_lines) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr char kContentsSql[] =
    "SELECT p.name, i.number, i.issued_us, i.content, i.file_lines "
    "FROM invoice i JOIN party p ON p.id = i.party "
    "WHERE i.delivery = ?1 ORDER BY i.row";
constexpr char kInvoicesToDropSql[] =
    "SELECT id FROM invoice WHERE delivery = ?1 LIMIT ?2";
constexpr char kDropInvoiceSql[] = "DELETE FROM invoice WHERE id = ?1";

std::optional<absl::Time> IssuedAt(const Invoice& invoice) {
  if (!invoice.issue_day.has_value()) return std::nullopt;
  return absl::FromCivil(*invoice.issue_day, absl::UTCTimeZone());
}

}  // namespace

absl::Status InsertInvoice(Transaction& transaction, int64_t delivery,
                           int64_t row, int64_t party, const Invoice& invoice,
                           absl::string_view content) {
  Statement& insert = transaction.Prepared(kInsertInvoiceSql);
  insert.BindInt(1, delivery);
  insert.BindInt(2, row);
  insert.BindInt(3, party);
  insert.BindText(4, invoice.number);
  BindTime(insert, 5, IssuedAt(invoice));
  insert.BindBlob(6, content);
  insert.BindBlob(7, EncodeFileLines(invoice));
  return Run(insert);
}

absl::Status ReadInvoiceContents(
    Connection& connection, int64_t delivery,
    const std::function<absl::Status(absl::string_view party,
                                     absl::string_view content)>& take) {
  Statement& read = connection.Prepared(kContentsSql);
  read.BindInt(1, delivery);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    // What invoices are found by is said by what is proven.
    ASSIGN_OR_RETURN(const Invoice invoice,
                     DecodeInvoice(read.Blob(3), read.Blob(4)));
    if (invoice.number != read.Text(1) ||
        IssuedAt(invoice) != FindTime(read, 2)) {
      return absl::DataLossError(absl::StrCat(
          "invoice ", invoice.number, " stands under another number or day"));
    }
    RETURN_IF_ERROR(take(read.Text(0), read.Blob(3)));
  }
  read.Reset();
  return absl::OkStatus();
}

absl::StatusOr<int64_t> DropInvoices(Transaction& transaction, int64_t delivery,
                                     int64_t limit) {
  std::vector<int64_t> ids;
  Statement& read = transaction.Prepared(kInvoicesToDropSql);
  read.BindInt(1, delivery);
  read.BindInt(2, limit);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    ids.push_back(read.Int(0));
  }
  read.Reset();
  for (const int64_t id : ids) {
    Statement& drop = transaction.Prepared(kDropInvoiceSql);
    drop.BindInt(1, id);
    RETURN_IF_ERROR(Run(drop));
  }
  return static_cast<int64_t>(ids.size());
}

}  // namespace regisseur
