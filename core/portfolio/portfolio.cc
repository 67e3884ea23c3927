#include "core/portfolio/portfolio.h"

namespace regisseur {

SourceConfig AsCollected(SourceConfig source) {
  if (source.push) source.options["path"] = "*";
  return source;
}

const ProviderConfig* Portfolio::FindProvider(const std::string& id) const {
  for (const ProviderConfig& provider : providers) {
    if (provider.id == id) return &provider;
  }
  return nullptr;
}

const SourceConfig* Portfolio::FindSource(const std::string& id) const {
  for (const SourceConfig* source : AllSources()) {
    if (source->id == id) return source;
  }
  return nullptr;
}

std::vector<const SourceConfig*> Portfolio::AllSources() const {
  std::vector<const SourceConfig*> sources;
  for (const ProviderConfig& provider : providers) {
    for (const SourceConfig& source : provider.sources) {
      sources.push_back(&source);
    }
  }
  for (const SourceConfig& source : shared_sources) sources.push_back(&source);
  return sources;
}

}  // namespace regisseur
