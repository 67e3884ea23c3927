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
#include "core/contract/contract_family.h"
#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// So long it is looked whether what was taken back is billed.
constexpr int kCancelledDays = 366;

absl::StatusOr<ExtraRow> RowOf(Matter matter, absl::CivilDay today) {
  ExtraRow row;
  ASSIGN_OR_RETURN(static_cast<ExtraOrder&>(row), ExtraOrderOf(matter));
  row.overdue = row.state == ExtraState::kOrdered && row.due_on.has_value() &&
                *row.due_on < today;
  row.matter = std::move(matter);
  return row;
}

// An order that may be billed, with what a line has to say.
struct OpenOrder {
  ExtraRow* row;
  std::string name;  // of the extra, in small letters
};

bool Names(const std::string& lowered, const OpenOrder& order) {
  return absl::StrContains(lowered, order.name);
}

// Lines that could bill an order, each of which bills one.
struct BillLine {
  std::string invoice;
  std::optional<absl::CivilMonth> month;
  absl::CivilDay day;  // issued, or the first of the month
  std::string words;
  Decimal amount;
  std::string currency;
  std::string lowered{};  // its words
  bool taken = false;
};

// Finds what bills the orders of one provider, the oldest order first. Of the
// lines that name it the first of the agreed amount, else the first.
absl::Status Match(std::vector<BillLine>& lines,
                   const std::vector<OpenOrder>& orders) {
  for (BillLine& line : lines) line.lowered = absl::AsciiStrToLower(line.words);
  for (const OpenOrder& open : orders) {
    ExtraRow& order = *open.row;
    if (order.bill.has_value()) continue;
    BillLine* best = nullptr;
    for (BillLine& line : lines) {
      const absl::CivilDay from =
          line.month.has_value()
              ? absl::CivilDay(absl::CivilMonth(*order.ordered_on))
              : *order.ordered_on;
      if (line.taken || line.day < from || line.currency != order.currency ||
          !Names(line.lowered, open)) {
        continue;
      }
      const bool exact = line.amount == order.amount;
      if (best == nullptr || (exact && !(best->amount == order.amount))) {
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
                     Decimal::Subtract(best->amount, order.amount));
    order.bill = std::move(bill);
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
    const std::vector<OpenOrder>& orders, AsOf as_of, bool& any,
    std::vector<Gap>& gaps) {
  std::vector<BillLine> lines;
  absl::CivilMonth from(*orders.front().row->ordered_on);
  for (const OpenOrder& order : orders) {
    from = std::min(from, absl::CivilMonth(*order.row->ordered_on));
  }
  const absl::CivilMonth to =
      absl::ToCivilMonth(known.moment(), absl::UTCTimeZone());
  if (to < from) return lines;
  const absl::Status read = ReadBilledLines(
      context, who, known, provider, from, to, as_of,
      [&](const BilledLine& line) -> absl::Status {
        any = true;
        const absl::string_view words =
            line.text(ChargeText::kChargeDescription);
        const absl::string_view sku = line.text(ChargeText::kSkuId);
        const std::string lowered_words = absl::AsciiStrToLower(words);
        const std::string lowered_sku = absl::AsciiStrToLower(sku);
        for (const OpenOrder& order : orders) {
          const bool by_words = Names(lowered_words, order);
          if (!by_words && !Names(lowered_sku, order)) continue;
          const std::optional<Decimal> billed =
              line.line.charge.amount(ChargeAmount::kBilledCost);
          if (!billed.has_value()) continue;
          lines.push_back({.month = line.month,
                           .day = absl::CivilDay(line.month),
                           .words = std::string(by_words ? words : sku),
                           .amount = *billed,
                           .currency = std::string(
                               line.text(ChargeText::kBillingCurrency))});
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

void NoteCancelled(const std::vector<OpenOrder>& orders,
                   std::vector<Gap>& gaps) {
  for (const OpenOrder& order : orders) {
    const ExtraRow& row = *order.row;
    if (IsInForce(row.state) || !row.bill.has_value()) continue;
    Gap gap;
    gap.provider = row.matter.subject.provider;
    gap.rule = "extra-billed-cancelled";
    gap.arguments = {{"extra", row.matter.subject.objective},
                     {"id", row.id},
                     {"line", row.bill->line},
                     {"amount", row.bill->amount.ToString()},
                     {"currency", row.currency}};
    AddGap(std::move(gap), gaps);
  }
}

absl::Status FindBills(const AnswerContext& context, const Principal& who,
                       const RoomScope& scope, std::vector<ExtraRow>& rows,
                       AsOf as_of, std::vector<Gap>& gaps) {
  std::map<std::string, std::vector<OpenOrder>> by_provider;
  // What was taken back may be billed all the same, for a while: of what no
  // other order has.
  for (const bool in_force : {true, false}) {
    for (ExtraRow& row : rows) {
      if (IsInForce(row.state) == in_force && row.ordered_on.has_value() &&
          (in_force || *row.ordered_on > scope.on - kCancelledDays)) {
        by_provider[row.matter.subject.provider].push_back(
            {&row, absl::AsciiStrToLower(row.matter.subject.objective)});
      }
    }
  }
  for (auto& [provider, orders] : by_provider) {
    bool any = false;
    ASSIGN_OR_RETURN(
        std::vector<BillLine> invoiced,
        ReadInvoiceLines(context, who, scope.known, provider, as_of, any));
    RETURN_IF_ERROR(Match(invoiced, orders));
    std::vector<OpenOrder> open;
    for (const OpenOrder& order : orders) {
      if (!order.row->bill.has_value()) open.push_back(order);
    }
    if (open.empty()) {
      NoteCancelled(orders, gaps);
      continue;
    }
    ASSIGN_OR_RETURN(std::vector<BillLine> charged,
                     ReadChargeLines(context, who, scope.known, provider, open,
                                     as_of, any, gaps));
    RETURN_IF_ERROR(Match(charged, open));
    NoteCancelled(orders, gaps);
    if (any) continue;
    for (const OpenOrder& order : open) {
      if (!IsInForce(order.row->state)) continue;
      Gap gap;
      gap.provider = provider;
      gap.rule = "extra-bill-unknown";
      gap.arguments = {{"contract", order.row->contract}};
      AddGap(std::move(gap), gaps);
    }
  }
  return absl::OkStatus();
}

// The orders of a contract and those under it.
absl::StatusOr<std::vector<ExtraRow>> ReadFamilyOrders(
    const AnswerContext& context, const Principal& who,
    const ContractRegister& contracts, const Contract& top, absl::CivilDay on,
    AsOf as_of) {
  ASSIGN_OR_RETURN(const RoomScope all, OpenRoom(context, who, {}, as_of));
  ASSIGN_OR_RETURN(std::vector<ExtraRow> rows,
                   ReadExtraRows(context, who, all, as_of));
  std::set<std::string> family;
  for (const Contract* member : FamilyOf(contracts, top, on)) {
    family.insert(member->id);
  }
  std::erase_if(rows, [&](const ExtraRow& row) {
    return !family.contains(row.contract);
  });
  return rows;
}

// What orders under contracts are held against, read once for each ceiling.
class CeilingReader {
 public:
  CeilingReader(const AnswerContext& context, const RoomScope& scope,
                AsOf as_of)
      : context_(context), scope_(scope), as_of_(as_of) {}

  absl::StatusOr<std::vector<CeilingRoom>> Read(const Contract& contract) {
    std::vector<CeilingRoom> rooms;
    for (const Contract* holder :
         CeilingsOver(*scope_.contracts, contract, scope_.on)) {
      auto room = rooms_.find(holder->id);
      if (room == rooms_.end()) {
        ASSIGN_OR_RETURN(CeilingRoom read, ReadOne(*holder));
        room = rooms_.emplace(holder->id, std::move(read)).first;
      }
      rooms.push_back(room->second);
    }
    return rooms;
  }

 private:
  absl::StatusOr<CeilingRoom> ReadOne(const Contract& holder) {
    // What it may cost does not depend on who asks.
    const Principal who = Principal::System("extras");
    ASSIGN_OR_RETURN(SpendUnderCeiling spend,
                     ReadSpendUnderCeiling(context_, who, holder.id, as_of_));
    CeilingRoom room{.holder = &holder,
                     .left = spend.left,
                     .why_unknown = std::move(spend.why_unknown)};
    ASSIGN_OR_RETURN(const std::vector<ExtraRow> rows,
                     ReadFamilyOrders(context_, who, *scope_.contracts, holder,
                                      scope_.on, as_of_));
    RETURN_IF_ERROR(AddOrders(OrdersOf(rows), spend.counted, room));
    return room;
  }

  const AnswerContext& context_;
  const RoomScope& scope_;
  const AsOf as_of_;
  std::map<std::string, CeilingRoom> rooms_;
};

// A partner is not told what we only consider.
bool IsSeenBy(const Principal& who, const ExtraRow& row) {
  return who.role != Principal::Role::kProvider || row.OfPartner() ||
         row.ordered_on.has_value();
}

}  // namespace

std::vector<ExtraOrder> OrdersOf(const std::vector<ExtraRow>& rows) {
  return std::vector<ExtraOrder>(rows.begin(), rows.end());
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

absl::StatusOr<std::vector<ExtraRow>> ReadBilledExtraRows(
    const AnswerContext& context, const Principal& who, const RoomScope& scope,
    AsOf as_of, std::vector<Gap>& gaps) {
  ASSIGN_OR_RETURN(std::vector<ExtraRow> rows,
                   ReadExtraRows(context, who, scope, as_of));
  RETURN_IF_ERROR(FindBills(context, who, scope, rows, as_of, gaps));
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
  if (!question.id.empty()) {
    // Only the other orders of its partner can take a bill from it.
    const auto asked = std::find_if(
        answer.extras.begin(), answer.extras.end(),
        [&](const ExtraRow& row) { return row.id == question.id; });
    if (asked == answer.extras.end()) {
      return absl::NotFoundError(
          absl::StrCat("id: no extra is called \"", question.id, "\""));
    }
    const std::string provider = asked->matter.subject.provider;
    std::erase_if(answer.extras, [&](const ExtraRow& row) {
      return row.matter.subject.provider != provider;
    });
    RETURN_IF_ERROR(
        FindBills(context, who, scope, answer.extras, as_of, answer.gaps));
    std::erase_if(answer.extras,
                  [&](const ExtraRow& row) { return row.id != question.id; });
    return answer;
  }
  RETURN_IF_ERROR(
      FindBills(context, who, scope, answer.extras, as_of, answer.gaps));
  CeilingReader ceilings(context, scope, as_of);
  for (const Contract* contract : scope.Running()) {
    if (contract->extras.empty()) continue;
    ExtraRoom room;
    ASSIGN_OR_RETURN(room.ceilings, ceilings.Read(*contract));
    ASSIGN_OR_RETURN(
        room.alone, OrderedAlone(*contract, OrdersOf(answer.extras), scope.on));
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
    return !contracts.contains(row.contract) || !IsInForce(row.state) ||
           !row.ordered_on.has_value() || *row.ordered_on > day;
  });
  if (rows.empty()) return ordered;
  std::vector<Gap> gaps;
  RETURN_IF_ERROR(FindBills(context, who, scope, rows, as_of, gaps));
  for (const ExtraRow& row : rows) {
    if (row.bill.has_value()) continue;
    Decimal& sum = ordered[row.currency];
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
                   ReadFamilyOrders(context, who, *scope.contracts, *version,
                                    scope.today, as_of));
  for (const ExtraRow& row : orders) {
    if (IsInForce(row.state)) spend.counted.insert(row.id);
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
