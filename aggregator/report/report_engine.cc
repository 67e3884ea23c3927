#include "aggregator/report/report_engine.h"

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Templates are files: they may change at any time.
constexpr absl::Duration kListedFor = absl::Seconds(10);
constexpr absl::Duration kLook = absl::Milliseconds(50);
constexpr size_t kMostWhyBytes = 300;

// One line without control characters, for the chain.
std::string Why(absl::string_view text) {
  std::string why(text.substr(0, kMostWhyBytes));
  for (char& c : why) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  return why;
}

// The parameter's value as part of an id.
std::string IdText(absl::string_view text) {
  std::string id;
  for (const char c : text) {
    const char small = absl::ascii_tolower(static_cast<unsigned char>(c));
    id += absl::ascii_isalnum(static_cast<unsigned char>(small)) ? small : '-';
  }
  return id.substr(0, 40);
}

TimeRange RangeOf(const ReportPlan& plan, const std::string& period) {
  const absl::StatusOr<CoveredPeriod> about = CoveredPeriod::Parse(period);
  if (!about.ok()) return {};
  return {absl::FromCivil(about->first, plan.time_zone),
          absl::FromCivil(about->last + 1, plan.time_zone)};
}

MatterSubject SubjectOf(const ReportPlan& plan, const std::string& period) {
  return {.kind = MatterKind::kReport,
          .name = ReportMatterName(plan.id, period),
          .range = RangeOf(plan, period)};
}

const ReportIssueRecord* LastIssued(
    const std::vector<ReportIssueRecord>& issues) {
  const ReportIssueRecord* last = nullptr;
  for (const ReportIssueRecord& issue : issues) {
    if (issue.state == ReportIssueRecord::State::kIssued) last = &issue;
  }
  return last;
}

const ReportFileRecord* FindFile(const ReportIssueRecord& issue,
                                 absl::string_view format) {
  for (const ReportFileRecord& file : issue.files) {
    if (file.format == format && file.problem.empty()) return &file;
  }
  return nullptr;
}

size_t FilesLacking(const ReportIssueRecord& issue) {
  return static_cast<size_t>(
      std::count_if(issue.files.begin(), issue.files.end(),
                    [](const auto& file) { return !file.problem.empty(); }));
}

}  // namespace

void ReportEngine::SetPlans(std::shared_ptr<const ReportPlans> plans) {
  absl::MutexLock lock(&mutex_);
  plans_ = std::move(plans);
  listed_ = absl::InfinitePast();
}

std::shared_ptr<const ReportPlans> ReportEngine::plans() const {
  absl::MutexLock lock(&mutex_);
  return plans_;
}

std::vector<std::string> ReportEngine::Folders() const {
  return plans()->template_folders;
}

absl::StatusOr<ReportTemplate> ReportEngine::FindTemplate(
    const std::string& name) {
  absl::StatusOr<std::vector<ReportTemplate>> templates;
  bool fresh = false;
  {
    absl::MutexLock lock(&mutex_);
    templates = templates_;
    fresh = absl::Now() - listed_ < kListedFor;
  }
  if (!fresh) {
    templates = parts_.program.ListTemplates(Folders());
    absl::MutexLock lock(&mutex_);
    templates_ = templates;
    listed_ = absl::Now();
  }
  RETURN_IF_ERROR(templates.status());
  std::vector<std::string> names;
  for (const ReportTemplate& each : *templates) {
    if (each.name == name) return each;
    names.push_back(each.name);
  }
  return absl::NotFoundError(absl::StrCat("there is no template \"", name,
                                          "\"; there are ",
                                          absl::StrJoin(names, ", ")));
}

