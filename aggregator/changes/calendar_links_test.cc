#include "aggregator/changes/calendar_links.h"

#include "aggregator/changes/matter_fixture.h"
#include "core/evidence/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class CalendarLinksTest : public MatterFixture {
 protected:
  CalendarLinks::Created Create(const Principal& who, int days = 0) {
    auto created = links_.Create(
        who,
        {"regisseur.test.v1.TestService.Test", absl::StrCat("r", ++made_), "c"},
        Link(absl::StrCat("l", made_)), days);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? *std::move(created) : CalendarLinks::Created();
  }
  static CalendarLink Link(const std::string& id) {
    CalendarLink link;
    link.id = id;
    link.name = "my telephone";
    link.token_sha256 = Hash(id);
    return link;
  }
  static std::string Hash(const std::string& text) {
    Sha256Hasher hasher;
    return std::string(ToBytes(hasher.Hash(text)));
  }
  void Know(const Principal& who) {
    Identity identity;
    identity.who = who;
    directory_.identities[who.identity] = identity;
    anybody_ = true;
  }

  bool anybody_ = false;
  const CalendarLinkStore store_{*database_};
  CalendarLinks links_{acts_, store_, directory_, clock_,
                       [this] { return anybody_; }};
};

TEST_F(CalendarLinksTest, ReadsWithTheRightsThatItsMakerHasNow) {
  Know(cio_);
  const CalendarLink link = Create(cio_).link;
  const auto who = links_.Identify(Hash(link.id));
  ASSERT_TRUE(who.ok()) << who.status();
  EXPECT_EQ(who->role, Principal::Role::kCio);
  EXPECT_EQ(who->via, "calendar");
  EXPECT_FALSE(who->limit.has_value());
  // Another role since, and then none.
  directory_.identities["cio"].who.role = Principal::Role::kAuditor;
  EXPECT_EQ(links_.Identify(Hash(link.id))->role, Principal::Role::kAuditor);
  directory_.identities["cio"].revoked = clock_.Now();
  EXPECT_EQ(links_.Identify(Hash(link.id)).status().code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(links_.StateOf(link), CalendarLinks::State::kMakerGone);
}

TEST_F(CalendarLinksTest, EndsWhenItIsRevokedOrItsTimeIsOver) {
  Know(cio_);
  const CalendarLink link = Create(cio_).link;
  const CalendarLink shorter = Create(cio_, 2).link;
  ASSERT_TRUE(links_.Revoke(cio_, {"m", "x1", "c"}, link.id).ok());
  EXPECT_EQ(links_.Identify(Hash(link.id)).status().code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(links_.Revoke(cio_, {"m", "x2", "c"}, link.id).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(links_.Identify(Hash(shorter.id)).ok());
  clock_.Advance(absl::Hours(48));
  EXPECT_EQ(links_.Identify(Hash(shorter.id)).status().code(),
            absl::StatusCode::kUnauthenticated);
  // In the same words as one that never was.
  EXPECT_EQ(links_.Identify(Hash(shorter.id)).status().message(),
            links_.Identify(Hash("nobody")).status().message());
}

TEST_F(CalendarLinksTest, IsItsMakersAndTheAdministrators) {
  Know(cio_);
  Know(manager_);
  const CalendarLink link = Create(cio_).link;
  EXPECT_THAT(*links_.List(manager_), IsEmpty());
  EXPECT_EQ(links_.Revoke(manager_, {"m", "x1", "c"}, link.id).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(*links_.List(Principal::LocalAdministrator()), SizeIs(1));
}

TEST_F(CalendarLinksTest, OfTheMachinesOwnAdministratorOnlyWithoutIdentities) {
  const CalendarLink link = Create(Principal::LocalAdministrator()).link;
  EXPECT_TRUE(links_.Identify(Hash(link.id)).ok());
  anybody_ = true;
  EXPECT_FALSE(links_.Identify(Hash(link.id)).ok());
}

TEST_F(CalendarLinksTest, OfAPersonOfTheProxyHoldsNinetyDaysAtMost) {
  anybody_ = true;
  const Principal person = Person("proxy:h.bakker", Principal::Role::kCio);
  const CalendarLink link = Create(person).link;
  EXPECT_TRUE(links_.Identify(Hash(link.id)).ok());
  EXPECT_EQ(link.expires - link.created, absl::Hours(90 * 24));
  EXPECT_EQ(
      links_.Create(person, {"m", "x", "c"}, Link("l9"), 91).status().code(),
      absl::StatusCode::kInvalidArgument);
}

TEST_F(CalendarLinksTest, TheSameRequestMakesOne) {
  const CalendarLinks::Request request = {"m", "x", "c"};
  ASSERT_TRUE(links_.Create(cio_, request, Link("a"), 0).ok());
  const auto again = links_.Create(cio_, request, Link("b"), 0);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->link.id, "a");
  EXPECT_EQ(
      links_.Create(cio_, {"m", "y", "c"}, CalendarLink(), 0).status().code(),
      absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace regisseur
