// Remote adapters over mutual TLS, with real handshakes: the daemon's side
// against the server that every adapter program has.

#include "aggregator/collect/tls_material.h"
#include "core/finding/catalogue.h"
#include "services/sdk/adapter_server.h"
#include "services/sdk/fake/fake_adapter.h"
#include "tests/integration/collect_fixture.h"
#include "tests/integration/test_certificates.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kAdapterId[] = "spiffe://partner.example/adapter";

class RemoteTlsTest : public CollectFixture {
 protected:
  std::string Path(const std::string& name) const {
    return absl::StrCat(folder_, "/", name);
  }

  // The adapter's side: trusts `ca`, shows `own`.
  void Serve(const TestCertificate& own, const std::string& ca,
             const std::string& listen = "localhost:0") {
    server_.reset();
    WriteFile(Path("server-ca.pem"), ca);
    WriteFile(Path("server.pem"), own.cert);
    WriteFile(Path("server.key"), own.key);
    sdk::AdapterServerOptions options;
    options.listen = listen;
    options.tls_ca = Path("server-ca.pem");
    options.tls_cert = Path("server.pem");
    options.tls_key = Path("server.key");
    auto server = sdk::AdapterServer::Start(options, sdk::MakeFakeAdapter());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // The daemon's side.
  void Trust(const TestCertificate& own, const std::string& ca) {
    WriteFile(Path("ca.pem"), ca);
    WriteFile(Path("me.pem"), own.cert);
    WriteFile(Path("me.key"), own.key);
  }

  // How a collection of the adapter ends.
  std::optional<SourceTry> Try(const std::string& peer = "") {
    if (scheduler_ == nullptr) {
      AddRemote("a", absl::StrCat("dns:///", server_->address())).tls =
          TlsFiles{Path("ca.pem"), Path("me.pem"), Path("me.key"), peer};
      Start();
    }
    return Collect({"a"}).at("a").failure;
  }

  void ExpectRefused(const std::optional<SourceTry>& failure,
                     const std::string& why) {
    ASSERT_TRUE(failure.has_value());
    EXPECT_EQ(failure->outcome, TryOutcome::kConfiguration) << failure->message;
    EXPECT_THAT(failure->message, HasSubstr(why));
  }

  const TestAuthority authority_{"Partner CA"};
  const TestAuthority other_{"Other CA"};
  const TestCertificate daemon_ = authority_.Issue("regisseurd");
  std::unique_ptr<sdk::AdapterServer> server_;
};

TEST_F(RemoteTlsTest, CollectsWithTheRightCertificates) {
  Serve(authority_.Issue("adapter"), authority_.cert());
  Trust(daemon_, authority_.cert());
  const auto failure = Try();
  EXPECT_FALSE(failure.has_value()) << failure->message;
  EXPECT_EQ(Measured(), 6u);
}

TEST_F(RemoteTlsTest, RefusesAnAdapterOfAnotherAuthority) {
  Serve(other_.Issue("adapter"), authority_.cert());
  Trust(daemon_, authority_.cert());
  ExpectRefused(Try(),
                "the adapter's certificate is refused: unable to get local "
                "issuer certificate");
}

TEST_F(RemoteTlsTest, RefusesAnAdapterWithAnotherName) {
  Serve(authority_.Issue("adapter", "DNS:elsewhere.example"),
        authority_.cert());
  Trust(daemon_, authority_.cert());
  ExpectRefused(Try(),
                "the adapter's certificate is refused: hostname mismatch");
}

TEST_F(RemoteTlsTest, RefusesAnAdapterWhoseCertificateExpired) {
  Serve(authority_.Issue("adapter", "DNS:localhost",
                         absl::Now() - absl::Hours(1)),
        authority_.cert());
  Trust(daemon_, authority_.cert());
  ExpectRefused(
      Try(), "the adapter's certificate is refused: certificate has expired");
}

TEST_F(RemoteTlsTest, SaysThatTheAdapterRefusesOurCertificate) {
  Serve(authority_.Issue("adapter"), authority_.cert());
  Trust(other_.Issue("regisseurd"), authority_.cert());
  ExpectRefused(Try(), "the adapter refuses us: it closed the connection");
}

TEST_F(RemoteTlsTest, AnAdapterAnswersNobodyWithoutACertificate) {
  Serve(authority_.Issue("adapter"), authority_.cert());
  const absl::Status refused =
      DiagnoseTls(absl::StrCat("dns:///", server_->address()),
                  {.ca = authority_.cert()}, "", absl::Seconds(10));
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused.message(), HasSubstr("it closed the connection"));
}

