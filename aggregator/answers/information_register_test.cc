#include "aggregator/answers/information_register.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/answers_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Invented, with check digits that hold (ISO 17442).
constexpr char kOurs[] = "529900VOORBEELD00105";
constexpr char kTheirs[] = "529900VOORBEELD00202";

class InformationRegisterTest : public AnswersFixture {
 protected:
  InformationRegisterTest() {
    portfolio_.register_facts.facts = {{"authority", "DNB"}};
    portfolio_.register_facts.entities = {{{"lei", kOurs},
                                           {"name", "Voorbeeld N.V."},
                                           {"country", "NL"},
                                           {"type", "insurer or reinsurer"},
                                           {"taken_in", "2025-01-17"},
                                           {"assets", "1250000000.00"}}};
    ProviderConfig& north = AddProvider("north");
    north.country = "NL";
    north.services = {{"hosting", "Hosting", {}, {}, {}},
                      {"desk", "Desk", {}, {}, {}}};
    north.sources = {
        MakeSource("north-bills", "north", "focus", absl::Hours(24))};
    FunctionConfig pay;
    pay.id = "pay";
    pay.name = "Uitkeren";
    pay.critical = true;
    pay.rto = "90 minutes";
    pay.rpo = "1 hour";
    pay.needs = {{"north", "hosting"}};
    pay.register_facts = {{"activity", "eba_TA:x185"}, {"impact", "high"}};
    FunctionConfig work;
    work.id = "work";
    work.name = "Werkplek";
    work.needs = {{"north", "desk"}};
    portfolio_.functions = {pay, work};
    Configure();
  }

  static Contract Hosting() {
    Contract contract;
    contract.id = "hosting";
    contract.provider = "north";
    contract.title = "Hosting";
    contract.currency = "EUR";
    contract.holidays = HolidayCalendar::Dutch();
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {24, 0};
    contract.term.customer_notice = {3, 0};
    contract.services = {"hosting"};
    contract.parties = {
        {Side::kProvider, "North B.V.", "5299 00VOORBEELD00202"}};
    contract.register_facts.facts = {{"law", "NL"}};
    contract.register_facts.services = {
        {{"type", "S17"}, {"country", "NL"}, {"substitutability", "easy"}}};
    contract.register_facts.subcontractors = {{{"service", "S17"},
                                               {"code", "IE-778899"},
                                               {"code_type", "EUID"},
                                               {"name", "Eire Data Ltd"},
                                               {"country", "IE"}}};
    contract.dossier.exit = ExitTerms();
    contract.dossier.exit->plan = absl::CivilDay(2026, 2, 1);
    return contract;
  }

  void SetContracts(const std::vector<Contract>& contracts) {
    std::vector<ContractRegister::Entry> entries;
    for (const Contract& contract : contracts) {
      entries.push_back({absl::StrCat(contract.id, ".yaml"), contract});
    }
    contracts_.Set(absl::UnixEpoch(), ContractRegister(std::move(entries)));
  }

  // The rows of a template, `c0010=… c0020=…`.
  std::vector<std::string> Rows(const std::string& name) {
    const absl::StatusOr<InformationRegisterAnswer> answer =
        answers().GetInformationRegister(cio_, {"2026-09-30"}, AsOf{});
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> rows;
    if (!answer.ok() || answer->templates.count(name) == 0) return rows;
    for (const RegisterRow& row : answer->templates.at(name)) {
      rows.push_back(absl::StrJoin(row.cells, " ", absl::PairFormatter("=")));
    }
    return rows;
  }
};

TEST_F(InformationRegisterTest, SaysWhoKeepsIt) {
  EXPECT_THAT(Rows("B_01.01"),
              ElementsAre(absl::StrCat(
                  "c0010=", kOurs, " c0020=Voorbeeld N.V. c0030=NL ",
                  "c0040=insurer or reinsurer c0050=DNB c0060=2026-10-15")));
  EXPECT_THAT(
      Rows("B_01.02"),
      ElementsAre(absl::StrCat(
          "c0010=", kOurs, " c0020=Voorbeeld N.V. c0030=NL ",
          "c0040=insurer or reinsurer c0050=outside the group c0060=", kOurs,
          " c0070=2026-09-30 c0080=2025-01-17 c0090=9999-12-31 c0100=EUR "
          "c0110=1250000000.00")));
}

