#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/answers/answers_fixture.h"
#include "core/contract/contract_words.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Decimal D(const char* text) { return Decimal::Parse(text).value(); }

class ContractAnswersTest : public AnswersFixture {
 protected:
  void SetUp() override {
    for (const char* id : {"deskworks", "cloudnine"}) {
      ProviderConfig& provider = AddProvider(id);
      provider.owner = absl::StrCat("owner-of-", id);
      provider.sources = {
          MakeSource(absl::StrCat(id, "-bills"), id, "focus", absl::Hours(24))};
    }
    Configure();
  }

  // Runs from 2026 for two years, with two options of a year (USERS S3).
  static Contract MakeContract(const std::string& id,
                               const std::string& provider) {
    Contract contract;
    contract.id = id;
    contract.provider = provider;
    contract.title = absl::StrCat("Contract ", id);
    contract.currency = "EUR";
    contract.holidays = HolidayCalendar::Dutch();
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {24, 0};
    contract.term.options =
        ExtensionOption{{12, 0}, 2, Side::kCustomer, {3, 0}, {}};
    return contract;
  }

  static Contract WithCeiling(Contract contract) {
    ValueCeiling ceiling;
    ceiling.maximum = D("1200000.00");
    ceiling.warn_at = {D("0.7"), D("0.9")};
    ceiling.procurement_lead = {12, 0};
    contract.value = ceiling;
    return contract;
  }

  void SetContracts(const std::vector<Contract>& contracts,
                    absl::Time from = absl::UnixEpoch(),
                    std::vector<ClauseChecklist> checklists = {}) {
    std::vector<ContractRegister::Entry> entries;
    for (const Contract& contract : contracts) {
      entries.push_back({absl::StrCat(contract.id, contract.version, ".yaml"),
                         contract,
                         absl::StrCat("title: ", contract.title, "\n"), ""});
    }
    contracts_.Set(from,
                   ContractRegister(std::move(entries), std::move(checklists)));
  }

  absl::StatusOr<ContractAnswer> Get(const std::string& id,
                                     const std::string& on = "",
                                     AsOf as_of = {}) {
    return answers().GetContract(cio_, {.id = id, .on = on}, as_of);
  }
  std::string List(const ContractsQuestion& question, AsOf as_of = {}) {
    const absl::StatusOr<ContractsAnswer> answer =
        answers().ListContracts(cio_, question, as_of);
    if (!answer.ok()) return answer.status().ToString();
    std::string ids;
    for (const ContractAnswer& contract : answer->contracts) {
      absl::StrAppend(&ids, ids.empty() ? "" : " ", contract.contract().id);
    }
    return ids;
  }

  // January to June 830,000.00 in all, then 25,000.00 a month: 905,000.00 by
  // the end of September.
  void ChargeAsInStory3(const std::string& provider) {
    const std::string source = absl::StrCat(provider, "-bills");
    const char* amounts[] = {"80000.00",  "150000.00", "150000.00",
                             "150000.00", "150000.00", "150000.00",
                             "25000.00",  "25000.00",  "25000.00"};
    int month = 0;
    for (const char* amount : amounts) {
      Charge(source, provider, absl::StrCat("2026-0", ++month),
             {{.billed = amount}, {.billed = "210.00", .category = "Tax"}});
    }
  }
};

TEST_F(ContractAnswersTest, ListsContractsByProviderAndOwner) {
  Contract second = MakeContract("b", "cloudnine");
  second.owner = "m.visser";
  SetContracts({MakeContract("c", "deskworks"), second});
  EXPECT_EQ(List({}), "b c");
  EXPECT_EQ(List({.provider = "cloudnine"}), "b");
  EXPECT_EQ(List({.owner = "m.visser"}), "b");
  EXPECT_EQ(List({.owner = "owner-of-cloudnine"}), "b")
      << "who answers for the provider answers for its contracts";
  EXPECT_EQ(List({.owner = "owner-of-deskworks"}), "c");
  EXPECT_THAT(List({.provider = "nobody"}), HasSubstr("NOT_FOUND"));
  EXPECT_THAT(List({.on = "tomorrow"}), HasSubstr("write for instance"));
}

