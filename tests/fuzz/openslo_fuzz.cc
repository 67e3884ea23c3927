#include "services/openslo/slo_document.h"
#include "tests/fuzz/fuzz_input.h"

// A file of OpenSLO documents, YAML or JSON.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  FindingList findings;
  std::vector<openslo::SloFile> files;
  files.push_back(
      openslo::ReadSloFile(fuzz::TextOf(data, size), "f.yaml", findings));
  openslo::CheckAcrossFiles(files, {"f.yaml"}, findings);
  FactBatch batch;
  for (const openslo::SloObject& object : files[0].objects) {
    if (!object.slo.has_value()) continue;
    fuzz::Require(object.slo->name == object.name);
    fuzz::Require(!object.slo->service.empty());
    fuzz::Require(!object.slo->targets.empty());
    for (const DeclaredTarget& target : object.slo->targets) {
      fuzz::Require(!target.percent.IsNegative());
      fuzz::Require(target.percent < Decimal(100, 0));
    }
    batch.objectives.push_back(*object.slo);
  }
  if (batch.objectives.size() > 10000) return 0;
  fuzz::RequireAcceptable(std::move(batch), findings);
  return 0;
}
