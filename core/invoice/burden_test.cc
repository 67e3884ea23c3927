#include "core/invoice/burden.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Invoice MakeInvoice(const char* net, const char* tax, const char* category) {
  Invoice invoice;
  invoice.kind = InvoiceKind::kInvoice;
  invoice.currency = "EUR";
  invoice.totals.tax_exclusive = Decimal::Parse(net).value();
  invoice.totals.tax = Decimal::Parse(tax).value();
  InvoiceTaxSubtotal subtotal;
  subtotal.category = category;
  subtotal.taxable = invoice.totals.tax_exclusive;
  subtotal.tax = invoice.totals.tax;
  invoice.tax_breakdown = {subtotal};
  return invoice;
}

std::string Burden(const Invoice& invoice, int recoverable) {
  const auto burden =
      ComputeBurden(invoice, {.recoverable_percent = Decimal(recoverable, 0),
                              .reverse_charge_percent = Decimal(21, 0)});
  EXPECT_TRUE(burden.ok()) << burden.status();
  return burden->has_value() ? (*burden)->ToString() : "absent";
}

// USERS S8: an insurer recovers nothing, a municipality 90 %.
TEST(BurdenTest, IsNetAndTheVatThatIsNotRecovered) {
  const Invoice dutch = MakeInvoice("9500.00", "1995.00", "S");
  EXPECT_EQ(Burden(dutch, 0), "11495.00");
  EXPECT_EQ(Burden(dutch, 90), "9699.50");
}

TEST(BurdenTest, CountsVatThatIsReversedToUs) {
  const Invoice irish = MakeInvoice("100000.00", "0.00", "AE");
  EXPECT_EQ(Burden(irish, 0), "121000.00");
  EXPECT_EQ(Burden(irish, 90), "102100.00");
}

TEST(BurdenTest, OfACreditNoteHasTheOtherSign) {
  Invoice credit = MakeInvoice("9500.00", "1995.00", "S");
  credit.kind = InvoiceKind::kCreditNote;
  EXPECT_EQ(Burden(credit, 90), "-9699.50");
}

TEST(BurdenTest, IsNotKnownWithoutTheRateOfReverseCharge) {
  const auto burden = ComputeBurden(MakeInvoice("1.00", "0.00", "AE"),
                                    {.recoverable_percent = Decimal(90, 0)});
  ASSERT_TRUE(burden.ok());
  EXPECT_FALSE(burden->has_value());
}

}  // namespace
}  // namespace regisseur
