#include "aggregator/storage/fund_records.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/storage/claim_record.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr char kPortfolioChain[] = "portfolio";

absl::Status Broken(const Matter& matter, absl::string_view what) {
  return absl::DataLossError(absl::StrCat(
      MatterKindWord(matter.subject.kind), " ", matter.subject.name, " has ",
      what, " that cannot be read; the database was changed by hand"));
}

absl::StatusOr<Decimal> NumberOf(const Matter& matter, const MatterStep& step,
                                 absl::string_view name) {
  const absl::StatusOr<Decimal> number = Decimal::Parse(step.Value(name));
  return number.ok() ? *number : absl::StatusOr<Decimal>(Broken(matter, name));
}

FundEntry EntryOf(const MatterStep& step, FundEntryKind kind, Decimal amount) {
  FundEntry entry;
  entry.kind = kind;
  entry.time = step.act.known_from;
  entry.amount = amount;
  if (step.act.chain != kPortfolioChain) entry.number = step.act.number;
  return entry;
}

// What of a claim counts: what was granted while that stands, else what came
// in.
Decimal CountedOf(const ClaimAccount& account) {
  return account.state == ClaimState::kGranted && account.granted.has_value()
             ? std::max(*account.granted, account.received)
             : account.received;
}

// True when the contract covers the day.
bool Covers(const Contract& contract, absl::CivilDay day) {
  if (contract.term.start > day) return false;
  const std::optional<absl::CivilDay> end =
      FindEndOfTerm(contract.term, day, contract.holidays);
  return !end.has_value() || *end > day;
}

bool HasSameKey(const FundTerms& a, const FundTerms& b) {
  return a.gains == b.gains && a.gains_to_provider == b.gains_to_provider;
}

class FundComputer {
 public:
  FundComputer(const FundSources& sources, const ContractHistory& contracts,
               const std::function<bool(const std::string&)>& is_provider)
      : sources_(sources), contracts_(contracts), is_provider_(is_provider) {}

  absl::StatusOr<ProviderFunds> Compute() {
    for (const Matter& claim : sources_.claims) {
      RETURN_IF_ERROR(AddClaim(claim));
    }
    for (const Matter& idea : sources_.ideas) RETURN_IF_ERROR(AddIdea(idea));
    for (const Matter& transfer : sources_.transfers) {
      RETURN_IF_ERROR(AddTransfer(transfer));
    }
    std::stable_sort(lines_.begin(), lines_.end(),
                     [](const Line& a, const Line& b) {
                       return a.entry.time < b.entry.time;
                     });
    for (Line& line : lines_) {
      RETURN_IF_ERROR(funds_.ledgers[line.currency].Add(std::move(line.entry)));
    }
    return std::move(funds_);
  }

 private:
  struct Line {
    std::string currency;
    FundEntry entry;
  };
  // A saving that counts until its months are measured anew.
  struct Gain {
    CheckedSaving checked;
    std::string currency;
    FundEntry entry;
  };

  void Add(const std::string& currency, FundEntry entry) {
    lines_.push_back({currency, std::move(entry)});
  }
  void NotCounted(const std::string& currency, std::string subject,
                  const char* rule,
                  std::map<std::string, std::string> arguments) {
    funds_.not_counted.push_back(
        {currency, std::move(subject), rule, std::move(arguments)});
  }

