#include "services/tickets/tickets_options.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur::tickets {
namespace {

// One of `words`, by its text; the first one when the option is not set.
template <typename T>
absl::StatusOr<T> ReadWord(
    const sdk::SourceSpec& source, absl::string_view option,
    const std::vector<std::pair<absl::string_view, T>>& words,
    absl::string_view allowed) {
  const std::string text = source.Option(option, words.front().first);
  for (const auto& [word, value] : words) {
    if (text == word) return value;
  }
  return sdk::RefuseOption(option, text, allowed);
}

constexpr TicketState kStates[] = {TicketState::kNew,
                                   TicketState::kInProgress,
                                   TicketState::kWaitingForCustomer,
                                   TicketState::kWaitingForThirdParty,
                                   TicketState::kWaiting,
                                   TicketState::kResolved,
                                   TicketState::kClosed,
                                   TicketState::kCancelled};
constexpr char kStatesAllowed[] =
    "pairs such as `Wacht op klant=waiting_for_customer; Bij ons=in_progress`; "
    "the states are new, in_progress, waiting_for_customer, "
    "waiting_for_third_party, waiting, resolved, closed and cancelled";

absl::StatusOr<StateWords> ReadStates(const sdk::SourceSpec& source) {
  StateWords states;
  const std::string text = source.Option("states");
  for (const absl::string_view pair :
       absl::StrSplit(text, ';', absl::SkipWhitespace())) {
    // A word may hold the sign itself.
    const size_t sign = pair.rfind('=');
    const std::string word =
        sign == absl::string_view::npos
            ? std::string()
            : absl::AsciiStrToLower(
                  absl::StripAsciiWhitespace(pair.substr(0, sign)));
    bool found = false;
    for (const TicketState state : kStates) {
      if (word.empty() || absl::StripAsciiWhitespace(pair.substr(sign + 1)) !=
                              TicketStateWord(state)) {
        continue;
      }
      states[word] = state;
      found = true;
    }
    if (!found) {
      return sdk::RefuseOption("states", absl::StripAsciiWhitespace(pair),
                               kStatesAllowed);
    }
  }
  return states;
}

}  // namespace

absl::StatusOr<TicketsOptions> TicketsOptions::Parse(
    const sdk::SourceSpec& source) {
  TicketsOptions options;
  RETURN_IF_ERROR(sdk::RequireOption(source, "path"));
  options.path = source.Option("path");
  ASSIGN_OR_RETURN(options.files, sdk::ReadFilesOption(source));
  ASSIGN_OR_RETURN(options.export_of,
                   ReadWord<ExportOption>(source, "export",
                                          {{"whole", ExportOption::kWhole},
                                           {"all", ExportOption::kAll},
                                           {"changes", ExportOption::kChanges}},
                                          "whole, all or changes"));
  if (options.export_of == ExportOption::kChanges &&
      options.files != sdk::FilesOption::kSeparate) {
    return sdk::RefuseOption(
        "files", source.Option("files"),
        "nothing with export: changes, of which every file counts");
  }
  ASSIGN_OR_RETURN(options.rows,
                   ReadWord<RowsOption>(source, "rows",
                                        {{"auto", RowsOption::kAuto},
                                         {"events", RowsOption::kEvents},
                                         {"tickets", RowsOption::kTickets}},
                                        "auto, events or tickets"));
  options.time_zone = source.time_zone;
  const std::string zone = source.Option("time_zone");
  if (!zone.empty()) {
    const absl::StatusOr<absl::TimeZone> loaded = LoadZone(zone);
    if (!loaded.ok()) {
      return sdk::RefuseOption("time_zone", zone,
                               "a name such as Europe/Amsterdam or UTC");
    }
    options.time_zone = *loaded;
    options.has_time_zone = true;
  }
  ASSIGN_OR_RETURN(options.order, ReadWord<std::optional<DateOrder>>(
                                      source, "date_order",
                                      {{"", std::nullopt},
                                       {"day_first", DateOrder::kDayFirst},
                                       {"month_first", DateOrder::kMonthFirst}},
                                      "day_first or month_first"));
  ASSIGN_OR_RETURN(options.separator, sdk::ReadSeparatorOption(source));
  ASSIGN_OR_RETURN(options.states, ReadStates(source));
  ASSIGN_OR_RETURN(options.kind, ReadWord<TicketKind>(
                                     source, "kind",
                                     {{"", TicketKind::kUnspecified},
                                      {"incident", TicketKind::kIncident},
                                      {"request", TicketKind::kRequest},
                                      {"change", TicketKind::kChange},
                                      {"problem", TicketKind::kProblem}},
                                     "incident, request, change or problem"));
  options.supplier = source.Option("supplier");
  options.assignment_group = source.Option("assignment_group");
  options.service = source.Option("service");
  ASSIGN_OR_RETURN(options.keep_titles, sdk::ReadSwitch(source, "keep_titles"));
  ASSIGN_OR_RETURN(options.keep_original,
                   sdk::ReadSwitch(source, "keep_original"));
  return options;
}

}  // namespace regisseur::tickets
