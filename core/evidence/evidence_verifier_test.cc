#include "core/evidence/evidence_verifier.h"

#include <random>

#include "absl/strings/str_split.h"
#include "core/evidence/evidence_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

using Lines = std::vector<std::string>;

std::string Join(const Lines& lines) {
  return absl::StrJoin(lines, "\n") + "\n";
}

std::optional<EvidenceBreak> Verify(absl::string_view text,
                                    KeptEvidence kept = {},
                                    EvidenceReport* report = nullptr) {
  EvidenceFileVerifier verifier(std::move(kept));
  if (verifier.Take(text)) verifier.Finish();
  if (report != nullptr) *report = verifier.report();
  return verifier.broken();
}

class EvidenceVerifierTest : public ::testing::Test {
 protected:
  // Two chains, `rows` rows in all, two roots; the last entry of the first
  // chain is under none.
  void Build(int rows) {
    std::mt19937 random(7);  // NOLINT: the same export each time
    const auto text = [&random](int at) {
      std::string bytes = absl::StrCat("C row ", at, " ");
      const size_t more = 20 + random() % 200;
      while (bytes.size() < more) {
        bytes.push_back(static_cast<char>(random() % 256));
      }
      return bytes;
    };
    builder_.chains = {{"cloudnine", {}}, {"portfolio", {}}};
    int made = 0;
    while (made < rows) {
      ExportBuilder::Entry entry;
      const int count =
          std::min(rows - made, 1 + static_cast<int>(random() % 30));
      for (int i = 0; i < count; ++i) entry.rows.push_back(text(made++));
      entry.act = random() % 4 == 0;
      if (!entry.act) entry.totals = {text(1), text(2)};
      builder_.chains[random() % 2].entries.push_back(entry);
    }
    const auto first = static_cast<int64_t>(builder_.chains[0].entries.size());
    const auto second = static_cast<int64_t>(builder_.chains[1].entries.size());
    ASSERT_GT(first, 3);
    ASSERT_GT(second, 1);
    builder_.roots = {{{first / 2, 1}}, {{first - 1, second}}};
    lines_ = builder_.Lines();
  }

  size_t LineOf(absl::string_view prefix, int nth = 1) const {
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (absl::StartsWith(lines_[i], prefix) && --nth == 0) return i;
    }
    ADD_FAILURE() << prefix;
    return 0;
  }
  // What somebody does who does not hold the key: the end is made anew with
  // another one, the rest is as `lines` say.
  void ExpectBroken(Lines lines, absl::string_view says) {
    const auto broken = Verify(Join(lines), Kept());
    ASSERT_TRUE(broken.has_value()) << says;
    EXPECT_THAT(broken->ToString(), HasSubstr(says));
  }
  KeptEvidence Kept() const {
    KeptEvidence kept;
    kept.key = builder_.key->verifying_key();
    return kept;
  }

  ExportBuilder builder_;
  Lines lines_;
};

TEST_F(EvidenceVerifierTest, AWholeExportHolds) {
  Build(100);
  EvidenceReport report;
  const auto broken = Verify(Join(lines_), Kept(), &report);
  EXPECT_FALSE(broken.has_value()) << broken->ToString();
  EXPECT_TRUE(report.key_given);
  ASSERT_THAT(report.chains, SizeIs(2));
  EXPECT_EQ(report.chains[0].name, "cloudnine");
  EXPECT_EQ(report.chains[0].rows + report.chains[1].rows, 100);
  EXPECT_EQ(report.chains[0].entries_unsigned, 1);
  EXPECT_EQ(report.chains[1].entries_unsigned, 0);
  EXPECT_EQ(report.roots, 2);
  // Given in any pieces.
  EvidenceFileVerifier verifier(Kept());
  for (const char c : Join(lines_)) {
    ASSERT_TRUE(verifier.Take(absl::string_view(&c, 1)));
  }
  EXPECT_TRUE(verifier.Finish());
}

