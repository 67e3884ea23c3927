#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "aggregator/api/api_fixture.h"
#include "aggregator/api/json_answer.h"
#include "aggregator/api/webhook_inbox.h"
#include "aggregator/changes/matter_act.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/partner/v1/partner.pb.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Role = Principal::Role;

constexpr char kService[] = "regisseur.partner.v1.PartnerService.";

// Keeps what a stream says, and can be waited for.
class Heard final : public ResponseWriter {
 public:
  absl::Status Write(const Message& message) override {
    absl::MutexLock lock(&mutex_);
    all_.push_back(static_cast<const pb::WatchInboxResponse&>(message));
    return absl::OkStatus();
  }
  std::vector<pb::WatchInboxResponse> WaitFor(size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return all_.size() >= count;
    };
    mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(30));
    return all_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<pb::WatchInboxResponse> all_ ABSL_GUARDED_BY(mutex_);
};

class PartnerTest : public ApiFixture {
 protected:
  PartnerTest() {
    SetUpPortfolio();
    hosting_.role = Role::kProvider;
    hosting_.scope = "hosting";
    hosting_.identity = "id-hosting";
    us_.role = Role::kContractManager;
    us_.identity = "id-us";
  }

  void Do(const Principal& who, MatterKind kind, MatterMove move,
          const std::string& name, const std::string& provider = "hosting",
          bool shared = true, int steps = 1) {
    const auto done = DoMatterAct(
        acts_, matter_store_, who,
        {.method = "test",
         .id = absl::StrCat("r", ++request_),
         .content = name},
        [&](Transaction&) -> absl::StatusOr<MatterAct> {
          MatterAct act;
          act.shared = shared;
          for (int i = 0; i < steps; ++i) {
            act.steps.push_back({{.kind = kind,
                                  .name = absl::StrCat(name, i == 0 ? "" : "b"),
                                  .provider = provider,
                                  .contract = "c",
                                  .objective = "o"},
                                 move,
                                 {}});
          }
          return act;
        });
    ASSERT_TRUE(done.ok()) << done.status();
  }

  absl::Status Watch(const Principal& who, pb::WatchInboxRequest request,
                     ResponseWriter& writer,
                     const absl::Notification& cancelled) {
    return methods().Call(*methods().Find(absl::StrCat(kService, "WatchInbox")),
                          CallContext{.who = who, .cancelled = cancelled},
                          request, writer);
  }
  std::vector<pb::WatchInboxResponse> Now(const Principal& who,
                                          int64_t after = 0) {
    pb::WatchInboxRequest request;
    request.set_provider(who.scope.empty() ? "hosting" : "");
    request.set_after(after);
    request.set_only_now(true);
    Heard heard;
    const absl::Notification never;
    EXPECT_EQ(Watch(who, request, heard, never), absl::OkStatus());
    return heard.WaitFor(0);
  }

  Principal hosting_;
  Principal us_;
  int request_ = 0;
};

std::vector<std::string> Words(
    const std::vector<pb::WatchInboxResponse>& heard) {
  std::vector<std::string> words;
  for (const pb::WatchInboxResponse& one : heard) {
    words.push_back(absl::StrCat(one.entry().kind(), " ", one.entry().move(),
                                 " ", one.entry().id(),
                                 one.entry().waits() ? " waits" : ""));
  }
  return words;
}

TEST_F(PartnerTest, TheInboxHasWhatBothSidesKnowOfInOrder) {
  Do(us_, MatterKind::kClaim, MatterMove::kFiled, "1");
  // What the partner is not to hear, what is only ours, and another's.
  Do(us_, MatterKind::kClaim, MatterMove::kWaiverProposed, "1", "hosting",
     /*shared=*/false);
  Do(us_, MatterKind::kDecision, MatterMove::kDecided, "2");
  Do(us_, MatterKind::kClaim, MatterMove::kFiled, "3", "paper");
  Do(hosting_, MatterKind::kClaim, MatterMove::kGranted, "1");
  Do(us_, MatterKind::kEscalation, MatterMove::kOpened, "4");
  const auto heard = Now(hosting_);
  EXPECT_THAT(Words(heard),
              ElementsAre("claim filed 1 waits", "claim granted 1",
                          "escalation opened 4 waits"));
  EXPECT_LT(heard[0].entry().number(), heard[1].entry().number());
  // Asked again from a number on, the same come with the same numbers.
  EXPECT_THAT(Words(Now(hosting_, heard[0].after())),
              ElementsAre("claim granted 1", "escalation opened 4 waits"));
  EXPECT_THAT(Now(hosting_, heard[2].after()), IsEmpty());
  EXPECT_EQ(Now(us_).size(), 3u);
  // A list says the same.
  pb::ListInboxRequest request;
  Heard unused;
  const absl::Notification never;
  class Last final : public ResponseWriter {
   public:
    absl::Status Write(const Message& message) override {
      answer = static_cast<const pb::ListInboxResponse&>(message);
      return absl::OkStatus();
    }
    pb::ListInboxResponse answer;
  } last;
  ASSERT_TRUE(methods()
                  .Call(*methods().Find(absl::StrCat(kService, "ListInbox")),
                        CallContext{.who = hosting_, .cancelled = never},
                        request, last)
                  .ok());
  EXPECT_EQ(last.answer.entries_size(), 3);
}

