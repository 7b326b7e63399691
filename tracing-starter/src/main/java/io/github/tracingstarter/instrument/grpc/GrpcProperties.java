package io.github.tracingstarter.instrument.grpc;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of gRPC.
 *
 * @param enabled Whether to trace calls by gRPC and those that are served. If false,
 * their observations make no spans.
 */
@ConfigurationProperties("tracing.grpc")
record GrpcProperties(@DefaultValue("true") boolean enabled) {

}
