#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "core/einvoice/invoice_reader.h"

namespace regisseur {

// Brings a document into UTF-8 without a byte order mark, by its mark or its
// XML declaration. What it writes in another encoding than it says, or in one
// that we do not read, is refused.
std::optional<RefusedDocument> DecodeXml(absl::string_view bytes,
                                         std::string* text);

// Walks the markup once, before any parser: refuses a DOCTYPE, an entity other
// than the five of XML, a depth beyond `max_depth`, and characters that XML
// does not allow. Says nothing about the rest.
std::optional<RefusedDocument> RefuseHostileXml(absl::string_view text,
                                                int max_depth);

}  // namespace regisseur
