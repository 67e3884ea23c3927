#include "aggregator/gateway/json_message.h"
#include "google/protobuf/util/json_util.h"
#include "regisseur/cost/v1/cost.pb.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"
#include "regisseur/source/v1/source.pb.h"
#include "regisseur/status/v1/status.pb.h"
#include "tests/fuzz/fuzz_input.h"

// A body that anybody may send over HTTP; the first byte chooses the method.
// What is read can be written as JSON, and that read again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  const google::protobuf::Descriptor* const types[] = {
      cost::v1::SummarizeCostRequest::descriptor(),
      cost::v1::ConvertAmountRequest::descriptor(),
      portfolio::v1::GetOverviewRequest::descriptor(),
      portfolio::v1::ListProvidersRequest::descriptor(),
      source::v1::CollectSourcesRequest::descriptor(),
      status::v1::ListStatusHistoryRequest::descriptor(),
  };
  if (size == 0) return 0;
  const auto* type = types[data[0] % std::size(types)];
  const auto request = ParseJsonRequest(type, fuzz::TextOf(data + 1, size - 1));
  if (!request.ok()) return 0;
  std::string json;
  fuzz::Require(
      google::protobuf::util::MessageToJsonString(**request, &json).ok());
  fuzz::Require(ParseJsonRequest(type, json).ok());
  return 0;
}
