#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/output/display_text.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/contract/v1/contract.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace pb = contract::v1;

constexpr char kRows[] = R"pb(
  contracts {
    id: "cloudnine-hosting"
    title: "Managed hosting 2026"
    provider: "cloudnine"
    version: "2"
    state: CONTRACT_STATE_RUNNING
    last_day: "2028-12-31"
    notice_received_by: "2028-09-29"
    if_nobody_acts: "It renews until 2029-12-31, unless notice is received by "
                    "2028-09-29."
    owner: "m.visser"
    internal_notice_by: "2028-09-10"
    currency: "EUR"
  }
  contracts {
    id: "deskworks-workplace"
    title: "Werkplek als dienst"
    provider: "deskworks"
    state: CONTRACT_STATE_RUNNING
    last_day: "2027-12-31"
    option_received_by: "2027-09-30"
    if_nobody_acts: "It ends after 2027-12-31, and the option to extend until "
                    "2028-12-31 is lost."
    currency: "EUR"
    value {
      maximum: "1200000.00"
      used: "905000.00"
      left: "295000.00"
      used_percent: "75.4"
      warning: "0.7"
      tender_start: "2026-09-24"
      tender_late: true
    }
  }
  gaps {
    rule: "contract-not-in-force"
    message: "The contract file b.yaml cannot be used as it is now."
  })pb";

Place WithColumns(int columns) {
  Place place;
  place.out_kind = {.is_tty = true, .columns = columns};
  place.environment = {{"NO_COLOR", "1"}};
  return place;
}

void ExpectFits(const std::string& out, int columns) {
  for (const absl::string_view line : absl::StrSplit(out, '\n')) {
    EXPECT_LE(DisplayWidth(line), columns) << line;
  }
}

TEST(ContractListTest, ShowsByWhenToAct) {
  FakeDaemon daemon;
  daemon.Answer("ListContracts", FromText<pb::ListContractsResponse>(kRows));
  const Outcome wide =
      RunCommand(&daemon,
                 {"contract", "list", "--provider", "cloudnine", "--owner",
                  "m.visser", "--on", "2026-10-01"},
                 WithColumns(160));
  EXPECT_EQ(wide.code, ExitCode::kDone) << wide.err;
  EXPECT_THAT(wide.out, AllOf(HasSubstr("2028-09-29 notice"),
                              HasSubstr("2027-09-30 option"),
                              HasSubstr("75.4 %, tender late"),
                              HasSubstr("b.yaml cannot be used")));
  ExpectFits(wide.out, 160);
  EXPECT_THAT(daemon.Requests("ListContracts"),
              ElementsAre("provider: \"cloudnine\" owner: \"m.visser\" on: "
                          "\"2026-10-01\" page_size: 1000"));
  const Outcome narrow =
      RunCommand(&daemon, {"contract", "list"}, WithColumns(80));
  ExpectFits(narrow.out, 80);
  EXPECT_THAT(narrow.out,
              AllOf(HasSubstr("2028-12-31"), HasSubstr("2028-09-29 notice")));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "contract", "list"}).out,
              AllOf(HasSubstr("\"lastDay\": \"2027-12-31\""),
                    HasSubstr("\"usedPercent\": \"75.4\"")));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "contract", "list"}).out,
              StartsWith("\"id\",\"title\",\"provider\",\"version\","));
  EXPECT_EQ(RunCommand(&daemon, {"--fail-on-gaps", "contract", "list"}).code,
            ExitCode::kIncomplete);
}

TEST(ContractListTest, SaysThatThereIsNone) {
  FakeDaemon daemon;
  daemon.Answer("ListContracts", pb::ListContractsResponse());
  EXPECT_EQ(RunCommand(&daemon, {"contract", "list"}).out, "No contracts.\n");
}

