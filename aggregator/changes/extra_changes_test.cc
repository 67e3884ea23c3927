#include "aggregator/changes/extra_changes.h"

#include "aggregator/changes/mandate_changes.h"
#include "aggregator/changes/matter_fixture.h"
#include "aggregator/storage/chain_verifier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Role = Principal::Role;

Decimal D(const char* text) { return *Decimal::Parse(text); }

constexpr absl::CivilDay kToday(2026, 11, 5);

class ExtraChangesTest : public MatterFixture {
 protected:
  ExtraChangesTest() {
    SetContract([](Contract&) {});
  }

  // A DDoS test at 950.00 within five days, a card of hours; the partner
  // decides up to 1,000.00 a change and 1,500.00 a month.
  void SetContract(const std::function<void(Contract&)>& change) {
    Contract contract;
    contract.id = "hosting-2026";
    contract.provider = "cloudnine";
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.pricing = {{.component = "card",
                         .form = PrepaidPrice{.units = D("80"),
                                              .price = D("8400.00"),
                                              .valid = {.months = 12}}}};
    contract.extras = {
        {.name = "DDoS test", .price = D("950.00"), .lead_time = {.days = 5}},
        {.name = "card of 80 hours",
         .price = D("8400.00"),
         .lead_time = {},
         .buys = "card"}};
    contract.mandate.change = D("1000.00");
    contract.mandate.amount = D("1500.00");
    change(contract);
    contracts_.contracts = std::make_shared<const ContractRegister>(
        std::vector<ContractRegister::Entry>{{"hosting.yaml", contract}});
  }

  absl::StatusOr<std::string> Order(const Principal& who, const char* request,
                                    ExtraChanges::NewOrder order = {
                                        .contract = "hosting-2026",
                                        .extra = "DDoS test"}) {
    return extras_.Order(who, Request(request), order, kToday, room_);
  }
  absl::Status Approve(const Principal& who, const std::string& id,
                       const char* request = "yes") {
    return extras_
        .Decide(who, Request(request), {.id = id, .approves = true}, kToday,
                room_)
        .status();
  }
  ExtraState StateOf(const std::string& id) {
    return FoldExtra(extras_.Get(manager_, id)->Moves());
  }

  ExtraChanges::SpendRoom spend_;
  const ExtraChanges::ReadRoom room_ = [this](const Contract&) {
    return spend_;
  };
  ExtraChanges extras_{acts_, matters_, contracts_, directory_, clock_};
};

TEST_F(ExtraChangesTest, OrdersAtOnceWithinTheMandate) {
  const auto id = Order(manager_, "r1");
  ASSERT_TRUE(id.ok()) << id.status();
  const Matter order = *extras_.Get(manager_, *id);
  EXPECT_EQ(StateOf(*id), ExtraState::kOrdered);
  EXPECT_EQ(order.steps.front().Value(kExtraAmount), "950.00");
  EXPECT_EQ(order.LastValue(kExtraOrderedOn), "2026-11-05");
  EXPECT_EQ(order.LastValue(kExtraDueOn), "2026-11-10");
  ASSERT_THAT(Trail(), SizeIs(1));
  EXPECT_EQ(Trail().front().chain, "cloudnine");
  // The same request orders once.
  EXPECT_EQ(*Order(manager_, "r1"), *id);
  EXPECT_THAT(Trail(), SizeIs(1));
  const ChainVerifier verifier(*database_);
  EXPECT_THAT(verifier.Verify(who_)->broken, IsEmpty());
}

