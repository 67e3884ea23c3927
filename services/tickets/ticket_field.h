#pragma once

#include <array>
#include <optional>

#include "absl/strings/string_view.h"

namespace regisseur::tickets {

// What a column of an export, or a key of a record, holds.
enum class TicketField {
  kId,
  kKind,
  kState,
  kSubState,    // the second half of a state: `Wait - User`
  kHoldReason,  // of ServiceNow's state On Hold
  kPriority,
  kSupplier,
  kGroup,
  kService,
  kCategory,
  kOpened,
  kCreated,
  kReacted,
  kRestored,
  kResolved,
  kClosed,
  kDue,
  kUpdated,
  kChangeNumber,  // counts the updates of a ticket
  kReopened,
  kMadeSla,
  kHeldMinutes,
  kElapsedSeconds,
  kBusinessSeconds,
  kTitle,
};
inline constexpr int kTicketFieldCount =
    static_cast<int>(TicketField::kTitle) + 1;

// The word for people and of our own CSV: `id`, `assignment_group`, …
absl::string_view FieldWord(TicketField field);

// The field that a heading names, in the words of our own CSV, of ServiceNow
// (columns and labels), of TOPdesk (Dutch and English) or of an event log;
// case, blanks, points and underscores do not matter. Nullopt for what is not
// read.
std::optional<TicketField> FieldOfHeading(absl::string_view heading);

// True when a column of that name holds persons or what they wrote: it is not
// read, whatever stands in it.
bool IsPersonal(absl::string_view heading);

}  // namespace regisseur::tickets
