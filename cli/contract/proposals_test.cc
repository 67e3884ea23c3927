#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/negotiation/v1/negotiation.pb.h"

namespace regisseur {
namespace {

namespace pb = negotiation::v1;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kProposal[] = R"pb(
  id: "0193f2a4"
  provider: "cloudnine"
  contract: "hosting"
  valid_from: "2027-01-01"
  side: SIDE_PROVIDER
  reason: "pay by use"
  state: CONTRACT_PROPOSAL_STATE_OPEN
  provider_name: "J. Bos"
  changes { key: "pricing[platform].amount" before: "9500.00" after: "9000.00" }
  internal_changes { key: "mandate.hours" before: "16 per month" }
  text: "id: hosting\n"
  replay {
    from: "2025-11"
    to: "2026-10"
    actual: "114000.00"
    replayed: "108000.00"
    difference: "-6000.00"
    missing_months: "2026-02"
    currency: "EUR"
  }
  comments { side: SIDE_CUSTOMER text: "who pays the audit?" }
  notes { text: "ask the controller" }
)pb";

TEST(ContractProposalsTest, ShowsWhatChangesAndWhatItWouldHaveCost) {
  FakeDaemon daemon;
  daemon.Answer("ListContractProposals",
                FromText<pb::ListContractProposalsResponse>(
                    absl::StrCat("proposals {", kProposal, "}")));
  EXPECT_THAT(
      RunCommand(&daemon, {"contract", "proposals", "--open"}).out,
      AllOf(HasSubstr("2027-01-01"), HasSubstr("provider"), HasSubstr("open")));
  const Outcome one =
      RunCommand(&daemon, {"contract", "proposals", "--id", "0193f2a4"});
  EXPECT_EQ(one.code, ExitCode::kDone) << one.err;
  EXPECT_THAT(one.out,
              AllOf(HasSubstr("pricing[platform].amount: 9500.00 → 9000.00"),
                    HasSubstr("mandate.hours: 16 per month → –"),
                    HasSubstr("108,000.00 EUR it would have been"),
                    HasSubstr("1 months without usage"), HasSubstr("(J. Bos)"),
                    HasSubstr("who pays the audit?"),
                    HasSubstr("ask the controller"), HasSubstr("id: hosting")));
}

TEST(ContractProposeTest, SendsTheFile) {
  const std::string path =
      absl::StrCat(::testing::TempDir(), "/next-", getpid(), ".yaml");
  std::ofstream(path) << "id: hosting\n";
  FakeDaemon daemon;
  daemon.Answer("ProposeContractVersion",
                FromText<pb::ProposeContractVersionResponse>(
                    absl::StrCat("proposal {", kProposal, "}")));
  const Outcome proposed =
      RunCommand(&daemon, {"contract", "propose", "hosting", "--file", path,
                           "--reason", "pay by use", "--answers", "0193"});
  std::remove(path.c_str());
  EXPECT_EQ(proposed.code, ExitCode::kDone) << proposed.err;
  EXPECT_THAT(daemon.Requests("ProposeContractVersion").front(),
              AllOf(HasSubstr("contract: \"hosting\""),
                    HasSubstr("text: \"id: hosting\\n\""),
                    HasSubstr("answers: \"0193\"")));
}

TEST(ContractAcceptTest, EachSideSaysWhatItHasTo) {
  FakeDaemon daemon;
  const std::string proposal = absl::StrCat("proposal {", kProposal, "}");
  daemon.Answer("CommentOnContractProposal",
                FromText<pb::CommentOnContractProposalResponse>(proposal));
  daemon.Answer("AcceptContractProposal",
                FromText<pb::AcceptContractProposalResponse>(proposal));
  daemon.Answer("WithdrawContractProposal",
                FromText<pb::WithdrawContractProposalResponse>(proposal));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"contract", "comment", "x", "--text", "hm",
                                 "--internal"},
        {"contract", "accept", "x", "--document", "amendment 2"},
        {"contract", "withdraw", "x", "--reason", "a mistake"}}) {
    const Outcome outcome = RunCommand(&daemon, words);
    EXPECT_EQ(outcome.code, ExitCode::kDone) << words[1] << outcome.err;
  }
  EXPECT_THAT(daemon.Requests("CommentOnContractProposal").front(),
              HasSubstr("internal: true"));
  EXPECT_THAT(daemon.Requests("AcceptContractProposal").front(),
              HasSubstr("document: \"amendment 2\""));
}

}  // namespace
}  // namespace regisseur
