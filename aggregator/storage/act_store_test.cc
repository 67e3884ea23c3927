#include "aggregator/storage/act_store.h"

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/storage_fixture.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

class ActStoreTest : public StorageFixture {
 protected:
  static Principal Person(const std::string& id, const std::string& name) {
    Principal who;
    who.role = Principal::Role::kContractManager;
    who.kind = Principal::Kind::kPerson;
    who.identity = id;
    who.name = name;
    return who;
  }
  static Act Waive(const std::string& request_id, const std::string& content) {
    Act act;
    act.method = "regisseur.sla.v1.SlaService.WaiveCredit";
    act.provider = "cloudnine";
    act.subject = "credit 2026-09";
    act.via = "proxy";
    act.request_id = request_id;
    act.content = content;
    act.arguments = {{"amount", "950.00"}};
    act.personal = {{"reason", "agreed with Ms Vos"}};
    act.answer = "done";
    return act;
  }
  absl::StatusOr<ActRecord> Append(const Principal& who, const Act& act) {
    absl::StatusOr<ActRecord> done = absl::InternalError("not run");
    const absl::Status status = queue_->Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          absl::StatusOr<std::optional<ActRecord>> earlier =
              acts().FindEarlier(transaction, who, act);
          if (!earlier.ok()) {
            done = earlier.status();
            return earlier.status();
          }
          done = earlier->has_value() ? absl::StatusOr<ActRecord>(**earlier)
                                      : acts().Append(transaction, who, act);
          return done.status();
        });
    return status.ok() ? done : absl::StatusOr<ActRecord>(status);
  }
  ActStore acts() { return ActStore(*database_, clock_); }
  bool Sound() { return ChainVerifier(*database_).Verify(who_)->sound(); }

  const Principal vos_ = Person("id-1", "A. Vos");
  const Principal smit_ = Person("id-2", "B. Smit");
};

TEST_F(ActStoreTest, AnActStandsInTheChainOfItsProvider) {
  ASSERT_TRUE(StoreOneCharge("bill", "r1", "s1", "10.25").ok());
  const auto done = Append(vos_, Waive("1", "c"));
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->chain, "cloudnine");
  EXPECT_EQ(done->number, 2);
  EXPECT_EQ(done->identity, "id-1");
  EXPECT_EQ(done->role, Principal::Role::kContractManager);
  EXPECT_EQ(done->content_sha256, ToHex(Sha256Hasher().Hash("c")));
  EXPECT_THAT(done->personal,
              ElementsAre(Pair("actor", "A. Vos"),
                          Pair("reason", "agreed with Ms Vos")));
  EXPECT_TRUE(Sound());
}