constexpr char kContract[] = R"pb(
  id: "cloudnine-hosting"
  title: "Managed hosting 2026"
  provider: "cloudnine"
  currency: "EUR"
  version: "2"
  valid_from: "2026-07-01"
  parent: "cloudnine-framework"
  children { id: "call-1" provider: "cloudnine" }
  owner: "m.visser"
  services: "hosting"
  on: "2026-10-05"
  state: CONTRACT_STATE_RUNNING
  if_nobody_acts: "It ends after 2027-12-31, and the option to extend until "
                  "2028-12-31 is lost; exercising it has to be received by "
                  "2027-09-30."
  term_end: "2028-01-01"
  last_day: "2027-12-31"
  notice_by: "2027-10-01"
  notice_received_by: "2027-09-30"
  internal_notice_by: "2027-09-10"
  notice_missed: true
  next_term_end: "2029-01-01"
  next_notice_received_by: "2028-09-29"
  earliest_exit: "2028-01-01"
  option {
    nth: 1
    times: 2
    by: SIDE_CUSTOMER
    exercise_by: "2027-10-01"
    received_by: "2027-09-30"
    extended_end: "2029-01-01"
  }
  last_possible_end: "2030-01-01"
  switch_exit: "2026-12-05"
  switch_notice_by: "2027-11-01"
  versions { valid_from: "2026-01-01" valid_until: "2026-06-30" file: "a.yaml" }
  versions {
    version: "2"
    valid_from: "2026-07-01"
    in_force: true
    file: "b.yaml"
  }
  contacts {
    side: SIDE_CUSTOMER
    name: "M. Visser"
    role: "contract_manager"
    may_accept_figures: true
    may_order_up_to: "5000"
    may_sign: true
  }
  contacts {
    side: SIDE_PROVIDER
    level: 1
    name: "A. de Boer"
    role: "escalation"
    phone: "+31 20 555 0101"
    email: "noc@cloudnine.example"
  }
  pricing {
    component: "platform"
    form: "fixed"
    in_words: "9500.00 EUR each month."
    amount: "9500.00"
    per: "month"
  }
  extras { name: "DDoS test" price: "950.00" lead_time: "5 days" }
  objectives {
    id: "availability"
    kind: "availability"
    services: "hosting"
    target: "99.9"
    unit: "%"
    window { calendar: "month" from_day: 16 time_zone: "Europe/Amsterdam" }
    in_words: "Available at least 99.9 % of the agreed time."
    in_words: "Agreed is mon-fri 07:00-19:00 in Europe/Amsterdam."
    remedies_in_words: "Credits: < 99.9: 10 % of platform."
  }
  at_risk_caps { percent: "15" per: "month" }
  remedy { settle: "claim" kind: "price_reduction" }
  mandate { cost_above_plan_percent: "5" hours: "16" hours_per: "month" }
  governance { review: "quarterly" meetings: "service review" }
  documents {
    kind: "framework"
    title: "Raamovereenkomst"
    precedence: 1
    signed_on: "2025-11-04"
  }
  processing {
    agreement: "2026-01-15"
    breach_notice_seconds: 86400
    subprocessors { name: "Vault" country: "IE" }
  }
  assurance { kind: "ISO 27001" valid_until: "2026-11-30" }
  exit { plan: "2025-06-01" assistance_hours: "120" data_within: "30 days" }
  clause_gaps {
    contract: "cloudnine-hosting"
    provider: "cloudnine"
    checklist: "dora-art-30"
    clause: "audit_right"
    source: "Regulation (EU) 2022/2554 art. 30(3)(e)"
  }
  value {
    maximum: "1200000.00"
    used: "905000.00"
    left: "295000.00"
    used_percent: "75.4"
    used_months: "2026-01 to 2026-09"
    used_basis: "charges"
    forecast_per_month: "25000.00"
    forecast_basis: "average"
    exhausted_on: "2027-09-24"
    tender_start: "2026-09-24"
    tender_late: true
  })pb";

TEST(ContractShowTest, ShowsDatesPricesPromisesPeopleAndDossier) {
  FakeDaemon daemon;
  daemon.Answer("GetContract", FromText<pb::Contract>(kContract));
  const Outcome wide = RunCommand(
      &daemon, {"contract", "show", "cloudnine-hosting", "--on", "2026-10-05"},
      WithColumns(160));
  EXPECT_EQ(wide.code, ExitCode::kDone) << wide.err;
  for (const char* shown :
       {"cloudnine-hosting Managed hosting 2026",
        "It ends after 2027-12-31, and the option",
        "2027-09-30 (a day late from 2027-10-01), missed",
        "2028-09-29, for the term that ends before 2029-01-01",
        "1 of 2, by customer: received by 2027-09-30",
        "asked today, out on 2026-12-05; for the end of the term ask before "
        "2027-11-01",
        "1,200,000.00 EUR",
        "905,000.00 EUR (75.4 %), left 295,000.00 EUR; 2026-01 to 2026-09 by "
        "charges",
        "25,000.00 EUR a month, by the average",
        "2026-09-24, late",
        "15 % a month",
        "to be claimed, as price reduction",
        "5 % above plan, 16 hours a month",
        "quarterly",
        "breaches told within 24 h",
        "Vault (IE)",
        "ISO 27001, valid until 2026-11-30",
        "plan of 2025-06-01, not tested, 120 hours of help, data within 30 "
        "days",
        "9500.00 EUR each month.",
        "950.00 EUR, within 5 days.",
        "Available at least 99.9 % of the agreed time. Agreed is mon-fri",
        "Credits: < 99.9: 10 % of platform.",
        "month from 16",
        "A. de Boer",
        "accept figures, order up to 5,000.00 EUR, sign",
        "Raamovereenkomst",
        "audit right",
        "not told",
        "b.yaml"}) {
    EXPECT_THAT(wide.out, HasSubstr(shown));
  }
  ExpectFits(wide.out, 160);
  ExpectFits(RunCommand(&daemon, {"contract", "show", "cloudnine-hosting"},
                        WithColumns(80))
                 .out,
             80);
  EXPECT_THAT(daemon.Requests("GetContract"),
              ElementsAre("id: \"cloudnine-hosting\" on: \"2026-10-05\"",
                          "id: \"cloudnine-hosting\""));
  const std::string json =
      RunCommand(&daemon, {"-o", "json", "contract", "show", "c"}).out;
  EXPECT_THAT(json, AllOf(HasSubstr("\"termEnd\": \"2028-01-01\""),
                          HasSubstr("\"noticeBy\": \"2027-10-01\""),
                          HasSubstr("\"internalNoticeBy\": \"2027-09-10\""),
                          HasSubstr("\"noticeMissed\": true")));
  EXPECT_THAT(json, Not(HasSubstr("providerNoticeBy")))
      << "what does not exist is absent";
}

