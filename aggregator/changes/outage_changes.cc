#include "aggregator/changes/outage_changes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr absl::Duration kClocksMayDiffer = absl::Minutes(1);

absl::Status CheckNotToCome(absl::string_view field, absl::Time at,
                            absl::Time now) {
  if (at <= now + kClocksMayDiffer) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", FormatForPeople(at),
                   " is still to come; it is ", FormatForPeople(now)));
}

absl::Status CheckNotBefore(absl::string_view what, absl::Time at,
                            absl::Time start) {
  if (at >= start) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("time: ", FormatForPeople(at),
                                                 " is before ", what, " (",
                                                 FormatForPeople(start), ")"));
}

bool IsOutState(OperationalState state) {
  return state == OperationalState::kMajorOutage ||
         state == OperationalState::kPartialOutage ||
         state == OperationalState::kDegradedPerformance;
}

MatterSubject SubjectOf(const std::string& id, const std::string& provider,
                        absl::Time since) {
  // The range says when it began; how long it lasts is in the steps.
  return {.kind = MatterKind::kOutage,
          .name = id,
          .provider = provider,
          .contract = "",
          .objective = "",
          .range = {since, since + absl::Seconds(1)}};
}

std::string WordsOf(const std::string& provider, const std::string& service) {
  return service.empty() ? provider : absl::StrCat(provider, "/", service);
}

std::vector<OutageEntry> EntriesOf(const Matter& matter) {
  std::vector<OutageEntry> entries;
  for (const MatterStep& step : matter.steps) {
    entries.push_back({step.move, step.values, step.act.known_from});
  }
  return entries;
}

// A report is filed once: a second one would take the place of the evidence and
// move the clock that the first one started. Only the intermediate one under
// DORA has updates ((EU) 2025/301 art. 5(1)(c)).
absl::Status CheckNotFiled(const OutageStory& story,
                           const ReportMoments& moments, ReportRegime regime,
                           ReportStage stage) {
  std::optional<absl::Time> filed;
  switch (stage) {
    case ReportStage::kInitial:
      filed = moments.initial;
      break;
    case ReportStage::kIntermediate:
      if (regime == ReportRegime::kNis2) filed = moments.intermediate;
      break;
    case ReportStage::kFinal:
      filed = moments.final_report;
      break;
  }
  if (!filed.has_value()) return absl::OkStatus();
  const auto found = story.references.find({regime, stage});
  const bool named = found != story.references.end() && !found->second.empty();
  return absl::FailedPreconditionError(absl::StrCat(
      "report: the ", ReportStageWord(stage), " one under ",
      ReportRegimeWord(regime), " was filed at ", FormatForPeople(*filed),
      named ? absl::StrCat(" as ", found->second) : std::string(),
      "; that one counts"));
}

}  // namespace

absl::StatusOr<std::optional<OutageChanges::Found>> OutageChanges::FindOpen(
    Connection& connection, const std::string& provider,
    const std::string& service) const {
  ASSIGN_OR_RETURN(
      std::vector<Matter> matters,
      store_.List(connection,
                  {.kind = MatterKind::kOutage, .provider = provider}, AsOf{}));
  for (Matter& matter : matters) {
    OutageStory story = FoldOutage(EntriesOf(matter));
    if (story.closed.has_value() || story.service != service) continue;
    return std::optional<Found>({std::move(matter), std::move(story)});
  }
  return std::optional<Found>();
}

absl::StatusOr<OutageChanges::Found> OutageChanges::Find(
    Connection& connection, const Which& which) const {
  if (!which.id.empty()) {
    ASSIGN_OR_RETURN(std::optional<Matter> matter,
                     store_.Find(connection, MatterKind::kOutage, which.id));
    if (!matter.has_value()) {
      return absl::NotFoundError(
          absl::StrCat("id: no outage is called \"", which.id,
                       "\"; `outage list` shows which there are"));
    }
    OutageStory story = FoldOutage(EntriesOf(*matter));
    return Found{*std::move(matter), std::move(story)};
  }
  if (which.provider.empty()) {
    return absl::InvalidArgumentError(
        "id: is missing; name the outage, or its provider and service");
  }
  ASSIGN_OR_RETURN(std::optional<Found> found,
                   FindOpen(connection, which.provider, which.service));
  if (found.has_value()) return *std::move(found);
  return absl::NotFoundError(
      absl::StrCat("no outage of ", WordsOf(which.provider, which.service),
                   " is open; `outage aware` or `outage declare` begins one"));
}

