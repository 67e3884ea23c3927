#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// Errors as the Connect protocol writes them.

// `not_found`.
absl::string_view ConnectCode(absl::StatusCode code);
// The HTTP status of a unary answer with that code.
int ConnectHttpStatus(absl::StatusCode code);
// `{"code":"not_found","message":"…","details":[]}`.
std::string ConnectErrorJson(const absl::Status& status);
// The closing message of a stream: `{}`, or `{"error":{…}}`.
std::string ConnectEndOfStreamJson(const absl::Status& status);

// One message of a stream: a byte of flags, four bytes of length, the message.
inline constexpr char kConnectEndOfStream = 2;
std::string ConnectEnvelope(char flags, absl::string_view message);
// The only message of an enveloped request. INVALID_ARGUMENT when it is not
// exactly one; UNIMPLEMENTED when it is compressed.
absl::Status ReadConnectEnvelope(absl::string_view body,
                                 absl::string_view* message);

}  // namespace regisseur