TEST_F(RemoteTlsTest, NamesAFileThatCannotBeUsed) {
  Serve(authority_.Issue("adapter"), authority_.cert());
  const struct {
    std::string file;
    std::string content;
    std::string why;
  } kCases[] = {
      {"ca.pem", "garbage", " holds no certificate in PEM"},
      {"me.pem", "", " holds no certificate in PEM"},
      {"me.pem",
       authority_.Issue("me", "DNS:x", absl::Now() - absl::Hours(1)).cert,
       ": the certificate expired on"},
      {"me.key", "garbage", " holds no key in PEM"},
      {"me.key", authority_.Issue("me").key, " is not the key of"},
  };
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.file + " " + test.why);
    Trust(daemon_, authority_.cert());
    WriteFile(Path(test.file), test.content);
    ExpectRefused(Try(), absl::StrCat(Path(test.file), test.why));
  }
  Trust(daemon_, authority_.cert());
  EXPECT_FALSE(Try().has_value());
}

TEST_F(RemoteTlsTest, AnUnreachableAdapterIsTriedAgain) {
  Serve(authority_.Issue("adapter"), authority_.cert());
  Trust(daemon_, authority_.cert());
  EXPECT_FALSE(Try().has_value());
  server_.reset();
  const auto failure = Try();
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(failure->outcome, TryOutcome::kTransient) << failure->message;
  const auto again = Try();
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->outcome, TryOutcome::kTransient) << again->message;
  EXPECT_THAT(again->message, HasSubstr("Connection refused"));
}

TEST_F(RemoteTlsTest, KnowsTheAdapterByItsSpiffeIdWhateverItsHost) {
  Serve(authority_.Issue("adapter", absl::StrCat("URI:", kAdapterId)),
        authority_.cert());
  Trust(daemon_, authority_.cert());
  const auto failure = Try(kAdapterId);
  EXPECT_FALSE(failure.has_value()) << failure->message;
}

TEST_F(RemoteTlsTest, KnowsTheAdapterByTheNameOfItsSubject) {
  Serve(authority_.Issue("adapter.partner", "DNS:whatever.example"),
        authority_.cert());
  Trust(daemon_, authority_.cert());
  const auto failure = Try("adapter.partner");
  EXPECT_FALSE(failure.has_value()) << failure->message;
}

TEST_F(RemoteTlsTest, RefusesAnotherIdentityOfTheSameAuthority) {
  // The right host is no help, nor is a name that looks like the identity.
  Serve(authority_.Issue(kAdapterId,
                         "DNS:localhost,URI:spiffe://partner.example/printer"),
        authority_.cert());
  Trust(daemon_, authority_.cert());
  const auto failure = Try(kAdapterId);
  ExpectRefused(failure, "spiffe://partner.example/printer");
  EXPECT_THAT(failure->message, HasSubstr(kAdapterId));
}

TEST_F(RemoteTlsTest, RefusesACertificateWithTwoIdentities) {
  Serve(authority_.Issue("adapter",
                         absl::StrCat("URI:", kAdapterId,
                                      ",URI:spiffe://partner.example/other")),
        authority_.cert());
  Trust(daemon_, authority_.cert());
  ExpectRefused(Try(kAdapterId), kAdapterId);
}

TEST_F(RemoteTlsTest, UsesNewCertificatesFromTheNextCollectionOn) {
  Serve(authority_.Issue("adapter"), authority_.cert());
  Trust(daemon_, authority_.cert());
  EXPECT_FALSE(Try().has_value());
  // The partner moves to another authority, and so do we.
  const std::string address = server_->address();
  Serve(other_.Issue("adapter"), other_.cert(), address);
  EXPECT_TRUE(Try().has_value());
  Trust(other_.Issue("regisseurd"), other_.cert());
  const auto failure = Try();
  EXPECT_FALSE(failure.has_value()) << failure->message;
}

TEST_F(RemoteTlsTest, GoesOnWithTheOldCertificatesWhenNewOnesAreBroken) {
  Serve(authority_.Issue("adapter"), authority_.cert());
  Trust(daemon_, authority_.cert());
  EXPECT_FALSE(Try().has_value());
  WriteFile(Path("me.pem"), "half a certifi");
  EXPECT_FALSE(Try().has_value());
  const auto findings = Findings("a");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule, "adapter-tls-files");
  EXPECT_THAT(RenderMessage(findings[0].rule, findings[0].arguments),
              AllOf(HasSubstr(Path("me.pem")), HasSubstr("stay in use")));
  // Also after the connection had to be made anew.
  Serve(authority_.Issue("adapter"), authority_.cert(), server_->address());
  (void)Try();
  EXPECT_FALSE(Try().has_value());
  Trust(daemon_, authority_.cert());
  EXPECT_FALSE(Try().has_value());
  EXPECT_THAT(Findings("a"), IsEmpty());
}

}  // namespace
}  // namespace regisseur
