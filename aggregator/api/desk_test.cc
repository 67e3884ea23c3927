// What people do about the agenda, and that they looked, over the methods.
#include <memory>
#include <string>

#include "aggregator/api/api_fixture.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "regisseur/agenda/v1/agenda.pb.h"
#include "regisseur/digest/v1/digest.pb.h"

namespace regisseur {
namespace {

using google::protobuf::Message;
using Role = Principal::Role;

namespace apb = agenda::v1;
namespace dpb = digest::v1;

constexpr char kAgenda[] = "regisseur.agenda.v1.AgendaService.";
constexpr char kDigest[] = "regisseur.digest.v1.DigestService.";
constexpr char kItem[] = "source_silent:page";

class Reply final : public ResponseWriter {
 public:
  absl::Status Write(const Message& message) override {
    last.reset(message.New());
    last->CopyFrom(message);
    return absl::OkStatus();
  }
  std::unique_ptr<Message> last;
};

class DeskTest : public ApiFixture {
 protected:
  void SetUp() override {
    SetUpPortfolio();
    // The page has been silent for an hour.
    clock_.Set(clock_.Now() + absl::Hours(1));
    AnswerContext with_acts = context();
    with_acts.acts = &act_store_;
    answers_with_acts_ = std::make_unique<Answers>(with_acts);
    desk_ = std::make_unique<Api>(ApiParts{.answers = *answers_with_acts_,
                                           .collector = collector_,
                                           .callers = callers_,
                                           .acts = acts_,
                                           .identities = identities_,
                                           .settling = &settling_});
  }
  static Principal Person(const std::string& id, Role role) {
    Principal who;
    who.identity = id;
    who.name = id;
    who.role = role;
    who.kind = Principal::Kind::kPerson;
    if (role == Role::kOwner) who.scope = id;
    return who;
  }
  absl::Status Call(const Principal& who, const std::string& method,
                    const Message& request, Message* answer) {
    Reply reply;
    const absl::Notification never;
    const absl::Status status = desk_->methods().Call(
        *desk_->methods().Find(method),
        CallContext{.who = who, .cancelled = never}, request, reply);
    if (reply.last != nullptr) answer->CopyFrom(*reply.last);
    return status;
  }
  absl::Status Snooze(const Principal& who, const std::string& request_id,
                      apb::SnoozeAgendaItemResponse* answer,
                      const std::string& until = "2026-10-20") {
    apb::SnoozeAgendaItemRequest request;
    request.set_id(kItem);
    request.set_until(until);
    request.set_reason("they move house");
    request.set_request_id(request_id);
    return Call(who, absl::StrCat(kAgenda, "SnoozeAgendaItem"), request,
                answer);
  }
  apb::ListAgendaItemsResponse List() {
    apb::ListAgendaItemsResponse answer;
    const absl::Status status =
        Call(cio_person_, absl::StrCat(kAgenda, "ListAgendaItems"),
             apb::ListAgendaItemsRequest(), &answer);
    EXPECT_TRUE(status.ok()) << status;
    return answer;
  }

