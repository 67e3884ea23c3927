#include "cli/extra/extra.h"
#include "cli/extra/extra_words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "regisseur/room/v1/room.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = room::v1;

// The answers differ in their type only.
template <typename Response>
std::string Table(const Response& answer, const View& view) {
  return RenderExtra(answer.extra(), view.terminal);
}

Parameter OrderWord() { return IdWord("The order, as `extra list` shows"); }

}  // namespace

Verb ExtraOrderVerb() {
  Verb verb{
      .noun = "extra",
      .name = "order",
      .summary = "Order an additional service at the agreed price",
      .details =
          "Within the mandate it is ordered at once, beyond it when another "
          "person approves. Beyond the value ceiling, and where the contract "
          "would become another one, it is refused with the clause; a named "
          "person who decides can override that with a reason, and another one "
          "has to approve.",
      .examples = {"regisseur extra order --contract cloudnine-hosting --extra "
                   "\"DDoS test\"",
                   "regisseur extra order --contract cloudnine-hosting --extra "
                   "storage --quantity 250 --reason \"new archive\""},
      .parameters = {ContractOption(true),
                     {.name = "extra",
                      .field = "extra",
                      .help = "The extra, as the contract calls it",
                      .required = true,
                      .value_name = "NAME"},
                     {.name = "quantity",
                      .field = "quantity",
                      .help = "How many; one when not given",
                      .value_name = "NUMBER"},
                     TextOption("reason", "Why", false),
                     {.name = "override",
                      .kind = Parameter::Kind::kFlag,
                      .field = "override",
                      .help = "Although a clause refuses it"},
                     ProviderOption(),
                     RequestIdOption()},
      .table = TableOf(&Table<pb::OrderExtraResponse>)};
  verb.ask = Acting<pb::ExtraService>(&pb::ExtraService::Stub::OrderExtra,
                                      verb.parameters);
  return verb;
}

Verb ExtraApproveVerb() {
  Verb verb{.noun = "extra",
            .name = "approve",
            .summary = "Say yes to an order beyond the mandate",
            .details =
                "Only another named person than who ordered it can, "
                "within the own limit.",
            .examples = {"regisseur extra approve 0193f2a4-…"},
            .parameters = {OrderWord(), TextOption("reason", "Why", false),
                           ForOption(), RequestIdOption()},
            .table = TableOf(&Table<pb::ApproveExtraResponse>)};
  verb.ask = Acting<pb::ExtraService>(&pb::ExtraService::Stub::ApproveExtra,
                                      verb.parameters);
  return verb;
}

Verb ExtraRefuseVerb() {
  Verb verb{.noun = "extra",
            .name = "refuse",
            .summary = "Say no to an order beyond the mandate",
            .examples = {"regisseur extra refuse 0193f2a4-… --reason \"next "
                         "year\""},
            .parameters = {OrderWord(), TextOption("reason", "Why"),
                           ForOption(), RequestIdOption()},
            .table = TableOf(&Table<pb::RefuseExtraResponse>)};
  verb.ask = Acting<pb::ExtraService>(&pb::ExtraService::Stub::RefuseExtra,
                                      verb.parameters);
  return verb;
}

Verb ExtraDeliverVerb() {
  Verb verb{
      .noun = "extra",
      .name = "deliver",
      .summary = "Say that an extra was delivered",
      .examples = {"regisseur extra deliver 0193f2a4-… --day 2026-11-12"},
      .parameters = {OrderWord(),
                     {.name = "day",
                      .field = "day",
                      .help = "The day; today when not given",
                      .value_name = "DAY"},
                     TextOption("reason", "What a reader should know", false),
                     RequestIdOption()},
      .table = TableOf(&Table<pb::DeliverExtraResponse>)};
  verb.ask = Acting<pb::ExtraService>(&pb::ExtraService::Stub::DeliverExtra,
                                      verb.parameters);
  return verb;
}

Verb ExtraCancelVerb() {
  Verb verb{.noun = "extra",
            .name = "cancel",
            .summary = "Take an order back that was not delivered",
            .details = "It stays visible.",
            .examples = {"regisseur extra cancel 0193f2a4-… --reason \"no "
                         "longer needed\""},
            .parameters = {OrderWord(), TextOption("reason", "Why"),
                           RequestIdOption()},
            .table = TableOf(&Table<pb::CancelExtraResponse>)};
  verb.ask = Acting<pb::ExtraService>(&pb::ExtraService::Stub::CancelExtra,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