TEST_F(PartnerTest, AWebhookIsToldWhatItsProviderReads) {
  Do(us_, MatterKind::kClaim, MatterMove::kFiled, "1", "hosting",
     /*shared=*/true, /*steps=*/2);
  Do(us_, MatterKind::kClaim, MatterMove::kWaiverProposed, "1", "hosting",
     /*shared=*/false);
  Do(us_, MatterKind::kEscalation, MatterMove::kOpened, "2", "paper");
  CalledInbox inbox([this]() -> const MethodRegistry& { return methods(); });
  WebhookPlan theirs;
  theirs.provider = "hosting";
  const auto page = inbox.Read(theirs, "hosting", 0);
  ASSERT_TRUE(page.ok()) << page.status();
  const auto heard = Now(hosting_);
  ASSERT_EQ(page->events.size(), 2u);
  ASSERT_EQ(heard.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    const WebhookEvent& event = page->events[i];
    EXPECT_EQ(event.number, heard[0].entry().number()) << "one act";
    EXPECT_EQ(event.position, static_cast<int>(i));
    EXPECT_EQ(event.event, "claim.filed");
    EXPECT_EQ(event.subject, absl::StrCat("claim/", heard[i].entry().id()));
    EXPECT_EQ(event.data, RenderJson(heard[i].entry()).value());
  }
  EXPECT_TRUE(inbox.Read(theirs, "hosting", page->after)->events.empty());
  // Another's there is not; ours are told of all.
  EXPECT_EQ(inbox.Read(theirs, "paper", 0).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(inbox.Read(WebhookPlan(), "paper", 0)->events.size(), 1u);
}

// Time calls the next rung of whoever was asked: what the partner opened waits
// for us. And who uses a service is of neither side.
TEST_F(PartnerTest, TheInboxSaysOnWhoseSideItIs) {
  const Principal time = Principal::System("escalations");
  Principal user;
  user.role = Principal::Role::kEndUser;
  user.identity = "id-user";
  Do(hosting_, MatterKind::kEscalation, MatterMove::kOpened, "1");
  Do(time, MatterKind::kEscalation, MatterMove::kRaisedHigher, "1");
  Do(us_, MatterKind::kEscalation, MatterMove::kOpened, "2");
  Do(time, MatterKind::kEscalation, MatterMove::kRaisedHigher, "2");
  Do(user, MatterKind::kIdea, MatterMove::kProposed, "3");
  const auto heard = Now(hosting_);
  EXPECT_THAT(
      Words(heard),
      ElementsAre("escalation opened 1", "escalation raised_higher 1",
                  "escalation opened 2 waits",
                  "escalation raised_higher 2 waits", "idea proposed 3 waits"));
  std::vector<objective::v1::Side> sides;
  for (const auto& one : heard) sides.push_back(one.entry().side());
  EXPECT_THAT(
      sides,
      ElementsAre(objective::v1::SIDE_PROVIDER, objective::v1::SIDE_UNSPECIFIED,
                  objective::v1::SIDE_CUSTOMER, objective::v1::SIDE_UNSPECIFIED,
                  objective::v1::SIDE_UNSPECIFIED));
}

// Broken off within an act of several steps, all of it comes again.
TEST_F(PartnerTest, NothingOfAnActIsLostBetweenItsSteps) {
  Do(us_, MatterKind::kClaim, MatterMove::kFiled, "1", "hosting", true, 2);
  const auto heard = Now(hosting_);
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[0].entry().number(), heard[1].entry().number());
  EXPECT_EQ(heard[0].after(), 0);
  EXPECT_EQ(heard[1].after(), heard[1].entry().number());
  EXPECT_EQ(Now(hosting_, heard[0].after()).size(), 2u);
}

TEST_F(PartnerTest, WhoWatchesHearsOfItAtOnceAndUntilItHangsUp) {
  Heard heard;
  absl::Notification hang_up;
  absl::Status ended;
  std::thread watcher([&] { ended = Watch(hosting_, {}, heard, hang_up); });
  Do(us_, MatterKind::kClaim, MatterMove::kFiled, "1");
  EXPECT_THAT(Words(heard.WaitFor(1)), ElementsAre("claim filed 1 waits"));
  Do(us_, MatterKind::kClaim, MatterMove::kFiled, "2", "paper");
  Do(us_, MatterKind::kEscalation, MatterMove::kOpened, "3");
  EXPECT_EQ(heard.WaitFor(2).size(), 2u);
  hang_up.Notify();
  watcher.join();
  EXPECT_EQ(ended.code(), absl::StatusCode::kCancelled);
}

TEST_F(PartnerTest, FourWatchAnInboxAndNotFive) {
  absl::Notification hang_up;
  std::vector<std::thread> watchers;
  std::vector<std::unique_ptr<Heard>> heard;
  Do(us_, MatterKind::kClaim, MatterMove::kFiled, "1");
  methods();  // made once, before several ask for them
  for (int i = 0; i < 4; ++i) {
    heard.push_back(std::make_unique<Heard>());
    watchers.emplace_back([&, writer = heard.back().get()] {
      (void)Watch(hosting_, {}, *writer, hang_up);
    });
  }
  for (const auto& one : heard) ASSERT_EQ(one->WaitFor(1).size(), 1u);
  Heard fifth;
  EXPECT_EQ(Watch(hosting_, {}, fifth, hang_up).code(),
            absl::StatusCode::kResourceExhausted);
  hang_up.Notify();
  for (std::thread& watcher : watchers) watcher.join();
  EXPECT_EQ(Now(hosting_).size(), 1u);
}

}  // namespace
}  // namespace regisseur
