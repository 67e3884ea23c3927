#pragma once

#include "aggregator/answers/objectives.h"
#include "aggregator/answers/service_level_explanation.h"
#include "aggregator/answers/service_levels.h"
#include "regisseur/service_level/v1/service_level.pb.h"
#include "regisseur/type/v1/evidence.pb.h"
#include "regisseur/type/v1/verdict.pb.h"

namespace regisseur {

type::v1::Verdict VerdictToWire(Verdict verdict);
type::v1::Origin FigureOriginToWire(FigureOrigin origin);
service_level::v1::Note NoteToWire(const LevelNote& note);
service_level::v1::ServiceLevel ServiceLevelToWire(const ServiceLevelRow& row);
service_level::v1::Objective ObjectiveToWire(const ObjectiveStanding& standing);
service_level::v1::Piece PieceToWire(const ExplainedPiece& piece);
service_level::v1::Witness WitnessToWire(const Witness& witness);
service_level::v1::Difference DifferenceToWire(
    const FigureDifference& difference);
service_level::v1::Restatement RestatementToWire(
    const Restatement& restatement);

}  // namespace regisseur
