#include <functional>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/access/method_table.h"
#include "aggregator/api/act_content.h"
#include "aggregator/api/api_fixture.h"
#include "aggregator/operation/operation.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "regisseur/evidence/v1/evidence.pb.h"
#include "regisseur/identity/v1/identity.pb.h"
#include "regisseur/objective/v1/objective.pb.h"
#include "regisseur/source/v1/source.pb.h"

namespace regisseur {
namespace {

using google::protobuf::Message;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Last final : public ResponseWriter {
 public:
  absl::Status Write(const Message& message) override {
    answer.reset(message.New());
    answer->CopyFrom(message);
    return absl::OkStatus();
  }
  std::unique_ptr<Message> answer;
};

class CountingOperation final : public Operation {
 public:
  absl::StatusOr<Backup> CreateBackup(const Principal&, const std::string&,
                                      const std::string&, bool repeated,
                                      const std::function<bool()>&) override {
    ++backups;
    was_repeated = repeated;
    return Backup();
  }
  absl::StatusOr<std::vector<Backup>> ListBackups(
      const Principal&) const override {
    return std::vector<Backup>();
  }
  absl::StatusOr<DoctorReport> Examine(const Principal&) const override {
    return DoctorReport();
  }
  absl::StatusOr<std::string> RenderMetrics(const Principal&) const override {
    return std::string();
  }
  int backups = 0;
  bool was_repeated = false;
};

class AuditedMethodsTest : public ApiFixture {
 protected:
  void SetUp() override {
    part_operation_ = &operation_;
    SetUpPortfolio();
    ASSERT_TRUE(Call("regisseur.identity.v1.IdentityService.CreateIdentity",
                     Admin("first"), &first_)
                    .ok());
    ASSERT_FALSE(first_.token().empty());
  }

  static identity::v1::CreateIdentityRequest Admin(const std::string& id) {
    identity::v1::CreateIdentityRequest request;
    request.set_name("A. Person");
    request.set_role(identity::v1::ROLE_ADMINISTRATOR);
    request.set_kind(identity::v1::IDENTITY_KIND_PERSON);
    request.set_request_id(id);
    return request;
  }

  absl::Status Call(const std::string& method, const Message& request,
                    Message* answer = nullptr) {
    const MethodRegistry::Method* found = methods().Find(method);
    if (found == nullptr) return absl::UnimplementedError(method);
    Last last;
    const absl::Notification never;
    Principal who = Principal::LocalAdministrator();
    absl::Status status = methods().Call(
        *found, CallContext{.who = who, .cancelled = never}, request, last);
    if (answer != nullptr && last.answer != nullptr) {
      answer->CopyFrom(*last.answer);
    }
    return status;
  }

  // A good request of each method that changes something.
  std::unique_ptr<Message> GoodRequest(const std::string& method) const {
    const std::string id = absl::StrCat("request of ", method);
    if (method == "regisseur.source.v1.SourceService.CollectSources") {
      auto request = std::make_unique<source::v1::CollectSourcesRequest>();
      request->add_ids("page");
      request->set_request_id(id);
      return request;
    }
    if (method == "regisseur.identity.v1.IdentityService.CreateIdentity") {
      return std::make_unique<identity::v1::CreateIdentityRequest>(Admin(id));
    }
    if (method == "regisseur.identity.v1.IdentityService.RevokeIdentity") {
      auto request = std::make_unique<identity::v1::RevokeIdentityRequest>();
      request->set_id(first_.identity().id());
      request->set_request_id(id);
      return request;
    }
    if (method == "regisseur.evidence.v1.EvidenceService.CreateSignedRoot") {
      auto request = std::make_unique<evidence::v1::CreateSignedRootRequest>();
      request->set_request_id(id);
      return request;
    }
    if (method == "regisseur.evidence.v1.EvidenceService.ErasePersonalTexts") {
      auto request =
          std::make_unique<evidence::v1::ErasePersonalTextsRequest>();
      request->set_identity(first_.identity().id());
      request->set_request_id(id);
      return request;
    }
    if (method == "regisseur.objective.v1.ObjectiveService.ProposeExclusion") {
      auto request = std::make_unique<objective::v1::ProposeExclusionRequest>();
      request->set_contract("hosting-2026");
      request->set_objective("availability");
      request->set_from("2026-10-03");
      request->set_to("2026-10-03");
      request->set_accountability(objective::v1::ACCOUNTABILITY_THIRD_PARTY);
      request->set_reason("a cable was cut");
      request->set_evidence("a letter");
      request->set_request_id(id);
      return request;
    }
    // Any other: its request_id, and whom it is about.
    const auto* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
            method);
    std::unique_ptr<Message> request(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(descriptor->input_type())
            ->New());
    const auto set = [&](const char* name, const std::string& value) {
      if (const auto* field = request->GetDescriptor()->FindFieldByName(name)) {
        request->GetReflection()->SetString(request.get(), field, value);
      }
    };
    set("request_id", id);
    set("month", "2026-09");
    set("identity", first_.identity().id());
    return request;
  }

