#include "cli/identity/identity_sheet.h"

#include "cli/output/words.h"

namespace regisseur {

void AddIdentity(const identity::v1::Identity& identity, DetailSheet& sheet) {
  sheet.Add("identity", {identity.id(), Style::kBold});
  sheet.Add("name", identity.name());
  sheet.Add("role", EnumPhrase(identity.role()));
  sheet.Add("kind", EnumPhrase(identity.kind()));
  sheet.Add("held to", ScopeWords(identity));
  sheet.Add("limit", LimitWords(identity));
  sheet.Add("state", EnumPhrase(identity.state()));
  sheet.Add("expires", identity.has_expire_time()
                           ? MinuteWords(identity.expire_time())
                           : "–");
}

}  // namespace regisseur
