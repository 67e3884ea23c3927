#include "aggregator/api/pushed_batch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"
#include "core/matter/matter.h"
#include "core/measurement/share_of_time.h"
#include "core/time/instant.h"
#include "wire/evidence_wire.h"
#include "wire/wire_field.h"

namespace regisseur {
namespace {

namespace adapter_pb = adapter::v1;
namespace pb = partner::v1;

constexpr char kOrigin[] = "push";
constexpr int kMostComponents = 1000;
// Between these times something can have happened, as far as clocks and zones
// are wrong by a day at most.
constexpr absl::CivilDay kFirstDay(2000, 1, 1);
constexpr absl::Duration kAhead = absl::Hours(24);
// A figure of a running year reaches so far.
constexpr absl::Duration kPeriodAhead = absl::Hours(24 * 400);
// Enough to tell the figures of one partner apart.
constexpr size_t kScopeDigits = 32;

adapter_pb::Batch WholeRun(const std::string& run) {
  adapter_pb::Batch batch;
  batch.set_run(run);
  batch.set_number(1);
  batch.set_cursor(kPushCursor);
  batch.set_last(true);
  batch.add_dictionary("");
  return batch;
}

int32_t Intern(const std::string& text, adapter_pb::Batch& batch) {
  if (text.empty()) return 0;
  batch.add_dictionary(text);
  return batch.dictionary_size() - 1;
}

absl::Status CheckThen(absl::string_view field, bool given,
                       const google::protobuf::Timestamp& wire,
                       absl::Time latest, absl::string_view right) {
  if (!given) return absl::OkStatus();
  const absl::StatusOr<absl::Time> time = FromWire(wire);
  if (!time.ok()) return wire_field::At(field, time.status());
  if (*time < absl::FromCivil(kFirstDay, absl::UTCTimeZone()) ||
      *time > latest) {
    return wire_field::Invalid(
        field, absl::StrCat(FormatInstant(*time), " cannot be; ", right));
  }
  return absl::OkStatus();
}

absl::Status CheckIncident(const adapter_pb::Incident& incident,
                           absl::Time now) {
  const absl::Time latest = now + kAhead;
  constexpr absl::string_view kPast =
      "give a time that has passed, from the year 2000 on";
  RETURN_IF_ERROR(CheckThen("incident.start_time", incident.has_start_time(),
                            incident.start_time(), latest, kPast));
  RETURN_IF_ERROR(CheckThen("incident.end_time", incident.has_end_time(),
                            incident.end_time(), latest,
                            "leave it out while the incident is open"));
  RETURN_IF_ERROR(CheckThen("incident.disclose_time",
                            incident.has_disclose_time(),
                            incident.disclose_time(), latest, kPast));
  RETURN_IF_ERROR(CheckThen("incident.update_time", incident.has_update_time(),
                            incident.update_time(), latest, kPast));
  for (const adapter_pb::IncidentUpdate& update : incident.updates()) {
    RETURN_IF_ERROR(CheckThen("incident.updates.display_time",
                              update.has_display_time(), update.display_time(),
                              latest, kPast));
  }
  if (incident.has_end_time() && incident.has_start_time()) {
    ASSIGN_OR_RETURN(const absl::Time start, FromWire(incident.start_time()));
    ASSIGN_OR_RETURN(const absl::Time end, FromWire(incident.end_time()));
    if (end < start) {
      return wire_field::Invalid("incident.end_time",
                                 "it is before start_time");
    }
  }
  return absl::OkStatus();
}

// One figure, whatever its names hold.
std::string ScopeOf(const adapter_pb::Measurement& row) {
  const std::string names = absl::StrCat(
      row.service().size(), ":", row.service(), row.indicator(), "\n",
      row.period_start_time().seconds(), "/", row.period_end_time().seconds());
  return absl::StrCat(
      "figure ", ToHex(Sha256Hasher().Hash(names)).substr(0, kScopeDigits));
}

}  // namespace

absl::Status CheckMeasurement(const adapter_pb::Measurement& row,
                              absl::Time now) {
  RETURN_IF_ERROR(
      CheckThen("measurement.period_start_time", row.has_period_start_time(),
                row.period_start_time(), now + kAhead,
                "give a period that has begun, from the year 2000 on"));
  RETURN_IF_ERROR(CheckThen("measurement.period_end_time",
                            row.has_period_end_time(), row.period_end_time(),
                            now + kPeriodAhead,
                            "give the end of the period that the figure is "
                            "about"));
  Measurement told;
  told.indicator = row.indicator();
  told.unit = row.unit();
  for (const auto& [text, number] :
       {std::pair(&row.value(), &told.value),
        std::pair(&row.numerator(), &told.numerator),
        std::pair(&row.denominator(), &told.denominator)}) {
    // What is no number is refused with the rest of the row.
    const absl::StatusOr<Decimal> read = Decimal::Parse(*text);
    if (read.ok()) *number = *read;
  }
  if (!CanBe(told)) {
    return wire_field::Invalid(
        "measurement.value",
        absl::StrCat("an availability lies between 0 and 100 %, not at '",
                     row.value().empty()
                         ? absl::StrCat(row.numerator(), "/", row.denominator())
                         : row.value(),
                     "'"));
  }
  return absl::OkStatus();
}

adapter_pb::Batch BatchOfMeasurement(const adapter_pb::Measurement& row,
                                     const std::string& run) {
  adapter_pb::Batch batch = WholeRun(run);
  adapter_pb::Delivery& delivery = *batch.add_deliveries();
  delivery.set_scope(ScopeOf(row));
  delivery.set_completeness(adapter_pb::COMPLETENESS_COMPLETE);
  *delivery.mutable_period_start_time() = row.period_start_time();
  *delivery.mutable_period_end_time() = row.period_end_time();
  delivery.set_origin(kOrigin);
  adapter_pb::Measurement& told = *batch.add_measurements();
  told = row;
  told.set_delivery(0);
  told.set_line(0);
  told.clear_party();
  return batch;
}

absl::StatusOr<adapter_pb::Batch> BatchOfIncident(
    const pb::PushIncidentRequest& request, absl::Time now,
    const std::string& run) {
  if (!request.has_incident() && request.components().empty()) {
    return absl::InvalidArgumentError(
        "incident, components: one of them is needed");
  }
  if (request.components_size() > kMostComponents) {
    return absl::InvalidArgumentError(
        absl::StrCat("components: at most ", kMostComponents));
  }
  if (request.has_incident()) {
    RETURN_IF_ERROR(CheckIncident(request.incident(), now));
  }
  adapter_pb::Batch batch = WholeRun(run);
  adapter_pb::Delivery& delivery = *batch.add_deliveries();
  delivery.set_scope("status");
  delivery.set_completeness(adapter_pb::COMPLETENESS_ADDITIVE);
  delivery.set_origin(kOrigin);
  adapter_pb::StatusObservation& seen = *batch.add_observations();
  *seen.mutable_observed_time() = ToWire(now);
  seen.set_last_part(true);
  if (request.has_incident()) *seen.add_incidents() = request.incident();
  for (const pb::PushedComponent& component : request.components()) {
    if (component.id().empty()) {
      return absl::InvalidArgumentError("components.id: is missing");
    }
    adapter_pb::ComponentColumns& columns = *seen.mutable_components();
    columns.add_id(Intern(component.id(), batch));
    columns.add_name(Intern(
        component.name().empty() ? component.id() : component.name(), batch));
    columns.add_group(Intern(component.group(), batch));
    columns.add_state(component.state());
    columns.add_current_name(0);
  }
  return batch;
}

void InboxEntryToWire(const std::string& provider, const InboxEntry& entry,
                      pb::InboxEntry& wire) {
  wire.set_provider(provider);
  wire.set_number(entry.number);
  SetTime(entry.time, &wire, &pb::InboxEntry::mutable_time);
  wire.set_kind(std::string(MatterKindWord(entry.subject.kind)));
  wire.set_move(std::string(MatterMoveWord(entry.move)));
  wire.set_id(entry.subject.name);
  wire.set_contract(entry.subject.contract);
  wire.set_objective(entry.subject.objective);
  // An end user is of neither side, and time is nobody.
  if (entry.by == Participant::kProvider) {
    wire.set_side(objective::v1::SIDE_PROVIDER);
  } else if (entry.by == Participant::kCustomer) {
    wire.set_side(objective::v1::SIDE_CUSTOMER);
  }
  wire.set_waits(entry.waits);
}

}  // namespace regisseur
