#include "aggregator/api/page.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

constexpr char kVersion[] = "1";

}  // namespace

std::string Page::NextToken(int64_t next_offset) const {
  return absl::WebSafeBase64Escape(absl::StrCat(kVersion, " ", next_offset, " ",
                                                absl::ToUnixMicros(pinned), " ",
                                                absl::Hex(question)));
}

absl::StatusOr<AsOf> AsOfFromWire(
    bool has_as_known_on, const google::protobuf::Timestamp& as_known_on,
    absl::Time now) {
  if (!has_as_known_on) return AsOf{};
  const absl::StatusOr<absl::Time> time = FromWire(as_known_on);
  if (!time.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("as_known_on: ", time.status().message()));
  }
  if (*time > now) {
    return absl::InvalidArgumentError(
        "as_known_on: this moment is in the future; nothing is known of it. "
        "Leave it out to ask about now");
  }
  return AsOf{*time};
}

uint64_t FingerprintQuestion(const google::protobuf::Message& request) {
  // FNV-1a, the same in every process: a token outlives a restart.
  uint64_t hash = 14695981039346656037ULL;
  const std::string text = absl::StrCat(request.GetDescriptor()->full_name(),
                                        " ", request.SerializeAsString());
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return hash;
}

absl::StatusOr<Page> ParsePage(int page_size, absl::string_view token,
                               AsOf as_of, uint64_t question, absl::Time now) {
  if (page_size < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "page_size: ", page_size, " is negative; 0 means 1000, the most"));
  }
  Page page;
  page.size =
      page_size == 0 ? Page::kMostRows : std::min(page_size, Page::kMostRows);
  page.as_of = as_of;
  page.question = question;
  page.pinned = as_of.IsNow() ? now : as_of.known;
  if (token.empty()) return page;

  const absl::Status wrong = absl::InvalidArgumentError(
      "page_token: not the token of a page of this question; take "
      "next_page_token from the page before and leave the rest as it was");
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return wrong;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ' ');
  int64_t micros = 0;
  if (parts.size() != 4 || parts[0] != kVersion ||
      !absl::SimpleAtoi(parts[1], &page.offset) || page.offset <= 0 ||
      !absl::SimpleAtoi(parts[2], &micros) ||
      parts[3] != absl::StrCat(absl::Hex(question))) {
    return wrong;
  }
  page.pinned = absl::FromUnixMicros(micros);
  if (page.pinned > now) return wrong;
  page.as_of = AsOf{page.pinned};
  return page;
}

}  // namespace regisseur
