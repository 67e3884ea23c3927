#include "tests/integration/adapter_stand_in.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace regisseur {
namespace {

adapter::v1::GetCapabilitiesResponse AllKinds() {
  adapter::v1::GetCapabilitiesResponse capabilities;
  capabilities.set_kind("stand-in");
  capabilities.set_version("1");
  capabilities.set_contract_version(1);
  capabilities.add_facts(adapter::v1::FACT_KIND_STATUS);
  capabilities.add_facts(adapter::v1::FACT_KIND_CHARGES);
  capabilities.add_facts(adapter::v1::FACT_KIND_MEASUREMENTS);
  return capabilities;
}

}  // namespace

class AdapterStandIn::Service final
    : public adapter::v1::AdapterService::Service {
 public:
  grpc::Status GetCapabilities(
      grpc::ServerContext*, const adapter::v1::GetCapabilitiesRequest*,
      adapter::v1::GetCapabilitiesResponse* response) override {
    absl::MutexLock lock(&mutex);
    ++asked;
    *response = capabilities;
    return grpc::Status::OK;
  }

  grpc::Status Check(grpc::ServerContext* context,
                     const adapter::v1::CheckRequest*,
                     adapter::v1::CheckResponse* response) override {
    Checks run;
    {
      absl::MutexLock lock(&mutex);
      run = checks;
    }
    response->set_usable(true);
    return run ? run(*context) : grpc::Status::OK;
  }

  grpc::Status Collect(grpc::ServerContext* context,
                       const adapter::v1::CollectRequest* request,
                       Stream* stream) override {
    Collects run;
    {
      absl::MutexLock lock(&mutex);
      run = collects;
    }
    if (!run) return Finish(*stream, "");
    return run(*context, *request, *stream);
  }

  mutable absl::Mutex mutex;
  int asked ABSL_GUARDED_BY(mutex) = 0;
  adapter::v1::GetCapabilitiesResponse capabilities ABSL_GUARDED_BY(mutex);
  Collects collects ABSL_GUARDED_BY(mutex);
  Checks checks ABSL_GUARDED_BY(mutex);
};

AdapterStandIn::AdapterStandIn(const std::string& folder)
    : service_(std::make_unique<Service>()),
      endpoint_(absl::StrCat("unix:", folder, "/stand-in")) {
  SetCapabilities(AllKinds());
  Serve(endpoint_, grpc::InsecureServerCredentials());
}

AdapterStandIn::AdapterStandIn(std::shared_ptr<grpc::ServerCredentials> tls)
    : service_(std::make_unique<Service>()) {
  SetCapabilities(AllKinds());
  Serve("localhost:0", std::move(tls));
  endpoint_ = absl::StrCat("dns:///localhost:", port_);
}

AdapterStandIn::~AdapterStandIn() { StopServing(); }

void AdapterStandIn::Serve(
    const std::string& listen,
    std::shared_ptr<grpc::ServerCredentials> credentials) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(listen, std::move(credentials), &port_);
  builder.RegisterService(service_.get());
  server_ = builder.BuildAndStart();
}

void AdapterStandIn::StopServing() {
  if (server_ == nullptr) return;
  // Whoever hangs is let go at once.
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
  server_ = nullptr;
}

void AdapterStandIn::ServeAgain(std::shared_ptr<grpc::ServerCredentials> tls) {
  StopServing();
  Serve(absl::StrCat("localhost:", port_), std::move(tls));
}

void AdapterStandIn::SetCapabilities(
    adapter::v1::GetCapabilitiesResponse capabilities) {
  absl::MutexLock lock(&service_->mutex);
  service_->capabilities = std::move(capabilities);
}

void AdapterStandIn::SetCollects(Collects collects) {
  absl::MutexLock lock(&service_->mutex);
  service_->collects = std::move(collects);
}

void AdapterStandIn::SetChecks(Checks checks) {
  absl::MutexLock lock(&service_->mutex);
  service_->checks = std::move(checks);
}

int AdapterStandIn::asked() const {
  absl::MutexLock lock(&service_->mutex);
  return service_->asked;
}

grpc::Status AdapterStandIn::Hang(grpc::ServerContext& context) {
  const absl::Notification never;
  while (!context.IsCancelled()) {
    never.WaitForNotificationWithTimeout(absl::Milliseconds(2));
  }
  return grpc::Status::CANCELLED;
}

grpc::Status AdapterStandIn::Finish(Stream& stream, const std::string& cursor) {
  adapter::v1::CollectResponse response;
  response.mutable_checkpoint()->set_cursor(cursor);
  stream.Write(response);
  return grpc::Status::OK;
}

}  // namespace regisseur
