#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/outage/outage.h"
#include "cli/outage/outage_words.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/outage/v1/outage.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = outage::v1;
using google::protobuf::Timestamp;

std::string CalleeWords(const pb::Rung& rung) {
  std::vector<std::string> callees;
  for (const pb::Callee& callee : rung.callees()) {
    std::vector<std::string> parts = {callee.name()};
    if (!callee.phone().empty()) parts.push_back(callee.phone());
    if (!callee.email().empty()) parts.push_back(callee.email());
    callees.push_back(absl::StrJoin(parts, " "));
  }
  return absl::StrJoin(callees, "; ");
}

std::string RungWords(const pb::Rung& rung, const Timestamp& now) {
  std::string words = absl::StrCat("rung ", rung.level());
  if (rung.has_call_time()) {
    absl::StrAppend(&words, " from ", ClockWords(rung.call_time(), now));
  }
  if (rung.percent() != "0")
    absl::StrAppend(&words, " (", rung.percent(), " %)");
  return absl::StrCat(words, ": ", CalleeWords(rung));
}

Cell PromiseCell(const pb::PromiseClock& clock, const Timestamp& now) {
  std::string words;
  if (clock.has_due_time()) {
    words = absl::StrCat(ClockWords(clock.due_time(), now), ", ");
    if (clock.has_done_time()) {
      absl::StrAppend(&words, "done ", ClockWords(clock.done_time(), now),
                      " by the word of the ", EnumPhrase(clock.done_by()),
                      clock.left_seconds() < 0 ? ", too late" : "");
    } else {
      absl::StrAppend(&words, LeftWords(clock.left_seconds()));
    }
  } else {
    words = "beyond five years of its support hours";
  }
  absl::StrAppend(&words, " (", clock.priority(), ", ", clock.contract(), "/",
                  clock.objective(), ")");
  const bool late = clock.has_left_seconds() && clock.left_seconds() < 0;
  return {words, late ? Style::kBad : Style::kBold};
}

std::string SayingWords(const pb::Saying& saying, const Timestamp& now) {
  std::string words = EnumPhrase(saying.kind());
  if (!saying.person().empty()) absl::StrAppend(&words, " ", saying.person());
  absl::StrAppend(&words, ": ", EnumPhrase(saying.state()));
  if (!saying.subject().empty()) {
    absl::StrAppend(&words, ", ", saying.subject());
  }
  if (saying.has_since_time()) {
    absl::StrAppend(&words, ", since ", ClockWords(saying.since_time(), now));
  }
  if (!saying.source().empty()) {
    absl::StrAppend(&words, " (", saying.source(), ")");
  }
  if (saying.silent()) {
    absl::StrAppend(&words, "; silent since ",
                    saying.has_last_good_time()
                        ? ClockWords(saying.last_good_time(), now)
                        : "ever");
  }
  if (!saying.text().empty()) absl::StrAppend(&words, ": ", saying.text());
  return words;
}

void AddSayings(const pb::OutageNow& row, const Timestamp& now,
                DetailSheet& sheet) {
  std::string label = "Says so";
  for (const pb::Saying& saying : row.sayings()) {
    sheet.Add(label, {SayingWords(saying, now),
                      saying.silent() ? Style::kWarning : Style::kPlain});
    label.clear();
  }
  if (row.feed_silent()) {
    sheet.Add(label, {"No feed of the partner can be relied on now; this is by "
                      "tickets and persons.",
                      Style::kWarning});
  }
}

void AddLadder(const pb::OutageNow& row, const Timestamp& now,
               DetailSheet& sheet) {
  sheet.Add("Call", row.has_call()
                        ? Cell{RungWords(row.call(), now), Style::kBold}
                        : Cell{"no contract names anybody", Style::kWarning});
  if (row.has_next_rung()) {
    sheet.Add("Next", RungWords(row.next_rung(), now));
  }
  if (row.has_reaction()) {
    sheet.Add("React by", PromiseCell(row.reaction(), now));
  }
  sheet.Add("Restore by", row.has_restore()
                              ? PromiseCell(row.restore(), now)
                              : Cell{"nothing is promised", Style::kFaint});
}

void AddWords(const pb::OutageNow& row, const Timestamp& now,
              DetailSheet& sheet) {
  if (row.has_last_word()) {
    const pb::LastWord& word = row.last_word();
    std::string words = ClockWords(word.time(), now);
    if (!word.phase().empty()) absl::StrAppend(&words, " ", word.phase());
    absl::StrAppend(&words, ": ", word.text());
    if (!word.person().empty()) {
      absl::StrAppend(&words, " – heard by ", word.person());
    }
    sheet.Add("Said last", words);
  } else {
    sheet.Add("Said last", {"nothing", Style::kWarning});
  }
  if (row.has_next_word()) {
    sheet.Add("Next word",
              {absl::StrCat(ClockWords(row.next_word().due_time(), now),
                            row.next_word().late() ? ", late. " : ". ",
                            row.next_word().why().text()),
               row.next_word().late() ? Style::kBad : Style::kPlain});
  } else {
    sheet.Add("Next word", {"neither said nor agreed", Style::kFaint});
  }
  std::string label = "Elsewhere";
  for (const pb::Elsewhere& one : row.elsewhere()) {
    std::string words =
        absl::StrCat(one.kind(), " at ", one.provider(), ": ",
                     one.title().empty() ? one.id() : one.title());
    if (one.has_start_time()) {
      absl::StrAppend(&words, ", from ", ClockWords(one.start_time(), now));
    }
    if (one.has_end_time()) {
      absl::StrAppend(&words, " until ", ClockWords(one.end_time(), now));
    }
    sheet.Add(label, absl::StrCat(words, " (",
                                  absl::StrJoin(one.functions(), ", "), ")"));
    label.clear();
  }
}

