/**
 * A client for unary gRPC calls over HTTP/2, with only the JDK.
 */
@NullMarked
package io.github.tracingstarter.export.grpc;

import org.jspecify.annotations.NullMarked;
