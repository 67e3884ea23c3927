#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/funds.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/partnership_handlers.h"
#include "aggregator/api/partnership_wire.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/money/currency.h"
#include "core/time/instant.h"
#include "regisseur/partnership/v1/fund.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

constexpr char kService[] = "regisseur.partnership.v1.FundService.";

pb::TransferState StateToWire(TransferState state) {
  switch (state) {
    case TransferState::kAsked:
      return pb::TRANSFER_STATE_ASKED;
    case TransferState::kReserved:
      return pb::TRANSFER_STATE_RESERVED;
    case TransferState::kSpent:
      return pb::TRANSFER_STATE_SPENT;
    case TransferState::kDeposited:
      return pb::TRANSFER_STATE_DEPOSITED;
    case TransferState::kRefused:
      return pb::TRANSFER_STATE_REFUSED;
    case TransferState::kReleased:
      return pb::TRANSFER_STATE_RELEASED;
  }
  return pb::TRANSFER_STATE_UNSPECIFIED;
}

absl::StatusOr<std::optional<TransferState>> StateFromWire(
    pb::TransferState wire) {
  if (wire == pb::TRANSFER_STATE_UNSPECIFIED) {
    return std::optional<TransferState>();
  }
  for (const TransferState state :
       {TransferState::kAsked, TransferState::kReserved, TransferState::kSpent,
        TransferState::kDeposited, TransferState::kRefused,
        TransferState::kReleased}) {
    if (StateToWire(state) == wire) return std::optional<TransferState>(state);
  }
  return absl::InvalidArgumentError("state: there is no such state");
}

pb::FundEntryKind KindToWire(FundEntryKind kind) {
  switch (kind) {
    case FundEntryKind::kCredit:
      return pb::FUND_ENTRY_KIND_CREDIT;
    case FundEntryKind::kCreditCorrection:
      return pb::FUND_ENTRY_KIND_CREDIT_CORRECTION;
    case FundEntryKind::kGain:
      return pb::FUND_ENTRY_KIND_GAIN;
    case FundEntryKind::kGainCorrection:
      return pb::FUND_ENTRY_KIND_GAIN_CORRECTION;
    case FundEntryKind::kDeposit:
      return pb::FUND_ENTRY_KIND_DEPOSIT;
    case FundEntryKind::kReserved:
      return pb::FUND_ENTRY_KIND_RESERVED;
    case FundEntryKind::kSpent:
      return pb::FUND_ENTRY_KIND_SPENT;
    case FundEntryKind::kReleased:
      return pb::FUND_ENTRY_KIND_RELEASED;
  }
  return pb::FUND_ENTRY_KIND_UNSPECIFIED;
}

const char* RuleOf(FundEntryKind kind) {
  switch (kind) {
    case FundEntryKind::kCredit:
      return "fund-credit";
    case FundEntryKind::kCreditCorrection:
      return "fund-credit-correction";
    case FundEntryKind::kGain:
      return "fund-gain";
    case FundEntryKind::kGainCorrection:
      return "fund-gain-correction";
    case FundEntryKind::kDeposit:
      return "fund-deposit";
    case FundEntryKind::kReserved:
      return "fund-reserved";
    case FundEntryKind::kSpent:
      return "fund-spent";
    case FundEntryKind::kReleased:
      return "fund-released";
  }
  return "";
}

// With all the decimals of its currency, also nothing.
std::string Money(const Decimal& amount, const std::string& currency) {
  return amount.RoundedHalfAwayFromZero(MinorUnitDigits(currency)).ToString();
}

pb::Fund FundToWire(const FundRow& row) {
  pb::Fund wire;
  wire.set_provider(row.provider);
  wire.set_currency(row.currency);
  for (const FundTermsRow& known : row.terms) {
    pb::FundTerms& terms = *wire.add_terms();
    terms.set_contract(known.contract);
    terms.set_valid_from(FormatDay(known.valid_from));
    terms.set_credits_percent(known.terms.credits.Normalized().ToString());
    terms.set_gains_percent(known.terms.gains.Normalized().ToString());
    terms.set_gains_to_provider_percent(
        known.terms.gains_to_provider.Normalized().ToString());
  }
  const FundLedger& ledger = row.ledger;
  wire.set_credits(Money(ledger.credits(), row.currency));
  wire.set_gains(Money(ledger.gains(), row.currency));
  wire.set_deposits(Money(ledger.deposits(), row.currency));
  wire.set_spent(Money(ledger.spent(), row.currency));
  wire.set_balance(Money(ledger.balance(), row.currency));
  wire.set_reserved(Money(ledger.reserved(), row.currency));
  wire.set_free(Money(ledger.free(), row.currency));
  wire.set_draws_asked(Money(row.draws_asked, row.currency));
  wire.set_deposits_asked(Money(row.deposits_asked, row.currency));
  wire.set_waiting_for_customer(row.waiting_for_customer);
  wire.set_waiting_for_provider(row.waiting_for_provider);
  for (const FundGap& gap : row.not_counted) {
    pb::FundGap& told = *wire.add_not_counted();
    told.set_subject(gap.subject);
    told.set_rule(gap.rule);
    told.set_why(RenderMessage(gap.rule, gap.arguments));
  }
  return wire;
}

