/**
 * Shapes the spans of Micrometer's observations of gRPC.
 */
@NullMarked
package io.github.tracingstarter.instrument.grpc;

import org.jspecify.annotations.NullMarked;
