#include "aggregator/config/access_reader.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/key_table.h"
#include "core/money/currency.h"
#include "core/money/decimal.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

class AccessReader : private KeyTable {
 public:
  AccessReader(const Portfolio& portfolio, const std::string& base_directory)
      : KeyTable(ConfigKeys(), LaterConfigKeys()),
        portfolio_(portfolio),
        base_directory_(base_directory) {}

  AccessConfig Read(const YamlValue& root) {
    ReadServerTls(root.Get("tls"));
    for (const YamlValue& identity : root.Get("identities").Elements()) {
      access_.identities.push_back(ReadIdentity(identity));
    }
    ReadIdentityProxy(root.Get("identity_proxy"));
    return std::move(access_);
  }

 private:
  static std::string Or(std::string text, absl::string_view fallback) {
    return text.empty() ? std::string(fallback) : text;
  }
  std::string Path(const std::string& path) const {
    return ConfigPath(base_directory_, path);
  }

  void ReadServerTls(const YamlValue& value) {
    if (!value.present()) return;
    CheckKeys(value, "tls");
    access_.tls = {Path(RequiredText(value, "tls", "cert")),
                   Path(RequiredText(value, "tls", "key")),
                   Path(value.Get("client_ca").Text())};
  }

  std::vector<std::pair<std::string, Principal::Role>> RoleWords() {
    std::vector<std::pair<std::string, Principal::Role>> words;
    for (const Principal::Role role : AllRoles()) {
      if (role != Principal::Role::kSystem) {
        words.emplace_back(std::string(RoleWord(role)), role);
      }
    }
    return words;
  }

  // `5000.00 EUR`.
  std::optional<Principal::MoneyLimit> ReadLimit(const YamlValue& value) {
    if (!value.present()) return std::nullopt;
    const std::string text = value.Text();
    const size_t space = text.find(' ');
    if (space != std::string::npos) {
      const absl::StatusOr<Decimal> amount =
          Decimal::Parse(text.substr(0, space));
      const std::string currency = text.substr(space + 1);
      if (amount.ok() && IsCurrencyCode(currency)) {
        return Principal::MoneyLimit{*amount, currency};
      }
    }
    value.Refuse(absl::StrCat("is '", text,
                              "': write an amount and a currency, such as "
                              "5000.00 EUR"));
    return std::nullopt;
  }

  // The provider or owner that a role is held to; its provider has to be in
  // this file.
  std::string ReadScope(const YamlValue& value, Principal::Role role) {
    const YamlValue provider = value.Get("provider");
    const YamlValue owner = value.Get("owner");
    if (provider.present() &&
        portfolio_.FindProvider(provider.Text()) == nullptr) {
      provider.Refuse(absl::StrCat("is '", provider.Text(),
                                   "', which is no provider in this file"));
    }
    if (provider.present() && role != Principal::Role::kProvider) {
      provider.Refuse("is for the role provider only");
    }
    if (owner.present() && role != Principal::Role::kOwner) {
      owner.Refuse("is for the role owner only");
    }
    return role == Principal::Role::kProvider ? provider.Text() : owner.Text();
  }

  void CheckWho(const YamlValue& value, const Principal& who) {
    if (absl::Status status = CheckPrincipal(who); !status.ok()) {
      value.Refuse(absl::StrCat("does not fit together: ", status.message()));
    }
  }

