#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "core/ticket/ticket.h"

namespace regisseur::tickets {

// What the source's option `states` says: words, small, and what they mean.
using StateWords = std::map<std::string, TicketState>;

// What a state's word means: by `own`, else by the words of ServiceNow (labels,
// numbers), TOPdesk (Dutch and English) and Volvo's log (`Accepted/Wait -
// User`); case does not matter. Nullopt for a word that nobody knows.
std::optional<TicketState> FindState(absl::string_view word,
                                     const StateWords& own);
// What ServiceNow's state On Hold waits for, by its number or word.
std::optional<TicketState> FindHoldReason(absl::string_view word);

// What a kind's word means (`Incident`, `sc_req_item`, `Verzoek`); nullopt when
// nobody knows.
std::optional<TicketKind> FindKind(absl::string_view word);
// What a number's letters say: `INC0010023`, `RITM…`, `CHG…`, `PRB…`.
TicketKind KindOfNumber(absl::string_view id);

// `true`, `1`, `ja`, `yes`; nullopt for anything else than these and their
// opposites.
std::optional<bool> ParseYesNo(absl::string_view text);

}  // namespace regisseur::tickets
