#include "core/principal/identity.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::StartsWith;
using Role = Principal::Role;
using Kind = Principal::Kind;

TEST(IdentityTest, RoleKindScopeAndLimitFitEachOther) {
  const Principal::MoneyLimit limit{Decimal(100'000, 2), "EUR"};
  const struct {
    Role role;
    Kind kind;
    const char* scope;
    std::optional<Principal::MoneyLimit> limit;
    const char* wrong;  // the field; empty: good
  } cases[] = {
      {Role::kOperator, Kind::kMachine, "", {}, ""},
      {Role::kProvider, Kind::kMachine, "cloudnine", {}, ""},
      {Role::kProvider, Kind::kMachine, "", {}, "provider:"},
      {Role::kOwner, Kind::kPerson, "", {}, "owner:"},
      {Role::kOwner, Kind::kPerson, "jansen", limit, ""},
      {Role::kCio, Kind::kPerson, "cloudnine", {}, "provider, owner:"},
      {Role::kCio, Kind::kPerson, "", limit, ""},
      {Role::kCio, Kind::kMachine, "", limit, "limit:"},
      {Role::kAuditor, Kind::kPerson, "", limit, "limit:"},
      {Role::kAdministrator, Kind::kPerson, "", limit, "limit:"},
      {Role::kCio, Kind::kPerson, "", Principal::MoneyLimit{Decimal(), "EUR"},
       "limit:"},
      {Role::kCio, Kind::kPerson, "",
       Principal::MoneyLimit{Decimal(1, 0), "euro"}, "limit_currency:"},
      {Role::kSystem, Kind::kMachine, "", {}, "role:"},
      {Role::kCio, Kind::kSystem, "", {}, "kind:"},
  };
  for (const auto& c : cases) {
    Principal who;
    who.name = "somebody";
    who.role = c.role;
    who.kind = c.kind;
    who.scope = c.scope;
    who.limit = c.limit;
    const absl::Status status = CheckPrincipal(who);
    if (*c.wrong == '\0') {
      EXPECT_TRUE(status.ok()) << status;
    } else {
      EXPECT_THAT(std::string(status.message()), StartsWith(c.wrong));
    }
  }
}

TEST(IdentityTest, ARevokedOneStaysRevokedAndAProposedOneWaits) {
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  Identity identity;
  EXPECT_EQ(identity.StateAt(now), Identity::State::kActive);
  identity.needs_approval = true;
  EXPECT_EQ(identity.StateAt(now), Identity::State::kProposed);
  identity.approved_by = "somebody";
  EXPECT_EQ(identity.StateAt(now), Identity::State::kActive);
  identity.expires = now;
  EXPECT_EQ(identity.StateAt(now), Identity::State::kExpired);
  EXPECT_EQ(identity.StateAt(now - absl::Seconds(1)), Identity::State::kActive);
  identity.revoked = now;
  EXPECT_EQ(identity.StateAt(now - absl::Seconds(1)),
            Identity::State::kRevoked);
}

}  // namespace
}  // namespace regisseur
