#include "absl/strings/str_cat.h"
#include "aggregator/api/partnership_fixture.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "regisseur/partnership/v1/fund.pb.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace pb = partnership::v1;

// cloudnine's contract agrees: half of a credit and half of a saving go into
// the fund, a fifth of a saving is the provider's.
class FundTest : public PartnershipTest {
 protected:
  void SetUp() override {
    PartnershipTest::SetUp();
    portfolio_.providers[0].sources = {
        MakeSource("bills", "cloudnine", "focus", absl::Hours(24))};
    Configure();
    Agree({.credits = Decimal(50, 0),
           .gains = Decimal(50, 0),
           .gains_to_provider = Decimal(20, 0),
           .currency = "EUR"},
          absl::UnixEpoch());
    controller_.limit = {Decimal(10'000, 0), "EUR"};
  }

  void Agree(const FundTerms& terms, absl::Time known) {
    Contract contract;
    contract.id = "cloudnine-hosting";
    contract.provider = "cloudnine";
    contract.currency = "EUR";
    contract.services = {"hosting"};
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {.months = 36};
    contract.governance.improvement_fund = terms;
    std::vector<ContractRegister::Entry> entries;
    entries.push_back({"cloudnine.yaml", contract, ""});
    contracts_.Set(known, ContractRegister(std::move(entries)));
  }

  MatterRequest Request() {
    const std::string id = absl::StrCat("claim-", ++claim_requests_);
    return {.method = "regisseur.test.v1.TestService.Test",
            .id = id,
            .content = id,
            .new_id = id};
  }
  // A credit of a month of 2026, filed with its amount.
  DueClaim File(int month, absl::string_view amount,
                const std::string& currency = "EUR") {
    const absl::CivilMonth first(2026, month);
    DueClaim due;
    due.subject = {
        .kind = MatterKind::kClaim,
        .name = absl::StrCat("cloudnine-hosting/availability/",
                             FormatDay(absl::CivilDay(first + 1) - 1)),
        .provider = "cloudnine",
        .contract = "cloudnine-hosting",
        .objective = "availability",
        .range = {absl::FromCivil(first, absl::UTCTimeZone()),
                  absl::FromCivil(first + 1, absl::UTCTimeZone())}};
    due.currency = currency;
    due.amount = Decimal::Parse(amount).value();
    const auto filed = settling_.claims.File(
        manager_, Request(), {.id = due.subject.name, .document = "letter"},
        due);
    EXPECT_TRUE(filed.ok()) << filed.status();
    return due;
  }
  void Grant(const DueClaim& due, std::optional<Decimal> amount = {}) {
    const auto granted = settling_.claims.Grant(
        agent_, Request(), {.id = due.subject.name, .amount = amount});
    EXPECT_TRUE(granted.ok()) << granted.status();
  }

  std::string Idea(const std::string& amount = "250.00",
                   const std::string& subject = "") {
    pb::ProposeIdeaRequest propose;
    propose.set_provider("cloudnine");
    propose.set_service("hosting");
    propose.set_title("Off at night");
    propose.mutable_benefit()->set_kind(pb::BENEFIT_KIND_COST);
    propose.mutable_benefit()->set_amount(amount);
    propose.mutable_benefit()->set_subject(subject);
    propose.mutable_benefit()->set_currency("EUR");
    const std::string id = Do<pb::ProposeIdeaResponse>(
                               manager_, "IdeaService.ProposeIdea", propose)
                               .idea()
                               .id();
    pb::AcceptIdeaRequest accept;
    accept.set_id(id);
    accept.set_text("yes");
    Do<pb::AcceptIdeaResponse>(manager_, "IdeaService.AcceptIdea", accept);
    return id;
  }
  void Start(const std::string& id) {
    pb::StartIdeaRequest start;
    start.set_id(id);
    Do<pb::StartIdeaResponse>(agent_, "IdeaService.StartIdea", start);
  }
  void Realise(const std::string& id) {
    pb::RealiseIdeaRequest realise;
    realise.set_id(id);
    Do<pb::RealiseIdeaResponse>(agent_, "IdeaService.RealiseIdea", realise);
  }
  pb::Idea Check(const std::string& id) {
    pb::CheckIdeaRequest check;
    check.set_id(id);
    return Do<pb::CheckIdeaResponse>(manager_, "IdeaService.CheckIdea", check)
        .idea();
  }

  static pb::ProposeDrawRequest DrawOf(const std::string& idea,
                                       const std::string& amount) {
    pb::ProposeDrawRequest request;
    request.set_provider("cloudnine");
    request.set_idea(idea);
    request.set_amount(amount);
    return request;
  }
  pb::Transfer Draw(const Principal& who, const std::string& idea,
                    const std::string& amount) {
    return Do<pb::ProposeDrawResponse>(who, "FundService.ProposeDraw",
                                       DrawOf(idea, amount))
        .transfer();
  }
  pb::Transfer Deposit(const Principal& who, const std::string& amount) {
    pb::ProposeDepositRequest request;
    request.set_provider("cloudnine");
    request.set_amount(amount);
    request.set_text("our part");
    return Do<pb::ProposeDepositResponse>(who, "FundService.ProposeDeposit",
                                          request)
        .transfer();
  }
  static pb::AgreeTransferRequest Yes(const std::string& id) {
    pb::AgreeTransferRequest request;
    request.set_id(id);
    return request;
  }
  pb::Transfer AgreeTo(const Principal& who, const std::string& id) {
    return Do<pb::AgreeTransferResponse>(who, "FundService.AgreeTransfer",
                                         Yes(id))
        .transfer();
  }
  absl::Status CannotAgree(const Principal& who, const std::string& id) {
    return Fails<pb::AgreeTransferResponse>(who, "FundService.AgreeTransfer",
                                            Yes(id));
  }

  pb::Fund Fund(const Principal& who) {
    pb::GetFundRequest request;
    request.set_provider("cloudnine");
    return Do<pb::GetFundResponse>(who, "FundService.GetFund", request).fund();
  }
  std::vector<pb::FundEntry> Entries(const Principal& who) {
    pb::ListFundEntriesRequest request;
    request.set_provider("cloudnine");
    const auto answer = Do<pb::ListFundEntriesResponse>(
        who, "FundService.ListFundEntries", request);
    return {answer.entries().begin(), answer.entries().end()};
  }
  // `+500.00 = 500.00, free 500.00` of every line.
  std::vector<std::string> Lines() {
    std::vector<std::string> lines;
    for (const pb::FundEntry& entry : Entries(manager_)) {
      lines.push_back(absl::StrCat(
          pb::FundEntryKind_Name(entry.kind()).substr(16), " ", entry.amount(),
          " = ", entry.balance(), ", free ", entry.free()));
    }
    return lines;
  }
  std::string FundSeenBy(const Principal& who) {
    std::string all;
    const auto add = [&](const char* method,
                         const google::protobuf::Message& request,
                         google::protobuf::Message&& response) {
      const absl::Status status = Call(who, method, request, &response);
      absl::StrAppend(&all, status.ToString(), response.DebugString());
    };
    add("FundService.ListFunds", pb::ListFundsRequest(),
        pb::ListFundsResponse());
    add("FundService.ListTransfers", pb::ListTransfersRequest(),
        pb::ListTransfersResponse());
    pb::ListFundEntriesRequest entries;
    if (who.role == Principal::Role::kProvider) {
      entries.set_provider(who.scope);
    } else {
      entries.set_provider("cloudnine");
    }
    add("FundService.ListFundEntries", entries, pb::ListFundEntriesResponse());
    return all;
  }

  int claim_requests_ = 0;
  Principal controller_ = Person("C. Troll", Principal::Role::kCio);
};

// By hand: 1,000.00 granted, half of it 500.00; 400.00 drawn and spent leave
// 100.00. September cost 1,000.00 and November 700.00: 300.00 saved in one
// month, of which 150.00 go in, 60.00 are the provider's and 90.00 ours:
// 250.00. In January two months are known: August 1,100.00 and September make
// a mean of 1,050.00, November and December (800.00) one of 750.00, so 600.00
// in two months. That takes the place of the 150.00 with 300.00: 400.00.
TEST_F(FundTest, ACreditPaysForAnIdeaThatPaysItBack) {
  Charge("bills", "cloudnine", "2026-08", {{.billed = "1100.00"}});
  Charge("bills", "cloudnine", "2026-09", {{.billed = "1000.00"}});
  Grant(File(9, "1000.00"));
  EXPECT_THAT(Lines(), ElementsAre("CREDIT 500.00 = 500.00, free 500.00"));
  const std::string idea = Idea();
  const pb::Transfer draw = Draw(manager_, idea, "400.00");
  EXPECT_EQ(draw.state(), pb::TRANSFER_STATE_ASKED);
  EXPECT_EQ(draw.waits_for(), pb::PARTY_PROVIDER);
  EXPECT_EQ(draw.idea_title(), "Off at night");
  EXPECT_EQ(Fund(agent_).draws_asked(), "400.00");
  EXPECT_EQ(Fund(agent_).free(), "500.00");
  const pb::Transfer agreed = AgreeTo(agent_, draw.id());
  EXPECT_EQ(agreed.state(), pb::TRANSFER_STATE_RESERVED);
  EXPECT_EQ(agreed.answered_name(), "J. Bos");
  // What is left is 100.00.
  const absl::Status more = Fails<pb::ProposeDrawResponse>(
      agent_, "FundService.ProposeDraw", DrawOf(idea, "100.01"));
  EXPECT_EQ(more.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(more.message()),
              HasSubstr("100.01 EUR is more than the 100.00 that is free: the "
                        "balance is 500.00, of which 400.00 is reserved"));
  Start(idea);
  Realise(idea);
  Charge("bills", "cloudnine", "2026-10", {{.billed = "900.00"}});
  Charge("bills", "cloudnine", "2026-11", {{.billed = "700.00"}});
  clock_.Set(At("2026-12-05T09:00:00Z"));
  const pb::Idea checked = Check(idea);
  EXPECT_EQ(checked.checks(0).benefit(), "300.00");
  EXPECT_TRUE(checked.checks(0).as_expected());
  ASSERT_THAT(checked.funding(), SizeIs(1));
  EXPECT_EQ(checked.funding(0).spent(), "400.00");
  EXPECT_EQ(checked.funding(0).reserved(), "0.00");
  EXPECT_EQ(checked.funding(0).saved(), "300.00");
  EXPECT_EQ(checked.funding(0).gained(), "150.00");
  EXPECT_EQ(checked.funding(0).to_provider(), "60.00");
  EXPECT_EQ(checked.funding(0).to_customer(), "90.00");
  EXPECT_EQ(Fund(manager_).balance(), "250.00");

  Charge("bills", "cloudnine", "2026-12", {{.billed = "800.00"}});
  clock_.Set(At("2027-01-05T09:00:00Z"));
  Check(idea);
  EXPECT_THAT(Lines(),
              ElementsAre("CREDIT 500.00 = 500.00, free 500.00",
                          "RESERVED -400.00 = 500.00, free 100.00",
                          "SPENT -400.00 = 100.00, free 100.00",
                          "GAIN 150.00 = 250.00, free 250.00",
                          "GAIN_CORRECTION -150.00 = 100.00, free 100.00",
                          "GAIN 300.00 = 400.00, free 400.00"));
  const pb::Fund fund = Fund(manager_);
  EXPECT_EQ(fund.credits(), "500.00");
  EXPECT_EQ(fund.gains(), "300.00");
  EXPECT_EQ(fund.spent(), "400.00");
  EXPECT_EQ(fund.balance(), "400.00");
  EXPECT_THAT(fund.not_counted(), IsEmpty());
  // Both sides see the same, the lines of claims and ideas with receipts.
  EXPECT_EQ(fund.DebugString(), Fund(agent_).DebugString());
  const std::vector<pb::FundEntry> ours = Entries(manager_);
  const std::vector<pb::FundEntry> theirs = Entries(agent_);
  ASSERT_EQ(ours.size(), theirs.size());
  for (size_t i = 0; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i].DebugString(), theirs[i].DebugString());
    EXPECT_GT(ours[i].number(), 0);
    EXPECT_THAT(ours[i].method().text(), Not(HasSubstr("?")));
  }
  EXPECT_EQ(ours[0].claim(), "cloudnine-hosting/availability/2026-09-30");
  EXPECT_EQ(ours[0].period_from(), "2026-09-01");
  EXPECT_EQ(ours[5].period_to(), "2026-12");
  EXPECT_EQ(ours[5].to_customer(), "180.00");
  // What was known in December stands as it did.
  pb::GetFundRequest then;
  then.set_provider("cloudnine");
  then.mutable_as_known_on()->set_seconds(
      absl::ToUnixSeconds(At("2026-12-20T00:00:00Z")));
  EXPECT_EQ(Do<pb::GetFundResponse>(agent_, "FundService.GetFund", then)
                .fund()
                .balance(),
            "250.00");
}

