#include "services/ledger/ledger_adapter.h"
#include "services/sdk/server.h"

int main(int argc, char** argv) {
  return regisseur::sdk::RunAdapter(argc, argv,
                                    regisseur::ledger::MakeLedgerAdapter());
}