TEST(ContractLintTest, SendsFilesAndEndsWithSevenOnAnError) {
  const std::string folder =
      absl::StrCat(::testing::TempDir(), "/contract-lint-", getpid());
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/a.yaml";
  std::ofstream(path) << "id: a\n";
  FakeDaemon daemon;
  pb::LintContractsResponse answer = FromText<pb::LintContractsResponse>(R"pb(
    files: 1
    warnings: 1
    problems {
      severity: SEVERITY_WARNING
      file: "a.yaml"
      line: 5
      key: "term.notice"
      rule: "contract-notice-missing"
      message: "It renews tacitly and has no notice."
    })pb");
  daemon.Answer("LintContracts", answer);
  Outcome outcome = RunCommand(&daemon, {"contract", "lint", path});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("a.yaml:5"),
                                 HasSubstr("0 errors, 1 warning in 1 file.")));
  EXPECT_THAT(daemon.Requests("LintContracts"),
              ElementsAre(absl::StrCat("files { name: \"", path,
                                       "\" text: \"id: a\\n\" }")));
  FakeDaemon broken;
  answer.set_errors(1);
  answer.mutable_problems(0)->set_severity(type::v1::SEVERITY_ERROR);
  answer.mutable_problems(0)->set_rule("contract-file");
  answer.mutable_problems(0)->set_message("is 'x': write 12 months");
  broken.Answer("LintContracts", answer);
  outcome = RunCommand(&broken, {"contract", "lint", path}, WithColumns(80));
  EXPECT_EQ(outcome.code, ExitCode::kCheckFailed);
  EXPECT_THAT(outcome.out, HasSubstr("term.notice is 'x': write 12 months"));
  ExpectFits(outcome.out, 80);
  EXPECT_THAT(RunCommand(&broken, {"-o", "csv", "contract", "lint"}).out,
              HasSubstr("\"error\",\"a.yaml\",5,\"term.notice\""));
  std::filesystem::remove_all(folder);
}

