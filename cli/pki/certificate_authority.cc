#include "cli/pki/certificate_authority.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* cert) const { X509_free(cert); }
  void operator()(X509_EXTENSION* extension) const {
    X509_EXTENSION_free(extension);
  }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Cert = std::unique_ptr<X509, Free>;

constexpr char kSpiffe[] = "spiffe://";
constexpr int kSerialBits = 127;

// What fails only without memory or without the library.
void Require(bool done) {
  if (!done) std::abort();
}

std::string Written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);  // NOLINT: OpenSSL's type
  return std::string(data, static_cast<size_t>(size));
}

std::string ToPem(X509* cert) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_X509(bio.get(), cert) == 1);
  return Written(bio.get());
}

std::string ToPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0,
                                        nullptr, nullptr) == 1);
  return Written(bio.get());
}

Bio ReadingBio(absl::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// A key with a passphrase is refused instead of asked for.
int NoPassphrase(char*, int, int, void*) { return 0; }

Cert ReadCert(absl::string_view pem) {
  const Bio bio = ReadingBio(pem);
  Cert cert(PEM_read_bio_X509(bio.get(), nullptr, &NoPassphrase, nullptr));
  ERR_clear_error();
  return cert;
}

absl::Time EndOf(const X509* cert) {
  std::tm tm{};
  Require(ASN1_TIME_to_tm(X509_get0_notAfter(cert), &tm) == 1);
  return absl::FromTM(tm, absl::UTCTimeZone());
}

void Extend(X509* cert, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  Require(extension != nullptr && X509_add_ext(cert, extension.get(), -1) == 1);
}

// Unsigned, for `key`, of these times, with a serial number of its own.
Cert Draft(EVP_PKEY* key, absl::Time from, absl::Time until) {
  Cert cert(X509_new());
  Require(X509_set_version(cert.get(), X509_VERSION_3) == 1);
  const std::unique_ptr<BIGNUM, Free> serial(BN_new());
  Require(BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ONE,
                  BN_RAND_BOTTOM_ANY) == 1 &&
          BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(cert.get())) !=
              nullptr);
  Require(ASN1_TIME_set(X509_getm_notBefore(cert.get()), absl::ToTimeT(from)) !=
          nullptr);
  Require(ASN1_TIME_set(X509_getm_notAfter(cert.get()), absl::ToTimeT(until)) !=
          nullptr);
  Require(X509_set_pubkey(cert.get(), key) == 1);
  return cert;
}

absl::Status SetName(X509* cert, const std::string& name) {
  const bool set =
      !name.empty() && X509_NAME_add_entry_by_txt(
                           X509_get_subject_name(cert), "CN", MBSTRING_UTF8,
                           reinterpret_cast<const unsigned char*>(name.data()),
                           static_cast<int>(name.size()), -1, 0) == 1;
  ERR_clear_error();
  if (set) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("\"", name,
                   "\" cannot be the name of a certificate: it takes 1 to 64 "
                   "characters in UTF-8"));
}

// Letters, digits and what `more` allows: nothing that means something to
// OpenSSL's little language of extensions.
bool IsPlain(absl::string_view text, absl::string_view more) {
  return !text.empty() && text.size() <= 253 &&
         std::all_of(text.begin(), text.end(), [more](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  absl::StrContains(more, absl::string_view(&c, 1));
         });
}

bool IsAddress(const std::string& text) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, text.c_str(), bytes) == 1 ||
         inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

absl::StatusOr<std::string> HostName(const std::string& wish) {
  absl::string_view name = wish;
  const bool address = absl::ConsumePrefix(&name, "IP:");
  const bool host = !address && absl::ConsumePrefix(&name, "DNS:");
  const std::string text(name);
  if (!host && IsAddress(text)) return absl::StrCat("IP:", text);
  if (!address && !IsAddress(text) && IsPlain(text, ".-_*")) {
    return absl::StrCat("DNS:", text);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", wish,
                   "\" is no name for a certificate: write a host such as "
                   "regisseur.example.nl or an address such as 192.0.2.7"));
}

// The trust domain that stands in an authority's own SPIFFE id.
std::string TrustDomainOf(X509* cert) {
  const std::unique_ptr<GENERAL_NAMES, Free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(cert, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get());
       ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
    absl::string_view text(
        reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
        static_cast<size_t>(ASN1_STRING_length(uri)));
    if (absl::ConsumePrefix(&text, kSpiffe)) return std::string(text);
  }
  return "";
}

}  // namespace

struct CertificateAuthority::Impl {
  Key key;
  Cert cert;
  std::string trust_domain;

  absl::StatusOr<absl::Time> EndFor(absl::Time from, absl::Time until) const {
    const absl::Time end = EndOf(cert.get());
    if (end > from) return std::min(until, end);
    return absl::FailedPreconditionError(absl::StrCat(
        "the authority ended on ",
        absl::FormatTime("%Y-%m-%d", end, absl::UTCTimeZone()),
        ": make another with `regisseur pki init` in another folder"));
  }

  CertificatePair Sign(Cert draft, const Key& subject_key) const {
    Require(X509_set_issuer_name(draft.get(),
                                 X509_get_subject_name(cert.get())) == 1);
    Require(X509_sign(draft.get(), key.get(), EVP_sha256()) > 0);
    return {ToPem(draft.get()), ToPem(subject_key.get()), EndOf(draft.get())};
  }
};