// 950.00 and 950.00 pass 1,500.00 a month: the second needs a second person.
TEST_F(ExtraChangesTest, BeyondTheMandateASecondPersonApproves) {
  ASSERT_TRUE(Order(manager_, "r1").ok());
  const auto id = Order(manager_, "r2");
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(StateOf(*id), ExtraState::kProposed);
  // What waits for us stands in our own chain.
  EXPECT_EQ(Trail().front().chain, "portfolio");
  EXPECT_EQ(Approve(manager_, *id).code(), absl::StatusCode::kPermissionDenied);
  // A limit of 900.00 does not cover 950.00.
  EXPECT_EQ(Approve(Person("p.smit", Role::kCio, 900), *id).code(),
            absl::StatusCode::kPermissionDenied);
  Principal machine = cio_;
  machine.kind = Principal::Kind::kMachine;
  EXPECT_EQ(Approve(machine, *id).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(Approve(cio_, *id).ok());
  EXPECT_EQ(StateOf(*id), ExtraState::kOrdered);
  EXPECT_EQ(extras_.Get(manager_, *id)->LastValue(kExtraDueOn), "2026-11-10");
  EXPECT_TRUE(absl::IsFailedPrecondition(Approve(cio_, *id, "again")));
  // What was approved uses nothing of the mandate: 950.00 of 1,500.00 is used
  // still, and one more would pass it.
  EXPECT_EQ(StateOf(*Order(manager_, "r3")), ExtraState::kProposed);
}

TEST_F(ExtraChangesTest, IsRefusedBeyondTheCeilingUnlessSomebodyOverrides) {
  SetContract([](Contract& contract) {
    contract.value =
        ValueCeiling{.maximum = D("100000.00"), .reference = "TED 2025/S 1-2"};
  });
  spend_.left = D("1000.00");
  ASSERT_TRUE(Order(manager_, "r1").ok());
  // 1,000.00 less the 950.00 that are ordered and not billed.
  const auto refused = Order(manager_, "r2");
  EXPECT_TRUE(absl::IsFailedPrecondition(refused.status()));
  EXPECT_THAT(std::string(refused.status().message()),
              AllOf(HasSubstr("value.maximum"), HasSubstr("50.00 EUR"),
                    HasSubstr("TED 2025/S 1-2")));
  // Once it is counted elsewhere it is not taken off twice.
  spend_.counted = {
      extras_.Get(manager_, *Order(manager_, "r1"))->subject.name};
  ExtraChanges::NewOrder order{.contract = "hosting-2026",
                               .extra = "DDoS test",
                               .override_refusal = true};
  spend_.left = D("50.00");
  EXPECT_THAT(std::string(Order(manager_, "r3", order).status().message()),
              HasSubstr("reason: is missing"));
  order.reason = "the attack is now";
  Principal machine = manager_;
  machine.kind = Principal::Kind::kMachine;
  EXPECT_EQ(Order(machine, "r4", order).status().code(),
            absl::StatusCode::kPermissionDenied);
  // A partner learns nothing of the ceiling, whatever it asks.
  const absl::Status partner =
      Order(Provider("cloudnine"), "r5", order).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(partner)) << partner;
  for (const char* ours : {"value", "100", "%", "TED"}) {
    EXPECT_THAT(std::string(partner.message()), Not(HasSubstr(ours)));
  }
  const auto overridden = Order(manager_, "r6", order);
  ASSERT_TRUE(overridden.ok()) << overridden.status();
  // Never at once: another person has to say yes.
  EXPECT_EQ(StateOf(*overridden), ExtraState::kProposed);
  EXPECT_EQ(extras_.Get(manager_, *overridden)->LastValue(kExtraOverridden),
            "value.maximum");
  EXPECT_TRUE(Approve(cio_, *overridden).ok());
}

// The framework has 1,000.00 left: of two orders of 950.00 under calls of it
// the second is refused, whichever call it is under.
TEST_F(ExtraChangesTest, AnOrderUnderACallIsHeldAgainstTheFramework) {
  Contract framework;
  framework.id = "raam";
  framework.provider = "cloudnine";
  framework.currency = "EUR";
  framework.term.start = absl::CivilDay(2026, 1, 1);
  framework.value = ValueCeiling{.maximum = D("100000.00")};
  const auto call = [&](const char* id) {
    Contract contract = *contracts_.contracts->Find("hosting-2026", kToday);
    contract.id = id;
    contract.parent = "raam";
    return contract;
  };
  contracts_.contracts = std::make_shared<const ContractRegister>(
      std::vector<ContractRegister::Entry>{{"raam.yaml", framework},
                                           {"a.yaml", call("a")},
                                           {"b.yaml", call("b")}});
  spend_.left = D("1000.00");
  ASSERT_TRUE(
      Order(manager_, "r1", {.contract = "a", .extra = "DDoS test"}).ok());
  const absl::Status refused =
      Order(manager_, "r2", {.contract = "b", .extra = "DDoS test"}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused));
  EXPECT_THAT(
      std::string(refused.message()),
      AllOf(HasSubstr("value.maximum of raam"), HasSubstr("50.00 EUR")));
}

TEST_F(ExtraChangesTest, ACeilingThatCannotBeToldIsNoRoom) {
  SetContract([](Contract& contract) {
    contract.value = ValueCeiling{.maximum = D("100000.00")};
  });
  EXPECT_THAT(std::string(Order(manager_, "r1").status().message()),
              HasSubstr("cannot be told"));
}

// 10 % of 9,000.00 are 900.00: 950.00 passes that and the 100.00 that are left.
// What was overridden when it was proposed is all that is at approval.
TEST_F(ExtraChangesTest, EveryClauseHasToBeOverridden) {
  SetContract([](Contract& contract) {
    contract.value = ValueCeiling{.maximum = D("9000.00")};
    contract.value->extras_at_most_percent = D("10");
  });
  spend_.left = D("5000.00");
  const ExtraChanges::NewOrder order{.contract = "hosting-2026",
                                     .extra = "DDoS test",
                                     .reason = "law",
                                     .override_refusal = true};
  const auto one = Order(manager_, "r1", order);
  ASSERT_TRUE(one.ok()) << one.status();
  spend_.left = D("100.00");
  EXPECT_THAT(std::string(Approve(cio_, *one).message()),
              HasSubstr("value.maximum"));
  const auto both = Order(manager_, "r2", order);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(extras_.Get(manager_, *both)->LastValue(kExtraOverridden),
            "value.extras_at_most, value.maximum");
  EXPECT_TRUE(Approve(cio_, *both, "yes2").ok());
}

