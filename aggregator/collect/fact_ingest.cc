#include "aggregator/collect/fact_ingest.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "aggregator/collect/impossible_times.h"
#include "aggregator/storage/tag_value.h"
#include "core/base/status_macros.h"
#include "core/finding/finding.h"
#include "core/selector/selector.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A live state holds for three intervals after the poll that confirmed it
// (DECISIONS 3).
constexpr int kHoldIntervals = 3;

// How far the clocks of honest partners run ahead of ours.
constexpr absl::Duration kClockTolerance = absl::Minutes(5);

std::optional<ChargeText> ColumnOfRule(absl::string_view by) {
  if (by == "service_provider") return ChargeText::kServiceProviderName;
  if (by == "invoice_issuer") return ChargeText::kInvoiceIssuerName;
  if (by == "sub_account") return ChargeText::kSubAccountId;
  return std::nullopt;
}

// What of a ticket names its party by that rule; null when nothing does: it
// belongs to nobody then.
std::string Ticket::*TextOfTicket(absl::string_view by) {
  if (by == "supplier") return &Ticket::supplier;
  if (by == "assignment_group") return &Ticket::assignment_group;
  return nullptr;
}

// Documents that are kept at the same time: most of it is waiting for the disk.
constexpr size_t kDocumentsAtOnce = 8;

// The pieces of one document that came together, in order.
using Document = absl::Span<const OriginalChunk>;

std::vector<Document> DocumentsOf(const std::vector<OriginalChunk>& chunks) {
  std::vector<Document> documents;
  size_t begin = 0;
  for (size_t i = 1; i <= chunks.size(); ++i) {
    if (i < chunks.size() && chunks[i].name == chunks[begin].name) continue;
    documents.push_back(Document(chunks).subspan(begin, i - begin));
    begin = i;
  }
  return documents;
}

// What became of each document.
std::vector<absl::Status> KeepAll(const std::vector<Document>& documents,
                                  Originals& originals, const Principal& who,
                                  const std::string& source,
                                  const std::string& run) {
  std::vector<absl::Status> kept(documents.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < documents.size(); i = next++) {
      for (const OriginalChunk& chunk : documents[i]) {
        kept[i] = originals.Append(who, source, run, chunk);
        if (!kept[i].ok()) break;
      }
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < std::min(documents.size(), kDocumentsAtOnce); ++i) {
    try {
      threads.emplace_back(work);
    } catch (const std::system_error&) {
      break;  // no thread to be had: fewer at once
    }
  }
  work();
  for (std::thread& thread : threads) thread.join();
  return kept;
}

}  // namespace

FactIngest::FactIngest(FactWriter& writer, Originals& originals,
                       const Clock& clock, const Principal& who,
                       const SourceConfig& source, std::string delivered_by)
    : writer_(writer),
      originals_(originals),
      clock_(clock),
      who_(who),
      source_(source),
      delivered_by_(std::move(delivered_by)) {}

absl::Status FactIngest::NameParties(StagedBatch& staged) const {
  if (!source_.assign.has_value()) {
    // All of it is its provider's, whatever names the rows carry.
    staged.assign = [provider = source_.provider](const std::string&) {
      return provider;
    };
    for (Measurement& measurement : staged.facts.measurements) {
      measurement.party.clear();
    }
    for (DeclaredObjective& objective : staged.facts.objectives) {
      objective.party.clear();
    }
    for (ContractCommitment& commitment : staged.facts.commitments) {
      commitment.party.clear();
    }
    return absl::OkStatus();
  }
  staged.assign = [rule = *source_.assign](const std::string& party) {
    return AssignParty(rule, party);
  };
  FactBatch& facts = staged.facts;
  if (const auto names_party = TextOfTicket(source_.assign->by)) {
    for (Ticket& ticket : facts.tickets) ticket.party = ticket.*names_party;
  }
  if (source_.assign->by == "invoice_issuer") {
    for (const Invoice& invoice : facts.invoices) {
      const InvoiceParty& seller = invoice.seller;
      staged.invoice_parties.push_back(seller.name.empty() ? seller.trading_name
                                                           : seller.name);
    }
  }
  if (!facts.charges.empty() && facts.charges.front().lines > 0 &&
      source_.assign->by != "service_provider" &&
      source_.assign->by != "invoice_issuer") {
    return absl::InvalidArgumentError(absl::StrCat(
        "its charges are sums of lines (keep_lines: false), which do not tell "
        "what `assign: by: ",
        source_.assign->by,
        "` asks for; keep the lines, or assign by service_provider or "
        "invoice_issuer"));
  }
  if (const std::optional<ChargeText> column = ColumnOfRule(source_.assign->by);
      column.has_value()) {
    for (const Charge& charge : facts.charges) {
      staged.charge_parties.push_back(charge.text(*column));
    }
    return absl::OkStatus();
  }
  if (!absl::StartsWith(source_.assign->by, "tag:")) {
    return absl::OkStatus();
  }
  // Tags: read once for each text of the dictionary.
  TagReader tag(std::string(absl::StripPrefix(source_.assign->by, "tag:")));
  absl::flat_hash_map<int32_t, int32_t> party_of_tags;
  for (const Charge& charge : facts.charges) {
    const auto [known, is_new] =
        party_of_tags.try_emplace(charge.text(ChargeText::kTags), 0);
    if (is_new) {
      std::string party =
          tag.Read(facts.dictionary[charge.text(ChargeText::kTags)]);
      if (!party.empty()) {
        facts.dictionary.push_back(std::move(party));
        known->second = static_cast<int32_t>(facts.dictionary.size() - 1);
      }
    }
    staged.charge_parties.push_back(known->second);
  }
  return absl::OkStatus();
}

