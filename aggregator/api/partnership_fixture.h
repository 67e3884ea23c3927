#pragma once

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/api/api_fixture.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "regisseur/partnership/v1/escalation.pb.h"
#include "regisseur/partnership/v1/fund.pb.h"
#include "regisseur/partnership/v1/idea.pb.h"
#include "regisseur/partnership/v1/obligation.pb.h"
#include "regisseur/partnership/v1/plan.pb.h"
#include "regisseur/partnership/v1/pulse.pb.h"
#include "regisseur/partnership/v1/review.pb.h"

namespace regisseur {

// For tests of what both sides work on together, through the methods.

class LastReply final : public ResponseWriter {
 public:
  absl::Status Write(const google::protobuf::Message& message) override {
    last.reset(message.New());
    last->CopyFrom(message);
    return absl::OkStatus();
  }
  std::unique_ptr<google::protobuf::Message> last;
};

// It is Thursday 2026-10-15 09:00 UTC. cloudnine has a ladder of two rungs and
// answers within four hours; rival has none. Each side has its own people.
class PartnershipTest : public ApiFixture {
 protected:
  void SetUp() override {
    clock_.Set(At("2026-10-15T09:00:00Z"));
    portfolio_.time_zone = absl::UTCTimeZone();
    for (const char* id : {"cloudnine", "rival"}) {
      ProviderConfig& provider = AddProvider(id);
      provider.owner = absl::StrCat("owner-of-", id);
      provider.services = {{.id = "hosting", .name = "Hosting"}};
    }
    Configure();
    HaveContract(Hosting());
  }

  static Contract Hosting() {
    Contract contract;
    contract.id = "cloudnine-hosting";
    contract.provider = "cloudnine";
    contract.currency = "EUR";
    contract.services = {"hosting"};
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.governance.acknowledge = absl::Minutes(30);
    contract.governance.answer = absl::Hours(4);
    contract.contacts = {
        {.name = "A. de Boer", .role = "escalation", .level = 1},
        {.name = "B. Smit", .role = "escalation", .level = 2},
        {.name = "M. Visser",
         .role = "escalation",
         .level = 1,
         .side = Side::kCustomer}};
    return contract;
  }
  void HaveContract(const Contract& contract) {
    std::vector<ContractRegister::Entry> entries;
    entries.push_back({"cloudnine.yaml", contract, ""});
    contracts_.Set(absl::UnixEpoch(), ContractRegister(std::move(entries)));
  }

  static Principal Person(const std::string& name, Principal::Role role,
                          const std::string& scope = "") {
    Principal who;
    who.identity = absl::StrCat("id-", name);
    who.name = name;
    who.role = role;
    who.kind = Principal::Kind::kPerson;
    who.scope = scope;
    return who;
  }

  absl::Status Call(const Principal& who, const std::string& method,
                    const google::protobuf::Message& request,
                    google::protobuf::Message* answer) {
    const MethodRegistry::Method* found =
        methods().Find(absl::StrCat("regisseur.partnership.v1.", method));
    if (found == nullptr) return absl::UnimplementedError(method);
    LastReply reply;
    const absl::Notification never;
    const absl::Status status = methods().Call(
        *found, CallContext{.who = who, .cancelled = never}, request, reply);
    if (reply.last != nullptr) answer->CopyFrom(*reply.last);
    return status;
  }
  template <typename Response, typename Request>
  Response Do(const Principal& who, const std::string& method,
              Request request) {
    if constexpr (requires { request.set_request_id(""); }) {
      if (request.request_id().empty()) {
        request.set_request_id(absl::StrCat("r", ++requests_));
      }
    }
    Response response;
    const absl::Status status = Call(who, method, request, &response);
    EXPECT_TRUE(status.ok()) << method << ": " << status;
    return response;
  }
  template <typename Response, typename Request>
  absl::Status Fails(const Principal& who, const std::string& method,
                     Request request) {
    if constexpr (requires { request.set_request_id(""); }) {
      request.set_request_id(absl::StrCat("r", ++requests_));
    }
    Response response;
    return Call(who, method, request, &response);
  }

