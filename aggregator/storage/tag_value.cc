#include "aggregator/storage/tag_value.h"

#include <simdjson.h>

#include <string_view>
#include <utility>

namespace regisseur {

class TagReader::Impl {
 public:
  explicit Impl(std::string name) : name_(std::move(name)) {}

  const std::string& Read(absl::string_view tags) {
    // Neighbouring lines mostly carry the same tags.
    if (tags == last_tags_) return value_;
    last_tags_ = std::string(tags);
    value_.clear();
    simdjson::dom::object object;
    simdjson::dom::element element;
    if (parser_.parse(tags.data(), tags.size()).get(object) ||
        object.at_key(std::string_view(name_)).get(element)) {
      return value_;
    }
    switch (element.type()) {
      case simdjson::dom::element_type::STRING:
        value_ = std::string(std::string_view(element));
        break;
      case simdjson::dom::element_type::NULL_VALUE:
        break;
      default:
        value_ = simdjson::minify(element);
        break;
    }
    return value_;
  }

 private:
  const std::string name_;
  simdjson::dom::parser parser_;
  std::string last_tags_;
  std::string value_;
};

TagReader::TagReader(std::string name)
    : impl_(std::make_unique<Impl>(std::move(name))) {}
TagReader::~TagReader() = default;

const std::string& TagReader::Read(absl::string_view tags) {
  return impl_->Read(tags);
}

}  // namespace regisseur
