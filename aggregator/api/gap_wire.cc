#include "aggregator/api/gap_wire.h"

#include "aggregator/api/set_time.h"
#include "core/finding/catalogue.h"

namespace regisseur {

type::v1::Sentence SentenceToWire(const Sentence& sentence) {
  type::v1::Sentence wire;
  if (sentence.rule.empty()) return wire;
  wire.set_rule(sentence.rule);
  wire.mutable_arguments()->insert(sentence.arguments.begin(),
                                   sentence.arguments.end());
  wire.set_text(RenderMessage(sentence.rule, sentence.arguments));
  return wire;
}

type::v1::ProblemKind ProblemKindToWire(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::kNone:
      return type::v1::PROBLEM_KIND_UNSPECIFIED;
    case ProblemKind::kConfiguration:
      return type::v1::PROBLEM_KIND_CONFIGURATION;
    case ProblemKind::kTransient:
      return type::v1::PROBLEM_KIND_TRANSIENT;
    case ProblemKind::kPartner:
      return type::v1::PROBLEM_KIND_PARTNER;
  }
  return type::v1::PROBLEM_KIND_UNSPECIFIED;
}

type::v1::Freshness FreshnessToWire(Freshness freshness) {
  switch (freshness) {
    case Freshness::kFresh:
      return type::v1::FRESHNESS_FRESH;
    case Freshness::kLate:
      return type::v1::FRESHNESS_LATE;
    case Freshness::kStale:
      return type::v1::FRESHNESS_STALE;
    case Freshness::kMissing:
      return type::v1::FRESHNESS_MISSING;
    case Freshness::kFailed:
      return type::v1::FRESHNESS_FAILED;
  }
  return type::v1::FRESHNESS_UNSPECIFIED;
}

type::v1::Origin OriginToWire(Origin origin) {
  switch (origin) {
    case Origin::kReported:
      return type::v1::ORIGIN_REPORTED;
    case Origin::kMeasured:
      return type::v1::ORIGIN_MEASURED;
  }
  return type::v1::ORIGIN_UNSPECIFIED;
}

type::v1::Gap GapToWire(const Gap& gap) {
  type::v1::Gap wire;
  wire.set_provider(gap.provider);
  wire.set_source(gap.source);
  wire.set_rule(gap.rule);
  wire.set_message(RenderMessage(gap.rule, gap.arguments));
  SetTime(gap.since, &wire, &type::v1::Gap::mutable_since_time);
  SetTime(gap.last_good, &wire, &type::v1::Gap::mutable_last_good_time);
  wire.set_kind(ProblemKindToWire(gap.kind));
  wire.set_notice(gap.notice);
  wire.mutable_arguments()->insert(gap.arguments.begin(), gap.arguments.end());
  return wire;
}

void GapsToWire(const std::vector<Gap>& gaps,
                google::protobuf::RepeatedPtrField<type::v1::Gap>* wire) {
  for (const Gap& gap : gaps) *wire->Add() = GapToWire(gap);
}

}  // namespace regisseur
