#include "services/sdk/batch_builder.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/recording_sink.h"
#include "wire/facts_wire.h"

namespace regisseur::sdk {
namespace {

using ::testing::ElementsAre;

Charge ChargeOf(BatchBuilder& builder, absl::string_view text) {
  Delivery delivery;
  delivery.scope = "account=1";
  Charge charge;
  charge.delivery = builder.AddDelivery(delivery);
  charge.texts[static_cast<int>(ChargeText::kBillingCurrency)] =
      builder.Intern("EUR");
  charge.texts[static_cast<int>(ChargeText::kTags)] = builder.Intern(text);
  charge.amounts[0] = Decimal(1, 2);
  return charge;
}

TEST(BatchBuilderTest, StoresATextOnceABatch) {
  RecordingSink sink;
  BatchBuilder builder("run", 0, sink);
  EXPECT_EQ(builder.Intern(""), 0);
  EXPECT_EQ(builder.Intern("a"), 1);
  EXPECT_EQ(builder.Intern("b"), 2);
  EXPECT_EQ(builder.Intern("a"), 1);
  ASSERT_TRUE(builder.Flush("c").ok());
  EXPECT_EQ(builder.Intern("b"), 1);
  EXPECT_THAT(sink.batches()[0].dictionary, ElementsAre("", "a", "b"));
}

TEST(BatchBuilderTest, NumbersBatchesAndMarksTheLast) {
  RecordingSink sink(2);
  BatchBuilder builder("run", 4, sink);
  for (int i = 0; i < 5; ++i) {
    if (builder.Full()) {
      ASSERT_TRUE(builder.Flush(absl::StrCat("at ", i)).ok());
    }
    builder.AddCharge(ChargeOf(builder, "x"));
    builder.findings().Add(Severity::kInfo, "csv-nul", "", "f", i, "");
  }
  ASSERT_TRUE(builder.Finish("end").ok());
  ASSERT_EQ(sink.batches().size(), 3u);
  BatchCheck check;
  for (const FactBatch& batch : sink.batches()) {
    EXPECT_TRUE(check.Check(batch).ok());
    EXPECT_EQ(batch.run, "run");
    EXPECT_EQ(batch.deliveries.size(), 1u);
  }
  EXPECT_EQ(sink.batches()[0].number, 5);
  EXPECT_EQ(sink.batches()[0].cursor, "at 2");
  EXPECT_EQ(sink.batches()[0].findings.at(0).count, 2);
  EXPECT_FALSE(sink.batches()[1].last);
  EXPECT_TRUE(sink.batches()[2].last);
  EXPECT_EQ(sink.batches()[2].cursor, "end");
  EXPECT_EQ(sink.batches()[2].charges.size(), 1u);
  EXPECT_TRUE(sink.batches()[2].whole_origins.empty());
}

TEST(BatchBuilderTest, VouchesForOriginsWithTheLastBatch) {
  RecordingSink sink;
  BatchBuilder builder("run", 0, sink);
  ASSERT_TRUE(builder.Flush("c").ok());
  ASSERT_TRUE(builder.Finish("end", {"a.csv"}).ok());
  EXPECT_TRUE(sink.batches()[0].whole_origins.empty());
  EXPECT_EQ(sink.batches()[1].whole_origins,
            std::vector<std::string>({"a.csv"}));
}

TEST(BatchBuilderTest, KeepsEveryMessageBelowTheLimit) {
  RecordingSink sink;
  BatchBuilder builder("run", 0, sink);
  for (int i = 0; i < 400; ++i) {
    if (builder.Full()) {
      ASSERT_TRUE(builder.Flush("c").ok());
    }
    // Distinct texts of 10 KB, one of 250 KB now and then.
    builder.AddCharge(ChargeOf(
        builder,
        absl::StrCat(i, std::string(i % 50 == 0 ? 250000 : 10000, 'x'))));
  }
  ASSERT_TRUE(builder.Finish("c").ok());
  EXPECT_GT(sink.batches().size(), 4u);
  for (const FactBatch& batch : sink.batches()) {
    EXPECT_LE(static_cast<int64_t>(FactBatchToWire(batch).ByteSizeLong()),
              kMaxMessageBytes);
  }
}

TEST(BatchBuilderTest, TicketsKeepBelowTheLimitToo) {
  RecordingSink sink;
  BatchBuilder builder("run", 0, sink);
  Delivery delivery;
  delivery.scope = "opened=2026-04";
  for (int i = 0; i < 3000; ++i) {
    if (builder.Full()) {
      ASSERT_TRUE(builder.Flush("c").ok());
    }
    Ticket ticket;
    ticket.delivery = builder.AddDelivery(delivery);
    ticket.id = absl::StrCat("INC", i);
    ticket.opened = absl::FromUnixSeconds(1'700'000'000);
    ticket.updated = ticket.opened + absl::Nanoseconds(999'999'000);
    ticket.created = ticket.reacted = ticket.restored = ticket.resolved =
        ticket.closed = ticket.due = ticket.updated;
    ticket.held = ticket.elapsed = ticket.business_elapsed =
        absl::Hours(24 * 366);
    ticket.service = absl::StrCat("service ", i);
    TicketStep step;
    step.at = ticket.updated;
    step.state = TicketState::kClosed;
    step.word = absl::StrCat("word ", i);
    step.priority = "P1";
    step.made_sla = true;
    step.updates = 1 << 30;
    ticket.steps.assign(i % 100 == 0 ? 2000 : 6, step);
    builder.AddTicket(ticket);
  }
  ASSERT_TRUE(builder.Finish("c").ok());
  EXPECT_GT(sink.batches().size(), 2u);
  BatchCheck check;
  for (const FactBatch& batch : sink.batches()) {
    EXPECT_TRUE(check.Check(batch).ok());
    EXPECT_LE(static_cast<int64_t>(FactBatchToWire(batch).ByteSizeLong()),
              kMaxMessageBytes);
  }
}

TEST(BatchBuilderTest, ObjectivesKeepBelowTheLimitToo) {
  RecordingSink sink;
  BatchBuilder builder("run", 0, sink);
  Delivery delivery;
  delivery.scope = "objectives";
  for (int i = 0; i < 4000; ++i) {
    if (builder.Full()) {
      ASSERT_TRUE(builder.Flush("c").ok());
    }
    DeclaredObjective objective;
    objective.delivery = builder.AddDelivery(delivery);
    objective.name = "web";
    objective.description = std::string(1050, 'x');
    objective.targets.assign(5, {"Good", Decimal(9995, 2), "lte 0.5"});
    builder.AddObjective(objective);
  }
  ASSERT_TRUE(builder.Finish("c").ok());
  EXPECT_GT(sink.batches().size(), 4u);
  BatchCheck check;
  for (const FactBatch& batch : sink.batches()) {
    EXPECT_TRUE(check.Check(batch).ok());
    EXPECT_LE(static_cast<int64_t>(FactBatchToWire(batch).ByteSizeLong()),
              kMaxMessageBytes);
  }
}

TEST(BatchBuilderTest, ARunWithoutRowsStillEnds) {
  RecordingSink sink;
  BatchBuilder builder("run", 0, sink);
  ASSERT_TRUE(builder.Finish("c").ok());
  ASSERT_EQ(sink.batches().size(), 1u);
  EXPECT_TRUE(sink.batches()[0].last);
}

}  // namespace
}  // namespace regisseur::sdk
