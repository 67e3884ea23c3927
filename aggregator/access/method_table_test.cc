#include "aggregator/access/method_table.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

constexpr char kOverview[] =
    "regisseur.portfolio.v1.PortfolioService.GetOverview";

TEST(MethodTableTest, IsOrderedAndUnique) {
  absl::string_view previous;
  for (const MethodAccess& row : MethodTable()) {
    EXPECT_TRUE(previous < row.method) << row.method;
    previous = row.method;
  }
}

TEST(MethodTableTest, TheAdministratorMayReadTheOverview) {
  EXPECT_TRUE(CheckAccess(Principal::LocalAdministrator(), kOverview).ok());
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

TEST(MethodTableTest, TheDaemonItselfCallsNoMethods) {
  EXPECT_EQ(CheckAccess(Principal::System("schedule"), kOverview).code(),
            absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace regisseur
