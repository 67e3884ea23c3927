#include "services/tickets/ticket_file.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "services/sdk/csv_reader.h"
#include "services/sdk/json_document.h"
#include "services/sdk/problem.h"

namespace regisseur::tickets {
namespace {

using F = TicketField;
using TakeRow = std::function<absl::Status(const TicketRow&)>;

// Inflated. A log of a million rows has 300 MB.
constexpr int64_t kMaxCsvBytes = int64_t{2} << 30;
constexpr int64_t kMaxJsonBytes = 128 << 20;

// ---- CSV

// Which column holds what.
struct Layout {
  std::vector<std::optional<F>> columns;

  bool Has(F field) const {
    for (const std::optional<F>& column : columns) {
      if (column == field) return true;
    }
    return false;
  }
};

Layout ReadHeader(const sdk::CsvRecord& header, const TicketsOptions& options,
                  const std::string& file, FindingList& findings) {
  Layout layout;
  for (const absl::string_view heading : header.fields) {
    std::optional<F> field = FieldOfHeading(heading);
    if (field == F::kTitle && !options.keep_titles) field.reset();
    if (!field.has_value()) {
      const bool is_personal =
          FieldOfHeading(heading) == F::kTitle || IsPersonal(heading);
      findings.Add(
          Severity::kInfo,
          is_personal ? "tickets-personal-not-read" : "tickets-column-not-read",
          "", file, header.line, heading, {{"origin", file}});
    } else if (layout.Has(*field)) {
      findings.Add(Severity::kInfo, "tickets-column-twice", FieldWord(*field),
                   file, header.line, heading, {{"origin", file}});
      field.reset();
    }
    layout.columns.push_back(field);
  }
  return layout;
}

// True when tickets can be read; else a finding says which column is missing.
bool CheckHeader(const Layout& layout, const std::string& file, int64_t line,
                 FindingList& findings) {
  const bool has_time = layout.Has(F::kOpened) || layout.Has(F::kCreated) ||
                        layout.Has(F::kUpdated);
  if (layout.Has(F::kId) && has_time) return true;
  const F missing = layout.Has(F::kId) ? F::kOpened : F::kId;
  findings.Add(Severity::kError, "tickets-column-missing", FieldWord(missing),
               file, line, "",
               {{"origin", file}, {"field", std::string(FieldWord(missing))}});
  return false;
}

// The separator that the first line suggests.
char SeparatorOf(absl::string_view start, const TicketsOptions& options) {
  if (options.separator.has_value()) return *options.separator;
  return sdk::GuessSeparator(start.substr(0, start.find('\n')));
}

// ---- JSON

// What a member says: a text, a number, a reference's name, or its id where
// nothing else is told. Of a time with both forms the one in UTC.
absl::string_view MemberText(sdk::JsonValue value, bool is_time) {
  if (!value.IsObject()) return value.IsArray() ? "" : value.Text();
  const std::pair<absl::string_view, absl::string_view> order =
      is_time ? std::pair<absl::string_view, absl::string_view>("value",
                                                                "display_value")
              : std::pair<absl::string_view, absl::string_view>("display_value",
                                                                "value");
  for (const absl::string_view key :
       {order.first, order.second, absl::string_view("name"),
        absl::string_view("id")}) {
    const absl::string_view text = value[key].Text();
    if (!IsEmptyCell(text)) return text;
  }
  return "";
}

bool IsTime(F field) {
  switch (field) {
    case F::kOpened:
    case F::kCreated:
    case F::kReacted:
    case F::kRestored:
    case F::kResolved:
    case F::kClosed:
    case F::kDue:
    case F::kUpdated:
      return true;
    default:
      return false;
  }
}

struct Member {
  absl::string_view key;
  F field;
};
// TOPdesk's incident (its API's own names).
constexpr Member kTopdesk[] = {
    {"number", F::kId},
    {"callType", F::kKind},
    {"processingStatus", F::kState},
    {"priority", F::kPriority},
    {"supplier", F::kSupplier},
    {"operatorGroup", F::kGroup},
    {"category", F::kCategory},
    {"callDate", F::kOpened},
    {"creationDate", F::kCreated},
    {"responseDate", F::kReacted},
    {"completedDate", F::kResolved},
    {"closedDate", F::kClosed},
    {"targetDate", F::kDue},
    {"modificationDate", F::kUpdated},
    {"onHoldDuration", F::kHeldMinutes},
    {"briefDescription", F::kTitle},
};

bool IsTopdesk(sdk::JsonValue record) {
  return record["callDate"].exists() || record["processingStatus"].exists();
}

// `0` and `0.0` are both written.
absl::string_view WholeNumber(absl::string_view text) {
  const size_t point = text.find('.');
  if (point == absl::string_view::npos) return text;
  for (const char digit : text.substr(point + 1)) {
    if (digit != '0') return text;
  }
  return text.substr(0, point);
}

TicketRow TopdeskRow(sdk::JsonValue record) {
  TicketRow row;
  row.line = record.line();
  for (const Member& member : kTopdesk) {
    row[member.field] = MemberText(record[member.key], IsTime(member.field));
  }
  row[F::kHeldMinutes] = WholeNumber(row[F::kHeldMinutes]);
  const auto is_marked = [&](absl::string_view key) {
    return record[key].Bool().value_or(false);
  };
  if (is_marked("closed")) {
    row.marked = TicketState::kClosed;
  } else if (is_marked("completed")) {
    row.marked = TicketState::kResolved;
  }
  return row;
}

TicketRow RecordRow(sdk::JsonValue record, const std::string& file,
                    FindingList& findings) {
  TicketRow row;
  row.line = record.line();
  row.utc = true;
  for (const sdk::JsonValue member : record) {
    const std::optional<F> field = FieldOfHeading(member.key());
    if (!field.has_value()) {
      findings.Add(Severity::kInfo,
                   IsPersonal(member.key()) ? "tickets-personal-not-read"
                                            : "tickets-column-not-read",
                   "", file, member.line(), member.key(), {{"origin", file}});
      continue;
    }
    if (IsEmptyCell(row[*field])) {
      // Of a key that is there twice the last one.
      row[*field] = MemberText(record[member.key()], IsTime(*field));
    }
  }
  return row;
}

absl::Status NoRecords(absl::string_view name) {
  return sdk::PartnerProblem("tickets-json-shape",
                             {{"origin", std::string(name)}});
}

}  // namespace

absl::Status ReadTicketCsv(std::unique_ptr<sdk::InputStream> input,
                           absl::string_view name, char separator,
                           const sdk::InputFile* growing,
                           const TicketsOptions& options, FindingList& findings,
                           const TakeRow& take) {
  const std::string file(name);
  sdk::CsvOptions csv;
  csv.separator = separator;
  csv.origin = file;
  sdk::CsvReader reader(std::move(input), csv);
  std::optional<Layout> layout;
  while (true) {
    const absl::StatusOr<const sdk::CsvRecord*> next = reader.Next();
    if (!next.ok()) {
      const std::optional<sdk::CsvFault>& fault = reader.fault();
      if (!fault.has_value()) return next.status();
      if (fault->at_end && growing != nullptr) {
        return sdk::FileIncomplete(
            *growing, absl::StrCat("in the middle of line ", fault->line));
      }
      findings.Add(Severity::kError, fault->rule, "", file, fault->line,
                   fault->value, fault->ArgumentsIn(file));
      continue;
    }
    if (*next == nullptr) break;
    const sdk::CsvRecord& record = **next;
    if (!layout.has_value()) {
      // Excel's own hint of the separator.
      if (absl::StartsWith(record.raw, "sep=")) continue;
      layout = ReadHeader(record, options, file, findings);
      if (!CheckHeader(*layout, file, record.line, findings)) {
        return absl::OkStatus();
      }
      continue;
    }
    if (record.fields.size() != layout->columns.size()) {
      if (record.at_end && record.fields.size() < layout->columns.size() &&
          growing != nullptr) {
        return sdk::FileIncomplete(
            *growing, absl::StrCat("in the middle of line ", record.line));
      }
      findings.Add(Severity::kError, "tickets-row-shape", "", file, record.line,
                   record.raw,
                   {{"origin", file},
                    {"found", absl::StrCat(record.fields.size())},
                    {"expected", absl::StrCat(layout->columns.size())}});
      continue;
    }
    TicketRow row;
    row.line = record.line;
    for (size_t i = 0; i < record.fields.size(); ++i) {
      if (layout->columns[i].has_value()) {
        row[*layout->columns[i]] = record.fields[i];
      }
    }
    RETURN_IF_ERROR(take(row));
  }
  if (!layout.has_value()) {
    return sdk::PartnerProblem("csv-no-header", {{"origin", file}});
  }
  return absl::OkStatus();
}

absl::Status ReadTicketJson(std::string text, absl::string_view name,
                            FindingList& findings, const TakeRow& take) {
  sdk::JsonOptions json;
  json.max_bytes = kMaxJsonBytes;
  ASSIGN_OR_RETURN(const sdk::JsonDocument document,
                   sdk::JsonDocument::Parse(std::move(text), name, json));
  const std::string file(name);
  for (const std::string& key : document.duplicate_keys()) {
    findings.Add(Severity::kWarning, "json-duplicate-key", key, file, 0, key,
                 {{"origin", file}});
  }
  sdk::JsonValue records = document.root();
  for (const absl::string_view key : {"result", "results", "incidents"}) {
    if (records.IsObject() &&
        (records[key].IsArray() || records[key].IsObject())) {
      records = records[key];
    }
  }
  const auto take_record = [&](sdk::JsonValue record) -> absl::Status {
    if (!record.IsObject()) {
      findings.Add(Severity::kError, "tickets-record-shape", "", file,
                   record.line(), record.Raw(), {{"origin", file}});
      return absl::OkStatus();
    }
    return take(IsTopdesk(record) ? TopdeskRow(record)
                                  : RecordRow(record, file, findings));
  };
  if (records.IsObject()) {
    // One record by itself.
    if (!records["number"].exists() && !records["id"].exists()) {
      return NoRecords(name);
    }
    return take_record(records);
  }
  if (!records.IsArray()) return NoRecords(name);
  for (const sdk::JsonValue record : records) {
    RETURN_IF_ERROR(take_record(record));
  }
  return absl::OkStatus();
}

absl::Status ReadTicketFile(const sdk::InputFile& file,
                            const TicketsOptions& options,
                            FindingList& findings, const TakeRow& take) {
  std::string start;
  {
    ASSIGN_OR_RETURN(const std::unique_ptr<sdk::InputStream> input,
                     sdk::OpenInput(file, kMaxCsvBytes));
    RETURN_IF_ERROR(input->Read(start).status());
  }
  absl::string_view first = start;
  if (absl::StartsWith(first, "\xFF\xFE") ||
      absl::StartsWith(first, "\xFE\xFF")) {
    return sdk::PartnerProblem("csv-encoding",
                               {{"origin", file.name}, {"found", "UTF-16"}});
  }
  if (absl::StartsWith(first, "\xEF\xBB\xBF")) first.remove_prefix(3);
  first = absl::StripLeadingAsciiWhitespace(first);
  if (first.empty() || (first[0] != '{' && first[0] != '[')) {
    ASSIGN_OR_RETURN(std::unique_ptr<sdk::InputStream> input,
                     sdk::OpenInput(file, kMaxCsvBytes));
    return ReadTicketCsv(std::move(input), file.name,
                         SeparatorOf(first, options),
                         sdk::MayStillBeWritten(file) ? &file : nullptr,
                         options, findings, take);
  }
  ASSIGN_OR_RETURN(std::string text, sdk::ReadInput(file, kMaxJsonBytes));
  const absl::Status read =
      ReadTicketJson(std::move(text), file.name, findings, take);
  if (!read.ok() && sdk::ProblemOf(read).rule == "json-malformed" &&
      sdk::MayStillBeWritten(file)) {
    return sdk::FileIncomplete(file, "before its last bracket");
  }
  return read;
}

}  // namespace regisseur::tickets