// 100,000 changed bytes, every one found. A change is looked for from its line
// on: what stands before it is unchanged. That this finds the same as reading
// the whole file is shown on a sample.
TEST_F(EvidenceVerifierTest, FindsEveryChangedByte) {
  Build(2000);
  const std::string text = Join(lines_);
  std::vector<EvidenceLineVerifier> before;
  std::vector<size_t> starts;
  EvidenceLineVerifier verifier(Kept());
  size_t at = 0;
  for (size_t i = 0; i + 1 < lines_.size(); ++i) {
    before.push_back(verifier);
    starts.push_back(at);
    at += lines_[i].size() + 1;
    ASSERT_TRUE(verifier.Take(lines_[i])) << verifier.broken()->ToString();
  }
  const size_t end_starts = at;

  std::mt19937 random(42);  // NOLINT: the same bytes each time
  int whole = 0;
  int sampled = 0;
  for (int flip = 0; flip < 100000; ++flip) {
    const size_t place = random() % text.size();
    const char changed = static_cast<char>(
        static_cast<unsigned char>(text[place]) ^ (1u + random() % 255));
    bool found = false;
    if (place < end_starts) {
      const size_t line =
          std::upper_bound(starts.begin(), starts.end(), place) -
          starts.begin() - 1;
      EvidenceLineVerifier now = before[line];
      // The line with its break, and the next one, which may melt into it.
      const size_t next = std::min(line + 2, starts.size());
      const size_t stop = next < starts.size() ? starts[next] : end_starts;
      std::string part = text.substr(starts[line], stop - starts[line]);
      part[place - starts[line]] = changed;
      const bool whole_lines = part.back() == '\n';
      found = !whole_lines;
      if (whole_lines) part.pop_back();
      for (const absl::string_view piece : absl::StrSplit(part, '\n')) {
        if (found) break;
        found = !now.Take(piece);
      }
      for (size_t i = next; i + 1 < lines_.size() && !found; ++i) {
        found = !now.Take(lines_[i]);
      }
      if (!found) found = !now.Finish();
    }
    // The first line and the end are held by the hash of the whole file.
    if (!found || flip % 500 == 0) {
      std::string bent = text;
      bent[place] = changed;
      const auto broken = Verify(bent, Kept());
      ASSERT_TRUE(broken.has_value())
          << "byte " << place << " from " << int{text[place]} << " to "
          << int{changed};
      found ? ++sampled : ++whole;
    }
  }
  EXPECT_GE(sampled, 190);
  // All others were found at their line.
  EXPECT_LT(whole, 1000);
}

TEST_F(EvidenceVerifierTest, NamesThePlaceOfAChangedByte) {
  Build(100);
  Lines lines = lines_;
  const size_t row = LineOf("{\"row\":2,", 1);
  lines[row][lines[row].size() - 10] ^= 1;
  const auto broken = Verify(Join(lines), Kept());
  ASSERT_TRUE(broken.has_value());
  EXPECT_EQ(broken->line, static_cast<int64_t>(row) + 1);
  EXPECT_EQ(broken->row, 2);
  EXPECT_FALSE(broken->chain.empty());
  EXPECT_GT(broken->entry, 0);
}

TEST_F(EvidenceVerifierTest, FindsRowsThatWentCameOrMoved) {
  Build(200);
  const size_t row = LineOf("{\"row\":2,", 3);
  Lines removed = lines_;
  removed.erase(removed.begin() + static_cast<int64_t>(row));
  ExpectBroken(removed, "stands where row 2 should");
  Lines twice = lines_;
  twice.insert(twice.begin() + static_cast<int64_t>(row), lines_[row]);
  ExpectBroken(twice, "row 2 stands where row 3 should");
  Lines swapped = lines_;
  std::swap(swapped[row], swapped[row - 1]);
  ExpectBroken(swapped, "row 2 stands where row 1 should");
  Lines borrowed = lines_;
  borrowed[row] = lines_[LineOf("{\"row\":2,", 5)];
  ExpectBroken(borrowed, "is not the one that was hashed");

  const size_t entry = LineOf("{\"entry\":2,");
  Lines without = lines_;
  without.erase(without.begin() + static_cast<int64_t>(entry));
  EXPECT_TRUE(Verify(Join(without), Kept()).has_value());

  for (size_t line = 0; line < lines_.size(); ++line) {
    Lines cut = lines_;
    cut.erase(cut.begin() + static_cast<int64_t>(line));
    EXPECT_TRUE(Verify(Join(cut), Kept()).has_value()) << line;
    cut = lines_;
    cut.insert(cut.begin() + static_cast<int64_t>(line), lines_[line]);
    EXPECT_TRUE(Verify(Join(cut), Kept()).has_value()) << line;
    cut.assign(lines_.begin(), lines_.begin() + static_cast<int64_t>(line));
    EXPECT_TRUE(Verify(Join(cut), Kept()).has_value()) << line;
    if (line == 0) continue;
    cut = lines_;
    std::swap(cut[line - 1], cut[line]);
    EXPECT_TRUE(Verify(Join(cut), Kept()).has_value()) << line;
  }
  const std::string text = Join(lines_);
  EXPECT_TRUE(Verify(text.substr(0, text.size() - 1), Kept()).has_value());
  EXPECT_TRUE(Verify(text + "\n", Kept()).has_value());
  EXPECT_TRUE(Verify("", Kept()).has_value());
}

