#include "aggregator/access/callers.h"

#include <set>

#include "aggregator/access/token.h"
#include "core/base/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Role = Principal::Role;
using Transport = CallerEvidence::Transport;

CallerEvidence FromLoopback() { return {.address = "127.0.0.1"}; }

CallerEvidence WithHeader(CallerEvidence evidence, const std::string& name,
                          const std::string& text) {
  evidence.headers.emplace_back(name, text);
  return evidence;
}

CallerEvidence WithToken(const std::string& token) {
  return WithHeader({.address = "192.0.2.7"}, "authorization",
                    "Bearer " + token);
}

CallerEvidence WithCertificate(PeerCertificate certificate) {
  return {.address = "192.0.2.7", .certificate = std::move(certificate)};
}

Identity Make(const std::string& id, Role role) {
  Identity identity;
  identity.who.identity = id;
  identity.who.name = id;
  identity.who.role = role;
  identity.who.kind = Principal::Kind::kMachine;
  return identity;
}

IdentityProxy Proxy() {
  IdentityProxy proxy;
  proxy.socket = "/run/proxy.sock";
  proxy.certificate = "CN=proxy";
  proxy.groups = {{"ict-contract", {.role = Role::kContractManager}},
                  {"ict-beheer", {.role = Role::kOperator}},
                  {"vakafdeling", {.role = Role::kOwner, .scope = "jansen"}}};
  return proxy;
}

class CallersTest : public ::testing::Test {
 protected:
  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  Callers callers_{clock_};
};

TEST_F(CallersTest, WithoutIdentitiesEveryoneOnTheMachineIsTheAdministrator) {
  for (const CallerEvidence& evidence :
       {FromLoopback(), CallerEvidence{.transport = Transport::kUnixSocket}}) {
    const auto who = callers_.Identify(evidence);
    ASSERT_TRUE(who.ok()) << who.status();
    EXPECT_EQ(who->role, Role::kAdministrator);
    EXPECT_FALSE(who->IsNamedPerson());
  }
  EXPECT_EQ(callers_.Identify({.address = "192.0.2.7"}).status().code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(CallersTest, WithAnIdentityLoopbackProvesNothing) {
  Identity ended = Make("one", Role::kOperator);
  ended.revoked = clock_.Now();
  for (const auto& identities : {std::vector<Identity>{Make("one", Role::kCio)},
                                 std::vector<Identity>{ended}}) {
    callers_.SetStored(identities);
    EXPECT_EQ(callers_.Identify(FromLoopback()).status().code(),
              absl::StatusCode::kUnauthenticated);
    // Who can open the socket can open the data too.
    EXPECT_EQ(callers_.Identify({.transport = Transport::kUnixSocket})->role,
              Role::kAdministrator);
  }
}

TEST_F(CallersTest, ATokenIsItsHoldersUntilItEnds) {
  const Token token = MakeToken();
  Identity agent = Make("agent", Role::kProvider);
  agent.who.scope = "cloudnine";
  agent.token_sha256 = token.sha256;
  agent.expires = clock_.Now() + absl::Hours(1);
  callers_.SetStored({Make("other", Role::kCio), agent});

  const auto who = callers_.Identify(WithToken(token.text));
  ASSERT_TRUE(who.ok()) << who.status();
  EXPECT_EQ(who->identity, "agent");
  EXPECT_EQ(who->scope, "cloudnine");

  std::set<std::string> words;
  const auto refused = [&](const CallerEvidence& evidence) {
    const absl::Status status = callers_.Identify(evidence).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
    words.insert(std::string(status.message()));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("agent")));
  };
  refused(WithToken(MakeToken().text));
  refused(WithToken("rgs_short"));
  refused(WithToken(token.text + "x"));
  refused(WithToken(""));
  agent.needs_approval = true;
  callers_.SetStored({agent});
  refused(WithToken(token.text));
  agent.approved_by = "cio";
  agent.revoked = clock_.Now();
  callers_.SetStored({agent});
  refused(WithToken(token.text));
  agent.revoked.reset();
  callers_.SetStored({agent});
  EXPECT_TRUE(callers_.Identify(WithToken(token.text)).ok());
  clock_.Advance(absl::Hours(1));
  refused(WithToken(token.text));
  // The same words, whatever was wrong with it.
  EXPECT_EQ(words.size(), 1u);
}

