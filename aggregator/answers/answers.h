#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "aggregator/answers/accruals.h"
#include "aggregator/answers/agenda.h"
#include "aggregator/answers/agenda_closed.h"
#include "aggregator/answers/allocations.h"
#include "aggregator/answers/answer_context.h"
#include "aggregator/answers/budgets.h"
#include "aggregator/answers/chains.h"
#include "aggregator/answers/claims.h"
#include "aggregator/answers/commitments.h"
#include "aggregator/answers/components.h"
#include "aggregator/answers/concentration.h"
#include "aggregator/answers/contract_advice.h"
#include "aggregator/answers/contract_diff.h"
#include "aggregator/answers/contract_drafts.h"
#include "aggregator/answers/contract_replay.h"
#include "aggregator/answers/contract_rigidity.h"
#include "aggregator/answers/contracts.h"
#include "aggregator/answers/convert_amount.h"
#include "aggregator/answers/cost_anomalies.h"
#include "aggregator/answers/cost_diff.h"
#include "aggregator/answers/cost_forecast.h"
#include "aggregator/answers/cost_lines.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/credit_arrivals.h"
#include "aggregator/answers/dates.h"
#include "aggregator/answers/digest.h"
#include "aggregator/answers/exit_rehearsal.h"
#include "aggregator/answers/extras.h"
#include "aggregator/answers/hour_balances.h"
#include "aggregator/answers/inbox.h"
#include "aggregator/answers/incidents.h"
#include "aggregator/answers/information_register.h"
#include "aggregator/answers/invoice_reconciliation.h"
#include "aggregator/answers/invoices.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/maintenances.h"
#include "aggregator/answers/mandates.h"
#include "aggregator/answers/measurements.h"
#include "aggregator/answers/objectives.h"
#include "aggregator/answers/outage_now.h"
#include "aggregator/answers/outages.h"
#include "aggregator/answers/overlaps.h"
#include "aggregator/answers/overview.h"
#include "aggregator/answers/overview_cache.h"
#include "aggregator/answers/payment_obligations.h"
#include "aggregator/answers/periods.h"
#include "aggregator/answers/proposals.h"
#include "aggregator/answers/providers.h"
#include "aggregator/answers/service_level_explanation.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/answers/slos.h"
#include "aggregator/answers/sources.h"
#include "aggregator/answers/status_history.h"
#include "aggregator/answers/tickets.h"
#include "aggregator/answers/unit_costs.h"
#include "aggregator/answers/version_proposals.h"
#include "aggregator/answers/years_ahead.h"
#include "core/base/status_macros.h"

namespace regisseur {

// The single read path: every question that anybody asks, a function each,
// (who asks, what, as known on when) -> a value with its gaps. The outcome and
// errors stand with each question's own header.
//
// Thread-safe. What `context` refers to must outlive it.
class Answers {
 public:
  explicit Answers(const AnswerContext& context)
      : context_(context), overviews_(context) {}