  std::vector<ActRecord> Acts() const {
    return act_store_.List(who_, {}, std::nullopt, 1000)->acts;
  }

  CountingOperation operation_;
  identity::v1::CreateIdentityResponse first_;
};

TEST_F(AuditedMethodsTest, ARoleThatIsHeldToSomebodyNamesWhom) {
  for (const auto& [role, says] :
       {std::pair(identity::v1::ROLE_PROVIDER, "provider: say whose rows"),
        std::pair(identity::v1::ROLE_OWNER, "owner: say whose partners")}) {
    identity::v1::CreateIdentityRequest request = Admin("second");
    request.set_role(role);
    const absl::Status refused =
        Call("regisseur.identity.v1.IdentityService.CreateIdentity", request);
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_TRUE(absl::StartsWith(refused.message(), says)) << refused;
  }
}

TEST_F(AuditedMethodsTest, WithoutATrailNoMethodChangesAnything) {
  ASSERT_TRUE(queue_
                  ->Write(WriteQueue::Lane::kAct,
                          [](Transaction& transaction) -> absl::Status {
                            return transaction
                                .Prepared(
                                    "CREATE TRIGGER broken BEFORE INSERT ON "
                                    "act BEGIN SELECT RAISE(ABORT, 'no "
                                    "trail'); END")
                                .Step()
                                .status();
                          })
                  .ok());
  int changing = 0;
  for (const MethodAccess& row : MethodTable()) {
    if (row.effect != MethodAccess::Effect::kChanges) continue;
    ++changing;
    const std::string method(row.method);
    EXPECT_FALSE(Call(method, *GoodRequest(method)).ok()) << method;
  }
  EXPECT_GE(changing, 4);
  EXPECT_EQ(collector_.collections, 0);
  EXPECT_EQ(operation_.backups, 0);
  const auto identities = identity_store_.List(who_);
  ASSERT_THAT(*identities, SizeIs(1));
  EXPECT_FALSE(identities->front().revoked.has_value());
  EXPECT_THAT(Acts(), SizeIs(1));
}

// Who settles, claims or gives up leaves an act: without the trail nothing is
// stored, with it both are.
TEST_F(AuditedMethodsTest, WhatIsSettledStandsInTheTrail) {
  Contract contract;
  contract.id = "hosting-2026";
  contract.provider = "hosting";
  contract.term.start = absl::CivilDay(2026, 1, 1);
  Objective objective;
  objective.id = "availability";
  objective.window.zone = LoadZone("Europe/Amsterdam").value();
  contract.objectives = {objective};
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({{"hosting.yaml", contract}}));
  const std::string method =
      "regisseur.objective.v1.ObjectiveService.ProposeExclusion";
  const absl::Status status = Call(method, *GoodRequest(method));
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Acts().front().method, method);
  EXPECT_EQ(Acts().front().rows, 1);
  const size_t acts = Acts().size();
  ASSERT_TRUE(Call(method, *GoodRequest(method)).ok());
  EXPECT_THAT(Acts(), SizeIs(acts)) << "the same request, no act of its own";
  EXPECT_THAT(*matter_store_.List(who_, {}, {}), SizeIs(1));
}

