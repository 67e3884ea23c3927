#include "aggregator/storage/charge_stager.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::Status ChargeStager::CheckBatch(const StagedBatch& batch) const {
  const FactBatch& facts = batch.facts;
  const size_t parties = batch.charge_parties.size();
  if (parties != 0 && parties != facts.charges.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the batch has ", facts.charges.size(), " charges and ",
                     parties, " parties"));
  }
  const auto dictionary_size = static_cast<int32_t>(facts.dictionary.size());
  for (const OtherColumn& column : facts.other_columns) {
    if (column.texts.size() != facts.charges.size()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the batch has ", facts.charges.size(), " charges, and ",
          column.texts.size(), " texts in its column ", column.name));
    }
    for (size_t i = 0; i < column.texts.size(); ++i) {
      if (column.texts[i] == 0) continue;
      if (column.texts[i] > 0 && column.texts[i] < dictionary_size) continue;
      return InvalidRow("charge", static_cast<int64_t>(i) + 1,
                        "has a text that the batch lacks");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> ChargeStager::TextId(Transaction& transaction,
                                             const FactBatch& facts,
                                             int32_t text,
                                             TextDictionary& texts) {
  int64_t& id = text_ids_[text];
  if (id < 0) {
    ASSIGN_OR_RETURN(id, texts.Intern(transaction, facts.dictionary[text]));
  }
  return id;
}

absl::StatusOr<int32_t> ChargeStager::PartyOf(const StagedBatch& batch,
                                              size_t index) const {
  if (batch.charge_parties.empty()) return 0;
  const int32_t party = batch.charge_parties[index];
  const auto size = static_cast<int32_t>(batch.facts.dictionary.size());
  if (party == 0 || (party > 0 && party < size)) return party;
  return InvalidRow("charge", static_cast<int64_t>(index) + 1,
                    "has a party that is no text of it");
}

absl::Status ChargeStager::StageOne(Transaction& transaction,
                                    const StagedBatch& batch, size_t index,
                                    StagedDelivery& delivery, PartyIds& parties,
                                    TextDictionary& texts) {
  const FactBatch& facts = batch.facts;
  const Charge& charge = facts.charges[index];
  const auto number = static_cast<int64_t>(index) + 1;
  if (!charge.amount(ChargeAmount::kBilledCost).has_value()) {
    return InvalidRow("charge", number, "has no BilledCost");
  }
  if (delivery.sums.value_or(charge.lines > 0) != (charge.lines > 0)) {
    return InvalidRow("charge", number,
                      "is a sum beside lines, or a line beside sums");
  }
  delivery.sums = charge.lines > 0;
  ASSIGN_OR_RETURN(const int32_t party, PartyOf(batch, index));
  const absl::string_view party_name =
      party == 0 ? absl::string_view() : facts.dictionary[party];
  int64_t& party_id = party_ids_[party];
  if (party_id < 0) {
    ASSIGN_OR_RETURN(party_id,
                     parties.Get(transaction, std::string(party_name)));
  }
  parties_[index] = party_id;
  for (int column = 0; column < kChargeTextCount; ++column) {
    const int32_t text = charge.texts[column];
    if (text == 0) {
      texts_[column] = absl::string_view();
      continue;
    }
    if (text < 0 || text >= static_cast<int32_t>(facts.dictionary.size())) {
      return InvalidRow("charge", number, "has a text that the batch lacks");
    }
    texts_[column] = facts.dictionary[text];
    if (IsKeyText(static_cast<ChargeText>(column)) && text_ids_[text] < 0) {
      RETURN_IF_ERROR(TextId(transaction, facts, text, texts).status());
    }
  }
  others_.clear();
  for (const OtherColumn& column : facts.other_columns) {
    const int32_t text = column.texts[index];
    if (text == 0 || facts.dictionary[text].empty()) continue;
    others_.push_back({column.name, facts.dictionary[text]});
  }
  ++delivery.rows;
  row_.StartChained(delivery.hash);
  row_.PutCharge(party_name, charge, texts_, others_);
  delivery.hash = hasher_.Hash(row_.bytes());
  delivery.charges.push_back(static_cast<int32_t>(index));
  const auto id_of = [this](int32_t text) {
    return text == 0 ? 0 : static_cast<int32_t>(text_ids_[text]);
  };
  return delivery.cells.Add(
      charge, party_id, CellTexts::Of(charge, id_of),
      texts_[static_cast<int>(ChargeText::kChargeCategory)] == kTax);
}

absl::Status ChargeStager::Stage(Transaction& transaction,
                                 const StagedBatch& batch,
                                 absl::Span<StagedDelivery* const> deliveries,
                                 PartyIds& parties, TextDictionary& texts) {
  const FactBatch& facts = batch.facts;
  if (facts.charges.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckBatch(batch));
  text_ids_.assign(facts.dictionary.size(), -1);
  party_ids_.assign(std::max<size_t>(facts.dictionary.size(), 1), -1);
  parties_.resize(facts.charges.size());
  for (StagedDelivery* const delivery : deliveries) delivery->charges.clear();
  for (size_t i = 0; i < facts.charges.size(); ++i) {
    ASSIGN_OR_RETURN(
        StagedDelivery* const delivery,
        DeliveryOfRow(deliveries, facts.charges[i].delivery, FactKind::kCharges,
                      "charge", static_cast<int64_t>(i) + 1));
    RETURN_IF_ERROR(StageOne(transaction, batch, i, *delivery, parties, texts));
  }
  const BatchCharges charges{facts.charges, facts.dictionary,
                             facts.other_columns, text_ids_, parties_};
  for (StagedDelivery* const delivery : deliveries) {
    if (delivery->charges.empty()) continue;
    const auto count = static_cast<int64_t>(delivery->charges.size());
    RETURN_IF_ERROR(lines_.Append(transaction, delivery->id,
                                  delivery->rows - count + 1, charges,
                                  delivery->charges));
    delivery->charges.clear();
  }
  return absl::OkStatus();
}

}  // namespace regisseur
