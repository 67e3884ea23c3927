#include "services/sdk/invoice_texts.h"

#include "core/delivery/delivery.h"
#include "core/invoice/invoice_fixture.h"
#include "gtest/gtest.h"
#include "services/sdk/batch_check.h"
#include "wire/invoice_wire.h"

namespace regisseur::sdk {
namespace {

TEST(InvoiceTextsTest, ALineTooManyFitsNoMessage) {
  Invoice invoice = FullInvoice();
  EXPECT_TRUE(FitsAMessage(invoice));
  invoice.lines.assign(20000, invoice.lines[0]);
  EXPECT_FALSE(FitsAMessage(invoice));
}

// Whichever text a document spoils, the batch can be sent.
TEST(InvoiceTextsTest, EveryTextIsMended) {
  Invoice probe = FullInvoice();
  int texts = 0;
  ForEachText(probe, [&](absl::string_view, std::string&) { ++texts; });
  ASSERT_GT(texts, 60);
  for (int spoiled = 0; spoiled < texts; ++spoiled) {
    FactBatch batch;
    batch.deliveries.resize(1);
    batch.invoices = {FullInvoice()};
    int at = 0;
    ForEachText(batch.invoices[0], [&](absl::string_view, std::string& text) {
      if (at++ == spoiled) text = "Caf\xe9";
    });
    RepairTexts(batch);
    EXPECT_TRUE(FromWire(ToWire(batch.invoices[0])).ok()) << spoiled;
    EXPECT_EQ(batch.findings.size(), 1u) << spoiled;
  }
}

}  // namespace
}  // namespace regisseur::sdk