  Identity ReadIdentity(const YamlValue& value) {
    constexpr char kSection[] = "identities[]";
    CheckKeys(value, kSection);
    Identity identity;
    identity.configured = true;
    Principal& who = identity.who;
    who.identity = RequiredId(value, kSection);
    RefuseTaken(value, "identity", who.identity, identity_ids_);
    if (who.identity == "local") {
      value.Get("id").Refuse(
          "is 'local', which stands for whoever calls without an identity");
    }
    who.name = RequiredText(value, kSection, "name");
    who.role = OneOf<Principal::Role>(Required(value, kSection, "role"),
                                      Principal::Role::kOperator, RoleWords());
    who.kind =
        OneOf<Principal::Kind>(value.Get("kind"), Principal::Kind::kMachine,
                               {{"machine", Principal::Kind::kMachine},
                                {"person", Principal::Kind::kPerson}});
    who.scope = ReadScope(value, who.role);
    who.limit = ReadLimit(value.Get("limit"));
    CheckWho(value, who);
    identity.certificate = RequiredText(value, kSection, "certificate");
    if (!identity.certificate.empty() &&
        !certificates_.insert(identity.certificate).second) {
      value.Get("certificate")
          .Refuse(absl::StrCat("is '", identity.certificate,
                               "', which another identity has already"));
    }
    for (const YamlValue& deputy : value.Get("deputies").Elements()) {
      CheckKeys(deputy, "identities[].deputies[]");
      const std::string until =
          RequiredText(deputy, "identities[].deputies[]", "until");
      const absl::StatusOr<absl::CivilDay> day = ParseDay(until);
      if (!day.ok()) {
        deputy.Get("until").Refuse(absl::StrCat(
            "is '", until, "': write the last day, such as 2026-12-31"));
        continue;
      }
      identity.deputies.push_back(
          {RequiredText(deputy, "identities[].deputies[]", "identity"),
           absl::FromCivil(*day + 1, portfolio_.time_zone)});
    }
    return identity;
  }

  void ReadIdentityProxy(const YamlValue& value) {
    if (!value.present()) return;
    constexpr char kSection[] = "identity_proxy";
    CheckKeys(value, kSection);
    IdentityProxy proxy;
    proxy.socket = Path(value.Get("socket").Text());
    proxy.certificate = value.Get("certificate").Text();
    if (proxy.socket.empty() && proxy.certificate.empty()) {
      value.Refuse(
          "needs 'socket' or 'certificate': the way on which its headers are "
          "believed");
    }
    if (!proxy.certificate.empty() && access_.tls.client_ca.empty()) {
      value.Get("certificate")
          .Refuse("needs tls.client_ca, which says whose certificates count");
    }
    if (!proxy.certificate.empty() &&
        certificates_.count(proxy.certificate) > 0) {
      value.Get("certificate")
          .Refuse("is that of an identity; the proxy needs one of its own");
    }
    proxy.user_header = absl::AsciiStrToLower(
        Or(value.Get("user_header").Text(), proxy.user_header));
    proxy.groups_header = absl::AsciiStrToLower(
        Or(value.Get("groups_header").Text(), proxy.groups_header));
    proxy.hosts = Texts(value.Get("hosts"));
    for (const auto& [group, member] :
         Required(value, kSection, "groups").Members()) {
      GroupGrant grant;
      if (member.IsMapping()) {
        CheckKeys(member, "identity_proxy.groups.NAME");
        grant.role = OneOf<Principal::Role>(
            Required(member, "identity_proxy.groups.NAME", "role"),
            Principal::Role::kEndUser, RoleWords());
        grant.scope = ReadScope(member, grant.role);
        grant.limit = ReadLimit(member.Get("limit"));
      } else {
        grant.role = OneOf<Principal::Role>(member, Principal::Role::kEndUser,
                                            RoleWords());
      }
      Principal who;
      who.name = group;
      who.kind = Principal::Kind::kPerson;
      who.role = grant.role;
      who.scope = grant.scope;
      who.limit = grant.limit;
      CheckWho(member, who);
      proxy.groups.emplace_back(group, std::move(grant));
    }
    access_.proxy = std::move(proxy);
  }

  const Portfolio& portfolio_;
  const std::string& base_directory_;
  AccessConfig access_;
  std::set<std::string> identity_ids_, certificates_;
};

}  // namespace

AccessConfig ReadAccess(const YamlValue& root, const Portfolio& portfolio,
                        const std::string& base_directory) {
  return AccessReader(portfolio, base_directory).Read(root);
}

}  // namespace regisseur
