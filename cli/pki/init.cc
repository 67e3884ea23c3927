#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/pki/pki.h"
#include "cli/pki/pki_folder.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Authorities last; certificates are renewed every year.
constexpr char kAuthorityDays[] = "3650";
constexpr char kCertificateDays[] = "397";

std::string NextSteps(const std::string& folder) {
  return absl::StrCat(
      "\nKeep ca.key and adapters-ca.key where the daemon cannot read them, "
      "with a copy\nelsewhere: whoever has them can be anybody. The daemon "
      "needs the other files only.\n\n"
      "Next:\n"
      "1. Tell the daemon; paths start at the folder of its configuration:\n"
      "     tls: {cert: ",
      folder, "/daemon.pem, key: ", folder,
      "/daemon.key,\n"
      "           client_ca: ",
      folder,
      "/ca.pem}\n"
      "2. For everybody who calls it:\n"
      "     regisseur pki issue ",
      folder,
      " --for client --name NAME\n"
      "3. For every adapter on another machine:\n"
      "     regisseur pki issue ",
      folder,
      " --for adapter --name NAME --san HOST\n"
      "4. Before a certificate ends (`regisseur doctor` says so in time):\n"
      "     regisseur pki issue ",
      folder, " --for daemon --renew\n");
}

absl::StatusOr<std::string> Init(const Arguments& arguments) {
  const std::string path = arguments.Text("DIR");
  const std::string name =
      arguments.Has("name") ? arguments.Text("name") : "Regisseur";
  const std::string domain = arguments.Has("trust-domain")
                                 ? arguments.Text("trust-domain")
                                 : "regisseur";
  const absl::Time now = absl::Now();
  ASSIGN_OR_RETURN(const Validity authority,
                   ValidityOf(arguments.Has("days") ? arguments.Text("days")
                                                    : kAuthorityDays,
                              now));
  ASSIGN_OR_RETURN(const Validity year, ValidityOf(kCertificateDays, now));
  ASSIGN_OR_RETURN(const CertificateAuthority callers,
                   CertificateAuthority::Make(absl::StrCat(name, " CA"), domain,
                                              authority.from, authority.until));
  ASSIGN_OR_RETURN(
      const CertificateAuthority adapters,
      CertificateAuthority::Make(absl::StrCat(name, " adapters CA"), domain,
                                 authority.from, authority.until));
  CertificateWish daemon{.name = "daemon",
                         .path = "daemon",
                         .hosts = {"localhost", "127.0.0.1", "::1"},
                         .server = true,
                         .client = false,
                         .from = year.from,
                         .until = year.until};
  for (const std::string& host : arguments.Texts("san")) {
    daemon.hosts.push_back(host);
  }
  ASSIGN_OR_RETURN(CertificatePair served, callers.Issue(daemon));
  ASSIGN_OR_RETURN(CertificatePair collector,
                   adapters.Issue({.name = "collector",
                                   .path = "collector",
                                   .hosts = {},
                                   .server = false,
                                   .client = true,
                                   .from = year.from,
                                   .until = year.until}));
  const std::vector<PkiFolder::Entry> entries = {
      {kCallersAuthority, callers.Own(), "authority of the daemon and callers"},
      {kAdaptersAuthority, adapters.Own(), "authority of adapters"},
      {"daemon", std::move(served), "what the daemon shows its callers"},
      {"collector", std::move(collector), "what it shows adapters"}};
  RETURN_IF_ERROR(PkiFolder(path).AddAll(entries));
  return absl::StrCat("Made in ", path, ":\n", RenderEntries(entries),
                      NextSteps(path));
}

}  // namespace

Verb PkiInitVerb() {
  return {
      .noun = "pki",
      .name = "init",
      .summary = "Make a private authority and the daemon's certificates",
      .details =
          "For those who have no certificate authority. Makes two of them, one "
          "for the daemon and its callers, one for adapters, and the two "
          "certificates of the daemon. Writes over nothing. Needs no daemon.",
      .examples = {"regisseur pki init /etc/regisseur/tls --name \"Gemeente "
                   "Voorbeeld\" --san regisseur.example.nl"},
      .parameters = {{.name = "DIR",
                      .help = "The folder; made when it is not there",
                      .required = true},
                     {.name = "name",
                      .help = "Of the organisation, in the authorities' names "
                              "(Regisseur)",
                      .value_name = "NAME"},
                     {.name = "san",
                      .kind = Parameter::Kind::kTexts,
                      .help = "Hosts and addresses by which the daemon is "
                              "called, besides this machine's own",
                      .value_name = "HOST"},
                     {.name = "trust-domain",
                      .help = "Where all SPIFFE ids begin (regisseur)",
                      .value_name = "NAME"},
                     {.name = "days",
                      .help = "How long the authorities last (3650)",
                      .value_name = "N"}},
      .text = Init};
}

}  // namespace regisseur
