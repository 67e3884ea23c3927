// An adapter for tests. Option `do` says how it behaves:
//   deliver   `batches` batches of one charge each (10.00 EUR), then a
//   checkpoint hang      says nothing until the caller hangs up crash     kills
//   itself after each batch that it delivers refuse    a partner problem
//   offline   a transient problem
//   misconfigured  a configuration problem
//   page      one live page with component `web` in state `state`
//   page-304  the same, and `not modified` from the second time on
// `release`: a file; before the last batch it waits until the file is there.

#include <signal.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/status/operational_state.h"
#include "core/time/instant.h"
#include "services/sdk/adapter.h"
#include "services/sdk/problem.h"
#include "services/sdk/server.h"

namespace regisseur {
namespace {

// The lint of sleeping tests does not know that this waits for a file.
void WaitForFile(const std::string& path, const sdk::FactSink& sink) {
  while (!path.empty() && access(path.c_str(), F_OK) != 0 &&
         !sink.Cancelled()) {
    absl::SleepFor(absl::Milliseconds(2));
  }
}

class OddAdapter final : public sdk::Adapter {
 public:
  sdk::AdapterInfo Info() const override {
    sdk::AdapterInfo info;
    info.kind = "odd";
    info.version = "1";
    info.facts = {FactKind::kCharges, FactKind::kStatus};
    for (const char* name : {"do", "batches", "state", "release", "period"}) {
      info.options.push_back({name, "See main.cc.", false, false});
    }
    return info;
  }

  absl::Status Validate(const sdk::SourceSpec&) const override {
    return absl::OkStatus();
  }

  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor,
                                     sdk::FactSink& sink) override {
    const std::string what = source.Option("do", "deliver");
    if (what == "hang") {
      while (!sink.Cancelled()) absl::SleepFor(absl::Milliseconds(2));
      return absl::CancelledError("the caller hung up");
    }
    if (what == "refuse") {
      return sdk::PartnerProblem("adapter-protocol", {{"what", "a test"}});
    }
    if (what == "offline") {
      return sdk::TransientProblem("http-timeout", {{"url", "http://x"}});
    }
    if (what == "misconfigured") {
      return sdk::ConfigurationProblem("file-not-found", {{"path", "x"}});
    }
    if (what == "page-304" && !cursor.empty()) {
      return Checkpoint{.cursor = std::string(cursor),
                        .data_until = absl::Now(),
                        .unchanged = true,
                        .confirmed = absl::Now()};
    }
    if (what == "page" || what == "page-304") return Page(source, sink);
    return Charges(source, cursor, sink, what == "crash");
  }

 private:
  static absl::StatusOr<Checkpoint> Page(const sdk::SourceSpec& source,
                                         sdk::FactSink& sink) {
    FactBatch batch;
    const absl::Time now = absl::Now();
    batch.run = FormatInstant(now);
    batch.number = 1;
    batch.cursor = "page";
    batch.deliveries.push_back(
        {.scope = "page=odd", .completeness = Completeness::kAdditive});
    batch.dictionary = {""};
    StatusObservation observation;
    observation.observed_time = now;
    observation.components.push_back(
        {.id = "web",
         .name = "Web",
         .state = FindOperationalState(source.Option("state", "operational"))});
    observation.lists_every_component = true;
    observation.lists_every_open_incident = true;
    batch.observations.push_back(std::move(observation));
    batch.last = true;
    if (absl::Status sent = sink.Send(std::move(batch)); !sent.ok())
      return sent;
    return Checkpoint{.cursor = "page", .data_until = now};
  }

  static absl::StatusOr<Checkpoint> Charges(const sdk::SourceSpec& source,
                                            absl::string_view cursor,
                                            sdk::FactSink& sink, bool crash) {
    int batches = 3;
    if (!absl::SimpleAtoi(source.Option("batches", "3"), &batches)) batches = 3;
    int done = 0;
    if (!cursor.empty() && !absl::SimpleAtoi(cursor, &done)) {
      return sdk::CursorGone("the cursor is no number");
    }
    if (done >= batches) {
      return Checkpoint{.cursor = absl::StrCat(done), .unchanged = true};
    }
    const absl::CivilMonth month =
        *ParseMonth(source.Option("period", "2026-09"));
    const absl::TimeZone utc = absl::UTCTimeZone();
    for (int number = done + 1; number <= batches; ++number) {
      if (number == batches) WaitForFile(source.Option("release"), sink);
      FactBatch batch;
      batch.run = absl::StrCat("run of ", batches);
      batch.number = number;
      batch.cursor = absl::StrCat(number);
      Delivery delivery;
      delivery.scope = absl::StrCat("account=a period=", FormatMonth(month));
      delivery.period_start = absl::FromCivil(month, utc);
      delivery.period_end = absl::FromCivil(month + 1, utc);
      delivery.billing_account_id = "a";
      batch.deliveries.push_back(delivery);
      batch.dictionary = {"", "Odd B.V.", "a", "EUR", "Usage", "Compute", "vm"};
      Charge charge;
      charge.line = number + 1;
      const auto set = [&charge](ChargeText column, int32_t text) {
        charge.texts[static_cast<int>(column)] = text;
      };
      set(ChargeText::kServiceProviderName, 1);
      set(ChargeText::kInvoiceIssuerName, 1);
      set(ChargeText::kBillingAccountId, 2);
      set(ChargeText::kBillingCurrency, 3);
      set(ChargeText::kChargeCategory, 4);
      set(ChargeText::kServiceCategory, 5);
      set(ChargeText::kServiceName, 6);
      charge.amounts[static_cast<int>(ChargeAmount::kBilledCost)] =
          Decimal(1000, 2);
      charge.billing_period_start = *delivery.period_start;
      charge.billing_period_end = *delivery.period_end;
      charge.charge_period_start = *delivery.period_start;
      charge.charge_period_end = *delivery.period_end;
      batch.charges.push_back(charge);
      batch.last = number == batches;
      if (absl::Status sent = sink.Send(std::move(batch)); !sent.ok()) {
        return sent;
      }
      if (crash) raise(SIGKILL);
    }
    return Checkpoint{.cursor = absl::StrCat(batches),
                      .data_until = absl::FromCivil(month + 1, utc)};
  }
};

}  // namespace
}  // namespace regisseur

int main(int argc, char** argv) {
  return regisseur::sdk::RunAdapter(argc, argv,
                                    std::make_unique<regisseur::OddAdapter>());
}
