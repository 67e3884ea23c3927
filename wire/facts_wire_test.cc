#include "wire/facts_wire.h"

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

// A batch with something of everything.
FactBatch FullBatch() {
  FactBatch batch;
  batch.run = "run-1";
  batch.number = 3;
  batch.cursor = std::string("c\0\xFF", 3);  // opaque bytes
  batch.last = true;
  batch.whole_origins = {"a.csv", "b.csv"};
  Delivery delivery;
  delivery.scope = "account=1 period=2026-09";
  delivery.period_start = At(1000);
  delivery.period_end = At(2000);
  delivery.origin = "a.csv";
  delivery.billing_account_id = "1";
  Delivery live;
  live.scope = "page=x";
  live.completeness = Completeness::kAdditive;
  live.recorded = true;
  batch.deliveries = {delivery, live};
  batch.dictionary = {"", "EUR", "Usage", "Café"};
  for (int i = 0; i < 3; ++i) {
    Charge charge;
    charge.line = i + 2;
    charge.texts[static_cast<int>(ChargeText::kBillingCurrency)] = 1;
    charge.texts[static_cast<int>(ChargeText::kServiceName)] = i == 1 ? 0 : 3;
    charge.amounts[0] = Decimal(1000 + i, i);
    if (i == 1) charge.amounts[3] = Decimal(-5, 3);
    charge.billing_period_start = At(0);
    charge.billing_period_end = At(86400);
    charge.charge_period_start = At(-5);
    charge.charge_period_end = At(3600);
    batch.charges.push_back(charge);
  }
  StatusObservation observation;
  observation.delivery = 1;
  observation.observed_time = At(5) + absl::Milliseconds(1);
  observation.components = {
      {"id1", "Web", "EU", "", OperationalState::kPartialOutage},
      {"id2", "Old", "", "New", std::nullopt}};
  observation.lists_every_component = true;
  Incident incident;
  incident.id = "i1";
  incident.title = "Down";
  incident.phase = IncidentPhase::kMonitoring;
  incident.impact = IncidentImpact::kMajor;
  incident.start_time = At(1);
  incident.end_time = At(2);
  incident.disclose_time = At(3);
  incident.update_time = At(4);
  incident.component_ids = {"id1", "id2"};
  incident.implied_state = OperationalState::kMajorOutage;
  incident.updates = {{"u1", At(3), "identified", "We know."}};
  incident.url = "https://status.example/i1";
  observation.incidents = {incident};
  observation.lists_every_open_incident = true;
  Maintenance maintenance;
  maintenance.id = "m1";
  maintenance.title = "Patch";
  maintenance.phase = MaintenancePhase::kInProgress;
  maintenance.start_time = At(10);
  maintenance.end_time = At(20);
  maintenance.announce_time = At(3);
  maintenance.component_ids = {"id2"};
  maintenance.updates = {{"", At(3), "scheduled", "Soon."}};
  observation.maintenances = {maintenance};
  observation.lists_every_open_maintenance = true;
  observation.last_part = false;
  observation.states_from_incidents_since = At(-100);
  batch.observations = {observation};
  Measurement measurement;
  measurement.line = 7;
  measurement.party = "CloudNine";
  measurement.service = "Hosting";
  measurement.indicator = "Beschikbaarheid";
  measurement.period_start = At(0);
  measurement.period_end = At(86400);
  measurement.value = Decimal(9995, 2);
  measurement.norm = Decimal(995, 1);
  measurement.norm_operator = ">=";
  measurement.unit = "%";
  measurement.remark = "goed";
  batch.measurements = {measurement};
  Finding finding;
  finding.severity = Severity::kWarning;
  finding.rule = "focus-numeric-format";
  finding.field = "ListCost";
  finding.file = "a.csv";
  finding.first_line = 9;
  finding.count = 12;
  finding.arguments = {{"value", "1,0"}};
  finding.examples = {{9, "1,0"}};
  batch.findings = {finding};
  batch.originals = {{"a.csv", 10, std::string("\0\xFF", 2), true}};
  return batch;
}

// Through bytes, as on the wire.
absl::StatusOr<FactBatch> RoundTrip(const FactBatch& batch) {
  adapter::v1::Batch wire;
  EXPECT_TRUE(wire.ParseFromString(FactBatchToWire(batch).SerializeAsString()));
  return FactBatchFromWire(wire);
}

