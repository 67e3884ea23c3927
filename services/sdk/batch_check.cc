#include "services/sdk/batch_check.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/finding/catalogue.h"
#include "services/sdk/invoice_texts.h"
#include "wire/facts_wire.h"

namespace regisseur::sdk {
namespace {

// Mends texts and counts how often it had to, by field.
class Repair {
 public:
  void operator()(absl::string_view field, std::string& text) {
    if (IsValidUtf8(text)) return;
    text = RepairUtf8(text);
    mended_.Add(Severity::kWarning, "adapter-not-utf8", field, "", 0, text,
                {{"field", std::string(field)}});
  }

  void Finding(regisseur::Finding& finding) {
    (*this)("findings", finding.rule);
    (*this)("findings", finding.field);
    (*this)("findings", finding.file);
    std::map<std::string, std::string> arguments;
    for (auto& [name, text] : finding.arguments) {
      std::string key = name, value = std::move(text);
      (*this)("findings", key);
      (*this)("findings", value);
      arguments[std::move(key)] = std::move(value);
    }
    finding.arguments = std::move(arguments);
    for (auto& example : finding.examples) (*this)("findings", example.value);
  }

  // What incidents and maintenances have in common.
  template <typename Notice>
  void Notices(const std::string& field, std::vector<Notice>& notices) {
    for (Notice& notice : notices) {
      (*this)(field + ".id", notice.id);
      (*this)(field + ".title", notice.title);
      for (std::string& id : notice.component_ids) {
        (*this)(field + ".component_ids", id);
      }
      for (IncidentUpdate& update : notice.updates) {
        (*this)(field + ".updates", update.id);
        (*this)(field + ".updates", update.phase);
        (*this)(field + ".updates", update.text);
      }
    }
  }

  void AppendFindingsTo(std::vector<regisseur::Finding>& findings) {
    for (auto& finding : mended_.Take()) findings.push_back(std::move(finding));
  }

