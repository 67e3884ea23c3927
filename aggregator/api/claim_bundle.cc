#include "aggregator/api/claim_bundle.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "aggregator/api/claim_wire.h"
#include "aggregator/api/json_answer.h"
#include "aggregator/api/service_level_wire.h"
#include "core/base/status_macros.h"
#include "core/credit/credit_tier.h"
#include "core/evidence/evidence_lines.h"
#include "core/evidence/sha256.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Deliveries with a receipt; all others stand in the list only.
constexpr size_t kMostReceipts = 1000;

// A row of CSV (RFC 4180) that a spreadsheet takes for text and nothing else.
void AddRow(std::string& csv, const std::vector<std::string>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string& cell = cells[i];
    const bool formula =
        !cell.empty() &&
        std::string("=+-@\t\r").find(cell[0]) != std::string::npos;
    absl::StrAppend(&csv, i == 0 ? "" : ",", "\"", formula ? "'" : "",
                    absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
  }
  csv += "\r\n";
}

std::string TimeText(std::optional<absl::Time> time) {
  return time.has_value() ? FormatInstant(*time) : "";
}

std::string CountsAsText(const ExplainedPiece& piece) {
  switch (piece.counts_as) {
    case CountsAs::kUp:
      return "up";
    case CountsAs::kDown:
      return "down";
    case CountsAs::kExcluded:
      return "excluded";
    case CountsAs::kUnknown:
      return "unknown";
    case CountsAs::kNotAgreed:
      return "not agreed";
    case CountsAs::kInTime:
      return "in time";
    case CountsAs::kTooLate:
      return "too late";
  }
  return "";
}

std::string PiecesCsv(const ServiceLevelExplanation& why) {
  std::string csv;
  AddRow(csv, {"from", "to", "seconds", "counts_as", "weight", "components",
               "sources", "ticket", "priority", "due", "why"});
  for (const ExplainedPiece& piece : why.pieces) {
    AddRow(csv,
           {TimeText(piece.from), TimeText(piece.to),
            absl::StrCat(absl::ToInt64Seconds(piece.length)),
            CountsAsText(piece), Decimal(piece.weight_millionths, 6).ToString(),
            absl::StrJoin(piece.components, "; "),
            absl::StrJoin(piece.sources, "; "), piece.ticket, piece.priority,
            TimeText(piece.due),
            RenderMessage(piece.why.rule, piece.why.arguments)});
  }
  return csv;
}

std::string RestatementsCsv(const ServiceLevelExplanation& why) {
  std::string csv;
  AddRow(csv, {"known", "source", "why", "attained_before", "attained_after",
               "verdict_before", "verdict_after"});
  for (const Restatement& change : why.restatements) {
    AddRow(csv, {TimeText(change.known), change.source,
                 RenderMessage(change.why.rule, change.why.arguments),
                 change.attained_before.value_or(""),
                 change.attained_after.value_or(""),
                 VerdictWord(change.verdict_before),
                 VerdictWord(change.verdict_after)});
  }
  return csv;
}

// A delivery that can say something about the window: its period touches it;
// one without a period was told while it ran or later, or is the last one
// before.
std::vector<DeliveryRecord> Concerning(std::vector<DeliveryRecord> all,
                                       TimeRange window) {
  std::vector<DeliveryRecord> found;
  std::optional<DeliveryRecord> last_before;
  for (DeliveryRecord& delivery : all) {
    const Delivery& head = delivery.head;
    if (head.period_start.has_value() && head.period_end.has_value()) {
      if (window.Overlaps(*head.period_start, *head.period_end)) {
        found.push_back(std::move(delivery));
      }
    } else if (delivery.known_from >= window.from) {
      found.push_back(std::move(delivery));
    } else if (!last_before.has_value() ||
               last_before->known_from < delivery.known_from) {
      last_before = std::move(delivery);
    }
  }
  if (last_before.has_value()) {
    found.insert(found.begin(), *std::move(last_before));
  }
  return found;
}