TEST(FactsWireTest, KeepsColumnsThatHaveNoPlaceOfTheirOwn) {
  FactBatch in = FullBatch();
  in.other_columns = {{"x_Team", {0, 1, 2}}, {"AvailabilityZone", {1, 1, 0}}};
  const auto out = RoundTrip(in);
  ASSERT_TRUE(out.ok()) << out.status();
  ASSERT_EQ(out->other_columns.size(), 2u);
  EXPECT_EQ(out->other_columns[0].name, "x_Team");
  EXPECT_EQ(out->other_columns[0].texts, in.other_columns[0].texts);
  EXPECT_EQ(out->other_columns[1].name, "AvailabilityZone");
  EXPECT_EQ(out->other_columns[1].texts, in.other_columns[1].texts);

  const auto refused = [&](std::vector<OtherColumn> columns) {
    in.other_columns = std::move(columns);
    return std::string(RoundTrip(in).status().message());
  };
  EXPECT_THAT(refused({{"", {0, 1, 0}}}), HasSubstr("it is required"));
  EXPECT_THAT(refused({{"a", {0, 1}}}), HasSubstr("2 values for 3 rows"));
  EXPECT_THAT(refused({{"a", {0, 0, 999}}}), HasSubstr("row 2: index 999"));
  EXPECT_THAT(refused({{"a", {0, 0, -1}}}), HasSubstr("row 2: index -1"));
  EXPECT_THAT(refused({{"a", {0, 1, 0}}, {"a", {0, 0, 0}}}),
              HasSubstr("'a' stands twice"));
}

TEST(FactsWireTest, AColumnOfOneValueTravelsOnce) {
  FactBatch in = FullBatch();
  for (Charge& charge : in.charges) {
    charge.texts[static_cast<int>(ChargeText::kServiceName)] = 2;
  }
  in.other_columns = {{"x_Team", {1, 1, 1}}};
  const adapter::v1::Batch wire = FactBatchToWire(in);
  EXPECT_EQ(wire.charges().delivery_size(), 3);
  EXPECT_EQ(wire.charges().service_name_size(), 1);
  EXPECT_EQ(wire.charges().billing_period_start_size(), 1);
  EXPECT_EQ(wire.charges().others(0).texts_size(), 1);
  const auto out = FactBatchFromWire(wire);
  ASSERT_TRUE(out.ok()) << out.status();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(out->charges[i].texts, in.charges[i].texts);
    EXPECT_EQ(out->charges[i].billing_period_start,
              in.charges[i].billing_period_start);
  }
  EXPECT_EQ(out->other_columns[0].texts, in.other_columns[0].texts);
}

TEST(FactsWireTest, SumsSayHowManyLinesTheyStandFor) {
  FactBatch in = FullBatch();
  const auto lines_of = [](const FactBatch& batch) {
    const auto out = FactBatchFromWire(FactBatchToWire(batch));
    EXPECT_TRUE(out.ok()) << out.status();
    std::vector<int64_t> lines;
    for (const Charge& charge : out->charges) lines.push_back(charge.lines);
    return lines;
  };
  EXPECT_THAT(lines_of(in), testing::Each(0)) << "lines";
  for (size_t i = 0; i < in.charges.size(); ++i) in.charges[i].lines = i + 1;
  EXPECT_THAT(lines_of(in), testing::ElementsAre(1, 2, 3));
}

TEST(FactsWireTest, AMessageIsUsedAgain) {
  const FactBatch in = FullBatch();
  adapter::v1::Batch wire;
  FactBatchToWire(in, wire);
  FactBatch other;
  other.run = "r";
  other.number = 1;
  other.cursor = "c";
  FactBatchToWire(other, wire);
  EXPECT_EQ(wire.SerializeAsString(),
            FactBatchToWire(other).SerializeAsString());
  FactBatchToWire(in, wire);
  FactBatchToWire(in, wire);
  EXPECT_EQ(wire.SerializeAsString(), FactBatchToWire(in).SerializeAsString());
}

