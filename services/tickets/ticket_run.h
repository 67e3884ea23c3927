#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"
#include "core/ticket/ticket.h"
#include "services/sdk/adapter.h"
#include "services/sdk/input_file.h"
#include "services/tickets/ticket_register.h"
#include "services/tickets/tickets_options.h"

namespace regisseur::tickets {

// Everything that the files of a source say, as one run: its deliveries, each
// the tickets that were opened in one month, or with `export: changes` those of
// one file. Not thread-safe.
class TicketRun {
 public:
  // `options` must outlive it.
  explicit TicketRun(const TicketsOptions& options) : options_(options) {}

  struct Scope {
    Delivery delivery;
    std::vector<Ticket> tickets;
  };

  // Reads the files in order of name. A file that cannot be read, or is not
  // whole yet, does not keep the others from being told, unless together they
  // are one edition; the first such problem is returned, after all others were
  // read.
  absl::Status Read(const std::vector<sdk::InputFile>& files,
                    const sdk::FactSink& sink);

  // True when nothing of this run may be told before it can be read whole.
  bool waits() const { return waits_; }
  // By scope.
  const std::map<std::string, Scope>& scopes() const { return scopes_; }
  // The files that could be read.
  const std::vector<sdk::InputFile>& read() const { return read_; }
  std::vector<Finding> TakeFindings() { return findings_.Take(); }
  // The newest change of any ticket.
  std::optional<absl::Time> data_until() const { return data_until_; }

 private:
  absl::Status ReadFile(const sdk::InputFile& file, const sdk::FactSink& sink,
                        TicketRegister& tickets);
  // Puts the tickets of a file, or of all, into their scopes.
  void Add(const std::string& origin, std::vector<Ticket> tickets);
  Scope MakeScope(const std::string& text, const std::string& origin,
                  absl::CivilMonth month) const;

  const TicketsOptions& options_;
  std::map<std::string, Scope> scopes_;
  std::vector<sdk::InputFile> read_;
  bool waits_ = false;
  FindingList findings_;
  std::optional<absl::Time> data_until_;
};

}  // namespace regisseur::tickets