TEST_F(ContractAnswersTest, TellsTheStateAndTheDatesOfADay) {
  SetContracts({MakeContract("c", "deskworks")});
  EXPECT_EQ(Get("c", "2025-12-31")->state, ContractState::kFuture);
  const ContractAnswer now = Get("c").value();
  EXPECT_EQ(now.on, absl::CivilDay(2026, 10, 15));
  EXPECT_EQ(now.state, ContractState::kRunning);
  EXPECT_EQ(now.dates.last_day, absl::CivilDay(2027, 12, 31));
  EXPECT_EQ(now.owner, "owner-of-deskworks");
  EXPECT_EQ(Get("c", "2028-01-01")->state, ContractState::kEnded);
  EXPECT_EQ(Get("cc").status().message(),
            "no contract 'cc'; perhaps 'c' is meant");
  EXPECT_TRUE(absl::IsNotFound(
      answers()
          .GetContract(cio_, {.id = "c", .provider = "cloudnine"}, {})
          .status()));
  EXPECT_TRUE(absl::IsNotFound(
      answers().GetContract(cio_, {.id = "c", .owner = "x"}, {}).status()));
}

TEST_F(ContractAnswersTest, AnswersFromTheRegisterThatWasKnownThen) {
  SetContracts({MakeContract("c", "deskworks")}, At("2026-03-01T00:00:00Z"));
  Contract amended = MakeContract("c", "deskworks");
  amended.title = "Amended";
  SetContracts({amended}, At("2026-06-01T00:00:00Z"));
  EXPECT_EQ(List({}, {At("2026-02-01T00:00:00Z")}), "");
  EXPECT_EQ(Get("c", "", {At("2026-04-01T00:00:00Z")})->contract().title,
            "Contract c");
  EXPECT_EQ(Get("c")->contract().title, "Amended");
}

TEST_F(ContractAnswersTest, TheVersionOfTheDayHolds) {
  Contract second = MakeContract("c", "deskworks");
  second.version = "2";
  second.valid_from = absl::CivilDay(2026, 7, 1);
  SetContracts({MakeContract("c", "deskworks"), second});
  EXPECT_EQ(Get("c", "2026-06-30")->contract().version, "");
  const ContractAnswer answer = Get("c", "2026-07-01").value();
  EXPECT_EQ(answer.contract().version, "2");
  EXPECT_EQ(answer.Versions().size(), 2u);
}

TEST_F(ContractAnswersTest, SaysWhichFilesAreNotInForceNow) {
  SetContracts({MakeContract("c", "deskworks")});
  contracts_.refused = {{"c.yaml", "c.yaml:3: titel is no key\nand more", true},
                        {"new.yaml", "new.yaml:1: must be a mapping", false}};
  const ContractsAnswer answer = answers().ListContracts(cio_, {}, {}).value();
  const Gap* earlier = FindGap(answer.gaps, "contract-earlier-in-force");
  ASSERT_NE(earlier, nullptr);
  EXPECT_EQ(earlier->provider, "deskworks");
  EXPECT_EQ(RenderMessage(earlier->rule, earlier->arguments),
            "The contract file c.yaml cannot be used as it is now; the version "
            "before stays in force: c.yaml:3: titel is no key; and more.");
  EXPECT_NE(FindGap(answer.gaps, "contract-not-in-force"), nullptr);
  // Of another provider's question only what may be its own.
  const ContractsAnswer other =
      answers().ListContracts(cio_, {.provider = "cloudnine"}, {}).value();
  EXPECT_EQ(FindGap(other.gaps, "contract-earlier-in-force"), nullptr);
  EXPECT_NE(FindGap(other.gaps, "contract-not-in-force"), nullptr);
  // The register of an earlier day was whole.
  EXPECT_THAT(
      answers().ListContracts(cio_, {}, {clock_.Now() - absl::Hours(1)})->gaps,
      IsEmpty());
}

