#include "services/sdk/told_scopes.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/sdk/fingerprint.h"

namespace regisseur::sdk {
namespace {

// Bytes of each; together as many as base64 needs no filling for.
constexpr size_t kScopeBytes = 5;
constexpr size_t kEditionBytes = 4;
constexpr size_t kContentBytes = 3;
constexpr size_t kEntryBytes = kScopeBytes + kEditionBytes + kContentBytes;

std::string Bytes(absl::string_view text, size_t count) {
  return absl::HexStringToBytes(Fingerprint(text)).substr(0, count);
}

}  // namespace

ToldScopes ToldScopes::Parse(absl::string_view text) {
  ToldScopes told;
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes) ||
      bytes.size() % kEntryBytes != 0) {
    return told;
  }
  for (size_t at = 0; at < bytes.size(); at += kEntryBytes) {
    told.scopes_[bytes.substr(at, kScopeBytes)] = {
        bytes.substr(at + kScopeBytes, kEditionBytes),
        bytes.substr(at + kScopeBytes + kEditionBytes, kContentBytes)};
  }
  return told;
}

std::string ToldScopes::ToString() const {
  std::string bytes;
  size_t count = 0;
  for (const auto& [scope, told] : scopes_) {
    if (count++ == kMost) break;
    absl::StrAppend(&bytes, scope, told.edition, told.content);
  }
  return absl::WebSafeBase64Escape(bytes);
}

ToldScopes::Told ToldScopes::MakeTold(absl::string_view edition,
                                      absl::string_view content) {
  return {Bytes(edition, kEditionBytes), Bytes(content, kContentBytes)};
}

std::optional<ToldScopes::Told> ToldScopes::Find(
    absl::string_view scope) const {
  const auto found = scopes_.find(Bytes(scope, kScopeBytes));
  if (found == scopes_.end()) return std::nullopt;
  return found->second;
}

void ToldScopes::Set(absl::string_view scope, Told told) {
  scopes_[Bytes(scope, kScopeBytes)] = std::move(told);
}

}  // namespace regisseur::sdk
