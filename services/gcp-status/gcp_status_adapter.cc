#include "services/gcp-status/gcp_status_adapter.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "services/gcp-status/incident_feed.h"
#include "services/gcp-status/options.h"
#include "services/sdk/cursor.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/http_client.h"
#include "services/sdk/input_file.h"
#include "services/sdk/json_document.h"
#include "services/sdk/observation_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"

namespace regisseur::gcp_status {
namespace {

constexpr char kKind[] = "gcp-status";
constexpr char kScope[] = "feed=incidents";
constexpr int64_t kMaxFeedBytes = 64 << 20;

// Names in the cursor.
constexpr char kEdition[] = "edition";
constexpr char kUrl[] = "url";
constexpr char kEtag[] = "etag";
constexpr char kShown[] = "shown";  // fingerprint of what the feed says
// Of a poll that is not sent whole yet.
constexpr char kPollTime[] = "poll_time";
constexpr char kPollContent[] = "poll_content";
constexpr char kPollSent[] = "poll_sent";

// The feed as it is now.
struct Feed {
  bool not_modified = false;
  std::string text;
  std::string origin;
  std::string base_url;
  std::string edition;  // of a file
  std::string etag;     // of an answer
};

absl::StatusOr<Feed> ReadFile(const sdk::SourceSpec& source,
                              const GcpStatusOptions& options,
                              absl::string_view known_edition,
                              FindingList& findings) {
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   sdk::ExpandGlob(source, options.path));
  const sdk::InputFile& file = files.back();
  for (const sdk::InputFile& other : files) {
    if (&other == &file) break;
    findings.Add(Severity::kInfo, "gcp-older-file", "path", other.name, 0, "",
                 {{"used", file.name}});
  }
  Feed feed;
  feed.origin = file.name;
  feed.edition = absl::StrCat(file.name, "@", file.edition);
  feed.not_modified = feed.edition == known_edition;
  if (feed.not_modified) return feed;
  ASSIGN_OR_RETURN(feed.text, sdk::ReadInput(file, kMaxFeedBytes));
  return feed;
}

absl::StatusOr<Feed> FetchFeed(const GcpStatusOptions& options,
                               absl::string_view etag) {
  const std::string& url = options.url;
  sdk::HttpOptions http;
  http.timeout = options.timeout;
  http.max_bytes = kMaxFeedBytes;
  http.allow_private = options.allow_private;
  http.etag = std::string(etag);
  ASSIGN_OR_RETURN(sdk::HttpDocument document, sdk::Fetch(url, http));
  Feed feed;
  feed.not_modified = document.not_modified;
  feed.text = std::move(document.body);
  feed.etag = std::move(document.etag);
  feed.origin = url.substr(0, url.find_first_of("?#"));
  feed.base_url = feed.origin.substr(0, feed.origin.rfind('/') + 1);
  return feed;
}

class GcpStatusAdapter final : public sdk::Adapter {
 public:
  explicit GcpStatusAdapter(const Clock& clock) : clock_(clock) {}

  sdk::AdapterInfo Info() const override {
    return {kKind,
            sdk::kProgramVersion,
            {FactKind::kStatus},
            GcpStatusOptions::Specs()};
  }

  absl::Status Validate(const sdk::SourceSpec& source) const override {
    return GcpStatusOptions::Read(source).status();
  }

  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor_text,
                                     sdk::FactSink& sink) override {
    ASSIGN_OR_RETURN(const GcpStatusOptions options,
                     GcpStatusOptions::Read(source));
    ASSIGN_OR_RETURN(
        const sdk::Cursor cursor,
        sdk::Cursor::Parse(cursor_text, kKind, sdk::kProgramVersion));
    const bool resumes = !cursor.Get(kPollTime).empty();
    // The cursor holds microseconds.
    const absl::Time now =
        absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
    const absl::Time poll_time =
        resumes ? absl::FromUnixMicros(cursor.GetInt(kPollTime)) : now;
    FindingList findings;
    absl::StatusOr<Feed> feed =
        options.url.empty()
            ? ReadFile(source, options, resumes ? "" : cursor.Get(kEdition),
                       findings)
            : FetchFeed(options, !resumes && cursor.Get(kUrl) == options.url
                                     ? cursor.Get(kEtag)
                                     : "");
    if (!feed.ok()) return feed.status();

    Checkpoint checkpoint;
    checkpoint.data_until = now;
    if (feed->not_modified) {
      checkpoint.cursor = std::string(cursor_text);
      checkpoint.unchanged = true;
      checkpoint.confirmed = now;
      checkpoint.findings = findings.Take();
      return checkpoint;
    }
    const std::string content = sdk::Fingerprint(
        absl::StrCat(feed->edition, sink.batch_rows(), feed->text));
    if (resumes && content != cursor.Get(kPollContent)) {
      return sdk::CursorGone("the feed changed while it was being sent");
    }
    ASSIGN_OR_RETURN(const sdk::JsonDocument document,
                     sdk::JsonDocument::Parse(feed->text, feed->origin));
    sdk::PollDelivery poll;
    ASSIGN_OR_RETURN(
        poll.observation,
        ReadFeed(document.root(),
                 FeedContext{feed->origin, feed->base_url, poll_time},
                 findings));
    poll.run = absl::StrCat("poll ", absl::ToUnixMicros(poll_time));
    poll.delivery.scope = kScope;
    poll.delivery.completeness = Completeness::kAdditive;
    poll.delivery.origin = feed->origin;
    poll.already_sent = resumes ? cursor.GetInt(kPollSent) : 0;

    const std::string shown = sdk::FingerprintOf(poll.observation);
    if (shown != cursor.Get(kShown)) {
      poll.original = sdk::Original{feed->origin, std::move(feed->text)};
    }

    sdk::Cursor done(kKind, sdk::kProgramVersion);
    done.Set(kEdition, feed->edition);
    done.Set(kUrl, options.url);
    done.Set(kEtag, feed->etag);
    done.Set(kShown, shown);
    RETURN_IF_ERROR(sdk::SendPoll(
        std::move(poll), findings, sink, [&](int64_t number, bool last) {
          if (last) return done.ToString();
          sdk::Cursor midway(kKind, sdk::kProgramVersion);
          midway.SetInt(kPollTime, absl::ToUnixMicros(poll_time));
          midway.Set(kPollContent, content);
          midway.SetInt(kPollSent, number);
          midway.Set(kShown, cursor.Get(kShown));
          return midway.ToString();
        }));
    checkpoint.cursor = done.ToString();
    checkpoint.findings = findings.Take();
    return checkpoint;
  }

 private:
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<sdk::Adapter> MakeGcpStatusAdapter(const Clock& clock) {
  return std::make_unique<GcpStatusAdapter>(clock);
}

}  // namespace regisseur::gcp_status
