#include "aggregator/answers/extras.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/billed_lines.h"
#include "aggregator/answers/contract_value.h"
#include "aggregator/answers/invoices.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/room/mandate_band.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

std::optional<absl::CivilDay> DayOf(const Matter& matter,
                                    absl::string_view name) {
  const absl::StatusOr<absl::CivilDay> day = ParseDay(matter.LastValue(name));
  return day.ok() ? std::optional<absl::CivilDay>(*day) : std::nullopt;
}

absl::StatusOr<ExtraRow> RowOf(Matter matter, absl::CivilDay today) {
  ExtraRow row;
  row.state = FoldExtra(matter.Moves());
  const absl::StatusOr<Decimal> amount =
      Decimal::Parse(matter.steps.front().Value(kExtraAmount));
  if (!amount.ok()) {
    return absl::DataLossError(
        absl::StrCat("extra ", matter.subject.name, " has no amount"));
  }
  row.amount = *amount;
  row.ordered_on = DayOf(matter, kExtraOrderedOn);
  row.due_on = DayOf(matter, kExtraDueOn);
  row.delivered_on = DayOf(matter, kExtraDeliveredOn);
  row.within_mandate = matter.FindLast(MatterMove::kOrdered) != nullptr;
  row.overdue = row.state == ExtraState::kOrdered && row.due_on.has_value() &&
                *row.due_on < today;
  row.matter = std::move(matter);
  return row;
}

bool Names(absl::string_view text, const std::string& extra) {
  return absl::StrContains(absl::AsciiStrToLower(text),
                           absl::AsciiStrToLower(extra));
}

// Lines that could bill an order, each of which bills one.
struct BillLine {
  std::string invoice;
  std::optional<absl::CivilMonth> month;
  absl::CivilDay day;  // issued, or the first of the month
  std::string words;
  Decimal amount;
  std::string currency;
  bool taken = false;
};