std::string DeliveriesCsv(const std::vector<DeliveryRecord>& deliveries) {
  std::string csv;
  AddRow(csv, {"chain", "number", "source", "scope", "origin", "known_from",
               "delivered_by", "rows", "rows_sha256", "chain_sha256"});
  for (const DeliveryRecord& delivery : deliveries) {
    AddRow(csv, {delivery.chain, absl::StrCat(delivery.number), delivery.source,
                 delivery.head.scope, delivery.head.origin,
                 TimeText(delivery.known_from), delivery.delivered_by,
                 absl::StrCat(delivery.rows), delivery.rows_sha256,
                 delivery.chain_sha256});
  }
  return csv;
}

absl::StatusOr<std::string> ReceiptLines(
    const EvidenceKeeper& evidence, const Principal& who,
    const std::vector<DeliveryRecord>& deliveries) {
  std::string lines;
  size_t count = 0;
  for (const DeliveryRecord& delivery : deliveries) {
    if (++count > kMostReceipts) break;
    ASSIGN_OR_RETURN(const SignedReceipt receipt,
                     evidence.GetReceipt(who, delivery.chain, delivery.number));
    absl::StrAppend(&lines, RenderLine(receipt.line), "\n");
  }
  return lines;
}

std::string Money(const std::optional<Decimal>& amount,
                  const std::string& currency) {
  if (!amount.has_value()) return "not known";
  return absl::StrCat(amount->ToString(), " ", currency);
}

// How to come from the figure to the money.
std::string MoneyLines(const ClaimRow& claim) {
  std::string text;
  const std::string percent = claim.Basis("percent");
  if (!percent.empty()) {
    const std::string component = claim.Basis("base_component");
    absl::StrAppend(
        &text, "- The step that was reached is \"", claim.Basis("limit"),
        "\", worth ", percent, " % of ",
        component.empty() ? "what the contract costs in that month"
                          : absl::StrCat("the component ", component),
        ": ",
        claim.Basis("base").empty()
            ? std::string("not known")
            : absl::StrCat(claim.Basis("base"), " ", claim.currency),
        ".\n");
    const absl::StatusOr<Decimal> base = Decimal::Parse(claim.Basis("base"));
    const absl::StatusOr<Decimal> share = Decimal::Parse(percent);
    if (base.ok() && share.ok()) {
      const absl::StatusOr<Decimal> amount = ComputePercentOf(*share, *base);
      if (amount.ok()) {
        absl::StrAppend(&text, "- ", claim.Basis("base"), " x ", percent,
                        " / 100 = ", amount->ToString(),
                        ", rounded half away from zero, once, to cents.\n");
      }
    }
  }
  if (!claim.Basis("uncapped").empty()) {
    absl::StrAppend(&text, "- Without the caps of the contract it would be ",
                    claim.Basis("uncapped"), " ", claim.currency,
                    "; all credits of the month together are cut in "
                    "proportion.\n");
  }
  // Claims that were filed before this was kept have none.
  if (!claim.Basis("cap_limit").empty()) {
    const bool before = claim.Basis("cap_before") != "0";
    absl::StrAppend(&text, "- The cap: ", claim.Basis("cap_percent"),
                    " % of the contract's price in the ",
                    claim.Basis("cap_per"), ": ", claim.Basis("cap_price"),
                    " x ", claim.Basis("cap_percent"), " / 100",
                    before ? absl::StrCat(" - ", claim.Basis("cap_before"),
                                          " that was credited before")
                           : "",
                    " = ", claim.Basis("cap_limit"), " ", claim.currency,
                    "; without it all credits of the month together would be ",
                    claim.Basis("cap_total"), " ", claim.currency, ". ",
                    claim.Basis("cap_own"), " x ", claim.Basis("cap_limit"),
                    " / ", claim.Basis("cap_total"),
                    " is this claim's part; cents that rounding leaves are the "
                    "largest credit's.\n");
  }
  if (!claim.Basis("penalty").empty()) {
    absl::StrAppend(&text, "- A penalty of ", claim.Basis("penalty"), " ",
                    claim.currency, " by units, outside of the caps.\n");
  }
  if (claim.Basis("at_least") == "yes") {
    absl::StrAppend(&text,
                    "- Nobody looked for a part of the time. The figure is the "
                    "one that is kindest to the provider: the credit is at "
                    "least this.\n");
  }
  absl::StrAppend(&text, "- The claim: ", Money(claim.amount, claim.currency),
                  claim.frozen ? ", frozen when it was acted on" : "", ".\n");
  if (claim.restated) {
    absl::StrAppend(
        &text, "- The figures changed since. As they are known now ",
        claim.computed.has_value()
            ? absl::StrCat("it would be ",
                           Money(claim.computed, claim.currency))
            : std::string("nothing would follow, or a price is not known"),
        "; restatements.csv says what changed.\n");
  }
  return text;
}

