#include "aggregator/answers/commitments.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda.h"
#include "aggregator/answers/cost_plan_fixture.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class CommitmentsTest : public CostPlanFixture {
 protected:
  CommitmentsAnswer Ask(const CommitmentsQuestion& question = {}) {
    auto answer = AnswerCommitments(context(), who_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : CommitmentsAnswer();
  }

  // The data set of a partner tells a commitment of the year 2026.
  void TellCommitment(const std::string& id, const std::string& amount,
                      const std::string& unit = "") {
    StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloudnine");
    batch.facts.deliveries = {
        Head("commitments contract=c-1", "commitments.csv")};
    ContractCommitment commitment;
    commitment.line = 2;
    commitment.contract_id = "c-1";
    commitment.id = id;
    commitment.start = At("2026-01-01T00:00:00Z");
    commitment.end = At("2027-01-01T00:00:00Z");
    if (unit.empty()) {
      commitment.cost = Decimal::Parse(amount).value();
      commitment.currency = "EUR";
    } else {
      commitment.quantity = Decimal::Parse(amount).value();
      commitment.unit = unit;
    }
    commitment.lifecycle = "Active";
    batch.facts.commitments = {commitment};
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
  }

  struct Line {
    std::string billed;
    std::string service = "Compute";
    std::string applied = "";
    std::string discount = "";
    std::string status = "";
    std::string currency = "EUR";
  };
  void DeliverLines(const std::string& month, const std::vector<Line>& lines) {
    StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloudnine");
    batch.facts.deliveries = {Head("month " + month, month + ".csv")};
    const TimeRange period =
        ParseTimeRange(month, month, absl::UTCTimeZone()).value();
    OtherColumn applied{"ContractApplied", {}};
    OtherColumn discount{"CommitmentDiscountId", {}};
    OtherColumn status{"CommitmentDiscountStatus", {}};
    for (const Line& line : lines) {
      regisseur::Charge& charge =
          AddCharge(batch, line.service, line.billed, "Usage");
      charge.amounts[static_cast<int>(ChargeAmount::kEffectiveCost)] =
          Decimal::Parse(line.billed).value();
      charge.texts[static_cast<int>(ChargeText::kBillingCurrency)] =
          AnswersFixture::Text(batch, line.currency);
      charge.billing_period_start = charge.charge_period_start = period.from;
      charge.billing_period_end = charge.charge_period_end = period.to;
      const auto put = [&](OtherColumn& column, const std::string& text) {
        column.texts.push_back(
            text.empty() ? 0 : AnswersFixture::Text(batch, text));
      };
      put(applied, line.applied);
      put(discount, line.discount);
      put(status, line.status);
    }
    batch.facts.other_columns = {applied, discount, status};
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered("bill", std::min(period.to, clock_.Now()), FactKind::kCharges);
  }
  static std::string Applied(const std::string& id, const std::string& cost) {
    return absl::StrCat(
        R"({"Elements":[{"ContractID":"c-1","ContractCommitmentID":")", id,
        R"(","ContractCommitmentAppliedCost":)", cost, "}]}");
  }
  static std::string AppliedQuantity(const std::string& id,
                                     const std::string& quantity,
                                     const std::string& unit) {
    return absl::StrCat(
        R"({"Elements":[{"ContractID":"c-1","ContractCommitmentID":")", id,
        R"(","ContractCommitmentAppliedQuantity":)", quantity,
        R"(,"ContractCommitmentAppliedUnit":")", unit, R"("}]})");
  }
};

// 73,000.00 a year, 10,000.00 and 20,000.00 applied up to 1 October: 273 of 365
// days are known, so that 30,000.00 become 40,109.89 (30,000 · 365 / 273), and
// 32,890.11 are not used.
TEST_F(CommitmentsTest, WhatChargesApplyToAPartnersCommitment) {
  TellCommitment("cc-1", "73000.00");
  DeliverLines("2026-08",
               {{"10000.00", "Compute", Applied("cc-1", "10000.00")}});
  DeliverLines("2026-09",
               {{"20000.00", "Compute", Applied("cc-1", "20000.00")}});
  const CommitmentsAnswer answer = Ask();
  ASSERT_THAT(answer.commitments, SizeIs(1));
  const CommitmentRow& row = answer.commitments[0];
  EXPECT_EQ(row.id, "cc-1");
  EXPECT_EQ(row.lifecycle, "Active");
  EXPECT_EQ(Text(row.used), "30000.00");
  EXPECT_EQ(Text(row.balance), "43000.00");
  EXPECT_EQ(Text(row.utilisation_percent), "41.1");
  EXPECT_EQ(Text(row.expected), "40109.89");
  EXPECT_EQ(Text(row.expected_true_up), "32890.11");
  EXPECT_EQ(row.outlook, CommitmentOutlook::kUnder);
  EXPECT_THAT(answer.gaps, IsEmpty());
}

