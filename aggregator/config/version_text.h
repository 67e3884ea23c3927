#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace regisseur {

// The text of a version of a contract, with what only the customer's side
// writes down (core/contract/version_reader.h) taken over from `before` where
// it leaves that out, and with `signed_document` as its `signed` unless that is
// empty. Comments and the order of what is there stay as they are.
//
// INVALID_ARGUMENT when `text` is no mapping written line by line.
absl::StatusOr<std::string> CompleteVersionText(
    const std::string& text, const std::string& before,
    const std::string& signed_document);

}  // namespace regisseur