absl::StatusOr<ReportPlan> ReportEngine::FindPlan(
    const std::string& id,
    const std::map<std::string, std::string>& parameters) {
  const std::shared_ptr<const ReportPlans> plans = this->plans();
  if (const ReportPlan* plan = plans->Find(id)) {
    for (const auto& [name, value] : parameters) {
      const auto known = plan->parameters.find(name);
      if (known == plan->parameters.end() || known->second != value) {
        return absl::InvalidArgumentError(absl::StrCat(
            "parameters: the report ", id,
            " is configured; what it is told stands there. Run its template ",
            plan->template_name, " for another ", name));
      }
    }
    return *plan;
  }
  const absl::StatusOr<ReportTemplate> found = FindTemplate(id);
  if (absl::IsNotFound(found.status())) {
    std::vector<std::string> ids;
    for (const ReportPlan& plan : plans->plans) ids.push_back(plan.id);
    return absl::NotFoundError(absl::StrCat(
        "id: there is no report \"", id, "\"",
        ids.empty()
            ? std::string(" in the configuration")
            : absl::StrCat("; configured are ", absl::StrJoin(ids, ", ")),
        ", and ", found.status().message()));
  }
  RETURN_IF_ERROR(found.status());
  ReportPlan plan = plans->unscheduled;
  plan.id = id;
  plan.template_name = id;
  plan.parameters = parameters;
  for (const std::string& name : found->parameters) {
    const auto given = parameters.find(name);
    if (given == parameters.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("parameters: the template ", id, " wants ", name,
                       "; say --set ", name, "=…"));
    }
    absl::StrAppend(&plan.id, ".", IdText(given->second));
  }
  return plan;
}

absl::StatusOr<std::string> ReportEngine::PeriodOf(const ReportPlan& plan,
                                                   const std::string& text,
                                                   absl::CivilDay day) {
  ASSIGN_OR_RETURN(const ReportTemplate found,
                   FindTemplate(plan.template_name));
  if (text.empty()) {
    return PeriodOfRun(found.period, plan.covers, day).ToText();
  }
  const absl::StatusOr<CoveredPeriod> period = CoveredPeriod::Parse(text);
  if (!period.ok() || period->kind != found.period) {
    return absl::InvalidArgumentError(
        absl::StrCat("period: \"", text, "\" is no ",
                     CoveredPeriodWord(found.period), ", which the template ",
                     plan.template_name, " is about; right is for instance ",
                     CoveredPeriodExample(found.period)));
  }
  if (period->first > day) {
    return absl::InvalidArgumentError(
        absl::StrCat("period: ", text,
                     " has not begun: nothing is known of it "
                     "that could be reported"));
  }
  return text;
}

absl::Status ReportEngine::Take(const absl::Notification& cancelled) {
  const auto free = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !busy_;
  };
  absl::MutexLock lock(&mutex_);
  while (!mutex_.AwaitWithTimeout(absl::Condition(&free), kLook)) {
    if (cancelled.HasBeenNotified()) {
      return absl::CancelledError(
          "nobody waits for the report any more, or the daemon stops");
    }
  }
  busy_ = true;
  return absl::OkStatus();
}

void ReportEngine::Leave() {
  absl::MutexLock lock(&mutex_);
  busy_ = false;
}

absl::StatusOr<ReportOutcome> ReportEngine::Run(
    const Principal& who, const ReportRequest& request, const Report& report,
    const absl::Notification& cancelled) {
  RETURN_IF_ERROR(Take(cancelled));
  const absl::Cleanup leave = [this] { Leave(); };
  // A schedule's run is made again by itself; of one that somebody asked for
  // nothing else would tell.
  if (request.due.has_value() || request.dry_run) {
    return Make(who, request, report, cancelled);
  }
  const ReportArchive::Begun begun{.id = request.plan.id,
                                   .period = request.period,
                                   .template_name = request.plan.template_name,
                                   .by = Why(who.identity),
                                   .time = FormatInstant(parts_.clock.Now())};
  RETURN_IF_ERROR(archive_.MarkBegun(begun));
  absl::StatusOr<ReportOutcome> made = Make(who, request, report, cancelled);
  RETURN_IF_ERROR(archive_.RemoveMark(begun));
  return made;
}

