#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "aggregator/api/api_fixture.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "regisseur/agenda/v1/agenda.pb.h"
#include "regisseur/claim/v1/claim.pb.h"
#include "regisseur/objective/v1/objective.pb.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"
#include "regisseur/service_level/v1/service_level.pb.h"

namespace regisseur {
namespace {

using google::protobuf::Message;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Role = Principal::Role;

namespace opb = objective::v1;
namespace cpb = claim::v1;
namespace slpb = service_level::v1;

constexpr char kClaims[] = "regisseur.claim.v1.ClaimService.";
constexpr char kObjectives[] = "regisseur.objective.v1.ObjectiveService.";
constexpr char kOctoberSha256[] =
    "50d38213049fd1a32585be01d86f83e8af7361381a8e6db09e2635f6d0dc4ac4";
constexpr char kOctober[] = "hosting-2026/availability/2026-10-31";

// What a call answered.
class Reply final : public ResponseWriter {
 public:
  absl::Status Write(const Message& message) override {
    last.reset(message.New());
    last->CopyFrom(message);
    if (message.GetTypeName() ==
        "regisseur.claim.v1.ExportClaimEvidenceResponse") {
      pieces +=
          static_cast<const cpb::ExportClaimEvidenceResponse&>(message).piece();
    }
    return absl::OkStatus();
  }
  std::unique_ptr<Message> last;
  std::string pieces;
};

// Hosting was down for two hours in October: 10 % of 9,500.00 follows.
class SettlingTest : public ApiFixture {
 protected:
  void SetUp() override {
    clock_.Set(At("2026-11-10T12:00:00Z"));
    ProviderConfig& provider = AddProvider("hosting");
    provider.owner = "h.bakker";
    provider.services = {
        {.id = "web", .name = "Website", .components = {"Web"}}};
    provider.sources = {MakeSource("page", "hosting", "statuspage")};
    AddProvider("paper");
    Configure();
    const std::pair<const char*, OperationalState> seen[] = {
        {"2026-09-20T00:00:00Z", OperationalState::kOperational},
        {"2026-10-06T08:00:00Z", OperationalState::kMajorOutage},
        {"2026-10-06T10:00:00Z", OperationalState::kOperational}};
    for (const auto& [at, state] : seen) {
      Tell("page", MakeObservation(At(at), {MakeComponent("w", "Web", state)}),
           absl::Hours(24 * 60));
    }
    Contract contract;
    contract.id = "hosting-2026";
    contract.provider = "hosting";
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {.months = 36};
    contract.pricing = {
        {.component = "platform",
         .form = FixedPrice{Decimal::Parse("9500.00").value()}}};
    Objective objective;
    objective.id = "availability";
    objective.services = {"web"};
    objective.time_zone = "Europe/Amsterdam";
    objective.window.zone = LoadZone("Europe/Amsterdam").value();
    AvailabilityTerms terms;
    terms.target = Decimal::Parse("99.9").value();
    terms.counts_as_down = {{OperationalState::kMajorOutage}};
    objective.terms = terms;
    objective.remedies.credits = {{terms.target, Decimal(10, 0)}};
    objective.remedies.credit_base = "platform";
    objective.remedies.claim_within = {ClaimRule::Kind::kDays, 60};
    contract.objectives = {objective};
    contracts_.Set(absl::UnixEpoch(),
                   ContractRegister({{"hosting.yaml", contract,
                                      "id: hosting-2026\n", "abc123"}}));
  }

  static Principal Person(const std::string& id, Role role, int64_t limit = 0) {
    Principal who;
    who.identity = id;
    who.name = id;
    who.role = role;
    who.kind = Principal::Kind::kPerson;
    if (role == Role::kProvider) who.scope = id.substr(6);
    if (role == Role::kOwner) who.scope = id;
    if (limit > 0) who.limit = {Decimal(limit, 0), "EUR"};
    return who;
  }

