#pragma once

#include <vector>

#include "aggregator/answers/gap.h"
#include "core/contract/contract_words.h"
#include "core/freshness/freshness.h"
#include "core/portfolio/portfolio.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "regisseur/type/v1/evidence.pb.h"

namespace regisseur {

// What all answers share on the wire. Here the words for people are chosen
// (core/finding/catalogue.h).

type::v1::Gap GapToWire(const Gap& gap);
void GapsToWire(const std::vector<Gap>& gaps,
                google::protobuf::RepeatedPtrField<type::v1::Gap>* wire);

// A sentence with its English words.
type::v1::Sentence SentenceToWire(const Sentence& sentence);

type::v1::ProblemKind ProblemKindToWire(ProblemKind kind);
type::v1::Freshness FreshnessToWire(Freshness freshness);
type::v1::Origin OriginToWire(Origin origin);

}  // namespace regisseur
