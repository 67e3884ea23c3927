// Over the real files of the corpus with the exact answers of the oracle, where
// they are at hand: everything is computed from what the adapter delivers.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/money/decimal.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/json_document.h"
#include "services/sdk/recording_sink.h"
#include "services/tickets/tickets_adapter.h"

namespace regisseur::tickets {
namespace {

using ::testing::ElementsAre;

std::filesystem::path Corpus() {
  if (const char* folder = std::getenv("REGISSEUR_CORPUS")) return folder;
  return std::filesystem::current_path() / "../../../shared/corpus";
}

// What the oracle counts, in its own words.
using Counts = std::map<std::string, int64_t>;

Counts CountsOf(sdk::JsonValue object) {
  Counts counts;
  for (const sdk::JsonValue member : object) {
    counts[std::string(member.key())] = member.Int().value_or(-1);
  }
  return counts;
}

class TicketsCorpusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto path = Corpus() / "../oracle/tickets.json";
    if (!std::filesystem::exists(path)) {
      GTEST_SKIP() << "no corpus at hand: " << path;
    }
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    oracle_.emplace(std::move(
        sdk::JsonDocument::Parse(text.str(), "tickets.json").value()));
  }

  // The answers about a file; the file's tickets in `tickets_`.
  sdk::JsonValue Read(const std::string& name,
                      std::map<std::string, std::string> options = {}) {
    sdk::SourceSpec source;
    source.options = std::move(options);
    source.options["path"] = name;
    source.options["time_zone"] = "UTC";
    source.base_directory = std::filesystem::canonical(Corpus()).string();
    source.time_zone = absl::UTCTimeZone();
    sdk::RecordingSink sink(1000);
    TicketsAdapter adapter;
    const auto checkpoint = adapter.Collect(source, "", sink);
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    tickets_.clear();
    complaints_.clear();
    for (const FactBatch& batch : sink.batches()) {
      tickets_.insert(tickets_.end(), batch.tickets.begin(),
                      batch.tickets.end());
      for (const Finding& f : batch.findings) {
        if (f.severity == Severity::kInfo) continue;
        complaints_.push_back(absl::StrCat(f.rule, " ", f.field, " ", f.count));
      }
    }
    const sdk::JsonValue answers = oracle_->root()[name];
    EXPECT_TRUE(answers.exists()) << name;
    return answers;
  }

  int64_t Events() const {
    int64_t events = 0;
    for (const Ticket& ticket : tickets_) {
      for (const TicketStep& step : ticket.steps) events += step.updates;
    }
    return events;
  }

  std::vector<Ticket> tickets_;
  std::vector<std::string> complaints_;
  std::optional<sdk::JsonDocument> oracle_;
};

bool MadeSla(const Ticket& ticket) {
  return ticket.steps.back().made_sla.value_or(false);
}

// In half minutes, so that a median of two is whole.
std::string MedianMinutes(std::vector<absl::Duration> lengths) {
  std::sort(lengths.begin(), lengths.end());
  const size_t n = lengths.size();
  const absl::Duration twice = lengths[(n - 1) / 2] + lengths[n / 2];
  return absl::StrFormat("%.6f", absl::FDivDuration(twice, absl::Minutes(2)));
}

TEST_F(TicketsCorpusTest, TheEventLogInBothSpellings) {
  for (const std::string name :
       {"tickets/uci/incident_event_log.2016-03.csv",
        "tickets/uci/incident_event_log.dash-dates.csv"}) {
    SCOPED_TRACE(name);
    const sdk::JsonValue is = Read(name);
    EXPECT_THAT(complaints_, ElementsAre());
    EXPECT_EQ(static_cast<int64_t>(tickets_.size()), is["incidents"].Int());
    EXPECT_EQ(Events(), is["events"].Int());

    Counts by_state, final_made_sla, final_state;
    std::map<std::string, Counts> by_priority, by_month;
    int64_t flips = 0, missing = 0, before = 0, met = 0;
    std::vector<absl::Duration> lengths;
    for (const Ticket& ticket : tickets_) {
      std::set<bool> said;
      for (const TicketStep& step : ticket.steps) {
        by_state[step.word] += step.updates;
        said.insert(step.made_sla.value());
      }
      flips += said.size() == 2;
      const TicketStep& last = ticket.steps.back();
      ++final_made_sla[MadeSla(ticket) ? "True" : "False"];
      ++final_state[last.word];
      met += MadeSla(ticket);
      const std::string month =
          FormatMonth(absl::ToCivilMonth(ticket.opened, absl::UTCTimeZone()));
      for (Counts* counts : {&by_priority[last.priority], &by_month[month]}) {
        ++(*counts)["incidents"];
        (*counts)["made_sla"] += MadeSla(ticket);
      }
      if (!ticket.resolved.has_value()) {
        ++missing;
        continue;
      }
      before += *ticket.resolved < ticket.opened;
      lengths.push_back(*ticket.resolved - ticket.opened);
    }
    EXPECT_EQ(by_state, CountsOf(is["events_by_state"]));
    EXPECT_EQ(final_made_sla, CountsOf(is["final_made_sla"]));
    EXPECT_EQ(final_state, CountsOf(is["final_state"]));
    EXPECT_EQ(flips, is["made_sla_changes_within_incident"].Int());
    EXPECT_EQ(missing, is["resolved_at_missing"].Int());
    EXPECT_EQ(before, is["resolved_before_opened"].Int());
    for (const auto& [told, key] : {std::pair(&by_priority, "by_priority"),
                                    std::pair(&by_month, "by_month_opened")}) {
      EXPECT_EQ(static_cast<int64_t>(told->size()), is[key].size()) << key;
      for (const auto& [name, counts] : *told) {
        EXPECT_EQ(counts, CountsOf(is[key][name])) << key << " " << name;
      }
    }
    EXPECT_EQ(absl::StrFormat("%.4f", 100.0 * met / tickets_.size()),
              is["sla_met_percent"].String());
    EXPECT_EQ(
        MedianMinutes(lengths),
        absl::StrFormat("%.6f", std::stod(std::string(
                                    is["median_minutes_to_resolve"].Text()))));
    absl::Duration sum;
    for (const absl::Duration length : lengths) sum += length;
    EXPECT_EQ(
        absl::StrFormat(
            "%.2f", absl::FDivDuration(sum, absl::Minutes(1)) / lengths.size()),
        is["mean_minutes_to_resolve"].String());
  }
}

