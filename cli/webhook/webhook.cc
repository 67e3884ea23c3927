#include "cli/webhook/webhook.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/acting.h"
#include "cli/verb/reading.h"
#include "regisseur/partner/v1/webhook.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;
using Service = pb::WebhookService;

Cell StateCell(pb::WebhookState state) {
  return {EnumPhrase(state),
          state == pb::WEBHOOK_STATE_WORKING ? Style::kGood : Style::kWarning};
}

Cell StateCell(pb::WebhookDeliveryState state) {
  return {EnumPhrase(state), state == pb::WEBHOOK_DELIVERY_STATE_GIVEN_UP
                                 ? Style::kWarning
                                 : Style::kPlain};
}

std::string TimeWords(bool known, const google::protobuf::Timestamp& time) {
  return known ? MinuteWords(time) : "";
}

std::string OwnerWords(const std::string& provider) {
  return provider.empty() ? "our own" : provider;
}

// The word that says which webhook.
Parameter WebhookWord() {
  return {.name = "ID",
          .field = "webhook",
          .help = "The webhook, as `webhook list` shows",
          .required = true};
}

std::string Listed(const pb::ListWebhooksResponse& answer, const View& view) {
  if (answer.webhooks().empty()) {
    return "There is no webhook; the key `webhooks` of the configuration names "
           "them.\n";
  }
  TextTable table(
      {{.heading = "ID"},
       {.heading = "OF"},
       {.heading = "STATE"},
       {.heading = "LAST TAKEN", .priority = 1},
       {.heading = "WAITING", .right = true},
       {.heading = "GIVEN UP", .right = true},
       {.heading = "NEXT TRY", .priority = 2, .only_if_filled = true},
       {.heading = "ADDRESS", .priority = 3, .cut_to = 20}});
  for (const pb::Webhook& webhook : answer.webhooks()) {
    table.AddRow(
        {{webhook.id(), Style::kBold},
         OwnerWords(webhook.provider()),
         StateCell(webhook.state()),
         webhook.has_last_taken_time() ? MinuteWords(webhook.last_taken_time())
                                       : "never",
         CountWords(webhook.waiting()),
         {CountWords(webhook.given_up()),
          webhook.given_up() > 0 ? Style::kWarning : Style::kPlain},
         TimeWords(webhook.has_next_try_time(), webhook.next_try_time()),
         webhook.url()});
    if (!webhook.problem().empty()) {
      table.AddNote({webhook.problem(), Style::kFaint}, "└ ");
    }
  }
  return table.Render(view.terminal);
}

std::string Shown(const pb::ListWebhooksResponse& answer, const View& view) {
  if (answer.webhooks().empty()) return "";
  const pb::Webhook& webhook = answer.webhooks(0);
  DetailSheet sheet;
  sheet.Add("Webhook", {webhook.id(), Style::kBold});
  sheet.Add("Of", OwnerWords(webhook.provider()));
  sheet.Add("Address", webhook.url());
  sheet.Add("Told of", webhook.events().empty()
                           ? "everything"
                           : absl::StrJoin(webhook.events(), ", "));
  sheet.Add("State", StateCell(webhook.state()));
  sheet.Add("Problem", webhook.problem());
  sheet.Add("Failures", webhook.failures() == 0
                            ? ""
                            : absl::StrCat(webhook.failures(), " in a row"));
  sheet.Add("Last taken", webhook.has_last_taken_time()
                              ? MinuteWords(webhook.last_taken_time())
                              : "never");
  sheet.Add("Last try",
            TimeWords(webhook.has_last_try_time(), webhook.last_try_time()));
  sheet.Add("Next try",
            TimeWords(webhook.has_next_try_time(), webhook.next_try_time()));
  sheet.Add("Waiting",
            absl::StrCat(CountWords(webhook.waiting()),
                         webhook.has_waiting_since_time() ? ", since " : "",
                         TimeWords(webhook.has_waiting_since_time(),
                                   webhook.waiting_since_time())));
  sheet.Add("Given up", CountWords(webhook.given_up()));
  if (webhook.given_up() > 0) {
    sheet.Add("Send again",
              absl::StrCat("regisseur webhook replay ", webhook.id()));
  }
  return sheet.Render(view.terminal);
}

std::string Deliveries(const pb::ListWebhookDeliveriesResponse& answer,
                       const View& view) {
  if (answer.deliveries().empty()) return "Nothing.\n";
  TextTable table(
      {{.heading = "HAPPENED"},
       {.heading = "EVENT"},
       {.heading = "OF", .priority = 2},
       {.heading = "STATE"},
       {.heading = "TRIES", .priority = 1, .right = true},
       {.heading = "NEXT TRY", .priority = 3, .only_if_filled = true},
       {.heading = "ID", .cut_to = 20}});
  for (const pb::WebhookDelivery& row : answer.deliveries()) {
    table.AddRow({MinuteWords(row.event_time()), row.event(), row.provider(),
                  StateCell(row.state()), absl::StrCat(row.attempts()),
                  TimeWords(row.has_next_try_time(), row.next_try_time()),
                  row.id()});
    if (!row.problem().empty()) {
      table.AddNote({row.problem(), Style::kFaint}, "└ ");
    }
  }
  return table.Render(view.terminal);
}

