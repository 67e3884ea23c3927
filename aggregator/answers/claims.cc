#include "aggregator/answers/claims.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/answers/measurements.h"
#include "aggregator/answers/proposals.h"
#include "aggregator/answers/service_levels.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"

namespace regisseur {
namespace {

// How far back credits are looked for that nobody acted on, in months; what was
// acted on is shown for ever.
constexpr int kLookBackMonths = 36;
// So many months after the end of a window it may still be claimed.
int ClaimableMonths(const Contract& contract, const Objective& objective) {
  const std::optional<ClaimRule>& rule = objective.remedies.claim_within;
  if (!rule.has_value() ||
      contract.remedy.settle == RemedyTerms::Settle::kAutomatic) {
    return kLookBackMonths;
  }
  switch (rule->kind) {
    case ClaimRule::Kind::kDays:
      return rule->n / 28 + 1;
    case ClaimRule::Kind::kMonths:
    case ClaimRule::Kind::kEndOfMonthAfter:
      return rule->n + 1;
    // A billing period is at most a year.
    case ClaimRule::Kind::kEndOfBillingCycle:
      return 12 * rule->n + 1;
  }
  return kLookBackMonths;
}

// Gaps are told of the windows of so many months.
constexpr int kGapMonths = 3;

// What the basis of a claim says, by name.
constexpr char kPeriod[] = "period";
constexpr char kAttained[] = "attained";
constexpr char kVerdict[] = "verdict";
constexpr char kOrigin[] = "origin";
constexpr char kLimit[] = "limit";
constexpr char kPercent[] = "percent";
constexpr char kBaseComponent[] = "base_component";
constexpr char kBase[] = "base";
constexpr char kUncapped[] = "uncapped";
constexpr char kCapOwn[] = "cap_own";
constexpr char kCapPercent[] = "cap_percent";
constexpr char kCapPer[] = "cap_per";
constexpr char kCapPrice[] = "cap_price";
constexpr char kCapBefore[] = "cap_before";
constexpr char kCapLimit[] = "cap_limit";
constexpr char kCapTotal[] = "cap_total";
constexpr char kAtLeast[] = "at_least";
constexpr char kPenalty[] = "penalty";
constexpr char kLowerIsBetter[] = "lower_is_better";
constexpr char kValidFrom[] = "contract_valid_from";
constexpr char kContractSha256[] = "contract_sha256";

constexpr const char* kBasisNames[] = {
    kPeriod,        kAttained,      kVerdict,  kOrigin,        kLimit,
    kPercent,       kBaseComponent, kBase,     kUncapped,      kCapOwn,
    kCapPercent,    kCapPer,        kCapPrice, kCapBefore,     kCapLimit,
    kCapTotal,      kAtLeast,       kPenalty,  kLowerIsBetter, kValidFrom,
    kContractSha256};

absl::string_view OriginWord(FigureOrigin origin) {
  switch (origin) {
    case FigureOrigin::kReported:
      return "reported";
    case FigureOrigin::kMeasured:
      return "measured";
    case FigureOrigin::kSettled:
      return "settled";
  }
  return "";
}

const char* CapPeriodWord(AtRiskCap::Per per) {
  switch (per) {
    case AtRiskCap::Per::kMonth:
      return "month";
    case AtRiskCap::Per::kContractYear:
      return "contract year so far";
    case AtRiskCap::Per::kTwelveMonths:
      return "twelve months up to it";
  }
  return "";
}

bool IsLowerBetter(const Objective& objective) {
  const auto* indicator = std::get_if<IndicatorTerms>(&objective.terms);
  return indicator != nullptr && indicator->at_most;
}

std::string FindIn(const std::vector<std::pair<std::string, std::string>>& all,
                   absl::string_view name) {
  for (const auto& [known, value] : all) {
    if (known == name) return value;
  }
  return "";
}

// The reason that a basis gives, in the words of the catalogue.
ClaimReason ReasonOf(
    const std::string& objective,
    const std::vector<std::pair<std::string, std::string>>& basis,
    const std::string& currency) {
  ClaimReason reason;
  for (const char* name : {kPeriod, kAttained, kLimit, kPercent, kBase,
                           kBaseComponent, kPenalty}) {
    reason.arguments[name] = FindIn(basis, name);
  }
  reason.arguments["objective"] = objective;
  reason.arguments["currency"] = currency;
  const bool lower = FindIn(basis, kLowerIsBetter) == "yes";
  if (reason.arguments[kLimit].empty()) {
    reason.rule = "claim-penalty";
  } else if (reason.arguments[kBase].empty()) {
    reason.rule =
        lower ? "claim-above-price-unknown" : "claim-below-price-unknown";
  } else if (reason.arguments[kBaseComponent].empty()) {
    reason.rule = lower ? "claim-above" : "claim-below";
  } else {
    reason.rule = lower ? "claim-above-component" : "claim-below-component";
  }
  return reason;
}

class ClaimDesk {
 public:
  ClaimDesk(const AnswerContext& context, const Principal& who,
            const ClaimsQuestion& question, AsOf as_of, OpenBook& open)
      : context_(context),
        who_(who),
        question_(question),
        as_of_(as_of),
        open_(open) {}

