#include "aggregator/gateway/tls_context.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace ssl = boost::asio::ssl;

// Changes whenever one of the files does.
std::string StampOf(const TlsContext::Files& files) {
  std::string stamp;
  for (const std::string* file : {&files.cert, &files.key, &files.client_ca}) {
    struct stat info {};
    if (file->empty() || stat(file->c_str(), &info) != 0) continue;
    absl::StrAppend(&stamp, info.st_ino, " ", info.st_size, " ",
                    info.st_mtim.tv_sec, ".", info.st_mtim.tv_nsec, ";");
  }
  return stamp;
}

absl::StatusOr<std::shared_ptr<ssl::context>> Read(
    const TlsContext::Files& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  // Every connection shows its certificate anew.
  SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_TICKET);
  boost::system::error_code error;
  const auto refuse = [&](const std::string& file) {
    return absl::FailedPreconditionError(absl::StrCat(
        file, ": cannot be used for TLS: ", error.message(),
        "; it has to be PEM, and the key has to fit the certificate"));
  };
  context->use_certificate_chain_file(files.cert, error);
  if (error) return refuse(files.cert);
  context->use_private_key_file(files.key, ssl::context::pem, error);
  if (error) return refuse(files.key);
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return absl::FailedPreconditionError(
        absl::StrCat(files.key, ": is not the key of ", files.cert));
  }
  if (!files.client_ca.empty()) {
    context->load_verify_file(files.client_ca, error);
    if (error) return refuse(files.client_ca);
    // Asked for, and genuine where one is shown; a token will do without.
    context->set_verify_mode(ssl::verify_peer, error);
    if (error) return refuse(files.client_ca);
  }
  return context;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TlsContext>> TlsContext::Load(Files files) {
  std::unique_ptr<TlsContext> loaded(new TlsContext(std::move(files)));
  absl::MutexLock lock(&loaded->mutex_);
  loaded->read_ = StampOf(loaded->files_);
  ASSIGN_OR_RETURN(loaded->context_, Read(loaded->files_));
  return loaded;
}

std::shared_ptr<ssl::context> TlsContext::Current() {
  const std::string stamp = StampOf(files_);
  {
    absl::MutexLock lock(&mutex_);
    if (stamp == read_) return context_;
    read_ = stamp;  // a broken file is read once, until it changes again
  }
  absl::StatusOr<std::shared_ptr<ssl::context>> changed = Read(files_);
  absl::MutexLock lock(&mutex_);
  if (changed.ok()) context_ = *std::move(changed);
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