TEST_F(CallersTest, AnEmptyHashIsNobodysToken) {
  callers_.SetStored({Make("no-token", Role::kCio)});
  EXPECT_FALSE(callers_.Identify(WithToken("")).ok());
  EXPECT_FALSE(
      callers_
          .Identify(WithHeader(FromLoopback(), "authorization", "Basic YTpi"))
          .ok());
}

TEST_F(CallersTest, ACertificateIsWhoItsWholeNameSays) {
  Identity agent = Make("agent", Role::kOperator);
  agent.certificate = "spiffe://example.nl/agent";
  Identity old = Make("old", Role::kAuditor);
  old.certificate = "CN=old,O=Example";
  callers_.Configure({agent, old}, std::nullopt);
  const auto who = [&](PeerCertificate certificate) {
    const auto found = callers_.Identify(WithCertificate(certificate));
    return found.ok() ? found->identity : "";
  };
  EXPECT_EQ(who({{"spiffe://example.nl/agent"}, "CN=x"}), "agent");
  EXPECT_EQ(who({{}, "CN=old,O=Example"}), "old");
  // A certificate that has a SPIFFE id is that, whatever its subject says.
  EXPECT_EQ(who({{"spiffe://example.nl/x"}, "CN=old,O=Example"}), "");
  EXPECT_EQ(who({{"spiffe://example.nl/agent", "spiffe://example.nl/x"}, ""}),
            "");
  const absl::Status two =
      callers_
          .Identify(WithCertificate(
              {{"spiffe://example.nl/agent", "spiffe://example.nl/x"}, ""}))
          .status();
  EXPECT_THAT(std::string(two.message()),
              HasSubstr("shows 2 SPIFFE ids (spiffe://example.nl/agent, "
                        "spiffe://example.nl/x)"));
  EXPECT_EQ(who({{"spiffe://example.nl/agent/2"}, ""}), "");
  EXPECT_EQ(who({{}, "CN=old"}), "");
  EXPECT_EQ(who({{}, ""}), "");
}

TEST_F(CallersTest, ThePersonOfTheProxyHasTheRoleOfTheFirstKnownGroup) {
  callers_.Configure({}, Proxy());
  CallerEvidence evidence{.transport = Transport::kProxySocket};
  evidence = WithHeader(evidence, "x-remote-user", "j.jansen@example.nl");
  const auto with_groups = [&](const std::string& groups) {
    return callers_.Identify(WithHeader(evidence, "x-remote-groups", groups));
  };
  const auto manager = with_groups("everybody, ict-beheer;ict-contract");
  ASSERT_TRUE(manager.ok()) << manager.status();
  EXPECT_EQ(manager->role, Role::kContractManager);
  EXPECT_EQ(manager->identity, "proxy:j.jansen@example.nl");
  EXPECT_TRUE(manager->IsNamedPerson());
  EXPECT_EQ(with_groups("vakafdeling")->scope, "jansen");

  const absl::Status unknown = with_groups("everybody").status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(unknown.message()),
              HasSubstr("\"j.jansen@example.nl\" is signed in, but none of the "
                        "groups (everybody) has access"));
  EXPECT_EQ(with_groups("").status().code(),
            absl::StatusCode::kPermissionDenied);
  // A part of a name is another name.
  EXPECT_FALSE(with_groups("ict-contract-extern").ok());
}

