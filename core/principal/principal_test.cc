#include "core/principal/principal.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using Role = Principal::Role;

TEST(PrincipalTest, EveryRoleHasAWordOfItsOwn) {
  std::set<std::string> words;
  for (const Role role : AllRoles()) {
    const std::string word(RoleWord(role));
    EXPECT_TRUE(words.insert(word).second) << word;
    EXPECT_EQ(FindRole(word), role);
  }
  EXPECT_EQ(words.size(), 10u);
  EXPECT_EQ(FindRole("root"), std::nullopt);
  EXPECT_EQ(FindRole(""), std::nullopt);
  EXPECT_EQ(FindRole("CIO"), std::nullopt);
}

TEST(PrincipalTest, OnlyAPersonWithAnIdentityIsANamedPerson) {
  Principal who;
  who.kind = Principal::Kind::kPerson;
  EXPECT_FALSE(who.IsNamedPerson());
  who.identity = "0192f0c1";
  EXPECT_TRUE(who.IsNamedPerson());
  who.kind = Principal::Kind::kMachine;
  EXPECT_FALSE(who.IsNamedPerson());
  EXPECT_FALSE(Principal::LocalAdministrator().IsNamedPerson());
  EXPECT_FALSE(Principal::System("schedule").IsNamedPerson());
}

}  // namespace
}  // namespace regisseur
