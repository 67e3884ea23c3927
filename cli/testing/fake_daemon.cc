#include "cli/testing/fake_daemon.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "cli/command/run.h"
#include "core/base/fake_clock.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "regisseur/agenda/v1/agenda.grpc.pb.h"
#include "regisseur/budget/v1/budget.grpc.pb.h"
#include "regisseur/calendar/v1/calendar.grpc.pb.h"
#include "regisseur/claim/v1/claim.grpc.pb.h"
#include "regisseur/contract/v1/contract.grpc.pb.h"
#include "regisseur/contract/v1/flexibility.grpc.pb.h"
#include "regisseur/cost/v1/cost.grpc.pb.h"
#include "regisseur/cost/v1/cost_plan.grpc.pb.h"
#include "regisseur/digest/v1/digest.grpc.pb.h"
#include "regisseur/evidence/v1/evidence.grpc.pb.h"
#include "regisseur/identity/v1/identity.grpc.pb.h"
#include "regisseur/invoice/v1/invoice.grpc.pb.h"
#include "regisseur/negotiation/v1/negotiation.grpc.pb.h"
#include "regisseur/objective/v1/objective.grpc.pb.h"
#include "regisseur/operation/v1/operation.grpc.pb.h"
#include "regisseur/outage/v1/outage.grpc.pb.h"
#include "regisseur/partner/v1/webhook.grpc.pb.h"
#include "regisseur/partnership/v1/escalation.grpc.pb.h"
#include "regisseur/partnership/v1/fund.grpc.pb.h"
#include "regisseur/partnership/v1/idea.grpc.pb.h"
#include "regisseur/partnership/v1/obligation.grpc.pb.h"
#include "regisseur/partnership/v1/plan.grpc.pb.h"
#include "regisseur/partnership/v1/pulse.grpc.pb.h"
#include "regisseur/partnership/v1/review.grpc.pb.h"
#include "regisseur/period/v1/period.grpc.pb.h"
#include "regisseur/portfolio/v1/portfolio.grpc.pb.h"
#include "regisseur/report/v1/report.grpc.pb.h"
#include "regisseur/resilience/v1/resilience.grpc.pb.h"
#include "regisseur/room/v1/room.grpc.pb.h"
#include "regisseur/service_level/v1/service_level.grpc.pb.h"
#include "regisseur/slo/v1/slo.grpc.pb.h"
#include "regisseur/source/v1/source.grpc.pb.h"
#include "regisseur/status/v1/status.grpc.pb.h"
#include "regisseur/ticket/v1/ticket.grpc.pb.h"

namespace regisseur {

using google::protobuf::Message;

// What the test laid down and what came. Thread-safe.
class FakeDaemon::State {
 public:
  struct Method {
    std::vector<std::shared_ptr<Message>> answers;
    size_t next = 0;
    grpc::Status status;
    std::vector<std::string> requests;
  };

  grpc::Status Unary(const std::string& name, grpc::ServerContextBase* context,
                     const Message& request, Message* answer) {
    absl::MutexLock lock(&mutex_);
    Method& method = Note(name, context, request);
    if (!method.status.ok()) return method.status;
    if (!method.answers.empty()) {
      answer->CopyFrom(*method.answers[method.next]);
      if (method.next + 1 < method.answers.size()) ++method.next;
    }
    return grpc::Status::OK;
  }

  Method Stream(const std::string& name, grpc::ServerContextBase* context,
                const Message& request) {
    absl::MutexLock lock(&mutex_);
    return Note(name, context, request);
  }

  Method& method(const std::string& name)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return methods_[name];
  }
  absl::Mutex& mutex() ABSL_LOCK_RETURNED(mutex_) { return mutex_; }
  std::string authorization() {
    absl::MutexLock lock(&mutex_);
    return authorization_;
  }
  void KeepOpen() {
    absl::MutexLock lock(&mutex_);
    keep_open_ = true;
  }
  bool keep_open() {
    absl::MutexLock lock(&mutex_);
    return keep_open_;
  }

 private:
  Method& Note(const std::string& name, grpc::ServerContextBase* context,
               const Message& request) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto& metadata = context->client_metadata();
    const auto header = metadata.find("authorization");
    authorization_ =
        header == metadata.end()
            ? ""
            : std::string(header->second.data(), header->second.size());
    Method& method = methods_[name];
    method.requests.push_back(request.ShortDebugString());
    return method;
  }

  absl::Mutex mutex_;
  std::map<std::string, Method> methods_ ABSL_GUARDED_BY(mutex_);
  std::string authorization_ ABSL_GUARDED_BY(mutex_);
  bool keep_open_ ABSL_GUARDED_BY(mutex_) = false;
};