TEST_F(CallersTest, WhomTheProxyDoesNotNameIsNobody) {
  callers_.Configure({}, Proxy());
  const CallerEvidence bare{.transport = Transport::kProxySocket};
  for (const char* user : {"", "  ", "(null)", "a\nb"}) {
    EXPECT_EQ(callers_
                  .Identify(WithHeader(WithHeader(bare, "x-remote-user", user),
                                       "x-remote-groups", "ict-contract"))
                  .status()
                  .code(),
              absl::StatusCode::kUnauthenticated)
        << user;
  }
  EXPECT_EQ(callers_.Identify(bare).status().code(),
            absl::StatusCode::kUnauthenticated);
  // A token does not help past the proxy.
  EXPECT_FALSE(callers_
                   .Identify(WithHeader(bare, "authorization",
                                        "Bearer " + MakeToken().text))
                   .ok());
}

TEST_F(CallersTest, TheProxysHeadersCountFromNobodyElse) {
  const auto forged = [](CallerEvidence evidence) {
    evidence = WithHeader(evidence, "x-remote-user", "cio");
    return WithHeader(evidence, "x-remote-groups", "ict-contract");
  };
  const std::vector<CallerEvidence> ways = {
      FromLoopback(),
      {.address = "192.0.2.7"},
      {.transport = Transport::kUnixSocket},
      WithCertificate({{}, "CN=somebody"}),
      WithCertificate({{"spiffe://example.nl/x"}, "CN=proxy"}),
      WithToken(MakeToken().text),
  };
  for (const bool configured : {false, true}) {
    if (configured) callers_.Configure({}, Proxy());
    for (const CallerEvidence& way : ways) {
      const absl::Status refused = callers_.Identify(forged(way)).status();
      EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
      EXPECT_THAT(std::string(refused.message()),
                  HasSubstr("accepted from the identity proxy only"));
    }
  }
  const auto proxy =
      callers_.Identify(forged(WithCertificate({{}, "CN=proxy"})));
  ASSERT_TRUE(proxy.ok()) << proxy.status();
  EXPECT_EQ(proxy->name, "cio");
}

TEST_F(CallersTest, AHeaderThatComesTwiceIsRefused) {
  callers_.Configure({}, Proxy());
  CallerEvidence evidence{.transport = Transport::kProxySocket};
  evidence = WithHeader(evidence, "x-remote-user", "a");
  evidence = WithHeader(evidence, "x-remote-user", "b");
  EXPECT_EQ(callers_.Identify(evidence).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(CallersTest, RemembersWhenATokenWasUsed) {
  const Token token = MakeToken();
  Identity agent = Make("agent", Role::kOperator);
  agent.token_sha256 = token.sha256;
  callers_.SetStored({agent});
  EXPECT_TRUE(callers_.NewUses().empty());
  ASSERT_TRUE(callers_.Identify(WithToken(token.text)).ok());
  EXPECT_EQ(callers_.NewUses().at("agent"), clock_.Now());
  EXPECT_EQ(callers_.Find("agent")->last_used, clock_.Now());
  agent.last_used = clock_.Now();
  callers_.SetStored({agent});
  EXPECT_TRUE(callers_.NewUses().empty());
}

TEST(TokenTest, IsFoundByItsBeginningAndKeptAsItsHash) {
  const Token one = MakeToken();
  EXPECT_THAT(one.text, StartsWith("rgs_"));
  EXPECT_TRUE(LooksLikeToken(one.text));
  EXPECT_EQ(one.sha256, HashToken(one.text));
  EXPECT_EQ(one.sha256.size(), 32u);
  EXPECT_NE(one.text, MakeToken().text);
  EXPECT_FALSE(LooksLikeToken("rgs_"));
  EXPECT_FALSE(LooksLikeToken(one.text + "a"));
  EXPECT_TRUE(SameHash(one.sha256, HashToken(one.text)));
  EXPECT_FALSE(SameHash(one.sha256, ""));
}

TEST(TokenTest, IdsAreRandomUuidsInTheOrderOfTime) {
  const std::string first = MakeRandomId(1'700'000'000'000);
  const std::string later = MakeRandomId(1'700'000'000'001);
  EXPECT_EQ(first.size(), 36u);
  EXPECT_EQ(first[14], '7');
  EXPECT_LT(first, later);
  EXPECT_NE(first, MakeRandomId(1'700'000'000'000));
}

}  // namespace
}  // namespace regisseur
