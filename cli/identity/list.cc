#include "cli/identity/identity.h"
#include "cli/identity/identity_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/identity/v1/identity.grpc.pb.h"

namespace regisseur {
namespace {

using identity::v1::IdentityService;

std::string Table(const identity::v1::ListIdentitiesResponse& answer,
                  const View& view) {
  if (answer.identities().empty()) {
    return "No identities: everyone on the daemon's machine is the "
           "administrator. Begin with\n"
           "`regisseur identity create --role administrator --kind person "
           "--name NAME`.\n";
  }
  TextTable table({{.heading = "IDENTITY"},
                   {.heading = "NAME", .cut_to = 20},
                   {.heading = "ROLE"},
                   {.heading = "KIND", .priority = 3},
                   {.heading = "HELD TO", .priority = 1},
                   {.heading = "LIMIT", .priority = 4, .right = true},
                   {.heading = "STATE"},
                   {.heading = "LAST USED", .priority = 2},
                   {.heading = "EXPIRES", .priority = 5}});
  for (const identity::v1::Identity& identity : answer.identities()) {
    table.AddRow(
        {{identity.id(), Style::kBold},
         identity.name(),
         EnumPhrase(identity.role()),
         EnumPhrase(identity.kind()),
         ScopeWords(identity),
         LimitWords(identity),
         EnumPhrase(identity.state()),
         identity.has_last_use_time() ? MinuteWords(identity.last_use_time())
                                      : "–",
         identity.has_expire_time() ? MinuteWords(identity.expire_time())
                                    : "–"});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb IdentityListVerb() {
  Verb verb{.noun = "identity",
            .name = "list",
            .summary = "Who may call, as what, and when it last did",
            .examples = {"regisseur identity list",
                         "regisseur identity list --ended -o json"},
            .parameters = {{.name = "ended",
                            .kind = Parameter::Kind::kFlag,
                            .field = "ended",
                            .help = "Also those that were revoked or expired"}},
            .csv = {.rows = "identities"},
            .table = TableOf(&Table)};
  verb.ask = Reading<IdentityService>(&IdentityService::Stub::ListIdentities,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