absl::StatusOr<std::string> OutageChanges::Add(
    const Principal& who, const MatterRequest& request, const Which& which,
    const When& when, MatterMove move, Values values, MatterTexts texts,
    const Check& check,
    const std::function<Values(const OutageStory&)>& complete) {
  RETURN_IF_ERROR(CheckNotToCome("time", when.at, when.now));
  for (const auto& [name, text] : texts) RETURN_IF_ERROR(CheckText(name, text));
  values.emplace_back(kOutageTime, FormatInstant(when.at));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(acts_, store_, who, request,
                  [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
                    ASSIGN_OR_RETURN(const Found found,
                                     Find(transaction, which));
                    RETURN_IF_ERROR(check(found.story));
                    Values all = values;
                    if (complete != nullptr) {
                      for (auto& value : complete(found.story)) {
                        all.push_back(std::move(value));
                      }
                    }
                    return MatterAct{
                        .steps = {{found.matter.subject, move, std::move(all)}},
                        .texts = texts,
                        .on_behalf_of = "",
                        .shared = false};
                  }));
  return names.front();
}

absl::StatusOr<std::string> OutageChanges::Declare(const Principal& who,
                                                   const MatterRequest& request,
                                                   const NewOutage& outage,
                                                   absl::Time now) {
  RETURN_IF_ERROR(CheckNotToCome("since", outage.since, now));
  if (!IsOutState(outage.state)) {
    return absl::InvalidArgumentError(
        absl::StrCat("state: ", OperationalStateWord(outage.state),
                     " is no outage; say major_outage, partial_outage or "
                     "degraded_performance"));
  }
  const std::string person = !outage.person.empty() ? outage.person
                             : who.IsNamedPerson()  ? who.name
                                                    : std::string();
  RETURN_IF_ERROR(RequireText("person", person, "say who says so"));
  RETURN_IF_ERROR(CheckText("reason", outage.reason));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(
                const std::optional<Found> open,
                FindOpen(transaction, outage.provider, outage.service));
            if (open.has_value()) {
              return absl::AlreadyExistsError(absl::StrCat(
                  "an outage of ", WordsOf(outage.provider, outage.service),
                  " is open: ", open->matter.subject.name));
            }
            Values values = {
                {kOutageService, outage.service},
                {kOutageComponent, outage.component},
                {kOutageState, std::string(OperationalStateWord(outage.state))},
                {kOutageSince, FormatInstant(outage.since)},
                {kOutagePriority, outage.priority}};
            return MatterAct{
                .steps = {{SubjectOf(request.new_id, outage.provider,
                                     outage.since),
                           MatterMove::kDeclared, std::move(values)}},
                .texts = {{kOutagePerson, person},
                          {kOutageText, outage.reason}},
                .on_behalf_of = "",
                .shared = false};
          }));
  return names.front();
}

absl::StatusOr<std::string> OutageChanges::MarkAware(
    const Principal& who, const MatterRequest& request, const Which& which,
    const When& when, absl::Time since, const std::string& text) {
  RETURN_IF_ERROR(CheckNotToCome("time", when.at, when.now));
  RETURN_IF_ERROR(CheckText(kOutageText, text));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            MatterSubject subject =
                SubjectOf(request.new_id, which.provider, since);
            Values values = {{kOutageTime, FormatInstant(when.at)}};
            absl::StatusOr<Found> found = Find(transaction, which);
            if (found.ok() && found->story.aware.has_value()) {
              return absl::FailedPreconditionError(absl::StrCat(
                  "we are aware since ", FormatForPeople(*found->story.aware)));
            }
            if (found.ok()) {
              subject = found->matter.subject;
            } else if (absl::IsNotFound(found.status()) && which.id.empty()) {
              values.emplace_back(kOutageService, which.service);
              values.emplace_back(kOutageSince, FormatInstant(since));
            } else {
              return found.status();
            }
            return MatterAct{.steps = {{std::move(subject), MatterMove::kAware,
                                        std::move(values)}},
                             .texts = {{kOutageText, text}},
                             .on_behalf_of = "",
                             .shared = false};
          }));
  return names.front();
}