TEST_F(CommitmentsTest, WhatIsAppliedIsHeldAgainstTheDataSet) {
  TellCommitment("cc-1", "100.00");
  DeliverLines("2026-09", {{"150.00", "Compute", Applied("cc-1", "150.00")},
                           {"5.00", "Compute", Applied("cc-9", "5.00")},
                           {"5.00", "Compute", "{broken"}});
  const CommitmentsAnswer answer = Ask();
  const Gap* beyond = FindGap(answer.gaps, "focus-contract-applied-beyond");
  ASSERT_NE(beyond, nullptr);
  EXPECT_EQ(beyond->arguments.at("applied"), "150.00");
  const Gap* unknown = FindGap(answer.gaps, "focus-contract-applied-unknown");
  ASSERT_NE(unknown, nullptr);
  EXPECT_EQ(unknown->arguments.at("commitment"), "cc-9");
  EXPECT_NE(FindGap(answer.gaps, "focus-contract-applied-format"), nullptr);
  EXPECT_EQ(answer.commitments[0].outlook, CommitmentOutlook::kOver);
}

// 100.00 EUR of 73,000.00 are applied, and 900.00 in dollars: 100.00 are used,
// and the dollars are a gap.
TEST_F(CommitmentsTest, AnotherCurrencyIsNoUseOfIt) {
  TellCommitment("cc-1", "73000.00");
  DeliverLines("2026-09", {{"100.00", "Compute", Applied("cc-1", "100.00")},
                           {.billed = "900.00",
                            .applied = Applied("cc-1", "900.00"),
                            .currency = "USD"}});
  const CommitmentsAnswer answer = Ask();
  ASSERT_THAT(answer.commitments, SizeIs(1));
  EXPECT_EQ(Text(answer.commitments[0].used), "100.00");
  EXPECT_EQ(Text(answer.commitments[0].balance), "72900.00");
  const Gap* gap = FindGap(answer.gaps, "focus-contract-applied-unit");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("found"), "USD");
}

// 40 of its own unit and 70 of another: 40 of 100 Hours are used.
TEST_F(CommitmentsTest, AnotherUnitIsNoUseOfIt) {
  TellCommitment("cc-1", "100", "Hours");
  DeliverLines(
      "2026-09",
      {{.billed = "1.00", .applied = AppliedQuantity("cc-1", "40", "Hours")},
       {.billed = "1.00", .applied = AppliedQuantity("cc-1", "70", "GB")}});
  const CommitmentsAnswer answer = Ask();
  ASSERT_THAT(answer.commitments, SizeIs(1));
  EXPECT_EQ(Text(answer.commitments[0].used), "40");
  EXPECT_NE(FindGap(answer.gaps, "focus-contract-applied-unit"), nullptr);
}

// Charges that say nothing of commitments: what was used is not known, never
// zero.
TEST_F(CommitmentsTest, WithoutContractAppliedUseIsNotKnown) {
  TellCommitment("cc-1", "100.00");
  DeliverLines("2026-09", {{"150.00"}});
  const CommitmentsAnswer answer = Ask();
  ASSERT_THAT(answer.commitments, SizeIs(1));
  EXPECT_EQ(answer.commitments[0].used, std::nullopt);
  EXPECT_NE(FindGap(answer.gaps, "commitment-not-applied"), nullptr);
}

// 80.00 used and 20.00 unused: 80 %. Compute used 80.00 under it and 120.00
// besides: 40 % is covered.
TEST_F(CommitmentsTest, DiscountsForCommitments) {
  DeliverLines("2026-09", {{"80.00", "Compute", "", "ri-1", "Used"},
                           {"20.00", "Compute", "", "ri-1", "Unused"},
                           {"120.00", "Compute"},
                           {"500.00", "Storage"}});
  const CommitmentsAnswer answer = Ask();
  ASSERT_THAT(answer.commitments, SizeIs(1));
  const CommitmentRow& row = answer.commitments[0];
  EXPECT_EQ(row.kind, CommitmentRow::Kind::kDiscount);
  EXPECT_EQ(Text(row.used), "80.00");
  EXPECT_EQ(Text(row.unused), "20.00");
  EXPECT_EQ(Text(row.utilisation_percent), "80.0");
  EXPECT_EQ(Text(row.coverage_percent), "40.0");
  EXPECT_EQ(row.outlook, CommitmentOutlook::kUnder);
}

