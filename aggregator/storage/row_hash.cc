#include "aggregator/storage/row_hash.h"

namespace regisseur {

void CanonicalRow::Number(const std::optional<Decimal>& number) {
  Letter(number.has_value() ? 1 : 0);
  if (!number.has_value()) return;
  Letter(static_cast<char>(number->scale()));
  const auto coefficient = static_cast<UInt128>(number->coefficient());
  Int(static_cast<int64_t>(static_cast<uint64_t>(coefficient)));
  Int(static_cast<int64_t>(static_cast<uint64_t>(coefficient >> 64)));
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
  Letter('C');
  Text(party);
  for (const absl::string_view text : texts) Text(text);
  for (const std::optional<Decimal>& amount : charge.amounts) Number(amount);
  Int(absl::ToUnixSeconds(charge.billing_period_start));
  Int(absl::ToUnixSeconds(charge.billing_period_end));
  Int(absl::ToUnixSeconds(charge.charge_period_start));
  Int(absl::ToUnixSeconds(charge.charge_period_end));
  for (const Named& other : others) {
    Text(other.name);
    Text(other.text);
  }
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
