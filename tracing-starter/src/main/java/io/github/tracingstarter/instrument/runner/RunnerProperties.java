package io.github.tracingstarter.instrument.runner;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of runners.
 *
 * @param enabled Whether each ApplicationRunner and CommandLineRunner has a trace.
 */
@ConfigurationProperties("tracing.runners")
record RunnerProperties(@DefaultValue("true") boolean enabled) {

}
