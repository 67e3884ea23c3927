#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct InvoicesQuestion {
  std::string provider;  // empty for all
  std::string owner;     // only of this owner's providers; empty for all
  bool open = false;     // only those that are not known to be paid
  bool overdue = false;  // only those that are open and past their due day
  bool invalid = false;  // only those that break a fatal rule
  std::string from;      // issued from here on: a day or a month; empty for all
  std::string to;
};

struct InvoiceRow {
  std::string provider;  // by the name that it has now
  InvoiceRecord record;
  // When it was paid by the ledger's word.
  std::optional<absl::CivilDay> paid;
  bool overdue = false;
  // What it costs with the VAT that is not recovered; absent when the portfolio
  // does not say how much that is.
  std::optional<Decimal> burden;

  const Invoice& invoice() const { return record.invoice; }
  // Something is to be paid and not known to be.
  bool IsOpen() const;
};

struct InvoicesAnswer {
  std::vector<InvoiceRow> invoices;  // the newest first
  std::vector<Gap> gaps;
};

// Invoices as their documents say them. INVALID_ARGUMENT for a range that
// cannot be read, NOT_FOUND for an unknown provider.
absl::StatusOr<InvoicesAnswer> AnswerInvoices(const AnswerContext& context,
                                              const Principal& who,
                                              const InvoicesQuestion& question,
                                              AsOf as_of);

struct InvoiceQuestion {
  std::string number;
  std::string provider;  // empty: of whom it is
};

// One invoice. NOT_FOUND when there is none; FAILED_PRECONDITION, naming them,
// when several providers have one of that number and none is named. Of the same
// number from several sources the latest known.
absl::StatusOr<InvoiceRow> AnswerInvoice(const AnswerContext& context,
                                         const Principal& who,
                                         const InvoiceQuestion& question,
                                         AsOf as_of);

// All that are known, by the names that providers have now, the newest first.
absl::StatusOr<std::vector<InvoiceRow>> ReadInvoices(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    const std::string& number, AsOf as_of);

// What keeps invoices of `provider` (empty: all) from being complete.
absl::Status AddInvoiceGaps(const AnswerContext& context, const Principal& who,
                            const KnownPortfolio& known,
                            const std::string& provider, AsOf as_of,
                            std::vector<Gap>& gaps);

}  // namespace regisseur
