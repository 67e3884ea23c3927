#include "core/evidence/chain_entry.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "core/evidence/canonical_bytes.h"

namespace regisseur {
namespace {

// More than any head has; a length in broken bytes allocates nothing.
constexpr int64_t kMostPairs = 10000;

absl::Status Unreadable(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("its head cannot be read: ", what));
}

bool IsFactKind(int64_t number) {
  return number >= static_cast<int64_t>(FactKind::kStatus) &&
         number <= static_cast<int64_t>(kFactKinds[std::size(kFactKinds) - 1]);
}

absl::StatusOr<EntryHead> ParseDelivery(CanonicalReader& read) {
  DeliveryHead head;
  head.source = read.Text();
  head.chain = read.Text();
  head.number = read.Int();
  const int64_t kind = read.Int();
  head.delivery.scope = read.Text();
  const int64_t completeness = read.Int();
  const int64_t recorded = read.Int();
  head.delivery.period_start = read.OptionalMoment();
  head.delivery.period_end = read.OptionalMoment();
  head.delivery.origin = read.Text();
  head.delivery.billing_account_id = read.Text();
  head.delivered_by = read.Text();
  head.rows = read.Int();
  head.known_from = read.Moment();
  head.totals.count = read.Int();
  const int64_t left_out = read.Int();
  head.totals.region_left_out = left_out == 1;
  head.totals.hash = read.Hash();
  if (!read.AtEnd()) return Unreadable("a delivery's fields do not end here");
  if (!IsFactKind(kind) || completeness < 1 || completeness > 2 ||
      recorded < 0 || recorded > 1 || left_out < 0 || left_out > 1) {
    return Unreadable("a number stands for nothing");
  }
  head.kind = static_cast<FactKind>(kind);
  head.delivery.completeness = static_cast<Completeness>(completeness);
  head.delivery.recorded = recorded == 1;
  return EntryHead(std::move(head));
}

absl::StatusOr<EntryHead> ParseAct(CanonicalReader& read) {
  ActHead head;
  head.chain = read.Text();
  head.number = read.Int();
  head.known_from = read.Moment();
  head.actor = read.Text();
  head.role = read.Text();
  head.via = read.Text();
  head.method = read.Text();
  head.subject = read.Text();
  head.request_id = read.Text();
  head.content = read.Hash();
  const int64_t arguments = read.Int();
  if (arguments < 0 || arguments > kMostPairs) return Unreadable("a count");
  for (int64_t i = 0; i < arguments && read.ok(); ++i) {
    std::string name = read.Text();
    head.arguments.emplace_back(std::move(name), read.Text());
  }
  const int64_t personal = read.Int();
  if (personal < 0 || personal > kMostPairs) return Unreadable("a count");
  for (int64_t i = 0; i < personal && read.ok(); ++i) {
    std::string name = read.Text();
    head.personal.emplace_back(std::move(name), read.Hash());
  }
  head.rows = read.Int();
  if (!read.AtEnd()) return Unreadable("an act's fields do not end here");
  return EntryHead(std::move(head));
}

}  // namespace

bool IsChainName(absl::string_view name) {
  return !name.empty() && name.size() <= 63 &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::string DeliveryHead::Encode() const {
  CanonicalBytes out;
  out.Letter('E');
  out.Text(source);
  out.Text(chain);
  out.Int(number);
  out.Int(static_cast<int64_t>(kind));
  out.Text(delivery.scope);
  out.Int(static_cast<int64_t>(delivery.completeness));
  out.Int(delivery.recorded ? 1 : 0);
  out.Moment(delivery.period_start);
  out.Moment(delivery.period_end);
  out.Text(delivery.origin);
  out.Text(delivery.billing_account_id);
  out.Text(delivered_by);
  out.Int(rows);
  out.Moment(known_from);
  out.Int(totals.count);
  out.Int(totals.region_left_out ? 1 : 0);
  out.Hash(totals.hash);
  return std::string(out.bytes());
}

std::string ActHead::Encode() const {
  CanonicalBytes out;
  out.Letter('A');
  out.Text(chain);
  out.Int(number);
  out.Moment(known_from);
  out.Text(actor);
  out.Text(role);
  out.Text(via);
  out.Text(method);
  out.Text(subject);
  out.Text(request_id);
  out.Hash(content);
  out.Int(static_cast<int64_t>(arguments.size()));
  for (const auto& [name, value] : arguments) {
    out.Text(name);
    out.Text(value);
  }
  out.Int(static_cast<int64_t>(personal.size()));
  for (const auto& [name, hash] : personal) {
    out.Text(name);
    out.Hash(hash);
  }
  out.Int(rows);
  return std::string(out.bytes());
}

absl::StatusOr<EntryHead> ParseEntryHead(absl::string_view bytes) {
  CanonicalReader read(bytes);
  switch (read.Letter()) {
    case 'E':
      return ParseDelivery(read);
    case 'A':
      return ParseAct(read);
    default:
      return Unreadable("it is neither a delivery nor an act");
  }
}

const std::string& ChainOf(const EntryHead& head) {
  return std::visit([](const auto& h) -> const std::string& { return h.chain; },
                    head);
}
int64_t NumberOf(const EntryHead& head) {
  return std::visit([](const auto& h) { return h.number; }, head);
}
int64_t RowsOf(const EntryHead& head) {
  return std::visit([](const auto& h) { return h.rows; }, head);
}
absl::Time KnownFromOf(const EntryHead& head) {
  return std::visit([](const auto& h) { return h.known_from; }, head);
}

Sha256 EntryHash(Sha256Hasher& hasher, const Sha256& previous,
                 absl::string_view head, const Sha256& row_hash) {
  return hasher.Hash(absl::StrCat(ToBytes(previous), head, ToBytes(row_hash)));
}

Sha256 RowHash(Sha256Hasher& hasher, const Sha256& so_far,
               absl::string_view row) {
  return hasher.Hash(absl::StrCat(ToBytes(so_far), row));
}

Sha256 PersonalHash(absl::string_view salt, absl::string_view text) {
  return Sha256Hasher().Hash(absl::StrCat(salt, text));
}

std::string PurgedRows::Encode() const {
  CanonicalBytes out;
  out.Letter('U');
  out.Text(chain);
  out.Int(number);
  return std::string(out.bytes());
}

std::optional<PurgedRows> PurgedRows::Parse(absl::string_view row) {
  CanonicalReader read(row);
  const char letter = read.Letter();
  PurgedRows purged;
  purged.chain = read.Text();
  purged.number = read.Int();
  if (letter != 'U' || !read.AtEnd()) return std::nullopt;
  return purged;
}

std::string ErasedText::Encode() const {
  CanonicalBytes out;
  out.Letter('X');
  out.Text(chain);
  out.Int(number);
  out.Text(name);
  return std::string(out.bytes());
}

std::optional<ErasedText> ErasedText::Parse(absl::string_view row) {
  CanonicalReader read(row);
  const char letter = read.Letter();
  ErasedText erased;
  erased.chain = read.Text();
  erased.number = read.Int();
  erased.name = read.Text();
  if (letter != 'X' || !read.AtEnd()) return std::nullopt;
  return erased;
}

}  // namespace regisseur