  // The lines of a claim: whenever what counts of it changes, the difference of
  // the shares.
  absl::Status AddClaim(const Matter& claim) {
    const std::vector<std::string> parts =
        absl::StrSplit(claim.subject.name, '/');
    const absl::StatusOr<absl::CivilDay> last_day = ParseDay(parts.back());
    if (!last_day.ok()) return Broken(claim, "a last day");
    const std::string currency = claim.LastValue(kClaimCurrency);
    // The terms are those that were known when it first counted.
    std::optional<FundTerms> terms;
    std::string first_day;
    bool is_known = false;
    Decimal counted;
    Decimal in_fund;
    Matter so_far;
    so_far.subject = claim.subject;
    for (const MatterStep& step : claim.steps) {
      so_far.steps.push_back(step);
      ASSIGN_OR_RETURN(const ClaimAccount account, AccountOf(so_far));
      const Decimal now = CountedOf(account);
      if (now == counted) continue;
      counted = now;
      if (!is_known) {
        is_known = true;
        const auto kept = contracts_.At(step.act.known_from);
        const Contract* const contract =
            kept->Find(claim.subject.contract, *last_day);
        if (contract == nullptr) break;
        terms = contract->governance.improvement_fund;
        const Objective* const objective =
            contract->FindObjective(claim.subject.objective);
        const absl::TimeZone zone =
            objective == nullptr ? absl::UTCTimeZone() : objective->window.zone;
        first_day = FormatDay(absl::ToCivilDay(claim.subject.range.from, zone));
      }
      if (!terms.has_value() || terms->credits.IsZero()) break;
      if (terms->currency != currency) {
        NotCounted(terms->currency, absl::StrCat("claim ", claim.subject.name),
                   "fund-other-currency",
                   {{"currency", currency},
                    {"contract", claim.subject.contract},
                    {"fund", terms->currency}});
        break;
      }
      ASSIGN_OR_RETURN(const Decimal share,
                       ShareOf(counted, terms->credits, currency));
      ASSIGN_OR_RETURN(const Decimal change, Decimal::Subtract(share, in_fund));
      if (change.IsZero()) continue;
      in_fund = share;
      FundEntry entry =
          EntryOf(step,
                  change.IsNegative() ? FundEntryKind::kCreditCorrection
                                      : FundEntryKind::kCredit,
                  change);
      entry.contract = claim.subject.contract;
      entry.claim = claim.subject.name;
      entry.of_amount = counted;
      entry.percent = terms->credits;
      entry.period_from = first_day;
      entry.period_to = FormatDay(*last_day);
      Add(currency, std::move(entry));
    }
    return absl::OkStatus();
  }

  // The lines of what an idea saved: a check takes back those whose months it
  // measures anew.
  absl::Status AddIdea(const Matter& idea) {
    std::vector<Gain> standing;
    ASSIGN_OR_RETURN(const IdeaRecord record, ReadIdea(idea));
    for (const MatterStep& step : idea.steps) {
      if (step.move != MatterMove::kChecked) continue;
      ASSIGN_OR_RETURN(const std::optional<CheckedSaving> checked,
                       SavingOf(idea, step));
      if (!checked.has_value()) continue;
      std::erase_if(standing, [&](const Gain& gain) {
        const bool anew = gain.checked.first_month <= checked->last_month &&
                          checked->first_month <= gain.checked.last_month;
        if (anew) TakeBack(step, gain);
        return anew;
      });
      if (checked->saving <= Decimal()) continue;
      const std::string& currency = record.benefit->currency;
      ASSIGN_OR_RETURN(
          const Contract* const contract,
          FindKey(idea.subject.name, record.service, currency, step, *checked));
      if (contract == nullptr) continue;
      const FundTerms& terms = *contract->governance.improvement_fund;
      ASSIGN_OR_RETURN(const GainSplit split,
                       SplitGain(checked->saving, terms));
      FundEntry entry = EntryOf(step, FundEntryKind::kGain, split.fund);
      entry.contract = contract->id;
      entry.idea = idea.subject.name;
      entry.of_amount = checked->saving;
      entry.percent = terms.gains;
      entry.split = split;
      entry.period_from = checked->first_month;
      entry.period_to = checked->last_month;
      Add(currency, entry);
      standing.push_back({*checked, currency, std::move(entry)});
    }
    return absl::OkStatus();
  }

