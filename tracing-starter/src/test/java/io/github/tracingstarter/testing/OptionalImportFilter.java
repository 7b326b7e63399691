package io.github.tracingstarter.testing;

import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out of the applications under test what all of them would otherwise need a login
 * or a server for, but for those with {@code test.security=true} and so on.
 */
public final class OptionalImportFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final Map<String, String> OPTIONAL = Map.of("org.springframework.boot.security.autoconfigure.",
			"test.security", "org.springframework.boot.data.redis.autoconfigure.", "test.redis",
			"org.springframework.boot.kafka.autoconfigure.", "test.kafka",
			"org.springframework.boot.amqp.autoconfigure.", "test.rabbit",
			"org.springframework.boot.quartz.autoconfigure.", "test.quartz",
			"org.springframework.boot.integration.autoconfigure.", "test.integration",
			"org.springframework.boot.mongodb.autoconfigure.", "test.mongodb",
			"org.springframework.boot.websocket.autoconfigure.", "test.websocket",
			"org.springframework.boot.r2dbc.autoconfigure.", "test.r2dbc");

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
