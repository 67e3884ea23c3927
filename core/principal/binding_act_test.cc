#include "core/principal/binding_act.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using Role = Principal::Role;
using Kind = Principal::Kind;

Principal::MoneyLimit Money(int64_t euros, const char* currency = "EUR") {
  return {Decimal(euros * 100, 2), currency};
}

Principal Person(const char* identity, Role role,
                 std::optional<Principal::MoneyLimit> limit) {
  Principal who;
  who.identity = identity;
  who.name = identity;
  who.kind = Kind::kPerson;
  who.role = role;
  who.limit = std::move(limit);
  return who;
}

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

TEST(BindingActTest, AYesIsAPersonsYes) {
  const Principal cio = Person("cio", Role::kCio, Money(50'000));
  const Principal manager =
      Person("manager", Role::kContractManager, Money(5'000));
  const Principal clerk = Person("clerk", Role::kContractManager, std::nullopt);
  Principal machine = cio;
  machine.identity = "script";
  machine.kind = Kind::kMachine;
  const Principal local = Principal::LocalAdministrator();
  const Principal auditor = Person("auditor", Role::kAuditor, std::nullopt);

  const auto by = [](const char* proposer, int64_t euros,
                     const char* currency = "EUR") {
    return BindingAct{.what = "granting a limit",
                      .amount = Money(euros, currency),
                      .proposed_by = proposer};
  };
  BindingAct as_deputy = by("clerk", 100);
  as_deputy.proposed_for = "cio";
  BindingAct without_amount = by("clerk", 0);
  without_amount.amount.reset();
  const auto deputy = [](const Principal& whom, absl::Duration left) {
    return Deputy{whom, kNow + left};
  };

  const struct {
    const char* fact;
    BindingAct act;
    Principal who;
    std::optional<Deputy> deputy;
    const char* refusal;  // empty: allowed
  } cases[] = {
      {"within the limit", by("clerk", 5'000), manager, {}, ""},
      {"a cent above it",
       {"x", Principal::MoneyLimit{Decimal(500'001, 2), "EUR"}, "clerk", ""},
       manager,
       {},
       "the limit of \"manager\" is 5000.00 EUR"},
      {"another currency",
       by("clerk", 1, "USD"),
       manager,
       {},
       "the limit of \"manager\" is in EUR"},
      {"no limit", by("manager", 1), clerk, {}, "has no limit"},
      {"no amount needs no limit", without_amount, manager, {}, ""},
      {"the proposer", by("manager", 1), manager, {}, "who proposed it"},
      {"a machine", by("clerk", 1), machine, {}, "a named person"},
      {"everybody on loopback", by("clerk", 1), local, {}, "a named person"},
      {"the daemon",
       by("clerk", 1),
       Principal::System("schedule"),
       {},
       "a named person"},
      {"a role that does not decide",
       without_amount,
       auditor,
       {},
       "does not decide"},
      {"a deputy has the other's limit", by("clerk", 40'000), manager,
       deputy(cio, absl::Hours(1)), ""},
      {"a deputy without a limit of its own", by("manager", 40'000), clerk,
       deputy(cio, absl::Hours(1)), ""},
      {"a deputy whose time is over", by("clerk", 1), manager,
       deputy(cio, absl::ZeroDuration()), "is over"},
      {"a deputy for the proposer", by("cio", 1), manager,
       deputy(cio, absl::Hours(1)), "who proposed it"},
      {"a deputy who proposed it", by("manager", 1), manager,
       deputy(cio, absl::Hours(1)), "who proposed it"},
      {"proposed in the name of whom it approves for", as_deputy, manager,
       deputy(cio, absl::Hours(1)), "who proposed it"},
      {"a deputy for a machine", by("clerk", 1), manager,
       deputy(machine, absl::Hours(1)), "a named person only"},
      {"a machine as a deputy", by("clerk", 1), machine,
       deputy(cio, absl::Hours(1)), "a named person"},
      {"a deputy above the other's limit", by("clerk", 50'001), manager,
       deputy(cio, absl::Hours(1)), "the limit of \"cio\" is 50000.00 EUR"},
  };
  for (const auto& c : cases) {
    const absl::Status status = CheckMayApprove(c.act, c.who, c.deputy, kNow);
    if (*c.refusal == '\0') {
      EXPECT_TRUE(status.ok()) << c.fact << ": " << status;
      continue;
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << c.fact;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.refusal)) << c.fact;
  }
}

}  // namespace
}  // namespace regisseur
