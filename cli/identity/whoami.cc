#include "cli/identity/identity.h"
#include "cli/identity/identity_sheet.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/identity/v1/identity.grpc.pb.h"

namespace regisseur {
namespace {

using identity::v1::IdentityService;

std::string Table(const identity::v1::Caller& caller, const View& view) {
  DetailSheet sheet;
  sheet.Add("identity", {caller.identity(), Style::kBold});
  sheet.Add("name", caller.name());
  sheet.Add("role", EnumPhrase(caller.role()));
  sheet.Add("kind", EnumPhrase(caller.kind()));
  sheet.Add("held to", ScopeWords(caller));
  sheet.Add("limit", LimitWords(caller));
  return sheet.Render(view.terminal);
}

}  // namespace

Verb IdentityWhoamiVerb() {
  Verb verb{.noun = "identity",
            .name = "whoami",
            .summary = "Who you are to the daemon",
            .examples = {"regisseur identity whoami",
                         "regisseur --token-file token identity whoami"},
            .table = TableOf(&Table)};
  verb.ask = Reading<IdentityService>(&IdentityService::Stub::GetCaller,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
