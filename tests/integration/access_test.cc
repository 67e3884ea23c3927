#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/app/daemon.h"
#include "aggregator/config/daemon_config.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "regisseur/identity/v1/identity.grpc.pb.h"
#include "regisseur/portfolio/v1/portfolio.grpc.pb.h"
#include "regisseur/source/v1/source.grpc.pb.h"
#include "tests/integration/test_certificates.h"

namespace regisseur {
namespace {

using identity::v1::Caller;
using identity::v1::IdentityService;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kWhoami[] = "/regisseur.identity.v1.IdentityService/GetCaller";

// Everything that a server says until it closes.
std::string ReadAll(const std::function<int(char*, int)>& read) {
  std::string text;
  char buffer[4096];
  int n = 0;
  while ((n = read(buffer, sizeof(buffer))) > 0) {
    text.append(buffer, static_cast<size_t>(n));
  }
  return text;
}

std::string Post(const std::string& host, const std::string& headers = "",
                 const std::string& path = kWhoami,
                 const std::string& body = "{}") {
  return absl::StrCat("POST ", path, " HTTP/1.1\r\nHost: ", host,
                      "\r\nConnection: close\r\n"
                      "Content-Length: ",
                      body.size(), "\r\n",
                      absl::StrContains(headers, "Content-Type")
                          ? ""
                          : "Content-Type: application/json\r\n",
                      headers, "\r\n", body);
}

// A daemon that others can reach, and everybody who tries.
class AccessTest : public ::testing::Test {
 protected:
  AccessTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/access-", getpid(), "-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    const TestCertificate own =
        authority_.Issue("daemon", "DNS:localhost,IP:127.0.0.1");
    WriteFile(folder_ + "/own.pem", own.cert);
    WriteFile(folder_ + "/own.key", own.key);
    WriteFile(folder_ + "/ca.pem", authority_.cert());
  }
  ~AccessTest() override {
    daemon_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string Yaml(const std::string& access,
                   const std::string& listen = "0.0.0.0:0") const {
    return absl::StrCat(
        "portfolio: {name: Test}\n"
        "data_dir: data\n"
        "listen: {grpc: \"",
        listen, "\", http: \"", listen,
        "\", names: [localhost]}\n"
        "providers:\n"
        "  - {id: cloudnine, name: CloudNine, owner: jansen}\n"
        "  - {id: other, name: Other}\n",
        access);
  }
  static std::string WholeAccess() {
    return "tls: {cert: own.pem, key: own.key, client_ca: ca.pem}\n"
           "identities:\n"
           "  - {id: admin, name: Admin, role: administrator, kind: person, "
           "certificate: \"spiffe://example.nl/admin\"}\n"
           "  - {id: agent, name: Agent, role: operator, certificate: "
           "\"CN=agent\"}\n"
           "identity_proxy: {socket: proxy.sock, certificate: \"CN=proxy\", "
           "hosts: [regisseur.example.nl], groups: {ict: cio}}\n";
  }

  absl::Status Start(const std::string& yaml) {
    auto config =
        ParseDaemonConfig(folder_ + "/regisseur.yaml", folder_, yaml, {});
    if (!config.ok()) return config.status();
    Daemon::Options options;
    options.adapters_dir = folder_;
    auto daemon = Daemon::Start(*config, options);
    if (!daemon.ok()) return daemon.status();
    daemon_ = *std::move(daemon);
    return absl::OkStatus();
  }

  static std::string PortOf(const std::string& address) {
    return address.substr(address.rfind(':') + 1);
  }
  std::string Host() const {
    return "localhost:" + PortOf(daemon_->http_address());
  }

  std::shared_ptr<grpc::Channel> Channel(
      const TestCertificate& own = {}) const {
    return grpc::CreateChannel(
        "localhost:" + PortOf(daemon_->grpc_address()),
        grpc::SslCredentials({authority_.cert(), own.key, own.cert}));
  }
  static void Bear(grpc::ClientContext& context, const std::string& token) {
    context.AddMetadata("authorization", "Bearer " + token);
  }
  // Who a caller is over gRPC; the status where it is nobody.
  absl::StatusOr<Caller> Whoami(const TestCertificate& own,
                                const std::string& token = "",
                                const std::string& forged = "") const {
    grpc::ClientContext context;
    if (!token.empty()) Bear(context, token);
    if (!forged.empty()) context.AddMetadata("x-remote-user", forged);
    Caller caller;
    const grpc::Status status = IdentityService::NewStub(Channel(own))
                                    ->GetCaller(&context, {}, &caller);
    if (status.ok()) return caller;
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                        status.error_message());
  }

