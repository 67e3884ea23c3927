#include "services/sdk/example/example_adapter.h"
#include "services/sdk/server.h"

int main(int argc, char** argv) {
  return regisseur::sdk::RunAdapter(argc, argv,
                                    regisseur::example::MakeExampleAdapter());
}
