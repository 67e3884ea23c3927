#include "services/charges/charges_adapter.h"
#include "services/sdk/server.h"

int main(int argc, char** argv) {
  return regisseur::sdk::RunAdapter(argc, argv,
                                    regisseur::charges::MakeChargesAdapter());
}