  // Over TLS, with a certificate or none.
  std::string Https(const std::string& request,
                    const TestCertificate& own = {}) const {
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    if (!own.cert.empty()) {
      WriteFile(folder_ + "/client.pem", own.cert);
      WriteFile(folder_ + "/client.key", own.key);
      SSL_CTX_use_certificate_file(context, (folder_ + "/client.pem").c_str(),
                                   SSL_FILETYPE_PEM);
      SSL_CTX_use_PrivateKey_file(context, (folder_ + "/client.key").c_str(),
                                  SSL_FILETYPE_PEM);
    }
    SSL_CTX_load_verify_locations(context, (folder_ + "/ca.pem").c_str(),
                                  nullptr);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    BIO* const bio = BIO_new_ssl_connect(context);
    const std::string target = "127.0.0.1:" + PortOf(daemon_->http_address());
    BIO_set_conn_hostname(bio, target.c_str());
    std::string answer;
    if (BIO_write(bio, request.data(), static_cast<int>(request.size())) > 0) {
      answer = ReadAll(
          [&](char* buffer, int size) { return BIO_read(bio, buffer, size); });
    }
    BIO_free_all(bio);
    SSL_CTX_free(context);
    return answer;
  }

  // As the proxy does.
  std::string OverProxySocket(const std::string& request) const {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder_ + "/proxy.sock")
        .copy(address.sun_path, sizeof(address.sun_path) - 1);
    std::string answer;
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) ==
            0 &&
        send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
      answer = ReadAll([&](char* buffer, int size) {
        return static_cast<int>(recv(fd, buffer, size, 0));
      });
    }
    close(fd);
    return answer;
  }

  identity::v1::CreateIdentityResponse CreateProvider() const {
    grpc::ClientContext context;
    identity::v1::CreateIdentityRequest request;
    request.set_name("CloudNine agent");
    request.set_role(identity::v1::ROLE_PROVIDER);
    request.set_kind(identity::v1::IDENTITY_KIND_MACHINE);
    request.set_provider("cloudnine");
    request.set_request_id("r1");
    identity::v1::CreateIdentityResponse response;
    const grpc::Status status =
        IdentityService::NewStub(Channel(admin_))
            ->CreateIdentity(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  const std::string folder_;
  const TestAuthority authority_{"test authority"};
  const TestCertificate admin_ =
      authority_.Issue("whoever", "URI:spiffe://example.nl/admin");
  const TestCertificate agent_ = authority_.Issue("agent");
  const TestCertificate proxy_ = authority_.Issue("proxy");
  std::unique_ptr<Daemon> daemon_;
};

TEST_F(AccessTest, OthersReachItOnlyWithTlsAndIdentities) {
  const struct {
    const char* access;
    const char* missing;
  } cases[] = {
      {"", "no TLS"},
      {"identities: [{id: a, name: A, role: operator, certificate: CN=a}]\n",
       "no TLS"},
      {"tls: {cert: own.pem, key: own.key}\n", "no identities"},
  };
  for (const auto& c : cases) {
    const absl::Status refused = Start(Yaml(c.access));
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(refused.message()), HasSubstr(c.missing));
  }
  EXPECT_TRUE(Start(Yaml(WholeAccess())).ok());
}

TEST_F(AccessTest, ACertificateThatCannotBeUsedIsRefused) {
  WriteFile(folder_ + "/own.key", agent_.key);
  const absl::Status refused = Start(Yaml(WholeAccess()));
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition) << refused;
  EXPECT_THAT(
      std::string(refused.message()),
      AllOf(HasSubstr("own.key is not the key of"), HasSubstr("own.pem")));
}

