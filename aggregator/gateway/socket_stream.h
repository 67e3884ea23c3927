#pragma once

#include <memory>

#include "aggregator/gateway/http_stream.h"
#include "boost/asio/generic/stream_protocol.hpp"
#include "boost/asio/ssl/context.hpp"

namespace regisseur {

// HTTP over a connected socket, TCP and Unix alike, in TLS or, without `tls`,
// in the clear.
std::unique_ptr<HttpStream> MakeSocketStream(
    boost::asio::generic::stream_protocol::socket socket,
    std::shared_ptr<boost::asio::ssl::context> tls);

}  // namespace regisseur
