#include "aggregator/access/method_table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

constexpr auto kChanges = MethodAccess::Effect::kChanges;

// One column a role:
//   A administrator       everything
//   O operator            sources and health; no business data
//   C cio                 reads all, decides
//   M contract_manager    the partners' performance and cost
//   L controller          cost and how complete it is; no service levels
//   W owner               the partners that it answers for, and no others
//   U auditor             reads all, changes nothing and asks no partner
//   P provider            the shared fields of its own rows
//   E end_user            nothing yet: pulses and ideas come later
//   S system              the daemon itself calls no methods
// A provider and an owner are held to their own rows by
// aggregator/api/limited_scope.h. What a provider costs is internal, also to
// itself: our sums are made of the ledger and of shared feeds too, and those
// cannot be split without telling of others. It sees what became of the files
// that it delivered (GetSource).
constexpr char kLetters[] = "AOCMLWUPES";
// clang-format off
constexpr MethodAccess kMethods[] = {
  {"regisseur.agenda.v1.AgendaService.ListAgendaItems",         "A.CM.WU..."},
  {"regisseur.budget.v1.BudgetService.ListBudgets",              "A.CML.U..."},
  {"regisseur.claim.v1.ClaimService.ApproveWaiver",              "A.CML.....",
   kChanges},
  {"regisseur.claim.v1.ClaimService.ExportClaimEvidence",        "A.CML.U..."},
  {"regisseur.claim.v1.ClaimService.FileClaim",                  "A.CM......",
   kChanges},
  {"regisseur.claim.v1.ClaimService.GrantClaim",                 "A.CM...P..",
   kChanges},
  {"regisseur.claim.v1.ClaimService.ListClaims",                 "A.CMLWUP.."},
  {"regisseur.claim.v1.ClaimService.ProposeWaiver",              "A.CML.....",
   kChanges},
  {"regisseur.claim.v1.ClaimService.ReceiveCredit",              "A.CML.....",
   kChanges},
  {"regisseur.claim.v1.ClaimService.RefuseClaim",                "A.CM...P..",
   kChanges},
  {"regisseur.claim.v1.ClaimService.RefuseWaiver",               "A.CML.....",
   kChanges},
  {"regisseur.contract.v1.ContractService.DiffContract",         "A.CM..U..."},
  {"regisseur.contract.v1.ContractService.DraftContracts",       "A.CM..U..."},
  {"regisseur.contract.v1.ContractService.GetContract",          "A.CM.WUP.."},
  {"regisseur.contract.v1.ContractService.LintContracts",        "A.CM..U..."},
  {"regisseur.contract.v1.ContractService.ListClauseGaps",       "A.CM.WU..."},
  {"regisseur.contract.v1.ContractService.ListContracts",        "A.CM.WUP.."},
  {"regisseur.contract.v1.ContractService.ReplayContract",       "A.CML.U..."},
  {"regisseur.contract.v1.FlexibilityService.AdviseContract",    "A.CML.U..."},
  {"regisseur.contract.v1.FlexibilityService.ListRigidity",      "A.CM..U..."},
  {"regisseur.cost.v1.CostPlanService.AllocateCost",             "A.CML.U..."},
  {"regisseur.cost.v1.CostPlanService.ListCommitments",          "A.CML.U..."},
  {"regisseur.cost.v1.CostPlanService.ListUnitCosts",            "A.CML.U..."},
  {"regisseur.cost.v1.CostPlanService.OutlookCost",              "A.CML.U..."},
  {"regisseur.cost.v1.CostService.ConvertAmount",                "A.CML.U..."},
  {"regisseur.cost.v1.CostService.DiffCost",                     "A.CML.U..."},
  {"regisseur.cost.v1.CostService.ForecastCost",                 "A.CML.U..."},
  {"regisseur.cost.v1.CostService.ListAccruals",                 "A.CML.U..."},
  {"regisseur.cost.v1.CostService.ListCostAnomalies",            "A.CML.U..."},
  {"regisseur.cost.v1.CostService.ListCostLines",                "A.CML.U..."},
  {"regisseur.cost.v1.CostService.ListObligations",              "A.CML.U..."},
  {"regisseur.cost.v1.CostService.SummarizeCost",                "A.CML.U..."},
  {"regisseur.evidence.v1.EvidenceService.CreateSignedRoot",     "A.........",
   kChanges},
  {"regisseur.evidence.v1.EvidenceService.ErasePersonalTexts",   "A.........",
   kChanges},
  {"regisseur.evidence.v1.EvidenceService.ExportEvidence",       "A.....U..."},
  {"regisseur.evidence.v1.EvidenceService.GetReceipt",           "A.CML.UP.."},
  {"regisseur.evidence.v1.EvidenceService.GetSigningKey",        "AOCMLWUP.."},
  {"regisseur.evidence.v1.EvidenceService.ListActs",             "A.....U..."},
  {"regisseur.evidence.v1.EvidenceService.ListReceipts",         "A.CML.UP.."},
  {"regisseur.evidence.v1.EvidenceService.ListSignedRoots",      "AOCML.U..."},
  {"regisseur.evidence.v1.EvidenceService.VerifyEvidence",       "AO....U..."},
  {"regisseur.identity.v1.IdentityService.ApproveIdentity",      "A.CML.....",
   kChanges},
  {"regisseur.identity.v1.IdentityService.CreateIdentity",       "A.........",
   kChanges},
  {"regisseur.identity.v1.IdentityService.GetCaller",            "AOCMLWUP.."},
  {"regisseur.identity.v1.IdentityService.ListIdentities",       "A.....U..."},
  {"regisseur.identity.v1.IdentityService.RevokeIdentity",       "A.........",
   kChanges},
  {"regisseur.invoice.v1.InvoiceService.CheckInvoice",           "A.CML.U..."},
  {"regisseur.invoice.v1.InvoiceService.GetInvoice",             "A.CMLWUP.."},
  {"regisseur.invoice.v1.InvoiceService.ListInvoices",           "A.CMLWUP.."},
  {"regisseur.invoice.v1.InvoiceService.ReconcileInvoices",      "A.CMLWU..."},
  {"regisseur.negotiation.v1.NegotiationService.AcceptContractProposal",
   "A.CM...P..", kChanges},
  {"regisseur.negotiation.v1.NegotiationService.CommentOnContractProposal",
   "A.CM...P..", kChanges},
  {"regisseur.negotiation.v1.NegotiationService.ListContractProposals",
   "A.CM.WUP.."},
  {"regisseur.negotiation.v1.NegotiationService.ProposeContractVersion",
   "A.CM...P..", kChanges},
  {"regisseur.negotiation.v1.NegotiationService.WithdrawContractProposal",
   "A.CM...P..", kChanges},
  {"regisseur.objective.v1.ObjectiveService.ApproveProposal",    "A.CM......",
   kChanges},
  {"regisseur.objective.v1.ObjectiveService.EnterFigure",        "A.CM......",
   kChanges},
  {"regisseur.objective.v1.ObjectiveService.ListExclusions",     "A.CM.WUP.."},
  {"regisseur.objective.v1.ObjectiveService.ListObjections",     "A.CM.WUP.."},
  {"regisseur.objective.v1.ObjectiveService.ListSettlements",    "A.CM.WUP.."},
  {"regisseur.objective.v1.ObjectiveService.ProposeExclusion",   "A.CM...P..",
   kChanges},
  {"regisseur.objective.v1.ObjectiveService.ProposeSettlement",  "A.CM......",
   kChanges},
  {"regisseur.objective.v1.ObjectiveService.RaiseObjection",     "A.CM...P..",
   kChanges},
  {"regisseur.objective.v1.ObjectiveService.RefuseProposal",     "A.CM......",
   kChanges},
  {"regisseur.objective.v1.ObjectiveService.WithdrawFigure",     "A.CM......",
   kChanges},
  {"regisseur.objective.v1.ObjectiveService.WithdrawProposal",   "A.CM...P..",
   kChanges},
  {"regisseur.operation.v1.OperationService.CreateBackup",       "AO........",
   kChanges},
  {"regisseur.operation.v1.OperationService.GetDoctorReport",    "AO....U..."},
  {"regisseur.operation.v1.OperationService.GetMetrics",         "AO....U..."},
  {"regisseur.operation.v1.OperationService.ListBackups",        "AO....U..."},
  {"regisseur.period.v1.PeriodService.ClosePeriod",              "A...L.....",
   kChanges},
  {"regisseur.period.v1.PeriodService.GetPeriod",                "A.CML.U..."},
  {"regisseur.period.v1.PeriodService.ListPeriods",              "A.CML.U..."},
  {"regisseur.portfolio.v1.PortfolioService.GetOverview",        "A.CMLWU..."},
  {"regisseur.portfolio.v1.PortfolioService.GetProvider",        "A.CMLWUP.."},
  {"regisseur.portfolio.v1.PortfolioService.ListMeasurements",   "A.CM.WUP.."},
  {"regisseur.portfolio.v1.PortfolioService.ListProviders",      "A.CMLWU..."},
  {"regisseur.room.v1.ExtraService.ApproveExtra",                "A.CM.W....",
   kChanges},
  {"regisseur.room.v1.ExtraService.CancelExtra",                 "A.CM.W.P..",
   kChanges},
  {"regisseur.room.v1.ExtraService.DeliverExtra",                "A.CM.W.P..",
   kChanges},
  {"regisseur.room.v1.ExtraService.ListExtras",                  "A.CMLWUP.."},
  {"regisseur.room.v1.ExtraService.OrderExtra",                  "A.CM.W.P..",
   kChanges},
  {"regisseur.room.v1.ExtraService.RefuseExtra",                 "A.CM.W....",
   kChanges},
  {"regisseur.room.v1.HourService.AcceptHours",                  "A.CM.W....",
   kChanges},
  {"regisseur.room.v1.HourService.BookHours",                    "A.CM.W.P..",
   kChanges},
  {"regisseur.room.v1.HourService.ListHourBalances",             "A.CMLWUP.."},
  {"regisseur.room.v1.HourService.ListHours",                    "A.CMLWUP.."},
  {"regisseur.room.v1.HourService.RefuseHours",                  "A.CM.W....",
   kChanges},
  {"regisseur.room.v1.HourService.WithdrawHours",                "A.CM.W.P..",
   kChanges},
  {"regisseur.room.v1.MandateService.ListMandates",              "A.CM.WU..."},
  {"regisseur.room.v1.MandateService.RecordIntervention",        "A.CM......",
   kChanges},
  {"regisseur.service_level.v1.ServiceLevelService.ExplainServiceLevel",
   "A.CM.WUP.."},
  {"regisseur.service_level.v1.ServiceLevelService.ListObjectives",
   "A.CM.WUP.."},
  {"regisseur.service_level.v1.ServiceLevelService.ListServiceLevelHistory",
   "A.CM.WUP.."},
  {"regisseur.service_level.v1.ServiceLevelService.ListServiceLevels",
   "A.CM.WUP.."},
  {"regisseur.slo.v1.SloService.ListSlos",                       "A.CM.WUP.."},
  {"regisseur.source.v1.SourceService.CheckSource",              "AO........"},
  {"regisseur.source.v1.SourceService.CollectSources",           "AO........",
   kChanges},
  {"regisseur.source.v1.SourceService.GetSource",                "AOCML.UP.."},
  {"regisseur.source.v1.SourceService.ListSources",              "AOCML.UP.."},
  {"regisseur.status.v1.StatusService.ListComponents",           "A.CM.WUP.."},
  {"regisseur.status.v1.StatusService.ListIncidents",            "A.CM.WUP.."},
  {"regisseur.status.v1.StatusService.ListMaintenances",         "A.CM.WUP.."},
  {"regisseur.status.v1.StatusService.ListStatusHistory",        "A.CM.WUP.."},
  {"regisseur.ticket.v1.TicketService.ListTickets",              "A.CM.WUP.."},
};
// clang-format on

}  // namespace

bool MethodAccess::Allows(Principal::Role role) const {
  const auto column = static_cast<size_t>(role);
  return column < roles.size() && roles[column] == kLetters[column];
}

absl::string_view RoleLetters() { return kLetters; }

absl::Span<const MethodAccess> MethodTable() { return kMethods; }

const MethodAccess* FindMethodAccess(absl::string_view method) {
  const MethodAccess* row = std::lower_bound(
      std::begin(kMethods), std::end(kMethods), method,
      [](const MethodAccess& a, absl::string_view b) { return a.method < b; });
  const bool found = row != std::end(kMethods) && row->method == method;
  return found ? row : nullptr;
}

absl::Status CheckAccess(const Principal& who, absl::string_view method) {
  const MethodAccess* row = FindMethodAccess(method);
  if (row != nullptr && row->Allows(who.role)) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat(
      "\"", who.name, "\" (", RoleWord(who.role), ") may not call ", method));
}

}  // namespace regisseur
