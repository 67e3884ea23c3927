#include "aggregator/changes/calendar_links.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kYear = 365;
constexpr int kMostDays = 400;
constexpr int kMostDaysOfProxy = 90;
constexpr size_t kMostNameBytes = 200;
constexpr char kProxy[] = "proxy:";

bool IsOfProxy(const std::string& identity) {
  return absl::StartsWith(identity, kProxy);
}

bool IsTheirs(const Principal& who, const CalendarLink& link) {
  return who.role == Principal::Role::kAdministrator ||
         link.identity == who.identity;
}

}  // namespace

absl::string_view CalendarLinkStateWord(CalendarLinks::State state) {
  switch (state) {
    case CalendarLinks::State::kActive:
      return "active";
    case CalendarLinks::State::kExpired:
      return "expired";
    case CalendarLinks::State::kRevoked:
      return "revoked";
    case CalendarLinks::State::kMakerGone:
      return "maker_gone";
  }
  return "";
}

absl::StatusOr<CalendarLinks::Created> CalendarLinks::Create(
    const Principal& who, const Request& request, CalendarLink link, int days) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  if (link.name.empty() || link.name.size() > kMostNameBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "name: say in at most ", kMostNameBytes,
        " bytes what the address is for, such as \"my telephone\""));
  }
  const int most = IsOfProxy(who.identity) ? kMostDaysOfProxy : kMostDays;
  if (days < 0 || days > most) {
    return absl::InvalidArgumentError(absl::StrCat(
        "days: is ", days, "; it can be 1 to ", most, ", or left out"));
  }
  if (days == 0) days = std::min(kYear, most);
  link.identity = who.identity;
  link.role = who.role;
  link.scope = who.scope;
  link.created = clock_.Now();
  link.expires = link.created + absl::Hours(24 * days);
  Act act;
  act.method = request.method;
  act.request_id = request.id;
  act.content = request.content;
  act.subject = absl::StrCat("calendar link ", link.id);
  act.arguments = {{"role", std::string(RoleWord(link.role))},
                   {"expires", FormatInstant(link.expires)}};
  act.personal = {{"name", link.name}};
  ASSIGN_OR_RETURN(const Acts::Done done,
                   acts_.Do(who, std::move(act),
                            [&](Transaction& transaction,
                                Act&) -> absl::StatusOr<std::string> {
                              RETURN_IF_ERROR(store_.Insert(transaction, link));
                              return link.id;
                            }));
  if (!done.repeated) return Created{std::move(link), false};
  ASSIGN_OR_RETURN(std::vector<CalendarLink> links, store_.List(who));
  for (CalendarLink& known : links) {
    if (known.id == done.answer) return Created{std::move(known), true};
  }
  return absl::InternalError("the calendar link of an earlier request is gone");
}

absl::StatusOr<CalendarLink> CalendarLinks::Revoke(const Principal& who,
                                                   const Request& request,
                                                   const std::string& id) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  Act act;
  act.method = request.method;
  act.request_id = request.id;
  act.content = request.content;
  act.subject = absl::StrCat("calendar link ", id);
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(
      acts_
          .Do(who, std::move(act),
              [&](Transaction& transaction,
                  Act&) -> absl::StatusOr<std::string> {
                ASSIGN_OR_RETURN(const std::optional<CalendarLink> link,
                                 store_.Find(transaction, id));
                if (!link.has_value() || !IsTheirs(who, *link)) {
                  return absl::NotFoundError(absl::StrCat(
                      "id: no address of yours is called \"", id,
                      "\"; `calendar link list` shows which there are"));
                }
                if (link->revoked.has_value()) {
                  return absl::FailedPreconditionError(absl::StrCat(
                      "it is revoked since ", FormatForPeople(*link->revoked)));
                }
                RETURN_IF_ERROR(store_.SetRevoked(transaction, id, now));
                return id;
              })
          .status());
  ASSIGN_OR_RETURN(std::vector<CalendarLink> links, store_.List(who));
  for (CalendarLink& known : links) {
    if (known.id == id) return std::move(known);
  }
  return absl::InternalError("the calendar link is gone");
}

absl::StatusOr<std::vector<CalendarLink>> CalendarLinks::List(
    const Principal& who) const {
  ASSIGN_OR_RETURN(std::vector<CalendarLink> links, store_.List(who));
  std::erase_if(links, [&](const CalendarLink& link) {
    return who.role != Principal::Role::kAuditor && !IsTheirs(who, link);
  });
  return links;
}

std::optional<Principal> CalendarLinks::MakerOf(
    const CalendarLink& link) const {
  Principal who;
  if (const std::optional<Identity> identity = directory_.Find(link.identity);
      identity.has_value()) {
    if (identity->StateAt(clock_.Now()) != Identity::State::kActive) {
      return std::nullopt;
    }
    who = identity->who;
  } else if (IsOfProxy(link.identity)) {
    who.role = link.role;
    who.scope = link.scope;
    who.identity = link.identity;
    who.name = link.identity;
    who.kind = Principal::Kind::kPerson;
  } else if (link.identity == Principal::LocalAdministrator().identity &&
             !anybody_()) {
    who = Principal::LocalAdministrator();
  } else {
    return std::nullopt;
  }
  // It reads, and binds nobody to anything.
  who.limit.reset();
  who.via = "calendar";
  return who;
}

CalendarLinks::State CalendarLinks::StateOf(const CalendarLink& link) const {
  if (link.revoked.has_value()) return State::kRevoked;
  if (clock_.Now() >= link.expires) return State::kExpired;
  return MakerOf(link).has_value() ? State::kActive : State::kMakerGone;
}

absl::StatusOr<Principal> CalendarLinks::Identify(
    absl::string_view token_sha256) const {
  ASSIGN_OR_RETURN(
      const std::optional<CalendarLink> link,
      store_.FindByToken(Principal::System("calendar"), token_sha256));
  if (link.has_value() && StateOf(*link) == State::kActive) {
    if (std::optional<Principal> who = MakerOf(*link)) return *std::move(who);
  }
  return absl::UnauthenticatedError(
      "this address is not valid, or not any more");
}

}  // namespace regisseur
