#include "services/statuspage/statuspage_adapter.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/http_client.h"
#include "services/sdk/input_file.h"
#include "services/sdk/json_document.h"
#include "services/sdk/observation_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"
#include "services/statuspage/capture_file.h"
#include "services/statuspage/cursor.h"
#include "services/statuspage/options.h"
#include "services/statuspage/page.h"

namespace regisseur::statuspage {
namespace {

constexpr int64_t kMaxDocumentBytes = 64 << 20;

bool IsCapturesFile(absl::string_view name) {
  absl::ConsumeSuffix(&name, ".gz");
  return absl::EndsWithIgnoreCase(name, ".jsonl") ||
         absl::EndsWithIgnoreCase(name, ".ndjson");
}

// An address for people: what follows the path may be a secret.
std::string OriginOf(absl::string_view url) {
  return std::string(url.substr(0, url.find_first_of("?#")));
}

// One document of a poll.
struct Document {
  Page page;
  std::string origin;
  std::string text;  // as it came
};

absl::StatusOr<Document> ReadDocument(std::string text, std::string origin,
                                      absl::Time now, FindingList& findings) {
  ASSIGN_OR_RETURN(const sdk::JsonDocument json,
                   sdk::JsonDocument::Parse(text, origin));
  Document document;
  ASSIGN_OR_RETURN(
      document.page,
      ReadPage(json.root(), PageContext{origin, 0, now}, findings));
  document.origin = std::move(origin);
  document.text = std::move(text);
  return document;
}

// One collection. Lives for one call.
class Collection {
 public:
  Collection(const sdk::SourceSpec& source, StatuspageOptions options,
             StatuspageCursor cursor, absl::Time now, sdk::FactSink& sink)
      : source_(source),
        options_(std::move(options)),
        cursor_(std::move(cursor)),
        now_(now),
        sink_(sink) {}

  absl::StatusOr<Checkpoint> Run() {
    std::vector<sdk::InputFile> captures, saved;
    if (!options_.path.empty()) {
      ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                       sdk::ExpandGlob(source_, options_.path));
      for (const sdk::InputFile& file : files) {
        (IsCapturesFile(file.name) ? captures : saved).push_back(file);
      }
    }
    RETURN_IF_ERROR(RefuseOtherPages(captures, saved));
    // A poll that was not sent whole is finished before anything else is read.
    if (!cursor_.poll) {
      for (const sdk::InputFile& file : captures) {
        ASSIGN_OR_RETURN(
            const bool sent,
            CollectCaptures(
                file, cursor_.captures[file.name],
                [this] { return cursor_.ToString(); }, findings_, sink_));
        sent_ = sent_ || sent;
      }
    }
    bool not_modified = false;
    if (!saved.empty() || !options_.url.empty()) {
      ASSIGN_OR_RETURN(not_modified, Poll(saved));
    }
    Checkpoint checkpoint;
    checkpoint.cursor = cursor_.ToString();
    checkpoint.findings = findings_.Take();
    checkpoint.unchanged =
        !sent_ && (not_modified || (saved.empty() && options_.url.empty()));
    if (!saved.empty() || !options_.url.empty()) {
      checkpoint.data_until = now_;
      if (not_modified) checkpoint.confirmed = now_;
    } else {
      for (const auto& [name, position] : cursor_.captures) {
        if (!position.last_good) continue;
        checkpoint.data_until =
            std::max(checkpoint.data_until.value_or(*position.last_good),
                     *position.last_good);
      }
    }
    return checkpoint;
  }

 private:
  // A source is one page: two of them would take turns in one state. A file
  // that cannot be read says nothing about its page; that is told where it is
  // read.
  absl::Status RefuseOtherPages(const std::vector<sdk::InputFile>& captures,
                                const std::vector<sdk::InputFile>& saved) {
    for (const sdk::InputFile& file : captures) {
      const auto known = cursor_.captures.find(file.name);
      if (known != cursor_.captures.end() && !known->second.page.empty()) {
        RETURN_IF_ERROR(TakePage(file.name, known->second.page));
        continue;
      }
      const absl::StatusOr<std::string> page = PageOfCaptures(file);
      if (page.ok()) RETURN_IF_ERROR(TakePage(file.name, *page));
    }
    if (saved.empty()) return absl::OkStatus();
    if (EditionsOf(saved) == cursor_.saved) {
      return TakePage(cursor_.page_origin, cursor_.page);
    }
    for (const sdk::InputFile& file : saved) {
      absl::StatusOr<std::string> text =
          sdk::ReadInput(file, kMaxDocumentBytes);
      if (!text.ok()) continue;
      const absl::StatusOr<sdk::JsonDocument> json =
          sdk::JsonDocument::Parse(*std::move(text), file.name);
      if (!json.ok()) continue;
      RETURN_IF_ERROR(
          TakePage(file.name, std::string(json->root()["page"]["id"].Text())));
    }
    return absl::OkStatus();
  }