TEST(ContractLintTest, SaysWhichFileItCannotSend) {
  FakeDaemon daemon;
  daemon.Answer("LintContracts", pb::LintContractsResponse());
  Outcome outcome = RunCommand(&daemon, {"contract", "lint", "/no/such.yaml"});
  EXPECT_EQ(outcome.code, ExitCode::kNotFound);
  EXPECT_THAT(outcome.err, HasSubstr("/no/such.yaml: there is no such file"));
  outcome = RunCommand(&daemon, {"contract", "lint", "/"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  const std::string latin1 = ::testing::TempDir() + "/latin1.yaml";
  std::ofstream(latin1) << "id: a\ntitle: Caf\xE9\n";
  outcome = RunCommand(&daemon, {"contract", "lint", latin1});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err,
              HasSubstr("latin1.yaml:2: is not UTF-8; save the file as UTF-8"));
  EXPECT_THAT(daemon.Requests("LintContracts"), ElementsAre());
  EXPECT_THAT(RunCommand(&daemon, {"contract", "lint"}).out,
              HasSubstr("nothing wrong in 0 files"));
}

// Without a margin of ours the border is the day after the last one, on which
// nobody can decide any more.
TEST(ContractShowTest, NothingIsDecidedAfterTheLastDayOfNotice) {
  FakeDaemon daemon;
  daemon.Answer("GetContract", FromText<pb::Contract>(R"pb(
                  id: "c"
                  provider: "p"
                  notice_by: "2026-12-01"
                  notice_received_by: "2026-11-30"
                  internal_notice_by: "2026-12-01"
                )pb"));
  const Outcome outcome =
      RunCommand(&daemon, {"contract", "show", "c"}, WithColumns(160));
  EXPECT_THAT(outcome.out, ContainsRegex("decided by +2026-11-30"));
}

TEST(ContractDiffTest, ShowsWhatChanged) {
  FakeDaemon daemon;
  daemon.Answer("DiffContract", FromText<pb::DiffContractResponse>(R"pb(
                  id: "c"
                  provider: "p"
                  from { valid_from: "2026-01-01" file: "a.yaml" }
                  to { version: "2" valid_from: "2026-07-01" file: "b.yaml" }
                  changes {
                    key: "pricing[platform].amount"
                    before: "9500.00"
                    after: "9800.00"
                  }
                  changes { key: "owner" before: "m.visser" })pb"));
  const Outcome outcome =
      RunCommand(&daemon, {"contract", "diff", "c", "--from", "2026-06-30",
                           "--to", "2", "--as-known-on", "2026-10-05"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("before  from 2026-01-01, a.yaml"),
                    HasSubstr("after   version 2, from 2026-07-01, b.yaml"),
                    HasSubstr("9500.00   9800.00"), HasSubstr("m.visser  –")));
  EXPECT_THAT(daemon.Requests("DiffContract")[0],
              StartsWith("id: \"c\" from: \"2026-06-30\" to: \"2\" "
                         "as_known_on"));
}

TEST(ContractGapsTest, ShowsWhichClausesAreAbsent) {
  FakeDaemon daemon;
  daemon.Answer("ListClauseGaps", FromText<pb::ListClauseGapsResponse>(R"pb(
                  clause_gaps {
                    contract: "c"
                    provider: "p"
                    checklist: "dora-art-30"
                    clause: "exit_plan"
                    source: "Regulation (EU) 2022/2554 art. 30(3)(f)"
                    known_absent: true
                  }
                  checklists: "dora-art-30")pb"));
  const Outcome outcome =
      RunCommand(&daemon, {"contract", "gaps", "--checklist", "dora-art-30"},
                 WithColumns(80));
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("exit plan"), HasSubstr("absent")));
  ExpectFits(outcome.out, 80);
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "contract", "gaps"}).out,
              StartsWith("\"contract\",\"provider\",\"checklist\","));
  FakeDaemon whole;
  whole.Answer("ListClauseGaps", FromText<pb::ListClauseGapsResponse>(
                                     R"pb(checklists: "gibit-2023")pb"));
  EXPECT_THAT(
      RunCommand(&whole, {"contract", "gaps"}).out,
      AllOf(HasSubstr("that contracts name"), HasSubstr("not held against any"),
            HasSubstr("one of gibit-2023")));
  EXPECT_EQ(
      RunCommand(&whole, {"contract", "gaps", "--checklist", "gibit-2023"}).out,
      "No clause of gibit-2023 is missing.\n");
}

TEST(ContractImportTest, WritesDraftsAndOverNothing) {
  const std::string folder =
      absl::StrCat(::testing::TempDir(), "/contract-import-", getpid());
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/register.csv";
  std::ofstream(path) << "leverancier;omschrijving\n";
  FakeDaemon daemon;
  daemon.Answer("DraftContracts", FromText<pb::DraftContractsResponse>(R"pb(
                  complete: 1
                  incomplete: 1
                  columns_not_used: "Opmerkingen"
                  drafts {
                    row: 2
                    id: "a-1"
                    provider: "a"
                    party: "A B.V."
                    title: "First"
                    file: "a-1.yaml"
                    text: "id: a-1\n"
                    complete: true
                    remarks: "'A B.V.' was taken for the provider a."
                  }
                  drafts {
                    row: 3
                    id: "b-2"
                    party: "B"
                    title: "Second"
                    file: "b-2.yaml"
                    text: "id: b-2\n"
                    missing: "The row has no last day."
                  })pb"));
  const std::string out = folder + "/drafts";
  Outcome outcome = RunCommand(
      &daemon, {"contract", "import", path, "--out", out}, WithColumns(100));
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("a-1.yaml"), HasSubstr("complete"),
                    HasSubstr("The row has no last day."),
                    HasSubstr("1 complete, 1 incomplete; written to"),
                    HasSubstr("Opmerkingen")));
  EXPECT_THAT(daemon.Requests("DraftContracts"),
              ElementsAre("name: \"register.csv\" content: "
                          "\"leverancier;omschrijving\\n\""));
  std::ifstream draft(out + "/b-2.yaml");
  std::string text;
  std::getline(draft, text);
  EXPECT_EQ(text, "id: b-2");
  // Again: the drafts are there, and somebody may have worked on them.
  outcome = RunCommand(&daemon, {"contract", "import", path, "--out", out});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("a-1.yaml is there already, and 1"),
                                 HasSubstr("--out")));
  outcome = RunCommand(&daemon, {"--fail-on-gaps", "contract", "import", path,
                                 "--out", out, "--dry-run"});
  EXPECT_EQ(outcome.code, ExitCode::kIncomplete);
  EXPECT_THAT(outcome.out, HasSubstr("nothing was written"));
  std::filesystem::remove_all(folder);
}