// Whoever makes all hashes anew still has no signature.
TEST_F(EvidenceVerifierTest, FindsAChainThatWasWrittenAnew) {
  Build(100);
  ExportBuilder forged;
  forged.chains = builder_.chains;
  forged.roots = builder_.roots;
  forged.chains[0].entries[0].rows[0] += "!";
  // With their own key all through.
  EXPECT_FALSE(Verify(Join(forged.Lines())).has_value());
  ExpectBroken(forged.Lines(), "and you gave");
  // With our roots before their chains.
  Lines mixed = forged.Lines();
  for (size_t i = 0; i < mixed.size(); ++i) {
    if (!absl::StartsWith(mixed[i], "{\"chain\":")) {
      mixed[i] = lines_[i];
    } else {
      break;
    }
  }
  ExpectBroken(mixed, "it is not the one under root 1");
  // Without any roots: the end still needs the key.
  forged.roots.clear();
  Lines bare = forged.Lines();
  bare[0] = lines_[0];
  ExpectBroken(bare, "its SHA-256 is another");
  bare.back() = forged.End(Lines(bare.begin(), bare.end() - 1));
  ExpectBroken(bare, "the end is not signed with the key");
}

TEST_F(EvidenceVerifierTest, FindsAStateBeforeARootThatWasKept) {
  Build(100);
  KeptEvidence kept = Kept();
  ASSERT_TRUE(ReadKeptEvidence(lines_[LineOf("{\"root\":2,")], kept).ok());
  EvidenceReport report;
  EXPECT_FALSE(Verify(Join(lines_), kept, &report).has_value());
  EXPECT_EQ(report.kept_roots, 1);

  // The holder of the key goes back to the first root.
  ExportBuilder back;
  back.key = *SigningKey::Parse(builder_.key->pem());
  back.chains = builder_.chains;
  back.roots = {builder_.roots[0]};
  back.chains[0].entries.resize(builder_.roots[0].lengths[0]);
  EXPECT_FALSE(Verify(Join(back.Lines()), Kept()).has_value());
  auto broken = Verify(Join(back.Lines()), kept);
  ASSERT_TRUE(broken.has_value());
  EXPECT_THAT(broken->what, HasSubstr("ends with root 1, and you kept root 2"));

  // Or makes another second root.
  back.chains[0].entries.push_back({});
  back.roots.push_back({{builder_.roots[0].lengths[0] + 1, 1}});
  EXPECT_FALSE(Verify(Join(back.Lines()), Kept()).has_value());
  broken = Verify(Join(back.Lines()), kept);
  ASSERT_TRUE(broken.has_value());
  EXPECT_THAT(broken->what, HasSubstr("root 2 is not the one that you kept"));
}

TEST_F(EvidenceVerifierTest, HoldsAReceiptAgainstTheExport) {
  Build(100);
  const auto line = ParseEvidenceLine(lines_[LineOf("{\"entry\":2,")]);
  const auto& entry = std::get<EntryLine>(*line);
  ReceiptStatement statement;
  statement.chain = "cloudnine";
  statement.number = 2;
  statement.hash = entry.hash;
  ReceiptLine receipt{"cloudnine", 2, statement.Encode(), ""};
  receipt.signature = builder_.key->Sign(receipt.statement);
  KeptEvidence kept = Kept();
  ASSERT_TRUE(ReadKeptEvidence(RenderLine(receipt) + "\n", kept).ok());
  EvidenceReport report;
  const auto held = Verify(Join(lines_), kept, &report);
  EXPECT_FALSE(held.has_value()) << held->ToString();
  EXPECT_EQ(report.kept_receipts, 1);

  builder_.chains[0].entries[1].rows.push_back("told later");
  auto broken = Verify(Join(builder_.Lines()), kept);
  ASSERT_TRUE(broken.has_value());
  EXPECT_THAT(
      broken->what,
      HasSubstr("not the one under the receipt for cloudnine number 2"));

  kept.receipts[0].signature[3] ^= 1;
  broken = Verify(Join(lines_), kept);
  ASSERT_TRUE(broken.has_value());
  EXPECT_THAT(broken->what, HasSubstr("is not signed"));
}

