#include "aggregator/webhook/webhook_desk.h"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"

namespace regisseur {
namespace {

// A clock that was set is noticed within it.
constexpr absl::Duration kLongestRest = absl::Minutes(1);
constexpr absl::Duration kAfterTrouble = absl::Seconds(30);
// Events that are counted and listed.
constexpr size_t kMostWaiting = 10000;

Principal Daemon() { return Principal::System("webhooks"); }

// An event's id, read back.
struct EventName {
  std::string provider;
  int64_t number = 0;
  int position = 0;
};
std::optional<EventName> ReadEventId(const std::string& id) {
  const std::vector<std::string> parts = absl::StrSplit(id, '_');
  EventName name;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[1], &name.number) ||
      !absl::SimpleAtoi(parts[2], &name.position)) {
    return std::nullopt;
  }
  name.provider = parts[0];
  return name;
}

}  // namespace

class WebhookDesk::Runner {
 public:
  Runner(const WebhookParts& parts, WebhookLine line)
      : parts_(parts), line_(std::move(line)), thread_([this] { Loop(); }) {}
  ~Runner() {
    Ask();
    thread_.join();
  }
  // To end, without waiting for it.
  void Ask() {
    if (!ending_.HasBeenNotified()) ending_.Notify();
    parts_.signal.Tell();
  }
  const WebhookLine& line() const { return line_; }

 private:
  void Loop() {
    while (!ending_.HasBeenNotified()) {
      const int64_t seen = parts_.signal.count();
      const absl::StatusOr<absl::Time> next = line_.Look(ending_);
      absl::Duration rest = kAfterTrouble;
      if (next.ok()) {
        rest = std::clamp(*next - parts_.clock.Now(), absl::ZeroDuration(),
                          kLongestRest);
      } else if (!ending_.HasBeenNotified()) {
        parts_.on_event("webhook-not-looked-at", line_.plan().id,
                        std::string(next.status().message()));
      }
      if (!ending_.HasBeenNotified()) parts_.signal.AwaitBeyond(seen, rest);
    }
  }

  const WebhookParts parts_;
  WebhookLine line_;
  absl::Notification ending_;
  std::thread thread_;
};

WebhookDesk::WebhookDesk(const WebhookParts& parts) : parts_(parts) {}

WebhookDesk::~WebhookDesk() { Stop(); }

std::vector<std::string> WebhookDesk::ProvidersOf(
    const WebhookPlan& plan, const std::vector<std::string>& providers) {
  if (!plan.provider.empty()) return {plan.provider};
  return providers;
}

absl::StatusOr<WebhookPlace> WebhookDesk::End(
    const WebhookPlan& plan, const std::string& provider) const {
  WebhookPlace place;
  place.provider = provider;
  while (true) {
    ASSIGN_OR_RETURN(const WebhookInbox::Page page,
                     parts_.inbox.Read(plan, provider, place.number));
    if (page.after == place.number) return place;
    place.number = page.after;
  }
}