std::optional<absl::Time> FactIngest::TimeOfLook(absl::Time told,
                                                 absl::string_view file,
                                                 FindingList& findings) {
  const absl::Time now = clock_.Now();
  if (told <= now) return told;
  if (told > now + kClockTolerance) {
    findings.Add(Severity::kError, "status-observation-in-future", "", file, 0,
                 FormatInstant(told), {{"now", FormatInstant(now)}});
    left_out_future_ = true;
    return std::nullopt;
  }
  if (told != ahead_) {
    ahead_ = told;
    ahead_is_ = now;
  }
  return ahead_is_;
}

// A recording covers its whole period until now, polls that showed nothing new
// included; what was known before it stays as it was known.
void FactIngest::CoverRecordings(StagedBatch& staged,
                                 std::optional<absl::Time> known_until) const {
  const std::vector<Delivery>& deliveries = staged.facts.deliveries;
  if (staged.facts.number != 1) return;  // each batch tells them again
  for (size_t i = 0; i < deliveries.size(); ++i) {
    const Delivery& delivery = deliveries[i];
    if (!delivery.recorded || !delivery.period_start.has_value() ||
        !delivery.period_end.has_value() || EndsInFuture(delivery)) {
      continue;
    }
    CoverageStretch stretch;
    stretch.delivery = static_cast<int>(i);
    stretch.from = std::max(*delivery.period_start,
                            known_until.value_or(absl::InfinitePast()));
    stretch.until = std::min(*delivery.period_end, clock_.Now());
    if (stretch.from <= stretch.until) staged.coverage.push_back(stretch);
  }
}

bool FactIngest::EndsInFuture(const Delivery& delivery) const {
  return delivery.period_end.has_value() &&
         *delivery.period_end > clock_.Now() + kClockTolerance;
}

// Of a recording whose end nobody can have seen, each good line holds until the
// next one that counts.
void FactIngest::CoverUntil(const StatusObservation& observation,
                            const Delivery& delivery,
                            std::optional<absl::Time> previous,
                            StagedBatch& staged) const {
  CoverageStretch stretch;
  stretch.delivery = observation.delivery;
  stretch.until = observation.observed_time;
  stretch.from = observation.observed_time;
  if (previous.has_value() && delivery.period_start.has_value() &&
      *previous >= *delivery.period_start) {
    stretch.from = *previous;
  }
  if (stretch.from < stretch.until) staged.coverage.push_back(stretch);
}

