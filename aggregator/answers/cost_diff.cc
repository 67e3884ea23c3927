#include "aggregator/answers/cost_diff.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/known_cost.h"
#include "aggregator/answers/line_changes.h"
#include "aggregator/answers/partner_periods.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kDefaultLines = 20;
constexpr int kMostLines = 1000;

// One side of a change.
struct Part {
  CostPieceId id;
  const CostPiece* piece = nullptr;
};

// A change while it is put together.
struct Pending {
  std::optional<Part> before;
  std::optional<Part> after;
};

// Provider, period, currency, cause, source, scope, other provider.
using PendingKey =
    std::tuple<std::string, absl::Time, absl::Time, std::string,
               CostChangeCause, std::string, std::string, std::string>;

class Differ {
 public:
  Differ(const AnswerContext& context, const Principal& who,
         const CostDiffQuestion& question, const std::string& provider,
         const KnownCost& before, const KnownCost& after,
         CostDiffAnswer& answer)
      : context_(context),
        who_(who),
        question_(question),
        provider_(provider),
        before_(before),
        after_(after),
        most_lines_(static_cast<size_t>(question.lines == 0 ? kDefaultLines
                                                            : question.lines)),
        answer_(answer) {
    for (const auto& [id, delivery] : before.deliveries) {
      if (!after.deliveries.contains(id)) {
        gone_[{id.first, delivery.head.scope}] = id;
      }
    }
    for (const auto& [id, delivery] : after.deliveries) {
      if (!before.deliveries.contains(id)) {
        come_[{id.first, delivery.head.scope}] = id;
      }
    }
  }

  absl::Status Run() {
    for (const auto& [id, of_providers] : before_.pieces) {
      for (const auto& [provider, piece] : of_providers) {
        if (piece.counts) AddBefore(id, provider, piece);
      }
    }
    for (const auto& [id, of_providers] : after_.pieces) {
      for (const auto& [provider, piece] : of_providers) {
        if (piece.counts) AddAfter(id, provider, piece);
      }
    }
    for (const auto& [key, pending] : pending_) {
      RETURN_IF_ERROR(AddChange(key, pending));
    }
    return absl::OkStatus();
  }

 private:
  bool Asked(const std::string& provider) const {
    return provider_.empty() || provider == provider_;
  }

  Pending& Find(const CostPieceId& id, const std::string& provider,
                CostChangeCause cause, const std::string& scope,
                const std::string& other = "") {
    return pending_[{provider, id.start, id.end, id.currency, cause,
                     id.delivery.first, scope, other}];
  }

  std::string ScopeOf(const KnownCost& side, const CostDeliveryId& id) const {
    const auto found = side.deliveries.find(id);
    return found == side.deliveries.end() ? absl::StrCat(id.second)
                                          : found->second.head.scope;
  }

  // With whom `provider` exchanged lines of the piece: who else has another
  // amount on either side, where that is one; empty for several.
  std::string OtherProvider(const CostPieceId& id,
                            const std::string& provider) const {
    std::set<std::string> others;
    for (const KnownCost* side : {&before_, &after_}) {
      const auto found = side->pieces.find(id);
      if (found == side->pieces.end()) continue;
      for (const auto& [other, piece] : found->second) {
        if (other == provider) continue;
        const CostPiece* before = before_.Find(id, other);
        const CostPiece* after = after_.Find(id, other);
        const bool same = before != nullptr && after != nullptr &&
                          before->billed == after->billed;
        if (!same) others.insert(other);
      }
    }
    return others.size() == 1 ? *others.begin() : "";
  }

  void AddBefore(const CostPieceId& id, const std::string& provider,
                 const CostPiece& piece) {
    if (!Asked(provider)) return;
    const std::string scope = ScopeOf(before_, id.delivery);
    if (id.delivery.second == kInvoicePieces) {
      AddInvoices(id, provider, &piece, after_.Find(id, provider));
      return;
    }
    if (after_.deliveries.contains(id.delivery)) {
      const CostPiece* same = after_.Find(id, provider);
      if (same != nullptr && same->counts && same->billed == piece.billed) {
        if (!question_.in.empty() && id.currency != question_.in) {
          Pending& rate = Find(id, provider, CostChangeCause::kRate,
                               absl::StrCat(scope, " ", id.delivery.second));
          rate.before = Part{id, &piece};
          rate.after = Part{id, same};
        }
        return;
      }
      if (same != nullptr && !same->counts) {
        Find(id, provider, CostChangeCause::kBasis, scope).before =
            Part{id, &piece};
        return;
      }
      // Some or all of it went to others.
      Pending& moved = Find(id, provider, CostChangeCause::kAssignment, scope);
      moved.before = Part{id, &piece};
      if (same != nullptr) moved.after = Part{id, same};
      return;
    }
    const bool replaced = come_.contains({id.delivery.first, scope});
    Find(id, provider,
         replaced ? CostChangeCause::kCorrection : CostChangeCause::kWithdrawn,
         scope)
        .before = Part{id, &piece};
  }