  absl::StatusOr<ClaimsAnswer> Answer() {
    const absl::TimeZone zone = open_.known->portfolio().time_zone;
    answer_.today = absl::ToCivilDay(open_.known->moment(), zone);
    ASSIGN_OR_RETURN(range_, ParseTimeRange(question_.from, question_.to,
                                            absl::UTCTimeZone()));
    RETURN_IF_ERROR(ReadStored());
    RETURN_IF_ERROR(Compute());
    for (auto& [id, matter] : stored_) {
      RETURN_IF_ERROR(AddStored(std::move(matter), nullptr, nullptr));
    }
    if (!question_.id.empty() && answer_.claims.empty()) {
      return absl::NotFoundError(
          absl::StrCat("id: no claim is called \"", question_.id,
                       "\"; `credit list` shows which there are"));
    }
    Sort();
    return std::move(answer_);
  }

 private:
  absl::Status ReadStored() {
    MatterFilter filter{.kind = MatterKind::kClaim,
                        .contract = question_.contract};
    ASSIGN_OR_RETURN(std::vector<Matter> matters,
                     context_.matters.List(who_, filter, as_of_));
    for (Matter& matter : matters) {
      std::string name = matter.subject.name;
      stored_.emplace(std::move(name), std::move(matter));
    }
    return absl::OkStatus();
  }

