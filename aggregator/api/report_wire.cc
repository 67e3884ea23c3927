#include "aggregator/api/report_wire.h"

#include "absl/strings/str_cat.h"
#include "aggregator/api/set_time.h"
#include "core/finding/catalogue.h"

namespace regisseur {
namespace {

namespace pb = report::v1;

pb::ReportState StateToWire(ReportIssueRecord::State state) {
  switch (state) {
    case ReportIssueRecord::State::kIssued:
      return pb::REPORT_STATE_ISSUED;
    case ReportIssueRecord::State::kFailed:
      return pb::REPORT_STATE_FAILED;
    case ReportIssueRecord::State::kMissed:
      return pb::REPORT_STATE_MISSED;
  }
  return pb::REPORT_STATE_UNSPECIFIED;
}

pb::DeliveryState DeliveryStateToWire(const ReportDeliveryRecord& delivery) {
  if (delivery.sent) return pb::DELIVERY_STATE_SENT;
  if (delivery.attempts == 0) return pb::DELIVERY_STATE_WAITING;
  return delivery.GivenUp() ? pb::DELIVERY_STATE_GIVEN_UP
                            : pb::DELIVERY_STATE_RETRYING;
}

// Where a recipient is. Addresses are persons' and stay in the configuration.
std::string PlaceOf(const Recipient& recipient) {
  switch (recipient.kind) {
    case Recipient::Kind::kFolder:
      return recipient.folder;
    case Recipient::Kind::kEmail:
      return absl::StrCat(recipient.emails.size(), recipient.emails.size() == 1
                                                       ? " address"
                                                       : " addresses");
    case Recipient::Kind::kWebhook: {
      // What stands behind the host may be a secret.
      const size_t host = recipient.url.find("://");
      const size_t path = recipient.url.find('/', host + 3);
      return recipient.url.substr(0, path);
    }
  }
  return "";
}

}  // namespace

pb::ReportIssue ReportIssueToWire(const ReportIssueRecord& issue,
                                  const ReportArchive& archive) {
  pb::ReportIssue wire;
  wire.set_report(issue.report);
  wire.set_period(issue.period);
  wire.set_revision(issue.revision);
  wire.set_state(StateToWire(issue.state));
  SetTime(issue.due, &wire, &pb::ReportIssue::mutable_due_time);
  SetTime(issue.as_of, &wire, &pb::ReportIssue::mutable_as_of_time);
  if (issue.time != absl::Time()) {
    SetTime(issue.time, &wire, &pb::ReportIssue::mutable_time);
  }
  wire.set_language(issue.language);
  wire.set_template_(issue.template_name);
  wire.set_program_version(issue.program);
  wire.set_differences(issue.differences);
  wire.set_identity(issue.identity);
  if (issue.state != ReportIssueRecord::State::kIssued) {
    const char* const rule = issue.state == ReportIssueRecord::State::kMissed
                                 ? "report-missed"
                                 : "report-not-made";
    wire.mutable_why()->set_rule(rule);
    (*wire.mutable_why()->mutable_arguments())["why"] = issue.why;
    wire.mutable_why()->set_text(RenderMessage(rule, {{"why", issue.why}}));
    return wire;
  }
  wire.set_folder(archive.FolderOf(issue.report, issue.period, issue.revision));
  for (const ReportFileRecord& file : issue.files) {
    pb::ReportFile& out = *wire.add_files();
    out.set_format(file.format);
    out.set_name(file.name);
    out.set_bytes(file.bytes);
    out.set_sha256(file.sha256);
    out.set_problem(file.problem);
    if (file.problem.empty()) {
      out.set_path(absl::StrCat("/reports/", issue.report, "/", issue.period,
                                "/", issue.revision, "/", file.format));
    }
  }
  for (const ReportDeliveryRecord& delivery : issue.deliveries) {
    pb::ReportDelivery& out = *wire.add_deliveries();
    out.set_to(delivery.to);
    out.set_kind(delivery.kind);
    out.set_state(DeliveryStateToWire(delivery));
    out.set_attempts(delivery.attempts + (delivery.sent ? 1 : 0));
    SetTime(delivery.last, &out, &pb::ReportDelivery::mutable_last_time);
    SetTime(delivery.Next(), &out, &pb::ReportDelivery::mutable_next_time);
    out.set_problem(delivery.problem);
    out.set_id(issue.DeliveryId(delivery.to));
  }
  return wire;
}

pb::ReportDifference ReportDifferenceToWire(const ReportDifferenceRow& row) {
  pb::ReportDifference wire;
  wire.set_table(row.table);
  wire.set_row(row.row);
  wire.set_column(row.column);
  wire.set_from(row.from);
  wire.set_to(row.to);
  return wire;
}

pb::Report ReportPlanToWire(const ReportPlan& plan) {
  pb::Report wire;
  wire.set_id(plan.id);
  wire.set_template_(plan.template_name);
  if (plan.schedule.has_value()) wire.set_schedule(plan.schedule->text());
  wire.set_time_zone(plan.time_zone_name);
  wire.set_covers(std::string(CoversWord(plan.covers)));
  wire.set_language(plan.language);
  for (const std::string& format : plan.formats) wire.add_formats(format);
  for (const auto& [name, value] : plan.parameters) {
    (*wire.mutable_parameters())[name] = value;
  }
  wire.set_catch_up(std::string(CatchUpWord(plan.catch_up)));
  for (const Recipient& recipient : plan.recipients) {
    pb::ReportRecipient& out = *wire.add_recipients();
    out.set_name(recipient.name);
    out.set_kind(std::string(RecipientKindWord(recipient.kind)));
    out.set_place(PlaceOf(recipient));
  }
  return wire;
}

}  // namespace regisseur
