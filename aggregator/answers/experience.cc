#include "aggregator/answers/experience.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/pulse_store.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kUsualMonths = 3;
constexpr size_t kMostWords = 200;

// Pulses of the providers asked for, by today's ids, and their answers.
struct Asked {
  std::vector<Pulse> pulses;  // the newest first
  std::vector<PulseAnswer> answers;

  const Pulse* Find(const std::string& id) const {
    for (const Pulse& pulse : pulses) {
      if (pulse.id == id) return &pulse;
    }
    return nullptr;
  }
};

absl::StatusOr<std::vector<Pulse>> ReadPulses(const AnswerContext& context,
                                              const Principal& who,
                                              const SharedScope& scope) {
  std::vector<Pulse> pulses;
  if (context.pulses == nullptr) return pulses;
  ASSIGN_OR_RETURN(pulses, context.pulses->List(who));
  for (Pulse& pulse : pulses) {
    pulse.provider = scope.known().CurrentId(pulse.provider);
  }
  std::erase_if(pulses, [&](const Pulse& pulse) {
    return !scope.room().Holds({.provider = pulse.provider});
  });
  return pulses;
}

absl::StatusOr<Asked> ReadAsked(const AnswerContext& context,
                                const Principal& who, const SharedScope& scope,
                                absl::CivilDay first, absl::CivilDay last) {
  Asked asked;
  ASSIGN_OR_RETURN(asked.pulses, ReadPulses(context, who, scope));
  if (asked.pulses.empty()) return asked;
  ASSIGN_OR_RETURN(asked.answers,
                   context.pulses->ListAnswers(who, first, last));
  std::erase_if(asked.answers, [&](const PulseAnswer& answer) {
    return asked.Find(answer.pulse) == nullptr;
  });
  return asked;
}

bool IsAbout(const Pulse& pulse, const std::string& provider,
             const std::string& service) {
  return pulse.provider == provider &&
         (service.empty() || pulse.service == service);
}

// Nobody reads what few people wrote: it could be told whose it is.
void KeepWords(std::vector<PulseAnswer> words, ExperienceRow& row) {
  if (!row.tally.IsTold()) return;
  std::erase_if(words,
                [](const PulseAnswer& answer) { return answer.word.empty(); });
  if (words.size() > kMostWords) words.resize(kMostWords);
  row.words = std::move(words);
}

ExperienceRow RowOf(const Asked& asked, const std::string& provider,
                    const std::string& service, const std::string& only) {
  ExperienceRow row{.provider = provider, .service = service};
  // The newest pulse says what is aimed at.
  for (const Pulse& pulse : asked.pulses) {
    if (!IsAbout(pulse, provider, service)) continue;
    row.target = pulse.target;
    break;
  }
  std::map<absl::CivilMonth, ScoreTally> months;
  std::vector<PulseAnswer> words;
  for (const PulseAnswer& answer : asked.answers) {
    if (!IsAbout(*asked.Find(answer.pulse), provider, service)) continue;
    if (!only.empty() && answer.pulse != only) continue;
    row.tally.Add(answer.score);
    months[absl::CivilMonth(answer.day)].Add(answer.score);
    words.push_back(answer);
  }
  for (const auto& [month, tally] : months)
    row.months.push_back({month, tally});
  KeepWords(std::move(words), row);
  return row;
}

void NoteFew(const ExperienceRow& row, std::vector<Gap>& gaps) {
  if (row.tally.IsTold()) return;
  Gap gap;
  gap.provider = row.provider;
  gap.rule = "pulse-few-answers";
  gap.arguments = {
      {"subject", row.service.empty()
                      ? row.provider
                      : absl::StrCat(row.provider, "/", row.service)},
      {"fewest", absl::StrCat(kFewestAnswers)}};
  gap.notice = true;
  AddGap(std::move(gap), gaps);
}

}  // namespace

