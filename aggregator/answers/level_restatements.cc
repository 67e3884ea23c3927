#include <algorithm>
#include <map>
#include <utility>

#include "aggregator/answers/service_level_explanation.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// More changes of one closed figure are not listed.
constexpr size_t kMostRestatements = 50;

// What is compared between two moments.
struct Known {
  bool there = false;  // the promise and a figure were known
  std::optional<std::string> attained;
  std::optional<std::string> at_least;
  std::optional<std::string> at_most;
  Verdict verdict = Verdict::kUnknown;
  FigureOrigin origin = FigureOrigin::kReported;
  bool by_silence = false;
  bool expired = false;  // a figure from paper
  std::optional<LevelTimes> times;

  friend bool operator==(const Known&, const Known&) = default;
};

class RestatementFinder {
 public:
  RestatementFinder(const AnswerContext& context, const Principal& who,
                    const ObjectiveWindow& window)
      : context_(context),
        who_(who),
        contract_(window.contract->id),
        objective_(window.objective->id),
        range_(window.range),
        last_day_(window.last_day),
        provider_(window.contract->provider) {}

  absl::StatusOr<std::vector<Restatement>> Find(absl::Time from,
                                                absl::Time to) {
    std::vector<absl::Time> moments = {from};
    ASSIGN_OR_RETURN(const std::vector<absl::Time> told, Deliveries(from, to));
    moments.insert(moments.end(), told.begin(), told.end());
    moments.push_back(to);
    for (size_t i = 1; i < moments.size(); ++i) {
      RETURN_IF_ERROR(Search(moments[i - 1], moments[i]));
      if (found_.size() >= kMostRestatements) break;
    }
    return std::move(found_);
  }

