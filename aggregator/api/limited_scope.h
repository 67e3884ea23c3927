#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/api/ownership.h"
#include "google/protobuf/message.h"

namespace regisseur {

// Holds a caller of limited scope to its own: a provider to its rows and their
// shared fields, an owner to the partners that it answers for. Everybody else
// passes unchanged.
//
// It works by the marks in the descriptors (regisseur/type/v1/audience.proto),
// so that a new method or field needs no code here:
// - A field of the request that names another's provider, source or owner is
//   answered with NOT_FOUND, in the same words and after the same work as a
//   name that does not exist. One that names nothing is filled with the
//   caller's own.
// - A message of the answer that is about another's, and every field that is
//   not AUDIENCE_SHARED, is left out. Of the gaps a provider sees those about
//   its own sources and states; of why a source fails, which can name a path
//   or an address of ours, only that it does.
// - Words of an error that could tell about others are replaced.
//
// PERMISSION_DENIED for a method by which nobody can be held to anything.
absl::Status CallWithinScope(
    const Ownership& ownership, const MethodRegistry::Method& method,
    const CallContext& call, const google::protobuf::Message& request,
    ResponseWriter& writer,
    absl::FunctionRef<absl::Status(const google::protobuf::Message& request,
                                   ResponseWriter& writer)>
        handle);

// True when the method can be called by a role of limited scope: its request
// names what can be the caller's own, or its answer says whose it is.
bool CanBeHeldToScope(const google::protobuf::MethodDescriptor& method,
                      Principal::Role role);

// True when a provider sees the field (where the row is its own).
bool IsShared(const google::protobuf::FieldDescriptor& field);

}  // namespace regisseur