TEST(FactsWireTest, KeepsEverything) {
  const FactBatch in = FullBatch();
  const auto out = RoundTrip(in);
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_EQ(out->run, in.run);
  EXPECT_EQ(out->number, 3);
  EXPECT_EQ(out->cursor, in.cursor);
  EXPECT_TRUE(out->last);
  ASSERT_EQ(out->deliveries.size(), 2u);
  EXPECT_EQ(out->deliveries[0].scope, in.deliveries[0].scope);
  EXPECT_EQ(out->deliveries[0].period_end, At(2000));
  EXPECT_EQ(out->deliveries[0].origin, "a.csv");
  EXPECT_EQ(out->deliveries[1].completeness, Completeness::kAdditive);
  EXPECT_EQ(out->deliveries[1].period_start, std::nullopt);
  EXPECT_TRUE(out->deliveries[1].recorded);
  ASSERT_EQ(out->charges.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(out->charges[i].texts, in.charges[i].texts);
    EXPECT_EQ(out->charges[i].amounts, in.charges[i].amounts);
    EXPECT_EQ(out->charges[i].line, in.charges[i].line);
    EXPECT_EQ(out->charges[i].charge_period_start, At(-5));
    EXPECT_EQ(out->charges[i].billing_period_end, At(86400));
  }
  const StatusObservation& observation = out->observations.at(0);
  EXPECT_EQ(observation.delivery, 1);
  EXPECT_EQ(observation.observed_time, in.observations[0].observed_time);
  EXPECT_EQ(observation.components, in.observations[0].components);
  EXPECT_EQ(observation.incidents, in.observations[0].incidents);
  EXPECT_EQ(observation.maintenances, in.observations[0].maintenances);
  EXPECT_TRUE(observation.lists_every_component);
  EXPECT_TRUE(observation.lists_every_open_incident);
  EXPECT_TRUE(observation.lists_every_open_maintenance);
  EXPECT_FALSE(observation.last_part);
  EXPECT_EQ(observation.states_from_incidents_since, At(-100));
  const Measurement& measurement = out->measurements.at(0);
  EXPECT_EQ(measurement.value, Decimal(9995, 2));
  EXPECT_EQ(measurement.numerator, std::nullopt);
  EXPECT_EQ(measurement.norm_operator, ">=");
  EXPECT_EQ(measurement.remark, "goed");
  const Finding& finding = out->findings.at(0);
  EXPECT_EQ(finding.severity, Severity::kWarning);
  EXPECT_EQ(finding.count, 12);
  EXPECT_EQ(finding.arguments.at("value"), "1,0");
  EXPECT_EQ(finding.examples.at(0).line, 9);
  EXPECT_EQ(out->originals.at(0).data, in.originals[0].data);
  EXPECT_EQ(out->whole_origins, std::vector<std::string>({"a.csv", "b.csv"}));
}

TEST(FactsWireTest, TextsOfComponentsAreStoredOnce) {
  FactBatch batch = FullBatch();
  batch.observations.push_back(batch.observations[0]);
  const adapter::v1::Batch wire = FactBatchToWire(batch);
  // 4 were there; Web, EU, id1, id2, Old, New came.
  EXPECT_EQ(wire.dictionary_size(), 10);
}