  void AddAfter(const CostPieceId& id, const std::string& provider,
                const CostPiece& piece) {
    if (!Asked(provider)) return;
    const std::string scope = ScopeOf(after_, id.delivery);
    if (id.delivery.second == kInvoicePieces) {
      const CostPiece* before = before_.Find(id, provider);
      if (before != nullptr && before->counts) return;  // told by AddBefore
      AddInvoices(id, provider, before, &piece);
      return;
    }
    if (before_.deliveries.contains(id.delivery)) {
      const CostPiece* same = before_.Find(id, provider);
      if (same != nullptr && same->counts) return;  // told by AddBefore
      Find(id, provider,
           same != nullptr ? CostChangeCause::kBasis
                           : CostChangeCause::kAssignment,
           scope)
          .after = Part{id, &piece};
      return;
    }
    const bool replaces = gone_.contains({id.delivery.first, scope});
    Find(id, provider,
         replaces ? CostChangeCause::kCorrection
                  : CostChangeCause::kLateDelivery,
         scope)
        .after = Part{id, &piece};
  }

  // At least one of them counts; either may be absent.
  void AddInvoices(const CostPieceId& id, const std::string& provider,
                   const CostPiece* before, const CostPiece* after) {
    const bool was = before != nullptr && before->counts;
    const bool is = after != nullptr && after->counts;
    CostChangeCause cause = CostChangeCause::kCorrection;
    if (was && is) {
      // With the same amount its lines may be others.
      if (before->billed == after->billed && !question_.in.empty() &&
          id.currency != question_.in) {
        cause = CostChangeCause::kRate;
      }
    } else if (before != nullptr && after != nullptr) {
      cause = CostChangeCause::kBasis;
    } else if (before_.pieces.contains(id) && after_.pieces.contains(id)) {
      cause = CostChangeCause::kAssignment;
    } else {
      cause =
          was ? CostChangeCause::kWithdrawn : CostChangeCause::kLateDelivery;
    }
    Pending& pending = Find(id, provider, cause, id.invoice);
    if (was) pending.before = Part{id, before};
    if (is) pending.after = Part{id, after};
  }

  static const CostPieceId& IdOf(const Pending& pending) {
    return pending.after.has_value() ? pending.after->id : pending.before->id;
  }

  static std::string DeliveryText(const KnownCost& side,
                                  const CostDeliveryId& id) {
    const auto found = side.deliveries.find(id);
    if (found == side.deliveries.end()) return absl::StrCat(id.second);
    return absl::StrCat(found->second.chain, "/", id.second);
  }

  // As delivered, or converted with the rates of its side.
  absl::StatusOr<ExactSum> AmountOf(const std::optional<Part>& part,
                                    const KnownCost& side,
                                    std::string& currency) {
    if (!part.has_value()) return ExactSum();
    if (question_.in.empty() || part->id.currency == question_.in) {
      return part->piece->billed;
    }
    ConvertedSum converted;
    const absl::Status added =
        side.converter->AddTo(converted, part->piece->billed, part->id.currency,
                              part->piece->billed_at);
    if (absl::IsNotFound(added)) {
      currency = part->id.currency;
      return part->piece->billed;
    }
    RETURN_IF_ERROR(added);
    ASSIGN_OR_RETURN(const Decimal rounded, converted.Rounded(question_.in));
    ExactSum sum;
    RETURN_IF_ERROR(sum.Add(rounded));
    return sum;
  }