absl::StatusOr<std::string> OutageChanges::Classify(
    const Principal& who, const MatterRequest& request, const Which& which,
    const When& when, ReportRegime regime, bool major,
    const std::string& text) {
  return Add(who, request, which, when, MatterMove::kClassified,
             {{kOutageRegime, std::string(ReportRegimeWord(regime))},
              {kOutageClassification, major ? kMajor : kNotMajor}},
             {{kOutageText, text}}, [&](const OutageStory& story) {
               if (!story.aware.has_value()) {
                 return absl::FailedPreconditionError(
                     "nobody said that we are aware; `outage aware` first");
               }
               return CheckNotBefore("we became aware", when.at, *story.aware);
             });
}

absl::StatusOr<std::string> OutageChanges::FileReport(
    const Principal& who, const MatterRequest& request, const Which& which,
    const When& when, std::optional<ReportRegime> regime, ReportStage stage,
    const std::string& reference, const std::string& text) {
  RETURN_IF_ERROR(CheckText("reference", reference));
  const auto regime_of =
      [regime](const OutageStory& story) -> absl::StatusOr<ReportRegime> {
    std::vector<ReportRegime> major;
    for (const auto& [one, is_major] : story.major) {
      if (is_major && (!regime.has_value() || *regime == one)) {
        major.push_back(one);
      }
    }
    if (major.size() == 1) return major.front();
    if (major.empty()) {
      return absl::FailedPreconditionError(
          "it is not classified as major, so nothing is reported; `outage "
          "classify` first");
    }
    return absl::InvalidArgumentError(
        "regime: it is major under both; say dora or nis2");
  };
  return Add(
      who, request, which, when, MatterMove::kReported,
      {{kOutageReport, std::string(ReportStageWord(stage))},
       {kOutageReference, reference}},
      {{kOutageText, text}},
      [&](const OutageStory& story) -> absl::Status {
        ASSIGN_OR_RETURN(const ReportRegime of, regime_of(story));
        const auto found = story.moments.find(of);
        const ReportMoments moments =
            found == story.moments.end() ? ReportMoments() : found->second;
        RETURN_IF_ERROR(CheckNotFiled(story, moments, of, stage));
        std::optional<absl::Time> before = moments.classified;
        absl::string_view name = "it was classified";
        if (stage == ReportStage::kIntermediate) {
          before = moments.initial;
          name = "the initial report was filed";
        } else if (stage == ReportStage::kFinal) {
          before = moments.intermediate;
          name = "the intermediate report was filed";
        }
        if (!before.has_value()) {
          return absl::FailedPreconditionError(absl::StrCat(
              "report: ", ReportStageWord(stage), " comes after ", name));
        }
        return CheckNotBefore(name, when.at, *before);
      },
      [&](const OutageStory& story) -> Values {
        return {
            {kOutageRegime, std::string(ReportRegimeWord(*regime_of(story)))}};
      });
}

absl::StatusOr<std::string> OutageChanges::Tell(
    const Principal& who, const MatterRequest& request, const Which& which,
    const When& when, const std::string& whom, const std::string& what) {
  RETURN_IF_ERROR(RequireText("whom", whom, "say to whom"));
  RETURN_IF_ERROR(RequireText("what", what, "say what"));
  return Add(who, request, which, when, MatterMove::kTold, {},
             {{kOutageWhom, whom}, {kOutageText, what}},
             [](const OutageStory&) { return absl::OkStatus(); });
}

absl::StatusOr<std::string> OutageChanges::Hear(
    const Principal& who, const MatterRequest& request, const Which& which,
    const When& when, const std::string& what,
    std::optional<absl::Time> next_update) {
  RETURN_IF_ERROR(RequireText("what", what, "say what the partner told"));
  Values values;
  if (next_update.has_value()) {
    RETURN_IF_ERROR(CheckNotBefore("the word itself", *next_update, when.at));
    values.emplace_back(kOutageNextUpdate, FormatInstant(*next_update));
  }
  return Add(who, request, which, when, MatterMove::kPromised,
             std::move(values), {{kOutageText, what}},
             [](const OutageStory&) { return absl::OkStatus(); });
}

absl::StatusOr<std::string> OutageChanges::Close(const Principal& who,
                                                 const MatterRequest& request,
                                                 const Which& which,
                                                 const When& when,
                                                 const std::string& text) {
  return Add(who, request, which, when, MatterMove::kClosed, {},
             {{kOutageText, text}}, [&](const OutageStory& story) {
               if (story.closed.has_value()) {
                 return absl::FailedPreconditionError(absl::StrCat(
                     "it is closed since ", FormatForPeople(*story.closed)));
               }
               return CheckNotBefore("it began", when.at, story.since);
             });
}

}  // namespace regisseur
