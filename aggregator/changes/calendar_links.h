#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/storage/calendar_link_store.h"
#include "core/base/clock.h"
#include "core/principal/identity.h"

namespace regisseur {

// Addresses at which calendars read the dates. Whoever holds one reads with the
// rights that its maker has then, and with no other: once the maker may not
// call any more, neither may the address. Of a person whom the identity proxy
// names nothing is known here after the call: their addresses keep the role
// that they had, and hold 90 days at most. Thread-safe.
class CalendarLinks {
 public:
  enum class State { kActive, kExpired, kRevoked, kMakerGone };

  // What it is given must outlive it. `anybody`: whether identities are told
  // apart; without any everybody on the machine is the administrator.
  CalendarLinks(Acts& acts, const CalendarLinkStore& store,
                const IdentityDirectory& directory, const Clock& clock,
                std::function<bool()> anybody)
      : acts_(acts),
        store_(store),
        directory_(directory),
        clock_(clock),
        anybody_(std::move(anybody)) {}

  struct Request {
    std::string method;  // the full name
    std::string id;      // its request_id; required
    std::string content;
  };
  struct Created {
    CalendarLink link;
    bool repeated = false;  // the same request made it before
  };

  // INVALID_ARGUMENT for a name that is missing or longer than 200 bytes, and
  // for days that are not 0 (as long as it may) to 400.
  absl::StatusOr<Created> Create(const Principal& who, const Request& request,
                                 CalendarLink link, int days);
  // One's own, an administrator's are all. NOT_FOUND; FAILED_PRECONDITION when
  // it is ended.
  absl::StatusOr<CalendarLink> Revoke(const Principal& who,
                                      const Request& request,
                                      const std::string& id);
  absl::StatusOr<std::vector<CalendarLink>> List(const Principal& who) const;

  State StateOf(const CalendarLink& link) const;
  // Who reads with the token of that hash. UNAUTHENTICATED, with the same words
  // for one that is unknown, ended, or whose maker may not call any more.
  absl::StatusOr<Principal> Identify(absl::string_view token_sha256) const;

 private:
  // Absent when the maker may not call any more.
  std::optional<Principal> MakerOf(const CalendarLink& link) const;

  Acts& acts_;
  const CalendarLinkStore& store_;
  const IdentityDirectory& directory_;
  const Clock& clock_;
  const std::function<bool()> anybody_;
};

// `active`, `maker_gone`.
absl::string_view CalendarLinkStateWord(CalendarLinks::State state);

}  // namespace regisseur
