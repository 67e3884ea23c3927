#pragma once

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/report/report_scheduler.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/storage_fixture.h"

namespace regisseur {

// For tests of reports: a program that draws texts, a courier that writes down
// what it took, and all that stands between them over one folder.

// Documents with one figure, which the answer says.
class TextProgram final : public ReportProgram {
 public:
  absl::StatusOr<std::vector<ReportTemplate>> ListTemplates(
      const std::vector<std::string>&) override {
    if (!broken.empty()) return absl::UnavailableError(broken);
    return std::vector<ReportTemplate>{
        {.name = "governance", .title = "Monthly governance report"},
        {.name = "review",
         .period = CoveredPeriod::Kind::kQuarter,
         .parameters = {"provider"},
         .title = "Quarterly partner review"}};
  }
  absl::StatusOr<CollectedDocument> Collect(
      const std::vector<std::string>&, const DocumentTask& task,
      const AnswerQuestion& answer, const absl::Notification&) override {
    if (!broken.empty()) return absl::UnavailableError(broken);
    absl::StatusOr<std::string> figure =
        answer("portfolio.v1.PortfolioService/GetOverview", "{}");
    if (!figure.ok()) return figure.status();
    CollectedDocument document;
    document.as_of = clock->Now();
    document.json = absl::StrCat(*figure, " in ", task.period);
    last = task;
    if (!task.previous.empty()) {
      const std::string before = ReadWholeFile(task.previous, 1 << 20).value();
      if (before != document.json) {
        document.differences = {
            {"Cost", "cloudnine", "Billed", before, document.json}};
      }
    }
    return document;
  }
  absl::StatusOr<std::string> Draw(const std::vector<std::string>&,
                                   const std::string& format,
                                   const std::string& document,
                                   const std::string& language,
                                   const absl::Notification&) override {
    if (no_formats.count(format) != 0) {
      return absl::UnavailableError("it took longer than\n3 min");
    }
    return absl::StrCat(format, " of ", document, " ", language, drawn_by);
  }
  absl::StatusOr<std::vector<ReportDifferenceRow>> Compare(
      const std::vector<std::string>&, const std::string& older,
      const std::string& newer) override {
    return std::vector<ReportDifferenceRow>{
        {"Cost", "cloudnine", "Billed", ReadWholeFile(older, 1 << 20).value(),
         ReadWholeFile(newer, 1 << 20).value()}};
  }

  const Clock* clock = nullptr;
  std::string broken;  // what it says instead of working
  std::set<std::string> no_formats;
  std::string drawn_by;  // the version of its libraries
  DocumentTask last;
};

// Writes the id of each delivery to a file, so that it outlives a kill.
class WrittenCourier final : public Courier {
 public:
  explicit WrittenCourier(std::string path) : path_(std::move(path)) {}
  absl::Status Deliver(const Recipient&, const std::optional<MailServer>&,
                       const Parcel& parcel,
                       const absl::Notification&) override {
    last = parcel;
    if (!refuses.empty()) return absl::UnavailableError(refuses);
    std::ofstream(path_, std::ios::app) << parcel.id << "\n";
    return absl::OkStatus();
  }
  static std::vector<std::string> Taken(const std::string& path) {
    const auto text = ReadWholeFile(path, 1 << 20);
    if (!text.ok()) return {};
    return absl::StrSplit(*text, '\n', absl::SkipEmpty());
  }

  std::string refuses;
  Parcel last;

 private:
  const std::string path_;
};

// A monthly report, told to one recipient.
inline ReportPlan MonthlyPlan(absl::string_view schedule, CatchUp catch_up) {
  ReportPlan plan;
  plan.id = "monthly";
  plan.template_name = "governance";
  plan.schedule = Schedule::Parse(schedule).value();
  plan.time_zone_name = "Europe/Amsterdam";
  plan.time_zone = LoadZone("Europe/Amsterdam").value();
  plan.holidays = HolidayCalendar::Dutch();
  plan.formats = {"html", "pdf", "json"};
  plan.language = "nl";
  plan.catch_up = catch_up;
  plan.catch_up_most = 3;
  Recipient recipient;
  recipient.name = "folder";
  recipient.folder = "/nowhere";
  plan.recipients = {recipient};
  return plan;
}

// As the daemon has it, over a folder that may have been used before.
struct ReportDesk {
  ReportDesk(const std::string& folder, FakeClock& clock,
             const ReportPlan& plan)
      : database(OpenSqlite(folder + "/facts.db").value()),
        acts_rows(*database, clock),
        courier(folder + "/delivered.txt") {
    program.clock = &clock;
    ReportPlans plans;
    plans.plans = {plan};
    plans.unscheduled = plan;
    plans.unscheduled.schedule.reset();
    plans.unscheduled.recipients.clear();
    engine.emplace(
        ReportParts{.acts = acts,
                    .matters = matters,
                    .program = program,
                    .answer = [this](const std::string&, const std::string&)
                        -> absl::StatusOr<std::string> { return figure; },
                    .clock = clock,
                    .archive = folder + "/reports",
                    .program_version = "test"});
    engine->SetPlans(std::make_shared<const ReportPlans>(plans));
    EXPECT_TRUE(engine->RemoveOrphans().ok());
    delivery.emplace(*engine, courier);
    scheduler.emplace(*engine, *delivery, [](const ReportScheduler::Event&) {});
  }

  // Newest first.
  std::vector<ReportIssueRecord> Issues() const {
    return ListReportIssueRecords(matters, Principal::System("test"), "", "",
                                  AsOf{})
        .value();
  }

  std::unique_ptr<Database> database;
  WriteQueue queue{*database};
  ActStore acts_rows;
  Acts acts{queue, acts_rows};
  MatterStore matters{*database};
  TextProgram program;
  WrittenCourier courier;
  std::string figure = "10.00";
  std::optional<ReportEngine> engine;
  std::optional<ReportDelivery> delivery;
  std::optional<ReportScheduler> scheduler;
};

}  // namespace regisseur
