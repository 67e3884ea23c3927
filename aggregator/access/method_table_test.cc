#include "aggregator/access/method_table.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using Role = Principal::Role;

constexpr char kOverview[] =
    "regisseur.portfolio.v1.PortfolioService.GetOverview";

Principal Somebody(Role role) {
  Principal who;
  who.role = role;
  who.name = "somebody";
  return who;
}

TEST(MethodTableTest, IsOrderedAndUnique) {
  absl::string_view previous;
  for (const MethodAccess& row : MethodTable()) {
    EXPECT_TRUE(previous < row.method) << row.method;
    previous = row.method;
  }
}

TEST(MethodTableTest, EveryRowHasOnePlaceForEachRole) {
  ASSERT_EQ(RoleLetters().size(), AllRoles().size());
  for (const MethodAccess& row : MethodTable()) {
    ASSERT_EQ(row.roles.size(), RoleLetters().size()) << row.method;
    for (size_t i = 0; i < row.roles.size(); ++i) {
      EXPECT_TRUE(row.roles[i] == '.' || row.roles[i] == RoleLetters()[i])
          << row.method << " column " << i;
    }
  }
}

TEST(MethodTableTest, TheAdministratorMayCallEverything) {
  for (const MethodAccess& row : MethodTable()) {
    EXPECT_TRUE(CheckAccess(Principal::LocalAdministrator(), row.method).ok())
        << row.method;
  }
}

TEST(MethodTableTest, TheDaemonItselfCallsNoMethods) {
  for (const MethodAccess& row : MethodTable()) {
    EXPECT_EQ(CheckAccess(Somebody(Role::kSystem), row.method).code(),
              absl::StatusCode::kPermissionDenied)
        << row.method;
  }
}

TEST(MethodTableTest, EndUsersTakePartInIdeasAndNothingElse) {
  std::set<std::string> methods;
  for (const MethodAccess& row : MethodTable()) {
    if (row.Allows(Role::kEndUser)) methods.insert(std::string(row.method));
  }
  // To see them on the page it asks who it is.
  std::set<std::string> ideas = {
      "regisseur.identity.v1.IdentityService.GetCaller"};
  for (const char* method :
       {"CommentOnIdea", "EndorseIdea", "ListIdeas", "ProposeIdea"}) {
    ideas.insert(absl::StrCat("regisseur.partnership.v1.IdeaService.", method));
  }
  EXPECT_EQ(methods, ideas);
}

TEST(MethodTableTest, AnAuditorReadsAllAndChangesNothing) {
  for (const MethodAccess& row : MethodTable()) {
    if (row.effect == MethodAccess::Effect::kChanges) {
      EXPECT_FALSE(row.Allows(Role::kAuditor)) << row.method;
    }
    // Whatever anybody of the organisation may read, an auditor may.
    if (row.effect == MethodAccess::Effect::kReads &&
        row.method != "regisseur.source.v1.SourceService.CheckSource") {
      EXPECT_TRUE(row.Allows(Role::kAuditor)) << row.method;
    }
  }
}

TEST(MethodTableTest, AnOperatorSeesNoBusinessData) {
  for (const MethodAccess& row : MethodTable()) {
    if (row.method.find(".cost.") != absl::string_view::npos ||
        row.method.find(".portfolio.") != absl::string_view::npos ||
        row.method.find(".status.") != absl::string_view::npos) {
      EXPECT_FALSE(row.Allows(Role::kOperator)) << row.method;
    }
  }
}

TEST(MethodTableTest, DeniesWhatHasNoRow) {
  for (const char* method :
       {"", "regisseur.portfolio.v1.PortfolioService.DropEverything",
        "regisseur.portfolio.v1.PortfolioService", "zzz"}) {
    EXPECT_EQ(CheckAccess(Principal::LocalAdministrator(), method).code(),
              absl::StatusCode::kPermissionDenied)
        << method;
  }
}

TEST(MethodTableTest, SaysWhoMayNotCallWhat) {
  EXPECT_EQ(CheckAccess(Somebody(Role::kOperator), kOverview).message(),
            "\"somebody\" (operator) may not call "
            "regisseur.portfolio.v1.PortfolioService.GetOverview");
}

}  // namespace
}  // namespace regisseur