 private:
  // Known times after `from` of deliveries in force at `to`, thinned out: what
  // lies between two of them is found by halving.
  absl::StatusOr<std::vector<absl::Time>> Deliveries(absl::Time from,
                                                     absl::Time to) {
    ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> deliveries,
                     context_.sources.ListDeliveries(who_, "", {to}));
    std::vector<absl::Time> known;
    for (const DeliveryRecord& delivery : deliveries) {
      if (delivery.known_from <= from || delivery.known_from > to) continue;
      known.push_back(delivery.known_from);
    }
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    constexpr size_t kMostSteps = 32;
    if (known.size() <= kMostSteps) return known;
    std::vector<absl::Time> thinned;
    for (size_t i = 0; i < kMostSteps; ++i) {
      thinned.push_back(known[i * known.size() / kMostSteps]);
    }
    return thinned;
  }

  absl::StatusOr<Known> At(absl::Time known) {
    if (const auto kept = kept_.find(known); kept != kept_.end()) {
      return kept->second;
    }
    Known result;
    ASSIGN_OR_RETURN(const OpenBook open,
                     OpenLevelBook(context_, who_, AsOf{known}));
    const std::optional<ObjectiveWindow> window =
        open.book->FindWindow(contract_, objective_, last_day_);
    if (window.has_value() && window->range == range_) {
      ASSIGN_OR_RETURN(const WindowFigures* figures,
                       open.book->FiguresOf(*window));
      const Figure& lead = figures->lead;
      result.attained = lead.Attained();
      result.at_least = lead.AttainedAtLeast();
      result.at_most = lead.AttainedAtMost();
      result.there = lead.level.has_value() || lead.Attained().has_value() ||
                     !lead.tickets.empty();
      result.verdict = lead.verdict;
      result.origin = lead.origin;
      const auto says = [&lead](absl::string_view rule) {
        return std::any_of(
            lead.notes.begin(), lead.notes.end(),
            [&](const LevelNote& note) { return note.rule == rule; });
      };
      result.by_silence = says("sla-settled-by-silence");
      result.expired = says("sla-entered-expired");
      if (lead.HasTimes()) result.times = lead.level->times;
    }
    kept_[known] = result;
    return result;
  }

  // Finds the changes in (from, to], knowing nothing of where they are.
  absl::Status Search(absl::Time from, absl::Time to) {
    ASSIGN_OR_RETURN(const Known before, At(from));
    ASSIGN_OR_RETURN(const Known after, At(to));
    if (before == after || found_.size() >= kMostRestatements) {
      return absl::OkStatus();
    }
    // Known times are whole microseconds.
    const int64_t gap = absl::ToInt64Microseconds(to - from);
    if (gap <= 1) return Add(to, before, after);
    const absl::Time middle = from + absl::Microseconds(gap / 2);
    RETURN_IF_ERROR(Search(from, middle));
    return Search(middle, to);
  }

  // The last delivery of the source whose run ended just then: from then on it
  // is known what it tells and how far that reaches. Null when no run ended.
  absl::StatusOr<const DeliveryRecord*> FindReached(
      const std::vector<DeliveryRecord>& deliveries, absl::Time earlier,
      absl::Time known) {
    std::map<std::string, const DeliveryRecord*> last;
    for (const DeliveryRecord& delivery : deliveries) {
      const DeliveryRecord*& of_source = last[delivery.source];
      if (of_source == nullptr ||
          of_source->known_from <= delivery.known_from) {
        of_source = &delivery;
      }
    }
    for (const auto& [source, delivery] : last) {
      ASSIGN_OR_RETURN(const SourceRecord before,
                       ReadSourceRecord(context_, who_, source, {earlier}));
      ASSIGN_OR_RETURN(const SourceRecord after,
                       ReadSourceRecord(context_, who_, source, {known}));
      if (before.data_until != after.data_until ||
          before.tells != after.tells) {
        return delivery;
      }
    }
    return nullptr;
  }

  absl::Status Add(absl::Time known, const Known& before, const Known& after) {
    Restatement change;
    change.known = known;
    change.attained_before = before.attained;
    change.at_least_before = before.at_least;
    change.at_most_before = before.at_most;
    change.verdict_before = before.verdict;
    change.attained_after = after.attained;
    change.at_least_after = after.at_least;
    change.at_most_after = after.at_most;
    change.verdict_after = after.verdict;
    ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> deliveries,
                     context_.sources.ListDeliveries(who_, "", {known}));
    const absl::Time earlier = known - absl::Microseconds(1);
    const DeliveryRecord* cause = nullptr;
    for (const DeliveryRecord& delivery : deliveries) {
      if (delivery.known_from > earlier) cause = &delivery;
    }
    if (cause != nullptr) {
      change.source = cause->source;
      change.why = {
          before.there ? "sla-restated-by-delivery"
                       : "sla-first-told-by-delivery",
          {{"source", cause->source}, {"origin", cause->head.origin}}};
    } else if (after.by_silence && !before.by_silence &&
               before.attained == after.attained) {
      change.why = {"sla-restated-by-silence", {}};
    } else if (after.expired && !before.expired) {
      change.why = {"sla-restated-by-expiry", {}};
    } else if (context_.contracts.At(earlier) != context_.contracts.At(known)) {
      change.why = {before.there ? "sla-restated-by-contract"
                                 : "sla-first-told-by-contract",
                    {{"contract", contract_}}};
    } else if (context_.portfolios.At(earlier) !=
               context_.portfolios.At(known)) {
      change.why = {"sla-restated-by-configuration", {}};
    } else {
      ASSIGN_OR_RETURN(const DeliveryRecord* last,
                       FindReached(deliveries, earlier, known));
      change.why = {"sla-restated-by-person", {}};
      if (last != nullptr) {
        change.source = last->source;
        change.why = {
            before.there ? "sla-restated-by-delivery"
                         : "sla-first-told-by-delivery",
            {{"source", last->source}, {"origin", last->head.origin}}};
      }
    }
    found_.push_back(std::move(change));
    return absl::OkStatus();
  }

  const AnswerContext& context_;
  const Principal& who_;
  const std::string contract_;
  const std::string objective_;
  const TimeRange range_;
  const absl::CivilDay last_day_;
  const std::string provider_;
  std::map<absl::Time, Known> kept_;
  std::vector<Restatement> found_;
};

}  // namespace

absl::StatusOr<std::vector<Restatement>> FindRestatements(
    const AnswerContext& context, const Principal& who,
    const ObjectiveWindow& window, absl::Time from, absl::Time to) {
  // While it ran a figure is not stated yet, and so cannot be restated.
  from = std::max(from, window.range.to);
  if (from >= to) return std::vector<Restatement>();
  return RestatementFinder(context, who, window).Find(from, to);
}

}  // namespace regisseur
