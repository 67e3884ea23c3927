#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/calendar/holiday_calendar.h"
#include "core/schedule/catch_up.h"
#include "core/schedule/covered_period.h"
#include "core/schedule/schedule.h"

namespace regisseur {

// Somebody or something that a report goes to.
struct Recipient {
  enum class Kind { kFolder, kEmail, kWebhook };

  std::string name;  // unique within the report; stands in the evidence
  Kind kind = Kind::kFolder;
  std::string folder;               // absolute
  std::vector<std::string> emails;  // addresses
  std::string url;                  // of the webhook
  std::string secret_file;          // of the webhook, absolute
  bool allow_private = false;       // the webhook is inside our own network
  // What it gets; empty: all formats of the report.
  std::vector<std::string> formats;

  friend bool operator==(const Recipient&, const Recipient&) = default;
};
absl::string_view RecipientKindWord(Recipient::Kind kind);

// Where e-mail is handed over.
struct MailServer {
  enum class Security { kStartTls, kTls, kNone };

  std::string host;
  int port = 587;
  Security security = Security::kStartTls;
  std::string user;           // empty: without a password
  std::string password_file;  // absolute
  std::string ca_file;        // absolute; empty: the system's
  std::string from;           // an address

  friend bool operator==(const MailServer&, const MailServer&) = default;
};

// A report as it is configured: what, when and to whom. A value.
struct ReportPlan {
  std::string id;
  std::string template_name;
  std::map<std::string, std::string> parameters;
  // Absent: only on request.
  std::optional<Schedule> schedule;
  std::string time_zone_name;
  absl::TimeZone time_zone;
  HolidayCalendar holidays;
  Covers covers = Covers::kPrevious;
  std::vector<std::string> formats;
  std::string language;
  CatchUp catch_up = CatchUp::kLatest;
  int catch_up_most = 12;
  std::vector<Recipient> recipients;
};

// All of them, with what they share. A value.
struct ReportPlans {
  std::vector<ReportPlan> plans;  // in the order of the configuration
  // Folders with templates of the user's own, absolute.
  std::vector<std::string> template_folders;
  std::optional<MailServer> mail;
  // What a report that is not configured has: zone, language, formats.
  ReportPlan unscheduled;

  // Null when there is none.
  const ReportPlan* Find(absl::string_view id) const {
    for (const ReportPlan& plan : plans) {
      if (plan.id == id) return &plan;
    }
    return nullptr;
  }
};

// The formats that there are.
inline constexpr const char* kReportFormats[] = {"html", "pdf", "xlsx", "csv",
                                                 "json"};

}  // namespace regisseur
