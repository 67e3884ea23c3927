#include "services/statuspage/capture_file.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/observation_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"
#include "services/statuspage/capture.h"

namespace regisseur::statuspage {
namespace {

constexpr int64_t kMaxFileBytes = int64_t{64} << 30;
constexpr size_t kMaxLineBytes = size_t{64} << 20;
constexpr int64_t kHeadBytes = 4096;
// Of the lines that a stretch tells: what is kept in memory until it is sent.
constexpr size_t kMaxOriginalBytes = size_t{8} << 20;
constexpr char kNoTime[] = "-";

// One line of a file.
struct Line {
  absl::string_view text;  // without its break; valid until the next line
  absl::string_view raw;   // with it
  int64_t from = 0;
  int64_t to = 0;         // where the next one starts
  bool ended = false;     // false for a last line without a break
  bool too_long = false;  // its text was not kept
};

// Reads a file line by line.
class LineReader {
 public:
  LineReader(std::unique_ptr<sdk::InputStream> input, int64_t offset)
      : input_(std::move(input)), offset_(offset) {}

  // The next line; nullopt at the end.
  absl::StatusOr<std::optional<Line>> Next() {
    buffer_.erase(0, taken_);
    taken_ = 0;
    Line line;
    line.from = offset_;
    size_t searched = 0;
    for (;;) {
      const size_t end = buffer_.find('\n', searched);
      if (end != std::string::npos) {
        taken_ = end + 1;
        offset_ += taken_;
        line.ended = true;
        break;
      }
      searched = buffer_.size();
      if (buffer_.size() > kMaxLineBytes) {
        line.too_long = true;
        offset_ += buffer_.size();
        buffer_.clear();
        searched = 0;
      }
      ASSIGN_OR_RETURN(const bool more, input_->Read(buffer_));
      if (more) continue;
      if (buffer_.size() > searched) continue;
      if (buffer_.empty() && !line.too_long) {
        return std::optional<Line>();
      }
      taken_ = buffer_.size();
      offset_ += taken_;
      break;
    }
    line.to = offset_;
    line.raw = absl::string_view(buffer_).substr(0, taken_);
    line.text = line.raw;
    while (!line.text.empty() &&
           (line.text.back() == '\n' || line.text.back() == '\r')) {
      line.text.remove_suffix(1);
    }
    return line;
  }

 private:
  const std::unique_ptr<sdk::InputStream> input_;
  std::string buffer_;
  size_t taken_ = 0;
  int64_t offset_;
};

// The bytes [from, to) of a file; fewer when it ends before.
absl::StatusOr<std::string> BytesOf(const sdk::InputFile& file, int64_t from,
                                    int64_t to) {
  ASSIGN_OR_RETURN(auto input, sdk::OpenInput(file, kMaxFileBytes));
  if (from > 0) RETURN_IF_ERROR(input->SkipTo(from));
  std::string bytes;
  while (static_cast<int64_t>(bytes.size()) < to - from) {
    ASSIGN_OR_RETURN(const bool more, input->Read(bytes));
    if (!more) break;
  }
  bytes.resize(std::min<size_t>(bytes.size(), to - from));
  return bytes;
}

// Refuses a file whose beginning, or whose last line that was read, changed.
// Returns the beginning.
absl::StatusOr<std::string> VerifyPrefix(const sdk::InputFile& file,
                                         const CapturePosition& position) {
  if (position.offset == 0) return std::string();
  ASSIGN_OR_RETURN(std::string head,
                   BytesOf(file, 0, std::min(position.offset, kHeadBytes)));
  bool same = sdk::Fingerprint(head) == position.head;
  if (same && !position.tail.empty()) {
    absl::StatusOr<std::string> tail =
        BytesOf(file, position.last_line, position.offset);
    same = tail.ok() && sdk::Fingerprint(*tail) == position.tail;
  }
  if (same) return head;
  return sdk::CursorGone(absl::StrCat(
      file.name, " is no longer the file whose first ", position.line,
      " lines were read; a captures file may only grow"));
}

template <typename T>
void KeepChanges(const std::vector<T>& before, std::vector<T>& now,
                 bool& lists_every) {
  std::map<absl::string_view, const T*> known;
  for (const T& one : before) known.emplace(one.id, &one);
  if (known.size() != now.size()) return;
  for (const T& one : now) {
    if (!known.contains(one.id)) return;
  }
  std::erase_if(now, [&](const T& one) { return *known[one.id] == one; });
  lists_every = false;
}

// False for a capture that is older than the one before it; two of one moment
// count both, the later line for what follows.
bool IsInOrder(const Capture& capture, const CapturePosition& position,
               const sdk::InputFile& file, int64_t line,
               FindingList& findings) {
  if (!position.last_good || *capture.polled_at > *position.last_good) {
    return true;
  }
  const bool same = *capture.polled_at == *position.last_good;
  findings.Add(same ? Severity::kInfo : Severity::kWarning,
               same ? "statuspage-same-time" : "statuspage-order", "polled_at",
               file.name, line, FormatInstant(*capture.polled_at));
  return same;
}

// False for a capture of another page than those before it; the first tells
// which one it is.
bool IsOfThePage(const Capture& capture, CapturePosition& position,
                 const sdk::InputFile& file, int64_t line,
                 FindingList& findings) {
  const std::string& id = capture.page.id;
  if (position.page.empty()) position.page = id;
  if (id.empty() || id == position.page) return true;
  findings.Add(Severity::kError, "statuspage-other-page", "page.id", file.name,
               line, id, {{"expected", position.page}});
  return false;
}

// Gathers captures into stretches and sends them.
class StretchSender {
 public:
  StretchSender(const sdk::InputFile& file, CapturePosition& position,
                const std::function<std::string()>& cursor,
                FindingList& findings, sdk::FactSink& sink)
      : file_(file),
        position_(position),
        cursor_(cursor),
        findings_(findings),
        sink_(sink) {}

