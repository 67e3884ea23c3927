#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/inbox/inbox.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/partner/v1/partner.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;

// All that there is, page by page.
absl::StatusOr<Answer> Ask(const Arguments& arguments, Session& session) {
  pb::ListInboxRequest request;
  request.set_provider(arguments.Text("provider"));
  int64_t after = 0;
  if (arguments.Has("after") &&
      !absl::SimpleAtoi(arguments.Text("after"), &after)) {
    return absl::InvalidArgumentError(
        "inbox list: --after has to be the number of an entry");
  }
  request.set_after(after);
  const auto stub = pb::PartnerService::NewStub(session.connection.channel());
  auto all = std::make_unique<pb::ListInboxResponse>();
  while (true) {
    pb::ListInboxResponse page;
    grpc::ClientContext context;
    session.connection.Prepare(kReadingLimit, &context);
    RETURN_IF_ERROR(
        session.connection.Explain(stub->ListInbox(&context, request, &page)));
    all->set_provider(page.provider());
    all->set_after(page.after());
    if (page.entries().empty()) break;
    for (pb::InboxEntry& entry : *page.mutable_entries()) {
      *all->add_entries() = std::move(entry);
    }
    request.set_after(page.after());
  }
  return Answer(std::move(all));
}

// Neither of both sides: somebody who uses a service has an idea, or nobody did
// anything until a time was over.
std::string WhoWords(const pb::InboxEntry& entry) {
  if (entry.side() != objective::v1::SIDE_UNSPECIFIED) {
    return EnumPhrase(entry.side());
  }
  return entry.kind() == "idea" ? "end user" : "time";
}

std::string Table(const pb::ListInboxResponse& answer, const View& view) {
  if (answer.entries().empty()) return "Nothing happened.\n";
  TextTable table({{.heading = "NUMBER", .right = true},
                   {.heading = "TIME"},
                   {.heading = "BY"},
                   {.heading = "WHAT"},
                   {.heading = "CONTRACT",
                    .priority = 2,
                    .cut_to = 12,
                    .only_if_filled = true},
                   {.heading = "OBJECTIVE",
                    .priority = 3,
                    .cut_to = 12,
                    .only_if_filled = true},
                   {.heading = "ID", .priority = 1, .cut_to = 12}});
  for (const pb::InboxEntry& entry : answer.entries()) {
    table.AddRow({absl::StrCat(entry.number()),
                  MinuteWords(entry.time()),
                  WhoWords(entry),
                  {absl::StrCat(entry.kind(), " ", entry.move(),
                                entry.waits() ? ", waits for an answer" : ""),
                   entry.waits() ? Style::kWarning : Style::kPlain},
                  entry.contract(),
                  entry.objective(),
                  entry.id()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb InboxListVerb() {
  return {.noun = "inbox",
          .name = "list",
          .summary = "What happened between a partner and us, in order",
          .details =
              "Claims, objections, settlements, proposals, escalations: every "
              "step that both sides know of. A program watches it with the "
              "method WatchInbox (docs/partners.md).",
          .examples = {"regisseur inbox list --provider cloudnine",
                       "regisseur inbox list --after 41 -o json"},
          .parameters = {ProviderOption(),
                         {.name = "after",
                          .help = "Only what stands behind this number",
                          .value_name = "NUMBER"}},
          .csv = {.rows = "entries"},
          .ask = &Ask,
          .table = TableOf(&Table)};
}

}  // namespace regisseur