  // The first that says which page it is of settles that for all.
  absl::Status TakePage(const std::string& origin, const std::string& page) {
    if (page_.empty()) {
      page_ = page;
      page_origin_ = origin;
    }
    if (page.empty() || page == page_) return absl::OkStatus();
    return sdk::ConfigurationProblem("statuspage-two-pages",
                                     {{"origin", page_origin_},
                                      {"page", page_},
                                      {"other", origin},
                                      {"other_page", page}});
  }

  static std::string EditionsOf(const std::vector<sdk::InputFile>& saved) {
    std::string editions;
    for (const sdk::InputFile& file : saved) {
      absl::StrAppend(&editions, file.name, "@", file.edition, "\n");
    }
    return sdk::Fingerprint(editions);
  }

  // Polls what shows the present: saved documents and the live page. True when
  // all of it is what was told before.
  absl::StatusOr<bool> Poll(const std::vector<sdk::InputFile>& saved) {
    const bool resumes = cursor_.poll.has_value();
    const std::string editions = EditionsOf(saved);
    bool told = editions == cursor_.saved && !sent_ && !resumes;
    sdk::HttpDocument live;
    if (!options_.url.empty()) {
      ASSIGN_OR_RETURN(live, FetchLive(/*conditional=*/told));
      told = told && live.not_modified;
    }
    if (told) return true;

    StatuspageCursor::Poll poll;
    poll.time = resumes ? cursor_.poll->time : now_;
    poll.content =
        sdk::Fingerprint(absl::StrCat(editions, sink_.batch_rows(), live.body));
    if (resumes) {
      if (cursor_.poll->content != poll.content) {
        return sdk::CursorGone("the page changed while it was being sent");
      }
      poll = *cursor_.poll;
    }
    std::vector<Document> documents;
    RETURN_IF_ERROR(ReadSaved(saved, poll.time, documents));
    if (!options_.url.empty()) {
      ASSIGN_OR_RETURN(Document document, ReadDocument(std::move(live.body),
                                                       OriginOf(options_.url),
                                                       poll.time, findings_));
      RETURN_IF_ERROR(TakePage(document.origin, document.page.id));
      documents.push_back(std::move(document));
    }
    KeepLastOfEachPage(documents);
    std::string shown;
    for (const Document& document : documents) {
      absl::StrAppend(&shown, document.origin, "\n",
                      sdk::FingerprintOf(document.page.observation), "\n");
    }
    shown = sdk::Fingerprint(shown);
    const bool changed = shown != cursor_.shown;
    RETURN_IF_ERROR(Send(std::move(documents), poll, changed, [&] {
      cursor_.poll.reset();
      cursor_.saved = editions;
      cursor_.page = page_;
      cursor_.page_origin = page_origin_;
      cursor_.shown = shown;
      cursor_.url = options_.url;
      cursor_.etag = live.etag;
    }));
    return false;
  }

  absl::StatusOr<sdk::HttpDocument> FetchLive(bool conditional) {
    sdk::HttpOptions http;
    http.timeout = options_.timeout;
    http.max_bytes = kMaxDocumentBytes;
    http.allow_private = options_.allow_private;
    http.bearer_token = options_.token;
    if (conditional && cursor_.url == options_.url) http.etag = cursor_.etag;
    return sdk::Fetch(options_.url, http);
  }

  // One document that cannot be read does not silence the others.
  absl::Status ReadSaved(const std::vector<sdk::InputFile>& saved,
                         absl::Time time, std::vector<Document>& documents) {
    absl::Status first_problem;
    for (const sdk::InputFile& file : saved) {
      ASSIGN_OR_RETURN(std::string text,
                       sdk::ReadInput(file, kMaxDocumentBytes));
      absl::StatusOr<Document> document =
          ReadDocument(std::move(text), file.name, time, findings_);
      if (document.ok()) {
        documents.push_back(*std::move(document));
        continue;
      }
      if (first_problem.ok()) first_problem = document.status();
      findings_.Add(Severity::kError, "statuspage-file-unreadable", "",
                    file.name, 0, "",
                    {{"origin", file.name},
                     {"detail", sdk::ProblemOf(document.status()).message}});
    }
    if (documents.empty() && options_.url.empty()) return first_problem;
    return absl::OkStatus();
  }

