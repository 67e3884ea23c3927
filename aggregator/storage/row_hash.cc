#include "aggregator/storage/row_hash.h"

#include <bit>
#include <cstring>

namespace regisseur {
namespace {

// The length of a text before it, at most.
constexpr size_t kLengthBytes = 10;
// A charge but for its texts: the letter, the length of the party, how many
// lines, 8 numbers, 4 times.
constexpr size_t kChargeHeadBytes = 1 + kLengthBytes + 8 + 8 * 18 + 4 * 8;

size_t TextBound(absl::string_view text) { return kLengthBytes + text.size(); }

// Writes what CanonicalBytes does, where there is room for all of it.
class FastBytes {
 public:
  explicit FastBytes(char* begin) : begin_(begin), end_(begin) {}

  void Letter(char letter) { *end_++ = letter; }
  void Int(int64_t value) {
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(end_, &value, sizeof(value));
    end_ += sizeof(value);
  }
  void Text(absl::string_view text) {
    size_t rest = text.size();
    while (rest >= 0x80) {
      Letter(static_cast<char>((rest & 0x7f) | 0x80));
      rest >>= 7;
    }
    Letter(static_cast<char>(rest));
    Copy(text.data(), text.size());
  }
  void Number(const std::optional<Decimal>& number) {
    Letter(number.has_value() ? 1 : 0);
    if (!number.has_value()) return;
    Letter(static_cast<char>(number->scale()));
    const auto coefficient = static_cast<UInt128>(number->coefficient());
    Int(static_cast<int64_t>(static_cast<uint64_t>(coefficient)));
    Int(static_cast<int64_t>(static_cast<uint64_t>(coefficient >> 64)));
  }
  absl::string_view bytes() const {
    return {begin_, static_cast<size_t>(end_ - begin_)};
  }

 private:
  // Most texts are short: without a call.
  void Copy(const char* from, size_t size) {
    if (size > 16) {
      std::memcpy(end_, from, size);
    } else if (size >= 8) {
      std::memcpy(end_, from, 8);
      std::memcpy(end_ + size - 8, from + size - 8, 8);
    } else {
      for (size_t i = 0; i < size; ++i) end_[i] = from[i];
    }
    end_ += size;
  }

