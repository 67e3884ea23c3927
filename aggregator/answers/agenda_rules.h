#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "aggregator/answers/agenda.h"
#include "core/contract/contract_register.h"
#include "core/freshness/freshness.h"

namespace regisseur {

// What a rule of the agenda looks at and where it puts what it finds.
struct AgendaDesk {
  const AnswerContext& context;
  const Principal& who;
  const KnownPortfolio& known;
  const ContractRegister& contracts;
  AsOf as_of;
  absl::CivilDay today;  // in the portfolio's zone
  OpenBook& open;        // figures that rules look at, each computed once
  const SourceRecords& records;
  std::vector<AgendaItem>& items;
  std::vector<Gap>& gaps;

  // The contracts that run today, by id.
  std::vector<const Contract*> Running() const;
  // An item of a contract, with its provider, owner and functions.
  AgendaItem Begin(absl::string_view kind, absl::string_view detail,
                   const Contract& contract) const;
  // The same of a provider, and of one of its services unless that is empty.
  AgendaItem BeginWith(absl::string_view kind, absl::string_view detail,
                       const std::string& provider,
                       const std::string& service) const;
  // The functions that need a service of the provider: one of `services`, or
  // any when that is empty.
  std::vector<std::string> FunctionsOf(
      const std::string& provider,
      const std::vector<std::string>& services) const;
};

// So long before they lapse hours become a matter for the agenda (USERS U15).
inline constexpr int kHoursAheadDays = 60;

// So long before its last day an objection becomes a matter for the agenda.
inline constexpr int kObjectionAheadDays = 14;

// A rule, by name: one file each.
struct AgendaRule {
  absl::string_view name;
  absl::Status (*add)(AgendaDesk& desk);
  // It follows how fresh sources are, and so changes by the second; everything
  // else changes with the data and the day.
  bool by_freshness = false;
};

// An option that has to be exercised, a notice that has to be given.
absl::Status AddTermItems(AgendaDesk& desk);
// A credit that has to be claimed.
absl::Status AddClaimItems(AgendaDesk& desk);
// A report that the contract asks for and nobody has seen, a figure that nobody
// tells.
absl::Status AddReportItems(AgendaDesk& desk);
// A reported figure to which an objection is in time for a few days more.
absl::Status AddObjectionItems(AgendaDesk& desk);
// A ceiling that is nearly reached, a tender that has to start.
absl::Status AddCeilingItems(AgendaDesk& desk);
// A budget that is or will be exceeded, or of which a share is reached.
absl::Status AddBudgetItems(AgendaDesk& desk);
// A commitment that will be used too little, or too much.
absl::Status AddCommitmentItems(AgendaDesk& desk);
// An extra that waits for a second person, or is not delivered in time.
absl::Status AddExtraItems(AgendaDesk& desk);
// Hours that lapse soon, hours that wait for an owner.
absl::Status AddHourItems(AgendaDesk& desk);
// What leaves the band of a mandate.
absl::Status AddMandateItems(AgendaDesk& desk);
// A version of a contract that waits for our yes.
absl::Status AddVersionItems(AgendaDesk& desk);
// A price that is announced or invoiced above what an index clause allows.
absl::Status AddPriceItems(AgendaDesk& desk);
// Seats that grew and are next year's floor unless fewer are asked for.
absl::Status AddSeatItems(AgendaDesk& desk);
// A promise at risk or missed twice, what follows from missing it, figures that
// both sides or both origins tell otherwise.
absl::Status AddPromiseItems(AgendaDesk& desk);
// An invoice that is not what was charged or agreed.
absl::Status AddInvoiceItems(AgendaDesk& desk);
// Assurance that lapses, subprocessors to object to, exit plans of critical
// functions.
absl::Status AddDossierItems(AgendaDesk& desk);
// Maintenance of two partners of one function at one time.
absl::Status AddClashItems(AgendaDesk& desk);
// An outage that has to be classified, and a report about one that has to be
// filed.
absl::Status AddOutageItems(AgendaDesk& desk);
// An escalation of either side that nobody answered.
absl::Status AddEscalationItems(AgendaDesk& desk);
// What we promised and is due, and what we are asked to promise.
absl::Status AddObligationItems(AgendaDesk& desk);
// An idea that all three parties endorse.
absl::Status AddIdeaItems(AgendaDesk& desk);
// A draw on a joint fund or a deposit that waits for our yes or no.
absl::Status AddFundItems(AgendaDesk& desk);
// A review that waits for our answers or our name.
absl::Status AddReviewItems(AgendaDesk& desk);
// A relationship plan that waits for our yes, a joint objective that is due and
// not reached.
absl::Status AddPlanItems(AgendaDesk& desk);
// Service levels that are met while people are not satisfied.
absl::Status AddWatermelonItems(AgendaDesk& desk);
// A report of ours that was not made, or that somebody did not get.
absl::Status AddDeliveryItems(AgendaDesk& desk);
// A source that fell silent.
absl::Status AddSilenceItems(AgendaDesk& desk);

// The id of the item of a silent source.
std::string SilenceItemId(absl::string_view source);
// True for a freshness that is an item of the agenda.
bool IsSilent(Freshness freshness);

// All of them, in the order in which they are asked.
absl::Span<const AgendaRule> AgendaRules();

}  // namespace regisseur