std::string Replayed(const pb::ReplayWebhookDeliveryResponse& answer,
                     const View&) {
  if (answer.replayed() == 0) return "Nothing was given up.\n";
  return absl::StrCat(CountWords(answer.replayed()), " sent again.\n");
}

std::string Tested(const pb::TestWebhookResponse& answer, const View& view) {
  DetailSheet sheet;
  sheet.Add("Test", answer.taken() ? Cell{"taken", Style::kGood}
                                   : Cell{"not taken", Style::kWarning});
  sheet.Add("Answer", answer.code() == 0 ? "" : absl::StrCat(answer.code()));
  sheet.Add("Problem", answer.problem());
  sheet.Add("Took", absl::StrCat(answer.took().seconds() * 1000 +
                                     answer.took().nanos() / 1000000,
                                 " ms"));
  sheet.Add("webhook-id", answer.id());
  return sheet.Render(view.terminal);
}

ExitCode TestVerdict(const google::protobuf::Message& answer,
                     const Arguments&) {
  return static_cast<const pb::TestWebhookResponse&>(answer).taken()
             ? ExitCode::kDone
             : ExitCode::kCheckFailed;
}

Verb ListVerb() {
  Verb verb{.noun = "webhook",
            .name = "list",
            .summary = "Systems that are told what happens, and how they stand",
            .details =
                "The key `webhooks` of the configuration names them "
                "(docs/partners.md). One that fails is tried again for three "
                "days; what it did not take by then is given up and kept.",
            .examples = {"regisseur webhook list",
                         "regisseur webhook list --provider cloudnine -o json"},
            .parameters = {ProviderOption()},
            .csv = {.rows = "webhooks"},
            .table = TableOf(&Listed)};
  verb.ask = Reading<Service>(&Service::Stub::ListWebhooks, verb.parameters);
  return verb;
}

Verb ShowVerb() {
  Verb verb{.noun = "webhook",
            .name = "show",
            .summary = "One webhook: its state, its last failure, what waits",
            .examples = {"regisseur webhook show cloudnine-events"},
            .parameters = {{.name = "ID",
                            .field = "id",
                            .help = "The webhook, as `webhook list` shows",
                            .required = true},
                           ProviderOption()},
            .csv = {.rows = "webhooks"},
            .table = TableOf(&Shown)};
  verb.ask = Reading<Service>(&Service::Stub::ListWebhooks, verb.parameters);
  return verb;
}

Verb DeliveriesVerb() {
  Verb verb{
      .noun = "webhook",
      .name = "deliveries",
      .summary = "Events of a webhook: under way, given up, taken last",
      .examples = {"regisseur webhook deliveries cloudnine-events",
                   "regisseur webhook deliveries cloudnine-events --state "
                   "given_up"},
      .parameters = {WebhookWord(),
                     {.name = "state",
                      .kind = Parameter::Kind::kWord,
                      .field = "state",
                      .help =
                          "Only these: waiting, retrying, taken or given_up",
                      .value_name = "STATE"},
                     ProviderOption()},
      .csv = {.rows = "deliveries"},
      .table = TableOf(&Deliveries)};
  verb.ask =
      Reading<Service>(&Service::Stub::ListWebhookDeliveries, verb.parameters);
  return verb;
}

Verb ReplayVerb() {
  Verb verb{.noun = "webhook",
            .name = "replay",
            .summary = "Sends again what was given up",
            .details =
                "Under the same ids, beside what comes now. Without --event "
                "everything that was given up of the webhook.",
            .examples = {"regisseur webhook replay cloudnine-events",
                         "regisseur webhook replay cloudnine-events --event "
                         "cloudnine_12_0_1793599200"},
            .parameters = {WebhookWord(),
                           {.name = "event",
                            .field = "id",
                            .help = "Only this event",
                            .value_name = "ID"},
                           ProviderOption(),
                           RequestIdOption()},
            .table = TableOf(&Replayed)};
  verb.ask =
      Acting<Service>(&Service::Stub::ReplayWebhookDelivery, verb.parameters);
  return verb;
}

Verb TestVerb() {
  Verb verb{.noun = "webhook",
            .name = "test",
            .summary = "Sends an event that says nothing, and tells the answer",
            .details =
                "Exit code 7 when it is not taken. A webhook that was stopped "
                "goes on once it is.",
            .examples = {"regisseur webhook test cloudnine-events"},
            .parameters = {WebhookWord(), ProviderOption(), RequestIdOption()},
            .table = TableOf(&Tested),
            .verdict = &TestVerdict};
  verb.ask = Acting<Service>(&Service::Stub::TestWebhook, verb.parameters);
  return verb;
}

}  // namespace

std::vector<Verb> WebhookVerbs() {
  return {ListVerb(), ShowVerb(), DeliveriesVerb(), ReplayVerb(), TestVerb()};
}

}  // namespace regisseur