TEST(ContractImportTest, WritesOnlyWithinTheFolder) {
  const std::string folder =
      absl::StrCat(::testing::TempDir(), "/contract-import-out-", getpid());
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/register.csv";
  std::ofstream(path) << "x\n";
  for (const char* name : {"../evil.yaml", "/etc/evil", ".bashrc", ""}) {
    FakeDaemon daemon;
    pb::DraftContractsResponse answer;
    answer.add_drafts()->set_file(name);
    daemon.Answer("DraftContracts", answer);
    EXPECT_EQ(RunCommand(&daemon, {"contract", "import", path, "--out",
                                   folder + "/drafts"})
                  .code,
              ExitCode::kFailed)
        << name;
  }
  std::filesystem::remove_all(folder);
}

class ContractReplayTest : public ::testing::Test {
 protected:
  ContractReplayTest() {
    std::ofstream(path_) << "currency: EUR\n";
    daemon_.Answer(
        "ReplayContract", FromText<pb::ReplayContractResponse>(R"pb(
          form: "offer.yaml"
          currency: "EUR"
          months {
            month: "2026-07"
            actual_cost: "66000.00"
            replayed_cost: "54500.00"
            difference: "-11500.00"
            components { component: "tickets" quantity: "1200" amount: "54500" }
          }
          months { month: "2026-08" replayed_cost: "50000.00" }
          total {
            actual_cost: "66000.00"
            replayed_cost: "54500.00"
            difference: "-11500.00"
            months: 1
            months_missing: 1
          }
          break_even: "1.2130"
          worst_month: "2026-07"
          best_month: "2026-06"
          not_compared {
            charge_category: "Tax"
            service_name: "Tickets"
            charges: 2
            billed_cost: "42.00"
            currency: "EUR"
          }
          scenarios { usage: "0.8" replayed_cost: "50000.00" }
          others { form: "flat.yaml" currency: "EUR" }
          provider: "desk"
        )pb"));
  }
  ~ContractReplayTest() override { std::remove(path_.c_str()); }

  const std::string path_ =
      absl::StrCat(::testing::TempDir(), "/form-", getpid(), ".yaml");
  FakeDaemon daemon_;
};

TEST_F(ContractReplayTest, ShowsEachFormMonthByMonth) {
  const Outcome outcome =
      RunCommand(&daemon_,
                 {"contract", "replay", "--provider", "desk", "--form", path_,
                  "--from", "2026-07", "--to", "2026-08"},
                 WithColumns(120));
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("66,000.00"), HasSubstr("-11,500.00"),
            HasSubstr("tickets × 1200"), HasSubstr("1.2130 times the usage"),
            HasSubstr("1 month left out"), HasSubstr("× 0.8: 50,000.00"),
            HasSubstr("Tax"), HasSubstr("flat.yaml")));
  EXPECT_EQ(daemon_.Requests("ReplayContract")[0],
            absl::StrCat("provider: \"desk\" forms { name: \"", path_,
                         "\" text: \"currency: EUR\\n\" } from: "
                         "\"2026-07\" to: \"2026-08\""));
  EXPECT_THAT(RunCommand(&daemon_, {"-o", "json", "contract", "replay",
                                    "--provider", "desk", "--form", path_,
                                    "--from", "2026-07", "--to", "2026-08"})
                  .out,
              HasSubstr("\"replayedCost\": \"54500.00\""));
}

TEST_F(ContractReplayTest, NamesAFormThatIsNotThere) {
  const Outcome outcome = RunCommand(
      &daemon_, {"contract", "replay", "--provider", "desk", "--form",
                 "/nowhere.yaml", "--from", "2026-07", "--to", "2026-08"});
  EXPECT_NE(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.err, HasSubstr("contract replay: /nowhere.yaml"));
}

}  // namespace
}  // namespace regisseur