  // From the cache where nothing changed (DECISIONS 28).
  absl::StatusOr<std::shared_ptr<const Overview>> GetOverview(
      const Principal& who, const OverviewQuestion& question,
      AsOf as_of) const {
    return overviews_.Get(who, question, as_of);
  }
  absl::StatusOr<ProvidersAnswer> ListProviders(
      const Principal& who, const ProvidersQuestion& question,
      AsOf as_of) const {
    return AnswerProviders(context_, who, question, as_of);
  }
  absl::StatusOr<ProviderAnswer> GetProvider(const Principal& who,
                                             const ProviderQuestion& question,
                                             AsOf as_of) const {
    return AnswerProvider(context_, who, question, as_of);
  }
  absl::StatusOr<SourcesAnswer> ListSources(const Principal& who,
                                            const SourcesQuestion& question,
                                            AsOf as_of) const {
    return AnswerSources(context_, who, question, as_of);
  }
  absl::StatusOr<SourceAnswer> GetSource(const Principal& who,
                                         const std::string& id,
                                         AsOf as_of) const {
    return AnswerSource(context_, who, id, as_of);
  }
  absl::StatusOr<ComponentsAnswer> ListComponents(const Principal& who,
                                                  const std::string& provider,
                                                  AsOf as_of) const {
    return AnswerComponents(context_, who, provider, as_of);
  }
  absl::StatusOr<IncidentsAnswer> ListIncidents(
      const Principal& who, const IncidentsQuestion& question,
      AsOf as_of) const {
    return AnswerIncidents(context_, who, question, as_of);
  }
  absl::StatusOr<MaintenancesAnswer> ListMaintenances(
      const Principal& who, const MaintenancesQuestion& question,
      AsOf as_of) const {
    return AnswerMaintenances(context_, who, question, as_of);
  }
  absl::StatusOr<StatusHistoryAnswer> ListStatusHistory(
      const Principal& who, const StatusHistoryQuestion& question,
      AsOf as_of) const {
    return AnswerStatusHistory(context_, who, question, as_of);
  }
  absl::StatusOr<CostSummaryAnswer> SummarizeCost(
      const Principal& who, const CostSummaryQuestion& question,
      AsOf as_of) const {
    return AnswerCostSummary(context_, who, question, as_of);
  }
  absl::StatusOr<CostForecastAnswer> ForecastCost(
      const Principal& who, const CostForecastQuestion& question,
      AsOf as_of) const {
    return AnswerCostForecast(context_, who, question, as_of);
  }
  absl::StatusOr<CostAnomaliesAnswer> ListCostAnomalies(
      const Principal& who, const CostAnomaliesQuestion& question,
      AsOf as_of) const {
    return AnswerCostAnomalies(context_, who, question, as_of);
  }
  absl::StatusOr<CostDiffAnswer> DiffCost(
      const Principal& who, const CostDiffQuestion& question) const {
    return AnswerCostDiff(context_, who, question);
  }
  absl::StatusOr<CostLinesAnswer> ListCostLines(
      const Principal& who, const CostLinesQuestion& question,
      AsOf as_of) const {
    return AnswerCostLines(context_, who, question, as_of);
  }
  absl::StatusOr<AccrualsAnswer> ListAccruals(const Principal& who,
                                              const AccrualsQuestion& question,
                                              AsOf as_of) const {
    return AnswerAccruals(context_, who, question, as_of);
  }
  absl::StatusOr<PaymentObligationsAnswer> ListPaymentObligations(
      const Principal& who, const PaymentObligationsQuestion& question,
      AsOf as_of) const {
    return AnswerPaymentObligations(context_, who, question, as_of);
  }
  absl::StatusOr<YearsAheadAnswer> LookYearsAhead(
      const Principal& who, const YearsAheadQuestion& question,
      AsOf as_of) const {
    return AnswerYearsAhead(context_, who, question, as_of);
  }
  absl::StatusOr<AllocationAnswer> AllocateCost(
      const Principal& who, const AllocationQuestion& question,
      AsOf as_of) const {
    return AnswerAllocation(context_, who, question, as_of);
  }
  absl::StatusOr<UnitCostAnswer> ListUnitCosts(const Principal& who,
                                               const UnitCostQuestion& question,
                                               AsOf as_of) const {
    return AnswerUnitCosts(context_, who, question, as_of);
  }
  absl::StatusOr<CommitmentsAnswer> ListCommitments(
      const Principal& who, const CommitmentsQuestion& question,
      AsOf as_of) const {
    return AnswerCommitments(context_, who, question, as_of);
  }
  absl::StatusOr<BudgetsAnswer> ListBudgets(const Principal& who,
                                            const BudgetsQuestion& question,
                                            AsOf as_of) const {
    return AnswerBudgets(context_, who, question, as_of);
  }
  absl::StatusOr<std::vector<PeriodRow>> ListPeriods(const Principal& who,
                                                     AsOf as_of) const {
    return AnswerPeriods(context_, who, as_of);
  }
  absl::StatusOr<std::vector<Gap>> ListPeriodGaps(const Principal& who,
                                                  absl::CivilMonth month,
                                                  AsOf as_of) const {
    return AnswerPeriodGaps(context_, who, month, as_of);
  }
  absl::StatusOr<PeriodAnswer> GetPeriod(const Principal& who,
                                         const std::string& month,
                                         AsOf as_of) const {
    return AnswerPeriod(context_, who, month, as_of);
  }
  absl::StatusOr<ConvertAmountAnswer> ConvertAmount(
      const Principal& who, const ConvertAmountQuestion& question,
      AsOf as_of) const {
    return AnswerConvertAmount(context_, who, question, as_of);
  }
  absl::StatusOr<MeasurementsAnswer> ListMeasurements(
      const Principal& who, const MeasurementsQuestion& question,
      AsOf as_of) const {
    return AnswerMeasurements(context_, who, question, as_of);
  }
  absl::StatusOr<SlosAnswer> ListSlos(const Principal& who,
                                      const SlosQuestion& question,
                                      AsOf as_of) const {
    return AnswerSlos(context_, who, question, as_of);
  }
  absl::StatusOr<InvoicesAnswer> ListInvoices(const Principal& who,
                                              const InvoicesQuestion& question,
                                              AsOf as_of) const {
    return AnswerInvoices(context_, who, question, as_of);
  }
  absl::StatusOr<InvoiceRow> GetInvoice(const Principal& who,
                                        const InvoiceQuestion& question,
                                        AsOf as_of) const {
    return AnswerInvoice(context_, who, question, as_of);
  }
  absl::StatusOr<ReconciliationAnswer> ReconcileInvoices(
      const Principal& who, const ReconciliationQuestion& question,
      AsOf as_of) const {
    return AnswerReconciliation(context_, who, question, as_of);
  }

