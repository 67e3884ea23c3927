#include "aggregator/answers/dates.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda.h"
#include "aggregator/answers/contract_windows.h"
#include "aggregator/answers/contracts.h"
#include "core/base/status_macros.h"
#include "core/calendar/civil_span.h"
#include "core/matter/silent_consent.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMonthsBack = 1;
constexpr int kMonthsAhead = 24;
// So many months on either side reports of partners are looked for.
constexpr int kReportMonths = 3;
// Weekly meetings would bury everything else.
constexpr int kWeeklyMonthsAhead = 3;

struct Span {
  absl::CivilDay from;
  absl::CivilDay to;  // included
};

class DateList {
 public:
  DateList(const Span& span, absl::CivilDay today, DatesAnswer& answer)
      : span_(span), today_(today), answer_(answer) {}

  void Add(DateRow row) {
    if (row.day < span_.from || row.day > span_.to) return;
    row.title.arguments["provider"] = row.provider;
    if (!row.contract.empty()) row.title.arguments["contract"] = row.contract;
    if (!row.subject.empty()) row.title.arguments["subject"] = row.subject;
    answer_.dates.push_back(std::move(row));
  }

  void AddContract(const ContractAnswer& contract) {
    if (contract.state == ContractState::kEnded) return;
    const NoticeDates& dates = contract.dates;
    const std::string& id = contract.contract().id;
    // A date belongs to the end that it leads to: when the term is renewed the
    // next one is another date.
    const std::string end =
        dates.term_end.has_value() ? FormatDay(*dates.term_end) : "";
    const auto add = [&](const std::optional<absl::CivilDay>& day,
                         const char* kind, const char* rule,
                         const std::string& which) {
      if (!day.has_value()) return;
      Add({.uid = absl::StrCat(kind, ":", id, which.empty() ? "" : ":", which),
           .day = *day,
           .kind = kind,
           .title = {rule, {}},
           .provider = contract.provider,
           .contract = id});
    };
    if (dates.notice_missed) {
      add(dates.next_notice_received_by, "notice", "date-notice",
          dates.next_term_end.has_value() ? FormatDay(*dates.next_term_end)
                                          : "");
    } else {
      // A contract without a span of its own for deciding has no such day:
      // what would come after the last day of receipt helps nobody.
      if (dates.internal_notice_by <= dates.notice_received_by) {
        add(dates.internal_notice_by, "notice_internal", "date-notice-internal",
            end);
      }
      add(dates.notice_received_by, "notice", "date-notice", end);
    }
    add(dates.last_day, "last_day", "date-last-day", end);
    if (dates.option.has_value()) {
      add(dates.option->received_by, "option", "date-option",
          absl::StrCat(dates.option->nth));
    }
    add(dates.switch_notice_by, "switch_notice", "date-switch-notice", end);
    if (contract.value.has_value() && contract.value->use.has_value()) {
      add(contract.value->use->tender_start, "tender", "date-tender", "");
    }
    AddAssurance(contract);
    AddReports(contract);
    AddReviews(contract);
  }

  void AddAssurance(const ContractAnswer& contract) {
    for (const Assurance& assurance : contract.contract().dossier.assurance) {
      const std::optional<absl::CivilDay>& day =
          assurance.due.has_value() ? assurance.due : assurance.valid_until;
      if (!day.has_value()) continue;
      Add({.uid = absl::StrCat("assurance:", contract.contract().id, ":",
                               assurance.kind, ":", assurance.period),
           .day = *day,
           .kind = "assurance",
           .title = {assurance.due.has_value() ? "date-assurance-due"
                                               : "date-assurance-ends",
                     {}},
           .provider = contract.provider,
           .contract = contract.contract().id,
           .subject = assurance.kind});
    }
  }

  // Reports that the partner owes. One that is overdue is the agenda's, under
  // the same name.
  void AddReports(const ContractAnswer& answer) {
    const Contract& contract = answer.contract();
    for (const Objective& objective : contract.objectives) {
      if (!objective.evidence.report_due.has_value()) continue;
      const absl::CivilMonth month(today_);
      for (const ObjectiveWindow& window :
           FindWindows(*answer.contracts, contract.id, objective.id,
                       {month - kReportMonths, month + kReportMonths})) {
        const absl::CivilDay due = AddDays(
            window.last_day, *objective.evidence.report_due, contract.holidays);
        if (due < today_) continue;
        Add({.uid = absl::StrCat("report_overdue:", contract.id, ":",
                                 objective.id, ":", FormatDay(window.last_day)),
             .day = due,
             .kind = "report",
             .title = {"date-report", {}},
             .provider = answer.provider,
             .contract = contract.id,
             .subject = objective.id});
      }
    }
  }

