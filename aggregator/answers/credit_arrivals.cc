#include "aggregator/answers/credit_arrivals.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/invoice_contract.h"
#include "aggregator/answers/invoices.h"
#include "aggregator/answers/service_level_facts.h"
#include "core/base/status_macros.h"
#include "core/reconciliation/line_items.h"

namespace regisseur {
namespace {

bool IsAwaited(const ClaimRow& claim) {
  return (claim.state == ClaimState::kGranted ||
          claim.state == ClaimState::kDueOnInvoice) &&
         claim.account.open > Decimal();
}

// The credits of one provider.
class CreditSearch {
 public:
  CreditSearch(const AnswerContext& context, const Principal& who,
               const KnownPortfolio& known, const ContractRegister& contracts,
               const std::string& provider, AsOf as_of)
      : context_(context),
        who_(who),
        known_(known),
        contracts_(contracts),
        provider_(provider),
        as_of_(as_of) {}

  absl::StatusOr<std::vector<SeenCredit>> Find(absl::CivilDay since,
                                               std::vector<Gap>& gaps) {
    ASSIGN_OR_RETURN(
        const std::vector<InvoiceRow> invoices,
        ReadInvoices(context_, who_, known_, provider_, "", as_of_));
    std::set<std::string> numbers;
    for (const InvoiceRow& row : invoices) {
      const Invoice& invoice = row.invoice();
      if (!numbers.insert(invoice.number).second) continue;
      if (invoice.issue_day.has_value() && *invoice.issue_day >= since) {
        AddInvoice(invoice);
      }
    }
    RETURN_IF_ERROR(AddCharges(since, numbers, gaps));
    return std::move(seen_);
  }

 private:
  static std::string Joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) absl::StrAppend(&all, text, " ");
    return all;
  }

  void AddInvoice(const Invoice& invoice) {
    const InvoiceContract belongs =
        FindInvoiceContract(known_, contracts_, provider_, invoice);
    std::string around = Joined(invoice.notes);
    for (const PrecedingInvoice& earlier : invoice.preceding) {
      absl::StrAppend(&around, earlier.number, " ");
    }
    for (const LineItem& item : LineItemsOf(invoice)) {
      if (!item.net.IsNegative()) continue;
      SeenCredit credit;
      credit.kind = SeenCredit::Kind::kInvoice;
      credit.reference = invoice.number;
      credit.line = item.id;
      credit.day = *invoice.issue_day;
      credit.currency = invoice.currency;
      credit.amount = item.net.Negated();
      credit.text = Joined(item.names);
      // What is said of the whole is said of its only credit.
      if (invoice.lines.size() + invoice.allowances.size() == 1) {
        absl::StrAppend(&credit.text, around);
      }
      if (belongs.contract != nullptr) {
        credit.contracts = {belongs.contract->id};
      }
      seen_.push_back(std::move(credit));
    }
  }

  absl::Status AddCharges(absl::CivilDay since,
                          const std::set<std::string>& numbers,
                          std::vector<Gap>& gaps) {
    std::vector<std::string> ids = {provider_};
    if (const auto config = FindConfig(known_, provider_)) {
      ids.insert(ids.end(), config->formerly.begin(), config->formerly.end());
    }
    for (const std::string& id : ids) {
      CostFilter filter;
      filter.provider = id;
      filter.billing_period_start.from = absl::FromCivil(
          absl::CivilDay(absl::CivilMonth(since)), absl::UTCTimeZone());
      const absl::Status read = context_.cost.ReadLines(
          who_, filter, as_of_, [&](const ChargeLine& line) {
            AddCharge(line, since, numbers);
            return absl::OkStatus();
          });
      if (absl::IsFailedPrecondition(read)) {
        Gap gap;
        gap.provider = provider_;
        gap.rule = "credit-arrival-lines-dropped";
        AddGap(std::move(gap), gaps);
        continue;
      }
      RETURN_IF_ERROR(read);
    }
    return absl::OkStatus();
  }

