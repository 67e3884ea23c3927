#pragma once

#include <memory>

#include "aggregator/access/callers.h"
#include "aggregator/api/call_pool.h"
#include "aggregator/api/method_registry.h"
#include "grpcpp/generic/async_generic_service.h"

namespace regisseur {

// Serves every method of a registry over gRPC, looking it up by its path, so
// that no service needs code of its own here. Reads one request, runs the
// handler on the pool, writes what it answers. Thread-safe.
class GenericService final : public grpc::CallbackGenericService {
 public:
  // All must outlive it.
  GenericService(const MethodRegistry& methods, Callers& callers,
                 CallPool& pool);
  ~GenericService() override;

  // Tells every running handler to end soon.
  void CancelAll();

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

 private:
  class Call;
  class Calls;

  const MethodRegistry& methods_;
  Callers& callers_;
  CallPool& pool_;
  // Calls that run; shared with them, because they end when they like.
  const std::shared_ptr<Calls> calls_;
};

}  // namespace regisseur
