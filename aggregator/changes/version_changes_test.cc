#include "aggregator/changes/version_changes.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/changes/matter_fixture.h"
#include "aggregator/storage/chain_verifier.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using Role = Principal::Role;

constexpr absl::CivilDay kToday(2026, 11, 5);

// Reads `ID DAY`, a third word is an internal key.
class WordReader final : public VersionReader {
 public:
  absl::StatusOr<VersionText> ReadVersion(
      const ContractText& file, const std::string&,
      const std::string& signed_document) const override {
    const std::vector<std::string> words = absl::StrSplit(file.text, ' ');
    if (words.size() < 2) return absl::InvalidArgumentError("text:1: is none");
    VersionText version;
    version.contract.id = words[0];
    version.contract.provider = "cloudnine";
    version.contract.valid_from = ParseDay(words[1]).value();
    version.text = absl::StrCat(file.text, signed_document.empty() ? "" : " ",
                                signed_document);
    if (words.size() > 2) version.internal_keys = {words[2]};
    return version;
  }
};

class VersionChangesTest : public MatterFixture {
 protected:
  absl::StatusOr<std::string> Propose(const Principal& who, const char* request,
                                      const std::string& text,
                                      const std::string& answers = "") {
    return versions_.Propose(who, Request(request),
                             {.contract = "hosting-2026",
                              .text = text,
                              .reason = "pay by use",
                              .answers = answers},
                             kToday);
  }
  absl::Status Accept(const Principal& who, const char* request,
                      const std::string& id, const std::string& document = "") {
    return versions_
        .Accept(who, Request(request),
                {.id = id,
                 .document = document,
                 .amount = {{Decimal(24000, 0), "EUR"}}},
                kToday)
        .status();
  }
  VersionState StateOf(const std::string& id) {
    return StandingOf(*versions_.Get(manager_, id), kToday)->state;
  }
  std::map<std::string, std::string> Agreed() {
    return ReadAgreedVersions(who_, matters_)->texts;
  }

  const Principal partner_ = Provider("cloudnine");
  const WordReader reader_;
  int agreed_ = 0;
  VersionChanges versions_{acts_,  matters_, contracts_,           directory_,
                           clock_, &reader_, [this] { ++agreed_; }};
};

TEST_F(VersionChangesTest, HoldOnceBothSidesAccepted) {
  const auto id = Propose(partner_, "p1", "hosting-2026 2027-01-01");
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_TRUE(versions_
                  .Comment(manager_, Request("c1"), *id, "the floor is high",
                           /*internal=*/false, kToday)
                  .ok());
  ASSERT_TRUE(Accept(partner_, "a1", *id).ok());
  EXPECT_EQ(StateOf(*id), VersionState::kOpen);
  EXPECT_EQ(agreed_, 0);
  EXPECT_THAT(Agreed(), IsEmpty());
  // We name what was signed.
  EXPECT_THAT(std::string(Accept(cio_, "a2", *id).message()),
              HasSubstr("document: is missing"));
  ASSERT_TRUE(Accept(cio_, "a3", *id, "amendment 2").ok());
  EXPECT_EQ(StateOf(*id), VersionState::kAgreed);
  EXPECT_EQ(agreed_, 1);
  EXPECT_THAT(Agreed(),
              ElementsAre(Pair(*id, "hosting-2026 2027-01-01 amendment 2")));
  // The same request again agrees nothing twice.
  ASSERT_TRUE(Accept(cio_, "a3", *id, "amendment 2").ok());
  EXPECT_EQ(agreed_, 1);
  const ChainVerifier verifier(*database_);
  EXPECT_THAT(verifier.Verify(who_)->broken, IsEmpty());
}

// A text that is gone is one that cannot be read, not the end of all others.
TEST_F(VersionChangesTest, ALostTextIsNamed) {
  const auto id = Propose(partner_, "p1", "hosting-2026 2027-01-01");
  ASSERT_TRUE(id.ok()) << id.status();
  ASSERT_TRUE(Accept(partner_, "a1", *id).ok());
  ASSERT_TRUE(Accept(cio_, "a2", *id, "amendment 2").ok());
  ASSERT_TRUE(
      queue_
          ->Write(
              WriteQueue::Lane::kAct,
              [&](Transaction& transaction) -> absl::Status {
                const NewMatterStep step{{.kind = MatterKind::kVersion,
                                          .name = "p2",
                                          .contract = "hosting-2026"},
                                         MatterMove::kAccepted,
                                         {{kVersionValidFrom, "2027-02-01"},
                                          {kVersionAgreedSha256, "b6f5"}}};
                Act act;
                act.method = "test.Step";
                act.subject = "p2";
                act.rows = {step.Encode()};
                const auto told =
                    ActStore(*database_, clock_).Append(transaction, who_, act);
                if (!told.ok()) return told.status();
                return matters_.Insert(transaction, step, *told);
              })
          .ok());
  const AgreedVersions agreed = *ReadAgreedVersions(who_, matters_);
  EXPECT_EQ(agreed.texts.size(), 1u);
  ASSERT_EQ(agreed.lost.size(), 1u);
  EXPECT_THAT(agreed.lost.at("p2"),
              AllOf(HasSubstr("hosting-2026"), HasSubstr("2027-02-01"),
                    HasSubstr("restore a backup")));
}