  absl::StatusOr<ContractsAnswer> ListContracts(
      const Principal& who, const ContractsQuestion& question,
      AsOf as_of) const {
    return AnswerContracts(context_, who, question, as_of);
  }
  absl::StatusOr<ContractAnswer> GetContract(const Principal& who,
                                             const ContractQuestion& question,
                                             AsOf as_of) const {
    return AnswerContract(context_, who, question, as_of);
  }
  absl::StatusOr<ClauseGapsAnswer> ListClauseGaps(
      const Principal& who, const ClauseGapsQuestion& question,
      AsOf as_of) const {
    return AnswerClauseGaps(context_, who, question, as_of);
  }
  absl::StatusOr<ContractDiffAnswer> DiffContract(
      const Principal& who, const ContractReader& reader,
      const ContractDiffQuestion& question, AsOf as_of) const {
    return AnswerContractDiff(context_, reader, who, question, as_of);
  }
  absl::StatusOr<ReplayAnswer> ReplayContract(const Principal& who,
                                              const ContractReader& reader,
                                              const ReplayQuestion& question,
                                              AsOf as_of) const {
    return AnswerContractReplay(context_, reader, who, question, as_of);
  }
  absl::StatusOr<RigidityAnswer> ListRigidity(const Principal& who,
                                              const RigidityQuestion& question,
                                              AsOf as_of) const {
    return AnswerRigidity(context_, who, question, as_of);
  }
  absl::StatusOr<AdviceAnswer> AdviseContract(const Principal& who,
                                              const AdviceQuestion& question,
                                              AsOf as_of) const {
    return AnswerContractAdvice(context_, who, question, as_of);
  }
  absl::StatusOr<ContractDraftsAnswer> DraftContracts(
      const ContractReader& reader, const std::string& name,
      const Sheet& sheet) const {
    return AnswerContractDrafts(context_, reader, name, sheet);
  }

