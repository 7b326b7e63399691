package io.github.tracingstarter.instrument.grpc;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of gRPC.
 *
 * @param enabled Whether to trace outgoing and served calls of gRPC. If false, their
 * observations create no spans.
 */
@ConfigurationProperties("tracing.grpc")
record GrpcProperties(@DefaultValue("true") boolean enabled) {

}
