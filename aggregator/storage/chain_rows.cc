#include "aggregator/storage/chain_rows.h"

#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"
#include "core/evidence/canonical_bytes.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {
namespace {

constexpr char kFindChainSql[] =
    "SELECT id, length, head_hash FROM chain WHERE name = ?1";
constexpr char kInsertChainSql[] =
    "INSERT INTO chain (name, length, head_hash) VALUES (?1, 0, ?2) "
    "RETURNING id";
constexpr char kGrowChainSql[] =
    "UPDATE chain SET length = ?2, head_hash = ?3 WHERE id = ?1";

#define REGISSEUR_TEXT(column) \
  "(SELECT value FROM text WHERE id = t." column ")"
constexpr char kTotalsSql[] =
    "SELECT t.billing_period_start_s, t.billing_period_end_s, p.name,"
    " t.charge_month, " REGISSEUR_TEXT("service_provider_text") ", "
    REGISSEUR_TEXT("service_category_text") ", "
    REGISSEUR_TEXT("service_name_text") ", "
    REGISSEUR_TEXT("charge_category_text") ", "
    REGISSEUR_TEXT("region_text") ", " REGISSEUR_TEXT("currency_text")
    ", t.charges, t.billed, t.tax, t.effective, t.effective_nulls,"
    " t.effective_nulls_billed, t.list, t.list_nulls, t.list_nulls_billed,"
    " t.contracted, t.contracted_nulls, t.contracted_nulls_billed "
    "FROM cost_total t JOIN party p ON p.id = t.party "
    "WHERE t.delivery = ?1 ORDER BY t.billing_period_start_s, t.cell";
// Which of its columns are texts; the others are integers.
constexpr absl::string_view kTotalColumns =
    "iitittttttittti"
    "ttitti"
    "t";
static_assert(kTotalColumns.size() == 22);

}  // namespace

std::string ChainOfProvider(absl::string_view provider) {
  const bool nobody = provider.empty() || provider == kUnassigned;
  return std::string(nobody ? kSharedChain : provider);
}

absl::StatusOr<ChainEnd> OpenChain(Transaction& transaction,
                                   absl::string_view name) {
  ChainEnd chain;
  chain.name = std::string(name);
  Statement& find = transaction.Prepared(kFindChainSql);
  find.BindText(1, name);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  if (found) {
    chain.id = find.Int(0);
    chain.length = find.Int(1);
    chain.head = HashFromBytes(find.Blob(2));
    find.Reset();
    return chain;
  }
  find.Reset();
  Statement& insert = transaction.Prepared(kInsertChainSql);
  insert.BindText(1, name);
  insert.BindBlob(2, ToBytes(chain.head));
  ASSIGN_OR_RETURN(chain.id, InsertedId(insert));
  return chain;
}

absl::StatusOr<Sha256> GrowChain(Transaction& transaction, ChainEnd& chain,
                                 absl::string_view head,
                                 const Sha256& row_hash) {
  Sha256Hasher hasher;
  chain.head = EntryHash(hasher, chain.head, head, row_hash);
  ++chain.length;
  Statement& grow = transaction.Prepared(kGrowChainSql);
  grow.BindInt(1, chain.id);
  grow.BindInt(2, chain.length);
  grow.BindBlob(3, ToBytes(chain.head));
  RETURN_IF_ERROR(Run(grow));
  return chain.head;
}

absl::Status ReadCanonicalTotals(
    Connection& connection, int64_t delivery,
    const std::function<absl::Status(absl::string_view row)>& row) {
  CanonicalBytes bytes;
  Statement& read = connection.Prepared(kTotalsSql);
  read.BindInt(1, delivery);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) break;
    bytes.Clear();
    bytes.Letter('T');
    for (size_t i = 0; i < kTotalColumns.size(); ++i) {
      if (kTotalColumns[i] == 't') {
        bytes.Text(read.Text(static_cast<int>(i)));
      } else {
        bytes.Int(read.Int(static_cast<int>(i)));
      }
    }
    RETURN_IF_ERROR(row(bytes.bytes()));
  }
  read.Reset();
  return absl::OkStatus();
}

}  // namespace regisseur
