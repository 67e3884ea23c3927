#include "aggregator/answers/overview_cache.h"

#include <utility>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Without contracts there is no one object.
bool IsSame(const std::shared_ptr<const ContractRegister>& a,
            const std::shared_ptr<const ContractRegister>& b) {
  return a == b || (a->empty() && b->empty() && a->removed().empty() &&
                    b->removed().empty());
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Overview>> OverviewCache::Get(
    const Principal& who, const OverviewQuestion& question, AsOf as_of) {
  if (!as_of.IsNow() || !question.owner.empty()) {
    ASSIGN_OR_RETURN(Overview overview,
                     AnswerOverview(context_, who, question, as_of));
    return std::make_shared<const Overview>(std::move(overview));
  }

  // Before reading: what is committed meanwhile makes the answer too old, never
  // too new for its version.
  const int64_t data_version = context_.sources.data_version();
  const std::shared_ptr<const Portfolio> portfolio =
      context_.portfolios.At(as_of.known);
  const std::shared_ptr<const ExchangeRates> rates =
      context_.rates.At(as_of.known);
  const absl::Time now = context_.clock.Now();
  const std::shared_ptr<const ContractRegister> contracts =
      context_.contracts.At(as_of.known);
  // A file that is refused commits nothing.
  std::vector<RefusedContractFile> refused = context_.contracts.ListRefused();
  // On a full disk nothing is committed, and no version grows.
  std::vector<Gap> daemon_gaps = context_.ListDaemonGaps();

  Entry entry;
  {
    absl::MutexLock lock(&mutex_);
    for (const Entry& kept : entries_) {
      if (kept.audience == who.role &&
          kept.with_agenda == question.with_agenda &&
          kept.data_version == data_version &&
          kept.daemon_gaps == daemon_gaps &&
          kept.facts->portfolio == portfolio && kept.rates == rates &&
          IsSame(kept.contracts, contracts) && kept.refused == refused &&
          now < kept.facts->holds_until && now >= kept.overview->as_of) {
        entry = kept;
      }
    }
  }
  const bool must_read = entry.facts == nullptr;
  if (must_read) {
    ASSIGN_OR_RETURN(
        OverviewFacts facts,
        ReadOverviewFacts(context_, who, question, as_of, keepers_));
    entry.audience = who.role;
    entry.with_agenda = question.with_agenda;
    entry.data_version = data_version;
    entry.daemon_gaps = std::move(daemon_gaps);
    entry.rates = rates;
    entry.contracts = contracts;
    entry.refused = std::move(refused);
    entry.facts = std::make_shared<const OverviewFacts>(std::move(facts));
  }
  std::vector<Freshness> words = FreshnessWords(*entry.facts, now);
  if (entry.overview != nullptr && words == entry.words) return entry.overview;
  ASSIGN_OR_RETURN(Overview overview,
                   AssembleOverview(*entry.facts, words, now));
  entry.words = std::move(words);
  entry.overview = std::make_shared<const Overview>(std::move(overview));

  absl::MutexLock lock(&mutex_);
  if (must_read) ++reads_;
  std::erase_if(entries_, [&](const Entry& kept) {
    return kept.audience == entry.audience &&
           kept.with_agenda == entry.with_agenda;
  });
  entries_.push_back(entry);
  return entry.overview;
}

}  // namespace regisseur
