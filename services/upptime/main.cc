#include "core/base/clock.h"
#include "services/sdk/server.h"
#include "services/upptime/upptime_adapter.h"

int main(int argc, char** argv) {
  static const regisseur::SystemClock clock;
  return regisseur::sdk::RunAdapter(
      argc, argv, regisseur::upptime::MakeUpptimeAdapter(clock));
}