// Finds what bills the orders of one provider, the oldest order first. Of the
// lines that name it the first of the agreed amount, else the first.
absl::Status Match(std::vector<BillLine>& lines,
                   const std::vector<ExtraRow*>& orders) {
  for (ExtraRow* const order : orders) {
    if (order->bill.has_value()) continue;
    BillLine* best = nullptr;
    for (BillLine& line : lines) {
      const absl::CivilDay from =
          line.month.has_value()
              ? absl::CivilDay(absl::CivilMonth(*order->ordered_on))
              : *order->ordered_on;
      if (line.taken || line.day < from ||
          line.currency != order->matter.steps.front().Value(kExtraCurrency) ||
          !Names(line.words, order->matter.subject.objective)) {
        continue;
      }
      const bool exact = line.amount == order->amount;
      if (best == nullptr || (exact && !(best->amount == order->amount))) {
        best = &line;
      }
    }
    if (best == nullptr) continue;
    best->taken = true;
    ExtraBill bill{.invoice = best->invoice,
                   .charge_month = best->month,
                   .line = best->words,
                   .amount = best->amount};
    ASSIGN_OR_RETURN(bill.difference,
                     Decimal::Subtract(best->amount, order->amount));
    order->bill = std::move(bill);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<BillLine>> ReadInvoiceLines(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, AsOf as_of,
    bool& any) {
  ASSIGN_OR_RETURN(std::vector<InvoiceRow> invoices,
                   ReadInvoices(context, who, known, provider, "", as_of));
  std::reverse(invoices.begin(), invoices.end());  // the oldest first
  std::vector<BillLine> lines;
  for (const InvoiceRow& row : invoices) {
    any = true;
    const Invoice& invoice = row.invoice();
    if (invoice.kind != InvoiceKind::kInvoice ||
        !invoice.issue_day.has_value()) {
      continue;
    }
    for (const InvoiceLine& line : invoice.lines) {
      if (!line.net_amount.has_value()) continue;
      lines.push_back(
          {.invoice = invoice.number,
           .day = *invoice.issue_day,
           .words = line.description.empty() || line.description == line.name
                        ? line.name
                        : absl::StrCat(line.name, ": ", line.description),
           .amount = *line.net_amount,
           .currency = invoice.currency});
    }
  }
  return lines;
}

// Of the orders that no invoice has. Only lines that name one are kept.
absl::StatusOr<std::vector<BillLine>> ReadChargeLines(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    const std::vector<ExtraRow*>& orders, AsOf as_of, bool& any,
    std::vector<Gap>& gaps) {
  std::vector<BillLine> lines;
  absl::CivilMonth from(*orders.front()->ordered_on);
  for (const ExtraRow* order : orders) {
    from = std::min(from, absl::CivilMonth(*order->ordered_on));
  }
  const absl::CivilMonth to =
      absl::ToCivilMonth(known.moment(), absl::UTCTimeZone());
  if (to < from) return lines;
  const absl::Status read = ReadBilledLines(
      context, who, known, provider, from, to, as_of,
      [&](const BilledLine& line) -> absl::Status {
        any = true;
        const std::string words(line.text(ChargeText::kChargeDescription));
        const absl::string_view sku = line.text(ChargeText::kSkuId);
        for (const ExtraRow* order : orders) {
          const std::string& extra = order->matter.subject.objective;
          if (!Names(words, extra) && !Names(sku, extra)) continue;
          const std::optional<Decimal> billed =
              line.line.charge.amount(ChargeAmount::kBilledCost);
          if (!billed.has_value()) continue;
          lines.push_back(
              {.month = line.month,
               .day = absl::CivilDay(line.month),
               .words = Names(words, extra) ? words : std::string(sku),
               .amount = *billed,
               .currency =
                   std::string(line.text(ChargeText::kBillingCurrency))});
          break;
        }
        return absl::OkStatus();
      });
  if (read.ok()) return lines;
  if (!absl::IsFailedPrecondition(read)) return read;
  // Charges came, and no line of them says whether one bills an order.
  any = true;
  Gap gap;
  gap.provider = provider;
  gap.rule = "cost-lines-not-kept";
  gap.arguments = {{"why", std::string(read.message())}};
  AddGap(std::move(gap), gaps);
  return lines;
}

absl::Status FindBills(const AnswerContext& context, const Principal& who,
                       const RoomScope& scope, std::vector<ExtraRow>& rows,
                       AsOf as_of, std::vector<Gap>& gaps) {
  std::map<std::string, std::vector<ExtraRow*>> by_provider;
  for (ExtraRow& row : rows) {
    if (IsInForce(row.state) && row.ordered_on.has_value()) {
      by_provider[row.matter.subject.provider].push_back(&row);
    }
  }
  for (auto& [provider, orders] : by_provider) {
    bool any = false;
    ASSIGN_OR_RETURN(
        std::vector<BillLine> invoiced,
        ReadInvoiceLines(context, who, scope.known, provider, as_of, any));
    RETURN_IF_ERROR(Match(invoiced, orders));
    std::vector<ExtraRow*> open;
    for (ExtraRow* order : orders) {
      if (!order->bill.has_value()) open.push_back(order);
    }
    if (open.empty()) continue;
    ASSIGN_OR_RETURN(std::vector<BillLine> charged,
                     ReadChargeLines(context, who, scope.known, provider, open,
                                     as_of, any, gaps));
    RETURN_IF_ERROR(Match(charged, open));
    if (any) continue;
    for (const ExtraRow* order : open) {
      Gap gap;
      gap.provider = provider;
      gap.rule = "extra-bill-unknown";
      gap.arguments = {{"contract", order->matter.subject.contract}};
      AddGap(std::move(gap), gaps);
    }
  }
  return absl::OkStatus();
}

// What an order under `contract` is held against. What it may cost does not
// depend on who asks.
absl::StatusOr<ExtraRoom> ReadRoom(const AnswerContext& context,
                                   const Contract& contract,
                                   const std::vector<ExtraRow>& extras,
                                   AsOf as_of) {
  ExtraRoom room;
  if (!contract.value.has_value()) return room;
  ASSIGN_OR_RETURN(SpendUnderCeiling spend,
                   ReadSpendUnderCeiling(context, Principal::System("extras"),
                                         contract.id, as_of));
  room.left = spend.left;
  room.why_unknown = std::move(spend.why_unknown);
  for (const ExtraRow& row : extras) {
    if (row.matter.subject.contract != contract.id || !IsInForce(row.state)) {
      continue;
    }
    ASSIGN_OR_RETURN(room.extras, Decimal::Add(room.extras, row.amount));
  }
  return room;
}

// The same with one order only. NOT_FOUND when it is not there.
absl::StatusOr<ExtrasAnswer> OnlyOne(const std::string& id,
                                     ExtrasAnswer answer) {
  std::erase_if(answer.extras, [&](const ExtraRow& row) {
    return row.matter.subject.name != id;
  });
  if (answer.extras.empty()) {
    return absl::NotFoundError(
        absl::StrCat("id: no extra is called \"", id, "\""));
  }
  return answer;
}

// A partner is not told what we only consider.
bool IsSeenBy(const Principal& who, const ExtraRow& row) {
  return who.role != Principal::Role::kProvider || row.OfPartner() ||
         row.ordered_on.has_value();
}

}  // namespace

absl::StatusOr<Decimal> OrderedAlone(const Contract& contract,
                                     const std::vector<ExtraRow>& extras,
                                     absl::CivilDay day) {
  const BandPeriod period =
      BandPeriodOf(contract, contract.mandate.amount_per, day);
  Decimal ordered;
  for (const ExtraRow& row : extras) {
    if (row.matter.subject.contract != contract.id || !row.within_mandate ||
        !IsInForce(row.state) || !row.ordered_on.has_value() ||
        *row.ordered_on < period.first || *row.ordered_on > period.last) {
      continue;
    }
    ASSIGN_OR_RETURN(ordered, Decimal::Add(ordered, row.amount));
  }
  return ordered;
}

absl::StatusOr<std::vector<ExtraRow>> ReadExtraRows(
    const AnswerContext& context, const Principal& who, const RoomScope& scope,
    AsOf as_of) {
  ASSIGN_OR_RETURN(
      std::vector<Matter> matters,
      ReadRoomMatters(context, who, scope, MatterKind::kExtra, as_of));
  std::vector<ExtraRow> rows;
  for (Matter& matter : matters) {
    ASSIGN_OR_RETURN(ExtraRow row, RowOf(std::move(matter), scope.on));
    if (IsSeenBy(who, row)) rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<ExtrasAnswer> AnswerExtras(const AnswerContext& context,
                                          const Principal& who,
                                          const ExtrasQuestion& question,
                                          AsOf as_of) {
  ASSIGN_OR_RETURN(const RoomScope scope,
                   OpenRoom(context, who, question.room, as_of));
  ExtrasAnswer answer{.contracts = scope.contracts};
  ASSIGN_OR_RETURN(answer.extras, ReadExtraRows(context, who, scope, as_of));
  RETURN_IF_ERROR(
      FindBills(context, who, scope, answer.extras, as_of, answer.gaps));
  if (!question.id.empty()) return OnlyOne(question.id, std::move(answer));
  for (const Contract* contract : scope.Running()) {
    if (contract->extras.empty()) continue;
    ASSIGN_OR_RETURN(ExtraRoom room,
                     ReadRoom(context, *contract, answer.extras, as_of));
    ASSIGN_OR_RETURN(const Decimal alone,
                     OrderedAlone(*contract, answer.extras, scope.on));
    room.alone = alone;
    for (const Extra& extra : contract->extras) {
      ASSIGN_OR_RETURN(ExtraVerdict verdict,
                       JudgeExtra(*contract, extra.price, room));
      answer.available.push_back({scope.known.CurrentId(contract->provider),
                                  contract, &extra, std::move(verdict)});
    }
  }
  return answer;
}

absl::StatusOr<std::map<std::string, Decimal>> ReadOrderedNotBilled(
    const AnswerContext& context, const Principal& who,
    const std::set<std::string>& contracts, absl::CivilDay day, AsOf as_of) {
  std::map<std::string, Decimal> ordered;
  ASSIGN_OR_RETURN(const RoomScope scope, OpenRoom(context, who, {}, as_of));
  ASSIGN_OR_RETURN(std::vector<ExtraRow> rows,
                   ReadExtraRows(context, who, scope, as_of));
  std::erase_if(rows, [&](const ExtraRow& row) {
    return !contracts.contains(row.matter.subject.contract) ||
           !IsInForce(row.state) || !row.ordered_on.has_value() ||
           *row.ordered_on > day;
  });
  if (rows.empty()) return ordered;
  std::vector<Gap> gaps;
  RETURN_IF_ERROR(FindBills(context, who, scope, rows, as_of, gaps));
  for (const ExtraRow& row : rows) {
    if (row.bill.has_value()) continue;
    Decimal& sum = ordered[row.matter.steps.front().Value(kExtraCurrency)];
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, row.amount));
  }
  return ordered;
}

absl::StatusOr<SpendUnderCeiling> ReadSpendUnderCeiling(
    const AnswerContext& context, const Principal& who,
    const std::string& contract, AsOf as_of) {
  ASSIGN_OR_RETURN(const RoomScope scope,
                   OpenRoom(context, who, {.contract = contract}, as_of));
  const Contract* const version = scope.contracts->Find(contract, scope.today);
  const NoticeDates dates =
      ComputeNoticeDates(version->term, scope.today, version->holidays);
  SpendUnderCeiling spend;
  // Before the spend: one that comes in between is taken off once more, never
  // not at all.
  ASSIGN_OR_RETURN(const std::vector<ExtraRow> orders,
                   ReadExtraRows(context, who, scope, as_of));
  for (const ExtraRow& row : orders) {
    if (IsInForce(row.state)) spend.counted.insert(row.matter.subject.name);
  }
  std::vector<Gap> gaps;
  ASSIGN_OR_RETURN(
      const ContractValue value,
      ReadContractValue(context, who, scope.known, *scope.contracts, *version,
                        dates, scope.today, as_of, gaps));
  if (value.use.has_value()) {
    spend.left = value.use->left;
  } else {
    spend.why_unknown = value.why_unknown;
  }
  return spend;
}

}  // namespace regisseur
