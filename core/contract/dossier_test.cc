#include "core/contract/dossier.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;

TEST(DossierTest, AClauseThatIsAbsentOrUnsaidIsAGap) {
  Dossier dossier;
  dossier.checklists = {"dora-art-30"};
  dossier.clauses = {{"audit_right", "21", false}, {"exit_plan", "", true}};
  const ClauseChecklist dora{"dora-art-30",
                             "DORA article 30",
                             {{"audit_right", "30(3)(e)"},
                              {"exit_plan", "30(3)(f)"},
                              {"sub_outsourcing", "30(2)(a)"}}};
  const ClauseChecklist other{"gibit-2023", "GIBIT", {{"escrow", "15"}}};
  EXPECT_THAT(
      FindClauseGaps(dossier, {dora, other}),
      ElementsAre(
          ClauseGap{"dora-art-30", "exit_plan", "30(3)(f)", true},
          ClauseGap{"dora-art-30", "sub_outsourcing", "30(2)(a)", false}));
  EXPECT_EQ(FindClauseGaps(dossier, {dora, other}, true).size(), 3u);
}

}  // namespace
}  // namespace regisseur
