#include "core/contract/notice_dates.h"

#include <algorithm>
#include <cstddef>

namespace regisseur {
namespace {

// A span `n` times over, so that months are counted from one day (31 January,
// 29 February, 31 March).
CivilSpan Times(const CivilSpan& span, int n) {
  return {span.months * n, span.days * n};
}

CivilSpan Plus(const CivilSpan& a, const CivilSpan& b) {
  return {a.months + b.months, a.days + b.days};
}

// The first border of the kind on or after `day`.
absl::CivilDay BorderOnOrAfter(NoticeTo to, absl::CivilDay day) {
  const absl::CivilMonth month(day);
  const bool first = day.day() == 1;
  switch (to) {
    case NoticeTo::kEndOfMonth:
      return absl::CivilDay(first ? month : month + 1);
    case NoticeTo::kEndOfQuarter: {
      absl::CivilMonth border = first ? month : month + 1;
      while ((border.month() - 1) % 3 != 0) ++border;
      return absl::CivilDay(border);
    }
    case NoticeTo::kEndOfTerm:
    case NoticeTo::kAnyDay:
      return day;
  }
  return day;
}

// Reads one term on one day.
class NoticeReader {
 public:
  NoticeReader(const Term& term, absl::CivilDay on,
               const HolidayCalendar& holidays)
      : term_(term), on_(on), holidays_(holidays) {}

  NoticeDates Read() {
    if (term_.terminated.has_value()) {
      SetEnd(term_.terminated->last_day + 1);
      dates_.last_possible_end = dates_.term_end;
      dates_.earliest_exit = dates_.term_end;
      return dates_;
    }
    ReadOptions();
    switch (term_.renewal) {
      case Renewal::kNone:
        SetEnd(base_end_);
        dates_.earliest_exit = base_end_;
        break;
      case Renewal::kTacit:
        ReadTacit();
        break;
      case Renewal::kIndefinite:
        ReadIndefinite();
        break;
    }
    if (term_.switching_data_act) {
      dates_.switch_exit =
          std::min(term_.customer_notice.AddTo(on_), AddMonths(on_, 2));
      if (dates_.term_end.has_value()) {
        dates_.switch_notice_by =
            std::max(term_.customer_notice.TakenOff(*dates_.term_end),
                     AddMonths(*dates_.term_end, -2));
      }
    }
    return dates_;
  }

 private:
  // The end of the initial term with the options exercised by `on`, and the
  // option that is next.
  void ReadOptions() {
    CivilSpan length = term_.initial;
    int exercised = 0;
    if (term_.options.has_value()) {
      for (const absl::CivilDay day : term_.options->exercised) {
        if (day <= on_ && exercised < term_.options->times) ++exercised;
      }
      length = Plus(length, Times(term_.options->extend, exercised));
    }
    length_ = length;
    base_end_ = length.AddTo(term_.start);
    if (term_.renewal == Renewal::kNone) dates_.last_possible_end = base_end_;
    if (!term_.options.has_value() || exercised >= term_.options->times) return;
    const ExtensionOption& option = *term_.options;
    const absl::CivilDay by = option.exercise.TakenOff(base_end_);
    if (on_ >= by) {
      dates_.option_missed = true;
      return;
    }
    const CivilSpan extended = Plus(length, option.extend);
    dates_.option = OptionDates{exercised + 1, by, ReceivedBy(by),
                                extended.AddTo(term_.start)};
    if (term_.renewal == Renewal::kNone) {
      dates_.last_possible_end =
          Plus(length, Times(option.extend, option.times - exercised))
              .AddTo(term_.start);
    }
  }

  // The end of the n-th renewal.
  absl::CivilDay EndAfter(int renewals) const {
    return Plus(length_, Times(term_.renewal_term, renewals))
        .AddTo(term_.start);
  }

