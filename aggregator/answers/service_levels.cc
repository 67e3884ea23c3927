#include "aggregator/answers/service_levels.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/rolling_days.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/time/time_range.h"

namespace regisseur {
namespace {

// A difference of one poll is none.
constexpr int kToleranceSeconds = 60;
// A page may tell of an incident that a probe no longer saw.
constexpr absl::Duration kIncidentSlack = absl::Hours(1);
constexpr int kHistoryMonths = 12;

// ---- disagreement

std::optional<Decimal> Less(const std::optional<Decimal>& a,
                            const std::optional<Decimal>& b) {
  if (!a.has_value() || !b.has_value()) return std::nullopt;
  const auto difference = Decimal::Subtract(*a, *b);
  if (!difference.ok()) return std::nullopt;
  return *difference;
}

// Downtime in seconds; of a stated percentage that which it stands for in the
// time that the other figure counts.
std::optional<Decimal> DowntimeOf(const Figure& figure, const Figure& beside) {
  if (!figure.level.has_value()) return std::nullopt;
  if (figure.HasTimes()) return figure.level->times.DowntimeSeconds();
  if (!beside.HasTimes() || !figure.level->attained.has_value()) {
    return std::nullopt;
  }
  const LevelTimes& times = beside.level->times;
  const Decimal counted(times.agreed_us - times.excluded_us, 6);
  const LevelFraction& attained = *figure.level->attained;
  const auto lost = Decimal::MultiplyDivide(
      counted, Decimal(attained.whole - attained.part, 0),
      Decimal(attained.whole, 0), {6, 6});
  if (!lost.ok()) return std::nullopt;
  return lost->rounded;
}

// A credit that does not follow is zero; one that is not known is not.
std::optional<Decimal> MoneyOf(const std::optional<CreditRow>& credit) {
  if (!credit.has_value()) return Decimal();
  return credit->Amount();
}

std::optional<Disagreement> Compare(const Figure& lead,
                                    const std::optional<CreditRow>& lead_credit,
                                    const Figure& other,
                                    const std::optional<CreditRow>& credit) {
  // Nothing was said, so nothing differs.
  if (!lead.Attained().has_value() || !other.Attained().has_value()) {
    return std::nullopt;
  }
  Disagreement difference;
  difference.verdict_differs = lead.verdict != other.verdict;
  bool matters = false;
  if (const auto seconds =
          Less(DowntimeOf(lead, other), DowntimeOf(other, lead))) {
    const auto minutes = Decimal::MultiplyDivide(*seconds, Decimal(1, 0),
                                                 Decimal(60, 0), {1, 1});
    if (minutes.ok()) difference.minutes = minutes->rounded;
    const Decimal size = seconds->IsNegative() ? seconds->Negated() : *seconds;
    matters = size > Decimal(kToleranceSeconds, 0);
  } else if (lead.number.has_value() && other.number.has_value()
                 ? *lead.number != *other.number
                 : lead.Attained() != other.Attained()) {
    matters = true;
  }
  difference.amount = Less(MoneyOf(lead_credit), MoneyOf(credit));
  if (!matters && !difference.Matters()) return std::nullopt;
  return difference;
}

// Whether another figure says something else than the one that counts, and
// nobody settled that. One that cannot judge says nothing else.
bool CanDiffer(const WindowFigures& figures, const Figure& other) {
  const Figure& lead = figures.lead;
  return lead.origin != FigureOrigin::kSettled && lead.Attained().has_value() &&
         other.Attained().has_value() && lead.verdict != Verdict::kUnknown &&
         other.verdict != Verdict::kUnknown;
}

// ---- disclosure

bool CountsAsDown(const AvailabilityTerms& terms, OperationalState state) {
  return std::any_of(
      terms.counts_as_down.begin(), terms.counts_as_down.end(),
      [&](const DownState& down) { return down.state == state; });
}

// The beginning of the measured outage that an incident is about; absent when
// nobody measured one.
std::optional<absl::Time> MeasuredStart(
    const AvailabilityTerms& terms, const std::vector<const Figure*>& figures,
    absl::Time start, absl::Time end) {
  std::optional<absl::Time> began;
  for (const Figure* figure : figures) {
    if (figure->origin != FigureOrigin::kMeasured || figure->facts == nullptr) {
      continue;
    }
    for (const ServiceFacts::Part& part : figure->facts->parts) {
      std::optional<absl::Time> down_since;
      for (const StateInterval& interval : part.component->timeline) {
        if (!CountsAsDown(terms, interval.state)) {
          down_since.reset();
          continue;
        }
        if (!down_since.has_value()) down_since = interval.range.from;
        if (interval.range.from < end &&
            interval.range.to > start - kIncidentSlack &&
            (!began.has_value() || *down_since < *began)) {
          began = down_since;
        }
      }
    }
  }
  return began;
}

// The incidents of the service in the window, by the partner's pages.
std::vector<DisclosureLag> FindDisclosureLags(const WindowFigures& figures,
                                              absl::Time now) {
  std::vector<DisclosureLag> lags;
  const auto* terms =
      std::get_if<AvailabilityTerms>(&figures.window.objective->terms);
  if (terms == nullptr) return lags;
  std::vector<const Figure*> all = {&figures.lead};
  for (const Figure& other : figures.others) all.push_back(&other);
  std::set<std::pair<std::string, std::string>> seen;
  for (const Figure* figure : all) {
    if (figure->facts == nullptr || figure->origin != FigureOrigin::kReported) {
      continue;
    }
    for (const ServiceFacts::Part& part : figure->facts->parts) {
      for (const IncidentRecord& known : part.facts->timelines.incidents) {
        const Incident& incident = known.incident;
        const std::vector<std::string>& ids = incident.component_ids;
        if (!ids.empty() &&
            std::find(ids.begin(), ids.end(),
                      part.component->record.component.id) == ids.end()) {
          continue;
        }
        const absl::Time end =
            std::min(incident.end_time.value_or(absl::InfiniteFuture()), now);
        if (incident.start_time >= figures.window.range.to ||
            end <= figures.window.range.from) {
          continue;
        }
        if (!seen.insert({part.facts->source->config->id, incident.id})
                 .second) {
          continue;
        }
        DisclosureLag lag;
        lag.source = part.facts->source->config->id;
        lag.incident = incident.id;
        lag.title = incident.title;
        const std::optional<absl::Time> measured =
            MeasuredStart(*terms, all, incident.start_time, end);
        lag.start = measured.value_or(incident.start_time);
        lag.measured_start = measured.has_value();
        lag.disclosed = incident.disclose_time;
        lag.told = known.told_time;
        lags.push_back(std::move(lag));
      }
    }
  }
  std::stable_sort(lags.begin(), lags.end(),
                   [](const DisclosureLag& a, const DisclosureLag& b) {
                     return a.start < b.start;
                   });
  return lags;
}

// ---- consequences

absl::StatusOr<std::vector<DueConsequence>> FindDueConsequences(
    LevelBook& book, const ObjectiveWindow& window,
    const WindowFigures& figures) {
  std::vector<DueConsequence> due;
  const std::vector<Consequence>& rules =
      window.objective->remedies.consequences;
  if (rules.empty() || !figures.closed ||
      figures.lead.verdict != Verdict::kBreached) {
    return due;
  }
  int back = 1;
  for (const Consequence& rule : rules) back = std::max(back, rule.of);
  // As many windows as the rules look back over, this one the last.
  const absl::CivilMonth month(window.last_day);
  std::vector<ObjectiveWindow> windows = book.WindowsOf(
      window.contract->id, window.objective->id, {month - 12 * back, month});
  std::erase_if(windows, [&](const ObjectiveWindow& one) {
    return one.range.to > window.range.to;
  });
  if (windows.size() > static_cast<size_t>(back)) {
    windows.erase(windows.begin(), windows.end() - back);
  }
  std::vector<JudgedWindow> judged;
  for (const ObjectiveWindow& one : windows) {
    ASSIGN_OR_RETURN(const WindowFigures* of_window, book.FiguresOf(one));
    judged.push_back({one.last_day, of_window->lead.verdict,
                      AttainedNumber(of_window->lead)});
  }
  for (DueConsequence& consequence :
       FindConsequences(rules, judged, window.contract->holidays)) {
    if (consequence.window_last_day == window.last_day) {
      due.push_back(std::move(consequence));
    }
  }
  return due;
}

// Says of closed windows whose figure is another one now that it is.
absl::Status NoteRestatements(const AnswerContext& context,
                              const Principal& who,
                              std::vector<ServiceLevelRow>& rows) {
  ASSIGN_OR_RETURN(const OpenBook open, OpenLevelBook(context, who, AsOf{}));
  std::vector<ObjectiveWindow> windows;
  for (const ServiceLevelRow& row : rows) {
    if (row.figures.closed) windows.push_back(row.figures.window);
  }
  open.book->Expect(windows);
  for (ServiceLevelRow& row : rows) {
    if (!row.figures.closed) continue;
    const std::optional<ObjectiveWindow> window = open.book->FindWindow(
        row.figures.window.contract->id, row.figures.window.objective->id,
        row.figures.window.last_day);
    if (!window.has_value() || window->range != row.figures.window.range) {
      continue;
    }
    ASSIGN_OR_RETURN(const WindowFigures* now, open.book->FiguresOf(*window));
    Figure& then = row.figures.lead;
    if (now->lead.Attained() == then.Attained() &&
        now->lead.AttainedAtLeast() == then.AttainedAtLeast() &&
        now->lead.verdict == then.verdict) {
      continue;
    }
    then.notes.push_back(
        {"sla-restated-since",
         {{"attained", now->lead.Attained().has_value()
                           ? FigureWords(now->lead, *window->objective)
                           : std::string("no figure")},
          {"verdict", VerdictWord(now->lead.verdict)}}});
  }
  return absl::OkStatus();
}

absl::StatusOr<ServiceLevelsAnswer> AnswerWindows(
    const AnswerContext& context, const Principal& who, const OpenBook& open,
    const std::vector<std::string>& contracts, const std::string& objective,
    const ReportPeriod& period, const std::string& provider, AsOf as_of) {
  ServiceLevelsAnswer answer;
  answer.contracts = open.contracts;
  answer.period = period;
  std::vector<ObjectiveWindow> windows;
  for (const std::string& contract : contracts) {
    std::vector<ObjectiveWindow> of_contract =
        open.book->WindowsOf(contract, objective, period);
    windows.insert(windows.end(), of_contract.begin(), of_contract.end());
  }
  open.book->Expect(windows);
  for (const ObjectiveWindow& window : windows) {
    ASSIGN_OR_RETURN(ServiceLevelRow row, ReadServiceLevel(*open.book, window));
    answer.levels.push_back(std::move(row));
  }
  if (!as_of.IsNow()) {
    RETURN_IF_ERROR(NoteRestatements(context, who, answer.levels));
  }
  answer.gaps = std::move(open.book->gaps());
  RETURN_IF_ERROR(AddServiceLevelGaps(context, who, *open.known,
                                      *open.contracts, provider, answer.levels,
                                      as_of, answer.gaps));
  return answer;
}

}  // namespace

absl::StatusOr<OpenBook> OpenLevelBook(const AnswerContext& context,
                                       const Principal& who, AsOf as_of) {
  ASSIGN_OR_RETURN(KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  OpenBook open;
  open.known = std::make_shared<const KnownPortfolio>(std::move(known));
  open.contracts = context.contracts.At(as_of.known);
  open.book = std::make_unique<LevelBook>(context, who, open.known,
                                          open.contracts, as_of);
  return open;
}

absl::StatusOr<std::vector<std::string>> FindContracts(
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& provider, const std::string& contract,
    const std::string& owner) {
  std::string of;
  if (!provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(provider));
    of = known.CurrentId(provider);
  }
  std::vector<std::string> found;
  const std::vector<std::string> ids = contracts.ids();
  for (const std::string& id : ids) {
    if (!contract.empty() && id != contract) continue;
    const std::string partner =
        known.CurrentId(contracts.Versions(id).back()->provider);
    if (!of.empty() && partner != of) continue;
    if (!owner.empty() && known.OwnerOf(partner) != owner) continue;
    found.push_back(id);
  }
  if (contract.empty() || !found.empty()) return found;
  if (const ContractRegister::Entry* removed = contracts.FindRemoved(contract);
      removed != nullptr &&
      (of.empty() || known.CurrentId(removed->contract.provider) == of)) {
    return absl::NotFoundError(
        absl::StrCat("contract: \"", contract, "\" is not in force: its file ",
                     removed->file, " is gone; put it back"));
  }
  const std::string near = NearestWord(contract, ids);
  return absl::NotFoundError(absl::StrCat(
      "contract: there is no contract \"", contract, "\"",
      of.empty() ? "" : absl::StrCat(" with provider \"", of, "\""),
      near.empty() || near == contract
          ? "; `contract list` shows which there are"
          : absl::StrCat("; did you mean \"", near, "\"?")));
}

namespace {

// The earliest day that one of the figures is about; today without one.
absl::CivilDay FirstDayOf(const std::vector<ServiceLevelRow>& rows,
                          const KnownPortfolio& known) {
  absl::Time first = known.moment();
  for (const ServiceLevelRow& row : rows) {
    first = std::min(first, row.figures.window.range.from);
  }
  return absl::ToCivilDay(first, known.portfolio().time_zone);
}

}  // namespace

absl::Status AddServiceLevelGaps(const AnswerContext& context,
                                 const Principal& who,
                                 const KnownPortfolio& known,
                                 const ContractRegister& contracts,
                                 const std::string& provider,
                                 const std::vector<ServiceLevelRow>& rows,
                                 AsOf as_of, std::vector<Gap>& gaps) {
  AddContractFileGaps(context, known, contracts, provider,
                      FirstDayOf(rows, known), as_of, gaps);
  // A source that is behind matters to a window that its data does not cover.
  std::map<std::string, absl::Time> needed;  // by source
  for (const ServiceLevelRow& row : rows) {
    std::vector<const Figure*> all = {&row.figures.lead};
    for (const Figure& other : row.figures.others) all.push_back(&other);
    for (const Figure* figure : all) {
      for (const std::string& source : figure->sources) {
        absl::Time& until =
            needed.try_emplace(source, absl::InfinitePast()).first->second;
        until = std::max(until,
                         std::min(row.figures.window.range.to, known.moment()));
      }
    }
  }
  for (const auto& [id, until] : needed) {
    const KnownSource* source = known.FindSource(id);
    if (source == nullptr) continue;
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, id, as_of));
    if (record.data_until.has_value() && *record.data_until >= until) continue;
    AddFreshnessGap(known, *source, record, gaps);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DueConsequence>> ReadConsequences(
    LevelBook& book, const ObjectiveWindow& window) {
  ASSIGN_OR_RETURN(const WindowFigures* figures, book.FiguresOf(window));
  return FindDueConsequences(book, window, *figures);
}

absl::StatusOr<bool> IsToldOtherwise(LevelBook& book,
                                     const ObjectiveWindow& window) {
  ASSIGN_OR_RETURN(const WindowFigures* figures, book.FiguresOf(window));
  std::optional<std::optional<CreditRow>> lead;
  for (const Figure& other : figures->others) {
    if (!CanDiffer(*figures, other)) continue;
    if (other.verdict != figures->lead.verdict) return true;
    // Nothing follows from either.
    if (other.verdict != Verdict::kBreached) continue;
    if (!lead.has_value()) {
      ASSIGN_OR_RETURN(lead, book.CreditOf(window));
    }
    ASSIGN_OR_RETURN(const std::optional<CreditRow> credit,
                     book.CreditOf(window, &other));
    const std::optional<Disagreement> difference =
        Compare(figures->lead, *lead, other, credit);
    if (difference.has_value() && difference->Matters()) return true;
  }
  return false;
}

absl::StatusOr<ServiceLevelRow> ReadServiceLevel(
    LevelBook& book, const ObjectiveWindow& window) {
  ServiceLevelRow row;
  row.provider = book.known().CurrentId(window.contract->provider);
  ASSIGN_OR_RETURN(const WindowFigures* figures, book.FiguresOf(window));
  row.figures = *figures;
  ASSIGN_OR_RETURN(const std::optional<LevelNote> breached,
                   FindBreachedDays(book, row.figures));
  if (breached.has_value()) row.figures.lead.notes.push_back(*breached);
  ASSIGN_OR_RETURN(row.credit, book.CreditOf(window));
  ASSIGN_OR_RETURN(row.bonus, book.BonusOf(window));
  for (size_t i = 0; i < figures->others.size(); ++i) {
    const Figure& other = figures->others[i];
    ASSIGN_OR_RETURN(std::optional<CreditRow> credit,
                     book.CreditOf(window, &other));
    if (std::optional<Disagreement> difference =
            Compare(figures->lead, row.credit, other, credit)) {
      difference->other = i;
      row.told_otherwise = row.told_otherwise || (difference->Matters() &&
                                                  CanDiffer(*figures, other));
      row.disagreements.push_back(*std::move(difference));
    }
    row.other_credits.push_back(std::move(credit));
  }
  row.disclosure_lags = FindDisclosureLags(row.figures, book.now());
  ASSIGN_OR_RETURN(row.consequences,
                   FindDueConsequences(book, window, row.figures));
  ASSIGN_OR_RETURN(row.unknown_causes,
                   book.unknown_causes().Of(row.figures.lead));
  return row;
}

absl::StatusOr<ServiceLevelsAnswer> AnswerServiceLevels(
    const AnswerContext& context, const Principal& who,
    const ServiceLevelsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const OpenBook open, OpenLevelBook(context, who, as_of));
  ASSIGN_OR_RETURN(const ReportPeriod period,
                   ParseReportPeriod(question.period, open.known->moment(),
                                     open.known->portfolio().time_zone));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> contracts,
      FindContracts(*open.known, *open.contracts, question.provider,
                    question.contract, question.owner));
  ASSIGN_OR_RETURN(ServiceLevelsAnswer answer,
                   AnswerWindows(context, who, open, contracts, "", period,
                                 question.provider, as_of));
  const absl::TimeZone zone = open.known->portfolio().time_zone;
  const absl::CivilMonth running =
      absl::ToCivilMonth(open.known->moment(), zone);
  if (period.last > running) {
    Gap gap;
    gap.rule = period.first > running ? "sla-period-not-begun"
                                      : "sla-period-begun-in-part";
    gap.arguments = {{"period", period.Label()}};
    gap.notice = true;
    AddGap(std::move(gap), answer.gaps);
  }
  return answer;
}

