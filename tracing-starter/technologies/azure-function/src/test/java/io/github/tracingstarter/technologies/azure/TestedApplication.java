package io.github.tracingstarter.technologies.azure;

import io.github.tracingstarter.testing.RecordedSpans;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.annotation.Bean;

/**
 * Adds to the sample what the tests need.
 */
@AutoConfiguration
public class TestedApplication implements ApplicationContextAware {

	/** The application that the sample has started. */
	private static volatile ApplicationContext context;

	static ApplicationContext context() {
		return context;
	}

	@Override
	public void setApplicationContext(ApplicationContext context) {
		TestedApplication.context = context;
	}

	@Bean
	RecordedSpans spans() {
		return new RecordedSpans();
	}

	@Bean
	MoreFunctions moreFunctions() {
		return new MoreFunctions();
	}

}
