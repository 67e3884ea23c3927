#include "services/sdk/observation_sender.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/original_sender.h"
#include "wire/facts_wire.h"

namespace regisseur::sdk {
namespace {

constexpr size_t kMaxUpdates = 1000;
constexpr size_t kMaxUpdateBytes = 32 << 10;
constexpr int64_t kMaxUpdatesBytes = 256 << 10;
// What a row costs beside its texts: tags, lengths, times.
constexpr int64_t kRowBytes = 32;
// Beside an observation of half a message, findings and cursor there is room
// for an original of so many bytes.
constexpr size_t kMaxBytesAlong = 256 << 10;

int64_t Bytes(const std::vector<std::string>& texts) {
  int64_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size() + 4;
  return bytes;
}

int64_t Bytes(const std::vector<IncidentUpdate>& updates) {
  int64_t bytes = 0;
  for (const IncidentUpdate& update : updates) {
    bytes +=
        kRowBytes + update.id.size() + update.phase.size() + update.text.size();
  }
  return bytes;
}

int64_t Bytes(const Component& component) {
  return kRowBytes + component.id.size() + component.name.size() +
         component.group.size() + component.current_name.size();
}

int64_t Bytes(const Incident& incident) {
  return 3 * kRowBytes + incident.id.size() + incident.title.size() +
         incident.url.size() + Bytes(incident.component_ids) +
         Bytes(incident.updates);
}

int64_t Bytes(const Maintenance& maintenance) {
  return 3 * kRowBytes + maintenance.id.size() + maintenance.title.size() +
         Bytes(maintenance.component_ids) + Bytes(maintenance.updates);
}

int64_t Rows(const Component&) { return 1; }
template <typename T>
int64_t Rows(const T& told) {
  return 1 + static_cast<int64_t>(told.updates.size());
}

void CutUpdates(absl::string_view id, std::vector<IncidentUpdate>& updates,
                absl::string_view file, FindingList& findings) {
  if (updates.size() > kMaxUpdates) {
    findings.Add(Severity::kWarning, "text-cut", "list of updates", file, 0,
                 id);
    // The first says when it was told, so that it stays.
    updates.erase(updates.begin() + 1,
                  updates.end() - static_cast<ptrdiff_t>(kMaxUpdates) + 1);
  }
  int64_t bytes = 0;
  // The newest says most, so that the oldest give way.
  for (auto update = updates.rbegin(); update != updates.rend(); ++update) {
    const size_t room = static_cast<size_t>(
        std::clamp<int64_t>(kMaxUpdatesBytes - bytes, 0, kMaxUpdateBytes));
    if (update->text.size() > room) {
      findings.Add(Severity::kWarning, "text-cut", "update text", file, 0, id);
      update->text = std::string(Utf8Prefix(update->text, room));
    }
    bytes += update->text.size();
  }
}

// Fills parts one item after the other.
class Splitter {
 public:
  Splitter(const StatusObservation& head, const ObservationLimits& limits)
      : head_(head), limits_(limits) {
    Open();
  }

  template <typename T>
  void Add(std::vector<T> items, std::vector<T> StatusObservation::*field) {
    for (T& item : items) {
      const int64_t rows = Rows(item);
      const int64_t bytes = Bytes(item);
      const bool full = rows_ > 0 && (rows_ + rows > limits_.rows ||
                                      bytes_ + bytes > limits_.bytes);
      if (full) Open();
      rows_ += rows;
      bytes_ += bytes;
      (parts_.back().*field).push_back(std::move(item));
    }
  }

  std::vector<StatusObservation> Take() {
    parts_.back().last_part = true;
    return std::move(parts_);
  }

 private:
  void Open() {
    parts_.push_back(head_);
    parts_.back().last_part = false;
    rows_ = 0;
    bytes_ = 0;
  }