  void ReadTacit() {
    int renewals = 0;
    while (EndAfter(renewals) <= on_) ++renewals;
    const absl::CivilDay end = EndAfter(renewals);
    SetEnd(end);
    dates_.renews = true;
    dates_.renews_until = EndAfter(renewals + 1);
    dates_.provider_notice_by = term_.provider_notice.TakenOff(end);
    if (term_.notice_to != NoticeTo::kEndOfTerm && end > base_end_) {
      // Past the initial term notice works against nearer borders.
      ReadBorders();
      return;
    }
    const absl::CivilDay by = term_.customer_notice.TakenOff(end);
    SetNotice(by);
    // noticeBy is the first moment too late.
    dates_.notice_missed = on_ >= by;
    if (!dates_.notice_missed) {
      dates_.earliest_exit = end;
    } else if (term_.notice_to != NoticeTo::kEndOfTerm) {
      dates_.earliest_exit = FirstBorder(end);
    } else {
      int next = renewals + 1;
      while (term_.customer_notice.TakenOff(EndAfter(next)) <= on_) ++next;
      dates_.next_term_end = EndAfter(next);
      SetNextNotice(term_.customer_notice.TakenOff(EndAfter(next)));
      dates_.earliest_exit = EndAfter(next);
    }
  }

  void ReadIndefinite() {
    dates_.renews = true;
    if (on_ < base_end_) {
      SetEnd(base_end_);
      const absl::CivilDay by = term_.customer_notice.TakenOff(base_end_);
      SetNotice(by);
      dates_.provider_notice_by = term_.provider_notice.TakenOff(base_end_);
      dates_.notice_missed = on_ >= by;
      dates_.earliest_exit =
          dates_.notice_missed ? FirstBorder(base_end_) : base_end_;
      return;
    }
    ReadBorders();
  }

  // Notice against the nearest border that today's notice still reaches.
  void ReadBorders() {
    const absl::CivilDay exit = FirstBorder(base_end_);
    dates_.earliest_exit = exit;
    SetNotice(LatestNoticeFor(exit));
  }

  // The first border after `from` for which notice received on `on` is in time:
  // its noticeBy comes after that day.
  absl::CivilDay FirstBorder(absl::CivilDay from) const {
    absl::CivilDay border = BorderOnOrAfter(
        term_.notice_to, std::max(from, term_.customer_notice.AddTo(on_)));
    while (LatestNoticeFor(border) <= on_ || border <= on_) {
      border = BorderOnOrAfter(term_.notice_to, border + 1);
    }
    return border;
  }
  absl::CivilDay LatestNoticeFor(absl::CivilDay border) const {
    return term_.customer_notice.TakenOff(border);
  }

  void SetEnd(absl::CivilDay end) {
    dates_.term_end = end;
    dates_.last_day = end - 1;
  }
  void SetNotice(absl::CivilDay by) {
    dates_.notice_by = by;
    dates_.notice_received_by = ReceivedBy(by);
    dates_.internal_notice_by = by - term_.internal_notice_days;
  }
  void SetNextNotice(absl::CivilDay by) {
    dates_.next_notice_by = by;
    dates_.next_notice_received_by = ReceivedBy(by);
  }
  // A notice works when it is received (art. 3:37 BW), and a contractual term
  // is not extended over a weekend.
  absl::CivilDay ReceivedBy(absl::CivilDay by) const {
    return holidays_.WorkingDayOnOrBefore(by - 1);
  }

  const Term& term_;
  const absl::CivilDay on_;
  const HolidayCalendar& holidays_;
  CivilSpan length_;
  absl::CivilDay base_end_;
  NoticeDates dates_;
};

}  // namespace

ContractState StateOf(const Term& term, const NoticeDates& dates,
                      absl::CivilDay on) {
  if (on < term.start) return ContractState::kFuture;
  const bool over = dates.term_end.has_value() && *dates.term_end <= on;
  return over ? ContractState::kEnded : ContractState::kRunning;
}

NoticeDates ComputeNoticeDates(const Term& term, absl::CivilDay on,
                               const HolidayCalendar& holidays) {
  return NoticeReader(term, on, holidays).Read();
}

std::optional<absl::CivilDay> FindEndOfTerm(const Term& term, absl::CivilDay on,
                                            const HolidayCalendar& holidays) {
  if (!term.terminated.has_value() && term.initial.IsZero()) {
    return std::nullopt;
  }
  const NoticeDates dates = ComputeNoticeDates(term, on, holidays);
  if (dates.renews) return std::nullopt;
  return dates.term_end;
}

}  // namespace regisseur
