#include "services/sdk/batch_builder.h"

#include <utility>

#include "services/sdk/batch_check.h"
#include "services/sdk/invoice_texts.h"
#include "services/sdk/observation_sender.h"

namespace regisseur::sdk {
namespace {

// What one row may need on top is left free.
constexpr int64_t kFullBytes = kMaxMessageBytes - (256 << 10);
// More than a row of columns ever takes: 33 numbers of at most 10 bytes.
constexpr int64_t kChargeBytes = 330;
constexpr int64_t kMeasurementBytes = 120;
// Eight times of at most 20 bytes, and the numbers.
constexpr int64_t kTicketBytes = 260;
constexpr int64_t kTicketStepBytes = 50;
constexpr int64_t kTargetBytes = 60;
constexpr int64_t kTextBytes = 4;  // tag and length

}  // namespace

BatchBuilder::BatchBuilder(std::string run, int64_t already_sent,
                           FactSink& sink)
    : sink_(sink) {
  batch_.run = std::move(run);
  batch_.number = already_sent + 1;
  batch_.dictionary = {""};
}

bool BatchBuilder::Full() const {
  return rows_ >= sink_.batch_rows() || bytes_ >= kFullBytes;
}

bool BatchBuilder::FullFor(int64_t bytes) const {
  return Full() || (rows_ > 0 && bytes_ + bytes > kFullBytes);
}

int32_t BatchBuilder::Intern(absl::string_view text) {
  if (text.empty()) return 0;
  const auto [it, inserted] =
      texts_.try_emplace(text, static_cast<int32_t>(batch_.dictionary.size()));
  if (inserted) {
    batch_.dictionary.emplace_back(text);
    bytes_ += static_cast<int64_t>(text.size()) + kTextBytes;
  }
  return it->second;
}

int BatchBuilder::AddDelivery(const Delivery& delivery) {
  const auto [it, inserted] = deliveries_.try_emplace(
      delivery.scope, static_cast<int>(batch_.deliveries.size()));
  if (inserted) {
    batch_.deliveries.push_back(delivery);
    bytes_ +=
        static_cast<int64_t>(delivery.scope.size() + delivery.origin.size() +
                             delivery.billing_account_id.size()) +
        kMeasurementBytes;
  }
  return it->second;
}

void BatchBuilder::AddCharge(Charge charge) {
  batch_.charges.push_back(std::move(charge));
  ++rows_;
  bytes_ += kChargeBytes;
}

void BatchBuilder::AddMeasurement(Measurement measurement) {
  bytes_ += kMeasurementBytes +
            static_cast<int64_t>(
                measurement.party.size() + measurement.service.size() +
                measurement.indicator.size() + measurement.unit.size() +
                measurement.remark.size());
  batch_.measurements.push_back(std::move(measurement));
  ++rows_;
}

void BatchBuilder::AddTicket(Ticket ticket) {
  // On the wire they are indexes into the dictionary.
  for (const std::string* text : {&ticket.supplier, &ticket.assignment_group,
                                  &ticket.service, &ticket.category}) {
    Intern(*text);
  }
  for (const TicketStep& step : ticket.steps) {
    Intern(step.word);
    Intern(step.priority);
  }
  bytes_ += kTicketBytes +
            kTicketStepBytes * static_cast<int64_t>(ticket.steps.size()) +
            static_cast<int64_t>(ticket.id.size() + ticket.title.size());
  batch_.tickets.push_back(std::move(ticket));
  ++rows_;
}

void BatchBuilder::AddObjective(DeclaredObjective objective) {
  bytes_ += kMeasurementBytes +
            static_cast<int64_t>(
                objective.party.size() + objective.name.size() +
                objective.display_name.size() + objective.service.size() +
                objective.description.size() + objective.window.size() +
                objective.budgeting_method.size() + objective.indicator.size() +
                objective.document.size() + objective.format.size());
  for (const DeclaredTarget& target : objective.targets) {
    bytes_ += kTargetBytes + static_cast<int64_t>(target.name.size() +
                                                  target.condition.size());
  }
  batch_.objectives.push_back(std::move(objective));
  ++rows_;
}

void BatchBuilder::AddCommitment(ContractCommitment commitment) {
  bytes_ += kMeasurementBytes +
            static_cast<int64_t>(
                commitment.party.size() + commitment.contract_id.size() +
                commitment.id.size() + commitment.category.size() +
                commitment.type.size() + commitment.description.size() +
                commitment.currency.size() + commitment.unit.size() +
                commitment.model.size() + commitment.lifecycle.size());
  batch_.commitments.push_back(std::move(commitment));
  ++rows_;
}

void BatchBuilder::AddInvoice(Invoice invoice) {
  bytes_ += WireBytes(invoice) + kTextBytes;
  batch_.invoices.push_back(std::move(invoice));
  ++rows_;
}

void BatchBuilder::AddObservation(StatusObservation observation) {
  rows_ += CountRows(observation);
  bytes_ += EstimateBytes(observation);
  batch_.observations.push_back(std::move(observation));
}

absl::Status BatchBuilder::Flush(std::string cursor) {
  return Send(std::move(cursor), /*last=*/false);
}

absl::Status BatchBuilder::Finish(std::string cursor,
                                  std::vector<std::string> whole_origins) {
  batch_.whole_origins = std::move(whole_origins);
  return Send(std::move(cursor), /*last=*/true);
}

absl::Status BatchBuilder::Send(std::string cursor, bool last) {
  FactBatch next;
  next.run = batch_.run;
  next.number = batch_.number + 1;
  next.dictionary = {""};
  batch_.cursor = std::move(cursor);
  batch_.last = last;
  batch_.findings = findings_.Take();
  FactBatch ready = std::exchange(batch_, std::move(next));
  texts_.clear();
  deliveries_.clear();
  rows_ = bytes_ = 0;
  return sink_.Send(std::move(ready));
}

}  // namespace regisseur::sdk
