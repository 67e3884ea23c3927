#include "aggregator/changes/hour_changes.h"

#include "aggregator/changes/matter_fixture.h"
#include "aggregator/storage/original_rows.h"
#include "core/room/hour_record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using Role = Principal::Role;

Decimal D(const char* text) { return *Decimal::Parse(text); }

constexpr absl::CivilDay kToday(2026, 11, 5);

class HourChangesTest : public MatterFixture {
 protected:
  HourChangesTest() {
    Contract contract;
    contract.id = "beheer";
    contract.provider = "cloudnine";
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.pricing = {
        {.component = "card",
         .form = PrepaidPrice{.units = D("80"),
                              .price = D("8400.00"),
                              .valid = {.months = 12},
                              .step = D("0.25"),
                              .factors = {{"outside_hours", D("1.5")}}}},
        {.component = "platform", .form = FixedPrice{.amount = D("100.00")}}};
    contracts_.contracts = std::make_shared<const ContractRegister>(
        std::vector<ContractRegister::Entry>{{"beheer.yaml", contract}});
  }

  static HourChanges::NewHours Two() {
    return {.contract = "beheer",
            .day = "2026-11-04",
            .hours = "2:10",
            .document = "werkbon-112.pdf"};
  }
  absl::StatusOr<std::string> Book(const Principal& who, const char* request,
                                   const HourChanges::NewHours& hours) {
    return hours_.Book(who, Request(request), hours, kToday);
  }

  Originals originals_{folder_, *database_, *queue_, clock_};
  HourChanges hours_{acts_,      matters_,   contracts_,
                     directory_, originals_, clock_};
};

TEST_F(HourChangesTest, CountOnceAnOwnerAcceptedThem) {
  HourChanges::NewHours hours = Two();
  hours.content = "signed";
  hours.factor = "outside_hours";
  const auto id = Book(Provider("cloudnine"), "r1", hours);
  ASSERT_TRUE(id.ok()) << id.status();
  const Matter matter = *hours_.Get(manager_, *id);
  EXPECT_EQ(matter.subject.objective, "card");
  EXPECT_EQ(matter.steps.front().Value(kHoursDay), "2026-11-04");
  EXPECT_EQ(matter.steps.front().Value(kHoursSide), "provider");
  EXPECT_EQ(matter.steps.front().Value(kHoursDocument), "werkbon-112.pdf");
  EXPECT_THAT(*ListKeptOriginals(*database_), SizeIs(1));

  const Principal owner = Person("h.bakker", Role::kOwner);
  EXPECT_TRUE(
      hours_.Decide(owner, Request("a1"), {.id = *id, .accepts = true}).ok());
  EXPECT_EQ(FoldProposal(hours_.Get(manager_, *id)->Moves()),
            ProposalState::kApproved);
  EXPECT_THAT(
      std::string(
          hours_.Decide(owner, Request("a2"), {.id = *id, .reason = "no"})
              .status()
              .message()),
      HasSubstr("these hours are approved"));
}

// A bundle of 40 hours with 105.00 for each beyond it: 38 of January cost
// nothing more, 8 more are 6 beyond: 630.00, which a limit of 600.00 does not
// cover and one of 700.00 does.
TEST_F(HourChangesTest, HoursBeyondABundleTakeALimit) {
  Contract contract = *contracts_.contracts->Find("beheer", kToday);
  contract.pricing = {
      {.component = "hours",
       .form = HourBundlePrice{
           .hours = D("40"), .price = D("3600.00"), .overage = D("105.00")}}};
  contracts_.contracts = std::make_shared<const ContractRegister>(
      std::vector<ContractRegister::Entry>{{"beheer.yaml", contract}});
  HourChanges::NewHours hours = Two();
  hours.day = "2026-01-20";
  hours.hours = "38:00";
  const auto within = Book(Provider("cloudnine"), "r1", hours);
  ASSERT_TRUE(within.ok()) << within.status();
  hours.hours = "8:00";
  const auto beyond = Book(Provider("cloudnine"), "r2", hours);
  ASSERT_TRUE(beyond.ok()) << beyond.status();
  const auto accept = [&](const Principal& who, const std::string& id,
                          const char* request) {
    return hours_.Decide(who, Request(request), {.id = id, .accepts = true})
        .status();
  };
  EXPECT_TRUE(accept(Person("h.bakker", Role::kOwner), *within, "a1").ok());
  EXPECT_EQ(accept(Person("h.bakker", Role::kOwner, 600), *beyond, "a2").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(accept(Person("a.jong", Role::kOwner, 700), *beyond, "a3").ok());
}

TEST_F(HourChangesTest, WhoEnteredThemDoesNotAcceptThem) {
  const auto id = Book(manager_, "r1", Two());
  ASSERT_TRUE(id.ok()) << id.status();
  for (const Principal& who :
       {manager_, Provider("cloudnine"), Principal::LocalAdministrator()}) {
    EXPECT_EQ(hours_.Decide(who, Request("a1"), {.id = *id, .accepts = true})
                  .status()
                  .code(),
              absl::StatusCode::kPermissionDenied)
        << who.name;
  }
  // A no needs a reason.
  EXPECT_TRUE(absl::IsInvalidArgument(
      hours_.Decide(cio_, Request("a2"), {.id = *id}).status()));
  EXPECT_TRUE(
      hours_.Decide(cio_, Request("a3"), {.id = *id, .reason = "not ordered"})
          .ok());
}

TEST_F(HourChangesTest, AreTakenBackByTheSideThatEnteredThem) {
  const auto id = Book(Provider("cloudnine"), "r1", Two());
  EXPECT_EQ(hours_.Withdraw(manager_, Request("w1"), *id, "no").status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(absl::IsNotFound(
      hours_.Withdraw(Provider("another"), Request("w2"), *id, "no").status()));
  EXPECT_TRUE(
      hours_
          .Withdraw(Provider("cloudnine"), Request("w3"), *id, "typed wrongly")
          .ok());
}

TEST_F(HourChangesTest, SayWhatIsWrongAndWhatWouldBeRight) {
  const auto refused = [&](const HourChanges::NewHours& hours) {
    const auto id = Book(manager_, "wrong", hours);
    EXPECT_FALSE(id.ok());
    return std::string(id.status().message());
  };
  HourChanges::NewHours hours = Two();
  hours.day = "2026-11-06";
  EXPECT_THAT(refused(hours), HasSubstr("still to come"));
  hours = Two();
  hours.day = "2025-12-31";
  EXPECT_THAT(refused(hours), HasSubstr("begins on 2026-01-01"));
  hours = Two();
  hours.hours = "two";
  EXPECT_THAT(refused(hours), HasSubstr("hours: \"two\""));
  hours = Two();
  hours.hours = "99999999";
  EXPECT_THAT(refused(hours), HasSubstr("more than anybody works"));
  hours = Two();
  hours.component = "platform";
  EXPECT_THAT(refused(hours), HasSubstr("card have"));
  hours = Two();
  hours.factor = "sunday";
  EXPECT_THAT(refused(hours), HasSubstr("it has outside_hours"));
  hours = Two();
  hours.document = "../bon.pdf";
  EXPECT_THAT(refused(hours), HasSubstr("without a folder"));
  Principal machine = manager_;
  machine.kind = Principal::Kind::kMachine;
  EXPECT_EQ(Book(machine, "r9", Two()).status().code(),
            absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace regisseur
