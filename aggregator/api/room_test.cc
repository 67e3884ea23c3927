#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/api/api_fixture.h"
#include "aggregator/api/limited_scope.h"
#include "core/contract/version_reader.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "regisseur/negotiation/v1/negotiation.pb.h"
#include "regisseur/room/v1/room.pb.h"

namespace regisseur {
namespace {

using google::protobuf::Message;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Role = Principal::Role;

namespace npb = negotiation::v1;
namespace rpb = room::v1;

constexpr char kExtras[] = "regisseur.room.v1.ExtraService.";
constexpr char kHours[] = "regisseur.room.v1.HourService.";
constexpr char kMandates[] = "regisseur.room.v1.MandateService.";
constexpr char kNegotiations[] = "regisseur.negotiation.v1.NegotiationService.";

Decimal D(const char* text) { return *Decimal::Parse(text); }

class Reply final : public ResponseWriter {
 public:
  absl::Status Write(const Message& message) override {
    last.reset(message.New());
    last->CopyFrom(message);
    return absl::OkStatus();
  }
  std::unique_ptr<Message> last;
};

// Reads lines `key: value` of a contract of cloudnine, as far as this test
// needs them; what is ours alone comes from the text before.
class LineReader final : public ContractReader, public VersionReader {
 public:
  ContractLint Lint(const std::vector<ContractText>&) const override {
    return {};
  }
  absl::StatusOr<ContractKeyValues> ReadKeys(
      const ContractText& file) const override {
    ContractKeyValues keys;
    for (absl::string_view line :
         absl::StrSplit(file.text, '\n', absl::SkipEmpty())) {
      const std::pair<std::string, std::string> parts =
          absl::StrSplit(line, absl::MaxSplits(": ", 1));
      keys.push_back(parts);
    }
    return keys;
  }
  absl::StatusOr<PricingForm> ReadForm(const ContractText&) const override {
    return absl::InvalidArgumentError("no form of this test");
  }
  absl::StatusOr<VersionText> ReadVersion(
      const ContractText& file, const std::string& before,
      const std::string& signed_document) const override {
    VersionText version;
    version.text = file.text;
    const ContractKeyValues given = *ReadKeys(file);
    for (const auto& [key, value] : given) {
      if (key == "id") version.contract.id = value;
      if (key == "valid_from") version.contract.valid_from = *ParseDay(value);
      if (key == "title") version.contract.title = value;
      if (IsInternalKey(key)) version.internal_keys.push_back(key);
    }
    if (version.contract.id.empty()) {
      return absl::InvalidArgumentError("text:1: id is missing");
    }
    const ContractKeyValues kept = *ReadKeys({"", before});
    for (const auto& [key, value] : kept) {
      if (key == "owner")
        absl::StrAppend(&version.text, "owner: ", value, "\n");
    }
    version.contract.owner = "m.visser";
    version.contract.provider = "cloudnine";
    version.contract.currency = "EUR";
    version.contract.term.start = absl::CivilDay(2026, 1, 1);
    version.contract.term.internal_notice_days = 77;
    version.contract.mandate.hours = Decimal(16, 0);
    if (!signed_document.empty()) {
      absl::StrAppend(&version.text, "signed: ", signed_document, "\n");
    }
    return version;
  }
};

// It is 2026-10-15. cloudnine has a contract with extras, a card of hours and a
// mandate; rival has one of the same shape.
class RoomTest : public ApiFixture {
 protected:
  void SetUp() override {
    for (const char* id : {"cloudnine", "rival"}) {
      AddProvider(id).owner = absl::StrCat("owner-of-", id);
    }
    Configure();
    Register();
    api_ = std::make_unique<Api>(ApiParts{.answers = answers(),
                                          .collector = collector_,
                                          .callers = callers_,
                                          .acts = acts_,
                                          .identities = identities_,
                                          .evidence = &evidence_,
                                          .contracts = &reader_,
                                          .settling = &bargaining_,
                                          .versions = &reader_});
  }

