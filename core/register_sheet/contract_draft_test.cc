#include "core/register_sheet/contract_draft.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/register_sheet/sheet_columns.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A sheet as `a;b;c` lines.
Sheet MakeSheet(absl::string_view text) {
  Sheet sheet;
  int line = 0;
  for (absl::string_view row : absl::StrSplit(text, '\n')) {
    ++line;
    if (row.empty()) continue;
    SheetRow read;
    read.line = line;
    for (absl::string_view cell : absl::StrSplit(row, ';')) {
      read.cells.push_back({std::string(cell), false});
    }
    sheet.push_back(std::move(read));
  }
  return sheet;
}

Portfolio MakePortfolio() {
  Portfolio portfolio;
  const auto add = [&](const char* id, const char* name) -> ProviderConfig& {
    ProviderConfig& provider = portfolio.providers.emplace_back();
    provider.id = id;
    provider.name = name;
    return provider;
  };
  add("centric", "Centric Netherlands B.V.");
  add("cloudnine", "CloudNine B.V.").formerly = {"nimbus"};
  add("acme-north", "ACME North");
  add("acme-south", "ACME South");
  SourceConfig& shared = portfolio.shared_sources.emplace_back();
  shared.assign = AssignmentRule{"supplier", {{"C9 *", "cloudnine"}}};
  return portfolio;
}

ContractDrafts Draft(absl::string_view text) {
  const auto drafts =
      DraftContracts("register.csv", MakeSheet(text), MakePortfolio());
  EXPECT_TRUE(drafts.ok()) << drafts.status();
  return drafts.ok() ? *drafts : ContractDrafts();
}

std::string Rules(const std::vector<DraftNote>& notes) {
  std::string rules;
  for (const DraftNote& note : notes) {
    absl::StrAppend(&rules, rules.empty() ? "" : " ", note.rule);
  }
  return rules;
}

TEST(ContractDraftTest, WritesOneFileAContract) {
  const ContractDrafts drafts = Draft(
      "Contractregister gemeente Voorbeeld\n"
      "\n"
      "Leverancier;Contractnummer;Omschrijving;Ingangsdatum;Einddatum;"
      "Opzegtermijn (mnd);Verlenging;Contractwaarde;Contracteigenaar;"
      "Opmerkingen\n"
      "Centric Netherlands BV;2026/118;Basisregistraties \"kern\";1-1-2026;"
      "31-12-2027;3;stilzwijgend 1 jaar;€ 1.200.000,00;m.visser;let op\n"
      "Totaal;;;;;;;1.200.000\n");
  ASSERT_EQ(drafts.drafts.size(), 1u);
  const ContractDraft& draft = drafts.drafts[0];
  EXPECT_EQ(draft.row, 4);
  EXPECT_EQ(draft.id, "centric-2026-118");
  EXPECT_EQ(draft.file, "centric-2026-118.yaml");
  EXPECT_THAT(draft.missing, IsEmpty()) << Rules(draft.missing);
  EXPECT_EQ(draft.text,
            "# Drafted from row 4 of register.csv.\n"
            "id: centric-2026-118\n"
            "provider: centric\n"
            "title: \"Basisregistraties \\\"kern\\\"\"\n"
            "currency: EUR\n"
            "owner: \"m.visser\"\n"
            "term:\n"
            "  start: 2026-01-01\n"
            "  last_day: 2027-12-31\n"
            "  notice: 3 months\n"
            "  renewal: 12 months\n"
            "value: {maximum: \"1200000.00\"}\n"
            "# Opmerkingen: let op\n");
  EXPECT_THAT(drafts.columns_not_used, ElementsAre("Opmerkingen"));
  // What was taken for what, and what was left out.
  ASSERT_EQ(Rules(draft.remarks),
            "register-sheet-taken-for register-sheet-value-is-ceiling "
            "register-sheet-row-left-out");
  EXPECT_EQ(draft.remarks[1].arguments.at("value"), "€ 1.200.000,00");
  EXPECT_EQ(draft.remarks[2].arguments.at("row"), "5");
  EXPECT_EQ(draft.remarks[2].arguments.at("value"), "Totaal");
}

constexpr char kHeadings[] =
    "Supplier;Contract number;Description;Start date;End date;Notice;Renewal;"
    "Annual cost;Monthly cost;Currency\n";

