#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "core/allocation/allocation_rule.h"
#include "core/budget/budget.h"
#include "core/fx/conversion_rule.h"
#include "core/money/vat_terms.h"
#include "core/portfolio/register_facts.h"
#include "core/time/instant.h"

namespace regisseur {

// The portfolio as a person configured it: values, already checked. Built by
// aggregator/config, read by everything else.

enum class Tier { kStrategic = 1, kTactical, kOperational, kCommodity };

// By whose word a source's facts are.
enum class Origin { kReported = 1, kMeasured = 2 };

// Which kind of cost evidence a source gives (USERS U7). Of one provider and
// month the first that is there counts; the others stand beside it.
enum class CostBasis { kCharges = 1, kLedger = 2 };

// How a fact of a shared source finds its provider (DECISIONS 2).
struct AssignmentRule {
  // service_provider, invoice_issuer, sub_account, tag:NAME (of charges),
  // supplier (the party of measurements and objectives, the supplier of
  // tickets) or assignment_group (of tickets).
  std::string by;
  // Glob over the party as the data names it -> provider id; first match wins
  // in the order of the file.
  std::vector<std::pair<std::string, std::string>> map;

  bool operator==(const AssignmentRule&) const = default;
};

// Mutual TLS with a remote adapter: files in PEM.
struct TlsFiles {
  std::string ca;
  std::string cert;
  std::string key;
  // Who the adapter must be, by its certificate: a SPIFFE URI, else the common
  // name of its subject. Empty: the host of its endpoint.
  std::string peer;

  bool operator==(const TlsFiles&) const = default;
};

// A configured adapter.
struct SourceConfig {
  std::string id;
  std::string provider;  // empty for a shared source
  std::string adapter;   // local: the kind
  std::string endpoint;  // remote: the gRPC address; else empty
  // The partner sends by itself and is never asked: files, which the adapter
  // reads, or facts, where there is no adapter.
  bool push = false;
  absl::Duration every = absl::Minutes(5);
  // How far the data may lag before it is late (DECISIONS 21); absent: by kind.
  std::optional<CalendarSpan> expect;
  std::map<std::string, std::string> options;
  std::map<std::string, std::string> secret_files;  // name -> path
  std::optional<AssignmentRule> assign;             // shared sources
  Origin origin = Origin::kReported;
  CostBasis basis = CostBasis::kCharges;
  std::optional<TlsFiles> tls;

  bool operator==(const SourceConfig&) const = default;
};

// A source as its adapter is asked for it: what was pushed lies alone in a
// folder that relative paths start from.
SourceConfig AsCollected(SourceConfig source);

// What we take from a provider, with selectors (DECISIONS 2).
struct ServiceConfig {
  std::string id;
  std::string name;
  std::vector<std::string> components;
  std::vector<std::string> charges;
  std::vector<std::string> tickets;
};

struct ProviderConfig {
  std::string id;
  std::string name;
  Tier tier = Tier::kOperational;
  std::string owner;
  std::string country;  // of its seat, ISO 3166-1 alpha-2; empty: not known
  std::vector<std::string> formerly;
  std::optional<VatTerms> vat;  // where they differ from the portfolio's
  std::vector<ServiceConfig> services;
  std::vector<SourceConfig> sources;
  RegisterFacts register_facts{};
};

// What the organisation does with services (USERS U6).
struct FunctionConfig {
  std::string id;
  std::string name;
  std::string owner;
  bool critical = false;
  // Service hours as written, day range -> hours; for later use and display.
  std::map<std::string, std::string> hours;
  std::string rto;
  std::string rpo;
  std::vector<std::pair<std::string, std::string>> needs;  // provider, service
  RegisterFacts register_facts{};
};

// The provider of facts that no rule claims.
inline constexpr char kUnassigned[] = "unassigned";

struct Portfolio {
  std::string name;
  std::string currency = "EUR";
  std::string time_zone_name = "Europe/Amsterdam";
  absl::TimeZone time_zone;
  std::string language = "en";
  // The regimes of incident reporting that bind the organisation: dora, nis2
  // (core/outage).
  std::vector<std::string> clocks;
  std::optional<VatTerms> vat;  // absent: burden is not known
  ConversionRule conversion;
  std::vector<ProviderConfig> providers;
  std::vector<SourceConfig> shared_sources;
  std::vector<FunctionConfig> functions;
  std::vector<Budget> budgets;
  std::vector<QuantityConfig> quantities;
  std::vector<AllocationRule> allocations;  // the first that picks a line
  PortfolioRegisterFacts register_facts;

  const ProviderConfig* FindProvider(const std::string& id) const;
  const SourceConfig* FindSource(const std::string& id) const;
  // All sources, the providers' own in order, then the shared ones.
  std::vector<const SourceConfig*> AllSources() const;
};

// The portfolio as it was configured at a moment (DECISIONS 4). Thread-safe.
class PortfolioHistory {
 public:
  virtual ~PortfolioHistory() = default;
  // The one in force; InfiniteFuture for now. Before the first one: the first.
  virtual std::shared_ptr<const Portfolio> At(absl::Time known) const = 0;
};

}  // namespace regisseur
