#include "wire/facts_wire.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "wire/commitment_wire.h"
#include "wire/decimal_column.h"
#include "wire/dictionary.h"
#include "wire/evidence_wire.h"
#include "wire/invoice_wire.h"
#include "wire/objective_wire.h"
#include "wire/ticket_wire.h"
#include "wire/wire_field.h"

namespace regisseur {
namespace {

using adapter::v1::ChargeColumns;

// What one message may hold of each kind of row.
constexpr int kMaxRows = 10000;
// Columns of charges that the contract has no place for.
constexpr int kMaxOtherColumns = 2000;
// Of the lines that one row can stand for.
constexpr int64_t kMaxLineCount = int64_t{1} << 40;

using wire_field::At;
using wire_field::Invalid;
using wire_field::OptionalDecimal;
using wire_field::OptionalTime;
using wire_field::RequiredText;
using wire_field::RequiredTime;
using wire_field::Text;
using wire_field::TextOf;

absl::Status CheckRows(absl::string_view field, int rows) {
  if (rows <= kMaxRows) return absl::OkStatus();
  return Invalid(
      field, absl::StrCat(rows, " rows; a message holds at most ", kMaxRows));
}

// The text columns of a message, by ChargeText.
struct TextColumn {
  const char* name;
  const google::protobuf::RepeatedField<int32_t>& (ChargeColumns::*get)() const;
  google::protobuf::RepeatedField<int32_t>* (ChargeColumns::*mutate)();
};
constexpr TextColumn kTextColumns[kChargeTextCount] = {
    {"service_provider_name", &ChargeColumns::service_provider_name,
     &ChargeColumns::mutable_service_provider_name},
    {"invoice_issuer_name", &ChargeColumns::invoice_issuer_name,
     &ChargeColumns::mutable_invoice_issuer_name},
    {"billing_account_id", &ChargeColumns::billing_account_id,
     &ChargeColumns::mutable_billing_account_id},
    {"sub_account_id", &ChargeColumns::sub_account_id,
     &ChargeColumns::mutable_sub_account_id},
    {"sub_account_name", &ChargeColumns::sub_account_name,
     &ChargeColumns::mutable_sub_account_name},
    {"billing_currency", &ChargeColumns::billing_currency,
     &ChargeColumns::mutable_billing_currency},
    {"charge_category", &ChargeColumns::charge_category,
     &ChargeColumns::mutable_charge_category},
    {"charge_class", &ChargeColumns::charge_class,
     &ChargeColumns::mutable_charge_class},
    {"charge_description", &ChargeColumns::charge_description,
     &ChargeColumns::mutable_charge_description},
    {"charge_frequency", &ChargeColumns::charge_frequency,
     &ChargeColumns::mutable_charge_frequency},
    {"service_category", &ChargeColumns::service_category,
     &ChargeColumns::mutable_service_category},
    {"service_name", &ChargeColumns::service_name,
     &ChargeColumns::mutable_service_name},
    {"region", &ChargeColumns::region, &ChargeColumns::mutable_region},
    {"resource_id", &ChargeColumns::resource_id,
     &ChargeColumns::mutable_resource_id},
    {"sku_id", &ChargeColumns::sku_id, &ChargeColumns::mutable_sku_id},
    {"sku_price_id", &ChargeColumns::sku_price_id,
     &ChargeColumns::mutable_sku_price_id},
    {"pricing_unit", &ChargeColumns::pricing_unit,
     &ChargeColumns::mutable_pricing_unit},
    {"consumed_unit", &ChargeColumns::consumed_unit,
     &ChargeColumns::mutable_consumed_unit},
    {"invoice_id", &ChargeColumns::invoice_id,
     &ChargeColumns::mutable_invoice_id},
    {"tags", &ChargeColumns::tags, &ChargeColumns::mutable_tags},
    {"other_columns", &ChargeColumns::other_columns,
     &ChargeColumns::mutable_other_columns},
};

// The amounts of a message, by ChargeAmount.
struct AmountColumn {
  const char* name;
  bool (ChargeColumns::*has)() const;
  const adapter::v1::DecimalColumn& (ChargeColumns::*get)() const;
  adapter::v1::DecimalColumn* (ChargeColumns::*mutate)();
};
constexpr AmountColumn kAmountColumns[kChargeAmountCount] = {
    {"billed_cost", &ChargeColumns::has_billed_cost,
     &ChargeColumns::billed_cost, &ChargeColumns::mutable_billed_cost},
    {"effective_cost", &ChargeColumns::has_effective_cost,
     &ChargeColumns::effective_cost, &ChargeColumns::mutable_effective_cost},
    {"list_cost", &ChargeColumns::has_list_cost, &ChargeColumns::list_cost,
     &ChargeColumns::mutable_list_cost},
    {"contracted_cost", &ChargeColumns::has_contracted_cost,
     &ChargeColumns::contracted_cost, &ChargeColumns::mutable_contracted_cost},
    {"pricing_quantity", &ChargeColumns::has_pricing_quantity,
     &ChargeColumns::pricing_quantity,
     &ChargeColumns::mutable_pricing_quantity},
    {"consumed_quantity", &ChargeColumns::has_consumed_quantity,
     &ChargeColumns::consumed_quantity,
     &ChargeColumns::mutable_consumed_quantity},
    {"list_unit_price", &ChargeColumns::has_list_unit_price,
     &ChargeColumns::list_unit_price, &ChargeColumns::mutable_list_unit_price},
    {"contracted_unit_price", &ChargeColumns::has_contracted_unit_price,
     &ChargeColumns::contracted_unit_price,
     &ChargeColumns::mutable_contracted_unit_price},
};

struct TimeColumn {
  const char* name;
  absl::Time Charge::*field;
  const google::protobuf::RepeatedField<int64_t>& (ChargeColumns::*get)() const;
  google::protobuf::RepeatedField<int64_t>* (ChargeColumns::*mutate)();
};
constexpr TimeColumn kTimeColumns[] = {
    {"billing_period_start", &Charge::billing_period_start,
     &ChargeColumns::billing_period_start,
     &ChargeColumns::mutable_billing_period_start},
    {"billing_period_end", &Charge::billing_period_end,
     &ChargeColumns::billing_period_end,
     &ChargeColumns::mutable_billing_period_end},
    {"charge_period_start", &Charge::charge_period_start,
     &ChargeColumns::charge_period_start,
     &ChargeColumns::mutable_charge_period_start},
    {"charge_period_end", &Charge::charge_period_end,
     &ChargeColumns::charge_period_end,
     &ChargeColumns::mutable_charge_period_end},
};

// A column of a message, which has one value a row or one for all. The
// message's own access to a value is a call of its library each time.
template <typename T>
class Column {
 public:
  explicit Column(const google::protobuf::RepeatedField<T>& values)
      : values_(values.data()), step_(values.size() == 1 ? 0 : 1) {}
  T operator[](int row) const { return values_[row * step_]; }

