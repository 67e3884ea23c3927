#include "aggregator/api/source_wire.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/set_time.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = source::v1;

constexpr size_t kShownCursorBytes = 8;

pb::SourceState SourceStateToWire(SourceActivity activity) {
  switch (activity) {
    case SourceActivity::kIdle:
      return pb::SOURCE_STATE_IDLE;
    case SourceActivity::kCollecting:
      return pb::SOURCE_STATE_COLLECTING;
    case SourceActivity::kBackingOff:
      return pb::SOURCE_STATE_BACKING_OFF;
    case SourceActivity::kBreakerOpen:
      return pb::SOURCE_STATE_BREAKER_OPEN;
    case SourceActivity::kSetAside:
      return pb::SOURCE_STATE_SET_ASIDE;
    case SourceActivity::kFormer:
      return pb::SOURCE_STATE_FORMER;
  }
  return pb::SOURCE_STATE_UNSPECIFIED;
}

void FailureToWire(const SourceTry& failure, pb::SourceFailure* wire) {
  *wire->mutable_time() = ToWire(failure.time);
  wire->set_kind(ProblemKindToWire(ProblemKindOf(failure.outcome)));
  wire->set_message(failure.message);
  wire->set_rule(failure.rule);
}

std::string ShortCursor(absl::string_view cursor) {
  const std::string hex =
      absl::BytesToHexString(cursor.substr(0, kShownCursorBytes));
  return cursor.size() > kShownCursorBytes ? absl::StrCat(hex, "…") : hex;
}

}  // namespace

pb::Source SourceToWire(const SourceAnswer& answer, bool with_findings) {
  const SourceConfig& config = *answer.source.config;
  const SourceRecord& record = answer.record;
  pb::Source wire;
  wire.set_id(config.id);
  wire.set_provider(answer.source.provider);
  wire.set_adapter(config.adapter);
  wire.set_endpoint(config.endpoint);
  wire.set_shared(answer.source.shared);
  wire.set_interval_seconds(absl::ToInt64Seconds(config.every));
  wire.set_state(SourceStateToWire(answer.activity));
  wire.set_freshness(FreshnessToWire(answer.freshness));
  SetTime(record.last_answer, &wire, &pb::Source::mutable_last_answer_time);
  SetTime(record.last_try, &wire, &pb::Source::mutable_last_try_time);
  SetTime(answer.next_try, &wire, &pb::Source::mutable_next_try_time);
  SetTime(record.data_until, &wire, &pb::Source::mutable_data_until_time);
  wire.set_cursor(ShortCursor(record.cursor));
  if (record.failure.has_value()) {
    FailureToWire(*record.failure, wire.mutable_failure());
  }
  wire.set_failures_in_row(record.failures_in_row);
  wire.set_deliveries(record.deliveries_in_force);
  if (with_findings) {
    for (const Finding& finding : answer.findings) {
      *wire.add_findings() = ToWire(finding, /*render=*/true);
    }
  }
  wire.set_finding_count(static_cast<int32_t>(answer.findings.size()));
  for (const UnassignedParty& party : answer.unassigned) {
    pb::UnassignedParty* shown = wire.add_unassigned();
    shown->set_party(party.party);
    shown->set_count(party.count);
  }
  wire.set_adapter_version(record.adapter_version);
  wire.set_origin(OriginToWire(config.origin));
  GapsToWire(answer.gaps, wire.mutable_gaps());
  return wire;
}

pb::CollectSourcesResponse CollectProgressToWire(
    const CollectProgress& progress) {
  pb::CollectSourcesResponse wire;
  wire.set_source(progress.source);
  wire.set_done(progress.done);
  wire.set_batches(progress.batches);
  wire.set_rows(progress.rows);
  wire.set_superseded(progress.superseded);
  wire.set_unchanged(progress.unchanged);
  if (progress.failure.has_value()) {
    FailureToWire(*progress.failure, wire.mutable_failure());
  }
  return wire;
}

pb::SourceCheck SourceCheckToWire(const std::string& id,
                                  const SourceCheckResult& result) {
  pb::SourceCheck wire;
  wire.set_id(id);
  wire.set_usable(result.usable);
  for (const SourceCheckResult::Field& field : result.fields) {
    pb::CheckedField* shown = wire.add_fields();
    shown->set_field(field.field);
    shown->set_total(field.total);
    shown->set_filled(field.filled);
    shown->set_mandatory(field.mandatory);
  }
  for (const Finding& finding : result.findings) {
    *wire.add_findings() = ToWire(finding, /*render=*/true);
  }
  if (result.failure.has_value()) {
    FailureToWire(*result.failure, wire.mutable_failure());
  }
  return wire;
}

}  // namespace regisseur
