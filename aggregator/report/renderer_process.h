#pragma once

#include <string>

#include "aggregator/report/report_program.h"

namespace regisseur {

// `regisseur-report daemon …`, a process for each task: in a group of its own,
// with an empty environment, a folder that goes with it, bounded time and
// memory. It has no network; once it has read its templates it can open no
// socket and start no program. Thread-safe.
class RendererProcess final : public ReportProgram {
 public:
  struct Options {
    std::string program;                           // the path
    std::string scratch;                           // where its folders are made
    absl::Duration draw_limit = absl::Minutes(3);  // for one format
    absl::Duration collect_limit = absl::Minutes(20);  // answers included
    int64_t memory_bytes = int64_t{2} << 30;
  };
  explicit RendererProcess(Options options) : options_(std::move(options)) {}

  absl::StatusOr<std::vector<ReportTemplate>> ListTemplates(
      const std::vector<std::string>& folders) override;
  absl::StatusOr<CollectedDocument> Collect(
      const std::vector<std::string>& folders, const DocumentTask& task,
      const AnswerQuestion& answer,
      const absl::Notification& cancelled) override;
  absl::StatusOr<std::string> Draw(
      const std::vector<std::string>& folders, const std::string& format,
      const std::string& document, const std::string& language,
      const absl::Notification& cancelled) override;
  absl::StatusOr<std::vector<ReportDifferenceRow>> Compare(
      const std::vector<std::string>& folders, const std::string& older,
      const std::string& newer) override;

 private:
  const Options options_;
};

}  // namespace regisseur
