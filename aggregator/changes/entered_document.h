#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/storage.h"
#include "core/principal/principal.h"

namespace regisseur {

// What acts share that a named person does with a document in hand.

// PERMISSION_DENIED, saying why, for who is no named person. `what` is what the
// person wants to do: `enter a figure from paper`.
absl::Status RequireNamedPerson(const Principal& who, absl::string_view what);

// PERMISSION_DENIED when `who` is a machine, of ours or of a partner: it brings
// facts and proposes, and what stands for a party's opinion or decision is a
// person's (U19). `what` as above.
absl::Status RequireNoMachine(const Principal& who, absl::string_view what);

// INVALID_ARGUMENT for a name that is none of a file.
absl::Status CheckDocumentName(const std::string& name);
// INVALID_ARGUMENT for a document that is too long to be kept.
absl::Status CheckDocumentContent(const std::string& name,
                                  const std::string& content);

// Keeps a document among the originals, durable before the act that names it; a
// request that comes again keeps it once. Returns its SHA-256, hexadecimal.
absl::StatusOr<std::string> KeepDocument(Originals& originals,
                                         const Principal& who,
                                         const std::string& request_id,
                                         const std::string& name,
                                         const std::string& content);

}  // namespace regisseur
