#include "aggregator/api/limited_scope.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "regisseur/identity/v1/identity.pb.h"
#include "regisseur/type/v1/audience.pb.h"
#include "regisseur/type/v1/evidence.pb.h"

namespace regisseur {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using type::v1::Scope;

// Rules about the provider itself that no other's data can change; all other
// gaps of a provider's answers are about one of its sources.
constexpr const char* kSharedGapRules[] = {
    "contract-file-removed",     "contract-version-removed",
    "escalation-without-ladder", "hours-booked-before",
    "pulse-few-answers",         "status-",
    "service-without-state",     "sla-figure-unreadable"};

// Rules whose message holds nothing but times, names of services, of files that
// the partner sent, and words of ours. What others say can hold a path or an
// address inside our house.
constexpr const char* kPlainGapRules[] = {
    "escalation-without-ladder",
    "pulse-few-answers",
    "hours-booked-before",
    "status-",
    "service-without-state",
    "sla-figure-unreadable",
    "source-late",
    "source-missing",
    "source-no-delivery",
    "source-not-collected",
    "source-stale",
};
constexpr char kWithheldMessage[] =
    "It cannot be used at the moment; the organisation that runs this server "
    "can see why.";

// Methods whose answer is the same for everybody and tells of no partner.
constexpr const char* kTellOfNobody[] = {
    "regisseur.evidence.v1.EvidenceService.GetSigningKey",
};

constexpr char kNothingThere[] = "there is nothing of that name for you to see";

absl::Status NothingThere() { return absl::NotFoundError(kNothingThere); }

Scope ScopeOf(const FieldDescriptor& field) {
  return field.options().GetExtension(type::v1::names);
}

bool IsOurs(const Descriptor& message) {
  return absl::StartsWith(message.file()->package(), "regisseur.");
}

// The field by which a message says whose it is; null when it does not.
const FieldDescriptor* FindNaming(const Descriptor& message, Scope scope) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* field = message.field(i);
    if (ScopeOf(*field) == scope && !field->is_repeated()) return field;
  }
  return nullptr;
}

template <size_t count>
bool StartsWithAny(const std::string& rule, const char* const (&rules)[count]) {
  for (const char* start : rules) {
    if (absl::StartsWith(rule, start)) return true;
  }
  return false;
}

// What a caller of limited scope may see, within one call.
class View {
 public:
  View(const Ownership& ownership, const Principal& who)
      : ownership_(ownership), who_(who) {}

  bool IsProvider() const { return who_.role == Principal::Role::kProvider; }
  // One who uses services takes part in what concerns any of them.
  bool IsEndUser() const { return who_.role == Principal::Role::kEndUser; }
  // Fields that are not shared are left out.
  bool SeesSharedOnly() const { return IsProvider() || IsEndUser(); }

  absl::StatusOr<bool> IsOwnProvider(const std::string& provider) {
    if (IsEndUser()) return !provider.empty();
    if (who_.scope.empty() || provider.empty()) return false;
    if (IsProvider()) {
      return provider == who_.scope ||
             ownership_.CurrentId(provider) == who_.scope;
    }
    auto [known, added] = owners_.try_emplace(provider);
    if (added) {
      ASSIGN_OR_RETURN(known->second,
                       ownership_.OwnerOfProvider(who_, provider));
    }
    return known->second == who_.scope;
  }

  absl::StatusOr<bool> IsOwnSource(const std::string& source) {
    auto [known, added] = sources_.try_emplace(source);
    if (added) {
      absl::StatusOr<std::string> provider =
          ownership_.ProviderOfSource(who_, source);
      if (absl::IsNotFound(provider.status())) {
        provider = std::string();
      }
      RETURN_IF_ERROR(provider.status());
      known->second = *std::move(provider);
    }
    return IsOwnProvider(known->second);
  }

  bool IsOwnOwner(const std::string& owner) const {
    // Who answers for a provider is internal: even to ask is an answer.
    return !SeesSharedOnly() && owner == who_.scope;
  }

