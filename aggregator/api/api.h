#pragma once

#include <memory>

#include "aggregator/access/callers.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/agenda_handlers.h"
#include "aggregator/api/audited_operation.h"
#include "aggregator/api/budget_handlers.h"
#include "aggregator/api/calendar_handlers.h"
#include "aggregator/api/claim_handlers.h"
#include "aggregator/api/contract_handlers.h"
#include "aggregator/api/cost_handlers.h"
#include "aggregator/api/cost_plan_handlers.h"
#include "aggregator/api/digest_handlers.h"
#include "aggregator/api/evidence_handlers.h"
#include "aggregator/api/flexibility_handlers.h"
#include "aggregator/api/identity_handlers.h"
#include "aggregator/api/information_register_handlers.h"
#include "aggregator/api/invoice_handlers.h"
#include "aggregator/api/known_ownership.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/api/negotiation_handlers.h"
#include "aggregator/api/objective_handlers.h"
#include "aggregator/api/operation_handlers.h"
#include "aggregator/api/outage_handlers.h"
#include "aggregator/api/partner_handlers.h"
#include "aggregator/api/partner_record_handlers.h"
#include "aggregator/api/partnership_handlers.h"
#include "aggregator/api/period_handlers.h"
#include "aggregator/api/portfolio_handlers.h"
#include "aggregator/api/report_handlers.h"
#include "aggregator/api/resilience_handlers.h"
#include "aggregator/api/room_handlers.h"
#include "aggregator/api/service_level_handlers.h"
#include "aggregator/api/slo_handlers.h"
#include "aggregator/api/source_handlers.h"
#include "aggregator/api/status_handlers.h"
#include "aggregator/api/ticket_handlers.h"
#include "aggregator/api/webhook_handlers.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/calendar_links.h"
#include "aggregator/changes/identity_changes.h"
#include "aggregator/changes/settling.h"
#include "aggregator/collect/collector.h"
#include "aggregator/collect/document_reader.h"