absl::Status WebhookDesk::Record(const std::vector<WebhookPlan>& plans,
                                 const std::vector<std::string>& providers,
                                 std::string& source) {
  ASSIGN_OR_RETURN(const std::vector<WebhookRecord> known,
                   parts_.store.List(Daemon()));
  if (plans.empty() && known.empty()) return absl::OkStatus();
  std::map<std::string, const WebhookRecord*> records;
  for (const WebhookRecord& record : known) records[record.id] = &record;
  // What is new, and where it begins: read before anything is written.
  std::vector<WebhookRecord> changed;
  std::set<std::string> begun_anew;
  std::map<std::string, std::vector<WebhookPlace>> places;
  std::set<std::string> wanted;
  for (const WebhookPlan& plan : plans) {
    wanted.insert(plan.id);
    const auto found = records.find(plan.id);
    const bool fresh =
        found == records.end() || found->second->provider != plan.provider;
    WebhookRecord record;
    if (!fresh) record = *found->second;
    record.id = plan.id;
    record.provider = plan.provider;
    const Sha256 hash = Sha256Hasher().Hash(plan.url);
    const std::string address(hash.begin(), hash.end());
    if (record.address != address) {
      record.address = address;
      record.failures = 0;
      record.failing_since.reset();
      record.next_try.reset();
      record.stopped.reset();
      changed.push_back(record);
    }
    if (fresh) begun_anew.insert(plan.id);
    std::set<std::string> placed;
    if (!fresh) {
      ASSIGN_OR_RETURN(const std::vector<WebhookPlace> there,
                       parts_.store.ListPlaces(Daemon(), plan.id));
      for (const WebhookPlace& place : there) placed.insert(place.provider);
    }
    for (const std::string& provider : ProvidersOf(plan, providers)) {
      if (placed.count(provider) != 0) continue;
      ASSIGN_OR_RETURN(WebhookPlace end, End(plan, provider));
      places[plan.id].push_back(std::move(end));
    }
  }
  return parts_.queue.Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        for (const WebhookRecord& record : known) {
          if (wanted.count(record.id) == 0 ||
              begun_anew.count(record.id) != 0) {
            RETURN_IF_ERROR(parts_.store.Remove(transaction, record.id));
          }
        }
        for (const WebhookRecord& record : changed) {
          RETURN_IF_ERROR(parts_.store.Put(transaction, record));
        }
        for (const auto& [id, begin] : places) {
          for (const WebhookPlace& place : begin) {
            RETURN_IF_ERROR(parts_.store.PutPlace(transaction, id, place));
          }
        }
        ASSIGN_OR_RETURN(
            const std::string name,
            parts_.store.NameOrigin(transaction, parts_.make_id()));
        source = absl::StrCat("urn:uuid:", name);
        return absl::OkStatus();
      });
}

absl::Status WebhookDesk::Adopt(std::vector<WebhookPlan> plans,
                                std::vector<std::string> providers) {
  std::sort(
      plans.begin(), plans.end(),
      [](const WebhookPlan& a, const WebhookPlan& b) { return a.id < b.id; });
  absl::MutexLock lock(&mutex_);
  // Those that change end first, so that none writes where it does not belong
  // any more.
  std::vector<std::unique_ptr<Runner>> ended;
  for (auto runner = runners_.begin(); runner != runners_.end();) {
    const WebhookLine& line = runner->second->line();
    const bool stays =
        std::any_of(plans.begin(), plans.end(), [&](const WebhookPlan& plan) {
          return plan == line.plan() &&
                 ProvidersOf(plan, providers) == line.providers();
        });
    if (stays) {
      ++runner;
      continue;
    }
    runner->second->Ask();
    ended.push_back(std::move(runner->second));
    runner = runners_.erase(runner);
  }
  ended.clear();
  const absl::Status recorded = Record(plans, providers, source_);
  if (recorded.ok()) {
    plans_ = std::move(plans);
    providers_ = std::move(providers);
  }
  if (started_) StartRunners();
  return recorded;
}

void WebhookDesk::StartRunners() {
  for (const WebhookPlan& plan : plans_) {
    std::unique_ptr<Runner>& runner = runners_[plan.id];
    if (runner != nullptr) continue;
    runner = std::make_unique<Runner>(
        parts_,
        WebhookLine(parts_, plan, ProvidersOf(plan, providers_), source_));
  }
}

void WebhookDesk::Start() {
  absl::MutexLock lock(&mutex_);
  started_ = true;
  StartRunners();
}

void WebhookDesk::Stop() {
  absl::MutexLock lock(&mutex_);
  started_ = false;
  for (const auto& [id, runner] : runners_) runner->Ask();
  runners_.clear();
}

absl::StatusOr<WebhookPlan> WebhookDesk::Find(
    const std::string& id, const std::optional<std::string>& provider) const {
  if (id.empty()) {
    return absl::InvalidArgumentError("webhook: is missing; name which one");
  }
  absl::MutexLock lock(&mutex_);
  for (const WebhookPlan& plan : plans_) {
    if (plan.id == id && (!provider.has_value() || plan.provider == *provider))
      return plan;
  }
  return absl::NotFoundError(
      absl::StrCat("there is no webhook '", id, "' in the configuration"));
}