absl::StatusOr<std::optional<absl::Time>> ReportEngine::Since(
    const Principal& who, const std::string& id, const std::string& period) {
  ASSIGN_OR_RETURN(const std::vector<ReportIssueRecord> issues,
                   ListReportIssueRecords(parts_.matters, who, id, "", AsOf{}));
  ASSIGN_OR_RETURN(const CoveredPeriod about, CoveredPeriod::Parse(period));
  // The last one about a time before it; they are newest first.
  for (const ReportIssueRecord& issue : issues) {
    const auto earlier = CoveredPeriod::Parse(issue.period);
    if (issue.as_of.has_value() && earlier.ok() &&
        earlier->first < about.first) {
      return std::optional<absl::Time>(issue.as_of);
    }
  }
  return std::optional<absl::Time>();
}

absl::StatusOr<ReportOutcome> ReportEngine::Make(
    const Principal& who, const ReportRequest& request, const Report& report,
    const absl::Notification& cancelled) {
  const ReportPlan& plan = request.plan;
  ASSIGN_OR_RETURN(const std::vector<ReportIssueRecord> issues,
                   IssuesOf(who, plan.id, request.period));
  ReportOutcome outcome;
  for (const ReportIssueRecord& issue : issues) {
    if (request.due.has_value() && issue.due == request.due &&
        issue.state == ReportIssueRecord::State::kIssued) {
      outcome.issue = issue;
      outcome.unchanged = true;
      return outcome;
    }
  }
  Failpoint("report:begun");
  const ReportIssueRecord* const last = LastIssued(issues);
  DocumentTask task{.template_name = plan.template_name,
                    .period = request.period,
                    .language = plan.language,
                    .parameters = plan.parameters,
                    .time_zone = plan.time_zone_name,
                    .program_version = parts_.program_version,
                    .revision = last == nullptr ? 1 : last->revision + 1};
  ASSIGN_OR_RETURN(task.since, Since(who, plan.id, request.period));
  if (last != nullptr) {
    RETURN_IF_ERROR(Document(who, *last).status());
    task.previous = DocumentPath(*last);
  }
  int asked = 0;
  const AnswerQuestion answer =
      [&](const std::string& method,
          const std::string& question) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(
        report({.stage = "collecting", .subject = method, .done = asked++}));
    return parts_.answer(method, question);
  };
  ASSIGN_OR_RETURN(const CollectedDocument document,
                   parts_.program.Collect(Folders(), task, answer, cancelled));
  outcome.differences = document.differences;
  Failpoint("report:collected");
  const bool same = last != nullptr && !request.due.has_value() &&
                    document.differences.empty();
  // A format that failed then may be drawn now.
  const size_t lacking = last == nullptr ? 0 : FilesLacking(*last);
  if (same && (lacking == 0 || request.dry_run)) {
    outcome.issue = *last;
    outcome.unchanged = true;
    if (!request.dry_run) return outcome;
  }

  // The document always: every other file can be drawn from it again.
  std::vector<std::string> formats = plan.formats;
  for (const std::string& format : request.formats) {
    if (std::find(formats.begin(), formats.end(), format) == formats.end()) {
      formats.push_back(format);
    }
  }
  if (request.dry_run && !request.formats.empty()) formats = request.formats;
  std::vector<ArchivedReportFile> files = {
      {"json",
       ReportArchive::FileName(plan.id, request.period, task.revision, "json"),
       document.json}};
  std::vector<ReportFileRecord> failed;
  int done = 0;
  absl::Status why = absl::OkStatus();
  for (const std::string& format : formats) {
    RETURN_IF_ERROR(report({.stage = "drawing",
                            .subject = format,
                            .done = done++,
                            .total = static_cast<int>(formats.size())}));
    if (format == "json") continue;
    absl::StatusOr<std::string> drawn = parts_.program.Draw(
        Folders(), format, document.json, plan.language, cancelled);
    if (cancelled.HasBeenNotified()) return drawn.status();
    if (drawn.ok()) {
      files.push_back({format,
                       ReportArchive::FileName(plan.id, request.period,
                                               task.revision, format),
                       *std::move(drawn)});
    } else {
      why = drawn.status();
      failed.push_back(
          {.format = format, .problem = Why(drawn.status().message())});
    }
  }
  if (files.size() == 1 && !why.ok()) return why;  // nothing can be drawn
  if (same && !request.dry_run && failed.size() >= lacking) {
    outcome.issue = *last;
    outcome.unchanged = true;
    return outcome;
  }
  Failpoint("report:drawn");
  if (request.dry_run) {
    for (const ArchivedReportFile& file : files) {
      if (file.format == formats.front()) outcome.preview = file.content;
    }
    if (outcome.unchanged) return outcome;
    outcome.issue.report = plan.id;
    outcome.issue.period = request.period;
    outcome.issue.revision = task.revision;
    outcome.issue.as_of = document.as_of;
    outcome.issue.language = plan.language;
    outcome.issue.template_name = plan.template_name;
    outcome.issue.differences = static_cast<int>(document.differences.size());
    for (const ArchivedReportFile& file : files) {
      outcome.issue.files.push_back(
          {.format = file.format,
           .name = file.name,
           .bytes = static_cast<int64_t>(file.content.size())});
    }
    outcome.issue.files.insert(outcome.issue.files.end(), failed.begin(),
                               failed.end());
    return outcome;
  }
  ASSIGN_OR_RETURN(
      std::vector<ReportFileRecord> records,
      archive_.Write(plan.id, request.period, task.revision, files));
  records.insert(records.end(), failed.begin(), failed.end());
  RETURN_IF_ERROR(Issue(who, request, document, task.revision, records));
  Failpoint("report:issued");
  absl::StatusOr<ReportIssueRecord> issued =
      FindIssue(who, plan.id, request.period, task.revision);
  if (absl::IsNotFound(issued.status()) && last != nullptr) {
    // The request came before; what it issued then is the answer again.
    RETURN_IF_ERROR(archive_.Remove(plan.id, request.period, task.revision));
    issued = *last;
    outcome.unchanged = true;
  }
  RETURN_IF_ERROR(issued.status());
  outcome.issue = *std::move(issued);
  return outcome;
}

