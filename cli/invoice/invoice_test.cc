#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/invoice/v1/invoice.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kInvoices[] = R"pb(
  invoices {
    provider: "cloudnine"
    number: "F1"
    kind: INVOICE_KIND_INVOICE
    issue_date: "2026-10-31"
    due_date: "2026-11-20"
    overdue: true
    seller: "CloudNine B.V."
    currency: "EUR"
    tax_exclusive_amount: "9500.00"
    tax_amount: "1995.00"
    payable_amount: "11495.00"
    signed_net_cost: "9500.00"
    signed_tax_cost: "1995.00"
    signed_payable_cost: "11495.00"
    line_count: 12
    problems {
      rule: "BR-CO-15"
      severity: PROBLEM_SEVERITY_FATAL
      message: "With VAT is 11495.00, not 11496.00."
      where: "totals"
    }
  }
  invoices {
    provider: "cloudnine"
    number: "C1"
    kind: INVOICE_KIND_CREDIT_NOTE
    currency: "EUR"
    tax_exclusive_amount: "250.00"
    signed_net_cost: "-250.00"
    paid_date: "2026-11-02"
  })pb";

TEST(InvoiceListTest, ShowsWhatInvoicesCostAndWhichBreakRules) {
  FakeDaemon daemon;
  daemon.Answer("ListInvoices",
                FromText<invoice::v1::ListInvoicesResponse>(kInvoices));
  const Outcome table = RunCommand(&daemon, {"invoice", "list"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("9,500.00"), HasSubstr("11,495.00"),
                               HasSubstr("-250.00"), HasSubstr("1 fatal"),
                               HasSubstr("valid"), HasSubstr("2026-11-20")));
}

TEST(InvoiceListTest, SendsEveryRestriction) {
  FakeDaemon daemon;
  RunCommand(&daemon, {"invoice", "list", "--provider", "cloudnine", "--open",
                       "--overdue", "--invalid", "--from", "2026-10", "--to",
                       "2026-11", "--owner", "m.visser"});
  EXPECT_THAT(daemon.Requests("ListInvoices"),
              ElementsAre("provider: \"cloudnine\" open: true overdue: true "
                          "invalid: true from: \"2026-10\" to: \"2026-11\" "
                          "owner: \"m.visser\" page_size: 1000"));
}

TEST(InvoiceListTest, GivesRowsToPrograms) {
  FakeDaemon daemon;
  daemon.Answer("ListInvoices",
                FromText<invoice::v1::ListInvoicesResponse>(kInvoices));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "invoice", "list"}).out,
              AllOf(HasSubstr("\"taxExclusiveAmount\": \"9500.00\""),
                    HasSubstr("\"lineCount\": 12"),
                    HasSubstr("\"severity\": \"PROBLEM_SEVERITY_FATAL\"")));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "invoice", "list"}).out,
              AllOf(HasSubstr("F1"), HasSubstr("credit_note")));
}

TEST(InvoiceListTest, SaysThatThereAreNone) {
  FakeDaemon daemon;
  EXPECT_THAT(RunCommand(&daemon, {"invoice", "list"}).out,
              StartsWith("No invoices."));
}

