#include "aggregator/answers/version_proposals.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/pricing/contract_price.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kReplayedMonths = 12;

class ProposalReader {
 public:
  ProposalReader(const AnswerContext& context, const ContractReader* reader,
                 const VersionReader* versions, const Principal& who,
                 const RoomScope& scope, std::vector<Gap>& gaps)
      : context_(context),
        reader_(reader),
        versions_(versions),
        who_(who),
        scope_(scope),
        gaps_(gaps) {}

  absl::StatusOr<VersionProposal> Read(Matter matter) const {
    VersionProposal proposal;
    const MatterStep& first = matter.steps.front();
    ASSIGN_OR_RETURN(
        proposal.valid_from,
        ReadVersionDay(matter.subject, first.Value(kVersionValidFrom)));
    proposal.side = SideOfStep(first.Value(kVersionSide));
    ASSIGN_OR_RETURN(proposal.standing, StandingOf(matter, scope_.today));
    proposal.matter = std::move(matter);
    return proposal;
  }

  // Its text, what it changes, and what it would have cost.
  absl::Status Complete(VersionProposal& proposal) const {
    if (reader_ == nullptr || versions_ == nullptr) return absl::OkStatus();
    const Matter& matter = proposal.matter;
    const std::string agreed = matter.LastValue(kVersionAgreedSha256);
    absl::StatusOr<std::string> kept = context_.matters.GetText(
        who_,
        agreed.empty() ? matter.steps.front().Value(kVersionSha256) : agreed);
    if (absl::IsNotFound(kept.status()) || absl::IsDataLoss(kept.status())) {
      // It was lost: what was said about it is still there.
      Note(matter, std::string(kept.status().message()));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(kept.status());
    std::string text = *std::move(kept);
    // The version that it follows.
    const ContractRegister::Entry* const before = scope_.contracts->FindEntry(
        matter.subject.contract, proposal.valid_from - 1);
    if (before == nullptr) return absl::OkStatus();
    absl::StatusOr<VersionText> version =
        versions_->ReadVersion({"text", std::move(text)}, before->text, "");
    if (!version.ok()) {
      Note(matter, std::string(version.status().message()));
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const ContractKeyValues now,
                     reader_->ReadKeys({"text", version->text}));
    ASSIGN_OR_RETURN(const ContractKeyValues was,
                     reader_->ReadKeys({before->file, before->text}));
    proposal.changes = DiffContractKeys(was, now);
    proposal.version = *std::move(version);
    if (who_.role != Principal::Role::kProvider) Replay(proposal);
    return absl::OkStatus();
  }

 private:
  void Note(const Matter& matter, std::string why) const {
    Gap gap;
    gap.provider = matter.subject.provider;
    gap.rule = "proposal-not-replayed";
    gap.arguments = {{"contract", matter.subject.contract},
                     {"why", std::move(why)}};
    gap.notice = true;
    AddGap(std::move(gap), gaps_);
  }

  // As it was known when it was proposed: nothing has to be kept of it.
  void Replay(VersionProposal& proposal) const {
    if (proposal.version->contract.pricing.empty()) return;
    const absl::Time proposed = proposal.matter.steps.front().act.known_from;
    const absl::CivilMonth last =
        absl::ToCivilMonth(proposed, absl::UTCTimeZone()) - 1;
    const absl::StatusOr<ReplayAnswer> replay = AnswerContractReplay(
        context_, *reader_, who_,
        {.provider = proposal.matter.subject.provider,
         .forms = {{.name = "proposal", .text = proposal.version->text}},
         .from = FormatMonth(last - (kReplayedMonths - 1)),
         .to = FormatMonth(last),
         .contract = proposal.matter.subject.contract},
        AsOf{proposed});
    if (!replay.ok() || replay->forms.empty()) {
      Note(proposal.matter, replay.ok()
                                ? "nothing is priced"
                                : std::string(replay.status().message()));
      return;
    }
    proposal.replay = replay->forms.front();
    for (const Gap& gap : replay->gaps) AddGap(gap, gaps_);
  }

  const AnswerContext& context_;
  const ContractReader* const reader_;
  const VersionReader* const versions_;
  const Principal& who_;
  const RoomScope& scope_;
  std::vector<Gap>& gaps_;
};

}  // namespace

absl::StatusOr<VersionProposalsAnswer> AnswerVersionProposals(
    const AnswerContext& context, const ContractReader* reader,
    const VersionReader* versions, const Principal& who,
    const VersionProposalsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const RoomScope scope,
                   OpenRoom(context, who, question.room, as_of));
  ASSIGN_OR_RETURN(
      std::vector<Matter> matters,
      ReadRoomMatters(context, who, scope, MatterKind::kVersion, as_of));
  VersionProposalsAnswer answer;
  const ProposalReader proposals(context, reader, versions, who, scope,
                                 answer.gaps);
  for (Matter& matter : matters) {
    if (!question.id.empty() && matter.subject.name != question.id) continue;
    ASSIGN_OR_RETURN(VersionProposal proposal,
                     proposals.Read(std::move(matter)));
    if (question.open && proposal.standing.state != VersionState::kOpen) {
      continue;
    }
    if (!question.id.empty()) {
      RETURN_IF_ERROR(proposals.Complete(proposal));
    }
    answer.proposals.push_back(std::move(proposal));
  }
  if (!question.id.empty() && answer.proposals.empty()) {
    return absl::NotFoundError(
        absl::StrCat("id: no proposal is called \"", question.id, "\""));
  }
  return answer;
}

absl::StatusOr<std::optional<Principal::MoneyLimit>> WorthOfVersion(
    const Contract& version) {
  using Worth = std::optional<Principal::MoneyLimit>;
  if (version.value.has_value()) {
    return Worth({version.value->maximum, version.currency});
  }
  Contract fixed = version;
  // A score of nought is no use of nothing.
  std::erase_if(fixed.pricing, [](const PriceComponent& component) {
    return std::holds_alternative<BonusMalusPrice>(component.form);
  });
  if (fixed.pricing.empty()) return Worth();
  const absl::CivilDay from = version.ValidFrom();
  const NoticeDates dates =
      ComputeNoticeDates(version.term, from, version.holidays);
  const absl::CivilMonth first(from);
  absl::CivilMonth last = first + 11;
  if (dates.term_end.has_value()) {
    last = std::max(first, absl::CivilMonth(*dates.term_end - 1));
  }
  // What is owed when nothing is used: floors come out whole.
  PricedUsage nothing;
  for (const PriceComponent& component : fixed.pricing) {
    if (!component.meter.has_value() && !IsMetered(component.form)) continue;
    for (absl::CivilMonth month = first; month <= last; ++month) {
      nothing.quantities[component.component][month] = Decimal();
    }
  }
  ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                   PriceContract(fixed, nothing, first, last));
  Decimal worth;
  for (const MonthPrice& price : prices) {
    if (!price.total.has_value()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "id: what the version fixes in ", FormatMonth(price.month),
          " cannot be told, so nobody's limit can cover it; give it a ceiling "
          "(`value.maximum`)"));
    }
    ASSIGN_OR_RETURN(worth, Decimal::Add(worth, *price.total));
  }
  if (worth.IsZero()) return Worth();
  return Worth({worth, version.currency});
}

}  // namespace regisseur