// A line with its place in the ledger.
struct NumberedEntry {
  int line = 0;
  FundEntry entry;
};

pb::FundEntry EntryToWire(const NumberedEntry& numbered,
                          const std::string& currency) {
  const FundEntry& entry = numbered.entry;
  pb::FundEntry wire;
  wire.set_line(numbered.line);
  SetTime(entry.time, &wire, &pb::FundEntry::mutable_time);
  wire.set_kind(KindToWire(entry.kind));
  wire.set_amount(entry.amount.ToString());
  wire.set_balance(Money(entry.balance, currency));
  wire.set_reserved(Money(entry.reserved, currency));
  wire.set_free(Money(entry.free, currency));
  wire.set_contract(entry.contract);
  if (entry.of_amount.has_value()) {
    wire.set_of_amount(entry.of_amount->ToString());
  }
  if (entry.percent.has_value()) {
    wire.set_percent(entry.percent->Normalized().ToString());
  }
  if (entry.split.has_value()) {
    wire.set_to_customer(Money(entry.split->customer, currency));
    wire.set_to_provider(Money(entry.split->provider, currency));
  }
  wire.set_claim(entry.claim);
  wire.set_idea(entry.idea);
  wire.set_transfer(entry.transfer);
  wire.set_period_from(entry.period_from);
  wire.set_period_to(entry.period_to);
  *wire.mutable_method() =
      SentenceToWire({RuleOf(entry.kind),
                      {{"percent", wire.percent()},
                       {"of_amount", wire.of_amount()},
                       {"currency", currency},
                       {"claim", entry.claim},
                       {"contract", entry.contract},
                       {"period_from", entry.period_from},
                       {"period_to", entry.period_to},
                       {"to_customer", wire.to_customer()},
                       {"to_provider", wire.to_provider()}}});
  wire.set_number(entry.number);
  return wire;
}

// Who acted by a step, as the entry of that step may say it.
std::string NameOfMove(const pb::Transfer& wire, absl::string_view move) {
  for (const pb::Entry& entry : wire.entries()) {
    if (entry.move() == move) return entry.name();
  }
  return "";
}

pb::Transfer TransferToWire(const TransferRow& row, const Principal& reader) {
  const TransferRecord& record = row.record;
  pb::Transfer wire;
  wire.set_id(row.matter.subject.name);
  wire.set_provider(row.matter.subject.provider);
  wire.set_kind(record.kind == TransferKind::kDraw ? pb::TRANSFER_KIND_DRAW
                                                   : pb::TRANSFER_KIND_DEPOSIT);
  wire.set_amount(record.amount.ToString());
  wire.set_currency(record.currency);
  wire.set_idea(record.idea);
  wire.set_idea_title(row.idea_title);
  wire.set_contract(record.contract);
  wire.set_asked_by(ParticipantToWire(record.asked_by));
  wire.set_state(StateToWire(record.state));
  if (const auto side = record.WaitsFor()) {
    wire.set_waits_for(ParticipantToWire(*side));
  }
  EntriesToWire(row.matter, reader, row.known_names, wire.mutable_entries(),
                wire.mutable_notes());
  wire.set_asked_name(NameOfMove(wire, MatterMoveWord(MatterMove::kProposed)));
  if (record.answer != nullptr) {
    wire.set_answered_name(
        NameOfMove(wire, MatterMoveWord(record.answer->move)));
    SetTime(record.answer->act.known_from, &wire,
            &pb::Transfer::mutable_answered_time);
  }
  return wire;
}

// The transfer as it is now, in the response of a change.
template <typename Response>
absl::StatusOr<Response> Told(const AnswerContext& context,
                              const CallContext& call,
                              const absl::StatusOr<std::string>& id) {
  RETURN_IF_ERROR(id.status());
  ASSIGN_OR_RETURN(const TransfersAnswer answer,
                   AnswerTransfers(context, call.who, {.id = *id}, AsOf{}));
  Response response;
  *response.mutable_transfer() =
      TransferToWire(answer.transfers.front(), call.who);
  response.set_provider(response.transfer().provider());
  return response;
}

template <typename Request>
FundsQuestion QuestionOf(const Request& request) {
  return {.provider = request.provider(),
          .owner = request.owner(),
          .currency = request.currency()};
}

template <typename Request>
FundChanges::NewTransfer NewTransferOf(const Request& request) {
  FundChanges::NewTransfer transfer{.kind = TransferKind::kDeposit,
                                    .amount = request.amount(),
                                    .currency = request.currency(),
                                    .idea = "",
                                    .contract = "",
                                    .text = request.text()};
  if constexpr (requires { request.idea(); }) {
    transfer.kind = TransferKind::kDraw;
    transfer.idea = request.idea();
  } else {
    transfer.contract = request.contract();
  }
  return transfer;
}

template <typename Request>
FundChanges::Step StepOf(const Request& request, MatterMove move) {
  FundChanges::Step step{
      .id = request.id(), .move = move, .text = request.text()};
  if constexpr (requires { request.internal(); }) {
    step.internal = request.internal();
  }
  return step;
}

}  // namespace

