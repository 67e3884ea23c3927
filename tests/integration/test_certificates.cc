#include "tests/integration/test_certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <fstream>

#include "absl/time/clock.h"

namespace regisseur {
namespace {

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

std::string PemOf(X509* cert) {
  BIO* const bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, cert);
  return TextOf(bio);
}

std::string PemOf(EVP_PKEY* key) {
  BIO* const bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  return TextOf(bio);
}

void Extend(X509* cert, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
  X509_EXTENSION* const extension =
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  X509_add_ext(cert, extension, -1);
  X509_EXTENSION_free(extension);
}

// Unsigned, valid from two days ago.
X509* Draft(const std::string& name, EVP_PKEY* key, absl::Time until) {
  static int64_t serial = absl::ToUnixMicros(absl::Now());
  X509* const cert = X509_new();
  X509_set_version(cert, X509_VERSION_3);
  ASN1_INTEGER_set_int64(X509_get_serialNumber(cert), ++serial);
  const time_t now = absl::ToTimeT(absl::Now());
  ASN1_TIME_set(X509_getm_notBefore(cert), now - 2 * 86400);
  ASN1_TIME_set(X509_getm_notAfter(cert), absl::ToTimeT(until));
  X509_set_pubkey(cert, key);
  X509_NAME_add_entry_by_txt(
      X509_get_subject_name(cert), "CN", MBSTRING_UTF8,
      reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return cert;
}

}  // namespace

TestAuthority::TestAuthority(const std::string& name)
    : key_(EVP_EC_gen("P-256")),
      own_(Draft(name, key_, absl::Now() + absl::Hours(24))) {
  X509_set_issuer_name(own_, X509_get_subject_name(own_));
  Extend(own_, own_, NID_basic_constraints, "critical,CA:TRUE");
  Extend(own_, own_, NID_key_usage, "critical,keyCertSign,cRLSign");
  X509_sign(own_, key_, EVP_sha256());
  cert_ = PemOf(own_);
}

TestAuthority::~TestAuthority() {
  X509_free(own_);
  EVP_PKEY_free(key_);
}

TestCertificate TestAuthority::Issue(const std::string& name,
                                     const std::string& alternative,
                                     absl::Time until) const {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const cert = Draft(name, key, until);
  X509_set_issuer_name(cert, X509_get_subject_name(own_));
  Extend(cert, own_, NID_subject_alt_name, alternative);
  X509_sign(cert, key_, EVP_sha256());
  TestCertificate issued{PemOf(cert), PemOf(key)};
  X509_free(cert);
  EVP_PKEY_free(key);
  return issued;
}

void WriteFile(const std::string& path, absl::string_view content) {
  const std::string aside = path + ".new";
  std::ofstream(aside, std::ios::binary) << content;
  std::rename(aside.c_str(), path.c_str());
}

}  // namespace regisseur