  absl::Status AddChange(const PendingKey& key, const Pending& pending) {
    CostChange change;
    absl::Time start, end;
    std::string own_currency, scope;
    std::tie(change.provider, start, end, own_currency, change.cause,
             change.source, scope, change.other_provider) = key;
    change.billing_period = BillingPeriodLabel(start, end);
    change.currency = question_.in.empty() ? own_currency : question_.in;
    const std::string asked_currency = change.currency;
    ASSIGN_OR_RETURN(ExactSum before,
                     AmountOf(pending.before, before_, change.currency));
    ASSIGN_OR_RETURN(ExactSum after,
                     AmountOf(pending.after, after_, change.currency));
    if (change.currency != asked_currency) {
      // Without a rate on one side both stand in their own currency.
      before = pending.before.has_value() ? pending.before->piece->billed
                                          : ExactSum();
      after =
          pending.after.has_value() ? pending.after->piece->billed : ExactSum();
      AddRateGap(change.provider, own_currency, {start, end});
    }
    if (before == after && change.cause != CostChangeCause::kCorrection) {
      return absl::OkStatus();
    }
    const int digits = MinorUnitDigits(change.currency);
    ASSIGN_OR_RETURN(const Decimal difference, Difference(before, after));
    ExactSum shown;
    RETURN_IF_ERROR(shown.Add(difference));
    change.before = before.ToText(digits);
    change.after = after.ToText(digits);
    change.difference = shown.ToText(digits);
    RETURN_IF_ERROR(FillTax(pending, digits, change));
    const CostPieceId& id = IdOf(pending);
    if (change.cause == CostChangeCause::kAssignment) {
      change.other_provider = OtherProvider(id, change.provider);
    }
    const bool of_invoice = id.delivery.second == kInvoicePieces;
    if (of_invoice) {
      RETURN_IF_ERROR(FillInvoice(pending, change));
    } else {
      FillDeliveries(pending, change);
      RETURN_IF_ERROR(FillLines(pending, change));
    }
    if (difference.IsZero() && change.line_changes.empty()) {
      return absl::OkStatus();
    }
    change.first = change.cause == CostChangeCause::kLateDelivery &&
                   !HadCost(change.provider, {id.start, id.end});
    FillMessage(id.invoice, of_invoice, change);
    if (!of_invoice) RETURN_IF_ERROR(HoldAgainstPartner(pending, change));
    answer_.changes.push_back(std::move(change));
    return absl::OkStatus();
  }

  // A delivery that changes a billing period that the partner had declared
  // closed is a restatement of what was final: its cause, and a finding.
  absl::Status HoldAgainstPartner(const Pending& pending, CostChange& change) {
    const bool by_delivery = change.cause == CostChangeCause::kCorrection ||
                             change.cause == CostChangeCause::kLateDelivery ||
                             change.cause == CostChangeCause::kWithdrawn;
    if (!by_delivery || !change.known.has_value()) return absl::OkStatus();
    const CostPieceId& id = IdOf(pending);
    const TimeRange period = {id.start, id.end};
    if (change.first) return absl::OkStatus();
    const absl::Time before = *change.known - absl::Microseconds(1);
    auto declared = declared_.find(before);
    if (declared == declared_.end()) {
      ASSIGN_OR_RETURN(
          PartnerPeriods read,
          PartnerPeriods::Read(context_, who_, *after_.known, AsOf{before}));
      declared = declared_.emplace(before, std::move(read)).first;
    }
    const auto& deliveries =
        (pending.after.has_value() ? after_ : before_).deliveries;
    const auto delivery = deliveries.find(id.delivery);
    if (!declared->second.IsClosed(
            change.provider, period,
            delivery == deliveries.end()
                ? ""
                : delivery->second.head.billing_account_id)) {
      return absl::OkStatus();
    }
    change.message.rule = "cost-change-after-close";
    AddGap(ChangedAfterClose(change.provider, change.source,
                             change.billing_period, *change.known),
           answer_.gaps);
    return absl::OkStatus();
  }

  // Anything of the period counted before.
  bool HadCost(const std::string& provider, TimeRange period) const {
    for (const auto& [id, of_providers] : before_.pieces) {
      if (id.start == period.from && id.end == period.to &&
          of_providers.contains(provider)) {
        return true;
      }
    }
    return false;
  }

