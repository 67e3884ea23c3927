#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "core/time/as_of.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "wire/message_limits.h"

namespace regisseur {

// Which rows of an answer a page holds.
struct Page {
  static constexpr int kMostRows = 1000;
  // Of rows in a message, with room for what stands around them (DECISIONS 14:
  // 1 MiB).
  static constexpr size_t kMostBytes = kMostAnswerBytes / 4 - 124 * 1024;

  int size = kMostRows;
  int64_t offset = 0;
  // The moment that all pages of an answer speak about, so that rows neither
  // come twice nor get lost when data arrives meanwhile.
  AsOf as_of;
  // The moment that later pages are pinned to.
  absl::Time pinned;
  // Of the question, so that a token is used for nothing else.
  uint64_t question = 0;

  bool first() const { return offset == 0; }
  std::string NextToken(int64_t next_offset) const;
};

// The moment that a request asks about. INVALID_ARGUMENT for one in the future.
absl::StatusOr<AsOf> AsOfFromWire(
    bool has_as_known_on, const google::protobuf::Timestamp& as_known_on,
    absl::Time now);

// A number that is the same for the same question, whatever its page.
uint64_t FingerprintQuestion(const google::protobuf::Message& request);

absl::StatusOr<Page> ParsePage(int page_size, absl::string_view token,
                               AsOf as_of, uint64_t question, absl::Time now);

// Reads the page out of a list request. INVALID_ARGUMENT for a negative size, a
// token that we did not give for this question, or a moment in the future.
template <typename Request>
absl::StatusOr<Page> PageOf(const Request& request, absl::Time now) {
  ASSIGN_OR_RETURN(const AsOf as_of, AsOfFromWire(request.has_as_known_on(),
                                                  request.as_known_on(), now));
  Request question = request;
  question.clear_page_size();
  question.clear_page_token();
  return ParsePage(request.page_size(), request.page_token(), as_of,
                   FingerprintQuestion(question), now);
}

// Adds the page's rows to `response`: `add(row)` appends one and returns its
// size in bytes. Sets next_page_token when rows are left. The gaps of an answer
// belong on its first page.
template <typename Rows, typename Response, typename Add>
absl::Status FillPage(const Page& page, const Rows& rows, Response& response,
                      Add add) {
  const int64_t count = static_cast<int64_t>(rows.size());
  size_t bytes = response.ByteSizeLong();
  int64_t i = page.offset;
  for (; i < count && i - page.offset < page.size; ++i) {
    if (i > page.offset && bytes > Page::kMostBytes) break;
    absl::StatusOr<size_t> added = add(rows[i]);
    if (!added.ok()) return added.status();
    bytes += *added;
  }
  if (i < count) response.set_next_page_token(page.NextToken(i));
  return absl::OkStatus();
}

}  // namespace regisseur
