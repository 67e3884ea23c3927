#include "core/reconciliation/reconcile_invoice.h"

#include "core/reconciliation/invoiced_items.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Decimal Amount(const char* text) { return Decimal::Parse(text).value(); }

InvoiceLine MakeLine(const char* id, const char* name, const char* quantity,
                     const char* unit, const char* net) {
  InvoiceLine line;
  line.id = id;
  line.name = name;
  line.quantity = Amount(quantity);
  line.unit = unit;
  line.net_amount = Amount(net);
  return line;
}

Invoice MakeInvoice(std::vector<InvoiceLine> lines, const char* net,
                    const char* tax) {
  Invoice invoice;
  invoice.kind = InvoiceKind::kInvoice;
  invoice.number = "F1";
  invoice.currency = "EUR";
  invoice.lines = std::move(lines);
  invoice.totals.tax_exclusive = Amount(net);
  invoice.totals.tax = Amount(tax);
  return invoice;
}

ExpectedItem MakeItem(std::vector<std::string> names, const char* quantity,
                      const char* unit, const char* net) {
  ExpectedItem item;
  item.names = std::move(names);
  item.quantity = Amount(quantity);
  item.unit = unit;
  item.net = Amount(net);
  return item;
}

InvoiceComparison Compare(const Invoice& invoice,
                          const Expectation& expectation,
                          std::optional<Decimal> tolerance = {}) {
  auto compared = CompareInvoice(invoice, expectation, tolerance);
  EXPECT_TRUE(compared.ok()) << compared.status();
  return *std::move(compared);
}

// `quantity 105.00 line 2 vcpu-hours 1000 1100`.
std::vector<std::string> Told(const InvoiceComparison& compared) {
  std::vector<std::string> told;
  for (const InvoiceDifference& one : compared.differences) {
    const auto text = [](const std::optional<Decimal>& number) {
      return number.has_value() ? number->ToString() : "-";
    };
    told.push_back(std::string(DifferenceClassWord(one.kind)) + " " +
                   one.amount.ToString() + " line " + one.line + " " +
                   one.name + " " + text(one.expected) + " " +
                   text(one.invoiced));
  }
  return told;
}

TEST(CompareInvoiceTest, MatchesLinesByWhatTheyAreCalled) {
  const Invoice invoice =
      MakeInvoice({MakeLine("1", "Managed hosting, platform October", "1",
                            "C62", "9500.00"),
                   MakeLine("2", "vCPU hours", "1000", "HUR", "42.00")},
                  "9542.00", "2003.82");
  const InvoiceComparison compared = Compare(
      invoice, {.items = {MakeItem({"platform"}, "1", "", "9500.00"),
                          MakeItem({"vcpu-hours"}, "1000", "Hours", "42.00")},
                .tax = Amount("2003.82")});
  EXPECT_THAT(compared.differences, IsEmpty());
  EXPECT_EQ(compared.difference_net->ToString(), "0.00");
  EXPECT_EQ(compared.difference_tax->ToString(), "0.00");
}

// 1,100 instead of 1,000 hours is 100 x 0.042 = 4.20 more; 0.045 instead of
// 0.042 on 1,100 hours is 3.30 more: 49.50 - 42.00 = 7.50.
TEST(CompareInvoiceTest, TellsQuantityAndPriceApart) {
  const Invoice invoice = MakeInvoice(
      {MakeLine("1", "vCPU hours", "1100", "HUR", "49.50")}, "49.50", "10.40");
  const InvoiceComparison compared = Compare(
      invoice, {.items = {MakeItem({"vcpu hours"}, "1000", "Hours", "42.00")}});
  EXPECT_THAT(Told(compared),
              ElementsAre("quantity 4.20 line 1 vCPU hours 1000 1100",
                          "price 3.30 line 1 vCPU hours 0.042 0.045"));
  EXPECT_EQ(compared.difference_net->ToString(), "7.50");
}