TEST_F(ContractAnswersTest, AContractWhoseFileIsGoneIsAGapWhileItRuns) {
  Contract gone = MakeContract("gone", "deskworks");
  gone.term.terminated = Termination{absl::CivilDay(2026, 12, 31)};
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({{"c.yaml", MakeContract("c", "cloudnine")}},
                                  {}, {{"gone.yaml", gone}}));
  const auto list = [&](const std::string& provider, const std::string& on) {
    return answers()
        .ListContracts(cio_, {.provider = provider, .on = on}, {})
        .value();
  };
  const ContractsAnswer answer = list("", "2026-12-31");
  const Gap* gap = FindGap(answer.gaps, "contract-file-removed");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->provider, "deskworks");
  EXPECT_EQ(gap->arguments.at("file"), "gone.yaml");
  EXPECT_THAT(RenderMessage(gap->rule, gap->arguments),
              HasSubstr("The file gone.yaml is gone while contract gone runs"));
  EXPECT_THAT(list("cloudnine", "2026-12-31").gaps, IsEmpty());
  EXPECT_THAT(list("", "2027-01-01").gaps, IsEmpty());
  EXPECT_THAT(std::string(Get("gone").status().message()),
              HasSubstr("its file gone.yaml is gone"));

  // Of an amendment alone the version before holds.
  Contract amendment = MakeContract("c", "cloudnine");
  amendment.valid_from = absl::CivilDay(2026, 7, 1);
  const auto both = [&](std::vector<ContractRegister::Entry> removed) {
    contracts_.Set(
        absl::UnixEpoch(),
        ContractRegister({{"c.yaml", MakeContract("c", "cloudnine")}}, {},
                         std::move(removed)));
  };
  both({{"c2.yaml", amendment}});
  const ContractsAnswer amended = list("", "2026-08-01");
  const Gap* version = FindGap(amended.gaps, "contract-version-removed");
  ASSERT_NE(version, nullptr);
  EXPECT_EQ(version->arguments.at("valid_from"), "2026-07-01");
  both({{"gone.yaml", gone}});

  // A question about promises says so too, and the overview.
  const auto levels = answers().ListServiceLevels(cio_, {}, {});
  ASSERT_TRUE(levels.ok()) << levels.status();
  EXPECT_NE(FindGap(levels->gaps, "contract-file-removed"), nullptr);
  EXPECT_THAT(std::string(answers()
                              .ListServiceLevels(cio_, {.contract = "gone"}, {})
                              .status()
                              .message()),
              HasSubstr("its file gone.yaml is gone"));
  const auto overview = answers().GetOverview(cio_, {}, {});
  ASSERT_TRUE(overview.ok()) << overview.status();
  EXPECT_NE(FindGap((*overview)->gaps, "contract-file-removed"), nullptr);
}