std::string Readme(const ClaimRow& claim, const ServiceLevelExplanation* why,
                   absl::Time known) {
  std::string text = absl::StrCat(
      "# Claim ", claim.id, "\n\n",
      RenderMessage(claim.reason.rule, claim.reason.arguments), "\n\n",
      "- Provider: ", claim.provider, "\n- Contract: ", claim.contract,
      ", the version of ", claim.Basis("contract_valid_from"),
      claim.Basis("contract_sha256").empty() ? "" : ", SHA-256 ",
      claim.Basis("contract_sha256"),
      "\n- Window: ", FormatInstant(claim.window.from), " until ",
      FormatInstant(claim.window.to), ", half open; its last day is ",
      FormatDay(claim.last_day), "\n- By whose word: ", claim.Basis("origin"),
      "\n- State: ", ClaimStateWord(claim.state), "\n");
  if (claim.claim_by.has_value()) {
    absl::StrAppend(&text, "- To be claimed by ", FormatDay(*claim.claim_by),
                    "\n");
  }
  absl::StrAppend(&text, "- Figures as they were known on ",
                  FormatInstant(known), "\n\n## How to recompute it\n\n");
  if (why != nullptr) {
    for (const LevelNote& line : why->arithmetic) {
      absl::StrAppend(&text, "- ", RenderMessage(line.rule, line.arguments),
                      "\n");
    }
    absl::StrAppend(
        &text,
        "- pieces.csv has every piece of time or ticket: add up `seconds` by "
        "`counts_as`, `down` times its weight. Only what is agreed counts.\n");
  } else {
    absl::StrAppend(&text,
                    "- The figure cannot be computed anew from what is kept; "
                    "what it was stands in claim.json.\n");
  }
  absl::StrAppend(
      &text, MoneyLines(claim),
      "\n## What is in here\n\n"
      "- claim.json: the claim and everything that was done about it\n"
      "- figure.json: the figure, by the origin that counts and the others\n"
      "- pieces.csv: what it is made of\n"
      "- restatements.csv: how it changed when something became known\n"
      "- contract/: the text of the contract's version\n"
      "- deliveries.csv: what the partner's systems delivered, each with the "
      "hash of its rows and its place in the chain of evidence\n"
      "- receipts.jsonl: signed receipts of these deliveries; "
      "docs/evidence.md says how to check them\n"
      "- SHA256SUMS: `sha256sum -c SHA256SUMS`\n");
  return text;
}

std::string PathPart(const std::string& text) {
  std::string part;
  for (const char c : text.substr(0, 60)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '-' || c == '_';
    part.push_back(plain ? c : '-');
  }
  return part;
}

// The file of the contract's version, and the sums over all before it.
void AddContract(const ClaimRow& claim, const ContractRegister& contracts,
                 std::vector<ArchivedFile>& files) {
  const ContractRegister::Entry* entry =
      contracts.FindEntry(claim.contract, claim.last_day);
  if (entry == nullptr || entry->text.empty()) return;
  files.push_back({absl::StrCat("contract/", PathPart(claim.contract), ".yaml"),
                   entry->text});
}