// 720 hours are no other quantity of one month.
TEST(CompareInvoiceTest, ComparesNoQuantitiesInOtherUnits) {
  const Invoice invoice = MakeInvoice(
      {MakeLine("1", "Server", "1", "MON", "110.00")}, "110.00", "0.00");
  EXPECT_THAT(Told(Compare(invoice, {.items = {MakeItem({"server"}, "720",
                                                        "Hours", "100.00")}})),
              ElementsAre("price 10.00 line 1 Server 100.00 110.00"));
}

TEST(CompareInvoiceTest, NamesLinesThatOneSideHasNot) {
  const Invoice invoice =
      MakeInvoice({MakeLine("1", "Platform", "1", "C62", "9500.00"),
                   MakeLine("2", "Storage tier B", "1", "C62", "300.00"),
                   MakeLine("3", "Travel", "1", "C62", "80.00")},
                  "9880.00", "0.00");
  const InvoiceComparison compared =
      Compare(invoice, {.items = {MakeItem({"platform"}, "1", "", "9500.00"),
                                  MakeItem({"backup"}, "1", "", "120.00"),
                                  MakeItem({"licences"}, "1", "", "75.00")}});
  EXPECT_THAT(Told(compared),
              ElementsAre("missing_line 300.00 line 2 Storage tier B - 300.00",
                          "missing_line 80.00 line 3 Travel - 80.00",
                          "missing_line -120.00 line  backup 120.00 -",
                          "missing_line -75.00 line  licences 75.00 -"));
  // 9,880 - 9,695.
  EXPECT_EQ(compared.difference_net->ToString(), "185.00");
}

TEST(CompareInvoiceTest, FindsALineThatStandsTwice) {
  const InvoiceLine line = MakeLine("1", "Change hours", "8", "HUR", "720.00");
  InvoiceLine again = line;
  again.id = "2";
  const InvoiceComparison compared =
      Compare(MakeInvoice({line, again}, "1440.00", "0.00"),
              {.items = {MakeItem({"change-hours"}, "8", "Hours", "720.00")}});
  EXPECT_THAT(
      Told(compared),
      ElementsAre("duplicate 720.00 line 2 Change hours 720.00 1440.00"));
}

// One line for a month of cloud, and a thousand charges.
TEST(CompareInvoiceTest, HoldsOneLineAgainstAllThatIsLeft) {
  Expectation charges;
  for (int i = 0; i < 1000; ++i) {
    charges.items.push_back(
        MakeItem({"sku-" + std::to_string(i)}, "1", "Hours", "0.10"));
  }
  const Invoice right = MakeInvoice(
      {MakeLine("1", "Usage October", "1", "C62", "100.00")}, "100.00", "0");
  EXPECT_TRUE(Compare(right, charges).matched());
  const Invoice wrong = MakeInvoice(
      {MakeLine("1", "Usage October", "1", "C62", "105.00")}, "105.00", "0");
  EXPECT_THAT(Told(Compare(wrong, charges)),
              ElementsAre("price 5.00 line 1 Usage October 100.00 105.00"));
}

TEST(CompareInvoiceTest, HoldsExtrasAgainstTheirPriceOnlyWhenInvoiced) {
  Expectation agreed = {.items = {MakeItem({"platform"}, "1", "", "9500.00")}};
  ExpectedItem extra;
  extra.names = {"DDoS test"};
  extra.price_if_ordered = Amount("950.00");
  agreed.items.push_back(extra);
  const InvoiceLine platform = MakeLine("1", "Platform", "1", "C62", "9500.00");
  EXPECT_TRUE(
      Compare(MakeInvoice({platform}, "9500.00", "0"), agreed).matched());
  const Invoice with =
      MakeInvoice({platform, MakeLine("2", "DDoS test", "2", "C62", "1900.00")},
                  "11400.00", "0");
  EXPECT_TRUE(Compare(with, agreed).matched());
  const Invoice dear =
      MakeInvoice({platform, MakeLine("2", "DDoS test", "1", "C62", "1100.00")},
                  "10600.00", "0");
  EXPECT_THAT(Told(Compare(dear, agreed)),
              ElementsAre("price 150.00 line 2 DDoS test 950.00 1100.00"));
}

