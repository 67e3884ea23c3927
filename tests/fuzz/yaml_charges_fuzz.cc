#include "services/focus/yaml_charges.h"
#include "services/sdk/csv_reader.h"
#include "tests/fuzz/fuzz_input.h"

// A list of charges in YAML is refused, or it is CSV that can be read.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  absl::StatusOr<std::string> csv =
      focus::YamlAsCsv(fuzz::TextOf(data, size), "f.yaml");
  if (!csv.ok()) return 0;
  sdk::CsvReader reader(focus::OpenText(*std::move(csv)), {.origin = "f.yaml"});
  size_t width = 0;
  for (;;) {
    const auto record = reader.Next();
    if (!record.ok() && reader.fault().has_value()) continue;
    if (!record.ok() || *record == nullptr) return 0;
    if (width == 0) width = (*record)->fields.size();
    fuzz::Require((*record)->fields.size() == width);
  }
}
