#include "aggregator/changes/identity_changes.h"

#include <set>

#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using Role = Principal::Role;
using Kind = Principal::Kind;

// Identities of the configuration as a test says, and those that were told.
class FakeDirectory final : public IdentityDirectory {
 public:
  std::optional<Identity> Find(absl::string_view id) const override {
    for (const auto* list : {&configured, &told}) {
      for (const Identity& identity : *list) {
        if (identity.who.identity == id) return identity;
      }
    }
    return std::nullopt;
  }
  bool ConfiguresAnAdministrator() const override { return administrator; }

  bool administrator = false;
  std::vector<Identity> configured;
  std::vector<Identity> told;
};

class IdentityChangesTest : public StorageFixture {
 protected:
  Principal Person(const std::string& id, Role role, int64_t limit = 0) const {
    Principal who;
    who.identity = id;
    who.name = id;
    who.role = role;
    who.kind = Kind::kPerson;
    if (limit > 0) who.limit = {Decimal(limit, 0), "EUR"};
    return who;
  }
  IdentityChanges::Request Request(const std::string& id,
                                   const std::string& content = "") const {
    return {.method = "regisseur.identity.v1.IdentityService.Test",
            .id = id,
            .content = content};
  }
  // An identity as a handler would hand it over.
  Identity Wanted(Role role, int64_t limit = 0) {
    Identity identity;
    identity.who = Person(absl::StrCat("made-", ++made_), role, limit);
    identity.token_sha256 = std::string(32, static_cast<char>('a' + made_));
    identity.expires = clock_.Now() + absl::Hours(24);
    return identity;
  }
  int64_t Acts() const {
    return static_cast<int64_t>(
        acts_store_.List(who_, {}, std::nullopt, 1000)->acts.size());
  }
  // From now on no act can be stored.
  void BreakTheTrail() {
    ASSERT_TRUE(queue_
                    ->Write(WriteQueue::Lane::kAct,
                            [](Transaction& transaction) -> absl::Status {
                              return transaction
                                  .Prepared(
                                      "CREATE TRIGGER broken BEFORE INSERT ON "
                                      "act BEGIN SELECT RAISE(ABORT, 'no "
                                      "trail'); END")
                                  .Step()
                                  .status();
                            })
                    .ok());
  }

  const Principal local_ = Principal::LocalAdministrator();
  int made_ = 0;
  FakeDirectory directory_;
  const ActStore acts_store_{*database_, clock_};
  regisseur::Acts acts_{*queue_, acts_store_};
  const IdentityStore store_{*database_};
  IdentityChanges changes_{
      acts_, store_, directory_, clock_,
      [this](std::vector<Identity> all) { directory_.told = std::move(all); }};
};

TEST_F(IdentityChangesTest, AnIdentityAndItsActAreOneTransaction) {
  const auto made =
      changes_.Create(local_, Request("r1"), Wanted(Role::kAdministrator));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_FALSE(made->repeated);
  EXPECT_EQ(made->identity.created_by, "local");
  EXPECT_EQ(directory_.told.size(), 1u);
  const auto trail = acts_store_.List(who_, {}, std::nullopt, 10);
  ASSERT_TRUE(trail.ok()) << trail.status();
  ASSERT_EQ(trail->acts.size(), 1u);
  EXPECT_EQ(trail->acts[0].subject, "identity " + made->identity.who.identity);
  EXPECT_EQ(trail->acts[0].identity, "local");
}

TEST_F(IdentityChangesTest, TheSameRequestMakesNoSecondOne) {
  const auto first =
      changes_.Create(local_, Request("r1", "x"), Wanted(Role::kAdministrator));
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again =
      changes_.Create(local_, Request("r1", "x"), Wanted(Role::kAdministrator));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->identity.who.identity, first->identity.who.identity);
  EXPECT_EQ(store_.List(who_)->size(), 1u);
  EXPECT_EQ(
      changes_.Create(local_, Request("r1", "y"), Wanted(Role::kAdministrator))
          .status()
          .code(),
      absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(changes_.Create(local_, Request(""), Wanted(Role::kAdministrator))
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(IdentityChangesTest, TheFirstOneHasToBeAnAdministrator) {
  const auto refused =
      changes_.Create(local_, Request("r1"), Wanted(Role::kOperator));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Acts(), 0);
  directory_.administrator = true;
  EXPECT_TRUE(
      changes_.Create(local_, Request("r2"), Wanted(Role::kOperator)).ok());
}

TEST_F(IdentityChangesTest, WithoutATrailNothingIsChanged) {
  ASSERT_TRUE(
      changes_.Create(local_, Request("r1"), Wanted(Role::kAdministrator))
          .ok());
  directory_.administrator = true;
  const auto proposed =
      changes_.Create(local_, Request("r2"), Wanted(Role::kCio, 1000));
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  const std::string id = proposed->identity.who.identity;
  BreakTheTrail();
  const auto refuses = [&](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("nothing was changed, because the audit trail"));
  };
  refuses(
      changes_.Create(local_, Request("r3"), Wanted(Role::kAuditor)).status());
  refuses(changes_.Revoke(local_, Request("r4"), id).status());
  refuses(
      changes_.Approve(Person("cio", Role::kCio, 5000), Request("r5"), id, "")
          .status());
  const auto kept = store_.List(who_);
  ASSERT_EQ(kept->size(), 2u);
  for (const Identity& identity : *kept) {
    EXPECT_FALSE(identity.revoked.has_value());
    EXPECT_TRUE(identity.approved_by.empty());
  }
  EXPECT_EQ(Acts(), 2);
}