namespace regisseur {

// What the services are made of.
struct ApiParts {
  const Answers& answers;
  Collector& collector;
  const Callers& callers;
  Acts& acts;
  IdentityChanges& identities;
  // Without it its methods are UNIMPLEMENTED.
  Operation* operation = nullptr;
  // The same.
  EvidenceKeeper* evidence = nullptr;
  // Without it nothing reads contract files: UNIMPLEMENTED.
  const ContractReader* contracts = nullptr;
  const SheetReader* sheets = nullptr;  // the same of spreadsheets
  // Without it nothing reads documents that are sent along: UNIMPLEMENTED.
  DocumentReader* documents = nullptr;
  // Without it nothing can be settled or claimed: UNIMPLEMENTED.
  Settling* settling = nullptr;
  // Without it no calendar addresses can be made: UNIMPLEMENTED.
  CalendarLinks* calendar_links = nullptr;
  // Without it what was proposed is listed without what it says.
  const VersionReader* versions = nullptr;
  // Without it nobody can be asked anything: UNIMPLEMENTED.
  PulseChanges* pulses = nullptr;
  // Without it nothing can be pushed: UNIMPLEMENTED.
  PushDesk* pushes = nullptr;
  // Wakes who watches.
  const ActSignal* act_signal = nullptr;
  // Without it nothing is said of and given back to partners: UNIMPLEMENTED.
  const PartnerArchive* archive = nullptr;
  // Without it no reports are made: UNIMPLEMENTED.
  Reporting* reporting = nullptr;
  // Without it there are no webhooks: UNIMPLEMENTED.
  WebhookDesk* webhooks = nullptr;
};

// All services that people and programs call, in one registry for gRPC and the
// gateway. Thread-safe. The parts must outlive it.
class Api {
 public:
  explicit Api(const ApiParts& parts)
      : portfolio_(parts.answers),
        source_(parts.answers, parts.collector, parts.acts),
        service_level_(parts.answers),
        status_(parts.answers),
        cost_(parts.answers),
        cost_plan_(parts.answers),
        budget_(parts.answers),
        period_(parts.answers, parts.acts),
        slo_(parts.answers),
        ticket_(parts.answers),
        contract_(parts.answers, parts.contracts, parts.sheets),
        flexibility_(parts.answers),
        objective_(parts.answers, parts.settling),
        room_(parts.answers, parts.settling),
        negotiation_(parts.answers, parts.contracts, parts.versions,
                     parts.settling),
        partnership_(parts.answers, parts.settling, parts.pulses),
        agenda_(parts.answers, parts.settling),
        digest_(parts.answers, parts.acts),
        outage_(parts.answers, parts.settling),
        calendar_(parts.answers, parts.calendar_links, parts.reporting),
        resilience_(parts.answers),
        claim_(parts.answers, parts.settling, parts.evidence),
        identity_(parts.answers, parts.callers, parts.identities),
        information_register_(parts.answers),
        invoice_(parts.answers, parts.documents),
        audited_operation_(parts.operation == nullptr
                               ? nullptr
                               : std::make_unique<AuditedOperation>(
                                     *parts.operation, parts.acts)),
        operation_(audited_operation_.get()),
        evidence_(parts.answers, parts.evidence),
        partner_({parts.answers, parts.callers, parts.acts, parts.evidence,
                  parts.pushes, parts.act_signal}),
        partner_records_(parts.answers, parts.archive, methods_),
        report_(parts.answers, parts.reporting),
        webhook_(parts.answers, parts.webhooks, parts.acts, parts.evidence),
        ownership_(parts.answers),
        methods_(ownership_) {
    portfolio_.Register(methods_);
    source_.Register(methods_);
    service_level_.Register(methods_);
    status_.Register(methods_);
    cost_.Register(methods_);
    cost_plan_.Register(methods_);
    budget_.Register(methods_);
    period_.Register(methods_);
    slo_.Register(methods_);
    ticket_.Register(methods_);
    contract_.Register(methods_);
    flexibility_.Register(methods_);
    objective_.Register(methods_);
    room_.Register(methods_);
    negotiation_.Register(methods_);
    partnership_.Register(methods_);
    agenda_.Register(methods_);
    digest_.Register(methods_);
    outage_.Register(methods_);
    calendar_.Register(methods_);
    resilience_.Register(methods_);
    claim_.Register(methods_);
    identity_.Register(methods_);
    information_register_.Register(methods_);
    invoice_.Register(methods_);
    operation_.Register(methods_);
    evidence_.Register(methods_);
    report_.Register(methods_);
    webhook_.Register(methods_);
    partner_.Register(methods_);
    partner_records_.Register(methods_);
  }
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  const MethodRegistry& methods() const { return methods_; }

 private:
  PortfolioHandlers portfolio_;
  SourceHandlers source_;
  ServiceLevelHandlers service_level_;
  StatusHandlers status_;
  CostHandlers cost_;
  CostPlanHandlers cost_plan_;
  BudgetHandlers budget_;
  PeriodHandlers period_;
  SloHandlers slo_;
  TicketHandlers ticket_;
  ContractHandlers contract_;
  FlexibilityHandlers flexibility_;
  ObjectiveHandlers objective_;
  RoomHandlers room_;
  NegotiationHandlers negotiation_;
  PartnershipHandlers partnership_;
  AgendaHandlers agenda_;
  DigestHandlers digest_;
  OutageHandlers outage_;
  CalendarHandlers calendar_;
  ResilienceHandlers resilience_;
  ClaimHandlers claim_;
  IdentityHandlers identity_;
  InformationRegisterHandlers information_register_;
  InvoiceHandlers invoice_;
  const std::unique_ptr<AuditedOperation> audited_operation_;
  OperationHandlers operation_;
  EvidenceHandlers evidence_;
  PartnerHandlers partner_;
  PartnerRecordHandlers partner_records_;
  ReportHandlers report_;
  WebhookHandlers webhook_;
  KnownOwnership ownership_;
  MethodRegistry methods_;
};

}  // namespace regisseur
