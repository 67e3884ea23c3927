#include "aggregator/storage/root_store.h"

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/unchained_rows.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kHeadsSql[] =
    "SELECT name, length, head_hash FROM chain WHERE length > 0 ORDER BY name";
constexpr char kLastRootSql[] =
    "SELECT number, made_us, statement, signature FROM evidence_root "
    "ORDER BY number DESC LIMIT 1";
constexpr char kRootSql[] =
    "SELECT number, made_us, statement, signature FROM evidence_root "
    "WHERE number = ?1";
constexpr char kRootsSql[] =
    "SELECT number, made_us, statement, signature FROM evidence_root "
    "WHERE number >= ?1 ORDER BY number LIMIT ?2";
constexpr char kInsertRootSql[] =
    "INSERT INTO evidence_root (number, made_us, statement, signature) "
    "VALUES (?1, ?2, ?3, ?4)";
constexpr char kInsertLeafSql[] =
    "INSERT INTO evidence_leaf (root, position, chain, length, head_hash,"
    " nonce) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr char kLeavesSql[] =
    "SELECT chain, length, head_hash, nonce FROM evidence_leaf "
    "WHERE root = ?1 ORDER BY position";

StoredRoot RootOf(const Statement& read) {
  return {read.Int(0), Time(read, 1), std::string(read.Blob(2)),
          std::string(read.Blob(3))};
}

absl::StatusOr<std::optional<StoredRoot>> LastRoot(Connection& connection) {
  Statement& read = connection.Prepared(kLastRootSql);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  std::optional<StoredRoot> root;
  if (found) root = RootOf(read);
  read.Reset();
  return root;
}

}  // namespace

absl::StatusOr<int64_t> RootStore::NextNumber(Transaction& transaction) const {
  ASSIGN_OR_RETURN(const std::optional<StoredRoot> last, LastRoot(transaction));
  return last.has_value() ? last->number + 1 : 1;
}

absl::Status RootStore::ChainAll(Transaction& transaction,
                                 const Principal& who) const {
  ASSIGN_OR_RETURN(const absl::Time known, NextKnownTime(transaction, clock_));
  return ChainRows(transaction, known, who, /*all=*/true);
}

absl::StatusOr<StoredRoot> RootStore::Append(
    Transaction& transaction, absl::Time known,
    const std::function<Made(const Material&)>& make) const {
  Material material;
  material.known = known;
  ASSIGN_OR_RETURN(const std::optional<StoredRoot> last, LastRoot(transaction));
  material.number = last.has_value() ? last->number + 1 : 1;
  if (last.has_value()) material.previous_statement = last->statement;
  Statement& heads = transaction.Prepared(kHeadsSql);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, heads.Step());
    if (!found) break;
    material.chains.push_back({std::string(heads.Text(0)),
                               heads.Int(1),
                               HashFromBytes(heads.Blob(2)),
                               {}});
  }
  heads.Reset();
  const Made made = make(material);
  Failpoint("root:made");
  Statement& root = transaction.Prepared(kInsertRootSql);
  root.BindInt(1, made.root.number);
  BindTime(root, 2, made.root.made);
  root.BindBlob(3, made.root.statement);
  root.BindBlob(4, made.root.signature);
  RETURN_IF_ERROR(Run(root));
  int64_t position = 0;
  for (const StoredLeaf& leaf : made.leaves) {
    Statement& insert = transaction.Prepared(kInsertLeafSql);
    insert.BindInt(1, made.root.number);
    insert.BindInt(2, position++);
    insert.BindText(3, leaf.chain);
    insert.BindInt(4, leaf.length);
    insert.BindBlob(5, ToBytes(leaf.head));
    insert.BindBlob(6, ToBytes(leaf.nonce));
    RETURN_IF_ERROR(Run(insert));
  }
  Failpoint("root:stored");
  return made.root;
}

absl::StatusOr<std::vector<StoredRoot>> RootStore::List(const Principal& who,
                                                        int64_t first,
                                                        int limit) const {
  std::vector<StoredRoot> roots;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kRootsSql);
    read.BindInt(1, first);
    read.BindInt(2, limit);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      roots.push_back(RootOf(read));
    }
    read.Reset();
    return absl::OkStatus();
  }));
  return roots;
}

absl::StatusOr<std::optional<StoredRoot>> RootStore::Find(
    const Principal& who, int64_t number) const {
  std::optional<StoredRoot> root;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    if (number == 0) {
      ASSIGN_OR_RETURN(root, LastRoot(connection));
      return absl::OkStatus();
    }
    Statement& read = connection.Prepared(kRootSql);
    read.BindInt(1, number);
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (found) root = RootOf(read);
    read.Reset();
    return absl::OkStatus();
  }));
  return root;
}

absl::StatusOr<std::vector<StoredLeaf>> RootStore::ListLeaves(
    const Principal& who, int64_t root) const {
  std::vector<StoredLeaf> leaves;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kLeavesSql);
    read.BindInt(1, root);
    while (true) {
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) break;
      leaves.push_back({std::string(read.Text(0)), read.Int(1),
                        HashFromBytes(read.Blob(2)),
                        HashFromBytes(read.Blob(3))});
    }
    read.Reset();
    return absl::OkStatus();
  }));
  return leaves;
}

}  // namespace regisseur
