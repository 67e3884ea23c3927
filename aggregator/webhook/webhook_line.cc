#include "aggregator/webhook/webhook_line.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Of what was taken, as many are kept to be looked at.
constexpr int kKeptTaken = 100;
// From this failure in a row on a test tells whether it is the system that
// fails or the event.
constexpr int kFailuresBeforeTest = 3;
// Of what is given up at once.
constexpr size_t kMostGivenUp = 10000;

Principal Daemon() { return Principal::System("webhooks"); }

bool IsBehind(const WebhookEvent& event, const WebhookPlace& place) {
  return std::tie(event.number, event.position) >
         std::tie(place.number, place.position);
}

// Behind which number to read: of one that was told in part, all again.
int64_t ReadFrom(const WebhookPlace& place) {
  return place.position == WebhookPlace::kAll ? place.number : place.number - 1;
}

WebhookPlace PlaceOf(const WebhookEvent& event) {
  return {.provider = event.provider,
          .number = event.number,
          .position = event.position};
}

absl::Time NextTry(absl::Time now, int failures, const WebhookAnswer& answer) {
  thread_local absl::InsecureBitGen random;
  return now + WebhookDelay(failures, answer.retry_after,
                            absl::Uniform(random, 0.0, 1.0));
}

// The system answered, whatever it said of this event.
void NoteAnswering(WebhookRecord& record) {
  record.failures = 0;
  record.failing_since.reset();
  record.next_try.reset();
}

// Beside the line until its own time, or given up.
void SetAside(WebhookDelivery& delivery, const WebhookAnswer& answer,
              absl::Time now) {
  if (IsWebhookPatienceOver(delivery.attempts, *delivery.first_try, now)) {
    delivery.state = WebhookDeliveryState::kGivenUp;
    delivery.next_try.reset();
  } else {
    delivery.state = WebhookDeliveryState::kRetrying;
    delivery.next_try = NextTry(now, delivery.attempts, answer);
  }
}

}  // namespace

absl::StatusOr<std::vector<WebhookEvent>> ListWaitingEvents(
    const WebhookParts& parts, const WebhookPlan& plan,
    const std::vector<std::string>& providers, size_t most) {
  ASSIGN_OR_RETURN(const std::vector<WebhookPlace> places,
                   parts.store.ListPlaces(Daemon(), plan.id));
  std::vector<WebhookEvent> waiting;
  for (const WebhookPlace& place : places) {
    if (std::find(providers.begin(), providers.end(), place.provider) ==
        providers.end()) {
      continue;
    }
    size_t found = 0;
    int64_t after = ReadFrom(place);
    while (found < most) {
      ASSIGN_OR_RETURN(WebhookInbox::Page page,
                       parts.inbox.Read(plan, place.provider, after));
      for (WebhookEvent& event : page.events) {
        if (!IsBehind(event, place) || !plan.Wants(event.event)) continue;
        waiting.push_back(std::move(event));
        ++found;
      }
      if (page.after == after) break;
      after = page.after;
    }
  }
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const WebhookEvent& a, const WebhookEvent& b) {
                     return a.time < b.time;
                   });
  if (waiting.size() > most) waiting.resize(most);
  return waiting;
}

WebhookLine::WebhookLine(const WebhookParts& parts, WebhookPlan plan,
                         std::vector<std::string> providers, std::string source)
    : parts_(parts),
      plan_(std::move(plan)),
      providers_(std::move(providers)),
      source_(std::move(source)) {}

absl::Status WebhookLine::ReadPlaces() {
  if (!streams_.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<WebhookPlace> places,
                   parts_.store.ListPlaces(Daemon(), plan_.id));
  for (const WebhookPlace& place : places) {
    if (std::find(providers_.begin(), providers_.end(), place.provider) !=
        providers_.end()) {
      streams_[place.provider].place = place;
    }
  }
  return absl::OkStatus();
}

absl::Status WebhookLine::ReadAhead(Stream& stream) {
  while (stream.ahead.empty()) {
    const int64_t after = ReadFrom(stream.place);
    ASSIGN_OR_RETURN(WebhookInbox::Page page,
                     parts_.inbox.Read(plan_, stream.place.provider, after));
    for (WebhookEvent& event : page.events) {
      if (IsBehind(event, stream.place) && plan_.Wants(event.event)) {
        stream.ahead.push_back(std::move(event));
      }
    }
    if (!stream.ahead.empty() || page.after == after) break;
    // Nothing of it is for this webhook. It is kept with the next that is.
    stream.place.number = page.after;
    stream.place.position = WebhookPlace::kAll;
  }
  return absl::OkStatus();
}

absl::StatusOr<WebhookLine::Stream*> WebhookLine::FindHead() {
  RETURN_IF_ERROR(ReadPlaces());
  Stream* head = nullptr;
  for (auto& [provider, stream] : streams_) {
    RETURN_IF_ERROR(ReadAhead(stream));
    if (stream.ahead.empty()) continue;
    if (head == nullptr ||
        stream.ahead.front().time < head->ahead.front().time) {
      head = &stream;
    }
  }
  return head;
}

