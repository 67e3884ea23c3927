#include "core/invoice/invoice.h"

#include <gtest/gtest.h>

namespace regisseur {
namespace {

TEST(InvoiceTest, TheSignFollowsTheKindAndTheAmount) {
  const Decimal amount(78217943, 2);
  EXPECT_EQ(SignedAsCost(InvoiceKind::kInvoice, amount), amount);
  EXPECT_EQ(SignedAsCost(InvoiceKind::kInvoice, amount.Negated()),
            amount.Negated());
  EXPECT_EQ(SignedAsCost(InvoiceKind::kCreditNote, amount), amount.Negated());
  EXPECT_EQ(SignedAsCost(InvoiceKind::kCreditNote, amount.Negated()), amount);
}

TEST(InvoiceTest, AWarningDoesNotMakeItInvalid) {
  Invoice invoice;
  EXPECT_FALSE(IsInvalid(invoice));
  invoice.problems.push_back({"BR-51", ProblemSeverity::kWarning});
  EXPECT_FALSE(IsInvalid(invoice));
  invoice.problems.push_back({"BR-CO-15", ProblemSeverity::kFatal});
  EXPECT_TRUE(IsInvalid(invoice));
}

TEST(InvoiceTest, WordsAreThoseOfTheContract) {
  EXPECT_EQ(InvoiceKindWord(InvoiceKind::kCreditNote), "credit_note");
  EXPECT_EQ(ProblemSeverityWord(ProblemSeverity::kWarning), "warning");
}

}  // namespace
}  // namespace regisseur