  // What is tax of the difference, where both are in one currency.
  absl::Status FillTax(const Pending& pending, int digits,
                       CostChange& change) const {
    const CostPieceId& id = IdOf(pending);
    if (change.currency != id.currency) return absl::OkStatus();
    const auto tax_of = [](const std::optional<Part>& part) {
      return part.has_value() ? part->piece->tax : ExactSum();
    };
    ASSIGN_OR_RETURN(const Decimal tax,
                     Difference(tax_of(pending.before), tax_of(pending.after)));
    ExactSum shown;
    RETURN_IF_ERROR(shown.Add(tax));
    change.tax_difference = shown.ToText(digits);
    return absl::OkStatus();
  }

  absl::Status FillInvoice(const Pending& pending, CostChange& change) const {
    std::vector<CostLineRow> before, after;
    if (pending.before.has_value()) {
      before = pending.before->piece->invoice_lines;
      change.lines_before = pending.before->piece->lines;
    }
    if (pending.after.has_value()) {
      after = pending.after->piece->invoice_lines;
      change.lines_after = pending.after->piece->lines;
      change.known = pending.after->piece->known;
    }
    if (change.cause != CostChangeCause::kCorrection &&
        change.cause != CostChangeCause::kLateDelivery &&
        change.cause != CostChangeCause::kWithdrawn) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(
        LineChanges lines,
        CompareRows(std::move(before), std::move(after), most_lines_));
    change.line_changes = std::move(lines.changes);
    change.line_changes_left_out = lines.left_out;
    return absl::OkStatus();
  }

  static absl::StatusOr<Decimal> Difference(const ExactSum& before,
                                            const ExactSum& after) {
    ASSIGN_OR_RETURN(const Decimal from, before.ToDecimal());
    ASSIGN_OR_RETURN(const Decimal to, after.ToDecimal());
    return Decimal::Subtract(to, from);
  }