void AddSums(std::vector<ArchivedFile>& files) {
  std::string sums;
  Sha256Hasher hasher;
  for (const ArchivedFile& file : files) {
    absl::StrAppend(&sums, ToHex(hasher.Hash(file.content)), "  ", file.path,
                    "\n");
  }
  files.push_back({"SHA256SUMS", std::move(sums)});
}

absl::StatusOr<std::string> FigureJson(const ServiceLevelExplanation& why) {
  service_level::v1::ExplainServiceLevelResponse wire;
  *wire.mutable_level() = ServiceLevelToWire(why.row);
  for (const LevelNote& line : why.arithmetic) {
    *wire.add_arithmetic() = NoteToWire(line);
  }
  for (const Witness& witness : why.witnesses) {
    *wire.add_witnesses() = WitnessToWire(witness);
  }
  for (const FigureDifference& difference : why.differences) {
    *wire.add_differences() = DifferenceToWire(difference);
  }
  return RenderJson(wire);
}

}  // namespace

absl::StatusOr<ClaimBundle> MakeClaimBundle(const Answers& answers,
                                            const EvidenceKeeper* evidence,
                                            const Principal& who,
                                            const std::string& id, AsOf as_of) {
  if (id.empty()) {
    return absl::InvalidArgumentError(
        "id: say which claim; `credit list` shows them");
  }
  ASSIGN_OR_RETURN(const ClaimsAnswer answer,
                   answers.ListClaims(who, {.id = id}, as_of));
  const ClaimRow& claim = answer.claims.front();
  ClaimBundle bundle;
  bundle.known = as_of.IsNow() ? answers.Now() : as_of.known;
  AsOf figures = as_of;
  const MatterStep* filed = claim.matter.has_value()
                                ? claim.matter->FindLast(MatterMove::kFiled)
                                : nullptr;
  if (as_of.IsNow() && filed != nullptr) {
    // What stood there when it was claimed.
    figures.known = bundle.known = filed->act.known_from;
  }
  const absl::StatusOr<ServiceLevelExplanation> why =
      answers.ExplainServiceLevel(
          who,
          {.contract = claim.contract,
           .objective = claim.objective,
           .period = FormatMonth(absl::CivilMonth(claim.last_day)),
           .all = true},
          figures);
  if (!why.ok() && !absl::IsNotFound(why.status())) return why.status();
  std::vector<ArchivedFile>& files = bundle.files;
  files.push_back(
      {"README.md", Readme(claim, why.ok() ? &*why : nullptr, bundle.known)});
  ASSIGN_OR_RETURN(
      std::string json,
      RenderJson(ClaimToWire(claim, answer.today, /*to_provider=*/false)));
  files.push_back({"claim.json", std::move(json)});
  std::set<std::string> sources;
  if (why.ok()) {
    ASSIGN_OR_RETURN(std::string figure, FigureJson(*why));
    files.push_back({"figure.json", std::move(figure)});
    files.push_back({"pieces.csv", PiecesCsv(*why)});
    files.push_back({"restatements.csv", RestatementsCsv(*why)});
    AddContract(claim, *why->contracts, files);
    for (const Witness& witness : why->witnesses) {
      sources.insert(witness.source);
    }
  }
  std::vector<DeliveryRecord> deliveries;
  for (const std::string& source : sources) {
    if (source.empty()) continue;
    ASSIGN_OR_RETURN(std::vector<DeliveryRecord> told,
                     answers.ListDeliveries(who, source, figures));
    for (DeliveryRecord& delivery : Concerning(std::move(told), claim.window)) {
      deliveries.push_back(std::move(delivery));
    }
  }
  files.push_back({"deliveries.csv", DeliveriesCsv(deliveries)});
  if (evidence != nullptr) {
    ASSIGN_OR_RETURN(std::string receipts,
                     ReceiptLines(*evidence, who, deliveries));
    files.push_back({"receipts.jsonl", std::move(receipts)});
  }
  AddSums(files);
  return bundle;
}

}  // namespace regisseur