absl::Status FactIngest::FoldObservations(StagedBatch& staged) {
  FactBatch& facts = staged.facts;
  if (facts.observations.empty()) return absl::OkStatus();
  if (!page_.has_value()) {
    ASSIGN_OR_RETURN(page_, writer_.GetPageState(who_, source_.id));
  }
  CoverRecordings(staged, page_->last_observed_time);
  FindingList left_out;
  for (StatusObservation& observation : facts.observations) {
    const Delivery& delivery = facts.deliveries[observation.delivery];
    const std::optional<absl::Time> looked =
        TimeOfLook(observation.observed_time, delivery.origin, left_out);
    if (!looked.has_value()) continue;
    observation.observed_time = *looked;
    const std::optional<absl::Time> previous = page_->last_observed_time;
    std::optional<PageChanges> changes = FoldObservation(observation, *page_);
    if (!changes.has_value()) {
      // A history that is read again, or an older one that is added later, is
      // no fault; a live page cannot speak of the past.
      left_out.Add(delivery.recorded ? Severity::kInfo : Severity::kWarning,
                   "status-observation-out-of-order", "", delivery.origin, 0,
                   FormatInstant(observation.observed_time),
                   {{"known_until", FormatInstant(*previous)}});
      continue;
    }
    if (!changes->empty()) {
      staged.page_changes.push_back({observation.delivery,
                                     observation.observed_time, previous,
                                     std::move(*changes)});
    }
    if (!observation.last_part) continue;
    if (delivery.recorded) {
      if (EndsInFuture(delivery)) {
        CoverUntil(observation, delivery, previous, staged);
      }
      continue;
    }
    CoverageStretch stretch;
    stretch.delivery = observation.delivery;
    stretch.from = std::min(observation.states_from_incidents_since.value_or(
                                observation.observed_time),
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
    if (facts.last && delivery.recorded && delivery.period_end.has_value() &&
        !EndsInFuture(delivery)) {
      page_->last_observed_time =
          std::max(page_->last_observed_time.value_or(absl::InfinitePast()),
                   std::min(*delivery.period_end, clock_.Now()));
    }
  }
  for (const Finding& finding : left_out.Take()) {
    facts.findings.push_back(finding);
  }
  return absl::OkStatus();
}

absl::Status FactIngest::Store(FactBatch batch) {
  const std::vector<Document> documents = DocumentsOf(batch.originals);
  const std::vector<absl::Status> kept =
      KeepAll(documents, originals_, who_, source_.id, batch.run);
  for (const absl::Status& one : kept) {
    if (!absl::IsFailedPrecondition(one)) RETURN_IF_ERROR(one);
  }
  const auto first = absl::c_find_if(kept, absl::IsFailedPrecondition);
  if (first != kept.end()) {
    const size_t i = first - kept.begin();
    // The facts count all the same; that the document cannot be shown later is
    // said.
    FindingList lost;
    lost.Add(Severity::kWarning, "original-not-kept", "",
             documents[i].front().name, 0, "",
             {{"why", std::string(kept[i].message())}});
    batch.findings.push_back(lost.Take().front());
  }
  batch.originals.clear();
  LeaveOutImpossibleTimes(clock_.Now(), batch);
  StagedBatch staged;
  staged.source = source_.id;
  staged.delivered_by = delivered_by_;
  staged.facts = std::move(batch);
  int64_t rows = static_cast<int64_t>(
      staged.facts.observations.size() + staged.facts.measurements.size() +
      staged.facts.tickets.size() + staged.facts.objectives.size() +
      staged.facts.invoices.size() + staged.facts.commitments.size());
  for (const Charge& charge : staged.facts.charges) rows += charge.LineCount();
  RETURN_IF_ERROR(NameParties(staged));
  RETURN_IF_ERROR(FoldObservations(staged));
  RETURN_IF_ERROR(writer_.StoreBatch(who_, staged, &superseded_));
  ++batches_;
  rows_ += rows;
  return absl::OkStatus();
}

absl::Status FactIngest::Finish(Checkpoint checkpoint) {
  FindingList left_out;
  std::optional<absl::Time> confirmed;
  if (checkpoint.confirmed.has_value()) {
    confirmed = TimeOfLook(*checkpoint.confirmed, "", left_out);
  }
  for (const Finding& finding : left_out.Take()) {
    checkpoint.findings.push_back(finding);
  }
  if (confirmed.has_value()) {
    CoverageStretch stretch;
    stretch.from = *confirmed;
    stretch.until = *confirmed;
    stretch.hold = source_.every * kHoldIntervals;
    RETURN_IF_ERROR(
        writer_.Confirm(who_, source_.id, stretch, checkpoint.cursor));
  }
  return writer_.StoreCheckpoint(who_, source_.id, checkpoint);
}

std::optional<absl::Time> FactIngest::DataUntil(
    const Checkpoint& checkpoint) const {
  const absl::Time now = clock_.Now();
  if (!checkpoint.data_until.has_value() || *checkpoint.data_until <= now) {
    return checkpoint.data_until;
  }
  // Told again, it reaches no further than when it was first told; and what was
  // left out reaches nowhere.
  if (checkpoint.unchanged || left_out_future_) return std::nullopt;
  return now;
}

}  // namespace regisseur