  absl::Status Call(const Principal& who, const std::string& method,
                    const Message& request, Message* answer = nullptr,
                    std::string* pieces = nullptr) {
    const MethodRegistry::Method* found = methods().Find(method);
    if (found == nullptr) return absl::UnimplementedError(method);
    Reply reply;
    const absl::Notification never;
    const absl::Status status = methods().Call(
        *found, CallContext{.who = who, .cancelled = never}, request, reply);
    if (answer != nullptr && reply.last != nullptr) {
      answer->CopyFrom(*reply.last);
    }
    if (pieces != nullptr) *pieces = reply.pieces;
    return status;
  }
  std::vector<cpb::Claim> Claims(const Principal& who) {
    cpb::ListClaimsResponse response;
    const absl::Status status = Call(who, absl::StrCat(kClaims, "ListClaims"),
                                     cpb::ListClaimsRequest(), &response);
    EXPECT_TRUE(status.ok()) << status;
    return {response.claims().begin(), response.claims().end()};
  }
  cpb::FileClaimRequest Filing(const std::string& request) const {
    cpb::FileClaimRequest filing;
    filing.set_id(kOctober);
    filing.set_document("letter 12");
    filing.set_request_id(request);
    return filing;
  }
  opb::ProposeExclusionRequest Exclusion(const std::string& request) const {
    opb::ProposeExclusionRequest exclusion;
    exclusion.set_contract("hosting-2026");
    exclusion.set_objective("availability");
    exclusion.set_from("2026-10-06T08:00:00Z");
    exclusion.set_to("2026-10-06T10:00:00Z");
    exclusion.set_accountability(opb::ACCOUNTABILITY_THIRD_PARTY);
    exclusion.set_reason("a cable was cut");
    exclusion.set_evidence("report of the network");
    exclusion.set_request_id(request);
    return exclusion;
  }