// USERS S3, to the day.
TEST_F(ContractAnswersTest, Story3OptionAndCeiling) {
  SetContracts({WithCeiling(MakeContract("c", "deskworks"))});
  ChargeAsInStory3("deskworks");
  const ContractAnswer answer = Get("c", "2026-10-01").value();
  EXPECT_EQ(answer.dates.last_day, absl::CivilDay(2027, 12, 31));
  ASSERT_TRUE(answer.dates.option.has_value());
  EXPECT_EQ(answer.dates.option->received_by, absl::CivilDay(2027, 9, 30));
  const Sentence nothing_done =
      IfNobodyActs(answer.contract().term, answer.dates, answer.on);
  EXPECT_THAT(RenderMessage(nothing_done.rule, nothing_done.arguments),
              HasSubstr("It ends after 2027-12-31"));

  ASSERT_TRUE(answer.value.has_value() && answer.value->use.has_value());
  const ContractValue& value = *answer.value;
  EXPECT_EQ(value.use->used, D("905000.00")) << "without tax";
  EXPECT_EQ(value.use->left, D("295000.00"));
  EXPECT_EQ(value.basis, ContractValue::Basis::kCharges);
  EXPECT_EQ(value.first_month, absl::CivilMonth(2026, 1));
  EXPECT_EQ(value.last_month, absl::CivilMonth(2026, 9));
  EXPECT_EQ(value.use->warning, D("0.7"));
  EXPECT_EQ(value.forecast_per_month, D("25000.00"));
  EXPECT_FALSE(value.forecast_is_price);
  // Eleven months from October take 275,000.00; the last 20,000.00 are 24 of
  // September's 30 days.
  EXPECT_EQ(value.use->exhausted_on, absl::CivilDay(2027, 9, 24));
  EXPECT_EQ(value.use->tender_start, absl::CivilDay(2026, 9, 24));
  EXPECT_TRUE(value.use->tender_late);

  // With the first option exercised, 30 September 2028 is a Saturday.
  Contract exercised = MakeContract("c", "deskworks");
  exercised.term.options->exercised = {absl::CivilDay(2027, 6, 1)};
  SetContracts({exercised}, At("2026-10-15T11:00:00Z"));
  const ContractAnswer later = Get("c", "2027-10-01").value();
  EXPECT_EQ(later.dates.last_day, absl::CivilDay(2028, 12, 31));
  EXPECT_EQ(later.dates.option->received_by, absl::CivilDay(2028, 9, 29));
}

TEST_F(ContractAnswersTest, TheRunningMonthCountsWithWhatIsKnownOfIt) {
  SetContracts({WithCeiling(MakeContract("c", "deskworks"))});
  ChargeAsInStory3("deskworks");
  Charge("deskworks-bills", "deskworks", "2026-10", {{.billed = "10000.00"}});
  const ContractAnswer today = Get("c").value();
  EXPECT_EQ(today.value->use->used, D("915000.00"));
  EXPECT_EQ(today.value->last_month, absl::CivilMonth(2026, 10));
  // 15,000.00 of October are still to come: 285,000.00 - 15,000.00 -
  // 10 x 25,000.00 leaves the same 20,000.00 for September.
  EXPECT_EQ(today.value->use->exhausted_on, absl::CivilDay(2027, 9, 24));
  // On an earlier day nothing of October was spent.
  EXPECT_EQ(Get("c", "2026-10-01")->value->use->used, D("905000.00"));
  EXPECT_EQ(Get("c", "2026-09-15")->value->use->used, D("880000.00"));
}

TEST_F(ContractAnswersTest, CallOffsCountUnderTheirFramework) {
  Contract framework = WithCeiling(MakeContract("frame", "deskworks"));
  Contract call_off = MakeContract("call-off", "cloudnine");
  call_off.parent = "frame";
  SetContracts({framework, call_off});
  ChargeAsInStory3("deskworks");
  Charge("cloudnine-bills", "cloudnine", "2026-09", {{.billed = "1000.00"}});
  const ContractAnswer answer = Get("frame", "2026-10-01").value();
  EXPECT_EQ(answer.value->use->used, D("906000.00"));
  ASSERT_EQ(answer.children.size(), 1u);
  EXPECT_EQ(answer.children[0]->id, "call-off");
}

