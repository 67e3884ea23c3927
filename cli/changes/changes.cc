#include "cli/changes/changes.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "cli/verb/request_id.h"
#include "regisseur/digest/v1/digest.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = digest::v1;

// More of a kind nobody reads at once.
constexpr int kMostShown = 7;

// What stands above the changes of a kind; a kind of a newer server stands
// under its own word.
std::string Heading(const std::string& kind) {
  static const std::map<std::string, std::string>& headings =
      *new std::map<std::string, std::string>{
          {"agenda_new", "New on the agenda"},
          {"agenda_back", "Back on the agenda"},
          {"agenda_closed", "Off the agenda"},
          {"agenda_act", "Decided, delegated, snoozed"},
          {"cost_restated", "Cost restated"},
          {"level_changed", "Service levels"},
          {"incident_began", "Incidents"},
          {"incident_ended", "Incidents that ended"},
          {"source_silent", "Sources that fell silent"},
          {"source_back", "Sources that are back"},
          {"contract_date", "Dates that passed"},
          {"contract_version", "Contracts"},
          {"forecast_moved", "Forecasts that moved"},
          {"stepped_in", "We stepped in"},
          {"findings", "Findings in data"},
          {"cost_delivered", "Delivered for the first time"}};
  const auto found = headings.find(kind);
  return found == headings.end() ? PhraseOfWord(kind) : found->second;
}

std::string Table(const pb::ListChangesResponse& answer, const View& view) {
  std::string text = absl::StrCat("From ", MinuteWords(answer.from()), " to ",
                                  MinuteWords(answer.to()));
  if (answer.has_last_look()) {
    absl::StrAppend(&text, "; you looked until ",
                    MinuteWords(answer.last_look()));
  }
  text += "\n";
  if (answer.changes().empty()) return text + "Nothing changed.\n";
  std::map<std::string, int> counts;
  for (const pb::Change& change : answer.changes()) ++counts[change.kind()];
  const bool all = view.arguments.Has("all");
  std::string kind;
  int shown = 0;
  for (const pb::Change& change : answer.changes()) {
    if (change.kind() != kind) {
      kind = change.kind();
      shown = 0;
      absl::StrAppend(
          &text, "\n",
          Styled(absl::StrCat(Heading(kind), " (", counts[kind], ")"),
                 Style::kBold, view.terminal),
          "\n");
    }
    if (!all && ++shown > kMostShown) {
      if (shown == kMostShown + 1) {
        absl::StrAppend(&text, "    ", counts[kind] - kMostShown,
                        " more (--all)\n");
      }
      continue;
    }
    // A list of lines that wrap; columns would cut the sentences.
    TextTable lines({{.heading = ""}});
    lines.AddNote(
        {change.sentence().text(), change.bad() ? Style::kBad : Style::kPlain},
        change.bad() ? "! " : "- ");
    if (!change.detail().text().empty()) {
      lines.AddNote({change.detail().text(), Style::kFaint});
    }
    for (const std::string& line : change.evidence()) {
      lines.AddNote({absl::StrCat("regisseur ", line), Style::kFaint});
    }
    const std::string drawn = lines.Render(view.terminal);
    absl::StrAppend(&text, drawn.substr(drawn.find('\n') + 1));
  }
  return text;
}

absl::Status Mark(const google::protobuf::Timestamp& until, Session& session) {
  pb::MarkChangesRequest request;
  *request.mutable_to() = until;
  request.set_request_id(NewRequestId());
  const auto stub = pb::DigestService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  pb::MarkChangesResponse response;
  return session.connection.Explain(
      stub->MarkChanges(&context, request, &response));
}

}  // namespace

Verb ChangesVerb() {
  Verb verb{
      .noun = "changes",
      .name = "",
      .summary = "What changed since you looked, what matters first",
      .details =
          "The same facts as everywhere, known at one moment against those at "
          "another; each sentence is followed by the line that shows its "
          "evidence. Seven of a kind are shown, all of them with --all and in "
          "other formats than the table. --mark keeps that you looked, and the "
          "next digest begins "
          "there; who never marked a look sees since yesterday.",
      .examples = {"regisseur changes", "regisseur changes --mark",
                   "regisseur changes --since yesterday",
                   "regisseur changes --since last-month -o json",
                   "regisseur changes --since 2026-10-01 --to 2026-10-15 "
                   "--provider cloudnine"},
      .parameters =
          {{.name = "since",
            .field = "since",
            .help = "last, yesterday, last-month, a day or a time; last when "
                    "not given",
            .value_name = "WHEN"},
           {.name = "to",
            .field = "to",
            .help = "Until this day or time; now when not given",
            .value_name = "WHEN"},
           ProviderOption(),
           OwnerOption(),
           {.name = "all",
            .kind = Parameter::Kind::kFlag,
            .help = "Show every change, however many there are of a kind"},
           {.name = "mark",
            .kind = Parameter::Kind::kFlag,
            .help = "Keep that you looked until then"},
           AsKnownOnOption()},
      .csv = {.rows = "changes"},
      .table = TableOf(&Table)};
  verb.ask = [list = Reading<pb::DigestService>(
                  &pb::DigestService::Stub::ListChanges, verb.parameters)](
                 const Arguments& arguments,
                 Session& session) -> absl::StatusOr<Answer> {
    ASSIGN_OR_RETURN(Answer answer, list(arguments, session));
    if (arguments.Has("mark")) {
      RETURN_IF_ERROR(Mark(
          static_cast<const pb::ListChangesResponse&>(*answer).to(), session));
    }
    return answer;
  };
  return verb;
}

}  // namespace regisseur
