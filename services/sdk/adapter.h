#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/base/clock.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"

namespace regisseur::sdk {

// One option that a source of an adapter can set; see OptionSpec in
// regisseur/adapter/v1/adapter.proto.
struct OptionSpec {
  std::string name;
  std::string description;
  bool required = false;
  bool secret = false;
};

// What an adapter can do.
struct AdapterInfo {
  std::string kind;     // "statuspage"
  std::string version;  // "1"; cursors carry it
  std::vector<FactKind> facts;
  std::vector<OptionSpec> options;
  bool sums_charges = false;  // an option makes it tell sums of lines
};

// A source as the caller configured it, texts checked to be UTF-8 and options
// checked against AdapterInfo.
struct SourceSpec {
  std::string source_id;
  std::map<std::string, std::string> options;
  std::map<std::string, std::string> secrets;
  std::string base_directory;
  absl::TimeZone time_zone;
  std::string currency;

  // The option's text; `fallback` where it is not set or empty.
  std::string Option(absl::string_view name,
                     absl::string_view fallback = "") const;
  // The secret's text; empty where it is not set. Never logged.
  std::string Secret(absl::string_view name) const;
};

// How well one field is filled; see FieldCoverage.
struct FieldCoverage {
  std::string field;
  int64_t total = 0;
  int64_t filled = 0;
  bool mandatory = false;
};

// What a dry run found.
struct DryRun {
  std::vector<FieldCoverage> fields;
  // Rows and observations that a collection would deliver, at least: none means
  // that the source cannot be used as it is.
  int64_t facts = 0;
};

// Takes what an adapter reads, in order. Given by the SDK; not thread-safe.
class FactSink {
 public:
  virtual ~FactSink() = default;

  // Hands over one batch. Blocks while the caller is busy. The SDK checks that
  // runs and numbers ascend and texts are UTF-8. Not OK when the caller hung
  // up or the deadline passed: return that status at once.
  virtual absl::Status Send(FactBatch batch) = 0;
  // True when the caller hung up; to be asked in long loops without batches.
  virtual bool Cancelled() const = 0;
  // Rows that a batch should hold, 1 to 10,000.
  virtual int batch_rows() const = 0;
};

// Makes one kind of partner system readable. An adapter holds no schedule and
// no history: the same call with the same cursor gives the same answer. The SDK
// calls it from several threads at once, for different sources; it must be
// safe for that (most have no members but options).
//
// A failure is a status made by sdk/problem.h: it says who has to act.
class Adapter {
 public:
  virtual ~Adapter() = default;

  virtual AdapterInfo Info() const = 0;
  // Refuses options that cannot work: INVALID_ARGUMENT with key, value and what
  // would be right. Reads no file and asks nobody: it is also called for a
  // configuration that is not in force yet. Called before Check and Collect.
  virtual absl::Status Validate(const SourceSpec& source) const = 0;
  // Everything since `cursor` (empty: from the start) into `sink`; returns the
  // closing checkpoint.
  virtual absl::StatusOr<Checkpoint> Collect(const SourceSpec& source,
                                             absl::string_view cursor,
                                             FactSink& sink) = 0;
  // Field coverage and findings of a dry run. The default of the SDK collects
  // into a sink that counts; override where the format knows its fields better.
  virtual absl::StatusOr<DryRun> Coverage(const SourceSpec& source,
                                          FindingList& findings);
};

}  // namespace regisseur::sdk