TEST_F(ContractAnswersTest, SpendThatCannotBeToldApartIsAGapAndNoFigure) {
  SetContracts({WithCeiling(MakeContract("c", "deskworks")),
                MakeContract("d", "deskworks")});
  ChargeAsInStory3("deskworks");
  ContractAnswer answer = Get("c", "2026-10-01").value();
  ASSERT_TRUE(answer.value.has_value());
  EXPECT_FALSE(answer.value->use.has_value());
  const Gap* gap = FindGap(answer.gaps, "contract-spend-shared");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("others"), "d");
  // A contract that was over before is not in the way.
  Contract before = MakeContract("d", "deskworks");
  before.term.start = absl::CivilDay(2024, 1, 1);
  before.term.options.reset();
  SetContracts({WithCeiling(MakeContract("c", "deskworks")), before},
               At("2026-10-15T11:00:00Z"));
  answer = Get("c", "2026-10-01").value();
  EXPECT_EQ(answer.value->use->used, D("905000.00"));
}

TEST_F(ContractAnswersTest, WithoutCostTheContractsOwnPriceCounts) {
  Contract contract = WithCeiling(MakeContract("c", "deskworks"));
  contract.value->used_elsewhere = D("1000.00");
  contract.pricing = {{"platform", FixedPrice{D("25000.00")}, std::nullopt}};
  SetContracts({contract});
  ContractAnswer answer = Get("c", "2026-10-01").value();
  EXPECT_EQ(answer.value->basis, ContractValue::Basis::kContract);
  EXPECT_EQ(answer.value->use->used, D("226000.00"));  // 9 x 25,000.00 + 1,000
  EXPECT_TRUE(answer.value->forecast_is_price);
  // The price ends with the last possible end: 39 months from October 2026 at
  // 25,000.00 come to 975,000.00, and 974,000.00 are left: the last 24,000.00
  // are 29.76 of December's 31 days.
  EXPECT_EQ(answer.value->use->exhausted_on, absl::CivilDay(2029, 12, 30));
  // A price that needs usage says nothing without it.
  contract.pricing.push_back(
      {"use", PerUnitPrice{D("1")},
       Meter{.service_name = "x", .service = "", .sku = "", .unit = ""}});
  SetContracts({contract}, At("2026-10-15T11:00:00Z"));
  answer = Get("c", "2026-10-01").value();
  EXPECT_EQ(answer.value->basis, ContractValue::Basis::kNone);
  EXPECT_FALSE(answer.value->use.has_value());
  EXPECT_NE(FindGap(answer.gaps, "contract-spend-no-usage"), nullptr);
  EXPECT_FALSE(answer.value->forecast_per_month.has_value());
}

TEST_F(ContractAnswersTest, SpendInAnotherCurrencyWithoutARateIsAGap) {
  SetContracts({WithCeiling(MakeContract("c", "deskworks"))});
  Charge("deskworks-bills", "deskworks", "2026-09",
         {{.billed = "100.00", .currency = "USD"}, {.billed = "7.00"}});
  const ContractAnswer answer = Get("c", "2026-10-01").value();
  EXPECT_NE(FindGap(answer.gaps, "cost-no-rate"), nullptr);
  EXPECT_EQ(answer.value->use->used, D("7.00"));
}

TEST_F(ContractAnswersTest, TellsWhichClausesAreAbsent) {
  const ClauseChecklist dora{
      "dora-art-30",
      "DORA",
      {{"audit_right", "30(3)(e)"}, {"exit_plan", "30(3)(f)"}}};
  Contract named = MakeContract("c", "deskworks");
  named.dossier.checklists = {"dora-art-30", "gone"};
  named.dossier.clauses = {{"audit_right", "21", false},
                           {"exit_plan", "", true}};
  Contract ended = MakeContract("old", "deskworks");
  ended.term.start = absl::CivilDay(2020, 1, 1);
  SetContracts({named, MakeContract("d", "cloudnine"), ended},
               absl::UnixEpoch(), {dora});
  const auto gaps = [&](const ClauseGapsQuestion& question) {
    const ClauseGapsAnswer answer =
        answers().ListClauseGaps(cio_, question, {}).value();
    std::vector<std::string> texts;
    for (const ContractClauseGap& gap : answer.clause_gaps) {
      texts.push_back(absl::StrCat(gap.contract, " ", gap.gap.clause,
                                   gap.gap.known_absent ? " absent" : ""));
    }
    return texts;
  };
  EXPECT_THAT(gaps({}), ElementsAre("c exit_plan absent"));
  EXPECT_THAT(
      gaps({.checklist = "dora-art-30"}),
      ElementsAre("c exit_plan absent", "d audit_right", "d exit_plan"));
  EXPECT_THAT(gaps({.checklist = "dora-art-30", .provider = "cloudnine"}),
              ElementsAre("d audit_right", "d exit_plan"));
  const ClauseGapsAnswer answer =
      answers().ListClauseGaps(cio_, {}, {}).value();
  EXPECT_THAT(answer.checklists, ElementsAre("dora-art-30"));
  EXPECT_NE(FindGap(answer.gaps, "contract-no-such-checklist"), nullptr);
  EXPECT_TRUE(absl::IsNotFound(
      answers().ListClauseGaps(cio_, {.checklist = "x"}, {}).status()));
  EXPECT_EQ(Get("c")->clause_gaps.size(), 1u);
}