  absl::Status Compute() {
    std::string contract = question_.contract;
    const std::vector<std::string> parts =
        absl::StrSplit(question_.id, absl::MaxSplits('/', 1));
    if (contract.empty() && parts.size() == 2) contract = parts.front();
    absl::StatusOr<std::vector<std::string>> contracts = FindContracts(
        *open_.known, *open_.contracts, question_.provider, contract, "");
    // What was claimed under a contract that is gone is shown by itself.
    if (absl::IsNotFound(contracts.status()) && !contract.empty() &&
        HasStored(contract)) {
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(contracts.status());
    const absl::CivilMonth now(answer_.today);
    // A window that ends in the next month ends with what is today in a zone
    // further east.
    const absl::CivilMonth last = now + 1;
    const absl::CivilMonth recent = now - (kGapMonths - 1);
    for (const auto& [from, to] :
         {std::pair(recent, last),
          std::pair(now - kLookBackMonths, recent - 1)}) {
      for (const std::string& id : *contracts) {
        RETURN_IF_ERROR(ComputeContract(id, {from, to}));
      }
      if (to == last) {
        answer_.gaps = std::move(open_.book->gaps());
        open_.book->gaps().clear();
      }
    }
    return AddServiceLevelGaps(context_, who_, *open_.known, *open_.contracts,
                               question_.provider, {}, as_of_, answer_.gaps);
  }

  bool HasStored(const std::string& contract) const {
    return std::any_of(stored_.begin(), stored_.end(), [&](const auto& named) {
      return named.second.subject.contract == contract;
    });
  }

  absl::Status ComputeContract(const std::string& id,
                               const ReportPeriod& period) {
    std::vector<ObjectiveWindow> windows;
    for (ObjectiveWindow& window : open_.book->WindowsOf(id, "", period)) {
      const Remedies& remedies = window.objective->remedies;
      if (window.range.to > open_.known->moment()) continue;
      if (remedies.credits.empty() && remedies.penalties.empty()) continue;
      if (!question_.id.empty() && ClaimId(window) != question_.id) continue;
      if (!InRange(window.last_day)) continue;
      if (question_.claimable_only &&
          absl::CivilMonth(answer_.today) - absl::CivilMonth(window.last_day) >
              ClaimableMonths(*window.contract, *window.objective)) {
        continue;
      }
      windows.push_back(std::move(window));
    }
    open_.book->Expect(windows);
    for (const ObjectiveWindow& window : windows) {
      ASSIGN_OR_RETURN(std::optional<CreditRow> credit,
                       open_.book->CreditOf(window));
      const auto stored = stored_.find(ClaimId(window));
      if (stored != stored_.end()) {
        RETURN_IF_ERROR(AddStored(std::move(stored->second), &window,
                                  credit.has_value() ? &*credit : nullptr));
        stored_.erase(stored);
      } else if (credit.has_value() && !credit->earned_back) {
        RETURN_IF_ERROR(AddComputed(window, *credit));
      }
    }
    return absl::OkStatus();
  }

  bool InRange(absl::CivilDay last_day) const {
    return range_.Contains(absl::FromCivil(last_day, absl::UTCTimeZone()));
  }

  // What a claim says of its figure and its price, as they are now.
  absl::StatusOr<std::vector<std::pair<std::string, std::string>>> BasisOf(
      const ObjectiveWindow& window, const CreditRow& credit) {
    ASSIGN_OR_RETURN(const WindowFigures* figures,
                     open_.book->FiguresOf(window));
    const Figure& lead = figures->lead;
    std::vector<std::pair<std::string, std::string>> basis;
    const auto add = [&](const char* name, std::string value) {
      if (!value.empty()) basis.emplace_back(name, std::move(value));
    };
    add(kPeriod, MeasurementPeriodLabel(window.range.from, window.range.to,
                                        window.objective->window.zone));
    add(kAttained, credit.step.has_value() && credit.step->at_least
                       ? lead.AttainedAtMost().value_or("")
                       : lead.Attained().value_or(""));
    add(kVerdict, VerdictWord(lead.verdict));
    add(kOrigin, std::string(OriginWord(lead.origin)));
    if (credit.step.has_value()) {
      add(kLimit, credit.step->tier.limit.ToString());
      add(kPercent, credit.step->tier.percent.ToString());
      add(kBaseComponent, window.objective->remedies.credit_base);
      if (credit.base.has_value()) add(kBase, credit.base->ToString());
      if (credit.step->at_least) add(kAtLeast, "yes");
      if (credit.step->cap.has_value() && credit.step->uncapped.has_value()) {
        const BindingCap& cap = *credit.step->cap;
        add(kUncapped, credit.Uncapped().value_or(Decimal()).ToString());
        add(kCapOwn, credit.step->uncapped->ToString());
        add(kCapPercent, cap.cap.percent.Normalized().ToString());
        add(kCapPer, CapPeriodWord(cap.cap.per));
        add(kCapPrice, cap.base.price.Normalized().ToString());
        add(kCapBefore, cap.base.credited_before.Normalized().ToString());
        add(kCapLimit, cap.limit.Normalized().ToString());
        add(kCapTotal, cap.total.Normalized().ToString());
      }
    }
    if (credit.penalty.has_value()) add(kPenalty, credit.penalty->ToString());
    if (IsLowerBetter(*window.objective)) add(kLowerIsBetter, "yes");
    add(kValidFrom, FormatDay(window.contract->ValidFrom()));
    if (const ContractRegister::Entry* entry =
            open_.contracts->FindEntry(window.contract->id, window.last_day)) {
      add(kContractSha256, entry->sha256);
    }
    return basis;
  }

  ClaimRow Begin(const MatterSubject& subject) const {
    ClaimRow row;
    row.id = subject.name;
    row.provider = open_.known->CurrentId(subject.provider);
    row.contract = subject.contract;
    row.objective = subject.objective;
    row.owner = OwnerOfContract(*open_.known, *open_.contracts,
                                subject.contract, row.provider);
    row.window = subject.range;
    return row;
  }

  absl::Status AddComputed(const ObjectiveWindow& window,
                           const CreditRow& credit) {
    ClaimRow row = Begin({.kind = MatterKind::kClaim,
                          .name = ClaimId(window),
                          .provider = window.contract->provider,
                          .contract = window.contract->id,
                          .objective = window.objective->id,
                          .range = window.range});
    row.last_day = window.last_day;
    row.currency = credit.currency;
    row.amount = row.computed = credit.Amount();
    row.automatic = credit.automatic;
    row.claim_by = credit.claim_by;
    row.state =
        row.automatic ? ClaimState::kDueOnInvoice : ClaimState::kEligible;
    if (row.claim_by.has_value()) {
      row.state = ClaimStateOn(row.state, *row.claim_by, answer_.today);
    }
    ASSIGN_OR_RETURN(row.account,
                     FoldClaim(row.state, row.amount.value_or(Decimal()), {}));
    ASSIGN_OR_RETURN(row.basis, BasisOf(window, credit));
    row.credit = credit;
    return Add(std::move(row), &window);
  }

  // `window` and `credit`: as they are computed now, where they are.
  absl::Status AddStored(Matter matter, const ObjectiveWindow* window,
                         const CreditRow* credit) {
    ClaimRow row = Begin(matter.subject);
    const std::vector<std::string> parts =
        absl::StrSplit(matter.subject.name, '/');
    ASSIGN_OR_RETURN(row.last_day, ParseDay(parts.back()));
    if (!InRange(row.last_day)) return absl::OkStatus();
    ASSIGN_OR_RETURN(row.account, AccountOf(matter));
    row.currency = matter.LastValue(kClaimCurrency);
    row.state = row.account.state;
    row.automatic = matter.steps.front().Value(kClaimBegun) ==
                    ClaimStateWord(ClaimState::kDueOnInvoice);
    if (const std::string day = matter.LastValue(kClaimBy); !day.empty()) {
      ASSIGN_OR_RETURN(row.claim_by, ParseDay(day));
      row.state = ClaimStateOn(row.state, *row.claim_by, answer_.today);
    }
    if (credit != nullptr && !credit->earned_back) {
      row.computed = credit->Amount();
      row.credit = *credit;
    }
    row.amount = row.account.claimed;
    row.frozen = row.amount.has_value();
    if (!row.frozen) {
      // Somebody proposed to waive it, and nobody said yes: what is due is what
      // is computed.
      row.amount = row.computed;
      row.account.open = row.account.unsettled = row.amount.value_or(Decimal());
    }
    std::optional<Decimal> due = row.amount;
    for (const MatterStep& step : matter.steps) {
      // The frozen one is that of the filing, else that of the first step.
      if (&step == &matter.steps.front() || step.move == MatterMove::kFiled) {
        row.basis.clear();
        for (const auto& [name, value] : step.values) {
          if (std::find(std::begin(kBasisNames), std::end(kBasisNames), name) !=
              std::end(kBasisNames)) {
            row.basis.emplace_back(name, value);
          }
        }
        // Without a price nothing was known to follow.
        due.reset();
        if (const std::string text = step.Value(kClaimDue); !text.empty()) {
          ASSIGN_OR_RETURN(due, Decimal::Parse(text));
        }
      }
    }
    row.named = row.frozen && row.amount != due;
    row.restated = row.frozen && row.computed != due;
    if (!row.frozen && window != nullptr && credit != nullptr) {
      ASSIGN_OR_RETURN(row.basis, BasisOf(*window, *credit));
    }
    row.matter = std::move(matter);
    return Add(std::move(row), window);
  }

  absl::Status Add(ClaimRow row, const ObjectiveWindow* window) {
    if (window != nullptr) {
      ASSIGN_OR_RETURN(const WindowFigures* figures,
                       open_.book->FiguresOf(*window));
      row.disputed = !figures->disputes.empty();
      ASSIGN_OR_RETURN(row.told_otherwise,
                       IsToldOtherwise(*open_.book, *window));
    }
    const std::string provider = open_.known->CurrentId(question_.provider);
    if (!provider.empty() && row.provider != provider) return absl::OkStatus();
    if (!question_.id.empty() && row.id != question_.id) {
      return absl::OkStatus();
    }
    if (!question_.owner.empty() && row.owner != question_.owner) {
      return absl::OkStatus();
    }
    if (question_.state.has_value() && row.state != *question_.state) {
      return absl::OkStatus();
    }
    if (question_.expiring_days.has_value() &&
        !(row.state == ClaimState::kEligible && row.claim_by.has_value() &&
          *row.claim_by - answer_.today <= *question_.expiring_days)) {
      return absl::OkStatus();
    }
    const bool told = row.matter.has_value() &&
                      row.matter->FindLast(MatterMove::kFiled) != nullptr;
    if (question_.told_only && !told) return absl::OkStatus();
    row.reason = ReasonOf(row.objective, row.basis, row.currency);
    row.evidence.push_back(
        {"figure", absl::StrCat("sla show --contract ", row.contract,
                                " --objective ", row.objective, " --period ",
                                FormatMonth(absl::CivilMonth(row.last_day)))});
    row.evidence.push_back(
        {"contract",
         absl::StrCat(row.contract, " of ", row.Basis(kValidFrom),
                      row.Basis(kContractSha256).empty() ? "" : ", SHA-256 ",
                      row.Basis(kContractSha256))});
    if (window != nullptr) {
      ASSIGN_OR_RETURN(const WindowFigures* figures,
                       open_.book->FiguresOf(*window));
      for (const std::string& source : figures->lead.sources) {
        row.evidence.push_back({"source", source});
      }
      if (const auto& by_hand = figures->lead.by_hand; by_hand.has_value()) {
        row.evidence.push_back(
            {"document", absl::StrCat(by_hand->document, ", SHA-256 ",
                                      by_hand->document_sha256)});
      }
    }
    if (row.matter.has_value()) {
      for (const MatterStep& step : row.matter->steps) {
        if (const std::string document = step.Value(kClaimDocument);
            !document.empty()) {
          row.evidence.push_back({"document", document});
        }
      }
    }
    answer_.claims.push_back(std::move(row));
    return absl::OkStatus();
  }

  void Sort() {
    const auto order = [](const ClaimRow& row) {
      const int group = row.state == ClaimState::kEligible ? 0
                        : row.IsOpen()                     ? 1
                                                           : 2;
      return std::tuple(group,
                        group == 0
                            ? row.claim_by.value_or(absl::CivilDay::max())
                            : row.last_day,
                        row.id);
    };
    std::stable_sort(answer_.claims.begin(), answer_.claims.end(),
                     [&](const ClaimRow& a, const ClaimRow& b) {
                       return order(a) < order(b);
                     });
  }

  const AnswerContext& context_;
  const Principal& who_;
  const ClaimsQuestion& question_;
  const AsOf as_of_;
  OpenBook& open_;
  TimeRange range_;
  std::map<std::string, Matter> stored_;
  ClaimsAnswer answer_;
};

}  // namespace

bool ClaimRow::IsOpen() const {
  switch (state) {
    case ClaimState::kEligible:
    case ClaimState::kFiled:
    case ClaimState::kGranted:
    case ClaimState::kRefused:
    case ClaimState::kDueOnInvoice:
      return true;
    case ClaimState::kExpired:
    case ClaimState::kReceived:
    case ClaimState::kNotClaimed:
      return false;
  }
  return true;
}

std::string ClaimRow::Basis(absl::string_view name) const {
  return FindIn(basis, name);
}

std::string ClaimId(const ObjectiveWindow& window) {
  return absl::StrCat(window.contract->id, "/", window.objective->id, "/",
                      FormatDay(window.last_day));
}

absl::StatusOr<ClaimsAnswer> AnswerClaims(const AnswerContext& context,
                                          const Principal& who,
                                          const ClaimsQuestion& question,
                                          AsOf as_of) {
  ASSIGN_OR_RETURN(OpenBook open, OpenLevelBook(context, who, as_of));
  return AnswerClaims(context, who, question, as_of, open);
}

absl::StatusOr<ClaimsAnswer> AnswerClaims(const AnswerContext& context,
                                          const Principal& who,
                                          const ClaimsQuestion& question,
                                          AsOf as_of, OpenBook& open) {
  return ClaimDesk(context, who, question, as_of, open).Answer();
}

absl::StatusOr<std::optional<Principal::MoneyLimit>> FindStake(
    const AnswerContext& context, const Principal& who,
    const MatterSubject& subject) {
  ASSIGN_OR_RETURN(OpenBook open, OpenLevelBook(context, who, AsOf{}));
  const absl::TimeZone zone = open.known->portfolio().time_zone;
  // A window that the time lies in ends at most a year later.
  const ReportPeriod period{
      absl::ToCivilMonth(subject.range.from, zone) - 1,
      std::min(absl::ToCivilMonth(subject.range.to, zone) + 12,
               absl::ToCivilMonth(open.known->moment(), zone) + 1)};
  std::optional<Principal::MoneyLimit> stake;
  for (const ObjectiveWindow& window :
       open.book->WindowsOf(subject.contract, subject.objective, period)) {
    if (!subject.range.Overlaps(window.range.from, window.range.to)) continue;
    ASSIGN_OR_RETURN(const std::optional<CreditRow> credit,
                     open.book->CreditOf(window));
    if (!credit.has_value() || !credit->Amount().has_value()) continue;
    if (!stake.has_value()) {
      stake = Principal::MoneyLimit{Decimal(), credit->currency};
    }
    ASSIGN_OR_RETURN(stake->amount,
                     Decimal::Add(stake->amount, *credit->Amount()));
  }
  return stake;
}

}  // namespace regisseur
