// What the wire costs an import, without the socket: how much processor time
// goes into making messages of a FOCUS file's batches, writing, reading and
// checking them. `regisseur-wire-bench FILE` prints `wire ROWS BYTES` and the
// seconds of the four steps.
#include <ctime>

#include <cstdio>
#include <string>
#include <utility>

#include "services/focus/focus_adapter.h"
#include "wire/facts_wire.h"

namespace {

double Now() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) / 1e9;
}

class WireSink final : public regisseur::sdk::FactSink {
 public:
  absl::Status Send(regisseur::FactBatch batch) override {
    rows_ += batch.charges.size();
    const double begun = Now();
    regisseur::FactBatchToWire(std::move(batch), out_);
    const double made = Now();
    out_.SerializeToString(&bytes_);
    const double written = Now();
    if (!in_.ParseFromString(bytes_)) return absl::InternalError("not read");
    const double read = Now();
    const auto checked = regisseur::FactBatchFromWire(in_);
    if (!checked.ok()) return checked.status();
    seconds_[0] += made - begun;
    seconds_[1] += written - made;
    seconds_[2] += read - written;
    seconds_[3] += Now() - read;
    total_ += bytes_.size();
    return absl::OkStatus();
  }
  bool Cancelled() const override { return false; }
  int batch_rows() const override { return 10000; }
  void Print() const {
    std::printf("wire %zu %zu %.3f %.3f %.3f %.3f\n", rows_, total_,
                seconds_[0], seconds_[1], seconds_[2], seconds_[3]);
  }

 private:
  regisseur::adapter::v1::Batch out_;
  regisseur::adapter::v1::Batch in_;
  std::string bytes_;
  size_t rows_ = 0;
  size_t total_ = 0;
  double seconds_[4] = {};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: regisseur-wire-bench FILE\n");
    return 2;
  }
  regisseur::sdk::SourceSpec source;
  source.source_id = "bench";
  source.base_directory = "/";
  source.options = {{"path", argv[1]}, {"keep_original", "false"}};
  WireSink sink;
  regisseur::focus::FocusAdapter adapter;
  const auto checkpoint = adapter.Collect(source, "", sink);
  if (!checkpoint.ok()) {
    std::fprintf(stderr, "%s\n", checkpoint.status().ToString().c_str());
    return 1;
  }
  sink.Print();
  return 0;
}