TEST(FactsWireTest, RefusesWhatIsBroken) {
  using Batch = adapter::v1::Batch;
  const struct {
    const char* expected;
    std::function<void(Batch&)> spoil;
  } kCases[] = {
      {"run: ", [](Batch& b) { b.clear_run(); }},
      {"number: ", [](Batch& b) { b.set_number(0); }},
      {"cursor: ", [](Batch& b) { b.clear_cursor(); }},
      {"dictionary: ", [](Batch& b) { b.set_dictionary(0, "x"); }},
      {"dictionary: row 2", [](Batch& b) { b.set_dictionary(2, "\xFF"); }},
      {"whole_origins: only the last batch", [](Batch& b) { b.clear_last(); }},
      {"whole_origins: it is required",
       [](Batch& b) { b.set_whole_origins(0, ""); }},
      {"deliveries.scope",
       [](Batch& b) { b.mutable_deliveries(0)->clear_scope(); }},
      {"deliveries.completeness",
       [](Batch& b) { b.mutable_deliveries(0)->clear_completeness(); }},
      {"deliveries.completeness",
       [](Batch& b) {
         b.mutable_deliveries(0)->set_completeness(
             static_cast<adapter::v1::Completeness>(7));
       }},
      {"deliveries.period_end_time",
       [](Batch& b) {
         b.mutable_deliveries(0)->mutable_period_end_time()->set_seconds(1);
       }},
      {"deliveries.period_start_time",
       [](Batch& b) {
         b.mutable_deliveries(0)->mutable_period_start_time()->set_nanos(-1);
       }},
      {"charges.delivery: row 1",
       [](Batch& b) { b.mutable_charges()->set_delivery(1, 2); }},
      {"charges.delivery: row 1",
       [](Batch& b) { b.mutable_charges()->set_delivery(1, -1); }},
      {"charges.line: it has 3",
       [](Batch& b) { b.mutable_charges()->add_delivery(0); }},
      {"charges.line: row 2",
       [](Batch& b) { b.mutable_charges()->set_line(2, -1); }},
      {"charges.line: ", [](Batch& b) { b.mutable_charges()->add_line(1); }},
      {"charges.line_count: it has 2",
       [](Batch& b) {
         b.mutable_charges()->add_line_count(1);
         b.mutable_charges()->add_line_count(1);
       }},
      {"charges.line_count: row 0",
       [](Batch& b) { b.mutable_charges()->add_line_count(0); }},
      {"charges.service_name: row 0",
       [](Batch& b) { b.mutable_charges()->set_service_name(0, 99); }},
      {"charges.service_name: row 0",
       [](Batch& b) { b.mutable_charges()->set_service_name(0, -1); }},
      {"charges.service_name: ",
       [](Batch& b) { b.mutable_charges()->add_service_name(0); }},
      {"charges.billing_currency: row 0",
       [](Batch& b) { b.mutable_charges()->set_billing_currency(0, 0); }},
      {"charges.billing_period_start: ",
       [](Batch& b) { b.mutable_charges()->clear_billing_period_start(); }},
      {"charges.charge_period_end: row 0",
       [](Batch& b) {
         b.mutable_charges()->set_charge_period_end(0, int64_t{1} << 50);
       }},
      {"charges.billed_cost: row 0",
       [](Batch& b) { b.mutable_charges()->clear_billed_cost(); }},
      {"charges.billed_cost: row 1",
       [](Batch& b) {
         b.mutable_charges()->mutable_billed_cost()->add_null_rows(1);
       }},
      {"charges.billed_cost: scale 29",
       [](Batch& b) {
         b.mutable_charges()->mutable_billed_cost()->set_scale(29);
       }},
      {"charges.billed_cost: scale -1",
       [](Batch& b) {
         b.mutable_charges()->mutable_billed_cost()->set_scale(-1);
       }},
      {"charges.billed_cost: it has 4",
       [](Batch& b) {
         b.mutable_charges()->mutable_billed_cost()->add_coefficients(1);
       }},
      {"charges.billed_cost: null_rows",
       [](Batch& b) {
         b.mutable_charges()->mutable_billed_cost()->add_null_rows(3);
       }},
      {"charges.contracted_cost: null_rows",
       [](Batch& b) {
         b.mutable_charges()->mutable_contracted_cost()->set_null_rows(1, 0);
       }},
      {"charges.billed_cost: exceptions",
       [](Batch& b) {
         auto* e = b.mutable_charges()->mutable_billed_cost()->add_exceptions();
         e->set_row(-1);
         e->set_text("1");
       }},
      {"(row 1)",
       [](Batch& b) {
         auto* e = b.mutable_charges()->mutable_billed_cost()->add_exceptions();
         e->set_row(1);
         e->set_text("one");
       }},
      {"observations.delivery",
       [](Batch& b) { b.mutable_observations(0)->set_delivery(9); }},
      {"observations.observed_time",
       [](Batch& b) { b.mutable_observations(0)->clear_observed_time(); }},
      {"observations.observed_time",
       [](Batch& b) {
         *b.add_observations() = b.observations(0);
         b.mutable_observations(1)->mutable_observed_time()->set_seconds(1);
       }},
      {"observations.observed_time",
       [](Batch& b) {
         b.mutable_observations(0)->mutable_observed_time()->set_seconds(
             int64_t{1} << 60);
       }},
      {"observations.components.name: ",
       [](Batch& b) {
         b.mutable_observations(0)->mutable_components()->add_name(0);
       }},
      {"observations.components.group: row 0",
       [](Batch& b) {
         b.mutable_observations(0)->mutable_components()->set_group(0, 77);
       }},
      {"observations.components.id: row 1",
       [](Batch& b) {
         b.mutable_observations(0)->mutable_components()->set_id(1, 0);
       }},
      {"incidents.id",
       [](Batch& b) {
         b.mutable_observations(0)->mutable_incidents(0)->clear_id();
       }},
      {"incidents.start_time",
       [](Batch& b) {
         b.mutable_observations(0)->mutable_incidents(0)->clear_start_time();
       }},
      {"incidents.updates.display_time",
       [](Batch& b) {
         b.mutable_observations(0)
             ->mutable_incidents(0)
             ->mutable_updates(0)
             ->clear_display_time();
       }},
      {"incidents.title",
       [](Batch& b) {
         b.mutable_observations(0)->mutable_incidents(0)->set_title("\xC0");
       }},
      {"maintenances.id",
       [](Batch& b) {
         b.mutable_observations(0)->mutable_maintenances(0)->clear_id();
       }},
      {"measurements.delivery",
       [](Batch& b) { b.mutable_measurements(0)->set_delivery(-2); }},
      {"measurements.indicator",
       [](Batch& b) { b.mutable_measurements(0)->clear_indicator(); }},
      {"measurements.period_start_time",
       [](Batch& b) { b.mutable_measurements(0)->clear_period_start_time(); }},
      {"measurements.period_end_time",
       [](Batch& b) {
         b.mutable_measurements(0)->mutable_period_end_time()->set_seconds(0);
       }},
      {"measurements.value",
       [](Batch& b) { b.mutable_measurements(0)->set_value("99,5"); }},
      {"measurements.norm_operator",
       [](Batch& b) { b.mutable_measurements(0)->set_norm_operator("=>"); }},
      {"finding: rule", [](Batch& b) { b.mutable_findings(0)->clear_rule(); }},
      {"negative", [](Batch& b) { b.mutable_findings(0)->set_count(-1); }},
      {"originals.offset",
       [](Batch& b) { b.mutable_originals(0)->set_offset(-1); }},
  };
  for (const auto& [expected, spoil] : kCases) {
    adapter::v1::Batch wire = FactBatchToWire(FullBatch());
    spoil(wire);
    const auto read = FactBatchFromWire(wire);
    ASSERT_FALSE(read.ok()) << expected;
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(read.status().message()), HasSubstr(expected));
  }
}

