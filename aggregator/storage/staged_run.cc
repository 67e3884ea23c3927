#include "aggregator/storage/staged_run.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/charge_lines.h"
#include "aggregator/storage/source_rows.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// What is remembered of runs that are not at hand, at most. A cell takes half a
// kilobyte.
constexpr size_t kMaxRuns = 16;
constexpr size_t kMaxCells = 100'000;

constexpr char kStagedDeliveriesSql[] =
    "SELECT id, scope, kind, row_count, row_hash FROM delivery "
    "WHERE source = ?1 AND known_from_us IS NULL AND dropped = 0 ORDER BY id";

// Adds the totals of a delivery up again from its lines.
absl::Status AddCells(Transaction& transaction, int64_t tax,
                      StagedDelivery& delivery) {
  const auto add = [&](const StoredLine& line, const LineBlock&, bool) {
    const Charge& charge = line.charge;
    delivery.sums = charge.lines > 0;
    return delivery.cells.Add(
        charge, line.party,
        CellTexts::Of(charge, [](int32_t id) { return id; }),
        charge.text(ChargeText::kChargeCategory) == tax);
  };
  ASSIGN_OR_RETURN(
      const int64_t lines,
      ReadChargeLines(transaction, delivery.id, 0, delivery.rows, add));
  if (lines == delivery.rows) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("delivery ", delivery.head.scope, " has ", lines,
                   " staged lines, and should have ", delivery.rows));
}

absl::Status LoadRun(Transaction& transaction, int64_t source,
                     TextDictionary& texts, StagedRun& run) {
  Statement& read = transaction.Prepared(kStagedDeliveriesSql);
  read.BindInt(1, source);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    auto delivery = std::make_unique<StagedDelivery>();
    delivery->id = read.Int(0);
    delivery->head.scope = std::string(read.Text(1));
    if (read.Int(2) != 0) delivery->kind = static_cast<FactKind>(read.Int(2));
    delivery->rows = read.Int(3);
    delivery->hash = HashFromBytes(read.Blob(4));
    run.Add(std::move(delivery));
  }
  read.Reset();
  for (const auto& delivery : run.deliveries()) {
    ASSIGN_OR_RETURN(delivery->head, ReadHead(transaction, delivery->id));
    if (delivery->kind != FactKind::kCharges) continue;
    ASSIGN_OR_RETURN(const int64_t tax, texts.Intern(transaction, kTax));
    RETURN_IF_ERROR(AddCells(transaction, tax, *delivery));
  }
  return absl::OkStatus();
}

}  // namespace

StagedDelivery* StagedRun::Find(absl::string_view scope) const {
  const auto found = by_scope_.find(scope);
  return found == by_scope_.end() ? nullptr : found->second;
}

StagedDelivery& StagedRun::Add(std::unique_ptr<StagedDelivery> delivery) {
  by_scope_[delivery->head.scope] = delivery.get();
  return *deliveries_.emplace_back(std::move(delivery));
}

size_t StagedRun::CellCount() const {
  size_t count = 0;
  for (const auto& delivery : deliveries_) count += delivery->cells.size();
  return count;
}

absl::StatusOr<StagedRun*> StagedRuns::Get(Transaction& transaction,
                                           int64_t source,
                                           TextDictionary& texts) {
  const auto found =
      std::find_if(runs_.begin(), runs_.end(),
                   [source](const auto& run) { return run.first == source; });
  if (found != runs_.end()) {
    runs_.splice(runs_.begin(), runs_, found);
    return &found->second;
  }
  StagedRun run;
  RETURN_IF_ERROR(LoadRun(transaction, source, texts, run));
  size_t cells = 0;
  size_t kept = 0;
  for (auto it = runs_.begin(); it != runs_.end();) {
    cells += it->second.CellCount();
    const bool keep = ++kept < kMaxRuns && cells <= kMaxCells;
    it = keep ? std::next(it) : runs_.erase(it);
  }
  runs_.emplace_front(source, std::move(run));
  return &runs_.front().second;
}

void StagedRuns::Forget(int64_t source) {
  runs_.remove_if([source](const auto& run) { return run.first == source; });
}

absl::StatusOr<StagedDelivery*> DeliveryOfRow(
    absl::Span<StagedDelivery* const> deliveries, int index, FactKind kind,
    absl::string_view what, int64_t row) {
  if (index < 0 || index >= static_cast<int>(deliveries.size())) {
    return InvalidRow(what, row,
                      absl::StrCat("names delivery ", index, "; the batch has ",
                                   deliveries.size()));
  }
  StagedDelivery* delivery = deliveries[index];
  if (!delivery->kind.has_value()) delivery->kind = kind;
  if (*delivery->kind != kind) {
    return InvalidRow(
        what, row,
        absl::StrCat("belongs to delivery `", delivery->head.scope,
                     "`, which has facts of another kind; give each kind a "
                     "scope of its own"));
  }
  return delivery;
}

absl::Status InvalidRow(absl::string_view what, int64_t row,
                        absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat(what, " ", row, " of the batch ", why));
}

}  // namespace regisseur