namespace {

// One method that takes a request and gives an answer.
#define FAKE_METHOD(name, request_type, answer_type)                   \
  grpc::ServerUnaryReactor* name(grpc::CallbackServerContext* context, \
                                 const request_type* request,          \
                                 answer_type* answer) override {       \
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();     \
    reactor->Finish(state_->Unary(#name, context, *request, answer));  \
    return reactor;                                                    \
  }

class FakePortfolio final
    : public portfolio::v1::PortfolioService::CallbackService {
 public:
  explicit FakePortfolio(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(GetOverview, portfolio::v1::GetOverviewRequest,
              portfolio::v1::Overview)
  FAKE_METHOD(ListProviders, portfolio::v1::ListProvidersRequest,
              portfolio::v1::ListProvidersResponse)
  FAKE_METHOD(GetProvider, portfolio::v1::GetProviderRequest,
              portfolio::v1::Provider)
  FAKE_METHOD(ListMeasurements, portfolio::v1::ListMeasurementsRequest,
              portfolio::v1::ListMeasurementsResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeStatus final : public status::v1::StatusService::CallbackService {
 public:
  explicit FakeStatus(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListComponents, status::v1::ListComponentsRequest,
              status::v1::ListComponentsResponse)
  FAKE_METHOD(ListIncidents, status::v1::ListIncidentsRequest,
              status::v1::ListIncidentsResponse)
  FAKE_METHOD(ListMaintenances, status::v1::ListMaintenancesRequest,
              status::v1::ListMaintenancesResponse)
  FAKE_METHOD(ListStatusHistory, status::v1::ListStatusHistoryRequest,
              status::v1::ListStatusHistoryResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeCostPlan final : public cost::v1::CostPlanService::CallbackService {
 public:
  explicit FakeCostPlan(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(OutlookCost, cost::v1::OutlookCostRequest,
              cost::v1::OutlookCostResponse)
  FAKE_METHOD(AllocateCost, cost::v1::AllocateCostRequest,
              cost::v1::AllocateCostResponse)
  FAKE_METHOD(ListUnitCosts, cost::v1::ListUnitCostsRequest,
              cost::v1::ListUnitCostsResponse)
  FAKE_METHOD(ListCommitments, cost::v1::ListCommitmentsRequest,
              cost::v1::ListCommitmentsResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeCost final : public cost::v1::CostService::CallbackService {
 public:
  explicit FakeCost(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(SummarizeCost, cost::v1::SummarizeCostRequest,
              cost::v1::SummarizeCostResponse)
  FAKE_METHOD(ConvertAmount, cost::v1::ConvertAmountRequest,
              cost::v1::ConvertAmountResponse)
  FAKE_METHOD(ForecastCost, cost::v1::ForecastCostRequest,
              cost::v1::ForecastCostResponse)
  FAKE_METHOD(ListCostAnomalies, cost::v1::ListCostAnomaliesRequest,
              cost::v1::ListCostAnomaliesResponse)
  FAKE_METHOD(DiffCost, cost::v1::DiffCostRequest, cost::v1::DiffCostResponse)
  FAKE_METHOD(ListCostLines, cost::v1::ListCostLinesRequest,
              cost::v1::ListCostLinesResponse)
  FAKE_METHOD(ListAccruals, cost::v1::ListAccrualsRequest,
              cost::v1::ListAccrualsResponse)
  FAKE_METHOD(ListObligations, cost::v1::ListObligationsRequest,
              cost::v1::ListObligationsResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeBudget final : public budget::v1::BudgetService::CallbackService {
 public:
  explicit FakeBudget(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListBudgets, budget::v1::ListBudgetsRequest,
              budget::v1::ListBudgetsResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakePeriod final : public period::v1::PeriodService::CallbackService {
 public:
  explicit FakePeriod(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ClosePeriod, period::v1::ClosePeriodRequest,
              period::v1::ClosePeriodResponse)
  FAKE_METHOD(ListPeriods, period::v1::ListPeriodsRequest,
              period::v1::ListPeriodsResponse)
  FAKE_METHOD(GetPeriod, period::v1::GetPeriodRequest,
              period::v1::GetPeriodResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeContract final
    : public contract::v1::ContractService::CallbackService {
 public:
  explicit FakeContract(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListContracts, contract::v1::ListContractsRequest,
              contract::v1::ListContractsResponse)
  FAKE_METHOD(GetContract, contract::v1::GetContractRequest,
              contract::v1::Contract)
  FAKE_METHOD(LintContracts, contract::v1::LintContractsRequest,
              contract::v1::LintContractsResponse)
  FAKE_METHOD(DiffContract, contract::v1::DiffContractRequest,
              contract::v1::DiffContractResponse)
  FAKE_METHOD(ListClauseGaps, contract::v1::ListClauseGapsRequest,
              contract::v1::ListClauseGapsResponse)
  FAKE_METHOD(DraftContracts, contract::v1::DraftContractsRequest,
              contract::v1::DraftContractsResponse)
  FAKE_METHOD(ReplayContract, contract::v1::ReplayContractRequest,
              contract::v1::ReplayContractResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeFlexibility final
    : public contract::v1::FlexibilityService::CallbackService {
 public:
  explicit FakeFlexibility(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListRigidity, contract::v1::ListRigidityRequest,
              contract::v1::ListRigidityResponse)
  FAKE_METHOD(AdviseContract, contract::v1::AdviseContractRequest,
              contract::v1::AdviseContractResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeServiceLevel final
    : public service_level::v1::ServiceLevelService::CallbackService {
 public:
  explicit FakeServiceLevel(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListServiceLevels, service_level::v1::ListServiceLevelsRequest,
              service_level::v1::ListServiceLevelsResponse)
  FAKE_METHOD(ExplainServiceLevel,
              service_level::v1::ExplainServiceLevelRequest,
              service_level::v1::ExplainServiceLevelResponse)
  FAKE_METHOD(ListServiceLevelHistory,
              service_level::v1::ListServiceLevelHistoryRequest,
              service_level::v1::ListServiceLevelHistoryResponse)
  FAKE_METHOD(ListObjectives, service_level::v1::ListObjectivesRequest,
              service_level::v1::ListObjectivesResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeTicket final : public ticket::v1::TicketService::CallbackService {
 public:
  explicit FakeTicket(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListTickets, ticket::v1::ListTicketsRequest,
              ticket::v1::ListTicketsResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeInvoice final : public invoice::v1::InvoiceService::CallbackService {
 public:
  explicit FakeInvoice(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListInvoices, invoice::v1::ListInvoicesRequest,
              invoice::v1::ListInvoicesResponse)
  FAKE_METHOD(GetInvoice, invoice::v1::GetInvoiceRequest, invoice::v1::Invoice)
  FAKE_METHOD(CheckInvoice, invoice::v1::CheckInvoiceRequest,
              invoice::v1::CheckInvoiceResponse)
  FAKE_METHOD(ReconcileInvoices, invoice::v1::ReconcileInvoicesRequest,
              invoice::v1::ReconcileInvoicesResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeSlo final : public slo::v1::SloService::CallbackService {
 public:
  explicit FakeSlo(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListSlos, slo::v1::ListSlosRequest, slo::v1::ListSlosResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeOperation final
    : public operation::v1::OperationService::CallbackService {
 public:
  explicit FakeOperation(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(GetDoctorReport, operation::v1::GetDoctorReportRequest,
              operation::v1::DoctorReport)

 private:
  FakeDaemon::State* const state_;
};

class FakeIdentity final
    : public identity::v1::IdentityService::CallbackService {
 public:
  explicit FakeIdentity(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(GetCaller, identity::v1::GetCallerRequest, identity::v1::Caller)
  FAKE_METHOD(ListIdentities, identity::v1::ListIdentitiesRequest,
              identity::v1::ListIdentitiesResponse)
  FAKE_METHOD(CreateIdentity, identity::v1::CreateIdentityRequest,
              identity::v1::CreateIdentityResponse)
  FAKE_METHOD(ApproveIdentity, identity::v1::ApproveIdentityRequest,
              identity::v1::ApproveIdentityResponse)
  FAKE_METHOD(RevokeIdentity, identity::v1::RevokeIdentityRequest,
              identity::v1::RevokeIdentityResponse)

 private:
  FakeDaemon::State* const state_;
};

// Sends what was laid down, then ends, or waits for the client to go.
template <typename Response>
class FakeStream final : public grpc::ServerWriteReactor<Response> {
 public:
  FakeStream(FakeDaemon::State::Method method, bool keep_open)
      : method_(std::move(method)), keep_open_(keep_open) {
    Next();
  }
  void OnWriteDone(bool ok) override {
    if (ok) {
      Next();
    } else {
      End(grpc::Status::CANCELLED);
    }
  }
  void OnCancel() override { End(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (method_.next < method_.answers.size()) {
      this->StartWrite(
          static_cast<const Response*>(method_.answers[method_.next++].get()));
    } else if (!keep_open_) {
      End(method_.status);
    }
  }
  void End(const grpc::Status& status) {
    {
      absl::MutexLock lock(&mutex_);
      if (ended_) return;
      ended_ = true;
    }
    this->Finish(status);
  }

  FakeDaemon::State::Method method_;
  const bool keep_open_;
  absl::Mutex mutex_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

class FakeEvidence final
    : public evidence::v1::EvidenceService::CallbackService {
 public:
  explicit FakeEvidence(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListActs, evidence::v1::ListActsRequest,
              evidence::v1::ListActsResponse)
  FAKE_METHOD(GetReceipt, evidence::v1::GetReceiptRequest,
              evidence::v1::Receipt)
  FAKE_METHOD(ListReceipts, evidence::v1::ListReceiptsRequest,
              evidence::v1::ListReceiptsResponse)
  FAKE_METHOD(ListSignedRoots, evidence::v1::ListSignedRootsRequest,
              evidence::v1::ListSignedRootsResponse)
  FAKE_METHOD(VerifyEvidence, evidence::v1::VerifyEvidenceRequest,
              evidence::v1::VerifyEvidenceResponse)
  grpc::ServerWriteReactor<evidence::v1::ExportEvidenceResponse>*
  ExportEvidence(grpc::CallbackServerContext* context,
                 const evidence::v1::ExportEvidenceRequest* request) override {
    return new FakeStream<evidence::v1::ExportEvidenceResponse>(
        state_->Stream("ExportEvidence", context, *request),
        state_->keep_open());
  }

 private:
  FakeDaemon::State* const state_;
};

class FakeObjective final
    : public objective::v1::ObjectiveService::CallbackService {
 public:
  explicit FakeObjective(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListExclusions, objective::v1::ListExclusionsRequest,
              objective::v1::ListExclusionsResponse)
  FAKE_METHOD(ProposeExclusion, objective::v1::ProposeExclusionRequest,
              objective::v1::ProposeExclusionResponse)
  FAKE_METHOD(ListSettlements, objective::v1::ListSettlementsRequest,
              objective::v1::ListSettlementsResponse)
  FAKE_METHOD(ProposeSettlement, objective::v1::ProposeSettlementRequest,
              objective::v1::ProposeSettlementResponse)
  FAKE_METHOD(ListObjections, objective::v1::ListObjectionsRequest,
              objective::v1::ListObjectionsResponse)
  FAKE_METHOD(RaiseObjection, objective::v1::RaiseObjectionRequest,
              objective::v1::RaiseObjectionResponse)
  FAKE_METHOD(ApproveProposal, objective::v1::ApproveProposalRequest,
              objective::v1::ApproveProposalResponse)
  FAKE_METHOD(RefuseProposal, objective::v1::RefuseProposalRequest,
              objective::v1::RefuseProposalResponse)
  FAKE_METHOD(WithdrawProposal, objective::v1::WithdrawProposalRequest,
              objective::v1::WithdrawProposalResponse)
  FAKE_METHOD(EnterFigure, objective::v1::EnterFigureRequest,
              objective::v1::EnterFigureResponse)
  FAKE_METHOD(WithdrawFigure, objective::v1::WithdrawFigureRequest,
              objective::v1::WithdrawFigureResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeExtra final : public room::v1::ExtraService::CallbackService {
 public:
  explicit FakeExtra(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListExtras, room::v1::ListExtrasRequest,
              room::v1::ListExtrasResponse)
  FAKE_METHOD(OrderExtra, room::v1::OrderExtraRequest,
              room::v1::OrderExtraResponse)
  FAKE_METHOD(ApproveExtra, room::v1::ApproveExtraRequest,
              room::v1::ApproveExtraResponse)
  FAKE_METHOD(RefuseExtra, room::v1::RefuseExtraRequest,
              room::v1::RefuseExtraResponse)
  FAKE_METHOD(DeliverExtra, room::v1::DeliverExtraRequest,
              room::v1::DeliverExtraResponse)
  FAKE_METHOD(CancelExtra, room::v1::CancelExtraRequest,
              room::v1::CancelExtraResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeHour final : public room::v1::HourService::CallbackService {
 public:
  explicit FakeHour(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListHours, room::v1::ListHoursRequest,
              room::v1::ListHoursResponse)
  FAKE_METHOD(BookHours, room::v1::BookHoursRequest,
              room::v1::BookHoursResponse)
  FAKE_METHOD(AcceptHours, room::v1::AcceptHoursRequest,
              room::v1::AcceptHoursResponse)
  FAKE_METHOD(RefuseHours, room::v1::RefuseHoursRequest,
              room::v1::RefuseHoursResponse)
  FAKE_METHOD(WithdrawHours, room::v1::WithdrawHoursRequest,
              room::v1::WithdrawHoursResponse)
  FAKE_METHOD(ListHourBalances, room::v1::ListHourBalancesRequest,
              room::v1::ListHourBalancesResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeEscalation final
    : public partnership::v1::EscalationService::CallbackService {
 public:
  explicit FakeEscalation(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListEscalations, partnership::v1::ListEscalationsRequest,
              partnership::v1::ListEscalationsResponse)
  FAKE_METHOD(ListEscalationTimes, partnership::v1::ListEscalationTimesRequest,
              partnership::v1::ListEscalationTimesResponse)
  FAKE_METHOD(OpenEscalation, partnership::v1::OpenEscalationRequest,
              partnership::v1::OpenEscalationResponse)
  FAKE_METHOD(AcknowledgeEscalation,
              partnership::v1::AcknowledgeEscalationRequest,
              partnership::v1::AcknowledgeEscalationResponse)
  FAKE_METHOD(LinkEscalation, partnership::v1::LinkEscalationRequest,
              partnership::v1::LinkEscalationResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeObligation final
    : public partnership::v1::ObligationService::CallbackService {
 public:
  explicit FakeObligation(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListObligations, partnership::v1::ListObligationsRequest,
              partnership::v1::ListObligationsResponse)
  FAKE_METHOD(ListObligationScores,
              partnership::v1::ListObligationScoresRequest,
              partnership::v1::ListObligationScoresResponse)
  FAKE_METHOD(AddObligation, partnership::v1::AddObligationRequest,
              partnership::v1::AddObligationResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeIdea final : public partnership::v1::IdeaService::CallbackService {
 public:
  explicit FakeIdea(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListIdeas, partnership::v1::ListIdeasRequest,
              partnership::v1::ListIdeasResponse)
  FAKE_METHOD(ProposeIdea, partnership::v1::ProposeIdeaRequest,
              partnership::v1::ProposeIdeaResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeFund final : public partnership::v1::FundService::CallbackService {
 public:
  explicit FakeFund(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(GetFund, partnership::v1::GetFundRequest,
              partnership::v1::GetFundResponse)
  FAKE_METHOD(ListFunds, partnership::v1::ListFundsRequest,
              partnership::v1::ListFundsResponse)
  FAKE_METHOD(ListFundEntries, partnership::v1::ListFundEntriesRequest,
              partnership::v1::ListFundEntriesResponse)
  FAKE_METHOD(ListTransfers, partnership::v1::ListTransfersRequest,
              partnership::v1::ListTransfersResponse)
  FAKE_METHOD(ProposeDraw, partnership::v1::ProposeDrawRequest,
              partnership::v1::ProposeDrawResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakePulse final : public partnership::v1::PulseService::CallbackService {
 public:
  explicit FakePulse(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListExperience, partnership::v1::ListExperienceRequest,
              partnership::v1::ListExperienceResponse)
  FAKE_METHOD(CreatePulse, partnership::v1::CreatePulseRequest,
              partnership::v1::CreatePulseResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeReview final
    : public partnership::v1::ReviewService::CallbackService {
 public:
  explicit FakeReview(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListReviews, partnership::v1::ListReviewsRequest,
              partnership::v1::ListReviewsResponse)
  FAKE_METHOD(ScoreReview, partnership::v1::ScoreReviewRequest,
              partnership::v1::ScoreReviewResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakePlan final : public partnership::v1::PlanService::CallbackService {
 public:
  explicit FakePlan(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListPlans, partnership::v1::ListPlansRequest,
              partnership::v1::ListPlansResponse)
  FAKE_METHOD(GetPlan, partnership::v1::GetPlanRequest, partnership::v1::Plan)
  FAKE_METHOD(ProposePlan, partnership::v1::ProposePlanRequest,
              partnership::v1::ProposePlanResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeWebhook final : public partner::v1::WebhookService::CallbackService {
 public:
  explicit FakeWebhook(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListWebhooks, partner::v1::ListWebhooksRequest,
              partner::v1::ListWebhooksResponse)
  FAKE_METHOD(ListWebhookDeliveries, partner::v1::ListWebhookDeliveriesRequest,
              partner::v1::ListWebhookDeliveriesResponse)
  FAKE_METHOD(ReplayWebhookDelivery, partner::v1::ReplayWebhookDeliveryRequest,
              partner::v1::ReplayWebhookDeliveryResponse)
  FAKE_METHOD(TestWebhook, partner::v1::TestWebhookRequest,
              partner::v1::TestWebhookResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeMandate final : public room::v1::MandateService::CallbackService {
 public:
  explicit FakeMandate(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListMandates, room::v1::ListMandatesRequest,
              room::v1::ListMandatesResponse)
  FAKE_METHOD(RecordIntervention, room::v1::RecordInterventionRequest,
              room::v1::RecordInterventionResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeNegotiation final
    : public negotiation::v1::NegotiationService::CallbackService {
 public:
  explicit FakeNegotiation(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListContractProposals,
              negotiation::v1::ListContractProposalsRequest,
              negotiation::v1::ListContractProposalsResponse)
  FAKE_METHOD(ProposeContractVersion,
              negotiation::v1::ProposeContractVersionRequest,
              negotiation::v1::ProposeContractVersionResponse)
  FAKE_METHOD(CommentOnContractProposal,
              negotiation::v1::CommentOnContractProposalRequest,
              negotiation::v1::CommentOnContractProposalResponse)
  FAKE_METHOD(AcceptContractProposal,
              negotiation::v1::AcceptContractProposalRequest,
              negotiation::v1::AcceptContractProposalResponse)
  FAKE_METHOD(WithdrawContractProposal,
              negotiation::v1::WithdrawContractProposalRequest,
              negotiation::v1::WithdrawContractProposalResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeAgenda final : public agenda::v1::AgendaService::CallbackService {
 public:
  explicit FakeAgenda(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListAgendaItems, agenda::v1::ListAgendaItemsRequest,
              agenda::v1::ListAgendaItemsResponse)
  FAKE_METHOD(ListClosedAgendaItems, agenda::v1::ListClosedAgendaItemsRequest,
              agenda::v1::ListClosedAgendaItemsResponse)
  FAKE_METHOD(DecideAgendaItem, agenda::v1::DecideAgendaItemRequest,
              agenda::v1::DecideAgendaItemResponse)
  FAKE_METHOD(DelegateAgendaItem, agenda::v1::DelegateAgendaItemRequest,
              agenda::v1::DelegateAgendaItemResponse)
  FAKE_METHOD(SnoozeAgendaItem, agenda::v1::SnoozeAgendaItemRequest,
              agenda::v1::SnoozeAgendaItemResponse)
  FAKE_METHOD(ReopenAgendaItem, agenda::v1::ReopenAgendaItemRequest,
              agenda::v1::ReopenAgendaItemResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeDigest final : public digest::v1::DigestService::CallbackService {
 public:
  explicit FakeDigest(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListChanges, digest::v1::ListChangesRequest,
              digest::v1::ListChangesResponse)
  FAKE_METHOD(MarkChanges, digest::v1::MarkChangesRequest,
              digest::v1::MarkChangesResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeOutage final : public outage::v1::OutageService::CallbackService {
 public:
  explicit FakeOutage(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(GetNow, outage::v1::GetNowRequest, outage::v1::GetNowResponse)
  FAKE_METHOD(ListOutages, outage::v1::ListOutagesRequest,
              outage::v1::ListOutagesResponse)
  FAKE_METHOD(DeclareOutage, outage::v1::DeclareOutageRequest,
              outage::v1::DeclareOutageResponse)
  FAKE_METHOD(MarkAware, outage::v1::MarkAwareRequest,
              outage::v1::MarkAwareResponse)
  FAKE_METHOD(ClassifyOutage, outage::v1::ClassifyOutageRequest,
              outage::v1::ClassifyOutageResponse)
  FAKE_METHOD(FileOutageReport, outage::v1::FileOutageReportRequest,
              outage::v1::FileOutageReportResponse)
  FAKE_METHOD(TellOutage, outage::v1::TellOutageRequest,
              outage::v1::TellOutageResponse)
  FAKE_METHOD(HearOutage, outage::v1::HearOutageRequest,
              outage::v1::HearOutageResponse)
  FAKE_METHOD(CloseOutage, outage::v1::CloseOutageRequest,
              outage::v1::CloseOutageResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeCalendar final
    : public calendar::v1::CalendarService::CallbackService {
 public:
  explicit FakeCalendar(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListDates, calendar::v1::ListDatesRequest,
              calendar::v1::ListDatesResponse)
  FAKE_METHOD(CreateLink, calendar::v1::CreateLinkRequest,
              calendar::v1::CreateLinkResponse)
  FAKE_METHOD(ListLinks, calendar::v1::ListLinksRequest,
              calendar::v1::ListLinksResponse)
  FAKE_METHOD(RevokeLink, calendar::v1::RevokeLinkRequest,
              calendar::v1::RevokeLinkResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeResilience final
    : public resilience::v1::ResilienceService::CallbackService {
 public:
  explicit FakeResilience(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListConcentration, resilience::v1::ListConcentrationRequest,
              resilience::v1::ListConcentrationResponse)
  FAKE_METHOD(ListChains, resilience::v1::ListChainsRequest,
              resilience::v1::ListChainsResponse)
  FAKE_METHOD(ListOverlaps, resilience::v1::ListOverlapsRequest,
              resilience::v1::ListOverlapsResponse)
  FAKE_METHOD(RehearseExit, resilience::v1::RehearseExitRequest,
              resilience::v1::RehearseExitResponse)

 private:
  FakeDaemon::State* const state_;
};

class FakeClaim final : public claim::v1::ClaimService::CallbackService {
 public:
  explicit FakeClaim(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListClaims, claim::v1::ListClaimsRequest,
              claim::v1::ListClaimsResponse)
  FAKE_METHOD(FileClaim, claim::v1::FileClaimRequest,
              claim::v1::FileClaimResponse)
  FAKE_METHOD(GrantClaim, claim::v1::GrantClaimRequest,
              claim::v1::GrantClaimResponse)
  FAKE_METHOD(RefuseClaim, claim::v1::RefuseClaimRequest,
              claim::v1::RefuseClaimResponse)
  FAKE_METHOD(ReceiveCredit, claim::v1::ReceiveCreditRequest,
              claim::v1::ReceiveCreditResponse)
  FAKE_METHOD(ProposeWaiver, claim::v1::ProposeWaiverRequest,
              claim::v1::ProposeWaiverResponse)
  FAKE_METHOD(ApproveWaiver, claim::v1::ApproveWaiverRequest,
              claim::v1::ApproveWaiverResponse)
  FAKE_METHOD(RefuseWaiver, claim::v1::RefuseWaiverRequest,
              claim::v1::RefuseWaiverResponse)
  grpc::ServerWriteReactor<claim::v1::ExportClaimEvidenceResponse>*
  ExportClaimEvidence(
      grpc::CallbackServerContext* context,
      const claim::v1::ExportClaimEvidenceRequest* request) override {
    return new FakeStream<claim::v1::ExportClaimEvidenceResponse>(
        state_->Stream("ExportClaimEvidence", context, *request),
        state_->keep_open());
  }

 private:
  FakeDaemon::State* const state_;
};

class FakeSource final : public source::v1::SourceService::CallbackService {
 public:
  explicit FakeSource(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListSources, source::v1::ListSourcesRequest,
              source::v1::ListSourcesResponse)
  FAKE_METHOD(GetSource, source::v1::GetSourceRequest, source::v1::Source)
  FAKE_METHOD(CheckSource, source::v1::CheckSourceRequest,
              source::v1::SourceCheck)
  grpc::ServerWriteReactor<source::v1::CollectSourcesResponse>* CollectSources(
      grpc::CallbackServerContext* context,
      const source::v1::CollectSourcesRequest* request) override {
    return new FakeStream<source::v1::CollectSourcesResponse>(
        state_->Stream("CollectSources", context, *request),
        state_->keep_open());
  }

 private:
  FakeDaemon::State* const state_;
};

class FakeReport final : public report::v1::ReportService::CallbackService {
 public:
  explicit FakeReport(FakeDaemon::State* state) : state_(state) {}
  FAKE_METHOD(ListReports, report::v1::ListReportsRequest,
              report::v1::ListReportsResponse)
  FAKE_METHOD(GetReport, report::v1::GetReportRequest,
              report::v1::GetReportResponse)
  FAKE_METHOD(ListReportIssues, report::v1::ListReportIssuesRequest,
              report::v1::ListReportIssuesResponse)
  FAKE_METHOD(ListReportRuns, report::v1::ListReportRunsRequest,
              report::v1::ListReportRunsResponse)
  FAKE_METHOD(DiffReport, report::v1::DiffReportRequest,
              report::v1::DiffReportResponse)
  FAKE_METHOD(SendReport, report::v1::SendReportRequest,
              report::v1::SendReportResponse)
  grpc::ServerWriteReactor<report::v1::RunReportResponse>* RunReport(
      grpc::CallbackServerContext* context,
      const report::v1::RunReportRequest* request) override {
    return new FakeStream<report::v1::RunReportResponse>(
        state_->Stream("RunReport", context, *request), state_->keep_open());
  }
  grpc::ServerWriteReactor<report::v1::DownloadReportResponse>* DownloadReport(
      grpc::CallbackServerContext* context,
      const report::v1::DownloadReportRequest* request) override {
    return new FakeStream<report::v1::DownloadReportResponse>(
        state_->Stream("DownloadReport", context, *request),
        state_->keep_open());
  }

 private:
  FakeDaemon::State* const state_;
};

#undef FAKE_METHOD

}  // namespace

struct FakeDaemon::Running {
  State state;
  FakePortfolio portfolio{&state};
  FakeStatus status{&state};
  FakeCost cost{&state};
  FakeCostPlan cost_plan{&state};
  FakeBudget budget{&state};
  FakePeriod period{&state};
  FakeServiceLevel service_level{&state};
  FakeInvoice invoice{&state};
  FakeSlo slo{&state};
  FakeTicket ticket{&state};
  FakeContract contract{&state};
  FakeFlexibility flexibility{&state};
  FakeObjective objective{&state};
  FakeExtra extra{&state};
  FakeHour hour{&state};
  FakeMandate mandate{&state};
  FakeEscalation escalation{&state};
  FakeObligation obligation{&state};
  FakeIdea idea{&state};
  FakeFund fund{&state};
  FakePulse pulse{&state};
  FakeReview review{&state};
  FakePlan plan{&state};
  FakeWebhook webhook{&state};
  FakeNegotiation negotiation{&state};
  FakeAgenda agenda{&state};
  FakeDigest digest{&state};
  FakeOutage outage{&state};
  FakeCalendar calendar{&state};
  FakeResilience resilience{&state};
  FakeReport report{&state};
  FakeClaim claim{&state};
  FakeSource source{&state};
  FakeOperation operation{&state};
  FakeIdentity identity{&state};
  FakeEvidence evidence{&state};
  std::string folder;
  std::string address;
  std::unique_ptr<grpc::Server> server;
};

FakeDaemon::FakeDaemon() : running_(std::make_unique<Running>()) {
  // A socket's path is short: not below a deep temporary folder of the build.
  char folder[] = "/tmp/regisseur-cli-XXXXXX";
  if (mkdtemp(folder) == nullptr) std::abort();
  running_->folder = folder;
  running_->address = absl::StrCat("unix:", folder, "/socket");
  grpc::ServerBuilder builder;
  builder.AddListeningPort(running_->address,
                           grpc::InsecureServerCredentials());
  builder.RegisterService(&running_->portfolio);
  builder.RegisterService(&running_->status);
  builder.RegisterService(&running_->identity);
  builder.RegisterService(&running_->evidence);
  builder.RegisterService(&running_->cost);
  builder.RegisterService(&running_->cost_plan);
  builder.RegisterService(&running_->budget);
  builder.RegisterService(&running_->period);
  builder.RegisterService(&running_->service_level);
  builder.RegisterService(&running_->invoice);
  builder.RegisterService(&running_->slo);
  builder.RegisterService(&running_->ticket);
  builder.RegisterService(&running_->contract);
  builder.RegisterService(&running_->flexibility);
  builder.RegisterService(&running_->objective);
  builder.RegisterService(&running_->extra);
  builder.RegisterService(&running_->hour);
  builder.RegisterService(&running_->mandate);
  builder.RegisterService(&running_->escalation);
  builder.RegisterService(&running_->obligation);
  builder.RegisterService(&running_->idea);
  builder.RegisterService(&running_->fund);
  builder.RegisterService(&running_->pulse);
  builder.RegisterService(&running_->webhook);
  builder.RegisterService(&running_->review);
  builder.RegisterService(&running_->plan);
  builder.RegisterService(&running_->negotiation);
  builder.RegisterService(&running_->agenda);
  builder.RegisterService(&running_->digest);
  builder.RegisterService(&running_->outage);
  builder.RegisterService(&running_->calendar);
  builder.RegisterService(&running_->resilience);
  builder.RegisterService(&running_->report);
  builder.RegisterService(&running_->claim);
  builder.RegisterService(&running_->source);
  builder.RegisterService(&running_->operation);
  running_->server = builder.BuildAndStart();
  if (running_->server == nullptr) std::abort();
}

FakeDaemon::~FakeDaemon() {
  running_->server->Shutdown(std::chrono::system_clock::now());
  running_->server.reset();
  unlink(absl::StrCat(running_->folder, "/socket").c_str());
  rmdir(running_->folder.c_str());
}

const std::string& FakeDaemon::address() const { return running_->address; }

void FakeDaemon::Answer(const std::string& method,
                        std::vector<std::shared_ptr<Message>> answers) {
  absl::MutexLock lock(&running_->state.mutex());
  running_->state.method(method).answers = std::move(answers);
}

void FakeDaemon::Fail(const std::string& method, grpc::Status status) {
  absl::MutexLock lock(&running_->state.mutex());
  running_->state.method(method).status = std::move(status);
}

void FakeDaemon::KeepStreamsOpen() { running_->state.KeepOpen(); }

std::vector<std::string> FakeDaemon::Requests(const std::string& method) const {
  absl::MutexLock lock(&running_->state.mutex());
  return running_->state.method(method).requests;
}

std::string FakeDaemon::LastAuthorization() const {
  return running_->state.authorization();
}

Outcome RunCommand(const FakeDaemon* daemon, std::vector<std::string> words,
                   const Place& place) {
  if (daemon != nullptr) {
    words.insert(words.begin(), {"--server", daemon->address()});
  }
  std::ostringstream out;
  std::ostringstream err;
  const FakeClock clock(absl::FromCivil(
      absl::CivilSecond(2026, 11, 23, 9, 0, 0), absl::UTCTimeZone()));
  const Surroundings surroundings{
      .out = out,
      .err = err,
      .out_kind = place.out_kind,
      .err_kind = place.err_kind,
      .environment =
          [&place](absl::string_view name) -> std::optional<std::string> {
        for (const auto& [known, value] : place.environment) {
          if (known == name) return value;
        }
        return std::nullopt;
      },
      .clock = clock};
  Outcome outcome;
  outcome.code = Run(words, surroundings);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

void ReadText(const std::string& text, Message* message) {
  if (!google::protobuf::TextFormat::ParseFromString(text, message)) {
    std::abort();
  }
}

}  // namespace regisseur
