#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/storage/storage_fixture.h"
#include "aggregator/webhook/webhook_desk.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {

// Inboxes of which a test says what stands in them. Thread-safe.
class FakeInbox final : public WebhookInbox {
 public:
  // One entry of the next number.
  void Add(const std::string& provider, absl::Time time,
           const std::string& event = "claim.filed") {
    absl::MutexLock lock(&mutex_);
    std::vector<WebhookEvent>& all = entries_[provider];
    WebhookEvent entry;
    entry.provider = provider;
    entry.number = static_cast<int64_t>(all.size()) + 1;
    entry.time = time;
    entry.event = event;
    entry.data = absl::StrCat("{\"number\":\"", entry.number, "\"}");
    all.push_back(entry);
  }
  // A provider that is none any more.
  void Leave(const std::string& provider) {
    absl::MutexLock lock(&mutex_);
    left_.insert(provider);
  }
  absl::StatusOr<Page> Read(const WebhookPlan&, const std::string& provider,
                            int64_t after) override {
    constexpr size_t kPage = 7;
    absl::MutexLock lock(&mutex_);
    if (left_.contains(provider)) return absl::NotFoundError(provider);
    Page page;
    page.after = after;
    for (const WebhookEvent& entry : entries_[provider]) {
      if (entry.number <= after || page.events.size() == kPage) continue;
      page.events.push_back(entry);
      page.after = entry.number;
    }
    return page;
  }

 private:
  absl::Mutex mutex_;
  std::map<std::string, std::vector<WebhookEvent>> entries_
      ABSL_GUARDED_BY(mutex_);
  std::set<std::string> left_ ABSL_GUARDED_BY(mutex_);
};

// A system that answers as a test says. Thread-safe.
class FakeSender final : public WebhookSender {
 public:
  using Answer = std::function<WebhookAnswer(const WebhookMessage&)>;
  void Set(Answer answer) {
    absl::MutexLock lock(&mutex_);
    answer_ = std::move(answer);
  }
  void SetCode(int code) {
    Set([code](const WebhookMessage&) {
      return WebhookAnswer{.code = code,
                           .problem = code < 300 ? "" : absl::StrCat(code)};
    });
  }
  WebhookAnswer Send(const WebhookPlan& plan, const WebhookMessage& message,
                     const absl::Notification&) override {
    absl::MutexLock lock(&mutex_);
    const WebhookAnswer answer = answer_(message);
    if (!absl::StartsWith(message.id, "test_")) ids_.push_back(message.id);
    if (JudgeWebhookAnswer(answer) == WebhookVerdict::kTaken) {
      taken_.push_back(message.id);
    }
    return answer;
  }
  // Of every attempt but tests, and of what was taken.
  std::vector<std::string> ids() const {
    absl::MutexLock lock(&mutex_);
    return ids_;
  }
  std::vector<std::string> taken() const {
    absl::MutexLock lock(&mutex_);
    return taken_;
  }

 private:
  mutable absl::Mutex mutex_;
  Answer answer_ ABSL_GUARDED_BY(mutex_) = [](const WebhookMessage&) {
    return WebhookAnswer{.code = 204};
  };
  std::vector<std::string> ids_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> taken_ ABSL_GUARDED_BY(mutex_);
};

// A desk over a database of its own. Nothing runs by itself: a line looks when
// the test says so.
class WebhookFixture : public StorageFixture {
 protected:
  WebhookFixture() { Begin(); }
  ~WebhookFixture() override { End(); }

  void Begin() {
    act_store_ = std::make_unique<ActStore>(*database_, clock_);
    acts_ = std::make_unique<Acts>(*queue_, *act_store_, &signal_);
    store_ = std::make_unique<WebhookStore>(*database_);
    desk_ = std::make_unique<WebhookDesk>(Parts());
  }
  void End() {
    line_.reset();
    desk_.reset();
    store_.reset();
    acts_.reset();
    act_store_.reset();
  }
  // As after a restart of the daemon.
  void Restart() {
    End();
    Reopen();
    Begin();
  }
  WebhookParts Parts() {
    return {*acts_,
            *queue_,
            *store_,
            inbox_,
            sender_,
            clock_,
            signal_,
            [this] { return absl::StrCat("id", ++made_ids_); },
            [this](const std::string& event, const std::string& webhook,
                   const std::string& why) {
              log_.push_back(absl::StrCat(event, " ", webhook));
              why_.push_back(why);
            }};
  }

  static WebhookPlan Plan(const std::string& id,
                          const std::string& provider = "cloudnine") {
    WebhookPlan plan;
    plan.id = id;
    plan.provider = provider;
    plan.url = "https://cloudnine.example/hook";
    return plan;
  }
  void Adopt(std::vector<WebhookPlan> plans) {
    const absl::Status adopted = desk_->Adopt(plans, {"cloudnine", "rival"});
    ASSERT_TRUE(adopted.ok()) << adopted;
    line_.reset();
    plan_ = plans.empty() ? WebhookPlan() : plans[0];
  }
  // What the thread of the first webhook does.
  absl::Time Look() {
    if (line_ == nullptr) {
      std::vector<std::string> providers = {"cloudnine", "rival"};
      if (!plan_.provider.empty()) providers = {plan_.provider};
      line_ = std::make_unique<WebhookLine>(Parts(), plan_, providers,
                                            "urn:uuid:test");
    }
    const absl::StatusOr<absl::Time> next = line_->Look(never_);
    EXPECT_TRUE(next.ok()) << next.status();
    return next.value_or(absl::InfinitePast());
  }
  std::string IdOf(int64_t number, const std::string& provider = "cloudnine") {
    return absl::StrCat(provider, "_", number, "_0_",
                        absl::ToUnixSeconds(begun_));
  }
  WebhookStatus Status() {
    const auto all = desk_->List(who_);
    EXPECT_TRUE(all.ok()) << all.status();
    return all.ok() && !all->empty() ? all->front() : WebhookStatus();
  }

  FakeInbox inbox_;
  FakeSender sender_;
  ActSignal signal_;
  std::unique_ptr<ActStore> act_store_;
  std::unique_ptr<Acts> acts_;
  std::unique_ptr<WebhookStore> store_;
  std::unique_ptr<WebhookDesk> desk_;
  std::unique_ptr<WebhookLine> line_;
  WebhookPlan plan_;
  const absl::Notification never_;
  const absl::Time begun_ = clock_.Now();
  std::vector<std::string> log_;  // event and webhook
  std::vector<std::string> why_;
  int made_ids_ = 0;
};

}  // namespace regisseur
