#include "core/invoice/rule_words.h"

#include "core/finding/catalogue.h"

namespace regisseur {

std::string ProblemMessage(const InvoiceProblem& problem) {
  const auto sentence = problem.arguments.find("sentence");
  return RenderMessage(
      sentence == problem.arguments.end() ? problem.rule : sentence->second,
      problem.arguments);
}

}  // namespace regisseur