absl::Status ReportEngine::Issue(const Principal& who,
                                 const ReportRequest& request,
                                 const CollectedDocument& document,
                                 int revision,
                                 const std::vector<ReportFileRecord>& files) {
  const ReportPlan& plan = request.plan;
  NewMatterStep step{.subject = SubjectOf(plan, request.period),
                     .move = MatterMove::kIssued};
  step.values = {
      {kReportRevision, absl::StrCat(revision)},
      {kReportAsOf, FormatInstant(document.as_of)},
      {kReportTemplate, plan.template_name},
      {kReportLanguage, plan.language},
      {kReportProgram, parts_.program_version},
      {kReportDifferences, absl::StrCat(document.differences.size())}};
  if (request.due.has_value()) {
    step.values.emplace_back(kReportDue, FormatInstant(*request.due));
  }
  for (const ReportFileRecord& file : files) {
    if (file.problem.empty()) {
      step.values.emplace_back(kReportFile,
                               absl::StrCat(file.format, " ", file.name, " ",
                                            file.bytes, " ", file.sha256));
    } else {
      step.values.emplace_back(kReportNoFile,
                               absl::StrCat(file.format, " ", file.problem));
    }
  }
  for (const Recipient& recipient : plan.recipients) {
    step.values.emplace_back(
        kReportRecipient,
        absl::StrCat(recipient.name, " ", RecipientKindWord(recipient.kind)));
  }
  return DoMatterAct(
             parts_.acts, parts_.matters, who, request.act,
             [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
               ASSIGN_OR_RETURN(
                   const std::optional<Matter> matter,
                   parts_.matters.Find(transaction, MatterKind::kReport,
                                       step.subject.name));
               if (matter.has_value()) {
                 step.subject = matter->subject;
                 ASSIGN_OR_RETURN(const auto issues, ReportIssuesOf(*matter));
                 const ReportIssueRecord* const last = LastIssued(issues);
                 if (last != nullptr && last->revision >= revision) {
                   return absl::AbortedError(absl::StrCat(
                       "revision ", last->revision, " of ", step.subject.name,
                       " was issued meanwhile; ask again"));
                 }
               }
               return MatterAct{
                   .steps = {step}, .kept = {document.json}, .shared = false};
             })
      .status();
}