  // Adds a good capture, read from `line`; position_ still stands before it.
  absl::Status Add(StatusObservation observation, absl::string_view line) {
    sdk::CutLongTexts(observation, file_.name, findings_);
    StatusObservation told =
        stretch_.empty() ? observation : ChangesSince(before_, observation);
    if (!stretch_.empty() && !Fits(told, line)) {
      RETURN_IF_ERROR(Send());
      told = observation;
    }
    if (stretch_.empty()) {
      start_ = position_;
      period_start_ = position_.last_good.value_or(observation.observed_time);
    }
    period_end_ = observation.observed_time;
    if (const int64_t rows = sdk::CountRows(told);
        rows > 0 || Marks(told) || stretch_.empty()) {
      rows_ += std::max<int64_t>(rows, 1);
      bytes_ += sdk::EstimateBytes(told);
      stretch_.push_back(std::move(told));
      original_.append(line.data(), line.size());
      original_ += '\n';
      last_told_ = position_.line + 1;
    }
    before_ = std::move(observation);
    return absl::OkStatus();
  }

  // Sends what was gathered up to position_.
  absl::Status Send() {
    if (stretch_.empty()) return absl::OkStatus();
    FactBatch head;
    head.run = absl::StrCat(start_.edition, "@", start_.offset, " by ",
                            sdk::kProgramVersion);
    Delivery delivery;
    delivery.scope = absl::StrCat("captures=", file_.name);
    delivery.completeness = Completeness::kAdditive;
    delivery.period_start = period_start_;
    delivery.period_end = period_end_;
    delivery.recorded = true;
    delivery.origin = file_.name;
    head.deliveries = {delivery};

    std::vector<std::vector<StatusObservation>> batches;
    if (stretch_.size() == 1) {
      for (StatusObservation& part : sdk::SplitObservation(
               std::move(stretch_.front()), sdk::ObservationLimits())) {
        batches.emplace_back().push_back(std::move(part));
      }
    } else {
      batches.push_back(std::move(stretch_));
    }
    stretch_.clear();
    rows_ = bytes_ = 0;
    sdk::Original original{
        absl::StrCat(file_.name, ":", start_.line + 1, "-", last_told_),
        std::exchange(original_, "")};
    const int64_t already_sent = std::exchange(start_.already_sent, 0);
    if (already_sent > 0 &&
        already_sent >= static_cast<int64_t>(batches.size())) {
      return sdk::CursorGone(
          absl::StrCat("the stretch of ", file_.name, " is another one now"));
    }
    // What was found went with the first batch of the stretch: it is stored.
    if (already_sent > 0) findings_.Take();
    const CapturePosition end = position_;
    for (size_t i = 0; i < batches.size(); ++i) {
      if (static_cast<int64_t>(i) < already_sent) continue;
      FactBatch batch = head;
      batch.number = static_cast<int64_t>(i) + 1;
      batch.last = i + 1 == batches.size();
      batch.observations = std::move(batches[i]);
      if (i == 0) {
        RETURN_IF_ERROR(sdk::SendOriginal(
            std::move(original), -already_sent,
            [this](int64_t sent) {
              position_ = start_;
              position_.already_sent = -sent;
              return cursor_();
            },
            batch, sink_));
      }
      batch.findings = findings_.Take();
      position_ = batch.last ? end : start_;
      position_.already_sent = batch.last ? 0 : batch.number;
      position_.complete = batch.last && end.complete;
      batch.cursor = cursor_();
      RETURN_IF_ERROR(sink_.Send(std::move(batch)));
      sent_ = true;
    }
    return absl::OkStatus();
  }

