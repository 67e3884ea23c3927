#include "aggregator/config/contract_files.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kHosting[] = R"(id: hosting
provider: cloudnine
title: Hosting
currency: EUR
term: {start: 2026-01-01, initial: 36 months, renewal: 12 months, notice: 3 months}
pricing:
  - {component: platform, form: fixed, amount: "9500.00", per: month}
objectives:
  - {id: up, service: web, kind: availability, target: 99.9, window: {calendar: month}, counts_as_down: [major_outage]}
)";

class ContractFilesTest : public ::testing::Test {
 protected:
  ContractFilesTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/contract-files-", getpid(), "-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ + "/contracts");
    ProviderConfig& provider = portfolio_.providers.emplace_back();
    provider.id = "cloudnine";
    provider.formerly = {"cloud9"};
    provider.services.push_back({.id = "web", .name = "Web"});
  }
  ~ContractFilesTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
  }
  BuiltRegister Read(const ContractTexts& in_force = {}) {
    return ReadContractFiles({patterns_, folder_}, portfolio_, in_force);
  }

  const std::string folder_;
  Portfolio portfolio_;
  std::vector<std::string> patterns_ = {"contracts/*.yaml"};
};

TEST_F(ContractFilesTest, ReadsEveryFileOfThePatternsOnce) {
  Write("contracts/a.yaml", kHosting);
  Write("contracts/b.yaml",
        absl::StrReplaceAll(kHosting, {{"id: hosting", "id: second"}}));
  patterns_.push_back("contracts/a.yaml");
  const BuiltRegister built = Read();
  EXPECT_THAT(built.refused, IsEmpty());
  EXPECT_THAT(built.contracts.ids(), ElementsAre("hosting", "second"));
  EXPECT_EQ(built.texts.contracts.at("contracts/a.yaml"), kHosting);
  EXPECT_TRUE(CheckNothingIsMissing(built).ok());
}

TEST_F(ContractFilesTest, TheVersionBeforeStaysWhileAFileIsBroken) {
  Write("contracts/a.yaml", kHosting);
  const ContractTexts good = Read().texts;
  Write("contracts/a.yaml",
        absl::StrReplaceAll(kHosting, {{"title: Hosting", "titel: Hosting"}}));
  const BuiltRegister built = Read(good);
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_EQ(built.refused[0].file, "contracts/a.yaml");
  EXPECT_TRUE(built.refused[0].earlier_in_force);
  EXPECT_THAT(built.refused[0].why,
              AllOf(HasSubstr("contracts/a.yaml:3"), HasSubstr("titel"),
                    HasSubstr("title")));
  EXPECT_EQ(built.texts, good);
  EXPECT_EQ(built.contracts.Find("hosting", absl::CivilDay(2026, 5, 1))->title,
            "Hosting");
  EXPECT_TRUE(CheckNothingIsMissing(built).ok());
}

TEST_F(ContractFilesTest, AFileThatIsGoneIsToldUntilSomethingTakesItsPlace) {
  Write("contracts/a.yaml", kHosting);
  const ContractTexts good = Read().texts;
  std::filesystem::remove(folder_ + "/contracts/a.yaml");
  const BuiltRegister built = Read(good);
  EXPECT_TRUE(built.contracts.empty());
  ASSERT_NE(built.contracts.FindRemoved("hosting"), nullptr);
  EXPECT_EQ(Read(built.texts).texts, built.texts);

  const struct {
    const char* what;
    std::string text;
    bool told;
  } cases[] = {
      {"the same version under another name", kHosting, false},
      {"another version", absl::StrCat(kHosting, "valid_from: 2026-07-01\n"),
       true},
      {"another contract",
       absl::StrReplaceAll(kHosting, {{"id: hosting", "id: second"}}), true},
      {"another contract in its place",
       absl::StrCat(
           absl::StrReplaceAll(kHosting, {{"id: hosting", "id: second"}}),
           "replaces: [hosting]\n"),
       false},
      {"another version in its place",
       absl::StrCat(kHosting, "valid_from: 2026-07-01\nreplaces: [hosting]\n"),
       false},
      // What is wrong with a file is told instead of that it is gone.
      {"a broken file", "id: [\n", true},
  };
  for (const auto& c : cases) {
    Write("contracts/b.yaml", c.text);
    EXPECT_EQ(Read(built.texts).contracts.FindRemoved("hosting") != nullptr,
              c.told)
        << c.what;
  }
  std::filesystem::remove(folder_ + "/contracts/b.yaml");
  // Edited in place a contract may not vanish either, only be corrected.
  for (const auto& [text, told] :
       {std::pair(absl::StrCat(kHosting, "valid_from: 2026-07-01\n"), false),
        std::pair(
            absl::StrReplaceAll(kHosting, {{"id: hosting", "id: second"}}),
            true)}) {
    Write("contracts/a.yaml", text);
    EXPECT_EQ(Read(good).contracts.FindRemoved("hosting") != nullptr, told)
        << text;
  }
}