  void AddCharge(const ChargeLine& line, absl::CivilDay since,
                 const std::set<std::string>& numbers) {
    const auto text = [&](ChargeText column) -> const std::string& {
      return (*line.dictionary)[line.charge.text(column)];
    };
    const std::optional<Decimal>& billed =
        line.charge.amount(ChargeAmount::kBilledCost);
    const std::string& category = text(ChargeText::kChargeCategory);
    if (!billed.has_value() || !billed->IsNegative() || category == "Tax") {
      return;
    }
    // The invoice is counted already.
    if (numbers.contains(text(ChargeText::kInvoiceId))) return;
    const KnownSource* source = known_.FindSource(line.source);
    if (source != nullptr && source->config->basis != CostBasis::kCharges) {
      return;
    }
    const absl::CivilDay day =
        absl::ToCivilDay(line.charge.charge_period_start, absl::UTCTimeZone());
    const absl::CivilDay billed_until =
        absl::ToCivilDay(line.charge.billing_period_end, absl::UTCTimeZone());
    if (billed_until <= since) return;
    SeenCredit credit;
    credit.kind = SeenCredit::Kind::kCharge;
    credit.reference = absl::StrCat(line.source, " ",
                                    line.file.substr(line.file.rfind('/') + 1));
    credit.line = absl::StrCat(line.charge.line);
    // A credit may name the month that it is for: it came with its billing
    // period.
    credit.day = std::max(day, billed_until - 1);
    credit.currency = text(ChargeText::kBillingCurrency);
    credit.amount = billed->Negated();
    credit.text = absl::StrCat(text(ChargeText::kChargeDescription), " ",
                               text(ChargeText::kTags), " ",
                               text(ChargeText::kOtherColumns));
    if (line.other_columns != nullptr) {
      for (const OtherColumn& column : *line.other_columns) {
        absl::StrAppend(&credit.text, " ", line.Other(column));
      }
    }
    const std::vector<const Contract*> contracts =
        ContractsWith(known_, contracts_, provider_, credit.day);
    if (contracts.size() == 1) credit.contracts = {contracts.front()->id};
    seen_.push_back(std::move(credit));
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const ContractRegister& contracts_;
  const std::string provider_;
  const AsOf as_of_;
  std::vector<SeenCredit> seen_;
};

// What a person recorded already is not seen once more.
bool IsRecorded(const std::vector<ClaimRow>& claims, const SeenCredit& seen) {
  return std::any_of(claims.begin(), claims.end(), [&](const ClaimRow& claim) {
    return claim.matter.has_value() &&
           std::any_of(claim.matter->steps.begin(), claim.matter->steps.end(),
                       [&](const MatterStep& step) {
                         return step.move == MatterMove::kReceived &&
                                absl::StrContains(step.Value(kClaimDocument),
                                                  seen.reference);
                       });
  });
}

absl::Status Settle(ClaimRow& claim) {
  for (const CreditArrival& arrival : claim.arrivals) {
    if (!arrival.certain) continue;
    ASSIGN_OR_RETURN(claim.account.received,
                     Decimal::Add(claim.account.received, arrival.amount));
    ASSIGN_OR_RETURN(claim.account.open,
                     Decimal::Subtract(claim.account.open, arrival.amount));
    claim.evidence.push_back(
        {arrival.seen.kind == SeenCredit::Kind::kInvoice ? "invoice" : "charge",
         absl::StrCat(arrival.seen.reference,
                      arrival.seen.line.empty() ? "" : " line ",
                      arrival.seen.line)});
    if (claim.account.open.IsZero()) claim.state = ClaimState::kReceived;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ClaimsAnswer> AnswerClaimsWithArrivals(
    const AnswerContext& context, const Principal& who,
    const ClaimsQuestion& question, AsOf as_of) {
  ClaimsQuestion whole = question;
  // What came in is only known after it was looked for.
  whole.state.reset();
  ASSIGN_OR_RETURN(ClaimsAnswer answer,
                   AnswerClaims(context, who, whole, as_of));
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  std::map<std::string, std::vector<ClaimRow*>> by_provider;
  for (ClaimRow& claim : answer.claims) {
    if (IsAwaited(claim)) by_provider[claim.provider].push_back(&claim);
  }
  for (auto& [provider, claims] : by_provider) {
    std::stable_sort(claims.begin(), claims.end(),
                     [](const ClaimRow* a, const ClaimRow* b) {
                       return a->last_day < b->last_day;
                     });
    ASSIGN_OR_RETURN(
        std::vector<SeenCredit> seen,
        CreditSearch(context, who, known, *contracts, provider, as_of)
            .Find(claims.front()->last_day, answer.gaps));
    std::erase_if(seen, [&](const SeenCredit& one) {
      return IsRecorded(answer.claims, one);
    });
    std::vector<AwaitedCredit> awaited;
    for (const ClaimRow* claim : claims) {
      awaited.push_back({.id = claim->id,
                         .contract = claim->contract,
                         .objective = claim->objective,
                         .currency = claim->currency,
                         .open = claim->account.open,
                         .since = claim->last_day});
    }
    ASSIGN_OR_RETURN(auto arrivals, MatchCredits(awaited, std::move(seen)));
    for (size_t i = 0; i < claims.size(); ++i) {
      claims[i]->arrivals = std::move(arrivals[i]);
      RETURN_IF_ERROR(Settle(*claims[i]));
    }
  }
  // What came in is closed.
  std::stable_partition(answer.claims.begin(), answer.claims.end(),
                        [](const ClaimRow& claim) {
                          return claim.state != ClaimState::kReceived;
                        });
  if (question.state.has_value()) {
    std::erase_if(answer.claims, [&](const ClaimRow& claim) {
      return claim.state != *question.state;
    });
  }
  return answer;
}

}  // namespace regisseur