TEST_F(EvidenceVerifierTest, RowsMayBeMissingOnlyWithARecord) {
  builder_.chains = {
      {"cloudnine",
       {{.rows = {"a", "b"}, .totals = {"t"}},
        {.rows = {"c"}},
        {.act = true, .rows = {PurgedRows{"cloudnine", 1}.Encode()}}}}};
  builder_.chains[0].entries[0].kept = KeptRows::kTotals;
  EvidenceReport report;
  auto broken = Verify(Join(builder_.Lines()), {}, &report);
  EXPECT_FALSE(broken.has_value()) << broken->ToString();
  EXPECT_EQ(report.chains[0].entries_purged, 1);
  builder_.chains[0].entries[1].kept = KeptRows::kTotals;
  broken = Verify(Join(builder_.Lines()));
  ASSERT_TRUE(broken.has_value());
  EXPECT_EQ(broken->entry, 2);
  EXPECT_THAT(broken->what, HasSubstr("no record of a purge"));
}

TEST_F(EvidenceVerifierTest, RefusesOtherFilesAsKeptEvidence) {
  Build(100);
  KeptEvidence kept;
  EXPECT_EQ(ReadKeptEvidence("", kept).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(ReadKeptEvidence("hello\n", kept).message()),
              HasSubstr("line 1"));
  EXPECT_FALSE(ReadKeptEvidence(lines_[0], kept).ok());
}

// A line has one spelling.
TEST(EvidenceLinesTest, OnlyTheOneSpellingIsALine) {
  const std::string line =
      RenderLine(RowLine{false, 12, Sha256{}, std::string("\0\xff z", 4)});
  ASSERT_TRUE(ParseEvidenceLine(line).has_value());
  const auto bent = [&line](absl::string_view from, absl::string_view to) {
    std::string other = line;
    const size_t at = other.find(std::string(from));
    EXPECT_NE(at, std::string::npos) << from;
    other.replace(at, from.size(), to.data(), to.size());
    return ParseEvidenceLine(other).has_value();
  };
  EXPECT_FALSE(bent("12", "012"));
  EXPECT_FALSE(bent("12", "+12"));
  EXPECT_FALSE(bent("12", "12.0"));
  EXPECT_FALSE(bent("\"row\":", "\"row\": "));
  EXPECT_FALSE(bent("}", "} "));
  EXPECT_FALSE(bent("}", ",\"more\":1}"));
  EXPECT_FALSE(bent("0000", "000A"));
  EXPECT_FALSE(bent("\"bytes\":\"", "\"bytes\":\" "));
  EXPECT_FALSE(bent("==", "="));
  EXPECT_FALSE(bent("==", ""));
  EXPECT_FALSE(ParseEvidenceLine("").has_value());
  EXPECT_FALSE(ParseEvidenceLine("{}").has_value());
  EXPECT_FALSE(ParseEvidenceLine("{\"chain\":\"A\",\"length\":1}").has_value());
}

TEST(ChainEntryTest, HeadsComeBackAsTheyWere) {
  DeliveryHead delivery;
  delivery.source = "bill";
  delivery.chain = "cloudnine";
  delivery.number = 300;
  delivery.kind = FactKind::kMeasurements;
  delivery.delivery.scope = std::string(200, 's');
  delivery.delivery.completeness = Completeness::kAdditive;
  delivery.delivery.recorded = true;
  delivery.delivery.period_end = absl::FromUnixSeconds(7);
  delivery.rows = 5;
  delivery.known_from = absl::FromUnixMicros(1);
  delivery.totals = ChainedTotals{3, true, Sha256{1}};
  const std::string bytes = delivery.Encode();
  const auto told = ParseEntryHead(bytes);
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(std::get<DeliveryHead>(*told).Encode(), bytes);
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    EXPECT_FALSE(ParseEntryHead(bytes.substr(0, cut)).ok()) << cut;
  }
  EXPECT_FALSE(ParseEntryHead(bytes + "x").ok());
  ActHead act;
  act.chain = "portfolio";
  act.number = 1;
  act.arguments = {{"a", "b"}};
  act.personal = {{"actor", Sha256{2}}};
  const auto head = ParseEntryHead(act.Encode());
  ASSERT_TRUE(head.ok()) << head.status();
  EXPECT_EQ(std::get<ActHead>(*head).Encode(), act.Encode());
}

}  // namespace
}  // namespace regisseur