  void TakeBack(const MatterStep& step, const Gain& gain) {
    FundEntry entry = EntryOf(step, FundEntryKind::kGainCorrection,
                              gain.entry.amount.Negated());
    entry.contract = gain.entry.contract;
    entry.idea = gain.entry.idea;
    entry.of_amount = Decimal();
    entry.percent = gain.entry.percent;
    entry.split = GainSplit{.fund = gain.entry.split->fund.Negated(),
                            .provider = gain.entry.split->provider.Negated(),
                            .customer = gain.entry.split->customer.Negated()};
    entry.period_from = gain.entry.period_from;
    entry.period_to = gain.entry.period_to;
    Add(gain.currency, std::move(entry));
  }

  // The contract by whose key a saving is split; null when there is none, which
  // then is told. Those that name the service come before those of all of them.
  absl::StatusOr<const Contract*> FindKey(const std::string& idea,
                                          const std::string& service,
                                          const std::string& currency,
                                          const MatterStep& step,
                                          const CheckedSaving& checked) {
    ASSIGN_OR_RETURN(const absl::CivilMonth last,
                     ParseMonth(checked.last_month));
    const absl::CivilDay day = absl::CivilDay(last + 1) - 1;
    // Kept, so that what is found outlives this function.
    registers_.push_back(contracts_.At(step.act.known_from));
    std::vector<const Contract*> named;
    std::vector<const Contract*> general;
    std::string other_currency;
    for (const Contract* contract : registers_.back()->InForce(day)) {
      const auto& terms = contract->governance.improvement_fund;
      if (!is_provider_(contract->provider) || !Covers(*contract, day) ||
          !terms.has_value()) {
        continue;
      }
      const std::vector<std::string>& services = contract->services;
      const bool names = std::find(services.begin(), services.end(), service) !=
                         services.end();
      if (!service.empty() && !services.empty() && !names) continue;
      if (terms->currency != currency) {
        other_currency = terms->currency;
        continue;
      }
      (names ? named : general).push_back(contract);
    }
    const std::string subject = absl::StrCat("idea ", idea);
    const std::vector<const Contract*>& found = named.empty() ? general : named;
    if (found.empty()) {
      if (!other_currency.empty()) {
        NotCounted(other_currency, subject, "fund-saving-other-currency",
                   {{"currency", currency}, {"fund", other_currency}});
      }
      return nullptr;
    }
    for (const Contract* contract : found) {
      if (HasSameKey(*contract->governance.improvement_fund,
                     *found.front()->governance.improvement_fund)) {
        continue;
      }
      NotCounted(currency, subject, "fund-two-keys",
                 {{"first", found.front()->id}, {"second", contract->id}});
      return nullptr;
    }
    const Contract* const contract = found.front();
    const FundTerms& terms = *contract->governance.improvement_fund;
    return terms.gains.IsZero() && terms.gains_to_provider.IsZero() ? nullptr
                                                                    : contract;
  }

  absl::Status AddTransfer(const Matter& transfer) {
    ASSIGN_OR_RETURN(const TransferRecord record, sources_.Read(transfer));
    const MatterStep* const agreed = transfer.FindLast(MatterMove::kAccepted);
    if (agreed == nullptr) return absl::OkStatus();
    const auto add = [&](FundEntryKind kind, const MatterStep& step,
                         const Decimal& amount) {
      FundEntry entry = EntryOf(step, kind, amount);
      // What an idea did before somebody agreed counts from then on.
      entry.time = std::max(entry.time, agreed->act.known_from);
      entry.contract = record.contract;
      entry.idea = record.idea;
      entry.transfer = transfer.subject.name;
      Add(record.currency, std::move(entry));
    };
    if (record.kind == TransferKind::kDeposit) {
      add(FundEntryKind::kDeposit, *agreed, record.amount);
      return absl::OkStatus();
    }
    add(FundEntryKind::kReserved, *agreed, record.amount.Negated());
    const Matter* const idea = sources_.FindIdea(record.idea);
    const MatterStep* end = nullptr;
    if (record.state == TransferState::kSpent) {
      end = idea->FindLast(MatterMove::kRealised);
    } else if (record.state == TransferState::kReleased) {
      end = transfer.FindLast(MatterMove::kWithdrawn);
      if (end == nullptr) end = idea->FindLast(MatterMove::kRefused);
    }
    if (end == nullptr) return absl::OkStatus();
    if (record.state == TransferState::kSpent) {
      add(FundEntryKind::kSpent, *end, record.amount.Negated());
    } else {
      add(FundEntryKind::kReleased, *end, record.amount);
    }
    return absl::OkStatus();
  }