absl::StatusOr<std::vector<WebhookStatus>> WebhookDesk::List(
    const Principal& who) const {
  std::vector<WebhookPlan> plans;
  std::vector<std::string> providers;
  {
    absl::MutexLock lock(&mutex_);
    plans = plans_;
    providers = providers_;
  }
  std::vector<WebhookStatus> all;
  for (WebhookPlan& plan : plans) {
    WebhookStatus& status = all.emplace_back();
    ASSIGN_OR_RETURN(const std::optional<WebhookRecord> record,
                     parts_.store.Find(who, plan.id));
    if (record.has_value()) status.record = *record;
    ASSIGN_OR_RETURN(
        const std::vector<WebhookEvent> line,
        ListWaitingEvents(parts_, plan, ProvidersOf(plan, providers),
                          kMostWaiting));
    ASSIGN_OR_RETURN(const std::vector<WebhookDelivery> aside,
                     parts_.store.ListDeliveries(
                         who, plan.id, WebhookDeliveryState::kRetrying));
    status.waiting = static_cast<int64_t>(line.size() + aside.size());
    if (!line.empty()) status.waiting_since = line.front().time;
    for (const WebhookDelivery& delivery : aside) {
      status.waiting_since =
          std::min(status.waiting_since.value_or(delivery.event_time),
                   delivery.event_time);
    }
    if (!status.record.stopped.has_value() && status.waiting > 0) {
      absl::Time next = absl::InfiniteFuture();
      if (!line.empty()) next = status.record.last_try.value_or(line[0].time);
      for (const WebhookDelivery& delivery : aside) {
        next = std::min(next, delivery.next_try.value_or(next));
      }
      status.next_try = std::max(next, status.record.next_try.value_or(next));
    }
    ASSIGN_OR_RETURN(status.given_up, parts_.store.CountGivenUp(who, plan.id));
    status.plan = std::move(plan);
  }
  return all;
}

absl::StatusOr<std::vector<WebhookDelivery>> WebhookDesk::ListDeliveries(
    const Principal& who, const WebhookPlan& plan,
    std::optional<WebhookDeliveryState> state) const {
  ASSIGN_OR_RETURN(std::vector<WebhookDelivery> deliveries,
                   parts_.store.ListDeliveries(who, plan.id, state));
  if (state.value_or(WebhookDeliveryState::kWaiting) !=
      WebhookDeliveryState::kWaiting) {
    return deliveries;
  }
  std::vector<std::string> providers;
  {
    absl::MutexLock lock(&mutex_);
    providers = ProvidersOf(plan, providers_);
  }
  ASSIGN_OR_RETURN(const std::optional<WebhookRecord> record,
                   parts_.store.Find(who, plan.id));
  ASSIGN_OR_RETURN(const std::vector<WebhookEvent> waiting,
                   ListWaitingEvents(parts_, plan, providers, kMostWaiting));
  std::set<std::string> known;
  for (const WebhookDelivery& delivery : deliveries) {
    known.insert(delivery.id());
  }
  std::vector<WebhookDelivery> all;
  for (auto event = waiting.rbegin(); event != waiting.rend(); ++event) {
    WebhookDelivery delivery = WaitingDelivery(plan.id, *event);
    if (known.count(delivery.id()) == 0) all.push_back(std::move(delivery));
  }
  // Everything in the line is newer than what was dealt with, but for what
  // stands beside it.
  all.insert(all.end(), deliveries.begin(), deliveries.end());
  if (record.has_value()) {
    for (WebhookDelivery& delivery : all) {
      if (delivery.state == WebhookDeliveryState::kWaiting &&
          delivery.attempts > 0) {
        delivery.next_try = record->next_try;
      }
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const WebhookDelivery& a, const WebhookDelivery& b) {
                     return a.event_time > b.event_time;
                   });
  return all;
}

