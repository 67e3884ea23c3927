#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/sla/level_words.h"
#include "cli/sla/sla.h"
#include "cli/verb/reading.h"
#include "regisseur/service_level/v1/service_level.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = service_level::v1;

// By whose word a figure is, from where, and how: `reported, by hand from
// september.pdf until 2027-10-08`.
template <typename Figures>
std::string SourceWords(const Figures& figures) {
  const std::string origin = EnumPhrase(figures.origin());
  if (figures.has_by_hand()) {
    return absl::StrCat(origin, ", by hand from ", figures.by_hand().document(),
                        " until ", figures.by_hand().expires());
  }
  return absl::StrCat(origin, figures.sources().empty() ? "" : ": ",
                      absl::StrJoin(figures.sources(), ", "),
                      figures.stated() ? ", as one number" : "");
}

Cell CountsAsCell(pb::CountsAs counts_as) {
  switch (counts_as) {
    case pb::COUNTS_AS_DOWN:
    case pb::COUNTS_AS_TOO_LATE:
      return {EnumPhrase(counts_as), Style::kBad};
    case pb::COUNTS_AS_UNKNOWN:
      return {EnumPhrase(counts_as), Style::kWarning};
    default:
      return {EnumPhrase(counts_as)};
  }
}

// Every digit, as a range where not all is known.
std::string Between(const std::string& attained, const std::string& at_least,
                    const std::string& at_most) {
  if (!at_least.empty() && !at_most.empty() && at_least != at_most) {
    return absl::StrCat(at_least, "–", at_most);
  }
  return attained.empty() ? "–" : attained;
}

std::string Moment(bool known, const google::protobuf::Timestamp& at) {
  return known ? MinuteWords(at) : "–";
}

std::string Sheet(const pb::ExplainServiceLevelResponse& answer,
                  const View& view) {
  const pb::ServiceLevel& level = answer.level();
  DetailSheet sheet;
  sheet.Add("promise", {absl::StrCat(level.contract(), "  ", level.objective(),
                                     level.title().empty()
                                         ? ""
                                         : absl::StrCat("  ", level.title())),
                        Style::kBold});
  sheet.Add("with",
            absl::StrCat(
                level.provider(),
                level.services().empty()
                    ? ""
                    : absl::StrCat(", about ",
                                   absl::StrJoin(level.services(), " and "))));
  sheet.Add("promised", absl::StrCat(level.lower_is_better() ? "at most " : "",
                                     FigureWords(level.target(), level.unit()),
                                     " (", PhraseOfWord(level.kind()), ")"));
  // Every digit: here is where it is argued about.
  std::string attained =
      level.has_attained()
          ? absl::StrCat(level.attained(), level.unit().empty() ? "" : " ",
                         level.unit())
          : "–";
  if (level.has_attained_at_least() && level.has_attained_at_most() &&
      level.attained_at_least() != level.attained_at_most()) {
    absl::StrAppend(&attained, ", between ", level.attained_at_least(), " and ",
                    level.attained_at_most());
  }
  sheet.Add("attained", attained);
  sheet.Add("verdict", VerdictCell(level.verdict()));
  sheet.Add("by whose word", SourceWords(level));
  sheet.Add("window", absl::StrCat("until ", level.window_last_day(),
                                   level.closed() ? "" : " (runs)"));
  for (const pb::Dispute& dispute : level.disputes()) {
    sheet.Add("disputed", {DisputeWords(level, dispute), Style::kWarning});
  }
  if (level.has_credit()) {
    sheet.Add("credit",
              absl::StrCat(CreditWords(level.credit()),
                           level.credit().claim_by().empty()
                               ? ""
                               : absl::StrCat(", to be claimed by ",
                                              level.credit().claim_by())));
  }
  return sheet.Render(view.terminal);
}

// Several windows end in the period: which, and which one is explained.
std::string Windows(const pb::ExplainServiceLevelResponse& answer,
                    const View& view) {
  if (answer.windows().empty()) return "";
  TextTable table({{.heading = "UNTIL"},
                   {.heading = "ATTAINED", .right = true},
                   {.heading = "VERDICT"},
                   {.heading = "BY WHOSE WORD", .priority = 1},
                   {.heading = "CREDIT", .right = true, .only_if_filled = true},
                   {.heading = "EXPLAINED"}});
  for (const pb::ServiceLevel& one : answer.windows()) {
    const bool explained =
        one.window_last_day() == answer.level().window_last_day();
    table.AddRow(
        {one.window_last_day(), AttainedWords(one), VerdictCell(one.verdict()),
         OriginWords(one), one.has_credit() ? CreditWords(one.credit()) : "",
         explained ? std::string("here")
                   : absl::StrCat("--period ", one.window_last_day())});
  }
  return absl::StrCat(table.Render(view.terminal), "\n");
}