// 200.00 granted, filed anew for 300.00 is not granted; 60.00 granted of
// 100.00. Whatever is taken back stands there.
TEST_F(FundTest, WhatIsTakenBackStandsAsALine) {
  const DueClaim first = File(8, "200.00");
  Grant(first);
  // Given up: nothing of it counts any more.
  ASSERT_TRUE(settling_.claims
                  .ProposeWaiver(manager_, Request(),
                                 {.id = first.subject.name, .reason = "peace"},
                                 first)
                  .ok());
  ASSERT_TRUE(settling_.claims
                  .AnswerWaiver(controller_, Request(),
                                {.id = first.subject.name}, /*approves=*/true)
                  .ok());
  Grant(File(9, "100.00"), Decimal(60, 0));
  EXPECT_THAT(Lines(),
              ElementsAre("CREDIT 100.00 = 100.00, free 100.00",
                          "CREDIT_CORRECTION -100.00 = 0.00, free 0.00",
                          "CREDIT 30.00 = 30.00, free 30.00"));
  // The waiver stands in our own chain: the line says when, and gives no place
  // in theirs.
  EXPECT_EQ(Entries(agent_)[1].number(), 0);
}

TEST_F(FundTest, WhatIsAgreedLaterChangesNoLine) {
  Grant(File(8, "200.00"));
  clock_.Advance(absl::Hours(1));
  Agree({.credits = Decimal(10, 0),
         .gains = Decimal(),
         .gains_to_provider = Decimal(),
         .currency = "EUR"},
        clock_.Now());
  clock_.Advance(absl::Hours(1));
  Grant(File(9, "200.00"));
  EXPECT_THAT(Lines(), ElementsAre("CREDIT 100.00 = 100.00, free 100.00",
                                   "CREDIT 20.00 = 120.00, free 120.00"));
  EXPECT_EQ(Fund(agent_).terms(0).credits_percent(), "10");
}