  const FundSources& sources_;
  const ContractHistory& contracts_;
  const std::function<bool(const std::string&)>& is_provider_;
  std::vector<std::shared_ptr<const ContractRegister>> registers_;
  std::vector<Line> lines_;
  ProviderFunds funds_;
};

}  // namespace

std::optional<Participant> TransferRecord::WaitsFor() const {
  if (state != TransferState::kAsked) return std::nullopt;
  return OtherSide(asked_by);
}

absl::StatusOr<TransferRecord> ReadTransfer(const Matter& matter,
                                            IdeaState idea) {
  const MatterStep& first = matter.steps.front();
  TransferRecord record;
  const auto kind = FindTransferKind(first.Value(kTransferKind));
  if (!kind.has_value()) return Broken(matter, "a kind");
  record.kind = *kind;
  ASSIGN_OR_RETURN(record.amount, NumberOf(matter, first, kTransferAmount));
  record.currency = first.Value(kTransferCurrency);
  record.idea = first.Value(kTransferIdea);
  record.contract = matter.subject.contract;
  ASSIGN_OR_RETURN(record.asked_by, ParticipantOf(first));
  record.state = FoldTransfer(record.kind, matter.Moves(), idea);
  record.answer = matter.FindLast(MatterMove::kAccepted);
  if (record.answer == nullptr) {
    record.answer = matter.FindLast(MatterMove::kRefused);
  }
  return record;
}

const Matter* FundSources::FindIdea(absl::string_view id) const {
  for (const Matter& idea : ideas) {
    if (idea.subject.name == id) return &idea;
  }
  return nullptr;
}

absl::StatusOr<TransferRecord> FundSources::Read(const Matter& transfer) const {
  const std::string id = transfer.steps.front().Value(kTransferIdea);
  if (id.empty()) return ReadTransfer(transfer, IdeaState::kNew);
  const Matter* const idea = FindIdea(id);
  if (idea == nullptr) return Broken(transfer, "an idea");
  return ReadTransfer(transfer, FoldIdea(idea->Moves()));
}

absl::StatusOr<ProviderFunds> ComputeFunds(
    const FundSources& sources, const ContractHistory& contracts,
    const std::function<bool(const std::string&)>& is_provider) {
  return FundComputer(sources, contracts, is_provider).Compute();
}

absl::StatusOr<std::optional<CheckedSaving>> SavingOf(const Matter& idea,
                                                      const MatterStep& check) {
  const MatterStep& first = idea.steps.front();
  if (first.Value("benefit_kind") != BenefitKindWord(BenefitKind::kCost) ||
      check.Value("before").empty() || check.Value("after").empty()) {
    return std::optional<CheckedSaving>();
  }
  ASSIGN_OR_RETURN(const Decimal before, NumberOf(idea, check, "before"));
  ASSIGN_OR_RETURN(const Decimal after, NumberOf(idea, check, "after"));
  CheckedSaving checked{.first_month = check.Value("after_from"),
                        .last_month = check.Value("after_to"),
                        .saving = {}};
  const auto from = ParseMonth(checked.first_month);
  const auto to = ParseMonth(checked.last_month);
  if (!from.ok() || !to.ok()) return Broken(idea, "a month");
  ASSIGN_OR_RETURN(const Decimal monthly,
                   BenefitOf(/*lower_is_better=*/true, before, after));
  ASSIGN_OR_RETURN(checked.saving,
                   Decimal::Multiply(monthly, Decimal(*to - *from + 1, 0)));
  return std::optional<CheckedSaving>(std::move(checked));
}

}  // namespace regisseur