// Reads `key: value` lines.
class LineReader final : public ContractReader {
 public:
  ContractLint Lint(const std::vector<ContractText>&) const override {
    return {};
  }
  absl::StatusOr<ContractKeyValues> ReadKeys(
      const ContractText& file) const override {
    ContractKeyValues keys;
    for (absl::string_view line :
         absl::StrSplit(file.text, '\n', absl::SkipEmpty())) {
      keys.emplace_back(absl::StrSplit(line, ": "));
    }
    return keys;
  }
  absl::StatusOr<PricingForm> ReadForm(const ContractText&) const override {
    return absl::UnimplementedError("");
  }
};

TEST_F(ContractAnswersTest, TellsWhatChangedBetweenVersionsAndKnownTimes) {
  Contract first = MakeContract("c", "deskworks");
  Contract second = first;
  second.version = "2";
  second.valid_from = absl::CivilDay(2026, 7, 1);
  second.title = "Second";
  Contract corrected = second;
  corrected.title = "Corrected";
  SetContracts({first, second}, At("2026-03-01T00:00:00Z"));
  SetContracts({first, corrected}, At("2026-09-01T00:00:00Z"));
  const LineReader reader;
  const auto diff = [&](const std::string& from, const std::string& to,
                        AsOf as_of) -> std::string {
    const absl::StatusOr<ContractDiffAnswer> answer =
        answers().DiffContract(cio_, reader, {"c", from, to}, as_of);
    if (!answer.ok()) return std::string(answer.status().message());
    std::string text;
    for (const ContractChange& change : answer->changes) {
      absl::StrAppend(&text, change.key, ": ", change.before.value_or("–"),
                      " > ", change.after.value_or("–"), "\n");
    }
    return text;
  };
  EXPECT_EQ(diff("", "", {}), "title: Contract c > Corrected\n");
  EXPECT_EQ(diff("2026-06-30", "2", {}), "title: Contract c > Corrected\n");
  EXPECT_EQ(diff("2", "2026-06-30", {}), "title: Corrected > Contract c\n");
  EXPECT_EQ(diff("", "", {At("2026-06-01T00:00:00Z")}),
            "title: Second > Corrected\n");
  EXPECT_EQ(diff("", "2026-01-01", {At("2026-06-01T00:00:00Z")}), "");
  EXPECT_EQ(diff("", "", {At("2026-01-01T00:00:00Z")}),
            "title: – > Corrected\n");
  EXPECT_THAT(diff("", "2026-01-01", {}), HasSubstr("has no version before"));
  EXPECT_EQ(diff("3", "", {}),
            "no version '3' of c; there are from 2026-01-01, 2 (from "
            "2026-07-01), also by a day such as 2026-10-05");
  EXPECT_TRUE(absl::IsNotFound(
      answers().DiffContract(cio_, reader, {"x", "", ""}, {}).status()));
}

}  // namespace
}  // namespace regisseur