  void Register() {
    std::vector<ContractRegister::Entry> entries;
    for (const std::string provider : {"cloudnine", "rival"}) {
      Contract contract;
      contract.id = absl::StrCat(provider, "-beheer");
      contract.provider = provider;
      contract.currency = "EUR";
      contract.term.start = absl::CivilDay(2026, 1, 1);
      contract.term.initial = CivilSpan{.months = 36};
      contract.extras = {{.name = absl::StrCat("test of ", provider),
                          .price = D("950.00"),
                          .lead_time = {.days = 5}}};
      contract.pricing = {
          {.component = "card",
           .form = PrepaidPrice{.units = D("80"),
                                .price = D("8400.00"),
                                .valid = {.months = 12},
                                .ordered = {absl::CivilDay(2026, 3, 1)}}}};
      contract.mandate.change = D("1000.00");
      contract.mandate.amount = D("1500.00");
      entries.push_back({provider + ".yaml", contract,
                         absl::StrCat("id: ", contract.id,
                                      "\ntitle: Old\nowner: m.visser\n")});
    }
    contracts_.Set(absl::UnixEpoch(), ContractRegister(std::move(entries)));
  }

  static Principal Person(const std::string& id, Role role, int64_t limit = 0,
                          const std::string& scope = "") {
    Principal who;
    who.identity = who.name = id;
    who.role = role;
    who.kind = Principal::Kind::kPerson;
    who.scope = scope;
    if (limit > 0) who.limit = {Decimal(limit, 0), "EUR"};
    return who;
  }

  absl::Status Call(const Principal& who, const std::string& method,
                    const Message& request, Message* answer) {
    const MethodRegistry::Method* found = methods().Find(method);
    if (found == nullptr) return absl::UnimplementedError(method);
    Reply reply;
    const absl::Notification never;
    const absl::Status status = methods().Call(
        *found, CallContext{.who = who, .cancelled = never}, request, reply);
    if (reply.last != nullptr) answer->CopyFrom(*reply.last);
    return status;
  }
  // Calls what has to be answered.
  template <typename Response, typename Request>
  Response Do(const Principal& who, const std::string& method,
              const Request& request) {
    Response response;
    const absl::Status status = Call(who, method, request, &response);
    EXPECT_TRUE(status.ok()) << method << ": " << status;
    return response;
  }

  rpb::OrderExtraRequest Ordering(const std::string& request,
                                  const std::string& provider = "cloudnine") {
    rpb::OrderExtraRequest ordering;
    ordering.set_contract(provider + "-beheer");
    ordering.set_extra("test of " + provider);
    ordering.set_reason("our secret reason");
    ordering.set_request_id(request);
    return ordering;
  }
  npb::ProposeContractVersionRequest Proposing(const std::string& request,
                                               const std::string& extra = "") {
    npb::ProposeContractVersionRequest proposing;
    proposing.set_contract("cloudnine-beheer");
    proposing.set_text(absl::StrCat(
        "id: cloudnine-beheer\nvalid_from: 2027-01-01\ntitle: New\n", extra));
    proposing.set_reason("pay by use");
    proposing.set_request_id(request);
    return proposing;
  }
  // All that a partner sees of the room of its contracts.
  std::string AllThatSees(const Principal& who) {
    std::string all;
    const auto add = [&](const std::string& method, const Message& request,
                         Message& response) {
      const absl::Status status = Call(who, method, request, &response);
      absl::StrAppend(&all, status.ToString(), response.DebugString());
    };
    rpb::ListExtrasResponse extras;
    add(absl::StrCat(kExtras, "ListExtras"), rpb::ListExtrasRequest(), extras);
    rpb::ListHoursResponse hours;
    add(absl::StrCat(kHours, "ListHours"), rpb::ListHoursRequest(), hours);
    rpb::ListHourBalancesResponse balances;
    add(absl::StrCat(kHours, "ListHourBalances"),
        rpb::ListHourBalancesRequest(), balances);
    npb::ListContractProposalsResponse proposals;
    add(absl::StrCat(kNegotiations, "ListContractProposals"),
        npb::ListContractProposalsRequest(), proposals);
    return all;
  }