TEST(InvoiceShowTest, ShowsLinesRulesAndWhatItWasHeldAgainst) {
  FakeDaemon daemon;
  daemon.Answer("GetInvoice", FromText<invoice::v1::Invoice>(R"pb(
                  provider: "cloudnine"
                  number: "F1"
                  kind: INVOICE_KIND_INVOICE
                  currency: "EUR"
                  tax_exclusive_amount: "9542.00"
                  lines {
                    id: "2"
                    name: "vCPU hours"
                    quantity: "1000"
                    unit: "HUR"
                    net_price: "0.042"
                    net_amount: "42.00"
                    category: "S"
                    rate: "21"
                  }
                  allowances { amount: "10.00" reason: "Discount" }
                  reconciliation {
                    state: RECONCILIATION_STATE_DIFFERENT
                    basis: "charges"
                    matched_by: "invoice_id"
                    currency: "EUR"
                    difference_net: "4.20"
                    object_by: "2026-11-30"
                    differences {
                      class: DIFFERENCE_CLASS_QUANTITY
                      message: "vCPU hours: 1100 invoiced"
                    }
                  })pb"));
  const Outcome shown = RunCommand(&daemon, {"invoice", "show", "F1"});
  EXPECT_EQ(shown.code, ExitCode::kDone) << shown.err;
  EXPECT_THAT(
      shown.out,
      AllOf(HasSubstr("9,542.00 EUR"), HasSubstr("vCPU hours"),
            HasSubstr("0.042"), HasSubstr("-10.00"),
            HasSubstr("different with charges by invoice id, 4.20 EUR apart"),
            HasSubstr("quantity: vCPU hours: 1100 invoiced"),
            HasSubstr("2026-11-30")));
}

TEST(InvoiceCheckTest, EndsWithSevenWhenADocumentIsNotValid) {
  FakeDaemon daemon;
  daemon.Answer("CheckInvoice",
                FromText<invoice::v1::CheckInvoiceResponse>(R"pb(
                  findings {
                    severity: SEVERITY_ERROR
                    rule: "invoice-doctype"
                    message: "It has a DOCTYPE."
                  })pb"));
  const std::string path = ::testing::TempDir() + "/invoice-check-test.xml";
  FILE* file = fopen(path.c_str(), "w");
  ASSERT_NE(file, nullptr);
  fputs("<x/>", file);
  fclose(file);
  const Outcome bad = RunCommand(&daemon, {"invoice", "check", path});
  EXPECT_EQ(bad.code, ExitCode::kCheckFailed);
  EXPECT_THAT(bad.out, HasSubstr("It has a DOCTYPE."));
  EXPECT_THAT(daemon.Requests("CheckInvoice"),
              ElementsAre("document: \"<x/>\" name: "
                          "\"invoice-check-test.xml\""));
  daemon.Answer("CheckInvoice",
                FromText<invoice::v1::CheckInvoiceResponse>("valid: true"));
  EXPECT_EQ(RunCommand(&daemon, {"invoice", "check", path}).code,
            ExitCode::kDone);
  remove(path.c_str());
}

TEST(InvoiceReconcileTest, ShowsWhatDiffersAndAddsItUp) {
  FakeDaemon daemon;
  daemon.Answer("ReconcileInvoices",
                FromText<invoice::v1::ReconcileInvoicesResponse>(R"pb(
                  invoices {
                    provider: "cloudnine"
                    number: "F1"
                    currency: "EUR"
                    state: RECONCILIATION_STATE_DIFFERENT
                    basis: "charges"
                    matched_by: "period_and_account"
                    invoiced_net: "9756.20"
                    expected_net: "9592.00"
                    difference_net: "164.20"
                    differences {
                      class: DIFFERENCE_CLASS_MISSING_LINE
                      message: "On-site support: nothing of it charged."
                    }
                    notes { message: "Tax not in the data." }
                  }
                  totals {
                    class: DIFFERENCE_CLASS_MISSING_LINE
                    currency: "EUR"
                    amount: "150.00"
                    count: 1
                  })pb"));
  const Outcome table =
      RunCommand(&daemon, {"invoice", "reconcile", "--state", "different",
                           "--tolerance", "0.10", "--provider", "cloudnine"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("different"), HasSubstr("9,756.20"), HasSubstr("164.20"),
            HasSubstr("missing line: On-site support"),
            HasSubstr("Tax not in the data."),
            HasSubstr("missing line: 150.00 EUR in 1 difference")));
  EXPECT_THAT(daemon.Requests("ReconcileInvoices"),
              ElementsAre("provider: \"cloudnine\" state: "
                          "RECONCILIATION_STATE_DIFFERENT tolerance: \"0.10\" "
                          "page_size: 1000"));
}

}  // namespace
}  // namespace regisseur
