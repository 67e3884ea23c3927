#include "aggregator/storage/identity_store.h"

#include "aggregator/storage/storage_fixture.h"
#include "core/base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

class IdentityStoreTest : public StorageFixture {
 protected:
  Identity Make(const std::string& id, char token) const {
    Identity identity;
    identity.who.identity = id;
    identity.who.name = "A. Person";
    identity.who.role = Principal::Role::kController;
    identity.who.kind = Principal::Kind::kPerson;
    identity.who.limit = {Decimal(250'050, 2), "EUR"};
    identity.token_sha256 = std::string(32, token);
    identity.created = clock_.Now();
    identity.created_by = "local";
    identity.needs_approval = true;
    identity.expires = clock_.Now() + absl::Hours(24);
    return identity;
  }
  absl::Status Write(
      const std::function<absl::Status(Transaction&)>& write) const {
    return queue_->Write(WriteQueue::Lane::kAct, write);
  }
  IdentityStore store() const { return IdentityStore(*database_); }

  Act act_;
};

TEST_F(IdentityStoreTest, KeepsWhatItWasGivenOverARestart) {
  ASSERT_TRUE(Write([&](Transaction& t) {
                return store().Insert(t, Make("one", 'a'), act_);
              }).ok());
  const absl::Time later = clock_.Now() + absl::Hours(1);
  ASSERT_TRUE(Write([&](Transaction& t) -> absl::Status {
                RETURN_IF_ERROR(store().SetApproved(t, "one", "two", act_));
                RETURN_IF_ERROR(store().SetRevoked(t, "one", later, act_));
                return store().SetLastUsed(t, "one", later);
              }).ok());
  Reopen();
  const auto kept = store().List(who_);
  ASSERT_TRUE(kept.ok()) << kept.status();
  ASSERT_EQ(kept->size(), 1u);
  const Identity& one = kept->front();
  EXPECT_EQ(one.who.identity, "one");
  EXPECT_EQ(one.who.role, Principal::Role::kController);
  EXPECT_EQ(one.who.limit->amount.ToString(), "2500.50");
  EXPECT_EQ(one.token_sha256, std::string(32, 'a'));
  EXPECT_EQ(one.approved_by, "two");
  EXPECT_EQ(one.revoked, later);
  EXPECT_EQ(one.last_used, later);
  EXPECT_EQ(one.expires, clock_.Now() + absl::Hours(24));
}

TEST_F(IdentityStoreTest, NoTwoIdentitiesHaveOneToken) {
  ASSERT_TRUE(Write([&](Transaction& t) {
                return store().Insert(t, Make("one", 'a'), act_);
              }).ok());
  EXPECT_FALSE(Write([&](Transaction& t) {
                 return store().Insert(t, Make("two", 'a'), act_);
               }).ok());
  EXPECT_EQ(store().List(who_)->size(), 1u);
}

TEST_F(IdentityStoreTest, ARoleThatIsNotKnownIsNobodys) {
  ASSERT_TRUE(Write([&](Transaction& t) -> absl::Status {
                RETURN_IF_ERROR(store().Insert(t, Make("one", 'a'), act_));
                Statement& change = t.Prepared(
                    "UPDATE identity SET role = 'emperor' WHERE id = 'one'");
                return change.Step().status();
              }).ok());
  const auto kept = store().List(who_);
  EXPECT_EQ(kept.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(kept.status().message()),
              HasSubstr("identity one has a role"));
}

TEST_F(IdentityStoreTest, OneThatNeverWasIsNotFound) {
  EXPECT_EQ(database_
                ->Read([&](Connection& connection) {
                  return store().Get(connection, "nobody").status();
                })
                .code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace regisseur