std::string RowText(const pb::OutageNow& row, const Timestamp& now,
                    const Terminal& terminal) {
  std::string name =
      row.provider_name().empty() ? row.provider() : row.provider_name();
  if (!row.service_name().empty()) {
    absl::StrAppend(&name, " · ", row.service_name());
  }
  DetailSheet sheet;
  sheet.Add("Out", {name, Style::kBold});
  Cell state = StateCell(row.state());
  if (row.has_since_time()) {
    absl::StrAppend(&state.text, " since ", ClockWords(row.since_time(), now),
                    " (", AgeWords(ToTime(now) - ToTime(row.since_time())),
                    ")");
  }
  sheet.Add("State", state);
  sheet.Add("Hits", row.functions().empty()
                        ? Cell{"no function that is configured", Style::kFaint}
                        : Cell{absl::StrJoin(row.functions(), ", ")});
  AddSayings(row, now, sheet);
  AddLadder(row, now, sheet);
  AddWords(row, now, sheet);
  if (row.has_outage()) {
    AddRecord(row.outage(), now, sheet);
  } else {
    sheet.Add("Aware", {absl::StrCat("nobody said so; regisseur outage aware "
                                     "--provider ",
                                     row.provider(),
                                     row.service().empty() ? "" : " --service ",
                                     row.service()),
                        Style::kWarning});
  }
  return sheet.Render(terminal);
}

std::string Table(const pb::GetNowResponse& answer, const View& view) {
  const Timestamp& now = answer.as_of_time();
  if (answer.outages().empty() && answer.reports_due().empty()) {
    return absl::StrCat("Nothing is out at ", MinuteWords(now),
                        ", as far as anybody says.\n");
  }
  std::string text = absl::StrCat("At ", MinuteWords(now), ":\n");
  if (!answer.functions().empty()) {
    TextTable table(
        {{.heading = "FUNCTION", .cut_to = 16},
         {.heading = ""},
         {.heading = "STATE"},
         {.heading = "SINCE"},
         {.heading = "BACK BY", .only_if_filled = true},
         {.heading = "HOURS", .priority = 2, .only_if_filled = true},
         {.heading = "OWNER", .priority = 1, .only_if_filled = true}});
    for (const pb::FunctionHit& function : answer.functions()) {
      table.AddRow(
          {{function.name(), Style::kBold},
           function.critical() ? Cell{"critical", Style::kBad} : Cell{},
           StateCell(function.state()),
           function.has_since_time() ? ClockWords(function.since_time(), now)
                                     : "not known",
           function.has_recovery_due_time()
               ? ClockWords(function.recovery_due_time(), now)
               : "",
           !function.has_in_hours() ? ""
           : function.in_hours()    ? "now"
                                    : "not now",
           function.owner()});
    }
    absl::StrAppend(&text, table.Render(view.terminal));
  }
  for (const pb::OutageNow& row : answer.outages()) {
    absl::StrAppend(&text, "\n", RowText(row, now, view.terminal));
  }
  for (const pb::Outage& outage : answer.reports_due()) {
    DetailSheet sheet;
    sheet.Add("Over", absl::StrCat(outage.provider(), " ", outage.service(),
                                   ": reports are due"));
    AddRecord(outage, now, sheet);
    absl::StrAppend(&text, "\n", sheet.Render(view.terminal));
  }
  return text;
}

}  // namespace

Verb NowVerb() {
  Verb verb{
      .noun = "now",
      .name = "",
      .summary = "The hour of an outage: what is out, whom to call, what runs",
      .details =
          "What partners' feeds, measurements, tickets and named persons say "
          "is "
          "out, with the functions that it hits, the person to call and the "
          "next rung, the promised times, what was promised last, and the log "
          "of what we told whom. Works with the partner's feed dead; "
          "docs/outage.md.",
      .examples = {"regisseur now", "regisseur now --provider cloudnine",
                   "regisseur now -o json"},
      .parameters = {ProviderOption(), OwnerOption(), AsKnownOnOption()},
      .csv = {.rows = "outages"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::OutageService>(&pb::OutageService::Stub::GetNow,
                                        verb.parameters);
  return verb;
}

}  // namespace regisseur
