#include "services/tickets/ticket_field.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"

namespace regisseur::tickets {
namespace {

constexpr absl::string_view kWords[kTicketFieldCount] = {
    "id",
    "kind",
    "state",
    "sub_state",
    "hold_reason",
    "priority",
    "supplier",
    "assignment_group",
    "service",
    "category",
    "opened",
    "created",
    "reacted",
    "restored",
    "resolved",
    "closed",
    "due",
    "updated",
    "change_number",
    "reopened",
    "made_sla",
    "held_minutes",
    "elapsed_seconds",
    "business_elapsed_seconds",
    "title",
};

struct Heading {
  absl::string_view words;
  TicketField field;
};
using F = TicketField;
// Every heading that is understood, small, words apart by one blank.
constexpr Heading kHeadings[] = {
    {"id", F::kId},
    {"number", F::kId},
    {"ticket", F::kId},
    {"ticket id", F::kId},
    {"ticket number", F::kId},
    {"incident number", F::kId},
    {"nummer", F::kId},
    {"meldingnummer", F::kId},
    {"ticketnummer", F::kId},
    {"incidentnummer", F::kId},
    {"sr number", F::kId},
    {"case", F::kId},
    {"case id", F::kId},
    {"case:concept:name", F::kId},
    {"kind", F::kKind},
    {"ticket type", F::kKind},
    {"sys class name", F::kKind},
    {"task type", F::kKind},
    {"soort", F::kKind},
    {"soort melding", F::kKind},
    {"soort binnenkomst", F::kKind},
    {"issue type", F::kKind},
    {"state", F::kState},
    {"status", F::kState},
    {"incident state", F::kState},
    {"ident state", F::kState},
    {"concept:name", F::kState},
    {"sub state", F::kSubState},
    {"sub status", F::kSubState},
    {"substatus", F::kSubState},
    {"lifecycle:transition", F::kSubState},
    {"hold reason", F::kHoldReason},
    {"on hold reason", F::kHoldReason},
    {"priority", F::kPriority},
    {"prioriteit", F::kPriority},
    {"sr latest impact", F::kPriority},
    {"supplier", F::kSupplier},
    {"vendor", F::kSupplier},
    {"leverancier", F::kSupplier},
    {"assignment group", F::kGroup},
    {"group", F::kGroup},
    {"involved st", F::kGroup},
    {"org:group", F::kGroup},
    {"behandelaarsgroep", F::kGroup},
    {"behandelgroep", F::kGroup},
    {"operator group", F::kGroup},
    {"oplosgroep", F::kGroup},
    {"service", F::kService},
    {"business service", F::kService},
    {"service offering", F::kService},
    {"dienst", F::kService},
    {"product", F::kService},
    {"category", F::kCategory},
    {"categorie", F::kCategory},
    {"opened", F::kOpened},
    {"opened at", F::kOpened},
    {"open time", F::kOpened},
    {"call date", F::kOpened},
    {"aangemeld", F::kOpened},
    {"datum aangemeld", F::kOpened},
    {"aanmelddatum", F::kOpened},
    {"datum melding", F::kOpened},
    {"created", F::kCreated},
    {"created at", F::kCreated},
    {"created on", F::kCreated},
    {"sys created at", F::kCreated},
    {"sys created on", F::kCreated},
    {"creation date", F::kCreated},
    {"aanmaakdatum", F::kCreated},
    {"reacted", F::kReacted},
    {"responded at", F::kReacted},
    {"response date", F::kReacted},
    {"first response", F::kReacted},
    {"datum reactie", F::kReacted},
    {"restored", F::kRestored},
    {"restored at", F::kRestored},
    {"hersteld", F::kRestored},
    {"datum hersteld", F::kRestored},
    {"resolved", F::kResolved},
    {"resolved at", F::kResolved},
    {"completed date", F::kResolved},
    {"datum gereed", F::kResolved},
    {"datum opgelost", F::kResolved},
    {"closed", F::kClosed},
    {"closed at", F::kClosed},
    {"closed date", F::kClosed},
    {"datum afgemeld", F::kClosed},
    {"datum gesloten", F::kClosed},
    {"due", F::kDue},
    {"due date", F::kDue},
    {"sla due", F::kDue},
    {"target date", F::kDue},
    {"streefdatum", F::kDue},
    {"updated", F::kUpdated},
    {"updated at", F::kUpdated},
    {"sys updated at", F::kUpdated},
    {"sys updated on", F::kUpdated},
    {"change date+time", F::kUpdated},
    {"change date time", F::kUpdated},
    {"time:timestamp", F::kUpdated},
    {"timestamp", F::kUpdated},
    {"modification date", F::kUpdated},
    {"wijzigingsdatum", F::kUpdated},
    {"gewijzigd", F::kUpdated},
    {"sys mod count", F::kChangeNumber},
    {"change number", F::kChangeNumber},
    {"updates", F::kChangeNumber},
    {"reopened", F::kReopened},
    {"reopen count", F::kReopened},
    {"heropend", F::kReopened},
    {"made sla", F::kMadeSla},
    {"sla gehaald", F::kMadeSla},
    {"held minutes", F::kHeldMinutes},
    {"on hold duration", F::kHeldMinutes},
    {"elapsed seconds", F::kElapsedSeconds},
    {"calendar stc", F::kElapsedSeconds},
    {"business elapsed seconds", F::kBusinessSeconds},
    {"business stc", F::kBusinessSeconds},
    {"title", F::kTitle},
    {"short description", F::kTitle},
    {"brief description", F::kTitle},
    {"korte omschrijving", F::kTitle},
};

// Persons, and what they wrote. Parts of words are enough: `u_caller_2`.
constexpr absl::string_view kPersonal[] = {
    "caller",     "opened by",  "assigned to", "resolved by",   "closed by",
    "updated by", "created by", "reopened by", "owner first",   "resource",
    "person",     "aanmelder",  "behandelaar", "operator",      "e mail",
    "email",      "phone",      "telefoon",    "description",   "omschrijving",
    "comment",    "work note",  "notes",       "verzoek",       "actie",
    "request",    "action",     "naam",        "user",          "gebruiker",
    "creator",    "modifier",   "watch list",  "requested for", "contact",
};

// `Sys_Updated.On` is `sys updated on`; `callDate` is `call date`.
std::string Normalized(absl::string_view heading) {
  std::string words;
  bool was_small = false;
  for (const char c : heading) {
    if (c == '_' || c == '-' || c == '.' || c == '(' || c == ')' ||
        absl::ascii_isspace(c)) {
      if (!words.empty() && words.back() != ' ') words.push_back(' ');
      was_small = false;
      continue;
    }
    if (was_small && absl::ascii_isupper(c)) words.push_back(' ');
    was_small = absl::ascii_islower(c);
    words.push_back(absl::ascii_tolower(c));
  }
  while (!words.empty() && words.back() == ' ') words.pop_back();
  return words;
}

}  // namespace

absl::string_view FieldWord(TicketField field) {
  return kWords[static_cast<int>(field)];
}

std::optional<TicketField> FieldOfHeading(absl::string_view heading) {
  const std::string words = Normalized(heading);
  for (const Heading& known : kHeadings) {
    if (known.words == words) return known.field;
  }
  // Our own words, whatever they become.
  for (int i = 0; i < kTicketFieldCount; ++i) {
    if (heading == kWords[i]) return static_cast<TicketField>(i);
  }
  return std::nullopt;
}

bool IsPersonal(absl::string_view heading) {
  const std::string words = Normalized(heading);
  return std::any_of(
      std::begin(kPersonal), std::end(kPersonal), [&](absl::string_view part) {
        return words.find(std::string(part)) != std::string::npos;
      });
}

}  // namespace regisseur::tickets
