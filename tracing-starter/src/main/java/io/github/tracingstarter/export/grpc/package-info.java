/**
 * A client for unary calls of gRPC over HTTP/2, with nothing but the JDK.
 */
@NullMarked
package io.github.tracingstarter.export.grpc;

import org.jspecify.annotations.NullMarked;
