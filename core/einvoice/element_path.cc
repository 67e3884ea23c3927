#include "core/einvoice/element_path.h"

#include <string>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace regisseur {
namespace {

std::string Normalized(absl::string_view text) {
  return absl::StrJoin(
      absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty()), " ");
}

}  // namespace

std::string NormalizedText(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      text += child.value();
    }
  }
  return Normalized(text);
}

std::string NormalizedAttribute(pugi::xml_node node, const char* attribute) {
  return Normalized(node.attribute(attribute).value());
}

}  // namespace regisseur
