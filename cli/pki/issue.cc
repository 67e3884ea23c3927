#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "cli/pki/pki.h"
#include "cli/pki/pki_folder.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kDays[] = "397";

// What certificates are issued for.
struct Purpose {
  absl::string_view word;
  const char* authority;
  bool server;
  bool client;
  const char* says;
};
constexpr Purpose kPurposes[] = {
    {"daemon", kCallersAuthority, true, false,
     "what the daemon shows its callers"},
    {"collector", kAdaptersAuthority, false, true,
     "what the daemon shows adapters"},
    {"client", kCallersAuthority, false, true, "a caller of the daemon"},
    {"adapter", kAdaptersAuthority, true, false, "an adapter"},
};

// Those that there is one of have the name of their purpose.
bool IsOneOfAKind(const Purpose& purpose) {
  return purpose.word == "daemon" || purpose.word == "collector";
}

std::string NextSteps(const Purpose& purpose, const std::string& folder,
                      const std::string& file, const std::string& name,
                      const std::string& spiffe) {
  if (purpose.word == "client") {
    return absl::StrCat(
        "\nNext: say what it may do, in the configuration:\n"
        "  identities:\n"
        "    - {id: ",
        name, ", name: ", name, ", role: ROLE,\n       certificate: \"", spiffe,
        "\"}\nand give it both files and ca.pem:\n"
        "  regisseur --server HOST:PORT --ca ca.pem --cert ",
        file, ".pem --key ", file, ".key identity whoami\n");
  }
  if (purpose.word == "adapter") {
    return absl::StrCat(
        "\nNext: give the adapter both files and adapters-ca.pem:\n"
        "  regisseur-adapter-KIND --listen ADDRESS:PORT --tls-ca "
        "adapters-ca.pem \\\n      --tls-cert ",
        file, ".pem --tls-key ", file,
        ".key\nand tell the daemon where it is:\n"
        "  endpoint: dns:///HOST:PORT\n"
        "  tls: {ca: ",
        folder, "/adapters-ca.pem, cert: ", folder,
        "/collector.pem,\n"
        "        key: ",
        folder, "/collector.key, peer: \"", spiffe, "\"}\n");
  }
  return "\nThe daemon takes new files by itself.\n";
}

absl::StatusOr<std::string> Issue(const Arguments& arguments) {
  const std::string folder = arguments.Text("DIR");
  const std::string word = arguments.Text("for");
  const auto* const purpose =
      std::find_if(std::begin(kPurposes), std::end(kPurposes),
                   [&](const Purpose& p) { return p.word == word; });
  if (purpose == std::end(kPurposes)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--for is \"", word,
                     "\"; it should be daemon, collector, client or adapter"));
  }
  if (IsOneOfAKind(*purpose) == arguments.Has("name")) {
    return absl::InvalidArgumentError(
        arguments.Has("name")
            ? absl::StrCat("--name: there is one ", word, "; leave it out")
            : absl::StrCat("--for ", word, " needs a --name"));
  }
  const std::string name = arguments.Has("name") ? arguments.Text("name") : "";
  const std::string file =
      IsOneOfAKind(*purpose) ? word : absl::StrCat(word, "-", name);
  // It is part of a file's name.
  if (name.find('/') != std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", name, "\" is no name: letters, digits, dots, dashes"));
  }
  const bool renew = arguments.Has("renew");
  if (renew && arguments.Has("san")) {
    return absl::InvalidArgumentError(
        "--renew keeps the names that are in the certificate; for other names "
        "move the old files away and leave --renew out");
  }
  ASSIGN_OR_RETURN(
      const Validity validity,
      ValidityOf(arguments.Has("days") ? arguments.Text("days") : kDays,
                 absl::Now()));
  const PkiFolder pki(folder);
  ASSIGN_OR_RETURN(const CertificateAuthority authority,
                   pki.ReadAuthority(purpose->authority));
  const std::string path =
      IsOneOfAKind(*purpose) ? word : absl::StrCat(word, "/", name);
  PkiFolder::Entry entry{
      .name = file, .pair = {}, .purpose = std::string(purpose->says)};
  if (renew) {
    ASSIGN_OR_RETURN(const std::string old, pki.ReadCertificate(file));
    ASSIGN_OR_RETURN(entry.pair,
                     authority.Renew(old, validity.from, validity.until));
    RETURN_IF_ERROR(pki.Replace(entry));
  } else {
    ASSIGN_OR_RETURN(
        entry.pair,
        authority.Issue({.name = IsOneOfAKind(*purpose) ? word : name,
                         .path = path,
                         .hosts = arguments.Texts("san"),
                         .server = purpose->server,
                         .client = purpose->client,
                         .from = validity.from,
                         .until = validity.until}));
    RETURN_IF_ERROR(pki.AddAll({entry}));
  }
  const std::string spiffe = authority.SpiffeId(path);
  return absl::StrCat(
      renew ? "Renewed in " : "Made in ", folder, ":\n", RenderEntries({entry}),
      "  It is known as ", spiffe, "\n",
      renew ? "" : NextSteps(*purpose, folder, file, name, spiffe));
}

}  // namespace

Verb PkiIssueVerb() {
  return {
      .noun = "pki",
      .name = "issue",
      .summary = "Make or renew one certificate of the authorities",
      .details =
          "Each has one SPIFFE id and one purpose: a caller's certificate "
          "serves no adapter, an adapter's calls nobody. Needs no daemon.",
      .examples = {"regisseur pki issue /etc/regisseur/tls --for client --name "
                   "monitoring",
                   "regisseur pki issue /etc/regisseur/tls --for adapter "
                   "--name shop --san adapter.partner.example",
                   "regisseur pki issue /etc/regisseur/tls --for daemon "
                   "--renew"},
      .parameters = {{.name = "DIR",
                      .help = "The folder that `pki init` made",
                      .required = true},
                     {.name = "for",
                      .help = "client, adapter, daemon or collector (what the "
                              "daemon shows adapters)",
                      .required = true,
                      .value_name = "WHAT"},
                     {.name = "name",
                      .help = "Of the client or adapter",
                      .value_name = "NAME"},
                     {.name = "san",
                      .kind = Parameter::Kind::kTexts,
                      .help = "Hosts and addresses by which it is called",
                      .value_name = "HOST"},
                     {.name = "days",
                      .help = "How long it lasts (397), at most as long as the "
                              "authority",
                      .value_name = "N"},
                     {.name = "renew",
                      .kind = Parameter::Kind::kFlag,
                      .help = "Put a new one in the place of the one that is "
                              "there, with the same names and a new key"}},
      .text = Issue};
}

}  // namespace regisseur