TEST(FactsWireTest, RefusesMoreRowsThanAMessageHolds) {
  adapter::v1::Batch wire = FactBatchToWire(FullBatch());
  for (int i = 0; i < 10000; ++i) {
    wire.mutable_charges()->add_delivery(0);
  }
  EXPECT_THAT(std::string(FactBatchFromWire(wire).status().message()),
              HasSubstr("10003 rows"));
  wire = FactBatchToWire(FullBatch());
  for (int i = 0; i < 10000; ++i) {
    *wire.add_measurements() = wire.measurements(0);
  }
  EXPECT_THAT(std::string(FactBatchFromWire(wire).status().message()),
              HasSubstr("measurements: 10001 rows"));
}

TEST(FactsWireTest, UnknownEnumNumbersAreNeverHealthy) {
  adapter::v1::Batch wire = FactBatchToWire(FullBatch());
  auto* observation = wire.mutable_observations(0);
  observation->mutable_components()->set_state(
      0, static_cast<type::v1::OperationalState>(42));
  auto* incident = observation->mutable_incidents(0);
  incident->set_impact(static_cast<type::v1::IncidentImpact>(42));
  incident->set_phase(static_cast<type::v1::IncidentPhase>(-3));
  incident->set_implied_state(static_cast<type::v1::OperationalState>(42));
  observation->mutable_maintenances(0)->set_phase(
      static_cast<type::v1::MaintenancePhase>(42));
  wire.mutable_findings(0)->set_severity(static_cast<type::v1::Severity>(42));
  const auto read = FactBatchFromWire(wire);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->observations[0].components[0].state,
            OperationalState::kUnknown);
  EXPECT_EQ(read->observations[0].incidents[0].impact,
            IncidentImpact::kCritical);
  EXPECT_EQ(read->observations[0].incidents[0].phase,
            IncidentPhase::kUnspecified);
  EXPECT_EQ(read->observations[0].incidents[0].implied_state,
            OperationalState::kUnknown);
  EXPECT_EQ(read->observations[0].maintenances[0].phase,
            MaintenancePhase::kUnspecified);
  EXPECT_EQ(read->findings[0].severity, Severity::kError);
}

TEST(FactsWireTest, ReadsAnEmptyBatch) {
  FactBatch batch;
  batch.run = "r";
  batch.number = 1;
  batch.cursor = "c";
  const auto read = RoundTrip(batch);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->charges.empty());
  EXPECT_EQ(read->dictionary.size(), 1u);
}

TEST(FactsWireTest, KeepsACheckpoint) {
  Checkpoint checkpoint;
  checkpoint.cursor = "c";
  checkpoint.data_until = At(123);
  checkpoint.unchanged = true;
  checkpoint.findings = FullBatch().findings;
  const auto read = CheckpointFromWire(CheckpointToWire(checkpoint));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->cursor, "c");
  EXPECT_EQ(read->data_until, At(123));
  EXPECT_TRUE(read->unchanged);
  EXPECT_EQ(read->findings.size(), 1u);

  adapter::v1::Checkpoint absurd;
  absurd.mutable_data_until_time()->set_seconds(-(int64_t{1} << 60));
  EXPECT_FALSE(CheckpointFromWire(absurd).ok());
}

}  // namespace
}  // namespace regisseur