TEST_F(ActStoreTest, TheSameRequestIsAnsweredOnce) {
  ASSERT_TRUE(Append(vos_, Waive("1", "c")).ok());
  const auto again = Append(vos_, Waive("1", "c"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->number, 1);
  EXPECT_EQ(again->answer, "done");
  const auto other = Append(vos_, Waive("1", "d"));
  EXPECT_EQ(other.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(other.status().message()),
              HasSubstr("request_id: 1"));
  // Another's ids are another's.
  EXPECT_EQ(Append(smit_, Waive("1", "d"))->number, 2);
  // Without an id nothing is the same.
  EXPECT_EQ(Append(vos_, Waive("", "c"))->number, 3);
  EXPECT_EQ(Append(vos_, Waive("", "c"))->number, 4);
}

TEST_F(ActStoreTest, AChangeThatIsNotStoredLeavesNoAct) {
  const absl::Status status = queue_->Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        EXPECT_TRUE(acts().Append(transaction, vos_, Waive("1", "c")).ok());
        return absl::FailedPreconditionError("no");
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(acts().List(who_, {}, std::nullopt, 10)->acts, SizeIs(0));
}

TEST_F(ActStoreTest, NeedsAMethodAndSomebody) {
  Act nothing = Waive("1", "c");
  nothing.method = "";
  EXPECT_EQ(Append(vos_, nothing).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Append(Person("", "x"), Waive("1", "c")).status().code(),
            absl::StatusCode::kInvalidArgument);
  Act odd = Waive("1", "c");
  odd.provider = "No \"id\"";
  EXPECT_EQ(Append(vos_, odd).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ActStoreTest, ListsByPagesNewestFirst) {
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(
        Append(i % 2 == 1 ? vos_ : smit_, Waive(absl::StrCat(i), "c")).ok());
    clock_.Advance(absl::Hours(1));
  }
  const auto first = acts().List(who_, {}, std::nullopt, 2);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_THAT(first->acts, SizeIs(2));
  EXPECT_EQ(first->acts[0].number, 5);
  const auto second = acts().List(who_, {}, first->next_before, 3);
  ASSERT_THAT(second->acts, SizeIs(3));
  EXPECT_EQ(second->acts[2].number, 1);
  EXPECT_FALSE(second->next_before.has_value());

  ActFilter of_smit;
  of_smit.identity = "id-2";
  EXPECT_THAT(acts().List(who_, of_smit, std::nullopt, 9)->acts, SizeIs(2));
  ActFilter late;
  late.known.from = clock_.Now() - absl::Minutes(90);
  EXPECT_THAT(acts().List(who_, late, std::nullopt, 9)->acts, SizeIs(1));
  ActFilter elsewhere;
  elsewhere.chain = "portfolio";
  EXPECT_THAT(acts().List(who_, elsewhere, std::nullopt, 9)->acts, SizeIs(0));
}

TEST_F(ActStoreTest, APersonIsErasedAndTheChainStaysWhole) {
  ASSERT_TRUE(Append(vos_, Waive("1", "c")).ok());
  ASSERT_TRUE(Append(smit_, Waive("1", "c")).ok());
  Act about = Waive("2", "c");
  about.subject = "identity id-1";
  ASSERT_TRUE(Append(smit_, about).ok());
  int64_t erased = 0;
  const auto erase = [&] {
    return queue_->Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          Act act;
          act.method = "regisseur.evidence.v1.EvidenceService.ErasePerson";
          RETURN_IF_ERROR(acts().ErasePersonal(transaction, "id-1", act));
          erased = static_cast<int64_t>(act.rows.size());
          return acts().Append(transaction, smit_, act).status();
        });
  };
  const absl::Status done = erase();
  ASSERT_TRUE(done.ok()) << done;
  EXPECT_EQ(erased, 3);  // the identity and name of one, a text of another
  const StoreReport store = *ChainVerifier(*database_).Verify(who_);
  EXPECT_TRUE(store.sound());
  EXPECT_EQ(store.erased_texts, 3);

  const std::vector<ActRecord> left =
      acts().List(who_, {}, std::nullopt, 9)->acts;
  ASSERT_THAT(left, SizeIs(4));
  const ActRecord& of_vos = left.back();
  EXPECT_NE(of_vos.identity, "id-1");
  EXPECT_THAT(of_vos.identity, SizeIs(32));
  EXPECT_THAT(of_vos.personal,
              ElementsAre(Pair("actor", std::nullopt),
                          Pair("reason", "agreed with Ms Vos")));
  EXPECT_EQ(erase().code(), absl::StatusCode::kNotFound);
}

TEST_F(ActStoreTest, EveryVersionOfTheConfigurationIsAnAct) {
  ConfigStore configs(*database_, *queue_, clock_);
  ASSERT_TRUE(configs.PutInForce(vos_, {{"config", "a.yaml", "x"}}, {}).ok());
  ASSERT_TRUE(configs.PutInForce(vos_, {{"config", "a.yaml", "x"}}, {}).ok());
  ASSERT_TRUE(configs.PutInForce(smit_, {{"config", "a.yaml", "y"}}, {}).ok());
  const auto page = acts().List(who_, {}, std::nullopt, 9);
  ASSERT_THAT(page->acts, SizeIs(2));
  EXPECT_EQ(page->acts[0].method, "daemon.PutConfigurationInForce");
  EXPECT_EQ(page->acts[0].identity, "id-2");
  EXPECT_EQ(page->acts[0].chain, "portfolio");
}

}  // namespace
}  // namespace regisseur