absl::StatusOr<absl::Time> WebhookLine::Look(
    const absl::Notification& cancelled) {
  while (!cancelled.HasBeenNotified()) {
    ASSIGN_OR_RETURN(const std::optional<WebhookRecord> record,
                     parts_.store.Find(Daemon(), plan_.id));
    if (!record.has_value() || record->stopped.has_value()) break;
    const absl::Time now = parts_.clock.Now();
    if (record->next_try.has_value() && *record->next_try > now) {
      return *record->next_try;
    }
    ASSIGN_OR_RETURN(const std::optional<WebhookDelivery> aside,
                     parts_.store.FindRetrying(Daemon(), plan_.id));
    ASSIGN_OR_RETURN(Stream* const head, FindHead());
    const bool aside_is_due = aside.has_value() && *aside->next_try <= now;
    // In turn, so that neither a long replay nor a busy line stops the other.
    if (aside_is_due && (head == nullptr || !aside_was_last_)) {
      aside_was_last_ = true;
      RETURN_IF_ERROR(SendAside(*aside, cancelled));
    } else if (head != nullptr) {
      aside_was_last_ = false;
      RETURN_IF_ERROR(SendHead(*head, record->failures, cancelled));
    } else {
      return aside.has_value() ? *aside->next_try : absl::InfiniteFuture();
    }
  }
  return absl::InfiniteFuture();
}

WebhookAnswer WebhookLine::Send(const WebhookEvent& event,
                                const absl::Notification& cancelled) {
  WebhookMessage message;
  message.id =
      WebhookEventId(event.provider, event.number, event.position, event.time);
  message.at = parts_.clock.Now();
  message.body = CloudEventJson(source_, event);
  Failpoint("webhook:sending");
  WebhookAnswer answer = parts_.sender.Send(plan_, message, cancelled);
  Failpoint("webhook:sent");
  return answer;
}

bool WebhookLine::TakesATest(const absl::Notification& cancelled) {
  WebhookMessage message;
  message.id = absl::StrCat("test_", parts_.make_id());
  message.at = parts_.clock.Now();
  message.body = TestCloudEventJson(source_, message.id, message.at);
  return JudgeWebhookAnswer(parts_.sender.Send(plan_, message, cancelled)) ==
         WebhookVerdict::kTaken;
}

absl::Status WebhookLine::SendHead(Stream& stream, int failures,
                                   const absl::Notification& cancelled) {
  const WebhookEvent event = stream.ahead.front();
  const WebhookAnswer answer = Send(event, cancelled);
  WebhookVerdict verdict = JudgeWebhookAnswer(answer);
  if (verdict == WebhookVerdict::kFailed &&
      failures + 1 >= kFailuresBeforeTest && TakesATest(cancelled)) {
    verdict = WebhookVerdict::kRefused;
  }
  // Ended by us: it says nothing about them.
  if (cancelled.HasBeenNotified() && verdict != WebhookVerdict::kTaken) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(Settle(event, answer, verdict, /*in_line=*/true));
  if (verdict == WebhookVerdict::kTaken ||
      verdict == WebhookVerdict::kRefused) {
    stream.ahead.pop_front();
    stream.place = PlaceOf(event);
  }
  return absl::OkStatus();
}

absl::Status WebhookLine::SendAside(const WebhookDelivery& delivery,
                                    const absl::Notification& cancelled) {
  absl::StatusOr<WebhookInbox::Page> page =
      parts_.inbox.Read(plan_, delivery.provider, delivery.number - 1);
  // Its provider left the configuration, and its inbox with it.
  if (absl::IsNotFound(page.status())) page = WebhookInbox::Page();
  RETURN_IF_ERROR(page.status());
  for (const WebhookEvent& event : page->events) {
    if (event.number != delivery.number ||
        event.position != delivery.position) {
      continue;
    }
    const WebhookAnswer answer = Send(event, cancelled);
    const WebhookVerdict verdict = JudgeWebhookAnswer(answer);
    if (cancelled.HasBeenNotified() && verdict != WebhookVerdict::kTaken) {
      return absl::OkStatus();
    }
    return Settle(event, answer, verdict, /*in_line=*/false);
  }
  return parts_.queue.Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) {
        WebhookDelivery lost = delivery;
        lost.state = WebhookDeliveryState::kGivenUp;
        lost.next_try.reset();
        lost.problem = "its entry is not in the inbox any more";
        return parts_.store.PutDelivery(transaction, lost);
      });
}