absl::Status ReportEngine::Record(const Principal& who, const ReportPlan& plan,
                                  const std::string& period,
                                  std::optional<absl::Time> due,
                                  MatterMove move, const std::string& why) {
  NewMatterStep step{.subject = SubjectOf(plan, period), .move = move};
  step.values = {{kReportTemplate, plan.template_name}, {kReportWhy, Why(why)}};
  const std::string due_text = due.has_value() ? FormatInstant(*due) : "";
  if (due.has_value()) step.values.emplace_back(kReportDue, due_text);
  // A failure may come again, and so may what somebody asks for; a run that is
  // missed is so once.
  const std::string again =
      move == MatterMove::kFailed || !due.has_value()
          ? absl::StrCat(" ", absl::ToUnixMicros(parts_.clock.Now()))
          : "";
  return DoMatterAct(
             parts_.acts, parts_.matters, who,
             {.method = "daemon.report",
              .id = absl::StrCat(MatterMoveWord(move), " ", plan.id, " ",
                                 due.has_value() ? due_text : period, again),
              .content = absl::StrCat(plan.id, " ", period)},
             [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
               ASSIGN_OR_RETURN(
                   const std::optional<Matter> matter,
                   parts_.matters.Find(transaction, MatterKind::kReport,
                                       step.subject.name));
               if (matter.has_value()) step.subject = matter->subject;
               return MatterAct{.steps = {step}, .shared = false};
             })
      .status();
}

absl::StatusOr<std::vector<ReportIssueRecord>> ReportEngine::IssuesOf(
    const Principal& who, const std::string& id,
    const std::string& period) const {
  ASSIGN_OR_RETURN(const std::optional<Matter> matter,
                   parts_.matters.Find(who, MatterKind::kReport,
                                       ReportMatterName(id, period)));
  if (!matter.has_value()) return std::vector<ReportIssueRecord>();
  return ReportIssuesOf(*matter);
}

absl::StatusOr<ReportIssueRecord> ReportEngine::FindIssue(
    const Principal& who, const std::string& id, const std::string& period,
    int revision) const {
  ASSIGN_OR_RETURN(const std::vector<ReportIssueRecord> issues,
                   IssuesOf(who, id, period));
  const ReportIssueRecord* found = nullptr;
  for (const ReportIssueRecord& issue : issues) {
    if (issue.state == ReportIssueRecord::State::kIssued &&
        (revision == 0 || issue.revision == revision)) {
      found = &issue;
    }
  }
  if (found != nullptr) return *found;
  return absl::NotFoundError(absl::StrCat(
      "id: of the report \"", id, "\" ",
      revision == 0 ? std::string("nothing")
                    : absl::StrCat("no revision ", revision),
      " was issued about \"", period, "\"; `report history` shows what was"));
}

