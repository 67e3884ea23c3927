#include <map>

#include "absl/strings/str_cat.h"
#include "aggregator/config/contract_files.h"
#include "core/register_sheet/contract_draft.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

// USERS S2: a register of 40 rows, of which 6 have no notice and 3 no end,
// becomes 40 drafts; 31 of them lint clean and 9 name what is missing.
TEST(ContractImportTest, Story2FortyRowsBecomeFortyDrafts) {
  Portfolio portfolio;
  Sheet sheet = {{1,
                  {{"Leverancier", false},
                   {"Contractnummer", false},
                   {"Omschrijving", false},
                   {"Ingangsdatum", false},
                   {"Einddatum", false},
                   {"Opzegtermijn", false},
                   {"Verlenging", false},
                   {"Contractwaarde", false},
                   {"Contracteigenaar", false}}}};
  const char* renewals[] = {"nee", "stilzwijgend 1 jaar", "2 x 1 jaar",
                            "onbepaalde tijd", "n.v.t."};
  for (int i = 0; i < 40; ++i) {
    ProviderConfig& provider = portfolio.providers.emplace_back();
    provider.id = absl::StrCat("partner-", i);
    provider.name = absl::StrCat("Partner ", i, " B.V.");
    sheet.push_back({i + 2,
                     {{absl::StrCat("PARTNER ", i, " BV"), false},
                      {absl::StrCat("2026/", i), false},
                      {absl::StrCat("Dienst ", i), false},
                      {"1-1-2026", false},
                      {i < 3 ? "" : "31-12-2027", false},
                      {i >= 3 && i < 9 ? "" : "3 maanden", false},
                      {renewals[i < 3 ? 0 : i % 5], false},
                      {"€ 120.000,00", false},
                      {"m.visser", false}}});
  }
  const absl::StatusOr<ContractDrafts> drafts =
      DraftContracts("register.csv", sheet, portfolio);
  ASSERT_TRUE(drafts.ok()) << drafts.status();
  ASSERT_EQ(drafts->drafts.size(), 40u);
  std::vector<ContractText> texts;
  for (const ContractDraft& draft : drafts->drafts) {
    texts.push_back({draft.file, draft.text});
  }
  std::map<std::string, std::string> problems;
  for (const ContractFileProblem& problem :
       LintContractTexts(texts, portfolio, {}).problems) {
    absl::StrAppend(&problems[problem.file], problem.line, " ", problem.key,
                    " ", problem.message, "\n");
  }
  int clean = 0;
  int name_what_is_missing = 0;
  for (const ContractDraft& draft : drafts->drafts) {
    EXPECT_EQ(draft.missing.empty(), !problems.contains(draft.file))
        << problems[draft.file] << draft.text;
    ++(draft.missing.empty() ? clean : name_what_is_missing);
  }
  EXPECT_EQ(clean, 31);
  EXPECT_EQ(name_what_is_missing, 9);
  EXPECT_EQ(drafts->drafts[0].missing[0].rule, "register-sheet-no-end");
  EXPECT_EQ(drafts->drafts[3].missing[0].rule, "register-sheet-no-notice");
}

}  // namespace
}  // namespace regisseur