 private:
  const T* const values_;
  const int step_;
};

// Writes a column, as one value where all rows have the same.
template <typename T, typename ValueOf>
void PutColumn(int rows, ValueOf value,
               google::protobuf::RepeatedField<T>* column) {
  column->Resize(rows, 0);
  T* const values = column->mutable_data();
  bool same = true;
  for (int row = 0; row < rows; ++row) {
    values[row] = value(row);
    same = same && values[row] == values[0];
  }
  if (same && rows > 1) column->Truncate(1);
}

// Reads one batch; holds what its parts refer to.
class BatchReader {
 public:
  explicit BatchReader(const adapter::v1::Batch& wire) : wire_(wire) {}

  absl::StatusOr<FactBatch> Read() {
    ASSIGN_OR_RETURN(batch_.run, RequiredText("run", wire_.run()));
    if (wire_.number() < 1) {
      return Invalid("number", absl::StrCat(wire_.number(), " is below 1"));
    }
    batch_.number = wire_.number();
    if (wire_.cursor().empty()) return Invalid("cursor", "it is required");
    batch_.cursor = wire_.cursor();
    batch_.last = wire_.last();
    RETURN_IF_ERROR(ReadDictionary());
    RETURN_IF_ERROR(ReadDeliveries());
    RETURN_IF_ERROR(ReadCharges());
    RETURN_IF_ERROR(ReadObservations());
    RETURN_IF_ERROR(ReadMeasurements());
    RETURN_IF_ERROR(ReadTickets());
    RETURN_IF_ERROR(ReadObjectives());
    RETURN_IF_ERROR(ReadInvoices());
    RETURN_IF_ERROR(ReadCommitments());
    RETURN_IF_ERROR(ReadWholeOrigins());
    RETURN_IF_ERROR(CheckRows("findings", wire_.findings_size()));
    for (const auto& finding : wire_.findings()) {
      ASSIGN_OR_RETURN(Finding read, FromWire(finding));
      batch_.findings.push_back(std::move(read));
    }
    for (const auto& chunk : wire_.originals()) {
      if (chunk.offset() < 0) {
        return Invalid("originals.offset",
                       absl::StrCat(chunk.offset(), " is negative"));
      }
      OriginalChunk read;
      ASSIGN_OR_RETURN(read.name, RequiredText("originals.name", chunk.name()));
      read.offset = chunk.offset();
      read.data = chunk.data();
      read.last = chunk.last();
      batch_.originals.push_back(std::move(read));
    }
    return std::move(batch_);
  }

 private:
  absl::Status ReadWholeOrigins() {
    const int origins = wire_.whole_origins_size();
    RETURN_IF_ERROR(CheckRows("whole_origins", origins));
    if (origins > 0 && !wire_.last()) {
      return Invalid("whole_origins",
                     "only the last batch of a run can say what it told whole");
    }
    for (const std::string& origin : wire_.whole_origins()) {
      ASSIGN_OR_RETURN(batch_.whole_origins.emplace_back(),
                       RequiredText("whole_origins", origin));
    }
    return absl::OkStatus();
  }

  absl::Status ReadDictionary() {
    if (wire_.dictionary_size() > 0 && !wire_.dictionary(0).empty()) {
      return Invalid("dictionary", "index 0 is not the empty text");
    }
    batch_.dictionary.reserve(wire_.dictionary_size());
    for (int i = 0; i < wire_.dictionary_size(); ++i) {
      if (!IsValidUtf8(wire_.dictionary(i))) {
        return Invalid("dictionary", i, "it is not UTF-8");
      }
      batch_.dictionary.push_back(wire_.dictionary(i));
    }
    if (batch_.dictionary.empty()) batch_.dictionary.emplace_back();
    return absl::OkStatus();
  }

  bool InDictionary(int32_t index) const {
    return index >= 0 && static_cast<size_t>(index) < batch_.dictionary.size();
  }

