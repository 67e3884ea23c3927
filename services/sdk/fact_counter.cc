#include "services/sdk/fact_counter.h"

#include <optional>
#include <string>

#include "core/commitment/declared_period.h"
#include "core/measurement/lost_figure.h"
#include "core/ticket/ticket_moments.h"

namespace regisseur::sdk {
namespace {

constexpr int64_t kEnoughRows = 100000;

struct Column {
  const char* name;
  bool mandatory;
};

// FOCUS 1.2 names, in the order of ChargeText and ChargeAmount.
constexpr Column kTexts[kChargeTextCount] = {{"ServiceProviderName", true},
                                             {"InvoiceIssuerName", true},
                                             {"BillingAccountId", true},
                                             {"SubAccountId", false},
                                             {"SubAccountName", false},
                                             {"BillingCurrency", true},
                                             {"ChargeCategory", true},
                                             {"ChargeClass", false},
                                             {"ChargeDescription", true},
                                             {"ChargeFrequency", false},
                                             {"ServiceCategory", true},
                                             {"ServiceName", true},
                                             {"RegionId", false},
                                             {"ResourceId", false},
                                             {"SkuId", false},
                                             {"SkuPriceId", false},
                                             {"PricingUnit", true},
                                             {"ConsumedUnit", false},
                                             {"InvoiceId", false},
                                             {"Tags", false},
                                             {"other columns", false}};
constexpr Column kAmounts[kChargeAmountCount] = {
    {"BilledCost", true},      {"EffectiveCost", true},
    {"ListCost", true},        {"ContractedCost", true},
    {"PricingQuantity", true}, {"ConsumedQuantity", false},
    {"ListUnitPrice", false},  {"ContractedUnitPrice", false}};

}  // namespace

void FactCounter::Count(absl::string_view field, bool filled, bool mandatory) {
  for (FieldCoverage& known : fields_) {
    if (known.field != field) continue;
    ++known.total;
    known.filled += filled;
    return;
  }
  fields_.push_back({std::string(field), 1, filled, mandatory});
}

absl::Status FactCounter::Send(FactBatch batch) {
  for (const Finding& finding : batch.findings) {
    findings_.Merge(finding);
    // A row whose figure could not be read has everything but its value.
    const std::optional<LostFigure> lost = LostFigure::Read(finding);
    if (!lost.has_value()) continue;
    Count("party", !lost->party.empty(), false);
    Count("service", !lost->service.empty(), false);
    Count("indicator", true, true);
    Count("value", false, true);
  }
  for (const Charge& charge : batch.charges) {
    for (int i = 0; i < kChargeTextCount; ++i) {
      Count(kTexts[i].name, charge.texts[i] != 0, kTexts[i].mandatory);
    }
    for (int i = 0; i < kChargeAmountCount; ++i) {
      Count(kAmounts[i].name, charge.amounts[i].has_value(),
            kAmounts[i].mandatory);
    }
  }
  for (const StatusObservation& observation : batch.observations) {
    ++rows_;
    for (const Component& component : observation.components) {
      Count("component.id", !component.id.empty(), true);
      Count("component.name", !component.name.empty(), true);
      Count("component.group", !component.group.empty(), false);
      Count("component.state", component.state.has_value(), false);
    }
    for (const Incident& incident : observation.incidents) {
      Count("incident.id", !incident.id.empty(), true);
      Count("incident.title", !incident.title.empty(), false);
      Count("incident.impact", incident.impact != IncidentImpact::kUnspecified,
            false);
      Count("incident.end", incident.end_time.has_value(), false);
      Count("incident.components", !incident.component_ids.empty(), false);
    }
    for (const Maintenance& maintenance : observation.maintenances) {
      Count("maintenance.id", !maintenance.id.empty(), true);
      Count("maintenance.start", maintenance.start_time.has_value(), false);
      Count("maintenance.end", maintenance.end_time.has_value(), false);
      Count("maintenance.announced", maintenance.announce_time.has_value(),
            false);
    }
    rows_ += static_cast<int64_t>(observation.components.size());
  }
  for (const Measurement& measurement : batch.measurements) {
    Count("party", !measurement.party.empty(), false);
    Count("service", !measurement.service.empty(), false);
    Count("indicator", !measurement.indicator.empty(), true);
    Count("value", measurement.value.has_value() || measurement.not_applicable,
          true);
    Count("norm", measurement.norm.has_value(), false);
    Count("unit", !measurement.unit.empty(), false);
  }
  facts_ +=
      static_cast<int64_t>(batch.charges.size() + batch.observations.size() +
                           batch.measurements.size() + batch.tickets.size() +
                           batch.objectives.size() + batch.invoices.size() +
                           batch.commitments.size());
  for (const Ticket& ticket : batch.tickets) {
    const TicketStep& now = ticket.steps.back();
    Count("ticket.kind", ticket.kind != TicketKind::kUnspecified, false);
    Count("ticket.supplier", !ticket.supplier.empty(), false);
    Count("ticket.assignment_group", !ticket.assignment_group.empty(), false);
    Count("ticket.service", !ticket.service.empty(), false);
    Count("ticket.category", !ticket.category.empty(), false);
    Count("ticket.state", now.state != TicketState::kUnspecified, true);
    Count("ticket.priority", !now.priority.empty(), true);
    Count("ticket.reacted", FindReaction(ticket).has_value(), false);
    Count("ticket.resolved", ticket.resolved.has_value(), false);
    Count("ticket.closed", ticket.closed.has_value(), false);
    Count("ticket.due", ticket.due.has_value(), false);
    Count("ticket.made_sla", now.made_sla.has_value(), false);
    Count("ticket.history", ticket.whole_history, false);
  }
  for (const DeclaredObjective& objective : batch.objectives) {
    Count("objective.service", !objective.service.empty(), true);
    Count("objective.display_name", !objective.display_name.empty(), false);
    Count("objective.targets", !objective.targets.empty(), true);
    Count("objective.window", !objective.window.empty(), true);
    Count("objective.indicator", !objective.indicator.empty(), false);
  }
  for (const ContractCommitment& commitment : batch.commitments) {
    if (IsDeclaredPeriod(commitment)) {
      Count("billing_period.last_updated", commitment.contract_end.has_value(),
            false);
      continue;
    }
    Count("commitment.contract_id", !commitment.contract_id.empty(), true);
    Count("commitment.period",
          commitment.start.has_value() && commitment.end.has_value(), true);
    Count("commitment.cost", commitment.cost.has_value(), false);
    Count("commitment.quantity", commitment.quantity.has_value(), false);
    Count("commitment.lifecycle", !commitment.lifecycle.empty(), false);
  }
  for (const Invoice& invoice : batch.invoices) {
    const InvoiceTotals& totals = invoice.totals;
    Count("invoice.number", !invoice.number.empty(), true);
    Count("invoice.issue_day", invoice.issue_day.has_value(), true);
    Count("invoice.currency", !invoice.currency.empty(), true);
    Count("invoice.seller", !invoice.seller.name.empty(), true);
    Count("invoice.tax_exclusive", totals.tax_exclusive.has_value(), true);
    Count("invoice.tax", totals.tax.has_value(), false);
    Count("invoice.payable", totals.payable.has_value(), true);
    Count("invoice.due_day", invoice.due_day.has_value(), false);
    Count("invoice.period",
          invoice.period.start.has_value() || invoice.period.end.has_value(),
          false);
    Count("invoice.contract", !invoice.contract.empty(), false);
    Count("invoice.order", !invoice.order.empty(), false);
  }
  rows_ +=
      static_cast<int64_t>(batch.charges.size() + batch.measurements.size() +
                           batch.tickets.size() + batch.objectives.size() +
                           batch.invoices.size() + batch.commitments.size());
  if ((batch.last && facts_ > 0) || rows_ >= kEnoughRows) {
    enough_ = true;
    return absl::CancelledError("enough for a dry run");
  }
  return absl::OkStatus();
}

std::vector<FieldCoverage> FactCounter::Coverage() const { return fields_; }

}  // namespace regisseur::sdk
