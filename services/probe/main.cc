#include "core/base/clock.h"
#include "services/probe/probe_adapter.h"
#include "services/sdk/server.h"

int main(int argc, char** argv) {
  static const regisseur::SystemClock clock;
  return regisseur::sdk::RunAdapter(argc, argv,
                                    regisseur::probe::MakeProbeAdapter(clock));
}
