#include "core/selector/selector.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace regisseur {
namespace {

// Bytes of the character at the start of `text`, which is not empty.
size_t CharacterLength(absl::string_view text) {
  size_t length = 1;
  while (length < text.size() &&
         (static_cast<uint8_t>(text[length]) & 0xC0) == 0x80) {
    ++length;
  }
  return length;
}

}  // namespace

bool MatchesGlob(absl::string_view pattern, absl::string_view text) {
  // On a mismatch only the last star has to take one character more: whatever
  // an earlier star could take, the last one can take too.
  absl::string_view after_star;
  absl::string_view star_text;
  bool has_star = false;
  while (true) {
    if (!pattern.empty() && pattern[0] == '*') {
      pattern.remove_prefix(1);
      after_star = pattern;
      star_text = text;
      has_star = true;
      continue;
    }
    if (text.empty() && pattern.empty()) return true;
    if (!text.empty() && !pattern.empty()) {
      if (pattern[0] == '?') {
        pattern.remove_prefix(1);
        text.remove_prefix(CharacterLength(text));
        continue;
      }
      if (pattern[0] == text[0]) {
        pattern.remove_prefix(1);
        text.remove_prefix(1);
        continue;
      }
    }
    if (!has_star || star_text.empty()) return false;
    star_text.remove_prefix(CharacterLength(star_text));
    pattern = after_star;
    text = star_text;
  }
}

bool SelectsComponent(absl::string_view selector, const Component& component) {
  if (selector.empty()) return false;
  if (absl::ConsumePrefix(&selector, "id:")) return component.id == selector;
  if (absl::ConsumePrefix(&selector, "group:")) {
    if (component.group.empty()) return false;
    return MatchesGlob(selector, component.group) ||
           MatchesGlob(selector,
                       absl::StrCat(component.group, "/", component.name));
  }
  return MatchesGlob(selector, component.name) ||
         (!component.current_name.empty() &&
          MatchesGlob(selector, component.current_name));
}

bool SelectsTicket(absl::string_view selector, const Ticket& ticket) {
  if (selector.empty()) return false;
  const std::pair<absl::string_view, absl::string_view> fields[] = {
      {"assignment_group:", ticket.assignment_group},
      {"supplier:", ticket.supplier},
      {"service:", ticket.service},
      {"category:", ticket.category},
      {"kind:", TicketKindWord(ticket.kind)}};
  for (const auto& [prefix, value] : fields) {
    if (absl::ConsumePrefix(&selector, prefix)) {
      return !value.empty() && MatchesGlob(selector, value);
    }
  }
  return !ticket.service.empty() && MatchesGlob(selector, ticket.service);
}

std::string AssignParty(const AssignmentRule& rule, absl::string_view party) {
  for (const auto& [pattern, provider] : rule.map) {
    if (MatchesGlob(pattern, party)) return provider;
  }
  return kUnassigned;
}

}  // namespace regisseur