  absl::Status ReadDeliveries() {
    RETURN_IF_ERROR(CheckRows("deliveries", wire_.deliveries_size()));
    for (const auto& wire : wire_.deliveries()) {
      Delivery delivery;
      ASSIGN_OR_RETURN(delivery.scope,
                       RequiredText("deliveries.scope", wire.scope()));
      switch (wire.completeness()) {
        case adapter::v1::COMPLETENESS_COMPLETE:
          delivery.completeness = Completeness::kComplete;
          break;
        case adapter::v1::COMPLETENESS_ADDITIVE:
          delivery.completeness = Completeness::kAdditive;
          break;
        default:
          return Invalid("deliveries.completeness",
                         absl::StrCat(wire.completeness(),
                                      " is neither COMPLETE nor ADDITIVE"));
      }
      ASSIGN_OR_RETURN(
          delivery.period_start,
          OptionalTime("deliveries.period_start_time",
                       wire.has_period_start_time(), wire.period_start_time()));
      ASSIGN_OR_RETURN(
          delivery.period_end,
          OptionalTime("deliveries.period_end_time", wire.has_period_end_time(),
                       wire.period_end_time()));
      if (delivery.period_start && delivery.period_end &&
          *delivery.period_end < *delivery.period_start) {
        return Invalid("deliveries.period_end_time",
                       "it is before period_start_time");
      }
      delivery.recorded = wire.recorded();
      ASSIGN_OR_RETURN(delivery.origin,
                       Text("deliveries.origin", wire.origin()));
      ASSIGN_OR_RETURN(
          delivery.billing_account_id,
          Text("deliveries.billing_account_id", wire.billing_account_id()));
      batch_.deliveries.push_back(std::move(delivery));
    }
    return absl::OkStatus();
  }

  absl::Status CheckDelivery(absl::string_view field, int64_t row,
                             int32_t index) const {
    if (index >= 0 && static_cast<size_t>(index) < batch_.deliveries.size()) {
      return absl::OkStatus();
    }
    return Invalid(field, row,
                   absl::StrCat("delivery ", index, " of ",
                                batch_.deliveries.size(), " is not there"));
  }

  // One value for all rows, or one for each.
  absl::Status CheckLength(const char* name, int length, int rows) const {
    if (length == rows || (length == 1 && rows > 1)) return absl::OkStatus();
    return Invalid(
        absl::StrCat("charges.", name),
        absl::StrCat("it has ", length, " values for ", rows, " rows"));
  }

