#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/answers_fixture.h"
#include "aggregator/storage/act_store.h"

namespace regisseur {

// For tests of what looks ahead, back and at single lines: a provider
// `cloudnine` with a source `bill`, of which months are told line by line. It
// is 15 October 2026, noon UTC.
class CostAheadFixture : public AnswersFixture {
 protected:
  CostAheadFixture() {
    ProviderConfig& provider = AddProvider("cloudnine");
    provider.owner = "m.visser";
    provider.services = {{.id = "hosting",
                          .name = "Hosting",
                          .charges = {"service_name:Hosting*"}}};
    provider.sources = {MakeSource("bill", "cloudnine", "focus")};
    Configure();
  }

  // A line of a month.
  struct Line {
    std::string service;
    std::string billed;
    std::string category = "Usage";
    std::string sku = "";
    std::string currency = "EUR";
    std::string tags = "";
    std::string from = "";  // of the charge period; empty: the billing period
    std::string to = "";
    std::string cost_center = "";
    std::string billed_until = "";  // the last month of a longer period
  };

  // `source` delivers a month; telling it again takes the place of what it told
  // before.
  void Deliver(const std::string& month, const std::vector<Line>& lines,
               const std::string& source = "bill",
               const std::string& provider = "cloudnine") {
    StagedBatch batch = MakeBatch(source, NextRun(), 1, true, provider);
    batch.facts.deliveries = {
        Head("month " + month, absl::StrCat("bills/", month, ".csv"))};
    const TimeRange period =
        ParseTimeRange(month, month, absl::UTCTimeZone()).value();
    OtherColumn centers{"x_CostCenter", {}};
    for (const Line& line : lines) {
      regisseur::Charge& charge =
          AddCharge(batch, line.service, line.billed, line.category);
      const auto set = [&](ChargeText column, const std::string& text) {
        charge.texts[static_cast<int>(column)] =
            text.empty() ? 0 : Text(batch, text);
      };
      set(ChargeText::kBillingCurrency, line.currency);
      set(ChargeText::kSkuId, line.sku);
      set(ChargeText::kTags, line.tags);
      set(ChargeText::kServiceProviderName, provider);
      charge.billing_period_start = period.from;
      charge.billing_period_end =
          line.billed_until.empty()
              ? period.to
              : ParseTimeRange(month, line.billed_until, absl::UTCTimeZone())
                    ->to;
      charge.charge_period_start =
          line.from.empty() ? period.from : At(line.from + "T00:00:00Z");
      charge.charge_period_end =
          line.to.empty() ? period.to : At(line.to + "T00:00:00Z");
      centers.texts.push_back(
          line.cost_center.empty() ? 0 : Text(batch, line.cost_center));
    }
    batch.facts.other_columns = {centers};
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered(source, std::min(period.to, clock_.Now()), FactKind::kCharges);
  }

  // Hosting at 9,500.00 a month, bought, and Compute by usage: 100, 110, … 150
  // from April to September 2026, and 40.00 in the first half of October.
  void DeliverHalfAYear() {
    for (int month = 4; month <= 9; ++month) {
      Deliver(absl::StrCat("2026-0", month),
              {{"Hosting", "9500.00", "Purchase"},
               {"Compute", absl::StrCat(60 + 10 * month, ".00"), "Usage"},
               {"Hosting", "1995.00", "Tax"}});
    }
    Deliver("2026-10", {{"Hosting", "9500.00", "Purchase"},
                        {"Compute", "40.00", "Usage"},
                        {"Hosting", "1995.00", "Tax"}});
  }

  AnswerContext WithActs() const {
    AnswerContext context = this->context();
    context.acts = &acts_;
    return context;
  }

  static std::string Text(const std::optional<Decimal>& amount) {
    return amount.has_value() ? amount->ToString() : "none";
  }
  using AnswersFixture::Text;

  const ActStore acts_{*database_, clock_};
};

}  // namespace regisseur
