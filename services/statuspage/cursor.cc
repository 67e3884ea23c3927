#include "services/statuspage/cursor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "services/sdk/cursor.h"
#include "services/sdk/version.h"

namespace regisseur::statuspage {

absl::StatusOr<StatuspageCursor> StatuspageCursor::Parse(
    absl::string_view text) {
  ASSIGN_OR_RETURN(const sdk::Cursor cursor,
                   sdk::Cursor::Parse(text, kKind, sdk::kProgramVersion));
  StatuspageCursor parsed;
  const int64_t files = cursor.GetInt("files");
  for (int64_t i = 0; i < files; ++i) {
    ASSIGN_OR_RETURN(
        CapturePosition position,
        CapturePosition::Parse(cursor.Get(absl::StrCat("position", i))));
    parsed.captures[cursor.Get(absl::StrCat("file", i))] = std::move(position);
  }
  parsed.saved = cursor.Get("saved");
  parsed.page = cursor.Get("page");
  parsed.page_origin = cursor.Get("page_origin");
  parsed.shown = cursor.Get("shown");
  parsed.url = cursor.Get("url");
  parsed.etag = cursor.Get("etag");
  if (!cursor.Get("poll_time").empty()) {
    parsed.poll =
        Poll{absl::FromUnixMicros(cursor.GetInt("poll_time")),
             cursor.Get("poll_content"), cursor.GetInt("poll_document"),
             cursor.GetInt("poll_sent")};
  }
  return parsed;
}

std::string StatuspageCursor::ToString() const {
  sdk::Cursor cursor(kKind, sdk::kProgramVersion);
  cursor.SetInt("files", static_cast<int64_t>(captures.size()));
  int64_t i = 0;
  for (const auto& [name, position] : captures) {
    cursor.Set(absl::StrCat("file", i), name);
    cursor.Set(absl::StrCat("position", i), position.ToString());
    ++i;
  }
  cursor.Set("saved", saved);
  cursor.Set("page", page);
  cursor.Set("page_origin", page_origin);
  cursor.Set("shown", shown);
  cursor.Set("url", url);
  cursor.Set("etag", etag);
  if (poll) {
    cursor.SetInt("poll_time", absl::ToUnixMicros(poll->time));
    cursor.Set("poll_content", poll->content);
    cursor.SetInt("poll_document", poll->document);
    cursor.SetInt("poll_sent", poll->sent);
  }
  return cursor.ToString();
}

}  // namespace regisseur::statuspage