  absl::Status ReadCharges() {
    const ChargeColumns& wire = wire_.charges();
    const int rows = wire.delivery_size();
    RETURN_IF_ERROR(CheckRows("charges", rows));
    std::vector<Charge>& charges = batch_.charges;
    charges.resize(rows);
    const int32_t* const deliveries = wire.delivery().data();
    for (int row = 0; row < rows; ++row) {
      RETURN_IF_ERROR(CheckDelivery("charges.delivery", row, deliveries[row]));
      charges[row].delivery = deliveries[row];
    }
    if (wire.line_size() > 0) {
      RETURN_IF_ERROR(CheckLength("line", wire.line_size(), rows));
      const Column lines(wire.line());
      for (int row = 0; row < rows; ++row) {
        if (lines[row] < 0) {
          return Invalid("charges.line", row, "it is negative");
        }
        charges[row].line = lines[row];
      }
    }
    for (int i = 0; i < kChargeTextCount; ++i) {
      const TextColumn& column = kTextColumns[i];
      const auto& values = (wire.*column.get)();
      if (values.empty()) continue;
      RETURN_IF_ERROR(CheckLength(column.name, values.size(), rows));
      const Column texts(values);
      for (int row = 0; row < rows; ++row) {
        if (!InDictionary(texts[row])) {
          return Invalid(absl::StrCat("charges.", column.name), row,
                         absl::StrCat("index ", texts[row], " is not in the ",
                                      "dictionary"));
        }
        charges[row].texts[i] = texts[row];
      }
    }
    RETURN_IF_ERROR(ReadLineCounts(rows));
    RETURN_IF_ERROR(ReadOtherColumns(rows));
    for (const TimeColumn& column : kTimeColumns) {
      const auto& values = (wire.*column.get)();
      RETURN_IF_ERROR(CheckLength(column.name, values.size(), rows));
      const Column seconds(values);
      google::protobuf::Timestamp time;
      for (int row = 0; row < rows; ++row) {
        if (row > 0 && seconds[row] == seconds[row - 1]) {
          charges[row].*column.field = charges[row - 1].*column.field;
          continue;
        }
        time.set_seconds(seconds[row]);
        absl::StatusOr<absl::Time> read = FromWire(time);
        if (!read.ok()) {
          return Invalid(absl::StrCat("charges.", column.name), row,
                         read.status().message());
        }
        charges[row].*column.field = *read;
      }
    }
    for (int i = 0; i < kChargeAmountCount; ++i) {
      const AmountColumn& column = kAmountColumns[i];
      if (!(wire.*column.has)()) continue;
      RETURN_IF_ERROR(
          At(absl::StrCat("charges.", column.name),
             DecimalColumnFromWire((wire.*column.get)(), rows,
                                   [&](int row) -> std::optional<Decimal>& {
                                     return charges[row].amounts[i];
                                   })));
    }
    for (int row = 0; row < rows; ++row) {
      // A charge without an amount would count as zero.
      if (!charges[row].amount(ChargeAmount::kBilledCost)) {
        return Invalid("charges.billed_cost", row, "it is required");
      }
      if (charges[row].text(ChargeText::kBillingCurrency) == 0) {
        return Invalid("charges.billing_currency", row, "it is required");
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadLineCounts(int rows) {
    const auto& counts = wire_.charges().line_count();
    if (counts.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(CheckLength("line_count", counts.size(), rows));
    const Column lines(counts);
    for (int row = 0; row < rows; ++row) {
      if (lines[row] < 1 || lines[row] > kMaxLineCount) {
        return Invalid(
            "charges.line_count", row,
            absl::StrCat(lines[row], " is not between 1 and ", kMaxLineCount));
      }
      batch_.charges[row].lines = lines[row];
    }
    return absl::OkStatus();
  }

  absl::Status ReadOtherColumns(int rows) {
    const auto& columns = wire_.charges().others();
    if (columns.size() > kMaxOtherColumns) {
      return Invalid("charges.others",
                     absl::StrCat(columns.size(), " columns; at most ",
                                  kMaxOtherColumns, " are taken"));
    }
    absl::flat_hash_set<absl::string_view> names;
    batch_.other_columns.reserve(columns.size());
    for (const adapter::v1::OtherColumn& wire : columns) {
      OtherColumn& column = batch_.other_columns.emplace_back();
      ASSIGN_OR_RETURN(column.name,
                       RequiredText("charges.others.name", wire.name()));
      if (!names.insert(wire.name()).second) {
        return Invalid("charges.others.name",
                       absl::StrCat("'", wire.name(), "' stands twice"));
      }
      RETURN_IF_ERROR(CheckLength("others.texts", wire.texts_size(), rows));
      const Column texts(wire.texts());
      column.texts.resize(static_cast<size_t>(rows));
      for (int row = 0; row < rows; ++row) {
        if (!InDictionary(texts[row])) {
          return Invalid(
              "charges.others.texts", row,
              absl::StrCat("index ", texts[row], " is not in the dictionary"));
        }
        column.texts[row] = texts[row];
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadComponents(const adapter::v1::ComponentColumns& wire,
                              std::vector<Component>& components) {
    const int rows = wire.id_size();
    rows_ += rows;
    RETURN_IF_ERROR(CheckRows("observations.components", rows_));
    const std::pair<const char*, int> lengths[] = {
        {"name", wire.name_size()},
        {"group", wire.group_size()},
        {"state", wire.state_size()},
        {"current_name", wire.current_name_size()}};
    for (const auto& [name, length] : lengths) {
      if (length != 0 && length != rows) {
        return Invalid(
            absl::StrCat("observations.components.", name),
            absl::StrCat("it has ", length, " values for ", rows, " rows"));
      }
    }
    components.resize(rows);
    const auto fill = [&](const char* name,
                          const google::protobuf::RepeatedField<int32_t>& from,
                          std::string Component::*to) -> absl::Status {
      for (int row = 0; row < from.size(); ++row) {
        if (!InDictionary(from[row])) {
          return Invalid(absl::StrCat("observations.components.", name), row,
                         absl::StrCat("index ", from[row], " is not in the ",
                                      "dictionary"));
        }
        components[row].*to = batch_.dictionary[from[row]];
      }
      return absl::OkStatus();
    };
    RETURN_IF_ERROR(fill("id", wire.id(), &Component::id));
    RETURN_IF_ERROR(fill("name", wire.name(), &Component::name));
    RETURN_IF_ERROR(fill("group", wire.group(), &Component::group));
    RETURN_IF_ERROR(
        fill("current_name", wire.current_name(), &Component::current_name));
    for (int row = 0; row < rows; ++row) {
      if (components[row].id.empty()) {
        return Invalid("observations.components.id", row, "it is required");
      }
      if (row < wire.state_size() &&
          wire.state(row) != type::v1::OPERATIONAL_STATE_UNSPECIFIED) {
        components[row].state = FromWire(wire.state(row));
      }
    }
    return absl::OkStatus();
  }

  template <typename Repeated>
  absl::Status ReadTexts(absl::string_view field, const Repeated& wire,
                         std::vector<std::string>& texts) {
    texts.reserve(wire.size());
    for (const std::string& text : wire) {
      ASSIGN_OR_RETURN(std::string read, Text(field, text));
      texts.push_back(std::move(read));
    }
    return absl::OkStatus();
  }

  template <typename Repeated>
  absl::Status ReadUpdates(absl::string_view of, const Repeated& wire,
                           std::vector<IncidentUpdate>& updates) {
    rows_ += wire.size();
    RETURN_IF_ERROR(CheckRows(of, rows_));
    for (const auto& from : wire) {
      IncidentUpdate update;
      ASSIGN_OR_RETURN(update.id, Text(of, from.id()));
      ASSIGN_OR_RETURN(
          update.display_time,
          RequiredTime(absl::StrCat(of, ".display_time"),
                       from.has_display_time(), from.display_time()));
      ASSIGN_OR_RETURN(update.phase, Text(of, from.phase()));
      ASSIGN_OR_RETURN(update.text, Text(of, from.text()));
      updates.push_back(std::move(update));
    }
    return absl::OkStatus();
  }

  absl::Status ReadIncident(const adapter::v1::Incident& wire,
                            Incident& incident) {
    ASSIGN_OR_RETURN(incident.id, RequiredText("incidents.id", wire.id()));
    ASSIGN_OR_RETURN(incident.title, Text("incidents.title", wire.title()));
    incident.phase = wire.phase() >= 1 && wire.phase() <= 5
                         ? static_cast<IncidentPhase>(wire.phase())
                         : IncidentPhase::kUnspecified;
    // An impact that we do not know is the worst.
    incident.impact = wire.impact() >= 0 && wire.impact() <= 4
                          ? static_cast<IncidentImpact>(wire.impact())
                          : IncidentImpact::kCritical;
    ASSIGN_OR_RETURN(incident.start_time,
                     RequiredTime("incidents.start_time", wire.has_start_time(),
                                  wire.start_time()));
    ASSIGN_OR_RETURN(incident.end_time,
                     OptionalTime("incidents.end_time", wire.has_end_time(),
                                  wire.end_time()));
    ASSIGN_OR_RETURN(
        incident.disclose_time,
        OptionalTime("incidents.disclose_time", wire.has_disclose_time(),
                     wire.disclose_time()));
    ASSIGN_OR_RETURN(incident.update_time,
                     OptionalTime("incidents.update_time",
                                  wire.has_update_time(), wire.update_time()));
    RETURN_IF_ERROR(ReadTexts("incidents.component_ids", wire.component_ids(),
                              incident.component_ids));
    if (wire.implied_state() != type::v1::OPERATIONAL_STATE_UNSPECIFIED) {
      incident.implied_state = FromWire(wire.implied_state());
    }
    RETURN_IF_ERROR(
        ReadUpdates("incidents.updates", wire.updates(), incident.updates));
    ASSIGN_OR_RETURN(incident.url, Text("incidents.url", wire.url()));
    return absl::OkStatus();
  }

  absl::Status ReadMaintenance(const adapter::v1::Maintenance& wire,
                               Maintenance& maintenance) {
    ASSIGN_OR_RETURN(maintenance.id,
                     RequiredText("maintenances.id", wire.id()));
    ASSIGN_OR_RETURN(maintenance.title,
                     Text("maintenances.title", wire.title()));
    maintenance.phase = wire.phase() >= 1 && wire.phase() <= 4
                            ? static_cast<MaintenancePhase>(wire.phase())
                            : MaintenancePhase::kUnspecified;
    ASSIGN_OR_RETURN(maintenance.start_time,
                     OptionalTime("maintenances.start_time",
                                  wire.has_start_time(), wire.start_time()));
    ASSIGN_OR_RETURN(maintenance.end_time,
                     OptionalTime("maintenances.end_time", wire.has_end_time(),
                                  wire.end_time()));
    ASSIGN_OR_RETURN(
        maintenance.announce_time,
        OptionalTime("maintenances.announce_time", wire.has_announce_time(),
                     wire.announce_time()));
    ASSIGN_OR_RETURN(maintenance.update_time,
                     OptionalTime("maintenances.update_time",
                                  wire.has_update_time(), wire.update_time()));
    RETURN_IF_ERROR(ReadTexts("maintenances.component_ids",
                              wire.component_ids(), maintenance.component_ids));
    return ReadUpdates("maintenances.updates", wire.updates(),
                       maintenance.updates);
  }

  absl::Status ReadObservations() {
    RETURN_IF_ERROR(CheckRows("observations", wire_.observations_size()));
    for (const auto& wire : wire_.observations()) {
      const int64_t row = static_cast<int64_t>(batch_.observations.size());
      StatusObservation observation;
      RETURN_IF_ERROR(
          CheckDelivery("observations.delivery", row, wire.delivery()));
      observation.delivery = wire.delivery();
      ASSIGN_OR_RETURN(
          observation.observed_time,
          RequiredTime("observations.observed_time", wire.has_observed_time(),
                       wire.observed_time()));
      if (!batch_.observations.empty() &&
          observation.observed_time <
              batch_.observations.back().observed_time) {
        return Invalid("observations.observed_time", row,
                       "it is before the one in front of it");
      }
      RETURN_IF_ERROR(
          ReadComponents(wire.components(), observation.components));
      observation.lists_every_component = wire.lists_every_component();
      rows_ += wire.incidents_size() + wire.maintenances_size();
      RETURN_IF_ERROR(CheckRows("observations", rows_));
      for (const auto& incident : wire.incidents()) {
        RETURN_IF_ERROR(
            ReadIncident(incident, observation.incidents.emplace_back()));
      }
      observation.lists_every_open_incident = wire.lists_every_open_incident();
      for (const auto& maintenance : wire.maintenances()) {
        RETURN_IF_ERROR(ReadMaintenance(
            maintenance, observation.maintenances.emplace_back()));
      }
      observation.lists_every_open_maintenance =
          wire.lists_every_open_maintenance();
      observation.last_part = wire.last_part();
      ASSIGN_OR_RETURN(observation.states_from_incidents_since,
                       OptionalTime("observations.states_from_incidents_since",
                                    wire.has_states_from_incidents_since(),
                                    wire.states_from_incidents_since()));
      batch_.observations.push_back(std::move(observation));
    }
    return absl::OkStatus();
  }

  absl::Status ReadMeasurements() {
    RETURN_IF_ERROR(CheckRows("measurements", wire_.measurements_size()));
    for (const auto& wire : wire_.measurements()) {
      const int64_t row = static_cast<int64_t>(batch_.measurements.size());
      Measurement m;
      RETURN_IF_ERROR(
          CheckDelivery("measurements.delivery", row, wire.delivery()));
      m.delivery = wire.delivery();
      if (wire.line() < 0) {
        return Invalid("measurements.line", row, "it is negative");
      }
      m.line = wire.line();
      ASSIGN_OR_RETURN(m.party, Text("measurements.party", wire.party()));
      ASSIGN_OR_RETURN(m.service, Text("measurements.service", wire.service()));
      ASSIGN_OR_RETURN(m.indicator, RequiredText("measurements.indicator",
                                                 wire.indicator()));
      ASSIGN_OR_RETURN(
          m.period_start,
          RequiredTime("measurements.period_start_time",
                       wire.has_period_start_time(), wire.period_start_time()));
      ASSIGN_OR_RETURN(
          m.period_end,
          RequiredTime("measurements.period_end_time",
                       wire.has_period_end_time(), wire.period_end_time()));
      if (m.period_end <= m.period_start) {
        return Invalid("measurements.period_end_time", row,
                       "it is not after period_start_time");
      }
      ASSIGN_OR_RETURN(m.value,
                       OptionalDecimal("measurements.value", wire.value()));
      ASSIGN_OR_RETURN(m.numerator, OptionalDecimal("measurements.numerator",
                                                    wire.numerator()));
      ASSIGN_OR_RETURN(
          m.denominator,
          OptionalDecimal("measurements.denominator", wire.denominator()));
      ASSIGN_OR_RETURN(m.norm,
                       OptionalDecimal("measurements.norm", wire.norm()));
      m.norm_operator = wire.norm_operator();
      if (!m.norm_operator.empty() && m.norm_operator != ">=" &&
          m.norm_operator != "<=") {
        return Invalid("measurements.norm_operator", row,
                       "it is neither `>=` nor `<=`");
      }
      ASSIGN_OR_RETURN(m.unit, Text("measurements.unit", wire.unit()));
      ASSIGN_OR_RETURN(m.remark, Text("measurements.remark", wire.remark()));
      m.not_applicable = wire.not_applicable();
      batch_.measurements.push_back(std::move(m));
    }
    return absl::OkStatus();
  }

  absl::Status ReadTickets() {
    RETURN_IF_ERROR(CheckRows("tickets", wire_.tickets_size()));
    batch_.tickets.reserve(wire_.tickets_size());
    for (const auto& wire : wire_.tickets()) {
      const int64_t row = static_cast<int64_t>(batch_.tickets.size());
      RETURN_IF_ERROR(CheckDelivery("tickets.delivery", row, wire.delivery()));
      absl::StatusOr<Ticket> ticket = FromWire(wire, batch_.dictionary);
      if (!ticket.ok()) {
        return At(absl::StrCat("row ", row), ticket.status());
      }
      batch_.tickets.push_back(*std::move(ticket));
    }
    return absl::OkStatus();
  }

  absl::Status ReadObjectives() {
    RETURN_IF_ERROR(CheckRows("objectives", wire_.objectives_size()));
    for (const auto& wire : wire_.objectives()) {
      const int64_t row = static_cast<int64_t>(batch_.objectives.size());
      RETURN_IF_ERROR(
          CheckDelivery("objectives.delivery", row, wire.delivery()));
      absl::StatusOr<DeclaredObjective> objective = FromWire(wire);
      if (!objective.ok()) {
        return At(absl::StrCat("row ", row), objective.status());
      }
      batch_.objectives.push_back(*std::move(objective));
    }
    return absl::OkStatus();
  }

  absl::Status ReadCommitments() {
    RETURN_IF_ERROR(CheckRows("commitments", wire_.commitments_size()));
    for (const auto& wire : wire_.commitments()) {
      const int64_t row = static_cast<int64_t>(batch_.commitments.size());
      RETURN_IF_ERROR(
          CheckDelivery("commitments.delivery", row, wire.delivery()));
      absl::StatusOr<ContractCommitment> commitment = FromWire(wire);
      if (!commitment.ok()) {
        return At(absl::StrCat("row ", row), commitment.status());
      }
      batch_.commitments.push_back(*std::move(commitment));
    }
    return absl::OkStatus();
  }

  absl::Status ReadInvoices() {
    RETURN_IF_ERROR(CheckRows("invoices", wire_.invoices_size()));
    for (const auto& wire : wire_.invoices()) {
      const int64_t row = static_cast<int64_t>(batch_.invoices.size());
      RETURN_IF_ERROR(CheckDelivery("invoices.delivery", row, wire.delivery()));
      absl::StatusOr<Invoice> invoice = FromWire(wire);
      if (!invoice.ok()) {
        return At(absl::StrCat("row ", row), invoice.status());
      }
      batch_.invoices.push_back(*std::move(invoice));
    }
    return absl::OkStatus();
  }

  const adapter::v1::Batch& wire_;
  FactBatch batch_;
  int rows_ = 0;  // of observations so far
};

void ChargesToWire(const std::vector<Charge>& charges, ChargeColumns& wire) {
  const int rows = static_cast<int>(charges.size());
  wire.mutable_delivery()->Reserve(rows);
  for (const Charge& charge : charges) {
    wire.mutable_delivery()->AddAlreadyReserved(charge.delivery);
  }
  PutColumn(
      rows, [&](int row) { return charges[row].line; }, wire.mutable_line());
  if (charges.front().lines > 0) {
    PutColumn(
        rows, [&](int row) { return charges[row].lines; },
        wire.mutable_line_count());
  }
  for (int i = 0; i < kChargeTextCount; ++i) {
    auto* column = (wire.*kTextColumns[i].mutate)();
    PutColumn(
        rows, [&](int row) { return charges[row].texts[i]; }, column);
    if (column->size() == 1 && column->Get(0) == 0) column->Clear();
  }
  for (const TimeColumn& time : kTimeColumns) {
    PutColumn(
        rows,
        [&](int row) { return absl::ToUnixSeconds(charges[row].*time.field); },
        (wire.*time.mutate)());
  }
  for (int i = 0; i < kChargeAmountCount; ++i) {
    bool any = false;
    for (const Charge& charge : charges) {
      any = any || charge.amounts[i].has_value();
    }
    if (!any) continue;
    DecimalColumnToWire(
        rows,
        [&](int row) -> const std::optional<Decimal>& {
          return charges[row].amounts[i];
        },
        *(wire.*kAmountColumns[i].mutate)());
  }
}

template <typename Repeated>
void UpdatesToWire(const std::vector<IncidentUpdate>& updates, Repeated* wire) {
  for (const IncidentUpdate& update : updates) {
    auto* to = wire->Add();
    to->set_id(update.id);
    *to->mutable_display_time() = ToWire(update.display_time);
    to->set_phase(update.phase);
    to->set_text(update.text);
  }
}

void IncidentToWire(const Incident& incident, adapter::v1::Incident& wire) {
  wire.set_id(incident.id);
  wire.set_title(incident.title);
  wire.set_phase(static_cast<type::v1::IncidentPhase>(incident.phase));
  wire.set_impact(static_cast<type::v1::IncidentImpact>(incident.impact));
  *wire.mutable_start_time() = ToWire(incident.start_time);
  if (incident.end_time) *wire.mutable_end_time() = ToWire(*incident.end_time);
  if (incident.disclose_time) {
    *wire.mutable_disclose_time() = ToWire(*incident.disclose_time);
  }
  if (incident.update_time) {
    *wire.mutable_update_time() = ToWire(*incident.update_time);
  }
  for (const std::string& id : incident.component_ids) {
    wire.add_component_ids(id);
  }
  if (incident.implied_state) {
    wire.set_implied_state(ToWire(*incident.implied_state));
  }
  UpdatesToWire(incident.updates, wire.mutable_updates());
  wire.set_url(incident.url);
}

void MaintenanceToWire(const Maintenance& maintenance,
                       adapter::v1::Maintenance& wire) {
  wire.set_id(maintenance.id);
  wire.set_title(maintenance.title);
  wire.set_phase(static_cast<type::v1::MaintenancePhase>(maintenance.phase));
  if (maintenance.start_time) {
    *wire.mutable_start_time() = ToWire(*maintenance.start_time);
  }
  if (maintenance.end_time) {
    *wire.mutable_end_time() = ToWire(*maintenance.end_time);
  }
  if (maintenance.announce_time) {
    *wire.mutable_announce_time() = ToWire(*maintenance.announce_time);
  }
  if (maintenance.update_time) {
    *wire.mutable_update_time() = ToWire(*maintenance.update_time);
  }
  for (const std::string& id : maintenance.component_ids) {
    wire.add_component_ids(id);
  }
  UpdatesToWire(maintenance.updates, wire.mutable_updates());
}

void ObservationToWire(const StatusObservation& observation,
                       DictionaryWriter& dictionary,
                       adapter::v1::StatusObservation& wire) {
  wire.set_delivery(observation.delivery);
  *wire.mutable_observed_time() = ToWire(observation.observed_time);
  if (!observation.components.empty()) {
    auto& columns = *wire.mutable_components();
    for (const Component& component : observation.components) {
      columns.add_id(dictionary.Add(component.id));
      columns.add_name(dictionary.Add(component.name));
      columns.add_group(dictionary.Add(component.group));
      columns.add_current_name(dictionary.Add(component.current_name));
      columns.add_state(component.state
                            ? ToWire(*component.state)
                            : type::v1::OPERATIONAL_STATE_UNSPECIFIED);
    }
  }
  wire.set_lists_every_component(observation.lists_every_component);
  for (const Incident& incident : observation.incidents) {
    IncidentToWire(incident, *wire.add_incidents());
  }
  wire.set_lists_every_open_incident(observation.lists_every_open_incident);
  for (const Maintenance& maintenance : observation.maintenances) {
    MaintenanceToWire(maintenance, *wire.add_maintenances());
  }
  wire.set_lists_every_open_maintenance(
      observation.lists_every_open_maintenance);
  wire.set_last_part(observation.last_part);
  if (observation.states_from_incidents_since) {
    *wire.mutable_states_from_incidents_since() =
        ToWire(*observation.states_from_incidents_since);
  }
}

void MeasurementToWire(const Measurement& m, adapter::v1::Measurement& wire) {
  wire.set_delivery(m.delivery);
  wire.set_line(m.line);
  wire.set_party(m.party);
  wire.set_service(m.service);
  wire.set_indicator(m.indicator);
  *wire.mutable_period_start_time() = ToWire(m.period_start);
  *wire.mutable_period_end_time() = ToWire(m.period_end);
  wire.set_value(TextOf(m.value));
  wire.set_numerator(TextOf(m.numerator));
  wire.set_denominator(TextOf(m.denominator));
  wire.set_norm(TextOf(m.norm));
  wire.set_norm_operator(m.norm_operator);
  wire.set_unit(m.unit);
  wire.set_remark(m.remark);
  wire.set_not_applicable(m.not_applicable);
}

}  // namespace

absl::StatusOr<FactBatch> FactBatchFromWire(const adapter::v1::Batch& wire) {
  return BatchReader(wire).Read();
}

adapter::v1::Batch FactBatchToWire(FactBatch batch) {
  adapter::v1::Batch wire;
  FactBatchToWire(std::move(batch), wire);
  return wire;
}

void FactBatchToWire(FactBatch batch, adapter::v1::Batch& wire) {
  // Clear would free the columns with all that they have room for.
  std::unique_ptr<ChargeColumns> columns(wire.release_charges());
  if (columns != nullptr) columns->Clear();
  wire.Clear();
  wire.set_run(batch.run);
  wire.set_number(batch.number);
  wire.set_cursor(batch.cursor);
  wire.set_last(batch.last);
  for (const Delivery& delivery : batch.deliveries) {
    auto* to = wire.add_deliveries();
    to->set_scope(delivery.scope);
    to->set_completeness(
        static_cast<adapter::v1::Completeness>(delivery.completeness));
    if (delivery.period_start) {
      *to->mutable_period_start_time() = ToWire(*delivery.period_start);
    }
    if (delivery.period_end) {
      *to->mutable_period_end_time() = ToWire(*delivery.period_end);
    }
    to->set_recorded(delivery.recorded);
    to->set_origin(delivery.origin);
    to->set_billing_account_id(delivery.billing_account_id);
  }
  wire.mutable_dictionary()->Reserve(static_cast<int>(batch.dictionary.size()));
  for (const std::string& text : batch.dictionary) {
    wire.add_dictionary(text);  // into a text that has room
  }
  if (batch.dictionary.empty()) wire.add_dictionary("");
  DictionaryWriter dictionary(wire);
  if (!batch.charges.empty()) {
    if (columns != nullptr) wire.set_allocated_charges(columns.release());
    ChargesToWire(batch.charges, *wire.mutable_charges());
    for (const OtherColumn& column : batch.other_columns) {
      auto* to = wire.mutable_charges()->add_others();
      to->set_name(column.name);
      PutColumn(
          static_cast<int>(column.texts.size()),
          [&](int row) { return column.texts[row]; }, to->mutable_texts());
    }
  }
  for (const StatusObservation& observation : batch.observations) {
    ObservationToWire(observation, dictionary, *wire.add_observations());
  }
  for (const Measurement& measurement : batch.measurements) {
    MeasurementToWire(measurement, *wire.add_measurements());
  }
  for (const Ticket& ticket : batch.tickets) {
    TicketToWire(ticket, dictionary, *wire.add_tickets());
  }
  for (const DeclaredObjective& objective : batch.objectives) {
    *wire.add_objectives() = ToWire(objective);
  }
  for (const Invoice& invoice : batch.invoices) {
    *wire.add_invoices() = ToWire(invoice);
  }
  for (const ContractCommitment& commitment : batch.commitments) {
    *wire.add_commitments() = ToWire(commitment);
  }
  for (const Finding& finding : batch.findings) {
    *wire.add_findings() = ToWire(finding, /*render=*/false);
  }
  for (std::string& origin : batch.whole_origins) {
    wire.add_whole_origins(std::move(origin));
  }
  for (OriginalChunk& chunk : batch.originals) {
    auto* to = wire.add_originals();
    to->set_name(chunk.name);
    to->set_offset(chunk.offset);
    to->set_data(std::move(chunk.data));
    to->set_last(chunk.last);
  }
}

absl::StatusOr<Checkpoint> CheckpointFromWire(
    const adapter::v1::Checkpoint& wire) {
  Checkpoint checkpoint;
  checkpoint.cursor = wire.cursor();
  ASSIGN_OR_RETURN(
      checkpoint.data_until,
      OptionalTime("checkpoint.data_until_time", wire.has_data_until_time(),
                   wire.data_until_time()));
  RETURN_IF_ERROR(CheckRows("checkpoint.findings", wire.findings_size()));
  for (const auto& finding : wire.findings()) {
    ASSIGN_OR_RETURN(Finding read, FromWire(finding));
    checkpoint.findings.push_back(std::move(read));
  }
  checkpoint.unchanged = wire.unchanged();
  ASSIGN_OR_RETURN(
      checkpoint.confirmed,
      OptionalTime("checkpoint.confirmed_time", wire.has_confirmed_time(),
                   wire.confirmed_time()));
  return checkpoint;
}

adapter::v1::Checkpoint CheckpointToWire(const Checkpoint& checkpoint) {
  adapter::v1::Checkpoint wire;
  wire.set_cursor(checkpoint.cursor);
  if (checkpoint.data_until) {
    *wire.mutable_data_until_time() = ToWire(*checkpoint.data_until);
  }
  for (const Finding& finding : checkpoint.findings) {
    *wire.add_findings() = ToWire(finding, /*render=*/false);
  }
  wire.set_unchanged(checkpoint.unchanged);
  if (checkpoint.confirmed) {
    *wire.mutable_confirmed_time() = ToWire(*checkpoint.confirmed);
  }
  return wire;
}

}  // namespace regisseur
