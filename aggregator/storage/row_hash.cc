#include "aggregator/storage/row_hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "absl/strings/escaping.h"
#include "aggregator/storage/database.h"

namespace regisseur {
namespace {

// OpenSSL fails at SHA-256 only without memory or without its library.
void Require(bool done) {
  if (!done) std::abort();
}

}  // namespace

std::string ToHex(const Sha256& hash) {
  return absl::BytesToHexString(ToBytes(hash));
}

absl::string_view ToBytes(const Sha256& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Sha256 HashFromBytes(absl::string_view bytes) {
  Sha256 hash{};
  std::memcpy(hash.data(), bytes.data(), std::min(bytes.size(), hash.size()));
  return hash;
}

class Sha256Hasher::Impl {
 public:
  Impl()
      : context_(EVP_MD_CTX_new()),
        digest_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {
    Require(context_ != nullptr && digest_ != nullptr);
  }
  ~Impl() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(digest_);
  }

  void Start() { Require(EVP_DigestInit_ex2(context_, digest_, nullptr) == 1); }
  void Add(absl::string_view bytes) {
    Require(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1);
  }
  Sha256 Finish() {
    Sha256 hash;
    Require(EVP_DigestFinal_ex(context_, hash.data(), nullptr) == 1);
    return hash;
  }

 private:
  EVP_MD_CTX* const context_;
  // Fetched once: looking it up at each hash costs more than a short hash.
  EVP_MD* const digest_;
};

Sha256Hasher::Sha256Hasher() : impl_(std::make_unique<Impl>()) {}
Sha256Hasher::~Sha256Hasher() = default;

Sha256 Sha256Hasher::Hash(absl::string_view bytes) {
  impl_->Start();
  impl_->Add(bytes);
  return impl_->Finish();
}

void Sha256Hasher::Start() { impl_->Start(); }
void Sha256Hasher::Add(absl::string_view bytes) { impl_->Add(bytes); }
Sha256 Sha256Hasher::Finish() { return impl_->Finish(); }

void CanonicalRow::Int(int64_t value) {
  char bytes[8];
  static_assert(std::endian::native == std::endian::little,
                "the stored hashes are of little-endian bytes");
  std::memcpy(bytes, &value, sizeof(bytes));
  bytes_.append(bytes, sizeof(bytes));
}

// The length in groups of seven bits, the lowest first.
void CanonicalRow::Text(absl::string_view text) {
  size_t rest = text.size();
  while (rest >= 0x80) {
    bytes_.push_back(static_cast<char>((rest & 0x7f) | 0x80));
    rest >>= 7;
  }
  bytes_.push_back(static_cast<char>(rest));
  bytes_.append(text.data(), text.size());
}

void CanonicalRow::Moment(absl::Time time) { Int(ToStored(time)); }

void CanonicalRow::Moment(std::optional<absl::Time> time) {
  bytes_.push_back(time.has_value() ? 1 : 0);
  if (time.has_value()) Moment(*time);
}

void CanonicalRow::Number(const std::optional<Decimal>& number) {
  bytes_.push_back(number.has_value() ? 1 : 0);
  if (!number.has_value()) return;
  bytes_.push_back(static_cast<char>(number->scale()));
  const auto coefficient = static_cast<UInt128>(number->coefficient());
  Int(static_cast<int64_t>(static_cast<uint64_t>(coefficient)));
  Int(static_cast<int64_t>(static_cast<uint64_t>(coefficient >> 64)));
}

void CanonicalRow::Updates(const std::vector<IncidentUpdate>& updates) {
  Int(static_cast<int64_t>(updates.size()));
  for (const IncidentUpdate& update : updates) {
    Text(update.id);
    Moment(update.display_time);
    Text(update.phase);
    Text(update.text);
  }
}

void CanonicalRow::Texts(const std::vector<std::string>& texts) {
  Int(static_cast<int64_t>(texts.size()));
  for (const std::string& text : texts) Text(text);
}

void CanonicalRow::StartChained(const Sha256& previous) {
  bytes_.clear();
  PutHash(previous);
}

void CanonicalRow::PutHash(const Sha256& hash) {
  const absl::string_view bytes = ToBytes(hash);
  bytes_.append(bytes.data(), bytes.size());
}

void CanonicalRow::PutCharge(
    absl::string_view party, const Charge& charge,
    const std::array<absl::string_view, kChargeTextCount>& texts,
    absl::Span<const Named> others) {
  Kind('C');
  Text(party);
  for (const absl::string_view text : texts) Text(text);
  for (const std::optional<Decimal>& amount : charge.amounts) Number(amount);
  Int(absl::ToUnixSeconds(charge.billing_period_start));
  Int(absl::ToUnixSeconds(charge.billing_period_end));
  Int(absl::ToUnixSeconds(charge.charge_period_start));
  Int(absl::ToUnixSeconds(charge.charge_period_end));
  for (const Named& other : others) {
    Text(other.name);
    Text(other.text);
  }
}

void CanonicalRow::PutMeasurement(absl::string_view party,
                                  const Measurement& measurement) {
  Kind('M');
  Text(party);
  Text(measurement.service);
  Text(measurement.indicator);
  Moment(measurement.period_start);
  Moment(measurement.period_end);
  Number(measurement.value);
  Number(measurement.numerator);
  Number(measurement.denominator);
  Number(measurement.norm);
  Text(measurement.norm_operator);
  Text(measurement.unit);
  Int(measurement.not_applicable ? 1 : 0);
}

void CanonicalRow::PutComponent(const Component& component) {
  Kind('P');
  Text(component.id);
  Text(component.name);
  Text(component.group);
  Text(component.current_name);
}

void CanonicalRow::PutStateChange(absl::string_view component_id,
                                  const StateChange& change) {
  Kind('S');
  Text(component_id);
  Moment(change.at);
  Int(static_cast<int64_t>(change.state));
}

void CanonicalRow::PutIncident(
    const Incident& incident, absl::Time observed_time,
    std::optional<absl::Time> previous_observed_time) {
  Kind('I');
  Moment(observed_time);
  Moment(previous_observed_time);
  Text(incident.id);
  Text(incident.title);
  Int(static_cast<int64_t>(incident.phase));
  Int(static_cast<int64_t>(incident.impact));
  Moment(incident.start_time);
  Moment(incident.end_time);
  Int(incident.end_inferred ? 1 : 0);
  Moment(incident.disclose_time);
  Moment(incident.update_time);
  Texts(incident.component_ids);
  Int(incident.implied_state.has_value()
          ? static_cast<int64_t>(*incident.implied_state)
          : 0);
  Updates(incident.updates);
  Text(incident.url);
}

void CanonicalRow::PutMaintenance(
    const Maintenance& maintenance, absl::Time observed_time,
    std::optional<absl::Time> previous_observed_time) {
  Kind('W');
  Moment(observed_time);
  Moment(previous_observed_time);
  Text(maintenance.id);
  Text(maintenance.title);
  Int(static_cast<int64_t>(maintenance.phase));
  Moment(maintenance.start_time);
  Moment(maintenance.end_time);
  Moment(maintenance.announce_time);
  Moment(maintenance.update_time);
  Texts(maintenance.component_ids);
  Updates(maintenance.updates);
}

void CanonicalRow::PutCoverage(const CoverageStretch& coverage) {
  Kind('V');
  Moment(coverage.from);
  Moment(coverage.until);
  Int(absl::ToInt64Microseconds(coverage.hold));
  Int(coverage.states_from_incidents ? 1 : 0);
}

void CanonicalRow::PutHead(absl::string_view source, absl::string_view chain,
                           int64_t number, FactKind kind, const Delivery& head,
                           absl::string_view delivered_by, int64_t rows,
                           absl::Time known_from) {
  Kind('D');
  Text(source);
  Text(chain);
  Int(number);
  Int(static_cast<int64_t>(kind));
  Text(head.scope);
  Int(static_cast<int64_t>(head.completeness));
  Int(head.recorded ? 1 : 0);
  Moment(head.period_start);
  Moment(head.period_end);
  Text(head.origin);
  Text(head.billing_account_id);
  Text(delivered_by);
  Int(rows);
  Moment(known_from);
}

}  // namespace regisseur