  absl::StatusOr<MattersAnswer> ListMatters(const Principal& who,
                                            const MattersQuestion& question,
                                            AsOf as_of) const {
    return AnswerMatters(context_, who, question, as_of);
  }
  absl::StatusOr<ExtrasAnswer> ListExtras(const Principal& who,
                                          const ExtrasQuestion& question,
                                          AsOf as_of) const {
    return AnswerExtras(context_, who, question, as_of);
  }
  absl::StatusOr<SpendUnderCeiling> FindSpendUnderCeiling(
      const Principal& who, const std::string& contract) const {
    return ReadSpendUnderCeiling(context_, who, contract);
  }
  absl::StatusOr<HoursAnswer> ListHours(const Principal& who,
                                        const HoursQuestion& question,
                                        AsOf as_of) const {
    return AnswerHours(context_, who, question, as_of);
  }
  absl::StatusOr<HourBalancesAnswer> ListHourBalances(
      const Principal& who, const RoomQuestion& question, AsOf as_of) const {
    return AnswerHourBalances(context_, who, question, as_of);
  }
  absl::StatusOr<MandatesAnswer> ListMandates(const Principal& who,
                                              const RoomQuestion& question,
                                              AsOf as_of) const {
    return AnswerMandates(context_, who, question, as_of);
  }
  absl::StatusOr<VersionProposalsAnswer> ListVersionProposals(
      const Principal& who, const ContractReader* reader,
      const VersionReader* versions, const VersionProposalsQuestion& question,
      AsOf as_of) const {
    return AnswerVersionProposals(context_, reader, versions, who, question,
                                  as_of);
  }
  absl::StatusOr<NowAnswer> GetNow(const Principal& who,
                                   const NowQuestion& question,
                                   AsOf as_of) const {
    return AnswerNow(context_, who, question, as_of);
  }
  absl::StatusOr<OutagesAnswer> ListOutages(const Principal& who,
                                            const OutagesQuestion& question,
                                            AsOf as_of) const {
    return AnswerOutages(context_, who, question, as_of);
  }
  absl::StatusOr<ConcentrationAnswer> ListConcentration(
      const Principal& who, const ConcentrationQuestion& question,
      AsOf as_of) const {
    return AnswerConcentration(context_, who, question, as_of);
  }
  absl::StatusOr<ChainsAnswer> ListChains(const Principal& who,
                                          const ChainsQuestion& question,
                                          AsOf as_of) const {
    return AnswerChains(context_, who, question, as_of);
  }
  absl::StatusOr<OverlapsAnswer> ListOverlaps(const Principal& who,
                                              const OverlapsQuestion& question,
                                              AsOf as_of) const {
    return AnswerOverlaps(context_, who, question, as_of);
  }
  absl::StatusOr<RehearsalAnswer> RehearseExit(
      const Principal& who, const RehearsalQuestion& question,
      AsOf as_of) const {
    return AnswerRehearsal(context_, who, question, as_of);
  }
  absl::StatusOr<DatesAnswer> ListDates(const Principal& who,
                                        const DatesQuestion& question,
                                        AsOf as_of) const {
    return AnswerDates(context_, who, question, as_of);
  }
  // NOT_FOUND unless `owner` answers for the contract; empty: anybody.
  absl::Status CheckOwnerOfContract(const Principal& who,
                                    const std::string& contract,
                                    const std::string& owner) const {
    return regisseur::CheckOwnerOfContract(context_, who, contract, owner);
  }
  absl::StatusOr<AgendaAnswer> ListAgendaItems(const Principal& who,
                                               const AgendaQuestion& question,
                                               AsOf as_of) const {
    return AnswerAgenda(context_, who, question, as_of);
  }
  absl::StatusOr<ClosedAgendaAnswer> ListClosedAgendaItems(
      const Principal& who, const ClosedAgendaQuestion& question,
      AsOf as_of) const {
    return AnswerClosedAgenda(context_, who, question, as_of);
  }
  absl::StatusOr<DigestAnswer> ListChanges(const Principal& who,
                                           const DigestQuestion& question,
                                           AsOf as_of) const {
    return AnswerDigest(context_, who, question, as_of);
  }
  // Until when `who` looked at what changed; absent when it never marked it.
  absl::StatusOr<std::optional<absl::Time>> FindLastLook(
      const Principal& who) const {
    return regisseur::FindLastLook(context_, who, AsOf{});
  }
  absl::StatusOr<ClaimsAnswer> ListClaims(const Principal& who,
                                          const ClaimsQuestion& question,
                                          AsOf as_of) const {
    return question.with_arrivals
               ? AnswerClaimsWithArrivals(context_, who, question, as_of)
               : AnswerClaims(context_, who, question, as_of);
  }
  // What a source delivered that is in force.
  absl::StatusOr<std::vector<DeliveryRecord>> ListDeliveries(
      const Principal& who, const std::string& source, AsOf as_of) const {
    return context_.sources.ListDeliveries(who, source, as_of);
  }
  // What hangs on settling `subject` now.
  absl::StatusOr<std::optional<Principal::MoneyLimit>> FindStake(
      const Principal& who, const MatterSubject& subject) const {
    return regisseur::FindStake(context_, who, subject);
  }

