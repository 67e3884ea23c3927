#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/claim/v1/claim.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace pb = claim::v1;

constexpr char kClaim[] = R"pb(
  id: "hosting/availability/2026-10-31"
  provider: "cloudnine"
  contract: "hosting"
  objective: "availability"
  amount: "950.00"
  currency: "EUR"
  reason: "availability attained 99.731543 in 2026-10, below 99.9"
  claim_by: "2026-12-30"
  days_left: 9
  state: CLAIM_STATE_ELIGIBLE
  received: "0"
  open: "950.00"
  at_least: true
  evidence { kind: "source" reference: "page" }
)pb";

TEST(CreditListTest, ShowsWhatHasToBeClaimedByWhen) {
  FakeDaemon daemon;
  pb::ListClaimsResponse answer;
  *answer.add_claims() = FromText<pb::Claim>(kClaim);
  pb::Claim& restated = *answer.add_claims();
  restated = FromText<pb::Claim>(kClaim);
  restated.set_id("hosting/availability/2026-09-30");
  restated.set_state(pb::CLAIM_STATE_FILED);
  restated.set_restated(true);
  restated.set_computed("475.00");
  pb::Claim& unknown = *answer.add_claims();
  unknown.set_id("hosting/restore/2026-10-31");
  unknown.set_state(pb::CLAIM_STATE_ELIGIBLE);
  daemon.Answer("ListClaims", answer);
  const Outcome table = RunCommand(
      &daemon, {"credit", "list", "--expiring", "14d", "--state", "eligible"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("≥ 950.00"), HasSubstr("2026-12-30 (9 days)"),
            HasSubstr("as known now 475.00"), HasSubstr("eligible         –")));
  EXPECT_EQ(daemon.Requests("ListClaims")[0],
            "state: CLAIM_STATE_ELIGIBLE expiring: \"14d\" page_size: 1000");
  // The public contract of scripts.
  const Outcome json = RunCommand(&daemon, {"-o", "json", "credit", "list"});
  for (const char* key :
       {"\"amount\": \"950.00\"", "\"currency\": \"EUR\"", "\"reason\"",
        "\"claimBy\": \"2026-12-30\"", "\"state\": \"CLAIM_STATE_ELIGIBLE\"",
        "\"evidence\"", "\"received\": \"0\"", "\"open\": \"950.00\""}) {
    EXPECT_THAT(json.out, HasSubstr(key));
  }
  daemon.Answer("ListClaims", pb::ListClaimsResponse());
  EXPECT_THAT(RunCommand(&daemon, {"credit", "list"}).out,
              HasSubstr("Nothing to claim"));
}