absl::StatusOr<int64_t> WebhookDesk::Replay(const Principal& who,
                                            const Request& request,
                                            const WebhookPlan& plan,
                                            const std::string& event_id) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  Act act;
  act.method = request.method;
  act.provider = plan.provider;
  act.request_id = request.id;
  act.content = request.content;
  act.subject = absl::StrCat("webhook ", plan.id);
  act.arguments = {{"event", event_id.empty() ? "all" : event_id}};
  const WebhookStore& store = parts_.store;
  ASSIGN_OR_RETURN(
      const Acts::Done done,
      parts_.acts.Do(
          who, std::move(act),
          [&](Transaction& transaction, Act&) -> absl::StatusOr<std::string> {
            std::vector<WebhookDelivery> again;
            if (event_id.empty()) {
              ASSIGN_OR_RETURN(again, store.ListGivenUp(transaction, plan.id));
            } else if (const auto name = ReadEventId(event_id)) {
              ASSIGN_OR_RETURN(
                  const std::optional<WebhookDelivery> found,
                  store.FindDelivery(transaction, plan.id, name->provider,
                                     name->number, name->position));
              if (found.has_value() &&
                  found->state == WebhookDeliveryState::kGivenUp &&
                  found->id() == event_id) {
                again.push_back(*found);
              }
            }
            if (again.empty() && !event_id.empty()) {
              return absl::NotFoundError(absl::StrCat(
                  "'", event_id, "' is not among what was given up of webhook ",
                  plan.id, "; `regisseur webhook deliveries ", plan.id,
                  " --state given_up` lists that"));
            }
            const absl::Time now = parts_.clock.Now();
            for (WebhookDelivery& delivery : again) {
              delivery.state = WebhookDeliveryState::kRetrying;
              delivery.attempts = 0;
              delivery.first_try = now;
              delivery.next_try = now;
              RETURN_IF_ERROR(store.PutDelivery(transaction, delivery));
            }
            // Whoever asks for it thinks that the other side is well again.
            ASSIGN_OR_RETURN(std::optional<WebhookRecord> record,
                             store.Find(transaction, plan.id));
            if (record.has_value() && !again.empty()) {
              record->next_try.reset();
              RETURN_IF_ERROR(store.Put(transaction, *record));
            }
            return absl::StrCat(again.size());
          }));
  int64_t count = 0;
  if (!absl::SimpleAtoi(done.answer, &count)) {
    return absl::DataLossError("the answer that is kept cannot be read");
  }
  return count;
}

absl::StatusOr<WebhookDesk::Tested> WebhookDesk::Test(
    const WebhookPlan& plan, const absl::Notification& cancelled) {
  std::string source;
  {
    absl::MutexLock lock(&mutex_);
    if (!testing_.insert(plan.id).second) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "webhook ", plan.id, " is being tested; wait for the answer"));
    }
    source = source_;
  }
  const absl::Cleanup done = [&] {
    absl::MutexLock lock(&mutex_);
    testing_.erase(plan.id);
  };
  Tested tested;
  tested.id = absl::StrCat("test_", parts_.make_id());
  WebhookMessage message;
  message.id = tested.id;
  message.at = parts_.clock.Now();
  message.body = TestCloudEventJson(source, tested.id, message.at);
  tested.answer = parts_.sender.Send(plan, message, cancelled);
  if (JudgeWebhookAnswer(tested.answer) != WebhookVerdict::kTaken) {
    return tested;
  }
  RETURN_IF_ERROR(parts_.queue.Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(std::optional<WebhookRecord> record,
                         parts_.store.Find(transaction, plan.id));
        if (!record.has_value()) return absl::OkStatus();
        record->failures = 0;
        record->failing_since.reset();
        record->next_try.reset();
        record->stopped.reset();
        record->problem.clear();
        return parts_.store.Put(transaction, *record);
      }));
  parts_.signal.Tell();
  return tested;
}

}  // namespace regisseur
