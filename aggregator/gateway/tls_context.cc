#include "aggregator/gateway/tls_context.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {
namespace {

namespace ssl = boost::asio::ssl;

std::shared_ptr<ssl::context> MakeContext(
    const ServerCertificate::Content& content) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  // Every connection shows its certificate anew.
  SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_TICKET);
  boost::system::error_code error;
  context->use_certificate_chain(boost::asio::buffer(content.cert), error);
  if (error) return nullptr;
  context->use_private_key(boost::asio::buffer(content.key), ssl::context::pem,
                           error);
  if (error) return nullptr;
  if (!content.client_ca.empty()) {
    context->add_certificate_authority(boost::asio::buffer(content.client_ca),
                                       error);
    if (error) return nullptr;
    // Asked for, and genuine where one is shown; a token will do without.
    context->set_verify_mode(ssl::verify_peer, error);
    if (error) return nullptr;
  }
  return context;
}

}  // namespace

std::shared_ptr<ssl::context> TlsContext::Current() {
  const std::shared_ptr<const ServerCertificate::Content> content =
      certificate_.Current();
  absl::MutexLock lock(&mutex_);
  if (content->version != version_) {
    version_ = content->version;
    if (auto made = MakeContext(*content)) context_ = std::move(made);
  }
  return context_;
}

std::optional<PeerCertificate> TlsContext::PeerOf(SSL* connection) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      SSL_get1_peer_certificate(connection), &X509_free);
  if (certificate == nullptr) return std::nullopt;
  const std::unique_ptr<BIO, decltype(&BIO_free)> pem(BIO_new(BIO_s_mem()),
                                                      &BIO_free);
  if (pem == nullptr || PEM_write_bio_X509(pem.get(), certificate.get()) != 1) {
    return std::nullopt;
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(pem.get(), &data);
  absl::StatusOr<PeerCertificate> read =
      ParsePeerCertificate(absl::string_view(data, static_cast<size_t>(size)));
  if (!read.ok()) return std::nullopt;
  return *std::move(read);
}

}  // namespace regisseur
