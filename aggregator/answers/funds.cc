#include "aggregator/answers/funds.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

absl::Status Raise(Decimal& sum, const Decimal& by) {
  ASSIGN_OR_RETURN(sum, Decimal::Add(sum, by));
  return absl::OkStatus();
}

// Of some providers all that their funds are computed from.
class FundDesk {
 public:
  // The owner says which providers are asked for and never which rows count: a
  // fund is one, whoever answers for which contract.
  static absl::StatusOr<FundDesk> Open(const AnswerContext& context,
                                       const Principal& who,
                                       const std::string& provider,
                                       AsOf as_of) {
    ASSIGN_OR_RETURN(SharedScope scope,
                     SharedScope::Open(context, who, provider, "", as_of));
    FundDesk desk(context, std::move(scope));
    for (const auto& [kind, part] :
         {std::pair(MatterKind::kClaim, &FundSources::claims),
          std::pair(MatterKind::kIdea, &FundSources::ideas),
          std::pair(MatterKind::kFund, &FundSources::transfers)}) {
      ASSIGN_OR_RETURN(std::vector<Matter> matters, desk.scope_.Read(kind));
      for (Matter& matter : matters) {
        FundSources& sources = desk.sources_[matter.subject.provider];
        (sources.*part).push_back(std::move(matter));
      }
    }
    return desk;
  }

  const SharedScope& scope() const { return scope_; }

  // Those of the configuration, then those that left it.
  std::vector<std::string> ProvidersOf(const std::string& owner) const {
    std::vector<std::string> providers;
    for (const ProviderConfig* config : scope_.Providers()) {
      if (owner.empty() || scope_.known().OwnerOf(config->id) == owner) {
        providers.push_back(config->id);
      }
    }
    for (const auto& [provider, sources] : sources_) {
      if (owner.empty() && !scope_.known().IsConfigured(provider)) {
        providers.push_back(provider);
      }
    }
    return providers;
  }

  const FundSources& SourcesOf(const std::string& provider) const {
    static const FundSources* const none = new FundSources;
    const auto found = sources_.find(provider);
    return found == sources_.end() ? *none : found->second;
  }

  absl::StatusOr<ProviderFunds> Compute(const std::string& provider) const {
    return ComputeFunds(SourcesOf(provider), context_.contracts,
                        [&](const std::string& name) {
                          return scope_.known().CurrentId(name) == provider;
                        });
  }

  // The funds of a provider: those that are agreed on, and those in which
  // something stands or is asked for.
  absl::StatusOr<std::vector<FundRow>> RowsOf(
      const std::string& provider) const {
    ASSIGN_OR_RETURN(ProviderFunds funds, Compute(provider));
    std::map<std::string, FundRow> rows;
    for (const Contract* contract : scope_.ContractsOf(provider)) {
      if (const auto& terms = contract->governance.improvement_fund) {
        rows[terms->currency].terms.push_back(
            {contract->id, contract->ValidFrom(), *terms});
      }
    }
    for (auto& [currency, ledger] : funds.ledgers) {
      rows[currency].ledger = std::move(ledger);
    }
    const FundSources& sources = SourcesOf(provider);
    for (const Matter& transfer : sources.transfers) {
      ASSIGN_OR_RETURN(const TransferRecord record, sources.Read(transfer));
      RETURN_IF_ERROR(AddWaiting(record, rows[record.currency]));
    }
    for (FundGap& gap : funds.not_counted) {
      rows[gap.currency].not_counted.push_back(std::move(gap));
    }
    std::vector<FundRow> all;
    for (auto& [currency, row] : rows) {
      row.provider = provider;
      row.currency = currency;
      all.push_back(std::move(row));
    }
    return all;
  }

 private:
  FundDesk(const AnswerContext& context, SharedScope scope)
      : context_(context), scope_(std::move(scope)) {}

  static absl::Status AddWaiting(const TransferRecord& record, FundRow& row) {
    const std::optional<Participant> side = record.WaitsFor();
    if (!side.has_value()) return absl::OkStatus();
    ++(*side == Participant::kCustomer ? row.waiting_for_customer
                                       : row.waiting_for_provider);
    return Raise(record.kind == TransferKind::kDraw ? row.draws_asked
                                                    : row.deposits_asked,
                 record.amount);
  }

  const AnswerContext& context_;
  SharedScope scope_;
  std::map<std::string, FundSources> sources_;
};

absl::Status NoFund(const std::string& provider, const std::string& currency) {
  return absl::NotFoundError(absl::StrCat(
      "provider: no contract with ", provider, " agrees on a fund",
      currency.empty() ? "" : absl::StrCat(" in \"", currency, "\""),
      " (`governance: {improvement_fund: …}`)"));
}