void PartnershipHandlers::RegisterFunds(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListFundsRequest, pb::ListFundsResponse>(
      service + "ListFunds",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListFundsResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const FundsAnswer answer,
                         AnswerFunds(context(), call.who,
                                     {.provider = request.provider(),
                                      .owner = request.owner()},
                                     page.as_of));
        pb::ListFundsResponse response;
        if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
        RETURN_IF_ERROR(
            FillPage(page, answer.funds, response,
                     [&](const FundRow& row) -> absl::StatusOr<size_t> {
                       *response.add_funds() = FundToWire(row);
                       return response.funds().rbegin()->ByteSizeLong();
                     }));
        return response;
      });
  methods.AddUnary<pb::GetFundRequest, pb::GetFundResponse>(
      service + "GetFund",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::GetFundResponse> {
        ASSIGN_OR_RETURN(const AsOf as_of,
                         AsOfFromWire(request.has_as_known_on(),
                                      request.as_known_on(), answers_.Now()));
        ASSIGN_OR_RETURN(
            const FundRow row,
            FindFund(context(), call.who, QuestionOf(request), as_of));
        pb::GetFundResponse response;
        *response.mutable_fund() = FundToWire(row);
        response.set_provider(row.provider);
        return response;
      });
  methods.AddUnary<pb::ListFundEntriesRequest, pb::ListFundEntriesResponse>(
      service + "ListFundEntries",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ListFundEntriesResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(
            const FundRow row,
            FindFund(context(), call.who, QuestionOf(request), page.as_of));
        std::vector<NumberedEntry> entries;
        int line = 0;
        for (const FundEntry& entry : row.ledger.entries()) {
          ++line;
          if (request.idea().empty() || entry.idea == request.idea()) {
            entries.push_back({line, entry});
          }
        }
        pb::ListFundEntriesResponse response;
        response.set_provider(row.provider);
        response.set_currency(row.currency);
        RETURN_IF_ERROR(FillPage(
            page, entries, response,
            [&](const NumberedEntry& entry) -> absl::StatusOr<size_t> {
              *response.add_entries() = EntryToWire(entry, row.currency);
              return response.entries().rbegin()->ByteSizeLong();
            }));
        return response;
      });
  methods.AddUnary<pb::ListTransfersRequest, pb::ListTransfersResponse>(
      service + "ListTransfers",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListTransfersResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const auto state, StateFromWire(request.state()));
        ASSIGN_OR_RETURN(const TransfersAnswer answer,
                         AnswerTransfers(context(), call.who,
                                         {.provider = request.provider(),
                                          .owner = request.owner(),
                                          .currency = request.currency(),
                                          .id = request.id(),
                                          .idea = request.idea(),
                                          .state = state},
                                         page.as_of));
        pb::ListTransfersResponse response;
        if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
        RETURN_IF_ERROR(FillPage(
            page, answer.transfers, response,
            [&](const TransferRow& row) -> absl::StatusOr<size_t> {
              *response.add_transfers() = TransferToWire(row, call.who);
              return response.transfers().rbegin()->ByteSizeLong();
            }));
        return response;
      });
  const auto ask = [&]<typename Request, typename Response>(const char* name) {
    methods.AddUnary<Request, Response>(
        service + name,
        [this, name](const auto& call,
                     const auto& request) -> absl::StatusOr<Response> {
          ASSIGN_OR_RETURN(Settling* const changes, Changes());
          ASSIGN_OR_RETURN(const PartnershipPlace place,
                           PlaceOf(call, request));
          return Told<Response>(
              context(), call,
              changes->funds.Propose(
                  call.who,
                  MatterRequestOf(kService, name, request, answers_.Now()),
                  place, NewTransferOf(request)));
        });
  };
  ask.template operator()<pb::ProposeDrawRequest, pb::ProposeDrawResponse>(
      "ProposeDraw");
  ask.template operator()<pb::ProposeDepositRequest,
                          pb::ProposeDepositResponse>("ProposeDeposit");
  const auto add = [&]<typename Request, typename Response>(const char* name,
                                                            MatterMove move) {
    AddAct<Request, Response>(
        methods, kService, name, &Settling::funds,
        [move](auto& matters, const Principal& who, const Request& request,
               const PartnershipPlace& place, const MatterRequest& act) {
          return matters.Move(who, act, place, StepOf(request, move));
        },
        Told<Response>);
  };
#define REGISSEUR_MOVE(name, move) \
  add.template operator()<pb::name##Request, pb::name##Response>(#name, move)
  REGISSEUR_MOVE(AgreeTransfer, MatterMove::kAccepted);
  REGISSEUR_MOVE(RefuseTransfer, MatterMove::kRefused);
  REGISSEUR_MOVE(ReleaseTransfer, MatterMove::kWithdrawn);
  REGISSEUR_MOVE(CommentOnTransfer, MatterMove::kCommented);
#undef REGISSEUR_MOVE
}

}  // namespace regisseur
