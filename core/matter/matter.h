#pragma once

#include <string>

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/time/time_range.h"

namespace regisseur {

// Something that people settle between them, step by step. Nothing of it is
// ever deleted: what is taken back stands there as taken back.
enum class MatterKind {
  kExclusion,     // time that a promise leaves out, with a reason
  kSettlement,    // the figure that holds
  kObjection,     // a figure is wrong: the row is disputed
  kClaim,         // a credit that is claimed (core/credit/claim.h)
  kFigure,        // a figure that a person entered from paper
  kExtra,         // an order of an extra (core/room/extra_order.h)
  kHours,         // hours that somebody entered from a document
  kVersion,       // a next version of a contract that one side proposed
  kIntervention,  // that we stepped in inside a mandate
  kDecision,      // what was done about an item of the agenda
  kOutage,        // the hour of an outage: what is known, filed and told
  kReport,        // a report of a schedule and a period
  kEscalation,    // a call on the other side, with clocks
  kObligation,    // what one side promised the other outside the services
  kIdea,          // an improvement that one of the three parties proposed
  kReview,        // a period in which both sides score each other
  kPlan,          // a version of the relationship plan that one side proposed
  kFund,          // a draw on the joint fund, or a deposit
};

// What was done about one.
enum class MatterMove {
  kProposed,   // exclusions and settlements
  kApproved,   // by a second person
  kRefused,    // by a second person
  kWithdrawn,  // taken back
  kRaised,     // of an objection
  kSettled,    // of an objection: the figure was settled
  kEntered,    // of a figure
  // Of a claim.
  kFiled,
  kGranted,  // by the provider
  kDenied,   // by the provider
  kReceived,
  kWaiverProposed,
  kWaived,
  kWaiverRefused,
  // Of an extra; beyond the mandate it is proposed and approved.
  kOrdered,  // within the mandate
  kDelivered,
  // Of a proposed version.
  kCommented,
  kNoted,     // what the provider is not to hear; also of an intervention
  kAccepted,  // by a side
  kAnswered,  // of a version: another proposal took its place; of an
              // escalation: what was asked is answered
  // Of an item of the agenda.
  kDecided,
  kDelegated,
  kSnoozed,
  kReopened,  // also of an escalation
  // Of an outage.
  kDeclared,    // by a person, without the partner's feed
  kAware,       // starts clocks
  kClassified,  // starts clocks
  kReported,    // to an authority
  kTold,        // to whom what was said
  kClosed,      // also of an escalation
  // Of a report.
  kIssued,  // a revision, with its as-of and checksums
  kSent,    // to one recipient
  kFailed,  // of one recipient, or of making it
  kMissed,  // a period that was not made up for
  // Of what both sides work on together.
  kOpened,
  kAcknowledged,
  kRaisedHigher,  // to the next rung
  kLinked,        // to what it is about
  kPromised,
  kWaiting,  // for the other side: its clock starts
  kResumed,
  kFulfilled,
  kEndorsed,  // by one of the three parties
  kStarted,
  kRealised,
  kChecked,  // the benefit, against the ledger
  kScored,
  kSigned,
};

// The words under which they are stored, hashed and shown: `exclusion`,
// `waiver_proposed`. Never changed.
absl::string_view MatterKindWord(MatterKind kind);
std::optional<MatterKind> FindMatterKind(absl::string_view word);
absl::string_view MatterMoveWord(MatterMove move);
std::optional<MatterMove> FindMatterMove(absl::string_view word);

// What a matter is about. An immutable value.
struct MatterSubject {
  MatterKind kind = MatterKind::kExclusion;
  // Unique within the kind: random, or what a claim is computed as.
  std::string name;
  std::string provider;
  std::string contract;
  std::string objective;
  // The time left out, the window, or the period of the figure; bounded.
  TimeRange range;

  friend bool operator==(const MatterSubject&, const MatterSubject&) = default;
};

// Where an exclusion, a settlement, an objection or a figure stands.
enum class ProposalState {
  kProposed,   // waits for a second person; an objection is open, a figure
               // from paper in force
  kApproved,   // holds
  kRefused,    // never held
  kWithdrawn,  // was taken back
  kSettled,    // of an objection: the figure was settled since
};

// The state after these moves, the oldest first; the first one makes it.
ProposalState FoldProposal(absl::Span<const MatterMove> moves);

// OK when a proposal of that kind may go from `state` by `move`;
// FAILED_PRECONDITION says what it is and what is possible. An approved
// exclusion can be withdrawn, an approved settlement cannot: it is frozen, and
// another one takes its place.
absl::Status CheckProposalMove(MatterKind kind, ProposalState state,
                               MatterMove move);

// `proposed`; of an objection `open`.
absl::string_view ProposalStateWord(ProposalState state);

}  // namespace regisseur
