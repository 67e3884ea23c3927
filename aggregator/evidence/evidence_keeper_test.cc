#include "aggregator/evidence/evidence_keeper.h"

#include "aggregator/storage/storage_fixture.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

class EvidenceKeeperTest : public StorageFixture {
 protected:
  // Somebody with a name does something.
  void ActAs(const std::string& identity, const std::string& name) {
    Principal who = Principal::LocalAdministrator();
    who.identity = identity;
    who.name = name;
    Act act;
    act.method = "test.Act";
    act.via = "loopback";
    const absl::Status stored =
        queue_->Write(WriteQueue::Lane::kAct, [&](Transaction& transaction) {
          return acts_.Append(transaction, who, act).status();
        });
    ASSERT_TRUE(stored.ok()) << stored;
  }
  absl::StatusOr<int64_t> Erase(const std::string& identity,
                                const std::string& request_id) {
    return keeper_.ErasePersonalTexts(Principal::LocalAdministrator(),
                                      "test.Erase", identity, request_id);
  }
  // How many acts of an identity are kept.
  size_t ActsOf(const std::string& identity) {
    ActFilter filter;
    filter.identity = identity;
    return acts_.List(who_, filter, {}, 100).value().acts.size();
  }

  const std::unique_ptr<SigningKey> key_ = SigningKey::Generate();
  const ActStore acts_{*database_, clock_};
  EvidenceKeeper keeper_{*database_,
                         *queue_,
                         clock_,
                         *key_,
                         {.data_dir = folder_, .program = "test 1"}};
};

TEST_F(EvidenceKeeperTest, ARequestIdErasesOneIdentityOnly) {
  ActAs("id-a", "Anna");
  ActAs("id-b", "Bob");
  const absl::StatusOr<int64_t> first = Erase("id-a", "r1");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_GT(*first, 0);
  EXPECT_EQ(ActsOf("id-a"), 0);
  const absl::StatusOr<int64_t> again = Erase("id-a", "r1");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, *first);
  EXPECT_EQ(Erase("id-b", "r1").status().code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ActsOf("id-b"), 1);
  EXPECT_TRUE(Erase("id-b", "r2").ok());
  EXPECT_EQ(ActsOf("id-b"), 0);
}

TEST_F(EvidenceKeeperTest, AnAnswerIsKeptForTheRequestThatComesAgain) {
  Acts acts(*queue_, acts_);
  const auto ask = [&](const std::string& request_id) {
    Act act;
    act.method = "test.Push";
    act.request_id = request_id;
    return acts
        .Do(who_, std::move(act),
            [](Transaction&, Act&) -> absl::StatusOr<std::string> {
              return std::string();
            })
        .value();
  };
  EXPECT_FALSE(ask("a").repeated);
  EXPECT_FALSE(ask("b").repeated);
  ASSERT_TRUE(keeper_.KeepAnswer(who_, "a", "receipt 7").ok());
  const Acts::Done again = ask("a");
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.answer, "receipt 7");
  EXPECT_EQ(ask("b").answer, "");
  // Nobody else's, and the chain is as it was.
  Principal other = who_;
  other.identity = "id-other";
  ASSERT_TRUE(keeper_.KeepAnswer(other, "b", "another's").ok());
  EXPECT_EQ(ask("b").answer, "");
  EXPECT_TRUE(keeper_.Verify(who_).value().sound());
}

}  // namespace
}  // namespace regisseur
