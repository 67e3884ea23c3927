#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/information_register/v1/information_register.pb.h"

namespace regisseur {

// regisseur.information_register.v1.InformationRegisterService over the
// answers. Thread-safe.
class InformationRegisterHandlers {
 public:
  explicit InformationRegisterHandlers(const Answers& answers)
      : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<information_register::v1::GetInformationRegisterResponse>
  GetInformationRegister(
      const CallContext& call,
      const information_register::v1::GetInformationRegisterRequest& request)
      const;

 private:
  const Answers& answers_;
};

}  // namespace regisseur