TEST(ContractDraftTest, WritesOptionsAndContractsThatRunOn) {
  const ContractDrafts drafts = Draft(absl::StrCat(
      kHeadings,
      "cloudnine;1;A;1-1-2026;31-12-2027;3 maanden;2 x 1 jaar;120000;;EUR\n"
      "cloudnine;2;B;1-1-2026;onbepaalde tijd;1 maand;;;9.500,00;USD\n"));
  ASSERT_EQ(drafts.drafts.size(), 2u);
  EXPECT_THAT(
      drafts.drafts[0].text,
      HasSubstr("  renewal: none\n  options: {extend: 12 months, times: "
                "2, by: customer, exercise: 3 months}\npricing:\n  - "
                "{component: contract, form: fixed, amount: "
                "\"120000\", per: contract_year}\n"));
  EXPECT_EQ(Rules(drafts.drafts[0].remarks), "register-sheet-option-by-notice");
  EXPECT_THAT(drafts.drafts[1].text,
              HasSubstr("currency: USD\nterm:\n  start: 2026-01-01\n  initial: "
                        "none\n  notice: 1 month\n  renewal: indefinite\n"));
  EXPECT_THAT(drafts.drafts[1].text,
              HasSubstr("amount: \"9500.00\", per: month"));
  EXPECT_THAT(drafts.drafts[1].missing, IsEmpty());
}

TEST(ContractDraftTest, NamesWhatIsMissing) {
  const auto missing = [](const char* row) {
    const ContractDrafts drafts = Draft(absl::StrCat(kHeadings, row, "\n"));
    EXPECT_EQ(drafts.drafts.size(), 1u) << row;
    EXPECT_EQ(drafts.drafts[0].text.find("missing") != std::string::npos,
              !drafts.drafts[0].missing.empty())
        << "what is missing is marked where it belongs: "
        << drafts.drafts[0].text;
    return Rules(drafts.drafts[0].missing);
  };
  EXPECT_EQ(missing("centric;1;A;1-1-2026;31-12-2027;3 mnd;nee"), "");
  EXPECT_EQ(missing("centric;1;A;1-1-2026;31-12-2027;;nee"),
            "register-sheet-no-notice");
  EXPECT_EQ(missing("centric;1;A;1-1-2026;31-12-2027;n.v.t.;nee"), "");
  EXPECT_EQ(missing("centric;1;A;1-1-2026;31-12-2027;n.v.t.;1 jaar"),
            "register-sheet-no-notice")
      << "a tacit renewal is ended by notice";
  EXPECT_EQ(missing("centric;1;A;1-1-2026;;3 mnd;nee"),
            "register-sheet-no-end");
  EXPECT_EQ(missing("centric;1;A;;31-12-2027;3 mnd;nee"),
            "register-sheet-no-start");
  EXPECT_EQ(missing("centric;1;A;1-1-2026;31-12-2027;3 mnd;ja"),
            "register-sheet-no-renewal-length");
  EXPECT_EQ(missing("centric;1;A;1-1-2026;31-12-2027;3 mnd;in overleg"),
            "register-sheet-unread");
  EXPECT_EQ(missing("centric;1;A;1-1-2026;31-12-2027;3 mnd;nee;veel"),
            "register-sheet-unread");
  EXPECT_EQ(missing("centric;1;A;13-13-2026;31-12-2027;3 mnd;nee"),
            "register-sheet-unread");
  EXPECT_EQ(missing("centric;1;A;1-1-2026;31-12-2027;3 mnd;nee;;;XYZ"),
            "register-sheet-unread");
  EXPECT_EQ(missing(";1;A;1-1-2026;31-12-2027;3 mnd;nee"),
            "register-sheet-no-provider");
  EXPECT_EQ(missing("Nobody;1;A;1-1-2026;31-12-2027;3 mnd;nee"),
            "register-sheet-unknown-provider");
  EXPECT_EQ(missing("ACME;1;A;1-1-2026;31-12-2027;3 mnd;nee"),
            "register-sheet-two-providers");
  EXPECT_EQ(missing("centric;;;1-1-2026;31-12-2027;3 mnd;nee"),
            "register-sheet-no-title");
}

TEST(ContractDraftTest, AnEndBeforeTheStartIsSaidAndLeftAsItIs) {
  const ContractDrafts drafts = Draft(
      absl::StrCat(kHeadings, "centric;1;A;1-1-2028;31-12-2027;3 mnd;nee\n"));
  EXPECT_EQ(Rules(drafts.drafts[0].missing), "register-sheet-end-before-start");
}

TEST(ContractDraftTest, FindsProvidersAsPeopleNameThem) {
  const Portfolio portfolio = MakePortfolio();
  EXPECT_THAT(FindProvidersOfParty("CENTRIC NETHERLANDS", portfolio),
              ElementsAre("centric"));
  EXPECT_THAT(FindProvidersOfParty("Centric", portfolio),
              ElementsAre("centric"));
  EXPECT_THAT(FindProvidersOfParty("CloudNine B.V. te Utrecht", portfolio),
              ElementsAre("cloudnine"));
  EXPECT_THAT(FindProvidersOfParty("Nimbus", portfolio),
              ElementsAre("cloudnine"));
  EXPECT_THAT(FindProvidersOfParty("C9 hosting", portfolio),
              ElementsAre("cloudnine"));
  EXPECT_THAT(FindProvidersOfParty("ACME", portfolio),
              ElementsAre("acme-north", "acme-south"));
  EXPECT_THAT(FindProvidersOfParty("B.V.", portfolio), IsEmpty());
  EXPECT_THAT(FindProvidersOfParty("", portfolio), IsEmpty());
}