TEST_F(ExtraChangesTest, NothingIsOrderedUnderAContractThatDoesNotRun) {
  SetContract([](Contract& contract) {
    contract.term.initial = CivilSpan{.months = 9};
  });
  EXPECT_THAT(std::string(Order(manager_, "r1").status().message()),
              HasSubstr("has ended"));
  SetContract([](Contract& contract) {
    contract.term.start = absl::CivilDay(2026, 12, 1);
  });
  EXPECT_THAT(std::string(Order(manager_, "r2").status().message()),
              HasSubstr("begins on 2026-12-01"));
}

TEST_F(ExtraChangesTest, PartnersOrderWithinTheMandateAndTheirAuthority) {
  const auto alone = Order(Provider("cloudnine"), "r1");
  ASSERT_TRUE(alone.ok()) << alone.status();
  EXPECT_EQ(StateOf(*alone), ExtraState::kOrdered);
  // A contract that says who may order lets nobody else.
  SetContract([](Contract& contract) {
    contract.contacts = {{.name = "somebody else",
                          .side = Side::kProvider,
                          .authority = {.extras_up_to = D("5000.00")}}};
  });
  EXPECT_EQ(StateOf(*Order(Provider("cloudnine"), "r2")),
            ExtraState::kProposed);
  // Another's contract is not there.
  EXPECT_TRUE(absl::IsNotFound(Order(Provider("another"), "r3").status()));
  EXPECT_TRUE(
      absl::IsNotFound(extras_.Get(Provider("another"), *alone).status()));
}

TEST_F(ExtraChangesTest, IsDeliveredOrTakenBack) {
  const auto id = Order(manager_, "r1");
  EXPECT_THAT(std::string(extras_
                              .Deliver(manager_, Request("d0"), *id,
                                       "2026-11-04", "", kToday)
                              .status()
                              .message()),
              HasSubstr("ordered on 2026-11-05"));
  EXPECT_TRUE(absl::IsInvalidArgument(
      extras_.Deliver(manager_, Request("d1"), *id, "2026-11-06", "", kToday)
          .status()));
  EXPECT_TRUE(
      extras_.Deliver(Provider("cloudnine"), Request("d2"), *id, "", "", kToday)
          .ok());
  EXPECT_EQ(StateOf(*id), ExtraState::kDelivered);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      extras_.Cancel(manager_, Request("c1"), *id, "late").status()));

  SetContract([](Contract& contract) { contract.mandate.amount.reset(); });
  const auto ours = Order(manager_, "r2");
  // The partner cannot take back what we ordered.
  EXPECT_EQ(extras_.Cancel(Provider("cloudnine"), Request("c2"), *ours, "no")
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(extras_.Cancel(manager_, Request("c3"), *ours, "no").ok());
  EXPECT_EQ(StateOf(*ours), ExtraState::kCancelled);
}

TEST_F(ExtraChangesTest, HoursAreThereAsSoonAsTheyAreOrdered) {
  const auto id =
      Order(manager_, "r1",
            {.contract = "hosting-2026", .extra = "card of 80 hours"});
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(StateOf(*id), ExtraState::kProposed);
  ASSERT_TRUE(Approve(cio_, *id).ok());
  EXPECT_EQ(StateOf(*id), ExtraState::kDelivered);
  EXPECT_EQ(extras_.Get(manager_, *id)->LastValue(kExtraBuys), "card");
}

TEST_F(ExtraChangesTest, SaysWhatIsWrongAndWhatWouldBeRight) {
  const auto refused = [&](const ExtraChanges::NewOrder& order) {
    const auto id = Order(manager_, "wrong", order);
    EXPECT_FALSE(id.ok());
    return std::string(id.status().message());
  };
  EXPECT_THAT(refused({.contract = "hosting", .extra = "DDoS test"}),
              HasSubstr("contract list"));
  EXPECT_THAT(refused({.contract = "hosting-2026", .extra = "DDoS tests"}),
              HasSubstr("did you mean \"DDoS test\""));
  EXPECT_THAT(refused({.provider = "another",
                       .contract = "hosting-2026",
                       .extra = "DDoS test"}),
              HasSubstr("none is called"));
  for (const char* quantity : {"0", "-1", "0.5", "many"}) {
    EXPECT_THAT(refused({.contract = "hosting-2026",
                         .extra = "DDoS test",
                         .quantity = quantity}),
                HasSubstr("quantity: "));
  }
  EXPECT_THAT(Trail(), IsEmpty());
}

TEST_F(ExtraChangesTest, SteppingInIsNotedInOurOwnChain) {
  MandateChanges mandates(acts_, matters_, contracts_);
  const auto id = mandates.Note(
      manager_, Request("n1"),
      {.contract = "hosting-2026", .reason = "chose the disks"}, kToday);
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(mandates.Get(manager_, *id)->steps.front().Text("reason"),
            "chose the disks");
  EXPECT_EQ(Trail().front().chain, "portfolio");
  EXPECT_TRUE(absl::IsInvalidArgument(
      mandates
          .Note(manager_, Request("n2"), {.contract = "hosting-2026"}, kToday)
          .status()));
}

}  // namespace
}  // namespace regisseur