  absl::StatusOr<ServiceLevelsAnswer> ListServiceLevels(
      const Principal& who, const ServiceLevelsQuestion& question,
      AsOf as_of) const {
    return AnswerServiceLevels(context_, who, question, as_of);
  }
  absl::StatusOr<ServiceLevelsAnswer> ListServiceLevelHistory(
      const Principal& who, const ServiceLevelHistoryQuestion& question,
      AsOf as_of) const {
    return AnswerServiceLevelHistory(context_, who, question, as_of);
  }
  absl::StatusOr<ServiceLevelExplanation> ExplainServiceLevel(
      const Principal& who, const ServiceLevelQuestion& question,
      AsOf as_of) const {
    return regisseur::ExplainServiceLevel(context_, who, question, as_of);
  }
  absl::StatusOr<ObjectivesAnswer> ListObjectives(
      const Principal& who, const ObjectivesQuestion& question,
      AsOf as_of) const {
    return AnswerObjectives(context_, who, question, as_of);
  }

  absl::StatusOr<InformationRegisterAnswer> GetInformationRegister(
      const Principal& who, const InformationRegisterQuestion& question,
      AsOf as_of) const {
    return AnswerInformationRegister(context_, who, question, as_of);
  }
  absl::StatusOr<TicketsAnswer> ListTickets(const Principal& who,
                                            const TicketsQuestion& question,
                                            AsOf as_of) const {
    return AnswerTickets(context_, who, question, as_of);
  }

  // What happened between both sides behind a number of a provider's chain.
  absl::StatusOr<InboxAnswer> ListInbox(const Principal& who,
                                        absl::string_view provider,
                                        int64_t after) const {
    return AnswerInbox(context_, who, provider, after);
  }

  // The provider of a source, of one that left too; empty for a shared one.
  // NOT_FOUND for one that was never known.
  absl::StatusOr<std::string> FindProviderOfSource(
      const Principal& who, absl::string_view source) const {
    ASSIGN_OR_RETURN(const KnownPortfolio known,
                     KnownPortfolio::Load(context_, who, AsOf{}));
    const KnownSource* found = known.FindSource(source);
    if (found == nullptr) {
      return absl::NotFoundError(absl::StrCat("no source ", source));
    }
    return found->provider;
  }
  // NOT_FOUND unless the portfolio has the provider now.
  absl::Status CheckProvider(const Principal& who,
                             absl::string_view provider) const {
    ASSIGN_OR_RETURN(const KnownPortfolio known,
                     KnownPortfolio::Load(context_, who, AsOf{}));
    return known.CheckProvider(provider);
  }
  // The owner of a provider; empty when it has none.
  absl::StatusOr<std::string> FindOwner(const Principal& who,
                                        absl::string_view provider) const {
    ASSIGN_OR_RETURN(const KnownPortfolio known,
                     KnownPortfolio::Load(context_, who, AsOf{}));
    return known.OwnerOf(provider);
  }

  // The moment it is, for whoever has to pin one.
  absl::Time Now() const { return context_.clock.Now(); }
  // For questions that a domain asks by functions of its own.
  const AnswerContext& context() const { return context_; }
  // The portfolio as known then.
  std::shared_ptr<const Portfolio> PortfolioAt(AsOf as_of) const {
    return context_.portfolios.At(as_of.known);
  }

 private:
  const AnswerContext context_;
  mutable OverviewCache overviews_;
};

}  // namespace regisseur
