// Carries the precompiled gRPC headers; see proto/CMakeLists.txt.
