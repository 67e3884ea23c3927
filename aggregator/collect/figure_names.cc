#include "aggregator/collect/figure_names.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "core/base/nearest_word.h"
#include "core/base/utf8.h"
#include "core/contract/contract_register.h"
#include "core/finding/finding.h"
#include "core/measurement/share_of_time.h"
#include "core/measurement/told_name.h"

namespace regisseur {
namespace {

// More names say no more: of those that there are, and of those that nothing is
// known of.
constexpr size_t kMostNamed = 12;
constexpr size_t kMostTold = 50;
// Whoever sends a megabyte means no name.
constexpr size_t kMostNameBytes = 200;

bool IsOneOf(const std::set<std::string>& folded, const std::string& name) {
  return folded.contains(FoldName(name));
}

std::string List(std::vector<std::string> names) {
  if (names.size() > kMostNamed) {
    names.resize(kMostNamed);
    names.push_back("…");
  }
  return absl::StrJoin(names, ", ");
}

// Names that are known: as they are shown, and by what they are found.
struct Known {
  std::vector<std::string> shown;
  std::set<std::string> folded;

  void Add(const std::string& name) {
    if (FoldName(name).empty()) return;
    if (std::find(shown.begin(), shown.end(), name) == shown.end()) {
      shown.push_back(name);
    }
    folded.insert(FoldName(name));
  }
};

// By what a figure of an objective is told: see told_figure.cc of the answers.
void AddNamesOf(const Objective& objective, Known& known) {
  if (const auto* terms = std::get_if<IndicatorTerms>(&objective.terms)) {
    known.Add(terms->indicator);
    return;
  }
  if (const auto* terms = std::get_if<OutcomeTerms>(&objective.terms)) {
    known.Add(terms->indicator);
    return;
  }
  known.Add(objective.id);
  if (!objective.title.empty()) known.folded.insert(FoldName(objective.title));
  known.folded.insert(FoldName(ObjectiveKindWord(objective.terms)));
}

// One batch of one source.
class BatchNames {
 public:
  BatchNames(const Portfolio& portfolio, const ContractRegister& contracts,
             const SourceConfig& source, FactBatch& batch)
      : portfolio_(portfolio),
        contracts_(contracts),
        source_(source),
        provider_(portfolio.FindProvider(source.provider)),
        batch_(batch) {
    for (const Finding& finding : batch.findings) findings_.Merge(finding);
    if (provider_ == nullptr) return;
    for (const ServiceConfig& service : provider_->services) {
      services_.Add(service.id);
      services_.folded.insert(FoldName(service.name));
    }
  }

  void Check() {
    if (provider_ == nullptr) return;
    std::erase_if(batch_.measurements, [&](const Measurement& measurement) {
      return IsOfAnother(measurement);
    });
    bool counts = false;
    for (const Measurement& measurement : batch_.measurements) {
      const bool of_service = CheckService(measurement);
      const bool of_promise = CheckIndicator(measurement);
      counts = counts || (of_service && of_promise);
      CheckUnit(measurement);
    }
    // A report has more figures than there are promises; one that has none of
    // them was made with other names.
    if (!counts) {
      for (const Finding& finding : unknown_.findings()) {
        findings_.Merge(finding);
      }
    }
    batch_.findings = findings_.Take();
  }

 private:
  std::string FileOf(const Measurement& measurement) const {
    const auto at = static_cast<size_t>(measurement.delivery);
    return at < batch_.deliveries.size() ? batch_.deliveries[at].origin : "";
  }

  bool IsOfAnother(const Measurement& measurement) {
    const std::string party = FoldName(measurement.party);
    if (party.empty() || party == FoldName(provider_->id) ||
        party == FoldName(provider_->name)) {
      return false;
    }
    for (const ProviderConfig& other : portfolio_.providers) {
      if (&other == provider_ ||
          (party != FoldName(other.id) && party != FoldName(other.name))) {
        continue;
      }
      findings_.Add(Severity::kError, "figure-of-another-partner", "party",
                    FileOf(measurement), measurement.line, measurement.party,
                    {{"source", source_.id}, {"provider", provider_->name}});
      return true;
    }
    return false;
  }

