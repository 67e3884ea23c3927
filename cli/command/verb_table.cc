#include "cli/command/verb_table.h"
#include "cli/budget/budget.h"

#include "absl/strings/str_cat.h"
#include "cli/agenda/agenda.h"
#include "cli/audit/audit.h"
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
#include "cli/overview/overview.h"
#include "cli/period/period.h"
#include "cli/pki/pki.h"
#include "cli/provider/provider.h"
#include "cli/push/push.h"
#include "cli/sla/sla.h"
#include "cli/slo/slo.h"
#include "cli/source/source.h"
#include "cli/status/status.h"
#include "cli/ticket/ticket.h"

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
    {"credit", "The claim desk: what can be claimed, and by when"},
    {"slo", "Objectives that partners declare"},
    {"push", "What partners send by themselves"},
    {"inbox", "What happens between a partner and us"},
    {"audit", "Who did what, and proof that nothing was changed"},
    {"identity", "Who may call, and as what"},
    {"doctor", "Whether the daemon is well, and what to do if not"},
    {"pki", "Certificates, for those who have no authority"},
    {"completion", "Completion of words for bash, zsh and fish"},
    {"manual", "This manual as a man page"},
};

struct Later {
  absl::string_view noun;
  // Empty: the whole noun.
  absl::string_view verb;
  absl::string_view what;
  // What serves until then.
  absl::string_view now;
};

constexpr Later kLater[] = {
    {"escalation", "", "escalations", "`regisseur incident list --open`"},
    {"obligation", "", "obligations of both sides",
     "`regisseur maintenance list` for what a partner announced"},
    {"idea", "", "ideas", "`regisseur provider show ID`"},
    {"pulse", "", "the experience of end users",
     "`regisseur measurement list` for what a partner reports about it"},
    {"report", "", "reports", "`regisseur overview -o csv` and `-o json`"},
    {"now", "", "the page for the hour of an outage",
     "`regisseur overview` and `regisseur incident list --open`"},
};

}  // namespace

const std::vector<Verb>& Verbs() {
  static const std::vector<Verb>& verbs = *new std::vector<Verb>{
      OverviewVerb(), SourceListVerb(), SourceShowVerb(), SourceCollectVerb(),
      SourceCheckVerb(), ProviderListVerb(), ProviderShowVerb(),
      ProviderPackVerb(), ProviderExportVerb(), PushFileVerb(), InboxListVerb(),
      ComponentListVerb(), IncidentListVerb(), MaintenanceListVerb(),
      StatusHistoryVerb(), TicketListVerb(), ContractListVerb(),
      ContractShowVerb(), ContractLintVerb(), ContractDiffVerb(),
      ContractGapsVerb(), ContractImportVerb(), ContractReplayVerb(),
      ContractAdviseVerb(), ContractRigidityVerb(), ContractProposalsVerb(),
      ContractProposeVerb(), ContractCommentVerb(), ContractAcceptVerb(),
      ContractWithdrawVerb(), ExtraListVerb(), ExtraShowVerb(),
      ExtraOrderVerb(), ExtraApproveVerb(), ExtraRefuseVerb(),
      ExtraDeliverVerb(), ExtraCancelVerb(), HoursListVerb(),
      HoursBalanceVerb(), HoursBookVerb(), HoursAcceptVerb(), HoursRefuseVerb(),
      HoursWithdrawVerb(), MandateListVerb(), MandateNoteVerb(),
      CostSummaryVerb(), CostForecastVerb(), CostAnomaliesVerb(),
      CostDiffVerb(), CostLinesVerb(), CostAccrualsVerb(),
      CostObligationsVerb(), CostOutlookVerb(), CostAllocationVerb(),
      CostUnitVerb(), CostCommitmentsVerb(), BudgetListVerb(), PeriodListVerb(),
      PeriodShowVerb(), PeriodCloseVerb(), InvoiceListVerb(), InvoiceShowVerb(),
      InvoiceCheckVerb(), InvoiceReconcileVerb(), FxConvertVerb(),
      MeasurementListVerb(), MeasurementAddVerb(), MeasurementWithdrawVerb(),
      SlaReportVerb(), SlaShowVerb(), SlaHistoryVerb(), ObjectiveListVerb(),
      ObjectiveExclusionsVerb(), ObjectiveExcludeVerb(),
      ObjectiveSettlementsVerb(), ObjectiveSettleVerb(),
      ObjectiveObjectionsVerb(), ObjectiveObjectVerb(), ObjectiveApproveVerb(),
      ObjectiveRefuseVerb(), ObjectiveWithdrawVerb(), AgendaListVerb(),
      AgendaShowVerb(), AgendaDecideVerb(), AgendaDelegateVerb(),
      AgendaSnoozeVerb(), AgendaReopenVerb(),
      // Behind those with a name of their own.
      AgendaVerb(), ChangesVerb(), CreditListVerb(), CreditFileVerb(),
      CreditGrantVerb(), CreditRefuseVerb(), CreditReceiveVerb(),
      CreditWaiveVerb(), CreditApproveVerb(), CreditKeepVerb(),
      CreditEvidenceVerb(), SloListVerb(), IdentityListVerb(),
      IdentityCreateVerb(), IdentityApproveVerb(), IdentityRevokeVerb(),
      IdentityWhoamiVerb(), AuditListVerb(), AuditVerifyVerb(),
      AuditExportVerb(), AuditReceiptVerb(), AuditReceiptsVerb(),
      AuditRootsVerb(), AuditSignVerb(), AuditKeyVerb(), AuditEraseVerb(),
      DoctorVerb(), PkiInitVerb(), PkiIssueVerb(), CompletionVerb(),
      ManualVerb()};
  return verbs;
}

std::string NounSummary(absl::string_view noun) {
  for (const Noun& known : kNouns) {
    if (known.name == noun) return std::string(known.summary);
  }
  return "";
}

std::optional<std::string> LaterVersion(absl::string_view noun,
                                        absl::string_view verb) {
  for (const Later& later : kLater) {
    if (later.noun != noun) continue;
    if (!later.verb.empty() && later.verb != verb) continue;
    return absl::StrCat("`regisseur ", noun, later.verb.empty() ? "" : " ",
                        later.verb, "` is not in this version: ", later.what,
                        " come with a later one; use now ", later.now);
  }
  return std::nullopt;
}

}  // namespace regisseur