  partnership::v1::Escalation Open(const Principal& who) {
    partnership::v1::OpenEscalationRequest request;
    if (who.role != Principal::Role::kProvider)
      request.set_provider("cloudnine");
    request.set_service("hosting");
    request.set_subject("Nobody can log in");
    request.set_priority("P1");
    return Do<partnership::v1::OpenEscalationResponse>(
               who, "EscalationService.OpenEscalation", request)
        .escalation();
  }
  template <typename Request, typename Response>
  partnership::v1::Escalation Step(const Principal& who, const char* method,
                                   const std::string& id,
                                   const std::string& text = "") {
    Request request;
    request.set_id(id);
    request.set_text(text);
    return Do<Response>(who, absl::StrCat("EscalationService.", method),
                        request)
        .escalation();
  }
  partnership::v1::Escalation Show(const Principal& who,
                                   const std::string& id) {
    partnership::v1::ListEscalationsRequest request;
    request.set_id(id);
    const auto answer = Do<partnership::v1::ListEscalationsResponse>(
        who, "EscalationService.ListEscalations", request);
    return answer.escalations().empty() ? partnership::v1::Escalation()
                                        : answer.escalations(0);
  }
  // Everything that somebody reads of all that is worked on together.
  std::string AllThatSees(const Principal& who) {
    std::string all;
    const auto add = [&](const char* method,
                         const google::protobuf::Message& request,
                         google::protobuf::Message&& response) {
      const absl::Status status = Call(who, method, request, &response);
      absl::StrAppend(&all, status.ToString(), response.DebugString());
    };
    add("EscalationService.ListEscalations",
        partnership::v1::ListEscalationsRequest(),
        partnership::v1::ListEscalationsResponse());
    add("EscalationService.ListEscalationTimes",
        partnership::v1::ListEscalationTimesRequest(),
        partnership::v1::ListEscalationTimesResponse());
    add("ObligationService.ListObligations",
        partnership::v1::ListObligationsRequest(),
        partnership::v1::ListObligationsResponse());
    add("ObligationService.ListObligationScores",
        partnership::v1::ListObligationScoresRequest(),
        partnership::v1::ListObligationScoresResponse());
    add("IdeaService.ListIdeas", partnership::v1::ListIdeasRequest(),
        partnership::v1::ListIdeasResponse());
    add("FundService.ListFunds", partnership::v1::ListFundsRequest(),
        partnership::v1::ListFundsResponse());
    add("FundService.ListTransfers", partnership::v1::ListTransfersRequest(),
        partnership::v1::ListTransfersResponse());
    add("PulseService.ListPulses", partnership::v1::ListPulsesRequest(),
        partnership::v1::ListPulsesResponse());
    add("PulseService.ListExperience", partnership::v1::ListExperienceRequest(),
        partnership::v1::ListExperienceResponse());
    add("ReviewService.ListReviews", partnership::v1::ListReviewsRequest(),
        partnership::v1::ListReviewsResponse());
    add("PlanService.ListPlans", partnership::v1::ListPlansRequest(),
        partnership::v1::ListPlansResponse());
    return all;
  }

  int requests_ = 0;
  const Principal manager_ =
      Person("M. Visser", Principal::Role::kContractManager);
  const Principal colleague_ =
      Person("K. Mol", Principal::Role::kContractManager);
  const Principal agent_ =
      Person("J. Bos", Principal::Role::kProvider, "cloudnine");
  const Principal rival_ =
      Person("R. Vos", Principal::Role::kProvider, "rival");
  const Principal owner_ =
      Person("h.bakker", Principal::Role::kOwner, "owner-of-cloudnine");
  const Principal user_ = Person("U. Ser", Principal::Role::kEndUser);
};

}  // namespace regisseur
