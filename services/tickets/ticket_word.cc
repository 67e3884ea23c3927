#include "services/tickets/ticket_word.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace regisseur::tickets {
namespace {

using S = TicketState;

struct StateWord {
  absl::string_view word;
  TicketState state;
};
// In small letters.
constexpr StateWord kStates[] = {
    // Ours.
    {"new", S::kNew},
    {"in_progress", S::kInProgress},
    {"waiting_for_customer", S::kWaitingForCustomer},
    {"waiting_for_third_party", S::kWaitingForThirdParty},
    {"waiting", S::kWaiting},
    {"resolved", S::kResolved},
    {"closed", S::kClosed},
    {"cancelled", S::kCancelled},
    // ServiceNow, labels and numbers of an incident.
    {"active", S::kInProgress},
    {"in progress", S::kInProgress},
    {"work in progress", S::kInProgress},
    {"assigned", S::kInProgress},
    {"open", S::kNew},
    {"pending", S::kWaiting},
    {"on hold", S::kWaiting},
    {"awaiting user info", S::kWaitingForCustomer},
    {"awaiting caller", S::kWaitingForCustomer},
    {"awaiting evidence", S::kWaitingForCustomer},
    {"awaiting vendor", S::kWaitingForThirdParty},
    {"awaiting problem", S::kWaiting},
    {"awaiting change", S::kWaiting},
    {"closed complete", S::kClosed},
    {"closed incomplete", S::kClosed},
    {"closed skipped", S::kCancelled},
    {"canceled", S::kCancelled},
    {"1", S::kNew},
    {"2", S::kInProgress},
    {"3", S::kWaiting},
    {"4", S::kWaitingForCustomer},
    {"5", S::kWaitingForCustomer},
    {"6", S::kResolved},
    {"7", S::kClosed},
    {"8", S::kCancelled},
    // TOPdesk, as it is delivered.
    {"logged", S::kNew},
    {"registered", S::kNew},
    {"aangemeld", S::kNew},
    {"geregistreerd", S::kNew},
    {"nieuw", S::kNew},
    {"in behandeling", S::kInProgress},
    {"toegewezen", S::kInProgress},
    {"heropend", S::kInProgress},
    {"reopened", S::kInProgress},
    {"gepland", S::kWaiting},
    {"scheduled", S::kWaiting},
    {"in de wacht", S::kWaiting},
    {"wachten", S::kWaiting},
    {"waiting for user", S::kWaitingForCustomer},
    {"waiting for caller", S::kWaitingForCustomer},
    {"waiting for customer", S::kWaitingForCustomer},
    {"wacht op gebruiker", S::kWaitingForCustomer},
    {"wachten op gebruiker", S::kWaitingForCustomer},
    {"wacht op aanmelder", S::kWaitingForCustomer},
    {"wachten op aanmelder", S::kWaitingForCustomer},
    {"wacht op klant", S::kWaitingForCustomer},
    {"wachten op klant", S::kWaitingForCustomer},
    {"waiting for supplier", S::kWaitingForThirdParty},
    {"wacht op leverancier", S::kWaitingForThirdParty},
    {"wachten op leverancier", S::kWaitingForThirdParty},
    {"completed", S::kResolved},
    {"gereed", S::kResolved},
    {"opgelost", S::kResolved},
    {"afgemeld", S::kClosed},
    {"gesloten", S::kClosed},
    {"geannuleerd", S::kCancelled},
    {"afgewezen", S::kCancelled},
    // Volvo's VINST, status and sub status.
    {"queued/awaiting assignment", S::kNew},
    {"accepted/in progress", S::kInProgress},
    {"accepted/assigned", S::kInProgress},
    {"accepted/wait", S::kWaiting},
    {"accepted/wait - implementation", S::kWaiting},
    {"accepted/wait - user", S::kWaitingForCustomer},
    {"accepted/wait - customer", S::kWaitingForCustomer},
    {"accepted/wait - vendor", S::kWaitingForThirdParty},
    {"completed/resolved", S::kResolved},
    {"completed/in call", S::kResolved},
    {"completed/closed", S::kClosed},
    {"completed/cancelled", S::kCancelled},
};

struct KindWord {
  absl::string_view word;
  TicketKind kind;
};
constexpr KindWord kKinds[] = {
    {"incident", TicketKind::kIncident},
    {"storing", TicketKind::kIncident},
    {"melding", TicketKind::kIncident},
    {"request", TicketKind::kRequest},
    {"service request", TicketKind::kRequest},
    {"sc_request", TicketKind::kRequest},
    {"sc_req_item", TicketKind::kRequest},
    {"sc_task", TicketKind::kRequest},
    {"requested item", TicketKind::kRequest},
    {"verzoek", TicketKind::kRequest},
    {"aanvraag", TicketKind::kRequest},
    {"serviceverzoek", TicketKind::kRequest},
    {"vraag", TicketKind::kRequest},
    {"change", TicketKind::kChange},
    {"change_request", TicketKind::kChange},
    {"change request", TicketKind::kChange},
    {"wijziging", TicketKind::kChange},
    {"problem", TicketKind::kProblem},
    {"probleem", TicketKind::kProblem},
};

constexpr KindWord kNumbers[] = {
    {"INC", TicketKind::kIncident}, {"RITM", TicketKind::kRequest},
    {"REQ", TicketKind::kRequest},  {"SCTASK", TicketKind::kRequest},
    {"CHG", TicketKind::kChange},   {"PRB", TicketKind::kProblem},
};

std::string Small(absl::string_view word) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(word));
}

}  // namespace

std::optional<TicketState> FindState(absl::string_view word,
                                     const StateWords& own) {
  const std::string small = Small(word);
  if (const auto found = own.find(small); found != own.end()) {
    return found->second;
  }
  for (const StateWord& known : kStates) {
    if (known.word == small) return known.state;
  }
  return std::nullopt;
}

std::optional<TicketState> FindHoldReason(absl::string_view word) {
  const std::string small = Small(word);
  if (small == "1" || small == "awaiting caller") {
    return S::kWaitingForCustomer;
  }
  if (small == "4" || small == "awaiting vendor") {
    return S::kWaitingForThirdParty;
  }
  if (small.empty()) return std::nullopt;
  return S::kWaiting;
}

std::optional<TicketKind> FindKind(absl::string_view word) {
  const std::string small = Small(word);
  for (const KindWord& known : kKinds) {
    if (known.word == small) return known.kind;
  }
  return std::nullopt;
}

TicketKind KindOfNumber(absl::string_view id) {
  for (const KindWord& known : kNumbers) {
    if (absl::StartsWith(id, known.word) && id.size() > known.word.size() &&
        absl::ascii_isdigit(id[known.word.size()])) {
      return known.kind;
    }
  }
  return TicketKind::kUnspecified;
}

std::optional<bool> ParseYesNo(absl::string_view text) {
  const std::string small = Small(text);
  for (const absl::string_view yes : {"true", "1", "ja", "yes", "waar"}) {
    if (small == yes) return true;
  }
  for (const absl::string_view no : {"false", "0", "nee", "no", "onwaar"}) {
    if (small == no) return false;
  }
  return std::nullopt;
}

}  // namespace regisseur::tickets
