#include "aggregator/collect/fact_ingest.h"

#include <simdjson.h>

#include <map>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/finding/finding.h"
#include "core/selector/selector.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A live state holds for three intervals after the poll that confirmed it
// (DECISIONS 3).
constexpr int kHoldIntervals = 3;

// The text of tag `name` in a JSON object; a valueless tag is "true".
std::string TagValue(const std::string& json, absl::string_view name) {
  simdjson::dom::parser parser;
  simdjson::dom::object tags;
  if (parser.parse(json).get(tags) != simdjson::SUCCESS) return "";
  for (const auto field : tags) {
    if (absl::string_view(field.key.data(), field.key.size()) != name) continue;
    std::string_view text;
    if (field.value.get(text) == simdjson::SUCCESS) return std::string(text);
    return simdjson::minify(field.value);
  }
  return "";
}

std::optional<ChargeText> ColumnOfRule(absl::string_view by) {
  if (by == "service_provider") return ChargeText::kServiceProviderName;
  if (by == "invoice_issuer") return ChargeText::kInvoiceIssuerName;
  if (by == "sub_account") return ChargeText::kSubAccountId;
  return std::nullopt;
}

}  // namespace

std::string PartyOfCharge(const AssignmentRule& rule, const Charge& charge,
                          const std::vector<std::string>& dictionary) {
  if (absl::StartsWith(rule.by, "tag:")) {
    return TagValue(dictionary[charge.text(ChargeText::kTags)],
                    rule.by.substr(4));
  }
  const std::optional<ChargeText> column = ColumnOfRule(rule.by);
  return column.has_value() ? dictionary[charge.text(*column)] : "";
}

FactIngest::FactIngest(FactWriter& writer, Originals& originals,
                       const Principal& who, const SourceConfig& source,
                       std::string delivered_by)
    : writer_(writer),
      originals_(originals),
      who_(who),
      source_(source),
      delivered_by_(std::move(delivered_by)) {}

void FactIngest::NameParties(StagedBatch& staged) const {
  if (!source_.assign.has_value()) {
    // All of it is its provider's, whatever names the rows carry.
    staged.assign = [provider = source_.provider](const std::string&) {
      return provider;
    };
    for (Measurement& measurement : staged.facts.measurements) {
      measurement.party.clear();
    }
    return;
  }
  staged.assign = [rule = *source_.assign](const std::string& party) {
    return AssignParty(rule, party);
  };
  FactBatch& facts = staged.facts;
  if (const std::optional<ChargeText> column = ColumnOfRule(source_.assign->by);
      column.has_value()) {
    for (const Charge& charge : facts.charges) {
      staged.charge_parties.push_back(charge.text(*column));
    }
    return;
  }
  // Tags: read once for each text of the dictionary.
  absl::flat_hash_map<int32_t, int32_t> party_of_tags;
  for (const Charge& charge : facts.charges) {
    const auto [known, is_new] =
        party_of_tags.try_emplace(charge.text(ChargeText::kTags), 0);
    if (is_new) {
      std::string party =
          PartyOfCharge(*source_.assign, charge, facts.dictionary);
      if (!party.empty()) {
        facts.dictionary.push_back(std::move(party));
        known->second = static_cast<int32_t>(facts.dictionary.size() - 1);
      }
    }
    staged.charge_parties.push_back(known->second);
  }
}

// A recording covers its whole period, polls that showed nothing new included;
// what was known before it stays as it was known.
void FactIngest::CoverRecordings(StagedBatch& staged,
                                 std::optional<absl::Time> known_until) const {
  const std::vector<Delivery>& deliveries = staged.facts.deliveries;
  if (staged.facts.number != 1) return;  // each batch tells them again
  for (size_t i = 0; i < deliveries.size(); ++i) {
    const Delivery& delivery = deliveries[i];
    if (!delivery.recorded || !delivery.period_start.has_value() ||
        !delivery.period_end.has_value()) {
      continue;
    }
    CoverageStretch stretch;
    stretch.delivery = static_cast<int>(i);
    stretch.from = std::max(*delivery.period_start,
                            known_until.value_or(absl::InfinitePast()));
    stretch.until = *delivery.period_end;
    if (stretch.from <= stretch.until) staged.coverage.push_back(stretch);
  }
}

