#include "services/tickets/ticket_row.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "services/sdk/problem.h"
#include "services/tickets/ticket_time.h"

namespace regisseur::tickets {
namespace {

using F = TicketField;

// No text of a ticket but its title is longer in earnest.
constexpr size_t kMostTextBytes = 500;
// Nothing stands still longer.
constexpr absl::Duration kMostLength = absl::Hours(24 * 366 * 100);

std::string TextOf(absl::string_view text, absl::string_view fallback = "") {
  if (IsEmptyCell(text)) return std::string(fallback);
  return std::string(
      Utf8Prefix(absl::StripAsciiWhitespace(text), kMostTextBytes));
}

}  // namespace

void TicketRowReader::Find(Severity severity, absl::string_view rule,
                           TicketField field, const TicketRow& row,
                           absl::string_view value) {
  findings_.Add(severity, rule, FieldWord(field), file_, row.line, value,
                {{"origin", file_}, {"field", std::string(FieldWord(field))}});
}

absl::StatusOr<std::optional<absl::Time>> TicketRowReader::ReadTime(
    const TicketRow& row, TicketField field, Need need, bool& usable) {
  const absl::string_view text = row[field];
  const absl::TimeZone zone = row.utc && !options_.has_time_zone
                                  ? absl::UTCTimeZone()
                                  : options_.time_zone;
  const TicketTime read = ParseTicketTime(
      text, options_.order.value_or(DateOrder::kDayFirst), zone);
  switch (read.kind) {
    case TicketTime::Kind::kEmpty:
      return std::optional<absl::Time>();
    case TicketTime::Kind::kTime:
      if (read.uncertain) {
        Find(Severity::kWarning, "tickets-time-uncertain", field, row, text);
      }
      return std::optional<absl::Time>(read.time);
    case TicketTime::Kind::kOtherOrder:
      if (!options_.order.has_value()) {
        return sdk::ConfigurationProblem(
            "tickets-date-order", {{"origin", file_},
                                   {"line", absl::StrCat(row.line)},
                                   {"field", std::string(FieldWord(field))},
                                   {"value", TextOf(text)}});
      }
      break;
    case TicketTime::Kind::kUnreadable:
      break;
  }
  if (need == Need::kBeside) {
    Find(Severity::kWarning, "tickets-time-left-out", field, row, text);
  } else {
    Find(Severity::kError, "tickets-time-format", field, row, text);
    usable = false;
  }
  return std::optional<absl::Time>();
}

void TicketRowReader::ReadState(const TicketRow& row, Ticket& ticket,
                                TicketStep& step) {
  step.word = TextOf(row[F::kState]);
  const std::string sub_state = TextOf(row[F::kSubState]);
  std::optional<TicketState> state;
  if (!sub_state.empty()) {
    const std::string whole =
        step.word.empty() ? sub_state : absl::StrCat(step.word, "/", sub_state);
    state = FindState(whole, options_.states);
    if (!state.has_value()) state = FindState(sub_state, options_.states);
    if (!state.has_value()) state = FindState(step.word, options_.states);
    step.word = whole;
  } else if (!step.word.empty()) {
    state = FindState(step.word, options_.states);
  }
  if (state == TicketState::kWaiting) {
    state = FindHoldReason(TextOf(row[F::kHoldReason]))
                .value_or(TicketState::kWaiting);
  }
  if (row.marked.has_value()) {
    state = row.marked;
  } else if (step.word.empty()) {
    if (ticket.closed.has_value()) {
      state = TicketState::kClosed;
    } else if (ticket.resolved.has_value()) {
      state = TicketState::kResolved;
    }
  } else if (!state.has_value()) {
    Find(Severity::kWarning, "tickets-state-unknown", F::kState, row,
         step.word);
  }
  step.state = state.value_or(TicketState::kUnspecified);
}

void TicketRowReader::ReadKind(const TicketRow& row, Ticket& ticket) {
  const std::string word = TextOf(row[F::kKind]);
  ticket.kind = options_.kind;
  if (!word.empty()) {
    const std::optional<TicketKind> kind = FindKind(word);
    if (kind.has_value()) {
      ticket.kind = *kind;
      return;
    }
    Find(Severity::kInfo, "tickets-kind-unknown", F::kKind, row, word);
  }
  if (ticket.kind == TicketKind::kUnspecified) {
    ticket.kind = KindOfNumber(ticket.id);
  }
}

std::optional<int64_t> TicketRowReader::ReadNumber(const TicketRow& row,
                                                   TicketField field) {
  const absl::string_view text = row[field];
  if (IsEmptyCell(text)) return std::nullopt;
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 0 ||
      number > int64_t{3'000'000'000}) {
    Find(Severity::kWarning, "tickets-number-format", field, row, text);
    return std::nullopt;
  }
  return number;
}

absl::StatusOr<std::optional<TicketEvent>> TicketRowReader::Read(
    const TicketRow& row) {
  TicketEvent event;
  Ticket& ticket = event.ticket;
  TicketStep step;
  bool usable = true;
  ticket.line = row.line;
  ticket.id = TextOf(row[F::kId]);
  if (ticket.id.empty()) {
    Find(Severity::kError, "tickets-field-missing", F::kId, row, "");
    return std::optional<TicketEvent>();
  }
  const std::pair<F, std::optional<absl::Time> Ticket::*> counting[] = {
      {F::kReacted, &Ticket::reacted},
      {F::kRestored, &Ticket::restored},
      {F::kResolved, &Ticket::resolved},
      {F::kClosed, &Ticket::closed}};
  for (const auto& [field, time] : counting) {
    ASSIGN_OR_RETURN(ticket.*time, ReadTime(row, field, Need::kCounts, usable));
  }
  ASSIGN_OR_RETURN(ticket.created,
                   ReadTime(row, F::kCreated, Need::kBeside, usable));
  ASSIGN_OR_RETURN(ticket.due, ReadTime(row, F::kDue, Need::kBeside, usable));
  ASSIGN_OR_RETURN(std::optional<absl::Time> opened,
                   ReadTime(row, F::kOpened, Need::kRequired, usable));
  ASSIGN_OR_RETURN(std::optional<absl::Time> updated,
                   ReadTime(row, F::kUpdated, Need::kRequired, usable));
  if (!usable) return std::optional<TicketEvent>();
  if (!opened.has_value()) opened = ticket.created;
  // The first row of a log opens its ticket; the register sees to that.
  event.opening_told = opened.has_value();
  if (!opened.has_value()) opened = updated;
  if (!opened.has_value()) {
    Find(Severity::kError, "tickets-field-missing", F::kOpened, row, "");
    return std::optional<TicketEvent>();
  }
  ticket.opened = *opened;
  if (!updated.has_value()) {
    updated = opened;
    for (const auto& [field, time] : counting) {
      updated = std::max(*updated, (ticket.*time).value_or(*updated));
    }
  }
  ticket.updated = *updated;
  if (ticket.resolved.has_value() && *ticket.resolved < ticket.opened) {
    Find(Severity::kWarning, "tickets-time-order", F::kResolved, row,
         ticket.id);
  }
  ReadKind(row, ticket);
  ReadState(row, ticket, step);
  ticket.supplier = TextOf(row[F::kSupplier], options_.supplier);
  ticket.assignment_group = TextOf(row[F::kGroup], options_.assignment_group);
  ticket.service = TextOf(row[F::kService], options_.service);
  ticket.category = TextOf(row[F::kCategory]);
  if (options_.keep_titles) ticket.title = TextOf(row[F::kTitle]);
  step.at = ticket.updated;
  step.priority = TextOf(row[F::kPriority]);
  if (!IsEmptyCell(row[F::kMadeSla])) {
    step.made_sla = ParseYesNo(row[F::kMadeSla]);
    if (!step.made_sla.has_value()) {
      Find(Severity::kWarning, "tickets-yes-no", F::kMadeSla, row,
           row[F::kMadeSla]);
    }
  }
  ticket.steps.push_back(std::move(step));
  ticket.reopened = static_cast<int32_t>(
      std::min<int64_t>(ReadNumber(row, F::kReopened).value_or(0), 1'000'000));
  event.change_number = ReadNumber(row, F::kChangeNumber).value_or(-1);
  const std::tuple<F, absl::Duration, std::optional<absl::Duration> Ticket::*>
      lengths[] = {
          {F::kHeldMinutes, absl::Minutes(1), &Ticket::held},
          {F::kElapsedSeconds, absl::Seconds(1), &Ticket::elapsed},
          {F::kBusinessSeconds, absl::Seconds(1), &Ticket::business_elapsed}};
  for (const auto& [field, unit, length] : lengths) {
    const std::optional<int64_t> number = ReadNumber(row, field);
    if (!number.has_value()) continue;
    if (*number * unit > kMostLength) {
      Find(Severity::kWarning, "tickets-number-format", field, row, row[field]);
    } else {
      ticket.*length = *number * unit;
    }
  }
  return std::optional<TicketEvent>(std::move(event));
}

}  // namespace regisseur::tickets
