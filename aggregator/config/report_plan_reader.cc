#include "aggregator/config/report_plan_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/key_table.h"
#include "core/time/instant.h"
#include "core/webhook/webhook_plan.h"

namespace regisseur {
namespace {

constexpr char kSection[] = "reports[]";
constexpr char kDeliver[] = "reports[].deliver[]";
constexpr char kMail[] = "mail";

// Enough to send to; whether somebody reads it the server knows.
bool IsAddress(absl::string_view text) {
  const size_t at = text.find('@');
  return at != absl::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find_first_of(" \t\r\n<>,;\"") == absl::string_view::npos &&
         text.find('@', at + 1) == absl::string_view::npos;
}

class ReportPlanReader : private KeyTable {
 public:
  ReportPlanReader(const Portfolio& portfolio, const std::string& base)
      : KeyTable(ConfigKeys(), LaterConfigKeys()),
        portfolio_(portfolio),
        base_(base) {}

  ReportPlans Read(const YamlValue& root) {
    ReportPlans plans;
    if (const YamlValue mail = root.Get("mail"); mail.present()) {
      plans.mail = ReadMail(mail);
    }
    for (const std::string& folder : Texts(root.Get("report_templates"))) {
      plans.template_folders.push_back(ConfigPath(base_, folder));
    }
    plans.unscheduled.time_zone_name = portfolio_.time_zone_name;
    plans.unscheduled.time_zone = portfolio_.time_zone;
    plans.unscheduled.holidays = HolidayCalendar::Dutch();
    plans.unscheduled.language = portfolio_.language;
    plans.unscheduled.formats.assign(std::begin(kReportFormats),
                                     std::end(kReportFormats));
    for (const YamlValue& value : root.Get("reports").Elements()) {
      plans.plans.push_back(ReadPlan(value, plans.mail.has_value()));
    }
    return plans;
  }

 private:
  MailServer ReadMail(const YamlValue& value) {
    CheckKeys(value, kMail);
    MailServer mail;
    mail.host = RequiredText(value, kMail, "server");
    mail.security = OneOf<MailServer::Security>(
        value.Get("security"), MailServer::Security::kStartTls,
        {{"starttls", MailServer::Security::kStartTls},
         {"tls", MailServer::Security::kTls},
         {"none", MailServer::Security::kNone}});
    mail.port = mail.security == MailServer::Security::kTls    ? 465
                : mail.security == MailServer::Security::kNone ? 25
                                                               : 587;
    if (const size_t colon = mail.host.rfind(':'); colon != std::string::npos) {
      if (!absl::SimpleAtoi(mail.host.substr(colon + 1), &mail.port) ||
          mail.port < 1 || mail.port > 65535 || colon == 0) {
        value.Get("server").Refuse(
            absl::StrCat("is '", mail.host,
                         "': write a name, or name:port such as "
                         "mail.example.nl:587"));
      }
      mail.host.resize(colon);
    }
    mail.from = RequiredText(value, kMail, "from");
    if (!mail.from.empty() && !IsAddress(mail.from)) {
      value.Get("from").Refuse(
          absl::StrCat("is '", mail.from,
                       "': write an address such as regisseur@example.nl"));
    }
    mail.user = value.Get("user").Text();
    mail.password_file = ConfigPath(base_, value.Get("password_file").Text());
    mail.ca_file = ConfigPath(base_, value.Get("ca_file").Text());
    if (mail.user.empty() != mail.password_file.empty()) {
      value.Refuse("has one of 'user' and 'password_file': write both or none");
    }
    if (mail.security == MailServer::Security::kNone && !mail.user.empty()) {
      value.Get("security")
          .Refuse(
              "is 'none' beside a password, which anybody could read then: "
              "write starttls or tls");
    }
    return mail;
  }

  ReportPlan ReadPlan(const YamlValue& value, bool has_mail) {
    CheckKeys(value, kSection);
    ReportPlan plan;
    plan.id = RequiredId(value, kSection);
    RefuseTaken(value, "report", plan.id, ids_);
    plan.template_name = RequiredText(value, kSection, "template");
    for (const auto& [name, given] : value.Get("set").Members()) {
      plan.parameters[name] = given.Text();
    }
    if (const YamlValue provider = value.Get("provider"); provider.present()) {
      plan.parameters["provider"] = provider.Text();
      if (portfolio_.FindProvider(provider.Text()) == nullptr) {
        provider.Refuse(absl::StrCat("is '", provider.Text(),
                                     "', which is no provider in this file"));
      }
    }
    ReadWhen(value, plan);
    plan.language =
        OneOf<std::string>(value.Get("language"), portfolio_.language,
                           {{"en", "en"}, {"nl", "nl"}});
    plan.formats = Formats(value.Get("formats"));
    if (plan.formats.empty()) {
      plan.formats.assign(std::begin(kReportFormats), std::end(kReportFormats));
    }
    std::set<std::string> names;
    for (const YamlValue& each : value.Get("deliver").Elements()) {
      plan.recipients.push_back(ReadRecipient(each, plan, has_mail, names));
    }
    return plan;
  }

