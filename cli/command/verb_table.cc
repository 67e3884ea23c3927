#include "cli/command/verb_table.h"

#include "cli/agenda/agenda.h"
#include "cli/audit/audit.h"
#include "cli/budget/budget.h"
#include "cli/calendar/calendar.h"
#include "cli/changes/changes.h"
#include "cli/command/completion.h"
#include "cli/command/manual.h"
#include "cli/component/component.h"
#include "cli/contract/contract.h"
#include "cli/cost/cost.h"
#include "cli/credit/credit.h"
#include "cli/doctor/doctor.h"
#include "cli/extra/extra.h"
#include "cli/fx/fx.h"
#include "cli/hours/hours.h"
#include "cli/identity/identity.h"
#include "cli/inbox/inbox.h"
#include "cli/incident/incident.h"
#include "cli/invoice/invoice.h"
#include "cli/maintenance/maintenance.h"
#include "cli/mandate/mandate.h"
#include "cli/measurement/measurement.h"
#include "cli/objective/objective.h"
#include "cli/outage/outage.h"
#include "cli/overview/overview.h"
#include "cli/partnership/partnership.h"
#include "cli/period/period.h"
#include "cli/pki/pki.h"
#include "cli/portfolio/portfolio.h"
#include "cli/provider/provider.h"
#include "cli/push/push.h"
#include "cli/report/report.h"
#include "cli/sla/sla.h"
#include "cli/slo/slo.h"
#include "cli/source/source.h"
#include "cli/status/status.h"
#include "cli/ticket/ticket.h"
#include "cli/webhook/webhook.h"

