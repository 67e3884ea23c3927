#include "aggregator/api/pushed_batch.h"

#include "absl/strings/str_cat.h"
#include "aggregator/api/set_time.h"
#include "core/evidence/sha256.h"
#include "core/matter/matter.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace adapter_pb = adapter::v1;
namespace pb = partner::v1;

constexpr char kOrigin[] = "push";
constexpr int kMostComponents = 1000;
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

// One figure, whatever its names hold.
std::string ScopeOf(const adapter_pb::Measurement& row) {
  const std::string names = absl::StrCat(
      row.service().size(), ":", row.service(), row.indicator(), "\n",
      row.period_start_time().seconds(), "/", row.period_end_time().seconds());
  return absl::StrCat(
      "figure ", ToHex(Sha256Hasher().Hash(names)).substr(0, kScopeDigits));
}

}  // namespace

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
