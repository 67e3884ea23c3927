#include "aggregator/answers/sources.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/measurement/lost_figure.h"

namespace regisseur {
namespace {

constexpr int kMostUnassigned = 10;

absl::StatusOr<SourceAnswer> Describe(const AnswerContext& context,
                                      const Principal& who,
                                      const KnownPortfolio& known,
                                      const KnownSource& source, AsOf as_of) {
  const std::string& id = source.config->id;
  SourceAnswer answer{.source = source};
  ASSIGN_OR_RETURN(answer.record, ReadSourceRecord(context, who, id, as_of));
  ASSIGN_OR_RETURN(answer.findings,
                   context.sources.ListFindings(who, id, as_of));
  std::erase_if(answer.findings, LostFigure::IsToldBy);
  if (source.shared) {
    ASSIGN_OR_RETURN(answer.unassigned, context.sources.ListUnassigned(
                                            who, id, as_of, kMostUnassigned));
  }
  answer.freshness =
      ComputeFreshness(ClocksOf(*source.config, answer.record), known.moment(),
                       known.portfolio().time_zone);
  if (source.former) {
    answer.activity = SourceActivity::kFormer;
  } else if (as_of.IsNow()) {
    // What it is doing now says nothing about an earlier moment.
    if (const std::optional<LiveSource> live = context.live.Find(id)) {
      answer.activity = live->activity;
      answer.next_try = live->next_try;
    }
  }
  AddFreshnessGap(known, source, answer.record, answer.gaps);
  if (source.former) {
    Gap gap;
    gap.provider = source.provider;
    gap.source = id;
    gap.rule = "source-not-collected";
    gap.notice = true;
    answer.gaps.push_back(std::move(gap));
  }
  if (!answer.unassigned.empty()) {
    std::vector<std::string> names;
    for (const UnassignedParty& party : answer.unassigned) {
      names.push_back(
          absl::StrCat("\"", party.party, "\" (", party.count, ")"));
    }
    Gap gap;
    gap.provider = kUnassigned;
    gap.source = id;
    gap.rule = "source-unassigned-parties";
    gap.arguments = {{"parties", absl::StrJoin(names, ", ")}};
    answer.gaps.push_back(std::move(gap));
  }
  return answer;
}

}  // namespace

absl::StatusOr<SourcesAnswer> AnswerSources(const AnswerContext& context,
                                            const Principal& who,
                                            const SourcesQuestion& question,
                                            AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
  }
  const std::string provider = known.CurrentId(question.provider);
  SourcesAnswer answer;
  for (const KnownSource& source : known.sources()) {
    if (!question.provider.empty() && source.provider != provider) continue;
    if (!question.owner.empty() &&
        (source.shared || known.OwnerOf(source.provider) != question.owner)) {
      continue;
    }
    ASSIGN_OR_RETURN(SourceAnswer described,
                     Describe(context, who, known, source, as_of));
    for (const Gap& gap : described.gaps) AddGap(gap, answer.gaps);
    answer.sources.push_back(std::move(described));
  }
  return answer;
}

absl::StatusOr<SourceAnswer> AnswerSource(const AnswerContext& context,
                                          const Principal& who,
                                          const std::string& id, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const KnownSource* source = known.FindSource(id);
  if (source == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("id: no source is called \"", id,
                     "\"; `source list` shows which there are"));
  }
  return Describe(context, who, known, *source, as_of);
}

}  // namespace regisseur
