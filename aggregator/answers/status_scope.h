#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/time/time_range.h"

namespace regisseur {

// What a question about incidents or maintenance looks at: sources of states
// and a range of time. Refers to itself: not copied.
class StatusScope {
 public:
  // The sources of the provider, or all that belong to one, of the owner if one
  // is given. INVALID_ARGUMENT for a range that cannot be read, NOT_FOUND for
  // an unknown provider.
  static absl::StatusOr<StatusScope> Find(const AnswerContext& context,
                                          const Principal& who,
                                          const std::string& provider,
                                          const std::string& owner,
                                          const std::string& from,
                                          const std::string& to, AsOf as_of);
  StatusScope(StatusScope&&) = default;
  StatusScope& operator=(StatusScope&&) = default;

  const KnownPortfolio& known() const { return known_; }

  // Hands every record that `list(source id, range)` gives to `add(source,
  // names of its components, record)`, and adds what the sources leave out.
  template <typename List, typename Add>
  absl::Status ForEach(const AnswerContext& context, const Principal& who,
                       AsOf as_of, List list, Add add,
                       std::vector<Gap>& gaps) const;

 private:
  explicit StatusScope(KnownPortfolio known) : known_(std::move(known)) {}

  KnownPortfolio known_;
  TimeRange range_;
  std::vector<const KnownSource*> sources_;  // of `known_`
};

// Names of components by the partner's id.
using ComponentNames = std::map<std::string, std::string>;
absl::StatusOr<ComponentNames> ReadComponentNames(const AnswerContext& context,
                                                  const Principal& who,
                                                  const std::string& source,
                                                  AsOf as_of);
// By name, in the order of `ids`, each once; an unknown id stands for itself.
std::vector<std::string> NamesOf(const ComponentNames& names,
                                 const std::vector<std::string>& ids);

template <typename List, typename Add>
absl::Status StatusScope::ForEach(const AnswerContext& context,
                                  const Principal& who, AsOf as_of, List list,
                                  Add add, std::vector<Gap>& gaps) const {
  for (const KnownSource* source : sources_) {
    const std::string& id = source->config->id;
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, id, as_of));
    ASSIGN_OR_RETURN(auto records, list(id, range_));
    if (!records.empty() || MayTell(record, FactKind::kStatus)) {
      AddFreshnessGap(known_, *source, record, gaps);
    }
    if (records.empty()) continue;
    ASSIGN_OR_RETURN(const ComponentNames names,
                     ReadComponentNames(context, who, id, as_of));
    for (auto& found : records) add(*source, names, std::move(found));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