absl::Status WebhookLine::Settle(const WebhookEvent& event,
                                 const WebhookAnswer& answer,
                                 WebhookVerdict verdict, bool in_line) {
  const absl::Time now = parts_.clock.Now();
  int failures_before = 0;
  WebhookRecord after;
  WebhookDelivery kept;
  RETURN_IF_ERROR(parts_.queue.Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        const WebhookStore& store = parts_.store;
        ASSIGN_OR_RETURN(std::optional<WebhookRecord> record,
                         store.Find(transaction, plan_.id));
        if (!record.has_value()) return absl::OkStatus();
        ASSIGN_OR_RETURN(
            const std::optional<WebhookDelivery> known,
            store.FindDelivery(transaction, plan_.id, event.provider,
                               event.number, event.position));
        WebhookDelivery delivery =
            known.value_or(WaitingDelivery(plan_.id, event));
        failures_before = record->failures;
        ++delivery.attempts;
        delivery.first_try = delivery.first_try.value_or(now);
        delivery.last_try = record->last_try = now;
        delivery.code = answer.code;
        delivery.problem = record->problem = answer.problem;
        switch (verdict) {
          case WebhookVerdict::kTaken:
            NoteAnswering(*record);
            record->last_taken = now;
            delivery.state = WebhookDeliveryState::kTaken;
            delivery.next_try.reset();
            break;
          case WebhookVerdict::kRefused:
            NoteAnswering(*record);
            SetAside(delivery, answer, now);
            break;
          case WebhookVerdict::kFailed:
            ++record->failures;
            record->failing_since = record->failing_since.value_or(now);
            record->next_try = NextTry(now, record->failures, answer);
            // Or it would be the first again each time the others go on.
            if (!in_line) SetAside(delivery, answer, now);
            break;
          case WebhookVerdict::kStopped:
            record->stopped = now;
            record->next_try.reset();
            break;
        }
        RETURN_IF_ERROR(store.PutDelivery(transaction, delivery));
        if (in_line && delivery.state != WebhookDeliveryState::kWaiting) {
          RETURN_IF_ERROR(
              store.PutPlace(transaction, plan_.id, PlaceOf(event)));
        }
        if (verdict == WebhookVerdict::kTaken) {
          RETURN_IF_ERROR(store.PruneTaken(transaction, plan_.id, kKeptTaken));
        }
        RETURN_IF_ERROR(store.Put(transaction, *record));
        after = *record;
        kept = delivery;
        return absl::OkStatus();
      }));
  Failpoint("webhook:settled");
  const std::string& why = answer.ours.empty() ? answer.problem : answer.ours;
  if (verdict == WebhookVerdict::kStopped) {
    parts_.on_event("webhook-stopped", plan_.id, why);
  } else if (verdict == WebhookVerdict::kFailed && failures_before == 0) {
    parts_.on_event("webhook-failing", plan_.id, why);
  } else if (verdict == WebhookVerdict::kRefused && kept.attempts == 1) {
    parts_.on_event("webhook-refuses", plan_.id,
                    absl::StrCat(kept.id(), ": ", why));
  } else if (failures_before > 0 && after.failures == 0) {
    parts_.on_event("webhook-works", plan_.id, "");
  }
  if (kept.state == WebhookDeliveryState::kGivenUp) {
    parts_.on_event("webhook-gives-up", plan_.id,
                    absl::StrCat(kept.id(), ": ", why));
  }
  if (verdict == WebhookVerdict::kFailed &&
      IsWebhookPatienceOver(after.failures, after.failing_since.value_or(now),
                            now)) {
    return GiveUpOld(now);
  }
  return absl::OkStatus();
}

absl::Status WebhookLine::GiveUpOld(absl::Time now) {
  ASSIGN_OR_RETURN(std::vector<WebhookEvent> old,
                   ListWaitingEvents(parts_, plan_, providers_, kMostGivenUp));
  while (!old.empty() && old.back().time > now - kWebhookPatience) {
    old.pop_back();
  }
  int64_t given_up = 0;
  RETURN_IF_ERROR(parts_.queue.Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        for (const WebhookEvent& event : old) {
          ASSIGN_OR_RETURN(
              const std::optional<WebhookDelivery> known,
              parts_.store.FindDelivery(transaction, plan_.id, event.provider,
                                        event.number, event.position));
          WebhookDelivery delivery =
              known.value_or(WaitingDelivery(plan_.id, event));
          delivery.state = WebhookDeliveryState::kGivenUp;
          delivery.next_try.reset();
          if (delivery.problem.empty()) {
            delivery.problem = "the webhook took nothing for three days";
          }
          RETURN_IF_ERROR(parts_.store.PutDelivery(transaction, delivery));
          RETURN_IF_ERROR(
              parts_.store.PutPlace(transaction, plan_.id, PlaceOf(event)));
        }
        ASSIGN_OR_RETURN(const int64_t aside,
                         parts_.store.GiveUpRetrying(transaction, plan_.id,
                                                     now - kWebhookPatience));
        given_up = static_cast<int64_t>(old.size()) + aside;
        return absl::OkStatus();
      }));
  streams_.clear();  // the places are others
  if (given_up > 0) {
    parts_.on_event("webhook-gives-up", plan_.id,
                    absl::StrCat(given_up,
                                 " events; `regisseur webhook "
                                 "replay` sends them again"));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