absl::StatusOr<std::vector<PulseRow>> AnswerPulses(
    const AnswerContext& context, const Principal& who,
    const PulsesQuestion& question) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, question.provider,
                                     question.owner, AsOf{}));
  ASSIGN_OR_RETURN(const Asked asked,
                   ReadAsked(context, who, scope, absl::CivilDay(1970, 1, 1),
                             scope.room().today));
  std::vector<PulseRow> rows;
  for (const Pulse& pulse : asked.pulses) {
    if (!question.id.empty() && pulse.id != question.id) continue;
    if (!question.service.empty() && pulse.service != question.service) {
      continue;
    }
    if (question.open && !pulse.IsOpenOn(scope.room().today)) continue;
    const auto count = std::count_if(
        asked.answers.begin(), asked.answers.end(),
        [&](const PulseAnswer& answer) { return answer.pulse == pulse.id; });
    rows.push_back({pulse, static_cast<int>(count)});
  }
  if (!question.id.empty() && rows.empty()) {
    return absl::NotFoundError(
        absl::StrCat("id: no pulse is called \"", question.id, "\""));
  }
  return rows;
}

absl::StatusOr<ScoreTally> TallyPulses(const AnswerContext& context,
                                       const Principal& who,
                                       const std::string& provider,
                                       const std::string& service,
                                       absl::CivilDay first,
                                       absl::CivilDay last) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, provider, "", AsOf{}));
  ASSIGN_OR_RETURN(const Asked asked,
                   ReadAsked(context, who, scope, first, last));
  ScoreTally tally;
  for (const PulseAnswer& answer : asked.answers) {
    if (IsAbout(*asked.Find(answer.pulse), provider, service)) {
      tally.Add(answer.score);
    }
  }
  return tally;
}

absl::StatusOr<LevelTally> TallyLevels(LevelBook& book,
                                       const std::vector<const Contract*>& of,
                                       const std::string& service,
                                       const ReportPeriod& period) {
  LevelTally tally;
  for (const Contract* contract : of) {
    std::vector<ObjectiveWindow> windows =
        book.WindowsOf(contract->id, "", period);
    std::erase_if(windows, [&](const ObjectiveWindow& window) {
      const std::vector<std::string>& services = window.objective->services;
      return window.range.to > book.now() ||
             (!service.empty() && std::find(services.begin(), services.end(),
                                            service) == services.end());
    });
    book.Expect(windows);
    for (const ObjectiveWindow& window : windows) {
      ASSIGN_OR_RETURN(const WindowFigures* const figures,
                       book.FiguresOf(window));
      switch (figures->lead.verdict) {
        case Verdict::kMet:
          ++tally.met;
          break;
        case Verdict::kBreached:
          ++tally.missed;
          break;
        case Verdict::kUnknown:
        case Verdict::kAtRisk:
        case Verdict::kOnTrack:
          ++tally.unknown;
          break;
      }
    }
  }
  return tally;
}

absl::StatusOr<ExperienceAnswer> AnswerExperience(
    const AnswerContext& context, const Principal& who,
    const ExperienceQuestion& question) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, question.provider,
                                     question.owner, AsOf{}));
  ExperienceAnswer answer;
  ASSIGN_OR_RETURN(answer.period,
                   ReadSharedPeriod(scope, question.period, kUsualMonths));
  ASSIGN_OR_RETURN(
      const Asked asked,
      ReadAsked(context, who, scope, answer.period.first, answer.period.last));
  if (asked.pulses.empty()) return answer;
  ASSIGN_OR_RETURN(OpenBook open, OpenLevelBook(context, who, AsOf{}));
  const ReportPeriod months{absl::CivilMonth(answer.period.first),
                            absl::CivilMonth(answer.period.last)};
  for (const ProviderConfig* config : scope.Providers()) {
    std::vector<std::string> services;
    if (question.service.empty()) services.emplace_back();
    for (const ServiceConfig& service : config->services) {
      if (question.service.empty() || service.id == question.service) {
        services.push_back(service.id);
      }
    }
    for (const std::string& service : services) {
      const bool any = std::any_of(
          asked.pulses.begin(), asked.pulses.end(), [&](const Pulse& pulse) {
            return IsAbout(pulse, config->id, service) &&
                   (question.pulse.empty() || pulse.id == question.pulse);
          });
      if (!any) continue;
      ExperienceRow row = RowOf(asked, config->id, service, question.pulse);
      ASSIGN_OR_RETURN(row.levels,
                       TallyLevels(*open.book, scope.ContractsOf(config->id),
                                   service, months));
      NoteFew(row, answer.gaps);
      answer.rows.push_back(std::move(row));
    }
  }
  return answer;
}

}  // namespace regisseur
