#include "aggregator/storage/charge_lines.h"

#include <vector>

#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kInsertSql[] =
    "INSERT INTO charge_block (id, last_row, numbers, text_bytes, texts) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";
// The block that has the row, and those behind it.
constexpr char kReadSql[] =
    "SELECT id, last_row, numbers, text_bytes, texts FROM charge_block "
    "WHERE id >= COALESCE((SELECT MAX(id) FROM charge_block"
    " WHERE id >= ?1 AND id <= ?2), ?1) AND id <= ?3 ORDER BY id";
constexpr char kFirstSql[] =
    "SELECT id, last_row FROM charge_block WHERE id >= ?1 AND id <= ?2 "
    "ORDER BY id LIMIT 1";
constexpr char kDropSql[] = "DELETE FROM charge_block WHERE id = ?1";

// A block's key is its delivery and first row, so that a delivery lies
// together.
constexpr int kRowBits = 32;
constexpr int64_t kMaxRow = (int64_t{1} << kRowBits) - 1;
int64_t BlockId(int64_t delivery, int64_t row) {
  return (delivery << kRowBits) | row;
}

}  // namespace

absl::Status ChargeLineWriter::Append(Transaction& transaction,
                                      int64_t delivery, int64_t first_row,
                                      const BatchCharges& batch,
                                      absl::Span<const int32_t> rows) {
  const int64_t last_row = first_row + static_cast<int64_t>(rows.size()) - 1;
  if (last_row > kMaxRow) {
    return absl::ResourceExhaustedError(
        "a delivery has more than 4 billion lines; split it");
  }
  ASSIGN_OR_RETURN(const PackedBlock block, packer_.Pack(batch, rows));
  Statement& insert = transaction.Prepared(kInsertSql);
  insert.BindInt(1, BlockId(delivery, first_row));
  insert.BindInt(2, last_row);
  insert.BindBlob(3, block.numbers);
  insert.BindInt(4, block.text_bytes);
  insert.BindBlob(5, block.texts);
  return Run(insert);
}

absl::StatusOr<int64_t> ReadChargeLines(Connection& connection,
                                        int64_t delivery, int64_t after,
                                        int64_t limit,
                                        const ChargeLineConsumer& line) {
  int64_t count = 0;
  Statement& read = connection.Prepared(kReadSql);
  read.BindInt(1, BlockId(delivery, 0));
  read.BindInt(2, BlockId(delivery, after + 1));
  read.BindInt(3, BlockId(delivery, kMaxRow));
  LineBlock block;
  std::vector<StoredLine> lines;
  while (count < limit) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    const int64_t last_row = read.Int(1);
    if (last_row <= after) continue;
    block.first_row = read.Int(0) & kMaxRow;
    RETURN_IF_ERROR(UnpackBlock(read.Blob(2), read.Int(3), read.Blob(4),
                                last_row - block.first_row + 1, block, lines));
    bool is_new = true;
    for (const StoredLine& stored : lines) {
      if (stored.row <= after) continue;
      RETURN_IF_ERROR(line(stored, block, is_new));
      is_new = false;
      ++count;
    }
  }
  read.Reset();
  return count;
}

absl::StatusOr<bool> AreSums(Connection& connection, int64_t delivery) {
  Statement& read = connection.Prepared(kReadSql);
  read.BindInt(1, BlockId(delivery, 0));
  read.BindInt(2, BlockId(delivery, 1));
  read.BindInt(3, BlockId(delivery, kMaxRow));
  ASSIGN_OR_RETURN(const bool found, read.Step());
  const bool sums = found && HasSums(read.Blob(2));
  read.Reset();
  return sums;
}

absl::StatusOr<int64_t> DropChargeLines(Transaction& transaction,
                                        int64_t delivery, int64_t limit) {
  int64_t count = 0;
  while (count < limit) {
    Statement& first = transaction.Prepared(kFirstSql);
    first.BindInt(1, BlockId(delivery, 0));
    first.BindInt(2, BlockId(delivery, kMaxRow));
    ASSIGN_OR_RETURN(const bool found, first.Step());
    if (!found) {
      first.Reset();
      break;
    }
    const int64_t id = first.Int(0);
    count += first.Int(1) - (id & kMaxRow) + 1;
    first.Reset();
    Statement& drop = transaction.Prepared(kDropSql);
    drop.BindInt(1, id);
    RETURN_IF_ERROR(Run(drop));
  }
  return count;
}

}  // namespace regisseur