TEST_F(TicketsCorpusTest, TheLogOfVolvo) {
  const sdk::JsonValue is = Read("tickets/volvo/VINST-new.given.csv");
  EXPECT_THAT(complaints_, ElementsAre("tickets-state-unknown state 1"));
  EXPECT_EQ(static_cast<int64_t>(tickets_.size()),
            is["service_requests"].Int());
  EXPECT_EQ(Events(), is["events"].Int());
  Counts final_status, impact, months;
  std::vector<absl::Duration> lengths;
  for (const Ticket& ticket : tickets_) {
    ++final_status[ticket.steps.back().word];
    ++impact[ticket.steps.back().priority];
    ++months[FormatMonth(
        absl::ToCivilMonth(ticket.opened, absl::UTCTimeZone()))];
    lengths.push_back(ticket.updated - ticket.opened);
    EXPECT_TRUE(ticket.whole_history) << ticket.id;
  }
  EXPECT_EQ(final_status, CountsOf(is["final_status"]));
  EXPECT_EQ(impact, CountsOf(is["impact"]));
  EXPECT_EQ(months, CountsOf(is["first_event_month_utc"]));
  EXPECT_EQ(
      MedianMinutes(lengths),
      absl::StrFormat("%.6f", std::stod(std::string(
                                  is["median_minutes_first_to_last"].Text()))));
}

TEST_F(TicketsCorpusTest, TheRestExport) {
  const sdk::JsonValue is = Read("tickets/servicenow/incidents_REST.csv");
  EXPECT_EQ(static_cast<int64_t>(tickets_.size()), is["rows"].Int());
  Counts made_sla, state, priority, active;
  int64_t resolved = 0, late = 0, same = 0;
  for (const Ticket& ticket : tickets_) {
    ++made_sla[MadeSla(ticket) ? "true" : "false"];
    ++state[ticket.steps.back().word];
    ++priority[ticket.steps.back().priority];
    ++active[IsOpen(ticket) ? "true" : "false"];
    late += ticket.opened > ticket.created.value();
    if (!ticket.resolved.has_value()) continue;
    ++resolved;
    same += ticket.elapsed == *ticket.resolved - ticket.opened;
  }
  EXPECT_EQ(made_sla, CountsOf(is["made_sla"]));
  EXPECT_EQ(state, CountsOf(is["incident_state"]));
  EXPECT_EQ(priority, CountsOf(is["priority"]));
  EXPECT_EQ(active, CountsOf(is["active"]));
  EXPECT_EQ(resolved, is["resolved"].Int());
  EXPECT_EQ(late, is["opened_after_created"].Int());
  EXPECT_EQ(same, is["calendar_stc_equals_resolved_minus_opened"].Int());
}

TEST_F(TicketsCorpusTest, TheIncidentOfTopdesk) {
  if (!std::filesystem::exists(Corpus() /
                               "tickets/topdesk/topdesk_incident.json")) {
    GTEST_SKIP() << "not at hand";
  }
  sdk::SourceSpec source;
  source.options = {{"path", "tickets/topdesk/topdesk_incident.json"}};
  source.base_directory = std::filesystem::canonical(Corpus()).string();
  source.time_zone = absl::UTCTimeZone();
  sdk::RecordingSink sink;
  TicketsAdapter adapter;
  ASSERT_TRUE(adapter.Collect(source, "", sink).ok());
  ASSERT_EQ(sink.batches().size(), 1u);
  ASSERT_EQ(sink.batches()[0].tickets.size(), 1u);
  const Ticket& ticket = sink.batches()[0].tickets[0];
  EXPECT_EQ(ticket.id, "TEST-1");
  EXPECT_EQ(FormatInstant(ticket.opened), "2021-02-11T06:32:36.303Z");
  EXPECT_EQ(ticket.steps[0].word, "Logged");
  EXPECT_EQ(ticket.steps[0].state, TicketState::kNew);
  EXPECT_TRUE(IsOpen(ticket));
}

}  // namespace
}  // namespace regisseur::tickets