absl::Status FactIngest::FoldObservations(StagedBatch& staged) {
  FactBatch& facts = staged.facts;
  if (facts.observations.empty()) return absl::OkStatus();
  if (!page_.has_value()) {
    ASSIGN_OR_RETURN(page_, writer_.GetPageState(who_, source_.id));
  }
  CoverRecordings(staged, page_->last_observed_time);
  FindingList out_of_order;
  for (const StatusObservation& observation : facts.observations) {
    const Delivery& delivery = facts.deliveries[observation.delivery];
    const std::optional<absl::Time> previous = page_->last_observed_time;
    // A history that is read again, or an older one that is added later, says
    // nothing about what is known since.
    if (delivery.recorded && previous.has_value() &&
        observation.observed_time < *previous) {
      out_of_order.Add(Severity::kInfo, "status-observation-out-of-order", "",
                       delivery.origin, 0,
                       FormatInstant(observation.observed_time),
                       {{"known_until", FormatInstant(*previous)}});
      continue;
    }
    PageChanges changes = FoldObservation(observation, *page_);
    if (!changes.empty()) {
      staged.page_changes.push_back({observation.delivery,
                                     observation.observed_time, previous,
                                     std::move(changes)});
    }
    if (!observation.last_part || delivery.recorded) continue;
    CoverageStretch stretch;
    stretch.delivery = observation.delivery;
    stretch.from = observation.states_from_incidents_since.value_or(
        observation.observed_time);
    stretch.until = observation.observed_time;
    stretch.hold = source_.every * kHoldIntervals;
    // The last line of a recording is a good poll of a source that goes on
    // live: it holds for three intervals like any other.
    if (previous.has_value() && *previous < stretch.from &&
        stretch.from - *previous <= stretch.hold) {
      stretch.from = *previous;
    }
    stretch.states_from_incidents =
        observation.states_from_incidents_since.has_value();
    staged.coverage.push_back(stretch);
  }
  // The end of a recording was a good poll too, though it told nothing new.
  for (const Delivery& delivery : facts.deliveries) {
    if (facts.last && delivery.recorded && delivery.period_end.has_value()) {
      page_->last_observed_time =
          std::max(page_->last_observed_time.value_or(absl::InfinitePast()),
                   *delivery.period_end);
    }
  }
  for (const Finding& finding : out_of_order.Take()) {
    facts.findings.push_back(finding);
  }
  return absl::OkStatus();
}

absl::Status FactIngest::Store(FactBatch batch) {
  for (const OriginalChunk& chunk : batch.originals) {
    const absl::Status kept =
        originals_.Append(who_, source_.id, batch.run, chunk);
    if (absl::IsFailedPrecondition(kept)) {
      // The facts count all the same; that the document cannot be shown later
      // is said.
      FindingList lost;
      lost.Add(Severity::kWarning, "original-not-kept", "", chunk.name, 0, "",
               {{"why", std::string(kept.message())}});
      batch.findings.push_back(lost.Take().front());
      break;
    }
    RETURN_IF_ERROR(kept);
  }
  batch.originals.clear();
  StagedBatch staged;
  staged.source = source_.id;
  staged.delivered_by = delivered_by_;
  staged.facts = std::move(batch);
  const int64_t rows = static_cast<int64_t>(staged.facts.charges.size() +
                                            staged.facts.observations.size() +
                                            staged.facts.measurements.size());
  NameParties(staged);
  RETURN_IF_ERROR(FoldObservations(staged));
  RETURN_IF_ERROR(writer_.StoreBatch(who_, staged));
  ++batches_;
  rows_ += rows;
  return absl::OkStatus();
}

absl::Status FactIngest::Finish(const Checkpoint& checkpoint) {
  if (checkpoint.confirmed.has_value()) {
    CoverageStretch stretch;
    stretch.from = *checkpoint.confirmed;
    stretch.until = *checkpoint.confirmed;
    stretch.hold = source_.every * kHoldIntervals;
    RETURN_IF_ERROR(
        writer_.Confirm(who_, source_.id, stretch, checkpoint.cursor));
  }
  return writer_.StoreCheckpoint(who_, source_.id, checkpoint);
}

}  // namespace regisseur