TEST_F(ContractFilesTest, ABrokenFileThatNeverWasGoodIsLeftOutAndSaid) {
  Write("contracts/a.yaml", kHosting);
  Write("contracts/b.yaml", "id: [\n");
  const BuiltRegister built = Read();
  EXPECT_THAT(built.contracts.ids(), ElementsAre("hosting"));
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_FALSE(built.refused[0].earlier_in_force);
  EXPECT_THAT(CheckNothingIsMissing(built).message(),
              HasSubstr("contracts/b.yaml:"));
}

TEST_F(ContractFilesTest, RefusesAProviderAndAServiceThatAreNotConfigured) {
  Write("contracts/a.yaml",
        absl::StrReplaceAll(kHosting, {{"cloudnine", "cloudnin"}}));
  Write("contracts/b.yaml",
        absl::StrReplaceAll(kHosting, {{"id: hosting", "id: second"},
                                       {"service: web", "service: wbe"}}));
  Write("contracts/c.yaml",
        absl::StrReplaceAll(
            kHosting, {{"id: hosting", "id: third"}, {"cloudnine", "cloud9"}}));
  const BuiltRegister built = Read();
  EXPECT_THAT(built.contracts.ids(), ElementsAre("third"));
  ASSERT_EQ(built.refused.size(), 2u);
  EXPECT_THAT(built.refused[0].why,
              AllOf(HasSubstr("contracts/a.yaml:2"),
                    HasSubstr("no provider 'cloudnin'"),
                    HasSubstr("perhaps cloudnine is meant")));
  EXPECT_THAT(built.refused[1].why,
              AllOf(HasSubstr("contracts/b.yaml:9"), HasSubstr("'wbe'"),
                    HasSubstr("it has web")));
}

TEST_F(ContractFilesTest, WhatCannotStandBesideTheOthersGivesWay) {
  Write("contracts/a.yaml", kHosting);
  const ContractTexts good = Read().texts;
  // Another version from the same day: neither says which holds.
  Write("contracts/b.yaml", kHosting);
  const BuiltRegister built = Read(good);
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_EQ(built.refused[0].file, "contracts/b.yaml");
  EXPECT_THAT(built.refused[0].why,
              AllOf(HasSubstr("contracts/b.yaml:"), HasSubstr("2026-01-01"),
                    HasSubstr("contracts/a.yaml")));
  EXPECT_EQ(built.contracts.Versions("hosting").size(), 1u);
}

TEST_F(ContractFilesTest, AnEarlierVersionThatCannotStandEitherIsLeftOut) {
  Write("contracts/parent.yaml",
        absl::StrReplaceAll(kHosting, {{"id: hosting", "id: frame"}}));
  Write("contracts/child.yaml", absl::StrCat(kHosting, "parent: frame\n"));
  const ContractTexts good = Read().texts;
  ASSERT_EQ(good.contracts.size(), 2u);
  std::filesystem::remove(folder_ + "/contracts/parent.yaml");
  const BuiltRegister built = Read(good);
  EXPECT_TRUE(built.contracts.empty());
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_EQ(built.refused[0].file, "contracts/child.yaml");
  EXPECT_FALSE(built.refused[0].earlier_in_force);
  EXPECT_THAT(built.refused[0].why, HasSubstr("no contract 'frame'"));
}

TEST_F(ContractFilesTest, ANameWithoutWildcardsHasToBeThere) {
  patterns_ = {"contracts/gone.yaml", "contracts/none-*.yaml"};
  const BuiltRegister built = Read();
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_EQ(built.refused[0].file, "contracts/gone.yaml");
  EXPECT_THAT(built.refused[0].why, HasSubstr("cannot be read"));
}

