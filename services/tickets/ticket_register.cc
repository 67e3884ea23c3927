#include "services/tickets/ticket_register.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace regisseur::tickets {
namespace {

// What the contract allows a ticket.
constexpr size_t kMostSteps = 2000;

}  // namespace

void TicketRegister::StartFile(const std::string& name) {
  files_.push_back({name, false});
}

uint32_t TicketRegister::Intern(const std::string& text) {
  const auto [it, is_new] =
      text_ids_.try_emplace(text, static_cast<uint32_t>(texts_.size()));
  if (is_new) texts_.push_back(text);
  return it->second;
}

void TicketRegister::Add(TicketEvent event) {
  ++events_;
  Ticket& ticket = event.ticket;
  const TicketStep& step = ticket.steps.front();
  const int file = static_cast<int>(files_.size()) - 1;
  auto [found, is_new] = entries_.try_emplace(ticket.id);
  Entry& entry = found->second;
  const int64_t at_us = absl::ToUnixMicros(step.at);
  if (!entry.events.empty() && entry.files.back() == file &&
      entry.events.back().at_us != at_us) {
    files_[file].repeats = true;
    ++(entry.events.back().at_us < at_us ? files_[file].later
                                         : files_[file].earlier);
  }
  if (entry.files.empty() || entry.files.back() != file) {
    entry.files.push_back(file);
  }
  Event& added = entry.events.emplace_back();
  added.at_us = at_us;
  added.change_number = event.change_number;
  added.place = static_cast<int32_t>(entry.events.size());
  added.word = Intern(step.word);
  added.priority = Intern(step.priority);
  added.state = step.state;
  added.made_sla = !step.made_sla.has_value() ? 0 : *step.made_sla ? 2 : 1;
  if (!is_new) {
    const auto before = std::tie(entry.latest.updated, entry.change_number);
    const auto now = std::tie(ticket.updated, event.change_number);
    // Of rows of one moment the one that was written later decides.
    if (now < before || (now == before && files_[file].newest_first())) return;
  }
  entry.change_number = event.change_number;
  entry.opening_told = event.opening_told;
  ticket.steps.clear();
  entry.latest = std::move(ticket);
}

bool TicketRegister::IsLog(const Entry& entry) const {
  switch (rows_) {
    case RowsOption::kEvents:
      return true;
    case RowsOption::kTickets:
      return false;
    case RowsOption::kAuto:
      break;
  }
  return std::all_of(entry.files.begin(), entry.files.end(),
                     [this](int file) { return files_[file].repeats; });
}

Ticket TicketRegister::Fold(Entry& entry, FindingList& findings) const {
  Ticket ticket = std::move(entry.latest);
  std::vector<Event>& events = entry.events;
  const std::string& file = files_[entry.files.back()].name;
  const bool is_log = IsLog(entry);
  const auto by_time = [](const Event& a, const Event& b) {
    return std::tie(a.at_us, a.change_number, a.place) <
           std::tie(b.at_us, b.change_number, b.place);
  };
  // A log that begins with the newest is in order, too.
  if (files_[entry.files.back()].newest_first()) {
    std::reverse(events.begin(), events.end());
    for (Event& event : events) event.place = -event.place;
  }
  if (!std::is_sorted(events.begin(), events.end(), by_time)) {
    if (is_log && entry.files.size() == 1) {
      findings.Add(Severity::kInfo, "tickets-event-order", "", file,
                   ticket.line, ticket.id, {{"origin", file}});
    }
    std::sort(events.begin(), events.end(), by_time);
  }
  if (!entry.opening_told) {
    ticket.opened = absl::FromUnixMicros(events.front().at_us);
  }
  if (rows_ == RowsOption::kTickets && events.size() > 1 &&
      entry.files.size() == 1) {
    findings.Add(Severity::kWarning, "tickets-duplicate", "id", file,
                 ticket.line, ticket.id, {{"origin", file}});
  }
  bool is_cut = false;
  for (const Event& event : events) {
    const std::optional<bool> made_sla =
        event.made_sla == 0 ? std::nullopt
                            : std::optional<bool>(event.made_sla == 2);
    const std::string& word = texts_[event.word];
    const std::string& priority = texts_[event.priority];
    if (!ticket.steps.empty()) {
      TicketStep& last = ticket.steps.back();
      if (last.state == event.state && last.word == word &&
          last.priority == priority && last.made_sla == made_sla) {
        ++last.updates;
        continue;
      }
    }
    if (ticket.steps.size() == kMostSteps) {
      // What it is in now counts more than how it came there.
      ticket.steps.pop_back();
      is_cut = true;
    }
    ticket.steps.push_back({absl::FromUnixMicros(event.at_us), event.state,
                            word, priority, made_sla, 1});
  }
  if (is_cut) {
    findings.Add(Severity::kWarning, "tickets-steps-cut", "", file, ticket.line,
                 ticket.id, {{"origin", file}});
  }
  const Event& first = events.front();
  ticket.whole_history =
      is_log && !is_cut &&
      (first.change_number == 0 || first.state == TicketState::kNew ||
       !entry.opening_told);
  return ticket;
}

std::vector<Ticket> TicketRegister::Take(FindingList& findings) {
  std::vector<Ticket> tickets;
  tickets.reserve(entries_.size());
  std::vector<Entry*> entries;
  for (auto& [id, entry] : entries_) entries.push_back(&entry);
  // Findings come in the order of the file.
  std::sort(entries.begin(), entries.end(), [](const Entry* a, const Entry* b) {
    return std::tie(a->files.front(), a->latest.line, a->latest.id) <
           std::tie(b->files.front(), b->latest.line, b->latest.id);
  });
  for (Entry* entry : entries) tickets.push_back(Fold(*entry, findings));
  std::sort(tickets.begin(), tickets.end(),
            [](const Ticket& a, const Ticket& b) {
              return std::tie(a.opened, a.id) < std::tie(b.opened, b.id);
            });
  entries_.clear();
  files_.clear();
  texts_.clear();
  text_ids_.clear();
  events_ = 0;
  return tickets;
}

}  // namespace regisseur::tickets
