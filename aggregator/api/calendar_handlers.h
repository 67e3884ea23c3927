#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/calendar_links.h"
#include "regisseur/calendar/v1/calendar.pb.h"

namespace regisseur {

// CalendarService: days on which people act, and the addresses at which
// calendars read them. Thread-safe; what it is given must outlive it.
class CalendarHandlers {
 public:
  // Without `links` no address can be made: UNIMPLEMENTED.
  CalendarHandlers(const Answers& answers, CalendarLinks* links)
      : answers_(answers), links_(links) {}

  void Register(MethodRegistry& methods);

 private:
  absl::StatusOr<calendar::v1::ListDatesResponse> ListDates(
      const CallContext& call,
      const calendar::v1::ListDatesRequest& request) const;
  absl::StatusOr<CalendarLinks*> Links() const;
  calendar::v1::CalendarLink LinkToWire(const CalendarLink& link) const;

  const Answers& answers_;
  CalendarLinks* const links_;
};

}  // namespace regisseur
