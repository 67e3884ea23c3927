#include "aggregator/gateway/connect_error.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "core/json/json_text.h"

namespace regisseur {
namespace {

struct ConnectCodeRow {
  absl::StatusCode code;
  absl::string_view word;
  int http;
};

// connectrpc.com/docs/protocol, "Error Codes".
constexpr ConnectCodeRow kCodes[] = {
    {absl::StatusCode::kCancelled, "canceled", 499},
    {absl::StatusCode::kUnknown, "unknown", 500},
    {absl::StatusCode::kInvalidArgument, "invalid_argument", 400},
    {absl::StatusCode::kDeadlineExceeded, "deadline_exceeded", 504},
    {absl::StatusCode::kNotFound, "not_found", 404},
    {absl::StatusCode::kAlreadyExists, "already_exists", 409},
    {absl::StatusCode::kPermissionDenied, "permission_denied", 403},
    {absl::StatusCode::kResourceExhausted, "resource_exhausted", 429},
    {absl::StatusCode::kFailedPrecondition, "failed_precondition", 400},
    {absl::StatusCode::kAborted, "aborted", 409},
    {absl::StatusCode::kOutOfRange, "out_of_range", 400},
    {absl::StatusCode::kUnimplemented, "unimplemented", 501},
    {absl::StatusCode::kInternal, "internal", 500},
    {absl::StatusCode::kUnavailable, "unavailable", 503},
    {absl::StatusCode::kDataLoss, "data_loss", 500},
    {absl::StatusCode::kUnauthenticated, "unauthenticated", 401},
};

const ConnectCodeRow& Find(absl::StatusCode code) {
  for (const ConnectCodeRow& row : kCodes) {
    if (row.code == code) return row;
  }
  return kCodes[1];
}

constexpr size_t kPrefixBytes = 5;

}  // namespace

absl::string_view ConnectCode(absl::StatusCode code) { return Find(code).word; }

int ConnectHttpStatus(absl::StatusCode code) { return Find(code).http; }

std::string ConnectErrorJson(const absl::Status& status) {
  std::string json = "{\"code\":";
  AppendJsonString(&json, ConnectCode(status.code()));
  absl::StrAppend(&json, ",\"message\":");
  AppendJsonString(&json, status.message());
  absl::StrAppend(&json, ",\"details\":[]}");
  return json;
}

std::string ConnectEndOfStreamJson(const absl::Status& status) {
  if (status.ok()) return "{}";
  return absl::StrCat("{\"error\":", ConnectErrorJson(status), "}");
}

std::string ConnectEnvelope(char flags, absl::string_view message) {
  const uint32_t size = static_cast<uint32_t>(message.size());
  std::string envelope;
  envelope.reserve(kPrefixBytes + message.size());
  envelope.push_back(flags);
  for (const int shift : {24, 16, 8, 0}) {
    envelope.push_back(static_cast<char>((size >> shift) & 0xff));
  }
  absl::StrAppend(&envelope, message);
  return envelope;
}

absl::Status ReadConnectEnvelope(absl::string_view body,
                                 absl::string_view* message) {
  if (body.size() < kPrefixBytes) {
    return absl::InvalidArgumentError(
        "the request is no envelope of the Connect protocol: a byte of flags, "
        "four bytes of length, the message");
  }
  if ((body[0] & 1) != 0) {
    return absl::UnimplementedError("send the request without compression");
  }
  uint32_t size = 0;
  for (size_t i = 1; i < kPrefixBytes; ++i) {
    size = size << 8 | static_cast<unsigned char>(body[i]);
  }
  if (size != body.size() - kPrefixBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the envelope announces ",
                                                   size, " bytes and holds ",
                                                   body.size() - kPrefixBytes));
  }
  *message = body.substr(kPrefixBytes);
  return absl::OkStatus();
}

}  // namespace regisseur