absl::Status AddEntry(const FundEntry& entry, IdeaFunding& funding) {
  switch (entry.kind) {
    case FundEntryKind::kCredit:
    case FundEntryKind::kCreditCorrection:
    case FundEntryKind::kDeposit:
      return absl::OkStatus();
    case FundEntryKind::kGain:
    case FundEntryKind::kGainCorrection: {
      const GainSplit& split = *entry.split;
      RETURN_IF_ERROR(Raise(funding.gained, split.fund));
      RETURN_IF_ERROR(Raise(funding.to_customer, split.customer));
      RETURN_IF_ERROR(Raise(funding.to_provider, split.provider));
      for (const Decimal* part :
           {&split.fund, &split.customer, &split.provider}) {
        RETURN_IF_ERROR(Raise(funding.saved, *part));
      }
      return absl::OkStatus();
    }
    case FundEntryKind::kReserved:
    case FundEntryKind::kReleased:
      return Raise(funding.reserved, entry.amount.Negated());
    case FundEntryKind::kSpent:
      RETURN_IF_ERROR(Raise(funding.reserved, entry.amount));
      return Raise(funding.spent, entry.amount.Negated());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FundsAnswer> AnswerFunds(const AnswerContext& context,
                                        const Principal& who,
                                        const FundsQuestion& question,
                                        AsOf as_of) {
  ASSIGN_OR_RETURN(const FundDesk desk,
                   FundDesk::Open(context, who, question.provider, as_of));
  FundsAnswer answer;
  for (const std::string& provider : desk.ProvidersOf(question.owner)) {
    ASSIGN_OR_RETURN(std::vector<FundRow> rows, desk.RowsOf(provider));
    for (FundRow& row : rows) {
      if (question.currency.empty() || row.currency == question.currency) {
        answer.funds.push_back(std::move(row));
      }
    }
  }
  return answer;
}

absl::StatusOr<FundRow> FindFund(const AnswerContext& context,
                                 const Principal& who,
                                 const FundsQuestion& question, AsOf as_of) {
  if (question.provider.empty()) {
    return absl::InvalidArgumentError(
        "provider: is missing; name the one whose fund it is");
  }
  ASSIGN_OR_RETURN(FundsAnswer answer,
                   AnswerFunds(context, who, question, as_of));
  if (answer.funds.empty()) {
    return NoFund(question.provider, question.currency);
  }
  if (answer.funds.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("currency: name the fund, one of ",
                     absl::StrJoin(answer.funds, ", ",
                                   [](std::string* out, const FundRow& row) {
                                     out->append(row.currency);
                                   })));
  }
  return std::move(answer.funds.front());
}

absl::StatusOr<TransfersAnswer> AnswerTransfers(
    const AnswerContext& context, const Principal& who,
    const TransfersQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const FundDesk desk,
                   FundDesk::Open(context, who, question.provider, as_of));
  TransfersAnswer answer;
  for (const std::string& provider : desk.ProvidersOf(question.owner)) {
    const FundSources& sources = desk.SourcesOf(provider);
    for (const Matter& matter : sources.transfers) {
      TransferRow row{
          .matter = matter, .record = {}, .idea_title = "", .known_names = {}};
      // Of the row's own matter, to which it refers.
      ASSIGN_OR_RETURN(row.record, sources.Read(row.matter));
      if ((!question.id.empty() && matter.subject.name != question.id) ||
          (!question.idea.empty() && row.record.idea != question.idea) ||
          (!question.currency.empty() &&
           row.record.currency != question.currency) ||
          (question.state.has_value() && row.record.state != *question.state)) {
        continue;
      }
      if (const Matter* idea = sources.FindIdea(row.record.idea)) {
        row.idea_title = idea->steps.front().Text("title");
      }
      row.known_names = NamesKnownTo(desk.scope().ContractsOf(provider));
      answer.transfers.push_back(std::move(row));
    }
  }
  if (!question.id.empty() && answer.transfers.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "id: there is nothing that is called \"", question.id, "\""));
  }
  std::stable_sort(answer.transfers.begin(), answer.transfers.end(),
                   [](const TransferRow& a, const TransferRow& b) {
                     return a.matter.steps.front().act.known_from <
                            b.matter.steps.front().act.known_from;
                   });
  return answer;
}

absl::StatusOr<FundingByIdea> ReadFundingOfIdeas(const AnswerContext& context,
                                                 const Principal& who,
                                                 const std::string& provider,
                                                 AsOf as_of) {
  ASSIGN_OR_RETURN(const FundDesk desk,
                   FundDesk::Open(context, who, provider, as_of));
  FundingByIdea funding;
  for (const std::string& id : desk.ProvidersOf("")) {
    ASSIGN_OR_RETURN(const ProviderFunds funds, desk.Compute(id));
    for (const auto& [currency, ledger] : funds.ledgers) {
      for (const FundEntry& entry : ledger.entries()) {
        if (entry.idea.empty()) continue;
        RETURN_IF_ERROR(AddEntry(entry, funding[entry.idea][currency]));
      }
    }
    const FundSources& sources = desk.SourcesOf(id);
    for (const Matter& transfer : sources.transfers) {
      ASSIGN_OR_RETURN(const TransferRecord record, sources.Read(transfer));
      if (record.state != TransferState::kAsked || record.idea.empty()) {
        continue;
      }
      RETURN_IF_ERROR(
          Raise(funding[record.idea][record.currency].asked, record.amount));
    }
  }
  return funding;
}

}  // namespace regisseur
