#include "aggregator/report/report_delivery.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"
#include "core/json/json_text.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostWhyBytes = 300;

std::string Quoted(absl::string_view text) {
  std::string out;
  AppendJsonString(&out, text);
  return out;
}

// What a webhook is told: what was issued, and where its files are.
std::string Told(const ReportIssueRecord& issue, absl::string_view title) {
  std::string files;
  for (const ReportFileRecord& file : issue.files) {
    absl::StrAppend(&files, files.empty() ? "" : ",",
                    "{\"format\":", Quoted(file.format));
    if (file.problem.empty()) {
      absl::StrAppend(
          &files, ",\"name\":", Quoted(file.name), ",\"bytes\":\"", file.bytes,
          "\",\"sha256\":", Quoted(file.sha256), ",\"path\":",
          Quoted(absl::StrCat("/reports/", issue.report, "/", issue.period, "/",
                              issue.revision, "/", file.format)),
          "}");
    } else {
      absl::StrAppend(&files, ",\"problem\":", Quoted(file.problem), "}");
    }
  }
  return absl::StrCat(
      "{\"type\":\"report.issued\",\"timestamp\":",
      Quoted(FormatInstant(issue.time)),
      ",\"data\":{\"report\":", Quoted(issue.report),
      ",\"title\":", Quoted(title), ",\"period\":", Quoted(issue.period),
      ",\"revision\":", issue.revision,
      ",\"asOf\":", Quoted(FormatInstant(issue.as_of.value_or(issue.time))),
      ",\"differences\":", issue.differences, ",\"files\":[", files, "]}}");
}

// The sentences of an e-mail, in the report's language.
std::string Letter(const ReportIssueRecord& issue, absl::string_view title,
                   absl::string_view as_of, bool dutch) {
  std::string text = absl::StrCat(title, ", ", issue.period, "\n\n");
  if (issue.revision > 1) {
    absl::StrAppend(
        &text,
        dutch
            ? absl::StrCat("Dit is versie ", issue.revision,
                           ". Aantal cijfers dat afwijkt van de vorige "
                           "versie: ",
                           issue.differences, "; zij staan in het rapport.\n\n")
            : absl::StrCat("This is revision ", issue.revision,
                           ". Figures that differ from the revision before: ",
                           issue.differences,
                           "; they are listed in the report.\n\n"));
  }
  absl::StrAppend(&text,
                  dutch ? "Stand van zaken zoals bekend op " : "As known on ",
                  as_of, ".\n");
  for (const ReportFileRecord& file : issue.files) {
    if (file.problem.empty()) continue;
    absl::StrAppend(&text,
                    dutch ? absl::StrCat("\nHet bestand in ", file.format,
                                         " kon niet worden gemaakt: ")
                          : absl::StrCat("\nThe file in ", file.format,
                                         " could not be made: "),
                    file.problem, "\n");
  }
  return text;
}

}  // namespace

absl::StatusOr<Parcel> ReportDelivery::Compose(
    const ReportPlan& plan, const Recipient& recipient,
    const ReportIssueRecord& issue, const absl::Notification& cancelled) {
  Parcel parcel;
  parcel.id = issue.DeliveryId(recipient.name);
  const auto found = engine_.FindTemplate(issue.template_name);
  const std::string title = found.ok() ? found->title : issue.report;
  const bool dutch = issue.language == "nl";
  parcel.subject = absl::StrCat(
      title, ", ", issue.period,
      issue.revision > 1
          ? absl::StrCat(dutch ? ", versie " : ", revision ", issue.revision)
          : "");
  parcel.text =
      Letter(issue, title,
             absl::FormatTime("%Y-%m-%d %H:%M",
                              issue.as_of.value_or(issue.time), plan.time_zone),
             dutch);
  parcel.json = Told(issue, title);
  if (recipient.kind == Recipient::Kind::kWebhook) return parcel;
  for (const ReportFileRecord& record : issue.files) {
    if (!record.problem.empty()) continue;
    const auto& wanted =
        recipient.formats.empty() ? plan.formats : recipient.formats;
    if (std::find(wanted.begin(), wanted.end(), record.format) ==
        wanted.end()) {
      continue;
    }
    ASSIGN_OR_RETURN(ReportEngine::File file,
                     engine_.GetFile(Principal::System("reports"), issue,
                                     record.format, "", cancelled));
    if (record.format == "html" && recipient.kind == Recipient::Kind::kEmail) {
      parcel.html = file.content;
    }
    parcel.files.push_back(
        {.name = record.name,
         .media_type = std::string(ReportMediaType(record.format)),
         .content = std::move(file.content)});
  }
  return parcel;
}