std::string Arithmetic(const pb::ExplainServiceLevelResponse& answer,
                       const View& view) {
  // Wrapped, never cut: it is what a figure is defended with.
  TextTable table({{.heading = "ARITHMETIC"}});
  for (const pb::Note& line : answer.arithmetic()) {
    table.AddNote({line.message().empty() ? line.rule() : line.message()});
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Render(view.terminal));
}

std::string TimePieces(const pb::ExplainServiceLevelResponse& answer,
                       const View& view) {
  TextTable table({{.heading = "FROM"},
                   {.heading = "UNTIL"},
                   {.heading = "SECONDS", .right = true},
                   {.heading = "COUNTS AS"},
                   {.heading = "BY WHOSE WORD", .priority = 1, .cut_to = 10},
                   {.heading = "INCIDENT",
                    .priority = 2,
                    .cut_to = 8,
                    .only_if_filled = true},
                   {.heading = "MAINTENANCE",
                    .priority = 3,
                    .cut_to = 8,
                    .only_if_filled = true},
                   {.heading = "APPROVED BY",
                    .priority = 4,
                    .cut_to = 8,
                    .only_if_filled = true},
                   {.heading = "WHY", .cut_to = 24}});
  for (const pb::Piece& piece : answer.pieces()) {
    if (!piece.ticket().empty()) continue;
    table.AddRow({MinuteWords(piece.start_time()),
                  Moment(piece.has_end_time(), piece.end_time()),
                  CountWords(piece.seconds()), CountsAsCell(piece.counts_as()),
                  absl::StrJoin(piece.sources(), ", "),
                  absl::StrJoin(piece.incidents(), ", "),
                  absl::StrJoin(piece.maintenances(), ", "), piece.approver(),
                  piece.message()});
  }
  if (table.empty()) return "";
  return absl::StrCat("\n", table.Render(view.terminal));
}

std::string Tickets(const pb::ExplainServiceLevelResponse& answer,
                    const View& view) {
  TextTable table(
      {{.heading = "TICKET"},
       {.heading = "PRIORITY"},
       {.heading = "OPENED"},
       {.heading = "REACHED"},
       {.heading = "DUE"},
       {.heading = "CLOCK", .right = true},
       {.heading = "STOOD STILL", .priority = 1, .right = true},
       {.heading = "COUNTS AS"},
       {.heading = "BY WHOSE WORD", .priority = 2, .cut_to = 10},
       {.heading = "LOWERED", .priority = 3, .only_if_filled = true}});
  for (const pb::Piece& piece : answer.pieces()) {
    if (piece.ticket().empty()) continue;
    table.AddRow({{piece.ticket(), Style::kBold},
                  piece.priority(),
                  MinuteWords(piece.start_time()),
                  Moment(piece.has_end_time(), piece.end_time()),
                  Moment(piece.has_due_time(), piece.due_time()),
                  SecondsWords(piece.seconds()),
                  SecondsWords(piece.stopped_seconds()),
                  CountsAsCell(piece.counts_as()),
                  absl::StrJoin(piece.sources(), ", "),
                  piece.lowered() ? "yes" : ""});
  }
  if (table.empty()) return "";
  return absl::StrCat("\n", table.Render(view.terminal));
}

std::string Others(const pb::ExplainServiceLevelResponse& answer,
                   const View& view) {
  const pb::ServiceLevel& level = answer.level();
  TextTable table(
      {{.heading = "OTHERS SAY", .cut_to = 24},
       {.heading = "ATTAINED", .right = true},
       {.heading = "VERDICT"},
       {.heading = "DOWN", .right = true},
       {.heading = "CREDIT", .right = true, .only_if_filled = true}});
  for (const pb::OriginFigures& other : level.others()) {
    table.AddRow(
        {SourceWords(other),
         other.has_attained()
             ? absl::StrCat(Between(other.attained(), other.attained_at_least(),
                                    other.attained_at_most()),
                            level.unit().empty() ? "" : " ", level.unit())
             : "–",
         VerdictCell(other.verdict()),
         other.has_downtime_seconds() ? SecondsWords(other.downtime_seconds())
                                      : "–",
         other.has_credit() ? CreditWords(other.credit()) : ""});
  }
  std::string out;
  if (!table.empty()) absl::StrAppend(&out, "\n", table.Render(view.terminal));
  TextTable differences({{.heading = "COUNTED DIFFERENTLY FROM"},
                         {.heading = "UNTIL"},
                         {.heading = "SECONDS", .right = true},
                         {.heading = "HERE"},
                         {.heading = "BY THE OTHER"},
                         {.heading = "WHO"}});
  for (const pb::Difference& one : answer.differences()) {
    differences.AddRow(
        {MinuteWords(one.start_time()), MinuteWords(one.end_time()),
         CountWords(one.seconds()), CountsAsCell(one.counts_as()),
         EnumPhrase(one.other_counts_as()), EnumPhrase(one.origin())});
  }
  if (!differences.empty()) {
    absl::StrAppend(&out, "\n", differences.Render(view.terminal));
  }
  return out;
}