TEST_F(ContractFilesTest, KeepsFilesThatContractsNameAndReadsThemAgain) {
  Write("days.txt", "2026-05-01 Own day\n");
  Write("contracts/a.yaml",
        absl::StrCat(kHosting, "holidays: {file: days.txt}\n"));
  const BuiltRegister built = Read();
  ASSERT_THAT(built.refused, IsEmpty()) << built.refused[0].why;
  EXPECT_EQ(built.texts.attachments.at("days.txt"), "2026-05-01 Own day\n");
  std::filesystem::remove_all(folder_);
  const absl::StatusOr<ContractRegister> again =
      ParseContractTexts(built.texts);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again->Find("hosting", absl::CivilDay(2026, 5, 1)),
            *built.contracts.Find("hosting", absl::CivilDay(2026, 5, 1)));
}

TEST_F(ContractFilesTest, MarksChangeWithFilesAndWithWhatTheyName) {
  Write("days.txt", "2026-05-01 Own day\n");
  Write("contracts/a.yaml",
        absl::StrCat(kHosting, "holidays: {file: days.txt}\n"));
  const ContractTexts texts = Read().texts;
  const ContractPlaces places = {patterns_, folder_};
  const auto before = ContractFileMarks(places, texts);
  EXPECT_EQ(ContractFileMarks(places, texts), before);
  Write("days.txt", "2026-05-01 Own day\n2026-05-02 Another\n");
  const auto changed = ContractFileMarks(places, texts);
  EXPECT_NE(changed, before);
  Write("contracts/b.yaml", kHosting);
  EXPECT_NE(ContractFileMarks(places, texts), changed);
}

std::string Lines(const std::vector<ContractFileProblem>& problems) {
  std::string lines;
  for (const ContractFileProblem& problem : problems) {
    absl::StrAppend(
        &lines, problem.severity == Severity::kError ? "error " : "warning ",
        problem.file, ":", problem.line, " ", problem.key, " ", problem.rule,
        "\n");
  }
  return lines;
}

TEST_F(ContractFilesTest, TellsEveryProblemWithItsLineAndKey) {
  Write("contracts/a.yaml",
        absl::StrCat(kHosting, "titel: x\nparent: nobody\n"));
  // A mistake between the parts, one beside the portfolio, and a warning: it
  // renews tacitly and has no notice.
  Write("contracts/b.yaml",
        absl::StrReplaceAll(kHosting, {{"id: hosting", "id: second"},
                                       {"EUR", "EURO"},
                                       {", notice: 3 months", ""}}));
  Write("contracts/c.yaml",
        absl::StrReplaceAll(kHosting, {{"id: hosting", "id: third"},
                                       {"service: web", "service: wbe"}}));
  Write("contracts/d.yaml", "id: [\n");
  Write("contracts/e.yaml",
        absl::StrCat(absl::StrReplaceAll(kHosting, {{"id: hosting", "id: e"}}),
                     "parent: nobody\n"));
  Write("contracts/f.yaml",
        absl::StrCat(absl::StrReplaceAll(kHosting, {{"id: hosting", "id: f"}}),
                     "clauses: {checklists: [dora-art-30, dora-art-31]}\n"));
  const BuiltRegister built = Read();
  EXPECT_EQ(Lines(built.problems),
            "error contracts/a.yaml:10 titel contract-file\n"
            "error contracts/b.yaml:4 currency contract-currency\n"
            "warning contracts/b.yaml:5 term.notice contract-notice-missing\n"
            "error contracts/c.yaml:9 objectives[0].service "
            "contract-no-such-service\n"
            "error contracts/d.yaml:2  contract-file\n"
            "error contracts/e.yaml:10 parent contract-no-such-parent\n"
            "warning contracts/f.yaml:10 clauses.checklists "
            "contract-no-such-checklist\n");
  EXPECT_EQ(built.files, 6);
  EXPECT_THAT(built.contracts.ids(), ElementsAre("f"));
}

TEST_F(ContractFilesTest, LintsTextsBesideTheRegisterInForce) {
  Write("contracts/a.yaml", kHosting);
  const ContractTexts in_force = Read().texts;
  const auto lint = [&](const std::string& name, const std::string& text) {
    return Lines(
        LintContractTexts({{name, text}}, portfolio_, in_force).problems);
  };
  EXPECT_EQ(lint("draft.yaml", kHosting), "")
      << "it takes the place of the version from the same day";
  EXPECT_EQ(
      lint("draft.yaml", absl::StrCat(kHosting, "valid_from: 2027-01-01\n")),
      "");
  // Another partner is another contract.
  ProviderConfig& other = portfolio_.providers.emplace_back();
  other.id = "other";
  EXPECT_EQ(lint("draft.yaml",
                 absl::StrCat("id: hosting\nprovider: other\ntitle: T\n"
                              "currency: EUR\nvalid_from: 2027-01-01\n"
                              "term: {start: 2026-01-01, initial: 36 months}\n"
                              "pricing: []\n")),
            "error draft.yaml:2 provider contract-version-provider\n");
  EXPECT_EQ(lint("contracts/a.yaml", "id: hosting\n").substr(0, 5), "error");
}

