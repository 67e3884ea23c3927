#pragma once

#include <memory>
#include <string>
#include <vector>

#include <pugixml.hpp>

namespace regisseur {

// An XPath 1.0 expression on the local names of a document, compiled once.
// Copies share it.
class ElementPath {
 public:
  explicit ElementPath(const char* path)
      : query_(std::make_shared<pugi::xpath_query>(path)) {}

  // The elements, in the order of the document.
  std::vector<pugi::xml_node> Of(pugi::xml_node from) const {
    pugi::xpath_node_set found = query_->evaluate_node_set(from);
    found.sort();
    std::vector<pugi::xml_node> nodes;
    for (const pugi::xpath_node& node : found) {
      if (node.node()) nodes.push_back(node.node());
    }
    return nodes;
  }

 private:
  std::shared_ptr<const pugi::xpath_query> query_;
};

// The text of an element, or of its attribute, normalised as XPath does.
std::string NormalizedText(pugi::xml_node node);
std::string NormalizedAttribute(pugi::xml_node node, const char* attribute);

}  // namespace regisseur