TEST(CreditListTest, SaysWhatWasNamedBesideWhatFollowsAndWhatWasGranted) {
  FakeDaemon daemon;
  pb::ListClaimsResponse answer;
  pb::Claim& claim = *answer.add_claims();
  claim.set_id("hosting/availability/2026-10-31");
  claim.set_state(pb::CLAIM_STATE_GRANTED);
  claim.set_currency("EUR");
  claim.set_frozen(true);
  claim.set_amount("206.42");
  claim.set_computed("91.71");
  claim.set_granted("200");
  daemon.Answer("ListClaims", answer);
  const Outcome table = RunCommand(&daemon, {"credit", "list"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, HasSubstr("granted 200.00 of 206.42"));
  EXPECT_THAT(table.out, HasSubstr("filed 206.42, computed 91.71"));
  EXPECT_THAT(table.out, Not(HasSubstr("figures changed")));
}

TEST(CreditMovesTest, EachMoveIsOneRequestWithAnIdOfItsOwn) {
  FakeDaemon daemon;
  pb::FileClaimResponse filed;
  *filed.mutable_claim() = FromText<pb::Claim>(kClaim);
  filed.mutable_claim()->set_state(pb::CLAIM_STATE_FILED);
  daemon.Answer("FileClaim", filed);
  const Outcome file =
      RunCommand(&daemon, {"credit", "file", "hosting/availability/2026-10-31",
                           "--document", "letter 12"});
  EXPECT_EQ(file.code, ExitCode::kDone) << file.err;
  EXPECT_THAT(file.out,
              AllOf(HasSubstr("filed"), HasSubstr("at least 950.00 EUR")));
  EXPECT_THAT(
      daemon.Requests("FileClaim")[0],
      AllOf(HasSubstr("document: \"letter 12\""), HasSubstr("request_id: \"")));

  pb::ReceiveCreditResponse received;
  *received.add_claims() = FromText<pb::Claim>(kClaim);
  received.mutable_claims(0)->set_received("900.00");
  received.mutable_claims(0)->set_open("50.00");
  daemon.Answer("ReceiveCredit", received);
  const Outcome money = RunCommand(
      &daemon, {"credit", "receive", "--contract", "hosting", "--net", "900.00",
                "--vat", "189.00", "--document", "note", "--request-id", "p1"});
  EXPECT_EQ(money.code, ExitCode::kDone) << money.err;
  EXPECT_THAT(money.out,
              AllOf(HasSubstr("900.00 EUR"), HasSubstr("50.00 EUR")));
  EXPECT_EQ(daemon.Requests("ReceiveCredit")[0],
            "contract: \"hosting\" net: \"900.00\" vat: \"189.00\" document: "
            "\"note\" request_id: \"p1\"");

  pb::ProposeWaiverResponse waiver;
  *waiver.mutable_claim() = FromText<pb::Claim>(kClaim);
  waiver.mutable_claim()->set_waiver_proposed(true);
  daemon.Answer("ProposeWaiver", waiver);
  const Outcome waived =
      RunCommand(&daemon, {"credit", "waive", "hosting/availability/2026-10-31",
                           "--reason", "peace"});
  EXPECT_THAT(waived.out, HasSubstr("credit approve hosting"));
  daemon.Fail("ApproveWaiver",
              grpc::Status(grpc::StatusCode::PERMISSION_DENIED,
                           "who proposed it does not approve it"));
  EXPECT_EQ(RunCommand(&daemon, {"credit", "approve", "x"}).code,
            ExitCode::kNotAllowed);
  EXPECT_EQ(RunCommand(&daemon, {"credit", "waive", "x"}).code,
            ExitCode::kUsage);
}

TEST(CreditEvidenceTest, WritesAFileWhollyOrNotAtAll) {
  FakeDaemon daemon;
  auto first = std::make_shared<pb::ExportClaimEvidenceResponse>();
  first->set_piece("PK");
  first->set_total_bytes(2);
  auto second = std::make_shared<pb::ExportClaimEvidenceResponse>();
  second->set_piece("rest");
  second->set_total_bytes(6);
  daemon.Answer("ExportClaimEvidence", {first, second});
  const std::string path =
      absl::StrCat(::testing::TempDir(), "/evidence-", getpid(), ".zip");
  const std::vector<std::string> words = {"credit", "evidence", "x", "--out",
                                          path};
  const Outcome made = RunCommand(&daemon, words);
  EXPECT_EQ(made.code, ExitCode::kDone) << made.err;
  EXPECT_THAT(made.out, HasSubstr("6 bytes"));
  std::ifstream in(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "PKrest");
  EXPECT_EQ(daemon.Requests("ExportClaimEvidence")[0],
            "id: \"x\" format: ARCHIVE_FORMAT_ZIP");
  EXPECT_EQ(RunCommand(&daemon, words).code, ExitCode::kUsage) << "it is there";
  EXPECT_EQ(
      RunCommand(&daemon, {"credit", "evidence", "x", "--out", "e.rar"}).code,
      ExitCode::kUsage);
  std::filesystem::remove(path);
  daemon.Fail("ExportClaimEvidence",
              grpc::Status(grpc::StatusCode::NOT_FOUND, "no such claim"));
  EXPECT_EQ(RunCommand(&daemon, words).code, ExitCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace regisseur