TEST_F(ContractFilesTest, ATextThatIsSentReadsNoFileOfTheServer) {
  Write("secret.txt", "2026-01-01 the secret\n");
  Write("days.txt", "2026-07-21 Nationale feestdag\n");
  Write("contracts/a.yaml",
        absl::StrCat(kHosting, "holidays: {file: days.txt}\n"));
  const ContractTexts in_force = Read().texts;
  const auto lint = [&](const std::string& file) {
    return LintContractTexts(
               {{"draft.yaml",
                 absl::StrCat(kHosting, "holidays: {file: ", file, "}\n")}},
               portfolio_, in_force)
        .problems;
  };
  EXPECT_THAT(lint("days.txt"), IsEmpty()) << "the register has it";
  for (const std::string& file :
       {std::string("secret.txt"), folder_ + "/secret.txt",
        std::string("/etc/passwd")}) {
    ASSERT_EQ(lint(file).size(), 1u) << file;
    EXPECT_THAT(lint(file)[0].message, HasSubstr("was not kept")) << file;
  }
}

// What both sides agreed stands, with a file and without one, and no file can
// say otherwise (docs/adr/0014).
TEST_F(ContractFilesTest, AnAgreedVersionAndItsFileNeverDisagree) {
  const std::string agreed =
      absl::StrCat(absl::StrReplaceAll(kHosting, {{"9500.00", "9000.00"}}),
                   "valid_from: 2027-01-01\nsigned: \"amendment 2\"\n");
  ContractPlaces places{patterns_, folder_};
  places.agreed = {{AgreedName("p1"), agreed}};
  Write("contracts/a.yaml", kHosting);
  const BuiltRegister without =
      ReadContractFiles(places, portfolio_, ContractTexts());
  EXPECT_THAT(without.refused, IsEmpty());
  EXPECT_EQ(without.contracts.VersionEntries("hosting").size(), 2u);
  EXPECT_EQ(without.contracts.Find("hosting", absl::CivilDay(2027, 2, 1))
                ->signed_reference,
            "amendment 2");
  ASSERT_EQ(without.problems.size(), 1u);
  EXPECT_EQ(without.problems[0].rule, "contract-agreed-not-in-file");
  EXPECT_EQ(without.problems[0].severity, Severity::kWarning);
  // The same as known from what is kept.
  EXPECT_EQ(ParseContractTexts(without.texts)->VersionEntries("hosting").size(),
            2u);

  // A file that says the same, in its own words, takes its place.
  Write("contracts/b.yaml", absl::StrCat("# amendment 2\n", agreed));
  const BuiltRegister with =
      ReadContractFiles(places, portfolio_, without.texts);
  EXPECT_THAT(with.problems, IsEmpty());
  EXPECT_EQ(with.contracts.VersionEntries("hosting")[1]->file,
            "contracts/b.yaml");
  EXPECT_THAT(with.contracts.removed(), IsEmpty());

  // One that says otherwise is refused, and what was agreed stays.
  const std::string other =
      absl::StrReplaceAll(agreed, {{"9000.00", "9100.00"}});
  Write("contracts/b.yaml", other);
  const BuiltRegister differs =
      ReadContractFiles(places, portfolio_, with.texts);
  ASSERT_EQ(differs.refused.size(), 1u);
  EXPECT_EQ(differs.refused[0].file, "contracts/b.yaml");
  EXPECT_THAT(differs.refused[0].why,
              AllOf(HasSubstr("pricing[platform].amount"), HasSubstr("p1")));
  EXPECT_TRUE(CheckNothingIsMissing(differs).ok());
  const Contract* const held =
      differs.contracts.Find("hosting", absl::CivilDay(2027, 2, 1));
  EXPECT_EQ(std::get<FixedPrice>(held->pricing[0].form).amount.ToString(),
            "9000.00");
  // The same is said of a text that is sent to be looked at.
  const ContractLint lint =
      LintContractTexts({{"mine.yaml", other}}, portfolio_, differs.texts);
  ASSERT_EQ(lint.problems.size(), 1u);
  EXPECT_EQ(lint.problems[0].rule, "contract-differs-from-agreed");
  EXPECT_THAT(
      LintContractTexts({{"mine.yaml", agreed}}, portfolio_, differs.texts)
          .problems,
      IsEmpty());
  // A file for a look that was agreed in between makes a difference.
  EXPECT_NE(ContractFileMarks(places, differs.texts),
            ContractFileMarks({patterns_, folder_}, differs.texts));
}