absl::Status ReportDelivery::Record(const Principal& who,
                                    const ReportIssueRecord& issue,
                                    const std::string& to,
                                    const absl::Status& outcome) {
  const MatterMove move =
      outcome.ok() ? MatterMove::kSent : MatterMove::kFailed;
  NewMatterStep step{.move = move,
                     .values = {{kReportRevision, absl::StrCat(issue.revision)},
                                {kReportTo, to}}};
  if (!outcome.ok()) {
    std::string why(outcome.message().substr(0, kMostWhyBytes));
    for (char& c : why) {
      if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
    }
    step.values.emplace_back(kReportWhy, why);
  }
  const ReportParts& parts = engine_.parts();
  return DoMatterAct(
             parts.acts, parts.matters, who,
             {.method = "daemon.delivery",
              .id =
                  absl::StrCat(MatterMoveWord(move), " ", issue.DeliveryId(to),
                               " ", absl::ToUnixMicros(parts.clock.Now())),
              .content = issue.DeliveryId(to)},
             [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
               ASSIGN_OR_RETURN(
                   const std::optional<Matter> matter,
                   parts.matters.Find(
                       transaction, MatterKind::kReport,
                       ReportMatterName(issue.report, issue.period)));
               if (!matter.has_value()) {
                 return absl::NotFoundError("the report is not there any more");
               }
               step.subject = matter->subject;
               return MatterAct{.steps = {step}, .shared = false};
             })
      .status();
}

absl::Status ReportDelivery::Deliver(const Principal& who,
                                     const ReportIssueRecord& issue,
                                     const std::string& to, bool again,
                                     const absl::Notification& cancelled) {
  absl::MutexLock lock(&one_at_a_time_);
  ASSIGN_OR_RETURN(
      const ReportIssueRecord known,
      engine_.FindIssue(who, issue.report, issue.period, issue.revision));
  for (const ReportDeliveryRecord& delivery : known.deliveries) {
    if (delivery.to == to && delivery.sent && !again) return absl::OkStatus();
  }
  const std::shared_ptr<const ReportPlans> plans = engine_.plans();
  const ReportPlan* const plan = plans->Find(issue.report);
  const Recipient* recipient = nullptr;
  if (plan != nullptr) {
    for (const Recipient& each : plan->recipients) {
      if (each.name == to) recipient = &each;
    }
  }
  absl::Status outcome;
  if (recipient == nullptr) {
    outcome = absl::FailedPreconditionError(absl::StrCat(
        "the configuration has no delivery \"", to, "\" of this report"));
  } else {
    absl::StatusOr<Parcel> parcel =
        Compose(*plan, *recipient, issue, cancelled);
    Failpoint("report:delivering");
    outcome = parcel.ok() ? courier_.Deliver(*recipient, plans->mail, *parcel,
                                             cancelled)
                          : parcel.status();
    Failpoint("report:delivered");
  }
  if (cancelled.HasBeenNotified() && !outcome.ok()) return outcome;
  RETURN_IF_ERROR(Record(who, issue, to, outcome));
  Failpoint("report:delivery-recorded");
  return outcome;
}

}  // namespace regisseur
