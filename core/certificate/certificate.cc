#include "core/certificate/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

Owned<BIO> Memory(absl::string_view pem) {
  return Owned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// A key behind a passphrase is not asked for on the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

Owned<X509> NextCertificate(BIO* bio) {
  return Owned<X509>(PEM_read_bio_X509(bio, nullptr, &NoPassphrase, nullptr));
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm parts = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return absl::InfinitePast();
  return absl::FromTM(parts, absl::UTCTimeZone());
}

std::string SubjectOf(X509* certificate) {
  const Owned<BIO> text(BIO_new(BIO_s_mem()));
  if (text == nullptr ||
      X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0,
                         XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) {
    return "";
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);  // NOLINT: their type
  return std::string(data, static_cast<size_t>(size));
}

std::vector<std::string> CommonNamesOf(X509* certificate) {
  std::vector<std::string> names;
  const X509_NAME* const subject = X509_get_subject_name(certificate);
  for (int at = -1;
       (at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0;) {
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(
        &utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (size < 0) continue;
    names.emplace_back(reinterpret_cast<char*>(utf8),
                       static_cast<size_t>(size));
    OPENSSL_free(utf8);
  }
  return names;
}

std::vector<std::string> UrisOf(X509* certificate) {
  std::vector<std::string> uris;
  const Owned<GENERAL_NAMES> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get());
       ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
    uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                      static_cast<size_t>(ASN1_STRING_length(uri)));
  }
  return uris;
}

absl::Status Unusable(const NamedPem& where, absl::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(where.name, why));
}

// Reads certificates to the end; false when something else stands there that
// claims to be one.
bool ReadToEnd(BIO* bio) {
  while (NextCertificate(bio) != nullptr) {
  }
  // That no further block begins is how a file ends.
  const unsigned long code = ERR_peek_last_error();
  return ERR_GET_LIB(code) == ERR_LIB_PEM &&
         ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}

}  // namespace

absl::StatusOr<Certificate> ParseCertificate(absl::string_view pem) {
  const absl::Cleanup forget = [] { ERR_clear_error(); };
  const Owned<X509> certificate = NextCertificate(Memory(pem).get());
  if (certificate == nullptr) {
    return absl::InvalidArgumentError("this is no certificate in PEM");
  }
  Certificate read;
  read.uris = UrisOf(certificate.get());
  for (const std::string& uri : read.uris) {
    if (absl::StartsWith(uri, "spiffe://")) read.spiffe_ids.push_back(uri);
  }
  read.subject = SubjectOf(certificate.get());
  read.common_names = CommonNamesOf(certificate.get());
  read.from = TimeOf(X509_get0_notBefore(certificate.get()));
  read.until = TimeOf(X509_get0_notAfter(certificate.get()));
  return read;
}

absl::Status CheckKeyPair(const NamedPem& cert, const NamedPem& key) {
  const absl::Cleanup forget = [] { ERR_clear_error(); };
  ERR_clear_error();
  const Owned<BIO> chain = Memory(cert.pem);
  const Owned<X509> certificate = NextCertificate(chain.get());
  if (certificate == nullptr) {
    return Unusable(cert, " holds no certificate in PEM");
  }
  if (!ReadToEnd(chain.get())) {
    return Unusable(cert,
                    " holds something broken behind its first certificate; "
                    "what follows it has to be the certificates above it");
  }
  const Owned<EVP_PKEY> own(PEM_read_bio_PrivateKey(
      Memory(key.pem).get(), nullptr, &NoPassphrase, nullptr));
  if (own == nullptr) {
    return Unusable(key, " holds no key in PEM without a passphrase");
  }
  if (X509_check_private_key(certificate.get(), own.get()) != 1) {
    return Unusable(key, absl::StrCat(" is not the key of ", cert.name));
  }
  return absl::OkStatus();
}

absl::Status CheckAuthorities(const NamedPem& ca) {
  const absl::Cleanup forget = [] { ERR_clear_error(); };
  ERR_clear_error();
  const Owned<BIO> all = Memory(ca.pem);
  if (NextCertificate(all.get()) == nullptr) {
    return Unusable(ca, " holds no certificate in PEM");
  }
  if (!ReadToEnd(all.get())) {
    return Unusable(ca, " holds something broken behind a certificate");
  }
  return absl::OkStatus();
}

}  // namespace regisseur