  const StatusObservation& head_;
  const ObservationLimits limits_;
  std::vector<StatusObservation> parts_;
  int64_t rows_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace

int64_t CountRows(const StatusObservation& observation) {
  int64_t rows = static_cast<int64_t>(observation.components.size());
  for (const Incident& incident : observation.incidents) rows += Rows(incident);
  for (const Maintenance& work : observation.maintenances) rows += Rows(work);
  return rows;
}

int64_t EstimateBytes(const StatusObservation& observation) {
  int64_t bytes = kRowBytes;
  for (const Component& component : observation.components) {
    bytes += Bytes(component);
  }
  for (const Incident& incident : observation.incidents) {
    bytes += Bytes(incident);
  }
  for (const Maintenance& work : observation.maintenances) bytes += Bytes(work);
  return bytes;
}

void CutLongTexts(StatusObservation& observation, absl::string_view file,
                  FindingList& findings) {
  for (Incident& incident : observation.incidents) {
    CutUpdates(incident.id, incident.updates, file, findings);
  }
  for (Maintenance& work : observation.maintenances) {
    CutUpdates(work.id, work.updates, file, findings);
  }
}

std::vector<StatusObservation> SplitObservation(
    StatusObservation observation, const ObservationLimits& limits) {
  std::vector<Component> components = std::move(observation.components);
  std::vector<Incident> incidents = std::move(observation.incidents);
  std::vector<Maintenance> maintenances = std::move(observation.maintenances);
  observation.components.clear();
  observation.incidents.clear();
  observation.maintenances.clear();
  Splitter splitter(observation, limits);
  splitter.Add(std::move(components), &StatusObservation::components);
  splitter.Add(std::move(incidents), &StatusObservation::incidents);
  splitter.Add(std::move(maintenances), &StatusObservation::maintenances);
  return splitter.Take();
}

std::string FingerprintOf(StatusObservation observation) {
  observation.observed_time = absl::UnixEpoch();
  FactBatch batch;
  batch.observations.push_back(std::move(observation));
  return Fingerprint(FactBatchToWire(batch).SerializeAsString());
}

absl::Status SendOriginal(
    Original original, int64_t already_sent,
    const std::function<std::string(int64_t number)>& cursor_behind,
    FactBatch& first, FactSink& sink) {
  const bool along = original.bytes.size() <= kMaxBytesAlong;
  OriginalSender sender(std::move(original.name), std::move(original.bytes));
  if (along) return sender.FillUp(first);
  for (int64_t number = 1; !sender.done(); ++number) {
    FactBatch batch;
    RETURN_IF_ERROR(sender.FillUp(batch));
    if (number <= already_sent) continue;
    batch.run = absl::StrCat("original of ", first.run);
    batch.number = number;
    batch.last = sender.done();
    batch.cursor = cursor_behind(number);
    RETURN_IF_ERROR(sink.Send(std::move(batch)));
  }
  return absl::OkStatus();
}

absl::Status SendPoll(
    PollDelivery poll, FindingList& findings, FactSink& sink,
    const std::function<std::string(int64_t number, bool last)>& cursor_after) {
  CutLongTexts(poll.observation, poll.delivery.origin, findings);
  poll.observation.delivery = 0;
  ObservationLimits limits;
  limits.rows = sink.batch_rows();
  std::vector<StatusObservation> parts =
      SplitObservation(std::move(poll.observation), limits);
  // What was found went with the first batch, which is stored.
  if (poll.already_sent > 0) findings.Take();
  for (size_t i = 0; i < parts.size(); ++i) {
    const int64_t number = static_cast<int64_t>(i) + 1;
    if (number <= poll.already_sent) continue;
    FactBatch batch;
    batch.run = poll.run;
    batch.number = number;
    batch.last = i + 1 == parts.size();
    batch.deliveries = {poll.delivery};
    batch.observations.push_back(std::move(parts[i]));
    if (number == 1 && poll.original.has_value()) {
      RETURN_IF_ERROR(SendOriginal(
          *std::move(poll.original), -poll.already_sent,
          [&](int64_t sent) { return cursor_after(-sent, /*last=*/false); },
          batch, sink));
    }
    batch.cursor = cursor_after(number, batch.last);
    batch.findings = findings.Take();
    if (absl::Status status = sink.Send(std::move(batch)); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur::sdk
