#include "aggregator/access/proxy_person.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace regisseur {
namespace {

constexpr size_t kMostNameBytes = 200;

// Letters of any language, no control characters.
bool CanBeAName(absl::string_view name) {
  return !name.empty() && name.size() <= kMostNameBytes &&
         std::none_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_iscntrl(static_cast<unsigned char>(c));
         });
}

}  // namespace

absl::StatusOr<Principal> PersonOfProxy(const IdentityProxy& proxy,
                                        absl::string_view user,
                                        absl::string_view groups) {
  user = absl::StripAsciiWhitespace(user);
  // "(null)" is what Apache writes for a variable that is not set.
  if (!CanBeAName(user) || user == "(null)") {
    return absl::UnauthenticatedError(
        absl::StrCat("the identity proxy named nobody in ", proxy.user_header,
                     "; it has to sign people in before it asks"));
  }
  std::vector<absl::string_view> names;
  for (absl::string_view name :
       absl::StrSplit(groups, absl::ByAnyChar(",;"), absl::SkipWhitespace())) {
    names.push_back(absl::StripAsciiWhitespace(name));
  }
  for (const auto& [group, grant] : proxy.groups) {
    if (std::find(names.begin(), names.end(), group) == names.end()) continue;
    Principal who;
    who.role = grant.role;
    who.scope = grant.scope;
    who.limit = grant.limit;
    who.name = std::string(user);
    who.identity = absl::StrCat("proxy:", user);
    who.kind = Principal::Kind::kPerson;
    return who;
  }
  return absl::PermissionDeniedError(absl::StrCat(
      "\"", user, "\" is signed in, but none of the groups (",
      names.empty() ? "none was told" : absl::StrJoin(names, ", "),
      ") has access here; ask for one that does, or have identity_proxy.groups "
      "name yours"));
}

}  // namespace regisseur