namespace regisseur {
namespace {

struct Noun {
  absl::string_view name;
  absl::string_view summary;
};

constexpr Noun kNouns[] = {
    {"overview", "Which partners need attention, and why"},
    {"source", "Where the facts come from, and collecting them now"},
    {"provider", "The partners"},
    {"component", "The parts of a partner's service"},
    {"incident", "What went wrong"},
    {"maintenance", "What is announced"},
    {"status", "How long what was in which state"},
    {"ticket", "What was asked of service desks, and how long it took"},
    {"contract", "What was agreed, and by when to act"},
    {"extra", "Additional services: ordered, delivered, billed"},
    {"hours", "Hours that were bought ahead, and what became of them"},
    {"mandate", "What partners decide alone, and how far they are inside it"},
    {"cost", "What the partners cost, why, and what they will cost"},
    {"budget", "What may be spent, and what of it is"},
    {"period", "The organisation's own months, and closing them"},
    {"invoice", "Invoices, and whether they are right"},
    {"fx", "Reference exchange rates"},
    {"measurement", "Indicators that partners report, and figures from paper"},
    {"sla", "What became of the promises, why, and who says so"},
    {"objective", "The promises in force, and what both sides settle"},
    {"agenda", "The decisions that wait, and deciding them"},
    {"changes", "What changed since you looked"},
    {"now", "The hour of an outage: what is out, whom to call, what runs"},
    {"outage", "What people record of an outage, and its reports"},
    {"calendar", "The days on which somebody has to have acted"},
    {"portfolio", "The portfolio as a whole, and a partner that leaves"},
    {"report", "Reports: when they appear, what became of them, their files"},
    {"credit", "The claim desk: what can be claimed, and by when"},
    {"slo", "Objectives that partners declare"},
    {"escalation", "Calling on the other side, and who answers how fast"},
    {"obligation", "What both sides promised outside the services"},
    {"idea", "Improvements by three parties, and what came of them"},
    {"fund", "The joint funds that pay for ideas"},
    {"pulse", "What those who use a service experience"},
    {"review", "The review of a quarter by both sides"},
    {"plan", "What both sides want to reach together, and how far it is"},
    {"push", "What partners send by themselves"},
    {"inbox", "What happens between a partner and us"},
    {"webhook", "Systems that are told of it"},
    {"audit", "Who did what, and proof that nothing was changed"},
    {"identity", "Who may call, and as what"},
    {"doctor", "Whether the daemon is well, and what to do if not"},
    {"pki", "Certificates, for those who have no authority"},
    {"completion", "Completion of words for bash, zsh and fish"},
    {"manual", "This manual as a man page"},
};

// Those of whole folders, behind those that are named one by one.
std::vector<Verb> WithPartnership(std::vector<Verb> verbs) {
  for (auto* const of :
       {&EscalationVerbs, &ObligationVerbs, &IdeaVerbs, &FundVerbs, &PulseVerbs,
        &ReviewVerbs, &PlanVerbs, &SignOffVerbs, &WebhookVerbs, &ReportVerbs}) {
    for (Verb& verb : of()) verbs.push_back(std::move(verb));
  }
  return verbs;
}

}  // namespace

const std::vector<Verb>& Verbs() {
  static const std::vector<Verb>& verbs =
      *new std::vector<Verb>(WithPartnership(
          {OverviewVerb(), SourceListVerb(), SourceShowVerb(),
           SourceCollectVerb(), SourceCheckVerb(), ProviderListVerb(),
           ProviderShowVerb(), ProviderPackVerb(), ProviderExportVerb(),
           PushFileVerb(), InboxListVerb(), ComponentListVerb(),
           IncidentListVerb(), MaintenanceListVerb(), StatusHistoryVerb(),
           TicketListVerb(), ContractListVerb(), ContractShowVerb(),
           ContractLintVerb(), ContractDiffVerb(), ContractGapsVerb(),
           ContractImportVerb(), ContractReplayVerb(), ContractAdviseVerb(),
           ContractRigidityVerb(), ContractProposalsVerb(),
           ContractProposeVerb(), ContractCommentVerb(), ContractAcceptVerb(),
           ContractWithdrawVerb(), ExtraListVerb(), ExtraShowVerb(),
           ExtraOrderVerb(), ExtraApproveVerb(), ExtraRefuseVerb(),
           ExtraDeliverVerb(), ExtraCancelVerb(), HoursListVerb(),
           HoursBalanceVerb(), HoursBookVerb(), HoursAcceptVerb(),
           HoursRefuseVerb(), HoursWithdrawVerb(), MandateListVerb(),
           MandateNoteVerb(), CostSummaryVerb(), CostForecastVerb(),
           CostAnomaliesVerb(), CostDiffVerb(), CostLinesVerb(),
           CostAccrualsVerb(), CostObligationsVerb(), CostOutlookVerb(),
           CostAllocationVerb(), CostUnitVerb(), CostCommitmentsVerb(),
           BudgetListVerb(), PeriodListVerb(), PeriodShowVerb(),
           PeriodCloseVerb(), InvoiceListVerb(), InvoiceShowVerb(),
           InvoiceCheckVerb(), InvoiceReconcileVerb(), FxConvertVerb(),
           MeasurementListVerb(), MeasurementAddVerb(),
           MeasurementWithdrawVerb(), SlaReportVerb(), SlaShowVerb(),
           SlaHistoryVerb(), ObjectiveListVerb(), ObjectiveExclusionsVerb(),
           ObjectiveExcludeVerb(), ObjectiveSettlementsVerb(),
           ObjectiveSettleVerb(), ObjectiveObjectionsVerb(),
           ObjectiveObjectVerb(), ObjectiveApproveVerb(), ObjectiveRefuseVerb(),
           ObjectiveWithdrawVerb(), AgendaListVerb(), AgendaShowVerb(),
           AgendaDecideVerb(), AgendaDelegateVerb(), AgendaSnoozeVerb(),
           AgendaReopenVerb(),
           // Behind those with a name of their own.
           AgendaVerb(), ChangesVerb(), NowVerb(), OutageListVerb(),
           OutageDeclareVerb(), OutageAwareVerb(), OutageClassifyVerb(),
           OutageReportVerb(), OutageTellVerb(), OutageHearVerb(),
           OutageCloseVerb(), CalendarListVerb(), CalendarLinkVerb(),
           PortfolioConcentrationVerb(), PortfolioChainsVerb(),
           PortfolioOverlapsVerb(), PortfolioRehearsalVerb(), CreditListVerb(),
           CreditFileVerb(), CreditGrantVerb(), CreditRefuseVerb(),
           CreditReceiveVerb(), CreditWaiveVerb(), CreditApproveVerb(),
           CreditKeepVerb(), CreditEvidenceVerb(), SloListVerb(),
           IdentityListVerb(), IdentityCreateVerb(), IdentityApproveVerb(),
           IdentityRevokeVerb(), IdentityWhoamiVerb(), AuditListVerb(),
           AuditVerifyVerb(), AuditExportVerb(), AuditReceiptVerb(),
           AuditReceiptsVerb(), AuditRootsVerb(), AuditSignVerb(),
           AuditKeyVerb(), AuditEraseVerb(), DoctorVerb(), PkiInitVerb(),
           PkiIssueVerb(), CompletionVerb(), ManualVerb()}));
  return verbs;
}

std::string NounSummary(absl::string_view noun) {
  for (const Noun& known : kNouns) {
    if (known.name == noun) return std::string(known.summary);
  }
  return "";
}

}  // namespace regisseur
