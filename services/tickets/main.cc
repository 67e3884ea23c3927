#include "services/sdk/server.h"
#include "services/tickets/tickets_adapter.h"

int main(int argc, char** argv) {
  return regisseur::sdk::RunAdapter(argc, argv,
                                    regisseur::tickets::MakeTicketsAdapter());
}