TEST_F(VersionChangesTest, OurYesIsASecondPersonsWithinItsLimit) {
  const auto id = Propose(manager_, "p1", "hosting-2026 2027-01-01");
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(Accept(manager_, "a1", *id, "letter").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(
      Accept(Person("p.smit", Role::kCio, 23999), "a2", *id, "letter").code(),
      absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(Accept(cio_, "a3", *id, "letter").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Accept(cio_, "a4", *id, "letter")));
}

TEST_F(VersionChangesTest, ThePartnersYesIsOfWhoMaySign) {
  Contract contract = *contracts_.contracts->Find("hosting-2026", kToday);
  contract.contacts = {{.name = "J. Bos",
                        .side = Side::kProvider,
                        .authority = {.contract = true}}};
  contracts_.contracts = std::make_shared<const ContractRegister>(
      std::vector<ContractRegister::Entry>{{"hosting.yaml", contract}});
  const auto id = Propose(manager_, "p1", "hosting-2026 2027-01-01");
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_THAT(std::string(Accept(partner_, "a1", *id).message()),
              HasSubstr("J. Bos can"));
  Principal machine = partner_;
  machine.kind = Principal::Kind::kMachine;
  EXPECT_EQ(Accept(machine, "a2", *id).code(),
            absl::StatusCode::kPermissionDenied);
  Principal signer = partner_;
  signer.name = "J. Bos";
  EXPECT_TRUE(Accept(signer, "a3", *id).ok());
}

TEST_F(VersionChangesTest, AnAnswerTakesThePlaceOfTheOtherSides) {
  const auto first = Propose(partner_, "p1", "hosting-2026 2027-01-01");
  EXPECT_THAT(
      std::string(Propose(partner_, "p2", "hosting-2026 2027-02-01", *first)
                      .status()
                      .message()),
      HasSubstr("no proposal of the other side"));
  const auto answer =
      Propose(manager_, "p3", "hosting-2026 2027-02-01", *first);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(StateOf(*first), VersionState::kAnswered);
  EXPECT_EQ(versions_.Get(manager_, *first)->LastValue(kVersionAnsweredBy),
            *answer);
  EXPECT_TRUE(absl::IsFailedPrecondition(Accept(cio_, "a1", *first, "letter")));
}

TEST_F(VersionChangesTest, NeverRewriteThePast) {
  EXPECT_THAT(std::string(Propose(manager_, "p1", "hosting-2026 2026-11-05")
                              .status()
                              .message()),
              HasSubstr("never rewrites the past"));
  EXPECT_TRUE(absl::IsInvalidArgument(
      Propose(manager_, "p2", "another 2027-01-01").status()));
  EXPECT_TRUE(
      absl::IsInvalidArgument(Propose(manager_, "p3", "nonsense").status()));
  // What is ours a partner cannot write.
  EXPECT_THAT(
      std::string(Propose(partner_, "p4", "hosting-2026 2027-01-01 mandate")
                      .status()
                      .message()),
      HasSubstr("mandate is the customer's own"));
  EXPECT_TRUE(Propose(manager_, "p5", "hosting-2026 2027-01-01 mandate").ok());
}

TEST_F(VersionChangesTest, NotesStayOurs) {
  const auto id = Propose(partner_, "p1", "hosting-2026 2027-01-01");
  ASSERT_TRUE(versions_
                  .Comment(manager_, Request("c1"), *id, "ask the controller",
                           /*internal=*/true, kToday)
                  .ok());
  EXPECT_EQ(Trail().front().chain, "portfolio");
  EXPECT_EQ(versions_
                .Comment(partner_, Request("c2"), *id, "hm", /*internal=*/true,
                         kToday)
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(absl::IsNotFound(versions_
                                   .Comment(Provider("another"), Request("c3"),
                                            *id, "hm",
                                            /*internal=*/false, kToday)
                                   .status()));
}

TEST_F(VersionChangesTest, AreTakenBackByTheirOwnSide) {
  const auto id = Propose(partner_, "p1", "hosting-2026 2027-01-01");
  EXPECT_EQ(versions_.Withdraw(cio_, Request("w1"), *id, "no", kToday)
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(
      versions_.Withdraw(partner_, Request("w2"), *id, "a mistake", kToday)
          .ok());
  EXPECT_EQ(StateOf(*id), VersionState::kWithdrawn);
}

TEST_F(VersionChangesTest, KeepTheirTextUnderItsHash) {
  const auto id = Propose(partner_, "p1", "hosting-2026 2027-01-01");
  const std::string sha256 =
      versions_.Get(manager_, *id)->steps.front().Value(kVersionSha256);
  EXPECT_EQ(*matters_.GetText(who_, sha256), "hosting-2026 2027-01-01");
  EXPECT_TRUE(absl::IsNotFound(matters_.GetText(who_, "00").status()));
}

}  // namespace
}  // namespace regisseur