TEST(ContractDraftTest, GivesEachDraftAnIdOfItsOwn) {
  const ContractDrafts drafts = Draft(absl::StrCat(
      kHeadings,
      "centric;7;A;1-1-2026;31-12-2027;3 mnd;nee\n"
      "centric;7;B;1-1-2026;31-12-2027;3 mnd;nee\n"
      "centric;;Een heel lange omschrijving van een contract dat maar doorgaat "
      "en doorgaat;1-1-2026;31-12-2027;3 mnd;nee\n"));
  ASSERT_EQ(drafts.drafts.size(), 3u);
  EXPECT_EQ(drafts.drafts[0].id, "centric-7");
  EXPECT_EQ(drafts.drafts[1].id, "centric-7-2");
  EXPECT_EQ(drafts.drafts[1].file, "centric-7-2.yaml");
  EXPECT_THAT(drafts.drafts[1].text, HasSubstr("\nid: centric-7-2\n"));
  EXPECT_EQ(Rules(drafts.drafts[0].remarks), "");
  ASSERT_EQ(Rules(drafts.drafts[1].remarks), "register-sheet-same-id");
  EXPECT_EQ(drafts.drafts[1].remarks[0].arguments.at("row"), "2");
  EXPECT_LE(drafts.drafts[2].id.size(), 63u);
  EXPECT_THAT(drafts.drafts[2].id, HasSubstr("centric-een-heel-lange"));
}

TEST(ContractDraftTest, NoDraftBecomesAVersionOfAContractInForce) {
  const auto drafts = DraftContracts(
      "register.csv",
      MakeSheet(
          absl::StrCat(kHeadings,
                       "Totaal;;;;;;;1000\ncentric;7;A;1-1-2026;31-12-2027;3 "
                       "mnd;nee\n")),
      MakePortfolio(),
      {{"centric-7", "contracts/c.yaml"}, {"centric-7-2", "d.yaml"}});
  ASSERT_TRUE(drafts.ok()) << drafts.status();
  ASSERT_EQ(drafts->drafts.size(), 1u);
  const ContractDraft& draft = drafts->drafts[0];
  EXPECT_EQ(draft.id, "centric-7-3");
  EXPECT_EQ(Rules(draft.remarks),
            "register-sheet-in-force register-sheet-row-left-out");
  EXPECT_EQ(draft.remarks[0].arguments.at("file"), "contracts/c.yaml");
}

TEST(ContractDraftTest, HostileTextStaysText) {
  const ContractDrafts drafts = Draft(absl::StrCat(
      "Leverancier;Contractnr.;Omschrijving;Begindatum;Extra\n",
      "centric;1;a\", provider: x\\;1-1-2026;x\rprovider: evil\n"));
  ASSERT_EQ(drafts.drafts.size(), 1u);
  EXPECT_THAT(drafts.drafts[0].text,
              HasSubstr("title: \"a\\\", provider: x\\\\\"\n"));
  EXPECT_THAT(drafts.drafts[0].text, HasSubstr("# Extra: x provider: evil\n"));
  EXPECT_THAT(drafts.drafts[0].text, Not(HasSubstr("\nprovider: evil")));
}

TEST(ContractDraftTest, SaysThatThereAreNoHeadings) {
  const auto drafts = DraftContracts("x.csv", MakeSheet("a;b\n1;2\n"), {});
  EXPECT_TRUE(absl::IsInvalidArgument(drafts.status()));
  EXPECT_THAT(drafts.status().message(), HasSubstr("leverancier"));
  EXPECT_FALSE(DraftContracts("x.csv", {}, {}).ok());
}

TEST(RegisterColumnTest, KnowsHeadingsInBothLanguages) {
  using C = RegisterColumn;
  EXPECT_EQ(FindRegisterColumn("Leverancier"), C::kProvider);
  EXPECT_EQ(FindRegisterColumn("Contract-nr."), C::kNumber);
  EXPECT_EQ(FindRegisterColumn("Opzegtermijn in maanden"), C::kNotice);
  EXPECT_EQ(FindRegisterColumn("Contractwaarde (excl. btw)"), C::kValue);
  EXPECT_EQ(FindRegisterColumn("End date"), C::kEnd);
  EXPECT_EQ(FindRegisterColumn("Opmerkingen"), std::nullopt);
}

}  // namespace
}  // namespace regisseur