  // Fills in what the request leaves open, and refuses what is another's.
  absl::Status Hold(Message& request) {
    const Reflection& reflection = *request.GetReflection();
    const Descriptor& type = *request.GetDescriptor();
    const bool names_owner = FindNaming(type, type::v1::SCOPE_OWNER) != nullptr;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const Scope scope = ScopeOf(field);
      if (scope == type::v1::SCOPE_UNSPECIFIED) continue;
      if (field.is_repeated()) {
        for (int k = 0; k < reflection.FieldSize(request, &field); ++k) {
          RETURN_IF_ERROR(
              Require(scope, reflection.GetRepeatedString(request, &field, k)));
        }
        continue;
      }
      const std::string value = reflection.GetString(request, &field);
      if (!value.empty()) {
        RETURN_IF_ERROR(Require(scope, value));
        continue;
      }
      const bool own_provider =
          scope == type::v1::SCOPE_PROVIDER && IsProvider();
      const bool own_owner =
          scope == type::v1::SCOPE_OWNER && !SeesSharedOnly();
      if (own_provider || own_owner) {
        reflection.SetString(&request, &field, who_.scope);
      } else if (scope == type::v1::SCOPE_PROVIDER && !names_owner) {
        return absl::InvalidArgumentError(absl::StrCat(
            field.name(), ": say which of the providers that you answer for"));
      }
    }
    return absl::OkStatus();
  }

  // Leaves out of the answer what is another's and what is internal.
  absl::Status Trim(Message& answer) {
    ASSIGN_OR_RETURN(const bool own, IsOwn(answer));
    if (!own) return NothingThere();
    return TrimFields(answer);
  }

 private:
  absl::Status Require(Scope scope, const std::string& name) {
    absl::StatusOr<bool> own = false;
    if (scope == type::v1::SCOPE_PROVIDER) own = IsOwnProvider(name);
    if (scope == type::v1::SCOPE_SOURCE) own = IsOwnSource(name);
    if (scope == type::v1::SCOPE_OWNER) own = IsOwnOwner(name);
    RETURN_IF_ERROR(own.status());
    return *own ? absl::OkStatus() : NothingThere();
  }

  absl::StatusOr<bool> IsOwn(const Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    if (!IsOurs(type)) return true;
    const Reflection& reflection = *message.GetReflection();
    const auto value = [&](Scope scope) -> std::optional<std::string> {
      const FieldDescriptor* field = FindNaming(type, scope);
      if (field == nullptr) return std::nullopt;
      return reflection.GetString(message, field);
    };
    const std::optional<std::string> provider = value(type::v1::SCOPE_PROVIDER);
    const std::optional<std::string> source = value(type::v1::SCOPE_SOURCE);
    // Who calls is told who that is; one who uses services is of no provider.
    if (IsEndUser() && &type == identity::v1::Caller::descriptor()) return true;
    if (&type == type::v1::Gap::descriptor()) {
      return IsOwnGap(static_cast<const type::v1::Gap&>(message));
    }
    // What names no provider is nobody's to a provider; an owner is asked for
    // by its own name below.
    if (provider.has_value() && (SeesSharedOnly() || !provider->empty())) {
      ASSIGN_OR_RETURN(const bool own, IsOwnProvider(*provider));
      if (!own) return false;
    }
    if (source.has_value()) {
      ASSIGN_OR_RETURN(const bool own, IsOwnSource(*source));
      if (!own) return false;
    }
    const std::optional<std::string> owner = value(type::v1::SCOPE_OWNER);
    return SeesSharedOnly() || !owner.has_value() || IsOwnOwner(*owner);
  }

  absl::StatusOr<bool> IsOwnGap(const type::v1::Gap& gap) {
    if (!SeesSharedOnly()) {
      // What is missing from the whole portfolio is missing from a part of it.
      if (gap.provider().empty()) return true;
      return IsOwnProvider(gap.provider());
    }
    ASSIGN_OR_RETURN(const bool own, IsOwnProvider(gap.provider()));
    if (!own) return false;
    if (!gap.source().empty()) return IsOwnSource(gap.source());
    return StartsWithAny(gap.rule(), kSharedGapRules);
  }

  absl::Status TrimFields(Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    if (!IsOurs(type)) return absl::OkStatus();
    if (SeesSharedOnly() && &type == type::v1::Gap::descriptor()) {
      auto& gap = static_cast<type::v1::Gap&>(message);
      if (!StartsWithAny(gap.rule(), kPlainGapRules)) {
        gap.set_message(kWithheldMessage);
        gap.clear_arguments();
      }
      // Why its last try failed goes along with any rule about a source.
      gap.mutable_arguments()->erase("message");
    }
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (SeesSharedOnly() && !type.options().map_entry() &&
          !IsShared(*field)) {
        reflection.ClearField(&message, field);
        continue;
      }
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      if (!field->is_repeated()) {
        Message& inner = *reflection.MutableMessage(&message, field);
        ASSIGN_OR_RETURN(const bool own, IsOwn(inner));
        if (own) {
          RETURN_IF_ERROR(TrimFields(inner));
        } else {
          reflection.ClearField(&message, field);
        }
        continue;
      }
      int kept = 0;
      const int size = reflection.FieldSize(message, field);
      for (int i = 0; i < size; ++i) {
        Message& inner = *reflection.MutableRepeatedMessage(&message, field, i);
        ASSIGN_OR_RETURN(const bool own, IsOwn(inner));
        if (!own) continue;
        RETURN_IF_ERROR(TrimFields(inner));
        if (kept != i) reflection.SwapElements(&message, field, kept, i);
        ++kept;
      }
      for (int i = size; i > kept; --i) reflection.RemoveLast(&message, field);
    }
    return absl::OkStatus();
  }

  const Ownership& ownership_;
  const Principal& who_;
  std::map<std::string, std::string> owners_;   // of providers asked about
  std::map<std::string, std::string> sources_;  // their providers
};