  // The first working day after each period: the figures of it are there then.
  void AddReviews(const ContractAnswer& answer) {
    const Contract& contract = answer.contract();
    static const std::map<std::string, int> kMonthsOf = {
        {"monthly", 1}, {"quarterly", 3}, {"yearly", 12}};
    const auto add = [&](absl::CivilDay first) {
      const absl::CivilDay day = contract.holidays.AddWorkingDays(first - 1, 1);
      const std::optional<absl::CivilDay>& end = answer.dates.term_end;
      if (day < contract.term.start || (end.has_value() && day > *end)) return;
      Add({.uid = absl::StrCat("review:", contract.id, ":", FormatDay(first)),
           .day = day,
           .kind = "review",
           .title = {"date-review", {{"every", contract.governance.review}}},
           .provider = answer.provider,
           .contract = contract.id});
    };
    const auto months = kMonthsOf.find(contract.governance.review);
    if (months != kMonthsOf.end()) {
      absl::CivilMonth month(span_.from);
      month -= (month.month() - 1) % months->second;
      for (; absl::CivilDay(month) <= span_.to; month += months->second) {
        add(absl::CivilDay(month));
      }
    } else if (contract.governance.review == "weekly") {
      const absl::CivilDay last =
          std::min(span_.to, AddMonths(today_, kWeeklyMonthsAhead));
      absl::CivilDay day =
          absl::PrevWeekday(span_.from + 1, absl::Weekday::monday);
      for (; day <= last; day += 7) add(day);
    }
  }

  // What the agenda knows the day of: claims, objections, reports. Their titles
  // there hold amounts; these do not.
  void AddAgendaItem(const AgendaItem& item) {
    // A figure that somebody says is wrong never stands without that.
    struct Known {
      const char* kind;
      const char* rule;
      const char* disputed = nullptr;
      const char* told_otherwise = nullptr;
    };
    static const std::map<std::string, Known> kKinds = {
        {"claim",
         {"claim", "date-claim", "date-claim-disputed",
          "date-claim-told-otherwise"}},
        {"objection_closing",
         {"objection", "date-objection", nullptr,
          "date-objection-told-otherwise"}},
        {"report_overdue", {"report", "date-report"}}};
    const auto known = kKinds.find(item.kind);
    if (known == kKinds.end() || !item.decide_by.has_value()) return;
    DateRow row{.uid = item.id,
                .day = *item.decide_by,
                .kind = known->second.kind,
                .title = {known->second.rule, {}},
                .provider = item.provider,
                .contract = item.contract};
    if (item.disputed && known->second.disputed != nullptr) {
      row.title.rule = known->second.disputed;
    } else if (item.told_otherwise && known->second.told_otherwise != nullptr) {
      row.title.rule = known->second.told_otherwise;
    }
    for (const char* name : {"objective", "claim"}) {
      const auto found = item.title.arguments.find(name);
      if (found != item.title.arguments.end()) row.subject = found->second;
    }
    Add(std::move(row));
  }

 private:
  const Span span_;
  const absl::CivilDay today_;
  DatesAnswer& answer_;
};

absl::StatusOr<absl::CivilDay> DayOf(absl::string_view field,
                                     const std::string& text,
                                     absl::CivilDay otherwise) {
  if (text.empty()) return otherwise;
  const absl::StatusOr<absl::CivilDay> day = ParseDay(text);
  if (day.ok()) return day;
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": \"", text, "\" is no day such as 2026-10-31"));
}

}  // namespace

absl::StatusOr<DatesAnswer> AnswerDates(const AnswerContext& context,
                                        const Principal& who,
                                        const DatesQuestion& question,
                                        AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const absl::CivilDay today =
      absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
  Span span;
  ASSIGN_OR_RETURN(
      span.from, DayOf("from", question.from, AddMonths(today, -kMonthsBack)));
  ASSIGN_OR_RETURN(span.to,
                   DayOf("to", question.to, AddMonths(today, kMonthsAhead)));
  DatesAnswer answer;
  answer.portfolio = known.portfolio().name;
  DateList list(span, today, answer);
  ASSIGN_OR_RETURN(
      ContractsAnswer contracts,
      AnswerContracts(context, who,
                      {.provider = question.provider, .owner = question.owner},
                      as_of));
  for (Gap& gap : contracts.gaps) AddGap(std::move(gap), answer.gaps);
  for (const ContractAnswer& contract : contracts.contracts) {
    list.AddContract(contract);
  }
  ASSIGN_OR_RETURN(
      AgendaAnswer agenda,
      AnswerAgenda(context, who,
                   {.provider = question.provider, .owner = question.owner},
                   as_of));
  for (Gap& gap : agenda.gaps) AddGap(std::move(gap), answer.gaps);
  for (const AgendaItem& item : agenda.items) list.AddAgendaItem(item);
  std::stable_sort(answer.dates.begin(), answer.dates.end(),
                   [](const DateRow& a, const DateRow& b) {
                     if (a.day != b.day) return a.day < b.day;
                     return a.uid < b.uid;
                   });
  return answer;
}

}  // namespace regisseur