  const Principal manager_ = Person("manager", Role::kContractManager, 2000);
  const Principal cio_person_ = Person("cio", Role::kCio, 50000);
  const Principal agent_ = Person("agent-hosting", Role::kProvider);
  const Principal stranger_ = Person("agent-paper", Role::kProvider);
};

TEST_F(SettlingTest, AnExclusionChangesTheFigureOnceASecondPersonSaidYes) {
  ASSERT_THAT(Claims(manager_), SizeIs(1));
  opb::ProposeExclusionResponse proposed;
  absl::Status status =
      Call(agent_, absl::StrCat(kObjectives, "ProposeExclusion"),
           Exclusion("r1"), &proposed);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(proposed.exclusion().state(), opb::PROPOSAL_STATE_PROPOSED);
  EXPECT_EQ(proposed.exclusion().side(), opb::SIDE_PROVIDER);
  EXPECT_THAT(Claims(manager_), SizeIs(1)) << "only what is approved counts";

  opb::ApproveProposalRequest yes;
  yes.set_id(proposed.exclusion().id());
  yes.set_request_id("r2");
  // 950.00 hang on it.
  const absl::Status poor =
      Call(Person("poor", Role::kContractManager, 949),
           absl::StrCat(kObjectives, "ApproveProposal"), yes);
  EXPECT_EQ(poor.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(poor.message()), HasSubstr("950.00 EUR"));
  opb::ApproveProposalResponse approved;
  status = Call(manager_, absl::StrCat(kObjectives, "ApproveProposal"), yes,
                &approved);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(approved.proposal().exclusion().state(),
            opb::PROPOSAL_STATE_APPROVED);
  EXPECT_THAT(Claims(manager_), IsEmpty());

  // The other side sees who decided by side and time, not by name.
  opb::ListExclusionsResponse listed;
  ASSERT_TRUE(Call(agent_, absl::StrCat(kObjectives, "ListExclusions"),
                   opb::ListExclusionsRequest(), &listed)
                  .ok());
  ASSERT_EQ(listed.exclusions_size(), 1);
  EXPECT_EQ(listed.exclusions(0).reason(), "a cable was cut");
  ASSERT_EQ(listed.exclusions(0).steps_size(), 2);
  EXPECT_EQ(listed.exclusions(0).steps(1).move(), "approved");
  EXPECT_EQ(listed.exclusions(0).steps(1).name(), "");
  EXPECT_EQ(listed.exclusions(0).steps(1).identity(), "");
  ASSERT_TRUE(Call(stranger_, absl::StrCat(kObjectives, "ListExclusions"),
                   opb::ListExclusionsRequest(), &listed)
                  .ok());
  EXPECT_EQ(listed.exclusions_size(), 0);
}

// Nothing was filed: what we may claim, and until when, is ours to know; who
// settled a figure as well (USERS U18).
TEST_F(SettlingTest, APartnerReadsNeitherTheUnfiledCreditNorNames) {
  slpb::ExplainServiceLevelRequest request;
  request.set_contract("hosting-2026");
  request.set_objective("availability");
  request.set_period("2026-10");
  const auto text = [&](const Principal& who) {
    slpb::ExplainServiceLevelResponse response;
    const absl::Status status = Call(
        who,
        "regisseur.service_level.v1.ServiceLevelService.ExplainServiceLevel",
        request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response.DebugString();
  };
  EXPECT_THAT(text(manager_),
              AllOf(HasSubstr("950.00"), HasSubstr("2026-12-30")));
  EXPECT_THAT(text(agent_),
              AllOf(Not(HasSubstr("950.00")), Not(HasSubstr("2026-12-30")),
                    Not(HasSubstr("9500"))));

  opb::ProposeSettlementRequest proposal;
  proposal.set_contract("hosting-2026");
  proposal.set_objective("availability");
  proposal.set_period("2026-10");
  proposal.set_value("99.71");
  proposal.set_document("minutes of 4 November");
  proposal.set_request_id("s1");
  opb::ProposeSettlementResponse proposed;
  ASSERT_TRUE(Call(manager_, absl::StrCat(kObjectives, "ProposeSettlement"),
                   proposal, &proposed)
                  .ok());
  opb::ApproveProposalRequest yes;
  yes.set_id(proposed.settlement().id());
  yes.set_request_id("s2");
  Principal approver = Person("cio", Role::kCio, 50000);
  approver.name = "Anna Approver";
  const absl::Status approved =
      Call(approver, absl::StrCat(kObjectives, "ApproveProposal"), yes);
  ASSERT_TRUE(approved.ok()) << approved;
  EXPECT_THAT(text(agent_),
              AllOf(HasSubstr("Settled on "), Not(HasSubstr("Anna Approver"))));
}

TEST_F(SettlingTest, APartnerObjectsToItsOwnFiguresOnly) {
  opb::RaiseObjectionRequest request;
  request.set_contract("hosting-2026");
  request.set_objective("availability");
  request.set_period("2026-10");
  request.set_figure("99.93");
  request.set_reason("the page was late");
  request.set_evidence("our log");
  request.set_request_id("o1");
  const std::string method = absl::StrCat(kObjectives, "RaiseObjection");
  EXPECT_EQ(Call(stranger_, method, request).code(),
            absl::StatusCode::kNotFound);
  opb::RaiseObjectionResponse raised;
  const absl::Status status = Call(agent_, method, request, &raised);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(raised.objection().figure(), "99.93");
  EXPECT_EQ(raised.objection().side(), opb::SIDE_PROVIDER);

  opb::ProposeSettlementRequest settle;
  settle.set_contract("hosting-2026");
  settle.set_objective("availability");
  settle.set_period("2026-10");
  settle.set_value("99.93");
  settle.set_document("minutes");
  settle.set_request_id("s1");
  opb::ProposeSettlementResponse proposed;
  ASSERT_TRUE(Call(manager_, absl::StrCat(kObjectives, "ProposeSettlement"),
                   settle, &proposed)
                  .ok());
  opb::ApproveProposalRequest yes;
  yes.set_id(proposed.settlement().id());
  yes.set_request_id("s2");
  ASSERT_TRUE(
      Call(cio_person_, absl::StrCat(kObjectives, "ApproveProposal"), yes)
          .ok());
  opb::ListSettlementsResponse listed;
  ASSERT_TRUE(Call(agent_, absl::StrCat(kObjectives, "ListSettlements"),
                   opb::ListSettlementsRequest(), &listed)
                  .ok());
  ASSERT_EQ(listed.settlements_size(), 1);
  EXPECT_EQ(listed.settlements(0).value(), "99.93");
  EXPECT_EQ(listed.settlements(0).state(), opb::PROPOSAL_STATE_APPROVED);
  // 99.93 is above 99.9: nothing follows any more.
  EXPECT_THAT(Claims(manager_), IsEmpty());
}

TEST_F(SettlingTest, APartnerSeesWhatWasFiledAndNothingOfWhatWeThink) {
  EXPECT_THAT(Claims(agent_), IsEmpty()) << "nothing is filed yet";
  ASSERT_TRUE(
      Call(manager_, absl::StrCat(kClaims, "FileClaim"), Filing("f1")).ok());
  cpb::ProposeWaiverRequest waive;
  waive.set_id(kOctober);
  waive.set_reason("peace");
  waive.set_request_id("w1");
  ASSERT_TRUE(
      Call(manager_, absl::StrCat(kClaims, "ProposeWaiver"), waive).ok());
  const std::vector<cpb::Claim> seen = Claims(agent_);
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen[0].amount(), "950.00");
  EXPECT_EQ(seen[0].state(), cpb::CLAIM_STATE_FILED);
  ASSERT_EQ(seen[0].steps_size(), 1);
  EXPECT_EQ(seen[0].steps(0).document(), "letter 12");
  EXPECT_EQ(seen[0].steps(0).name(), "");
  EXPECT_FALSE(seen[0].waiver_proposed());
  EXPECT_EQ(seen[0].owner(), "");
  EXPECT_THAT(Claims(stranger_), IsEmpty());

  // Who proposed does not approve; a second person's yes stands in the trail.
  cpb::ApproveWaiverRequest yes;
  yes.set_id(kOctober);
  yes.set_request_id("w2");
  EXPECT_EQ(Call(manager_, absl::StrCat(kClaims, "ApproveWaiver"), yes).code(),
            absl::StatusCode::kPermissionDenied);
  cpb::ApproveWaiverResponse waived;
  ASSERT_TRUE(
      Call(cio_person_, absl::StrCat(kClaims, "ApproveWaiver"), yes, &waived)
          .ok());
  EXPECT_EQ(waived.claim().state(), cpb::CLAIM_STATE_NOT_CLAIMED);
  EXPECT_EQ(waived.claim().waived(), "950.00");
  const auto acts = act_store_.List(who_, {}, std::nullopt, 10);
  EXPECT_EQ(acts->acts.front().identity, "cio");
  EXPECT_EQ(acts->acts.front().subject, absl::StrCat("claim ", kOctober));
}

// Each side reads what it wrote and what was written to it.
TEST_F(SettlingTest, APartnerReadsItsOwnWordsAndThoseToIt) {
  cpb::FileClaimRequest filing = Filing("f1");
  filing.set_reason("down for two hours on the 6th");
  ASSERT_TRUE(Call(manager_, absl::StrCat(kClaims, "FileClaim"), filing).ok());
  Principal machine = agent_;
  machine.kind = Principal::Kind::kMachine;
  cpb::RefuseClaimRequest refuse;
  refuse.set_id(kOctober);
  refuse.set_reason("the cable was yours");
  refuse.set_request_id("r1");
  ASSERT_TRUE(Call(machine, absl::StrCat(kClaims, "RefuseClaim"), refuse).ok());
  // Filed anew, and what they told us on the telephone noted by us.
  filing.set_request_id("f2");
  ASSERT_TRUE(Call(manager_, absl::StrCat(kClaims, "FileClaim"), filing).ok());
  cpb::GrantClaimRequest grant;
  grant.set_id(kOctober);
  grant.set_amount("900.00");
  grant.set_reason("they gave in at once");
  grant.set_request_id("g1");
  ASSERT_TRUE(Call(manager_, absl::StrCat(kClaims, "GrantClaim"), grant).ok());

  const std::vector<cpb::Claim> seen = Claims(agent_);
  ASSERT_THAT(seen, SizeIs(1));
  ASSERT_EQ(seen[0].steps_size(), 4);
  EXPECT_EQ(seen[0].steps(0).reason(), "down for two hours on the 6th");
  EXPECT_EQ(seen[0].steps(0).name(), "");
  EXPECT_EQ(seen[0].steps(0).party(), partnership::v1::PARTY_CUSTOMER);
  EXPECT_EQ(seen[0].steps(1).reason(), "the cable was yours");
  EXPECT_EQ(seen[0].steps(1).name(), "agent-hosting");
  EXPECT_GT(seen[0].steps(1).number(), 0);
  EXPECT_TRUE(seen[0].steps(1).by_machine());
  EXPECT_EQ(seen[0].steps(1).identity(), "");
  EXPECT_EQ(seen[0].steps(3).reason(), "");
  EXPECT_EQ(seen[0].steps(3).party(), partnership::v1::PARTY_CUSTOMER);
  EXPECT_EQ(Claims(manager_)[0].steps(3).reason(), "they gave in at once");
  EXPECT_EQ(Claims(manager_)[0].steps(1).name(), "agent-hosting");
}

TEST_F(SettlingTest, APartnerGrantsAndPaysInTwoParts) {
  ASSERT_TRUE(
      Call(manager_, absl::StrCat(kClaims, "FileClaim"), Filing("f1")).ok());
  cpb::GrantClaimRequest grant;
  grant.set_id(kOctober);
  grant.set_request_id("g1");
  EXPECT_EQ(Call(stranger_, absl::StrCat(kClaims, "GrantClaim"), grant).code(),
            absl::StatusCode::kNotFound);
  const absl::Status granted =
      Call(agent_, absl::StrCat(kClaims, "GrantClaim"), grant);
  ASSERT_TRUE(granted.ok()) << granted;
  cpb::ReceiveCreditRequest receive;
  receive.set_contract("hosting-2026");
  receive.set_net("900.00");
  receive.set_vat("189.00");
  receive.set_document("credit note 7");
  receive.set_request_id("p1");
  cpb::ReceiveCreditResponse received;
  const absl::Status paid =
      Call(Person("controller", Role::kController),
           absl::StrCat(kClaims, "ReceiveCredit"), receive, &received);
  ASSERT_TRUE(paid.ok()) << paid;
  ASSERT_EQ(received.claims_size(), 1);
  EXPECT_EQ(received.claims(0).received(), "900.00");
  EXPECT_EQ(received.claims(0).open(), "50.00");
  EXPECT_EQ(received.claims(0).state(), cpb::CLAIM_STATE_GRANTED);
  receive.set_net("50.00");
  receive.set_request_id("p2");
  ASSERT_TRUE(
      Call(manager_, absl::StrCat(kClaims, "ReceiveCredit"), receive, &received)
          .ok());
  EXPECT_EQ(received.claims(0).state(), cpb::CLAIM_STATE_RECEIVED);
  receive.set_request_id("p3");
  const absl::Status nothing =
      Call(manager_, absl::StrCat(kClaims, "ReceiveCredit"), receive);
  EXPECT_EQ(nothing.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(nothing.message()),
              HasSubstr("nothing is open on its claims"));
  // The same request again is the same answer, though nothing is open any more.
  receive.set_request_id("p2");
  EXPECT_TRUE(
      Call(manager_, absl::StrCat(kClaims, "ReceiveCredit"), receive).ok());
}

// What we might claim it learns from the claim.
TEST_F(SettlingTest, APartnerIsNotToldThatACreditWouldFollow) {
  const auto contracts = contracts_.At(absl::InfiniteFuture());
  Contract contract =
      *contracts->Find("hosting-2026", absl::CivilDay(2026, 10, 1));
  contract.pricing = {{.component = "platform",
                       .form = PerUnitPrice{Decimal::Parse("0.10").value()},
                       .meter = Meter{.service_name = "Compute"}}};
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({{"hosting.yaml", contract}}));
  slpb::ListServiceLevelsRequest request;
  request.set_period("2026-10");
  const auto rules = [&](const Principal& who) {
    slpb::ListServiceLevelsResponse response;
    const absl::Status status = Call(
        who, "regisseur.service_level.v1.ServiceLevelService.ListServiceLevels",
        request, &response);
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(response.objectives_size(), 1);
    std::vector<std::string> rules;
    for (const type::v1::Gap& gap : response.gaps()) {
      rules.push_back(gap.rule());
    }
    return rules;
  };
  EXPECT_THAT(rules(manager_), Contains("sla-credit-unknown"));
  EXPECT_THAT(rules(agent_), Not(Contains("sla-credit-unknown")));
}

TEST_F(SettlingTest, WhatWasNotFiledCanNeitherBeGrantedNorRefused) {
  cpb::GrantClaimRequest grant;
  grant.set_id(kOctober);
  grant.set_request_id("g1");
  const absl::Status granted =
      Call(manager_, absl::StrCat(kClaims, "GrantClaim"), grant);
  EXPECT_EQ(granted.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(granted.message()),
              HasSubstr("a claim that is eligible cannot become granted; "
                        "possible are filed"));
  cpb::RefuseClaimRequest refuse;
  refuse.set_id(kOctober);
  refuse.set_reason("no");
  refuse.set_request_id("r1");
  EXPECT_EQ(Call(manager_, absl::StrCat(kClaims, "RefuseClaim"), refuse).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SettlingTest, AnOwnerSeesWhatItAnswersFor) {
  EXPECT_THAT(Claims(Person("h.bakker", Role::kOwner)), SizeIs(1));
  EXPECT_THAT(Claims(Person("somebody", Role::kOwner)), IsEmpty());
}

TEST_F(SettlingTest, SaysWhichFieldOfARequestIsWrong) {
  const auto refusal = [&](const std::string& method, const Message& request) {
    return std::string(Call(manager_, method, request).message());
  };
  cpb::FileClaimRequest filing = Filing("f1");
  filing.set_amount("much");
  EXPECT_THAT(refusal(absl::StrCat(kClaims, "FileClaim"), filing),
              HasSubstr("amount:"));
  filing = Filing("");
  EXPECT_THAT(refusal(absl::StrCat(kClaims, "FileClaim"), filing),
              HasSubstr("request_id:"));
  filing = Filing("f2");
  filing.clear_document();
  EXPECT_THAT(refusal(absl::StrCat(kClaims, "FileClaim"), filing),
              HasSubstr("document:"));
  cpb::ListClaimsRequest list;
  list.set_expiring("soon");
  EXPECT_THAT(refusal(absl::StrCat(kClaims, "ListClaims"), list),
              HasSubstr("expiring:"));
  list.set_expiring("14d");
  EXPECT_TRUE(Call(manager_, absl::StrCat(kClaims, "ListClaims"), list).ok());
  cpb::ExportClaimEvidenceRequest evidence;
  evidence.set_id(kOctober);
  EXPECT_THAT(refusal(absl::StrCat(kClaims, "ExportClaimEvidence"), evidence),
              HasSubstr("format:"));
}

TEST_F(SettlingTest, TheEvidenceSaysHowToRecomputeTheClaim) {
  ASSERT_TRUE(
      Call(manager_, absl::StrCat(kClaims, "FileClaim"), Filing("f1")).ok());
  cpb::ExportClaimEvidenceRequest request;
  request.set_id(kOctober);
  request.set_format(cpb::ARCHIVE_FORMAT_TAR_GZ);
  std::string archive;
  const absl::Status status =
      Call(manager_, absl::StrCat(kClaims, "ExportClaimEvidence"), request,
           nullptr, &archive);
  ASSERT_TRUE(status.ok()) << status;
  // Members are stored as they are.
  for (const char* part :
       {"README.md", "claim.json", "figure.json", "pieces.csv",
        "restatements.csv", "contract/hosting-2026.yaml", "id: hosting-2026",
        "deliveries.csv", "receipts.jsonl", "SHA256SUMS",
        "9500.00 x 10 / 100 = 950.00", "99.731543", "SHA-256 abc123",
        "\"2026-10-06T08:00:00Z\",\"2026-10-06T10:00:00Z\",\"7200\",\"down\"",
        "{\"receipt\":"}) {
    EXPECT_THAT(archive, HasSubstr(part));
  }
  EXPECT_THAT(archive, Not(HasSubstr("figures changed since")));
  request.set_format(cpb::ARCHIVE_FORMAT_ZIP);
  std::string zip;
  ASSERT_TRUE(Call(manager_, absl::StrCat(kClaims, "ExportClaimEvidence"),
                   request, nullptr, &zip)
                  .ok());
  EXPECT_EQ(zip.substr(0, 2), "PK");
  // An outsider's program checks the sums.
  const std::string path = absl::StrCat(folder_, "/e.zip");
  std::ofstream(path, std::ios::binary) << zip;
  EXPECT_EQ(std::system(absl::StrCat("cd ", folder_,
                                     " && python3 -m zipfile -e e.zip out && "
                                     "cd out && sha256sum -c --quiet "
                                     "SHA256SUMS")
                            .c_str()),
            0);
}

// A figure that only paper says (USERS U3).
TEST_F(SettlingTest, AFigureFromPaperStandsBesideWhatIsMeasured) {
  opb::EnterFigureRequest request;
  request.set_provider("hosting");
  request.set_objective("availability");
  request.set_period("2026-10");
  request.set_value("99.95");
  request.set_document("october.pdf");
  request.set_document_content("Availability 99.95 %");
  request.set_expires("2027-04-30");
  request.set_remark("page 2");
  request.set_request_id("f1");
  const std::string method = absl::StrCat(kObjectives, "EnterFigure");
  EXPECT_EQ(Call(Principal::LocalAdministrator(), method, request).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Call(agent_, method, request).code(),
            absl::StatusCode::kPermissionDenied);
  opb::EnterFigureResponse entered;
  absl::Status status = Call(manager_, method, request, &entered);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(entered.figure().contract(), "hosting-2026");
  EXPECT_EQ(entered.figure().state(), opb::ENTERED_FIGURE_STATE_IN_FORCE);
  // `printf 'Availability 99.95 %%' | sha256sum`
  EXPECT_EQ(entered.figure().document_sha256(), kOctoberSha256);
  EXPECT_EQ(entered.figure().steps(0).move(), "entered");

  slpb::ListServiceLevelsRequest report;
  report.set_period("2026-10");
  slpb::ListServiceLevelsResponse levels;
  const std::string list =
      "regisseur.service_level.v1.ServiceLevelService.ListServiceLevels";
  ASSERT_TRUE(Call(manager_, list, report, &levels).ok());
  ASSERT_EQ(levels.objectives_size(), 1);
  EXPECT_FALSE(levels.objectives(0).has_by_hand()) << "the page's states lead";
  ASSERT_EQ(levels.objectives(0).others_size(), 1);
  EXPECT_EQ(levels.objectives(0).others(0).attained(), "99.950000");
  EXPECT_EQ(levels.objectives(0).others(0).by_hand().document(), "october.pdf");
  EXPECT_EQ(levels.objectives(0).others(0).by_hand().expires(), "2027-04-30");
  EXPECT_EQ(levels.objectives(0).others(0).by_hand().name(), "manager");
  ASSERT_TRUE(Call(agent_, list, report, &levels).ok());
  EXPECT_EQ(levels.objectives(0).others(0).by_hand().name(), "");

  portfolio::v1::ListMeasurementsResponse measurements;
  const std::string rows =
      "regisseur.portfolio.v1.PortfolioService.ListMeasurements";
  ASSERT_TRUE(Call(manager_, rows, portfolio::v1::ListMeasurementsRequest(),
                   &measurements)
                  .ok());
  ASSERT_EQ(measurements.measurements_size(), 1);
  EXPECT_EQ(measurements.measurements(0).value(), "99.95");
  EXPECT_EQ(measurements.measurements(0).entered().id(), entered.figure().id());

  opb::WithdrawFigureRequest back;
  back.set_id(entered.figure().id());
  back.set_reason("it was September");
  back.set_request_id("f2");
  opb::WithdrawFigureResponse withdrawn;
  status = Call(manager_, absl::StrCat(kObjectives, "WithdrawFigure"), back,
                &withdrawn);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(withdrawn.figure().state(), opb::ENTERED_FIGURE_STATE_WITHDRAWN);
  ASSERT_TRUE(Call(manager_, list, report, &levels).ok());
  EXPECT_EQ(levels.objectives(0).others_size(), 0);
}

TEST_F(SettlingTest, TheOverviewCountsDecisionsForWhomTheAgendaIs) {
  const auto waiting = [&](const Principal& who) {
    portfolio::v1::Overview overview;
    const absl::Status status =
        Call(who, "regisseur.portfolio.v1.PortfolioService.GetOverview",
             portfolio::v1::GetOverviewRequest(), &overview);
    EXPECT_TRUE(status.ok()) << status;
    for (const auto& row : overview.providers()) {
      if (row.id() == "hosting" && row.has_agenda_items()) {
        return row.agenda_items();
      }
    }
    return -1;
  };
  agenda::v1::ListAgendaItemsRequest request;
  request.set_provider("hosting");
  agenda::v1::ListAgendaItemsResponse agenda;
  ASSERT_TRUE(Call(manager_,
                   "regisseur.agenda.v1.AgendaService.ListAgendaItems", request,
                   &agenda)
                  .ok());
  EXPECT_GE(agenda.items_size(), 1) << "a credit to claim";
  EXPECT_EQ(waiting(manager_), agenda.items_size());
  EXPECT_EQ(waiting(Person("controller", Role::kController)), -1);
}

}  // namespace
}  // namespace regisseur