// 9 % instead of 21 % on 1,000; then 200 where 21 % are 210.
TEST(CompareInvoiceTest, TellsTheRateOfVatFromItsAmount) {
  Invoice invoice = MakeInvoice(
      {MakeLine("1", "Platform", "1", "C62", "1000.00")}, "1000.00", "90.00");
  InvoiceTaxSubtotal subtotal;
  subtotal.category = "S";
  subtotal.percent = Amount("9");
  invoice.tax_breakdown = {subtotal};
  const Expectation charged = {
      .items = {MakeItem({"platform"}, "1", "", "1000.00")},
      .tax = Amount("210.00")};
  EXPECT_THAT(Told(Compare(invoice, charged)),
              ElementsAre("rate -120.00 line   21.0 9.0"));
  invoice.totals.tax = Amount("200.00");
  invoice.tax_breakdown[0].percent = Amount("21");
  EXPECT_THAT(Told(Compare(invoice, charged)),
              ElementsAre("tax -10.00 line   210.00 200.00"));
}

TEST(CompareInvoiceTest, HasNoDifferenceWhereTheDataHasNoTax) {
  const Invoice invoice = MakeInvoice(
      {MakeLine("1", "Platform", "1", "C62", "1000.00")}, "1000.00", "210.00");
  const InvoiceComparison compared =
      Compare(invoice, {.items = {MakeItem({"platform"}, "1", "", "1000.00")}});
  EXPECT_TRUE(compared.matched());
  EXPECT_FALSE(compared.difference_tax.has_value());
}

TEST(CompareInvoiceTest, TakesPrepaidAndRoundingForNoDifference) {
  Invoice invoice = MakeInvoice(
      {MakeLine("1", "Platform", "1", "C62", "9500.00")}, "9500.00", "1995.00");
  invoice.totals.prepaid = Amount("2000.00");
  invoice.totals.rounding = Amount("0.04");
  invoice.totals.payable = Amount("9495.04");
  EXPECT_TRUE(
      Compare(invoice, {.items = {MakeItem({"platform"}, "1", "", "9500.00")},
                        .tax = Amount("1995.00")})
          .matched());
}

// One line was rounded once on either side: up to 0.02 is rounding.
TEST(CompareInvoiceTest, LetsRoundingPassAndSaysHowMuch) {
  const Invoice invoice = MakeInvoice(
      {MakeLine("1", "Usage", "1", "C62", "33.34")}, "33.34", "0.00");
  const InvoiceComparison compared =
      Compare(invoice, {.items = {MakeItem({"usage"}, "1", "", "33.3333")}});
  EXPECT_TRUE(compared.matched());
  EXPECT_EQ(compared.tolerance.ToString(), "0.02");
  EXPECT_EQ(compared.rounding->ToString(), "0.0067");
  EXPECT_FALSE(Compare(invoice,
                       {.items = {MakeItem({"usage"}, "1", "", "33.3333")}},
                       Amount("0.001"))
                   .matched());
}

TEST(CompareInvoiceTest, SaysWhatNobodyKnowsThePriceOf) {
  ExpectedItem unknown;
  unknown.names = {"usage"};
  const InvoiceComparison compared = Compare(
      MakeInvoice({MakeLine("1", "Usage", "1", "C62", "33.34")}, "33.34", "0"),
      {.items = {unknown}});
  EXPECT_THAT(compared.not_compared, ElementsAre("usage"));
  EXPECT_FALSE(compared.expected_net.has_value());
}