absl::StatusOr<ReportEngine::File> ReportEngine::GetFile(
    const Principal& who, const ReportIssueRecord& issue,
    const std::string& format, const std::string& language,
    const absl::Notification& cancelled) {
  std::string wanted = format;
  if (wanted.empty()) {
    for (const ReportFileRecord& file : issue.files) {
      if (file.problem.empty() && (wanted.empty() || wanted == "json")) {
        wanted = file.format;
      }
    }
  }
  if (std::find(std::begin(kReportFormats), std::end(kReportFormats), wanted) ==
      std::end(kReportFormats)) {
    return absl::InvalidArgumentError(
        absl::StrCat("format: \"", wanted, "\" is none; there are ",
                     absl::StrJoin(kReportFormats, ", ")));
  }
  const bool as_issued = language.empty() || language == issue.language;
  File file;
  const ReportFileRecord* const record = FindFile(issue, wanted);
  if (record != nullptr && as_issued) {
    file.record = *record;
    absl::StatusOr<std::string> content =
        wanted == "json" ? Document(who, issue) : archive_.Read(issue, *record);
    if (!absl::IsNotFound(content.status())) {
      RETURN_IF_ERROR(content.status());
      file.content = *std::move(content);
      return file;
    }
  }
  ASSIGN_OR_RETURN(const std::string json, Document(who, issue));
  ASSIGN_OR_RETURN(
      file.content,
      parts_.program.Draw(Folders(), wanted, json,
                          as_issued ? issue.language : language, cancelled));
  if (record != nullptr && as_issued) {
    // Not there any more: a backup holds documents. The same document gives
    // the same bytes with the same versions of the libraries.
    if (ReportFileHash(file.content) != record->sha256) {
      return absl::DataLossError(
          absl::StrCat(record->name,
                       " is not in the archive any more, and drawn anew from "
                       "its document it has other bytes than were issued; the "
                       "document itself is there in json"));
    }
    RETURN_IF_ERROR(archive_.Restore(issue, *record, file.content));
    return file;
  }
  file.record.format = wanted;
  file.record.name = ReportArchive::FileName(issue.report, issue.period,
                                             issue.revision, wanted);
  file.record.bytes = static_cast<int64_t>(file.content.size());
  file.record.sha256 = ReportFileHash(file.content);
  return file;
}

std::string ReportEngine::DocumentPath(const ReportIssueRecord& issue) const {
  const ReportFileRecord* const file = FindFile(issue, "json");
  return absl::StrCat(
      archive_.FolderOf(issue.report, issue.period, issue.revision), "/",
      file == nullptr ? "" : file->name);
}

absl::StatusOr<std::string> ReportEngine::Document(
    const Principal& who, const ReportIssueRecord& issue) const {
  const ReportFileRecord* const file = FindFile(issue, "json");
  if (file == nullptr) {
    return absl::NotFoundError(absl::StrCat("revision ", issue.revision, " of ",
                                            issue.report, " has no document"));
  }
  absl::StatusOr<std::string> read = archive_.Read(issue, *file);
  if (!absl::IsNotFound(read.status())) return read;
  ASSIGN_OR_RETURN(const std::string kept,
                   parts_.matters.GetText(who, file->sha256));
  RETURN_IF_ERROR(archive_.Restore(issue, *file, kept));
  return kept;
}

absl::StatusOr<std::vector<ReportDifferenceRow>> ReportEngine::Compare(
    const Principal& who, const ReportIssueRecord& older,
    const ReportIssueRecord& newer) {
  for (const ReportIssueRecord* issue : {&older, &newer}) {
    RETURN_IF_ERROR(Document(who, *issue).status());
  }
  return parts_.program.Compare(Folders(), DocumentPath(older),
                                DocumentPath(newer));
}

absl::Status ReportEngine::RecordInterrupted() {
  ASSIGN_OR_RETURN(const std::vector<ReportArchive::Begun> begun,
                   archive_.ListBegun());
  for (const ReportArchive::Begun& each : begun) {
    ReportPlan plan = plans()->unscheduled;
    plan.id = each.id;
    plan.template_name = each.template_name;
    RETURN_IF_ERROR(Record(Principal::System("reports"), plan, each.period,
                           std::nullopt, MatterMove::kMissed,
                           absl::StrCat("the daemon ended before it was made; ",
                                        each.by, " had asked for it at ",
                                        each.time, ": ask for it again")));
    RETURN_IF_ERROR(archive_.RemoveMark(each));
  }
  return absl::OkStatus();
}

absl::Status ReportEngine::RemoveOrphans() {
  RETURN_IF_ERROR(RecordInterrupted());
  ASSIGN_OR_RETURN(
      const std::vector<ReportIssueRecord> issues,
      ListReportIssueRecords(parts_.matters, Principal::System("reports"), "",
                             "", AsOf{}));
  return archive_.RemoveOrphans([&](const std::string& id,
                                    const std::string& period, int revision) {
    return std::any_of(issues.begin(), issues.end(), [&](const auto& issue) {
      return issue.report == id && issue.period == period &&
             issue.revision == revision;
    });
  });
}

}  // namespace regisseur
