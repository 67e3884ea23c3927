#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/api/report_handlers.h"
#include "aggregator/changes/calendar_links.h"
#include "regisseur/calendar/v1/calendar.pb.h"

namespace regisseur {

// CalendarService: days on which people act, and the addresses at which
// calendars read them. Thread-safe; what it is given must outlive it.
class CalendarHandlers {
 public:
  // Without `links` no address can be made: UNIMPLEMENTED. Without `reporting`
  // no report of our own has a day.
  CalendarHandlers(const Answers& answers, CalendarLinks* links,
                   const Reporting* reporting)
      : answers_(answers), links_(links), reporting_(reporting) {}

  void Register(MethodRegistry& methods);

 private:
  absl::StatusOr<calendar::v1::ListDatesResponse> ListDates(
      const CallContext& call,
      const calendar::v1::ListDatesRequest& request) const;
  // The next days on which our own reports appear, for who reads all.
  void AddReports(const CallContext& call,
                  const calendar::v1::ListDatesRequest& request,
                  std::vector<DateRow>& dates) const;
  absl::StatusOr<CalendarLinks*> Links() const;
  calendar::v1::CalendarLink LinkToWire(const CalendarLink& link) const;

  const Answers& answers_;
  CalendarLinks* const links_;
  const Reporting* const reporting_;
};

}  // namespace regisseur