  // Histories first, then of each page the last document in order of name, the
  // live page being the last of all.
  void KeepLastOfEachPage(std::vector<Document>& documents) {
    std::map<std::string, std::string> last_of;  // scope to origin
    for (const Document& document : documents) {
      if (document.page.is_summary) {
        last_of[ScopeOf(document)] = document.origin;
      }
    }
    std::erase_if(documents, [&](const Document& document) {
      if (!document.page.is_summary) return false;
      const std::string& last = last_of[ScopeOf(document)];
      if (last == document.origin) return false;
      findings_.Add(Severity::kWarning, "statuspage-page-twice", "page.id",
                    document.origin, 0, document.page.id, {{"used", last}});
      return true;
    });
    for (Document& document : documents) {
      // A history names components without a state; the summary has both.
      if (!document.page.is_summary && last_of.contains(ScopeOf(document))) {
        document.page.observation.components.clear();
      }
    }
    std::stable_partition(
        documents.begin(), documents.end(),
        [](const Document& document) { return !document.page.is_summary; });
  }

  static std::string ScopeOf(const Document& document) {
    return absl::StrCat(
        "page=", document.page.id.empty() ? document.origin : document.page.id);
  }

  // Sends the documents from where `poll` stands, with their bytes when
  // something `changed`; `done` moves the cursor behind them.
  absl::Status Send(std::vector<Document> documents,
                    StatuspageCursor::Poll poll, bool changed,
                    const std::function<void()>& done) {
    // What was found while reading went with the first batch of all.
    if (poll.document > 0) findings_.Take();
    const auto count = static_cast<int64_t>(documents.size());
    for (int64_t i = poll.document; i < count; ++i) {
      Document& document = documents[i];
      sdk::PollDelivery delivery;
      delivery.run = absl::StrCat("poll ", absl::ToUnixMicros(poll.time), " ",
                                  i + 1, " of ", count);
      delivery.delivery.scope = ScopeOf(document);
      delivery.delivery.completeness = Completeness::kAdditive;
      delivery.delivery.origin = document.origin;
      delivery.observation = std::move(document.page.observation);
      delivery.already_sent = i == poll.document ? poll.sent : 0;
      if (changed) {
        delivery.original =
            sdk::Original{document.origin, std::move(document.text)};
      }
      RETURN_IF_ERROR(sdk::SendPoll(std::move(delivery), findings_, sink_,
                                    [&](int64_t number, bool last) {
                                      if (last && i + 1 == count) {
                                        done();
                                      } else {
                                        cursor_.poll = poll;
                                        cursor_.poll->document =
                                            last ? i + 1 : i;
                                        cursor_.poll->sent = last ? 0 : number;
                                      }
                                      return cursor_.ToString();
                                    }));
      sent_ = true;
    }
    return absl::OkStatus();
  }

  const sdk::SourceSpec& source_;
  const StatuspageOptions options_;
  StatuspageCursor cursor_;
  const absl::Time now_;
  sdk::FactSink& sink_;
  FindingList findings_;
  std::string page_;         // that the source is
  std::string page_origin_;  // the file or address that said so
  bool sent_ = false;
};

class StatuspageAdapter final : public sdk::Adapter {
 public:
  explicit StatuspageAdapter(const Clock& clock) : clock_(clock) {}

  sdk::AdapterInfo Info() const override {
    return {kKind,
            sdk::kProgramVersion,
            {FactKind::kStatus},
            StatuspageOptions::Specs()};
  }

  absl::Status Validate(const sdk::SourceSpec& source) const override {
    return StatuspageOptions::Read(source).status();
  }

  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor,
                                     sdk::FactSink& sink) override {
    ASSIGN_OR_RETURN(StatuspageOptions options,
                     StatuspageOptions::Read(source));
    ASSIGN_OR_RETURN(StatuspageCursor position,
                     StatuspageCursor::Parse(cursor));
    // A cursor holds microseconds.
    const absl::Time now =
        absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
    return Collection(source, std::move(options), std::move(position), now,
                      sink)
        .Run();
  }

 private:
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<sdk::Adapter> MakeStatuspageAdapter(const Clock& clock) {
  return std::make_unique<StatuspageAdapter>(clock);
}

}  // namespace regisseur::statuspage