// What was in force of a version whose text is lost stays, and that is no
// reason not to start; a file that says the version again takes its place.
TEST_F(ContractFilesTest, ALostAgreedVersionStaysAsItWasInForce) {
  const std::string agreed =
      absl::StrCat(absl::StrReplaceAll(kHosting, {{"9500.00", "9000.00"}}),
                   "valid_from: 2027-01-01\nsigned: \"amendment 2\"\n");
  Write("contracts/a.yaml", kHosting);
  ContractPlaces places{patterns_, folder_};
  places.agreed = {{AgreedName("p1"), agreed}};
  const BuiltRegister before =
      ReadContractFiles(places, portfolio_, ContractTexts());
  places.agreed.clear();
  places.lost = {{AgreedName("p1"), "its text is gone"}};
  const BuiltRegister lost =
      ReadContractFiles(places, portfolio_, before.texts);
  ASSERT_EQ(lost.refused.size(), 1u);
  EXPECT_EQ(lost.refused[0].why, "its text is gone");
  EXPECT_TRUE(lost.refused[0].earlier_in_force);
  EXPECT_EQ(lost.contracts.Find("hosting", absl::CivilDay(2027, 2, 1))
                ->signed_reference,
            "amendment 2");
  // Nothing in force before: it is left out, and the daemon starts all the
  // same.
  const BuiltRegister first = ReadContractFiles(places, portfolio_, {});
  EXPECT_TRUE(CheckNothingIsMissing(first).ok());
  EXPECT_EQ(first.contracts.VersionEntries("hosting").size(), 1u);
  Write("contracts/b.yaml", agreed);
  const BuiltRegister again =
      ReadContractFiles(places, portfolio_, before.texts);
  EXPECT_EQ(again.contracts.VersionEntries("hosting").size(), 2u);
  EXPECT_EQ(again.contracts.VersionEntries("hosting")[1]->file,
            "contracts/b.yaml");
}

TEST_F(ContractFilesTest, ChecklistsComeWithTheProgramAndFromFiles) {
  Write("own.yaml",
        "id: own\ntitle: Ours\nclauses:\n  - {clause: parking, source: us}\n");
  Write("dora.yaml",
        "id: dora-art-30\ntitle: Short\nclauses:\n  - {clause: exit_plan}\n");
  ContractPlaces places{patterns_, folder_, {"*.yaml"}};
  BuiltRegister built = ReadContractFiles(places, portfolio_, {});
  const auto ids = [](const ContractRegister& contracts) {
    std::vector<std::string> ids;
    for (const ClauseChecklist& checklist : contracts.checklists()) {
      ids.push_back(absl::StrCat(checklist.id, " ", checklist.items.size()));
    }
    return ids;
  };
  EXPECT_THAT(ids(built.contracts),
              ElementsAre("dora-art-30 1", "gibit-2023 15", "own 1"));
  EXPECT_THAT(ids(Read().contracts),
              ElementsAre("dora-art-30 18", "gibit-2023 15"));
  // Kept with the register, and the last good one while it is broken.
  EXPECT_EQ(built.texts.checklists.size(), 2u);
  EXPECT_THAT(ids(ParseContractTexts(built.texts).value()),
              ElementsAre("dora-art-30 1", "gibit-2023 15", "own 1"));
  const ContractTexts good = built.texts;
  Write("own.yaml", "id: own\n");
  built = ReadContractFiles(places, portfolio_, good);
  EXPECT_THAT(ids(built.contracts),
              ElementsAre("dora-art-30 1", "gibit-2023 15", "own 1"));
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_TRUE(built.refused[0].earlier_in_force);
  EXPECT_THAT(built.refused[0].why, HasSubstr("own.yaml:1"));
  EXPECT_EQ(ContractFileMarks(places, built.texts).size(), 2u)
      << "of both lists";
}

}  // namespace
}  // namespace regisseur