  void ReadWhen(const YamlValue& value, ReportPlan& plan) {
    plan.time_zone_name = portfolio_.time_zone_name;
    plan.time_zone = portfolio_.time_zone;
    plan.holidays = HolidayCalendar::Dutch();
    if (const YamlValue zone = value.Get("time_zone"); zone.present()) {
      plan.time_zone_name = zone.Text();
      if (const auto loaded = LoadZone(plan.time_zone_name); loaded.ok()) {
        plan.time_zone = *loaded;
      } else {
        zone.Refuse(
            absl::StrCat("is '", plan.time_zone_name,
                         "': write an IANA name such as Europe/Amsterdam"));
      }
    }
    if (const YamlValue text = value.Get("schedule"); text.present()) {
      absl::StatusOr<Schedule> schedule = Schedule::Parse(text.Text());
      if (schedule.ok()) {
        plan.schedule = *std::move(schedule);
      } else if (text.IsScalar()) {
        text.Refuse(
            absl::StrCat("cannot be read: ", schedule.status().message()));
      }
    }
    // What is made on the last day of a month is about that month.
    plan.covers =
        OneOf<Covers>(value.Get("period"),
                      plan.schedule.has_value() && plan.schedule->EndsPeriod()
                          ? Covers::kRunning
                          : Covers::kPrevious,
                      {{"previous", Covers::kPrevious},
                       {"running", Covers::kRunning},
                       {"next", Covers::kNext}});
    plan.catch_up = OneOf<CatchUp>(value.Get("catch_up"), CatchUp::kLatest,
                                   {{"none", CatchUp::kNone},
                                    {"latest", CatchUp::kLatest},
                                    {"all", CatchUp::kAll}});
    plan.catch_up_most =
        value.Get("catch_up_most").Int(plan.catch_up_most, 1, 100);
  }

  static std::vector<std::string> Formats(const YamlValue& value) {
    std::vector<std::string> formats;
    for (const YamlValue& element : value.Elements()) {
      const std::string format = element.Text();
      if (std::find(std::begin(kReportFormats), std::end(kReportFormats),
                    format) == std::end(kReportFormats)) {
        element.Refuse(absl::StrCat("is '", format, "': write one of ",
                                    absl::StrJoin(kReportFormats, ", ")));
      } else if (std::find(formats.begin(), formats.end(), format) !=
                 formats.end()) {
        element.Refuse("stands here twice");
      } else {
        formats.push_back(format);
      }
    }
    return formats;
  }

  Recipient ReadRecipient(const YamlValue& value, const ReportPlan& plan,
                          bool has_mail, std::set<std::string>& names) {
    CheckKeys(value, kDeliver);
    Recipient recipient;
    const YamlValue folder = value.Get("folder");
    const YamlValue email = value.Get("email");
    const YamlValue webhook = value.Get("webhook");
    if ((folder.present() ? 1 : 0) + (email.present() ? 1 : 0) +
            (webhook.present() ? 1 : 0) !=
        1) {
      value.Refuse(
          "is not one delivery: write one of folder, email and webhook");
      return recipient;
    }
    if (folder.present()) {
      recipient.kind = Recipient::Kind::kFolder;
      recipient.folder = ConfigPath(base_, folder.Text());
    } else if (email.present()) {
      recipient.kind = Recipient::Kind::kEmail;
      recipient.emails = Texts(email);
      for (const YamlValue& element : email.Elements()) {
        if (!IsAddress(element.Text())) {
          element.Refuse(
              absl::StrCat("is '", element.Text(),
                           "': write an address such as board@example.nl"));
        }
      }
      if (!has_mail) {
        email.Refuse("needs the key 'mail', which says where e-mail goes");
      }
    } else {
      recipient.kind = Recipient::Kind::kWebhook;
      recipient.url = webhook.Text();
      recipient.allow_private = value.Get("allow_private").Bool(false);
      const absl::Status checked =
          CheckWebhookUrl(recipient.url, recipient.allow_private);
      if (!checked.ok()) webhook.Refuse(checked.message());
      recipient.secret_file =
          ConfigPath(base_, RequiredText(value, kDeliver, "secret_file"));
    }
    recipient.name = value.Get("name").present()
                         ? RequiredId(value, kDeliver, "name")
                         : DefaultName(recipient.kind, names);
    RefuseTaken(value, "delivery of this report", recipient.name, names);
    recipient.formats = Formats(value.Get("formats"));
    for (const std::string& format : recipient.formats) {
      if (std::find(plan.formats.begin(), plan.formats.end(), format) ==
          plan.formats.end()) {
        value.Get("formats").Refuse(
            absl::StrCat("has '", format,
                         "', which this report is not made "
                         "in: add it to the report's formats"));
      }
    }
    return recipient;
  }

  // `email`, and for the second one `email-2`.
  static std::string DefaultName(Recipient::Kind kind,
                                 const std::set<std::string>& names) {
    const std::string word(RecipientKindWord(kind));
    std::string name = word;
    for (int i = 2; names.count(name) != 0; ++i) {
      name = absl::StrCat(word, "-", i);
    }
    return name;
  }

  const Portfolio& portfolio_;
  const std::string& base_;
  std::set<std::string> ids_;
};

}  // namespace

ReportPlans ReadReportPlans(const YamlValue& root, const Portfolio& portfolio,
                            const std::string& base_directory) {
  return ReportPlanReader(portfolio, base_directory).Read(root);
}

}  // namespace regisseur
