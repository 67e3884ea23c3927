#include <variant>

#include "core/einvoice/invoice_reader.h"
#include "core/finding/catalogue.h"
#include "core/invoice/rule_words.h"
#include "tests/fuzz/fuzz_input.h"

// An e-invoice in UBL or CII.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  auto read = ReadInvoice(fuzz::TextOf(data, size));
  if (const auto* refused = std::get_if<RefusedDocument>(&read)) {
    fuzz::Require(IsKnownRule(refused->rule));
    return 0;
  }
  Invoice& invoice = std::get<Invoice>(read);
  for (const InvoiceProblem& problem : invoice.problems) {
    fuzz::Require(!ProblemMessage(problem).empty());
  }
  FactBatch batch;
  batch.invoices.push_back(std::move(invoice));
  FindingList findings;
  fuzz::RequireAcceptable(std::move(batch), findings);
  return 0;
}
