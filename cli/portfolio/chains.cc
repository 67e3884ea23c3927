#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/display_text.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/portfolio/portfolio.h"
#include "cli/verb/reading.h"
#include "regisseur/resilience/v1/resilience.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = resilience::v1;

std::string Table(const pb::ListChainsResponse& answer, const View& view) {
  if (answer.chains().empty()) {
    return "No function is configured; `functions` says which services each "
           "needs.\n";
  }
  TextTable table({{.heading = "CHAIN", .cut_to = 14},
                   {.heading = "ATTAINED", .right = true},
                   {.heading = "AT LEAST", .priority = 1, .right = true},
                   {.heading = "DOWN", .right = true},
                   {.heading = "NOT SEEN", .right = true},
                   {.heading = "BY", .priority = 2}});
  const auto percent = [](bool known, const std::string& text) {
    return known ? absl::StrCat(text, " %") : std::string("not known");
  };
  for (const pb::Chain& chain : answer.chains()) {
    table.AddRow(
        {{absl::StrCat(chain.name(), chain.critical() ? " (critical)" : ""),
          Style::kBold},
         percent(chain.has_attained(), chain.attained()),
         percent(chain.has_attained_at_least(), chain.attained_at_least()),
         SecondsWords(chain.down_seconds()),
         SecondsWords(chain.unknown_seconds()),
         ""});
    for (const pb::ChainMember& member : chain.members()) {
      table.AddRow(
          {absl::StrCat("  ", member.provider(), "/", member.service()),
           percent(member.has_attained(), member.attained()), "",
           SecondsWords(member.down_seconds()),
           SecondsWords(member.unknown_seconds()),
           member.measured() ? "measured" : "reported"});
    }
    table.AddNote(
        {absl::StrCat(
             chain.hours().empty() ? "Around the clock" : chain.hours(), ", ",
             SecondsWords(chain.agreed_seconds()),
             chain.weakest().empty()
                 ? ""
                 : absl::StrCat("; down longest: ", chain.weakest())),
         Style::kFaint});
  }
  const std::string method = absl::StrCat(
      "From ", MinuteWords(answer.from_time()), " to ",
      MinuteWords(answer.to_time()),
      ". A chain is down in each second in which one of its services is; "
      "no product of percentages.");
  return absl::StrCat(table.Render(view.terminal),
                      absl::StrJoin(Wrapped(method, view.terminal.width), "\n"),
                      "\n");
}

}  // namespace

Verb PortfolioChainsVerb() {
  Verb verb{
      .noun = "portfolio",
      .name = "chains",
      .summary = "How the chains behind functions did from end to end",
      .details =
          "Second by second within the function's hours: down when one of the "
          "services that it needs is in partial or major outage, not seen when "
          "none is down and one was not observed.",
      .examples = {"regisseur portfolio chains",
                   "regisseur portfolio chains --function burgerzaken --from "
                   "2026-10"},
      .parameters = {{.name = "function",
                      .field = "function",
                      .help = "Only this function",
                      .value_name = "ID"},
                     FromOption("Start: a time, a day or a month; the last "
                                "month that is over when not given"),
                     ToOption("End, a day or month included whole"),
                     AsKnownOnOption()},
      .csv = {.rows = "chains"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ResilienceService>(
      &pb::ResilienceService::Stub::ListChains, verb.parameters);
  return verb;
}

}  // namespace regisseur
