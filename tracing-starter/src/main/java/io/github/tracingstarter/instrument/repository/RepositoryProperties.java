package io.github.tracingstarter.instrument.repository;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of repositories.
 *
 * @param enabled Whether each call of a Spring Data repository within a trace has a span,
 * with its statements below it.
 */
@ConfigurationProperties("tracing.repositories")
record RepositoryProperties(@DefaultValue("false") boolean enabled) {

}
