package io.github.tracingstarter.testing;

import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out auto-configurations because of which all applications under test would need
 * a login or a server, or would have another meter registry, except in those with
 * {@code test.security=true} and so on.
 */
public final class OptionalImportFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final Map<String, String> OPTIONAL = Map.ofEntries(
			Map.entry("org.springframework.boot.security.autoconfigure.", "test.security"),
			Map.entry("org.springframework.boot.data.redis.autoconfigure.", "test.redis"),
			Map.entry("org.springframework.boot.kafka.autoconfigure.", "test.kafka"),
			Map.entry("org.springframework.boot.amqp.autoconfigure.", "test.rabbit"),
			Map.entry("org.springframework.boot.quartz.autoconfigure.", "test.quartz"),
			Map.entry("org.springframework.boot.integration.autoconfigure.", "test.integration"),
			Map.entry("org.springframework.boot.mongodb.autoconfigure.", "test.mongodb"),
			Map.entry("org.springframework.boot.websocket.autoconfigure.", "test.websocket"),
			Map.entry("org.springframework.boot.r2dbc.autoconfigure.", "test.r2dbc"),
			Map.entry("org.springframework.cloud.autoconfigure.", "test.cloud"),
			Map.entry("org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.",
					"test.prometheus"),
			Map.entry("org.springframework.boot.micrometer.tracing.autoconfigure.prometheus.", "test.prometheus"));

	private Map<String, String> left = OPTIONAL;

	@Override
	public void setEnvironment(Environment environment) {
		this.left = Map.copyOf(OPTIONAL.entrySet()
			.stream()
			.filter((optional) -> !environment.getProperty(optional.getValue(), Boolean.class, false))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			matches[i] = name == null || this.left.keySet().stream().noneMatch(name::startsWith);
		}
		return matches;
	}

}