CertificateAuthority::CertificateAuthority(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) = default;
CertificateAuthority::~CertificateAuthority() = default;

absl::StatusOr<CertificateAuthority> CertificateAuthority::Make(
    const std::string& name, const std::string& trust_domain, absl::Time from,
    absl::Time until) {
  if (!IsPlain(trust_domain, ".-_") ||
      trust_domain != absl::AsciiStrToLower(trust_domain)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", trust_domain,
        "\" is no trust domain: lower-case letters, digits, dots, dashes, "
        "such as example.nl"));
  }
  auto impl = std::make_unique<Impl>();
  impl->key.reset(EVP_EC_gen("P-256"));
  Require(impl->key != nullptr);
  impl->cert = Draft(impl->key.get(), from, until);
  impl->trust_domain = trust_domain;
  X509* const cert = impl->cert.get();
  RETURN_IF_ERROR(SetName(cert, name));
  Require(X509_set_issuer_name(cert, X509_get_subject_name(cert)) == 1);
  Extend(cert, cert, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  Extend(cert, cert, NID_key_usage, "critical,keyCertSign,cRLSign");
  Extend(cert, cert, NID_subject_key_identifier, "hash");
  Extend(cert, cert, NID_subject_alt_name,
         absl::StrCat("URI:", kSpiffe, trust_domain));
  Require(X509_sign(cert, impl->key.get(), EVP_sha256()) > 0);
  return CertificateAuthority(std::move(impl));
}

absl::StatusOr<CertificateAuthority> CertificateAuthority::Parse(
    absl::string_view cert_pem, absl::string_view key_pem) {
  auto impl = std::make_unique<Impl>();
  impl->cert = ReadCert(cert_pem);
  const Bio bio = ReadingBio(key_pem);
  impl->key.reset(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassphrase, nullptr));
  ERR_clear_error();
  if (impl->cert == nullptr || impl->key == nullptr ||
      X509_check_private_key(impl->cert.get(), impl->key.get()) != 1 ||
      X509_check_ca(impl->cert.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(
        "not an authority's certificate with its own key, both in PEM");
  }
  impl->trust_domain = TrustDomainOf(impl->cert.get());
  if (impl->trust_domain.empty()) {
    return absl::InvalidArgumentError(
        "the authority names no trust domain: it was not made by `regisseur "
        "pki init`");
  }
  return CertificateAuthority(std::move(impl));
}

absl::StatusOr<CertificatePair> CertificateAuthority::Issue(
    const CertificateWish& wish) const {
  if (!IsPlain(wish.path, "./-_")) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", wish.name, "\" is no name: letters, digits, dots, dashes"));
  }
  std::string names = absl::StrCat("URI:", SpiffeId(wish.path));
  for (const std::string& host : wish.hosts) {
    ASSIGN_OR_RETURN(const std::string name, HostName(host));
    absl::StrAppend(&names, ",", name);
  }
  ASSIGN_OR_RETURN(const absl::Time until,
                   impl_->EndFor(wish.from, wish.until));
  const Key key(EVP_EC_gen("P-256"));
  Require(key != nullptr);
  Cert draft = Draft(key.get(), wish.from, until);
  RETURN_IF_ERROR(SetName(draft.get(), wish.name));
  X509* const issuer = impl_->cert.get();
  Extend(draft.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  Extend(draft.get(), issuer, NID_key_usage, "critical,digitalSignature");
  Extend(draft.get(), issuer, NID_ext_key_usage,
         wish.server && wish.client ? "serverAuth,clientAuth"
         : wish.server              ? "serverAuth"
                                    : "clientAuth");
  Extend(draft.get(), issuer, NID_subject_key_identifier, "hash");
  Extend(draft.get(), issuer, NID_authority_key_identifier, "keyid");
  Extend(draft.get(), issuer, NID_subject_alt_name, names);
  return impl_->Sign(std::move(draft), key);
}

absl::StatusOr<CertificatePair> CertificateAuthority::Renew(
    absl::string_view cert_pem, absl::Time from, absl::Time until) const {
  const Cert old = ReadCert(cert_pem);
  const Key own_public(X509_get_pubkey(impl_->cert.get()));
  if (old == nullptr || X509_verify(old.get(), own_public.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(
        "not a certificate of this authority: nothing to renew");
  }
  ASSIGN_OR_RETURN(const absl::Time end, impl_->EndFor(from, until));
  const Key key(EVP_EC_gen("P-256"));
  Require(key != nullptr);
  Cert draft = Draft(key.get(), from, end);
  Require(X509_set_subject_name(draft.get(),
                                X509_get_subject_name(old.get())) == 1);
  for (int i = 0; i < X509_get_ext_count(old.get()); ++i) {
    X509_EXTENSION* const extension = X509_get_ext(old.get(), i);
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    if (nid == NID_subject_key_identifier) {
      Extend(draft.get(), impl_->cert.get(), nid, "hash");  // of the new key
    } else {
      Require(X509_add_ext(draft.get(), extension, -1) == 1);
    }
  }
  return impl_->Sign(std::move(draft), key);
}

CertificatePair CertificateAuthority::Own() const {
  return {ToPem(impl_->cert.get()), ToPem(impl_->key.get()),
          EndOf(impl_->cert.get())};
}

std::string CertificateAuthority::SpiffeId(absl::string_view path) const {
  return absl::StrCat(kSpiffe, impl_->trust_domain, "/", path);
}

}  // namespace regisseur
