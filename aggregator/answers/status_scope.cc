#include "aggregator/answers/status_scope.h"

#include <algorithm>

namespace regisseur {

absl::StatusOr<StatusScope> StatusScope::Find(
    const AnswerContext& context, const Principal& who,
    const std::string& provider, const std::string& owner,
    const std::string& from, const std::string& to, AsOf as_of) {
  ASSIGN_OR_RETURN(KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  StatusScope scope(std::move(known));
  ASSIGN_OR_RETURN(
      scope.range_,
      ParseTimeRange(from, to, scope.known_.portfolio().time_zone));
  if (!provider.empty()) {
    RETURN_IF_ERROR(scope.known_.CheckProvider(provider));
    scope.sources_ = scope.known_.SourcesOf(provider);
  } else {
    for (const KnownSource& source : scope.known_.sources()) {
      if (!source.shared) scope.sources_.push_back(&source);
    }
  }
  if (!owner.empty()) {
    std::erase_if(scope.sources_, [&](const KnownSource* source) {
      return scope.known_.OwnerOf(source->provider) != owner;
    });
  }
  return scope;
}

absl::StatusOr<ComponentNames> ReadComponentNames(const AnswerContext& context,
                                                  const Principal& who,
                                                  const std::string& source,
                                                  AsOf as_of) {
  ASSIGN_OR_RETURN(const std::vector<ComponentRecord> components,
                   context.status.ListComponents(who, source, as_of));
  ComponentNames names;
  for (const ComponentRecord& record : components) {
    names[record.component.id] = record.component.name;
  }
  return names;
}

std::vector<std::string> NamesOf(const ComponentNames& names,
                                 const std::vector<std::string>& ids) {
  std::vector<std::string> result;
  for (const std::string& id : ids) {
    const auto found = names.find(id);
    const std::string& name = found == names.end() ? id : found->second;
    if (std::find(result.begin(), result.end(), name) == result.end()) {
      result.push_back(name);
    }
  }
  return result;
}

}  // namespace regisseur