  // Says that nothing is known of a name: at once when one of those that are
  // known was probably meant, else when nothing else counts either.
  void Tell(const char* unknown_rule, const char* near_rule,
            const std::string& name, const Known& known,
            const Measurement& measurement) {
    told_.insert(name);
    if (told_.size() > kMostTold) return;
    const std::string near = name.size() > kMostNameBytes
                                 ? ""
                                 : NearestWord(FoldName(name), known.shown);
    FindingList& findings = near.empty() ? unknown_ : findings_;
    findings.Add(Severity::kWarning, near.empty() ? unknown_rule : near_rule,
                 Utf8Prefix(name, kMostNameBytes), FileOf(measurement),
                 measurement.line, name,
                 {{"provider", provider_->name},
                  {"known", List(known.shown)},
                  {"near", near}});
  }

  // Both: true for a name that is known, or where none is.
  bool CheckService(const Measurement& measurement) {
    if (measurement.service.empty() || services_.shown.empty() ||
        IsOneOf(services_.folded, measurement.service)) {
      return true;
    }
    Tell("figure-service-unknown", "figure-service-near", measurement.service,
         services_, measurement);
    return false;
  }
  bool CheckIndicator(const Measurement& measurement) {
    const Known& known = IndicatorsOn(absl::ToCivilDay(
        measurement.period_end - absl::Nanoseconds(1), portfolio_.time_zone));
    if (known.shown.empty() || IsOneOf(known.folded, measurement.indicator)) {
      return true;
    }
    Tell("figure-indicator-unknown", "figure-indicator-near",
         measurement.indicator, known, measurement);
    return false;
  }

  // 0.9995 of a time is 99.95 % of it, and 0.9995 % is nearly nothing.
  void CheckUnit(const Measurement& measurement) {
    if (!measurement.unit.empty() || !measurement.value.has_value() ||
        !IsShareOfTime(measurement.indicator)) {
      return;
    }
    const Decimal& value = *measurement.value;
    if (value.IsZero() || value.IsNegative() || value > Decimal(1, 0)) return;
    const auto percent = Decimal::Multiply(value, Decimal(100, 0));
    if (!percent.ok()) return;
    findings_.Add(Severity::kWarning, "figure-share-without-unit",
                  measurement.indicator, FileOf(measurement), measurement.line,
                  value.ToString(),
                  {{"percent", percent->Normalized().ToString()}});
  }

  const Known& IndicatorsOn(absl::CivilDay day) {
    const auto [found, is_new] = indicators_.try_emplace(day);
    if (!is_new) return found->second;
    for (const Contract* contract : contracts_.InForce(day)) {
      if (contract->provider != provider_->id) continue;
      for (const Objective& objective : contract->objectives) {
        AddNamesOf(objective, found->second);
      }
    }
    return found->second;
  }

  const Portfolio& portfolio_;
  const ContractRegister& contracts_;
  const SourceConfig& source_;
  const ProviderConfig* const provider_;
  FactBatch& batch_;
  FindingList findings_;
  FindingList unknown_;
  std::set<std::string> told_;
  Known services_;
  std::map<absl::CivilDay, Known> indicators_;
};

}  // namespace

void FigureNames::Check(const SourceConfig& source, FactBatch& batch) const {
  if (source.provider.empty() || batch.measurements.empty()) return;
  const std::shared_ptr<const Portfolio> portfolio =
      portfolios_.At(absl::InfiniteFuture());
  const std::shared_ptr<const ContractRegister> contracts =
      contracts_.At(absl::InfiniteFuture());
  if (portfolio == nullptr || contracts == nullptr) return;
  BatchNames(*portfolio, *contracts, source, batch).Check();
}

}  // namespace regisseur
