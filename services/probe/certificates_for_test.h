#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace regisseur::probe {

// A certificate with its key, both in PEM.
struct KeyAndCertificate {
  std::string certificate;
  std::string key;
};

// An authority that lives as long as the test.
class AuthorityForTest {
 public:
  AuthorityForTest() : key_(EVP_EC_gen("P-256"), EVP_PKEY_free) {
    certificate_ =
        Make(key_.get(), "authority", "", absl::UnixEpoch(),
             absl::FromCivil(absl::CivilDay(2200, 1, 1), absl::UTCTimeZone()));
  }

  std::string pem() const { return PemOf(certificate_.get()); }

  // For a name (`DNS:a.example`) or an address (`IP:127.0.0.1`).
  KeyAndCertificate Issue(const std::string& alternative, absl::Time from,
                          absl::Time until) const {
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Certificate certificate =
        Make(key.get(), "server", alternative, from, until);
    BIO* const memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(memory, key.get(), nullptr, nullptr, 0, nullptr,
                             nullptr);
    return {PemOf(certificate.get()), Take(memory)};
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
  struct FreeCertificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  using Certificate = std::unique_ptr<X509, FreeCertificate>;

  static std::string Take(BIO* memory) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory, &bytes);
    std::string text(bytes, static_cast<size_t>(size));
    BIO_free(memory);
    return text;
  }

  static std::string PemOf(X509* certificate) {
    BIO* const memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, certificate);
    return Take(memory);
  }

  static void AddExtension(X509* certificate, int nid, const char* value) {
    X509_EXTENSION* const extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    ASSERT_NE(extension, nullptr) << value;
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  // Without an alternative name: the authority itself.
  Certificate Make(EVP_PKEY* key, const std::string& name,
                   const std::string& alternative, absl::Time from,
                   absl::Time until) const {
    Certificate certificate(X509_new());
    X509* const c = certificate.get();
    X509_set_version(c, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(c), alternative.empty() ? 1 : 2);
    ASN1_TIME_set(X509_getm_notBefore(c), absl::ToTimeT(from));
    ASN1_TIME_set(X509_getm_notAfter(c), absl::ToTimeT(until));
    X509_set_pubkey(c, key);
    X509_NAME* const subject = X509_get_subject_name(c);
    X509_NAME_add_entry_by_txt(
        subject, "CN", MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(c, alternative.empty()
                                ? subject
                                : X509_get_subject_name(certificate_.get()));
    if (alternative.empty()) {
      AddExtension(c, NID_basic_constraints, "critical,CA:TRUE");
    } else {
      AddExtension(c, NID_subject_alt_name, alternative.c_str());
    }
    EXPECT_GT(X509_sign(c, key_.get(), EVP_sha256()), 0);
    return certificate;
  }

  const Key key_;
  Certificate certificate_;
};

}  // namespace regisseur::probe