TEST_F(AuditedMethodsTest, ABackupThatIsAskedForAgainIsKnownAsSuch) {
  const std::string method =
      "regisseur.operation.v1.OperationService.CreateBackup";
  ASSERT_TRUE(Call(method, *GoodRequest(method)).ok());
  EXPECT_FALSE(operation_.was_repeated);
  const size_t acts = Acts().size();
  ASSERT_TRUE(Call(method, *GoodRequest(method)).ok());
  EXPECT_TRUE(operation_.was_repeated);
  EXPECT_THAT(Acts(), SizeIs(acts)) << "no act of its own";
}

// As after a restart: the trail has the request, this daemon never saw it.
TEST_F(AuditedMethodsTest, ACollectionOfAnEarlierDaemonIsNotMadeAgain) {
  const std::string method = "regisseur.source.v1.SourceService.CollectSources";
  const std::unique_ptr<Message> request = GoodRequest(method);
  Act act;
  act.method = method;
  act.request_id = absl::StrCat("request of ", method);
  act.content = ActContent(*request);
  ASSERT_TRUE(acts_
                  .Do(Principal::LocalAdministrator(), act,
                      [](Transaction&, Act&) -> absl::StatusOr<std::string> {
                        return std::string();
                      })
                  .ok());
  EXPECT_EQ(Call(method, *request).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(collector_.collections, 0);
}

TEST_F(AuditedMethodsTest, ACollectionThatWasAskedForStandsInTheTrail) {
  const std::string method = "regisseur.source.v1.SourceService.CollectSources";
  ASSERT_TRUE(Call(method, *GoodRequest(method)).ok());
  EXPECT_EQ(collector_.collections, 1);
  const std::vector<ActRecord> acts = Acts();
  ASSERT_THAT(acts, SizeIs(2));
  EXPECT_EQ(acts[0].method, method);
  EXPECT_EQ(acts[0].subject, "sources page");
  EXPECT_EQ(acts[0].identity, "local");
}

TEST_F(AuditedMethodsTest, ATokenStandsNowhereInTheData) {
  for (const Identity& identity : *identity_store_.List(who_)) {
    EXPECT_NE(identity.token_sha256, first_.token());
  }
  for (const ActRecord& act : Acts()) {
    EXPECT_THAT(act.answer, Not(HasSubstr("rgs_")));
    EXPECT_THAT(act.subject, Not(HasSubstr("rgs_")));
  }
  EXPECT_THAT(first_.token(), ::testing::StartsWith("rgs_"));
}

TEST_F(AuditedMethodsTest, AnIdentityIsRefusedWithTheFieldThatIsWrong) {
  const std::string method =
      "regisseur.identity.v1.IdentityService.CreateIdentity";
  const auto refusal =
      [&](const std::function<void(identity::v1::CreateIdentityRequest&)>&
              spoil) {
        identity::v1::CreateIdentityRequest request = Admin("r");
        spoil(request);
        return std::string(Call(method, request).message());
      };
  EXPECT_THAT(refusal([](auto& r) { r.clear_role(); }), HasSubstr("role:"));
  EXPECT_THAT(refusal([](auto& r) { r.clear_kind(); }), HasSubstr("kind:"));
  EXPECT_THAT(refusal([](auto& r) { r.clear_name(); }), HasSubstr("name:"));
  EXPECT_THAT(refusal([](auto& r) { r.clear_request_id(); }),
              HasSubstr("request_id:"));
  EXPECT_THAT(refusal([](auto& r) { r.set_provider("hosting"); }),
              HasSubstr("provider:"));
  EXPECT_THAT(refusal([](auto& r) { r.set_limit("5"); }), HasSubstr("limit"));
  EXPECT_THAT(refusal([](auto& r) {
                r.set_role(identity::v1::ROLE_PROVIDER);
                r.set_provider("nobody");
              }),
              HasSubstr("no provider is called \"nobody\""));
  EXPECT_THAT(refusal([&](auto& r) {
                r.mutable_expire_time()->set_seconds(
                    absl::ToUnixSeconds(clock_.Now()) + 401 * 86400);
              }),
              HasSubstr("expire_time:"));
}

}  // namespace
}  // namespace regisseur
