#include "services/statuspage/capture.h"

#include <utility>

#include "absl/status/statusor.h"
#include "core/time/instant.h"
#include "services/sdk/json_document.h"
#include "services/sdk/problem.h"

namespace regisseur::statuspage {
namespace {

void Unreadable(const Capture& capture, absl::string_view file, int64_t line,
                absl::string_view why, FindingList& findings) {
  const std::string polled_at = FormatInstant(*capture.polled_at);
  findings.Add(Severity::kWarning, "statuspage-body-unreadable", "body", file,
               line, polled_at,
               {{"polled_at", polled_at}, {"detail", std::string(why)}});
}

}  // namespace

Capture ReadCapture(absl::string_view text, absl::string_view file,
                    int64_t line, FindingList& findings) {
  Capture capture;
  absl::StatusOr<sdk::JsonDocument> document =
      sdk::JsonDocument::Parse(std::string(text), file);
  if (!document.ok()) {
    findings.Add(Severity::kError, "statuspage-line-unreadable", "", file, line,
                 text, {{"detail", std::string(document.status().message())}});
    return capture;
  }
  const sdk::JsonValue root = document->root();
  const sdk::JsonValue polled_at = root["polled_at"];
  absl::StatusOr<absl::Time> time = ParseInstant(polled_at.Text());
  if (!time.ok()) {
    findings.Add(Severity::kError, "statuspage-line-unreadable", "polled_at",
                 file, line, root.IsObject() ? polled_at.Raw() : text,
                 {{"detail", "it has no polled_at, as a time with an offset"}});
    return capture;
  }
  capture.polled_at = *time;
  capture.kind = CaptureKind::kFailedPoll;
  const sdk::JsonValue body = root["body"];
  if (!body.IsObject()) {
    const bool empty = root["body_raw"].Text().empty() && !body.exists();
    Unreadable(capture, file, line,
               empty ? "the body is empty" : "the body is no JSON object",
               findings);
    return capture;
  }
  absl::StatusOr<Page> page =
      ReadPage(body, PageContext{std::string(file), line, *time}, findings);
  if (!page.ok()) {
    capture.kind = CaptureKind::kOtherFormat;
    for (sdk::JsonValue member : body) {
      if (!capture.found.empty()) capture.found += ", ";
      capture.found += std::string(member.key());
      if (capture.found.size() > 100) break;
    }
    Unreadable(capture, file, line, page.status().message(), findings);
    return capture;
  }
  capture.kind = CaptureKind::kGood;
  capture.page = *std::move(page);
  return capture;
}

}  // namespace regisseur::statuspage