  char* const begin_;
  char* end_;
};

}  // namespace

void CanonicalRow::Length(const std::optional<absl::Duration>& length) {
  Letter(length.has_value() ? 1 : 0);
  if (length.has_value()) Int(absl::ToInt64Microseconds(*length));
}

void CanonicalRow::Updates(const std::vector<IncidentUpdate>& updates) {
  Int(static_cast<int64_t>(updates.size()));
  for (const IncidentUpdate& update : updates) {
    Text(update.id);
    Moment(update.display_time);
    Text(update.phase);
    Text(update.text);
  }
}

void CanonicalRow::Texts(const std::vector<std::string>& texts) {
  Int(static_cast<int64_t>(texts.size()));
  for (const std::string& text : texts) Text(text);
}

void CanonicalRow::StartChained(const Sha256& previous) {
  Clear();
  Hash(previous);
}

void CanonicalRow::PutCharge(
    absl::string_view party, const Charge& charge,
    const std::array<absl::string_view, kChargeTextCount>& texts,
    absl::Span<const Named> others) {
  size_t bound = kChargeHeadBytes + party.size();
  for (const absl::string_view text : texts) bound += TextBound(text);
  for (const Named& other : others) {
    bound += TextBound(other.name) + TextBound(other.text);
  }
  // There are millions of them: written in one place, and taken as a whole.
  char most[4096];
  std::string more;
  if (bound > sizeof(most)) more.resize(bound);
  FastBytes row(bound > sizeof(most) ? more.data() : most);
  row.Letter(charge.lines > 0 ? 'R' : 'C');
  row.Text(party);
  if (charge.lines > 0) row.Int(charge.lines);
  for (const absl::string_view text : texts) row.Text(text);
  for (const std::optional<Decimal>& amount : charge.amounts) {
    row.Number(amount);
  }
  row.Int(absl::ToUnixSeconds(charge.billing_period_start));
  row.Int(absl::ToUnixSeconds(charge.billing_period_end));
  row.Int(absl::ToUnixSeconds(charge.charge_period_start));
  row.Int(absl::ToUnixSeconds(charge.charge_period_end));
  for (const Named& other : others) {
    row.Text(other.name);
    row.Text(other.text);
  }
  Written(row.bytes());
}

void CanonicalRow::PutMeasurement(absl::string_view party,
                                  const Measurement& measurement) {
  Letter('M');
  Text(party);
  Text(measurement.service);
  Text(measurement.indicator);
  Moment(measurement.period_start);
  Moment(measurement.period_end);
  Number(measurement.value);
  Number(measurement.numerator);
  Number(measurement.denominator);
  Number(measurement.norm);
  Text(measurement.norm_operator);
  Text(measurement.unit);
  Int(measurement.not_applicable ? 1 : 0);
}

void CanonicalRow::PutTicket(absl::string_view party, const Ticket& ticket) {
  Letter('K');
  Text(party);
  Text(ticket.id);
  Int(static_cast<int64_t>(ticket.kind));
  Text(ticket.supplier);
  Text(ticket.assignment_group);
  Text(ticket.service);
  Text(ticket.category);
  Moment(ticket.opened);
  Moment(ticket.created);
  Moment(ticket.reacted);
  Moment(ticket.restored);
  Moment(ticket.resolved);
  Moment(ticket.closed);
  Moment(ticket.due);
  Moment(ticket.updated);
  Int(ticket.reopened);
  Length(ticket.held);
  Length(ticket.elapsed);
  Length(ticket.business_elapsed);
  Int(ticket.whole_history ? 1 : 0);
  Int(static_cast<int64_t>(ticket.steps.size()));
  for (const TicketStep& step : ticket.steps) {
    Moment(step.at);
    Int(static_cast<int64_t>(step.state));
    Text(step.word);
    Text(step.priority);
    Int(!step.made_sla.has_value() ? 0 : *step.made_sla ? 2 : 1);
    Int(step.updates);
  }
}

void CanonicalRow::PutObjective(absl::string_view party,
                                const DeclaredObjective& objective) {
  Letter('J');
  Text(party);
  Text(objective.name);
  Text(objective.display_name);
  Text(objective.service);
  Text(objective.description);
  Int(static_cast<int64_t>(objective.targets.size()));
  for (const DeclaredTarget& target : objective.targets) {
    Text(target.name);
    Number(target.percent);
    Text(target.condition);
  }
  Text(objective.window);
  Text(objective.budgeting_method);
  Text(objective.indicator);
  Text(objective.document);
  Text(objective.format);
}

void CanonicalRow::PutInvoice(absl::string_view party,
                              absl::string_view content) {
  Letter('B');
  Text(party);
  Written(content);
}

void CanonicalRow::PutCommitment(absl::string_view party,
                                 const ContractCommitment& commitment) {
  Letter('Q');
  Text(party);
  Text(commitment.contract_id);
  Text(commitment.id);
  Text(commitment.category);
  Text(commitment.type);
  Text(commitment.description);
  Moment(commitment.start);
  Moment(commitment.end);
  Moment(commitment.contract_start);
  Moment(commitment.contract_end);
  Number(commitment.cost);
  Text(commitment.currency);
  Number(commitment.quantity);
  Text(commitment.unit);
  Text(commitment.model);
  Text(commitment.lifecycle);
}

void CanonicalRow::PutComponent(const Component& component) {
  Letter('P');
  Text(component.id);
  Text(component.name);
  Text(component.group);
  Text(component.current_name);
}

void CanonicalRow::PutStateChange(absl::string_view component_id,
                                  const StateChange& change) {
  Letter('S');
  Text(component_id);
  Moment(change.at);
  Int(static_cast<int64_t>(change.state));
}

void CanonicalRow::PutIncident(
    const Incident& incident, absl::Time observed_time,
    std::optional<absl::Time> previous_observed_time) {
  Letter('I');
  Moment(observed_time);
  Moment(previous_observed_time);
  Text(incident.id);
  Text(incident.title);
  Int(static_cast<int64_t>(incident.phase));
  Int(static_cast<int64_t>(incident.impact));
  Moment(incident.start_time);
  Moment(incident.end_time);
  Int(incident.end_inferred ? 1 : 0);
  Moment(incident.disclose_time);
  Moment(incident.update_time);
  Texts(incident.component_ids);
  Int(incident.implied_state.has_value()
          ? static_cast<int64_t>(*incident.implied_state)
          : 0);
  Updates(incident.updates);
  Text(incident.url);
}

void CanonicalRow::PutMaintenance(
    const Maintenance& maintenance, absl::Time observed_time,
    std::optional<absl::Time> previous_observed_time) {
  Letter('W');
  Moment(observed_time);
  Moment(previous_observed_time);
  Text(maintenance.id);
  Text(maintenance.title);
  Int(static_cast<int64_t>(maintenance.phase));
  Moment(maintenance.start_time);
  Moment(maintenance.end_time);
  Moment(maintenance.announce_time);
  Moment(maintenance.update_time);
  Texts(maintenance.component_ids);
  Updates(maintenance.updates);
}

void CanonicalRow::PutCoverage(const CoverageStretch& coverage) {
  Letter('V');
  Moment(coverage.from);
  Moment(coverage.until);
  Int(absl::ToInt64Microseconds(coverage.hold));
  Int(coverage.states_from_incidents ? 1 : 0);
}

}  // namespace regisseur