absl::StatusOr<ServiceLevelsAnswer> AnswerServiceLevelHistory(
    const AnswerContext& context, const Principal& who,
    const ServiceLevelHistoryQuestion& question, AsOf as_of) {
  if (question.contract.empty()) {
    return absl::InvalidArgumentError("contract: say which contract");
  }
  ASSIGN_OR_RETURN(const OpenBook open, OpenLevelBook(context, who, as_of));
  const absl::TimeZone zone = open.known->portfolio().time_zone;
  ASSIGN_OR_RETURN(const TimeRange range,
                   ParseTimeRange(question.from, question.to, zone));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> contracts,
      FindContracts(*open.known, *open.contracts, question.provider,
                    question.contract, question.owner));
  if (!question.objective.empty()) {
    const std::vector<std::string> ids =
        ObjectiveIds(*open.contracts, question.contract);
    if (std::find(ids.begin(), ids.end(), question.objective) == ids.end()) {
      return absl::NotFoundError(absl::StrCat(
          "objective: contract \"", question.contract, "\" has no objective \"",
          question.objective, "\"; it has ", absl::StrJoin(ids, ", ")));
    }
  }
  // Whole months: a window belongs to the month in which it ends.
  ReportPeriod period;
  period.last = range.to == absl::InfiniteFuture()
                    ? absl::ToCivilMonth(open.known->moment(), zone)
                    : absl::ToCivilMonth(range.to - absl::Nanoseconds(1), zone);
  period.first = range.from == absl::InfinitePast()
                     ? period.last - (kHistoryMonths - 1)
                     : absl::ToCivilMonth(range.from, zone);
  if (question.from.empty() && !question.to.empty() &&
      period.first > period.last) {
    period.first = period.last;
  }
  return AnswerWindows(context, who, open, contracts, question.objective,
                       period, question.provider, as_of);
}

}  // namespace regisseur