TEST(CompareInvoiceTest, FindsAnInvoiceThatDoesNotAddUp) {
  const Invoice invoice = MakeInvoice(
      {MakeLine("1", "Platform", "1", "C62", "9500.00")}, "9550.00", "0.00");
  EXPECT_THAT(
      Told(Compare(invoice,
                   {.items = {MakeItem({"platform"}, "1", "", "9500.00")}})),
      ElementsAre("sum 50.00 line   9500.00 9550.00"));
}

TEST(CompareInvoiceTest, CountsACreditNoteAsMoneyBack) {
  Invoice invoice = MakeInvoice(
      {MakeLine("1", "Service credit", "1", "C62", "250.00")}, "250.00", "0");
  invoice.kind = InvoiceKind::kCreditNote;
  EXPECT_TRUE(Compare(invoice, {.items = {MakeItem({"service credit"}, "-1", "",
                                                   "-250.00")}})
                  .matched());
}

// An extra of 950.00 alone: the fee of 1,000.00 is on another invoice. One more
// than agreed, 1,000.00, is 50.00 too much.
TEST(CompareInvoiceTest, DoesNotAskForTheFeeBesideAnExtraAlone) {
  ExpectedItem extra;
  extra.names = {"DDoS test"};
  extra.price_if_ordered = Amount("950.00");
  const Expectation agreed = {
      .items = {MakeItem({"fee"}, "1", "months", "1000.00"), extra}};
  const InvoiceComparison compared =
      Compare(MakeInvoice({MakeLine("1", "DDoS test", "1", "C62", "950.00")},
                          "950.00", "0.00"),
              agreed);
  EXPECT_TRUE(compared.matched());
  EXPECT_EQ(compared.expected_net->ToString(), "950.00");
  EXPECT_THAT(
      Told(Compare(
          MakeInvoice({MakeLine("1", "DDoS test", "1", "C62", "1000.00")},
                      "1000.00", "0.00"),
          agreed)),
      ElementsAre("price 50.00 line 1 DDoS test 950.00 1000.00"));
}

// 1,200.00 of a fee of 1,000.00 is all of the fee and no more; 30.00 of usage
// of 42.00 is 30.00.
TEST(InvoicedOfItemsTest, IsNeverMoreThanTheItem) {
  const auto shares = InvoicedOfItems(
      MakeInvoice({MakeLine("1", "Fee", "1", "C62", "1200.00"),
                   MakeLine("2", "Usage", "30", "HUR", "30.00")},
                  "1230.00", "0.00"),
      {.items = {MakeItem({"usage"}, "42", "Hours", "42.00"),
                 MakeItem({"fee"}, "1", "months", "1000.00"),
                 MakeItem({"support"}, "1", "months", "10.00")}});
  ASSERT_TRUE(shares.ok()) << shares.status();
  EXPECT_THAT(*shares,
              ElementsAre(Amount("30.00"), Amount("1000.00"), Amount("0.00")));
}

TEST(IsDuplicateTest, NeedsTheSameLinesForTheSamePeriod) {
  Invoice october = MakeInvoice(
      {MakeLine("1", "Platform", "1", "C62", "9500.00")}, "9500.00", "0.00");
  october.period.start = absl::CivilDay(2026, 10, 1);
  october.period.end = absl::CivilDay(2026, 10, 31);
  october.issue_day = absl::CivilDay(2026, 10, 1);
  Invoice again = october;
  again.number = "F2";
  again.issue_day = absl::CivilDay(2026, 11, 15);
  EXPECT_TRUE(IsDuplicate(october, again));
  Invoice november = again;
  november.period.start = absl::CivilDay(2026, 11, 1);
  november.period.end = absl::CivilDay(2026, 11, 30);
  EXPECT_FALSE(IsDuplicate(october, november));
  // Without a period the same fee comes month after month.
  october.period = again.period = InvoicePeriod();
  EXPECT_FALSE(IsDuplicate(october, again));
}

}  // namespace
}  // namespace regisseur
