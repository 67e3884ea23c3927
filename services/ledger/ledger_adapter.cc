#include "services/ledger/ledger_adapter.h"

#include "services/focus/focus_adapter.h"

namespace regisseur::ledger {
namespace {

constexpr const focus::FormatTable* kFormats[] = {&kLedgerFormat};

}  // namespace

std::unique_ptr<sdk::Adapter> MakeLedgerAdapter() {
  return std::make_unique<focus::FocusAdapter>(
      "ledger", focus::CostFormats{.focus = false, .tables = kFormats});
}

}  // namespace regisseur::ledger