TEST_F(FundTest, AnotherCurrencyStandsApart) {
  Grant(File(9, "200.00", "USD"));
  const pb::Fund fund = Fund(manager_);
  EXPECT_EQ(fund.balance(), "0.00");
  ASSERT_THAT(fund.not_counted(), SizeIs(1));
  EXPECT_EQ(fund.not_counted(0).subject(),
            "claim cloudnine-hosting/availability/2026-09-30");
  EXPECT_EQ(fund.not_counted(0).why(),
            "The credit is in USD and the fund of cloudnine-hosting in EUR: it "
            "is not counted.");
  pb::ProposeDepositRequest deposit;
  deposit.set_provider("cloudnine");
  deposit.set_amount("5.00");
  deposit.set_currency("USD");
  deposit.set_text("dollars");
  EXPECT_THAT(
      std::string(Fails<pb::ProposeDepositResponse>(
                      manager_, "FundService.ProposeDeposit", deposit)
                      .message()),
      HasSubstr("currency: cloudnine has no fund in \"USD\"; there is one in "
                "EUR"));
}

TEST_F(FundTest, ADepositNeedsTheOtherSide) {
  const pb::Transfer deposit = Deposit(agent_, "100.00");
  EXPECT_EQ(Fund(agent_).balance(), "0.00");
  EXPECT_EQ(Fund(agent_).deposits_asked(), "100.00");
  EXPECT_EQ(Fund(agent_).waiting_for_customer(), 1);
  // It stands on our agenda until somebody answers.
  const auto agenda = [&] {
    std::set<std::string> kinds;
    for (const AgendaItem& item :
         answers().ListAgendaItems(manager_, {}, AsOf{})->items) {
      kinds.insert(item.kind);
    }
    return kinds.contains("fund_to_answer");
  };
  EXPECT_TRUE(agenda());
  // Not its own side, nobody without a limit, no machine.
  EXPECT_EQ(CannotAgree(agent_, deposit.id()).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(CannotAgree(manager_, deposit.id()).message()),
              HasSubstr("has no limit, and 100.00 EUR is at stake"));
  Principal machine = controller_;
  machine.kind = Principal::Kind::kMachine;
  EXPECT_THAT(std::string(CannotAgree(machine, deposit.id()).message()),
              HasSubstr("is a machine"));
  pb::ProposeDepositRequest by_machine;
  by_machine.set_provider("cloudnine");
  by_machine.set_amount("1.00");
  by_machine.set_text("by night");
  EXPECT_EQ(Fails<pb::ProposeDepositResponse>(
                machine, "FundService.ProposeDeposit", by_machine)
                .code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(AgreeTo(controller_, deposit.id()).state(),
            pb::TRANSFER_STATE_DEPOSITED);
  EXPECT_EQ(Fund(agent_).balance(), "100.00");
  EXPECT_FALSE(agenda());
  pb::ReleaseTransferRequest release;
  release.set_id(deposit.id());
  EXPECT_EQ(Fails<pb::ReleaseTransferResponse>(
                agent_, "FundService.ReleaseTransfer", release)
                .message(),
            "id: this transfer is deposited and cannot be released");
}

TEST_F(FundTest, WhatIsReservedIsFreeAgainWithoutItsIdea) {
  AgreeTo(controller_, Deposit(agent_, "100.00").id());
  const std::string idea = Idea();
  const std::string first = Draw(manager_, idea, "30.00").id();
  const std::string second = Draw(agent_, idea, "50.00").id();
  AgreeTo(agent_, first);
  AgreeTo(controller_, second);
  // Who asked takes it back, and nobody else.
  pb::ReleaseTransferRequest release;
  release.set_id(first);
  EXPECT_EQ(Fails<pb::ReleaseTransferResponse>(
                agent_, "FundService.ReleaseTransfer", release)
                .code(),
            absl::StatusCode::kPermissionDenied);
  Do<pb::ReleaseTransferResponse>(manager_, "FundService.ReleaseTransfer",
                                  release);
  pb::DeclineIdeaRequest decline;
  decline.set_id(idea);
  decline.set_text("no longer");
  Do<pb::DeclineIdeaResponse>(manager_, "IdeaService.DeclineIdea", decline);
  EXPECT_THAT(Lines(), ElementsAre("DEPOSIT 100.00 = 100.00, free 100.00",
                                   "RESERVED -30.00 = 100.00, free 70.00",
                                   "RESERVED -50.00 = 100.00, free 20.00",
                                   "RELEASED 30.00 = 100.00, free 50.00",
                                   "RELEASED 50.00 = 100.00, free 100.00"));
  EXPECT_THAT(
      std::string(Fails<pb::ProposeDrawResponse>(
                      agent_, "FundService.ProposeDraw", DrawOf(idea, "1.00"))
                      .message()),
      HasSubstr("idea: it is declined"));
}

// Two draws that are each free when they are asked for are not both.
TEST_F(FundTest, WhatIsFreeIsLookedAtWhenSomebodyAgrees) {
  AgreeTo(controller_, Deposit(agent_, "100.00").id());
  const std::string idea = Idea();
  const std::string first = Draw(manager_, idea, "60.00").id();
  const std::string second = Draw(manager_, idea, "60.00").id();
  AgreeTo(agent_, first);
  EXPECT_THAT(std::string(CannotAgree(agent_, second).message()),
              HasSubstr("60.00 EUR is more than the 40.00 that is free"));
  pb::RefuseTransferRequest refuse;
  refuse.set_id(second);
  EXPECT_THAT(std::string(Fails<pb::RefuseTransferResponse>(
                              agent_, "FundService.RefuseTransfer", refuse)
                              .message()),
              HasSubstr("text: is missing"));
  refuse.set_text("not enough left");
  EXPECT_EQ(Do<pb::RefuseTransferResponse>(agent_, "FundService.RefuseTransfer",
                                           refuse)
                .transfer()
                .state(),
            pb::TRANSFER_STATE_REFUSED);
}

TEST_F(FundTest, TheSameRequestAsksOnce) {
  pb::ProposeDepositRequest request;
  request.set_provider("cloudnine");
  request.set_amount("5.00");
  request.set_text("once");
  request.set_request_id("same");
  for (int i = 0; i < 2; ++i) {
    Do<pb::ProposeDepositResponse>(manager_, "FundService.ProposeDeposit",
                                   request);
  }
  const auto all = Do<pb::ListTransfersResponse>(
      agent_, "FundService.ListTransfers", pb::ListTransfersRequest());
  EXPECT_THAT(all.transfers(), SizeIs(1));
  // Our people's names are ours unless a contract names them.
  EXPECT_EQ(all.transfers(0).asked_name(), "");
}

TEST_F(FundTest, HostileAmountsMoveNothing) {
  Grant(File(9, "1000.00"));
  const std::string idea = Idea();
  for (const char* amount :
       {"", "-1", "0", "NaN", "inf", "1.123456789", "1e400", "1,5",
        "99999999999999999999999999999999999999", "0x10", "'; DROP TABLE"}) {
    EXPECT_EQ(Fails<pb::ProposeDrawResponse>(agent_, "FundService.ProposeDraw",
                                             DrawOf(idea, amount))
                  .code(),
              absl::StatusCode::kInvalidArgument)
        << amount;
  }
  EXPECT_EQ(Fails<pb::ProposeDrawResponse>(agent_, "FundService.ProposeDraw",
                                           DrawOf("no such idea", "1.00"))
                .code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Fund(manager_).free(), "500.00");
  EXPECT_EQ(Fund(manager_).draws_asked(), "0.00");
}

TEST_F(FundTest, AnotherPartnerAndAUserLearnNothing) {
  const std::string before = FundSeenBy(rival_);
  const std::string user = FundSeenBy(user_);
  EXPECT_THAT(user, HasSubstr("PERMISSION_DENIED"));
  Grant(File(9, "1000.00"));
  const std::string idea = Idea();
  const std::string draw = Draw(manager_, idea, "400.00").id();
  EXPECT_EQ(FundSeenBy(rival_), before);
  EXPECT_EQ(FundSeenBy(user_), user);
  EXPECT_EQ(CannotAgree(rival_, draw).code(), absl::StatusCode::kNotFound);
  pb::GetFundRequest other;
  other.set_provider("cloudnine");
  EXPECT_EQ(
      Fails<pb::GetFundResponse>(rival_, "FundService.GetFund", other).code(),
      absl::StatusCode::kNotFound);
  AgreeTo(agent_, draw);
  const auto ideas = Do<pb::ListIdeasResponse>(user_, "IdeaService.ListIdeas",
                                               pb::ListIdeasRequest());
  ASSERT_THAT(ideas.ideas(), SizeIs(1));
  EXPECT_THAT(ideas.ideas(0).funding(), IsEmpty());
  // An owner of another partner sees none, its own one all of it.
  Principal stranger = Person("X", Principal::Role::kOwner, "owner-of-rival");
  EXPECT_THAT(Do<pb::ListFundsResponse>(stranger, "FundService.ListFunds",
                                        pb::ListFundsRequest())
                  .funds(),
              IsEmpty());
  EXPECT_EQ(Do<pb::ListFundsResponse>(owner_, "FundService.ListFunds",
                                      pb::ListFundsRequest())
                .funds(0)
                .balance(),
            "500.00");
}

TEST_F(FundTest, OurNotesStayOurs) {
  const std::string id = Deposit(manager_, "5.00").id();
  pb::CommentOnTransferRequest note;
  note.set_id(id);
  note.set_text("they owe us more");
  note.set_internal(true);
  EXPECT_THAT(Do<pb::CommentOnTransferResponse>(
                  manager_, "FundService.CommentOnTransfer", note)
                  .transfer()
                  .notes(),
              SizeIs(1));
  EXPECT_EQ(Fails<pb::CommentOnTransferResponse>(
                agent_, "FundService.CommentOnTransfer", note)
                .code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(FundSeenBy(agent_), Not(HasSubstr("they owe us more")));
}

TEST_F(FundTest, TwoContractsWithOtherKeysAreNotGuessed) {
  std::vector<ContractRegister::Entry> entries;
  for (const char* id : {"a", "b"}) {
    Contract contract;
    contract.id = id;
    contract.provider = "cloudnine";
    contract.currency = "EUR";
    contract.services = {"hosting"};
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {.months = 36};
    contract.governance.improvement_fund =
        FundTerms{.credits = Decimal(),
                  .gains = Decimal(*id == 'a' ? 50 : 40, 0),
                  .gains_to_provider = Decimal(),
                  .currency = "EUR"};
    entries.push_back({absl::StrCat(id, ".yaml"), contract, ""});
  }
  contracts_.Set(absl::UnixEpoch(), ContractRegister(std::move(entries)));
  Charge("bills", "cloudnine", "2026-09", {{.billed = "1000.00"}});
  Charge("bills", "cloudnine", "2026-11", {{.billed = "700.00"}});
  const std::string idea = Idea();
  Start(idea);
  Realise(idea);
  clock_.Set(At("2026-12-05T09:00:00Z"));
  Check(idea);
  const pb::Fund fund = Fund(agent_);
  EXPECT_EQ(fund.gains(), "0.00");
  ASSERT_THAT(fund.not_counted(), SizeIs(1));
  EXPECT_THAT(fund.not_counted(0).why(),
              HasSubstr("a and b split a saving by different keys"));
}

// The bill of November has no line of the nodes: that is no 1,000.00 saved.
TEST_F(FundTest, AServiceThatIsNotBilledYetSavedNothing) {
  Charge("bills", "cloudnine", "2026-09",
         {{.billed = "1000.00", .service = "Nodes"}});
  Charge("bills", "cloudnine", "2026-11",
         {{.billed = "50.00", .service = "Backup"}});
  const std::string idea = Idea("250.00", "Nodes");
  Start(idea);
  Realise(idea);
  clock_.Set(At("2026-12-05T09:00:00Z"));
  const pb::Idea checked = Check(idea);
  ASSERT_THAT(checked.checks(), SizeIs(1));
  EXPECT_FALSE(checked.checks(0).has_after());
  EXPECT_THAT(checked.checks(0).unknown_why(), HasSubstr("2026-11"));
  EXPECT_EQ(Fund(agent_).gains(), "0.00");
}

TEST_F(FundTest, WithoutAnAgreementThereIsNone) {
  contracts_.Set(absl::UnixEpoch(), ContractRegister());
  EXPECT_THAT(Do<pb::ListFundsResponse>(manager_, "FundService.ListFunds",
                                        pb::ListFundsRequest())
                  .funds(),
              IsEmpty());
  pb::ProposeDepositRequest deposit;
  deposit.set_provider("cloudnine");
  deposit.set_amount("5.00");
  deposit.set_text("ours");
  EXPECT_EQ(Fails<pb::ProposeDepositResponse>(
                manager_, "FundService.ProposeDeposit", deposit)
                .code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace regisseur
