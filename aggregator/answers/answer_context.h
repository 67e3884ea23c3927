#pragma once

#include <functional>
#include <vector>

#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/live_source_state.h"
#include "aggregator/answers/quantity_history.h"
#include "aggregator/answers/rates_history.h"
#include "aggregator/storage/act_store.h"
#include "aggregator/storage/matter_store.h"
#include "aggregator/storage/records.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "core/contract/contract_history.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

class PulseStore;
class UsageBook;

// Everything that an answer is computed from. Refers to what outlives it;
// copying is cheap. Thread-safe as its members are.
struct AnswerContext {
  const SourceReader& sources;
  const StatusReader& status;
  const CostReader& cost;
  const MeasurementReader& measurements;
  const TicketReader& tickets;
  const ObjectiveReader& objectives;
  const InvoiceReader& invoices;
  const MatterStore& matters;
  const PortfolioHistory& portfolios;
  const RatesHistory& rates;
  const ContractHistory& contracts;
  const LiveSourceState& live;
  const Clock& clock;
  // What is wrong with the daemon itself now, and not with a source: no room to
  // import, a configuration that is not in force. Empty: nothing ever is.
  std::function<std::vector<Gap>()> daemon_gaps = nullptr;
  // What people did; without it no month is closed.
  const ActStore* acts = nullptr;
  // Quantities of the business; without it there are none.
  const QuantityHistory* quantities = nullptr;
  // Keeps what meters counted while one question is answered that asks for it
  // again and again; without it charges are read each time.
  UsageBook* usage = nullptr;
  // What those who use services answered; without it nobody was asked.
  const PulseStore* pulses = nullptr;

  std::vector<Gap> ListDaemonGaps() const {
    return daemon_gaps == nullptr ? std::vector<Gap>() : daemon_gaps();
  }

  // The moment that an answer speaks about: `as_of`, else now.
  absl::Time MomentOf(AsOf as_of) const {
    return as_of.IsNow() ? clock.Now() : as_of.known;
  }
};

}  // namespace regisseur
