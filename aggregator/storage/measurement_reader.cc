#include <algorithm>
#include <string>
#include <tuple>

#include "aggregator/storage/as_known.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

#define REGISSEUR_TEXT(column) "(SELECT value FROM text WHERE id = " column ")"
constexpr char kMeasurementsSql[] =
    "SELECT s.name, a.provider, d.origin, m.line, p.name, "
    REGISSEUR_TEXT("m.service_text") ", " REGISSEUR_TEXT("m.indicator_text")
    ", m.period_start_us, m.period_end_us, m.value, m.numerator,"
    " m.denominator, m.norm, m.norm_operator, " REGISSEUR_TEXT("m.unit_text")
    ", (SELECT value FROM personal_text WHERE id = m.remark),"
    " m.not_applicable, m.id "
    "FROM measurement m JOIN delivery d ON d.id = m.delivery "
    "JOIN source s ON s.id = d.source JOIN party p ON p.id = m.party "
    "JOIN party_assignment a ON a.party = p.id AND "
    REGISSEUR_KNOWN("a", "?1")
    " WHERE m.period_start_us < ?3 AND m.period_end_us > ?2 AND "
    REGISSEUR_KNOWN("d", "?1") " ORDER BY m.id";

constexpr char kFirstToldSql[] =
    "SELECT MIN(e.known_from_us) FROM measurement m "
    "JOIN delivery d ON d.id = m.delivery "
    "JOIN measurement n ON n.period_start_us = m.period_start_us"
    " AND n.period_end_us = m.period_end_us AND n.party = m.party"
    " AND n.service_text = m.service_text"
    " AND n.indicator_text = m.indicator_text AND n.value IS m.value"
    " AND n.numerator IS m.numerator AND n.denominator IS m.denominator"
    " AND n.not_applicable = m.not_applicable "
    "JOIN delivery e ON e.id = n.delivery AND e.source = d.source "
    "WHERE m.id = ?1 AND e.known_from_us <= ?2";

absl::Status ReadNumber(const Statement& read, int column,
                        std::optional<Decimal>& number) {
  if (read.IsNull(column)) return absl::OkStatus();
  ASSIGN_OR_RETURN(number, Decimal::Parse(read.Text(column)));
  return absl::OkStatus();
}

absl::StatusOr<MeasurementRecord> ReadMeasurement(const Statement& read) {
  MeasurementRecord record;
  record.source = std::string(read.Text(0));
  record.provider = std::string(read.Text(1));
  record.file = std::string(read.Text(2));
  Measurement& measurement = record.measurement;
  measurement.line = read.Int(3);
  measurement.party = std::string(read.Text(4));
  measurement.service = std::string(read.Text(5));
  measurement.indicator = std::string(read.Text(6));
  measurement.period_start = Time(read, 7);
  measurement.period_end = Time(read, 8);
  RETURN_IF_ERROR(ReadNumber(read, 9, measurement.value));
  RETURN_IF_ERROR(ReadNumber(read, 10, measurement.numerator));
  RETURN_IF_ERROR(ReadNumber(read, 11, measurement.denominator));
  RETURN_IF_ERROR(ReadNumber(read, 12, measurement.norm));
  measurement.norm_operator = std::string(read.Text(13));
  measurement.unit = std::string(read.Text(14));
  measurement.remark = std::string(read.Text(15));
  measurement.not_applicable = read.Int(16) != 0;
  record.key = read.Int(17);
  return record;
}

}  // namespace

absl::StatusOr<std::vector<MeasurementRecord>>
MeasurementReader::ListMeasurements(const Principal& who,
                                    const std::optional<std::string>& provider,
                                    TimeRange range, AsOf as_of) const {
  std::vector<MeasurementRecord> measurements;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kMeasurementsSql);
    BindTime(read, 1, as_of.known);
    BindTime(read, 2, range.from);
    BindTime(read, 3, range.to);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      if (provider.has_value() && read.Text(1) != *provider) continue;
      ASSIGN_OR_RETURN(MeasurementRecord record, ReadMeasurement(read));
      measurements.push_back(std::move(record));
    }
    return absl::OkStatus();
  }));
  std::stable_sort(
      measurements.begin(), measurements.end(),
      [](const MeasurementRecord& a, const MeasurementRecord& b) {
        return std::tie(a.provider, a.measurement.service,
                        a.measurement.indicator, a.measurement.period_start) <
               std::tie(b.provider, b.measurement.service,
                        b.measurement.indicator, b.measurement.period_start);
      });
  return measurements;
}

absl::StatusOr<std::optional<absl::Time>> MeasurementReader::FindFirstTold(
    const Principal& who, int64_t key, AsOf as_of) const {
  std::optional<absl::Time> told;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kFirstToldSql);
    read.BindInt(1, key);
    BindTime(read, 2, as_of.known);
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (row && !read.IsNull(0)) told = Time(read, 0);
    return absl::OkStatus();
  }));
  return told;
}

}  // namespace regisseur
