#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/source_freshness.h"
#include "core/freshness/freshness.h"
#include "core/time/instant.h"

namespace regisseur {

namespace {

// What it answered last, or how far its data reached: a silence that begins
// after that is another one.
std::optional<absl::Time> SilentSince(const SourceClocks& clocks,
                                      const SourceRecord& record) {
  const bool answers = record.last_answer.has_value() && !clocks.failed &&
                       record.data_until.has_value();
  return answers ? record.data_until : record.last_answer;
}

}  // namespace

std::string SilenceItemId(absl::string_view source) {
  return absl::StrCat("source_silent:", source);
}

bool IsSilent(Freshness freshness) {
  switch (freshness) {
    case Freshness::kStale:
    case Freshness::kMissing:
    case Freshness::kFailed:
      return true;
    case Freshness::kFresh:
    case Freshness::kLate:
      return false;
  }
  return true;
}

absl::Status AddSilenceItems(AgendaDesk& desk) {
  for (const KnownSource& source : desk.known.sources()) {
    if (source.former) continue;
    const SourceRecord& record = desk.records.at(source.config->id);
    const SourceClocks clocks = ClocksOf(*source.config, record);
    if (!IsSilent(ComputeFreshness(clocks, desk.known.moment(),
                                   desk.known.portfolio().time_zone)))
      continue;
    AgendaItem item;
    item.kind = "source_silent";
    item.id = SilenceItemId(source.config->id);
    item.since = SilentSince(clocks, record);
    item.provider = source.provider;
    item.owner = desk.known.OwnerOf(source.provider);
    item.title.rule = record.last_answer.has_value()
                          ? "agenda-source-silent"
                          : "agenda-source-never-spoke";
    item.title.arguments["source"] = source.config->id;
    if (record.last_answer.has_value()) {
      item.title.arguments["since"] = FormatForPeople(*record.last_answer);
    }
    item.if_nothing.rule = "agenda-source-unknown";
    item.functions = source.provider.empty()
                         ? std::vector<std::string>()
                         : desk.FunctionsOf(source.provider, {});
    item.evidence = {absl::StrCat("source show ", source.config->id)};
    item.AddChoice("choice-source-check",
                   absl::StrCat("source check ", source.config->id));
    item.AddChoice("choice-source-collect",
                   absl::StrCat("source collect ", source.config->id));
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