  void AddRateGap(const std::string& provider, const std::string& currency,
                  const BilledAt& billed) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "cost-diff-no-rate";
    gap.arguments = {{"currency", currency},
                     {"to", question_.in},
                     {"day", FormatDay(after_.converter->DayOf(billed))}};
    AddGap(std::move(gap), answer_.gaps);
  }

  void FillDeliveries(const Pending& pending, CostChange& change) const {
    if (pending.before.has_value()) {
      const CostDeliveryId& id = pending.before->id.delivery;
      change.delivery_before = DeliveryText(before_, id);
      change.lines_before = pending.before->piece->lines;
    }
    if (pending.after.has_value()) {
      const CostDeliveryId& id = pending.after->id.delivery;
      change.delivery_after = DeliveryText(after_, id);
      change.lines_after = pending.after->piece->lines;
    }
    // When the successor of a delivery, or what nobody had before, became
    // known.
    const std::string scope = ScopeOfChange(pending);
    const auto come = come_.find({change.source, scope});
    const bool by_delivery = change.cause == CostChangeCause::kCorrection ||
                             change.cause == CostChangeCause::kLateDelivery;
    if (by_delivery && come != come_.end()) {
      const DeliveryRecord& delivery = after_.deliveries.at(come->second);
      change.known = delivery.known_from;
      change.delivery_after = DeliveryText(after_, come->second);
    }
    if (change.cause == CostChangeCause::kCorrection) {
      if (const auto gone = gone_.find({change.source, scope});
          gone != gone_.end()) {
        change.delivery_before = DeliveryText(before_, gone->second);
      }
    }
    if (change.cause == CostChangeCause::kWithdrawn &&
        pending.before.has_value()) {
      const auto gone = before_.deliveries.find(pending.before->id.delivery);
      if (gone != before_.deliveries.end()) {
        change.known = gone->second.known_until;
      }
    }
  }

  std::string ScopeOfChange(const Pending& pending) const {
    return pending.after.has_value()
               ? ScopeOf(after_, pending.after->id.delivery)
               : ScopeOf(before_, pending.before->id.delivery);
  }

  // Lines are held against each other where deliveries changed; elsewhere they
  // are the same.
  absl::Status FillLines(const Pending& pending, CostChange& change) {
    if (change.cause == CostChangeCause::kAssignment ||
        change.cause == CostChangeCause::kBasis ||
        change.cause == CostChangeCause::kRate) {
      return absl::OkStatus();
    }
    const auto lines_of = [](const std::optional<Part>& part,
                             const KnownCost& side) -> std::optional<LinesOf> {
      if (!part.has_value()) return std::nullopt;
      return LinesOf{.as_of = side.as_of,
                     .provider = part->piece->stored_provider,
                     .source = part->id.delivery.first,
                     .delivery = part->id.delivery.second,
                     .period = {part->id.start, part->id.end},
                     .currency = part->id.currency};
    };
    absl::StatusOr<LineChanges> lines = CompareLines(
        context_, who_, *after_.known, lines_of(pending.before, before_),
        lines_of(pending.after, after_), most_lines_);
    if (absl::IsFailedPrecondition(lines.status())) {
      change.lines_not_kept = true;
      Gap gap;
      gap.provider = change.provider;
      gap.source = change.source;
      gap.rule = "cost-diff-lines-not-kept";
      gap.arguments = {{"period", change.billing_period},
                       {"delivery", change.delivery_before.empty()
                                        ? change.delivery_after
                                        : change.delivery_before}};
      AddGap(std::move(gap), answer_.gaps);
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(lines.status());
    change.line_changes = std::move(lines->changes);
    change.line_changes_left_out = lines->left_out;
    return absl::OkStatus();
  }

  static void FillMessage(const std::string& invoice, bool of_invoice,
                          CostChange& change) {
    std::map<std::string, std::string> arguments = {
        {"source", change.source},
        {"number", invoice},
        {"before", change.delivery_before},
        {"after", change.delivery_after},
        {"known", change.known.has_value() ? FormatForPeople(*change.known)
                                           : std::string()}};
    absl::string_view rule;
    switch (change.cause) {
      case CostChangeCause::kCorrection:
        rule = of_invoice ? "cost-change-invoice-changed"
                          : "cost-change-correction";
        break;
      case CostChangeCause::kLateDelivery:
        rule = of_invoice ? "cost-change-invoice-came" : "cost-change-late";
        break;
      case CostChangeCause::kWithdrawn:
        rule =
            of_invoice ? "cost-change-invoice-gone" : "cost-change-withdrawn";
        break;
      case CostChangeCause::kAssignment:
        rule = change.other_provider.empty() ? "cost-change-assignment-others"
               : change.lines_after < change.lines_before
                   ? "cost-change-assigned-away"
                   : "cost-change-assigned";
        arguments["provider"] = change.provider;
        arguments["other"] = change.other_provider;
        break;
      case CostChangeCause::kBasis:
        rule = change.lines_after > 0 ? "cost-change-basis-counts"
                                      : "cost-change-basis-ends";
        break;
      case CostChangeCause::kRate:
        rule = "cost-change-rate";
        break;
    }
    change.message = {std::string(rule), std::move(arguments)};
  }

  const AnswerContext& context_;
  const Principal& who_;
  const CostDiffQuestion& question_;
  const std::string provider_;
  const KnownCost& before_;
  const KnownCost& after_;
  const size_t most_lines_;
  CostDiffAnswer& answer_;
  // By source and scope: the delivery that is only on one side.
  std::map<std::pair<std::string, std::string>, CostDeliveryId> gone_;
  std::map<std::pair<std::string, std::string>, CostDeliveryId> come_;
  std::map<PendingKey, Pending> pending_;
  std::map<absl::Time, PartnerPeriods> declared_;  // as known then
};

}  // namespace

absl::StatusOr<CostDiffAnswer> AnswerCostDiff(
    const AnswerContext& context, const Principal& who,
    const CostDiffQuestion& question) {
  if (question.until.known < question.between.known) {
    return absl::InvalidArgumentError(
        "until: lies before `between`; give the earlier moment first");
  }
  if (question.lines < 0 || question.lines > kMostLines) {
    return absl::InvalidArgumentError(absl::StrCat(
        "lines: ", question.lines, " is not from 1 to ", kMostLines));
  }
  if (!question.in.empty() && !IsCurrencyCode(question.in)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "in: \"", question.in, "\" is no ISO 4217 currency, for instance EUR"));
  }
  ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(question.from, question.to, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(
      const KnownCost before,
      ReadKnownCost(context, who, range, question.in, question.between));
  ASSIGN_OR_RETURN(
      const KnownCost after,
      ReadKnownCost(context, who, range, question.in, question.until));
  const std::string provider = after.known->CurrentId(question.provider);
  if (!provider.empty()) RETURN_IF_ERROR(after.known->CheckProvider(provider));
  CostDiffAnswer answer;
  answer.conversion = after.converter->InWords();
  RETURN_IF_ERROR(
      Differ(context, who, question, provider, before, after, answer).Run());
  return answer;
}

}  // namespace regisseur