std::string Words(const pb::ExplainServiceLevelResponse& answer,
                  const View& view) {
  std::string out;
  TextTable witnesses(
      {{.heading = "WHO SAYS SO"},
       {.heading = "ADAPTER"},
       {.heading = "WORD"},
       {.heading = "TELLS FROM"},
       {.heading = "UNTIL"},
       {.heading = "COMPONENTS", .cut_to = 12, .only_if_filled = true},
       {.heading = "SAYS", .only_if_filled = true}});
  for (const pb::Witness& witness : answer.witnesses()) {
    witnesses.AddRow({{witness.source(), Style::kBold},
                      witness.adapter(),
                      EnumPhrase(witness.origin()),
                      Moment(witness.has_first_time(), witness.first_time()),
                      Moment(witness.has_last_time(), witness.last_time()),
                      absl::StrJoin(witness.components(), ", "),
                      witness.value()});
  }
  if (!witnesses.empty()) {
    absl::StrAppend(&out, "\n", witnesses.Render(view.terminal));
  }
  TextTable restated({{.heading = "RESTATED"},
                      {.heading = "BEFORE", .right = true},
                      {.heading = "AFTER", .right = true},
                      {.heading = "VERDICT"},
                      {.heading = "BECAUSE", .cut_to = 24}});
  for (const pb::Restatement& one : answer.restatements()) {
    restated.AddRow(
        {MinuteWords(one.known_time()),
         Between(one.attained_before(), one.attained_at_least_before(),
                 one.attained_at_most_before()),
         Between(one.attained_after(), one.attained_at_least_after(),
                 one.attained_at_most_after()),
         absl::StrCat(EnumPhrase(one.verdict_before()), " → ",
                      EnumPhrase(one.verdict_after())),
         one.message()});
  }
  if (!restated.empty()) {
    absl::StrAppend(&out, "\n", restated.Render(view.terminal));
  }
  return out;
}

std::string Table(const pb::ExplainServiceLevelResponse& answer,
                  const View& view) {
  std::string out = Windows(answer, view) + Sheet(answer, view);
  TextTable notes({{.heading = "TO KNOW"}});
  for (const pb::Note& note : answer.level().notes()) {
    notes.AddNote({note.message().empty() ? note.rule() : note.message()});
  }
  absl::StrAppend(&out, Arithmetic(answer, view));
  if (!notes.empty()) absl::StrAppend(&out, "\n", notes.Render(view.terminal));
  absl::StrAppend(&out, TimePieces(answer, view), Tickets(answer, view),
                  Others(answer, view), Words(answer, view));
  return out;
}

}  // namespace

Verb SlaShowVerb() {
  Verb verb{
      .noun = "sla",
      .name = "show",
      .summary = "Why a figure is what it is, and who says so",
      .details =
          "Every piece of time or ticket that the figure is made of, with the "
          "rule that makes it count so, the incident or maintenance that it "
          "falls into and who says so; the arithmetic line by line; what "
          "others say; and how the figure changed since it was first known.",
      .examples = {"regisseur sla show --contract cloudnine-hosting "
                   "--objective availability --period 2026-10",
                   "regisseur sla show --contract cloudnine-hosting --period "
                   "2026-10 --origin reported",
                   "regisseur sla show --contract cloudnine-hosting --period "
                   "2026-10 --as-known-on 2026-11-05"},
      .parameters = {{.name = "contract",
                      .field = "contract",
                      .help = "The contract, by its id",
                      .required = true,
                      .value_name = "ID"},
                     {.name = "objective",
                      .field = "objective",
                      .help = "The objective, where the contract has several",
                      .value_name = "ID"},
                     {.name = "period",
                      .field = "period",
                      .help = "The window that ends in it: a month, "
                              "2026-Q4, a year, or the window's last day "
                              "(the last month that is over)",
                      .value_name = "PERIOD"},
                     {.name = "origin",
                      .kind = Parameter::Kind::kWord,
                      .field = "origin",
                      .help = "By whose word: reported, measured or settled "
                              "(the one that counts)",
                      .value_name = "WORD"},
                     {.name = "all",
                      .kind = Parameter::Kind::kFlag,
                      .field = "all",
                      .help = "Also time that was up, or was not agreed"},
                     AsKnownOnOption()},
      .csv = {.rows = "pieces"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ServiceLevelService>(
      &pb::ServiceLevelService::Stub::ExplainServiceLevel, verb.parameters);
  return verb;
}

}  // namespace regisseur