 private:
  FindingList mended_;
};

absl::Status Broken(absl::string_view what) {
  return absl::InternalError(RenderMessage(
      "adapter-protocol",
      {{"adapter", "this adapter"}, {"detail", std::string(what)}}));
}

// `row` says what one of them is: "a charge".
template <typename Row>
absl::Status CheckDeliveries(const FactBatch& batch,
                             const std::vector<Row>& rows,
                             absl::string_view row) {
  const auto deliveries = static_cast<int>(batch.deliveries.size());
  for (const Row& one : rows) {
    if (one.delivery < 0 || one.delivery >= deliveries) {
      return Broken(absl::StrCat(row, " names no delivery"));
    }
  }
  return absl::OkStatus();
}

// Index 0 is null and needs no dictionary.
template <typename Texts>
absl::Status CheckTexts(const FactBatch& batch, const Texts& texts) {
  const auto count = static_cast<int32_t>(batch.dictionary.size());
  for (const int32_t text : texts) {
    if (text < 0 || (text > 0 && text >= count)) {
      return Broken("a charge names a text that is not in the dictionary");
    }
  }
  return absl::OkStatus();
}

}  // namespace

void RepairTexts(FactBatch& batch) {
  Repair repair;
  repair("run", batch.run);
  for (Delivery& delivery : batch.deliveries) {
    repair("deliveries.scope", delivery.scope);
    repair("deliveries.origin", delivery.origin);
    repair("deliveries.billing_account_id", delivery.billing_account_id);
  }
  for (std::string& text : batch.dictionary) repair("dictionary", text);
  for (OtherColumn& column : batch.other_columns) {
    repair("other_columns", column.name);
  }
  for (StatusObservation& observation : batch.observations) {
    for (Component& component : observation.components) {
      repair("components.id", component.id);
      repair("components.name", component.name);
      repair("components.group", component.group);
      repair("components.current_name", component.current_name);
    }
    repair.Notices("incidents", observation.incidents);
    for (Incident& incident : observation.incidents) {
      repair("incidents.url", incident.url);
    }
    repair.Notices("maintenances", observation.maintenances);
  }
  for (Measurement& measurement : batch.measurements) {
    repair("measurements.party", measurement.party);
    repair("measurements.service", measurement.service);
    repair("measurements.indicator", measurement.indicator);
    repair("measurements.norm_operator", measurement.norm_operator);
    repair("measurements.unit", measurement.unit);
    repair("measurements.remark", measurement.remark);
  }
  for (Ticket& ticket : batch.tickets) {
    repair("tickets.id", ticket.id);
    repair("tickets.supplier", ticket.supplier);
    repair("tickets.assignment_group", ticket.assignment_group);
    repair("tickets.service", ticket.service);
    repair("tickets.category", ticket.category);
    repair("tickets.title", ticket.title);
    for (TicketStep& step : ticket.steps) {
      repair("tickets.steps.word", step.word);
      repair("tickets.steps.priority", step.priority);
    }
  }
  for (ContractCommitment& commitment : batch.commitments) {
    repair("commitments.party", commitment.party);
    repair("commitments.contract_id", commitment.contract_id);
    repair("commitments.id", commitment.id);
    repair("commitments.category", commitment.category);
    repair("commitments.type", commitment.type);
    repair("commitments.description", commitment.description);
    repair("commitments.currency", commitment.currency);
    repair("commitments.unit", commitment.unit);
    repair("commitments.model", commitment.model);
    repair("commitments.lifecycle", commitment.lifecycle);
  }
  for (DeclaredObjective& objective : batch.objectives) {
    repair("objectives.party", objective.party);
    repair("objectives.name", objective.name);
    repair("objectives.display_name", objective.display_name);
    repair("objectives.service", objective.service);
    repair("objectives.description", objective.description);
    repair("objectives.window", objective.window);
    repair("objectives.budgeting_method", objective.budgeting_method);
    repair("objectives.indicator", objective.indicator);
    repair("objectives.document", objective.document);
    repair("objectives.format", objective.format);
    for (DeclaredTarget& target : objective.targets) {
      repair("objectives.targets.name", target.name);
      repair("objectives.targets.condition", target.condition);
    }
  }
  for (Invoice& invoice : batch.invoices) {
    ForEachText(invoice, [&](absl::string_view field, std::string& text) {
      repair(absl::StrCat("invoices.", field), text);
    });
  }
  for (Finding& finding : batch.findings) repair.Finding(finding);
  for (OriginalChunk& chunk : batch.originals) {
    repair("originals.name", chunk.name);
  }
  for (std::string& origin : batch.whole_origins) {
    repair("whole_origins", origin);
  }
  repair.AppendFindingsTo(batch.findings);
}

void RepairTexts(Checkpoint& checkpoint) {
  Repair repair;
  for (Finding& finding : checkpoint.findings) repair.Finding(finding);
  repair.AppendFindingsTo(checkpoint.findings);
}

int64_t MessageBytes(const FactBatch& batch) {
  return static_cast<int64_t>(FactBatchToWire(batch).ByteSizeLong());
}

absl::Status BatchCheck::Check(const FactBatch& batch) {
  if (batch.run.empty()) return Broken("a batch has no run");
  if (batch.cursor.empty()) return Broken("a batch has no cursor");
  if (batch.number < 1) {
    return Broken(absl::StrCat("a batch has the number ", batch.number,
                               "; they count from 1"));
  }
  if (batch.run == run_ && !ended_) {
    if (batch.number != number_ + 1) {
      return Broken(absl::StrCat("batch ", batch.number, " follows batch ",
                                 number_, " of one run"));
    }
  } else if (batch.run == run_) {
    return Broken("a batch follows the last one of its run");
  } else if (!ended_) {
    return Broken("a run begins before the last batch of the one before");
  } else if (!run_.empty() && batch.number != 1) {
    return Broken(absl::StrCat("a run begins with batch ", batch.number));
  }
  run_ = batch.run;
  number_ = batch.number;
  ended_ = batch.last;

  if (!batch.whole_origins.empty() && !batch.last) {
    return Broken(
        "a batch that is not the last of its run names what it told "
        "whole");
  }
  if (batch.whole_origins.size() > kMaxWholeOrigins) {
    return Broken(absl::StrCat("a batch names ", batch.whole_origins.size(),
                               " origins; at most ", kMaxWholeOrigins));
  }
  for (const std::string& origin : batch.whole_origins) {
    if (origin.empty()) return Broken("an origin that is told whole is empty");
  }

  for (const Delivery& delivery : batch.deliveries) {
    if (delivery.scope.empty()) return Broken("a delivery has no scope");
  }
  RETURN_IF_ERROR(CheckDeliveries(batch, batch.charges, "a charge"));
  RETURN_IF_ERROR(CheckDeliveries(batch, batch.observations, "an observation"));
  RETURN_IF_ERROR(CheckDeliveries(batch, batch.measurements, "a measurement"));
  RETURN_IF_ERROR(CheckDeliveries(batch, batch.tickets, "a ticket"));
  RETURN_IF_ERROR(CheckDeliveries(batch, batch.objectives, "an objective"));
  RETURN_IF_ERROR(CheckDeliveries(batch, batch.invoices, "an invoice"));
  RETURN_IF_ERROR(CheckDeliveries(batch, batch.commitments, "a commitment"));
  if (!batch.dictionary.empty() && !batch.dictionary[0].empty()) {
    return Broken("text 0 of the dictionary is not empty");
  }
  for (const Charge& charge : batch.charges) {
    RETURN_IF_ERROR(CheckTexts(batch, charge.texts));
    if (!charge.amount(ChargeAmount::kBilledCost)) {
      return Broken(absl::StrCat("the charge on line ", charge.line,
                                 " has no billed cost"));
    }
  }
  for (const OtherColumn& column : batch.other_columns) {
    if (column.texts.size() != batch.charges.size()) {
      return Broken("another column has not one text a charge");
    }
    RETURN_IF_ERROR(CheckTexts(batch, column.texts));
  }
  for (const Ticket& ticket : batch.tickets) {
    if (ticket.id.empty()) return Broken("a ticket has no id");
    if (ticket.steps.empty()) {
      return Broken(absl::StrCat("ticket ", ticket.id, " has no step"));
    }
  }
  for (const DeclaredObjective& objective : batch.objectives) {
    if (objective.name.empty()) return Broken("an objective has no name");
  }
  for (const ContractCommitment& commitment : batch.commitments) {
    if (commitment.id.empty()) return Broken("a commitment has no id");
  }
  for (const Invoice& invoice : batch.invoices) {
    if (invoice.kind == InvoiceKind::kUnspecified) {
      return Broken(absl::StrCat("invoice ", invoice.number,
                                 " is no invoice and no credit note"));
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur::sdk