// At least 12,000.00 a contract year; from January to September 500.00 a month
// were used, 4,500.00 in 273 days: 6,016.48 at the end (4,500 · 365 / 273), and
// 5,983.52 to pay.
TEST_F(CommitmentsTest, AMinimumCommitmentOfAContract) {
  for (int month = 1; month <= 9; ++month) {
    Charge("bill", "cloudnine", absl::StrCat("2026-0", month),
           {{.billed = "500.00",
             .sku = "VM",
             .quantity = "250",
             .unit = "Hours"}});
  }
  Contract contract = MakeContract();
  contract.pricing = {
      {.component = "vm",
       .form = PerUnitPrice{Decimal(200, 2)},
       .meter = Meter{.sku = "VM"}},
      {.component = "least",
       .form = MinimumCommitment{.amount = Decimal(1200000, 2),
                                 .per = PricePeriod::kContractYear,
                                 .of = {"vm"}}}};
  Register({contract});
  const CommitmentsAnswer answer = Ask();
  ASSERT_THAT(answer.commitments, SizeIs(1));
  const CommitmentRow& row = answer.commitments[0];
  EXPECT_EQ(row.kind, CommitmentRow::Kind::kMinimum);
  EXPECT_EQ(row.contract, "hosting-2026");
  EXPECT_EQ(Text(row.committed), "12000.00");
  EXPECT_EQ(Text(row.used), "4500.00");
  EXPECT_EQ(Text(row.expected), "6016.48");
  EXPECT_EQ(Text(row.expected_true_up), "5983.52");
  EXPECT_EQ(row.outlook, CommitmentOutlook::kUnder);
  // It waits on the agenda with that money.
  const auto agenda = AnswerAgenda(context(), who_, {}, {});
  ASSERT_TRUE(agenda.ok()) << agenda.status();
  const AgendaItem* item = nullptr;
  for (const AgendaItem& each : agenda->items) {
    if (each.kind == "commitment") item = &each;
  }
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(Text(item->estimated), "5983.52");
  EXPECT_EQ(item->contract, "hosting-2026");
}

// 100 hours bought on 1 January for a year; 10 a month were used up to
// September: 10 are left, of 100.
TEST_F(CommitmentsTest, LotsBoughtAhead) {
  for (int month = 1; month <= 9; ++month) {
    Charge(
        "bill", "cloudnine", absl::StrCat("2026-0", month),
        {{.billed = "0.00", .sku = "CARD", .quantity = "10", .unit = "Hours"}});
  }
  Contract contract = MakeContract();
  contract.pricing = {
      {.component = "card",
       .form = PrepaidPrice{.units = Decimal(100, 0),
                            .price = Decimal(1000000, 2),
                            .valid = {.months = 12},
                            .ordered = {absl::CivilDay(2026, 1, 1)}},
       .meter = Meter{.sku = "CARD", .unit = "Hours"}}};
  Register({contract});
  const CommitmentsAnswer answer = Ask();
  ASSERT_THAT(answer.commitments, SizeIs(1));
  const CommitmentRow& row = answer.commitments[0];
  EXPECT_EQ(row.kind, CommitmentRow::Kind::kPrepaid);
  EXPECT_EQ(row.unit, "Hours");
  EXPECT_EQ(Text(row.committed), "100");
  EXPECT_EQ(Text(row.used), "90");
  EXPECT_EQ(Text(row.balance), "10");
  EXPECT_EQ(row.last_day, absl::CivilDay(2026, 12, 31));
  EXPECT_EQ(row.outlook, CommitmentOutlook::kOver);
}

TEST_F(CommitmentsTest, AnUnknownPartnerIsRefused) {
  EXPECT_TRUE(absl::IsNotFound(
      AnswerCommitments(context(), who_, {.provider = "nobody"}, {}).status()));
}

}  // namespace
}  // namespace regisseur
