#include "core/matter/matter.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using Kind = MatterKind;
using Move = MatterMove;
using State = ProposalState;

TEST(MatterTest, EveryWordIsFoundAgain) {
  for (const Kind kind :
       {Kind::kExclusion, Kind::kSettlement, Kind::kObjection, Kind::kClaim,
        Kind::kFigure, Kind::kExtra, Kind::kHours, Kind::kVersion,
        Kind::kIntervention, Kind::kDecision, Kind::kOutage, Kind::kReport,
        Kind::kEscalation, Kind::kObligation, Kind::kIdea, Kind::kReview,
        Kind::kPlan, Kind::kFund}) {
    EXPECT_EQ(FindMatterKind(MatterKindWord(kind)), kind);
  }
  for (const Move move :
       {Move::kProposed,     Move::kApproved,      Move::kRefused,
        Move::kWithdrawn,    Move::kRaised,        Move::kSettled,
        Move::kEntered,      Move::kFiled,         Move::kGranted,
        Move::kDenied,       Move::kReceived,      Move::kWaiverProposed,
        Move::kWaived,       Move::kWaiverRefused, Move::kOrdered,
        Move::kDelivered,    Move::kCommented,     Move::kNoted,
        Move::kAccepted,     Move::kAnswered,      Move::kDecided,
        Move::kDelegated,    Move::kSnoozed,       Move::kReopened,
        Move::kDeclared,     Move::kAware,         Move::kClassified,
        Move::kReported,     Move::kTold,          Move::kClosed,
        Move::kIssued,       Move::kSent,          Move::kFailed,
        Move::kMissed,       Move::kOpened,        Move::kAcknowledged,
        Move::kRaisedHigher, Move::kLinked,        Move::kPromised,
        Move::kWaiting,      Move::kResumed,       Move::kFulfilled,
        Move::kEndorsed,     Move::kStarted,       Move::kRealised,
        Move::kChecked,      Move::kScored,        Move::kSigned}) {
    EXPECT_EQ(FindMatterMove(MatterMoveWord(move)), move);
  }
  EXPECT_EQ(FindMatterKind("rumour"), std::nullopt);
  EXPECT_EQ(FindMatterMove(""), std::nullopt);
}

TEST(MatterTest, TheLastMoveSaysHowAProposalStands) {
  EXPECT_EQ(FoldProposal({Move::kProposed}), State::kProposed);
  EXPECT_EQ(FoldProposal({Move::kProposed, Move::kApproved}), State::kApproved);
  EXPECT_EQ(FoldProposal({Move::kProposed, Move::kRefused}), State::kRefused);
  EXPECT_EQ(FoldProposal({Move::kProposed, Move::kApproved, Move::kWithdrawn}),
            State::kWithdrawn);
  EXPECT_EQ(FoldProposal({Move::kRaised, Move::kWithdrawn}), State::kWithdrawn);
  EXPECT_EQ(FoldProposal({Move::kRaised, Move::kSettled}), State::kSettled);
  EXPECT_TRUE(
      CheckProposalMove(Kind::kObjection, State::kProposed, Move::kSettled)
          .ok());
  EXPECT_FALSE(
      CheckProposalMove(Kind::kExclusion, State::kProposed, Move::kSettled)
          .ok());
}

TEST(MatterTest, OnlySomeMovesArePossible) {
  struct Case {
    Kind kind;
    State state;
    Move move;
    bool possible;
  };
  for (const Case& c : {
           Case{Kind::kExclusion, State::kProposed, Move::kApproved, true},
           Case{Kind::kExclusion, State::kProposed, Move::kRefused, true},
           Case{Kind::kExclusion, State::kProposed, Move::kWithdrawn, true},
           Case{Kind::kExclusion, State::kApproved, Move::kWithdrawn, true},
           Case{Kind::kExclusion, State::kApproved, Move::kRefused, false},
           Case{Kind::kExclusion, State::kRefused, Move::kApproved, false},
           Case{Kind::kExclusion, State::kWithdrawn, Move::kApproved, false},
           Case{Kind::kSettlement, State::kProposed, Move::kApproved, true},
           Case{Kind::kSettlement, State::kApproved, Move::kWithdrawn, false},
           Case{Kind::kObjection, State::kProposed, Move::kWithdrawn, true},
           Case{Kind::kObjection, State::kProposed, Move::kApproved, false},
           Case{Kind::kObjection, State::kWithdrawn, Move::kWithdrawn, false},
       }) {
    const absl::Status status = CheckProposalMove(c.kind, c.state, c.move);
    EXPECT_EQ(status.ok(), c.possible)
        << MatterKindWord(c.kind) << " " << ProposalStateWord(c.state) << " "
        << MatterMoveWord(c.move) << ": " << status;
    if (!c.possible) {
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    }
  }
  EXPECT_THAT(std::string(CheckProposalMove(Kind::kSettlement, State::kApproved,
                                            Move::kWithdrawn)
                              .message()),
              HasSubstr("frozen"));
}

}  // namespace
}  // namespace regisseur
