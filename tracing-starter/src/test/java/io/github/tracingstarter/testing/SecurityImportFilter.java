package io.github.tracingstarter.testing;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves Spring Security out of the applications under test, which would all need a
 * login, but for those with {@code test.security=true}.
 */
public final class SecurityImportFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private boolean security;

	@Override
	public void setEnvironment(Environment environment) {
		this.security = environment.getProperty("test.security", Boolean.class, false);
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			matches[i] = this.security || name == null
					|| !name.startsWith("org.springframework.boot.security.autoconfigure.");
		}
		return matches;
	}

}
