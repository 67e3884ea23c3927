#include "aggregator/answers/cost_diff.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/known_cost.h"
#include "aggregator/answers/line_changes.h"
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

  // Who has the piece on the other side, where that is one other provider.
  static std::string OtherProvider(const KnownCost& side,
                                   const CostPieceId& id) {
    const auto found = side.pieces.find(id);
    if (found == side.pieces.end() || found->second.empty()) return "";
    return found->second.begin()->first;
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
      if (before->billed == after->billed) {
        if (question_.in.empty() || id.currency == question_.in) return;
        cause = CostChangeCause::kRate;
      }
    } else if (before != nullptr && after != nullptr) {
      cause = CostChangeCause::kBasis;
    } else {
      cause =
          was ? CostChangeCause::kWithdrawn : CostChangeCause::kLateDelivery;
    }
    Pending& pending = Find(id, provider, cause, "invoices");
    if (was) pending.before = Part{id, before};
    if (is) pending.after = Part{id, after};
  }

  static bool IsOfInvoices(const Pending& pending) {
    const CostPieceId& id =
        pending.after.has_value() ? pending.after->id : pending.before->id;
    return id.delivery.second == kInvoicePieces;
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
    const absl::Status added = side.converter->AddTo(
        converted, part->piece->billed, part->id.currency, part->id.end);
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
      AddRateGap(change.provider, own_currency, end);
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
    const bool of_invoices = IsOfInvoices(pending);
    if (!of_invoices) {
      FillDeliveries(pending, change);
      RETURN_IF_ERROR(FillLines(pending, change));
    }
    if (difference.IsZero() && change.line_changes.empty()) {
      return absl::OkStatus();
    }
    FillMessage(change);
    if (of_invoices && change.cause != CostChangeCause::kRate) {
      change.message.rule = "cost-change-invoices";
    }
    answer_.changes.push_back(std::move(change));
    return absl::OkStatus();
  }

  static absl::StatusOr<Decimal> Difference(const ExactSum& before,
                                            const ExactSum& after) {
    ASSIGN_OR_RETURN(const Decimal from, before.ToDecimal());
    ASSIGN_OR_RETURN(const Decimal to, after.ToDecimal());
    return Decimal::Subtract(to, from);
  }

  void AddRateGap(const std::string& provider, const std::string& currency,
                  absl::Time end) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "cost-diff-no-rate";
    gap.arguments = {{"currency", currency},
                     {"to", question_.in},
                     {"day", FormatDay(after_.converter->DayOf(end))}};
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
    if (change.cause == CostChangeCause::kAssignment &&
        change.other_provider.empty()) {
      const KnownCost& there = pending.after.has_value() ? before_ : after_;
      const CostPieceId& id =
          pending.after.has_value() ? pending.after->id : pending.before->id;
      change.other_provider = OtherProvider(there, id);
      if (change.other_provider == change.provider) {
        change.other_provider.clear();
      }
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
                       {"delivery", change.delivery_before}};
      AddGap(std::move(gap), answer_.gaps);
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(lines.status());
    change.line_changes = std::move(lines->changes);
    change.line_changes_left_out = lines->left_out;
    return absl::OkStatus();
  }

  static void FillMessage(CostChange& change) {
    std::map<std::string, std::string> arguments = {
        {"source", change.source},
        {"before", change.delivery_before},
        {"after", change.delivery_after},
        {"known", change.known.has_value() ? FormatForPeople(*change.known)
                                           : std::string()}};
    absl::string_view rule;
    switch (change.cause) {
      case CostChangeCause::kCorrection:
        rule = "cost-change-correction";
        break;
      case CostChangeCause::kLateDelivery:
        rule = "cost-change-late";
        break;
      case CostChangeCause::kWithdrawn:
        rule = "cost-change-withdrawn";
        break;
      case CostChangeCause::kAssignment:
        rule = change.other_provider.empty() ? "cost-change-assignment-others"
               : change.after.empty() || change.lines_after == 0
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
  RETURN_IF_ERROR(
      Differ(context, who, question, provider, before, after, answer).Run());
  return answer;
}

}  // namespace regisseur