// Trims each message of an answer.
class ViewWriter final : public ResponseWriter {
 public:
  ViewWriter(View& view, ResponseWriter& writer)
      : view_(view), writer_(writer) {}

  absl::Status Write(const Message& message) override {
    const std::unique_ptr<Message> trimmed(message.New());
    trimmed->CopyFrom(message);
    RETURN_IF_ERROR(view_.Trim(*trimmed));
    return writer_.Write(*trimmed);
  }

 private:
  View& view_;
  ResponseWriter& writer_;
};

// An act is about something of who acts, found before anything is decided: why
// it is not possible names nothing of others.
bool IsAct(const google::protobuf::MethodDescriptor& method) {
  return method.input_type()->FindFieldByName("request_id") != nullptr;
}

// The field by which an act on what both sides share names something else, as
// `links.invoice`, when an error begins with it; empty otherwise. There what is
// another's is not found like what is nowhere. Whose matter an act is about
// stands in `id` and in what is marked as a name of somebody.
std::string LinkNamed(const google::protobuf::MethodDescriptor& method,
                      absl::string_view message) {
  const size_t end = message.find(": ");
  if (end == absl::string_view::npos || !IsAct(method) ||
      method.file()->package() != "regisseur.partnership.v1") {
    return "";
  }
  const absl::string_view path = message.substr(0, end);
  const Descriptor* type = method.input_type();
  for (const std::string& name :
       std::vector<std::string>(absl::StrSplit(path, '.'))) {
    const FieldDescriptor* const field =
        type == nullptr ? nullptr : type->FindFieldByName(name);
    if (field == nullptr || ScopeOf(*field) != type::v1::SCOPE_UNSPECIFIED ||
        name == "id") {
      return "";
    }
    type = field->message_type();
  }
  return std::string(path);
}

// What a handler says can name what is another's.
absl::Status WithoutOthers(const google::protobuf::MethodDescriptor& method,
                           const absl::Status& status) {
  if (status.code() == absl::StatusCode::kFailedPrecondition && IsAct(method)) {
    return status;
  }
  // The id, and the name of a run, is the caller's own.
  if (status.code() == absl::StatusCode::kAlreadyExists && IsAct(method) &&
      (absl::StartsWith(status.message(), "request_id: ") ||
       absl::StartsWith(status.message(), "batch.run: "))) {
    return status;
  }
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return status;
    case absl::StatusCode::kNotFound: {
      const std::string link = LinkNamed(method, status.message());
      return link.empty()
                 ? NothingThere()
                 : absl::NotFoundError(absl::StrCat(link, ": ", kNothingThere));
    }
    default:
      return absl::Status(status.code(),
                          "this cannot be answered at the moment; ask the "
                          "organisation that runs this server");
  }
}

}  // namespace

bool IsShared(const FieldDescriptor& field) {
  const type::v1::Audience own =
      field.options().GetExtension(type::v1::audience);
  if (own != type::v1::AUDIENCE_UNSPECIFIED) {
    return own == type::v1::AUDIENCE_SHARED;
  }
  return field.containing_type()->options().GetExtension(
             type::v1::fields_audience) == type::v1::AUDIENCE_SHARED;
}

bool CanBeHeldToScope(const google::protobuf::MethodDescriptor& method,
                      Principal::Role role) {
  for (const char* name : kTellOfNobody) {
    if (method.full_name() == name) return true;
  }
  const Scope own = role == Principal::Role::kOwner ? type::v1::SCOPE_OWNER
                                                    : type::v1::SCOPE_PROVIDER;
  for (const Scope scope :
       {type::v1::SCOPE_PROVIDER, type::v1::SCOPE_SOURCE, own}) {
    if (FindNaming(*method.input_type(), scope) != nullptr) return true;
  }
  return FindNaming(*method.output_type(), own) != nullptr;
}

absl::Status CallWithinScope(
    const Ownership& ownership, const MethodRegistry::Method& method,
    const CallContext& call, const Message& request, ResponseWriter& writer,
    absl::FunctionRef<absl::Status(const Message&, ResponseWriter&)> handle) {
  if (call.who.role != Principal::Role::kProvider &&
      call.who.role != Principal::Role::kOwner &&
      call.who.role != Principal::Role::kEndUser) {
    return handle(request, writer);
  }
  const bool needs_scope = call.who.role != Principal::Role::kEndUser;
  if ((needs_scope && call.who.scope.empty()) ||
      !CanBeHeldToScope(*method.descriptor, call.who.role)) {
    return absl::PermissionDeniedError(
        absl::StrCat("\"", call.who.name, "\" may not call ",
                     method.descriptor->full_name()));
  }
  View view(ownership, call.who);
  const std::unique_ptr<Message> held(request.New());
  held->CopyFrom(request);
  if (absl::Status status = view.Hold(*held); !status.ok()) {
    return WithoutOthers(*method.descriptor, status);
  }
  ViewWriter trimming(view, writer);
  return WithoutOthers(*method.descriptor, handle(*held, trimming));
}

}  // namespace regisseur