  const Principal manager_ = Person("m.visser", Role::kContractManager, 500);
  const Principal cio_person_ = Person("the-cio", Role::kCio, 50000);
  const Principal agent_ = Person("J. Bos", Role::kProvider, 0, "cloudnine");
  const Principal rival_ = Person("R. Vos", Role::kProvider, 0, "rival");
  const Principal owner_ =
      Person("h.bakker", Role::kOwner, 0, "owner-of-cloudnine");
  const LineReader reader_;
  int agreed_ = 0;
  Settling bargaining_{acts_,
                       matter_store_,
                       contracts_,
                       callers_,
                       originals_,
                       clock_,
                       {"0.1.0", "2025b"},
                       &reader_,
                       [this] { ++agreed_; }};
};

TEST_F(RoomTest, AnExtraGoesFromOrderToDelivery) {
  const rpb::Extra ordered =
      Do<rpb::OrderExtraResponse>(manager_, absl::StrCat(kExtras, "OrderExtra"),
                                  Ordering("o1"))
          .extra();
  EXPECT_EQ(ordered.state(), rpb::EXTRA_STATE_ORDERED);
  EXPECT_EQ(ordered.amount(), "950.00");
  EXPECT_EQ(ordered.due_on(), "2026-10-20");
  EXPECT_TRUE(ordered.within_mandate());
  // A second one passes the mandate's 1,500.00.
  const rpb::Extra second =
      Do<rpb::OrderExtraResponse>(manager_, absl::StrCat(kExtras, "OrderExtra"),
                                  Ordering("o2"))
          .extra();
  EXPECT_EQ(second.state(), rpb::EXTRA_STATE_PROPOSED);
  rpb::ApproveExtraRequest approving;
  approving.set_id(second.id());
  approving.set_request_id("a1");
  rpb::ApproveExtraResponse approved;
  EXPECT_TRUE(absl::IsPermissionDenied(Call(
      manager_, absl::StrCat(kExtras, "ApproveExtra"), approving, &approved)));
  approving.set_reason("cheap for what it is");
  EXPECT_EQ(Do<rpb::ApproveExtraResponse>(
                cio_person_, absl::StrCat(kExtras, "ApproveExtra"), approving)
                .extra()
                .state(),
            rpb::EXTRA_STATE_ORDERED);
  rpb::DeliverExtraRequest delivering;
  delivering.set_id(ordered.id());
  delivering.set_request_id("d1");
  EXPECT_EQ(Do<rpb::DeliverExtraResponse>(
                agent_, absl::StrCat(kExtras, "DeliverExtra"), delivering)
                .extra()
                .delivered_on(),
            "2026-10-15");
  // Another's is not there.
  delivering.set_id(second.id());
  delivering.set_request_id("d2");
  rpb::DeliverExtraResponse nothing;
  EXPECT_TRUE(absl::IsNotFound(Call(
      rival_, absl::StrCat(kExtras, "DeliverExtra"), delivering, &nothing)));
}

// USERS U18: what a partner reads holds nothing of what we think, and nothing
// of it changes with what happens at another's.
TEST_F(RoomTest, APartnerSeesItsOrdersAndNotOurReasons) {
  Do<rpb::OrderExtraResponse>(manager_, absl::StrCat(kExtras, "OrderExtra"),
                              Ordering("o1"));
  const std::string second =
      Do<rpb::OrderExtraResponse>(manager_, absl::StrCat(kExtras, "OrderExtra"),
                                  Ordering("o2"))
          .extra()
          .id();
  const std::string before = AllThatSees(agent_);
  EXPECT_THAT(
      before,
      AllOf(HasSubstr("test of cloudnine"), Not(HasSubstr("secret reason")),
            Not(HasSubstr("m.visser")), Not(HasSubstr("within_mandate")),
            Not(HasSubstr(second)), Not(HasSubstr("rival"))));
  rpb::ApproveExtraRequest approving;
  approving.set_id(second);
  approving.set_reason("our own thoughts");
  approving.set_request_id("a1");
  Do<rpb::ApproveExtraResponse>(
      cio_person_, absl::StrCat(kExtras, "ApproveExtra"), approving);
  const std::string after = AllThatSees(agent_);
  EXPECT_THAT(
      after, AllOf(HasSubstr(second), Not(HasSubstr("secret reason")),
                   Not(HasSubstr("own thoughts")), Not(HasSubstr("approved"))));

  // Everything that happens at the rival's.
  Do<rpb::OrderExtraResponse>(rival_, absl::StrCat(kExtras, "OrderExtra"),
                              Ordering("o3", "rival"));
  rpb::BookHoursRequest booking;
  booking.set_contract("rival-beheer");
  booking.set_hours("7");
  booking.set_day("2026-10-01");
  booking.set_document("bon.pdf");
  booking.set_request_id("b1");
  Do<rpb::BookHoursResponse>(rival_, absl::StrCat(kHours, "BookHours"),
                             booking);
  EXPECT_EQ(AllThatSees(agent_), after);
  EXPECT_THAT(AllThatSees(rival_), Not(HasSubstr("cloudnine")));
  rpb::OrderExtraResponse nothing;
  EXPECT_TRUE(absl::IsNotFound(Call(rival_, absl::StrCat(kExtras, "OrderExtra"),
                                    Ordering("o4"), &nothing)));
  rpb::ListMandatesResponse bands;
  EXPECT_TRUE(absl::IsPermissionDenied(
      Call(agent_, absl::StrCat(kMandates, "ListMandates"),
           rpb::ListMandatesRequest(), &bands)));
}

TEST_F(RoomTest, AnOwnerAcceptsTheHoursOfItsOwnContracts) {
  rpb::BookHoursRequest booking;
  booking.set_contract("cloudnine-beheer");
  booking.set_hours("62:15");
  booking.set_day("2026-10-01");
  booking.set_document("werkbon.pdf");
  booking.set_request_id("b1");
  const std::string id = Do<rpb::BookHoursResponse>(
                             agent_, absl::StrCat(kHours, "BookHours"), booking)
                             .hours()
                             .id();
  // Places in the chain are the partner's own: what another enters moves none.
  rpb::ListHoursRequest listing;
  const auto first = Do<rpb::ListHoursResponse>(
      agent_, absl::StrCat(kHours, "ListHours"), listing);
  ASSERT_THAT(first.hours(), SizeIs(1));
  EXPECT_EQ(first.hours(0).hours(), "62.25");
  EXPECT_EQ(first.hours(0).steps(0).number(), 1);
  // The same once more is entered with a notice, and taken back again.
  booking.set_request_id("b2");
  const auto twice = Do<rpb::BookHoursResponse>(
      agent_, absl::StrCat(kHours, "BookHours"), booking);
  ASSERT_THAT(twice.gaps(), SizeIs(1));
  EXPECT_EQ(twice.gaps(0).rule(), "hours-booked-before");
  rpb::WithdrawHoursRequest withdrawing;
  withdrawing.set_id(twice.hours().id());
  withdrawing.set_reason("twice");
  withdrawing.set_request_id("w1");
  Do<rpb::WithdrawHoursResponse>(agent_, absl::StrCat(kHours, "WithdrawHours"),
                                 withdrawing);
  rpb::AcceptHoursRequest accepting;
  accepting.set_id(id);
  accepting.set_request_id("a1");
  rpb::AcceptHoursResponse accepted;
  const Principal other = Person("a.jong", Role::kOwner, 0, "owner-of-rival");
  EXPECT_TRUE(absl::IsNotFound(
      Call(other, absl::StrCat(kHours, "AcceptHours"), accepting, &accepted)));
  EXPECT_EQ(Do<rpb::AcceptHoursResponse>(
                owner_, absl::StrCat(kHours, "AcceptHours"), accepting)
                .hours()
                .state(),
            rpb::HOURS_STATE_ACCEPTED);
  // USERS S9, for the day on which it is asked.
  rpb::ListHourBalancesRequest asking;
  asking.set_on("2026-12-31");
  asking.set_contract("cloudnine-beheer");
  const auto balances = Do<rpb::ListHourBalancesResponse>(
      agent_, absl::StrCat(kHours, "ListHourBalances"), asking);
  ASSERT_THAT(balances.balances(), SizeIs(1));
  EXPECT_EQ(balances.balances(0).left(), "17.75");
  EXPECT_EQ(balances.balances(0).left_amount(), "1863.75");
  EXPECT_EQ(balances.balances(0).next_lapse(), "2027-02-28");
}

TEST_F(RoomTest, AVersionIsProposedCommentedAnsweredAndAgreed) {
  const npb::ContractProposal first =
      Do<npb::ProposeContractVersionResponse>(
          agent_, absl::StrCat(kNegotiations, "ProposeContractVersion"),
          Proposing("p1"))
          .proposal();
  EXPECT_EQ(first.state(), npb::CONTRACT_PROPOSAL_STATE_OPEN);
  ASSERT_THAT(first.changes(), Not(IsEmpty()));
  // What is ours alone stays as it is, and the partner does not see it.
  EXPECT_THAT(
      first.DebugString(),
      AllOf(HasSubstr("title: \"New\""), Not(HasSubstr("m.visser")),
            Not(HasSubstr("internal_notice")), Not(HasSubstr("mandate"))));
  for (const bool internal : {false, true}) {
    npb::CommentOnContractProposalRequest comment;
    comment.set_id(first.id());
    comment.set_text(internal ? "ask the controller" : "the floor is high");
    comment.set_internal(internal);
    comment.set_request_id(internal ? "c2" : "c1");
    Do<npb::CommentOnContractProposalResponse>(
        manager_, absl::StrCat(kNegotiations, "CommentOnContractProposal"),
        comment);
  }
  npb::ListContractProposalsRequest listing;
  listing.set_id(first.id());
  const std::string list = absl::StrCat(kNegotiations, "ListContractProposals");
  EXPECT_THAT(
      Do<npb::ListContractProposalsResponse>(manager_, list, listing)
          .DebugString(),
      AllOf(HasSubstr("ask the controller"), HasSubstr("the floor is high")));
  const std::string partners =
      Do<npb::ListContractProposalsResponse>(agent_, list, listing)
          .DebugString();
  EXPECT_THAT(partners,
              AllOf(HasSubstr("the floor is high"),
                    Not(HasSubstr("ask the controller")),
                    Not(HasSubstr("replay")), Not(HasSubstr("m.visser"))));
  EXPECT_THAT(AllThatSees(rival_), Not(HasSubstr(first.id())));

  npb::ProposeContractVersionRequest answering = Proposing("p2");
  answering.set_answers(first.id());
  const std::string id =
      Do<npb::ProposeContractVersionResponse>(
          manager_, absl::StrCat(kNegotiations, "ProposeContractVersion"),
          answering)
          .proposal()
          .id();
  npb::AcceptContractProposalRequest accepting;
  accepting.set_id(id);
  accepting.set_request_id("a1");
  const std::string accept =
      absl::StrCat(kNegotiations, "AcceptContractProposal");
  Do<npb::AcceptContractProposalResponse>(agent_, accept, accepting);
  EXPECT_EQ(agreed_, 0);
  accepting.set_document("amendment 2");
  accepting.set_request_id("a2");
  const npb::ContractProposal agreed =
      Do<npb::AcceptContractProposalResponse>(cio_person_, accept, accepting)
          .proposal();
  EXPECT_EQ(agreed_, 1);
  EXPECT_EQ(agreed.state(), npb::CONTRACT_PROPOSAL_STATE_AGREED);
  EXPECT_EQ(agreed.customer_name(), "the-cio");
  EXPECT_EQ(agreed.provider_name(), "J. Bos");
  EXPECT_EQ(agreed.signed_document(), "amendment 2");
  EXPECT_THAT(agreed.text(), HasSubstr("signed: amendment 2"));
}

TEST_F(RoomTest, APartnerCannotWriteWhatIsOurs) {
  npb::ProposeContractVersionResponse nothing;
  EXPECT_TRUE(absl::IsInvalidArgument(
      Call(agent_, absl::StrCat(kNegotiations, "ProposeContractVersion"),
           Proposing("p1", "mandate: 99\n"), &nothing)));
}

// The keys that a comparison keeps from a partner are those whose fields the
// contract's message keeps from it.
TEST_F(RoomTest, InternalKeysAreThoseOfInternalFields) {
  const google::protobuf::Descriptor& contract =
      *contract::v1::Contract::descriptor();
  int shared = 0;
  for (int i = 0; i < contract.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *contract.field(i);
    std::string key(field.name());
    if (key == "at_risk_caps") key = "at_risk_cap";
    for (const absl::string_view part : InternalParts()) {
      if (key == part) {
        EXPECT_FALSE(IsShared(field)) << key;
      }
    }
    if (!IsInternalKey(key)) {
      EXPECT_TRUE(IsShared(field)) << key;
      ++shared;
    }
  }
  EXPECT_GT(shared, 12);
}

}  // namespace
}  // namespace regisseur