TEST_F(AccessTest, SeveralSpiffeIdsInOneCertificateAreNobodysAndSaidSo) {
  ASSERT_TRUE(Start(Yaml(WholeAccess())).ok());
  const TestCertificate two = authority_.Issue(
      "two", "URI:spiffe://example.nl/admin,URI:spiffe://example.nl/b");
  EXPECT_THAT(Https(Post(Host()), two),
              AllOf(HasSubstr("HTTP/1.1 401"), HasSubstr("2 SPIFFE ids")));
  const absl::Status over_grpc = Whoami(two).status();
  EXPECT_EQ(over_grpc.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(std::string(over_grpc.message()), HasSubstr("2 SPIFFE ids"));
}

TEST_F(AccessTest, ItsCertificateIsReplacedWhileItServes) {
  ASSERT_TRUE(Start(Yaml(WholeAccess())).ok());
  const auto shown_at = [&](const std::string& address, bool http2) {
    std::string name;
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    BIO* const bio = BIO_new_ssl_connect(context);
    const std::string target = "127.0.0.1:" + PortOf(address);
    BIO_set_conn_hostname(bio, target.c_str());
    SSL* ssl = nullptr;
    BIO_get_ssl(bio, &ssl);
    constexpr unsigned char kHttp2[] = {2, 'h', '2'};
    if (http2) SSL_set_alpn_protos(ssl, kHttp2, sizeof(kHttp2));
    if (BIO_do_handshake(bio) == 1) {
      X509* const own = SSL_get1_peer_certificate(ssl);
      char text[100];
      X509_NAME_get_text_by_NID(X509_get_subject_name(own), NID_commonName,
                                text, sizeof(text));
      name = text;
      X509_free(own);
    }
    BIO_free_all(bio);
    SSL_CTX_free(context);
    return name;
  };
  // Over gRPC and HTTPS alike.
  const auto shown = [&] {
    const std::string grpc = shown_at(daemon_->grpc_address(), true);
    EXPECT_EQ(shown_at(daemon_->http_address(), false), grpc);
    return grpc;
  };
  const auto overview = [&] {
    return Https(Post(Host(), "",
                      "/regisseur.portfolio.v1.PortfolioService/GetOverview"),
                 admin_);
  };
  EXPECT_EQ(shown(), "daemon");
  EXPECT_THAT(overview(), Not(HasSubstr("certificate-not-in-force")));
  const TestCertificate next = authority_.Issue("daemon of next year");
  WriteFile(folder_ + "/own.pem", next.cert);
  // Half of it: the last good pair stays, and serves.
  EXPECT_EQ(shown(), "daemon");
  EXPECT_TRUE(Whoami(admin_).ok());
  EXPECT_THAT(overview(), AllOf(HasSubstr("certificate-not-in-force"),
                                HasSubstr("own.key is not the key of")));
  WriteFile(folder_ + "/own.key", next.key);
  EXPECT_THAT(overview(), Not(HasSubstr("certificate-not-in-force")));
  EXPECT_EQ(shown(), "daemon of next year");
  WriteFile(folder_ + "/own.pem", "garbage");
  EXPECT_EQ(shown(), "daemon of next year");
  EXPECT_TRUE(Whoami(admin_).ok());
}

TEST_F(AccessTest, EveryCallerIsWhoItsCertificateSays) {
  ASSERT_TRUE(Start(Yaml(WholeAccess())).ok());
  const auto admin = Whoami(admin_);
  ASSERT_TRUE(admin.ok()) << admin.status();
  EXPECT_EQ(admin->identity(), "admin");
  EXPECT_EQ(admin->role(), identity::v1::ROLE_ADMINISTRATOR);
  EXPECT_EQ(Whoami(agent_)->role(), identity::v1::ROLE_OPERATOR);
  // What an operator may do is health and sources, no business data
  // (docs/identity.md).
  EXPECT_THAT(Whoami(agent_)->methods(),
              AllOf(Contains("regisseur.source.v1.SourceService.ListSources"),
                    Not(Contains("regisseur.cost.v1.CostService."
                                 "SummarizeCost"))));
  EXPECT_EQ(Whoami({}).status().code(), absl::StatusCode::kUnauthenticated);
  // Genuine, and nobody here.
  EXPECT_EQ(Whoami(authority_.Issue("somebody")).status().code(),
            absl::StatusCode::kUnauthenticated);
  // The same name by another authority does not come in at all.
  EXPECT_FALSE(Whoami(TestAuthority("forger").Issue("agent")).ok());
  EXPECT_THAT(Https(Post(Host()), agent_),
              HasSubstr(R"("role":"ROLE_OPERATOR")"));
  EXPECT_THAT(Https(Post(Host())), HasSubstr("HTTP/1.1 401"));
  EXPECT_EQ(Https(Post(Host()), TestAuthority("forger").Issue("agent")), "");
}

TEST_F(AccessTest, ATokenHoldsUntilItIsRevoked) {
  ASSERT_TRUE(Start(Yaml(WholeAccess())).ok());
  const identity::v1::CreateIdentityResponse made = CreateProvider();
  const std::string token = made.token();
  ASSERT_FALSE(token.empty());
  // The same request makes no second one and shows no token.
  EXPECT_EQ(CreateProvider().identity().id(), made.identity().id());
  EXPECT_EQ(CreateProvider().token(), "");

  EXPECT_EQ(Whoami({}, token)->provider(), "cloudnine");
  const std::string bearer = "Authorization: Bearer " + token + "\r\n";
  EXPECT_THAT(Https(Post(Host(), bearer)),
              HasSubstr(R"("provider":"cloudnine")"));
  const auto provider = [&](const std::string& id) {
    grpc::ClientContext context;
    Bear(context, token);
    portfolio::v1::GetProviderRequest request;
    request.set_id(id);
    portfolio::v1::Provider answer;
    const grpc::Status status =
        portfolio::v1::PortfolioService::NewStub(Channel())->GetProvider(
            &context, request, &answer);
    return absl::StrCat(status.error_code(), " ", status.error_message(),
                        answer.ShortDebugString());
  };
  EXPECT_THAT(provider("cloudnine"),
              AllOf(HasSubstr("CloudNine"), Not(HasSubstr("jansen"))));
  // Another's answers as one that never was.
  EXPECT_EQ(provider("other"), provider("nobody"));
  EXPECT_THAT(provider("other"), testing::StartsWith("5 "));

  grpc::ClientContext context;
  identity::v1::RevokeIdentityRequest request;
  request.set_id(made.identity().id());
  request.set_request_id("r2");
  identity::v1::RevokeIdentityResponse revoked;
  ASSERT_TRUE(IdentityService::NewStub(Channel(admin_))
                  ->RevokeIdentity(&context, request, &revoked)
                  .ok());
  EXPECT_TRUE(revoked.identity().has_last_use_time());
  EXPECT_EQ(Whoami({}, token).status().code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(Https(Post(Host(), bearer)), HasSubstr("HTTP/1.1 401"));
}

TEST_F(AccessTest, NoPathOfOursReachesAPartnerOverHttp) {
  const std::string yaml = absl::StrCat(
      "portfolio: {name: Test}\n"
      "data_dir: data\n"
      "listen: {grpc: \"0.0.0.0:0\", http: \"0.0.0.0:0\", names: "
      "[localhost]}\n"
      "providers:\n"
      "  - id: cloudnine\n"
      "    name: CloudNine\n"
      "    sources: [{id: bill, adapter: focus, options: {path: "
      "in/our/house/*.csv}}]\n",
      WholeAccess());
  const absl::Status started = Start(yaml);
  ASSERT_TRUE(started.ok()) << started;
  // There is no adapter in this folder: the source fails, with a path of ours.
  {
    grpc::ClientContext context;
    source::v1::CollectSourcesRequest request;
    request.set_all(true);
    const auto reader = source::v1::SourceService::NewStub(Channel(admin_))
                            ->CollectSources(&context, request);
    source::v1::CollectSourcesResponse response;
    while (reader->Read(&response)) {
    }
    const grpc::Status collected = reader->Finish();
    ASSERT_TRUE(collected.ok()) << collected.error_message();
  }
  const std::string bearer =
      "Authorization: Bearer " + CreateProvider().token() + "\r\n";
  for (const char* method : {"source.v1.SourceService/ListSources",
                             "status.v1.StatusService/ListComponents"}) {
    const std::string path = absl::StrCat("/regisseur.", method);
    const std::string about = R"({"provider": "cloudnine"})";
    EXPECT_THAT(Https(Post(Host(), "", path, about), admin_),
                HasSubstr(folder_))
        << method;
    EXPECT_THAT(Https(Post(Host(), bearer, path, about)),
                AllOf(HasSubstr("HTTP/1.1 200"), HasSubstr("source-failed"),
                      Not(HasSubstr(folder_)), Not(HasSubstr("/our/"))))
        << method;
  }
}

TEST_F(AccessTest, ARevokedTokenStaysRevokedOverARestart) {
  ASSERT_TRUE(Start(Yaml(WholeAccess())).ok());
  const std::string token = CreateProvider().token();
  daemon_.reset();
  ASSERT_TRUE(Start(Yaml(WholeAccess())).ok());
  EXPECT_TRUE(Whoami({}, token).ok());
  // An identity that was made keeps loopback closed, whatever the
  // configuration says.
  daemon_.reset();
  ASSERT_TRUE(Start(Yaml("", "127.0.0.1:0")).ok());
  Caller caller;
  grpc::ClientContext context;
  EXPECT_EQ(IdentityService::NewStub(
                grpc::CreateChannel(daemon_->grpc_address(),
                                    grpc::InsecureChannelCredentials()))
                ->GetCaller(&context, {}, &caller)
                .error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(AccessTest, PeopleComeThroughTheProxyAndItsHeadersFromNobodyElse) {
  ASSERT_TRUE(Start(Yaml(WholeAccess())).ok());
  const std::string person =
      "X-Remote-User: a.person\r\nX-Remote-Groups: staff,ict\r\n";
  const std::string host = "regisseur.example.nl";
  EXPECT_THAT(OverProxySocket(Post(host, person)),
              AllOf(HasSubstr(R"("identity":"proxy:a.person")"),
                    HasSubstr(R"("role":"ROLE_CIO")")));
  EXPECT_THAT(Https(Post(host, person), proxy_),
              HasSubstr(R"("identity":"proxy:a.person")"));
  EXPECT_THAT(
      OverProxySocket(Post(host, "X-Remote-User: b\r\nX-Remote-Groups: x\r\n")),
      AllOf(HasSubstr("HTTP/1.1 403"), HasSubstr("none of the groups (x)")));
  EXPECT_THAT(OverProxySocket(Post(host)), HasSubstr("HTTP/1.1 401"));

  // The same headers from anybody else.
  const char* refusal = "accepted from the identity proxy only";
  EXPECT_THAT(Https(Post(Host(), person)),
              AllOf(HasSubstr("HTTP/1.1 403"), HasSubstr(refusal)));
  EXPECT_THAT(Https(Post(Host(), person), admin_),
              AllOf(HasSubstr("HTTP/1.1 403"), HasSubstr(refusal)));
  const absl::Status forged = Whoami(admin_, "", "a.person").status();
  EXPECT_EQ(forged.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(forged.message()), HasSubstr(refusal));
}

TEST_F(AccessTest, APageOfAnotherOriginGetsNothingWithWhateverCredentials) {
  ASSERT_TRUE(Start(Yaml(WholeAccess())).ok());
  const std::string bearer =
      "Authorization: Bearer " + CreateProvider().token() + "\r\n";
  const auto over_tls = [&](const std::string& host,
                            const std::string& headers) {
    return Https(Post(host, bearer + headers));
  };
  EXPECT_THAT(over_tls(Host(), "Origin: https://" + Host() + "\r\n"),
              HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(over_tls(Host(), "Origin: https://evil.example\r\n"),
              HasSubstr("HTTP/1.1 403"));
  EXPECT_THAT(over_tls(Host(), "Origin: http://" + Host() + "\r\n"),
              HasSubstr("HTTP/1.1 403"));
  EXPECT_THAT(over_tls("evil.example", ""), HasSubstr("HTTP/1.1 403"));
  EXPECT_THAT(over_tls(Host(), "Content-Type: text/plain\r\n"),
              HasSubstr("HTTP/1.1 415"));
  const std::string person =
      "X-Remote-User: a.person\r\nX-Remote-Groups: ict\r\n";
  const std::string host = "regisseur.example.nl";
  EXPECT_THAT(
      OverProxySocket(Post(host, person + "Origin: https://" + host + "\r\n")),
      HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(
      OverProxySocket(Post(host, person + "Origin: https://evil.example\r\n")),
      HasSubstr("HTTP/1.1 403"));
  EXPECT_THAT(OverProxySocket(Post("evil.example", person)),
              HasSubstr("HTTP/1.1 403"));
}

}  // namespace
}  // namespace regisseur
