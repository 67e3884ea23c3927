#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/digest_rules.h"
#include "aggregator/answers/incidents.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// `1 d 2 h 5 min`; less than a minute is told as one.
std::string LengthWords(absl::Duration length) {
  int64_t minutes = std::max<int64_t>(1, absl::ToInt64Minutes(length));
  const int64_t days = minutes / (24 * 60);
  minutes %= 24 * 60;
  const int64_t hours = minutes / 60;
  minutes %= 60;
  std::string words;
  if (days > 0) absl::StrAppend(&words, days, " d ");
  if (hours > 0) absl::StrAppend(&words, hours, " h ");
  if (minutes > 0 || words.empty()) absl::StrAppend(&words, minutes, " min ");
  words.pop_back();
  return words;
}

using IncidentKey = std::pair<std::string, std::string>;  // source, id

IncidentKey KeyOf(const IncidentRow& row) {
  return {row.source, row.incident.id};
}

DigestChange ChangeOf(const char* kind, const char* rule,
                      const IncidentRow& row) {
  DigestChange change;
  change.kind = kind;
  change.sentence.rule = rule;
  change.sentence.arguments = {
      {"provider", row.provider},
      {"title", row.incident.title},
      {"start", FormatForPeople(row.incident.start_time)}};
  change.provider = row.provider;
  change.time = row.incident.start_time;
  if (row.incident.end_time.has_value()) {
    change.sentence.arguments["length"] =
        LengthWords(*row.incident.end_time - row.incident.start_time);
  }
  change.evidence = {
      absl::StrCat("incident list --provider ", row.provider, " --from ",
                   FormatDay(absl::ToCivilDay(row.incident.start_time,
                                              absl::UTCTimeZone())))};
  return change;
}

}  // namespace

absl::Status AddIncidentChanges(DigestDesk& desk) {
  IncidentsQuestion question{.provider = desk.question.provider,
                             .owner = desk.question.owner,
                             .open = true};
  // A provider that was not known then had no incident.
  absl::StatusOr<IncidentsAnswer> before =
      AnswerIncidents(desk.context, desk.who, question, desk.Before());
  if (absl::IsNotFound(before.status())) before = IncidentsAnswer();
  RETURN_IF_ERROR(before.status());
  std::set<IncidentKey> open_then;
  absl::Time first = desk.from;
  for (const IncidentRow& row : before->incidents) {
    open_then.insert(KeyOf(row));
    first = std::min(first, row.incident.start_time);
  }
  question.open = false;
  question.from = FormatInstant(first);
  question.to = FormatInstant(desk.until);
  if (first >= desk.until) return absl::OkStatus();
  ASSIGN_OR_RETURN(const IncidentsAnswer after,
                   AnswerIncidents(desk.context, desk.who, question, desk.to));
  for (const Gap& gap : after.gaps) AddGap(gap, desk.gaps);
  for (const IncidentRow& row : after.incidents) {
    const Incident& incident = row.incident;
    const bool is_over =
        incident.end_time.has_value() && *incident.end_time <= desk.until;
    if (open_then.contains(KeyOf(row))) {
      if (!is_over) continue;
      DigestChange change =
          ChangeOf("incident_ended", "change-incident-ended", row);
      change.time = incident.end_time;
      desk.changes.push_back(std::move(change));
      continue;
    }
    // What was over before is history that somebody told later.
    if (is_over && *incident.end_time <= desk.from) continue;
    if (row.told_time <= desk.from && incident.start_time <= desk.from) {
      continue;
    }
    DigestChange change =
        ChangeOf("incident_began",
                 is_over ? "change-incident-was" : "change-incident-open", row);
    change.bad = !is_over;
    desk.changes.push_back(std::move(change));
  }
  return absl::OkStatus();
}

namespace {

struct SourceLook {
  bool silent = false;
  SourceRecord record;
};

absl::StatusOr<std::map<std::string, SourceLook>> LookAtSources(
    const DigestDesk& desk, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(desk.context, desk.who, as_of));
  ASSIGN_OR_RETURN(SourceRecords records,
                   ReadSourceRecords(desk.context, desk.who, known, as_of));
  std::map<std::string, SourceLook> looks;
  for (const KnownSource& source : known.sources()) {
    if (source.former || (!source.provider.empty() &&
                          !desk.Wants(desk.known.CurrentId(source.provider)))) {
      continue;
    }
    SourceRecord& record = records.at(source.config->id);
    const bool silent =
        IsSilent(ComputeFreshness(ClocksOf(*source.config, record),
                                  known.moment(), known.portfolio().time_zone));
    looks[source.config->id] = {silent, std::move(record)};
  }
  return looks;
}

DigestChange SourceChange(const DigestDesk& desk, const char* kind,
                          const char* rule, const std::string& source) {
  DigestChange change;
  change.kind = kind;
  change.sentence = {rule, {{"source", source}}};
  if (const KnownSource* found = desk.known.FindSource(source)) {
    change.provider = found->provider;
  }
  change.evidence = {absl::StrCat("source show ", source)};
  return change;
}

// Errors and warnings that were not among those before.
absl::Status AddFindings(DigestDesk& desk, const std::string& source) {
  using Key = std::tuple<std::string, std::string, std::string>;
  const SourceReader& reader = desk.context.sources;
  ASSIGN_OR_RETURN(const std::vector<Finding> then,
                   reader.ListFindings(desk.who, source, desk.Before()));
  ASSIGN_OR_RETURN(const std::vector<Finding> now,
                   reader.ListFindings(desk.who, source, desk.to));
  std::set<Key> known;
  for (const Finding& finding : then) {
    known.insert({finding.rule, finding.field, finding.file});
  }
  int errors = 0;
  int warnings = 0;
  for (const Finding& finding : now) {
    if (known.contains({finding.rule, finding.field, finding.file})) continue;
    if (finding.severity == Severity::kError) ++errors;
    if (finding.severity == Severity::kWarning) ++warnings;
  }
  if (errors + warnings == 0) return absl::OkStatus();
  DigestChange change =
      SourceChange(desk, "findings", "change-findings", source);
  change.sentence.arguments["errors"] = absl::StrCat(errors);
  change.sentence.arguments["warnings"] = absl::StrCat(warnings);
  change.evidence = {absl::StrCat("source show ", source)};
  change.bad = errors > 0;
  desk.changes.push_back(std::move(change));
  return absl::OkStatus();
}

}  // namespace

absl::Status AddSourceChanges(DigestDesk& desk) {
  ASSIGN_OR_RETURN(const auto before, LookAtSources(desk, desk.Before()));
  ASSIGN_OR_RETURN(const auto after, LookAtSources(desk, desk.to));
  for (const auto& [source, look] : after) {
    RETURN_IF_ERROR(AddFindings(desk, source));
    const auto then = before.find(source);
    if (then == before.end() || then->second.silent == look.silent) continue;
    DigestChange change =
        look.silent
            ? SourceChange(desk, "source_silent",
                           look.record.last_answer.has_value()
                               ? "change-source-silent"
                               : "change-source-never-spoke",
                           source)
            : SourceChange(desk, "source_back", "change-source-back", source);
    const std::optional<absl::Time>& since =
        look.silent ? look.record.last_answer : then->second.record.last_answer;
    if (since.has_value()) {
      change.sentence.arguments["since"] = FormatForPeople(*since);
    } else if (!look.silent) {
      change.sentence.rule = "change-source-spoke";
    }
    change.bad = look.silent;
    change.time = look.record.last_answer;
    desk.changes.push_back(std::move(change));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
