#include "wire/ticket_wire.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "wire/evidence_wire.h"
#include "wire/wire_field.h"

namespace regisseur {
namespace {

using wire_field::Invalid;
using wire_field::OptionalTime;
using wire_field::RequiredText;
using wire_field::RequiredTime;

constexpr int kMaxSteps = 2000;
// A century; nobody counts longer.
constexpr int64_t kMaxSeconds = int64_t{100} * 366 * 24 * 3600;

// The times that may be absent.
struct TimeField {
  const char* name;
  std::optional<absl::Time> Ticket::*field;
  bool (adapter::v1::Ticket::*has)() const;
  const google::protobuf::Timestamp& (adapter::v1::Ticket::*get)() const;
  google::protobuf::Timestamp* (adapter::v1::Ticket::*mutate)();
};
constexpr TimeField kTimes[] = {
    {"tickets.create_time", &Ticket::created,
     &adapter::v1::Ticket::has_create_time, &adapter::v1::Ticket::create_time,
     &adapter::v1::Ticket::mutable_create_time},
    {"tickets.react_time", &Ticket::reacted,
     &adapter::v1::Ticket::has_react_time, &adapter::v1::Ticket::react_time,
     &adapter::v1::Ticket::mutable_react_time},
    {"tickets.restore_time", &Ticket::restored,
     &adapter::v1::Ticket::has_restore_time, &adapter::v1::Ticket::restore_time,
     &adapter::v1::Ticket::mutable_restore_time},
    {"tickets.resolve_time", &Ticket::resolved,
     &adapter::v1::Ticket::has_resolve_time, &adapter::v1::Ticket::resolve_time,
     &adapter::v1::Ticket::mutable_resolve_time},
    {"tickets.close_time", &Ticket::closed,
     &adapter::v1::Ticket::has_close_time, &adapter::v1::Ticket::close_time,
     &adapter::v1::Ticket::mutable_close_time},
    {"tickets.due_time", &Ticket::due, &adapter::v1::Ticket::has_due_time,
     &adapter::v1::Ticket::due_time, &adapter::v1::Ticket::mutable_due_time},
};

absl::Status ReadText(absl::string_view field,
                      const std::vector<std::string>& dictionary, int32_t index,
                      std::string& text) {
  if (index < 0 || static_cast<size_t>(index) >= dictionary.size()) {
    return Invalid(field,
                   absl::StrCat("index ", index, " is not in the dictionary"));
  }
  text = dictionary[index];
  return absl::OkStatus();
}

absl::Status ReadSeconds(absl::string_view field, bool present, int64_t seconds,
                         std::optional<absl::Duration>& length) {
  if (!present) return absl::OkStatus();
  if (seconds < 0 || seconds > kMaxSeconds) {
    return Invalid(field, absl::StrCat(seconds, " is no length of a ticket"));
  }
  length = absl::Seconds(seconds);
  return absl::OkStatus();
}

absl::Status ReadSteps(const adapter::v1::Ticket& wire,
                       const std::vector<std::string>& dictionary,
                       Ticket& ticket) {
  if (wire.steps_size() == 0) {
    return Invalid("tickets.steps", "what it is in now is required");
  }
  if (wire.steps_size() > kMaxSteps) {
    return Invalid("tickets.steps",
                   absl::StrCat(wire.steps_size(),
                                " steps; a ticket has at most ", kMaxSteps));
  }
  ticket.steps.reserve(wire.steps_size());
  for (const auto& from : wire.steps()) {
    TicketStep step;
    ASSIGN_OR_RETURN(step.at, RequiredTime("tickets.steps.time",
                                           from.has_time(), from.time()));
    if (!ticket.steps.empty() && step.at < ticket.steps.back().at) {
      return Invalid("tickets.steps.time",
                     "it is before the step in front of it");
    }
    step.state = FromWire(from.state());
    RETURN_IF_ERROR(
        ReadText("tickets.steps.word", dictionary, from.word(), step.word));
    RETURN_IF_ERROR(ReadText("tickets.steps.priority", dictionary,
                             from.priority(), step.priority));
    if (from.has_made_sla()) step.made_sla = from.made_sla();
    if (from.updates() < 0) {
      return Invalid("tickets.steps.updates", "it is negative");
    }
    step.updates = from.updates() == 0 ? 1 : from.updates();
    ticket.steps.push_back(std::move(step));
  }
  return absl::OkStatus();
}

}  // namespace

TicketState FromWire(type::v1::TicketState state) {
  return type::v1::TicketState_IsValid(state) ? static_cast<TicketState>(state)
                                              : TicketState::kUnspecified;
}

type::v1::TicketState ToWire(TicketState state) {
  return static_cast<type::v1::TicketState>(state);
}

TicketKind FromWire(type::v1::TicketKind kind) {
  return type::v1::TicketKind_IsValid(kind) ? static_cast<TicketKind>(kind)
                                            : TicketKind::kUnspecified;
}

type::v1::TicketKind ToWire(TicketKind kind) {
  return static_cast<type::v1::TicketKind>(kind);
}

absl::StatusOr<Ticket> FromWire(const adapter::v1::Ticket& wire,
                                const std::vector<std::string>& dictionary) {
  Ticket ticket;
  ticket.delivery = wire.delivery();
  if (wire.line() < 0) return Invalid("tickets.line", "it is negative");
  ticket.line = wire.line();
  ASSIGN_OR_RETURN(ticket.id, RequiredText("tickets.id", wire.id()));
  ticket.kind = FromWire(wire.kind());
  RETURN_IF_ERROR(ReadText("tickets.supplier", dictionary, wire.supplier(),
                           ticket.supplier));
  RETURN_IF_ERROR(ReadText("tickets.assignment_group", dictionary,
                           wire.assignment_group(), ticket.assignment_group));
  RETURN_IF_ERROR(
      ReadText("tickets.service", dictionary, wire.service(), ticket.service));
  RETURN_IF_ERROR(ReadText("tickets.category", dictionary, wire.category(),
                           ticket.category));
  ASSIGN_OR_RETURN(ticket.opened,
                   RequiredTime("tickets.open_time", wire.has_open_time(),
                                wire.open_time()));
  for (const TimeField& time : kTimes) {
    ASSIGN_OR_RETURN(
        ticket.*time.field,
        OptionalTime(time.name, (wire.*time.has)(), (wire.*time.get)()));
  }
  ASSIGN_OR_RETURN(ticket.updated,
                   RequiredTime("tickets.update_time", wire.has_update_time(),
                                wire.update_time()));
  if (wire.reopen_count() < 0) {
    return Invalid("tickets.reopen_count", "it is negative");
  }
  ticket.reopened = wire.reopen_count();
  RETURN_IF_ERROR(ReadSeconds("tickets.held_seconds", wire.has_held_seconds(),
                              wire.held_seconds(), ticket.held));
  RETURN_IF_ERROR(ReadSeconds("tickets.elapsed_seconds",
                              wire.has_elapsed_seconds(),
                              wire.elapsed_seconds(), ticket.elapsed));
  RETURN_IF_ERROR(ReadSeconds(
      "tickets.business_elapsed_seconds", wire.has_business_elapsed_seconds(),
      wire.business_elapsed_seconds(), ticket.business_elapsed));
  ASSIGN_OR_RETURN(ticket.title,
                   wire_field::Text("tickets.title", wire.title()));
  RETURN_IF_ERROR(ReadSteps(wire, dictionary, ticket));
  ticket.whole_history = wire.whole_history();
  return ticket;
}

void TicketToWire(const Ticket& ticket, DictionaryWriter& dictionary,
                  adapter::v1::Ticket& wire) {
  wire.set_delivery(ticket.delivery);
  wire.set_line(ticket.line);
  wire.set_id(ticket.id);
  wire.set_kind(ToWire(ticket.kind));
  wire.set_supplier(dictionary.Add(ticket.supplier));
  wire.set_assignment_group(dictionary.Add(ticket.assignment_group));
  wire.set_service(dictionary.Add(ticket.service));
  wire.set_category(dictionary.Add(ticket.category));
  *wire.mutable_open_time() = ToWire(ticket.opened);
  for (const TimeField& time : kTimes) {
    const std::optional<absl::Time>& value = ticket.*time.field;
    if (value.has_value()) *(wire.*time.mutate)() = ToWire(*value);
  }
  *wire.mutable_update_time() = ToWire(ticket.updated);
  wire.set_reopen_count(ticket.reopened);
  if (ticket.held) wire.set_held_seconds(absl::ToInt64Seconds(*ticket.held));
  if (ticket.elapsed) {
    wire.set_elapsed_seconds(absl::ToInt64Seconds(*ticket.elapsed));
  }
  if (ticket.business_elapsed) {
    wire.set_business_elapsed_seconds(
        absl::ToInt64Seconds(*ticket.business_elapsed));
  }
  wire.set_title(ticket.title);
  for (const TicketStep& step : ticket.steps) {
    auto* to = wire.add_steps();
    *to->mutable_time() = ToWire(step.at);
    to->set_state(ToWire(step.state));
    to->set_word(dictionary.Add(step.word));
    to->set_priority(dictionary.Add(step.priority));
    if (step.made_sla) to->set_made_sla(*step.made_sla);
    if (step.updates != 1) to->set_updates(step.updates);
  }
  wire.set_whole_history(ticket.whole_history);
}

}  // namespace regisseur
