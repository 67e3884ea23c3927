#include "aggregator/api/server_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

#include <cstdint>
#include <string>

namespace regisseur {
namespace {

class AskingCredentials final : public grpc::ServerCredentials {
 public:
  explicit AskingCredentials(ServerCertificate& certificate)
      : certificate_(certificate),
        // Asked for, and genuine where one is shown; a token will do without.
        credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                certificate.asks_callers()
                    ? GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY
                    : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
                &AskingCredentials::Fetch, this))) {}
  ~AskingCredentials() override {
    grpc_server_credentials_release(credentials_);
  }

  // Callers are told apart elsewhere.
  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address,
                      grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  // gRPC calls it before each handshake, one at a time.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    auto& credentials = *static_cast<AskingCredentials*>(self);
    const std::shared_ptr<const ServerCertificate::Content> content =
        credentials.certificate_.Current();
    if (content->version == credentials.version_) {
      return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    }
    const grpc_ssl_pem_key_cert_pair pair = {content->key.c_str(),
                                             content->cert.c_str()};
    *config = grpc_ssl_server_certificate_config_create(
        content->client_ca.empty() ? nullptr : content->client_ca.c_str(),
        &pair, 1);
    credentials.version_ = content->version;
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  ServerCertificate& certificate_;
  int64_t version_ = 0;
  grpc_server_credentials* const credentials_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(
    ServerCertificate& certificate) {
  return std::make_shared<AskingCredentials>(certificate);
}

}  // namespace regisseur