  const Principal cio_person_ = Person("i.jansen", Role::kCio);
  std::unique_ptr<Answers> answers_with_acts_;
  std::unique_ptr<Api> desk_;
};

TEST_F(DeskTest, AnItemCarriesItsStateItsActsAndItsSentences) {
  apb::ListAgendaItemsResponse agenda = List();
  ASSERT_EQ(agenda.items_size(), 1);
  EXPECT_EQ(agenda.items(0).state(), apb::AGENDA_ITEM_STATE_OPEN);
  EXPECT_TRUE(agenda.items(0).first());
  EXPECT_EQ(agenda.items(0).title(), agenda.items(0).title_sentence().text());
  EXPECT_EQ(agenda.items(0).title_sentence().rule(), agenda.items(0).rule());
  EXPECT_EQ(agenda.items(0).title_sentence().arguments().at("source"), "page");
  ASSERT_EQ(agenda.items(0).choices_size(), 2);
  EXPECT_EQ(agenda.items(0).options(0), "source check page");
  EXPECT_EQ(agenda.items(0).choices(0).command(), "source check page");
  ASSERT_EQ(agenda.counts_size(), 1);
  EXPECT_EQ(agenda.counts(0).count(), 1);

  apb::SnoozeAgendaItemResponse snoozed;
  absl::Status status = Snooze(cio_person_, "r1", &snoozed);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(snoozed.item().state(), apb::AGENDA_ITEM_STATE_SNOOZED);
  ASSERT_EQ(snoozed.item().acts_size(), 1);
  EXPECT_EQ(snoozed.item().acts(0).move(), "snoozed");
  EXPECT_EQ(snoozed.item().acts(0).name(), "i.jansen");
  EXPECT_EQ(snoozed.item().acts(0).reason(), "they move house");
  EXPECT_EQ(snoozed.item().acts(0).until(), "2026-10-20");
  EXPECT_GT(snoozed.item().acts(0).number(), 0);
  EXPECT_FALSE(snoozed.item().first());

  // The same request acts once; with other content it is refused.
  ASSERT_TRUE(Snooze(cio_person_, "r1", &snoozed).ok());
  EXPECT_EQ(snoozed.item().acts_size(), 1);
  EXPECT_EQ(Snooze(cio_person_, "r1", &snoozed, "2026-10-21").code(),
            absl::StatusCode::kAlreadyExists);

  // Also when its facts are over meanwhile.
  clock_.Set(clock_.Now() + absl::Minutes(10));
  Tell("page",
       MakeObservation(
           clock_.Now(),
           {MakeComponent("w", "Web", OperationalState::kOperational)}));
  EXPECT_EQ(List().items_size(), 0);
  status = Snooze(cio_person_, "r1", &snoozed);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(snoozed.item().id(), kItem);
  EXPECT_EQ(Snooze(cio_person_, "r2", &snoozed).code(),
            absl::StatusCode::kNotFound);

  apb::ListClosedAgendaItemsRequest request;
  request.set_since("2026-10-15T13:00:00Z");
  apb::ListClosedAgendaItemsResponse closed;
  clock_.Set(clock_.Now() + absl::Seconds(30));
  status = Call(cio_person_, absl::StrCat(kAgenda, "ListClosedAgendaItems"),
                request, &closed);
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_EQ(closed.items_size(), 1);
  EXPECT_EQ(closed.items(0).closed_on(), "2026-10-15");
  EXPECT_EQ(closed.items(0).why().rule(), "closed-source-silent");
  const auto verified = evidence_.Verify(cio_person_);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_THAT(verified->broken, ::testing::IsEmpty());
}

TEST_F(DeskTest, ALookIsKeptAPersonAndNeverGoesBack) {
  dpb::ListChangesResponse changes;
  const auto list = [&](const Principal& who) {
    const absl::Status status = Call(who, absl::StrCat(kDigest, "ListChanges"),
                                     dpb::ListChangesRequest(), &changes);
    EXPECT_TRUE(status.ok()) << status;
  };
  Tell("page",
       MakeObservation(
           clock_.Now(),
           {MakeComponent("w", "Web", OperationalState::kOperational)}));
  clock_.Set(clock_.Now() + absl::Seconds(10));
  list(cio_person_);
  EXPECT_FALSE(changes.has_last_look());
  ASSERT_GT(changes.changes_size(), 0);
  EXPECT_EQ(changes.counts(0).kind(), changes.changes(0).kind());
  for (const dpb::Change& change : changes.changes()) {
    EXPECT_FALSE(change.sentence().text().empty());
    EXPECT_GT(change.evidence_size(), 0) << change.kind();
  }

  dpb::MarkChangesRequest mark;
  *mark.mutable_to() = changes.to();
  mark.set_request_id("m1");
  dpb::MarkChangesResponse marked;
  absl::Status status =
      Call(cio_person_, absl::StrCat(kDigest, "MarkChanges"), mark, &marked);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(marked.last_look().seconds(), changes.to().seconds());
  clock_.Set(clock_.Now() + absl::Seconds(10));
  list(cio_person_);
  EXPECT_EQ(changes.last_look().seconds(), marked.last_look().seconds());
  EXPECT_EQ(changes.from().seconds(), marked.last_look().seconds());
  EXPECT_EQ(changes.changes_size(), 0) << "nothing since";
  // Nobody else's look moved.
  list(Person("m.visser", Role::kContractManager));
  EXPECT_FALSE(changes.has_last_look());
  EXPECT_GT(changes.changes_size(), 0);
  mark.set_request_id("m2");
  mark.mutable_to()->set_seconds(marked.last_look().seconds() - 1);
  EXPECT_EQ(
      Call(cio_person_, absl::StrCat(kDigest, "MarkChanges"), mark, &marked)
          .code(),
      absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace regisseur
