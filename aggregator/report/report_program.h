#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "core/schedule/covered_period.h"

namespace regisseur {

// A template as the program that draws reports knows it.
struct ReportTemplate {
  std::string name;
  CoveredPeriod::Kind period = CoveredPeriod::Kind::kMonth;
  std::vector<std::string> parameters;  // that it wants
  std::string title;
};

// A figure that differs between two documents, as the report shows it.
struct ReportDifferenceRow {
  std::string table;
  std::string row;
  std::string column;
  std::string from;
  std::string to;
};

// What a document is to be about.
struct DocumentTask {
  std::string template_name;
  std::string period;
  std::string language;
  std::map<std::string, std::string> parameters;
  std::string time_zone;
  std::string program_version;
  // The moment of the report before; absent for the first.
  std::optional<absl::Time> since;
  int revision = 1;
  std::string previous;  // the file of the revision before; empty: none
};

struct CollectedDocument {
  std::string json;
  absl::Time as_of;
  std::vector<ReportDifferenceRow> differences;
};

// Answers one question of the API, `portfolio.v1.PortfolioService/GetOverview`,
// from a request to an answer in JSON.
using AnswerQuestion = std::function<absl::StatusOr<std::string>(
    const std::string& method, const std::string& request)>;

// The program that collects documents and draws them. Thread-safe.
class ReportProgram {
 public:
  virtual ~ReportProgram() = default;

  // Every method: UNAVAILABLE when the program cannot be started, takes too
  // long or is killed; FAILED_PRECONDITION with its last words when it says
  // that something is wrong. `folders` have templates of the user's own.
  // `cancelled` ends it.
  virtual absl::StatusOr<std::vector<ReportTemplate>> ListTemplates(
      const std::vector<std::string>& folders) = 0;
  virtual absl::StatusOr<CollectedDocument> Collect(
      const std::vector<std::string>& folders, const DocumentTask& task,
      const AnswerQuestion& answer, const absl::Notification& cancelled) = 0;
  // `language` empty: the document's own.
  virtual absl::StatusOr<std::string> Draw(
      const std::vector<std::string>& folders, const std::string& format,
      const std::string& document, const std::string& language,
      const absl::Notification& cancelled) = 0;
  // Of two documents in files.
  virtual absl::StatusOr<std::vector<ReportDifferenceRow>> Compare(
      const std::vector<std::string>& folders, const std::string& older,
      const std::string& newer) = 0;
};

}  // namespace regisseur