  bool sent() const { return sent_; }

 private:
  bool Fits(const StatusObservation& more, absl::string_view line) const {
    const sdk::ObservationLimits limits;
    return original_.size() + line.size() <= kMaxOriginalBytes &&
           rows_ + sdk::CountRows(more) <= sink_.batch_rows() &&
           bytes_ + sdk::EstimateBytes(more) <= limits.bytes;
  }

  // True for a list that is whole, though it may be empty: what is not in it
  // ended.
  static bool Marks(const StatusObservation& told) {
    return told.lists_every_component || told.lists_every_open_incident ||
           told.lists_every_open_maintenance;
  }

  const sdk::InputFile& file_;
  CapturePosition& position_;
  const std::function<std::string()>& cursor_;
  FindingList& findings_;
  sdk::FactSink& sink_;
  std::vector<StatusObservation> stretch_;
  std::string original_;  // the lines that the stretch tells
  int64_t last_told_ = 0;
  StatusObservation before_;
  CapturePosition start_;
  absl::Time period_start_;
  absl::Time period_end_;
  int64_t rows_ = 0;
  int64_t bytes_ = 0;
  bool sent_ = false;
};

}  // namespace

std::string CapturePosition::ToString() const {
  return absl::StrJoin(
      std::vector<std::string>{
          edition, absl::StrCat(offset), absl::StrCat(line),
          absl::StrCat(last_line), head, tail,
          last_good ? absl::StrCat(absl::ToUnixMicros(*last_good))
                    : std::string(kNoTime),
          absl::StrCat(already_sent), complete ? "1" : "0", page},
      "|");
}

absl::StatusOr<CapturePosition> CapturePosition::Parse(absl::string_view text) {
  const std::vector<std::string> parts =
      absl::StrSplit(text, absl::MaxSplits('|', 9));
  CapturePosition position;
  int64_t last_good = 0;
  if (parts.size() != 10 || !absl::SimpleAtoi(parts[1], &position.offset) ||
      !absl::SimpleAtoi(parts[2], &position.line) ||
      !absl::SimpleAtoi(parts[3], &position.last_line) ||
      (parts[6] != kNoTime && !absl::SimpleAtoi(parts[6], &last_good)) ||
      !absl::SimpleAtoi(parts[7], &position.already_sent)) {
    return sdk::CursorGone("its position in a captures file is damaged");
  }
  position.edition = parts[0];
  position.head = parts[4];
  position.tail = parts[5];
  position.complete = parts[8] == "1";
  position.page = parts[9];
  if (parts[6] != kNoTime) {
    position.last_good = absl::FromUnixMicros(last_good);
  }
  return position;
}

StatusObservation ChangesSince(const StatusObservation& before,
                               StatusObservation now) {
  if (before.lists_every_component == now.lists_every_component) {
    KeepChanges(before.components, now.components, now.lists_every_component);
  }
  if (before.lists_every_open_incident == now.lists_every_open_incident) {
    KeepChanges(before.incidents, now.incidents, now.lists_every_open_incident);
  }
  if (before.lists_every_open_maintenance == now.lists_every_open_maintenance) {
    KeepChanges(before.maintenances, now.maintenances,
                now.lists_every_open_maintenance);
  }
  return now;
}

absl::StatusOr<std::string> PageOfCaptures(const sdk::InputFile& file) {
  ASSIGN_OR_RETURN(auto input, sdk::OpenInput(file, kMaxFileBytes));
  LineReader reader(std::move(input), 0);
  for (;;) {
    ASSIGN_OR_RETURN(const std::optional<Line> line, reader.Next());
    if (!line) return std::string();
    if (line->too_long) continue;
    FindingList findings;
    Capture capture = ReadCapture(line->text, file.name, 0, findings);
    if (capture.kind == CaptureKind::kGood && !capture.page.id.empty()) {
      return std::move(capture.page.id);
    }
  }
}

absl::StatusOr<bool> CollectCaptures(const sdk::InputFile& file,
                                     CapturePosition& position,
                                     const std::function<std::string()>& cursor,
                                     FindingList& findings,
                                     sdk::FactSink& sink) {
  if (position.complete && position.edition == file.edition) return false;
  if (position.already_sent != 0 && position.edition != file.edition) {
    return sdk::CursorGone(
        absl::StrCat(file.name, " changed while a capture was being sent"));
  }
  ASSIGN_OR_RETURN(std::string head, VerifyPrefix(file, position));
  position.edition = file.edition;
  position.complete = false;
  ASSIGN_OR_RETURN(auto input, sdk::OpenInput(file, kMaxFileBytes));
  if (position.offset > 0) RETURN_IF_ERROR(input->SkipTo(position.offset));

  LineReader reader(std::move(input), position.offset);
  StretchSender sender(file, position, cursor, findings, sink);
  std::string other_format;
  for (;;) {
    if (sink.Cancelled()) return absl::CancelledError("the caller hung up");
    ASSIGN_OR_RETURN(const std::optional<Line> line, reader.Next());
    if (!line) break;
    const int64_t number = position.line + 1;
    Capture capture;
    if (line->too_long) {
      findings.Add(Severity::kError, "statuspage-line-unreadable", "",
                   file.name, number, "",
                   {{"detail", absl::StrCat("it is longer than ",
                                            kMaxLineBytes >> 20, " MiB")}});
    } else if (!absl::StripAsciiWhitespace(line->text).empty()) {
      FindingList of_line;
      capture = ReadCapture(line->text, file.name, number, of_line);
      if (!line->ended && capture.kind == CaptureKind::kBroken) {
        // Someone may still be writing it: it is read when it is whole.
        findings.Add(Severity::kWarning, "statuspage-line-unfinished", "",
                     file.name, number, line->text);
        break;
      }
      for (const Finding& finding : of_line.findings()) findings.Merge(finding);
    }
    if (capture.kind == CaptureKind::kOtherFormat && other_format.empty()) {
      other_format = capture.found;
    }
    if (capture.kind == CaptureKind::kGood &&
        IsOfThePage(capture, position, file, number, findings) &&
        IsInOrder(capture, position, file, number, findings)) {
      RETURN_IF_ERROR(
          sender.Add(std::move(capture.page.observation), line->text));
      position.last_good = capture.polled_at;
    }
    position.last_line = line->from;
    position.offset = line->to;
    position.line = number;
    position.tail = line->too_long ? "" : sdk::Fingerprint(line->raw);
    position.already_sent = 0;
    if (static_cast<int64_t>(head.size()) < kHeadBytes && !line->too_long) {
      head += std::string(line->raw.substr(0, kHeadBytes - head.size()));
      position.head = sdk::Fingerprint(head);
    }
  }
  position.complete = true;
  RETURN_IF_ERROR(sender.Send());
  if (!position.last_good && !other_format.empty()) {
    return sdk::ConfigurationProblem(
        "statuspage-other-format",
        {{"origin", file.name}, {"detail", other_format}});
  }
  if (!position.last_good) {
    findings.Add(Severity::kWarning, "statuspage-no-captures", "", file.name, 0,
                 "");
  }
  return sender.sent();
}

}  // namespace regisseur::statuspage