// October 2025 to September 2026 without VAT: 100.00 + 50.25.
TEST_F(InformationRegisterTest, TakesTheYearsExpenseFromTheLedger) {
  SetContracts({Hosting()});
  Charge("north-bills", "north", "2025-09", {{.billed = "7.00"}});
  Charge("north-bills", "north", "2026-08",
         {{.billed = "100.00"}, {.billed = "21.00", .category = "Tax"}});
  Charge("north-bills", "north", "2026-09", {{.billed = "50.25"}});
  EXPECT_THAT(Rows("B_02.01"),
              ElementsAre("c0010=hosting c0020=standalone c0040=EUR "
                          "c0050=150.25"));
  EXPECT_THAT(Rows("B_05.01"),
              ElementsAre("c0010=IE-778899 c0020=EUID c0050=Eire Data Ltd "
                          "c0060=Eire Data Ltd c0070=legal person c0080=IE",
                          absl::StrCat("c0010=", kTheirs,
                                       " c0020=LEI c0050=north B.V. "
                                       "c0060=north B.V. c0070=legal person "
                                       "c0080=NL c0090=EUR c0100=150.25")));
}

// Two contracts of one provider: what each of them costs nobody told.
TEST_F(InformationRegisterTest, SplitsNoExpenseBetweenContracts) {
  Contract desk = Hosting();
  desk.id = "desk";
  desk.parent = "hosting";
  SetContracts({Hosting(), desk});
  Charge("north-bills", "north", "2026-09", {{.billed = "50.25"}});
  EXPECT_THAT(
      Rows("B_02.01"),
      ElementsAre("c0010=desk c0020=subsequent or associated c0030=hosting "
                  "c0040=EUR",
                  "c0010=hosting c0020=overarching c0040=EUR"));
}

// Three months before 1 January 2028 is 1 October 2027, 92 days.
TEST_F(InformationRegisterTest, SaysForWhichFunctionAServiceIs) {
  SetContracts({Hosting()});
  EXPECT_THAT(Rows("B_02.02"),
              ElementsAre(absl::StrCat(
                  "c0010=hosting c0020=", kOurs, " c0030=", kTheirs,
                  " c0040=LEI c0050=F1 c0060=S17 c0070=2026-01-01 "
                  "c0080=2027-12-31 c0100=92 c0120=NL c0130=NL")));
  EXPECT_THAT(
      Rows("B_06.01"),
      ElementsAre(absl::StrCat("c0010=F1 c0020=eba_TA:x185 "
                               "c0030=Uitkeren c0040=",
                               kOurs, " c0050=yes c0080=2 c0090=1 c0100=high"),
                  absl::StrCat("c0010=F2 c0030=Werkplek c0040=", kOurs,
                               " c0050=not assessed")));
}

TEST_F(InformationRegisterTest, AssessesWhatCriticalFunctionsNeed) {
  Contract desk = Hosting();
  desk.id = "desk";
  desk.services = {"desk"};
  SetContracts({Hosting(), desk});
  EXPECT_THAT(Rows("B_07.01"),
              ElementsAre(absl::StrCat("c0010=hosting c0020=", kTheirs,
                                       " c0030=LEI c0040=S17 c0050=easy "
                                       "c0080=yes")));
  EXPECT_THAT(
      Rows("B_05.02"),
      ElementsAre(
          HasSubstr("c0010=desk"), HasSubstr("c0010=desk"),
          absl::StrCat("c0010=hosting c0020=S17 c0030=", kTheirs,
                       " c0040=LEI c0050=1"),
          absl::StrCat("c0010=hosting c0020=S17 c0030=IE-778899 c0040=EUID "
                       "c0050=2 c0060=",
                       kTheirs, " c0070=LEI")));
}

TEST_F(InformationRegisterTest, LeavesOutWhatDoesNotRunThatDay) {
  Contract later = Hosting();
  later.term.start = absl::CivilDay(2026, 10, 1);
  SetContracts({later});
  EXPECT_THAT(Rows("B_02.01"), ElementsAre());
  EXPECT_EQ(
      answers().GetInformationRegister(cio_, {"soon"}, AsOf{}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace regisseur
