#include "services/charges/charges_adapter.h"

#include "services/focus/focus_adapter.h"

namespace regisseur::charges {
namespace {

constexpr const focus::FormatTable* kFormats[] = {&kChargesFormat};

}  // namespace

std::unique_ptr<sdk::Adapter> MakeChargesAdapter() {
  return std::make_unique<focus::FocusAdapter>(
      "charges", focus::CostFormats{.focus = false, .tables = kFormats});
}

}  // namespace regisseur::charges