TEST_F(IdentityChangesTest, ALimitNeedsTheYesOfAnotherPerson) {
  directory_.administrator = true;
  const Principal admin = Person("admin", Role::kAdministrator);
  const auto proposed =
      changes_.Create(admin, Request("r1"), Wanted(Role::kController, 1000));
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  const std::string id = proposed->identity.who.identity;
  EXPECT_EQ(proposed->identity.StateAt(clock_.Now()),
            Identity::State::kProposed);
  const auto approve = [&](const Principal& who, const std::string& request,
                           const std::string& for_whom = "") {
    return changes_.Approve(who, Request(request), id, for_whom).status();
  };
  // The rule itself has its own table of cases.
  EXPECT_EQ(approve(admin, "a1").code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(approve(local_, "a2").code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(approve(Person("cio", Role::kCio, 999), "a3").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(approve(Person(id, Role::kCio, 9999), "a4").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Acts(), 1);
  EXPECT_TRUE(approve(Person("cio", Role::kCio, 1000), "a5").ok());
  EXPECT_EQ(directory_.Find(id)->approved_by, "cio");
  EXPECT_EQ(approve(Person("cio", Role::kCio, 1000), "a6").code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(IdentityChangesTest, ADeputyApprovesInOwnNameUntilItsLastDay) {
  directory_.administrator = true;
  Identity cio;
  cio.configured = true;
  cio.who = Person("cio", Role::kCio, 5000);
  cio.deputies = {{"deputy", clock_.Now() + absl::Hours(1)}};
  directory_.configured = {cio};
  const Principal deputy = Person("deputy", Role::kContractManager);
  const auto propose = [&](const std::string& request) {
    return changes_
        .Create(Person("admin", Role::kAdministrator), Request(request),
                Wanted(Role::kController, 1000))
        ->identity.who.identity;
  };
  const std::string first = propose("r1");
  EXPECT_FALSE(changes_.Approve(deputy, Request("a1"), first, "").ok());
  EXPECT_EQ(
      changes_
          .Approve(Person("somebody", Role::kCio), Request("a2"), first, "cio")
          .status()
          .code(),
      absl::StatusCode::kPermissionDenied);
  ASSERT_TRUE(changes_.Approve(deputy, Request("a3"), first, "cio").ok());
  EXPECT_EQ(directory_.Find(first)->approved_by, "deputy");
  const auto trail = acts_store_.List(who_, {}, std::nullopt, 1);
  EXPECT_EQ(trail->acts[0].identity, "deputy");
  EXPECT_EQ(trail->acts[0].via, "deputy of cio");

  const std::string second = propose("r2");
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(
      changes_.Approve(deputy, Request("a4"), second, "cio").status().code(),
      absl::StatusCode::kPermissionDenied);
}

TEST_F(IdentityChangesTest, RevokingHoldsAtOnceAndKeepsItsFirstTime) {
  const auto made =
      changes_.Create(local_, Request("r1"), Wanted(Role::kAdministrator));
  ASSERT_TRUE(made.ok()) << made.status();
  const std::string id = made->identity.who.identity;
  const absl::Time first = clock_.Now();
  ASSERT_TRUE(changes_.Revoke(local_, Request("r2"), id).ok());
  clock_.Advance(absl::Hours(1));
  const auto again = changes_.Revoke(local_, Request("r3"), id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->revoked, first);
  EXPECT_EQ(directory_.Find(id)->StateAt(clock_.Now()),
            Identity::State::kRevoked);
  EXPECT_EQ(changes_.Revoke(local_, Request("r4"), "nobody").status().code(),
            absl::StatusCode::kNotFound);
  Identity configured;
  configured.configured = true;
  configured.who.identity = "agent";
  directory_.configured = {configured};
  EXPECT_EQ(changes_.Revoke(local_, Request("r5"), "agent").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace regisseur
